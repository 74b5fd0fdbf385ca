package administration

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Overview is an active, pending or cancelled account as a reader may see it.
type Overview struct {
	account.WithAccess
	Version         int
	Administrators  []account.Email // at most 50; nil if the reader may not see them
	VirtualAccounts []Node          // the first level, at most 100; nil if the reader may not see any
	MayDo           []account.Permission
	Membership      account.Membership     // the reader's own; the zero Membership: none
	Own             *Member                // the same as the list of members shows it; nil: none
	Members         int                    // 0 if the reader may not see them
	Waiting         *account.WaitingRename // nil: none, or the reader may not rename the account
	State           account.State          // of its request while that is pending; empty if the reader may not see it
	Names           map[account.ID]string  // of the Virtual Accounts on which the reader has roles
}

// Limits of an Overview.
const (
	mostAdministrators = 50
	mostAtTop          = 100
)

// Settings lets the members of an account see it, and its administrators rename it, change its visibility and close it.
type Settings struct {
	Store interface {
		Committer
		AccountReader
		Lister
		access.RoleReader
		workflow.Surveyor
		workflow.RequestReader
	}
	Now    func() time.Time
	Policy account.Policy
}

// Read returns the account as the person may see it. It returns account.ErrNoRole if the person has no role in any account and no
// membership here, and account.ErrNotFound if they may not know of it.
func (s Settings) Read(ctx context.Context, by account.Person, id account.ID) (Overview, error) {
	r, err := actorReading(ctx, s.Store, by, id, s.Now())
	if err != nil {
		return Overview{}, err
	}
	return s.overview(ctx, r)
}

// overview returns the account as the actor sees it.
func (s Settings) overview(ctx context.Context, r actor) (Overview, error) {
	o := Overview{
		WithAccess: account.WithAccess{Account: r.Account, Access: r.own.Roles()},
		Version:    r.Version, MayDo: r.own.MayDo(), Membership: r.onDefault(r.own),
	}
	if r.own.Empty() {
		o.Membership = account.Membership{}
	}
	if r.own.May(account.ReadMembers) {
		o.Members = r.Members
	}
	if r.own.May(account.RenameAccount) {
		o.Waiting = r.Waiting
	}
	reads, readCtx := errgroup.WithContext(ctx)
	if r.Status == account.AccountPending && r.FollowedBy(r.person) {
		reads.Go(func() (err error) { o.State, err = s.pendingState(readCtx, r); return err })
	}
	var at lineages
	if r.belongs() {
		reads.Go(func() (err error) { o.Administrators, err = s.administrators(readCtx, r); return err })
		reads.Go(func() (err error) { o.VirtualAccounts, at, err = s.firstLevel(readCtx, r); return err })
	}
	if err := reads.Wait(); err != nil {
		return Overview{}, err
	}
	o.Names = at.names()
	if own, is := r.member(r.own, at); is {
		o.Own = &own
	}
	return o, nil
}

// pendingState returns the state of the account's request; empty if it has ended.
func (s Settings) pendingState(ctx context.Context, r actor) (account.State, error) {
	request, err := s.Store.Request(ctx, r.RequestID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return "", err
	}
	if request.State.Ended() {
		return "", nil
	}
	return request.State, nil
}

// administrators returns the addresses of the account's administrators as the actor may see them.
func (s Settings) administrators(ctx context.Context, r actor) ([]account.Email, error) {
	read, err := s.Store.Administrators(ctx, r.ID, mostAdministrators)
	addresses := []account.Email{}
	for _, m := range read {
		addresses = append(addresses, m.AddressFor(r.Account, r.person.Email))
	}
	return addresses, err
}

// firstLevel returns the Virtual Accounts that the actor sees above all others, and the lineages of those on which they have roles.
func (s Settings) firstLevel(ctx context.Context, r actor) ([]Node, lineages, error) {
	var (
		named lineages
		top   []account.VirtualAccount
	)
	reads, readCtx := errgroup.WithContext(ctx)
	if ids := r.named(); len(ids) > 0 {
		reads.Go(func() (err error) { named, err = s.Store.Lineages(readCtx, r.ID, ids...); return err })
	}
	if r.seesPublic() {
		reads.Go(func() (err error) { top, _, err = s.Store.Children(readCtx, r.ID, "", "", mostAtTop); return err })
	}
	if err := reads.Wait(); err != nil {
		return nil, nil, err
	}
	var first []account.Lineage
	for _, row := range top {
		if at := below(nil, row); r.sees(at) {
			first = append(first, at)
		}
	}
	first = append(first, namedRoots(r, named, r.seesPublic())...)
	seen, err := nodes(ctx, s.Store, r, first[:min(len(first), mostAtTop)])
	return seen, named, err
}

