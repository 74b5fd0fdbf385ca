package local

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestStartRejectsAnUnusableIssuer(t *testing.T) {
	described := map[string]any{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/.well-known/openid-configuration" {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(described)
	}))
	defer server.Close()
	whole := func(change func(map[string]any)) map[string]any {
		document := map[string]any{
			"issuer": server.URL, "authorization_endpoint": "a", "token_endpoint": "t", "jwks_uri": "k",
			"id_token_signing_alg_values_supported": []string{"ES256", "RS256"},
		}
		change(document)
		return document
	}
	for _, test := range []struct {
		address string
		change  func(map[string]any)
		want    string
	}{
		{server.URL, func(map[string]any) {}, ""},
		{server.URL + "/", func(map[string]any) {}, "give exactly that as OidcIssuer"},
		{server.URL, func(d map[string]any) { d["issuer"] = server.URL + "/" }, "give exactly that as OidcIssuer"},
		{server.URL, func(d map[string]any) { delete(d, "jwks_uri") }, "jwks_uri"},
		{server.URL, func(d map[string]any) { d["id_token_signing_alg_values_supported"] = []string{"ES256"} }, "RS256"},
		{server.URL + "/elsewhere", func(map[string]any) {}, "does not describe itself"},
		{"http://127.0.0.1:1", func(map[string]any) {}, "does not describe itself"},
	} {
		described = whole(test.change)
		err := issuer{test.address, "client"}.check(t.Context())
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want %q", test.address, err, test.want)
		}
	}
	for _, parameters := range [][]string{{"OidcIssuer=x"}, {"OidcClientId=x"}, {"OidcIssuer=x", "OidcClientId="}} {
		if _, err := Start(t.Context(), Options{Root: t.TempDir(), StateDir: t.TempDir(), Parameters: parameters}); err == nil || !strings.Contains(err.Error(), "together") {
			t.Errorf("%v: got error %v, want one that both belong together", parameters, err)
		}
	}
}

func TestAStackWithAnOutsideIssuerKeepsNoPasswordsAndIssuesNoTokens(t *testing.T) {
	s := &Stack{Description: Description{Issuer: "https://issuer.example", ClientID: "client"}, options: Options{People: []Person{{Name: "partner", Email: "p@x.example", Password: "secret"}}}}
	s.options.Progress = discard{}
	if err := s.createPeople(t.Context()); err != nil || len(s.Users) != 1 || s.Users[0].Password != "" {
		t.Fatalf("%+v, %v", s.Users, err)
	}
	if _, err := s.Token(t.Context(), "partner"); err == nil || !strings.Contains(err.Error(), "https://issuer.example") || !strings.Contains(err.Error(), "p@x.example") {
		t.Errorf("got %v", err)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
