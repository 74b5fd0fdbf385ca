package administration_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

const (
	ann account.Email = "ann@acme.com" // administers the account
	eve account.Email = "eve@acme.com" // administers Sales with what is nested in it
	bob account.Email = "bob@acme.com"
)

// harness is the use cases on the real storage, with one account: Default, Sales with EMEA below it, and Support.
type harness struct {
	*testing.T
	store *dynamotest.Store
	id    account.ID
	now   time.Time
	at    map[string]account.ID
	limit account.Limit
}

func newHarness(t *testing.T, members ...account.Membership) *harness {
	t.Helper()
	t.Parallel()
	return another(t, members...)
}

// another returns one more harness of a test.
func another(t *testing.T, members ...account.Membership) *harness {
	t.Helper()
	h := &harness{T: t, store: dynamotest.InMemory(), now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), at: map[string]account.ID{}, limit: workflow.ADay(1000)}
	h.open("acme.com", members...)
	return h
}

// open stores the account.
func (h *harness) open(domain account.Domain, members ...account.Membership) {
	h.Helper()
	h.id = account.NewID()
	a := account.Account{
		ID: h.id, Name: "Acme", Domain: domain, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: h.now, Requester: "partner@example.com", RequestID: account.NewID(), PendingUntil: h.now,
	}
	stored := workflow.StoredAccount{Account: a}
	for _, v := range []struct{ name, parent string }{{"Default", ""}, {"Sales", ""}, {"EMEA", "Sales"}, {"Support", ""}} {
		id := account.NewID()
		h.at[v.name] = id
		depth, children := 1, 0
		if v.parent != "" {
			depth = 2
		}
		if v.name == "Sales" {
			children = 1
		}
		stored.VirtualAccounts = append(stored.VirtualAccounts, account.VirtualAccount{
			ID: id, AccountID: h.id, ParentID: h.at[v.parent], Depth: depth, Name: v.name, Children: children,
			Visibility: account.Public, Default: v.name == "Default", CreatedAt: h.now,
		})
	}
	members = append(members,
		account.Membership{Person: ann, Role: account.SmartAccountAdministrator},
		account.Membership{Person: eve, VirtualRoles: []account.VirtualRole{{VirtualAccount: h.at["Sales"], Role: account.VirtualAccountAdministrator, WithNested: true}}},
	)
	for _, m := range members {
		m.AccountID, m.Since = h.id, h.now
		stored.Members = append(stored.Members, m)
	}
	if err := h.store.Load(h.Context(), []workflow.StoredAccount{stored}); err != nil {
		h.Fatal(err)
	}
}

func (h *harness) clock() time.Time { return h.now }

func (h *harness) people() administration.People {
	return administration.People{
		Store: h.store, Now: h.clock,
		Limits: administration.AdditionLimits{Person: h.limit, Account: workflow.ADay(1000), Domain: workflow.ADay(1000)},
	}
}

func by(person account.Email) account.Person { return account.Person{Email: person} }

// add adds rows and returns their results.
func (h *harness) add(person account.Email, rows ...administration.Row) []administration.RowResult {
	h.Helper()
	results, _, err := h.people().Add(h.Context(), by(person), h.id, administration.Addition{Rows: rows})
	if err != nil {
		h.Fatal(err)
	}
	return results
}

func row(person account.Email, role string) administration.Row {
	return administration.Row{Email: string(person), Role: role}
}

func rowAt(person account.Email, at, role string, nested bool) administration.Row {
	return administration.Row{Email: string(person), Virtuals: onVirtual(at, role, nested)}
}

// wantOutcome checks the outcome of one row, and the field error of a refused one as "field: code".
func (h *harness) wantOutcome(got administration.RowResult, want administration.RowOutcome, field string) {
	h.Helper()
	told := ""
	if len(got.Fields) > 0 {
		told = fmt.Sprintf("%s: %s", got.Fields[0].Field, got.Fields[0].Code)
	}
	if got.Outcome != want || told != field {
		h.Errorf("%s is %s with %q, %v; want %s with %q", got.Email, got.Outcome, told, got.Err, want, field)
	}
}

