package config

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// AWS is the configuration for calls to AWS, from the variables that Lambda sets. The SDK's config package would search
// in more places, which takes time at start.
type AWS struct {
	Region       string // AWS_REGION
	AccessKey    string // AWS_ACCESS_KEY_ID
	SecretKey    string // AWS_SECRET_ACCESS_KEY
	SessionToken string // AWS_SESSION_TOKEN, which the local stack leaves empty
	Endpoint     string // AWS_ENDPOINT_URL: the local stack's address; empty on AWS
	Bundle       string // AWS_CA_BUNDLE: a file of the roots to trust instead of Amazon's; usually empty

	roots *x509.CertPool
}

// amazonRoots are all the roots that AWS's endpoints need. The system's store, on Lambda a bundle and 143 more files,
// would be read for the first connection, which takes half a second with 128 MB:
// https://github.com/golang/go/issues/79018
//
//go:embed amazon-roots.pem
var amazonRoots []byte

func (r *reader) aws() AWS {
	a := AWS{
		Region: r.text("AWS_REGION"), AccessKey: r.text("AWS_ACCESS_KEY_ID"), SecretKey: r.text("AWS_SECRET_ACCESS_KEY"),
		SessionToken: r.getenv("AWS_SESSION_TOKEN"), Endpoint: r.getenv("AWS_ENDPOINT_URL"), Bundle: r.getenv("AWS_CA_BUNDLE"),
		roots: x509.NewCertPool(),
	}
	trusted := amazonRoots
	if a.Bundle != "" {
		trusted, _ = os.ReadFile(a.Bundle)
	}
	if !a.roots.AppendCertsFromPEM(trusted) {
		r.wrong("AWS_CA_BUNDLE", "names no file of certificates")
	}
	return a
}

// Config returns the configuration for the SDK's clients. Clients with the same Config share its connections.
func (a AWS) Config() aws.Config {
	config := aws.Config{
		Region: a.Region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: a.AccessKey, SecretAccessKey: a.SecretKey, SessionToken: a.SessionToken}, nil
		}),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.roots}
		}).Freeze(), // otherwise each client would make its own, with its own connections
	}
	if a.Endpoint != "" {
		config.BaseEndpoint = aws.String(a.Endpoint)
	}
	return config
}

// The AWS services to which Connect opens connections.
const (
	DynamoDB = "dynamodb"
	KMS      = "kms"
	SES      = "email"
)

const connectWithin = time.Second

// Connect opens one connection for each service named, and waits for them. A function calls it while it starts, when it
// has a whole processor; afterwards, with 128 MB, it has a fourteenth of one. A connection that fails is opened again
// when it is needed.
func (a AWS) Connect(ctx context.Context, config aws.Config, services ...string) {
	if strings.HasPrefix(a.Endpoint, "http:") {
		return // without TLS there is no handshake to save
	}
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	var connections sync.WaitGroup
	for _, service := range services {
		connections.Go(func() {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.endpoint(service), nil)
			if err != nil {
				return
			}
			answer, err := config.HTTPClient.Do(request)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, answer.Body) // otherwise the connection is not reused
			_ = answer.Body.Close()
		})
	}
	connections.Wait()
}

func (a AWS) endpoint(service string) string {
	if a.Endpoint != "" {
		return a.Endpoint
	}
	return "https://" + service + "." + a.Region + ".amazonaws.com/"
}

// LogValue keeps the credentials out of every log.
func (a AWS) LogValue() slog.Value {
	return slog.GroupValue(slog.String("region", a.Region), slog.String("endpoint", a.Endpoint))
}
