package accessrequest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
)

// Reading shows access requests to their requesters and deciders.
type Reading struct {
	Store Store
	Inbox Inbox
	Now   func() time.Time
}

// Seen is an access request as a reader may see it.
type Seen struct {
	account.AccessRequest                       // expired if its deadline has passed
	Account               account.Account       // of which only id, name and identifier are for requesters
	Names                 map[account.ID]string // the names of the Virtual Accounts, those of which the reader may know
	MayDecide             bool
	IsRequester           bool
}

// One returns an access request. It returns account.ErrNotFound if the person neither made it nor may decide it.
func (r Reading) One(ctx context.Context, by account.Person, id account.ID) (Seen, error) {
	read, err := r.Store.AccessRequest(ctx, id)
	if err != nil {
		return Seen{}, err
	}
	seen, err := r.seen(ctx, by, read)
	if err == nil && len(seen) == 0 {
		err = account.ErrNotFound
	}
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}

// By returns a page of the access requests that the person made, the newest first. It filters by state if that is not empty; then a page may
// be short although another follows.
func (r Reading) By(ctx context.Context, by account.Person, state account.AccessState, limit int, cursor string) (paging.Page[Seen], error) {
	return r.page(ctx, by, "access requests by "+string(state), state, limit, cursor, func(after administration.Position, most int) ([]account.AccessRequest, administration.Position, error) {
		return r.Store.AccessRequestsBy(ctx, by.Email, after, most)
	})
}

// In returns a page of the access requests about an account that the person may decide, the newest first, filtered as those of By. It returns
// account.ErrNotFound and account.ErrForbidden as administration.RequirePermission does.
func (r Reading) In(ctx context.Context, by account.Person, id account.ID, state account.AccessState, limit int, cursor string) (paging.Page[Seen], error) {
	if _, err := administration.RequirePermission(ctx, r.Store, by, id, account.DecideAccessRequests, r.Now()); err != nil {
		return paging.Page[Seen]{}, err
	}
	return r.page(ctx, by, "access requests in "+string(id)+" "+string(state), state, limit, cursor, func(after administration.Position, most int) ([]account.AccessRequest, administration.Position, error) {
		return r.Store.AccessRequestsIn(ctx, id, state == account.AccessPending, after, most)
	})
}

// Waiting returns a page of the access requests that wait for the person in all accounts in which they decide, the earliest deadline
// first. It has as many as the inbox.
func (r Reading) Waiting(ctx context.Context, by account.Person, limit int, cursor string) (paging.Page[Seen], error) {
	return r.page(ctx, by, "access requests that wait", account.AccessPending, limit, cursor, func(after administration.Position, most int) (all []account.AccessRequest, next administration.Position, err error) {
		pending, err := r.Inbox.PendingAccess(ctx, by)
		if err != nil {
			return nil, "", err
		}
		from := slices.IndexFunc(pending, func(p account.PendingAccess) bool { return positionOf(p) > after })
		if from < 0 {
			return nil, "", nil
		}
		var ids []account.ID
		for _, p := range pending[from:min(from+most, len(pending))] {
			ids = append(ids, p.ID)
		}
		if end := from + len(ids); end < len(pending) {
			next = positionOf(pending[end-1])
		}
		all, err = r.Store.AccessRequests(ctx, ids...)
		return all, next, err
	})
}

// positionOf returns the position of an access request among those that wait. It never changes.
func positionOf(p account.PendingAccess) administration.Position {
	return fmt.Sprintf("%013d#%s", p.ExpiresAt.UnixMilli(), p.ID)
}

func (r Reading) page(
	ctx context.Context, by account.Person, query string, state account.AccessState, limit int, cursor string,
	list func(after administration.Position, most int) ([]account.AccessRequest, administration.Position, error),
) (page paging.Page[Seen], err error) {
	size, err := paging.Size(limit)
	if err != nil {
		return page, err
	}
	after, err := paging.ReadCursor(by.Email, query, cursor)
	if err != nil {
		return page, err
	}
	all, next, err := list(after, size)
	if err != nil {
		return page, err
	}
	seen, err := r.seen(ctx, by, all...)
	if err != nil {
		return page, err
	}
	for _, s := range seen {
		if state == "" || s.State == state {
			page.Items = append(page.Items, s)
		}
	}
	page.Next = paging.WriteCursor(by.Email, query, next)
	return page, nil
}

// seen returns those of the access requests that the person may see. It reads each account once.
func (r Reading) seen(ctx context.Context, by account.Person, all ...account.AccessRequest) (seen []Seen, err error) {
	now := r.Now()
	ids := map[account.ID][]account.Grant{}
	for _, one := range all {
		ids[one.AccountID] = append(ids[one.AccountID], one.Asked)
		if one.Decision != nil {
			ids[one.AccountID] = append(ids[one.AccountID], one.Decision.Granted)
		}
	}
	readers := map[account.ID]reader{}
	for id, grants := range ids {
		about := reader{now: now}
		about.of, about.own, err = r.Store.Standing(ctx, id, by.Email)
		if errors.Is(err, account.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		about.own = about.own.AsOf(now)
		if about.at, err = lineagesOf(ctx, r.Store, id, grants...); err != nil {
			return nil, err
		}
		readers[id] = about
	}
	for _, one := range all {
		about, found := readers[one.AccountID]
		if !found {
			continue
		}
		if s, may := about.sees(by, one); may {
			seen = append(seen, s)
		}
	}
	return seen, nil
}

// reader is what a person is in an account of which they read access requests.
type reader struct {
	of  account.Administered
	own account.Membership
	at  map[account.ID]account.Lineage // of the Virtual Accounts that the access requests name
	now time.Time
}

// sees returns the access request as the person may see it, and false if they may not.
func (about reader) sees(by account.Person, read account.AccessRequest) (Seen, bool) {
	s := Seen{AccessRequest: read.AsOf(about.now), Account: about.of.Account, Names: map[account.ID]string{}, IsRequester: by.Email == read.By}
	decides := !s.IsRequester && about.of.Status == account.AccountActive && about.own.MayDecide(read.Asked, about.at)
	s.MayDecide = decides && s.State == account.AccessPending
	named := slices.Clone(read.Asked.VirtualRoles)
	if read.Decision != nil {
		named = append(named, read.Decision.Granted.VirtualRoles...)
	}
	for _, v := range named {
		if l := about.at[v.VirtualAccount]; len(l) > 0 && (decides || about.own.Sees(about.of.Account, l)) {
			s.Names[v.VirtualAccount] = l.Self().Name
		}
	}
	return s, s.IsRequester || decides
}

// ParseState returns the state of a filter; empty: every state.
func ParseState(s string) (account.AccessState, error) {
	state := account.AccessState(strings.TrimSpace(s))
	if state != "" && !slices.Contains(account.AccessStates(), state) {
		return "", account.Invalid("status", account.FieldNotAllowed, "must be the status of an access request")
	}
	return state, nil
}
