package texttest_test

import (
	"fmt"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text/texttest"
)

// recorder keeps the messages of the errors that a test reports.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestPlainReportsEveryBannedPhraseAndNoOther(t *testing.T) {
	for l, texts := range map[account.Language]map[string]int{
		account.English: {
			"Give it to nobody.":                              2,
			"Called the e-mail spam":                          2,
			"The link stays good until the deadline.":         1,
			"One a line.":                                     1,
			"A name may not hold these.":                      1,
			"You need not sign in.":                           1,
			"Your link lies below: load the page anew.":       2,
			"{mailbox} has a field `e-mail`, customerEmails.": 0,
			"We emailed someone. The email is valid.":         0,
		},
		account.Italian: {
			"Scrivi una email.":                          1,
			"Le emails":                                  1,
			"Usa l'e-mail: {email}.":                     0,
			"Non puo' decidere la richiesta":             2,
			"La richiesta è stata decisa":                1,
			"È stata presa una decisione. L'e-mail c'è.": 0,
		},
	} {
		for text, want := range texts {
			var r recorder
			texttest.Plain(&r, l, "here", text)
			if len(r.errors) != want {
				t.Errorf("%s: %d errors for %q: %q", l, len(r.errors), text, r.errors)
			}
		}
	}
}
