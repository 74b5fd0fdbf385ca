package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// approved returns an approved request, whose account ann@acme.com administers.
func (h *harness) approved() account.Request {
	h.Helper()
	r := h.openRequest("acme.com", "ann@acme.com")
	h.mustDecide(h.approve("ann@acme.com"))
	return r
}

func (h *harness) disputed(by account.Person, domain string) account.Dispute {
	h.Helper()
	d, _, err := h.disputes().Open(h.Context(), by, domain, "it is ours", nil)
	h.must(err)
	h.deliver()
	return d
}

func (h *harness) settles(id account.ID, ruling workflow.Ruling) account.Dispute {
	h.Helper()
	d, err := h.disputes().Settle(h.Context(), operator, id, ruling)
	h.must(err)
	h.deliver()
	return d
}

func TestADisputeIsMailedToOperatorsAndOpenedOnce(t *testing.T) {
	h := newHarness(t)
	h.rules.Operators = []account.Person{operator, second}
	r := h.approved()
	d := h.disputed(partner2, "ACME.com.")
	wantEqual(t, "what she sees", d.Account, account.Likeness{Domain: "acme.com"})
	shownTo, err := h.disputes().One(t.Context(), operator, d.ID)
	h.must(err)
	wantEqual(t, "what operators see", shownTo.Account, account.Likeness{AccountID: r.Account.ID, Name: r.Account.Name, Domain: "acme.com"})
	for _, person := range h.rules.Operators {
		told := h.lastMail(person.Email, workflow.DisputeMail)
		wantEqual(t, "by", told.By, account.Actor(partner2.Email))
		wantEqual(t, "domain", told.Domain, "acme.com")
	}
	stake, err := h.disputes().Stake(t.Context(), partner2, "acme.com")
	h.must(err)
	wantEqual(t, "her own", stake.Dispute.ID, d.ID)
	h.changesNothing(func() { // and it uses none of the day's disputes
		again, already, err := h.disputes().Open(t.Context(), partner2, "acme.com", "it is still ours", nil)
		h.must(err)
		wantEqual(t, "a second one", again.ID, d.ID)
		wantEqual(t, "already", already, true)
		h.wantNoStake(partner, "acme.com")
		h.wantNoStake(partner2, "free.com")
	})
	wantEqual(t, "operator's mails", h.subjects(operator.Email), "dispute")
	h.ownAccount("third@example.org", "Third", "third.example.org")
	if other := h.disputed(account.Person{Email: "third@example.org"}, "acme.com"); other.ID == d.ID {
		t.Error("two people share a dispute")
	}
	page, err := h.disputes().List(t.Context(), operator, "", 0, "")
	h.must(err)
	wantEqual(t, "open ones", len(page.Items), 2)
	shown, err := h.disputes().One(t.Context(), partner2, d.ID)
	h.must(err)
	wantEqual(t, "note", shown.Note, "it is ours")
	h.changesNothing(func() {
		_, err = h.disputes().One(t.Context(), partner, d.ID)
		h.wantError(err, account.ErrNotFound)
		_, err = h.disputes().List(t.Context(), partner2, "", 0, "")
		h.wantError(err, account.ErrForbidden)
		_, err = h.disputes().One(t.Context(), operator, d.ID)
		h.must(err)
	})
}

func (h *harness) wantNoStake(by account.Person, domain account.Domain) {
	h.Helper()
	stake, err := h.disputes().Stake(h.Context(), by, domain)
	h.must(err)
	wantEqual(h.T, "stake", stake, workflow.Stake{})
}

func TestStakeIsThePersonsOwnPendingRequest(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.wantNoStake(partner2, "acme.com")
	stake, err := h.disputes().Stake(t.Context(), partner, "acme.com")
	h.must(err)
	wantEqual(t, "stake", stake, workflow.Stake{Request: r.ID})
	h.mustDecide(h.approve("ann@acme.com"))
	h.wantNoStake(partner, "acme.com")
}

