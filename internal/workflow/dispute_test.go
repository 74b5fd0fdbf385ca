package workflow_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// approved is an account that a request led to; ann@acme.com administers it.
func (w *world) approved() account.Request {
	w.Helper()
	r := w.asked("acme.com", "ann@acme.com")
	w.does(w.approve("ann@acme.com"))
	return r
}

func (w *world) disputed(by account.Person, domain string) account.Dispute {
	w.Helper()
	d, _, err := w.disputes().Open(w.Context(), by, domain, "it is ours", nil)
	w.must(err)
	w.deliver()
	return d
}

func (w *world) settles(id account.ID, ruling workflow.Ruling) account.Dispute {
	w.Helper()
	d, err := w.disputes().Settle(w.Context(), operator, id, ruling)
	w.must(err)
	w.deliver()
	return d
}

func TestDisputeTellsOperatorsAndIsOpenOnce(t *testing.T) {
	w := newWorld(t)
	w.rules.Operators = []account.Person{operator, second}
	r := w.approved()
	d := w.disputed(partner2, "ACME.com.")
	wantEqual(t, "what she sees", d.Account, account.Likeness{Domain: "acme.com"})
	shownTo, err := w.disputes().One(t.Context(), operator, d.ID)
	w.must(err)
	wantEqual(t, "what operators see", shownTo.Account, account.Likeness{AccountID: r.Account.ID, Name: r.Account.Name, Domain: "acme.com"})
	for _, person := range w.rules.Operators {
		told := w.lastMail(person.Email, workflow.DisputeMail)
		wantEqual(t, "by", told.By, account.Actor(partner2.Email))
		wantEqual(t, "domain", told.Domain, "acme.com")
	}
	stake, err := w.disputes().Stake(t.Context(), partner2, "acme.com")
	w.must(err)
	wantEqual(t, "her own", stake.Dispute.ID, d.ID)
	w.changesNothing(func() { // nor does it use one of the day's
		again, already, err := w.disputes().Open(t.Context(), partner2, "acme.com", "it is still ours", nil)
		w.must(err)
		wantEqual(t, "a second one", again.ID, d.ID)
		wantEqual(t, "already", already, true)
		w.hasNoStake(partner, "acme.com")
		w.hasNoStake(partner2, "free.com")
	})
	wantEqual(t, "operator's mails", w.subjects(operator.Email), "dispute")
	w.has("third@example.org", "Third", "third.example.org")
	if other := w.disputed(account.Person{Email: "third@example.org"}, "acme.com"); other.ID == d.ID {
		t.Error("two people share a dispute")
	}
	page, err := w.disputes().List(t.Context(), operator, "", 0, "")
	w.must(err)
	wantEqual(t, "open ones", len(page.Items), 2)
	shown, err := w.disputes().One(t.Context(), partner2, d.ID)
	w.must(err)
	wantEqual(t, "note", shown.Note, "it is ours")
	w.changesNothing(func() {
		_, err = w.disputes().One(t.Context(), partner, d.ID)
		w.wantError(err, account.ErrNotFound)
		_, err = w.disputes().List(t.Context(), partner2, "", 0, "")
		w.wantError(err, account.ErrForbidden)
		_, err = w.disputes().One(t.Context(), operator, d.ID)
		w.must(err)
	})
}

func (w *world) hasNoStake(by account.Person, domain account.Domain) {
	w.Helper()
	stake, err := w.disputes().Stake(w.Context(), by, domain)
	w.must(err)
	wantEqual(w.T, "stake", stake, workflow.Stake{})
}

func TestStakeIsOnesOwnPendingRequest(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.hasNoStake(partner2, "acme.com")
	stake, err := w.disputes().Stake(t.Context(), partner, "acme.com")
	w.must(err)
	wantEqual(t, "stake", stake, workflow.Stake{Request: r.ID})
	w.does(w.approve("ann@acme.com"))
	w.hasNoStake(partner, "acme.com")
}

func TestDisputeNeedsAnIdentifierAndANote(t *testing.T) {
	w := newWorld(t)
	w.changesNothing(func() {
		_, _, err := w.disputes().Open(t.Context(), partner2, "co.uk", "", nil)
		w.wantInvalid(err, "accountDomain public-suffix", "note required")
		_, _, err = w.disputes().Open(t.Context(), partner2, "acme.com", "ours", account.Invalid("x", account.FieldUnknown, ""))
		w.wantInvalid(err, "x unknown")
	})
}

