// Package oidc signs people in at an OpenID Connect provider: the authorization code flow with PKCE,
// as a public client.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"smartaccounts/internal/identity"
)

// patience is how long one call to the provider may take.
const patience = 4 * time.Second

// Provider is an identity.Provider.
type Provider struct {
	Issuer       string // what the tokens must name as their issuer
	DiscoveryURL string // below which the provider describes itself; the issuer's own address as a rule
	ClientID     string
	PublicURL    string // this site's, without a final slash

	reading sync.Mutex
	known   *described
}

var _ identity.Provider = (*Provider)(nil)

// described is what the provider says of itself.
type described struct {
	client     oauth2.Config
	algorithms []string // that it signs tokens by
	keys       oidc.KeySet
	endSession string
}

// algorithms are those that a public key verifies. Whatever else a provider names, such as none, is
// not taken; one that names none at all has the one that OpenID Connect demands.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// describe reads the provider's description at the first sign-in and keeps it. Not at start: the
// site must start without the provider.
func (p *Provider) describe(ctx context.Context) (*described, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	ctx = withPatience(ctx)
	if p.DiscoveryURL != p.Issuer {
		ctx = oidc.InsecureIssuerURLContext(ctx, p.Issuer) // the verifier still demands this issuer of tokens
	}
	provider, err := oidc.NewProvider(ctx, p.DiscoveryURL)
	if err != nil {
		return nil, fmt.Errorf("%w: discovery: %w", identity.ErrUnavailable, err)
	}
	var more struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		EndSession string   `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("%w: discovery: %w", identity.ErrUnavailable, err)
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // a public client; trying another style first would use the code up
	p.known = &described{
		client: oauth2.Config{
			ClientID: p.ClientID, Endpoint: endpoint, RedirectURL: p.PublicURL + "/sign-in/callback",
			Scopes: []string{oidc.ScopeOpenID, "email"},
		},
		algorithms: slices.DeleteFunc(more.Algorithms, func(a string) bool { return !slices.Contains(algorithms, a) }),
		keys:       oidc.NewRemoteKeySet(ctx, more.Keys),
		endSession: more.EndSession,
	}
	return p.known, nil
}

func withPatience(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience})
}

// SignInURL is described at identity.Provider.
func (p *Provider) SignInURL(ctx context.Context, a identity.Attempt) (string, error) {
	known, err := p.describe(ctx)
	if err != nil {
		return "", err
	}
	return known.client.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Claims is described at identity.Provider.
func (p *Provider) Claims(ctx context.Context, a identity.Attempt, code string) (map[string]any, error) {
	known, err := p.describe(ctx)
	if err != nil {
		return nil, err
	}
	ctx = withPatience(ctx)
	tokens, err := known.client.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return nil, refusedOrUnavailable(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	keys := &noting{KeySet: known.keys}
	token, err := oidc.NewVerifier(p.Issuer, keys, &oidc.Config{ClientID: p.ClientID, SupportedSigningAlgs: known.algorithms}).Verify(ctx, raw)
	if keys.missing != nil {
		return nil, fmt.Errorf("%w: %.200s", identity.ErrUnavailable, keys.missing.Error())
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", identity.ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return nil, fmt.Errorf("%w: the token is of another sign-in", identity.ErrRefused)
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return nil, fmt.Errorf("%w: %w", identity.ErrRefused, err)
	}
	return claims, nil
}

// noting is a key set that notes when the keys could not be had: the verifier makes of that the same
// error as of a token that does not hold.
type noting struct {
	oidc.KeySet
	missing error
}

// VerifySignature is an oidc.KeySet's. Of a remote key set's errors only that of fetching the keys
// has another within.
func (n *noting) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := n.KeySet.VerifySignature(ctx, token)
	if errors.Unwrap(err) != nil {
		n.missing = err
	}
	return payload, err
}

// refusedOrUnavailable: the token endpoint's "no" is a refusal. No answer, one that cannot be read, and
// a failure on the other side are not. The provider's own words stay out, they may repeat the code.
func refusedOrUnavailable(err error) error {
	var answer *oauth2.RetrieveError
	var network *url.Error
	switch {
	case errors.As(err, &answer) && saysNo(answer.Response.StatusCode):
		return fmt.Errorf("%w: the token endpoint answered %d %s", identity.ErrRefused, answer.Response.StatusCode, answer.ErrorCode)
	case errors.As(err, &answer):
		return fmt.Errorf("%w: the token endpoint answered %d", identity.ErrUnavailable, answer.Response.StatusCode)
	case errors.As(err, &network):
		return fmt.Errorf("%w: %w", identity.ErrUnavailable, err)
	default:
		return fmt.Errorf("%w: the token endpoint's answer cannot be read", identity.ErrUnavailable)
	}
}

func saysNo(status int) bool {
	return status < http.StatusInternalServerError && status != http.StatusTooManyRequests
}

// SignOutURL is described at identity.Provider. OpenID Connect and Cognito name the parameters
// differently; each leaves the other's alone.
func (p *Provider) SignOutURL(ctx context.Context) string {
	known, err := p.describe(ctx)
	if err != nil || known.endSession == "" {
		return ""
	}
	address, err := url.Parse(known.endSession)
	if err != nil {
		return ""
	}
	home := p.PublicURL + "/"
	parameters := address.Query()
	parameters.Set("client_id", p.ClientID)
	parameters.Set("post_logout_redirect_uri", home)
	parameters.Set("logout_uri", home)
	address.RawQuery = parameters.Encode()
	return address.String()
}
