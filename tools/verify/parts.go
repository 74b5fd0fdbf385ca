package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// part is something that is verified by itself.
type part struct {
	group   string
	name    string
	proves  string
	command []string
	fuzz    bool     // the go command counts; any other part writes lines to the report itself
	paths   []string // of what it looks at, as git takes them: while nothing there changes, its verdict stands
}

// Changes to what people read leave every verdict standing, but for the document from which requests are generated.
var (
	everything = []string{".", ":!*.md", ":!docs/images"}
	besideCode = []string{"go.mod", "go.sum", "template.yaml", "docs/openapi.yaml", "requirements*.txt", "tools/dynamodb-local"}
)

// parts answers every part. The model's tests and the fuzz targets are looked for, so that none is forgotten.
func parts(ctx context.Context) ([]part, error) {
	var all []part
	for _, kind := range []struct {
		group, proves, begins, packages string
		command                         func(test) []string
	}{
		{"model", "what is promised, of many at once and whatever fails", "Test", "./test/model", func(t test) []string {
			return []string{"go", "test", "-count=1", "-timeout=0", "-run=^" + t.name + "$", t.pkg}
		}},
		{"faults", "what is promised, whatever fails below the table and the mail", "Test", "./test/faults", func(t test) []string {
			return []string{"go", "test", "-count=1", "-timeout=0", "-run=^" + t.name + "$", t.pkg}
		}},
		{"api", "every request gets a documented answer", "Test", "./test/api", func(t test) []string {
			return []string{"go", "test", "-count=1", "-timeout=0", "-run=^" + t.name + "$", t.pkg}
		}},
		{"fuzz", "whatever comes in is answered", "Fuzz", "./...", func(t test) []string {
			return []string{"go", "test", "-timeout=0", "-run=^$", "-fuzz=^" + t.name + "$", "-fuzzminimizetime=1x", t.pkg}
		}},
	} {
		found, err := tests(ctx, kind.begins, kind.packages)
		if err != nil {
			return nil, err
		}
		for _, t := range found {
			paths, err := needed(ctx, t.pkg)
			if err != nil {
				return nil, err
			}
			all = append(all, part{kind.group, t.name, kind.proves, kind.command(t), kind.group == "fuzz", paths})
		}
	}
	return append(all, part{
		group: "mutants", name: "mutants", proves: "every condition has a test that notices when it is gone",
		command: []string{"go", "run", "./tools/mutants"}, paths: everything,
	}), nil
}

// needed answers the folders of the packages of ours that a package and its tests are made of, and what is beside them.
func needed(ctx context.Context, pkg string) ([]string, error) {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if .Main}}{{$.Dir}}{{end}}{{end}}", pkg)
	said, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list -deps: %w\n%s", err, said)
	}
	folders := strings.Fields(string(said))
	slices.Sort(folders)
	return slices.Concat(besideCode, slices.Compact(folders)), nil
}

// chosen answers the parts of that name or group; all if none is given.
func chosen(all []part, only string) []part {
	var wanted []part
	for _, p := range all {
		if only == "" || only == p.name || only == p.group {
			wanted = append(wanted, p)
		}
	}
	return wanted
}

// test is a test or a fuzz target, and the package that it stands in.
type test struct{ name, pkg string }

// tests answers those whose names begin so.
func tests(ctx context.Context, begins, packages string) ([]test, error) {
	command := exec.CommandContext(ctx, "go", "test", "-vet=off", "-list=^"+begins, packages)
	said, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go test -list: %w\n%s", err, said)
	}
	return readTests(said, begins), nil
}

// readTests reads what go test -list says: the names of a package's tests stand before the line that ends with it.
func readTests(said []byte, begins string) []test {
	var all []test
	var names []string
	for line := range bytes.Lines(said) {
		words := strings.Fields(string(line))
		switch {
		case len(words) == 1 && strings.HasPrefix(words[0], begins):
			names = append(names, words[0])
		case len(words) > 1 && words[0] == "ok":
			for _, name := range names {
				all = append(all, test{name, words[1]})
			}
			names = nil
		}
	}
	return all
}
