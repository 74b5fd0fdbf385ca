package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"smartaccounts/internal/identity"
	"smartaccounts/internal/oidc"
)

const (
	publicURL = "https://accounts.example"
	clientID  = "client"
)

var attempt = identity.Attempt{State: "the-state", Nonce: "the-nonce", Verifier: strings.Repeat("verifier-", 6)}

// issuer is an identity provider. Its keys come from go-oidc's test server.
type issuer struct {
	*httptest.Server
	t           *testing.T
	key         crypto.Signer
	kid         string
	fetched     int            // how often its keys were fetched
	info        map[string]any // the response of userinfo; nil: there is no such endpoint
	claims      map[string]any // of the next token
	algorithm   string
	endSession  string
	prompts     []string                    // that it says it supports
	authorize   string                      // Cognito's sign-in page; empty: it is not Cognito
	token       func(w http.ResponseWriter) // in place of the token, if set
	keys        func(w http.ResponseWriter) // in place of the keys, if set
	down        bool
	algorithms  []string
	discoveries int
	exchanged   url.Values
	mutex       sync.Mutex // of keys and token
}

func newIssuer(t *testing.T) (*issuer, *oidc.Provider) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{t: t, key: key, kid: "key", algorithm: "RS256", algorithms: []string{"RS256"}, endSession: "/logout?x=1"}
	i.Server = httptest.NewServer(i)
	t.Cleanup(i.Close)
	i.claims = map[string]any{
		"iss": i.URL, "aud": clientID, "sub": "1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		"nonce": attempt.Nonce, "email": "jane@acme.com", "email_verified": true, "cognito:groups": []string{"operators"},
	}
	return i, &oidc.Provider{Issuer: i.URL, DiscoveryURL: i.URL, ClientID: clientID, Scopes: []string{"openid", "email"}, PublicURL: publicURL}
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if i.down {
		http.Error(w, "down", http.StatusBadGateway)
		return
	}
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		i.discoveries++
		document := map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": i.algorithms,
		}
		if i.prompts != nil {
			document["prompt_values_supported"] = i.prompts
		}
		if i.authorize != "" {
			document["authorization_endpoint"] = i.authorize
			document["issuer"] = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"
		}
		if i.endSession != "" {
			document["end_session_endpoint"] = i.URL + i.endSession
		}
		if i.info != nil {
			document["userinfo_endpoint"] = i.URL + "/userinfo"
		}
		i.answer(w, document)
	case "/token":
		if err := r.ParseForm(); err != nil {
			i.t.Error(err)
		}
		i.exchanged = r.PostForm
		if _, _, basic := r.BasicAuth(); basic {
			i.t.Error("a public client authenticates with a password")
		}
		if _, token := i.spoilt(); token != nil {
			token(w)
			return
		}
		claims, err := json.Marshal(i.claims)
		if err != nil {
			i.t.Error(err)
		}
		i.answer(w, map[string]any{
			"access_token": "access", "token_type": "Bearer", "id_token": oidctest.SignIDToken(i.key, i.kid, i.algorithm, string(claims)),
		})
	case "/userinfo":
		if got := r.Header.Get("Authorization"); got != "Bearer access" {
			i.t.Errorf("userinfo is called with %q", got)
		}
		i.answer(w, i.info)
	default:
		i.mutex.Lock()
		i.fetched++
		i.mutex.Unlock()
		if keys, _ := i.spoilt(); keys != nil {
			keys(w)
			return
		}
		keys := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: i.key.Public(), KeyID: i.kid, Algorithm: i.algorithm}}}
		keys.SetIssuer(i.URL)
		keys.ServeHTTP(w, r)
	}
}

// spoilt returns the handlers that replace those of the keys and the token; nil: they are not replaced.
func (i *issuer) spoilt() (keys, token func(http.ResponseWriter)) {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	return i.keys, i.token
}

