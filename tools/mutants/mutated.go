package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// switchVariable is the environment variable with the number of the mutant to switch on.
const switchVariable = "MUTANT"

// switches is the file that is added to a package with mutants; %s is the package's name.
const switches = `package %s

import (
	"os"
	"strconv"
)

var mutantOn, _ = strconv.Atoi(os.Getenv("` + switchVariable + `"))

func mutantIsOut(n int) bool { return mutantOn == n }

func mutantChoose[T any](n int, is, instead T) T {
	if mutantOn == n {
		return instead
	}
	return is
}
`

// edit replaces a part of a text.
type edit struct {
	from, to int
	text     string
	order, n int // the order of edits at the same place
}

// mutated returns the text of a file with its mutants: those with switches, and those that are alone. The number of a
// mutant is its index in all, plus 1.
func mutated(root, file string, all []mutant) (string, error) {
	content, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		return "", err
	}
	text := string(content)
	var edits []edit
	variables := map[int]bool{}
	for n, m := range all {
		if m.file != file {
			continue
		}
		if m.to > len(text) || !strings.HasPrefix(m.old, text[m.from:m.to]) {
			return "", fmt.Errorf("%s has changed meanwhile", file)
		}
		if m.alone {
			edits = append(edits, edit{m.from, m.to, m.with, 0, 0})
			continue
		}
		own := strings.NewReplacer(number, strconv.Itoa(n+1))
		// A mutant inside another one begins after it and ends before it.
		edits = append(edits,
			edit{m.from, m.from, own.Replace(m.before), len(text) - m.to, n},
			edit{m.to, m.to, own.Replace(m.after), -m.from - 1, -n})
		if m.constant >= 0 && !variables[m.constant] {
			variables[m.constant] = true
			edits = append(edits, edit{m.constant, m.constant + len("const"), "var", 0, 0})
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.order, b.order), cmp.Compare(a.n, b.n))
	})
	var changed strings.Builder
	at := 0
	for _, e := range edits {
		changed.WriteString(text[at:e.from] + e.text)
		at = e.to
	}
	return changed.String() + text[at:], nil
}

var clauseOfPackage = regexp.MustCompile(`(?m)^package (\w+)`)

func packageOf(text string) string { return clauseOfPackage.FindStringSubmatch(text)[1] }
