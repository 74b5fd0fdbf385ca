package config

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
)

var whole = map[string]string{
	"TABLE_NAME":                          "table",
	"PUBLIC_URL":                          "https://accounts.example",
	"OPERATOR_CLAIM":                      "cognito:groups",
	"OPERATOR_VALUE":                      "operators",
	"EMAIL_VERIFIED_CLAIM":                "email_verified",
	"EMAIL_VERIFIED_BY_ISSUER":            "false",
	"OIDC_SCOPES":                         "openid email",
	"REQUEST_LIFETIME_DAYS":               "90",
	"REMINDER_DAYS":                       "7, 30,83",
	"UNASKED_DAYS":                        "14",
	"REVIEW_POLICY":                       "mismatch",
	"OPERATOR_ADDRESSES":                  "review@accounts.example,Second@Accounts.example,review@accounts.example",
	"OPERATOR_LANGUAGE":                   "it",
	"REQUESTS_PER_DAY":                    "20",
	"INVITATIONS_PER_DAY":                 "5",
	"REQUESTS_PER_DOMAIN_PER_DAY":         "200",
	"ADDITIONS_PER_DAY":                   "100",
	"ADDITIONS_PER_ACCOUNT_PER_DAY":       "500",
	"ADDITIONS_PER_DOMAIN_PER_DAY":        "500",
	"ACCESS_REQUEST_DAYS":                 "30",
	"ACCESS_REQUESTS_PER_DAY":             "20",
	"ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY": "50",
	"PENDING_REQUESTS":                    "5000",
	"PENDING_REQUESTS_OF_NEW":             "50",
	"NEW_ROLE_DAYS":                       "30",
	"INVITATIONS_PER_REQUESTER_PER_DAY":   "2",
	"CODES_PER_HOUR":                      "5",
	"CODES_PER_DAY":                       "15",
	"MAILS_PER_DAY":                       "1000",
	"DNS_PROOF":                           "true",
	"DNS_SERVER":                          "127.0.0.1:53",
	"SHARED_MAIL_DOMAINS_ADDED":           "Post.Acme.com., müller.de",
	"SHARED_MAIL_DOMAINS_EXEMPT":          "mail.acme.com",
	"CODE_KEY_ID":                         "code-key",
	"LINK_KEY_ID":                         "link-key",
	"SENDER":                              "no-reply@accounts.example",
	"SENDER_NAME":                         "Società Esempio",
	"OPERATOR_NAME":                       "Esempio S.p.A.",
	"HELP_ADDRESS":                        "help@example.com",
	"PRIVACY_ADDRESS":                     "https://example.com/privacy",
	"CONFIGURATION_SET":                   "mail",
	"CODE_CONFIGURATION_SET":              "codes",
	"OIDC_ISSUER":                         "https://issuer.example/pool",
	"OIDC_DISCOVERY_URL":                  "http://127.0.0.1:4566/pool",
	"OIDC_CLIENT_ID":                      "client",
	"AWS_REGION":                          "eu-west-1",
	"AWS_ACCESS_KEY_ID":                   "key",
	"AWS_SECRET_ACCESS_KEY":               "hidden",
	"AWS_SESSION_TOKEN":                   "token",
	"AWS_ENDPOINT_URL":                    "http://127.0.0.1:4566",
}

const day = 24 * time.Hour

func from(environment map[string]string) Getenv {
	return func(name string) string { return environment[name] }
}

var always = []string{"TABLE_NAME", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}

