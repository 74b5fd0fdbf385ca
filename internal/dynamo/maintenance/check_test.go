package maintenance

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"strings"
	"testing"
)

const playbook = "../../../docs/playbooks/check-the-table.md"

// Operators look up findings in the playbook, so it has every check with its finding and its repair.
func TestEveryCheckIsMadeAndDocumented(t *testing.T) {
	t.Parallel()
	declared, made := declaredChecks(t), usedNames(t, "checks.go")
	maps.Copy(made, usedNames(t, "administered.go"))
	maps.Copy(made, usedNames(t, "access.go"))
	text, err := os.ReadFile(playbook)
	if err != nil {
		t.Fatal(err)
	}
	names := map[Check]bool{}
	for constant, c := range declared {
		names[c] = true
		row, there := checks[c]
		if !there || row.finds == "" {
			t.Errorf("%s has no row in checks", constant)
		}
		if !made[constant] {
			t.Errorf("%s is not used", constant)
		}
		if line := fmt.Sprintf("| `%s` | %s | %s |", c, row.finds, row.repair); !strings.Contains(string(text), line) {
			t.Errorf("%s has no line %s", playbook, line)
		}
	}
	if len(names) != len(declared) || len(checks) != len(declared) || strings.Count(string(text), "\n| `") != len(declared) {
		t.Errorf("%d checks are declared, %d have names, %d rows, %d lines in the playbook", len(declared), len(names), len(checks), strings.Count(string(text), "\n| `"))
	}
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// declaredChecks returns the constants of type Check and their values.
func declaredChecks(t *testing.T) map[string]Check {
	t.Helper()
	declared := map[string]Check{}
	ast.Inspect(parsed(t, "check.go"), func(n ast.Node) bool {
		if spec, is := n.(*ast.ValueSpec); is {
			if kind, is := spec.Type.(*ast.Ident); is && kind.Name == "Check" {
				value := spec.Values[0].(*ast.BasicLit).Value
				declared[spec.Names[0].Name] = Check(strings.Trim(value, `"`))
			}
		}
		return true
	})
	if len(declared) < 50 {
		t.Fatalf("found %d checks", len(declared))
	}
	return declared
}

func usedNames(t *testing.T, file string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		if name, is := n.(*ast.Ident); is {
			names[name.Name] = true
		}
		return true
	})
	return names
}
