// Command texts generates typed Go functions from the catalogs of texts: one function for each text, with a parameter
// for each placeholder. It fails, and writes nothing, if the catalogs do not fit together.
//
// A catalog is a gettext PO file. The English texts are the template, en.pot; every other language has a file such as
// it.po, in which each entry repeats the English text that it translates, so that a changed English text fails
// generation until its translations are looked at.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	catalogs := flag.String("catalogs", "", "folder of the catalogs")
	functions := flag.String("functions", "", "file to write the functions to")
	list := flag.String("list", "", "file to write the list of all texts to, for tests")
	flag.Parse()
	if err := run(*catalogs, *functions, *list); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(catalogs, functions, list string) error {
	texts, err := readAll(catalogs)
	if err != nil {
		return err
	}
	code, err := texts.functions()
	if err != nil {
		return err
	}
	all, err := texts.list()
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(functions, code, 0o644), os.WriteFile(list, all, 0o644))
}

// readAll reads the template and the catalogs beside it, and checks them against each other.
func readAll(folder string) (*texts, error) {
	templates, _ := filepath.Glob(filepath.Join(folder, "*.pot"))
	if len(templates) != 1 {
		return nil, fmt.Errorf("%s has %d templates (*.pot), want one", folder, len(templates))
	}
	translations, _ := filepath.Glob(filepath.Join(folder, "*.po"))
	all := make([]catalog, 0, 1+len(translations))
	for _, file := range append(templates, translations...) {
		c, err := read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return merge(all)
}