func (i *issuer) mend() {
	i.mutex.Lock() // a handler that hung up may not have ended yet
	defer i.mutex.Unlock()
	i.keys, i.token = nil, nil
}

func (i *issuer) answer(w http.ResponseWriter, document any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(document); err != nil {
		i.t.Error(err)
	}
}

// The sign-up page gets all the parameters of a sign-in.
func TestSignUpURLIsTheProvidersSignUpPage(t *testing.T) {
	const pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"
	for name, test := range map[string]struct {
		prompts         []string
		authorize, want string
		prompt          string
	}{
		"prompt=create":  {prompts: []string{"login", "create"}, want: "/authorize", prompt: "create"},
		"nothing said":   {want: "/authorize"},
		"other prompts":  {prompts: []string{"login"}, want: "/authorize"},
		"Amazon Cognito": {authorize: "https://x.auth.eu-west-1.amazoncognito.com/oauth2/authorize", want: "https://x.auth.eu-west-1.amazoncognito.com/signup"},
	} {
		i, p := newIssuer(t)
		i.prompts, i.authorize = test.prompts, test.authorize
		if test.authorize != "" {
			p.Issuer = pool
		} else {
			test.want = i.URL + test.want
		}
		signIn, err := p.SignInURL(t.Context(), attempt)
		if err != nil {
			t.Fatal(name, err)
		}
		address, err := p.SignUpURL(t.Context(), attempt)
		if err != nil {
			t.Fatal(name, err)
		}
		there, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		usual, err := url.Parse(signIn)
		if err != nil {
			t.Fatal(err)
		}
		query := there.Query()
		prompt := query.Get("prompt")
		query.Del("prompt")
		there.RawQuery = ""
		if there.String() != test.want || prompt != test.prompt || query.Encode() != usual.Query().Encode() {
			t.Errorf("%s: %s", name, address)
		}
	}
}

