package administration

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// People lets the members of an account add, change and remove members.
type People struct {
	Store interface {
		Committer
		AccountReader
		Lister
		InvitationReader
		workflow.UsesReader
	}
	Now    func() time.Time
	Limits AdditionLimits
}

// AdditionLimits limit how many new members one person, one account, and all people of one registrable domain add.
type AdditionLimits struct{ Person, Account, Domain account.Limit }

// Row is one person to add or to change, as it was typed.
type Row struct {
	Email    string
	Role     string       // on the whole account, or on Virtuals[0] alone if its role is empty; empty: see Virtuals
	Virtuals []VirtualRow // roles on Virtual Accounts
	EndsAt   string       // RFC 3339, or a day as 2006-01-02, of which the end counts; empty: never
	Misread  error        // an account.InvalidInput about the fields that could not be decoded, or nil
}

// VirtualRow is a role on a Virtual Account, as it was typed.
type VirtualRow struct {
	VirtualAccount string // its id, or its path of names from the top, separated by /; a name alone if only one has it
	Role           string
	WithNested     bool
}

// Addition is what an administrator adds at once.
type Addition struct {
	Rows   []Row
	Note   string // shown to the new members after they sign in
	Silent bool   // new members are not mailed
	// Version is the account's that the person saw before the first row; 0: any. If it is not the present one until a row is
	// stored, Add returns account.ErrChanged.
	Version int
}

// MaxRows is the most people added at once.
const MaxRows = 100

// RowOutcome is the result of a row.
type RowOutcome string

// Each outcome.
const (
	RowAdded     RowOutcome = "added"
	RowChanged   RowOutcome = "changed"
	RowUnchanged RowOutcome = "unchanged"
	RowRefused   RowOutcome = "refused"
)

// RowOutcomes lists each outcome.
func RowOutcomes() []RowOutcome { return []RowOutcome{RowAdded, RowChanged, RowUnchanged, RowRefused} }

// RowResult is the result of a row, with the reasons.
type RowResult struct {
	Email   string // canonical, or as it was typed if it is no address
	Outcome RowOutcome
	Fields  []account.FieldError // why it was refused; fields as in a row: email, role, virtualAccounts[0].role, endsAt
	Err     error                // another reason: account.ErrLastAdministrator or account.TooMany; nil: none
	Member  *Member              // as the row makes it; nil if it is refused
}

// Member is a membership as a reader may see it.
type Member struct {
	account.Membership                       // without the roles that the reader may not see
	Names              map[account.ID]string // the paths of its Virtual Accounts, as "Sales / EMEA"
	MayChange          bool                  // the reader may change and remove it
}

// List returns a page of the members that the person may see, by address. A page may be short although another follows. It
// returns account.ErrNotFound if the person may not know of the account, and account.ErrForbidden if they may not see its members.
func (p People) List(ctx context.Context, by account.Person, id account.ID, limit int, cursor string) (paging.Page[Member], error) {
	a, err := actorIn(ctx, p.Store, by, id, account.ReadMembers, p.Now())
	if err != nil {
		return paging.Page[Member]{}, err
	}
	size, err := paging.Size(limit)
	if err != nil {
		return paging.Page[Member]{}, err
	}
	if !a.own.May(account.ReadMembers) {
		return p.listOwnParts(ctx, a, size, cursor)
	}
	query := "members " + string(id)
	after, err := paging.ReadCursor(by.Email, query, cursor)
	if err != nil {
		return paging.Page[Member]{}, err
	}
	read, next, err := p.Store.Members(ctx, id, after, size)
	if err != nil {
		return paging.Page[Member]{}, err
	}
	seen, err := p.seen(ctx, a, read)
	return paging.Page[Member]{Items: seen, Next: paging.WriteCursor(by.Email, query, next)}, err
}

// listOwnParts is List for an actor who sees the members of some Virtual Accounts alone. Neither the length of a page nor its cursor says
// anything of other members: pages are full, and the cursor is the last address that was shown. So a page reads up to account.MaxMembers,
// but all pages together little more, since each begins where the one before ended.
func (p People) listOwnParts(ctx context.Context, a actor, size int, cursor string) (page paging.Page[Member], err error) {
	query := "members of own parts " + string(a.ID)
	last, err := paging.ReadCursor(a.person.Email, query, cursor)
	if err != nil {
		return page, err
	}
	const most = 200
	for after := last; ; {
		read, next, err := p.Store.Members(ctx, a.ID, after, most)
		if err != nil {
			return paging.Page[Member]{}, err
		}
		seen, err := p.seen(ctx, a, read)
		if err != nil {
			return paging.Page[Member]{}, err
		}
		if page.Items = append(page.Items, seen...); len(page.Items) > size {
			page.Items = page.Items[:size]
			page.Next = paging.WriteCursor(a.person.Email, query, string(page.Items[size-1].Person))
			return page, nil
		}
		if after = next; after == "" {
			return page, nil
		}
	}
}