// A stranger must not learn by a dispute what holds an identifier, nor whether anything does.
func TestDisputeLooksTheSameWhateverIsHeld(t *testing.T) {
	w := newWorld(t)
	pending := w.asked("pending.com", "ann@pending.com")
	hidden := w.active("ann@hidden.com", "Hidden", "hidden.com", account.Restricted)
	public := w.active("ann@public.com", "Public", "public.com", account.Public)
	held := map[account.Domain]account.ID{"free.com": "", "pending.com": pending.Account.ID, "hidden.com": hidden.ID, "public.com": public.ID}
	for domain, id := range held {
		opened, already, err := w.disputes().Open(t.Context(), outsider, string(domain), "ours", nil)
		w.must(err)
		want := account.Dispute{ID: opened.ID, Account: account.Likeness{Domain: domain}, By: outsider.Email, Note: "ours", OpenedAt: w.Now(), Order: account.NewestFirst(w.Now(), opened.ID), Language: outsider.Language}
		wantEqual(t, "opened", opened, want)
		wantEqual(t, "already", already, false)
		_, already, err = w.disputes().Open(t.Context(), outsider, string(domain), "ours", nil)
		w.must(err)
		wantEqual(t, "already", already, true)
		stake, err := w.disputes().Stake(t.Context(), outsider, domain)
		w.must(err)
		wantEqual(t, "stake", *stake.Dispute, want)
		read, err := w.disputes().One(t.Context(), outsider, opened.ID)
		w.must(err)
		wantEqual(t, "read", read, want)
		shown, err := w.disputes().One(t.Context(), operator, opened.ID)
		w.must(err)
		wantEqual(t, "to operators", shown.Account.AccountID, id)
		w.pass(time.Minute)
		w.settles(opened.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
		read, err = w.disputes().One(t.Context(), outsider, opened.ID)
		w.must(err)
		wantEqual(t, "settled", read.Account, account.Likeness{Domain: domain})
		told := w.lastMail(outsider.Email, workflow.SettledMail)
		wantEqual(t, "mailed", fmt.Sprint(told.AccountName, told.AccountID), "")
	}
}

// Nor by how much is read for it.
func TestDisputeReadsAsMuchWhateverIsHeld(t *testing.T) {
	w := newWorld(t)
	w.asked("pending.com", "ann@pending.com")
	w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	reads := map[string]int{}
	for _, domain := range []string{"free.com", "pending.com", "acme.com"} {
		d := w.disputes()
		counted := &countedReads{disputeStore: d.Store}
		d.Store = counted
		_, _, err := d.Open(t.Context(), outsider, domain, "ours", nil)
		w.must(err)
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

func (c *countedReads) Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error) {
	c.reads++
	return c.disputeStore.Account(ctx, id)
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
	w := newWorld(t)
	r := w.approved()
	before := w.disputed(partner2, "elsewhere.com")
	w.askedBy(partner2, account.Form{AccountName: "Acme Italy", AccountDomain: new("it.acme.com"), CustomerEmails: []string{"bob@it.acme.com"}})
	w.askedBy(partner2, account.Form{AccountName: "Other", AccountDomain: new("other.net"), CustomerEmails: []string{"bob@other.net"}})
	d := w.disputed(partner2, "acme.com")
	w.changesNothing(func() {
		for _, person := range []account.Person{partner2, partner} {
			_, err := w.disputes().Case(t.Context(), person, d)
			w.wantError(err, account.ErrForbidden)
		}
	})
	seen := func() workflow.Case {
		t.Helper()
		one, err := w.disputes().One(t.Context(), operator, d.ID)
		w.must(err)
		c, err := w.disputes().Case(t.Context(), operator, one)
		w.must(err)
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

	w.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "yes"})
	c = seen()
	wantEqual(t, "status", c.Held.Account.Status, account.AccountCancelled)
	wantEqual(t, "held now", c.HeldNow, nil)
	next := w.asked("acme.com", "eve@acme.com")
	wantEqual(t, "held now", seen().HeldNow.RequestID, next.ID)

	insider := w.disputed(account.Person{Email: "eve@acme.com"}, "acme.com")
	c, err := w.disputes().Case(t.Context(), operator, w.one(insider.ID))
	w.must(err)
	wantEqual(t, "held", c.Held.Account.Status, account.AccountPending)
	wantEqual(t, "vouches", c.Disputer.Vouches, true)
	wantEqual(t, "asked", c.Disputer.Asked, true)
	free := w.disputed(partner2, "free.com")
	c, err = w.disputes().Case(t.Context(), operator, w.one(free.ID))
	w.must(err)
	wantEqual(t, "held", c.Held, nil)
}

// one is the dispute as operators see it.
func (w *world) one(id account.ID) account.Dispute {
	w.Helper()
	d, err := w.disputes().One(w.Context(), operator, id)
	w.must(err)
	return d
}

// Fails when a case grows with what the disputer did, or leaves out those who have administered the longest.
func TestACaseIsBounded(t *testing.T) {
	w := newWorld(t)
	people := make([]account.Email, 13)
	for i := range people {
		people[i] = account.Email(fmt.Sprintf("a%02d@acme.com", i))
	}
	w.administered("Acme", "acme.com", account.Restricted, people...)
	var last account.Dispute
	for i := range 14 {
		last = w.disputed(partner2, fmt.Sprintf("d%d.com", i))
		w.settles(last.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
		w.now = w.now.Add(24 * time.Hour)
	}
	d := w.disputed(partner2, "acme.com")
	c, err := w.disputes().Case(t.Context(), operator, w.one(d.ID))
	w.must(err)
	wantEqual(t, "shown", len(c.Held.Administrators), 10)
	wantEqual(t, "more", c.Held.MoreAdministrators, 3)
	wantEqual(t, "disputes", len(c.Disputer.Disputes), 10)
	wantEqual(t, "the latest", c.Disputer.Disputes[0].ID, last.ID)
}

func TestDisputeEndsAPendingRequest(t *testing.T) {
	for _, state := range []account.State{account.PendingApproval, account.PendingReview} {
		t.Run(string(state), func(t *testing.T) {
			w := newWorld(t)
			customer := "ann@acme.com"
			if state == account.PendingReview {
				customer = "ann@elsewhere.com"
			}
			r := w.asked("acme.com", customer)
			wantEqual(t, "state", r.State, state)
			d := w.disputed(outsider, "acme.com")
			w.changesNothing(func() { // the parties do not settle it
				for _, by := range []account.Email{partner.Email, account.Email(customer), outsider.Email} {
					_, err := w.disputes().Settle(t.Context(), account.Person{Email: by, Operator: true}, d.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
					w.wantError(err, account.ErrOwnReview)
				}
			})
			w.pass(time.Hour)
			after := w.settles(d.ID, workflow.Ruling{Decision: "end-request", Reason: "it is theirs"})
			wantEqual(t, "outcome", after.Settlement.Outcome, account.RequestEnded)
			ended := w.stored(r.ID)
			wantEqual(t, "request", ended.State, account.Rejected)
			wantEqual(t, "decision", *ended.Decision, account.Decision{At: w.Now(), By: account.Actor(operator.Email), Reason: "it is theirs", Dispute: d.ID})
			_, err := w.review().Do(t.Context(), operator, r.ID, rejects("it is theirs")) // which was no review
			w.wantDecided(err, account.Rejected, account.Actor(operator.Email))
			history, err := w.store.History(t.Context(), r.ID)
			w.must(err)
			last := history[len(history)-1]
			wantEqual(t, "event", last.Kind, account.EventEndedByDispute)
			wantEqual(t, "of the dispute", last.Detail[account.DetailDispute], string(d.ID))
			wantEqual(t, "to the requester", w.lastMail(partner.Email, workflow.RejectedMail).Reason, "it is theirs")
			wantEqual(t, "to who disputed", w.lastMail(outsider.Email, workflow.SettledMail).Settled, account.RequestEnded)
			if state == account.PendingApproval {
				wantEqual(t, "to the nominee", w.lastMail("ann@acme.com", workflow.ClosedMail).Outcome, account.Rejected)
			}
			fresh := w.askedBy(partner2, form("acme.com", "new@acme.com"))
			wantEqual(t, "the identifier is free", fresh.State, account.PendingApproval)
		})
	}
}

// Whoever decides first wins; the operator is told what was decided.
func TestDisputeDoesNotEndWhatHasEnded(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	late := w.disputed(outsider, "acme.com")
	w.does(w.approve("ann@acme.com"))
	w.active("ann@held.com", "Held", "held.com", account.Public)
	active, free := w.disputed(outsider, "held.com"), w.disputed(outsider, "free.com")
	w.asked("old.com", "ann@old.com")
	lapsed := w.disputed(outsider, "old.com")
	w.changesNothing(func() {
		_, err := w.disputes().Settle(t.Context(), operator, late.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
		w.wantDecided(err, account.Approved, "ann@acme.com")
		for _, id := range []account.ID{active.ID, free.ID} {
			_, err := w.disputes().Settle(t.Context(), operator, id, workflow.Ruling{Decision: "end-request", Reason: "no"})
			w.wantInvalid(err, "decision not-allowed")
		}
		_, err = w.disputes().Settle(t.Context(), operator, free.ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
		w.wantInvalid(err, "decision not-allowed")
	})
	w.pass(90 * 24 * time.Hour)
	_, err := w.disputes().Settle(t.Context(), operator, lapsed.ID, workflow.Ruling{Decision: "end-request", Reason: "no"})
	w.wantDecided(err, account.Expired, account.System)
	w.settles(late.ID, workflow.Ruling{Decision: "cancel-account", Reason: "it is theirs"}) // the account that came of it
}

func TestDisputeRejected(t *testing.T) {
	w := newWorld(t)
	r := w.approved()
	d := w.disputed(partner2, "acme.com")
	w.pass(time.Hour)
	after := w.settles(d.ID, workflow.Ruling{Decision: "reject", Reason: "it is theirs"})
	wantEqual(t, "settlement", *after.Settlement, account.Settlement{
		At: w.Now(), By: operator.Email, Outcome: account.DisputeRejected, Reason: "it is theirs",
	})
	for _, address := range []account.Email{partner2.Email, "ann@acme.com"} {
		told := w.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.DisputeRejected)
		wantEqual(t, "reason", told.Reason, "it is theirs")
		wantEqual(t, "by", told.By, account.Actor(operator.Email))
	}
	wantEqual(t, "account", w.account(r.Account.ID).Account.Status, account.AccountActive)
	w.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{{Decision: "cancel-account", Reason: "no"}, {}} { // before the syntax, as for decisions
			_, err := w.disputes().Settle(t.Context(), second, d.ID, ruling)
			w.wantSettled(err, account.DisputeRejected)
		}
	})
	if again := w.disputed(partner2, "acme.com"); again.ID == d.ID {
		t.Error("a settled dispute is open")
	}
}

func (w *world) account(id account.ID) workflow.StoredAccount {
	w.Helper()
	stored, err := w.store.Account(w.Context(), id)
	w.must(err)
	return stored
}

func (w *world) wantSettled(got error, outcome account.Outcome) {
	w.Helper()
	settled, is := got.(*account.AlreadySettled) //nolint:errorlint // as it is answered
	if !is || settled.Settlement.Outcome != outcome || settled.Settlement.By != operator.Email {
		w.Errorf("got error %v, want settled %s by the operator", got, outcome)
	}
}

func TestDisputeAddsAnAdministrator(t *testing.T) {
	w := newWorld(t)
	r := w.approved()
	d := w.disputed(partner2, "acme.com")
	w.changesNothing(func() {
		for administrator, want := range map[string]string{"": "required", "x": "not-an-email", "Ann@acme.com": "duplicate"} {
			_, err := w.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "so it is", Administrator: administrator})
			w.wantInvalid(err, "administrator "+want)
		}
	})
	zoe := account.Person{Email: "zoe@elsewhere.com"}
	w.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: "Zoe@elsewhere.com"})
	members := w.account(r.Account.ID).Members
	wantEqual(t, "members", len(members), 2)
	wantEqual(t, "the new one", fmt.Sprint(members[1].Person, " ", members[1].Roles), "zoe@elsewhere.com [Smart Account Administrator]")
	wantEqual(t, "told", w.subjects(zoe.Email), "appointed")
	for address, added := range map[account.Email]account.Email{partner2.Email: "z•••@elsewhere.com", "ann@acme.com": zoe.Email} {
		told := w.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.AdministratorAdded)
		wantEqual(t, "who was added", told.Address, added)
	}
	w.askedBy(zoe, form("zoe.com", "x@zoe.com")) // she has a role by now
	wantEqual(t, "nominees below", nominees(w.asked("emea.acme.com", "x@acme.com")), "ann@acme.com zoe@elsewhere.com")
}

