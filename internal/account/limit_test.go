package account

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// taken counts the times in a window that ends now.
func taken(times []time.Time, window time.Duration, now time.Time) int {
	n := 0
	for _, at := range slices.Backward(times) {
		if !now.Before(at.Add(window)) {
			break
		}
		n++
	}
	return n
}

// In any window as many uses are allowed as the limit says, a refusal says until when, and a bounded number
// of lines is stored. Above 24, a use may be kept longer than the window, by at most a twenty-fourth of it.
func TestALimitAllowsItsUsesInAnyWindow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{1, 2, 5, 20, 24, 25, 100, 1000} {
		const window = day
		l := Limit{Most: most, Window: window}
		slack := time.Duration(0)
		if most > 24 {
			slack = window / 24
		}
		var (
			uses    Uses
			times   []time.Time
			refused int
		)
		now := opened
		for range 3000 {
			now = now.Add(time.Duration(random.Int64N(int64(2 * window / time.Duration(most)))))
			if random.IntN(3*most) == 0 {
				now = now.Add(window / 2)
			}
			before := slices.Clone(uses)
			next, err := uses.Take(l, 0, now)
			if !slices.Equal(uses, before) {
				t.Fatalf("%d: Take changed the uses that it was called on", most)
			}
			if err != nil {
				refused++
				var tooMany *TooMany
				if !errors.As(err, &tooMany) || !slices.Equal(next, uses) {
					t.Fatalf("%d: %v", most, err)
				}
				if taken(times, window+slack, now) < most {
					t.Fatalf("%d: refused after %d uses", most, taken(times, window+slack, now))
				}
				if _, err := uses.Take(l, 0, tooMany.Until); err != nil {
					t.Fatalf("%d: refused at the time it named", most)
				}
				if _, err := uses.Take(l, 0, tooMany.Until.Add(-tick)); err == nil {
					t.Fatalf("%d: allowed before the time it named", most)
				}
				continue
			}
			uses, times = next, append(times, now)
			if n := taken(times, window, now); n > most {
				t.Fatalf("%d: %d uses in a window", most, n)
			}
			if len(uses) > 26 {
				t.Fatalf("%d: %d lines are stored", most, len(uses))
			}
		}
		if refused == 0 || refused == 3000 {
			t.Errorf("%d: refused %d times", most, refused)
		}
	}
}

// A returned slot does not count, and a limit is exact to one use and to the instant.
func TestReturnedUsesDoNotCount(t *testing.T) {
	at := func(hours int) time.Time { return opened.Add(time.Duration(hours) * time.Hour) }
	var five Uses
	for i := range 5 {
		five = append(five, Use{at(i), at(i), 1})
	}
	many := Uses{{at(0), at(1), 30}, {at(2), at(2), 10}}
	for name, c := range map[string]struct {
		uses     Uses
		most     int
		returned int
		now      time.Time
		left     int       // lines stored afterwards
		until    time.Time // of a refusal
	}{
		"none so far":                        {nil, 1, 0, at(0), 1, time.Time{}},
		"one less":                           {five, 6, 0, at(5), 6, time.Time{}},
		"as many":                            {five, 5, 0, at(5), 0, at(24)},
		"an instant before the first is old": {five, 5, 0, at(24).Add(-tick), 0, at(24)},
		"the first is old":                   {five, 5, 0, at(24), 5, time.Time{}},
		"all are old":                        {five, 1, 0, at(28), 1, time.Time{}},
		"one given back":                     {five, 5, 1, at(5), 6, time.Time{}},
		"more given back than used":          {five, 1, 9, at(5), 6, time.Time{}},
		"given back, as many again":          {five, 4, 1, at(5), 0, at(25)}, // the returned one may be the first
		"the limit was lowered":              {five, 2, 0, at(5), 0, at(27)},
		"counted together":                   {many, 40, 0, at(5), 0, at(25)},
		"counted together, and lowered":      {many, 8, 0, at(5), 0, at(26)},
	} {
		next, err := c.uses.Take(Limit{Most: c.most, Window: day}, c.returned, c.now)
		var tooMany *TooMany
		if refused := errors.As(err, &tooMany); refused != (c.left == 0) || refused && !tooMany.Until.Equal(c.until) || !refused && len(next) != c.left {
			t.Errorf("%s: %v, %v", name, next, err)
		}
	}
	// Uses in a twenty-fourth of the window are counted together until the last of them expires.
	l := Limit{Most: 25, Window: day}
	one, _ := Uses(nil).Take(l, 0, at(0))
	two, _ := one.Take(l, 0, at(1).Add(-tick))
	three, _ := two.Take(l, 0, at(1))
	if want := (Uses{{at(0), at(1).Add(-tick), 2}, {at(1), at(1), 1}}); !reflect.DeepEqual(three, want) {
		t.Errorf("stored are %v, want %v", three, want)
	}
	if few, _ := one.Take(Limit{Most: 24, Window: day}, 0, at(0)); len(few) != 2 {
		t.Errorf("with a limit up to 24, stored are %v", few)
	}
}

