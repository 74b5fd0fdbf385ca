package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const header = "msgid \"\"\nmsgstr \"\"\n\"Language: %s\\n\"\n\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n\n"

const someEnglish = `msgctxt "month[1]"
msgid "January"
msgstr ""

msgctxt "decide.until"
msgid "{asker} asks you to decide by {until:date}."
msgstr ""

msgctxt "and-more"
msgid "and {count:number} more"
msgid_plural "and {count:number} others"
msgstr[0] ""
msgstr[1] ""
`

const someItalian = `msgctxt "month[1]"
msgid "January"
msgstr "gennaio"

msgctxt "decide.until"
msgid "{asker} asks you to decide by {until:date}."
msgstr "Decidi entro il {until:date}: lo chiede {asker}."

msgctxt "and-more"
msgid "and {count:number} more"
msgid_plural "and {count:number} others"
msgstr[0] "e un altro"
msgstr[1] "e altri {count:number}"
`

// generate runs the generator on catalogs with those entries, with month as the only lookup.
func generate(t *testing.T, english, italian string) (functions, list string, err error) {
	t.Helper()
	all := lookups
	lookups = map[string]string{"month": "time.Month"}
	defer func() { lookups = all }()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"en.pot": fmt.Sprintf(header, "en") + english,
		"it.po":  fmt.Sprintf(header, "it") + italian,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err = run(folder, filepath.Join(folder, "functions"), filepath.Join(folder, "list"))
	read := func(name string) string {
		content, _ := os.ReadFile(filepath.Join(folder, name))
		return string(content)
	}
	return read("functions"), read("list"), err
}

func TestEachTextBecomesAFunctionWithItsPlaceholders(t *testing.T) {
	functions, list, err := generate(t, someEnglish, someItalian)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"func DecideUntil(asker string, until time.Time) Phrase {",
		`"Decidi entro il {until}: lo chiede {asker}."`,
		`values: []value{word("asker", asker), date("until", until)}`,
		"func Month(of time.Month) Phrase {",
		"case 1:",
		"func AndMore(count int) Phrase {",
		`[...]string{"e un altro", "e altri {count}"}[pluralFormIt(count)]`,
	} {
		if !strings.Contains(functions, want) {
			t.Errorf("the functions lack %s:\n%s", want, functions)
		}
	}
	for _, want := range []string{`{"month[1]", text.Month(1)}`, `{"and-more", text.AndMore(1)}`, `{"and-more", text.AndMore(2)}`, `{"decide.until", text.DecideUntil("{asker}", time.Time{})}`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s:\n%s", want, list)
		}
	}
}