// seen returns those of the memberships that the actor may see.
func (p People) seen(ctx context.Context, a actor, read []account.Membership) ([]Member, error) {
	for n, m := range read {
		read[n] = a.onDefault(m)
	}
	at, err := a.readLineages(ctx, p.Store, read)
	if err != nil {
		return nil, err
	}
	var seen []Member
	for _, m := range read {
		if one, may := a.member(m, at); may {
			seen = append(seen, one)
		}
	}
	return seen, nil
}

// One returns a member with the account's version. It returns account.ErrNotFound if there is none whom the person may see. People see
// their own membership.
func (p People) One(ctx context.Context, by account.Person, id account.ID, member account.Email) (Member, int, error) {
	permission := account.ReadMembers
	if member == by.Email {
		permission = account.ReadAccount // which every member has
	}
	a, err := actorIn(ctx, p.Store, by, id, permission, p.Now())
	if err != nil {
		return Member{}, 0, err
	}
	m, err := p.Store.Member(ctx, id, member)
	if err != nil {
		return Member{}, 0, err
	}
	seen, err := p.seen(ctx, a, []account.Membership{m})
	if err == nil && len(seen) == 0 {
		err = account.ErrNotFound
	}
	if err != nil {
		return Member{}, 0, err
	}
	return seen[0], a.Version, nil
}

// Check returns what Add would do with each row, and stores nothing. It returns account.InvalidInput about members if there are none or
// more than MaxRows.
func (p People) Check(ctx context.Context, by account.Person, id account.ID, rows []Row) ([]RowResult, error) {
	results, _, err := p.addAll(ctx, by, id, Addition{Rows: rows}, true)
	return results, err
}

// Add adds and changes members, each row in a transaction of its own, and returns a result for each row, with the account's version. A
// row of a present member replaces those of their roles that the person may change. It is safe to repeat: rows that were stored are
// unchanged then. With an error it returns the results of the rows before.
func (p People) Add(ctx context.Context, by account.Person, id account.ID, a Addition) ([]RowResult, int, error) {
	var err error
	if a.Version, err = p.confirmFirst(ctx, by, id, a.Version); err != nil {
		return nil, 0, err
	}
	return p.addAll(ctx, by, id, a, false)
}

// addAll processes the rows of an addition. It stores nothing if it only checks them.
func (p People) addAll(ctx context.Context, by account.Person, id account.ID, add Addition, checks bool) ([]RowResult, int, error) {
	a, err := actorIn(ctx, p.Store, by, id, account.AddMembers, p.Now())
	if err != nil {
		return nil, 0, err
	}
	if add.Note, err = account.ParseNote(add.Note); err != nil {
		return nil, 0, account.Named("note", err)
	}
	switch {
	case add.Version != 0 && add.Version != a.Version:
		return nil, 0, account.ErrChanged
	case len(add.Rows) == 0:
		return nil, 0, account.Invalid(membersField, account.FieldRequired, "at least one person is required")
	case len(add.Rows) > MaxRows:
		return nil, 0, account.Invalid(membersField, account.FieldTooMany, "at most 100 people at once")
	}
	run := adding{Addition: add, checks: checks, places: &places{store: p.Store}}
	version, read := a.Version, a.Version
	seen := map[account.Email]bool{}
	var results []RowResult
	for _, row := range add.Rows {
		w, result := parseRow(row, p.Now())
		if w.email != "" && seen[w.email] && w.invalid == nil {
			w.invalid = account.Invalid("email", account.FieldDuplicate, "another row has this address")
		}
		seen[w.email] = true
		err := w.invalid
		if err == nil {
			result.Outcome, result.Member, version, err = p.addOne(ctx, by, id, w, &run)
		}
		if version != read {
			run.Version = 0 // the rows that follow are based on those before
		}
		var invalid *account.InvalidInput
		var tooMany *account.TooMany
		switch {
		case errors.As(err, &invalid):
			result.Outcome, result.Fields = RowRefused, invalid.Fields
		case errors.As(err, &tooMany), errors.Is(err, account.ErrLastAdministrator):
			result.Outcome, result.Err = RowRefused, err
		case err != nil:
			return results, version, err
		}
		results = append(results, result)
	}
	return results, version, nil
}

// adding is the state of an addition.
type adding struct {
	Addition
	checks bool // nothing is stored
	mailed int  // how many new members would have been mailed, if nothing is stored
	*places
}

