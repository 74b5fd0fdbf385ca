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
	"smartaccounts/internal/wording"
	"smartaccounts/internal/workflow"
)

// Fails when a text is missing in a language, or its places differ from one language to another.
func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	for key, inLanguage := range texts {
		for _, l := range account.Languages() {
			if strings.TrimSpace(inLanguage[l]) == "" {
				t.Errorf("%q is missing in %s", key, l)
			}
			if got, want := places(inLanguage[l]), places(inLanguage[account.English]); !slices.Equal(got, want) {
				t.Errorf("%q: places %v in %s, %v in English", key, got, l, want)
			}
		}
		if len(inLanguage) != len(account.Languages()) {
			t.Errorf("%q is written in a language that is not ours", key)
		}
	}
}

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
		if texts[key] == nil {
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
