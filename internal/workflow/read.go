package workflow

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// AccountDetails is an account with what a person may see inside.
type AccountDetails struct {
	account.WithAccess
	Administrators  []account.Email // nil, as the next, if the person may not see them; else perhaps empty
	VirtualAccounts []account.VirtualAccount
}

// StoredAccount is an account with all that belongs to it.
type StoredAccount struct {
	Account         account.Account
	Members         []account.Membership
	VirtualAccounts []account.VirtualAccount
}

// ReadAccount shows one account.
type ReadAccount struct {
	Store interface {
		access.RoleReader
		AccountReader
	}
	Now func() time.Time
}

// Do returns the account. Who belongs to it or asked for it, and anybody if it is public, sees its
// administrators and Virtual Accounts. A cancelled account is there for its requester alone.
func (r ReadAccount) Do(ctx context.Context, by account.Person, id account.ID) (AccountDetails, error) {
	if err := access.RequireRole(ctx, r.Store, by); err != nil {
		return AccountDetails{}, err
	}
	stored, err := r.Store.Account(ctx, id)
	if err != nil {
		return AccountDetails{}, err
	}
	details := AccountDetails{WithAccess: account.WithAccess{Account: stored.Account.AsOf(r.Now())}}
	requester := stored.Account.Requester == by.Email
	if details.Account.Status == account.AccountCancelled && !requester {
		return AccountDetails{}, account.ErrNotFound
	}
	administrators := []account.Email{}
	for _, m := range stored.Members {
		if m.Person == by.Email {
			details.Access = m.Roles
		}
		if !m.Administers() {
			continue
		}
		if m.Hidden && requester {
			m.Person = account.Email(m.Person.Masked())
		}
		administrators = append(administrators, m.Person)
	}
	if stored.opensTo(by.Email) {
		details.Administrators = administrators
		details.VirtualAccounts = append([]account.VirtualAccount{}, stored.VirtualAccounts...)
	}
	return details, nil
}

// opensTo reports whether the person may see the account's administrators and Virtual Accounts: who
// belongs to it or asked for it, and anybody if it is public.
func (s StoredAccount) opensTo(person account.Email) bool {
	belongs := func(m account.Membership) bool { return m.Person == person }
	return s.Account.Requester == person || slices.ContainsFunc(s.Members, belongs) || s.Account.FoundByPart()
}

// Tracked is a request with its history, as its requester and operators follow it: each sees what they
// may see of it.
type Tracked struct {
	Request    account.Request
	History    []account.Event
	Deliveries map[int]account.Delivery // of each nominee's latest mail, by the nominee's number
	NoMail     map[int]bool             // whose address takes no mail of the requester, of those who may decide
}

// RequestLister finds requests.
type RequestLister interface {
	RequestReader
	AddressReader
	// History returns the request's events, oldest first.
	History(ctx context.Context, id account.ID) ([]account.Event, error)
	// Deliveries returns how far those mails have come. Those settled long ago may be missing.
	Deliveries(ctx context.Context, mails []account.ID) (map[account.ID]account.Delivery, error)
	// RequestsBy returns the person's own requests in one of those states, newest first, at most so many. next is the
	// position up to which it has looked, and empty if nothing is left: it looks at a bounded number of requests, of
	// which few may be in these states.
	RequestsBy(ctx context.Context, person account.Email, states []account.State, after string, most int) (ids []Listed, next string, err error)
	// RequestsIn returns everybody's requests in one of those states, newest first. It may lag behind.
	RequestsIn(ctx context.Context, states []account.State, after string, most int) (ids []Listed, err error)
}

// Listed is a request in a list, with its position there.
type Listed struct {
	ID       account.ID
	Position string
}

// Track shows requests to those who may follow them.
type Track struct {
	Store RequestLister
	Now   func() time.Time
}

