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
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Asking lets people ask for access to an account, and take that back.
type Asking struct {
	Store  Store
	Now    func() time.Time
	Terms  account.AccessTerms
	Limits Limits
}

// Limits limit how many access requests one person opens, and how many are opened about one account.
type Limits struct{ Person, Account account.Limit }

// Form is an access request as it was typed: about the account with the domain identifier or, if that is empty, with the id.
type Form struct {
	Domain  string
	ID      string
	Wanted  Wanted
	Note    string
	Misread error // an account.InvalidInput about the fields that could not be decoded, or nil
}

// Wanted is a role on the whole account or roles on Virtual Accounts, as they were typed.
type Wanted struct {
	Role     string
	Virtuals []administration.VirtualRow // Virtual Accounts by id
}

// Ask opens an access request. A rule of the account may decide it at once.
//
// It returns account.ErrNoRole if the person needs a role to ask about that account, whether or not it exists; account.ErrNotFound if no
// active account that they would find has the identifier or id; ErrAlreadyMember if they have what they ask for;
// account.ErrAlreadyAsked, account.TooMany and account.InvalidInput.
func (a Asking) Ask(ctx context.Context, by account.Person, f Form) (opened account.AccessRequest, err error) {
	note, err := account.ParseNote(f.Note)
	bad := []error{f.Misread, account.Named("note", err)}
	grant, err := f.Wanted.parse()
	if err := account.Fields(append(bad, err)...); err != nil {
		return opened, err
	}
	id, err := a.find(ctx, by, f)
	if err != nil {
		return opened, err
	}
	err = retry.OnConflict(ctx, func() error {
		opened, err = a.open(ctx, by, id, grant, note)
		return err
	})
	return opened, err
}

// ErrAlreadyMember means that the person has the access that they ask for.
var ErrAlreadyMember = errors.New("already member")

// parse returns the grant if it is valid in itself.
func (w Wanted) parse() (account.Grant, error) {
	if len(w.Virtuals) == 0 {
		role, err := account.ParseRole(w.Role)
		if err == nil && !role.OnWhole() {
			return account.Grant{}, account.Invalid(virtualField(0, "id"), account.FieldRequired, "the role needs a Virtual Account")
		}
		return account.Grant{Role: role}, account.Named("role", err)
	}
	if len(w.Virtuals) > account.MaxVirtualRoles {
		return account.Grant{}, account.Invalid("virtualAccounts", account.FieldTooMany, "at most 20 Virtual Accounts")
	}
	var g account.Grant
	var bad []error
	if strings.TrimSpace(w.Role) != "" {
		bad = append(bad, account.Invalid("role", account.FieldNotAllowed, "either a role on the whole account or roles on Virtual Accounts"))
	}
	for n, v := range w.Virtuals {
		role, err := account.ParseRole(v.Role)
		if bad = append(bad, account.Named(virtualField(n, "role"), err)); err == nil && role.OnWhole() {
			bad = append(bad, account.Invalid(virtualField(n, "role"), account.FieldNotAllowed, "must be a role on a Virtual Account"))
		}
		id := account.ID(strings.TrimSpace(v.VirtualAccount))
		if slices.ContainsFunc(g.VirtualRoles, func(v account.VirtualRole) bool { return v.VirtualAccount == id }) {
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldDuplicate, "one role on each Virtual Account"))
		}
		g.VirtualRoles = append(g.VirtualRoles, account.VirtualRole{VirtualAccount: id, Role: role, WithNested: v.WithNested})
	}
	return g, account.Fields(bad...)
}

func virtualField(n int, name string) string { return fmt.Sprintf("virtualAccounts[%d].%s", n, name) }

// find returns the id of the account that the person asks about.
func (a Asking) find(ctx context.Context, by account.Person, f Form) (account.ID, error) {
	hasRole, err := a.Store.HasRole(ctx, by.Email)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(f.Domain) != "" {
		domain, err := account.ParseHeldDomain(f.Domain)
		if err != nil {
			return "", account.Named("accountDomain", err)
		}
		if !by.MayAskAbout(domain, hasRole) {
			return "", account.ErrNoRole
		}
		found, err := a.Store.AccountByDomain(ctx, domain)
		if err == nil && found.Status != account.AccountActive {
			err = account.ErrNotFound
		}
		return found.ID, err
	}
	id, is := account.ParseID(strings.TrimSpace(f.ID))
	if !is {
		return "", account.Invalid("accountDomain", account.FieldRequired, "a domain identifier is required")
	}
	found, own, err := a.Store.Standing(ctx, id, by.Email)
	switch {
	case errors.Is(err, account.ErrNotFound) && !hasRole:
		return "", account.ErrNoRole
	case err != nil:
		return "", err
	case !by.MayAskAbout(found.Domain, hasRole):
		return "", account.ErrNoRole
	case found.Status != account.AccountActive || !found.FoundByPart() && own.AsOf(a.Now()).Empty() && !by.MayAskAbout(found.Domain, false):
		return "", account.ErrNotFound // a Restricted account is found by its whole identifier
	}
	return id, nil
}