// stored returns the stored membership, or one without roles.
func (h *harness) stored(person account.Email) account.Membership {
	h.Helper()
	m, err := h.store.Member(h.Context(), h.id, person)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		h.Fatal(err)
	}
	return m
}

func (h *harness) listed(person account.Email) (listed []account.Email) {
	h.Helper()
	for cursor := ""; ; {
		page, err := h.people().List(h.Context(), by(person), h.id, 2, cursor)
		if err != nil {
			h.Fatal(err)
		}
		for _, m := range page.Items {
			listed = append(listed, m.Person)
		}
		if cursor = page.Next; cursor == "" {
			return listed
		}
	}
}

func TestAnAdministratorAddsChangesAndRemovesMembers(t *testing.T) {
	h := newHarness(t)
	results := h.add(ann, row(bob, user), row("bad", user), rowAt("dan@acme.com", "sales / emea", vUser, false), rowAt("eli@acme.com", "Nowhere", vUser, false), row(bob, user))
	h.wantOutcome(results[0], administration.RowAdded, "")
	h.wantOutcome(results[1], administration.RowRefused, "email: not-an-email")
	h.wantOutcome(results[2], administration.RowAdded, "")
	h.wantOutcome(results[3], administration.RowRefused, "virtualAccounts[0].id: unknown")
	h.wantOutcome(results[4], administration.RowRefused, "email: duplicate")
	if got := h.listed(ann); !slices.Equal(got, []account.Email{ann, bob, "dan@acme.com", eve}) {
		t.Errorf("listed %v", got)
	}
	h.wantOutcome(h.add(ann, row(bob, user))[0], administration.RowUnchanged, "")
	h.wantOutcome(h.add(ann, row(bob, "Smart Account Viewer"))[0], administration.RowChanged, "")
	one, version, err := h.people().One(t.Context(), by(ann), h.id, bob)
	if err != nil || one.Role != account.SmartAccountViewer || !one.Invited() || one.AddedBy != account.Actor(ann) {
		t.Fatalf("%+v, %v", one, err)
	}
	if _, _, err := h.people().Change(t.Context(), by(ann), h.id, bob, row("", user), version-1); !errors.Is(err, account.ErrChanged) {
		t.Errorf("a change of an earlier version: %v", err)
	}
	if _, _, err := h.people().Change(t.Context(), by(ann), h.id, bob, row("robert@acme.com", user), version); err != nil {
		t.Fatal(err)
	}
	if !h.stored(bob).Empty() || h.stored("robert@acme.com").Role != account.SmartAccountUser {
		t.Error("the address has not changed")
	}
	if _, err := h.people().Remove(t.Context(), by(ann), h.id, "robert@acme.com", 0); err != nil || !h.stored("robert@acme.com").Empty() {
		t.Errorf("not removed: %v", err)
	}
	var kinds []account.LogKind
	entries, _, err := h.store.Log(t.Context(), h.id, time.Time{}, time.Time{}, "", 100)
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	if want := []account.LogKind{account.LogMemberRemoved, account.LogMemberMoved, account.LogMemberChanged, account.LogMemberAdded, account.LogMemberAdded, account.LogCreated}; err != nil || !slices.Equal(kinds, want) {
		t.Errorf("log %v, want %v: %v", kinds, want, err)
	}
}

