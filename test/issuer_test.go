package test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// provider is a certified OpenID provider on this machine, with a client.
type provider struct {
	address string
	site    string
	people  map[string]map[string]any // the claims of each user
	process *exec.Cmd
}

const issuersClient = "smart-accounts"

// start starts the provider with those keys. It stops a running one first.
func (p *provider) start(t *testing.T, thin bool, keys ...map[string]any) {
	t.Helper()
	p.stop()
	people, err := json.Marshal(p.people)
	if err != nil {
		t.Fatal(err)
	}
	private, err := json.Marshal(keys)
	if err != nil {
		t.Fatal(err)
	}
	said := &bytes.Buffer{}
	p.process = exec.Command("node", "server.js")
	p.process.Dir = filepath.Join("..", ".local", "identity-provider")
	p.process.Stdout, p.process.Stderr = said, said
	p.process.Env = append(os.Environ(), "ISSUER="+p.address, "CLIENT_ID="+issuersClient, "SITE="+p.site,
		"PEOPLE="+string(people), "KEYS="+string(private), "THIN="+strconv.FormatBool(thin))
	if err := p.process.Start(); err != nil {
		t.Fatalf("start the identity provider, which make tools installs: %v", err)
	}
	for deadline := time.Now().Add(pageWithin); ; time.Sleep(50 * time.Millisecond) {
		if res, err := http.Get(p.address + "/jwks"); err == nil {
			res.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			p.stop()
			t.Fatalf("the identity provider does not start:\n%s", said)
		}
	}
}

func (p *provider) stop() {
	if p.process != nil && p.process.Process != nil {
		_ = p.process.Process.Kill()
		_ = p.process.Wait()
		p.process = nil
	}
}

// signingKey returns a private key as a JWK.
func signingKey(t *testing.T, kid string) map[string]any {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	return map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": number(key.N), "e": number(big.NewInt(int64(key.E))), "d": number(key.D),
		"p": number(key.Primes[0]), "q": number(key.Primes[1]), "dp": number(key.Precomputed.Dp), "dq": number(key.Precomputed.Dq), "qi": number(key.Precomputed.Qinv),
	}
}

// token signs a person in at the provider like an application, and returns the ID token and the access token.
func (p *provider) token(t *testing.T, address string) (id, access string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	client := http.Client{Jar: jar, Timeout: pageWithin, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/sign-in/callback" {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	redirect, verifier := p.site+"/sign-in/callback", rand.Text()+rand.Text()
	challenge := sha256.Sum256([]byte(verifier))
	res, err := client.Get(p.address + "/auth?" + url.Values{
		"response_type": {"code"}, "client_id": {issuersClient}, "redirect_uri": {redirect}, "scope": {"openid email"}, "nonce": {"n"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res, err = client.PostForm(res.Request.URL.String(), url.Values{"login": {address}, "password": {"x"}}); err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if back == nil {
		t.Fatalf("the provider did not come back: %s %s", res.Status, text)
	}
	if res, err = client.PostForm(p.address+"/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {issuersClient}, "redirect_uri": {redirect}, "code": {back.Query().Get("code")}, "code_verifier": {verifier},
	}); err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var tokens struct {
		ID     string `json:"id_token"`
		Access string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&tokens); err != nil || tokens.ID == "" {
		t.Fatalf("no ID token: %s, %v", res.Status, err)
	}
	return tokens.ID, tokens.Access
}

// stackAt starts a second stack, whose users sign in at the provider. It uses the build of the first stack.
func (p *provider) stackAt(t *testing.T, parameters string) {
	t.Helper()
	state := t.TempDir()
	for _, built := range []string{"build", "build.sum"} {
		if err := os.Symlink(filepath.Join(dir, built), filepath.Join(state, built)); err != nil {
			t.Fatal(err)
		}
	}
	site, err := url.Parse(p.site)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.Command(tool, "run")
	run.Dir = ".."
	run.Env = append(os.Environ(), "PORT="+site.Port(), "STACK_DIR="+state, "DEMO_ACCOUNTS=20",
		"PARAMETERS=OidcIssuer="+p.address+" OidcClientId="+issuersClient+" "+parameters)
	log := &bytes.Buffer{}
	run.Stdout, run.Stderr = log, log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- run.Wait() }()
	t.Cleanup(func() {
		_ = run.Process.Signal(syscall.SIGINT)
		select {
		case <-done:
		case <-time.After(stopWithin):
			_ = run.Process.Kill()
			t.Errorf("still running %s after the interrupt", stopWithin)
		}
	})
	for deadline := time.Now().Add(readyWithin); ; time.Sleep(200 * time.Millisecond) {
		if text, err := os.ReadFile(filepath.Join(state, "stack.json")); err == nil {
			if !strings.Contains(string(text), p.address) {
				t.Errorf("stack.json does not name the issuer:\n%s", text)
			}
			break
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("ended before it was ready: %v\n%s", err, log)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("not ready after %s\n%s", readyWithin, log)
		}
	}
	cmd := exec.Command(tool, "token", "-user", "partner")
	cmd.Env = append(os.Environ(), "STACK_DIR="+state)
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), p.address) {
		t.Errorf("make token: %v\n%s", err, out)
	}
}