// A dispute must not be a way to learn who administers a Restricted account.
func TestDisputeNamesTheNewAdministratorOnlyToWhoMaySeeThem(t *testing.T) {
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
			w := newWorld(t)
			w.active("ann@acme.com", "Acme", "acme.com", test.visibility)
			w.has("somebody@example.org", "Somebody", "somebody.example.org")
			w.has(second.Email, "Second Operator", "second.example.org")
			d := w.disputed(test.by, "acme.com")
			w.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: string(test.added)})
			wantEqual(t, "mailed", w.lastMail(test.by.Email, workflow.SettledMail).Address, test.want)
			shown, err := w.disputes().One(t.Context(), test.by, d.ID)
			w.must(err)
			wantEqual(t, "shown", shown.Settlement.Administrator, test.want)
			shown, err = w.disputes().One(t.Context(), operator, d.ID)
			w.must(err)
			wantEqual(t, "shown to the operator", shown.Settlement.Administrator, test.added)
		})
	}
}

func TestDisputeMakesAMemberAnAdministrator(t *testing.T) {
	w := newWorld(t)
	a := w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	w.must(w.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: partner2.Email, Roles: []account.Role{account.SmartAccountViewer}, Since: w.Now(),
	}, {
		AccountID: a.ID, Person: "vic@acme.com", Roles: []account.Role{account.SmartAccountViewer}, Since: w.Now(),
	}}}}))
	d := w.disputed(partner2, "acme.com")
	w.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: string(partner2.Email)})
	details, err := workflow.ReadAccount{Store: w.store, Now: w.Now}.Do(t.Context(), partner2, a.ID)
	w.must(err)
	wantEqual(t, "roles", fmt.Sprint(details.Access), "[Smart Account Viewer Smart Account Administrator]")
	wantEqual(t, "administrators", fmt.Sprint(details.Administrators), fmt.Sprintf("[ann@acme.com %s]", partner2.Email))
	wantEqual(t, "who disputed and was added is told once", w.subjects(partner2.Email), "settled")
	wantEqual(t, "a viewer is told nothing", w.subjects("vic@acme.com"), "")
}

