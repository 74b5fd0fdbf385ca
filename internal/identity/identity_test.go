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

var operators = identity.Operators{Claim: "cognito:groups", Value: "operators"}

// groups are forms of the operators' claim, and whether whoever has it is one.
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

func TestOperatorsAreThoseWhoseClaimHoldsTheValueAsOneWholeElement(t *testing.T) {
	for _, test := range groups {
		t.Run(test.name, func(t *testing.T) {
			claims := map[string]any{"iss": "i", "sub": "s", "email": "Op@Example.org", "email_verified": true}
			if test.claim != nil {
				claims["cognito:groups"] = test.claim
			}
			person, err := operators.Person(claims)
			if err != nil || person.Operator != test.want || person.Email != "op@example.org" {
				t.Errorf("signed in: %+v, %v", person, err)
			}
			person, err = operators.Caller(asText(claims), bearer(t, claims))
			if err != nil || person.Operator != test.want || person.Email != "op@example.org" {
				t.Errorf("caller: %+v, %v", person, err)
			}
		})
	}
	for _, claim := range []any{"", []any{""}, nil} {
		for _, o := range []identity.Operators{{Claim: "cognito:groups"}, {Value: "operators"}, {}} {
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

// asText writes claims as API Gateway does.
func asText(claims map[string]any) map[string]string {
	texts := map[string]string{}
	for name, value := range claims {
		texts[name] = fmt.Sprint(value)
	}
	return texts
}

// bearer is the header with a token of those claims. Its signature is the authorizer's business.
func bearer(t *testing.T, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// Fails when anything but the token itself, of the person whom the authorizer checked, makes an
// operator.
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
			person, err := operators.Caller(asText(test.checked), test.header)
			if err != nil || person.Operator != test.want {
				t.Errorf("%+v, %v", person, err)
			}
		})
	}
	if person, err := operators.Caller(nil, good); !errors.Is(err, identity.ErrUnverified) || person.Operator {
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
	} {
		if _, err := operators.Person(claims); !errors.Is(err, identity.ErrUnverified) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := operators.Caller(asText(claims), bearer(t, claims)); !errors.Is(err, identity.ErrUnverified) {
			t.Errorf("%s, as a caller: got %v", name, err)
		}
	}
}
