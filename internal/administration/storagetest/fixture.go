package storagetest

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// day1 is when each test begins. Times are passed, never read from a clock.
var day1 = time.Date(2026, 11, 22, 9, 30, 0, 123e6, time.UTC)

const (
	ann account.Email = "ann@acme.com" // the first administrator of each account
	bob account.Email = "bob@acme.com"
)

// state is an account as a test knows it.
type state struct {
	t  *testing.T
	s  Store
	at time.Time
	account.Administered
	first account.VirtualAccount // the default one
}

// loaded stores an account with one administrator and one Virtual Account.
func loaded(t *testing.T, s Store) *state {
	t.Helper()
	return loadedAs(t, s, "acme.com")
}

// loadedAs is loaded for an account with the identifier.
func loadedAs(t *testing.T, s Store, d account.Domain) *state {
	t.Helper()
	id := account.NewID()
	a := account.Account{
		ID: id, Name: "Acme", Domain: d, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: day1, Requester: "partner@example.com", RequestID: account.NewID(), PendingUntil: day1,
	}
	first := account.VirtualAccount{
		ID: account.NewID(), AccountID: id, Depth: 1, Name: account.DefaultVirtualAccountName, Visibility: account.Public,
		Default: true, CreatedAt: day1,
	}
	stored := workflow.StoredAccount{Account: a, VirtualAccounts: []account.VirtualAccount{first}}
	stored.Members = append(stored.Members, account.Membership{AccountID: id, Person: ann, Role: account.SmartAccountAdministrator, Since: day1})
	must(t, s.Load(t.Context(), []workflow.StoredAccount{stored}))
	now, _, err := s.Standing(t.Context(), id, ann)
	must(t, err)
	return &state{t: t, s: s, at: day1.Add(time.Hour), Administered: now, first: first}
}

// change returns a change of the account to its next version.
func (x *state) change(kind account.LogKind) administration.Change {
	after := x.Administered
	after.Version++
	return administration.Change{
		Before: x.Administered, After: after,
		Entry: account.LogEntry{AccountID: x.ID, Version: after.Version, At: x.at, Kind: kind, Actor: account.Actor(ann)},
	}
}

// commit stores the change, and takes the account to its next version.
func (x *state) commit(c administration.Change) {
	x.t.Helper()
	must(x.t, x.s.CommitAccount(x.t.Context(), c))
	x.Administered, x.at = c.After, x.at.Add(time.Minute)
}

// member returns the change of one membership; nil is none.
func (x *state) member(before, after *account.Membership) administration.Change {
	x.t.Helper()
	c := x.change(account.LogMemberChanged)
	next, err := x.ReplaceMember(before, after)
	must(x.t, err)
	c.After = next
	c.Members = []administration.MemberChange{{Before: before, After: after}}
	return c
}

// added returns a new member with the role.
func (x *state) added(person account.Email, r account.Role) *account.Membership {
	m := account.Membership{AccountID: x.ID, Person: person, Since: x.at, AddedBy: account.Actor(ann)}.Given(r)
	return &m
}

// add stores a new member with the role.
func (x *state) add(person account.Email, r account.Role) *account.Membership {
	x.t.Helper()
	m := x.added(person, r)
	x.commit(x.member(nil, m))
	return m
}

// virtual returns the change of one Virtual Account; nil is none.
func (x *state) virtual(before, after *account.VirtualAccount) administration.Change {
	c := x.change(account.LogVirtualChanged)
	switch {
	case before == nil:
		c.After.VirtualAccounts++
	case after == nil:
		c.After.VirtualAccounts--
	}
	c.Virtuals = []administration.VirtualChange{{Before: before, After: after}}
	return c
}

// below returns a new Virtual Account with the name below the parent, or at the top if it is empty.
func (x *state) below(parent account.ID, name string) *account.VirtualAccount {
	return &account.VirtualAccount{
		ID: account.NewID(), AccountID: x.ID, ParentID: parent, Name: name, Visibility: account.Public, CreatedAt: x.at,
	}
}

// create stores a new Virtual Account.
func (x *state) create(parent account.ID, name string) *account.VirtualAccount {
	x.t.Helper()
	v := x.below(parent, name)
	x.commit(x.virtual(nil, v))
	return v
}

// now returns a Virtual Account as it is stored.
func (x *state) now(id account.ID) account.VirtualAccount {
	x.t.Helper()
	l, err := x.s.Lineages(x.t.Context(), x.ID, id)
	must(x.t, err)
	if len(l[id]) == 0 {
		x.t.Fatalf("there is no Virtual Account %s", id)
	}
	return l[id].Self()
}

// children returns the names below a parent.
func (x *state) children(parent account.ID) (names []string) {
	x.t.Helper()
	all, _, err := x.s.Children(x.t.Context(), x.ID, parent, "", 100)
	must(x.t, err)
	for _, v := range all {
		names = append(names, v.Name)
	}
	return names
}

// administrators returns the confirmed administrators.
func (x *state) administrators() (persons []account.Email) {
	x.t.Helper()
	all, err := x.s.Administrators(x.t.Context(), x.ID, 100)
	must(x.t, err)
	for _, m := range all {
		persons = append(persons, m.Person)
	}
	return persons
}

// names returns the names of the accounts that a search of the person's own accounts finds.
func (x *state) names(person account.Email, text string) (names []string) {
	x.t.Helper()
	all, _, err := x.s.OwnPostings(x.t.Context(), person, text, "", 100)
	must(x.t, err)
	for _, p := range all {
		names = append(names, p.Account.Name)
	}
	return names
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// refused checks that the commit returns that error and changes nothing.
func (x *state) refused(want error, c administration.Change) {
	x.t.Helper()
	before, err := x.s.Dump(x.t.Context())
	must(x.t, err)
	if err := x.s.CommitAccount(x.t.Context(), c); !errors.Is(err, want) {
		x.t.Errorf("got error %v, want %v", err, want)
	}
	after, err := x.s.Dump(x.t.Context())
	must(x.t, err)
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if before[key] != after[key] {
			x.t.Errorf("the refusal left behind %s:\n was %s\n  is %s", key, before[key], after[key])
		}
	}
	if len(before) != len(after) {
		x.t.Errorf("%d items, there were %d", len(after), len(before))
	}
}

// oneOf checks that of commits made at the same time exactly one is stored.
func (x *state) oneOf(changes ...administration.Change) {
	x.t.Helper()
	errs := make([]error, len(changes))
	var done sync.WaitGroup
	for n, c := range changes {
		done.Go(func() { errs[n] = x.s.CommitAccount(x.t.Context(), c) })
	}
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		}
	}
	if won != 1 {
		x.t.Errorf("%d commits of the same version are stored: %v", won, errs)
	}
}
