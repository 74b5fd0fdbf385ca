package wording

import (
	"fmt"
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
	return fmt.Sprintf("%d %s %d", t.Day(), months[spoken(l)][t.Month()-1], t.Year())
}

// Moment writes a day and the time of it, in UTC: 22 November 2026 at 08:30 UTC.
func Moment(l account.Language, t time.Time) string {
	return fmt.Sprintf(clock[spoken(l)], Date(l, t), t.UTC().Format("15:04"))
}
