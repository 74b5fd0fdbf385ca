package kms_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"smartaccounts/internal/kms"
)

// server returns a client for a server whose GenerateMac returns that many bytes, each the first byte of the key's ID.
func server(t *testing.T, bytes int, seen *map[string]any) *kms.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, seen)
		signed := strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=test/") && strings.Contains(r.Header.Get("Authorization"), "/us-east-1/kms/")
		if r.Header.Get("X-Amz-Target") != "TrentService.GenerateMac" || !signed {
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
	return client(s.URL)
}

func client(url string) *kms.Client {
	return kms.New(aws.Config{
		BaseEndpoint: &url, Region: "us-east-1", HTTPClient: http.DefaultClient,
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond })
		},
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

// A secret derived from less than a whole MAC could be guessed.
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

func TestARefusalIsAnErrorAndNotRetried(t *testing.T) {
	t.Parallel()
	calls := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		http.Error(w, `{"__type":"com.amazonaws.kms#AccessDeniedException","Message":"no"}`, http.StatusBadRequest)
	}))
	t.Cleanup(s.Close)
	key := kms.CodeKey{Client: client(s.URL), ID: "code-key"}
	if sum, err := key.CodeMAC(t.Context(), []byte("x")); err == nil || !strings.Contains(err.Error(), "400 AccessDeniedException") || calls != 1 {
		t.Errorf("got %x, %v after %d calls", sum, err, calls)
	}
}

// After a transient error, at most 3 times in all.
func TestACallIsRetriedWhenKMSFails(t *testing.T) {
	t.Parallel()
	troubles := []func(http.ResponseWriter){
		func(w http.ResponseWriter) {
			http.Error(w, `{"__type":"KMSInternalException"}`, http.StatusInternalServerError)
		},
		func(w http.ResponseWriter) { http.Error(w, `{"__type":"ThrottlingException"}`, http.StatusBadRequest) },
		func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		func(w http.ResponseWriter) { http.Error(w, "<html>", http.StatusBadGateway) },
	}
	for n, trouble := range troubles {
		for _, times := range []int{1, 9} {
			calls := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if calls++; calls <= times {
					trouble(w)
					return
				}
				_ = json.NewEncoder(w).Encode(map[string][]byte{"Mac": make([]byte, 32)})
			}))
			key := kms.CodeKey{Client: client(s.URL), ID: "code-key"}
			_, err := key.CodeMAC(t.Context(), []byte("x"))
			s.Close()
			if want := min(times+1, 3); calls != want || (err == nil) != (times == 1) {
				t.Errorf("trouble %d, %d times: %v after %d calls", n, times, err, calls)
			}
		}
	}
}