func TestSignInURLHasStateNonceAndChallenge(t *testing.T) {
	i, p := newIssuer(t)
	address, err := p.SignInURL(t.Context(), attempt)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	challenge := sha256.Sum256([]byte(attempt.Verifier))
	for name, want := range map[string]string{
		"response_type": "code", "client_id": clientID, "redirect_uri": publicURL + "/sign-in/callback", "scope": "openid email",
		"state": attempt.State, "nonce": attempt.Nonce, "code_challenge_method": "S256",
		"code_challenge": base64.RawURLEncoding.EncodeToString(challenge[:]),
	} {
		if got := u.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(address, i.URL+"/authorize?") || strings.Contains(address, attempt.Verifier) {
		t.Errorf("the address is %s", address)
	}
}

func TestACodeIsTradedForTheTokensClaims(t *testing.T) {
	i, p := newIssuer(t)
	for range 2 {
		claims, _, err := p.Claims(t.Context(), attempt, "the-code")
		if err != nil {
			t.Fatal(err)
		}
		person, err := identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"}.Person(claims)
		if err != nil || person.Email != "jane@acme.com" || !person.Operator {
			t.Errorf("%+v, %v", person, err)
		}
	}
	for name, want := range map[string]string{
		"grant_type": "authorization_code", "code": "the-code", "client_id": clientID, "code_verifier": attempt.Verifier,
		"redirect_uri": publicURL + "/sign-in/callback",
	} {
		if got := i.exchanged.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if i.discoveries != 1 {
		t.Errorf("discovery was read %d times", i.discoveries)
	}
}

func TestTokensThatAreNotForThisSignInAreRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*issuer){
		"another nonce":     func(i *issuer) { i.claims["nonce"] = "another" },
		"no nonce":          func(i *issuer) { delete(i.claims, "nonce") },
		"another client":    func(i *issuer) { i.claims["aud"] = "another" },
		"another issuer":    func(i *issuer) { i.claims["iss"] = "https://evil.example" },
		"expired":           func(i *issuer) { i.claims["exp"] = time.Now().Add(-3 * time.Minute).Unix() },
		"without an end":    func(i *issuer) { delete(i.claims, "exp") },
		"not yet":           func(i *issuer) { i.claims["nbf"] = time.Now().Add(3 * time.Minute).Unix() },
		"of the future":     func(i *issuer) { i.claims["iat"] = time.Now().Add(3 * time.Minute).Unix() },
		"of no time":        func(i *issuer) { delete(i.claims, "iat") },
		"no text as a time": func(i *issuer) { i.claims["nbf"] = "soon" },
		"for several, and it does not say to whom": func(i *issuer) { i.claims["aud"] = []string{clientID, "another"} },
		"for several, and another has it":          func(i *issuer) { i.claims["aud"], i.claims["azp"] = []string{clientID, "another"}, "another" },
		"for us, and another has it":               func(i *issuer) { i.claims["azp"] = "another" },
		"for us, and nobody has it":                func(i *issuer) { i.claims["azp"] = nil },
		"for others only":                          func(i *issuer) { i.claims["aud"] = []string{"another", "third"}; i.claims["azp"] = clientID },
		"the issuer, but for a slash":              func(i *issuer) { i.claims["iss"] = i.URL + "/" },
		"the issuer, in other letters":             func(i *issuer) { i.claims["iss"] = strings.ToUpper(i.URL) },
		"an access token by its use":               func(i *issuer) { i.claims["token_use"] = "access" },
		"an access token by its type":              func(i *issuer) { i.claims["typ"] = "Bearer" },
		"a logout token":                           func(i *issuer) { i.claims["events"] = map[string]any{} },
		"signed by the client's name": func(i *issuer) {
			i.algorithms = []string{"RS256", "HS256"}
			i.token = fixed(i, hashed(i, []byte(clientID)))
		},
		"signed by the public key as a secret": func(i *issuer) {
			i.algorithms = []string{"HS256", "RS256"}
			public, err := x509.MarshalPKIXPublicKey(i.key.Public())
			if err != nil {
				i.t.Fatal(err)
			}
			i.token = fixed(i, hashed(i, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
		},
		"another's key":     func(i *issuer) { i.token = signedBy(i, other, "RS256") },
		"another algorithm": func(i *issuer) { i.token = signedBy(i, i.key, "PS256") },
		"no token": func(i *issuer) {
			i.token = func(w http.ResponseWriter) { i.answer(w, map[string]any{"access_token": "a"}) }
		},
		"unsigned, as it says it does": func(i *issuer) {
			i.algorithms = []string{"none", "HS256"}
			i.token = fixed(i, unsigned(i))
		},
		"no JWT":             func(i *issuer) { i.token = fixed(i, "a.b.c") },
		"unsigned":           func(i *issuer) { i.token = fixed(i, unsigned(i)) },
		"a code that is old": func(i *issuer) { i.token = failing(http.StatusBadRequest, `{"error":"invalid_grant"}`) },
		"an unknown client":  func(i *issuer) { i.token = failing(http.StatusUnauthorized, `{"error":"invalid_client"}`) },
		"a page for people":  func(i *issuer) { i.token = failing(http.StatusForbidden, "<html>the-code") },
	} {
		t.Run(name, func(t *testing.T) {
			i, p := newIssuer(t)
			spoil(i)
			claims, _, err := p.Claims(t.Context(), attempt, "the-code")
			if !errors.Is(err, identity.ErrRefused) || errors.Is(err, identity.ErrUnavailable) || claims != nil {
				t.Errorf("got %v, %v", claims, err)
			}
			if err != nil && strings.Contains(err.Error(), "the-code") {
				t.Errorf("the error contains the code: %v", err)
			}
		})
	}
}

func signedBy(i *issuer, key crypto.PrivateKey, algorithm string) func(http.ResponseWriter) {
	claims, err := json.Marshal(i.claims)
	if err != nil {
		i.t.Fatal(err)
	}
	return fixed(i, oidctest.SignIDToken(key, "key", algorithm, string(claims)))
}

func unsigned(i *issuer) string {
	claims, err := json.Marshal(i.claims)
	if err != nil {
		i.t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode(claims) + "."
}

// hashed returns the token with a MAC as its signature.
func hashed(i *issuer, secret []byte) string {
	claims, err := json.Marshal(i.claims)
	if err != nil {
		i.t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"HS256","kid":"key"}`)) + "." + encode(claims)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

func fixed(i *issuer, idToken string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		i.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": idToken})
	}
}

func failing(status int, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func TestAProviderThatDoesNotAnswerIsUnavailableUntilItDoes(t *testing.T) {
	i, p := newIssuer(t)
	i.down = true
	if _, err := p.SignInURL(t.Context(), attempt); !errors.Is(err, identity.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if got := p.SignOutURL(t.Context(), ""); got != "" {
		t.Errorf("got %q", got)
	}
	i.down = false
	if _, err := p.SignInURL(t.Context(), attempt); err != nil {
		t.Error(err)
	}
	i.down = true
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	i.Close()
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

// awaitKeySets waits until no key set is still storing the result of a finished fetch: a call before that shares its
// error.
func awaitKeySets(t *testing.T) {
	t.Helper()
	for range 5000 {
		var stacks strings.Builder
		if err := pprof.Lookup("goroutine").WriteTo(&stacks, 1); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(stacks.String(), "RemoteKeySet") {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("a read of the keys does not end")
}

// The person who signs in is not refused because the provider failed.
func TestAProviderThatFailsHalfwayIsUnavailable(t *testing.T) {
	const asJSON = "application/json"
	hangUp := func(w http.ResponseWriter) {
		w.Header().Set("Content-Length", "1000")
		w.Header().Set("Content-Type", asJSON)
		fmt.Fprint(w, "{")
	}
	for name, spoil := range map[string]func(*issuer){
		"keys fail":                  func(i *issuer) { i.keys = failing(http.StatusInternalServerError, "{}") },
		"keys are gone":              func(i *issuer) { i.keys = failing(http.StatusNotFound, "{}") },
		"keys are a page for people": func(i *issuer) { i.keys = failing(http.StatusOK, "<html>") },
		"keys break off":             func(i *issuer) { i.keys = hangUp },
		"keys lead nowhere":          func(i *issuer) { i.keys = func(http.ResponseWriter) { panic(http.ErrAbortHandler) } },
		"token fails":                func(i *issuer) { i.token = failing(http.StatusInternalServerError, `{"error":"server_error"}`) },
		"token is limited":           func(i *issuer) { i.token = failing(http.StatusTooManyRequests, `{"error":"slow_down"}`) },
		"token is a page for people": func(i *issuer) { i.token = failing(http.StatusOK, "<html>the-code") },
		"token breaks off":           func(i *issuer) { i.token = hangUp },
		"token leads nowhere":        func(i *issuer) { i.token = func(http.ResponseWriter) { panic(http.ErrAbortHandler) } },
		"token is an empty answer":   func(i *issuer) { i.token = failing(http.StatusOK, "{}") },
	} {
		t.Run(name, func(t *testing.T) {
			i, p := newIssuer(t)
			i.Config.ErrorLog = log.New(io.Discard, "", 0)
			spoil(i)
			claims, _, err := p.Claims(t.Context(), attempt, "the-code")
			if !errors.Is(err, identity.ErrUnavailable) || errors.Is(err, identity.ErrRefused) || claims != nil {
				t.Errorf("got %v, %v", claims, err)
			}
			if err != nil && strings.Contains(err.Error(), "the-code") {
				t.Errorf("the error contains the code: %v", err)
			}
			if said := map[string]string{"token fails": "answered 500", "token leads nowhere": "EOF"}[name]; err != nil && !strings.Contains(err.Error(), said) {
				t.Errorf("the error does not say what is wrong: %v", err)
			}
			i.mend()
			awaitKeySets(t)
			if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
				t.Errorf("once it works again: %v", err)
			}
		})
	}
}

func TestATokenMayBeSignedByAnyAlgorithmThatTheProviderNames(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for algorithm, key := range map[string]crypto.Signer{"RS256": nil, "PS256": nil, "ES256": curve} {
		i, p := newIssuer(t)
		i.algorithm, i.algorithms = algorithm, []string{"none", "HS256", algorithm}
		if key != nil {
			i.key = key
		}
		if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
}

func TestClocksMayDifferByTwoMinutes(t *testing.T) {
	for _, differ := range []time.Duration{-110 * time.Second, 0, 110 * time.Second} {
		i, p := newIssuer(t)
		there := time.Now().Add(differ)
		i.claims["iat"], i.claims["nbf"], i.claims["exp"] = there.Unix(), there.Unix(), there.Unix()
		if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
			t.Errorf("%s: %v", differ, err)
		}
	}
}

func TestATokenForSeveralClientsIsAcceptedIfItWasIssuedToThisOne(t *testing.T) {
	for _, audience := range []any{clientID, []string{clientID}, []string{"another", clientID}} {
		i, p := newIssuer(t)
		i.claims["aud"], i.claims["azp"] = audience, clientID
		if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
			t.Errorf("%v: %v", audience, err)
		}
	}
}

// turn replaces the issuer's signing key.
func (i *issuer) turn(kid string) {
	i.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		i.t.Fatal(err)
	}
	i.key, i.kid = key, kid
}

func (i *issuer) keysFetched() int {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	return i.fetched
}

func TestANewKeyIsFetchedWhenATokenNamesIt(t *testing.T) {
	i, p := newIssuer(t)
	now := time.Now()
	p.Now = func() time.Time { return now }
	sign := func() error {
		_, _, err := p.Claims(t.Context(), attempt, "the-code")
		return err
	}
	for range 3 {
		if err := sign(); err != nil || i.keysFetched() != 1 {
			t.Fatalf("%v, keys fetched %d times", err, i.keysFetched())
		}
	}
	i.turn("second")
	now = now.Add(time.Minute)
	for range 3 {
		awaitKeySets(t)
		if err := sign(); err != nil || i.keysFetched() != 2 {
			t.Fatalf("after the change: %v, keys fetched %d times", err, i.keysFetched())
		}
	}
}

// Otherwise tokens with random key IDs would make one call to the provider each.
func TestKeysAreFetchedOnceATimeWhateverTokensName(t *testing.T) {
	i, p := newIssuer(t)
	now := time.Now()
	p.Now = func() time.Time { return now }
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	claims, err := json.Marshal(i.claims)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		now = now.Add(15 * time.Second)
		for n := range 20 {
			awaitKeySets(t)
			i.token = fixed(i, oidctest.SignIDToken(other, fmt.Sprint("unknown-", n), "RS256", string(claims)))
			if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrRefused) {
				t.Fatalf("got %v", err)
			}
		}
		if got := i.keysFetched(); got != 2+round {
			t.Errorf("keys were fetched %d times", got)
		}
	}
	i.token = nil
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
		t.Errorf("a good token in between: %v", err)
	}
}

func TestAKeyThatTheProviderWithdrewCountsForAnHourAtMost(t *testing.T) {
	i, p := newIssuer(t)
	now := time.Now()
	p.Now = func() time.Time { return now }
	i.claims["exp"] = now.Add(3 * time.Hour).Unix()
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
		t.Fatal(err)
	}
	i.token = signedBy(i, i.key, "RS256")
	i.turn("second")
	now = now.Add(time.Hour)
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrRefused) {
		t.Errorf("got %v", err)
	}
	i.down = true // the old document is used
	now = now.Add(time.Hour)
	if _, err := p.SignInURL(t.Context(), attempt); err != nil {
		t.Error(err)
	}
}

func TestClaimsThatTheTokenLacksAreReadFromUserinfo(t *testing.T) {
	full := map[string]any{"sub": "1", "email": "jane@acme.com", "email_verified": true, "cognito:groups": []string{"operators"}, "nonce": "x"}
	trust := identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"}
	thin := func() (*issuer, *oidc.Provider) {
		i, p := newIssuer(t)
		i.info = full
		for _, name := range []string{"email", "email_verified", "cognito:groups"} {
			delete(i.claims, name)
		}
		return i, p
	}
	_, p := thin()
	claims, _, err := p.Claims(t.Context(), attempt, "the-code")
	if err != nil {
		t.Fatal(err)
	}
	if person, err := trust.Person(claims); err != nil || person.Email != "jane@acme.com" || !person.Operator || claims["nonce"] != attempt.Nonce {
		t.Errorf("%+v, %v, %v", person, err, claims)
	}
	i, p := thin()
	i.claims["email_verified"] = false
	if claims, _, err = p.Claims(t.Context(), attempt, "the-code"); err != nil || claims["email_verified"] != false {
		t.Errorf("userinfo replaces a claim of the token: %v, %v", claims, err)
	}
	for _, subject := range []any{"2", "", nil} {
		i, p = thin()
		i.info = map[string]any{"sub": subject, "email": "victim@acme.com", "email_verified": true}
		if claims, _, err = p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrRefused) {
			t.Errorf("userinfo of %v: %v, %v", subject, claims, err)
		}
	}
	i, p = thin()
	i.info = nil // it has no such endpoint
	if claims, _, err = p.Claims(t.Context(), attempt, "the-code"); err != nil || claims["email"] != nil {
		t.Errorf("without userinfo: %v, %v", claims, err)
	}
}

func TestDiscoveryMayBeAtAnotherURLButTokensMustNameTheIssuer(t *testing.T) {
	i, p := newIssuer(t)
	p.Issuer = "https://issuer.example/pool"
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); !errors.Is(err, identity.ErrRefused) {
		t.Errorf("got %v", err)
	}
	i.claims["iss"] = p.Issuer
	if _, _, err := p.Claims(t.Context(), attempt, "the-code"); err != nil {
		t.Error(err)
	}
	_, strict := newIssuer(t)
	strict.Issuer = strict.DiscoveryURL + "/"
	strict.DiscoveryURL = strict.Issuer
	if _, err := strict.SignInURL(t.Context(), attempt); !errors.Is(err, identity.ErrUnavailable) {
		t.Errorf("the discovery document of another issuer was accepted: %v", err)
	}
}

func TestSignOutURLEndsTheProvidersSessionAndReturnsToTheSite(t *testing.T) {
	i, p := newIssuer(t)
	u, err := url.Parse(p.SignOutURL(t.Context(), ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"x": "1", "client_id": clientID, "logout_uri": publicURL + "/", "post_logout_redirect_uri": publicURL + "/",
	} {
		if got := u.Query().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if u.Query().Has("id_token_hint") {
		t.Errorf("an empty hint is sent: %s", u)
	}
	_, hint, err := p.Claims(t.Context(), attempt, "the-code")
	if err != nil || strings.Count(hint, ".") != 2 {
		t.Fatalf("the hint is %q, %v", hint, err)
	}
	if u, err = url.Parse(p.SignOutURL(t.Context(), hint)); err != nil || u.Query().Get("id_token_hint") != hint {
		t.Errorf("%s, %v, want the hint %q", u, err, hint)
	}
	i.endSession = ""
	other := &oidc.Provider{Issuer: i.URL, DiscoveryURL: i.URL, ClientID: clientID, PublicURL: publicURL}
	if got := other.SignOutURL(t.Context(), "a.b.c"); got != "" {
		t.Errorf("got %q", got)
	}
	if _, hint, err := other.Claims(t.Context(), attempt, "the-code"); err != nil || hint != "" {
		t.Errorf("a hint without a page to sign out: %q, %v", hint, err)
	}
}
