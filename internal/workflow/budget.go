package workflow

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// Budget is what the whole deployment may do. It is kept in parts, each with its share of the limit, so that those who
// take from it at the same time rarely meet: together the parts allow exactly what the limit does.
type Budget string

// The budgets of a day: all mails, and of these those with a code.
const (
	DailyMails Budget = "mails"
	DailyCodes Budget = "codes"
)

// BudgetParts is how many parts a budget has. At 200 mails a second each part is taken from about three times a second.
const BudgetParts = 64

// Part is a part of the budget, by its number from 0 on.
func (b Budget) Part(number int) Subject { return Subject(fmt.Sprintf("%s %d", b, number)) }

// Undivided is what counted the budget before it had parts. A part that is not there yet has its share of that.
func (b Budget) Undivided() Subject { return Subject(b) }

// PartsReader reads budgets.
type PartsReader interface {
	// PartsOf reads all parts of the budget consistently, by their numbers.
	PartsOf(ctx context.Context, b Budget) ([]Used, error)
}

// partOf returns what the limit leaves to one of the parts.
func partOf(l account.Limit, number int) account.Limit {
	l.Most = account.ShareOf(l.Most, number, BudgetParts)
	return l
}

// pickPart draws one of the parts that have a share of the limit; from where ids come from.
func pickPart(l account.Limit) int {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	parts := uint64(max(1, min(l.Most, BudgetParts)))
	return int(binary.LittleEndian.Uint64(bits[:]) % parts) //nolint:gosec // below 64
}

// left returns a part of the budget of which there is one left under the limit: the one of that number, as it was read,
// else another. If there is none, it returns the one that will have one first. What was taken already, and is still to be
// stored, counts.
func (b Budget) left(ctx context.Context, store PartsReader, number int, read Used, l account.Limit, taken takings, now time.Time) (limited, error) {
	if one := (limited{read, partOf(l, number)}); one.anyLeft(taken, now) {
		return one, nil
	}
	all, err := store.PartsOf(ctx, b)
	if err != nil {
		return limited{}, err
	}
	var (
		first limited
		at    time.Time
	)
	begin := pickPart(l)
	for n := range all {
		number := (begin + n) % len(all)
		one := limited{all[number], partOf(l, number)}
		if one.anyLeft(taken, now) {
			return one, nil
		}
		if from := one.from(taken, now); one.Limit.Most > 0 && (at.IsZero() || from.Before(at)) {
			first, at = one, from
		}
	}
	return first, nil
}

// anyLeft reports whether there is one left.
func (l limited) anyLeft(taken takings, now time.Time) bool {
	return l.Limit.Most > 0 && l.from(taken, now).IsZero()
}

// from returns from when on there is one left; zero: now.
func (l limited) from(taken takings, now time.Time) time.Time {
	_, err := taken.of(l.Used).Take(l.Limit, 0, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return tooMany.Until
	}
	return time.Time{}
}
