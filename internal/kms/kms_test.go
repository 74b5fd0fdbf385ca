package kms_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"smartaccounts/internal/kms"
)

// server answers GenerateMac with that many bytes, each the first byte of the key's id.
func server(t *testing.T, bytes int, seen *map[string]any) *awskms.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, seen)
		if r.Header.Get("X-Amz-Target") != "TrentService.GenerateMac" {
			http.Error(w, `{"__type":"UnknownOperationException"}`, http.StatusBadRequest)
			return
		}
		key, _ := (*seen)["KeyId"].(string)
		mac := make([]byte, bytes)
		for n := range mac {
			mac[n] = key[0]
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(map[string]string{"Mac": base64.StdEncoding.EncodeToString(mac)})
	}))
	t.Cleanup(s.Close)
	return awskms.New(awskms.Options{
		BaseEndpoint: &s.URL, Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

func TestEachKindOfSecretHasAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	var seen map[string]any
	client := server(t, 32, &seen)
	message := []byte("code/v1\n…")
	for id, mac := range map[string]func(context.Context, []byte) ([32]byte, error){
		"code-key": kms.CodeKey{Client: client, ID: "code-key"}.CodeMAC,
		"link-key": kms.LinkKey{Client: client, ID: "link-key"}.LinkMAC,
	} {
		sum, err := mac(t.Context(), message)
		if err != nil {
			t.Fatal(err)
		}
		if seen["KeyId"] != id || seen["MacAlgorithm"] != "HMAC_SHA_256" ||
			seen["Message"] != base64.StdEncoding.EncodeToString(message) {
			t.Errorf("asked for %v", seen)
		}
		for _, b := range sum {
			if b != id[0] {
				t.Fatalf("MAC %x", sum)
			}
		}
	}
}

// A secret made of anything but a whole MAC could be guessed.
func TestAShortOrLongMACIsAnError(t *testing.T) {
	t.Parallel()
	for _, bytes := range []int{0, 31, 33} {
		var seen map[string]any
		key := kms.LinkKey{Client: server(t, bytes, &seen), ID: "link-key"}
		if sum, err := key.LinkMAC(t.Context(), []byte("x")); err == nil {
			t.Errorf("%d bytes: %x", bytes, sum)
		}
	}
}

func TestARefusalIsAnError(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"__type":"AccessDeniedException"}`, http.StatusBadRequest)
	}))
	t.Cleanup(s.Close)
	var seen map[string]any
	options := server(t, 32, &seen).Options()
	options.BaseEndpoint = &s.URL
	key := kms.CodeKey{Client: awskms.New(options), ID: "code-key"}
	if sum, err := key.CodeMAC(t.Context(), []byte("x")); err == nil {
		t.Errorf("got %x", sum)
	}
}