func TestAVirtualAccountAdministratorChangesOnlyWhatTheySee(t *testing.T) {
	h := newHarness(t)
	h.add(ann, row("user@acme.com", user), rowAt(bob, "Support", vUser, false))
	results := h.add(eve,
		row("new@acme.com", user), rowAt("new2@acme.com", "EMEA", vUser, true), rowAt(bob, "EMEA", vUser, false),
		rowAt("user@acme.com", "EMEA", vUser, false), rowAt("new3@acme.com", "Support", vUser, false), rowAt("new4@acme.com", string(account.NewID()), vUser, false))
	h.wantOutcome(results[0], administration.RowRefused, "role: more-than-held")
	h.wantOutcome(results[1], administration.RowAdded, "")
	h.wantOutcome(results[2], administration.RowAdded, "")
	h.wantOutcome(results[3], administration.RowAdded, "") // as if the person were new
	h.wantOutcome(results[4], administration.RowRefused, "virtualAccounts[0].id: unknown")
	h.wantOutcome(results[5], administration.RowRefused, "virtualAccounts[0].id: unknown")
	if m := h.stored("user@acme.com"); m.Role != account.SmartAccountUser || len(m.VirtualRoles) > 0 {
		t.Errorf("an unseen role has changed: %+v", m)
	}
	if m := h.stored(bob); len(m.VirtualRoles) != 2 {
		t.Errorf("an unseen role has changed: %+v", m)
	}
	if got := h.listed(eve); !slices.Equal(got, []account.Email{bob, eve, "new2@acme.com"}) {
		t.Errorf("listed %v", got)
	}
	seen, _, err := h.people().One(t.Context(), by(eve), h.id, bob)
	if err != nil || len(seen.VirtualRoles) != 1 || seen.VirtualRoles[0].VirtualAccount != h.at["EMEA"] || seen.AddedBy != "" {
		t.Errorf("seen of bob: %+v, %v", seen, err)
	}
	for _, unseen := range []account.Email{ann, "user@acme.com", "nobody@acme.com"} {
		if _, _, err := h.people().One(t.Context(), by(eve), h.id, unseen); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s is read: %v", unseen, err)
		}
		if _, err := h.people().Remove(t.Context(), by(eve), h.id, unseen, 0); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s is removed: %v", unseen, err)
		}
		if _, _, err := h.people().Change(t.Context(), by(eve), h.id, unseen, rowAt("", "EMEA", vUser, false), 0); !errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s is changed: %v", unseen, err)
		}
	}
	if _, err := h.people().Remove(t.Context(), by(eve), h.id, bob, 0); err != nil {
		t.Fatal(err)
	}
	if m := h.stored(bob); len(m.VirtualRoles) != 1 || m.VirtualRoles[0].VirtualAccount != h.at["Support"] {
		t.Errorf("after the removal in Sales: %+v", m)
	}
}

func TestPeopleWithoutThePermissionAreRefused(t *testing.T) {
	h := newHarness(t, account.Membership{Person: bob, Role: account.SmartAccountUser})
	_, _, err := h.people().Add(t.Context(), by(bob), h.id, administration.Addition{Rows: []administration.Row{row("x@acme.com", user)}})
	if !errors.Is(err, account.ErrForbidden) {
		t.Errorf("a Smart Account User adds: %v", err)
	}
	if _, err := h.people().List(t.Context(), by("stranger@example.com"), h.id, 0, ""); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("a stranger lists: %v", err)
	}
	if _, err := h.people().Remove(t.Context(), by(bob), h.id, bob, 0); err != nil || !h.stored(bob).Empty() {
		t.Errorf("a member does not leave: %v", err)
	}
}

func TestAnInvitedAdministratorDoesNotLetTheLastOneLeave(t *testing.T) {
	h := newHarness(t)
	h.add(ann, row(bob, "Smart Account Administrator"))
	if _, err := h.people().Remove(t.Context(), by(ann), h.id, ann, 0); !errors.Is(err, account.ErrLastAdministrator) {
		t.Fatalf("the last administrator leaves: %v", err)
	}
	h.wantOutcome(h.add(ann, row(ann, user))[0], administration.RowRefused, "")
	if err := h.people().Confirm(t.Context(), by(bob), h.id); err != nil || h.stored(bob).Invited() {
		t.Fatalf("not confirmed: %v", err)
	}
	if _, err := h.people().Remove(t.Context(), by(ann), h.id, ann, 0); err != nil {
		t.Fatal(err)
	}
}

