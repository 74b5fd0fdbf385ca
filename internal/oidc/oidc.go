// Package oidc signs people in at an OpenID Connect provider: the authorization code flow with PKCE,
// as a public client.
package oidc

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"smartaccounts/internal/identity"
)

const (
	// patience is the time limit of a call to the provider.
	patience = 4 * time.Second
	// knownFor is how long the provider's discovery document and keys are cached. A key that the provider withdraws is
	// accepted no longer than that.
	knownFor = time.Hour
	// keysRest is the minimum time between two fetches of the keys, because any token can name an unknown key.
	keysRest = 10 * time.Second
	// skew is the maximum difference between the provider's clock and ours, in either direction.
	skew = 2 * time.Minute
	// mostAnswer is the maximum number of bytes that are read of a response.
	mostAnswer = 1 << 20
)

// Provider is an identity.Provider.
type Provider struct {
	Issuer       string // the issuer of the tokens
	DiscoveryURL string // where the discovery document is; usually the issuer's URL
	ClientID     string
	Scopes       []string
	PublicURL    string           // this site's, without a final slash
	Now          func() time.Time // nil: time.Now

	reading sync.Mutex
	known   *described
}

func (p *Provider) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

var _ identity.Provider = (*Provider)(nil)

// described is the content of the provider's discovery document.
type described struct {
	at         time.Time
	provider   *oidc.Provider
	client     oauth2.Config
	algorithms []string // with which it signs tokens
	keys       oidc.KeySet
	endSession string
	prompts    []string // that it supports
}

// algorithms are those with a public key. Others that a provider names, such as none, are ignored. For a provider that
// names no algorithm, the verifier accepts the one that OpenID Connect requires.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// describe returns the discovery document, which it reads at the first sign-in and again when it is older than
// knownFor. If that fails, it returns the old one. It is not read at start: the site must start without the provider.
func (p *Provider) describe(ctx context.Context) (*described, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	if p.known != nil && p.now().Sub(p.known.at) < knownFor {
		return p.known, nil
	}
	known, err := p.read(ctx)
	if err != nil && p.known != nil {
		return p.known, nil
	}
	p.known = known
	return known, err
}

func (p *Provider) read(ctx context.Context) (*described, error) {
	ctx = withPatience(ctx)
	if p.DiscoveryURL != p.Issuer {
		ctx = oidc.InsecureIssuerURLContext(ctx, p.Issuer) // the verifier still requires this issuer in tokens
	}
	provider, err := oidc.NewProvider(ctx, p.DiscoveryURL)
	if err != nil {
		return nil, fmt.Errorf("%w: discovery: %w", identity.ErrUnavailable, err)
	}
	var more struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		EndSession string   `json:"end_session_endpoint"`
		Prompts    []string `json:"prompt_values_supported"`
	}
	if err := provider.Claims(&more); err != nil {
		return nil, fmt.Errorf("%w: discovery: %w", identity.ErrUnavailable, err)
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // a public client; trying another style first would use up the code
	return &described{
		at: p.now(), provider: provider,
		client: oauth2.Config{
			ClientID: p.ClientID, Endpoint: endpoint, RedirectURL: p.PublicURL + "/sign-in/callback",
			Scopes: p.Scopes,
		},
		algorithms: slices.DeleteFunc(more.Algorithms, func(a string) bool { return !slices.Contains(algorithms, a) }),
		keys: oidc.NewRemoteKeySet(oidc.ClientContext(ctx, &http.Client{
			Timeout: patience, Transport: &resting{now: p.now, rest: keysRest},
		}), more.Keys),
		endSession: more.EndSession, prompts: more.Prompts,
	}, nil
}

func withPatience(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience, Transport: bounded{}})
}

// bounded is a transport that limits the size of responses.
type bounded struct{}

// RoundTrip implements http.RoundTripper.
func (bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, mostAnswer), answer.Body}
	}
	return answer, err
}

// resting is the transport of one key set. It returns a cached response that is younger than rest. The key set fetches
// its keys for each token that they do not verify.
type resting struct {
	now  func() time.Time
	rest time.Duration

	reading sync.Mutex
	at      time.Time
	body    []byte
}

// RoundTrip implements http.RoundTripper.
func (k *resting) RoundTrip(r *http.Request) (*http.Response, error) {
	k.reading.Lock()
	defer k.reading.Unlock()
	if k.body == nil || k.now().Sub(k.at) >= k.rest {
		answer, err := bounded{}.RoundTrip(r)
		if err != nil || answer.StatusCode != http.StatusOK {
			return answer, err
		}
		body, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return nil, err
		}
		if !json.Valid(body) {
			return okay(r, body), nil // not cached: the key set returns an error, and may try again at once
		}
		k.at, k.body = k.now(), body
	}
	return okay(r, k.body), nil
}

func okay(r *http.Request, body []byte) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)),
	}
}

