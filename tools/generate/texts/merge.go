package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// texts is every text in every language, checked.
type texts struct {
	languages []string // English first
	plurals   []plural
	all       []text
}

// text is one text in every language.
type text struct {
	key    string
	forms  [][]string // by language
	params []param
}

// param is a placeholder, as a parameter of the text's function.
type param struct{ name, kind string }

// kinds are the kinds of placeholders, their Go types and the functions of package text that write their values.
var kinds = map[string]struct{ goType, value string }{
	"":       {"string", "word"},
	"number": {"int", "number"},
	"date":   {"time.Time", "date"},
	"time":   {"time.Time", "dateAndTime"},
}

// lookups are the groups of texts that are chosen by a value of the domain, and the type of that value. The group
// "state" has the keys "state[approved]", "state[declined]" and so on; its function chooses among them.
var lookups = map[string]string{
	"month":                "time.Month",
	"mail.why-unreachable": "account.Unreachable",
	"account-status":       "account.AccountStatus",
	"visibility-name":      "account.Visibility",
	"visibility-hint":      "account.Visibility",
	"role-name":            "account.Role",
	"language-name":        "account.Language",
	"request-state":        "account.State",
	"standing":             "account.State",
	"nominee-state":        "account.NomineeState",
	"why-unreachable":      "account.Unreachable",
	"event":                "account.EventKind",
	"expired-because":      "string",
	"field-error":          "account.FieldCode",
	"delivery":             "account.Delivery",
	"review-reason":        "account.ReasonKind",
	"review-reason-short":  "account.ReasonKind",
	"outcome":              "account.Outcome",
	"outcome-hint":         "account.Outcome",
	"outcome-short":        "account.Outcome",
	"settled":              "account.Outcome",
	"problem-title":        "string",
	"problem-meaning":      "string",
	"problem-remedy":       "string",
	"row-forecast":         "string",
	"row-outcome":          "string",
	"member-field":         "string",
	"account-refusal":      "string",
	"inbox-kind":           "string",
	"access-state":         "account.AccessState",
	"access-standing":      "account.AccessState",
	"account-done":         "string",
	"virtual-visibility":   "account.Visibility",
	"visibility-effect":    "account.Visibility",
	"log-kind":             "account.LogKind",
	"log-name":             "string",
	"rename-reason":        "account.RenameReason",
	"rename-refused":       "string",
	"role-hint":            "account.Role",
	"filter-access":        "string",
	"filter-empty-status":  "string",
	"filter-empty-access":  "string",
}

var (
	keys        = regexp.MustCompile(`^([a-z][a-z0-9]*(?:[-.][a-z0-9]+)*)(?:\[([^\]]+)\])?$`)
	placeholder = regexp.MustCompile(`\{([^{}]*)\}`)
	nameAndKind = regexp.MustCompile(`^([a-z][A-Za-z]*)(?::([a-z]+))?$`)
)

// merge checks the catalogs and puts the languages of each text together. The first catalog is the template.
func merge(catalogs []catalog) (*texts, error) {
	var problems []error
	fail := func(c catalog, e entry, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s:%d: %s: %s", c.file, e.line, cmp.Or(e.key, "entry without msgctxt"), fmt.Sprintf(format, args...)))
	}
	t := &texts{}
	byKey := make([]map[string]entry, len(catalogs))
	for i, c := range catalogs {
		t.languages, t.plurals = append(t.languages, c.language), append(t.plurals, c.plural)
		byKey[i] = map[string]entry{}
		for _, e := range c.entries {
			if !keys.MatchString(e.key) {
				fail(c, e, "is no key")
			}
			if first, twice := byKey[i][e.key]; twice {
				fail(c, e, "stands in line %d already", first.line)
			}
			byKey[i][e.key] = e
			if c.template {
				continue
			}
			if _, known := byKey[0][e.key]; !known {
				fail(c, e, "%s has no such text", catalogs[0].file)
			}
		}
	}
	functions := map[string]string{}
	for _, english := range catalogs[0].entries {
		one := text{key: english.key}
		var err error
		if one.params, err = paramsOf(english.forms); err != nil {
			fail(catalogs[0], english, "%v", err)
		}
		group := groupOf(english.key)
		switch _, isLookup := lookups[group]; {
		case isLookup && group == english.key:
			fail(catalogs[0], english, "is a lookup, whose keys have a value in brackets")
		case !isLookup && group != english.key:
			fail(catalogs[0], english, "%s is not among the lookups of the generator", group)
		}
		if other, taken := functions[functionName(group)]; taken && other != group {
			fail(catalogs[0], english, "has the same function as %s", other)
		}
		functions[functionName(group)] = group
		for i, c := range catalogs {
			e, there := byKey[i][english.key]
			if !there {
				fail(catalogs[0], english, "is missing in %s", c.file)
				continue
			}
			for _, problem := range check(c, e, english, one.params) {
				fail(c, e, "%s", problem)
			}
			one.forms = append(one.forms, e.forms)
		}
		t.all = append(t.all, one)
	}
	for _, group := range slices.Sorted(maps.Keys(lookups)) {
		if !slices.ContainsFunc(t.all, func(one text) bool { return groupOf(one.key) == group }) {
			problems = append(problems, fmt.Errorf("%s: the lookup %s has no texts", catalogs[0].file, group))
		}
	}
	return t, errors.Join(problems...)
}