func TestADisputeNeedsAnIdentifierAndANote(t *testing.T) {
	h := newHarness(t)
	h.changesNothing(func() {
		_, _, err := h.disputes().Open(t.Context(), partner2, "co.uk", "", nil)
		h.wantInvalid(err, "accountDomain public-suffix", "note required")
		_, _, err = h.disputes().Open(t.Context(), partner2, "acme.com", "ours", account.Invalid("x", account.FieldUnknown, ""))
		h.wantInvalid(err, "x unknown")
	})
}

// A dispute must not reveal what holds an identifier, nor whether anything does.
func TestADisputeLooksTheSameWhoeverHoldsTheIdentifier(t *testing.T) {
	h := newHarness(t)
	pending := h.openRequest("pending.com", "ann@pending.com")
	hidden := h.activeAccount("ann@hidden.com", "Hidden", "hidden.com", account.Restricted)
	public := h.activeAccount("ann@public.com", "Public", "public.com", account.Public)
	held := map[account.Domain]account.ID{"free.com": "", "pending.com": pending.Account.ID, "hidden.com": hidden.ID, "public.com": public.ID}
	for domain, id := range held {
		opened, already, err := h.disputes().Open(t.Context(), outsider, string(domain), "ours", nil)
		h.must(err)
		want := account.Dispute{ID: opened.ID, Account: account.Likeness{Domain: domain}, By: outsider.Email, Note: "ours", OpenedAt: h.Now(), ListedAt: h.Now(), Language: outsider.Language}
		wantEqual(t, "opened", opened, want)
		wantEqual(t, "already", already, false)
		_, already, err = h.disputes().Open(t.Context(), outsider, string(domain), "ours", nil)
		h.must(err)
		wantEqual(t, "already", already, true)
		stake, err := h.disputes().Stake(t.Context(), outsider, domain)
		h.must(err)
		wantEqual(t, "stake", *stake.Dispute, want)
		read, err := h.disputes().One(t.Context(), outsider, opened.ID)
		h.must(err)
		wantEqual(t, "read", read, want)
		shown, err := h.disputes().One(t.Context(), operator, opened.ID)
		h.must(err)
		wantEqual(t, "to operators", shown.Account.AccountID, id)
		h.advance(time.Minute)
		h.settles(opened.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
		read, err = h.disputes().One(t.Context(), outsider, opened.ID)
		h.must(err)
		wantEqual(t, "settled", read.Account, account.Likeness{Domain: domain})
		told := h.lastMail(outsider.Email, workflow.SettledMail)
		wantEqual(t, "mailed", fmt.Sprint(told.AccountName, told.AccountID), "")
	}
}

// The number of reads must not reveal it either.
func TestADisputeReadsTheSameAmountWhoeverHoldsTheIdentifier(t *testing.T) {
	h := newHarness(t)
	h.openRequest("pending.com", "ann@pending.com")
	h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	reads := map[string]int{}
	for _, domain := range []string{"free.com", "pending.com", "acme.com"} {
		d := h.disputes()
		counted := &countedReads{disputeStore: d.Store}
		d.Store = counted
		_, _, err := d.Open(t.Context(), outsider, domain, "ours", nil)
		h.must(err)
		reads[domain] = counted.reads
	}
	wantEqual(t, "reads", fmt.Sprint(reads), "map[acme.com:4 free.com:4 pending.com:4]")
}

type disputeStore = interface {
	workflow.RequestLister
	workflow.RowReader
	workflow.AccountReader
	workflow.UsesKeeper
	HolderOf(ctx context.Context, d account.Domain) (account.ID, error)
	OpenDispute(ctx context.Context, d account.Dispute, mails []workflow.Mail, uses ...workflow.UsesChange) (account.Dispute, error)
	OpenDisputeAbout(ctx context.Context, d account.Domain, person account.Email) (account.Dispute, error)
	Dispute(ctx context.Context, id account.ID) (account.Dispute, error)
	DisputesBy(ctx context.Context, person account.Email, most int) ([]account.Dispute, error)
	Settle(ctx context.Context, s workflow.Settlement) error
	ChangeDispute(ctx context.Context, read, next account.Dispute, mails []workflow.Mail) error
	DueDisputes(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	Disputes(ctx context.Context, settled bool, after string, most int) ([]account.Dispute, string, error)
}

// countedReads counts the reads of opening a dispute.
type countedReads struct {
	disputeStore
	reads int
}

func (c *countedReads) HolderOf(ctx context.Context, d account.Domain) (account.ID, error) {
	c.reads++
	return c.disputeStore.HolderOf(ctx, d)
}

func (c *countedReads) Standing(ctx context.Context, id account.ID, person account.Email) (account.Administered, account.Membership, error) {
	c.reads++
	return c.disputeStore.Standing(ctx, id, person)
}

func (c *countedReads) OpenDisputeAbout(ctx context.Context, d account.Domain, person account.Email) (account.Dispute, error) {
	c.reads++
	return c.disputeStore.OpenDisputeAbout(ctx, d, person)
}

func (c *countedReads) Used(ctx context.Context, s workflow.Subject) (workflow.Used, error) {
	c.reads++
	return c.disputeStore.Used(ctx, s)
}

func TestACaseShowsOperatorsBothSides(t *testing.T) {
	h := newHarness(t)
	r := h.approved()
	before := h.disputed(partner2, "elsewhere.com")
	h.openRequestBy(partner2, account.Form{AccountName: "Acme Italy", AccountDomain: new("it.acme.com"), CustomerEmails: []string{"bob@it.acme.com"}})
	h.openRequestBy(partner2, account.Form{AccountName: "Other", AccountDomain: new("other.net"), CustomerEmails: []string{"bob@other.net"}})
	d := h.disputed(partner2, "acme.com")
	h.changesNothing(func() {
		for _, person := range []account.Person{partner2, partner} {
			_, err := h.disputes().Case(t.Context(), person, d)
			h.wantError(err, account.ErrForbidden)
		}
	})
	seen := func() workflow.Case {
		t.Helper()
		one, err := h.disputes().One(t.Context(), operator, d.ID)
		h.must(err)
		c, err := h.disputes().Case(t.Context(), operator, one)
		h.must(err)
		return c
	}
	c := seen()
	wantEqual(t, "held", c.Held.Account.ID, r.Account.ID)
	wantEqual(t, "status", c.Held.Account.Status, account.AccountActive)
	wantEqual(t, "administrators", len(c.Held.Administrators), 1)
	wantEqual(t, "administrator", c.Held.Administrators[0].Person, "ann@acme.com")
	wantEqual(t, "approver", c.Request.Request.Decision.By, "ann@acme.com")
	wantEqual(t, "requester", c.Request.Request.Requester, partner.Email)
	wantEqual(t, "history", len(c.Request.History), 2)
	wantEqual(t, "held now", c.HeldNow, nil)
	wantEqual(t, "vouches", c.Disputer.Vouches, false)
	wantEqual(t, "asked", c.Disputer.Asked, false)
	wantEqual(t, "accounts", len(c.Disputer.Accounts), 1)
	wantEqual(t, "account", c.Disputer.Accounts[0].Account.Domain, "it.acme.com")
	wantEqual(t, "disputes", len(c.Disputer.Disputes), 1)
	wantEqual(t, "other dispute", c.Disputer.Disputes[0].ID, before.ID)

	h.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "yes"})
	c = seen()
	wantEqual(t, "status", c.Held.Account.Status, account.AccountCancelled)
	wantEqual(t, "held now", c.HeldNow, nil)
	next := h.openRequest("acme.com", "eve@acme.com")
	wantEqual(t, "held now", seen().HeldNow.RequestID, next.ID)

	insider := h.disputed(account.Person{Email: "eve@acme.com"}, "acme.com")
	c, err := h.disputes().Case(t.Context(), operator, h.one(insider.ID))
	h.must(err)
	wantEqual(t, "held", c.Held.Account.Status, account.AccountPending)
	wantEqual(t, "vouches", c.Disputer.Vouches, true)
	wantEqual(t, "asked", c.Disputer.Asked, true)
	free := h.disputed(partner2, "free.com")
	c, err = h.disputes().Case(t.Context(), operator, h.one(free.ID))
	h.must(err)
	wantEqual(t, "held", c.Held, nil)
}

