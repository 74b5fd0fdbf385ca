package account

import (
	"strings"
	"testing"
)

const published = "smart-account-request=k3_Zq-07aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678"

func TestARecordHoldsItsValueWhateverAConsoleMadeOfIt(t *testing.T) {
	half := len(published) / 2
	one, other := published[:half], published[half:]
	for name, record := range map[string]string{
		"as it is":                        published,
		"in quotes":                       `"` + published + `"`,
		"in single quotes":                `'` + published + `'`,
		"in quotes twice":                 `""` + published + `""`,
		"in a word processor's quotes":    "“" + published + "”",
		"in guillemets":                   "«" + published + "»",
		"in backticks":                    "`" + published + "`",
		"in quotes with backslashes":      `\"` + published + `\"`,
		"with backslashes twice":          `"\\\"` + published + `\\\""`,
		"in two strings":                  `"` + one + `" "` + other + `"`,
		"in two strings without a space":  `"` + one + `""` + other + `"`,
		"in two strings on two lines":     "(\"" + one + "\"\n\"" + other + "\")",
		"in two parts":                    one + " " + other,
		"with a quote in front alone":     `"` + published,
		"with white space around":         " \t" + published + "\r\n",
		"with spaces at the sign":         strings.Replace(published, "=", " = ", 1),
		"with no-break spaces around":     "\u00a0" + published + "\u00a0",
		"with invisible characters":       "\ufeff\u200b" + one + "\u200b" + other + "\u00ad",
		"with the sign escaped":           strings.Replace(published, "=", `\=`, 1),
		"with the sign as a number":       strings.Replace(published, "=", `\061`, 1),
		"with spaces as numbers":          `\032` + published + `\032`,
		"with quotes as numbers":          `\034` + published + `\034`,
		"with a semicolon":                published + ";",
		"with an escaped semicolon":       published + `\;`,
		"with a semicolon in the quotes":  `"` + published + `;"`,
		"with a semicolon outside":        `"` + published + `";`,
		"with a dot":                      published + ".",
		"with a dot behind the quotes":    `"` + published + `".`,
		"with a comma":                    published + ",",
		"with a comment":                  published + " ; asked for by Anna",
		"with a comment behind quotes":    `"` + published + `" ; Smart Account`,
		"with the hyphens escaped":        strings.ReplaceAll(published, "-", `\-`),
		"with a backslash at the end":     published + `\`,
		"with quotes, spaces and a dot":   ` " ` + published + ` " . `,
		"with a line end inside":          one + "\n" + other,
		"with a tabulator and two quotes": "\t\"" + one + "\"\t\"" + other + "\"",
	} {
		if !InRecord(record, published) {
			t.Errorf("%s: %q does not hold %q", name, record, published)
		}
	}
}

func TestARecordOfAnotherValueHoldsNothing(t *testing.T) {
	last := published[len(published)-1:]
	for name, record := range map[string]string{
		"nothing":                   "",
		"quotes alone":              `""`,
		"a semicolon":               ";" + published,
		"a letter more":             published + "x",
		"a letter more in quotes":   `"` + published + `x"`,
		"a letter before":           "x" + published,
		"a word behind":             published + " x",
		"a word before":             "v=spf1 " + published,
		"a letter less":             strings.TrimSuffix(published, last),
		"another name":              strings.Replace(published, "smart-account", "smart-accounts", 1),
		"without its name":          published[strings.Index(published, "=")+1:],
		"twice":                     published + published,
		"another letter":            strings.Replace(published, "Zq", "Zr", 1),
		"an underscore for a dash":  strings.Replace(published, "q-0", "q_0", 1),
		"a letter with an accent":   strings.Replace(published, "k3", "k\u03013", 1),
		"a Cyrillic letter":         strings.Replace(published, "a", "а", 1),
		"the Kelvin sign":           strings.Replace(published, "k3", "\u212a3", 1),
		"a full-width letter":       strings.Replace(published, "k3", "ｋ3", 1),
		"not a number of an octet":  strings.Replace(published, "=", `\861`, 1),
		"a comment with the value":  "other ; " + published,
		"two values":                `"` + published + `" "other"`,
		"bytes that are no text":    published + "\xff",
		"the value in a comment":    `"v=spf1 -all" ; "` + published + `"`,
		"backslashes that hide one": published + `\x`,
	} {
		if InRecord(record, published) {
			t.Errorf("%s: %q holds %q", name, record, published)
		}
	}
	if InRecord("", "") || InRecord(`""`, "") {
		t.Error("an empty record holds a value")
	}
}

func FuzzInRecord(f *testing.F) {
	for _, seed := range []string{published, `\`, `\"`, `\256`, `\032`, "\xff", "“", `\\\\\\\\"`} {
		f.Add(seed, published)
	}
	f.Fuzz(func(t *testing.T, record, value string) {
		clean := value != "" && strings.Trim(value, "=-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
		if !clean {
			return
		}
		if InRecord(record, value) && !strings.HasPrefix(withoutZoneSyntax(record), value) {
			t.Errorf("%q holds %q", record, value)
		}
		for _, dressed := range []string{value, `"` + value + `"`, `\"` + value + `\";`} {
			if !InRecord(dressed, value) || InRecord(dressed, value+"x") || InRecord(dressed, "x"+value) {
				t.Errorf("%q does not hold %q, or holds another value", dressed, value)
			}
		}
	})
}