// One returns a request to its requester and to operators; to anybody else it is
// account.ErrNotFound.
func (t Track) One(ctx context.Context, by account.Person, id account.ID) (Tracked, error) {
	request, err := t.Store.Request(ctx, id)
	if err != nil {
		return Tracked{}, err
	}
	if request.Requester != by.Email && !by.Operator {
		return Tracked{}, account.ErrNotFound
	}
	var (
		asOfNow     = request.AsOf(t.Now())
		history     []account.Event
		deliveries  map[int]account.Delivery
		unreachable map[int]bool
	)
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { history, err = t.Store.History(readCtx, id); return err })
	reads.Go(func() (err error) { deliveries, err = t.deliveries(readCtx, request); return err })
	reads.Go(func() (err error) { unreachable, err = noMail(readCtx, t.Store, asOfNow); return err })
	if err := reads.Wait(); err != nil {
		return Tracked{}, err
	}
	return Tracked{asOfNow.SeenBy(by), asOfNow.HistorySeenBy(by, history), deliveries, unreachable}, nil
}

// JustOpened is what One answers about a request that has just been opened, without reading: its mails wait.
func JustOpened(by account.Person, r account.Request, opened account.Event) Tracked {
	deliveries := map[int]account.Delivery{}
	for _, n := range r.Nominees {
		deliveries[n.Number] = account.Queued
	}
	return Tracked{r.SeenBy(by), r.HistorySeenBy(by, []account.Event{opened}), deliveries, nil}
}

// deliveries returns how far the latest mail to each nominee has come. What is known no more was sent
// long ago.
func (t Track) deliveries(ctx context.Context, r account.Request) (map[int]account.Delivery, error) {
	var mails []account.ID
	for _, n := range r.Nominees {
		if n.MailID != "" {
			mails = append(mails, n.MailID)
		}
	}
	known, err := t.Store.Deliveries(ctx, mails)
	if err != nil {
		return nil, err
	}
	deliveries := map[int]account.Delivery{}
	for _, n := range r.Nominees {
		delivery, ok := known[n.MailID]
		if !ok {
			delivery = account.Sent
		}
		deliveries[n.Number] = delivery
	}
	return deliveries, nil
}

// List returns a page of the person's own requests, of everybody's to an operator, newest first.
// status, if given, is a state as of now; a page may then hold fewer than there is room for.
func (t Track) List(ctx context.Context, by account.Person, status string, limit int, cursor string) (paging.Page[Tracked], error) {
	most, err := paging.Size(limit)
	if err != nil {
		return paging.Page[Tracked]{}, err
	}
	states := account.States()
	if status != "" {
		states = []account.State{account.State(status)}
		if !slices.Contains(account.States(), states[0]) {
			return paging.Page[Tracked]{}, account.Invalid("status", account.FieldNotAllowed, "not a request's status")
		}
	}
	query := "requests " + status
	position, err := paging.ReadCursor(by.Email, query, cursor)
	if err != nil {
		return paging.Page[Tracked]{}, err
	}
	stored := states
	if status == string(account.Expired) {
		// A pending one may have expired without anybody having written it down.
		stored = append([]account.State{account.PendingReview, account.PendingApproval}, states...)
	}
	var listed []Listed
	next := ""
	if by.Operator {
		if listed, err = t.Store.RequestsIn(ctx, stored, position, most); len(listed) == most {
			next = listed[most-1].Position
		}
	} else {
		listed, next, err = t.Store.RequestsBy(ctx, by.Email, stored, position, most)
	}
	if err != nil {
		return paging.Page[Tracked]{}, err
	}
	page := paging.Page[Tracked]{Next: paging.WriteCursor(by.Email, query, next)}
	page.Items, err = t.all(ctx, by, listed)
	page.Items = slices.DeleteFunc(page.Items, func(t Tracked) bool { return !slices.Contains(states, t.Request.State) })
	return page, err
}

// all reads the listed requests with a few reads at once.
func (t Track) all(ctx context.Context, by account.Person, listed []Listed) ([]Tracked, error) {
	const atOnce = 8
	items := make([]Tracked, len(listed))
	reads, readCtx := errgroup.WithContext(ctx)
	reads.SetLimit(atOnce)
	for i, l := range listed {
		reads.Go(func() (err error) {
			items[i], err = t.One(readCtx, by, l.ID)
			if errors.Is(err, account.ErrNotFound) {
				return nil
			}
			return err
		})
	}
	err := reads.Wait()
	return slices.DeleteFunc(items, func(t Tracked) bool { return t.Request.ID == "" }), err
}