// one returns the dispute as operators see it.
func (h *harness) one(id account.ID) account.Dispute {
	h.Helper()
	d, err := h.disputes().One(h.Context(), operator, id)
	h.must(err)
	return d
}

// A case reads the same amount however many disputes the disputer raised, and names the longest-standing
// administrators.
func TestACaseReadsABoundedAmount(t *testing.T) {
	h := newHarness(t)
	people := make([]account.Email, 13)
	for i := range people {
		people[i] = account.Email(fmt.Sprintf("a%02d@acme.com", i))
	}
	h.administeredAccount("Acme", "acme.com", account.Restricted, people...)
	var last account.Dispute
	for i := range 14 {
		last = h.disputed(partner2, fmt.Sprintf("d%d.com", i))
		h.settles(last.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
		h.now = h.now.Add(24 * time.Hour)
	}
	d := h.disputed(partner2, "acme.com")
	c, err := h.disputes().Case(t.Context(), operator, h.one(d.ID))
	h.must(err)
	wantEqual(t, "shown", len(c.Held.Administrators), 10)
	wantEqual(t, "more", c.Held.MoreAdministrators, 3)
	wantEqual(t, "disputes", len(c.Disputer.Disputes), 10)
	wantEqual(t, "the latest", c.Disputer.Disputes[0].ID, last.ID)
}

func TestADisputeCanEndAPendingRequest(t *testing.T) {
	for _, state := range []account.State{account.PendingApproval, account.PendingReview} {
		t.Run(string(state), func(t *testing.T) {
			h := newHarness(t)
			customer := "ann@acme.com"
			if state == account.PendingReview {
				customer = "ann@elsewhere.com"
			}
			r := h.openRequest("acme.com", customer)
			wantEqual(t, "state", r.State, state)
			d := h.disputed(outsider, "acme.com")
			h.changesNothing(func() { // a party cannot settle it
				for _, by := range []account.Email{partner.Email, account.Email(customer), outsider.Email} {
					_, err := h.disputes().Settle(t.Context(), account.Person{Email: by, Operator: true}, d.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
					h.wantError(err, account.ErrOwnReview)
				}
			})
			h.advance(time.Hour)
			after := h.settles(d.ID, workflow.Ruling{Decision: "end-request", Reason: "it is theirs"})
			wantEqual(t, "outcome", after.Settlement.Outcome, account.RequestEnded)
			ended := h.stored(r.ID)
			wantEqual(t, "request", ended.State, account.Rejected)
			wantEqual(t, "decision", *ended.Decision, account.Decision{At: h.Now(), By: account.Actor(operator.Email), Reason: "it is theirs", Dispute: d.ID})
			_, err := h.review().Do(t.Context(), operator, r.ID, rejectVerdict("it is theirs")) // it was not ended by a review
			h.wantDecided(err, account.Rejected, account.Actor(operator.Email))
			history, err := h.store.History(t.Context(), r.ID)
			h.must(err)
			last := history[len(history)-1]
			wantEqual(t, "event", last.Kind, account.EventEndedByDispute)
			wantEqual(t, "of the dispute", last.Detail[account.DetailDispute], string(d.ID))
			wantEqual(t, "to the requester", h.lastMail(partner.Email, workflow.RejectedMail).Reason, "it is theirs")
			wantEqual(t, "to who disputed", h.lastMail(outsider.Email, workflow.SettledMail).Settled, account.RequestEnded)
			if state == account.PendingApproval {
				wantEqual(t, "to the nominee", h.lastMail("ann@acme.com", workflow.ClosedMail).Outcome, account.Rejected)
			}
			fresh := h.openRequestBy(partner2, form("acme.com", "new@acme.com"))
			wantEqual(t, "the identifier is free", fresh.State, account.PendingApproval)
		})
	}
}

// The first decision wins; the operator is told what was decided.
func TestADisputeDoesNotEndAnEndedRequest(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	late := h.disputed(outsider, "acme.com")
	h.mustDecide(h.approve("ann@acme.com"))
	h.activeAccount("ann@held.com", "Held", "held.com", account.Public)
	active, free := h.disputed(outsider, "held.com"), h.disputed(outsider, "free.com")
	h.openRequest("old.com", "ann@old.com")
	lapsed := h.disputed(outsider, "old.com")
	h.changesNothing(func() {
		_, err := h.disputes().Settle(t.Context(), operator, late.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
		h.wantDecided(err, account.Approved, "ann@acme.com")
		for _, id := range []account.ID{active.ID, free.ID} {
			_, err := h.disputes().Settle(t.Context(), operator, id, workflow.Ruling{Decision: "end-request", Reason: "no"})
			h.wantInvalid(err, "decision not-allowed")
		}
		_, err = h.disputes().Settle(t.Context(), operator, free.ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
		h.wantInvalid(err, "decision not-allowed")
	})
	h.advance(90 * 24 * time.Hour)
	_, err := h.disputes().Settle(t.Context(), operator, lapsed.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
	h.wantDecided(err, account.Expired, account.System)
	h.settles(late.ID, workflow.Ruling{Decision: "cancel-account", Reason: "it is theirs"}) // the account of the approved request
}

// The page offers what OutcomesFor lists.
func TestADisputeHasTheOutcomesThatTheAccountsStatusAllows(t *testing.T) {
	pending := func(h *harness) { h.openRequest("acme.com", "ann@acme.com") }
	active := func(h *harness) { h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Public) }
	for name, test := range map[string]struct {
		status account.AccountStatus
		before func(h *harness)
		after  func(h *harness)
	}{
		"no account":          {status: "", before: func(*harness) {}, after: func(*harness) {}},
		"pending":             {account.AccountPending, pending, func(*harness) {}},
		"active":              {account.AccountActive, active, func(*harness) {}},
		"approved meanwhile":  {account.AccountActive, pending, func(h *harness) { h.mustDecide(h.approve("ann@acme.com")) }},
		"cancelled meanwhile": {account.AccountCancelled, pending, func(h *harness) { h.mustDecide(h.decline("ann@acme.com")) }},
	} {
		for _, outcome := range account.Outcomes() {
			t.Run(name+", "+string(outcome), func(t *testing.T) {
				h := newHarness(t)
				test.before(h)
				d := h.disputed(outsider, "acme.com")
				test.after(h)
				ruling := workflow.Ruling{Decision: workflow.DecisionFor(outcome), Reason: "so it is", Administrator: "zoe@elsewhere.com"}
				_, err := h.disputes().Settle(t.Context(), operator, d.ID, ruling)
				if want := slices.Contains(account.OutcomesFor(test.status), outcome); want != (err == nil) {
					t.Errorf("got error %v, want it allowed: %t", err, want)
				}
				if invalid := (&account.InvalidInput{}); test.status == account.AccountPending && errors.As(err, &invalid) {
					wantEqual(t, "detail", invalid.Fields[0].Detail, "as the disputed account is now, must be one of: reject, end-request")
				}
			})
		}
	}
}

func TestARejectedDisputeChangesNothing(t *testing.T) {
	h := newHarness(t)
	r := h.approved()
	d := h.disputed(partner2, "acme.com")
	h.advance(time.Hour)
	after := h.settles(d.ID, workflow.Ruling{Decision: "reject", Reason: "it is theirs"})
	wantEqual(t, "settlement", *after.Settlement, account.Settlement{
		At: h.Now(), By: operator.Email, Outcome: account.DisputeRejected, Reason: "it is theirs",
	})
	for _, address := range []account.Email{partner2.Email, "ann@acme.com"} {
		told := h.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.DisputeRejected)
		wantEqual(t, "reason", told.Reason, "it is theirs")
		wantEqual(t, "by", told.By, account.Actor(operator.Email))
	}
	wantEqual(t, "account", h.account(r.Account.ID).Account.Status, account.AccountActive)
	h.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{{Decision: "cancel-account", Reason: "no"}, {}} { // checked before the syntax, as for decisions
			_, err := h.disputes().Settle(t.Context(), second, d.ID, ruling)
			h.wantSettled(err, account.DisputeRejected)
		}
	})
	if again := h.disputed(partner2, "acme.com"); again.ID == d.ID {
		t.Error("a settled dispute is open")
	}
}

func (h *harness) account(id account.ID) workflow.StoredAccount {
	h.Helper()
	stored, err := h.store.Account(h.Context(), id)
	h.must(err)
	return stored
}

func (h *harness) wantSettled(got error, outcome account.Outcome) {
	h.Helper()
	settled, is := got.(*account.AlreadySettled) //nolint:errorlint // as it is answered
	if !is || settled.Settlement.Outcome != outcome || settled.Settlement.By != operator.Email {
		h.Errorf("got error %v, want settled %s by the operator", got, outcome)
	}
}

func TestADisputeCanAddAnAdministrator(t *testing.T) {
	h := newHarness(t)
	r := h.approved()
	d := h.disputed(partner2, "acme.com")
	h.changesNothing(func() {
		for administrator, want := range map[string]string{"": "required", "x": "not-an-email", "Ann@acme.com": "duplicate"} {
			_, err := h.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "so it is", Administrator: administrator})
			h.wantInvalid(err, "administrator "+want)
		}
	})
	zoe := account.Person{Email: "zoe@elsewhere.com"}
	h.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: "Zoe@elsewhere.com"})
	members := h.account(r.Account.ID).Members
	wantEqual(t, "members", len(members), 2)
	wantEqual(t, "the new one", fmt.Sprint(members[1].Person, " ", members[1].Roles()), "zoe@elsewhere.com [Smart Account Administrator]")
	wantEqual(t, "told", h.subjects(zoe.Email), "appointed")
	for address, added := range map[account.Email]account.Email{partner2.Email: "z•••@elsewhere.com", "ann@acme.com": zoe.Email} {
		told := h.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.AdministratorAdded)
		wantEqual(t, "who was added", told.Address, added)
	}
	h.openRequestBy(zoe, form("zoe.com", "x@zoe.com")) // she has a role now
	wantEqual(t, "nominees below", nominees(h.openRequest("emea.acme.com", "x@acme.com")), "ann@acme.com zoe@elsewhere.com")
}