func TestDisputeTakesAnAccountBack(t *testing.T) {
	w := newWorld(t)
	r := w.approved()
	ann := account.Person{Email: "ann@acme.com"}
	below := w.asked("emea.acme.com", "x@acme.com")
	link := w.token("ann@acme.com")
	d := w.disputed(partner2, "acme.com")
	third := w.disputed(partner, "acme.com")
	w.pass(time.Hour)
	w.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "taken by fraud"})
	for _, address := range []account.Email{partner2.Email, "ann@acme.com"} {
		told := w.lastMail(address, workflow.SettledMail)
		wantEqual(t, "outcome", told.Settled, account.AccountTakenBack)
		wantEqual(t, "reason", told.Reason, "taken by fraud")
	}
	wantEqual(t, "account", w.account(r.Account.ID).Account.Status, account.AccountCancelled)
	wantEqual(t, "request", w.stored(r.ID).State, account.Approved)
	wantEqual(t, "its account", w.stored(r.ID).Account.Status, account.AccountCancelled)
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	last := history[len(history)-1]
	wantEqual(t, "event", last.Kind, account.EventCancelled)
	wantEqual(t, "reason", last.Detail[account.DetailReason], "taken by fraud")
	wantEqual(t, "by", last.Actor, account.Actor(operator.Email))

	// Her role as an administrator ended at once, her roles go when the index has followed.
	wantEqual(t, "her link as an administrator", w.opens(link), false)
	wantEqual(t, "what she was asked", w.stored(below.ID).State, account.PendingApproval)
	swept, err := w.index().Sweep(t.Context())
	w.must(err)
	wantEqual(t, "swept in the same moment", swept, 0)
	w.must(w.index().Do(t.Context(), r.Account.ID))
	_, err = w.search().Do(t.Context(), ann, "", 0, "")
	w.wantError(err, account.ErrForbidden)
	w.changesNothing(func() { w.must(w.index().Do(t.Context(), r.Account.ID)) })

	// The identifier is free, also below.
	fresh := w.askedBy(partner2, form("acme.com", "new@acme.com"))
	wantEqual(t, "state", fresh.State, account.PendingApproval)
	wantEqual(t, "below", nominees(w.askedBy(partner2, form("apac.acme.com", "new@acme.com"))), "new@acme.com")

	// Another dispute about it can only be rejected.
	w.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{
			{Decision: "cancel-account", Reason: "again"},
			{Decision: "add-administrator", Reason: "again", Administrator: "zoe@elsewhere.com"},
		} {
			_, err := w.disputes().Settle(t.Context(), operator, third.ID, ruling)
			w.wantInvalid(err, "decision not-allowed")
		}
	})
	w.settles(third.ID, workflow.Ruling{Decision: "reject", Reason: "done"})
}

