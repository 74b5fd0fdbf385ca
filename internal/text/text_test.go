package text_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
	"smartaccounts/internal/text"
	"smartaccounts/internal/text/texttest"
	"smartaccounts/internal/web/page"
)

func TestEveryTextIsPlain(t *testing.T) {
	for _, one := range texttest.All() {
		for _, l := range account.Languages() {
			texttest.Plain(t, l, one.Key, one.Phrase.In(l))
		}
	}
}

func TestEveryLanguageHasItsOwnCatalog(t *testing.T) {
	files, err := filepath.Glob("catalog/*.po*")
	if err != nil {
		t.Fatal(err)
	}
	var catalogs []string
	for _, file := range files {
		name := filepath.Base(file)
		catalogs = append(catalogs, strings.TrimSuffix(name, filepath.Ext(name)))
	}
	var languages []string
	for _, l := range account.Languages() {
		languages = append(languages, string(l))
	}
	slices.Sort(catalogs)
	slices.Sort(languages)
	if !slices.Equal(catalogs, languages) {
		t.Errorf("catalogs of %v, languages %v", catalogs, languages)
	}
}

// lookups are the groups of texts that are chosen by a value, with their functions and all values.
func lookups() map[string]lookup {
	return map[string]lookup{
		"month":                of(months(), text.Month),
		"mail.why-unreachable": of(account.Unreachables(), text.MailWhyUnreachable),
		"account-status":       of(account.AccountStatuses(), text.AccountStatus),
		"visibility-name":      of(account.Visibilities(), text.VisibilityName),
		"visibility-hint":      of(account.Visibilities(), text.VisibilityHint),
		"role-name":            of(account.Roles(), text.RoleName),
		"language-name":        of(account.Languages(), text.LanguageName),
		"request-state":        of(account.States(), text.RequestState),
		"standing":             of(account.States(), func(s account.State) text.Phrase { return text.Standing(s, "", time.Time{}) }),
		"nominee-state":        of(account.NomineeStates(), text.NomineeState),
		"why-unreachable":      of(account.Unreachables(), text.WhyUnreachable),
		"event":                of(account.EventKinds(), func(k account.EventKind) text.Phrase { return text.Event(k, "", "", "") }),
		"expired-because":      of([]string{account.BecauseUnasked, account.BecauseUnreached}, text.ExpiredBecause),
		"field-error":          of(account.FieldCodes(), func(c account.FieldCode) text.Phrase { return text.FieldError(c, "") }),
		"delivery":             of(account.Deliveries(), text.Delivery),
		"review-reason":        of(account.ReasonKinds(), func(k account.ReasonKind) text.Phrase { return text.ReviewReason(k, "") }),
		"review-reason-short":  of(account.ReasonKinds(), text.ReviewReasonShort),
		"outcome":              of(account.Outcomes(), text.Outcome),
		"outcome-hint":         of(account.Outcomes(), text.OutcomeHint),
		"outcome-short":        of(account.Outcomes(), text.OutcomeShort),
		"settled":              of(account.Outcomes(), func(o account.Outcome) text.Phrase { return text.Settled(o, "") }),
		"problem-title":        of(page.ProblemSlugs(), text.ProblemTitle),
		"problem-meaning":      of(page.ProblemSlugs(), text.ProblemMeaning),
		"problem-remedy":       of(page.ProblemSlugs(), text.ProblemRemedy),
		"row-forecast":         of(administration.RowOutcomes(), func(o administration.RowOutcome) text.Phrase { return text.RowForecast(string(o)) }),
		"row-outcome":          of(administration.RowOutcomes(), func(o administration.RowOutcome) text.Phrase { return text.RowOutcome(string(o)) }),
		"member-field":         of(page.MemberFields(), text.MemberField),
		"inbox-kind":           of(inbox.Kinds(), func(k inbox.Kind) text.Phrase { return text.InboxKind(string(k)) }),
		"access-state":         of(account.AccessStates(), text.AccessState),
		"access-standing":      of(account.AccessStates(), func(s account.AccessState) text.Phrase { return text.AccessStanding(s, time.Time{}) }),
		"account-refusal":      of(page.AccountRefusals(), text.AccountRefusal),
		"account-done":         of(page.AccountDones(), text.AccountDone),
		"virtual-visibility":   of(account.Visibilities(), text.VirtualVisibility),
		"visibility-effect":    of(account.Visibilities(), text.VisibilityEffect),
		"log-kind":             of(account.LogKinds(), text.LogKind),
		"log-name":             of(account.LogNames(), text.LogName),
		"role-hint":            of(account.Roles(), text.RoleHint),
		"rename-reason":        of(account.RenameReasons(), text.RenameReason),
		"rename-refused":       of(page.RenameRefusals(), text.RenameRefused),
		"filter-access":        of(relations, text.FilterAccess),
		"filter-empty-access":  of(relations, text.FilterEmptyAccess),
		"filter-empty-status":  of(search.FilterStatuses(), text.FilterEmptyStatus),
	}
}

// relations are the values of a filter by access that are no roles.
var relations = []string{search.AccessMember, search.AccessRequested, search.AccessNone}

// lookup has the text of each value.
type lookup map[string]text.Phrase

func of[V any](values []V, phrase func(V) text.Phrase) lookup {
	texts := lookup{}
	for _, v := range values {
		texts[keyOf(v)] = phrase(v)
	}
	return texts
}

// keyOf returns a value as it is written in the brackets of a key.
func keyOf(v any) string {
	if month, is := v.(time.Month); is {
		return strconv.Itoa(int(month))
	}
	return fmt.Sprint(v)
}

func months() []time.Month {
	var all []time.Month
	for m := time.January; m <= time.December; m++ {
		all = append(all, m)
	}
	return all
}

func TestEveryValueHasATextAndEveryTextItsValue(t *testing.T) {
	all := lookups()
	for name, lookup := range all {
		for value, phrase := range lookup {
			if phrase.IsZero() {
				t.Errorf("%s has no text for %q", name, value)
			}
		}
	}
	for _, one := range texttest.All() {
		name, value, isOfLookup := strings.Cut(strings.TrimSuffix(one.Key, "]"), "[")
		if !isOfLookup {
			continue
		}
		if _, known := all[name][value]; !known {
			t.Errorf("%s is the text of no value", one.Key)
		}
	}
}

// The function of each text is called by code other than tests.
func TestEveryTextIsUsed(t *testing.T) {
	functions, used := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || filepath.Base(filepath.Dir(path)) == "texttest" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		inPackage := file.Name.Name == "text"
		for n := range ast.Preorder(file) {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if filepath.Base(path) == "catalog_text.go" {
					functions[n.Name.Name] = n.Name.IsExported()
				}
			case *ast.CallExpr:
				if f, is := n.Fun.(*ast.Ident); is && inPackage {
					used[f.Name] = true
				}
			case *ast.SelectorExpr:
				if x, is := n.X.(*ast.Ident); is && x.Name == "text" {
					used[n.Sel.Name] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(functions) < 100 {
		t.Errorf("found %d texts", len(functions))
	}
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if functions[name] && !used[name] {
			t.Errorf("text.%s is used nowhere", name)
		}
	}
}