// get calls the API with that bearer token.
func (p *provider) get(t *testing.T, path, bearer string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), pageWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.site+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+bearer)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// signIn signs in at the provider in a new browser, and returns the text of the page after it.
func (p *provider) signIn(t *testing.T, address, path string) (ctx context.Context, text string) {
	t.Helper()
	ctx = browser(t, false)
	do(t, ctx, "open "+path, chromedp.Navigate(p.site+path), chromedp.Click(`main a[href^="/sign-in"]`, chromedp.ByQuery), chromedp.WaitVisible(`[name=login]`, chromedp.ByQuery))
	do(t, ctx, "sign in as "+address, chromedp.SendKeys(`[name=login]`, address, chromedp.ByQuery), chromedp.SendKeys(`[name=password]`, "any", chromedp.ByQuery),
		chromedp.Click(`button[type=submit]`, chromedp.ByQuery), chromedp.WaitVisible(`main`, chromedp.ByQuery))
	return ctx, read(t, ctx)
}

// It is a certified provider other than Cognito, used for pages and for the API. Its other tokens are refused.
func TestPeopleSignInAtAnotherIssuer(t *testing.T) {
	ports := make([]int, 2)
	for i := range ports {
		var err error
		if ports[i], err = freePort(); err != nil {
			t.Fatal(err)
		}
	}
	p := &provider{address: fmt.Sprintf("http://localhost:%d", ports[0]), site: fmt.Sprintf("http://localhost:%d", ports[1]), people: map[string]map[string]any{
		"operator@example.org":  {"groups": []string{"staff", "operators"}},
		"operator2@example.org": {"groups": "operators", "email": "operator@example.org"},
		"colleague@example.org": {"groups": []string{"not operators"}, "email": "operator@example.org"},
		"listed@example.org":    {"groups": "staff,operators", "email": "operator@example.org"},
		"text@example.org":      {"email_verified": "true", "email": "partner@example.com"},
		"denied@example.org":    {"email_verified": false, "email": "partner@example.com"},
		"silent@example.org":    {"email_verified": nil, "email": "partner@example.com"},
	}}
	t.Cleanup(p.stop)
	first, second, third := signingKey(t, "first"), signingKey(t, "second"), signingKey(t, "third")
	p.start(t, false, first, second)
	p.stackAt(t, "OperatorClaim=groups")

	t.Run("API", func(t *testing.T) {
		for _, test := range []struct {
			who, path string
			want      int
		}{
			{"partner@example.com", "/v1/accounts", 200},
			{"text@example.org", "/v1/accounts", 200},
			{"denied@example.org", "/v1/accounts", 403},
			{"silent@example.org", "/v1/accounts", 403},
			{"outsider@example.edu", "/v1/accounts", 403},
			{"partner@example.com", "/v1/reviews", 403},
			{"operator@example.org", "/v1/reviews", 200},
			{"operator2@example.org", "/v1/reviews", 200},
			{"colleague@example.org", "/v1/reviews", 403},
			{"listed@example.org", "/v1/reviews", 403},
		} {
			id, access := p.token(t, test.who)
			if status, body := p.get(t, test.path, id); status != test.want {
				t.Errorf("%s of %s: %d %s", test.path, test.who, status, body)
			}
			if status, body := p.get(t, test.path, access); status != http.StatusUnauthorized {
				t.Errorf("%s with the access token of %s: %d %s", test.path, test.who, status, body)
			}
		}
	})

	t.Run("pages", func(t *testing.T) {
		for who, want := range map[string]string{
			"partner@example.com": "", "operator@example.org": "", "operator2@example.org": "", "denied@example.org": "verified", "silent@example.org": "verified",
		} {
			ctx, text := p.signIn(t, who, "/")
			if want != "" {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say to %s why they cannot sign in:\n%s", who, text)
				}
				continue
			}
			var reviews bool
			do(t, ctx, "look for the queue", chromedp.WaitVisible(`form[action="/sign-out"]`, chromedp.ByQuery),
				chromedp.Evaluate(`document.querySelector('a[href="/reviews"]') !== null`, &reviews))
			if reviews != strings.HasPrefix(who, "operator") {
				t.Errorf("%s sees the queue: %t", who, reviews)
			}
			if who != "partner@example.com" {
				continue
			}
			var there string
			do(t, ctx, "sign out", chromedp.Click(`form[action="/sign-out"] button`, chromedp.ByQuery),
				chromedp.WaitVisible(`button[name=logout]`, chromedp.ByQuery), chromedp.Location(&there))
			if address, err := url.Parse(there); err != nil || !strings.HasPrefix(there, p.address+"/session/end?") || strings.Count(address.Query().Get("id_token_hint"), ".") != 2 {
				t.Errorf("signing out does not lead to the provider's, with whose session ends: %s", there)
			}
		}
	})

	t.Run("a key that was published before it signs", func(t *testing.T) {
		p.start(t, false, second, first)
		id, _ := p.token(t, "partner@example.com")
		if status, body := p.get(t, "/v1/accounts", id); status != http.StatusOK {
			t.Errorf("API: %d %s", status, body)
		}
	})

	t.Run("a key that was not, and claims that userinfo alone has", func(t *testing.T) {
		p.start(t, true, third)
		time.Sleep(11 * time.Second) // keys are fetched once in ten seconds
		ctx, text := p.signIn(t, "operator@example.org", "/reviews")
		var signedIn bool
		do(t, ctx, "look whether somebody is signed in", chromedp.Evaluate(`document.querySelector('form[action="/sign-out"]') !== null`, &signedIn))
		if !signedIn {
			t.Errorf("not signed in:\n%s", text)
		}
	})
}
