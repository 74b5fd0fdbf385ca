package account

import "time"

// Limit is how often something may be done in any stretch of time.
type Limit struct {
	Most   int
	Window time.Duration
}

// Uses are the times at which something limited was done lately, oldest first.
type Uses []Use

// Use is one time, or several close to each other. It counts until the last of them is a window old.
type Use struct {
	FirstAt time.Time
	LastAt  time.Time
	Count   int
}

// fewUses are kept one by one; more are counted together, a twenty-fourth of the window at a time, so
// that what is stored stays small. A use is then forgotten late, never early.
const fewUses = 24

// Take answers the uses with one more at that instant, or TooMany. returned are slots given back:
// uses that do not count. Uses that are a window old are dropped.
func (u Uses) Take(l Limit, returned int, now time.Time) (Uses, error) {
	var (
		next  Uses
		count int
	)
	for _, use := range u {
		if now.Before(use.LastAt.Add(l.Window)) {
			next, count = append(next, use), count+use.Count
		}
	}
	if count-returned >= l.Most {
		var until time.Time
		for _, use := range next { // the oldest may be the returned ones, and the limit lower than it was
			until, count = use.LastAt.Add(l.Window), count-use.Count
			if count < l.Most {
				break
			}
		}
		return u, &TooMany{until}
	}
	if last := len(next) - 1; last >= 0 && l.Most > fewUses && now.Before(next[last].FirstAt.Add(l.Window/fewUses)) {
		next[last].LastAt, next[last].Count = now, next[last].Count+1
		return next, nil
	}
	return append(next, Use{now, now, 1}), nil
}
