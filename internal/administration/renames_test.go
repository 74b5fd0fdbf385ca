package administration_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

var (
	operator     = account.Person{Email: "operator@example.com", Operator: true}
	secondOwner  = account.Person{Email: "second@acme.com"}
	ownsAndRules = account.Person{Email: owner.Email, Operator: true}
)

// waits renames the account as the owner, and checks that the name waits.
func (t *tree) waits(name string) administration.Overview {
	t.Helper()
	o, waits, err := t.settings().Change(t.Context(), owner, t.id, administration.SettingsForm{Name: &name, Reason: "a merger"}, 0)
	t.must(err)
	if !waits || o.Waiting == nil || o.Waiting.Name != name || o.Account.Name == name {
		t.Fatalf("%s does not wait: %+v", name, o)
	}
	return o
}

func (t *tree) renames() administration.Renames {
	return administration.Renames{Store: t.table, Now: t.Now}
}

// read returns the waiting rename as an operator reads it.
func (t *tree) read() administration.Rename {
	t.Helper()
	one, err := t.renames().One(t.Context(), operator, t.id)
	t.must(err)
	return one
}

// ruling returns the operator's decision on what they read.
func ruling(decision string, read administration.Rename) administration.RenameRuling {
	r := administration.RenameRuling{Decision: decision, Reason: "as registered", Version: read.Waiting.Version}
	for _, other := range read.Similar {
		r.Similar = append(r.Similar, string(other.AccountID))
	}
	return r
}

func (t *tree) settle(by account.Person, r administration.RenameRuling) error {
	return second(t.renames().Settle(t.Context(), by, t.id, r))
}

// logged returns the latest entry of the log.
func (t *tree) logged() string {
	t.Helper()
	page, err := t.log().Read(t.Context(), owner, t.id, administration.LogFilter{}, 1, "")
	t.must(err)
	e := page.Items[0]
	return fmt.Sprint(e.Kind, " ", e.Actor, " ", e.Detail, e.Before, e.After)
}

// mailed returns the mails that are queued, with their language.
func (t *tree) mailed() (told []string) {
	t.Helper()
	due, err := t.table.OverdueMails(t.Context(), t.now.Add(day), 100)
	t.must(err)
	for _, id := range due {
		m, err := t.table.Outgoing(t.Context(), id)
		t.must(err)
		told = append(told, fmt.Sprint(m.Kind, " ", m.To, " ", m.Language, " ", m.NewName, " ", m.Reason))
	}
	slices.Sort(told)
	return told
}

func TestANameThatWaitsIsSeenByAdministratorsAndOperatorsAlone(t *testing.T) {
	h := newTree(t, account.Public)
	before := h.version()
	o := h.waits("Partner")
	wantEqual(t, "version", o.Version, before+1)
	wantEqual(t, "entry", h.logged(), "rename-requested owner@acme.com map[reason:a merger] map[] map[waitingName:Partner]")
	for by, seen := range map[account.Person]bool{owner: true, viewer: false, clerk: false, manager: false, stranger: false} {
		o, err := h.settings().Read(t.Context(), by, h.id)
		h.must(err)
		wantEqual(t, string(by.Email), o.Waiting != nil, seen)
	}
	read := h.read()
	wantEqual(t, "why", read.Waiting.Why, account.RenameSameName)
	wantEqual(t, "by", read.Waiting.By, owner.Email)
	wantList(t, "administrators", read.Administrators, []account.Email{owner.Email})
	if len(read.Similar) != 1 || read.Similar[0].Domain != "partner.com" {
		t.Errorf("similar: %+v", read.Similar)
	}
	page, err := h.renames().List(t.Context(), operator, 0, "")
	h.must(err)
	if len(page.Items) != 1 || page.Items[0].ID != h.id {
		t.Errorf("list: %+v", page.Items)
	}
	_, err = h.renames().List(t.Context(), owner, 0, "")
	wantError(t, "the list for an administrator", err, account.ErrNotOperator)
	_, err = h.renames().One(t.Context(), owner, h.id)
	wantError(t, "the page for an administrator", err, account.ErrNotOperator)
	_, err = h.renames().One(t.Context(), operator, account.NewID())
	wantError(t, "an unknown account", err, account.ErrNotFound)
}