// A dispute must not reveal who administers a Restricted account.
func TestASettlementNamesTheNewAdministratorOnlyToThoseWhoMaySeeThem(t *testing.T) {
	const zoe, masked = account.Email("zoe@elsewhere.com"), account.Email("z•••@elsewhere.com")
	for _, test := range []struct {
		about      string
		visibility account.Visibility
		by         account.Person
		added      account.Email
		want       account.Email
	}{
		{"a stranger", account.Restricted, partner2, zoe, masked},
		{"an operator whose own dispute it is", account.Restricted, second, zoe, masked},
		{"a public account's", account.Public, partner2, zoe, zoe},
		{"an administrator", account.Restricted, account.Person{Email: "ann@acme.com"}, zoe, zoe},
		{"who asked for the account", account.Restricted, account.Person{Email: "somebody@example.org"}, zoe, zoe},
		{"who is added", account.Restricted, partner2, partner2.Email, partner2.Email},
	} {
		t.Run(test.about, func(t *testing.T) {
			h := newHarness(t)
			h.activeAccount("ann@acme.com", "Acme", "acme.com", test.visibility)
			h.ownAccount("somebody@example.org", "Somebody", "somebody.example.org")
			h.ownAccount(second.Email, "Second Operator", "second.example.org")
			d := h.disputed(test.by, "acme.com")
			h.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: string(test.added)})
			wantEqual(t, "mailed", h.lastMail(test.by.Email, workflow.SettledMail).Address, test.want)
			shown, err := h.disputes().One(t.Context(), test.by, d.ID)
			h.must(err)
			wantEqual(t, "shown", shown.Settlement.Administrator, test.want)
			shown, err = h.disputes().One(t.Context(), operator, d.ID)
			h.must(err)
			wantEqual(t, "shown to the operator", shown.Settlement.Administrator, test.added)
		})
	}
}

