package client

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// answering is an HTTP client that returns the statuses in turn, and then empty results.
type answering struct {
	statuses []int
	asked    []*http.Request
}

func openAt(a *answering, region, endpoint string) *Client {
	c := aws.Config{Region: region, HTTPClient: a, Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret", SessionToken: "token", AccountID: "123456789012"}, nil
	})}
	if endpoint != "" {
		c.BaseEndpoint = &endpoint
	}
	return Open(c, "t")
}

func read(t testing.TB, table *Client) {
	t.Helper()
	for _, err := range table.Items(t.Context(), InPartition("P", "S")) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestCallsGoWhereTheSDKWouldSendThem(t *testing.T) {
	for _, c := range []struct{ region, endpoint, want string }{
		{"eu-south-1", "", "https://dynamodb.eu-south-1.amazonaws.com/"},
		{"cn-north-1", "", "https://dynamodb.cn-north-1.amazonaws.com.cn/"},
		{"eu-south-1", "http://127.0.0.1:4566", "http://127.0.0.1:4566/"},
	} {
		a := &answering{}
		table := openAt(a, c.region, c.endpoint)
		read(t, table)
		read(t, table)
		for _, r := range a.asked {
			if r.URL.String() != c.want {
				t.Errorf("%s, %q: called %s", c.region, c.endpoint, r.URL)
			}
		}
	}
}

func TestTheEndpointIsResolvedOnce(t *testing.T) {
	resolver := openAt(&answering{}, "eu-south-1", "").API.(*dynamodb.Client).Options().EndpointResolverV2
	first, err := resolver.ResolveEndpoint(t.Context(), dynamodb.EndpointParameters{})
	if err != nil {
		t.Fatal(err)
	}
	if again := testing.AllocsPerRun(10, func() { _, _ = resolver.ResolveEndpoint(t.Context(), dynamodb.EndpointParameters{}) }); again != 0 {
		t.Errorf("to resolve %s again allocates %v times", first.URI.String(), again)
	}
}

func TestCallsAreSignedAndRetried(t *testing.T) {
	a := &answering{statuses: []int{http.StatusInternalServerError, http.StatusServiceUnavailable}}
	read(t, openAt(a, "eu-south-1", ""))
	if len(a.asked) != 3 {
		t.Fatalf("asked %d times", len(a.asked))
	}
	for _, r := range a.asked {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKID/") || r.Header.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("not signed: %v", r.Header)
		}
	}
}

// kept has the steps that a call needs. A step that a later SDK adds has to be reviewed first.
var kept = []string{
	"OperationInputValidation", "setOperationInput", "OperationSerializer", "UserAgent", "RecursionDetection",
	"DisableAcceptEncodingGzip", "InterceptBeforeRetryLoop", "Retry", "InterceptAttempt", "ResolveAuthScheme", "GetIdentity", "ResolveEndpointV2",
	"ComputePayloadHash", "setLegacyContextSigningOptions", "Signing", "AddRawResponseToMetadata", "ResponseErrorWrapper", "RequestIDRetriever",
	"OperationDeserializer", "RecordResponseTiming",
}

func TestCallsHaveOnlyTheStepsThatAreNeeded(t *testing.T) {
	client := openAt(&answering{}, "eu-south-1", "").API.(*dynamodb.Client)
	var steps []string
	_, err := client.Query(t.Context(), &dynamodb.QueryInput{TableName: aws.String("t")}, func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
			steps = slices.Concat(s.Initialize.List(), s.Serialize.List(), s.Build.List(), s.Finalize.List(), s.Deserialize.List())
			return nil
		})
	})
	if err != nil || !slices.Equal(steps, kept) {
		t.Errorf("%q, %v; want %q", steps, err, kept)
	}
}

// mostAllocations is a little more than the allocations of one call when its steps were last reviewed.
const mostAllocations = 320

func TestACallAllocatesNoMoreThanItDid(t *testing.T) {
	a := &answering{}
	table := openAt(a, "eu-south-1", "")
	if n := testing.AllocsPerRun(100, func() { read(t, table); a.asked = nil }); n > mostAllocations {
		t.Errorf("a call allocates %v times, want at most %d", n, mostAllocations)
	}
}

func TestFunctionsReachDynamoDBByOpenAlone(t *testing.T) {
	opened := 0
	for _, pattern := range []string{"../../../functions/*/*.go", "../../*/*.go", "../../*/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			opened += strings.Count(string(text), "dynamo.Open(")
			makes := strings.Contains(string(text), "dynamodb.NewFromConfig(") || strings.Contains(string(text), "dynamodb.New(")
			if makes && !strings.HasSuffix(file, "_test.go") && !slices.Contains([]string{"../../dynamo/client/client.go", "../../dynamo/dynamotest/dynamotest.go", "../../testkit/engines/engines.go"}, file) {
				t.Errorf("%s makes a client of DynamoDB of its own", file)
			}
		}
	}
	if opened < 5 {
		t.Errorf("%d functions open the table", opened)
	}
}

func (a *answering) Do(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	a.asked = append(a.asked, r)
	status, body := http.StatusOK, `{"Count":0,"Items":[],"ScannedCount":0}`
	if len(a.statuses) > 0 {
		status, body, a.statuses = a.statuses[0], "{}", a.statuses[1:]
	}
	return &http.Response{StatusCode: status, Header: http.Header{"X-Amz-Crc32": {"1"}}, Body: io.NopCloser(strings.NewReader(body))}, nil
}
