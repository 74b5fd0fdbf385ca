package search

import (
	"context"
	"errors"
	"slices"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// Part is a part of a person's directory. Parts are shown in this order.
type Part int

// The parts that the store keeps. The account of the person's email domain follows.
const (
	PendingPart Part = iota + 1 // their pending requests, newest first
	MemberPart                  // accounts they belong to, by name
	EndedPart                   // their other requests, newest first
)

// Row is a line of a person's directory as it is stored.
type Row struct {
	account.WithAccess
	Part     Part
	State    account.State // of the person's request; empty in MemberPart
	Position string        // Positions compare as strings, in the order of the directory.
}

// ownDomainPosition is the position before the account of the person's email domain, after all rows.
const ownDomainPosition = "4#"

// A page reads rows, and confirms those that may be shown, in rounds: one unless the filter or a confirmation leaves some out.
const (
	mostRounds      = 5
	rowsToFilter    = 100 // so many rows are read in a round with a filter,
	rowsToConfirm   = 50  // and so many of them confirmed, or as many as the page needs
	mostContacts    = 3   // administrators of an account in a list
	mostVirtualRows = 3   // roles on Virtual Accounts of an account in a list
)

// directoryPage is a page of a directory while it is filled.
type directoryPage struct {
	Find
	by       account.Person
	filter   Filter
	size     int
	position string // after the last row that was looked at
	items    []Found
}

// directory returns the person's own rows, then the account of their email domain.
func (s Find) directory(ctx context.Context, by account.Person, q Query, size int) (page paging.Page[Found], err error) {
	d := directoryPage{Find: s, by: by, filter: q.Filter, size: size, position: q.Cursor}
	more := false
	if err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) (err error) {
		more, err = d.fill(ctx)
		return err
	}); err != nil {
		return page, err
	}
	if !more && q.Filter.ownDomain() {
		own, err := s.ownDomainAccount(ctx, by)
		if err != nil {
			return page, err
		}
		if own != nil && q.Filter.matches(by.Email, *own) {
			if more = len(d.items) == size; more {
				d.position = ownDomainPosition
			} else {
				d.items = append(d.items, *own)
			}
		}
	}
	if more {
		page.Next = paging.WriteCursor(by.Email, q.list(), d.position)
	}
	page.Items = d.items
	return page, s.describe(ctx, by, page.Items)
}

// fill adds rows until the page is full, none are left, or it has taken mostRounds. It reports whether rows may be left.
func (d *directoryPage) fill(ctx context.Context) (more bool, err error) {
	for range mostRounds {
		need := d.size - len(d.items)
		atOnce := need + 1 // one more shows whether rows are left
		if d.filter != (Filter{}) {
			atOnce = max(atOnce, rowsToFilter)
		}
		rows, next, err := d.Store.DirectoryRows(ctx, d.by.Email, d.filter.parts(), d.position, atOnce)
		if err != nil {
			return false, err
		}
		looked, err := d.addRound(ctx, rows)
		if err != nil {
			return false, err
		}
		if more = looked < len(rows) || next != ""; !more || len(d.items) == d.size {
			return more, nil
		}
	}
	return true, nil
}

// addRound adds those of the rows that are confirmed and selected, and returns how many it has looked at: it stops when the page is
// full, or when it has confirmed as many as it may.
func (d *directoryPage) addRound(ctx context.Context, rows []Row) (looked int, err error) {
	toConfirm := max(d.size-len(d.items), rowsToConfirm)
	if d.filter == (Filter{}) {
		toConfirm = d.size - len(d.items)
	}
	var candidates []Row
	for _, row := range rows {
		row.Account = row.Account.AsOf(d.Now())
		if !d.filter.matches(d.by.Email, found(row)) {
			row.Account.ID = "" // looked at, and left out
		} else if toConfirm--; toConfirm < 0 {
			break
		}
		candidates = append(candidates, row)
	}
	confirmed, err := d.confirm(ctx, candidates)
	if err != nil {
		return 0, err
	}
	for n, c := range confirmed {
		if c != nil && d.filter.matches(d.by.Email, *c) {
			if len(d.items) == d.size {
				return n, nil
			}
			d.items = append(d.items, *c)
		}
		d.position = candidates[n].Position
	}
	return len(candidates), nil
}