func TestAskingAgainReplacesTheNameThatWaits(t *testing.T) {
	h := newTree(t, account.Public)
	version := h.waits("Partner").Version
	wantEqual(t, "version after the same ask", h.waits("Partner").Version, version)
	h.waits("PARTNER")
	wantEqual(t, "entry", h.logged(), "rename-requested owner@acme.com map[reason:a merger] map[waitingName:Partner] map[waitingName:PARTNER]")
	o, waits, err := h.settings().Change(t.Context(), owner, h.id, administration.SettingsForm{Name: ptr("partner"), Visibility: ptr("restricted")}, 0)
	h.must(err)
	wantEqual(t, "visibility", o.Account.Visibility, account.Restricted)
	wantEqual(t, "waits", waits, true)
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Acme Verdi")})))
	wantEqual(t, "entry of a rename at once", h.logged(), "account-renamed owner@acme.com map[] map[name:Acme Rossi waitingName:partner] map[name:Acme Verdi]")
	_, err = h.renames().One(t.Context(), operator, h.id)
	wantError(t, "after a rename at once", err, account.ErrNotFound)
}

func TestAnAdministratorWithdrawsTheNameThatWaits(t *testing.T) {
	h := newTree(t, account.Public)
	_, err := h.settings().WithdrawRename(t.Context(), owner, h.id, 0)
	wantError(t, "no name waits", err, account.ErrNotFound)
	h.waits("Partner")
	read := h.read()
	for by, want := range map[account.Person]error{viewer: account.ErrForbidden, manager: account.ErrForbidden, outsider: account.ErrForbidden} {
		_, err := h.settings().WithdrawRename(t.Context(), by, h.id, 0)
		wantError(t, string(by.Email), err, want)
	}
	o, err := h.settings().WithdrawRename(t.Context(), owner, h.id, read.Version)
	h.must(err)
	wantEqual(t, "waits", o.Waiting == nil, true)
	wantEqual(t, "entry", h.logged(), "rename-withdrawn owner@acme.com map[] map[waitingName:Partner] map[]")
	wantError(t, "accepting it", h.settle(operator, ruling("accept", read)), account.ErrChanged)
	wantError(t, "rejecting it", h.settle(operator, ruling("reject", read)), account.ErrChanged)
}

func TestAnOperatorAcceptsANameAndWhoAskedHears(t *testing.T) {
	h := newTree(t, account.Public)
	h.join(account.Membership{Person: secondOwner.Email, Role: account.SmartAccountAdministrator, Language: account.Italian})
	name := "Partner"
	_, _, err := h.settings().Change(t.Context(), secondOwner, h.id, administration.SettingsForm{Name: &name}, 0)
	h.must(err)
	accept := ruling("accept", h.read())
	wantError(t, "an administrator", h.settle(owner, accept), account.ErrNotOperator)
	wantError(t, "an operator who administers the account", h.settle(ownsAndRules, accept), account.ErrOwnReview)
	unread := accept
	unread.Similar = nil
	wantError(t, "without the similar account", h.settle(operator, unread), account.ErrChanged)
	unread = accept
	unread.Version = 0
	wantField(t, "without a version", h.settle(operator, unread), "version", account.FieldRequired)
	wantField(t, "another decision", h.settle(operator, administration.RenameRuling{Decision: "maybe"}), "decision", account.FieldNotAllowed)
	h.must(h.settle(operator, accept))
	o, err := h.settings().Read(t.Context(), owner, h.id)
	h.must(err)
	wantEqual(t, "name", o.Account.Name, "Partner")
	wantEqual(t, "entry", h.logged(), "account-renamed operator@example.com map[reason:as registered] map[name:Acme Rossi waitingName:Partner] map[name:Partner]")
	wantList(t, "mails", h.mailed(), []string{"rename-accepted second@acme.com it Partner as registered"})
	found, err := h.table.AccountsByName(t.Context(), account.FoldName("Partner"), 10)
	h.must(err)
	wantEqual(t, "accounts of that name", len(found), 2)
	wantError(t, "accepting again", h.settle(operator, accept), account.ErrChanged)
}