// SettingsForm are new settings as they were typed. A nil field stays as it is.
type SettingsForm struct {
	Name, Visibility *string
	Reason           string
	Misread          error
}

// apply returns the settings of the form, and its reason.
func (f SettingsForm) apply(a account.Account) (account.Settings, string, error) {
	next := account.Settings{Name: a.Name, Visibility: a.Visibility}
	var nameErr, visibilityErr error
	if f.Name != nil {
		next.Name, nameErr = account.ParseName(*f.Name)
	}
	if f.Visibility != nil {
		next.Visibility, visibilityErr = account.ParseVisibility(*f.Visibility)
	}
	reason, reasonErr := account.ParseAnyReason(f.Reason)
	return next, reason, account.Fields(f.Misread, account.Named("name", nameErr), account.Named("visibility", visibilityErr), account.Named("reason", reasonErr))
}

// Change renames the account or changes its visibility. waits reports that the name waits for an operator, in place of one that waited
// already. It returns account.InvalidInput, account.TooMany after three renames in 30 days, account.ErrForbidden, account.ErrNotFound,
// and account.ErrChanged if version is neither 0 nor the present one. If the form changes nothing, nothing is stored.
func (s Settings) Change(ctx context.Context, by account.Person, id account.ID, form SettingsForm, version int) (o Overview, waits bool, err error) {
	permission := account.RenameAccount
	if form.Name == nil {
		permission = account.ChangeVisibility
	}
	var is actor
	_, err = decide(ctx, s.Store, by, id, permission, version, s.Now, func(r actor) (c Change, err error) {
		if form.Name != nil && !r.own.May(account.RenameAccount) || form.Visibility != nil && !r.own.May(account.ChangeVisibility) {
			return Change{}, account.ErrForbidden
		}
		next, reason, err := form.apply(r.Account)
		if err != nil {
			return Change{}, err
		}
		c, waits, err = s.change(ctx, r, next, reason)
		if is = r; c.Entry.Kind != "" {
			is.Administered = c.After
		}
		return c, err
	})
	if err != nil {
		return Overview{}, false, err
	}
	o, err = s.overview(ctx, is)
	return o, waits, err
}

// change returns the change of the settings, and whether the name waits for an operator; the zero Change if they stay as they are.
func (s Settings) change(ctx context.Context, r actor, next account.Settings, reason string) (c Change, waits bool, err error) {
	renamed, shown := next.Name != r.Name, next.Visibility != r.Visibility
	if !renamed && !shown {
		return Change{}, false, nil
	}
	c = Change{Before: r.Administered, Entry: r.settingsEntry(account.LogVisibilityChanged, reason)}
	if c.After, err = r.Change(next, r.now); err != nil {
		return Change{}, false, err
	}
	if renamed {
		why, read, err := s.whyWaits(ctx, r, next.Name)
		switch {
		case err != nil:
			return Change{}, false, err
		case why == "":
			c.rename(read)
		case r.IsAsked(next.Name, reason) && !shown:
			return Change{}, true, nil
		default:
			waits = true
			asks := r.Administered
			asks.Visibility = next.Visibility
			c.After = asks.AskRename(next.Name, why, r.person.Email, reason, r.now)
			c.Entry.Kind, c.Entry.After[account.LogWaitingName] = account.LogRenameAsked, next.Name
			c.noteDropped()
		}
	}
	if shown {
		c.Entry.Before[account.LogVisibility], c.Entry.After[account.LogVisibility] = string(r.Visibility), string(next.Visibility)
		c.Mails, err = s.mails(ctx, r, next.Visibility)
	}
	return c, waits, err
}

// rename makes the change one of the account's name, which was found to be free of what was read.
func (c *Change) rename(read workflow.ReadSet) {
	c.Entry.Kind, c.ReadSet = account.LogRenamed, &read
	c.Entry.Before[account.LogName], c.Entry.After[account.LogName] = c.Before.Name, c.After.Name
	c.noteDropped()
}

// noteDropped notes in the log entry the name that waits no longer.
func (c *Change) noteDropped() {
	if w := c.Before.Waiting; w != nil {
		c.Entry.Before[account.LogWaitingName] = w.Name
	}
}

// settingsEntry returns the log entry of a change that concerns the whole account.
func (a actor) settingsEntry(kind account.LogKind, reason string) account.LogEntry {
	return settingsEntry(a.Administered, a.person, kind, reason, a.now)
}

func settingsEntry(a account.Administered, by account.Person, kind account.LogKind, reason string, now time.Time) account.LogEntry {
	e := account.LogEntry{
		AccountID: a.ID, Version: a.Version + 1, At: now, Kind: kind, Actor: account.Actor(by.Email),
		Before: map[string]string{}, After: map[string]string{},
	}
	if reason != "" {
		e.Detail = map[string]string{account.LogReason: reason}
	}
	return e
}

