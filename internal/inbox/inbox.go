// Package inbox shows a person what waits for their decision: one list, whatever the kind. Each thing that waits is stored once,
// under the person, the account or the operators' queue that it belongs to. The inbox joins them by what the reader is
// when it is read, so that a new administrator sees what waits for the account already.
package inbox

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// Most is the most entries that an inbox lists or counts.
const Most = 100

// Kind is a kind of entry.
type Kind string

// Every kind.
const (
	Request Kind = "request"        // a pending request that the person may decide
	Review  Kind = "review"         // a request that operators review
	Dispute Kind = "dispute"        // an open dispute, which operators settle
	Rename  Kind = "rename"         // a name of an account that waits for an operator
	Access  Kind = "access-request" // a pending access request that the person may decide
)

// Kinds lists every kind, in the order of the page.
func Kinds() []Kind {
	kinds := make([]Kind, len(sources))
	for n, s := range sources {
		kinds[n] = s.kind
	}
	return kinds
}

// Entry is one thing that waits.
type Entry struct {
	Kind     Kind
	ID       account.ID // of the request, the dispute, the access request or the account that is renamed
	Name     string     // of the account; empty if the dispute is about an identifier that no account holds
	Domain   account.Domain
	By       account.Email // the requester, also of access, the disputer, or the administrator of a rename
	Since    time.Time
	Deadline time.Time  // zero: none
	Above    account.ID // the account as whose administrator the person decides; empty: they do so as a person or operator
}

// Queue is a list that all operators share.
type Queue string

// The operators' queues.
const (
	Reviews  Queue = "reviews"
	Disputes Queue = "disputes"
	Renames  Queue = "renames"
)

// Store has what waits.
type Store interface {
	// WaitingFor returns the requests that wait for the person as a nominee with exactly that address, the oldest first. It
	// shows the person's own decisions at once.
	WaitingFor(ctx context.Context, person account.Email, most int) ([]account.Waiting, error)
	// Administering returns the active accounts in which something may wait for those who administer at least a part, and the person does
	// at that time. The number of calls does not depend on how many accounts the person belongs to: it looks at the first 250 by
	// name, and among these at the first 100 that they administer; more reports whether there are others.
	Administering(ctx context.Context, person account.Email, now time.Time) (administered []Administering, more bool, err error)
	// WaitingIn returns the requests that wait for the administrators of the account, the oldest first.
	WaitingIn(ctx context.Context, id account.ID, most int) ([]account.Waiting, error)
	// PendingAccess returns the pending access requests about the account, the oldest first.
	PendingAccess(ctx context.Context, id account.ID, most int) ([]account.PendingAccess, error)
	// Lineages returns the lineages of Virtual Accounts of the account, those that exist.
	Lineages(ctx context.Context, id account.ID, virtual ...account.ID) (map[account.ID]account.Lineage, error)
	// InReview returns requests in review, the newest first. It may lag behind.
	InReview(ctx context.Context, most int) ([]account.Request, error)
	// Disputes returns disputes, the newest first. It may lag behind.
	Disputes(ctx context.Context, settled bool, after string, most int) (disputes []account.Dispute, next string, err error)
	// WaitingRenames returns accounts with a name that waits for an operator, the latest ask first. It may lag behind.
	WaitingRenames(ctx context.Context, after string, most int) (accounts []account.Administered, next string, err error)
	// QueueLength counts the entries of a queue up to most. It may lag behind.
	QueueLength(ctx context.Context, q Queue, most int) (int, error)
}

// Inbox is what waits for a person.
type Inbox struct {
	Entries []Entry
	// MoreAccounts reports whether the person belongs to more accounts than are looked at. What waits for the administrators of the
	// others is on these accounts' pages.
	MoreAccounts bool
}

// Administering is a person's membership of an account of which they administer at least a part.
type Administering struct {
	Account    account.Account
	Membership account.Membership
}

// Read reads inboxes.
type Read struct {
	Store Store
	Now   func() time.Time
}

// source is where the entries of one kind come from.
type source struct {
	kind  Kind
	queue Queue // the entries are an operators' queue; empty: they depend on the person
	list  func(ctx context.Context, r reading) ([]Entry, error)
}

// reading is what all sources of one inbox share.
type reading struct {
	store Store
	by    account.Person
	now   time.Time
	// administering returns what Store.Administering does, which it calls at most once.
	administering func() (administered, error)
}

// administered are the accounts of which a person administers at least a part.
type administered struct {
	list []Administering
	more bool // there are others
}

func (r Read) reading(ctx context.Context, by account.Person) reading {
	now := r.Now()
	return reading{r.Store, by, now, sync.OnceValues(func() (a administered, err error) {
		a.list, a.more, err = r.Store.Administering(ctx, by.Email, now)
		return a, err
	})}
}

