package account

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Ids are unique, and each is parsed as it was made.
func TestIDsAreUniqueAndParse(t *testing.T) {
	seen := map[ID]bool{}
	for range 1000 {
		id := NewID()
		if again, ok := ParseID(string(id)); !ok || again != id || seen[id] {
			t.Fatalf("id %q: read %q, %t, seen %t", id, again, ok, seen[id])
		}
		seen[id] = true
	}
	for _, s := range []string{"", "x", strings.Repeat("a", 25), strings.Repeat("a", 27), strings.Repeat("A", 26), strings.Repeat("u", 26), strings.Repeat("#", 26)} {
		if _, ok := ParseID(s); ok {
			t.Errorf("%q is accepted as an id", s)
		}
	}
}

// A mailed code can be typed in the ways in which people type.
func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	secret := [CodeBytes]byte{0x08, 0x00, 0x4c, 0xfb, 0xff} // 10 0 .. with zeros and ones in it
	written := WriteCode(secret)
	if len(written) != 9 || written[4] != '-' || written[:2] != "10" {
		t.Fatalf("written %q", written)
	}
	sloppy := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(written))
	for _, typed := range []string{
		written, strings.ToLower(written), strings.ReplaceAll(written, "-", ""), strings.ReplaceAll(written, "-", " "),
		"  " + written + " ", sloppy, strings.NewReplacer("0", "O", "1", "I").Replace(written), strings.Join(strings.Split(written, ""), "-"),
	} {
		if got, ok := ReadCode(typed); !ok || got != secret {
			t.Errorf("ReadCode(%q) = %v, %t", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "-", "1234567", "123456789", "1234-567U", "1234-567é", "1234-56\x007", "1234567=", "1234-5678-1234-5678"} {
		if got, ok := ReadCode(typed); ok {
			t.Errorf("ReadCode(%q) = %v", typed, got)
		}
	}
}

// A code is read whatever dash, space or keyboard it was written with.
func TestCodesAreReadAsPeopleAndPhonesWriteThem(t *testing.T) {
	want, ok := ReadCode("1K0M-9QXZ")
	if !ok {
		t.Fatal("the code is refused")
	}
	between := map[string]string{"nothing": "", "Arabic comma": "\u060c", "full stop and space": ". ", "middle dot": "·", "bullet": "•", "slash": "/", "underscore": "_", "two hyphens": "--"}
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if unicode.In(c, unicode.Pd, unicode.Zs, unicode.Zl, unicode.Zp, unicode.Pi, unicode.Pf) || unicode.IsSpace(c) || c == '\u2212' || c == '\u2043' || c == '\u00ad' ||
			c >= '\u200b' && c <= '\u200f' || c >= '\u2060' && c <= '\u2064' || c == '\ufeff' || c == '\u180e' || c == '\u034f' || c == '\ufe0f' {
			between[fmt.Sprintf("%U", c)] = string(c)
		}
	}
	for name, c := range between {
		for _, typed := range []string{
			"1K0M" + c + "9QXZ", c + "1K0M-9QXZ" + c, "1K0M " + c + " 9QXZ", strings.Join(strings.Split("1k0m9qxz", ""), c),
		} {
			if got, ok := ReadCode(typed); !ok || got != want {
				t.Errorf("%s: ReadCode(%+q) = %v, %t", name, typed, got, ok)
			}
		}
	}
	for _, typed := range []string{
		"1K0M–9QXZ", "1K0M\u00a09QXZ", "1K0M\t9QXZ", "1K0M\r\n9QXZ\r\n", "“1K0M-9QXZ”", "‘1K0M-9QXZ’", "'1K0M-9QXZ'", "\"1K0M-9QXZ\".", "«1K0M-9QXZ»", "(1K0M-9QXZ)",
		"1K0M. 9QXZ", "1K0M-9QXZ.", "1K0M-9QXZ,", "1K0M: 9QXZ", "`1K0M-9QXZ`", "…1K0M-9QXZ",
		"(1K0M) 9QXZ", "[1K0M-9QXZ]",
		"１Ｋ０Ｍ－９ＱＸＺ", "ｌｋｏｍ９ｑｘｚ", "𝟏𝐊𝟎𝐌-𝟗𝐐𝐗𝐙", "①ⓀⓞⓂ⑨ⓠⓍⓏ", "¹K⁰M-⁹QXZ", "1️⃣K0️⃣M-9️⃣QXZ", "\u2066lKOM-9QXZ\u2069", "\u202aiKoM-9QXZ\u202c",
		"١K٠M-٩QXZ", "۱K۰M-۹QXZ", "१K०M-९QXZ", "๑K๐M-๙QXZ",
	} {
		if got, ok := ReadCode(typed); !ok || got != want {
			t.Errorf("ReadCode(%+q) = %v, %t", typed, got, ok)
		}
	}
}

// No other character is read as one of a code: the person who typed it has read something else.
func TestCodesHaveNoLookAlikes(t *testing.T) {
	alphabet := crockford + "OIL" + strings.ToLower(crockford) + "oil"
	for c := rune(0x80); c <= unicode.MaxRune; c++ {
		wide := norm.NFKC.String(string(c))
		_, ok := ReadCode("1K0M9QX" + string(c))
		plain := len(wide) == 1 && strings.Contains(alphabet, wide) || unicode.Is(unicode.Nd, c)
		if ok != plain {
			t.Errorf("%U is accepted as the last character of a code: %t", c, ok)
		}
	}
	for _, typed := range []string{
		"1К0М-9QXZ", "1K0М-9QXZ", "1K0M-9QХZ", "1Κ0M-9QXZ", "ıK0M-9QXZ", "İK0M-9QXZ", "1K0M-9QXŻ", "1K0M-9QXZ\u0307", "1KØM-9QXZ", "1K0M-9QX", "1K0M-9QXZZ", "1K0M-9QXZ\x00", "1K0M-9QX\xff",
	} {
		if got, ok := ReadCode(typed); ok {
			t.Errorf("ReadCode(%+q) = %v", typed, got)
		}
	}
}

// Digits of all scripts are read with their values.
func TestDigitsOfAllScriptsHaveTheirValues(t *testing.T) {
	for c, want := range map[rune]rune{'0': 0, '9': 9, '٠': 0, '٩': 9, '۵': 5, '๓': 3, '०': 0, '९': 9, '𝟘': 0, '𝟙': 1, '𞥕': 5, '\U0001fbf9': 9} {
		if got := digit(c); got != want {
			t.Errorf("%c is %d, want %d", c, got, want)
		}
	}
}

// FuzzReadCode checks that a code is read as it was written.
func FuzzReadCode(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5}, "7K3M-9QXZ")
	f.Fuzz(func(t *testing.T, secret []byte, typed string) {
		if len(secret) >= CodeBytes {
			want := [CodeBytes]byte(secret[:CodeBytes])
			if got, ok := ReadCode(WriteCode(want)); !ok || got != want {
				t.Errorf("%v is written %q and read %v", want, WriteCode(want), got)
			}
		}
		if got, ok := ReadCode(typed); ok {
			if again, _ := ReadCode(WriteCode(got)); again != got {
				t.Errorf("%q is %v and %v", typed, got, again)
			}
		}
	})
}