// open opens the access request, with all that it was decided on.
func (a Asking) open(ctx context.Context, by account.Person, id account.ID, asked account.Grant, note string) (account.AccessRequest, error) {
	now := a.Now()
	read, stored, err := a.Store.Standing(ctx, id, by.Email)
	if err == nil && read.Status != account.AccountActive {
		err = account.ErrNotFound
	}
	if err != nil {
		return account.AccessRequest{}, err
	}
	own := stored.AsOf(now)
	at, err := lineagesOf(ctx, a.Store, id, asked)
	if err != nil {
		return account.AccessRequest{}, err
	}
	if err := a.askable(read.Account, own, asked, at); err != nil {
		return account.AccessRequest{}, err
	}
	if _, err := own.With(asked, at); errors.Is(err, account.ErrUnchanged) {
		return account.AccessRequest{}, ErrAlreadyMember
	} else if err != nil {
		return account.AccessRequest{}, err
	}
	r, err := account.OpenAccessRequest(account.NewID(), id, by, asked, note, a.Terms, now)
	if err != nil {
		return r, err
	}
	asks, err := a.Store.Asks(ctx, by.Email, id)
	if err != nil {
		return r, err
	}
	c := Change{After: r, AsksBefore: asks, Read: &read, Entry: entryOf(r, account.LogAccessAsked, at, now)}
	if c.AsksAfter, err = asks.Ask(r.ID, now); err != nil {
		return r, err
	}
	if c.Uses, err = a.count(ctx, by, id, now); err != nil {
		return r, err
	}
	rules, err := a.Store.Rules(ctx, id)
	if err != nil {
		return r, err
	}
	if rule, found := rules.Deciding(by.Email); found {
		if c, found, err = a.byRule(ctx, c, standing{read, own}, stored, at, rule, now); err != nil {
			return r, err
		} else if found {
			return c.After, a.Store.CommitAccess(ctx, c)
		}
	}
	if c.Mails, err = mailsAsked(ctx, a.Store, workflow.AccessAskedMail, r, read.Account, at, now); err != nil {
		return r, err
	}
	return r, a.Store.CommitAccess(ctx, c)
}

// byRule returns the change of opening an access request that the rule decides at once; false if the rule gives nothing, or less than the
// person has, so that a decider decides. stored is the person's membership as it was read, and asked has the lineages of what is asked for.
func (a Asking) byRule(
	ctx context.Context, c Change, s standing, stored account.Membership, asked map[account.ID]account.Lineage, rule account.Rule, now time.Time,
) (Change, bool, error) {
	r := c.After
	detail := func(e *account.LogEntry) { e.Detail[account.LogRuleAuthor] = string(rule.Author) }
	if !rule.Approve {
		declined, err := r.Decline(account.System, rule.ID, "", now)
		if err != nil {
			return c, false, err
		}
		c.After, c.AsksAfter, c.Entry = declined, c.AsksAfter.Ended(declined), entryOf(declined, account.LogAccessDeclined, asked, now)
		detail(c.Entry)
		c.Mails, err = mailsDecided(ctx, a.Store, declined, s.Account, asked, now)
		return c, true, err
	}
	approved, err := r.Approve(account.System, rule.ID, rule.Grant, now)
	if err != nil {
		return c, false, err
	}
	at, err := lineagesOf(ctx, a.Store, s.ID, rule.Grant, account.Grant{VirtualRoles: s.own.VirtualRoles})
	if err != nil {
		return c, false, err
	}
	change, err := administration.GrantAccess(s.Administered, ifMember(stored), freshMember(approved, account.Actor(rule.Author), now), rule.Grant, at, approved, now)
	var lowers *account.InvalidInput
	if errors.Is(err, account.ErrUnchanged) || errors.As(err, &lowers) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	detail(&change.Entry)
	c.After, c.AsksAfter, c.Grant, c.Read, c.Entry = approved, c.AsksAfter.Ended(approved), &change, nil, nil
	c.Mails, err = mailsDecided(ctx, a.Store, approved, s.Account, at, now)
	return c, true, err
}

