package mail

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail/example"
	"smartaccounts/internal/wording"
	"smartaccounts/internal/wording/wordingtest"
	"smartaccounts/internal/workflow"
)

// Fails when a text is missing in a language, or its places differ from one language to another.
func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	for key, said := range texts {
		for _, l := range account.Languages() {
			if strings.TrimSpace(said.In(l)) == "" {
				t.Errorf("%q is missing in %s", key, l)
			}
			if got, want := places(said.In(l)), places(said.In(account.English)); !slices.Equal(got, want) {
				t.Errorf("%q: places %v in %s, %v in English", key, got, l, want)
			}
		}
		if len(said) != len(account.Languages()) {
			t.Errorf("%q is written in a language that is not ours", key)
		}
	}
}

// Fails when a text reads as translated, or has another word for a thing than the others.
func TestEveryTextIsPlain(t *testing.T) { wordingtest.PlainTable(t, texts) }

func places(text string) []string {
	var names []string
	for _, part := range wording.Split(text) {
		if part.Place != "" && !slices.Contains(names, part.Place) {
			names = append(names, part.Place)
		}
	}
	slices.Sort(names)
	return names
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
	for name, key := range constants {
		const inDeclarationAndTable = 2
		if uses[name] <= inDeclarationAndTable {
			t.Errorf("%s is used nowhere", name)
		}
		if texts[key] == (wording.Said{}) {
			t.Errorf("%s has no text", name)
		}
	}
	if len(constants) != len(texts) {
		t.Errorf("%d keys, %d texts", len(constants), len(texts))
	}
}

// Fails when a kind of mail cannot be written.
func TestEveryKindHasAPlan(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		if _, ok := plans[kind]; !ok {
			t.Errorf("no plan for %q", kind)
		}
	}
	if len(plans) != len(workflow.MailKinds()) {
		t.Errorf("%d plans for %d kinds", len(plans), len(workflow.MailKinds()))
	}
}

// Fails when a case of a mail is never looked at, or an example is of no case.
func TestEveryCaseHasAnExample(t *testing.T) {
	for kind, p := range plans {
		if p.by == nil {
			continue
		}
		seen := map[string]bool{}
		for _, e := range example.All(account.English) {
			if e.Mail.Kind == kind {
				seen[p.by(e.Mail)] = true
			}
		}
		for name := range p.cases {
			if !seen[name] {
				t.Errorf("no example of %q, %q", kind, name)
			}
		}
		if len(seen) != len(p.cases) {
			t.Errorf("%q has the cases %v in the examples", kind, seen)
		}
	}
}

// Fails when the requester is not told why mail does not reach somebody.
func TestEveryReasonWhyMailDoesNotArriveHasWords(t *testing.T) {
	for _, why := range account.Unreachables() {
		if whyUnreachable[why] == "" {
			t.Errorf("no words for %q", why)
		}
	}
	if len(whyUnreachable) != len(account.Unreachables()) {
		t.Errorf("words for %d reasons of %d", len(whyUnreachable), len(account.Unreachables()))
	}
}

// Fails when a request can end, or a dispute be settled, in a way that a mail has no words for.
func TestEveryEndHasWords(t *testing.T) {
	for _, outcome := range account.Outcomes() {
		if _, ok := plans[workflow.SettledMail].cases[string(outcome)]; !ok {
			t.Errorf("no words for a dispute settled as %q", outcome)
		}
	}
	// An expired one has a mail of its own.
	for _, state := range account.States() {
		want := state.Ended() && state != account.Expired
		if _, ok := plans[workflow.ClosedMail].cases[string(state)]; ok != want {
			t.Errorf("words for a request closed as %q: %t, want %t", state, ok, want)
		}
	}
}

// Fails when the outbox derives other secrets for a kind than its plan brings.
func TestPlansBringTheLinksOfTheirKind(t *testing.T) {
	for kind, p := range plans {
		all := []plan{p}
		for _, c := range p.cases {
			all = append(all, c)
		}
		for _, p := range all {
			if p.link.decides != kind.CarriesLink() {
				t.Errorf("%q: decision link %t, want %t", kind, p.link.decides, kind.CarriesLink())
			}
		}
	}
}
