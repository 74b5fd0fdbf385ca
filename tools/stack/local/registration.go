package local

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// registrationPath is Cognito's path of the page to register. The emulator has no such page and accepts any code, so the
// mailbox's server has one: it mails a code, and creates the user when that code is entered.
const registrationPath = "/signup"

//go:embed registration.html
var registrationHTML string

var registrationPage = template.Must(template.New("registration").Parse(registrationHTML))

// mostTries is the maximum number of codes that may be entered for one registration.
const mostTries = 5

// registration serves the page and keeps the registrations that are not finished.
type registration struct {
	description Description

	mutex sync.Mutex
	begun map[string]*registering // by address in lower case
}

type registering struct {
	password, code string
	tries          int
}

// shownRegistration is the data of the page.
type shownRegistration struct {
	Action, SignIn, Email, Problem string
	Mailbox                        string // address of the mailbox with the code; empty: none was mailed
}

func (d Description) registration() *registration {
	return &registration{description: d, begun: map[string]*registering{}}
}

// ServeHTTP processes first the address and password, then the code. Its query is the one of the sign-in, to which it
// redirects at the end.
func (g *registration) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	shown := shownRegistration{
		Action: "?" + r.URL.RawQuery, SignIn: g.description.Endpoint + "/oauth2/authorize?" + r.URL.RawQuery,
		Email: strings.TrimSpace(r.PostFormValue("email")),
	}
	var err error
	switch {
	case r.Method != http.MethodPost:
	case r.PostFormValue("code") == "":
		if err = g.begin(r.Context(), shown.Email, r.PostFormValue("password")); err == nil {
			shown.Mailbox = "/?to=" + url.QueryEscape(shown.Email)
		}
	default:
		if err = g.finish(r.Context(), shown.Email, r.PostFormValue("code")); err == nil {
			http.Redirect(w, r, shown.SignIn, http.StatusSeeOther)
			return
		}
		if errors.Is(err, errWrongCode) {
			shown.Mailbox = "/?to=" + url.QueryEscape(shown.Email)
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err != nil {
		shown.Problem = err.Error()
		w.WriteHeader(http.StatusUnprocessableEntity)
	}
	_ = registrationPage.Execute(w, shown)
}

var (
	errWrongCode = errors.New("this is not the code that was mailed")
	errNotBegun  = errors.New("no code is good for this address: register again")
)

// begin mails a code to the address.
func (g *registration) begin(ctx context.Context, email, password string) error {
	if email == "" || password == "" {
		return errors.New("an address and a password are needed")
	}
	code := rand.Text()[:8]
	g.mutex.Lock()
	g.begun[strings.ToLower(email)] = &registering{password: password, code: code}
	g.mutex.Unlock()
	type text struct{ Data string }
	mail := map[string]any{
		"FromEmailAddress": sender, "Destination": map[string][]string{"ToAddresses": {email}},
		"Content": map[string]any{"Simple": map[string]any{
			"Subject": text{"Your code to register"}, "Body": map[string]text{"Text": {"Your code to register:\n\n" + code + "\n"}},
		}},
	}
	body, err := json.Marshal(mail)
	if err != nil {
		return err
	}
	_, err = fetch(ctx, http.MethodPost, g.description.Endpoint+"/v2/email/outbound-emails", "application/json", nil, body)
	return err
}

// finish creates the user if the code is the mailed one.
func (g *registration) finish(ctx context.Context, email, code string) error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	begun := g.begun[strings.ToLower(email)]
	if begun == nil || begun.tries >= mostTries {
		return errNotBegun
	}
	if begun.tries++; !strings.EqualFold(strings.TrimSpace(code), begun.code) {
		return errWrongCode
	}
	delete(g.begun, strings.ToLower(email))
	return g.description.createPerson(ctx, Person{Email: email, Password: begun.password})
}