func found(row Row) Found {
	f := Found{WithAccess: row.WithAccess}
	if row.Account.Status == account.AccountPending {
		f.State = row.State
	}
	return f
}

// confirm returns the accounts of rows as they stand. It returns nil for a row that is to be left out: the person belongs to the
// account no longer, or it is among those that they belong to.
func (d *directoryPage) confirm(ctx context.Context, rows []Row) ([]*Found, error) {
	var accounts, memberships []account.ID
	for _, row := range rows {
		switch {
		case row.Account.ID == "":
		case row.Part == MemberPart:
			accounts, memberships = append(accounts, row.Account.ID), append(memberships, row.Account.ID)
		case row.Account.Status == account.AccountActive:
			memberships = append(memberships, row.Account.ID)
		}
	}
	read := map[account.ID]Own{}
	if len(memberships) > 0 {
		var err error
		if read, err = d.Store.OwnAccounts(ctx, d.by.Email, accounts, memberships); err != nil {
			return nil, err
		}
	}
	all := make([]*Found, len(rows))
	for n, row := range rows {
		own := read[row.Account.ID]
		m := own.Membership.AsOf(d.Now())
		switch f := found(row); {
		case row.Account.ID == "" || row.Part == EndedPart && row.Account.Status == account.AccountActive && !m.Empty():
		case row.Part != MemberPart:
			all[n] = &f
		case !m.Empty() && own.Account.Status == account.AccountActive:
			all[n] = new(own.found(m))
		}
	}
	return all, nil
}

// ownDomainAccount returns the account of the person's email domain unless it is among their rows; nil if there is none.
func (s Find) ownDomainAccount(ctx context.Context, by account.Person) (*Found, error) {
	domain, err := account.ParseDomain(by.Email.Host())
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // an address at a shared mail domain has no account of its own
	}
	a, err := s.Store.AccountByDomain(ctx, domain)
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil //nolint:nilnil // no account is no row, and no error
	}
	if err != nil {
		return nil, err
	}
	a = a.AsOf(s.Now())
	if a.Requester == by.Email || a.Status == account.AccountCancelled {
		return nil, nil //nolint:nilnil // the person's own request is a row already
	}
	read, err := s.Store.OwnAccounts(ctx, by.Email, nil, []account.ID{a.ID})
	if err != nil || !read[a.ID].Membership.AsOf(s.Now()).Empty() {
		return nil, err
	}
	return &Found{WithAccess: account.WithAccess{Account: a}}, nil
}

// describe adds the names of Virtual Accounts, and the administrators as far as the person may see them.
func (s Find) describe(ctx context.Context, by account.Person, items []Found) error {
	if err := nameVirtuals(ctx, s.Store, items); err != nil {
		return err
	}
	var active []account.ID
	for _, f := range items {
		if f.Account.Status == account.AccountActive && f.Account.OpenTo(by.Email, f.Membership) {
			active = append(active, f.Account.ID)
		}
	}
	if len(active) == 0 {
		return nil
	}
	read, err := s.Store.Contacts(ctx, active, mostContacts)
	if err != nil {
		return err
	}
	for n, f := range items {
		contacts := read[f.Account.ID]
		if !slices.Contains(active, f.Account.ID) || !contacts.Account.OpenTo(by.Email, f.Membership) {
			continue // it became Restricted meanwhile
		}
		items[n].Administrators = []account.Email{}
		for _, m := range contacts.Administrators {
			items[n].Administrators = append(items[n].Administrators, m.AddressFor(contacts.Account, by.Email))
		}
		items[n].MoreAdministrators = max(contacts.Number-len(contacts.Administrators), 0)
	}
	return nil
}
