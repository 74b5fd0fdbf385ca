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

// packages whose tests are to notice, the likeliest and fastest first.
func (m mutant) packages() []string {
	switch folder := filepath.ToSlash(filepath.Dir(m.file)); {
	case m.file == "internal/dynamo/inspect.go":
		return []string{"./test/model"}
	case folder == "internal/account":
		return []string{"./internal/account", "./internal/workflow", "./internal/web"}
	case folder == "internal/workflow":
		return []string{"./internal/workflow", "./internal/web"}
	case folder == stored:
		return []string{"./internal/dynamo", "./internal/workflow"}
	default:
		return []string{"./" + folder}
	}
}
