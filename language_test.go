package smartaccounts_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// phrase is wording that comments, documents and errors do not use. CONTRIBUTING.md describes the style.
type phrase struct {
	banned  *regexp.Regexp
	allowed *regexp.Regexp // matches that are fine; nil: none
	instead string
}

func ban(pattern, instead string) phrase {
	return phrase{banned: regexp.MustCompile(`(?i)` + pattern), instead: instead}
}

func banExcept(pattern, allowed, instead string) phrase {
	p := ban(pattern, instead)
	p.allowed = regexp.MustCompile(`(?i)` + allowed)
	return p
}

// bannedInProse holds for comments and documents. A pattern that begins with ^ matches at the start of a comment or
// paragraph. To ban another phrase, remove it everywhere and add a row.
var bannedInProse = []phrase{
	ban(`^[\w.]+ answers? (the|a|an|whether|what|with)\b`, `"returns"`),
	ban(`\btells? whether\b`, `"reports whether"`),
	ban(`\blook(s|ed)? whether\b`, `"checks whether"`),
	ban(`\bwhat (came|comes|becomes|became) of\b`, `"the result of", "the state of"`),
	ban(`\bwho asks\b`, `"the caller", "the requester"`),
	ban(`\bsuch as there (is|are)\b`, "name them"),
	ban(`\bthe rest decides\b`, "say what decides"),
	ban(`\bfor want of\b`, `"for lack of"`),
	ban(`\b(brings?|brought|bringing) about\b`, `"causes"`),
	ban(`\banew\b`, `"again"`),
	ban(`\bbut for\b`, `"except for"`),
	ban(`\blately\b`, `"recently"`),
	ban(`\bputs? right\b`, `"repairs"`),
	ban(`\b(whoever|somebody)\b`, "name the role: the requester, the caller, another writer"),
}

// bannedInErrors holds for the text of errors, which an operator searches for.
var bannedInErrors = []phrase{
	ban(`^what is\b.*\?$`, `"unexpected", "unknown"`),
	banExcept(`\bis no \w+`, `\b(there is|is no longer)\b`, `"is not a"`),
	ban(`\b(anew|but for|lately)\b`, `"again", "except for", "recently"`),
	ban(`\bsuch as there (is|are)\b`, "name them"),
}

// A passage is a comment or a paragraph: its text in one line, with the line number of each byte.
type passage struct {
	file  string
	text  string
	lines []int
}

func (p *passage) add(line string, number int) {
	line = strings.TrimSpace(line)
	if line == "" {
		return
	}
	if p.text != "" {
		line = " " + line
	}
	p.text += line
	p.lines = append(p.lines, slices.Repeat([]int{number}, len(line))...)
}

// quoted is code in a comment or document: names, and examples of what not to write.
var quoted = regexp.MustCompile("`[^`]*`")

func blank(s string) string { return strings.Repeat("_", len(s)) }

// violations returns "file:line: …" for each banned phrase in the passage.
func (p *passage) violations(phrases []phrase) []string {
	var found []string
	text := quoted.ReplaceAllStringFunc(p.text, blank)
	for _, ph := range phrases {
		text := text
		if ph.allowed != nil {
			text = ph.allowed.ReplaceAllStringFunc(text, blank)
		}
		for _, at := range ph.banned.FindAllStringIndex(text, -1) {
			found = append(found, fmt.Sprintf("%s:%d: %q: write %s", p.file, p.lines[at[0]], text[at[0]:at[1]], ph.instead))
		}
	}
	return found
}

// goPassages returns the comments of a Go file, and the texts of the errors it makes.
func goPassages(name string, source []byte) (comments, errs []passage, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	if ast.IsGenerated(file) {
		return nil, nil, nil
	}
	for _, group := range file.Comments {
		p := passage{file: name}
		for _, c := range group.List {
			start := files.Position(c.Pos()).Line
			for i, line := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(c.Text, "//"), "/*"), "*/"), "\n") {
				p.add(line, start+i)
			}
		}
		comments = append(comments, p)
	}
	for n := range ast.Preorder(file) {
		call, is := n.(*ast.CallExpr)
		if !is || len(call.Args) == 0 {
			continue
		}
		selector, is := call.Fun.(*ast.SelectorExpr)
		if !is || selector.Sel.Name != "Errorf" && selector.Sel.Name != "New" {
			continue
		}
		if pkg, is := selector.X.(*ast.Ident); !is || pkg.Name != "errors" && pkg.Name != "fmt" {
			continue
		}
		if text, is := textOf(call.Args[0]); is {
			p := passage{file: name}
			p.add(text, files.Position(call.Pos()).Line)
			errs = append(errs, p)
		}
	}
	return comments, errs, nil
}

// paragraphs returns the paragraphs, list items and table rows of a Markdown file, without its code blocks.
func paragraphs(name, source string) []passage {
	var all []passage
	p := passage{file: name}
	inCode := false
	for i, line := range strings.Split(source, "\n") {
		trimmed := strings.TrimSpace(line)
		fence := strings.HasPrefix(trimmed, "```")
		if fence || trimmed == "" || strings.HasPrefix(trimmed, "- ") || strings.HasPrefix(trimmed, "|") {
			all = append(all, p)
			p = passage{file: name}
		}
		if fence {
			inCode = !inCode
		} else if !inCode {
			p.add(strings.TrimPrefix(trimmed, "- "), i+1)
		}
	}
	return append(all, p)
}