// whyWaits returns why the name needs an operator, and what a change to the name is based on.
func (s Settings) whyWaits(ctx context.Context, r actor, name string) (account.RenameReason, workflow.ReadSet, error) {
	alike, read, err := similarNames(ctx, s.Store, r.Administered, name, r.person, r.now)
	if err != nil {
		return "", workflow.ReadSet{}, err
	}
	approved, err := approvedName(ctx, s.Store, r.Administered, r.now)
	if err != nil {
		return "", workflow.ReadSet{}, err
	}
	return s.Policy.WhyRenameWaits(name, approved, alike, r.now), read, nil
}

// similarNames returns the other live accounts with a similar name, and what a change to the name is based on.
func similarNames(ctx context.Context, store workflow.Surveyor, a account.Administered, name string, by account.Person, now time.Time) ([]account.Account, workflow.ReadSet, error) {
	survey, err := store.Survey(ctx, workflow.SurveyQuery{Domain: a.Domain, Name: name, Person: by.Email})
	if err != nil {
		return nil, workflow.ReadSet{}, err
	}
	return workflow.SimilarNames(ctx, store, survey, a.Domain, now)
}

// approvedName returns the name with which the account was approved, as long as that matters. The first rename since then has it in its
// log entry.
func approvedName(ctx context.Context, store interface {
	workflow.RequestReader
	Lister
}, a account.Administered, now time.Time) (account.ApprovedName, error) {
	if a.RequestID == "" {
		return account.ApprovedName{}, nil
	}
	request, err := store.Request(ctx, a.RequestID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return account.ApprovedName{}, err
	}
	approved := account.ApprovedName{Name: a.Name, At: request.ApprovedAt()}
	first := slices.IndexFunc(a.Renames, func(at time.Time) bool { return !at.Before(approved.At) })
	if !approved.Recent(now) || first < 0 {
		return approved, nil
	}
	at := a.Renames[first]
	entries, _, err := store.Log(ctx, a.ID, at.Truncate(time.Millisecond), at.Add(time.Millisecond), "", logChunk)
	for _, e := range entries {
		if e.Kind == account.LogRenamed {
			approved.Name = e.Before[account.LogName]
		}
	}
	return approved, err
}

// mails returns the mails to the other administrators about a change of the account's visibility.
func (s Settings) mails(ctx context.Context, r actor, visibility account.Visibility) ([]workflow.Mail, error) {
	others, err := otherAdministrators(ctx, s.Store, r.ID, r.person.Email)
	if err != nil {
		return nil, err
	}
	var all []workflow.Mail
	for _, m := range others {
		told := MemberMail(workflow.VisibilityChangedMail, r.Account, m.Person, m.Language, r.person.Email, r.now)
		told.Visibility = visibility
		all = append(all, told)
	}
	return all, nil
}

// Close closes the account; typed has to be its name. Its identifier is free again 30 days later.
func (s Settings) Close(ctx context.Context, by account.Person, id account.ID, typed string, version int) (Overview, error) {
	var is actor
	_, err := decide(ctx, s.Store, by, id, account.CloseAccount, version, s.Now, func(r actor) (Change, error) {
		if !account.IsTyped(r.Name, typed) {
			return Change{}, account.Invalid("name", account.FieldNotAllowed, "not the account's name")
		}
		c := Change{Before: r.Administered, After: r.Close(r.now), Entry: r.settingsEntry(account.LogClosed, "")}
		if c.Entry.After = nil; r.Waiting == nil {
			c.Entry.Before = nil
		}
		c.noteDropped()
		is = r
		is.Administered = c.After
		return c, nil
	})
	if err != nil {
		return Overview{}, err
	}
	is.own.Role, is.own.VirtualRoles = "", nil
	return Overview{WithAccess: account.WithAccess{Account: is.Account}, Version: is.Version}, nil
}

// WithdrawRename withdraws the name that waits for an operator. It returns account.ErrNotFound if none does, account.ErrChanged if
// version is neither 0 nor the present one, and account.ErrForbidden.
func (s Settings) WithdrawRename(ctx context.Context, by account.Person, id account.ID, version int) (Overview, error) {
	var is actor
	_, err := decide(ctx, s.Store, by, id, account.RenameAccount, version, s.Now, func(r actor) (Change, error) {
		if r.Waiting == nil {
			return Change{}, account.ErrNotFound
		}
		after, err := r.DropRename()
		if err != nil {
			return Change{}, err
		}
		c := Change{Before: r.Administered, After: after, Entry: r.settingsEntry(account.LogRenameWithdrawn, "")}
		c.Entry.After = nil
		c.noteDropped()
		is = r
		is.Administered = after
		return c, nil
	})
	if err != nil {
		return Overview{}, err
	}
	return s.overview(ctx, is)
}
