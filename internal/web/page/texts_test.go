package page

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text/texttest"
	"smartaccounts/internal/wording"
	"smartaccounts/internal/workflow"
)

// Fails when a text is missing in a language, or its places differ from one language to another.
func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	for key, said := range texts {
		var places []string
		for _, l := range account.Languages() {
			if strings.TrimSpace(said.In(l)) == "" {
				t.Errorf("%q is missing in %s", key, l)
			}
			var here []string
			for _, part := range wording.Split(said.In(l)) {
				if part.Place != "" {
					here = append(here, part.Place)
				}
			}
			slices.Sort(here)
			if l == account.Languages()[0] {
				places = here
			} else if !slices.Equal(here, places) {
				t.Errorf("%q: places %v in %s, %v in %s", key, here, l, places, account.Languages()[0])
			}
		}
		if len(said) != len(account.Languages()) {
			t.Errorf("%q is written in a language that is not ours", key)
		}
	}
}

// Fails when a text reads as translated, or has another word for a thing than the others.
func TestEveryTextIsPlain(t *testing.T) {
	for key, said := range texts {
		for _, l := range account.Languages() {
			texttest.Plain(t, l, string(key), said.In(l))
		}
	}
}

// words are the keys that are made of the domain's words.
func words() []Key {
	var keys []Key
	for _, slug := range problemSlugs {
		keys = append(keys, problemTitleKey(slug), problemMeaningKey(slug), problemRemedyKey(slug))
	}
	for _, s := range account.AccountStatuses() {
		keys = append(keys, statusKey(s))
	}
	for _, v := range account.Visibilities() {
		keys = append(keys, visibilityKey(v), visibilityHintKey(v))
	}
	for _, r := range account.Roles() {
		keys = append(keys, roleKey(r))
	}
	for _, l := range account.Languages() {
		keys = append(keys, languageKey(l))
	}
	for _, s := range account.States() {
		keys = append(keys, stateKey(s), standingKey(s))
	}
	for _, s := range account.NomineeStates() {
		keys = append(keys, nomineeKey(s))
	}
	for _, k := range account.EventKinds() {
		keys = append(keys, eventKey(k))
	}
	for _, why := range account.Unreachables() {
		keys = append(keys, unreachableKey(why))
	}
	keys = append(keys, becauseKey(account.BecauseUnasked), becauseKey(account.BecauseUnreached))
	for _, c := range account.FieldCodes() {
		keys = append(keys, fieldKey(c))
	}
	for _, d := range account.Deliveries() {
		keys = append(keys, deliveryKey(d))
	}
	for _, k := range account.ReasonKinds() {
		keys = append(keys, reasonKey(k), shortReasonKey(k))
	}
	for _, o := range account.Outcomes() {
		keys = append(keys, outcomeKey(o), shortOutcomeKey(o), outcomeHintKey(o), settledKey(o))
	}
	return keys
}

// Fails when the domain gets a word that no page can say.
func TestEveryWordOfTheDomainHasAText(t *testing.T) {
	for _, key := range words() {
		if texts[key] == (wording.Said{}) {
			t.Errorf("no text for %q", key)
		}
	}
}

// Fails when a text is used nowhere, or a key has no text.
func TestEveryTextIsUsed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants, uses := map[string]Key{}, map[string]int{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for n := range ast.Preorder(file) {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if kind, ok := n.Type.(*ast.Ident); ok && kind.Name == "Key" && len(n.Values) == 1 {
					literal, _ := n.Values[0].(*ast.BasicLit)
					constants[n.Names[0].Name] = Key(strings.Trim(literal.Value, `"`))
				}
			case *ast.Ident:
				uses[n.Name]++
			}
		}
	}
	known := words()
	for name, key := range constants {
		known = append(known, key)
		const inDeclarationAndTable = 2
		if uses[name] <= inDeclarationAndTable {
			t.Errorf("%s is used nowhere", name)
		}
		if texts[key] == (wording.Said{}) {
			t.Errorf("%s has no text", name)
		}
	}
	for key := range texts {
		if !slices.Contains(known, key) {
			t.Errorf("%q is the text of no key", key)
		}
	}
}

// Fails when the statement of authority changes without its version: what somebody ticked must stay
// known. Write the new statement under a new version, and keep the old file.
func TestStatementOfAuthorityIsAsItsVersionSays(t *testing.T) {
	file := filepath.Join("testdata", "authority-"+workflow.AuthorityStatement+".txt")
	var now strings.Builder
	for _, l := range account.Languages() {
		now.WriteString(string(l) + ": " + texts.Text(l, KeyAuthorityStatement) + "\n")
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != now.String() {
		t.Errorf("%s holds\n%s, the page says\n%s", file, kept, now.String())
	}
}