// addOne adds or changes one member.
func (p People) addOne(ctx context.Context, by account.Person, id account.ID, w wanted, run *adding) (outcome RowOutcome, shown *Member, version int, err error) {
	err = p.decide(ctx, func() (actor, Change, error) {
		a, err := actorIn(ctx, p.Store, by, id, account.AddMembers, p.Now())
		if err != nil {
			return actor{}, Change{}, err
		}
		if version = a.Version; run.Version != 0 && run.Version != version {
			return actor{}, Change{}, account.ErrChanged
		}
		had, err := p.present(ctx, id, w.email)
		if err != nil {
			return a, Change{}, err
		}
		g, err := p.give(ctx, a, had, w, run.places)
		if err != nil {
			return a, Change{}, err
		}
		outcome = RowAdded
		if had != nil {
			if before, seen := a.member(*had, g.at); seen {
				outcome = RowChanged
				if sameRoles(a.onDefault(*had), g.after) {
					outcome, shown = RowUnchanged, &before
					return a, Change{}, nil
				}
			}
		}
		g.silent = run.Silent
		if g.isNew() {
			g.after.Note = run.Note
		}
		after, seen := a.member(g.after, g.at)
		if shown = nil; seen {
			shown = &after
		}
		if g.hidden || had != nil && !g.isNew() && sameRoles(a.onDefault(*had), g.after) {
			return a, Change{}, nil // the actor may not know that the person has these or more already
		}
		change, err := p.changeTold(ctx, g, account.LogMemberAdded, run.mailed)
		if err != nil {
			return a, Change{}, err
		}
		if run.checks {
			if g.isNew() && !g.silent {
				run.mailed++
			}
			return actor{}, Change{}, nil
		}
		version = change.After.Version
		return a, change, nil
	})
	return outcome, shown, version, err
}

// decide commits the change that change returns, unless it is of no kind, until no other change comes between, so that what change reads is
// of one version. change also returns the actor on whom it is based, or the zero actor if it is based on one read alone.
func (p People) decide(ctx context.Context, change func() (actor, Change, error)) error {
	return retry.OnConflict(ctx, func() error {
		a, c, refused := change()
		switch {
		case refused == nil && c.Entry.Kind != "":
			return p.Store.CommitAccount(ctx, c)
		case a.Version == 0:
			return refused
		}
		// If another change came between the reads, they may contradict each other: decide again.
		again, _, err := p.Store.Standing(ctx, a.ID, a.person.Email)
		if err == nil && again.Version != a.Version {
			return retry.ErrConflict
		}
		return refused
	})
}

// changeTold returns the change with its mails, and counts a new member against the limits, after so many others that are not stored.
func (p People) changeTold(ctx context.Context, g giving, kind account.LogKind, before int) (Change, error) {
	c, err := g.change(kind)
	if err != nil {
		return Change{}, err
	}
	if c.Mails, err = p.mails(ctx, g, c.Entry); err != nil {
		return Change{}, err
	}
	if g.isNew() && !g.after.Empty() && !g.silent && !g.hidden {
		c.Uses, err = p.count(ctx, g.actor, before)
	}
	return c, err
}

// present returns the stored membership, or nil if there is none.
func (p People) present(ctx context.Context, id account.ID, person account.Email) (*account.Membership, error) {
	m, err := p.Store.Member(ctx, id, person)
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil //nolint:nilnil // there is none
	}
	return &m, err
}

// Change gives a member the roles, the end date and the address of the row. version is the account's that the person saw, or 0; if it is
// not the present one, Change returns account.ErrChanged.
func (p People) Change(ctx context.Context, by account.Person, id account.ID, member account.Email, row Row, version int) (shown Member, next int, err error) {
	if row.Email == "" {
		row.Email = string(member)
	}
	if version, err = p.confirmFirst(ctx, by, id, version); err != nil {
		return Member{}, 0, err
	}
	place := &places{store: p.Store}
	err = p.decide(ctx, func() (actor, Change, error) {
		a, had, at, err := p.target(ctx, by, id, member, account.ChangeMembers, version)
		if err != nil {
			return a, Change{}, err
		}
		w, _ := parseRow(row, p.Now())
		if w.invalid != nil {
			return a, Change{}, w.invalid
		}
		if !a.mayChange(a.onDefault(had), at) {
			return a, Change{}, account.ErrForbidden
		}
		if w.email != member {
			var change Change
			shown, change, err = p.move(ctx, a, had, at, w, place)
			next = change.After.Version
			return a, change, err
		}
		g, err := p.give(ctx, a, &had, w, place)
		if err != nil {
			return a, Change{}, err
		}
		shown, _ = a.member(g.after, g.at)
		if next = a.Version; sameRoles(a.onDefault(had), g.after) {
			return a, Change{}, nil
		}
		change, err := p.changeTold(ctx, g, account.LogMemberChanged, 0)
		next = change.After.Version
		return a, change, err
	})
	return shown, next, err
}