func TestARejectedNameIsNotCountedAsARename(t *testing.T) {
	h := newTree(t, account.Public)
	for range account.MaxRenames + 1 {
		h.waits("Partner")
		reject := ruling("reject", h.read())
		reject.Reason = ""
		wantField(t, "without a reason", h.settle(operator, reject), "reason", account.FieldRequired)
		reject.Reason = "taken"
		h.must(h.settle(operator, reject))
	}
	wantEqual(t, "entry", h.logged(), "rename-rejected operator@example.com map[reason:taken] map[waitingName:Partner] map[]")
	for n := range account.MaxRenames {
		name := fmt.Sprint("Acme ", n)
		h.must(second(h.set(administration.SettingsForm{Name: &name})))
	}
	_, _, err := h.settings().Change(t.Context(), owner, h.id, administration.SettingsForm{Name: ptr("Partner")}, 0)
	var many *account.TooMany
	if !errors.As(err, &many) {
		t.Errorf("a name that would wait, after three renames: %v", err)
	}
}

func TestAnOperatorDoesNotDecideOnAnotherNameThanTheyRead(t *testing.T) {
	h := newTree(t, account.Public)
	h.waits("Partner")
	read := h.read()
	h.waits("PARTNER")
	wantError(t, "accept", h.settle(operator, ruling("accept", read)), account.ErrChanged)
	wantError(t, "reject", h.settle(operator, ruling("reject", read)), account.ErrChanged)
	read = h.read()
	h.give("new@acme.com", account.VirtualRole{VirtualAccount: h.ids["Other"], Role: account.VirtualAccountUser}) // of no importance
	other := &tree{T: t, store: h.store, table: h.table, now: h.now, id: account.NewID(), ids: map[string]account.ID{}}
	other.load(account.Account{ID: other.id, Name: "Partner", Domain: "beta.com", Visibility: account.Public, Requester: asker.Email}, stranger.Email)
	wantError(t, "a second similar account", h.settle(operator, ruling("accept", read)), account.ErrChanged)
	h.must(h.settle(operator, ruling("accept", h.read())))
}

func TestOneOfAnAcceptanceAndAWithdrawalAtTheSameTimeCounts(t *testing.T) {
	h := newTree(t, account.Public)
	h.waits("Partner")
	accept := ruling("accept", h.read())
	errs := h.atOnce(
		func() error { return h.settle(operator, accept) },
		func() error { return second(h.settings().WithdrawRename(t.Context(), owner, h.id, 0)) },
		func() error {
			return h.settle(operator, ruling("reject", administration.Rename{Administered: account.Administered{Waiting: &account.WaitingRename{Version: accept.Version}}}))
		},
	)
	won := 0
	refusals := []error{account.ErrChanged, account.ErrNotFound, account.ErrChanged}
	for n, err := range errs {
		if err == nil {
			won++
		} else {
			wantError(t, "the others", err, refusals[n])
		}
	}
	wantEqual(t, "decisions that count", won, 1)
}

func TestTheOtherAdministratorsHearOfTheOutcomeIfWhoAskedIsNone(t *testing.T) {
	h := newTree(t, account.Public)
	m := account.Membership{Person: secondOwner.Email, Role: account.SmartAccountAdministrator}
	h.join(m)
	_, _, err := h.settings().Change(t.Context(), secondOwner, h.id, administration.SettingsForm{Name: ptr("Partner")}, 0)
	h.must(err)
	a, stored, err := h.Standing(t.Context(), h.id, secondOwner.Email)
	h.must(err)
	after, err := a.ReplaceMember(&stored, nil)
	h.must(err)
	h.must(h.CommitAccount(t.Context(), administration.Change{
		Before: a, After: after, Members: []administration.MemberChange{{Before: &stored}},
		Entry: account.LogEntry{AccountID: h.id, Version: after.Version, At: h.Now(), Kind: account.LogMemberRemoved, Actor: account.Actor(owner.Email)},
	}))
	h.must(h.settle(operator, ruling("reject", h.read())))
	wantList(t, "mails", h.mailed(), []string{"rename-rejected owner@acme.com en Partner as registered"})
}