func TestCatalogsThatDoNotFitTogetherAreErrorsWithFileLineAndKey(t *testing.T) {
	const askerInItalian = "msgstr \"Decidi entro il {until:date}: lo chiede {asker}.\""
	for name, c := range map[string]struct{ oldEnglish, english, oldItalian, italian, want string }{
		"a text is missing in a language":  {oldItalian: "msgctxt \"month[1]\"\nmsgid \"January\"\nmsgstr \"gennaio\"\n", want: "en.pot:6: month[1]: is missing in it.po"},
		"a translation is empty":           {oldItalian: `"gennaio"`, italian: `""`, want: "it.po:6: month[1]: has no translation"},
		"a translation is fuzzy":           {oldItalian: "msgctxt \"month[1]\"", italian: "#, fuzzy\nmsgctxt \"month[1]\"", want: "it.po:6: month[1]: is marked fuzzy"},
		"a text is of no use":              {oldEnglish: "msgctxt \"month[1]\"", english: "msgctxt \"month[2]\"", want: "it.po:6: month[1]: en.pot has no such text"},
		"the English text has changed":     {oldEnglish: `"January"`, english: `"Jan"`, want: `it.po:6: month[1]: translates ["January"], but the English text is ["Jan"]`},
		"a key stands twice":               {oldEnglish: "msgctxt \"and-more\"", english: "msgctxt \"month[1]\"\nmsgid \"x\"\nmsgstr \"\"\n\nmsgctxt \"and-more\"", want: "en.pot:14: month[1]: stands in line 6 already"},
		"two keys have one function":       {oldEnglish: "msgctxt \"and-more\"", english: "msgctxt \"decide-until\"\nmsgid \"x\"\nmsgstr \"\"\n\nmsgctxt \"and-more\"", want: "en.pot:14: decide-until: has the same function as decide.until"},
		"a key is no key":                  {oldEnglish: "msgctxt \"and-more\"", english: "msgctxt \"And more\"", want: "en.pot:14: And more: is no key"},
		"a lookup has no type":             {oldEnglish: "msgctxt \"and-more\"", english: "msgctxt \"day[1]\"\nmsgid \"x\"\nmsgstr \"\"\n\nmsgctxt \"and-more\"", want: "en.pot:14: day[1]: day is not among the lookups"},
		"a lookup has no texts":            {oldEnglish: "month[1]", english: "january", want: "en.pot: the lookup month has no texts"},
		"a lookup has no value":            {oldEnglish: "month[1]", english: "month", want: "en.pot:6: month: is a lookup, whose keys have a value"},
		"a placeholder is missing":         {oldItalian: askerInItalian, italian: `msgstr "Decidi entro il {until:date}."`, want: "it.po:10: decide.until: lacks the placeholder {asker}"},
		"a placeholder is another":         {oldItalian: askerInItalian, italian: `msgstr "Entro il {until:date} {asker} {altro}."`, want: "it.po:10: decide.until: has the placeholder {altro}, which"},
		"a placeholder is of another kind": {oldItalian: askerInItalian, italian: `msgstr "Entro il {until:time} {asker}."`, want: "lacks the placeholder {until:date}"},
		"a placeholder is of no kind":      {oldEnglish: "{until:date}", english: "{until:day}", want: "en.pot:10: decide.until: {until:day} is of no kind"},
		"a placeholder is no Go name":      {oldEnglish: "{asker}", english: "{func}", want: "en.pot:10: decide.until: {func} is not a placeholder"},
		"a placeholder is of two kinds":    {oldEnglish: "{asker} asks", english: "{until} asks", want: "en.pot:10: decide.until: has the placeholders {until} and {until:date}"},
		"a brace is left open":             {oldItalian: askerInItalian, italian: `msgstr "Entro il {until:date} {asker."`, want: "it.po:10: decide.until: has a brace"},
		"the last form lacks the number":   {oldItalian: `"e altri {count:number}"`, italian: `"e altri"`, want: "it.po:14: and-more: lacks the placeholder {count:number}"},
		"there is no number to choose by":  {oldEnglish: "and {count:number} ", english: "and ", want: "en.pot:14: and-more: has plural forms and 0 numbers"},
		"a plural form is missing":         {oldItalian: "msgstr[1] \"e altri {count:number}\"\n", want: "it.po:14: and-more: has 1 plural forms, want 2"},
	} {
		english, italian := strings.Replace(someEnglish, c.oldEnglish, c.english, 1), strings.Replace(someItalian, c.oldItalian, c.italian, 1)
		if c.oldEnglish == "and {count:number} " {
			english = strings.ReplaceAll(someEnglish, c.oldEnglish, c.english)
		}
		functions, _, err := generate(t, english, italian)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
		if functions != "" {
			t.Errorf("%s: functions were written", name)
		}
	}
}

func TestHeadersAreChecked(t *testing.T) {
	for name, c := range map[string]struct{ header, want string }{
		"xx.po": {fmt.Sprintf(header, "it"), `the header says Language: "it", the name says "xx"`},
		"it.po": {"msgid \"\"\nmsgstr \"\"\n\"Language: it\\n\"\n", "the header has no Plural-Forms"},
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(c.header), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	if _, err := readAll(t.TempDir()); err == nil {
		t.Error("a folder without a template is no error")
	}
}

func TestPluralExpressionsBecomeGo(t *testing.T) {
	for expression, want := range map[string]string{
		"(n != 1)": "if n != 1 { return 1 } return 0",
		"0":        "return 0",
		"(n==1 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2)": "if n==1 { return 0 } if n%10>=2 && (n%100<10 || n%100>=20) { return 1 } return 2",
	} {
		if got := strings.Join(strings.Fields(statements(expression)), " "); got != want {
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
	}
	if err := (plural{2, "system(n)"}).function(&strings.Builder{}, "f"); err == nil {
		t.Error("a call is no error")
	}
}
