package identity_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"smartaccounts/internal/identity"
)

var trust = identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"}

// groups are values of the operators' claim, and whether a person with that value is an operator.
var groups = []struct {
	name  string
	claim any
	want  bool
}{
	{"absent", nil, false},
	{"list", []any{"a", "operators"}, true},
	{"list of another", []any{"operators-x"}, false},
	{"list of one that has it as a word", []any{"not operators"}, false},
	{"list of one that looks like a list", []any{"[operators]"}, false},
	{"list with other types", []any{1, true, nil, map[string]any{}, "operators"}, true},
	{"list in a list", []any{[]any{"operators"}}, false},
	{"list in a list in a list", []any{[]any{[]any{"operators"}}, 7, nil}, false},
	{"empty list", []any{}, false},
	{"single string", "operators", true},
	{"single string that contains the word", "not operators", false},
	{"single string in other letters", "Operators", false},
	{"single string with space around", " operators ", false},
	{"text as the gateway writes lists", "[x operators]", false},
	{"text, alone", "[operators]", false},
	{"JSON text", `["a","operators"]`, false},
	{"JSON text of a string", `"operators"`, false},
	{"comma list is one element", "a,operators", false},
	{"empty string", "", false},
	{"number", 7.0, false},
	{"truth", true, false},
	{"object", map[string]any{"operators": true}, false},
	{"object that names it", map[string]any{"0": "operators"}, false},
}

func TestAnOperatorsClaimHasTheValueAsOneWholeElement(t *testing.T) {
	for _, test := range groups {
		t.Run(test.name, func(t *testing.T) {
			claims := map[string]any{"iss": "i", "sub": "s", "email": "Op@Example.org", "email_verified": true}
			if test.claim != nil {
				claims["cognito:groups"] = test.claim
			}
			person, err := trust.Person(claims)
			if err != nil || person.Operator != test.want || person.Email != "op@example.org" {
				t.Errorf("signed in: %+v, %v", person, err)
			}
			person, err = trust.Caller(asText(claims), bearer(t, claims))
			if err != nil || person.Operator != test.want || person.Email != "op@example.org" {
				t.Errorf("caller: %+v, %v", person, err)
			}
		})
	}
	for _, claim := range []any{"", []any{""}, nil} {
		for _, o := range []identity.Trust{
			{OperatorClaim: "cognito:groups", VerifiedClaim: "email_verified"},
			{OperatorValue: "operators", VerifiedClaim: "email_verified"}, {VerifiedClaim: "email_verified"},
		} {
			claims := map[string]any{"iss": "i", "sub": "s", "email": "a@example.org", "email_verified": "true", "cognito:groups": claim}
			if person, err := o.Person(claims); err != nil || person.Operator {
				t.Errorf("%+v with %#v: %+v, %v", o, claim, person, err)
			}
			if person, err := o.Caller(asText(claims), bearer(t, claims)); err != nil || person.Operator {
				t.Errorf("%+v with %#v: %+v, %v", o, claim, person, err)
			}
		}
	}
}

// asText returns claims as API Gateway writes them.
func asText(claims map[string]any) map[string]string {
	texts := map[string]string{}
	for name, value := range claims {
		if value != nil {
			texts[name] = fmt.Sprint(value)
		}
	}
	return texts
}

