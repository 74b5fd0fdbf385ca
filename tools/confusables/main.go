// Command confusables makes internal/account/confusables.txt from Unicode's table of look-alikes.
//
//	apt-get source --download-only icu # of Debian; 78 has Unicode 17's; the package unicode-data has none
//	tar xf icu_*.orig.tar.gz icu/source/data/unidata/confusables.txt
//	go run ./tools/confusables icu/source/data/unidata/confusables.txt internal/account/confusables.txt
//
// It uses package account to find the characters that a domain identifier can have. That package embeds the file, so
// the file must exist, and may be empty.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/urfave/cli/v3"
	"golang.org/x/text/unicode/norm"

	"smartaccounts/internal/account"
	"smartaccounts/tools/command"
)

func main() {
	command.Main(&cli.Command{
		Name: "confusables", Usage: "derive the table of look-alikes", UsageText: "confusables FROM TO",
		ArgValidator: command.Exactly(2),
		Action:       func(_ context.Context, c *cli.Command) error { return derive(c.Args().Get(0), c.Args().Get(1)) },
	})
}

func derive(from, to string) error {
	t, err := read(from)
	if err != nil {
		return err
	}
	var lines strings.Builder
	lines.WriteString(header(t.origin))
	for c := rune(0); c <= unicode.MaxRune; c++ {
		plain := string(c)
		// Skeleton looks up the parts of a character that decomposes, so it needs no entry.
		if !norm.NFD.IsNormalString(plain) {
			continue
		}
		prototype, err := t.settle(plain)
		if err != nil {
			return err
		}
		if prototype != lower(plain) && occurs(c) {
			fmt.Fprintf(&lines, "%c %s\n", c, prototype)
		}
	}
	const readable = 0o644
	if err := os.WriteFile(to, []byte(lines.String()), readable); err != nil {
		return fmt.Errorf("write the derived table: %w", err)
	}
	return nil
}

// table is Unicode's table: the prototype of each character.
type table struct {
	origin     []string // its header
	prototypes map[rune]string
}

