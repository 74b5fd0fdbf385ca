package administration

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// wanted is a row whose values are valid in themselves.
type wanted struct {
	email   account.Email
	role    account.Role // on the whole account; empty: see virtual
	virtual []VirtualRow // with valid roles
	endsAt  time.Time
	invalid error // an account.InvalidInput; nil: none
}

func virtualField(n int, name string) string { return fmt.Sprintf("virtualAccounts[%d].%s", n, name) }

// parseRow returns the row, and its result as far as it is known.
func parseRow(row Row, now time.Time) (wanted, RowResult) {
	w := wanted{}
	result := RowResult{Email: strings.TrimSpace(row.Email)}
	bad := []error{row.Misread}
	var err error
	if w.email, err = account.ReadEmail(row.Email); err == nil {
		result.Email = string(w.email)
	}
	bad = append(bad, account.Named("email", err))
	w.role, w.virtual, err = parseRoles(row)
	bad = append(bad, err)
	w.endsAt, err = ParseEnd(row.EndsAt, now)
	bad = append(bad, err)
	if err == nil && w.role == account.SmartAccountAdministrator && !w.endsAt.IsZero() {
		bad = append(bad, account.Invalid("endsAt", account.FieldNotAllowed, "a Smart Account Administrator has no end date"))
	}
	w.invalid = account.Fields(bad...)
	return w, result
}

// parseRoles returns the role on the whole account, or those on Virtual Accounts.
func parseRoles(row Row) (account.Role, []VirtualRow, error) {
	const whole = "virtualAccounts"
	if len(row.Virtuals) == 0 {
		role, err := account.ParseRole(row.Role)
		if err == nil && !role.OnWhole() {
			return "", nil, account.Invalid(virtualField(0, "id"), account.FieldRequired, "the role needs a Virtual Account")
		}
		return role, nil, account.Named("role", err)
	}
	if len(row.Virtuals) > account.MaxVirtualRoles {
		return "", nil, account.Invalid(whole, account.FieldTooMany, "at most 20 Virtual Accounts")
	}
	var bad []error
	parsed := slices.Clone(row.Virtuals)
	for n, v := range row.Virtuals {
		field, typed := virtualField(n, "role"), v.Role
		if strings.TrimSpace(typed) == "" && n == 0 {
			field, typed = "role", row.Role
		}
		role, err := account.ParseRole(typed)
		bad = append(bad, account.Named(field, err))
		if err == nil && role.OnWhole() {
			bad = append(bad, account.Invalid(field, account.FieldNotAllowed, "must be a role on a Virtual Account"))
		}
		if strings.TrimSpace(v.VirtualAccount) == "" {
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldRequired, "a Virtual Account is required"))
		}
		parsed[n].Role = string(role)
	}
	if role, err := account.ParseRole(row.Role); strings.TrimSpace(row.Virtuals[0].Role) != "" && strings.TrimSpace(row.Role) != "" && (err != nil || role.OnWhole()) {
		bad = append(bad, account.Invalid("role", account.FieldNotAllowed, "either a role on the whole account or roles on Virtual Accounts"))
	}
	return "", parsed, account.Fields(bad...)
}

// longestTerm is the latest end of a membership from now. A later one is more likely a mistyped year than an end.
const longestTerm = 10 * 366 * 24 * time.Hour

// ParseEnd returns the end date of a membership, as RFC 3339 or as a day, of which it is the end in UTC; zero for an empty one. It returns
// account.InvalidInput about endsAt.
func ParseEnd(s string, now time.Time) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	end, err := time.Parse(time.RFC3339, s)
	if err != nil {
		if end, err = time.Parse(time.DateOnly, s); err == nil {
			end = end.AddDate(0, 0, 1)
		}
	}
	end = end.UTC().Truncate(time.Second)
	switch {
	case err != nil:
		return time.Time{}, account.Invalid("endsAt", account.FieldNotAllowed, "must be a time as 2006-01-02T15:04:05Z or a day as 2006-01-02")
	case !end.After(now):
		return time.Time{}, account.Invalid("endsAt", account.FieldInThePast, "must be in the future")
	case end.After(now.Add(longestTerm)):
		return time.Time{}, account.Invalid("endsAt", account.FieldNotAllowed, "at most ten years from now")
	default:
		return end, nil
	}
}

// giving is a change of a membership.
type giving struct {
	actor
	had    *account.Membership // as it was read; nil: there is none
	after  account.Membership  // empty: removed
	at     lineages            // of both
	silent bool                // a new member is not mailed
	hidden bool                // nothing is stored, since the person has more than the actor may know

	// Of a change of address: the membership of the old one, as it was read, and what remains of it.
	from *account.Membership
	left account.Membership
}