func TestADisputeCanMakeAMemberAnAdministrator(t *testing.T) {
	h := newHarness(t)
	a := h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	h.must(h.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: partner2.Email, Role: account.SmartAccountViewer, Since: h.Now(),
	}, {
		AccountID: a.ID, Person: "vic@acme.com", Role: account.SmartAccountViewer, Since: h.Now(),
	}}}}))
	d := h.disputed(partner2, "acme.com")
	h.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: string(partner2.Email)})
	details, err := administration.Settings{Store: h.store, Now: h.Now}.Read(t.Context(), partner2, a.ID)
	h.must(err)
	wantEqual(t, "roles", fmt.Sprint(details.Access), "[Smart Account Administrator]")
	wantEqual(t, "administrators", fmt.Sprint(details.Administrators), fmt.Sprintf("[ann@acme.com %s]", partner2.Email))
	wantEqual(t, "who disputed and was added is told once", h.subjects(partner2.Email), "settled")
	wantEqual(t, "a viewer is told nothing", h.subjects("vic@acme.com"), "")
}

func TestADisputeCanCancelAnAccount(t *testing.T) {
	h := newHarness(t)
	r := h.approved()
	ann := account.Person{Email: "ann@acme.com"}
	below := h.openRequest("emea.acme.com", "x@acme.com")
	link := h.token("ann@acme.com")
	d := h.disputed(partner2, "acme.com")
	third := h.disputed(partner, "acme.com")
	h.advance(time.Hour)
	h.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "taken by fraud"})
	for _, address := range []account.Email{partner2.Email, "ann@acme.com"} {
		told := h.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.AccountTakenBack)
		wantEqual(t, "reason", told.Reason, "taken by fraud")
	}
	wantEqual(t, "account", h.account(r.Account.ID).Account.Status, account.AccountCancelled)
	wantEqual(t, "request", h.stored(r.ID).State, account.Approved)
	wantEqual(t, "its account", h.stored(r.ID).Account.Status, account.AccountCancelled)
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	last := history[len(history)-1]
	wantEqual(t, "event", last.Kind, account.EventCancelled)
	wantEqual(t, "reason", last.Detail[account.DetailReason], "taken by fraud")
	wantEqual(t, "by", last.Actor, account.Actor(operator.Email))

	// The administrator role ends at once, the other roles when the index is updated.
	wantEqual(t, "her link as an administrator", h.linkWorks(link), false)
	wantEqual(t, "what she was asked", h.stored(below.ID).State, account.PendingApproval)
	swept, err := h.index().Sweep(t.Context())
	h.must(err)
	wantEqual(t, "swept in the same moment", swept, 0)
	h.must(h.index().Do(t.Context(), r.Account.ID))
	_, err = h.search().Do(t.Context(), ann, "", 0, "")
	h.wantError(err, account.ErrForbidden)
	h.changesNothing(func() { h.must(h.index().Do(t.Context(), r.Account.ID)) })

	// The identifier is free, and so are those below it.
	fresh := h.openRequestBy(partner2, form("acme.com", "new@acme.com"))
	wantEqual(t, "state", fresh.State, account.PendingApproval)
	wantEqual(t, "below", nominees(h.openRequestBy(partner2, form("apac.acme.com", "new@acme.com"))), "new@acme.com")

	// Another dispute about the identifier can only be rejected.
	h.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{
			{Decision: "cancel-account", Reason: "again"},
			{Decision: "add-administrator", Reason: "again", Administrator: "zoe@elsewhere.com"},
		} {
			_, err := h.disputes().Settle(t.Context(), operator, third.ID, ruling)
			h.wantInvalid(err, "decision not-allowed")
		}
	})
	h.settles(third.ID, workflow.Ruling{Decision: "reject", Reason: "done"})
}

