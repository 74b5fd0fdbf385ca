package wording

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

var months = map[account.Language][12]string{
	account.English: {
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	},
	account.Italian: {
		"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
		"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
	},
}

var clock = map[account.Language]string{
	account.English: "%s at %s UTC",
	account.Italian: "%s alle %s UTC",
}

func spoken(l account.Language) account.Language {
	if _, ok := months[l]; !ok {
		return account.English
	}
	return l
}

// Date writes a day, in UTC: 22 November 2026.
func Date(l account.Language, t time.Time) string {
	t = t.UTC()
	day := strconv.Itoa(t.Day())
	if l == account.Italian && t.Day() == 1 {
		day = "1º"
	}
	return fmt.Sprintf("%s %s %d", day, months[spoken(l)][t.Month()-1], t.Year())
}

// Moment writes a day and the time of it, in UTC: 22 November 2026 at 08:30 UTC.
func Moment(l account.Language, t time.Time) string {
	return fmt.Sprintf(clock[spoken(l)], Date(l, t), t.UTC().Format("15:04"))
}

// elided are the forms that the Italian article has before a vowel.
var elided = map[string]string{"il": "l'", "al": "all'", "dal": "dall'", "del": "dell'"}

// Before returns the words that stand before a value as they are said before it: in Italian it is il 7 novembre,
// but l'8 novembre.
func Before(l account.Language, words, value string) string {
	if l != account.Italian || !strings.HasSuffix(words, " ") {
		return words
	}
	if parts := strings.SplitN(value, " ", 3); len(parts) < 3 || parts[0] != "8" && parts[0] != "11" ||
		!slices.Contains(italianMonths(), parts[1]) {
		return words
	}
	words = words[:len(words)-1]
	last := words[strings.LastIndexByte(words, ' ')+1:]
	said, known := elided[strings.ToLower(last)]
	if !known {
		return words + " "
	}
	if last != strings.ToLower(last) {
		said = strings.ToUpper(said[:1]) + said[1:]
	}
	return strings.TrimSuffix(words, last) + said
}

func italianMonths() []string {
	of := months[account.Italian]
	return of[:]
}
