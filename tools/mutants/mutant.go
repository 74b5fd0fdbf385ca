package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// mutant is the code with one condition taken out.
type mutant struct {
	file  string // below the repository's root
	at    int    // where old stands in it
	old   string
	with  string // what stands there instead
	where string // the function
	nth   int    // of the same text in the same function, from 0
}

// number counts those before it that would have its name.
func (m *mutant) number(before []mutant) {
	for _, other := range before {
		if other.file == m.file && other.where == m.where && other.old == m.old {
			m.nth++
		}
	}
}

// name says the same mutant in the next commit, too, though lines have moved.
func (m mutant) name() string {
	name := fmt.Sprintf("%s %s: %s", m.file, m.where, strings.Join(strings.Fields(m.old), " "))
	if m.nth > 0 {
		name += fmt.Sprintf(" (%d)", m.nth+1)
	}
	return name
}

// source answers the file as the mutant has it.
func (m mutant) source(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, m.file))
	if err != nil {
		return "", err
	}
	before, rest := string(text[:m.at]), string(text[m.at:])
	after, found := strings.CutPrefix(rest, m.old)
	if !found {
		return "", fmt.Errorf("%s: it has changed", m.file)
	}
	return before + m.with + after, nil
}

// suite is what is to notice: tests of a package, without engines or with them.
type suite struct {
	name    string // of the package
	tests   string // a pattern of their names; empty: all
	engines bool
}

// inMemory are those tests of the table that need no engine; of the model, those that look at the table.
const (
	inMemory   = "InMemory$"
	inspecting = "^(TestALostItemIsFound|TestTheTableStaysWhole|TestATransactionIsCut)$"
)

// suites that are to notice, the likeliest and fastest first. Rules are tried in memory alone, where the same tests run;
// conditions of the table that survive there have to survive the engines, too.
func (m mutant) suites() []suite {
	workflow, web := suite{name: "./internal/workflow"}, suite{name: "./internal/web"}
	folder := filepath.ToSlash(filepath.Dir(m.file))
	own := suite{name: "./" + folder}
	switch {
	case m.file == "internal/dynamo/inspect.go":
		return []suite{{name: "./test/model", tests: inspecting}}
	case folder == "internal/account":
		return []suite{own, workflow, web}
	case folder == "internal/workflow":
		return []suite{own, web}
	case folder == stored:
		return []suite{{name: own.name, tests: inMemory}, workflow, {name: own.name, engines: true}}
	default:
		return []suite{own}
	}
}
