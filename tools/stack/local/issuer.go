package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// issuer is an identity provider outside the stack that replaces its user pool.
type issuer struct {
	address string
	client  string
}

// parameter returns the last given value of a parameter of the template, or "" if there is none.
func (o Options) parameter(name string) string {
	for _, given := range slices.Backward(o.Parameters) {
		if value, ok := strings.CutPrefix(given, name+"="); ok {
			return value
		}
	}
	return ""
}

// issuer returns the outside issuer in the parameters. Its address is empty if there is none.
func (o Options) issuer() (issuer, error) {
	i := issuer{o.parameter("OidcIssuer"), o.parameter("OidcClientId")}
	if (i.address == "") != (i.client == "") {
		return issuer{}, errors.New("give OidcIssuer and OidcClientId together or not at all")
	}
	return i, nil
}

// check returns an error if people could not sign in at the issuer. It runs before the build.
func (i issuer) check(ctx context.Context) error {
	if i.address == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	where := strings.TrimSuffix(i.address, "/") + "/.well-known/openid-configuration"
	text, err := fetch(ctx, http.MethodGet, where, "", nil, nil)
	if err != nil {
		return fmt.Errorf("the OidcIssuer %s does not describe itself: %w", i.address, err)
	}
	var document struct {
		Issuer        string   `json:"issuer"`
		Authorization string   `json:"authorization_endpoint"`
		Token         string   `json:"token_endpoint"`
		Keys          string   `json:"jwks_uri"`
		Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		return fmt.Errorf("%s is not an OpenID provider's description: %w", where, err)
	}
	if document.Issuer != i.address {
		return fmt.Errorf("the issuer calls itself %q: give exactly that as OidcIssuer, not %q", document.Issuer, i.address)
	}
	if document.Authorization == "" || document.Token == "" || document.Keys == "" {
		return fmt.Errorf("%s lacks authorization_endpoint, token_endpoint or jwks_uri", where)
	}
	if !slices.Contains(document.Algorithms, "RS256") {
		return fmt.Errorf("%s signs ID tokens by %v, and API Gateway takes RS256 alone", where, document.Algorithms)
	}
	return nil
}
