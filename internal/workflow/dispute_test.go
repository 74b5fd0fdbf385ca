package workflow_test

import (
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
	wantEqual(t, "account", d.Account, account.Likeness{AccountID: r.Account.ID, Name: r.Account.Name, Domain: "acme.com"})
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
	page, err := w.disputes().List(t.Context(), operator, 0, "")
	w.must(err)
	wantEqual(t, "open ones", len(page.Items), 2)
	shown, err := w.disputes().One(t.Context(), partner2, d.ID)
	w.must(err)
	wantEqual(t, "note", shown.Note, "it is ours")
	w.changesNothing(func() {
		_, err = w.disputes().One(t.Context(), partner, d.ID)
		w.wantError(err, account.ErrNotFound)
		_, err = w.disputes().List(t.Context(), partner2, 0, "")
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

func TestDisputeNeedsARoleANoteAndAnActiveAccount(t *testing.T) {
	w := newWorld(t)
	w.approved()
	w.asked("pending.com", "ann@pending.com")
	open := func(by account.Person, domain, note string) error {
		_, _, err := w.disputes().Open(t.Context(), by, domain, note, nil)
		return err
	}
	w.changesNothing(func() {
		w.wantError(open(outsider, "acme.com", "ours"), account.ErrForbidden)
		w.wantInvalid(open(partner2, "co.uk", ""), "accountDomain public-suffix", "note required")
		w.wantInvalid(open(partner2, "pending.com", "ours"), "accountDomain not-held")
		w.wantInvalid(open(partner2, "free.com", "ours"), "accountDomain not-held")
		_, _, err := w.disputes().Open(t.Context(), partner2, "acme.com", "ours", account.Invalid("x", account.FieldUnknown, ""))
		w.wantInvalid(err, "x unknown")
	})
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

	// Her office went at once, her roles go when the index has followed.
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
