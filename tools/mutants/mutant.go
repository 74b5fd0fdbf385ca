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

// suite is some tests of a package.
type suite struct {
	pkg      string
	inMemory bool   // seconds instead of minutes, for packages whose tests need storage
	only     string // a pattern for their names; empty: all
}

// suites are the tests that are to notice, the likeliest and fastest first.
func (m mutant) suites() []suite {
	const (
		domain    = "./internal/account"
		useCases  = "./internal/workflow"
		handlers  = "./internal/web"
		contracts = "^TestContractsInMemory$"
	)
	table := "./" + stored
	switch folder := filepath.ToSlash(filepath.Dir(m.file)); {
	case m.file == stored+"/inspect.go":
		return []suite{{"./test/model", false, "^Test(TheTableStaysWhole|ALostItemIsFound|ATransactionIsCut)$"}}
	case folder == "internal/account":
		return []suite{{pkg: domain}, {useCases, true, ""}, {handlers, true, ""}, {pkg: useCases}, {pkg: handlers}}
	case folder == "internal/workflow":
		return []suite{{useCases, true, ""}, {handlers, true, ""}, {pkg: useCases}, {pkg: handlers}}
	case folder == stored:
		return []suite{{table, true, contracts}, {useCases, true, ""}, {pkg: table}, {pkg: useCases}}
	case folder == "internal/web":
		return []suite{{handlers, true, ""}, {pkg: handlers}}
	default:
		return []suite{{pkg: "./" + folder}}
	}
}
