package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
)

// RequestLimits limits what one requester, and all requesters of one company, cause.
type RequestLimits struct {
	// Person limits the requests that one person opens and the addresses that they add by corrections. An approved
	// request gives its slot back.
	Person account.Limit
	// Domain limits the same for all requesters below one registrable domain. It does not count those at a shared
	// mail domain, who are strangers to each other.
	Domain  account.Limit
	Pending account.PendingLimit
}

// RequesterUsage is a requester's recent use of what is limited.
type RequesterUsage struct {
	Requests   Used // by the person
	ByDomain   Used // by all requesters of the person's registrable domain; without a subject at a shared mail domain
	Pending    Used // an upper bound of the person's pending requests
	Complaints Used // about the person's mail
}

// RequesterReader reads what the limits of a requester depend on beside RequesterUsage. Each is read only when a limit is near.
type RequesterReader interface {
	// ApprovedSince counts the person's requests opened after that instant that are approved.
	ApprovedSince(ctx context.Context, person account.Email, since time.Time) (int, error)
	// PendingRequests counts the person's requests that are pending at that instant, consistently.
	PendingRequests(ctx context.Context, person account.Email, now time.Time) (int, error)
	// HasRoleSince reports whether the person has held a role since before that instant. It looks at a bounded number
	// of roles.
	HasRoleSince(ctx context.Context, person account.Email, since time.Time) (bool, error)
}

// recountAfter is how long a count of pending requests that has reached the limit is reused, so that repeated attempts do
// not read all of them each time.
const recountAfter = time.Minute

// take returns the changes that count so many uses for the person and for the company, or account.TooMany. It counts
// approved requests, which do not use up the limit, only when the limit is reached.
func (l RequestLimits) take(ctx context.Context, store RequesterReader, person account.Email, caused RequesterUsage, more int, now time.Time) ([]UsesChange, error) {
	if more == 0 {
		return nil, nil
	}
	limit := l.Person.HalvedBy(caused.Complaints.Uses.Count(ComplaintsKept, now))
	own, err := caused.Requests.TakeSeveral(limit, more, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		var returned int
		if returned, err = store.ApprovedSince(ctx, person, now.Add(-limit.Window)); err != nil {
			return nil, err
		}
		own.Next, err = caused.Requests.Uses.TakeSeveral(limit, more, returned, now)
	}
	if err != nil || caused.ByDomain.Subject == "" {
		return []UsesChange{own}, err
	}
	all, err := caused.ByDomain.TakeSeveral(l.Domain, more, now)
	return []UsesChange{own, all}, err
}

// open returns the change that counts one more pending request, or account.TooManyPending. It counts the pending requests
// only when their upper bound, which grows with each request, reaches the limit.
func (l RequestLimits) open(ctx context.Context, store interface {
	RequesterReader
	UsesKeeper
}, person account.Email, caused RequesterUsage, now time.Time) (UsesChange, error) {
	complaints := caused.Complaints.Uses.Count(ComplaintsKept, now)
	bound, known := upperBound(caused.Pending)
	if known && bound.Count < l.Pending.For(false, complaints) {
		return caused.Pending.bounded(bound.Count+1, bound.FirstAt, now), nil
	}
	established, err := store.HasRoleSince(ctx, person, now.Add(-l.Pending.NewFor))
	if err != nil {
		return UsesChange{}, err
	}
	most := l.Pending.For(established, complaints)
	if !known || bound.Count >= most && !now.Before(bound.FirstAt.Add(recountAfter)) {
		if bound.Count, err = store.PendingRequests(ctx, person, now); err != nil {
			return UsesChange{}, err
		}
		bound.FirstAt = now
		if bound.Count >= most {
			err = store.KeepUses(ctx, caused.Pending.bounded(bound.Count, now, now))
		}
	}
	if err == nil && bound.Count >= most {
		err = &account.TooManyPending{Most: most, Until: bound.FirstAt.Add(recountAfter)}
	}
	return caused.Pending.bounded(bound.Count+1, bound.FirstAt, now), err
}

// upperBound returns the upper bound, which is stored as one use: its count, and as its first time when the requests were
// last counted.
func upperBound(u Used) (bound account.Use, known bool) {
	if len(u.Uses) == 0 {
		return account.Use{}, false
	}
	return u.Uses[0], true
}

// bounded returns the change to another upper bound.
func (u Used) bounded(most int, counted, now time.Time) UsesChange {
	return UsesChange{Read: u, Next: account.Uses{{FirstAt: counted, LastAt: now, Count: most}}, Kept: pendingKept}
}

// pendingKept is longer than a request can be pending.
const pendingKept = 2 * 365 * day
