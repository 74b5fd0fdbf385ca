package account_test

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
)

func TestNextDueIsTheNextReminderTheEndOrTheLapse(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	since := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(days int) time.Time { return since.Add(time.Duration(days) * day) }
	ends := account.Membership{Role: account.SmartAccountUser, Since: since, EndsAt: at(100)}
	invited := account.Membership{Role: account.SmartAccountUser, Since: since, InvitedAt: since}
	both := ends
	both.InvitedAt = since
	soon := ends
	soon.EndsAt = at(5)
	for name, c := range map[string]struct {
		m         account.Membership
		now, want time.Time
	}{
		"no end":                        {account.Membership{Role: account.SmartAccountUser, Since: since}, at(0), time.Time{}},
		"first reminder":                {ends, at(0), at(70)},
		"before the first reminder":     {ends, at(70).Add(-1), at(70)},
		"second reminder":               {ends, at(70), at(93)},
		"third reminder":                {ends, at(93), at(99)},
		"end":                           {ends, at(99), at(100)},
		"after the end":                 {ends, at(200), at(100)},
		"lapse":                         {invited, at(0), at(30)},
		"after the lapse":               {invited, at(40), at(30)},
		"lapse before the reminders":    {both, at(0), at(30)},
		"added less than 7 days before": {soon, at(0), at(4)},
	} {
		if got := account.NextDue(c.m, c.now); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