func TestADisputeCanCancelAnAccountWithoutARequest(t *testing.T) {
	h := newHarness(t)
	a := h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Public)
	wantEqual(t, "found by a stranger", len(h.finds(partner, "acm", 0)), 1)
	d := h.disputed(partner2, "acme.com")
	h.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
	h.must(h.index().Do(t.Context(), a.ID))
	wantEqual(t, "found by a stranger", len(h.finds(partner, "acm", 0)), 0)
	h.openRequest("acme.com", "new@acme.com")
}

// An administrator who stopped the disputer's invitations is still told that the account is lost.
func TestASettlementIsMailedToAnAdministratorWhoStoppedTheDisputersMail(t *testing.T) {
	h := newHarness(t)
	h.openRequestBy(partner2, form("unit.acme.com", "ann@acme.com"))
	h.deliver()
	h.stops(h.report("ann@acme.com"))
	h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	h.settles(h.disputed(partner2, "acme.com").ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation settled")
}

func TestADisputerWhoIsAnAdministratorIsMailedOnce(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	d := h.disputed(account.Person{Email: "ann@acme.com"}, "acme.com")
	h.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "we do not need it"})
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "settled")
}

func TestOnlyOperatorsWithoutAPartInADisputeSettleIt(t *testing.T) {
	h := newHarness(t)
	h.ownAccount(operator.Email, "Operators", "operators.example.org")
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ann@acme.com", second.Email)
	own := h.disputed(operator, "acme.com")
	h.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{
			{Decision: "reject", Reason: "no"}, {Decision: "cancel-account", Reason: "no"},
			{Decision: "add-administrator", Reason: "no", Administrator: "zoe@elsewhere.com"},
		} {
			for _, by := range []account.Person{operator, {Email: "operator+x@example.org", Operator: true}, second} {
				_, err := h.disputes().Settle(t.Context(), by, own.ID, ruling)
				h.wantError(err, account.ErrOwnReview)
			}
			for _, by := range []account.Person{partner, partner2, {Email: operator.Email}} {
				_, err := h.disputes().Settle(t.Context(), by, own.ID, ruling)
				h.wantError(err, account.ErrForbidden)
			}
		}
		_, err := h.disputes().Settle(t.Context(), operator, account.NewID(), workflow.Ruling{Decision: "reject", Reason: "no"})
		h.wantError(err, account.ErrNotFound)
		_, err = h.disputes().Settle(t.Context(), partner, account.NewID(), workflow.Ruling{Decision: "reject", Reason: "no"})
		h.wantError(err, account.ErrForbidden) // and not whether the dispute exists
		third := account.Person{Email: "third@example.org", Operator: true}
		_, err = h.disputes().Settle(t.Context(), third, own.ID, workflow.Ruling{})
		h.wantInvalid(err, "decision not-allowed", "reason required")
		_, err = h.disputes().Settle(t.Context(), third, own.ID, workflow.Ruling{Decision: "reject", Reason: "no", Misread: account.Invalid("x", account.FieldUnknown, "")})
		h.wantInvalid(err, "x unknown")
	})
}

func TestOneOfTwoConcurrentSettlementsWins(t *testing.T) {
	h := newHarness(t)
	r := h.approved()
	d := h.disputed(partner2, "acme.com")
	errs := concurrently(
		func() error {
			_, err := h.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
			return err
		},
		func() error {
			_, err := h.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "yes"})
			return err
		},
	)
	h.deliver()
	wantEqual(t, "told once", h.subjects(partner2.Email), "settled")
	if h.account(r.Account.ID).Account.Status == account.AccountActive {
		h.must(errs[0])
		h.wantSettled(errs[1], account.DisputeRejected)
	} else {
		h.must(errs[1])
		h.wantSettled(errs[0], account.AccountTakenBack)
	}
}
