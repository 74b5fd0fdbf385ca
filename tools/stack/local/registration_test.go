package local

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The code proves that the person has the mailbox, and the limit of tries prevents guessing it.
func TestRegistrationNeedsTheMailedCode(t *testing.T) {
	var created []string
	var code string
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.URL.Path == "/v2/email/outbound-emails" {
			var mail struct {
				Content struct {
					Simple struct {
						Body struct{ Text struct{ Data string } }
					}
				}
			}
			if err := json.Unmarshal(body, &mail); err != nil {
				t.Error(err)
			}
			words := strings.Fields(mail.Content.Simple.Body.Text.Data)
			code = words[len(words)-1]
		} else if _, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); operation == "AdminCreateUser" {
			created = append(created, string(body))
		}
		io.WriteString(w, "{}")
	}))
	t.Cleanup(emulator.Close)
	pages := mailboxPages(emulator.URL, Description{Endpoint: emulator.URL}.registration())
	send := func(pairs ...string) *httptest.ResponseRecorder {
		t.Helper()
		form := url.Values{"email": {"boss@acme.com"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		r := httptest.NewRequest(http.MethodPost, "/signup?client_id=x&state=a%2Bb", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, r)
		return w
	}
	if w := send("code", "ANYTHING"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("before a code was mailed: status %d, want 422", w.Code)
	}
	begin := func() {
		t.Helper()
		if w := send("password", "Correct-Horse-7"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `name="code"`) || !strings.Contains(w.Body.String(), `action="?client_id=x&amp;state=a%2Bb"`) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	begin()
	for range mostTries {
		if w := send("code", "WRONG"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("with a wrong code: status %d, want 422", w.Code)
		}
	}
	if w := send("code", code); w.Code != http.StatusUnprocessableEntity || len(created) > 0 {
		t.Errorf("the code is accepted after %d wrong ones", mostTries)
	}
	begin()
	w := send("code", strings.ToLower(code))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != emulator.URL+"/oauth2/authorize?client_id=x&state=a%2Bb" {
		t.Errorf("with the right code: status %d, redirected to %q", w.Code, to)
	}
	if len(created) != 1 || !strings.Contains(created[0], "boss@acme.com") {
		t.Errorf("created users %v, want one", created)
	}
	if w := send("code", code); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("with a used code: status %d, want 422", w.Code)
	}
}

// The emulator has no page to register.
func TestProxyRedirectsRegistrationsToTheMailbox(t *testing.T) {
	var at string
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", at)
		w.WriteHeader(http.StatusSeeOther)
	}))
	t.Cleanup(emulator.Close)
	front := proxy(emulator.URL, "api", "http://mailbox.example/signup")
	for from, want := range map[string]string{
		emulator.URL + "/signup?a=b":           "http://mailbox.example/signup?a=b",
		emulator.URL + "/oauth2/authorize?a=b": emulator.URL + "/oauth2/authorize?a=b",
		"/signup?a=b":                          "/signup?a=b",
	} {
		at = from
		w := httptest.NewRecorder()
		front.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/sign-in", nil))
		if got := w.Header()["Location"]; !slices.Equal(got, []string{want}) {
			t.Errorf("a redirect to %s becomes one to %v", from, got)
		}
	}
}