// check returns what is wrong with a text in one language.
func check(c catalog, e, english entry, params []param) []string {
	var problems []string
	if e.isFuzzy {
		problems = append(problems, "is marked fuzzy: confirm the translation")
	}
	if !slices.Equal(e.source, english.source) {
		problems = append(problems, fmt.Sprintf("translates %q, but the English text is %q", e.source, english.source))
	}
	if want := c.plural.forms; len(english.source) > 1 && len(e.forms) != want {
		problems = append(problems, fmt.Sprintf("has %d plural forms, want %d", len(e.forms), want))
	}
	for i, form := range e.forms {
		if strings.TrimSpace(form) == "" {
			problems = append(problems, "has no translation")
			continue
		}
		here, err := paramsOf([]string{form})
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		for _, p := range params {
			// The form for one may do without the number, as in "and another one".
			if !slices.Contains(here, p) && (p.kind != "number" || i == len(e.forms)-1) {
				problems = append(problems, fmt.Sprintf("lacks the placeholder %s", p))
			}
		}
		for _, p := range here {
			if !slices.Contains(params, p) {
				problems = append(problems, fmt.Sprintf("has the placeholder %s, which the English text has not", p))
			}
		}
	}
	return problems
}

// paramsOf returns the placeholders of a text, sorted by name: an order that does not change when the text does.
func paramsOf(forms []string) ([]param, error) {
	var params []param
	numbers := 0
	for _, form := range forms {
		if strings.ContainsAny(placeholder.ReplaceAllString(form, ""), "{}") {
			return nil, errors.New("has a brace that belongs to no placeholder")
		}
		for _, found := range placeholder.FindAllStringSubmatch(form, -1) {
			parts := nameAndKind.FindStringSubmatch(found[1])
			if parts == nil || token.IsKeyword(parts[1]) {
				return nil, fmt.Errorf("%s is not a placeholder such as {name} or {until:date}", found[0])
			}
			p := param{parts[1], parts[2]}
			if _, known := kinds[p.kind]; !known {
				return nil, fmt.Errorf("%s is of no kind that there is (%s)", found[0], strings.Join(slices.Sorted(maps.Keys(kinds)), " "))
			}
			if i := slices.IndexFunc(params, func(other param) bool { return other.name == p.name }); i < 0 {
				params = append(params, p)
				if p.kind == "number" {
					numbers++
				}
			} else if params[i] != p {
				return nil, fmt.Errorf("has the placeholders %s and %s", params[i], p)
			}
		}
	}
	if len(forms) > 1 && numbers != 1 {
		return nil, fmt.Errorf("has plural forms and %d numbers to choose by, want one", numbers)
	}
	slices.SortFunc(params, func(a, b param) int { return cmp.Compare(a.name, b.name) })
	return params, nil
}

func (p param) String() string {
	if p.kind == "" {
		return "{" + p.name + "}"
	}
	return "{" + p.name + ":" + p.kind + "}"
}

// groupOf returns the key without the value in brackets.
func groupOf(key string) string {
	group, _, _ := strings.Cut(key, "[")
	return group
}

// functionName returns the key as a Go name: account-name.hint is AccountNameHint.
func functionName(group string) string {
	var name strings.Builder
	for _, word := range strings.FieldsFunc(group, func(c rune) bool { return c == '-' || c == '.' }) {
		name.WriteRune(unicode.ToUpper(rune(word[0])))
		name.WriteString(word[1:])
	}
	return name.String()
}
