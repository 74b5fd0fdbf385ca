package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// mutant is the code with one condition removed. Most mutants are built together, each with a switch, so that the tests
// are built once. For a mutant that is alone, the tests are built separately.
type mutant struct {
	file          string // relative to the repository's root
	where         string // the function
	old           string // the removed code
	nth           int    // index among the same texts in the same function, from 0
	from, to      int    // offsets of the changed text in the file
	before, after string // text to insert around it; number stands for the mutant's number
	constant      int    // the offset of a constant declaration to change into a variable; -1: none
	alone         bool
	with          string // if alone: the text to replace it with
}

// The switches of a mutant; see switches.
const (
	number = "§"
	isOut  = "mutantIsOut(" + number + ")"
	choose = "mutantChoose(" + number + ", " // the arguments follow: the original value and the mutant's
)

// number sets nth to the number of earlier mutants with the same file, function and text.
func (m *mutant) number(before []mutant) {
	for _, other := range before {
		if other.file == m.file && other.where == m.where && other.old == m.old {
			m.nth++
		}
	}
}

// name returns the mutant's name. It has no line number, so that it stays the same in later commits.
func (m mutant) name() string {
	name := fmt.Sprintf("%s %s: %s", m.file, m.where, strings.Join(strings.Fields(m.old), " "))
	if m.nth > 0 {
		name += fmt.Sprintf(" (%d)", m.nth+1)
	}
	return name
}

// suite is a set of tests of a package that should kill a mutant, with or without engines.
type suite struct {
	name    string // of the package
	tests   string // a regular expression for their names; empty: all
	engines bool
}

// inMemory matches the table's tests that need no engine. The others match tests of the model.
const (
	model      = "./test/model"
	inMemory   = "InMemory$"
	inspecting = "^(TestALostItemIsFound|TestTheTableStaysConsistent|TestHalfATransactionIsFoundAndRepaired|TestHalfAChangeOfAnAccountIsRepairedToAConsistentOne)$"
	faulty     = "^TestFaults"
	holding    = "^(TestATransactionIsRefusedIfAnItemIsNotAsAssumed|TestARepairIsRefusedIfAnItemIsNotAsAssumed)$"
)

// suites returns the suites that should kill the mutant, the likeliest and fastest first. Rules are tried only in memory,
// with the same tests; conditions of the table that survive there are tried on the engines too.
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
		own.name = "./" + table // its tests also test the client
		return []suite{{name: own.name, tests: inMemory}, {name: model, tests: holding}, workflow, {name: own.name, engines: true}}
	case folder == maintenance:
		return []suite{{name: own.name, tests: inMemory}, {name: own.name, engines: true}}
	default:
		return []suite{own}
	}
}
