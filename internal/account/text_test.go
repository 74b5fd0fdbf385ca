package account

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ParseName accepts the names of companies unchanged, except for white space and normalisation.
func TestParseNameKeepsNames(t *testing.T) {
	for typed, want := range map[string]string{
		"Acme":                    "Acme",
		"  Acme   Italia  ":       "Acme Italia",
		"Booking.com":             "Booking.com",
		"Smith & Co. <Ltd>":       "Smith & Co. <Ltd>",
		"3M":                      "3M",
		"Caffe\u0300":             "Caffè",
		"شركة الأمل":              "شركة الأمل",
		"می\u200cخواهم":           "می\u200cخواهم", // the joiner is Persian spelling
		"श्री\u200dराम":           "श्री\u200dराम", // as in Indic spelling
		"1984":                    "1984",
		"株式会社":                    "株式会社",
		"I \u2764\ufe0f Acme":     "I \u2764\ufe0f Acme", // shown in colour
		"wwww":                    "wwww",
		strings.Repeat("é", 120):  strings.Repeat("é", 120),
		"ab":                      "ab",
		"Acme\u00a0Italia":        "Acme Italia",
		"Acme https with http: x": "Acme https with http: x",
	} {
		if got, err := ParseName(typed); err != nil || got != want {
			t.Errorf("ParseName(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
}

// A name cannot hide text, change its direction or become a link.
func TestParseNameRefusesHiddenTextAndLinks(t *testing.T) {
	for typed, want := range map[string]FieldCode{
		"":                             FieldRequired,
		" \t ":                         FieldRequired,
		"a":                            FieldTooShort,
		"é":                            FieldTooShort,
		strings.Repeat("é", 121):       FieldTooLong,
		strings.Repeat("é", 120) + " ": FieldTooLong,
		"&&":                           FieldCharacters,
		"Acme\x00":                     FieldCharacters,
		"Acme\tItalia":                 FieldCharacters,
		"Acme\nItalia":                 FieldCharacters,
		"Acme\x1b[31m":                 FieldCharacters,
		"Acme\u202eemca":               FieldCharacters,
		"Acme\u2066x":                  FieldCharacters,
		"Acme\u200bx":                  FieldCharacters,
		"\u3164\u3164":                 FieldCharacters,
		"\u115fAcme":                   FieldCharacters,
		"Acme\u2800":                   FieldCharacters,
		"Acme\u2028x":                  FieldCharacters,
		"Acme\ue000":                   FieldCharacters,
		"Acme\U000e0041":               FieldCharacters,
		"Acme\ufeffx":                  FieldCharacters,
		"Acme\u00adx":                  FieldCharacters,
		"\xff\xfe":                     FieldCharacters,
		"http://acme.com":              FieldLooksLikeLink,
		"ada@acme.com":                 FieldLooksLikeLink,
		"WWW.acme.com":                 FieldLooksLikeLink,
		"ｗｗｗ．acme":                     FieldLooksLikeLink,
		"ada＠acme":                     FieldLooksLikeLink,
		"http：／／acme":                  FieldLooksLikeLink,
	} {
		got, err := ParseName(typed)
		if c := code(t, err); c != want || got != "" {
			t.Errorf("ParseName(%q) = %q, %q, want %q", typed, got, c, want)
		}
	}
}

// FuzzParseName checks that a parsed name is its own canonical form and keeps the rules, however it was typed.
func FuzzParseName(f *testing.F) {
	for _, seed := range []string{"Acme", "  a  b ", "Booking.com", "www.", "ｗｗｗ.x", "a@b", "://", "e\u0301", "\u0301", "a\u200db", "\u2100", "ﷺ", "a\u3000b", "ŉ", "\u1e9b\u0323"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name, err := ParseName(typed)
		if err != nil {
			code(t, err)
			return
		}
		if again, err := ParseName(name); err != nil || again != name {
			t.Errorf("%q of %q becomes %q, %v", name, typed, again, err)
		}
		if n := utf8.RuneCountInString(name); n < 2 || n > 120 || !utf8.ValidString(name) {
			t.Errorf("%q has %d characters", name, n)
		}
		if lower := strings.ToLower(norm.NFKC.String(name)); strings.Contains(lower, "://") || strings.Contains(lower, "@") || strings.Contains(lower, "www.") {
			t.Errorf("%q looks like a link", name)
		}
		for _, c := range name {
			if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("%q has %U", name, c)
			}
		}
		if Fold(name) == "" {
			t.Errorf("%q folds to nothing, so its whole name finds every such account", name)
		}
	})
}

// FuzzParseNote checks that a note or reason is its own canonical form and hides no text, and that the two differ
// only in that a reason is required.
func FuzzParseNote(f *testing.F) {
	for _, seed := range []string{"", " \n ", "a\r\nb\rc", "tab\there", "e\u0301", "\u0301", "a\u202eb", "a\u200db", "\u2028", "\x00", "\xff", "\u0085x", "\u3164", "\U0001d15e", strings.Repeat("\U0001d160", 600)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		note, err := ParseNote(typed)
		reason, reasonErr := ParseReason(typed)
		if err != nil {
			if note != "" || reason != "" || code(t, reasonErr) != code(t, err) {
				t.Errorf("%q is the note %q, %v, and the reason %q, %v", typed, note, err, reason, reasonErr)
			}
			return
		}
		if reason != note || (reasonErr == nil) != (note != "") {
			t.Errorf("%q is the note %q, and the reason %q, %v", typed, note, reason, reasonErr)
		}
		if again, err := ParseNote(note); err != nil || again != note {
			t.Errorf("%q of %q becomes %q, %v", note, typed, again, err)
		}
		if n := utf8.RuneCountInString(note); n > 1000 || !utf8.ValidString(note) || !norm.NFC.IsNormalString(note) || strings.TrimSpace(note) != note {
			t.Errorf("%q has %d characters", note, n)
		}
		for _, c := range note {
			if unicode.IsControl(c) && c != '\n' && c != '\t' || unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("%q has %U", note, c)
			}
		}
	})
}

