package text

import (
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// Date returns a day in UTC, such as 22 November 2026.
func Date(l account.Language, t time.Time) string {
	t = t.UTC()
	day := strconv.Itoa(t.Day())
	if l == account.Italian && t.Day() == 1 {
		day = "1º"
	}
	return day + " " + Month(t.Month()).In(l) + " " + strconv.Itoa(t.Year())
}

// Moment returns a day and a time of day in UTC, such as 22 November 2026 at 08:30 UTC.
func Moment(l account.Language, t time.Time) string {
	return DateAndTime(t.UTC().Format("15:04"), Date(l, t)).In(l)
}

// elided returns the form that an Italian article has before a vowel.
func elided(article string) string {
	switch article {
	case "il":
		return "l'"
	case "al":
		return "all'"
	case "dal":
		return "dall'"
	case "del":
		return "dell'"
	}
	return ""
}

// beforeDate returns the words that stand before a date in the form they have there: in Italian it is il 7 novembre,
// but l'8 novembre.
func beforeDate(l account.Language, words string, date time.Time) string {
	if day := date.UTC().Day(); l != account.Italian || day != 8 && day != 11 || !strings.HasSuffix(words, " ") {
		return words
	}
	start := strings.LastIndexByte(strings.TrimSuffix(words, " "), ' ') + 1
	article := strings.TrimSuffix(words[start:], " ")
	short := elided(strings.ToLower(article))
	if short == "" {
		return words
	}
	if article != strings.ToLower(article) {
		short = strings.ToUpper(short[:1]) + short[1:]
	}
	return words[:start] + short
}
