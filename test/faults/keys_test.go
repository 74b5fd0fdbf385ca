package faults

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"

	"smartaccounts/internal/kms"
)

// keys are the adapter for KMS with a fake of its HTTP calls, which has the same faults as the table.
type keys struct {
	link kms.LinkKey
	code kms.CodeKey
}

func newKeys() keys {
	client := kms.New(aws.Config{
		Region: "us-east-1", HTTPClient: vault{}, Retryer: noBackoff,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	return keys{kms.LinkKey{Client: client, ID: "links"}, kms.CodeKey{Client: client, ID: "codes"}}
}

func (k keys) LinkMAC(ctx context.Context, message []byte) ([32]byte, error) {
	return k.link.LinkMAC(calling(ctx, "GenerateMac of links"), message)
}

func (k keys) CodeMAC(ctx context.Context, message []byte) ([32]byte, error) {
	return k.code.CodeMAC(calling(ctx, "GenerateMac of codes"), message)
}

// calling begins a call of the process, if there is one.
func calling(ctx context.Context, name string) context.Context {
	if p, _ := ctx.Value(processKey{}).(*process); p != nil {
		return context.WithValue(ctx, callKey{}, p.begin(name))
	}
	return ctx
}

// vault is an HTTP client that computes MACs as KMS does; a key is its own id.
type vault struct{}

// Do is one attempt of a call.
func (vault) Do(in *http.Request) (*http.Response, error) {
	c := callIn(in.Context())
	if c == nil {
		return generateMAC(in)
	}
	if c.process.isDead() {
		runtime.Goexit()
	}
	c.attempts++
	switch c.fault {
	case refused:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case throttled:
		return answer(http.StatusBadRequest, map[string]any{"__type": "ThrottlingException"})
	case diesBefore:
		c.process.die()
	default:
	}
	out, err := generateMAC(in)
	switch {
	case c.fault == lost, c.fault == lostOnce && c.attempts == 1:
		return nil, io.ErrUnexpectedEOF
	case c.fault == late:
		c.process.expire()
		return nil, context.DeadlineExceeded
	case c.fault == diesAfter:
		c.process.die()
	}
	return out, err
}

func generateMAC(in *http.Request) (*http.Response, error) {
	if err := in.Context().Err(); err != nil {
		return nil, err
	}
	var asked struct {
		KeyID   string `json:"KeyId"`
		Message []byte
	}
	if err := json.NewDecoder(in.Body).Decode(&asked); err != nil {
		return nil, err
	}
	if in.Header.Get("X-Amz-Target") != "TrentService.GenerateMac" {
		return nil, errors.New("not a call of KMS's")
	}
	h := hmac.New(sha256.New, []byte(asked.KeyID))
	h.Write(asked.Message)
	return answer(http.StatusOK, map[string]any{"Mac": h.Sum(nil)})
}

func answer(status int, said map[string]any) (*http.Response, error) {
	body, err := json.Marshal(said)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body))}, err
}