func TestDisputeTakesBackAnAccountThatHasNoRequest(t *testing.T) {
	w := newWorld(t)
	a := w.active("ann@acme.com", "Acme", "acme.com", account.Public)
	wantEqual(t, "found by a stranger", len(w.finds(partner, "acm", 0)), 1)
	d := w.disputed(partner2, "acme.com")
	w.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
	w.must(w.index().Do(t.Context(), a.ID))
	wantEqual(t, "found by a stranger", len(w.finds(partner, "acm", 0)), 0)
	w.asked("acme.com", "new@acme.com")
}

// Who wants no more invitations by somebody still hears that they lose an account to them.
func TestDisputeTellsWhoStoppedTheDisputersMail(t *testing.T) {
	w := newWorld(t)
	w.askedBy(partner2, form("unit.acme.com", "ann@acme.com"))
	w.deliver()
	w.stops(w.report("ann@acme.com"))
	w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	w.settles(w.disputed(partner2, "acme.com").ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation settled")
}

func TestDisputeByAnAdministratorTellsThemOnce(t *testing.T) {
	w := newWorld(t)
	w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	d := w.disputed(account.Person{Email: "ann@acme.com"}, "acme.com")
	w.settles(d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "we do not need it"})
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "settled")
}

func TestDisputeIsSettledByOperatorsWhoArePartOfNothing(t *testing.T) {
	w := newWorld(t)
	w.has(operator.Email, "Operators", "operators.example.org")
	w.administered("Acme", "acme.com", account.Restricted, "ann@acme.com", second.Email)
	own := w.disputed(operator, "acme.com")
	w.changesNothing(func() {
		for _, ruling := range []workflow.Ruling{
			{Decision: "reject", Reason: "no"}, {Decision: "cancel-account", Reason: "no"},
			{Decision: "add-administrator", Reason: "no", Administrator: "zoe@elsewhere.com"},
		} {
			for _, by := range []account.Person{operator, {Email: "operator+x@example.org", Operator: true}, second} {
				_, err := w.disputes().Settle(t.Context(), by, own.ID, ruling)
				w.wantError(err, account.ErrOwnReview)
			}
			for _, by := range []account.Person{partner, partner2, {Email: operator.Email}} {
				_, err := w.disputes().Settle(t.Context(), by, own.ID, ruling)
				w.wantError(err, account.ErrForbidden)
			}
		}
		_, err := w.disputes().Settle(t.Context(), operator, account.NewID(), workflow.Ruling{Decision: "reject", Reason: "no"})
		w.wantError(err, account.ErrNotFound)
		_, err = w.disputes().Settle(t.Context(), partner, account.NewID(), workflow.Ruling{Decision: "reject", Reason: "no"})
		w.wantError(err, account.ErrForbidden) // who does not learn what is there
		third := account.Person{Email: "third@example.org", Operator: true}
		_, err = w.disputes().Settle(t.Context(), third, own.ID, workflow.Ruling{})
		w.wantInvalid(err, "decision not-allowed", "reason required")
		_, err = w.disputes().Settle(t.Context(), third, own.ID, workflow.Ruling{Decision: "reject", Reason: "no", Misread: account.Invalid("x", account.FieldUnknown, "")})
		w.wantInvalid(err, "x unknown")
	})
}

func TestDisputeOfTwoOperatorsAtOnceOneSettles(t *testing.T) {
	w := newWorld(t)
	r := w.approved()
	d := w.disputed(partner2, "acme.com")
	errs := atOnce(
		func() error {
			_, err := w.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "reject", Reason: "no"})
			return err
		},
		func() error {
			_, err := w.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "cancel-account", Reason: "yes"})
			return err
		},
	)
	w.deliver()
	wantEqual(t, "told once", w.subjects(partner2.Email), "settled")
	if w.account(r.Account.ID).Account.Status == account.AccountActive {
		w.must(errs[0])
		w.wantSettled(errs[1], account.DisputeRejected)
	} else {
		w.must(errs[1])
		w.wantSettled(errs[0], account.AccountTakenBack)
	}
}
