package account

import (
	"strings"
	"testing"
)

// Fails when ids repeat, or one that we made is not read.
func TestIDs(t *testing.T) {
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
			t.Errorf("%q passes for an id", s)
		}
	}
}

// Fails when a code that was mailed cannot be typed in the ways in which people type.
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

// Fails when a code is not what its mail says.
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
