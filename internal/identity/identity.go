// Package identity reads from the claims of an ID token who somebody is, and says what signing
// people in takes from an identity provider.
package identity

import (
	"context"
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

// Person answers whom the claims are about, or ErrUnverified.
//
// The API's authorizer hands claims on as text, the identity provider's token has them as JSON: a
// truth arrives as true or "true", a list as JSON, as JSON text, or as the text "[a b]".
func (o Operators) Person(claims map[string]any) (account.Person, error) {
	if verified := claims["email_verified"]; verified != true && verified != "true" {
		return account.Person{}, ErrUnverified
	}
	typed, _ := claims["email"].(string)
	email, err := account.ParseEmail(typed)
	if err != nil {
		return account.Person{}, ErrUnverified
	}
	name, _ := claims["name"].(string)
	return account.Person{Email: email, Name: name, Operator: o.among(claims[o.Claim])}, nil
}

func (o Operators) among(claim any) bool {
	return o.Value != "" && slices.Contains(elements(claim), o.Value)
}

// elements are a claim's whole elements.
func elements(claim any) []string {
	switch c := claim.(type) {
	case []any:
		var all []string
		for _, element := range c {
			if s, ok := element.(string); ok {
				all = append(all, s)
			}
		}
		return all
	case string:
		inner, list := strings.CutPrefix(c, "[")
		inner, closed := strings.CutSuffix(inner, "]")
		if !list || !closed {
			return []string{c}
		}
		var all []string
		if json.Unmarshal([]byte(c), &all) == nil {
			return all
		}
		return strings.Fields(inner)
	default:
		return nil
	}
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