func (t *tree) closed() administration.ClosedAccounts {
	return administration.ClosedAccounts{Store: t.table, Now: t.Now}
}

// close closes the account as the owner.
func (t *tree) close() {
	t.Helper()
	a, _, err := t.Standing(t.Context(), t.id, owner.Email)
	t.must(err)
	t.must(second(t.settings().Close(t.Context(), owner, t.id, a.Name, 0)))
}

func (t *tree) reopen(by account.Person, reason string) error {
	return second(t.closed().Reopen(t.Context(), by, t.id, reason, nil))
}

func TestAnOperatorReopensAClosedAccountAndItsAdministratorsHear(t *testing.T) {
	h := newTree(t, account.Public)
	h.waits("Partner")
	before, err := h.settings().Read(t.Context(), owner, h.id)
	h.must(err)
	wantError(t, "an active account", h.reopen(operator, "a mistake"), account.ErrNotClosed)
	h.close()
	_, err = h.renames().One(t.Context(), operator, h.id)
	wantError(t, "the name that waited", err, account.ErrNotFound)
	page, err := h.closed().List(t.Context(), operator, 0, "")
	h.must(err)
	if len(page.Items) != 1 || page.Items[0].ID != h.id {
		t.Errorf("closed accounts: %+v", page.Items)
	}
	one, err := h.closed().One(t.Context(), operator, h.id)
	h.must(err)
	wantList(t, "administrators", one.Administrators, []account.Email{owner.Email})
	for by, want := range map[account.Person]error{owner: account.ErrNotOperator, ownsAndRules: account.ErrOwnReview} {
		wantError(t, string(by.Email), h.reopen(by, "a mistake"), want)
	}
	_, err = h.closed().One(t.Context(), owner, h.id)
	wantError(t, "the page for an administrator", err, account.ErrNotOperator)
	wantField(t, "without a reason", h.reopen(operator, " "), "reason", account.FieldRequired)
	h.must(h.reopen(operator, "a mistake"))
	wantEqual(t, "entry", h.logged(), "account-reopened operator@example.com map[reason:a mistake] map[] map[]")
	wantList(t, "mails", h.mailed(), []string{"account-reopened owner@acme.com en  a mistake"})
	wantError(t, "again", h.reopen(operator, "a mistake"), account.ErrNotClosed)
	after, err := h.settings().Read(t.Context(), owner, h.id)
	h.must(err)
	wantEqual(t, "account", after.Account, before.Account)
	wantEqual(t, "members", after.Members, before.Members)
	wantEqual(t, "version", after.Version, before.Version+2)
	_, err = h.closed().One(t.Context(), operator, h.id)
	wantError(t, "the page of a reopened account", err, account.ErrNotFound)
}

func TestAClosedAccountIsReopenedForThirtyDays(t *testing.T) {
	h := newTree(t, account.Public)
	h.close()
	h.now = h.now.Add(account.HeldAfterClosing)
	wantError(t, "after 30 days", h.reopen(operator, "a mistake"), account.ErrNotClosed)
	page, err := h.closed().List(t.Context(), operator, 0, "")
	h.must(err)
	wantEqual(t, "closed accounts", len(page.Items), 0)
	_, err = h.closed().One(t.Context(), operator, h.id)
	wantError(t, "its page", err, account.ErrNotFound)
}

func TestAMembershipThatIsDueInAClosedAccountEndsAfterItIsReopened(t *testing.T) {
	h := newTree(t, account.Public)
	h.join(account.Membership{Person: "soon@acme.com", Role: account.SmartAccountUser, EndsAt: h.now.Add(2 * day)})
	h.close()
	ends := administration.Ends{Store: h.table, Now: h.Now}
	h.now = h.now.Add(3 * day)
	done, err := ends.Do(t.Context())
	h.must(err)
	wantEqual(t, "while it is closed", done, administration.Ended{})
	h.must(h.reopen(operator, "a mistake"))
	h.now = h.now.Add(day)
	done, err = ends.Do(t.Context())
	h.must(err)
	wantEqual(t, "a day later", done, administration.Ended{Ended: 1})
}