// commentLines returns the comments of a file of another language, by what its comment lines begin with.
func commentLines(name, source, mark string) []passage {
	var all []passage
	p := passage{file: name}
	for i, line := range strings.Split(source, "\n") {
		if comment, is := strings.CutPrefix(strings.TrimSpace(line), mark); is {
			p.add(comment, i+1)
		} else {
			all = append(all, p)
			p = passage{file: name}
		}
	}
	return append(all, p)
}

// languageViolations returns the banned phrases of a file, and how many passages it read.
func languageViolations(name string, source []byte) ([]string, int, error) {
	var prose, errs []passage
	var err error
	switch {
	case filepath.Ext(name) == ".go":
		prose, errs, err = goPassages(name, source)
	case filepath.Ext(name) == ".md":
		prose = paragraphs(name, string(source))
	case filepath.Ext(name) == ".templ":
		prose = commentLines(name, string(source), "//")
	case filepath.Ext(name) == ".yaml" || filepath.Base(name) == "Makefile":
		prose = commentLines(name, string(source), "#")
	}
	var found []string
	for _, p := range prose {
		found = append(found, p.violations(bannedInProse)...)
	}
	for _, p := range errs {
		found = append(found, p.violations(bannedInErrors)...)
	}
	return found, len(prose) + len(errs), err
}

func TestCommentsDocumentsAndErrorsAreInPlainEnglish(t *testing.T) {
	read := map[string]int{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == "node_modules" || name != "." && strings.HasPrefix(name, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || path == "language_test.go" { // which has all phrases
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found, n, err := languageViolations(filepath.ToSlash(path), source)
		for _, violation := range found {
			t.Error(violation)
		}
		read[filepath.Ext(path)] += n
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for ext, least := range map[string]int{".go": 5000, ".md": 500, ".templ": 50, ".yaml": 20} {
		if read[ext] < least {
			t.Errorf("read %d passages of %s files", read[ext], ext)
		}
	}
}

func TestTheLanguageCheckFindsBannedPhrases(t *testing.T) {
	for name, c := range map[string]struct {
		file, source string
		want         []string // positions
	}{
		"at a comment's start": {"a.go", "package a\n\n// f answers the sum.\nfunc f() {}\n", []string{"a.go:3:"}},
		"only there":           {"a.go", "package a\n\n// f is how it answers the call.\nfunc f() {}\n", nil},
		"across two lines":     {"a.go", "package a\n\n// f such as\n// there are.\nfunc f() {}\n", []string{"a.go:3:"}},
		"in any comment":       {"a.go", "package a\n\nvar a int // such as there are\n/* one\nsuch as there is */\n", []string{"a.go:3:", "a.go:5:"}},
		"in an error":          {"a.go", "package a\n\nvar err = errors.New(\"such as there are\")\n", []string{"a.go:3:"}},
		"in a formatted error": {"a.go", "package a\n\nvar err = fmt.Errorf(\"%v is no share\", 2)\n", []string{"a.go:3:"}},
		"not if it is allowed": {"a.go", "package a\n\nvar err = errors.New(\"there is no table\")\n", nil},
		"not in other texts":   {"a.go", "package a\n\nvar text = \"such as there are\"\n", nil},
		"not in quoted code":   {"a.go", "package a\n\n// not `such as there are`\nvar a int\n", nil},
		"not in generated":     {"a.go", "// Code generated by x. DO NOT EDIT.\n\npackage a\n\n// f answers the sum.\nfunc f() {}\n", nil},
		"in a paragraph":       {"a.md", "# A\n\none\nsuch as there are\n", []string{"a.md:4:"}},
		"in a table":           {"a.md", "| a |\n|---|\n| such as there are |\n", []string{"a.md:3:"}},
		"not in a code block":  {"a.md", "```\nsuch as there are\n```\n", nil},
		"in a template":        {"a.templ", "<p>such as there are</p>\n// a such as there are\n", []string{"a.templ:2:"}},
		"in configuration":     {"Makefile", "# it such as there are\n", []string{"Makefile:1:"}},
	} {
		t.Run(name, func(t *testing.T) {
			found, _, err := languageViolations(c.file, []byte(c.source))
			if err != nil {
				t.Fatal(err)
			}
			if len(found) != len(c.want) {
				t.Fatalf("found %q, want %q", found, c.want)
			}
			for i, where := range c.want {
				if !strings.HasPrefix(found[i], where) {
					t.Errorf("found %q, want it at %s", found[i], where)
				}
			}
		})
	}
}

func TestEveryBannedPhraseCanBeFound(t *testing.T) {
	for _, p := range slices.Concat(bannedInProse, bannedInErrors) {
		if p.instead == "" || p.banned.MatchString("") {
			t.Errorf("%s: instead of it: %q", p.banned, p.instead)
		}
	}
}
