package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// guarded has the packages with refusals to remove, stored those with write conditions.
var guarded = []string{
	"internal/account", "internal/workflow", "internal/search", "internal/access", "internal/paging", "internal/retry",
	"internal/web", "internal/oidc", "internal/identity", "internal/kms", "internal/stream", "internal/gateway", "internal/ses", "internal/dns",
}

var stored = []string{table, client, maintenance}

const (
	table       = "internal/dynamo"
	client      = table + "/client"
	maintenance = table + "/maintenance"
)

// find returns every mutant of the repository, in the order of its files.
func find(root string) ([]mutant, error) {
	var all []mutant
	for _, folder := range slices.Concat(guarded, stored) {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			name, err := filepath.Rel(root, file)
			if err != nil {
				return nil, err
			}
			found, err := findIn(root, name, slices.Contains(stored, folder))
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	more, err := listed(root)
	return append(all, more...), err
}

// source is a file in which mutants are searched.
type source struct {
	name     string
	text     string
	files    *token.FileSet
	where    string // the current function
	constant int    // the offset of the current constant's declaration; -1: none
	found    []mutant
}

func findIn(root, name string, conditions bool) ([]mutant, error) {
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return nil, err
	}
	s := &source{name: name, text: string(text), files: token.NewFileSet(), constant: -1}
	file, err := parser.ParseFile(s.files, name, text, 0)
	if err != nil {
		return nil, err
	}
	look := s.refusals
	if conditions {
		look = s.conditions
	}
	for _, d := range file.Decls {
		s.where = "package"
		if f, is := d.(*ast.FuncDecl); is {
			s.where = f.Name.Name
			if !conditions {
				s.verdicts(f.Type, f.Body)
			}
		}
		ast.Inspect(d, look)
	}
	return s.found, nil
}

// add adds a mutant with the name of one node that inserts text before and after another.
func (s *source) add(named, changed ast.Node, before, after string) {
	s.addAt(s.of(named), changed.Pos(), changed.End(), before, after)
}

func (s *source) addAt(old string, from, to token.Pos, before, after string) {
	m := mutant{file: s.name, where: s.where, old: old, from: s.at(from), to: s.at(to), before: before, after: after, constant: s.constant}
	m.number(s.found)
	s.found = append(s.found, m)
}

func (s *source) at(p token.Pos) int { return s.files.Position(p).Offset }

func (s *source) of(n ast.Node) string { return s.text[s.at(n.Pos()):s.at(n.End())] }

// refusals finds the conditions on which a function refuses or a loop skips an element; of conditions joined by ||, each
// one. It also finds the verdicts of function literals.
func (s *source) refusals(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncLit:
		s.verdicts(n.Type, n.Body)
	case *ast.IfStmt:
		if refuses(n.Body.List) && !passesOn(n) {
			s.never(n.Cond)
		}
	case *ast.SwitchStmt:
		for _, c := range n.Body.List {
			if c, is := c.(*ast.CaseClause); is && n.Tag == nil && refuses(c.Body) {
				for _, condition := range c.List {
					if !failed(condition) {
						s.never(condition)
					}
				}
			}
		}
	}
	return true
}

// verdicts finds the parts of the last return value of a function that returns only a bool.
func (s *source) verdicts(f *ast.FuncType, body *ast.BlockStmt) {
	results := f.Results
	if body == nil || results == nil || len(results.List) != 1 || len(body.List) == 0 {
		return
	}
	if kind, is := results.List[0].Type.(*ast.Ident); !is || kind.Name != "bool" {
		return
	}
	if end, is := body.List[len(body.List)-1].(*ast.ReturnStmt); is && len(end.Results) == 1 {
		s.parts(end.Results[0])
	}
}

func (s *source) parts(e ast.Expr) {
	b, is := e.(*ast.BinaryExpr)
	if !is || b.Op != token.LAND && b.Op != token.LOR {
		return
	}
	for _, part := range []ast.Expr{b.X, b.Y} {
		if inner, is := part.(*ast.BinaryExpr); is && (inner.Op == token.LAND || inner.Op == token.LOR) {
			s.parts(part)
			continue
		}
		if b.Op == token.LAND {
			s.add(part, part, "("+isOut+" || ", ")")
		} else {
			s.add(part, part, "(!"+isOut+" && ", ")")
		}
	}
}

// never adds mutants in which a condition, or one of several joined by ||, is never true.
func (s *source) never(condition ast.Expr) {
	if b, is := condition.(*ast.BinaryExpr); is && b.Op == token.LOR {
		s.never(b.X)
		s.never(b.Y)
		return
	}
	s.add(condition, condition, "(!"+isOut+" && (", "))")
}

// asks has the functions whose errors count as refusals of the caller.
var asks = []string{"May", "needRole", "sameOrigin", "readNothing", "misread"}

