package workflow

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// StoredAccount is an account with all its members and Virtual Accounts, for tools and tests.
type StoredAccount struct {
	Account         account.Account
	Members         []account.Membership
	VirtualAccounts []account.VirtualAccount
}

// Tracked is a request with its history, reduced to what the person who follows it may see.
type Tracked struct {
	Request    account.Request
	History    []account.Event
	Deliveries map[int]account.Delivery // of each nominee's latest mail, by the nominee's number
	NoMail     map[int]bool             // by number, the nominees who may decide and whose address gets no mail of the requester
}

// RequestLister lists requests.
type RequestLister interface {
	RequestReader
	AddressReader
	// History returns the request's events, oldest first.
	History(ctx context.Context, id account.ID) ([]account.Event, error)
	// Deliveries returns the deliveries of the mails. Those of old mails may be missing.
	Deliveries(ctx context.Context, mails []account.ID) (map[account.ID]account.Delivery, error)
	// RequestsBy returns the person's own requests in one of those states, newest first, at most so many. next is the
	// position up to which it has read, and empty if nothing is left: it reads a bounded number of requests, of which
	// few may be in these states.
	RequestsBy(ctx context.Context, person account.Email, states []account.State, after string, most int) (ids []Listed, next string, err error)
	// RequestsIn returns the requests of all people in one of those states, newest first. It may lag behind.
	RequestsIn(ctx context.Context, states []account.State, after string, most int) (ids []Listed, err error)
}

// Listed is a request in a list, with its position there.
type Listed struct {
	ID       account.ID
	Position string
}

// Track reads requests for their requesters and for operators.
type Track struct {
	Store RequestLister
	Now   func() time.Time
}

// One returns a request. It returns account.ErrNotFound if there is none, or if the person is neither its requester nor an
// operator.
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

// JustOpened returns, without reading, what One returns for a request that has just been opened: its mails are queued.
func JustOpened(by account.Person, r account.Request, opened account.Event) Tracked {
	deliveries := map[int]account.Delivery{}
	for _, n := range r.Nominees {
		deliveries[n.Number] = account.Queued
	}
	return Tracked{r.SeenBy(by), r.HistorySeenBy(by, []account.Event{opened}), deliveries, nil}
}

// deliveries returns the delivery of the latest mail to each nominee. A mail that is no longer stored was sent long ago.
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

// List returns a page of the person's own requests, or of all requests if the person is an operator, newest first. If
// status is given, it returns those in that state as of now, and a page may have fewer than limit.
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
		// A request that is stored as pending may have expired since.
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

// all reads the listed requests, a few at a time.
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