// target returns what the change of a member is decided on: the actor, the stored membership and its lineages. It returns
// account.ErrNotFound if the actor may not know of the member.
func (p People) target(ctx context.Context, by account.Person, id account.ID, member account.Email, needs account.Permission, version int) (a actor, had account.Membership, at lineages, err error) {
	if member == by.Email && needs == account.RemoveMembers {
		needs = account.ReadAccount // everyone may leave
	}
	if a, err = actorIn(ctx, p.Store, by, id, needs, p.Now()); err != nil {
		return a, had, nil, err
	}
	if had, err = p.Store.Member(ctx, id, member); err != nil {
		return a, had, nil, err
	}
	if at, err = a.readLineages(ctx, p.Store, []account.Membership{a.onDefault(had)}); err != nil {
		return a, had, nil, err
	}
	if _, seen := a.member(had, at); !seen {
		return a, had, nil, account.ErrNotFound
	}
	if version != 0 && version != a.Version {
		return a, had, nil, account.ErrChanged
	}
	return a, had, at, nil
}

// move gives the roles that the actor may change to another address, whose owner has to sign in. at are the lineages of the present roles.
func (p People) move(ctx context.Context, a actor, had account.Membership, at lineages, w wanted, place *places) (Member, Change, error) {
	target, err := p.present(ctx, a.ID, w.email)
	if err != nil {
		return Member{}, Change{}, err
	}
	g, err := p.give(ctx, a, target, w, place)
	if err != nil {
		return Member{}, Change{}, err
	}
	if target != nil {
		if _, seen := a.member(*target, g.at); seen {
			return Member{}, Change{}, account.Invalid("email", account.FieldDuplicate, "this person is a member already")
		}
	}
	maps.Copy(g.at, at)
	g.left = a.withoutTaken(a.onDefault(had), at)
	g.from = &had
	if g.isNew() {
		g.after.Note = had.Note
	}
	shown, _ := a.member(g.after, g.at)
	change, err := p.changeTold(ctx, g, account.LogMemberMoved, 0)
	return shown, change, err
}

// outsideBatch is how many members ListOutside looks at for a page.
const outsideBatch = 100

// ListOutside returns a page of the members whose addresses are not at the account's identifier, sorted as List does. A page may be short
// although another follows. The errors are those of List.
func (p People) ListOutside(ctx context.Context, by account.Person, of account.Account, cursor string) (paging.Page[Member], error) {
	page, err := p.List(ctx, by, of.ID, outsideBatch, cursor)
	page.Items = slices.DeleteFunc(page.Items, func(m Member) bool { return account.Person{Email: m.Person}.IsAt(of.Domain) })
	return page, err
}

// RemoveOutside removes those of the members whose addresses are not at the account's identifier, each as Remove does, but never the person
// themselves. Who is no member any more is skipped. It stops at the first error; those before have lost their access.
func (p People) RemoveOutside(ctx context.Context, by account.Person, of account.Account, members []account.Email) error {
	for _, m := range members {
		if m == by.Email || (account.Person{Email: m}).IsAt(of.Domain) {
			continue
		}
		if _, err := p.Remove(ctx, by, of.ID, m, 0); err != nil && !errors.Is(err, account.ErrNotFound) {
			return err
		}
	}
	return nil
}

// Remove takes away the roles of a member that the person may take away, or lets the person leave. It returns
// account.ErrLastAdministrator, and account.ErrChanged as Change does.
func (p People) Remove(ctx context.Context, by account.Person, id account.ID, member account.Email, version int) (next int, err error) {
	if version, err = p.confirmFirst(ctx, by, id, version); err != nil {
		return 0, err
	}
	err = p.decide(ctx, func() (actor, Change, error) {
		a, had, at, err := p.target(ctx, by, id, member, account.RemoveMembers, version)
		if err != nil {
			return a, Change{}, err
		}
		kind, left := account.LogMemberRemoved, a.onDefault(had)
		if a.isSelf(had) {
			kind, left.Role, left.VirtualRoles = account.LogMemberLeft, "", nil
		} else {
			if !a.mayChange(left, at) {
				return a, Change{}, account.ErrForbidden
			}
			left = a.withoutTaken(left, at)
		}
		g := giving{actor: a, had: &had, after: left, at: at}
		change, err := p.changeTold(ctx, g, kind, 0)
		next = change.After.Version
		return a, change, err
	})
	return next, err
}

// Confirm records that the person has signed in, if they are invited to the account.
func (p People) Confirm(ctx context.Context, by account.Person, id account.ID) error {
	return Confirmation{p.Store, p.Now}.In(ctx, by, id)
}

// confirmFirst is Confirm before a change of the account: only those who have signed in change anything. It returns the version that stands
// for the given one afterwards, and account.ErrChanged as Confirmation does.
func (p People) confirmFirst(ctx context.Context, by account.Person, id account.ID, version int) (int, error) {
	_, next, err := Confirmation{p.Store, p.Now}.in(ctx, by, id, version)
	return next, err
}
