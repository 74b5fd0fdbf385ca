package account

import "time"

// Limit is a sliding-window rate limit.
type Limit struct {
	Most   int
	Window time.Duration
}

// Uses are the recent uses of something limited, oldest first.
type Uses []Use

// Use is one use, or several close together. It counts until the last of them is a window old.
type Use struct {
	FirstAt time.Time
	LastAt  time.Time
	Count   int
}

// fewUses is how many uses are kept one by one. More are merged, a twenty-fourth of the window at a time, so that the item
// stays small. A merged use expires late, never early.
const fewUses = 24

// Take returns the uses with one more at that time, or TooMany. returned is how many uses do not count. Uses older than the
// window are dropped.
func (u Uses) Take(l Limit, returned int, now time.Time) (Uses, error) {
	return u.TakeSeveral(l, 1, returned, now)
}

// TakeSeveral is Take for several uses at once, all or none.
func (u Uses) TakeSeveral(l Limit, more, returned int, now time.Time) (Uses, error) {
	var (
		next  Uses
		count int
	)
	for _, use := range u {
		if now.Before(use.LastAt.Add(l.Window)) {
			next, count = append(next, use), count+use.Count
		}
	}
	if count-returned+more > l.Most {
		var until time.Time
		for _, use := range next { // the oldest may be the returned ones, and the limit lower than it was
			until, count = use.LastAt.Add(l.Window), count-use.Count
			if count+more <= l.Most {
				break
			}
		}
		return u, &TooMany{until}
	}
	if last := len(next) - 1; last >= 0 && l.Most > fewUses && now.Before(next[last].FirstAt.Add(l.Window/fewUses)) {
		next[last].LastAt, next[last].Count = now, next[last].Count+more
		return next, nil
	}
	return append(next, Use{now, now, more}), nil
}

// Count returns how many uses are within the window.
func (u Uses) Count(window time.Duration, now time.Time) int {
	count := 0
	for _, use := range u {
		if now.Before(use.LastAt.Add(window)) {
			count += use.Count
		}
	}
	return count
}

// ShareOf returns the share of one of so many parts in a number. The shares add up to the number.
func ShareOf(all, part, parts int) int {
	share := all / parts
	if part < all%parts {
		share++
	}
	return share
}

// Share returns the share of one of so many parts in the uses. The shares add up to the uses.
func (u Uses) Share(part, parts int) (share Uses) {
	until := 0 // as many are shared out, one by one in turn
	for _, use := range u {
		from := until
		until += use.Count
		if use.Count = ShareOf(until, part, parts) - ShareOf(from, part, parts); use.Count > 0 {
			share = append(share, use)
		}
	}
	return share
}

// HalvedBy returns the limit of a requester with so many complaints: halved for each complaint, and at least one.
func (l Limit) HalvedBy(complaints int) Limit {
	l.Most = halved(l.Most, complaints)
	return l
}

func halved(most, times int) int { return max(1, most>>min(times, 30)) }

// PendingLimit is how many requests of one person may be pending at once. It is lower for people whose first role is new,
// such as someone who has just approved an account of their own.
type PendingLimit struct {
	Most   int
	New    int           // of a person whose first role is younger than NewFor
	NewFor time.Duration // how long a role is new
}

// For returns the limit of a person who has or has not held a role for longer than NewFor, and about whom people
// complained so many times.
func (l PendingLimit) For(established bool, complaints int) int {
	if established {
		return halved(l.Most, complaints)
	}
	return halved(min(l.New, l.Most), complaints)
}
