package config

import (
	"context"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// AWS is how a function reaches AWS: what Lambda puts into its environment.
// The SDK's own config package would search for more, and cost start-up time.
type AWS struct {
	Region       string // AWS_REGION
	AccessKey    string // AWS_ACCESS_KEY_ID
	SecretKey    string // AWS_SECRET_ACCESS_KEY
	SessionToken string // AWS_SESSION_TOKEN, which the local stack leaves empty
	Endpoint     string // AWS_ENDPOINT_URL: the local stack's address; empty on AWS
}

func (r *reader) aws() AWS {
	return AWS{
		Region: r.text("AWS_REGION"), AccessKey: r.text("AWS_ACCESS_KEY_ID"), SecretKey: r.text("AWS_SECRET_ACCESS_KEY"),
		SessionToken: r.getenv("AWS_SESSION_TOKEN"), Endpoint: r.getenv("AWS_ENDPOINT_URL"),
	}
}

// Config is what the SDK's clients are made from. They share its connections.
func (a AWS) Config() aws.Config {
	config := aws.Config{
		Region: a.Region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: a.AccessKey, SecretAccessKey: a.SecretKey, SessionToken: a.SessionToken}, nil
		}),
		HTTPClient: awshttp.NewBuildableClient(),
	}
	if a.Endpoint != "" {
		config.BaseEndpoint = aws.String(a.Endpoint)
	}
	return config
}

// LogValue keeps the credentials out of every log.
func (a AWS) LogValue() slog.Value {
	return slog.GroupValue(slog.String("region", a.Region), slog.String("endpoint", a.Endpoint))
}
