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

// Budget is a limit of the whole deployment. It is stored in parts, each with its share of the limit, so that concurrent
// uses rarely conflict. Together the parts allow exactly what the limit allows.
type Budget string

// The daily budgets: all mails, and those with a code.
const (
	DailyMails Budget = "mails"
	DailyCodes Budget = "codes"
)

// BudgetParts is how many parts a budget has. At 200 mails a second each part is taken from about three times a second.
const BudgetParts = 64

// Part returns the subject of a part of the budget. Numbers start at 0.
func (b Budget) Part(number int) Subject { return Subject(fmt.Sprintf("%s %d", b, number)) }

// Undivided returns the subject that counted the budget before it had parts. A part without an item starts with its share
// of that.
func (b Budget) Undivided() Subject { return Subject(b) }

// PartsReader reads budgets.
type PartsReader interface {
	// PartsOf reads all parts of the budget consistently, by their numbers.
	PartsOf(ctx context.Context, b Budget) ([]Used, error)
}

// partOf returns the limit of one part.
func partOf(l account.Limit, number int) account.Limit {
	l.Most = account.ShareOf(l.Most, number, BudgetParts)
	return l
}

// pickPart returns a random part that has a share of the limit. It reads crypto/rand, like ids, so that a seed replays it.
func pickPart(l account.Limit) int {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	parts := uint64(max(1, min(l.Most, BudgetParts)))
	return int(binary.LittleEndian.Uint64(bits[:]) % parts) //nolint:gosec // below 64
}

// left returns a part of the budget with a use left: the one that was read, or else another. If no part has one, it returns
// the part that will have one first. Uses in taken, which are not stored yet, count.
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

// anyLeft reports whether a use is left.
func (l limited) anyLeft(taken takings, now time.Time) bool {
	return l.Limit.Most > 0 && l.from(taken, now).IsZero()
}

// from returns when a use will be left; zero: now.
func (l limited) from(taken takings, now time.Time) time.Time {
	_, err := taken.of(l.Used).Take(l.Limit, 0, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return tooMany.Until
	}
	return time.Time{}
}
