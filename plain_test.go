package smartaccounts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text/texttest"
)

func TestTheDescriptionOfTheAPIIsPlain(t *testing.T) {
	if read := describe(t, "docs/openapi.yaml", "summary", "description"); read < 100 {
		t.Errorf("read %d descriptions", read)
	}
}

func TestTheDescriptionsOfParametersArePlain(t *testing.T) {
	if read := describe(t, "template.yaml", "Description"); read < 20 {
		t.Errorf("read %d descriptions", read)
	}
}

// describe checks the texts under those keys, and returns their number.
func describe(t *testing.T, file string, keys ...string) int {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	read := 0
	var look func(n *yaml.Node, under string)
	look = func(n *yaml.Node, under string) {
		if n.Kind == yaml.MappingNode {
			for i := 0; i < len(n.Content); i += 2 {
				if key := n.Content[i].Value; key != "example" && key != "examples" {
					look(n.Content[i+1], key)
				}
			}
			return
		}
		for _, child := range n.Content {
			look(child, "")
		}
		for _, key := range keys {
			if n.Kind == yaml.ScalarNode && under == key {
				texttest.Plain(t, account.English, file+":"+strconv.Itoa(n.Line), n.Value)
				read++
			}
		}
	}
	look(&document, "")
	return read
}

// The detail of a field error is the text next to its code.
func TestTheDetailsOfFieldErrorsArePlain(t *testing.T) {
	read := 0
	for where, n := range nodes(t, "internal") {
		var beside []ast.Expr
		switch n := n.(type) {
		case *ast.CallExpr:
			beside = n.Args
		case *ast.CompositeLit:
			beside = n.Elts
		case *ast.ReturnStmt:
			beside = n.Results
		default:
			continue
		}
		code := false
		for _, e := range beside {
			if name, is := lastName(e); is && strings.HasPrefix(name, "Field") && name != "Field" {
				code = true
			}
			if text, is := textOf(e); is && code {
				texttest.Plain(t, account.English, where, text)
				read++
			}
		}
	}
	if read < 50 {
		t.Errorf("read %d details", read)
	}
}

// hyphenated matches e-mail as a word: not the end of a name such as dispute-mail.
var hyphenated = regexp.MustCompile(`(?i)\be-mail`)

// In the output of tools, the details of problems, and logs.
func TestNoCodeSaysEmailWithAHyphen(t *testing.T) {
	for _, folder := range []string{"internal", "functions", "tools", "docs"} {
		for where, n := range nodes(t, folder) {
			if text, is := textOf(n); is && !strings.Contains(where, "catalog_text.go") && hyphenated.MatchString(text) {
				t.Errorf("%s says %q", where, text)
			}
		}
	}
}

func lastName(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name, true
	case *ast.SelectorExpr:
		return e.Sel.Name, true
	default:
		return "", false
	}
}

func textOf(n ast.Node) (string, bool) {
	literal, is := n.(*ast.BasicLit)
	if !is || literal.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(literal.Value)
	return text, err == nil
}

// nodes yields the syntax nodes of the code in a folder, without tests, with their positions.
func nodes(t *testing.T, folder string) func(func(string, ast.Node) bool) {
	t.Helper()
	files := token.NewFileSet()
	return func(yield func(string, ast.Node) bool) {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "texttest") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			for n := range ast.Preorder(file) {
				if !yield(files.Position(n.Pos()).String(), n) {
					return fs.SkipAll
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
