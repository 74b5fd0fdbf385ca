// Package kms computes the MACs from which links and one-time codes are derived, with keys that never leave AWS KMS.
// Each kind has a key of its own, and each function's role may use only the keys that it needs: a function that makes
// codes cannot make links.
//
// It calls GenerateMac over HTTP, with the signer and the retryer of the SDK. The SDK's KMS client initializes all of
// KMS's 53 operations whenever a function starts.
package kms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"smartaccounts/internal/workflow"
)

// Client computes MACs. It is safe for use by several goroutines.
type Client struct {
	config   aws.Config
	endpoint string
	signer   *v4.Signer
	retryer  aws.Retryer
}

// New returns a client.
func New(config aws.Config) *Client {
	c := &Client{
		config: config, endpoint: "https://kms." + config.Region + ".amazonaws.com/", signer: v4.NewSigner(), retryer: retry.NewStandard(),
	}
	if config.BaseEndpoint != nil {
		c.endpoint = *config.BaseEndpoint
	}
	if config.Retryer != nil {
		c.retryer = config.Retryer()
	}
	return c
}

// CodeKey is the key for one-time codes.
type CodeKey struct {
	Client *Client
	ID     string
}

// LinkKey is the key for links.
type LinkKey struct {
	Client *Client
	ID     string
}

var (
	_ workflow.CodeMAC = CodeKey{}
	_ workflow.LinkMAC = LinkKey{}
)

// CodeMAC implements workflow.CodeMAC.
func (k CodeKey) CodeMAC(ctx context.Context, message []byte) ([sha256.Size]byte, error) {
	return k.Client.mac(ctx, k.ID, message)
}

// LinkMAC implements workflow.LinkMAC.
func (k LinkKey) LinkMAC(ctx context.Context, message []byte) ([sha256.Size]byte, error) {
	return k.Client.mac(ctx, k.ID, message)
}

// mac calls generateMAC and retries it after a transient error, which is safe: the call changes nothing.
func (c *Client) mac(ctx context.Context, key string, message []byte) ([sha256.Size]byte, error) {
	for try := 1; ; try++ {
		sum, err := c.generateMAC(ctx, key, message)
		if err == nil || try >= c.retryer.MaxAttempts() || !c.retryer.IsErrorRetryable(err) {
			return sum, err
		}
		pause, delayErr := c.retryer.RetryDelay(try, err)
		if delayErr != nil {
			return sum, err
		}
		select {
		case <-ctx.Done():
			return sum, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// mostAnswer is the maximum number of bytes that are read of a response, which has about 200.
const mostAnswer = 64 << 10

// generateMAC calls KMS once: https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
func (c *Client) generateMAC(ctx context.Context, key string, message []byte) (sum [sha256.Size]byte, err error) {
	body, err := json.Marshal(struct {
		KeyId, MacAlgorithm string //nolint:staticcheck // KMS's own spelling
		Message             []byte
	}{key, "HMAC_SHA_256", message})
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "TrentService.GenerateMac")
	credentials, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	hash := sha256.Sum256(body)
	if err := c.signer.SignHTTP(ctx, credentials, request, hex.EncodeToString(hash[:]), "kms", c.config.Region, time.Now()); err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	response, err := c.config.HTTPClient.Do(request)
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", &smithyhttp.RequestSendError{Err: err}) // which is retryable
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return sum, fmt.Errorf("generate MAC: %w", err)
	}
	var said struct {
		Mac  []byte
		Type string `json:"__type"`
	}
	err = json.Unmarshal(text, &said)
	switch {
	case response.StatusCode != http.StatusOK:
		return sum, &refusal{response.StatusCode, said.Type[strings.LastIndex(said.Type, "#")+1:]}
	case err != nil:
		return sum, fmt.Errorf("generate MAC: %w", err)
	case len(said.Mac) != len(sum):
		return sum, fmt.Errorf("generate MAC: %d bytes", len(said.Mac))
	}
	return [sha256.Size]byte(said.Mac), nil
}

// refusal is an error response from KMS, with the methods by which the SDK's retryer classifies it.
type refusal struct {
	status int
	code   string
}

func (r *refusal) Error() string       { return fmt.Sprintf("generate MAC: %d %s", r.status, r.code) }
func (r *refusal) HTTPStatusCode() int { return r.status }
func (r *refusal) ErrorCode() string   { return r.code }