// sources has a row for each kind. To add one, add its row, with its Queue if operators share it, and its texts; a test fails until
// the API's description, the page and the catalogs have them.
var sources = []source{
	{Request, "", waitingRequests},
	{Review, Reviews, requestsInReview},
	{Dispute, Disputes, openDisputes},
	{Rename, Renames, waitingRenames},
	{Access, "", accessRequests},
}

// For returns what waits for the person: the earliest deadline first, then what has none, the oldest first; at most Most
// entries.
func (r Read) For(ctx context.Context, by account.Person) (Inbox, error) {
	found := make([][]Entry, len(sources))
	reads, readCtx := errgroup.WithContext(ctx)
	shared := r.reading(readCtx, by)
	for n, s := range sources {
		if s.queue != "" && !by.Operator {
			continue
		}
		reads.Go(func() (err error) {
			found[n], err = s.list(readCtx, shared)
			return err
		})
	}
	var looked administered
	reads.Go(func() (err error) {
		looked, err = shared.administering()
		return err
	})
	if err := reads.Wait(); err != nil {
		return Inbox{}, err
	}
	return Inbox{sorted(slices.Concat(found...)), looked.more}, nil
}

// sorted sorts entries and returns the first of them.
func sorted(entries []Entry) []Entry {
	slices.SortFunc(entries, func(a, b Entry) int {
		if a.Deadline.IsZero() != b.Deadline.IsZero() {
			if a.Deadline.IsZero() {
				return 1
			}
			return -1
		}
		return cmp.Or(a.Deadline.Compare(b.Deadline), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
	return entries[:min(len(entries), Most)]
}

// Count returns how many entries the person's inbox has, at most Most. It counts the operators' queues without reading what
// they list, so it may include what has expired and is not cleaned up yet.
func (r Read) Count(ctx context.Context, by account.Person) (int, error) {
	found := make([]int, len(sources))
	reads, readCtx := errgroup.WithContext(ctx)
	shared := r.reading(readCtx, by)
	for n, s := range sources {
		switch {
		case s.queue == "":
			reads.Go(func() error {
				entries, err := s.list(readCtx, shared)
				found[n] = len(entries)
				return err
			})
		case by.Operator:
			reads.Go(func() (err error) {
				found[n], err = r.Store.QueueLength(readCtx, s.queue, Most)
				return err
			})
		}
	}
	if err := reads.Wait(); err != nil {
		return 0, err
	}
	count := 0
	for _, n := range found {
		count += n
	}
	return min(count, Most), nil
}

// In returns the requests that wait for a member of an active account as its administrator; none if they are not one.
func (r Read) In(ctx context.Context, m account.Membership) ([]Entry, error) {
	if !m.AsOf(r.Now()).ConfirmedAdministrator() {
		return nil, nil
	}
	waiting, err := waitingIn(ctx, r.Store, m)
	if err != nil {
		return nil, err
	}
	return sorted(entriesOf(waiting, r.Now())), nil
}

func waitingIn(ctx context.Context, store Store, m account.Membership) ([]account.Waiting, error) {
	waiting, err := store.WaitingIn(ctx, m.AccountID, Most)
	return slices.DeleteFunc(waiting, func(w account.Waiting) bool { return !w.WaitsFor(m) }), err
}

// waitingRequests returns the requests that the person may decide, as a nominee or as an administrator of the account above.
func waitingRequests(ctx context.Context, r reading) ([]Entry, error) {
	var own, below []account.Waiting
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) {
		own, err = r.store.WaitingFor(readCtx, r.by.Email, Most)
		return err
	})
	reads.Go(func() (err error) {
		below, err = eachAdministered(readCtx, r, func(ctx context.Context, a Administering) ([]account.Waiting, error) {
			if !a.Membership.ConfirmedAdministrator() {
				return nil, nil
			}
			return waitingIn(ctx, r.store, a.Membership)
		})
		return err
	})
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	return entriesOf(slices.Concat(own, below), r.now), nil
}

// eachAdministered returns what read returns for each account of which the person administers at least a part.
func eachAdministered[T any](ctx context.Context, r reading, read func(context.Context, Administering) ([]T, error)) ([]T, error) {
	administers, err := r.administering()
	if err != nil {
		return nil, err
	}
	const atOnce = 10
	found := make([][]T, len(administers.list))
	reads, readCtx := errgroup.WithContext(ctx)
	reads.SetLimit(atOnce)
	for n, a := range administers.list {
		reads.Go(func() (err error) {
			found[n], err = read(readCtx, a)
			return err
		})
	}
	err = reads.Wait()
	return slices.Concat(found...), err
}

// accessRequests returns the access requests that the person may decide.
func accessRequests(ctx context.Context, r reading) ([]Entry, error) {
	return eachAdministered(ctx, r, func(ctx context.Context, a Administering) (entries []Entry, err error) {
		pending, err := pendingAccess(ctx, r, a)
		for _, p := range pending {
			entries = append(entries, Entry{
				Kind: Access, ID: p.ID, Name: a.Account.Name, Domain: a.Account.Domain, By: p.By, Since: p.ListedAt, Deadline: p.ExpiresAt,
			})
		}
		return entries, err
	})
}

// pendingAccess returns the access requests about one account that wait for the person.
func pendingAccess(ctx context.Context, r reading, a Administering) ([]account.PendingAccess, error) {
	pending, err := r.store.PendingAccess(ctx, a.Account.ID, Most)
	if err != nil {
		return nil, err
	}
	at, err := lineagesOf(ctx, r.store, a.Membership, pending)
	return slices.DeleteFunc(pending, func(p account.PendingAccess) bool { return !p.WaitsFor(a.Membership, at, r.now) }), err
}

// lineagesOf returns the lineages of the Virtual Accounts that the access requests name. Of a member who decides in the whole account they
// do not matter.
func lineagesOf(ctx context.Context, store Store, m account.Membership, pending []account.PendingAccess) (map[account.ID]account.Lineage, error) {
	var asked []account.Grant
	for _, p := range pending {
		asked = append(asked, p.Asked)
	}
	ids := account.VirtualAccountsOf(asked...)
	if len(ids) == 0 || m.May(account.DecideAccessRequests) {
		return nil, nil //nolint:nilnil // there are none
	}
	return store.Lineages(ctx, m.AccountID, ids...)
}

// PendingAccess returns the access requests that wait for the person in all accounts, the earliest deadline first, at most Most.
func (r Read) PendingAccess(ctx context.Context, by account.Person) ([]account.PendingAccess, error) {
	shared := r.reading(ctx, by)
	pending, err := eachAdministered(ctx, shared, func(ctx context.Context, a Administering) ([]account.PendingAccess, error) {
		return pendingAccess(ctx, shared, a)
	})
	slices.SortFunc(pending, func(a, b account.PendingAccess) int {
		return cmp.Or(a.ExpiresAt.Compare(b.ExpiresAt), cmp.Compare(a.ID, b.ID))
	})
	return pending[:min(len(pending), Most)], err
}

// entriesOf returns an entry for each request that is pending at that time. A person who is asked both by their address and as
// an administrator has one.
func entriesOf(waiting []account.Waiting, now time.Time) (entries []Entry) {
	listed := map[account.ID]bool{}
	for _, w := range waiting {
		a := w.Account
		if listed[a.RequestID] || a.AsOf(now).Status != account.AccountPending {
			continue
		}
		listed[a.RequestID] = true
		entries = append(entries, Entry{
			Kind: Request, ID: a.RequestID, Name: a.Name, Domain: a.Domain, By: a.Requester,
			Since: w.AskedAt, Deadline: a.PendingUntil, Above: w.Above,
		})
	}
	return entries
}

func requestsInReview(ctx context.Context, from reading) (entries []Entry, err error) {
	requests, err := from.store.InReview(ctx, Most)
	for _, r := range requests {
		if r.AsOf(from.now).State != account.PendingReview {
			continue
		}
		entries = append(entries, Entry{
			Kind: Review, ID: r.ID, Name: r.Account.Name, Domain: r.Account.Domain, By: r.Requester,
			Since: r.CreatedAt, Deadline: r.Deadline(),
		})
	}
	return entries, err
}

func openDisputes(ctx context.Context, r reading) (entries []Entry, err error) {
	disputes, _, err := r.store.Disputes(ctx, false, "", Most)
	for _, d := range disputes {
		entries = append(entries, Entry{
			Kind: Dispute, ID: d.ID, Name: d.Account.Name, Domain: d.Account.Domain, By: d.By, Since: d.OpenedAt, Deadline: d.EndsAt,
		})
	}
	return entries, err
}

func waitingRenames(ctx context.Context, r reading) (entries []Entry, err error) {
	accounts, _, err := r.store.WaitingRenames(ctx, "", Most)
	for _, a := range accounts {
		if a.Waiting == nil {
			continue
		}
		entries = append(entries, Entry{Kind: Rename, ID: a.ID, Name: a.Name, Domain: a.Domain, By: a.Waiting.By, Since: a.Waiting.At})
	}
	return entries, err
}