// bearer returns the header with a token of the claims. Its signature is not valid: the authorizer checks it.
func bearer(t *testing.T, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// Neither the authorizer's text nor a token of another person makes the caller an operator.
func TestACallerIsAnOperatorByTheCheckedTokenAlone(t *testing.T) {
	claims := map[string]any{
		"iss": "https://issuer.example", "sub": "1", "email": "op@example.org", "email_verified": true, "cognito:groups": []any{"operators"},
	}
	without := func(name string) map[string]any {
		some := maps.Clone(claims)
		delete(some, name)
		return some
	}
	but := func(name string, value any) map[string]any {
		others := maps.Clone(claims)
		others[name] = value
		return others
	}
	good := bearer(t, claims)
	_, token, _ := strings.Cut(good, " ")
	payload := strings.Split(token, ".")[1]
	for name, test := range map[string]struct {
		checked map[string]any
		header  string
		want    bool
	}{
		"the token":                   {claims, good, true},
		"the scheme in other letters": {claims, "bearer  " + token, true},
		"the token alone":             {claims, token, true},
		"another's":                   {but("sub", "2"), good, false},
		"another issuer's":            {but("iss", "https://evil.example"), good, false},
		"another address":             {but("email", "a@example.org"), good, false},
		"checked without a subject":   {without("sub"), bearer(t, without("sub")), false},
		"both without a word in it":   {but("sub", ""), bearer(t, but("sub", "")), false},
		"checked without an issuer":   {without("iss"), bearer(t, without("iss")), false},
		"a token without a subject":   {claims, bearer(t, without("sub")), false},
		"a token without an address":  {claims, bearer(t, without("email")), false},
		"a subject of another type":   {but("sub", "1"), bearer(t, but("sub", 1)), false},
		"a list of subjects":          {claims, bearer(t, but("sub", []any{"1"})), false},
		"no header":                   {claims, "", false},
		"no token":                    {claims, "Bearer", false},
		"another scheme":              {claims, "Basic " + token, false},
		"two headers":                 {claims, good + "," + good, false},
		"two parts":                   {claims, "Bearer e30." + payload, false},
		"five parts":                  {claims, good + ".x.y", false},
		"another word behind it":      {claims, good + " x", false},
		"another value behind it":     {claims, good + ",x", false},
		"no base64":                   {claims, "Bearer e30.%%%.c2ln", false},
		"padded":                      {claims, "Bearer e30." + payload + "=.c2ln", false},
		"no JSON":                     {claims, "Bearer e30." + base64.RawURLEncoding.EncodeToString([]byte("{")) + ".c2ln", false},
		"no object":                   {claims, "Bearer e30." + base64.RawURLEncoding.EncodeToString([]byte("[]")) + ".c2ln", false},
		"null":                        {claims, "Bearer e30." + base64.RawURLEncoding.EncodeToString([]byte("null")) + ".c2ln", false},
		"the gateway's text says so":  {but("cognito:groups", "operators"), bearer(t, without("cognito:groups")), false},
		"the gateway's text does not": {without("cognito:groups"), good, true},
		"a header nobody has checked": {map[string]any{"email": "op@example.org", "email_verified": "true"}, good, false},
	} {
		t.Run(name, func(t *testing.T) {
			person, err := trust.Caller(asText(test.checked), test.header)
			if err != nil || person.Operator != test.want {
				t.Errorf("%+v, %v", person, err)
			}
		})
	}
	if person, err := trust.Caller(nil, good); !errors.Is(err, identity.ErrUnverified) || person.Operator {
		t.Errorf("without an authorizer: %+v, %v", person, err)
	}
}

func TestAPersonNeedsAVerifiedAddress(t *testing.T) {
	for name, claims := range map[string]map[string]any{
		"no claims":          nil,
		"no address":         {"email_verified": "true"},
		"not verified":       {"email": "a@example.org", "email_verified": "false"},
		"verification gone":  {"email": "a@example.org"},
		"verified otherwise": {"email": "a@example.org", "email_verified": "TRUE "},
		"no address at all":  {"email": "a", "email_verified": true},
		"list of addresses":  {"email": []any{"a@example.org"}, "email_verified": true},
		"two addresses":      {"email": "a@example.org,b@example.org", "email_verified": true},
		"a name with it":     {"email": "Anna <a@example.org>", "email_verified": true},
	} {
		if _, err := trust.Person(claims); !errors.Is(err, identity.ErrUnverified) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := trust.Caller(asText(claims), bearer(t, claims)); !errors.Is(err, identity.ErrUnverified) {
			t.Errorf("%s, as a caller: got %v", name, err)
		}
	}
}

// Only the claim that a deployment trusts verifies an address, on pages and in the API alike.
func TestTheAddressIsVerifiedByTheClaimThatIsTrusted(t *testing.T) {
	for _, test := range []struct {
		name    string
		claim   string
		issuer  bool
		claims  map[string]any
		trusted bool
	}{
		{"truth", "email_verified", false, map[string]any{"email_verified": true}, true},
		{"text", "email_verified", false, map[string]any{"email_verified": "true"}, true},
		{"untruth", "email_verified", false, map[string]any{"email_verified": false}, false},
		{"text that denies", "email_verified", false, map[string]any{"email_verified": "false"}, false},
		{"text of no meaning", "email_verified", false, map[string]any{"email_verified": "yes"}, false},
		{"empty text", "email_verified", false, map[string]any{"email_verified": ""}, false},
		{"nought", "email_verified", false, map[string]any{"email_verified": 0.0}, false},
		{"list", "email_verified", false, map[string]any{"email_verified": []any{true}}, false},
		{"object", "email_verified", false, map[string]any{"email_verified": map[string]any{"true": true}}, false},
		{"absent", "email_verified", false, nil, false},
		{"null", "email_verified", false, map[string]any{"email_verified": nil}, false},
		{"Entra ID", "xms_edov", false, map[string]any{"xms_edov": true}, true},
		{"Entra ID, as text", "xms_edov", false, map[string]any{"xms_edov": "1"}, true},
		{"Entra ID, as a number", "xms_edov", false, map[string]any{"xms_edov": 1.0}, true},
		{"Entra ID denies", "xms_edov", false, map[string]any{"xms_edov": false}, false},
		{"Entra ID denies, as text", "xms_edov", false, map[string]any{"xms_edov": "0"}, false},
		{"Entra ID does not say", "xms_edov", false, nil, false},
		{"a claim that is not the trusted one", "xms_edov", false, map[string]any{"email_verified": true}, false},
		{"a claim that is not the trusted one, the other way", "email_verified", false, map[string]any{"xms_edov": true}, false},
		{"the standard claim denies what another vouches for", "xms_edov", false, map[string]any{"xms_edov": true, "email_verified": false}, false},
		{"the issuer vouches", "email_verified", true, nil, true},
		{"the issuer vouches, the claim too", "email_verified", true, map[string]any{"email_verified": true}, true},
		{"the issuer vouches, the claim denies", "email_verified", true, map[string]any{"email_verified": false}, false},
		{"the issuer vouches, the text denies", "email_verified", true, map[string]any{"email_verified": "false"}, false},
		{"the issuer vouches, another claim denies", "xms_edov", true, map[string]any{"xms_edov": "0"}, false},
		{"the issuer vouches, the standard claim denies", "xms_edov", true, map[string]any{"email_verified": false}, false},
		{"nothing is trusted", "", false, map[string]any{"": nil, "email_verified": true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			trust := identity.Trust{OperatorClaim: "groups", OperatorValue: "operators", VerifiedClaim: test.claim, IssuerVouches: test.issuer}
			claims := map[string]any{"iss": "i", "sub": "s", "email": "a@example.org", "groups": []any{"operators"}}
			maps.Copy(claims, test.claims)
			signedIn, pageErr := trust.Person(claims)
			caller, apiErr := trust.Caller(asText(claims), bearer(t, claims))
			for where, err := range map[string]error{"page": pageErr, "API": apiErr} {
				if trusted := err == nil; trusted != test.trusted || !trusted && !errors.Is(err, identity.ErrUnverified) {
					t.Errorf("%s: %v", where, err)
				}
			}
			if signedIn != caller || signedIn.Operator != test.trusted {
				t.Errorf("page %+v, API %+v", signedIn, caller)
			}
		})
	}
}

// An issuer signs other tokens with the same keys, some of them with the same audience and address.
func TestOnlyAnIDTokenIdentifies(t *testing.T) {
	for _, test := range []struct {
		name   string
		header map[string]any
		claims map[string]any
		want   bool
	}{
		{"that does not say", nil, nil, true},
		{"JWT", map[string]any{"typ": "JWT"}, nil, true},
		{"jwt", map[string]any{"typ": "jwt"}, nil, true},
		{"Cognito's", nil, map[string]any{"token_use": "id"}, true},
		{"Keycloak's", map[string]any{"typ": "JWT"}, map[string]any{"typ": "ID"}, true},
		{"RFC 9068 access token", map[string]any{"typ": "at+jwt"}, nil, false},
		{"RFC 9068 access token in full", map[string]any{"typ": "application/at+jwt"}, nil, false},
		{"logout token", map[string]any{"typ": "logout+jwt"}, nil, false},
		{"logout token by its claim", nil, map[string]any{"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}, false},
		{"Cognito's access token", nil, map[string]any{"token_use": "access"}, false},
		{"Keycloak's access token", map[string]any{"typ": "JWT"}, map[string]any{"typ": "Bearer"}, false},
		{"Keycloak's refresh token", nil, map[string]any{"typ": "Refresh"}, false},
		{"that says it with another type", nil, map[string]any{"typ": []any{"ID"}}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			claims := map[string]any{"iss": "i", "sub": "s", "email": "a@example.org", "email_verified": true}
			maps.Copy(claims, test.claims)
			header := test.header
			if header == nil {
				header = map[string]any{}
			}
			token := part(t, header) + "." + part(t, claims) + ".c2ln"
			if got := identity.IsIDToken(token); got != test.want {
				t.Errorf("IsIDToken is %t", got)
			}
			if _, err := trust.Caller(asText(claims), "Bearer "+token); (err == nil) != test.want || err != nil && !errors.Is(err, identity.ErrUnverified) {
				t.Errorf("caller: %v", err)
			}
		})
	}
	for _, token := range []string{"", "a.b", "e30.e30", "e30.bnVsbA==.x", "e30.W10.x"} {
		if identity.IsIDToken(token) {
			t.Errorf("%q is an ID token", token)
		}
	}
}

func part(t *testing.T, members map[string]any) string {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}
