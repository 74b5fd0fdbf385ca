// Package identity reads from the claims of an ID token who somebody is, and says what signing
// people in takes from an identity provider.
package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
)

// ErrUnverified: the claims carry no verified email address, by which people are known here.
var ErrUnverified = errors.New("no verified email address")

// Trust says which claims of a token are believed. The same rule holds for bearer tokens and for those
// that people sign in with.
type Trust struct {
	// Operators are those whose OperatorClaim holds OperatorValue as one whole element.
	OperatorClaim string
	OperatorValue string
	// VerifiedClaim is the claim that vouches for the address.
	VerifiedClaim string
	// IssuerVouches is whether the address of a token without VerifiedClaim is believed: then whoever can
	// set an address at the issuer can be anybody. A claim that says otherwise is obeyed.
	IssuerVouches bool
}

// standardClaim is OpenID Connect's own name for VerifiedClaim. A token whose standard claim denies its
// address is never believed, whatever else vouches for it.
const standardClaim = "email_verified"

// Person returns whom the claims of a verified ID token are about, or ErrUnverified.
func (t Trust) Person(claims map[string]any) (account.Person, error) {
	person, err := t.personOf(claims)
	person.Operator = err == nil && t.amongOperators(claims[t.OperatorClaim])
	return person, err
}

// Caller returns who calls the API with that Authorization header, or ErrUnverified. checked are the
// claims of the header's token as API Gateway's authorizer hands them on once it has checked it: as
// text.
//
// A list is ambiguous as text: the one group "not operators" and the two groups "not" and "operators"
// are both "[not operators]". So who is an operator is read from the token itself.
func (t Trust) Caller(checked map[string]string, authorization string) (account.Person, error) {
	claims := map[string]any{}
	for name, value := range checked {
		claims[name] = value
	}
	header, own := tokenOf(checked, authorization)
	if !isIDToken(header, claims) {
		return account.Person{}, fmt.Errorf("%w: not an ID token", ErrUnverified)
	}
	person, err := t.personOf(claims)
	person.Operator = err == nil && t.amongOperators(own[t.OperatorClaim])
	return person, err
}

func (t Trust) personOf(claims map[string]any) (account.Person, error) {
	if !t.vouched(claims) {
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

// vouched reports whether somebody vouches for the address of the claims.
func (t Trust) vouched(claims map[string]any) bool {
	if said := claims[standardClaim]; said != nil && !holds(said) {
		return false
	}
	if said := claims[t.VerifiedClaim]; said != nil {
		return holds(said)
	}
	return t.IssuerVouches
}

// holds reports whether a claim says yes: Cognito writes "true", Entra ID "1" at times, others true.
func holds(claim any) bool {
	return claim == true || claim == "true" || claim == "1" || claim == 1.0
}

// amongOperators reports whether the value is the claim, or one whole element of it. Nothing is taken
// apart: text that looks like a list is one element, as a group's name may hold commas and spaces.
func (t Trust) amongOperators(claim any) bool {
	list, ok := claim.([]any)
	if !ok {
		list = []any{claim}
	}
	return t.OperatorValue != "" && slices.Contains(list, any(t.OperatorValue))
}

// IsIDToken reports whether a token is an ID token so far as it says what it is. Its signature is not
// checked here.
func IsIDToken(token string) bool {
	header, claims, ok := decode(token)
	return ok && isIDToken(header, claims)
}

// isIDToken refuses what an issuer signs by the same keys for other uses: access tokens (RFC 9068, and
// those of Cognito and Keycloak), and logout tokens (RFC 8417).
func isIDToken(header, claims map[string]any) bool {
	is := func(said any, kinds ...string) bool {
		text, _ := said.(string)
		return said == nil || slices.ContainsFunc(kinds, func(kind string) bool { return strings.EqualFold(kind, text) })
	}
	return is(header["typ"], "JWT") && is(claims["typ"], "ID", "JWT") && is(claims["token_use"], "id") && claims["events"] == nil
}

// tokenOf reads the header's token, whose signature the authorizer has verified. No claims if it cannot
// be read, or is not the token that the checked claims are of.
func tokenOf(checked map[string]string, authorization string) (header, claims map[string]any) {
	token := authorization
	if scheme, rest, given := strings.Cut(authorization, " "); given && strings.EqualFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	header, claims, ok := decode(token)
	if !ok || strings.ContainsAny(token, " ,") {
		return nil, nil
	}
	for _, name := range []string{"iss", "sub", "email"} {
		if said := checked[name]; said == "" || claims[name] != said {
			return header, nil
		}
	}
	return header, claims
}

func decode(token string) (header, claims map[string]any, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, nil, false
	}
	for i, into := range []*map[string]any{&header, &claims} {
		text, err := base64.RawURLEncoding.Strict().DecodeString(parts[i])
		if err != nil || json.Unmarshal(text, into) != nil {
			return nil, nil, false
		}
	}
	return header, claims, true
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
	// SignUpURL is the page on which somebody registers first. The sign-in page if the provider has none of which we know.
	// ErrUnavailable.
	SignUpURL(ctx context.Context, a Attempt) (string, error)
	// Claims trades the answer's code for the claims of a verified ID token, and for what SignOutURL takes as a hint: a
	// secret, empty if it takes none. ErrRefused, ErrUnavailable. Not to be repeated: a code works once.
	Claims(ctx context.Context, a Attempt, code string) (claims map[string]any, hint string, err error)
	// SignOutURL is the page that ends the provider's own session; empty if it has none or cannot be
	// reached. Without the hint of the sign-in, some providers ask the person or refuse.
	SignOutURL(ctx context.Context, hint string) string
}