// Notes and reasons keep their lines, and refuse hidden text.
func TestNotesAndReasonsKeepLinesAndRefuseHiddenText(t *testing.T) {
	for typed, want := range map[string]string{"": "", " a\r\nb\rc \n": "a\nb\nc", "tab\there": "tab\there", "http://acme.com is text": "http://acme.com is text"} {
		if got, err := ParseNote(typed); err != nil || got != want {
			t.Errorf("ParseNote(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
	for typed, want := range map[string]FieldCode{strings.Repeat("x", 1001): FieldTooLong, "a\x00": FieldCharacters, "a\u202eb": FieldCharacters} {
		if _, err := ParseNote(typed); code(t, err) != want {
			t.Errorf("ParseNote(%.10q): %v, want %q", typed, err, want)
		}
	}
	for _, typed := range []string{
		strings.Repeat("x", 1000) + "\n", // with the line end that a form adds
		strings.Repeat("x\r\n", 400),
		strings.Repeat("e\u0301", 501),
		strings.Repeat("\u0958", 501), // two characters each after normalisation
	} {
		if _, err := ParseNote(typed); code(t, err) != FieldTooLong {
			t.Errorf("ParseNote(%.10q): %v, want %q", typed, err, FieldTooLong)
		}
	}
	if _, err := ParseNote(strings.Repeat("é", 1000)); err != nil {
		t.Errorf("a note of 1,000 characters: %v", err)
	}
	for typed, want := range map[string]FieldCode{"": FieldRequired, " \n ": FieldRequired, "x": "", strings.Repeat("é", 1000): "", strings.Repeat("é", 1001): FieldTooLong} {
		if _, err := ParseReason(typed); code(t, err) != want {
			t.Errorf("ParseReason(%.10q): %v, want %q", typed, err, want)
		}
	}
}
