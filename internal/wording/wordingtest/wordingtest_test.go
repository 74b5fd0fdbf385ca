package wordingtest_test

import (
	"fmt"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/wording"
	"smartaccounts/internal/wording/wordingtest"
)

// complaints counts what a test would have failed for.
type complaints struct {
	testing.TB
	said []string
}

func (c *complaints) Helper() {}
func (c *complaints) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// Fails when a text that reads as translated passes for plain, or a plain one does not.
func TestPlain(t *testing.T) {
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
			var c complaints
			wordingtest.Plain(&c, l, "here", text)
			if len(c.said) != want {
				t.Errorf("%s: %d complaints of %q: %q", l, len(c.said), text, c.said)
			}
		}
	}
	var c complaints
	wordingtest.PlainTable(&c, wording.Table{"k": {wording.English: "An email", wording.Italian: "Una email"}})
	if len(c.said) != 1 {
		t.Errorf("complaints of a table: %q", c.said)
	}
}
