package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is the code with one condition taken out. Most stand in the code all at once, each with a switch, so that the
// tests are built once; one that is alone stands there by itself, and the tests are built for it.
type mutant struct {
	file          string // below the repository's root
	where         string // the function
	old           string // what is taken out, as it is written
	nth           int    // of the same text in the same function, from 0
	from, to      int    // what is changed in the file, in bytes
	before, after string // what stands around it, with number for the mutant's own
	constant      int    // where a constant is declared that it makes a variable; -1 if none is
	alone         bool
	with          string // if alone: what stands there instead
}

// What a mutant is switched by; see switches.
const (
	number = "§"
	isOut  = "mutantIsOut(" + number + ")"
	choose = "mutantChoose(" + number + ", " // as it is, and as the mutant has it
)

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

// suite is what is to notice: tests of a package, without engines or with them.
type suite struct {
	name    string // of the package
	tests   string // a pattern of their names; empty: all
	engines bool
}

// inMemory are those tests of the table that need no engine; of the model, those that look at the table.
const (
	model      = "./test/model"
	inMemory   = "InMemory$"
	inspecting = "^(TestALostItemIsFound|TestTheTableStaysConsistent|TestHalfATransactionIsFoundAndMended)$"
	faulty     = "^TestFaults"
	holding    = "^(TestATransaction|TestMending)IsHeldToWhatItTakesForThere$"
)

// suites that are to notice, the likeliest and fastest first. Rules are tried in memory alone, where the same tests run;
// conditions of the table that survive there have to survive the engines, too.
func (m mutant) suites() []suite {
	workflow, web := suite{name: "./internal/workflow"}, suite{name: "./internal/web"}
	folder := filepath.ToSlash(filepath.Dir(m.file))
	own := suite{name: "./" + folder}
	switch {
	case m.file == maintenance+"/checks.go":
		return []suite{{name: model, tests: holding}, {name: model, tests: inspecting}}
	case slices.Contains([]string{"internal/account", "internal/search", "internal/access", "internal/paging", "internal/retry"}, folder):
		return []suite{own, workflow, web}
	case folder == "internal/workflow":
		return []suite{own, web, {name: model, tests: faulty}}
	case folder == table, folder == client:
		own.name = "./" + table // whose tests are the client's, too
		return []suite{{name: own.name, tests: inMemory}, {name: model, tests: holding}, workflow, {name: own.name, engines: true}}
	case folder == maintenance:
		return []suite{{name: own.name, tests: inMemory}, {name: own.name, engines: true}}
	default:
		return []suite{own}
	}
}