// ifMember returns the membership as it was read; nil if there is none.
func ifMember(stored account.Membership) *account.Membership {
	if stored.Empty() {
		return nil
	}
	return &stored
}

// freshMember returns the membership, without roles, of a person who becomes a member by the access request.
func freshMember(r account.AccessRequest, addedBy account.Actor, now time.Time) account.Membership {
	return account.Membership{AccountID: r.AccountID, Person: r.By, Since: now, AddedBy: addedBy, Language: r.Language}
}

// askable returns InvalidInput about a Virtual Account that the person may not ask for: one that they do not see.
func (a Asking) askable(of account.Account, own account.Membership, asked account.Grant, at map[account.ID]account.Lineage) error {
	var bad []error
	for n, v := range asked.VirtualRoles {
		if l := at[v.VirtualAccount]; len(l) == 0 || !own.Sees(of, l) {
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldUnknown, "no Virtual Account of this account that you can see has this id"))
		}
	}
	return account.Fields(bad...)
}

// count returns the uses that an access request takes of the limits, or account.TooMany.
func (a Asking) count(ctx context.Context, by account.Person, id account.ID, now time.Time) (uses []workflow.UsesChange, err error) {
	for subject, limit := range map[workflow.Subject]account.Limit{
		workflow.AsksBy(by.Email): a.Limits.Person, workflow.AsksAbout(id): a.Limits.Account,
	} {
		used, err := a.Store.Used(ctx, subject)
		if err != nil {
			return nil, err
		}
		use, err := used.TakeSeveral(limit, 1, now)
		if err != nil {
			return nil, err
		}
		uses = append(uses, use)
	}
	return uses, nil
}

// Withdraw ends a pending access request of the person's. It returns account.ErrNotFound if it is not theirs, and
// account.AccessDecided.
func (a Asking) Withdraw(ctx context.Context, by account.Person, id account.ID) (withdrawn account.AccessRequest, err error) {
	err = retry.OnConflict(ctx, func() error {
		read, err := a.Store.AccessRequest(ctx, id)
		if err == nil && read.By != by.Email {
			err = account.ErrNotFound
		}
		if err != nil {
			return err
		}
		if withdrawn, err = read.Withdraw(a.Now()); err != nil {
			return err
		}
		return end(ctx, a.Store, read, withdrawn, account.LogAccessWithdrawn, Change{})
	})
	return withdrawn, err
}

// end stores the end of an access request that gives no access. c has what else is stored with it.
func end(ctx context.Context, store endStore, read, ended account.AccessRequest, kind account.LogKind, c Change) error {
	at, err := lineagesOf(ctx, store, read.AccountID, read.Asked)
	if err != nil {
		return err
	}
	asks, err := store.Asks(ctx, read.By, read.AccountID)
	if err != nil {
		return err
	}
	c.Before, c.After, c.AsksBefore, c.AsksAfter = &read, ended, asks, asks.Ended(ended)
	c.Entry = entryOf(ended, kind, at, ended.Decision.At)
	return store.CommitAccess(ctx, c)
}

// lineagesOf returns the lineages of the Virtual Accounts of the grants.
func lineagesOf(ctx context.Context, store administration.AccountReader, id account.ID, grants ...account.Grant) (map[account.ID]account.Lineage, error) {
	ids := account.VirtualAccountsOf(grants...)
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // there are none
	}
	return store.Lineages(ctx, id, ids...)
}

// entryOf returns the entry of the account's log of a step that gives no access.
func entryOf(r account.AccessRequest, kind account.LogKind, at map[account.ID]account.Lineage, now time.Time) *account.LogEntry {
	e := account.LogEntry{
		AccountID: r.AccountID, Step: r.Version, At: now, Kind: kind, Actor: account.Actor(r.By),
		Detail: map[string]string{account.LogMember: string(r.By), account.LogAccessRequest: string(r.ID)},
	}
	for _, l := range at {
		if len(l) > 0 {
			e.Places = append(e.Places, account.PlaceOf(l))
		}
	}
	slices.SortFunc(e.Places, func(a, b account.Place) int { return strings.Compare(string(a.ID), string(b.ID)) })
	if d := r.Decision; d != nil {
		e.Actor = d.By
		if d.Reason != "" {
			e.Detail[account.LogReason] = d.Reason
		}
		if d.Rule != "" {
			e.Detail[account.LogRule] = string(d.Rule)
		}
		return &e
	}
	e.After = account.Membership{Role: r.Asked.Role, VirtualRoles: r.Asked.VirtualRoles}.RolesTold(namesOf(at))
	return &e
}
