package identity_test

import (
	"errors"
	"testing"

	"smartaccounts/internal/identity"
)

var operators = identity.Operators{Claim: "cognito:groups", Value: "operators"}

func TestOperatorsAreRecognisedInEveryFormOfTheClaimAndByWholeElementsOnly(t *testing.T) {
	for _, test := range []struct {
		name  string
		claim any
		want  bool
	}{
		{"absent", nil, false},
		{"list", []any{"a", "operators"}, true},
		{"list of another", []any{"operators-x"}, false},
		{"list with other types", []any{1, true, nil, "operators"}, true},
		{"text as the gateway writes lists", "[a operators b]", true},
		{"text, alone", "[operators]", true},
		{"text of a longer word", "[operators-x]", false},
		{"text of a word that ends so", "[co-operators]", false},
		{"empty text list", "[]", false},
		{"JSON text", `["a","operators"]`, true},
		{"JSON text with spaces", `["a", "operators"]`, true},
		{"JSON text of an element that contains the word", `["not operators"]`, false},
		{"single string", "operators", true},
		{"single string that contains the word", "not operators", false},
		{"comma list is one element", "a,operators", false},
		{"number", 7.0, false},
		{"object", map[string]any{"operators": true}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			person, err := operators.Person(map[string]any{
				"email": "Op@Example.org", "email_verified": true, "cognito:groups": test.claim,
			})
			if err != nil || person.Operator != test.want || person.Email != "op@example.org" {
				t.Errorf("got %+v, %v", person, err)
			}
		})
	}
	nobody := identity.Operators{Claim: "cognito:groups"}
	if person, _ := nobody.Person(map[string]any{"email": "a@example.org", "email_verified": "true", "cognito:groups": ""}); person.Operator {
		t.Error("without a configured value, an empty claim made an operator")
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
	}
}