// Several uses are taken all or none, and the time of a refusal is when all of them fit.
func TestSeveralUsesAreTakenAllOrNone(t *testing.T) {
	l := Limit{Most: 5, Window: day}
	uses, err := Uses(nil).TakeSeveral(l, 3, 0, opened)
	if err != nil || uses.Count(day, opened) != 3 {
		t.Fatalf("%v, %v", uses, err)
	}
	if uses, err = uses.TakeSeveral(l, 1, 0, opened.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var tooMany *TooMany
	if again, err := uses.TakeSeveral(l, 2, 0, opened.Add(2*time.Hour)); !errors.As(err, &tooMany) || !tooMany.Until.Equal(opened.Add(day)) || !slices.Equal(again, uses) {
		t.Errorf("%v, %v", again, err)
	}
	if uses, err = uses.TakeSeveral(l, 2, 1, opened.Add(2*time.Hour)); err != nil || uses.Count(day, opened.Add(2*time.Hour)) != 6 {
		t.Errorf("with one returned: %v, %v", uses, err)
	}
	if n := uses.Count(day, opened.Add(day)); n != 3 {
		t.Errorf("%d count a day on", n)
	}
}

func TestEachComplaintHalvesALimit(t *testing.T) {
	pending := PendingLimit{Most: 5000, New: 50}
	for complaints, want := range []struct{ requests, established, new int }{
		{20, 5000, 50}, {10, 2500, 25}, {5, 1250, 12}, {2, 625, 6}, {1, 312, 3}, {1, 156, 1}, {1, 78, 1},
	} {
		got := struct{ requests, established, new int }{
			Limit{Most: 20, Window: day}.HalvedBy(complaints).Most, pending.For(true, complaints), pending.For(false, complaints),
		}
		if got != want {
			t.Errorf("%d: %+v, want %+v", complaints, got, want)
		}
	}
	if got := (PendingLimit{Most: 10, New: 50}).For(false, 0); got != 10 {
		t.Errorf("a new requester may have %d, others 10", got)
	}
	if got := pending.For(true, 1000); got != 1 {
		t.Errorf("after very many complaints: %d", got)
	}
}

// The shares of all parts add up to the whole, also after a part of it has expired.
func TestSharesAddUpToTheLimit(t *testing.T) {
	uses := Uses{{opened, opened, 1}, {opened, opened.Add(day), 1}, {opened, opened.Add(2 * day), 70}, {opened, opened.Add(3 * day), 5}}
	for _, parts := range []int{1, 2, 7, 64, 100} {
		sum := 0
		counts := make([]int, len(uses))
		for part := range parts {
			sum += ShareOf(77, part, parts)
			share := uses.Share(part, parts)
			if n, most := share.Count(10*day, opened), ShareOf(77, part, parts); n != most {
				t.Errorf("part %d of %d has %d uses, want %d", part, parts, n, most)
			}
			for _, use := range share {
				counts[slices.IndexFunc(uses, func(u Use) bool { return u.LastAt.Equal(use.LastAt) })] += use.Count
			}
		}
		if sum != 77 || !slices.Equal(counts, []int{1, 1, 70, 5}) {
			t.Errorf("%d parts: %d in all, uses %v", parts, sum, counts)
		}
	}
}
