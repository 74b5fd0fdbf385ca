// Package config reads a function's environment into a value, validated whole:
// an error names every variable that is wrong, not only the first.
package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/identity"
)

// Search is what the function search needs.
type Search struct {
	Table     string             // TABLE_NAME: the DynamoDB table
	PublicURL string             // PUBLIC_URL: where people reach the system, without a final slash
	Operators identity.Operators // OPERATOR_CLAIM, OPERATOR_VALUE: who is an operator
	AWS       AWS
}

// SubmitRequest is what the function submit-request needs.
type SubmitRequest struct {
	Table           string             // TABLE_NAME
	PublicURL       string             // PUBLIC_URL
	Operators       identity.Operators // OPERATOR_CLAIM, OPERATOR_VALUE
	RequestLifetime time.Duration      // REQUEST_LIFETIME_DAYS: how long a request waits for a decision
	AWS             AWS
}

// ActOnRequest is what the function act-on-request needs.
type ActOnRequest struct {
	Table     string // TABLE_NAME
	PublicURL string // PUBLIC_URL
	CodeKey   string // CODE_KEY_ID: the KMS key of one-time codes
	AWS       AWS
}

// SignIn is what the function sign-in needs.
type SignIn struct {
	Table        string             // TABLE_NAME
	PublicURL    string             // PUBLIC_URL
	Operators    identity.Operators // OPERATOR_CLAIM, OPERATOR_VALUE
	Issuer       string             // OIDC_ISSUER: the iss of every ID token
	DiscoveryURL string             // OIDC_DISCOVERY_URL: where the issuer's discovery document is; differs from Issuer only locally
	ClientID     string             // OIDC_CLIENT_ID: a public client, so there is no secret
	AWS          AWS
}

// SendMail is what the function send-mail needs.
type SendMail struct {
	Table            string // TABLE_NAME
	PublicURL        string // PUBLIC_URL
	LinkKey          string // LINK_KEY_ID: the KMS key of decision links
	CodeKey          string // CODE_KEY_ID
	Sender           string // SENDER: the From address
	ConfigurationSet string // CONFIGURATION_SET: how SES treats our mail
	AWS              AWS
}

// Background is what functions need that nobody calls: index-accounts and clean-up.
type Background struct {
	Table string // TABLE_NAME
	AWS   AWS
}

// Getenv tells an environment variable's value, as os.Getenv does.
type Getenv func(name string) string

// ForSearch reads the environment of search.
func ForSearch(getenv Getenv) (Search, error) {
	r := reader{getenv: getenv}
	c := Search{Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), Operators: r.operators(), AWS: r.aws()}
	return c, r.err()
}

// ForSubmitRequest reads the environment of submit-request.
func ForSubmitRequest(getenv Getenv) (SubmitRequest, error) {
	r := reader{getenv: getenv}
	c := SubmitRequest{
		Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), Operators: r.operators(),
		RequestLifetime: r.days("REQUEST_LIFETIME_DAYS", 1, 365), AWS: r.aws(),
	}
	return c, r.err()
}

// ForActOnRequest reads the environment of act-on-request.
func ForActOnRequest(getenv Getenv) (ActOnRequest, error) {
	r := reader{getenv: getenv}
	c := ActOnRequest{Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), CodeKey: r.text("CODE_KEY_ID"), AWS: r.aws()}
	return c, r.err()
}

// ForSignIn reads the environment of sign-in.
func ForSignIn(getenv Getenv) (SignIn, error) {
	r := reader{getenv: getenv}
	c := SignIn{
		Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), Operators: r.operators(),
		Issuer: r.url("OIDC_ISSUER"), DiscoveryURL: r.url("OIDC_DISCOVERY_URL"), ClientID: r.text("OIDC_CLIENT_ID"), AWS: r.aws(),
	}
	return c, r.err()
}

// ForSendMail reads the environment of send-mail.
func ForSendMail(getenv Getenv) (SendMail, error) {
	r := reader{getenv: getenv}
	c := SendMail{
		Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), LinkKey: r.text("LINK_KEY_ID"), CodeKey: r.text("CODE_KEY_ID"),
		Sender: r.address("SENDER"), ConfigurationSet: r.text("CONFIGURATION_SET"), AWS: r.aws(),
	}
	return c, r.err()
}

// ForBackground reads the environment of index-accounts and of clean-up.
func ForBackground(getenv Getenv) (Background, error) {
	r := reader{getenv: getenv}
	c := Background{Table: r.text("TABLE_NAME"), AWS: r.aws()}
	return c, r.err()
}

// reader reads variables and remembers what is wrong with them. It never
// repeats a value: it might be a secret in the wrong place.
type reader struct {
	getenv   Getenv
	problems []error
}

func (r *reader) err() error { return errors.Join(r.problems...) }

func (r *reader) wrong(name, why string) {
	r.problems = append(r.problems, fmt.Errorf("%s %s", name, why))
}

func (r *reader) text(name string) string {
	value := r.getenv(name)
	if value == "" {
		r.wrong(name, "is not set")
	}
	return value
}

func (r *reader) operators() identity.Operators {
	return identity.Operators{Claim: r.text("OPERATOR_CLAIM"), Value: r.text("OPERATOR_VALUE")}
}

func (r *reader) url(name string) string {
	value := r.text(name)
	if parsed, err := url.Parse(value); value != "" && (err != nil || parsed.Host == "" || !strings.HasPrefix(parsed.Scheme, "http")) {
		r.wrong(name, "is not an http address")
	}
	return value
}

// publicURL is what links are built from, so that it has nothing after the host.
func (r *reader) publicURL() string {
	value := r.url("PUBLIC_URL")
	if parsed, err := url.Parse(value); err == nil && (parsed.Path != "" || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil) {
		r.wrong("PUBLIC_URL", "has more than scheme, host and port")
	}
	return value
}

func (r *reader) days(name string, least, most int) time.Duration {
	days, err := strconv.Atoi(r.getenv(name))
	if err != nil || days < least || days > most {
		r.wrong(name, fmt.Sprintf("is not a number of days from %d to %d", least, most))
		return 0
	}
	return time.Duration(days) * 24 * time.Hour
}

func (r *reader) address(name string) string {
	value := r.text(name)
	if parsed, err := mail.ParseAddress(value); value != "" && (err != nil || parsed.Address != value) {
		r.wrong(name, "is not a plain e-mail address")
	}
	return value
}
