package ses_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"smartaccounts/internal/ses"
	"smartaccounts/internal/workflow"
)

var message = workflow.Message{
	To: "ann@acme.com", Subject: "Über account", Text: "text\n", HTML: "<p>html</p>", Tag: "01abc",
}

// provider returns a provider for a server that counts its calls.
func provider(t *testing.T, handle http.HandlerFunc) (ses.Provider, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return at(s.URL), &calls
}

func at(url string) ses.Provider {
	client := sesv2.New(sesv2.Options{
		BaseEndpoint: &url, Region: "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	return ses.New(client, ses.From("Smart Accounts", "accounts@example.com"), ses.ConfigurationSets{Mail: "mail", Codes: "codes"})
}

func TestAMailIsSentAsItWasWritten(t *testing.T) {
	t.Parallel()
	var path string
	var got any
	p, calls := provider(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.Method + " " + r.URL.Path
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &got)
		_, _ = io.WriteString(w, `{"MessageId":"message-1"}`)
	})
	id, err := p.Send(t.Context(), message)
	if err != nil || id != "message-1" || calls.Load() != 1 {
		t.Fatalf("%q, %v, %d calls", id, err, calls.Load())
	}
	var want any
	_ = json.Unmarshal([]byte(`{
		"FromEmailAddress": "\"Smart Accounts\" <accounts@example.com>",
		"Destination": {"ToAddresses": ["ann@acme.com"]},
		"ConfigurationSetName": "mail",
		"EmailTags": [{"Name": "outbox", "Value": "01abc"}],
		"Content": {"Simple": {
			"Subject": {"Data": "Über account", "Charset": "UTF-8"},
			"Body": {"Text": {"Data": "text\n", "Charset": "UTF-8"}, "Html": {"Data": "<p>html</p>", "Charset": "UTF-8"}},
			"Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
		}}}`), &want)
	if path != "POST /v2/email/outbound-emails" || !reflect.DeepEqual(got, want) {
		t.Errorf("%s\n got %v\nwant %v", path, got, want)
	}
}

func TestTheSendersNameIsEncoded(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Smart Accounts":        `"Smart Accounts" <accounts@example.com>`,
		`Acme "Cloud", S.r.l.\`: `"Acme \"Cloud\", S.r.l.\\" <accounts@example.com>`,
		"Società Esempio":       `=?utf-8?q?Societ=C3=A0_Esempio?= <accounts@example.com>`,
	} {
		got := ses.From(name, "accounts@example.com")
		if got != want {
			t.Errorf("%q is sent as %q, want %q", name, got, want)
		}
		if read, err := mail.ParseAddress(got); err != nil || read.Name != name || read.Address != "accounts@example.com" {
			t.Errorf("%q is read as %v, %v", got, read, err)
		}
	}
	long := ses.From(strings.Repeat("è", 64), "accounts@example.com")
	for part := range strings.FieldsSeq(long) {
		if longest := 75; strings.HasPrefix(part, "=?") && len(part) > longest { // RFC 2047 §2
			t.Errorf("%q is longer than an encoded word may be", part)
		}
	}
	if strings.ContainsAny(long, "\r\n") {
		t.Errorf("%q has more than one line", long)
	}
}

// With the other set SES drops mail to addresses that bounced or complained, which codes must reach.
func TestOnlyCodesAreNotSuppressed(t *testing.T) {
	t.Parallel()
	for _, kind := range workflow.MailKinds() {
		var got struct{ ConfigurationSetName string }
		p, _ := provider(t, func(w http.ResponseWriter, r *http.Request) {
			_ = json.NewDecoder(r.Body).Decode(&got)
			_, _ = io.WriteString(w, `{"MessageId":"message-1"}`)
		})
		m := message
		m.Kind = kind
		_, err := p.Send(t.Context(), m)
		want := "mail"
		if kind == workflow.CodeMail || kind == workflow.MailboxCodeMail {
			want = "codes"
		}
		if err != nil || got.ConfigurationSetName != want {
			t.Errorf("%s: %q, %v", kind, got.ConfigurationSetName, err)
		}
	}
}

// After every response SendEmail is called once only. The error decides whether the mail is sent again later, never, or
// only when its fate is known.
func TestErrorsOfSESAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		kind   string
		want   error // nil: unknown whether it was taken
	}{
		{400, "MessageRejected", workflow.ErrMailNotTaken},
		{400, "BadRequestException", workflow.ErrMailRefused},
		{400, "ValidationException", workflow.ErrMailRefused},
		{429, "TooManyRequestsException", workflow.ErrMailNotTaken},
		{400, "ThrottlingException", workflow.ErrMailNotTaken},
		{400, "LimitExceededException", workflow.ErrMailNotTaken},
		{400, "SendingPausedException", workflow.ErrMailNotTaken},
		{403, "AccountSuspendedException", workflow.ErrMailNotTaken},
		{403, "AccessDeniedException", workflow.ErrMailNotTaken},
		{404, "NotFoundException", workflow.ErrMailNotTaken},
		{400, "MailFromDomainNotVerifiedException", workflow.ErrMailNotTaken},
		{500, "InternalFailure", nil},
		{503, "ServiceUnavailable", nil},
		{502, "", nil},
	} {
		t.Run(fmt.Sprint(c.status, c.kind), func(t *testing.T) {
			t.Parallel()
			p, calls := provider(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Amzn-ErrorType", c.kind)
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, `{"message":"no"}`)
			})
			_, err := p.Send(t.Context(), message)
			wantMeaning(t, err, c.want)
			if calls.Load() != 1 {
				t.Errorf("%d calls", calls.Load())
			}
		})
	}
}

func wantMeaning(t *testing.T, err, want error) {
	t.Helper()
	for _, known := range []error{workflow.ErrMailRefused, workflow.ErrMailNotTaken} {
		if errors.Is(err, known) != errors.Is(want, known) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if err == nil {
		t.Error("got no error")
	}
}

// SES may have accepted the mail, so a retry could send it twice.
func TestAfterALostResponseTheMailIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]http.HandlerFunc{
		"cut off": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = connection.Close()
			}
		},
		"cut off within": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"Mess`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, calls := provider(t, lose)
			_, err := p.Send(t.Context(), message)
			wantMeaning(t, err, nil)
			if calls.Load() != 1 {
				t.Errorf("%d calls", calls.Load())
			}
		})
	}
	t.Run("too late", func(t *testing.T) {
		t.Parallel()
		p, calls := provider(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		})
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := p.Send(ctx, message)
		wantMeaning(t, err, nil)
		if calls.Load() != 1 {
			t.Errorf("%d calls", calls.Load())
		}
	})
}

func TestWithoutAConnectionTheMailIsNotTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	_ = l.Close()
	_, err = at(url).Send(t.Context(), message)
	wantMeaning(t, err, workflow.ErrMailNotTaken)
}
