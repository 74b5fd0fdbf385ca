package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"smartaccounts/internal/testkit/process"
)

// part is a part of the verification, with its own process.
type part struct {
	group   string
	name    string
	proves  string
	command []string
	fuzz    bool     // the go command counts the inputs; other parts write lines to the report
	paths   []string // pathspecs of the files that it depends on: if none changes, its result remains valid
	rounds  int      // the number of processes that run it, at the full share; 0 means one
}

// Changes to documents do not invalidate results, except docs/openapi.yaml, from which requests are generated.
var (
	everything = []string{".", ":!*.md", ":!docs/images"}
	besideCode = []string{"go.mod", "go.sum", "template.yaml", "docs/openapi.yaml", "requirements*.txt", "tools/dynamodb-local"}
)

// rounds are the checks that would grow to gigabytes in one process: the runtime of Go 1.26 does not free the 34 bytes by
// which a sync.WaitGroup belongs to a bubble of testing/synctest after its Wait (synctest_disassociate drops the record).
var rounds = map[string]int{"TestConcurrentOperationsAreLinearizableInMemory": 10}

// parts returns every part. It searches for the tests and fuzz targets, so that none is forgotten.
func parts(ctx context.Context) ([]part, error) {
	var all []part
	for _, kind := range []struct {
		group, proves, begins, folder string
		command                       func(test) []string
	}{
		{"model", "what is promised, of many at once and whatever fails", "Test", "test/model", test.run},
		{"faults", "what is promised, whatever fails below the table and the mail", "Test", "test/faults", test.run},
		{"api", "every request gets a documented answer", "Test", "test/api", test.run},
		{"load", "what many are answered at once is recorded and mailed", "Test", "test/load", test.run},
		{"fuzz", "whatever comes in is answered", "Fuzz", ".", func(t test) []string {
			return []string{"go", "test", "-timeout=0", "-run=^$", "-fuzz=^" + t.name + "$", "-fuzzminimizetime=1x", t.pkg}
		}},
	} {
		found, err := tests(kind.begins, kind.folder)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			paths, err := needed(ctx, t.pkg)
			if err != nil {
				return nil, err
			}
			if kind.group == "load" || kind.group == "api" {
				paths = everything // these tests build the functions
			}
			all = append(all, part{kind.group, t.name, kind.proves, kind.command(t), kind.group == "fuzz", paths, rounds[t.name]})
		}
	}
	for _, name := range []string{
		"TestEveryResponseUnderLoadIsStoredAndMailedOnce", "TestTheDeployedAPIMatchesItsDocument",
		"TestOpeningALinkChangesNothing", "TestOpeningALinkInABrowserChangesNothing",
	} {
		all = append(all, part{
			group: "stack", name: name, proves: "the same on the local stack, whose table is whole then",
			command: test{name, "./test"}.run(), paths: everything,
		})
	}
	for _, pkg := range []string{"./internal/search", "./internal/web", "./internal/workflow"} {
		paths, err := needed(ctx, pkg)
		if err != nil {
			return nil, err
		}
		all = append(all, part{
			group: "engine", name: filepath.Base(pkg), proves: "every case of the tests is the same on DynamoDB Local",
			command: []string{"go", "test", "-count=1", "-timeout=0", pkg}, paths: paths,
		})
	}
	paths, err := needed(ctx, "./test/layout")
	if err != nil {
		return nil, err
	}
	accessible := test{"TestPagesAreAccessible", "./test/layout"}
	all = append(all, part{
		group: "pages", name: accessible.name, proves: "axe finds nothing on any page, light or dark, on a phone or a desktop",
		command: accessible.run(), paths: append(paths, "tools/axe"),
	})
	return append(all, part{
		group: "mutants", name: "mutants", proves: "every condition has a test that notices when it is gone",
		command: []string{"go", "run", "./tools/mutants"}, paths: everything,
	}), nil
}

// needed returns the folders of this module's packages that a package and its tests depend on, and besideCode.
func needed(ctx context.Context, pkg string) ([]string, error) {
	command := exec.Command("go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if .Main}}{{$.Dir}}{{end}}{{end}}", pkg)
	out, err := process.Output(ctx, command)
	if err != nil {
		return nil, fmt.Errorf("list what %s is built of: %w", pkg, err)
	}
	folders := strings.Fields(out)
	slices.Sort(folders)
	return slices.Concat(besideCode, slices.Compact(folders)), nil
}

// chosen returns the parts with the given name or group; all if it is empty.
func chosen(all []part, only string) []part {
	var wanted []part
	for _, p := range all {
		if only == "" || only == p.name || only == p.group {
			wanted = append(wanted, p)
		}
	}
	return wanted
}

// test is a test or a fuzz target, with its package.
type test struct{ name, pkg string }

func (t test) run() []string {
	return []string{"go", "test", "-count=1", "-timeout=0", "-run=^" + t.name + "$", t.pkg}
}

var function = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)

// tests returns the tests below the folder whose names have the given prefix, in the order of their files.
func tests(begins, folder string) ([]test, error) {
	var all []test
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != folder && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, found := range function.FindAllSubmatch(text, -1) {
			if name := string(found[1]); strings.HasPrefix(name, begins) && name != "TestMain" {
				all = append(all, test{name, "./" + filepath.ToSlash(filepath.Dir(path))})
			}
		}
		return err
	})
	return all, err
}
