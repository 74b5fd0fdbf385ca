// Package identity reads from the claims of an ID token who somebody is, and says what signing
// people in takes from an identity provider.
package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"smartaccounts/internal/account"
)

// ErrUnverified: the claims carry no verified e-mail address, by which people are known here.
var ErrUnverified = errors.New("no verified e-mail address")

// Operators says who is an operator: those whose claim of that name holds the value as one whole
// element.
type Operators struct {
	Claim string
	Value string
}

// Person answers whom the claims of a verified ID token are about, or ErrUnverified.
func (o Operators) Person(claims map[string]any) (account.Person, error) {
	person, err := personOf(claims)
	person.Operator = err == nil && o.among(claims[o.Claim])
	return person, err
}

// Caller answers who calls the API with that Authorization header, or ErrUnverified. checked are the
// claims of the header's token as API Gateway's authorizer hands them on once it has checked it: as
// text.
//
// A list is ambiguous as text: the one group "not operators" and the two groups "not" and "operators"
// are both "[not operators]". So who is an operator is read from the token itself.
func (o Operators) Caller(checked map[string]string, authorization string) (account.Person, error) {
	claims := map[string]any{}
	for name, value := range checked {
		claims[name] = value
	}
	person, err := personOf(claims)
	person.Operator = err == nil && o.among(tokenOf(checked, authorization)[o.Claim])
	return person, err
}

func personOf(claims map[string]any) (account.Person, error) {
	if verified := claims["email_verified"]; verified != true && verified != "true" { // Cognito's own are text, others' not
		return account.Person{}, ErrUnverified
	}
	typed, _ := claims["email"].(string)
	email, err := account.ParseEmail(typed)
	if err != nil {
		return account.Person{}, ErrUnverified
	}
	name, _ := claims["name"].(string)
	return account.Person{Email: email, Name: name}, nil
}

// among tells whether the value is the claim, or one whole element of it. Nothing is taken apart: text
// that looks like a list is one element.
func (o Operators) among(claim any) bool {
	list, ok := claim.([]any)
	if !ok {
		list = []any{claim}
	}
	return o.Value != "" && slices.Contains(list, any(o.Value))
}

// tokenOf reads the claims of the header's token, whose signature the authorizer has verified. None if
// it cannot be read, or is not the token that the checked claims are of.
func tokenOf(checked map[string]string, authorization string) map[string]any {
	token := authorization
	if scheme, rest, given := strings.Cut(authorization, " "); given && strings.EqualFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 || strings.ContainsAny(token, " ,") {
		return nil
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var claims map[string]any
	if json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	for _, name := range []string{"iss", "sub", "email"} {
		if said := checked[name]; said == "" || claims[name] != said {
			return nil
		}
	}
	return claims
}

// What a Provider may answer.
var (
	// ErrRefused: the sign-in is not valid: a code that is wrong, old or used, a token not meant for
	// this sign-in. Starting again may succeed.
	ErrRefused = errors.New("sign-in refused")
	// ErrUnavailable: the provider cannot be reached or does not work.
	ErrUnavailable = errors.New("identity provider unavailable")
)

// Attempt is one sign-in under way. All three are secrets of the browser that signs in.
type Attempt struct {
	State    string // comes back with the answer
	Nonce    string // comes back in the token
	Verifier string // proves that the answer went to who asked (PKCE, RFC 7636)
}

// Provider is where people prove who they are.
type Provider interface {
	// SignInURL is the page to send the browser to. ErrUnavailable.
	SignInURL(ctx context.Context, a Attempt) (string, error)
	// Claims trades the answer's code for the claims of a verified ID token. ErrRefused, ErrUnavailable.
	// Not to be repeated: a code works once.
	Claims(ctx context.Context, a Attempt, code string) (map[string]any, error)
	// SignOutURL is the page that ends the provider's own session; empty if it has none or cannot be
	// reached.
	SignOutURL(ctx context.Context) string
}