func read(name string) (table, error) {
	file, err := os.Open(name)
	if err != nil {
		return table{}, fmt.Errorf("read Unicode's table: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	t := table{prototypes: map[rune]string{}}
	for lines := bufio.NewScanner(file); ; {
		if !lines.Scan() {
			if len(t.prototypes) == 0 {
				return table{}, errors.New("no entries")
			}
			t.addSmallCapitals()
			return t, lines.Err()
		}
		line := strings.TrimPrefix(lines.Text(), "\ufeff")
		data, comment, _ := strings.Cut(line, "#")
		if data == "" {
			if comment = strings.TrimSpace(comment); comment != "" && len(t.prototypes) == 0 {
				t.origin = append(t.origin, comment)
			}
			continue
		}
		fields := strings.Split(data, ";")
		if len(fields) < 2 {
			return table{}, fmt.Errorf("no entry: %q", line)
		}
		source, err := decode(fields[0])
		if err != nil {
			return table{}, err
		}
		prototype, err := decode(fields[1])
		if err != nil {
			return table{}, err
		}
		t.prototypes[[]rune(source)[0]] = prototype
	}
}

// smallCapitals are letters that are not look-alikes of the usual letters in Unicode's table. Nor are many Cyrillic and
// Greek letters that look like them: к and κ like ĸ, м like ʍ, т and τ like ᴛ. Without these entries, асме.com would
// not be a look-alike of acme.com.
var smallCapitals = map[rune]string{
	'ᴀ': "a", 'ʙ': "b", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ꜰ': "f", 'ɢ': "g", 'ʜ': "h", 'ɪ': "i", 'ᴊ': "j", 'ĸ': "k", 'ʟ': "l", 'ᴍ': "m",
	'ʍ': "m", 'ɴ': "n", 'ᴏ': "o", 'ᴘ': "p", 'ꞯ': "q", 'ʀ': "r", 'ꜱ': "s", 'ᴛ': "t", 'ᴜ': "u", 'ᴠ': "v", 'ᴡ': "w", 'ʏ': "y", 'ᴢ': "z",
}

// addSmallCapitals adds the small capitals for which Unicode's table has no prototype.
func (t table) addSmallCapitals() {
	for c, letter := range smallCapitals {
		if t.prototypes[c] == "" {
			t.prototypes[c] = letter
		}
	}
}

func decode(hex string) (string, error) {
	var s strings.Builder
	for _, digits := range strings.Fields(hex) {
		c, err := strconv.ParseUint(digits, 16, 31)
		if err != nil {
			return "", fmt.Errorf("no code point: %w", err)
		}
		s.WriteRune(rune(c))
	}
	if s.Len() == 0 {
		return "", errors.New("no code points")
	}
	return s.String(), nil
}

// settle maps to prototypes and folds to lower case until nothing changes: a prototype may be a capital (O for 0)
// whose small letter has another prototype.
func (t table) settle(s string) (string, error) {
	for seen := []string{}; ; {
		var next strings.Builder
		for _, c := range s {
			if prototype, is := t.prototypes[c]; is {
				next.WriteString(prototype)
			} else {
				next.WriteRune(c)
			}
		}
		again := lower(next.String())
		if again == s {
			return s, nil
		}
		if slices.Contains(seen, again) {
			return "", fmt.Errorf("%+q and %+q are each other's prototypes", s, again)
		}
		seen, s = append(seen, again), again
	}
}

// lower folds character by character, as Skeleton does.
func lower(s string) string { return norm.NFD.String(strings.Map(unicode.ToLower, s)) }

// occurs reports whether a domain identifier in Unicode can have the character, also in its decomposition. It returns
// true for characters that are not assigned in this version of Go, because a later one may allow them.
func occurs(c rune) bool {
	if unicode.Is(unicode.Cn, c) {
		return true
	}
	// A mark needs a letter before it, and a right-to-left character needs others around it.
	for _, label := range []string{string(c), "a" + string(c) + "a", "א" + string(c) + "א"} {
		d, err := account.ParseDomain(label + ".com")
		if err == nil && strings.ContainsRune(norm.NFD.String(d.Unicode()), c) {
			return true
		}
	}
	return false
}

// header returns the file's header with its origin and license. Binaries embed the file, so every copy includes the
// notice.
func header(origin []string) string {
	const how = `Characters that look like others, each with its prototype: what Skeleton (skeleton.go) puts in its
place. Derived by tools/confusables from Unicode's confusables.txt, whose header stands below, under
the Unicode License v3 (SPDX: Unicode-3.0), at the end.

What was changed: restricted to characters that can stand in a domain identifier and decompose no
further; small capitals added as look-alikes of their letters; prototypes mapped again and folded to
lower case until nothing changes; what that makes its own prototype left out. One entry a line,
"character prototype", sorted by the character's code point, as Skeleton searches by halves.

`
	var s strings.Builder
	for line := range strings.Lines(how + strings.Join(origin, "\n") + "\n\n" + license) {
		s.WriteString(strings.TrimSpace("# "+line) + "\n")
	}
	return s.String()
}

// license is the license of Unicode's table.
const license = `UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 2016-2025 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY
DOWNLOADING, INSTALLING, COPYING OR OTHERWISE USING DATA FILES, AND/OR
SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY, ALL OF THE
TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT
DOWNLOAD, INSTALL, COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a
copy of data files and any associated documentation (the "Data Files") or
software and any associated documentation (the "Software") to deal in the
Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell
copies of the Data Files or Software, and to permit persons to whom the
Data Files or Software are furnished to do so, provided that either (a)
this copyright and permission notice appear with all copies of the Data
Files or Software, or (b) this copyright and permission notice appear in
associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY
KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT OF
THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE
BE LIABLE FOR ANY CLAIM, OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES,
OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS,
WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA
FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall
not be used in advertising or otherwise to promote the sale, use or other
dealings in these Data Files or Software without prior written
authorization of the copyright holder.
`