func TestASignInConfirmsABoundedNumberOfInvitations(t *testing.T) {
	h := newHarness(t)
	confirmation := administration.Confirmation{Store: h.store, Now: h.clock}
	invited := func() (left int) {
		ids, err := h.store.Invitations(t.Context(), bob, 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
	const accounts, atOnce = 7, 5
	for n := range accounts {
		other := &harness{T: t, store: h.store, now: h.now, limit: h.limit, at: map[string]account.ID{}}
		other.open(account.Domain(fmt.Sprintf("acme%d.com", n)))
		other.add(ann, row(bob, user))
	}
	if got := invited(); got != accounts {
		t.Fatalf("%d invitations, want %d", got, accounts)
	}
	for _, want := range []int{accounts - atOnce, 0, 0} {
		if err := confirmation.AtSignIn(t.Context(), by(bob)); err != nil || invited() != want {
			t.Errorf("%d invitations are left, want %d: %v", invited(), want, err)
		}
	}
}

func TestASignInSkipsInvitationsThatHaveLapsed(t *testing.T) {
	h := newHarness(t)
	h.add(ann, row(bob, user))
	h.now = h.now.Add(account.InvitationLifetime)
	if err := (administration.Confirmation{Store: h.store, Now: h.clock}).AtSignIn(t.Context(), by(bob)); err != nil {
		t.Fatal(err)
	}
	if !h.stored(bob).Invited() {
		t.Error("a lapsed invitation is confirmed")
	}
}

func TestOfTwoAdministratorsWhoRemoveEachOtherOneStays(t *testing.T) {
	t.Parallel()
	for range 20 {
		h := another(t, account.Membership{Person: bob, Role: account.SmartAccountAdministrator})
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for n, pair := range [][2]account.Email{{ann, bob}, {bob, ann}} {
			wait.Go(func() { _, errs[n] = h.people().Remove(t.Context(), by(pair[0]), h.id, pair[1], 0) })
		}
		wait.Wait()
		left := 0
		for _, person := range []account.Email{ann, bob} {
			if h.stored(person).Administers() {
				left++
			}
		}
		if left != 1 || (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%d administrators are left: %v", left, errs)
		}
	}
}

func TestAdditionsBeyondTheLimitAreRefusedRowByRow(t *testing.T) {
	h := newHarness(t)
	h.limit = workflow.ADay(2)
	rows := []administration.Row{row("a@example.com", user), row("b@example.com", user), row("c@example.com", user)}
	checked, err := h.people().Check(t.Context(), by(ann), h.id, rows)
	if err != nil {
		t.Fatal(err)
	}
	for name, results := range map[string][]administration.RowResult{"checked": checked, "added": h.add(ann, rows...)} {
		var tooMany *account.TooMany
		if results[1].Outcome != administration.RowAdded || !errors.As(results[2].Err, &tooMany) {
			t.Errorf("%s: %+v", name, results)
		}
	}
	if !h.stored("c@example.com").Empty() {
		t.Error("a refused row is stored")
	}
}

func TestAnEndDateIsInTheFutureAndNotOfAnAdministrator(t *testing.T) {
	h := newHarness(t)
	end := func(role, ends string) administration.Row {
		return administration.Row{Email: string(bob), Role: role, EndsAt: ends}
	}
	for _, c := range []struct {
		row  administration.Row
		want string
	}{
		{end(user, "2026-11-21"), "endsAt: in-the-past"},
		{end(user, "yesterday"), "endsAt: not-allowed"},
		{end(user, "2126-11-21"), "endsAt: not-allowed"},
		{end("Smart Account Administrator", "2026-12-31"), "endsAt: not-allowed"},
		{end("King", ""), "role: not-allowed"},
		{end(vUser, ""), "virtualAccounts[0].id: required"},
	} {
		h.wantOutcome(h.add(ann, c.row)[0], administration.RowRefused, c.want)
	}
	h.wantOutcome(h.add(ann, end(user, "2026-11-22"))[0], administration.RowAdded, "")
	if got := h.stored(bob).EndsAt; !got.Equal(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("ends at %s", got)
	}
}

func TestAMembershipThatIsOverIsRemoved(t *testing.T) {
	h := newHarness(t)
	h.add(ann, row(bob, user), administration.Row{Email: "dan@acme.com", Role: user, EndsAt: "2026-11-23"})
	if err := h.people().Confirm(t.Context(), by("dan@acme.com"), h.id); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(account.InvitationLifetime)
	ends := administration.Ends{Store: h.store, Now: h.clock}
	done, err := ends.Do(t.Context())
	if err != nil || done.Ended != 1 || done.Lapsed != 1 {
		t.Errorf("done %+v: %v", done, err)
	}
	if !h.stored(bob).Empty() || !h.stored("dan@acme.com").Empty() {
		t.Error("a membership that is over is still stored")
	}
	if again, err := ends.Do(t.Context()); err != nil || again != (administration.Ended{}) {
		t.Errorf("done again: %+v, %v", again, err)
	}
}

// mailed returns the kinds and readers of the mails that wait, sorted.
func (h *harness) mailed() (told []string) {
	h.Helper()
	ids, err := h.store.OverdueMails(h.Context(), h.now, 100)
	if err != nil {
		h.Fatal(err)
	}
	mails, err := h.store.Mails(h.Context(), ids)
	if err != nil {
		h.Fatal(err)
	}
	for _, m := range mails {
		told = append(told, string(m.Kind)+" "+string(m.To))
	}
	slices.Sort(told)
	return told
}

func TestMembersAndOtherAdministratorsAreMailedAboutAChange(t *testing.T) {
	administrator := account.Membership{Person: bob, Role: account.SmartAccountAdministrator}
	for name, c := range map[string]struct {
		do   func(h *harness) error
		want []string
	}{
		"a new member": {func(h *harness) error {
			h.add(ann, row("dan@acme.com", user))
			return nil
		}, []string{"member-added dan@acme.com"}},
		"a new administrator": {func(h *harness) error {
			h.add(ann, row("dan@acme.com", "Smart Account Administrator"))
			return nil
		}, []string{"administrator-changed bob@acme.com", "member-added dan@acme.com"}},
		"a new member, silently": {func(h *harness) error {
			_, _, err := h.people().Add(h.Context(), by(ann), h.id, administration.Addition{Rows: []administration.Row{row("dan@acme.com", user)}, Silent: true})
			return err
		}, nil},
		"a removed administrator": {func(h *harness) error {
			_, err := h.people().Remove(h.Context(), by(ann), h.id, bob, 0)
			return err
		}, []string{"member-removed bob@acme.com"}},
		"an administrator who leaves": {func(h *harness) error {
			_, err := h.people().Remove(h.Context(), by(ann), h.id, ann, 0)
			return err
		}, []string{"administrator-changed bob@acme.com"}},
		"another role": {func(h *harness) error {
			_, _, err := h.people().Change(h.Context(), by(ann), h.id, eve, row("", user), 0)
			return err
		}, []string{"member-changed eve@acme.com"}},
		"another address": {func(h *harness) error {
			_, _, err := h.people().Change(h.Context(), by(ann), h.id, eve, row("eva@acme.com", user), 0)
			return err
		}, []string{"member-added eva@acme.com", "member-moved eve@acme.com"}},
		"a check": {func(h *harness) error {
			_, err := h.people().Check(h.Context(), by(ann), h.id, []administration.Row{row("dan@acme.com", user)})
			return err
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t, administrator)
			if err := c.do(h); err != nil {
				t.Fatal(err)
			}
			if got := h.mailed(); !slices.Equal(got, c.want) {
				t.Errorf("mailed %q, want %q", got, c.want)
			}
		})
	}
}

func TestAMemberIsRemindedBeforeTheEnd(t *testing.T) {
	h := newHarness(t)
	h.add(ann, administration.Row{Email: string(bob), Role: user, EndsAt: "2027-01-30"})
	if err := h.people().Confirm(t.Context(), by(bob), h.id); err != nil {
		t.Fatal(err)
	}
	before, ends := len(h.mailed()), administration.Ends{Store: h.store, Now: h.clock}
	end := h.stored(bob).EndsAt
	for n, left := range []time.Duration{30 * 24 * time.Hour, 7 * 24 * time.Hour, 24 * time.Hour} {
		h.now = end.Add(-left)
		for range 2 {
			if _, err := ends.Do(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(h.mailed()) - before; got != n+1 {
			t.Errorf("%s before the end: %d reminders, want %d", left, got, n+1)
		}
	}
}

// rowsRead counts the memberships that lists read.
type rowsRead struct {
	*dynamotest.Store
	rows int
}

func (r *rowsRead) Members(ctx context.Context, id account.ID, after administration.Position, most int) ([]account.Membership, administration.Position, error) {
	read, next, err := r.Store.Members(ctx, id, after, most)
	r.rows += len(read)
	return read, next, err
}

func TestAPageOfOwnMembersReadsNothingBeforeIt(t *testing.T) {
	var others []account.Membership
	const unseen, seen = 600, 60
	for n := range unseen {
		others = append(others, account.Membership{Person: account.Email(fmt.Sprintf("m%03d@acme.com", n)), Role: account.SmartAccountUser})
	}
	h := newHarness(t, others...)
	for n := range seen {
		h.add(eve, rowAt(account.Email(fmt.Sprintf("n%02d@acme.com", n)), "Sales", string(account.VirtualAccountUser), false))
	}
	store, people := &rowsRead{Store: h.store}, h.people()
	people.Store = store
	cursor, shown := "", 0
	for n := 0; ; n++ {
		store.rows = 0
		page, err := people.List(t.Context(), by(eve), h.id, 20, cursor)
		if err != nil {
			t.Fatal(err)
		}
		shown += len(page.Items)
		if n > 0 && store.rows > 200 {
			t.Errorf("page %d reads %d rows", n+1, store.rows)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	wantEqual(t, "members shown", shown, seen+1)
}

// Whenever another change comes before the first row is stored, an addition based on a version stores nothing.
func TestAnAdditionBasedOnAVersionStoresNothingAfterAnotherChange(t *testing.T) {
	const user = string(account.SmartAccountUser)
	t.Parallel()
	for nth := 1; ; nth++ {
		h := another(t)
		read, _, err := h.store.Standing(t.Context(), h.id, ann)
		if err != nil {
			t.Fatal(err)
		}
		calls, people := 0, h.people()
		people.Now = func() time.Time {
			if calls++; calls == nth {
				h.add(ann, row("other@acme.com", user))
			}
			return h.clock()
		}
		_, _, err = people.Add(t.Context(), by(ann), h.id, administration.Addition{Rows: []administration.Row{row("new@acme.com", user)}, Version: read.Version})
		if calls < nth {
			wantError(t, "without another change", err, nil)
			if nth < 3 {
				t.Error("the clock is not read, so that no other change is made")
			}
			return
		}
		wantError(t, fmt.Sprintf("after another change at the reading %d of the clock", nth), err, account.ErrChanged)
		if m := h.stored("new@acme.com"); !m.Empty() {
			t.Errorf("at the reading %d of the clock: stored %+v", nth, m)
		}
	}
}

// cutStore loses the connection after so many changes of an account.
type cutStore struct {
	*dynamotest.Store
	left int
}

var errCut = errors.New("the connection was lost")

func (s *cutStore) CommitAccount(ctx context.Context, c administration.Change) error {
	if s.left == 0 {
		return errCut
	}
	s.left--
	return s.Store.CommitAccount(ctx, c)
}

func TestAnAdditionThatWasCutOffContinuesAndMailsEachPersonOnce(t *testing.T) {
	t.Parallel()
	people := []account.Email{"p0@acme.com", "p1@acme.com", "p2@acme.com", "p3@acme.com"}
	var rows []administration.Row
	for _, person := range people {
		rows = append(rows, row(person, string(account.SmartAccountUser)))
	}
	for stored := range people {
		h := another(t)
		cut := h.people()
		cut.Store = &cutStore{h.store, stored}
		before := len(h.mailed())
		results, _, err := cut.Add(t.Context(), by(ann), h.id, administration.Addition{Rows: rows})
		wantError(t, "cut off", err, errCut)
		wantEqual(t, "results of the rows before", len(results), stored)
		for n, result := range h.add(ann, rows...) {
			want := administration.RowAdded
			if n < stored {
				want = administration.RowUnchanged
			}
			wantEqual(t, string(people[n]), result.Outcome, want)
		}
		mailed := h.mailed()
		wantEqual(t, "mails", len(mailed)-before, len(people))
		for _, person := range people {
			wantEqual(t, "mails to "+string(person), strings.Count(strings.Join(mailed, "\n"), string(person)), 1)
		}
	}
}
