// Package identity reads a person's identity from the claims of an ID token, and declares what the sign-in needs from
// an identity provider.
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

// ErrUnverified is returned if the claims have no verified email address, which identifies a person here.
var ErrUnverified = errors.New("no verified email address")

// Trust says which claims of a token are trusted. It is the same for bearer tokens and for those of a sign-in.
type Trust struct {
	// A person is an operator if OperatorClaim has OperatorValue as one whole element.
	OperatorClaim string
	OperatorValue string
	// VerifiedClaim is the claim that says that the address is verified.
	VerifiedClaim string
	// IssuerVouches is whether the address of a token without VerifiedClaim is trusted. Then a person who can set an
	// address at the issuer can be any person. A VerifiedClaim that is false still counts.
	IssuerVouches bool
}

// standardClaim is OpenID Connect's name for VerifiedClaim. If it is false, the address is not trusted, whatever
// VerifiedClaim says.
const standardClaim = "email_verified"

// Person returns the person of a verified ID token's claims, or ErrUnverified.
func (t Trust) Person(claims map[string]any) (account.Person, error) {
	person, err := t.personOf(claims)
	person.Operator = err == nil && t.amongOperators(claims[t.OperatorClaim])
	return person, err
}

// Caller returns the person who calls the API with the Authorization header, or ErrUnverified. checked are the claims of
// its token as text, as API Gateway's authorizer passes them on after it has verified the token.
//
// A list is ambiguous as text: the one group "not operators" and the two groups "not" and "operators" are both
// "[not operators]". So OperatorClaim is read from the token itself.
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

// vouched reports whether the address of the claims is trusted.
func (t Trust) vouched(claims map[string]any) bool {
	if said := claims[standardClaim]; said != nil && !holds(said) {
		return false
	}
	if said := claims[t.VerifiedClaim]; said != nil {
		return holds(said)
	}
	return t.IssuerVouches
}

// holds reports whether a claim is true: Cognito writes "true", Entra ID sometimes "1", others true.
func holds(claim any) bool {
	return claim == true || claim == "true" || claim == "1" || claim == 1.0
}

// amongOperators reports whether OperatorValue is the claim, or one whole element of it. Text that looks like a list is
// one element, as a group's name may contain commas and spaces.
func (t Trust) amongOperators(claim any) bool {
	list, ok := claim.([]any)
	if !ok {
		list = []any{claim}
	}
	return t.OperatorValue != "" && slices.Contains(list, any(t.OperatorValue))
}

// IsIDToken reports whether a token is an ID token by its header and claims. It does not verify the signature.
func IsIDToken(token string) bool {
	header, claims, ok := decode(token)
	return ok && isIDToken(header, claims)
}

// isIDToken returns false for tokens that an issuer signs with the same keys for other uses: access tokens (RFC 9068,
// and those of Cognito and Keycloak), and logout tokens (RFC 8417).
func isIDToken(header, claims map[string]any) bool {
	is := func(said any, kinds ...string) bool {
		text, _ := said.(string)
		return said == nil || slices.ContainsFunc(kinds, func(kind string) bool { return strings.EqualFold(kind, text) })
	}
	return is(header["typ"], "JWT") && is(claims["typ"], "ID", "JWT") && is(claims["token_use"], "id") && claims["events"] == nil
}

// tokenOf decodes the header's token, whose signature the authorizer has verified. It returns no claims if the token
// cannot be decoded, or is not the one with the checked claims.
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

// Errors of a Provider.
var (
	// ErrRefused is returned if the sign-in is not valid: the code is wrong, old or used, or the token is not for this
	// sign-in. A new sign-in may succeed.
	ErrRefused = errors.New("sign-in refused")
	// ErrUnavailable is returned if the provider cannot be reached or fails.
	ErrUnavailable = errors.New("identity provider unavailable")
)

// Attempt is one sign-in. All three are secrets of the browser that signs in.
type Attempt struct {
	State    string // is repeated in the callback
	Nonce    string // is repeated in the token
	Verifier string // proves that the code is redeemed by the client that requested it (PKCE, RFC 7636)
}

// Provider is an identity provider.
type Provider interface {
	// SignInURL returns the address of the page on which a person signs in, or ErrUnavailable.
	SignInURL(ctx context.Context, a Attempt) (string, error)
	// SignUpURL returns the address of the page on which a person registers, or of the sign-in page if no other is
	// known, or ErrUnavailable.
	SignUpURL(ctx context.Context, a Attempt) (string, error)
	// Claims exchanges the callback's code for the claims of a verified ID token and the hint for SignOutURL: a secret,
	// empty if it takes none. It returns ErrRefused or ErrUnavailable. Do not repeat it: a code works once.
	Claims(ctx context.Context, a Attempt, code string) (claims map[string]any, hint string, err error)
	// SignOutURL returns the address of the page that ends the provider's session, or "" if there is none or the
	// provider cannot be reached. Without the hint of the sign-in, some providers ask the person or refuse.
	SignOutURL(ctx context.Context, hint string) string
}