// passesOn reports whether the statement only returns the error of a function that is not in asks.
func passesOn(n *ast.IfStmt) bool {
	if !failed(n.Cond) {
		return false
	}
	asked := false
	if n.Init != nil {
		ast.Inspect(n.Init, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			asked = asked || is && slices.Contains(asks, called(call))
			return true
		})
	}
	return !asked
}

// failed reports whether the condition is only a check for an error, err != nil.
func failed(condition ast.Expr) bool {
	b, is := condition.(*ast.BinaryExpr)
	if !is || b.Op != token.NEQ {
		return false
	}
	e, is := b.X.(*ast.Ident)
	return is && e.Name == "err"
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// ofStrings reports whether the called function is of package strings, which also has a function Fields.
func ofStrings(call *ast.CallExpr) bool {
	f, is := call.Fun.(*ast.SelectorExpr)
	if !is {
		return false
	}
	of, is := f.X.(*ast.Ident)
	return is && of.Name == "strings"
}

var (
	refusal = regexp.MustCompile(`^([eE]rr|misread$)`)
	// refusers has the functions that return a refusal.
	refusers = []string{"Invalid", "Fields", "wrong", "refuse", "needRole", "nowhere"}
)

// refuses reports whether the statements end by returning an error or false, or begin with continue.
func refuses(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	if goes, is := body[0].(*ast.BranchStmt); is && goes.Tok == token.CONTINUE {
		return true
	}
	end, is := body[len(body)-1].(*ast.ReturnStmt)
	if !is {
		return false
	}
	refused := false
	if last := len(end.Results) - 1; last >= 0 {
		no, is := end.Results[last].(*ast.Ident)
		refused = is && no.Name == "false"
	}
	for _, result := range end.Results {
		ast.Inspect(result, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				refused = refused || refusal.MatchString(n.Name)
			case *ast.CallExpr:
				refused = refused || slices.Contains(refusers, called(n)) && !ofStrings(n)
			case *ast.UnaryExpr: // &TooMany{…}
				_, literal := n.X.(*ast.CompositeLit)
				refused = refused || n.Op == token.AND && literal
			}
			return true
		})
	}
	return refused
}

// clause matches a clause of a write condition.
var clause = regexp.MustCompile(`#\w+ (=|<|>|<=|>=) :\w+|attribute_(not_)?exists\(#\w+\)|contains\(#\w+, :\w+\)`)

// always makes a clause always true. The clause stays, because DynamoDB rejects values that an expression does not use.
const always = " OR attribute_not_exists(#never)"

// reading has the files whose conditions are of reads, not writes.
var reading = []string{"read.go", "due.go", "lists.go"}

// conditions finds write conditions: each clause in a string, each use of a named condition, and each item that must
// be new.
func (s *source) conditions(n ast.Node) bool {
	if slices.Contains(reading, filepath.Base(s.name)) {
		return false
	}
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok == token.CONST && s.constant < 0 {
			s.constant = s.at(n.Pos())
			ast.Inspect(n, s.conditions)
			s.constant = -1
			return false
		}
	case *ast.ValueSpec:
		for _, name := range n.Names {
			if named(name) {
				return false // the definition; only its uses count
			}
		}
	case *ast.BasicLit:
		if n.Kind != token.STRING || strings.Contains(n.Value, "SET ") {
			return true
		}
		for _, at := range clause.FindAllStringIndex(n.Value, -1) {
			held, quote := n.Value[at[0]:at[1]], n.Value[:1]
			s.addAt(held, n.Pos()+token.Pos(at[0]), n.Pos()+token.Pos(at[1]),
				quote+" + "+choose+quote, quote+", "+quote+"("+held+always+")"+quote+") + "+quote)
		}
	case *ast.SelectorExpr: // a condition of package client
		if named(n.Sel) {
			s.namedCondition(n)
			return false
		}
	case *ast.Ident:
		if named(n) {
			s.namedCondition(n)
		}
	case *ast.CallExpr:
		switch called(n) {
		case "scan":
			return false // a condition of a read
		case "String", "NamesIn":
			return false // a condition in two places that have to change together; it is in byHand
		}
		if called(n) == "Create" && len(n.Args) == 2 {
			of := "client."
			if _, is := n.Fun.(*ast.Ident); is {
				of = "" // in package client
			}
			s.add(n, n.Fun, choose, fmt.Sprintf(`, func(i layout.Item, refused func(layout.Item) error) %[1]sWrite { return %[1]sPut(i, %[1]sIsNew+"%[2]s", nil, refused) })`, of, always))
		}
	}
	return true
}

// namedCondition adds a mutant that makes a condition used by name always true.
func (s *source) namedCondition(n ast.Expr) {
	s.add(n, n, choose, fmt.Sprintf(`, "(" + %s + "%s)")`, s.of(n), always))
}

func named(n *ast.Ident) bool { return n.Name == "IsNew" || n.Name == "Exists" }