// SignInURL implements identity.Provider.
func (p *Provider) SignInURL(ctx context.Context, a identity.Attempt) (string, error) {
	known, err := p.describe(ctx)
	if err != nil {
		return "", err
	}
	return known.client.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// SignUpURL implements identity.Provider. A provider that supports prompt=create names it in its discovery document
// (Initiating User Registration via OpenID Connect 1.0); Cognito has a sign-up page with the parameters of a sign-in.
func (p *Provider) SignUpURL(ctx context.Context, a identity.Attempt) (string, error) {
	known, err := p.describe(ctx)
	if err != nil {
		return "", err
	}
	client := known.client
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if authorize, isCognito := strings.CutSuffix(client.Endpoint.AuthURL, "/oauth2/authorize"); slices.Contains(known.prompts, "create") {
		options = append(options, oauth2.SetAuthURLParam("prompt", "create"))
	} else if isCognito && cognito.MatchString(p.Issuer) {
		client.Endpoint.AuthURL = authorize + "/signup"
	}
	return client.AuthCodeURL(a.State, options...), nil
}

// cognito matches issuers that are user pools of Amazon Cognito.
var cognito = regexp.MustCompile(`^https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/`)

// Claims implements identity.Provider.
func (p *Provider) Claims(ctx context.Context, a identity.Attempt, code string) (claims map[string]any, hint string, err error) {
	known, err := p.describe(ctx)
	if err != nil {
		return nil, "", err
	}
	ctx = withPatience(ctx)
	tokens, err := known.client.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return nil, "", refusedOrUnavailable(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	keys := &noting{KeySet: known.keys}
	token, err := oidc.NewVerifier(p.Issuer, keys, &oidc.Config{
		ClientID: p.ClientID, SupportedSigningAlgs: known.algorithms, SkipExpiryCheck: true, // timely checks it
	}).Verify(ctx, raw)
	if keys.missing != nil {
		return nil, "", fmt.Errorf("%w: %.200s", identity.ErrUnavailable, keys.missing.Error())
	}
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", identity.ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return nil, "", fmt.Errorf("%w: the token is of another sign-in", identity.ErrRefused)
	}
	if !identity.IsIDToken(raw) {
		return nil, "", fmt.Errorf("%w: not an ID token", identity.ErrRefused)
	}
	claims = map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return nil, "", fmt.Errorf("%w: %w", identity.ErrRefused, err)
	}
	if err := errors.Join(p.authorized(token, claims), p.timely(token, claims)); err != nil {
		return nil, "", fmt.Errorf("%w: %w", identity.ErrRefused, err)
	}
	if claims["email"] == nil {
		err = known.complete(ctx, claims, tokens)
	}
	if known.endSession != "" {
		hint = raw // the ID token: RP-Initiated Logout 1.0, section 2
	}
	return claims, hint, err
}

// authorized returns an error if the token was not issued to this client. An audience with several clients does not say
// to which of them it was (OpenID Connect Core, section 3.1.3.7).
func (p *Provider) authorized(token *oidc.IDToken, claims map[string]any) error {
	to, given := claims["azp"]
	if given && to != p.ClientID || !given && len(token.Audience) > 1 {
		return errors.New("the token was issued to another client")
	}
	return nil
}

// timely returns an error if the token is not valid now, within the skew.
func (p *Provider) timely(token *oidc.IDToken, claims map[string]any) error {
	earliest, latest := p.now().Add(-skew), p.now().Add(skew)
	notBefore, _ := claims["nbf"].(float64)
	switch {
	case token.Expiry.Before(earliest):
		return errors.New("the token has expired")
	case token.IssuedAt.IsZero():
		return errors.New("the token does not say when it was issued")
	case token.IssuedAt.After(latest), notBefore > float64(latest.Unix()):
		return errors.New("the token is of the future")
	}
	return nil
}

// complete adds the claims from the provider's userinfo endpoint, which has the claims of a scope even if the token does
// not (OpenID Connect Core, section 5.4). It does not replace claims of the token.
func (d *described) complete(ctx context.Context, claims map[string]any, tokens *oauth2.Token) error {
	if d.provider.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := d.provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return fmt.Errorf("%w: userinfo: %.200s", identity.ErrUnavailable, err.Error())
	}
	more := map[string]any{}
	if err := info.Claims(&more); err != nil {
		return fmt.Errorf("%w: userinfo: %w", identity.ErrRefused, err)
	}
	if info.Subject == "" || info.Subject != claims["sub"] {
		return fmt.Errorf("%w: userinfo is of another person", identity.ErrRefused)
	}
	for name, value := range more {
		if _, said := claims[name]; !said {
			claims[name] = value
		}
	}
	return nil
}

// noting is a key set that records the error if the keys could not be fetched, because the verifier returns the same
// error for that as for an invalid token.
type noting struct {
	oidc.KeySet
	missing error
}

// VerifySignature implements oidc.KeySet. Of a remote key set's errors, only one from fetching the keys wraps another.
func (n *noting) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := n.KeySet.VerifySignature(ctx, token)
	if errors.Unwrap(err) != nil {
		n.missing = err
	}
	return payload, err
}

// refusedOrUnavailable returns ErrRefused if the token endpoint rejected the request, and ErrUnavailable if it did not
// respond, failed, or its response cannot be read. It leaves out the response's text, which may contain the code.
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

// SignOutURL implements identity.Provider. OpenID Connect and Cognito name the parameters differently; each ignores the
// other's.
func (p *Provider) SignOutURL(ctx context.Context, hint string) string {
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
	if hint != "" {
		parameters.Set("id_token_hint", hint)
	}
	address.RawQuery = parameters.Encode()
	return address.String()
}
