package smartaccounts_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	repositoryPath = regexp.MustCompile("`((?:internal|tools|test|docs|functions)/[\\w./-]+)`")
	markdownLink   = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)
	goFile         = regexp.MustCompile("`([a-z_0-9/]+\\.go)`")
)

func TestLinksAndPathsInDocumentsLeadToFiles(t *testing.T) {
	links, paths := 0, 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".md" {
			return nil
		}
		text, err := os.ReadFile(name)
		for _, found := range markdownLink.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), found[1])); err != nil {
				t.Errorf("%s has a link to %s: %v", name, found[1], err)
			}
		}
		for _, found := range repositoryPath.FindAllStringSubmatch(string(text), -1) {
			paths++
			if _, err := os.Stat(found[1]); err != nil {
				t.Errorf("%s names %s: %v", name, found[1], err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if links < 100 || paths < 50 {
		t.Errorf("found %d links and %d paths", links, paths)
	}
}

// A file without a folder is in the folder of the file before it in the same cell.
func TestFilesInTheArchitecturesTableExist(t *testing.T) {
	text, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		for cell := range strings.SplitSeq(line, "|") {
			folder := ""
			for _, found := range goFile.FindAllStringSubmatch(cell, -1) {
				name := found[1]
				if strings.Contains(name, "/") {
					folder = path.Dir(name)
				} else {
					name = path.Join(folder, name)
				}
				files++
				if _, err := os.Stat(filepath.Join("internal", name)); err != nil && folder != "" {
					t.Errorf("docs/architecture.md names %s: %v", name, err)
				}
			}
		}
	}
	if files < 50 {
		t.Errorf("found %d files", files)
	}
}