// functions has the required variables of each function.
var functions = map[string]struct {
	read  func(Getenv) (any, error)
	needs []string
}{
	"search": {
		func(g Getenv) (any, error) { return ForSearch(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER"},
	},
	"manage-account": {
		func(g Getenv) (any, error) { return ForManageAccount(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER", "REVIEW_POLICY", "ADDITIONS_PER_DAY", "ADDITIONS_PER_ACCOUNT_PER_DAY", "ADDITIONS_PER_DOMAIN_PER_DAY",
			"ACCESS_REQUEST_DAYS", "ACCESS_REQUESTS_PER_DAY", "ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY"},
	},
	"submit-request": {
		func(g Getenv) (any, error) { return ForSubmitRequest(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER", "REQUEST_LIFETIME_DAYS", "UNASKED_DAYS", "REVIEW_POLICY", "OPERATOR_LANGUAGE", "DNS_PROOF",
			"REQUESTS_PER_DAY", "REQUESTS_PER_DOMAIN_PER_DAY", "CODES_PER_HOUR", "CODES_PER_DAY", "INVITATIONS_PER_DAY", "MAILS_PER_DAY", "PENDING_REQUESTS", "PENDING_REQUESTS_OF_NEW", "NEW_ROLE_DAYS"},
	},
	"review-request": {
		func(g Getenv) (any, error) { return ForReviewRequest(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER", "REQUEST_LIFETIME_DAYS", "UNASKED_DAYS", "REVIEW_POLICY", "OPERATOR_LANGUAGE"},
	},
	"act-on-request": {
		func(g Getenv) (any, error) { return ForActOnRequest(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER", "CODE_KEY_ID", "REVIEW_POLICY", "CODES_PER_HOUR", "CODES_PER_DAY", "MAILS_PER_DAY"},
	},
	"sign-in": {
		func(g Getenv) (any, error) { return ForSignIn(g) },
		[]string{"PUBLIC_URL", "OPERATOR_CLAIM", "OPERATOR_VALUE", "EMAIL_VERIFIED_CLAIM", "EMAIL_VERIFIED_BY_ISSUER", "OIDC_ISSUER", "OIDC_DISCOVERY_URL", "OIDC_CLIENT_ID", "OIDC_SCOPES"},
	},
	"send-mail": {
		func(g Getenv) (any, error) { return ForSendMail(g) },
		[]string{"PUBLIC_URL", "LINK_KEY_ID", "CODE_KEY_ID", "SENDER", "SENDER_NAME", "CONFIGURATION_SET", "CODE_CONFIGURATION_SET", "INVITATIONS_PER_DAY", "INVITATIONS_PER_REQUESTER_PER_DAY", "MAILS_PER_DAY"},
	},
	"clean-up": {
		func(g Getenv) (any, error) { return ForCleanUp(g) },
		[]string{"REQUEST_LIFETIME_DAYS", "UNASKED_DAYS", "OPERATOR_LANGUAGE", "DNS_PROOF", "ACCESS_REQUEST_DAYS"},
	},
	"background": {
		func(g Getenv) (any, error) { return ForBackground(g) },
		nil,
	},
}

func TestACompleteEnvironmentIsAccepted(t *testing.T) {
	for name, function := range functions {
		if _, err := function.read(from(whole)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEachValueIsInItsField(t *testing.T) {
	submit, err := ForSubmitRequest(from(whole))
	if err != nil || submit.Rules.Terms.Lifetime != 90*24*time.Hour || submit.Rules.Policy != account.ReviewMismatch ||
		!slices.Equal(submit.Rules.Terms.Reminders, []time.Duration{7 * day, 30 * day, 83 * day}) ||
		!slices.Equal(submit.Rules.Operators, []account.Person{
			{Email: "review@accounts.example", Operator: true, Language: account.Italian}, {Email: "second@accounts.example", Operator: true, Language: account.Italian},
		}) ||
		submit.RequestsADay != 20 || submit.DomainRequestsADay != 200 || submit.Pending != (account.PendingLimit{Most: 5000, New: 50, NewFor: 30 * day}) || !submit.ProofByDNS || submit.ResolverOfDNS != "127.0.0.1:53" || submit.Trust != (identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"}) {
		t.Errorf("submit-request: %+v, %v", submit, err)
	}
	mail, err := ForSendMail(from(whole))
	if err != nil || mail.InvitationsADay != 5 || mail.InvitationsFromOneADay != 2 || mail.MailsADay != 1000 || mail.LinkKey != "link-key" || mail.CodeKey != "code-key" || mail.Sender != "no-reply@accounts.example" || mail.SenderName != "Società Esempio" || mail.ConfigurationSet != "mail" {
		t.Errorf("send-mail: %+v, %v", mail, err)
	}
	act, err := ForActOnRequest(from(whole))
	if err != nil || act.CodesAnHour != 5 || act.CodesADay != 15 || act.Policy != account.ReviewMismatch {
		t.Errorf("act-on-request: %+v, %v", act, err)
	}
	signIn, err := ForSignIn(from(whole))
	if err != nil || signIn.Issuer != "https://issuer.example/pool" || signIn.DiscoveryURL != "http://127.0.0.1:4566/pool" || signIn.ClientID != "client" || !slices.Equal(signIn.Scopes, []string{"openid", "email"}) {
		t.Errorf("sign-in: %+v, %v", signIn, err)
	}
	vouching := maps.Clone(whole)
	vouching["EMAIL_VERIFIED_CLAIM"], vouching["EMAIL_VERIFIED_BY_ISSUER"] = "xms_edov", "true"
	if search, err := ForSearch(from(vouching)); err != nil || search.Trust.VerifiedClaim != "xms_edov" || !search.Trust.IssuerVouches {
		t.Errorf("search: %+v, %v", search, err)
	}
}

// All functions must use the same list.
func TestEveryFunctionReadsTheChangesToTheSharedMailDomains(t *testing.T) {
	for name, function := range functions {
		c, err := function.read(from(whole))
		if err != nil {
			t.Fatal(err)
		}
		got := reflect.ValueOf(c).FieldByName("SharedMail").Interface()
		want := account.SharedMail{Added: []account.Domain{"post.acme.com", "xn--mller-kva.de"}, Exempt: []account.Domain{"mail.acme.com"}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestEveryMissingVariableIsNamedAtOnce(t *testing.T) {
	for name, function := range functions {
		_, err := function.read(from(nil))
		if err == nil {
			t.Errorf("%s starts without any environment", name)
			continue
		}
		var named []string
		for line := range strings.Lines(err.Error()) {
			variable, _, _ := strings.Cut(line, " ")
			named = append(named, variable)
		}
		want := slices.Sorted(slices.Values(append(slices.Clone(always), function.needs...)))
		if slices.Sort(named); !slices.Equal(slices.Compact(named), want) {
			t.Errorf("%s names %q, want %q", name, named, want)
		}
	}
}

func TestBadValueIsNamedAndNotRepeated(t *testing.T) {
	tests := map[string][]string{
		"PUBLIC_URL":                          {"accounts.example", "https://accounts.example/", "https://accounts.example/?a", "https://accounts.example#a", "ftp://x.example", "https://u@x.example"},
		"REQUEST_LIFETIME_DAYS":               {"0", "366", "-1", "many", "1.5"},
		"REVIEW_POLICY":                       {"sometimes", "Never"},
		"REQUESTS_PER_DAY":                    {"0", "many", "10001"},
		"REQUESTS_PER_DOMAIN_PER_DAY":         {"0", "many", "100001"},
		"ADDITIONS_PER_DAY":                   {"0", "many", "10001"},
		"ADDITIONS_PER_ACCOUNT_PER_DAY":       {"0", "10001"},
		"ADDITIONS_PER_DOMAIN_PER_DAY":        {"0", "100001"},
		"ACCESS_REQUEST_DAYS":                 {"0", "366"},
		"ACCESS_REQUESTS_PER_DAY":             {"0", "10001"},
		"ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY": {"0", "10001"},
		"PENDING_REQUESTS":                    {"0", "-1"},
		"PENDING_REQUESTS_OF_NEW":             {"0", "x"},
		"NEW_ROLE_DAYS":                       {"0", "366"},
		"UNASKED_DAYS":                        {"-1", "366", "two"},
		"INVITATIONS_PER_REQUESTER_PER_DAY":   {"0", "1001"},
		"CODES_PER_HOUR":                      {"0", "101"},
		"MAILS_PER_DAY":                       {"0"},
		"DNS_PROOF":                           {"yes"},
		"EMAIL_VERIFIED_BY_ISSUER":            {"yes", "1"},
		"OIDC_SCOPES":                         {"email", "openid-email,profile"},
		"SENDER":                              {"nobody", "A B <a@b.example>", "a@b.example\r\nBcc: c@d.example"},
		"OPERATOR_LANGUAGE":                   {"de", "EN", "it,en"},
		"SENDER_NAME": {
			"ä", "Ann <ann@acme.com>", "ann@acme.com", "Ann<", "Accounts\r\nBcc: c@d.example", "Accounts\x00", "Acme\u202e", "www.acme.com", " Accounts",
			strings.Repeat("é", 65), "＜ann＠acme.com＞",
		},
		"OIDC_ISSUER":        {"issuer", "https://"},
		"OIDC_DISCOVERY_URL": {"issuer", "file:///etc"},
	}
	for variable, values := range tests {
		for _, value := range values {
			environment := maps.Clone(whole)
			environment[variable] = value
			found := false
			for name, function := range functions {
				if !slices.Contains(function.needs, variable) {
					continue
				}
				found = true
				if _, err := function.read(from(environment)); err == nil || !strings.HasPrefix(err.Error(), variable+" ") || strings.Contains(err.Error(), value+" ") {
					t.Errorf("%s with %s=%q: %v", name, variable, value, err)
				}
			}
			if !found {
				t.Errorf("no function needs %s", variable)
			}
		}
	}
}

// A variable that may be empty is still validated.
func TestBadOptionalValueIsNamed(t *testing.T) {
	var eleven []string
	for i := range 11 {
		eleven = append(eleven, string(rune('a'+i))+"@b.example")
	}
	for variable, values := range map[string][]string{
		"REMINDER_DAYS":              {"seven", "7,0", "7;30", "366"},
		"OPERATOR_ADDRESSES":         {"nobody", "a@b.example,c", strings.Join(eleven, ",")},
		"DNS_SERVER":                 {"1.1.1.1", "host"},
		"OPERATOR_NAME":              {"X", "www.example.com", "Example <x>", strings.Repeat("x", 65)},
		"HELP_ADDRESS":               {"help", "http://example.com/help", "https://", "javascript:alert(1)", "Help <help@example.com>"},
		"PRIVACY_ADDRESS":            {"privacy", "http://example.com", "/privacy"},
		"SHARED_MAIL_DOMAINS_ADDED":  {"acme", "acme.com;acme.org", "co.uk", "acme.com,ann@acme.com", "10.0.0.1", "*.acme.com"},
		"SHARED_MAIL_DOMAINS_EXEMPT": {"acme..com", "acme.nosuchtld", "post.acme.com"},
	} {
		for _, value := range append(values, "") {
			environment := maps.Clone(whole)
			environment[variable] = value
			_, err := ForSubmitRequest(from(environment))
			if named := err != nil && strings.HasPrefix(err.Error(), variable+" "); named != (value != "") {
				t.Errorf("with %s=%q: %v", variable, value, err)
			}
		}
	}
}

func TestClientsUseTheEndpointAndTheCredentials(t *testing.T) {
	c, err := ForBackground(from(whole))
	if err != nil {
		t.Fatal(err)
	}
	config := c.AWS.Config()
	credentials, err := config.Credentials.Retrieve(t.Context())
	if err != nil || credentials.AccessKeyID != "key" || credentials.SecretAccessKey != "hidden" || credentials.SessionToken != "token" {
		t.Errorf("credentials %v, %v", credentials.AccessKeyID, err)
	}
	if config.Region != "eu-west-1" || config.BaseEndpoint == nil || *config.BaseEndpoint != "http://127.0.0.1:4566" {
		t.Errorf("region %q, endpoint %v", config.Region, config.BaseEndpoint)
	}

	environment := maps.Clone(whole)
	delete(environment, "AWS_ENDPOINT_URL")
	if c, err = ForBackground(from(environment)); err != nil || c.AWS.Config().BaseEndpoint != nil {
		t.Errorf("without AWS_ENDPOINT_URL the endpoint is %v, %v", c.AWS.Config().BaseEndpoint, err)
	}
}

func TestCredentialsStayOutOfLogs(t *testing.T) {
	c, err := ForBackground(from(whole))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "aws", c.AWS)
	if text := log.String(); strings.Contains(text, "hidden") || strings.Contains(text, "token") || !strings.Contains(text, "eu-west-1") {
		t.Error(text)
	}
}

// The fingerprints are those of the five roots published at https://www.amazontrust.com/repository/.
func TestTheRootsAreAmazons(t *testing.T) {
	want := []string{
		"8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e", "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
		"18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4", "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
		"568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
	}
	var got []string
	for block, rest := pem.Decode(amazonRoots); block != nil; block, rest = pem.Decode(rest) {
		got = append(got, fmt.Sprintf("%x", sha256.Sum256(block.Bytes)))
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil || !root.IsCA {
			t.Errorf("%v, %v", root, err)
		}
		if in := time.Until(root.NotAfter); in < 365*day {
			t.Errorf("%s expires in %v", root.Subject, in)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("fingerprints %q", got)
	}
}

// An unknown certificate is rejected unless it is in the bundle, and the first call after Connect opens no connection.
func TestConnectionsAreVerifiedAndReused(t *testing.T) {
	opened := map[string]int{}
	var mutex sync.Mutex
	both := make(chan struct{}) // connections are in use at once
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		opened[r.RemoteAddr]++
		if len(opened) == 2 && opened[r.RemoteAddr] == 1 {
			close(both)
		}
		mutex.Unlock()
		select {
		case <-both:
		case <-time.After(10 * time.Second):
		}
		_, _ = io.WriteString(w, "{}")
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	bundle := filepath.Join(t.TempDir(), "bundle.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(bundle, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	environment := maps.Clone(whole)
	environment["AWS_ENDPOINT_URL"] = s.URL
	call := func() (connections int, err error) {
		t.Helper()
		c, err := ForBackground(from(environment))
		if err != nil {
			t.Fatal(err)
		}
		clear(opened)
		sdk := c.AWS.Config()
		c.AWS.Connect(t.Context(), sdk, DynamoDB, KMS)
		_, err = dynamodb.NewFromConfig(sdk, func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }).ListTables(t.Context(), nil)
		return len(opened), err
	}
	if n, err := call(); err == nil {
		t.Errorf("an unknown certificate is trusted: %d connections", n)
	}
	environment["AWS_CA_BUNDLE"] = bundle
	if n, err := call(); n != 2 || err != nil {
		t.Errorf("%d connections, %v", n, err)
	}
	for _, wrong := range []string{bundle + "x", os.DevNull} {
		environment["AWS_CA_BUNDLE"] = wrong
		if _, err := ForBackground(from(environment)); err == nil || !strings.Contains(err.Error(), "AWS_CA_BUNDLE") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	a := AWS{Region: "eu-south-1"}
	if got := a.endpoint(KMS); got != "https://kms.eu-south-1.amazonaws.com/" {
		t.Errorf("endpoint %s", got)
	}
}

// Some commands need no table, but they need a region.
func TestAWSAloneNeedsNoTable(t *testing.T) {
	environment := maps.Clone(whole)
	delete(environment, "TABLE_NAME")
	if a, err := ForAWS(from(environment)); err != nil || a.Region != whole["AWS_REGION"] {
		t.Errorf("%v, region %q", err, a.Region)
	}
	delete(environment, "AWS_REGION")
	if _, err := ForAWS(from(environment)); err == nil {
		t.Error("a missing region is accepted")
	}
}