// isNew reports whether the person was no member before.
func (g giving) isNew() bool { return g.had == nil || !g.had.InForce(g.now) }

// give decides what the row makes of a membership; had is nil if there is none. It returns account.InvalidInput about what the actor may
// not give, and about Virtual Accounts that they do not see.
func (p People) give(ctx context.Context, a actor, had *account.Membership, w wanted, place *places) (g giving, err error) {
	fresh := account.Membership{
		AccountID: a.ID, Person: w.email, Since: a.now, InvitedAt: a.now, AddedBy: account.Actor(a.person.Email), Language: a.person.Language,
	}
	g = giving{actor: a, had: had, after: fresh}
	if had != nil && had.InForce(a.now) {
		g.after = a.onDefault(*had)
	}
	ids := make([]account.ID, len(w.virtual))
	for n, v := range w.virtual {
		if ids[n], err = place.find(ctx, a, v.VirtualAccount); err != nil {
			return g, err
		}
	}
	named := slices.DeleteFunc(slices.Clone(ids), func(id account.ID) bool { return id == "" })
	if g.at, err = a.readLineages(ctx, p.Store, []account.Membership{g.after}, named...); err != nil {
		return g, err
	}
	if g.after.Role != "" && !a.own.May(account.ChangeMembers) { // unseen by the actor: as if the person were new
		g.hidden, g.after = true, fresh
	}
	if w.role != "" {
		if !a.own.MayGive(w.role) {
			return g, account.Invalid("role", account.FieldMoreThanHeld, "you cannot give this role")
		}
		g.after.Role, g.after.VirtualRoles, g.after.EndsAt = w.role, nil, w.endsAt
		return g, nil
	}
	kept := a.withoutTaken(g.after, g.at)
	if kept.Empty() {
		g.after.EndsAt = w.endsAt // else it would end roles that the actor may not change
	}
	g.after.Role, g.after.VirtualRoles = "", kept.VirtualRoles
	var bad []error
	for n, id := range ids {
		given := account.VirtualRole{VirtualAccount: id, Role: account.Role(w.virtual[n].Role), WithNested: w.virtual[n].WithNested}
		same := func(v account.VirtualRole) bool { return v.VirtualAccount == id }
		switch l := g.at[id]; {
		case id == "" || len(l) == 0 || !a.own.Sees(a.Account, l):
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldUnknown, "no Virtual Account of this account has this id, path or unique name"))
		case !a.own.MayGiveAt(given, l), slices.ContainsFunc(kept.VirtualRoles, same):
			bad = append(bad, account.Invalid(virtualField(n, "role"), account.FieldMoreThanHeld, "you cannot give this role there"))
		case slices.ContainsFunc(g.after.VirtualRoles, same):
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldDuplicate, "one role on each Virtual Account"))
		default:
			g.after.VirtualRoles = append(g.after.VirtualRoles, given)
		}
	}
	if len(g.after.VirtualRoles) > account.MaxVirtualRoles {
		bad = append(bad, account.Invalid("virtualAccounts", account.FieldTooMany, "at most 20 Virtual Accounts"))
	}
	sortRoles(g.after.VirtualRoles)
	return g, account.Fields(bad...)
}

func sortRoles(roles []account.VirtualRole) {
	slices.SortFunc(roles, func(a, b account.VirtualRole) int {
		return strings.Compare(string(a.VirtualAccount), string(b.VirtualAccount))
	})
}

// sameRoles reports whether the memberships give the same roles until the same time.
func sameRoles(a, b account.Membership) bool {
	sortRoles(a.VirtualRoles)
	sortRoles(b.VirtualRoles)
	return a.Role == b.Role && slices.Equal(a.VirtualRoles, b.VirtualRoles) && a.EndsAt.Equal(b.EndsAt)
}

// change returns the change of the account with its log entry.
func (g giving) change(kind account.LogKind) (Change, error) {
	c := Change{Before: g.Administered, After: g.Administered}
	var err error
	step := func(before *account.Membership, after account.Membership) {
		next := &after
		if after.Empty() {
			next = nil
		}
		if err == nil && (before != nil || next != nil) {
			c.After, err = c.After.ReplaceMember(before, next)
			c.Members = append(c.Members, MemberChange{before, next})
		}
	}
	if g.from != nil {
		step(g.from, g.left)
	}
	if !g.hidden {
		step(g.had, g.after)
	}
	if err != nil {
		return Change{}, err
	}
	c.After.Version = c.Before.Version + 1
	c.Entry = g.entry(kind, c.After.Version)
	return c, nil
}

// entry returns the log entry of the change. It tells only what changes, so that its places are those of the change.
func (g giving) entry(kind account.LogKind, version int) account.LogEntry {
	before, after := account.Membership{}, g.after
	if g.had != nil && g.had.InForce(g.now) {
		before = g.onDefault(*g.had)
		if kind == account.LogMemberAdded {
			kind = account.LogMemberChanged
		}
	}
	member := g.after.Person
	if g.from != nil {
		member = g.from.Person
		before = g.onDefault(*g.from)
		before.VirtualRoles = slices.DeleteFunc(before.VirtualRoles, func(v account.VirtualRole) bool { return slices.Contains(g.left.VirtualRoles, v) })
		if g.had != nil { // the other roles of the new address do not change
			after.VirtualRoles = slices.DeleteFunc(slices.Clone(after.VirtualRoles), func(v account.VirtualRole) bool { return slices.Contains(g.onDefault(*g.had).VirtualRoles, v) })
		}
	}
	e := account.LogEntry{
		AccountID: g.ID, Version: version, At: g.now, Kind: kind, Actor: account.Actor(g.person.Email),
		Detail: map[string]string{account.LogMember: string(member)},
	}
	if kind == account.LogMemberConfirmed {
		e.Places = g.placesOf(before, before, true)
		e.TellActor(g.onDefault(g.own))
		return e
	}
	names := g.at.names()
	was, is := before.RolesTold(names), after.RolesTold(names)
	if g.from != nil {
		was[account.LogEmail], is[account.LogEmail] = string(g.from.Person), string(g.after.Person)
	} else {
		maps.DeleteFunc(was, func(name, value string) bool { return is[name] == value })
		maps.DeleteFunc(is, func(name, value string) bool { return before.RolesTold(names)[name] == value })
	}
	if len(was) > 0 {
		e.Before = was
	}
	if len(is) > 0 {
		e.After = is
	}
	e.Places = g.placesOf(before, after, g.from != nil || !before.EndsAt.Equal(after.EndsAt))
	e.TellActor(g.onDefault(g.own))
	return e
}

// placesOf returns the places of the roles that only one of the memberships has, or of every role. Each tells the reader of that
// place what the entry has of the memberships with a role there.
func (g giving) placesOf(before, after account.Membership, every bool) (all []account.Place) {
	at := map[account.ID]int{}
	for n, side := range []account.Membership{before, after} {
		other, tells := after, []account.LogValue{account.ToldBefore, account.BeforeValue(account.LogEndsAt), account.BeforeValue(account.LogEmail)}
		if n == 1 {
			other, tells = before, []account.LogValue{account.ToldAfter, account.AfterValue(account.LogEndsAt), account.AfterValue(account.LogEmail)}
		}
		if n == 0 || g.from == nil { // the address that the detail has
			tells = append(tells, account.DetailValue(account.LogMember))
		}
		for _, v := range side.VirtualRoles {
			l := g.at[v.VirtualAccount]
			if len(l) == 0 || !every && slices.Contains(other.VirtualRoles, v) {
				continue
			}
			if _, named := at[v.VirtualAccount]; !named {
				at[v.VirtualAccount], all = len(all), append(all, account.PlaceOf(l))
			}
			all[at[v.VirtualAccount]].Tell(v.VirtualAccount, tells...)
		}
	}
	return all
}

// count returns the uses that one more new member takes of the limits, after so many others, or account.TooMany.
func (p People) count(ctx context.Context, a actor, before int) ([]workflow.UsesChange, error) {
	type limited struct {
		workflow.Subject
		account.Limit
	}
	all := []limited{{workflow.AdditionsBy(a.person.Email), p.Limits.Person}, {workflow.AdditionsTo(a.ID), p.Limits.Account}}
	if company, known := a.person.Email.Company(); known { // those at a shared mail domain are strangers to each other
		all = append(all, limited{workflow.AdditionsFrom(company), p.Limits.Domain})
	}
	var uses []workflow.UsesChange
	var over error
	for _, l := range all {
		used, err := p.Store.Used(ctx, l.Subject)
		if err != nil {
			return nil, err
		}
		use, err := used.TakeSeveral(l.Limit, before+1, a.now)
		over, uses = cmp.Or(over, err), append(uses, use)
	}
	return uses, over
}
