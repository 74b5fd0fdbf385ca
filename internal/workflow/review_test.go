package workflow_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// reasons are the kinds of a request's reasons for a review, in order.
func reasons(r account.Request) string {
	var kinds strings.Builder
	for _, why := range r.Review.Reasons {
		kinds.WriteString(string(why.Kind) + " ")
	}
	return kinds.String()
}

func TestRule2AnAddressThatDoesNotVouchIsReviewedFirst(t *testing.T) {
	w := newWorld(t)
	w.rules.Operators = []account.Person{operator, second}
	r := w.asked("acme.com", "ann@acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", r.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(r), "address ")
	wantEqual(t, "the address", r.Review.Reasons[0].Address, "dora@elsewhere.com")
	wantEqual(t, "account", w.stored(r.ID).Account.Status, account.AccountPending)
	wantEqual(t, "nominees", len(w.stored(r.ID).Nominees), 0)
	wantEqual(t, "operator's mails", w.subjects(operator.Email), "review")
	wantEqual(t, "other operator's mails", w.subjects(second.Email), "review")
	wantEqual(t, "mails in all", len(w.taken), 2)
	_, err := w.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "")
	w.wantError(err, account.ErrDomainTaken)

	w.pass(time.Hour)
	r = w.accepted(r.ID)
	wantEqual(t, "state", r.State, account.PendingApproval)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "accepted")
	for _, address := range []account.Email{"ann@acme.com", "dora@elsewhere.com"} {
		wantEqual(t, "mails", w.subjects(address), "invitation")
		wantEqual(t, "a link that opens", w.opens(w.token(address)), true)
	}
	wantEqual(t, "reasons stay on record", reasons(w.stored(r.ID)), "address ")
	tracked, err := w.track().One(t.Context(), partner, r.ID)
	w.must(err)
	wantEqual(t, "who accepted", tracked.History[1].Actor, account.Actor(operator.Email))
	w.does(w.approve("dora@elsewhere.com"))
}

func TestRule2RejectionTellsTheRequesterAndReleasesTheIdentifier(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	_, err := w.review().Do(t.Context(), operator, r.ID, rejects("nobody knows them"))
	w.must(err)
	w.deliver()
	told := w.lastMail(partner.Email, workflow.RejectedMail)
	wantEqual(t, "reason", told.Reason, "nobody knows them")
	wantEqual(t, "by", told.By, account.Actor(operator.Email))
	wantEqual(t, "outcome", told.Outcome, account.Rejected)
	wantEqual(t, "nominee's mails", w.subjects("dora@elsewhere.com"), "")
	stored := w.stored(r.ID)
	wantEqual(t, "reason", stored.Decision.Reason, "nobody knows them")
	wantEqual(t, "account", stored.Account.Status, account.AccountCancelled)
	_, err = w.review().Do(t.Context(), second, r.ID, accepts)
	w.wantDecided(err, account.Rejected, account.Actor(operator.Email))
	w.asked("acme.com", "ann@acme.com")
}

func TestRule2OnlyOperatorsReviewAndNobodyTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.has(operator.Email, "Operators", "operators.example.org")
	own := w.askedBy(operator, form("acme.com", "dora@elsewhere.com"))
	named := w.askedBy(partner, form("other.com", "ann@other.com", "Operator+me@example.org"))
	w.changesNothing(func() {
		for _, verdict := range []workflow.Verdict{accepts, rejects("no")} {
			for _, id := range []account.ID{own.ID, named.ID} {
				_, err := w.review().Do(t.Context(), operator, id, verdict)
				w.wantError(err, account.ErrOwnReview)
				for _, nobody := range []account.Person{partner, outsider, {Email: operator.Email}} {
					_, err = w.review().Do(t.Context(), nobody, id, verdict)
					w.wantError(err, account.ErrForbidden)
				}
			}
			_, err := w.review().Do(t.Context(), operator, account.NewID(), verdict)
			w.wantError(err, account.ErrNotFound)
			_, err = w.review().Do(t.Context(), partner, account.NewID(), verdict)
			w.wantError(err, account.ErrForbidden) // who does not learn what is there
		}
	})
	_, err := w.review().Do(t.Context(), second, own.ID, accepts)
	w.must(err)
	_, err = w.review().Do(t.Context(), second, named.ID, rejects("no"))
	w.must(err)
}

// The administrators who would decide are parties as the customers are.
func TestRule2NobodyReviewsWhatTheyWouldDecide(t *testing.T) {
	w := newWorld(t)
	w.rules.Policy = account.ReviewAlways
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", operator.Email)
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "reasons", reasons(r), "always ")
	w.changesNothing(func() {
		for _, verdict := range []workflow.Verdict{accepts, rejects("no")} {
			_, err := w.review().Do(t.Context(), operator, r.ID, verdict)
			w.wantError(err, account.ErrOwnReview)
		}
	})
	_, err := w.review().Do(t.Context(), second, r.ID, accepts)
	w.must(err)
}

func TestRule2AVerdictIsReadLikeAnyInput(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	open := w.asked("open.com", "ann@open.com")
	w.changesNothing(func() {
		for verdict, want := range map[workflow.Verdict]string{
			{}:                    "decision not-allowed",
			{Decision: "approve"}: "decision not-allowed",
			{Decision: "reject"}:  "reason required",
			{Decision: "accept"}:  "version required",
			{Decision: "accept", Version: 1, Reason: strings.Repeat("x", 1001)}:                                "reason too-long",
			{Decision: "accept", Version: 1, Misread: account.Invalid("decision", account.FieldWrongType, "")}: "decision wrong-type",
		} {
			_, err := w.review().Do(t.Context(), operator, r.ID, verdict)
			w.wantInvalid(err, want)
		}
		// The state comes before the syntax, as for decisions.
		_, err := w.review().Do(t.Context(), operator, open.ID, workflow.Verdict{})
		w.wantNotAllowed(err, account.PendingApproval)
	})
}

func TestRule2LookAlikesOfLiveAccountsAreReviewed(t *testing.T) {
	w := newWorld(t)
	paypal := w.active("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
	pending := w.asked("modern.com", "ann@modern.com")
	for _, c := range []struct {
		domain, name, reasons string
		like                  account.ID
	}{
		{"paypa1.com", "Another", "look-alike-domain ", paypal.ID},
		{"modem.com", "Modems", "look-alike-domain ", pending.Account.ID},
		{"unlike.com", "  ＰＡＹpal", "same-name ", paypal.ID},
		{"like.com", "Account of modern.com", "same-name ", pending.Account.ID},
		{"paypaI.com", "Others", "", ""}, // i and l stay two letters
		{"emea.paypal.com", "PayPal", "", ""},
	} {
		f := form(c.domain, "ann@"+c.domain)
		f.AccountName = c.name
		r := w.askedBy(partner, f)
		wantEqual(t, c.domain, reasons(r), c.reasons)
		if c.reasons != "" {
			wantEqual(t, c.domain, r.State, account.PendingReview)
			wantEqual(t, c.domain, r.Review.Reasons[0].Like.AccountID, c.like)
		}
	}
}

func TestRule2LookAlikeNamesAreReviewed(t *testing.T) {
	for _, name := range []string{
		"Ac\u034fme Rossi S.r.l.", "Асmе Rоssi S.r.l.", "ΑCΜΕ ROSSI SRL", "Acme  Rossi Srl", "Acme-Rossi, S.r.l.", "ACME ROSSI S R L", "“Acme” Rossl S.r.I.", "Acme\ufe0f Rossi S.r.l.", "ＡＣＭＥ Rossi S.r.l.", "𝐀cme R0ssi S․r․l․",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			acme := w.active("ann@acme.com", "Acme Rossi S.r.l.", "acme.com", account.Restricted)
			f := form("other.com", "ann@other.com")
			f.AccountName = name
			r := w.askedBy(partner, f)
			wantEqual(t, name, reasons(r), "same-name ")
			wantEqual(t, name, r.Review.Reasons[0].Like.AccountID, acme.ID)
			wantEqual(t, name, r.State, account.PendingReview)
		})
	}
}

func TestRule2WhatEndedIsNoLookAlike(t *testing.T) {
	w := newWorld(t)
	w.asked("modern.com", "ann@modern.com")
	lapsed := w.asked("paypal.com", "ann@paypal.com")
	w.does(w.decline("ann@modern.com"))
	wantEqual(t, "after an end", w.asked("modem.com", "ann@modem.com").State, account.PendingApproval)
	w.pass(90*day - time.Millisecond)
	alike := form("paypa1.com", "ann@paypa1.com")
	alike.AccountName = "Another" // the name would be a look-alike, too
	wantEqual(t, "before the deadline", w.askedBy(partner, alike).State, account.PendingReview)
	w.pass(time.Millisecond) // nobody has written it down
	wantEqual(t, "stored", w.stored(lapsed.ID).State, account.PendingApproval)
	f := form("unlike.com", "ann@unlike.com")
	f.AccountName = lapsed.Account.Name
	wantEqual(t, "after the deadline", w.askedBy(partner2, f).State, account.PendingApproval)
}

// Two that resemble each other and come at the same moment: one of them is reviewed.
func TestRule2LookAlikesAtTheSameMoment(t *testing.T) {
	w := newWorld(t)
	var opened [2]account.Request
	var all []func() error
	for n, domain := range []string{"modern.com", "modem.com"} {
		all = append(all, func() (err error) {
			opened[n], err = w.submit().Do(t.Context(), partner, form(domain, "ann@"+domain), "")
			return err
		})
	}
	for _, err := range atOnce(all...) {
		w.must(err)
	}
	states := map[account.State]int{}
	for _, r := range opened {
		states[r.State]++
	}
	wantEqual(t, "reviewed", states[account.PendingReview], 1)
	wantEqual(t, "not reviewed", states[account.PendingApproval], 1)
}

func TestRule2Policies(t *testing.T) {
	const own, vouching, foreign, alike = "own", "vouching", "foreign", "alike"
	forms := map[string]account.Form{
		own:      form("example.com", "dora@elsewhere.com"),
		vouching: form("acme.com", "ann@acme.com"),
		foreign:  form("other.com", "dora@elsewhere.com"),
		alike:    form("paypa1.com", "ann@paypa1.com"),
	}
	for policy, want := range map[account.Policy]map[string]string{
		account.ReviewMismatch: {own: "address ", vouching: "", foreign: "address ", alike: "look-alike-domain "},
		account.ReviewEdited:   {own: "", vouching: "edited ", foreign: "edited ", alike: "edited look-alike-domain "},
		account.ReviewAlways:   {own: "always address ", vouching: "always ", foreign: "always address ", alike: "always look-alike-domain "},
		account.ReviewNever:    {own: "", vouching: "", foreign: "", alike: ""},
	} {
		t.Run(string(policy), func(t *testing.T) {
			w := newWorld(t)
			w.active("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
			w.rules.Policy = policy
			for which, f := range forms {
				r := w.askedBy(partner, f)
				wantEqual(t, which, reasons(r), want[which])
				wantEqual(t, which+" goes to an operator", r.State == account.PendingReview, want[which] != "")
			}
		})
	}
}

func TestRule2OfTwoOperatorsAtOnceOneWins(t *testing.T) {
	for round := range 3 {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			w := newWorld(t)
			r := w.asked("acme.com", "dora@elsewhere.com")
			errs := atOnce(
				func() error { _, err := w.review().Do(t.Context(), operator, r.ID, accepts); return err },
				func() error { _, err := w.review().Do(t.Context(), second, r.ID, rejects("no")); return err },
			)
			w.deliver()
			switch w.stored(r.ID).State {
			case account.PendingApproval:
				w.must(errs[0])
				w.wantDecided(errs[1], account.PendingApproval, account.Actor(operator.Email))
				wantEqual(t, "requester's mails", w.subjects(partner.Email), "accepted")
			case account.Rejected:
				w.must(errs[1])
				w.wantDecided(errs[0], account.Rejected, account.Actor(second.Email))
				wantEqual(t, "requester's mails", w.subjects(partner.Email), "rejected")
			default:
				t.Errorf("ended %s: %v", w.stored(r.ID).State, errs)
			}
		})
	}
}

// An operator accepts what they have looked at, not what was put in its place meanwhile.
func TestRule2NobodyIsAcceptedUnseen(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme-group.com")
	seen := accepts
	seen.Version = r.Version
	w.corrected(r.ID, "evil@attacker.net")
	w.changesNothing(func() {
		_, err := w.review().Do(t.Context(), operator, r.ID, seen)
		w.wantError(err, account.ErrChanged)
	})
	seen.Version = w.stored(r.ID).Version
	after, err := w.review().Do(t.Context(), operator, r.ID, seen)
	w.must(err)
	wantEqual(t, "state", after.State, account.PendingApproval)
}

// Rule 7 holds for reviews too: whoever repeats theirs gets its result, anyone else what was decided.
func TestRule2AReviewRepeatedGetsItsResult(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	w.accepted(r.ID)
	other := w.asked("other.com", "dora@elsewhere.com")
	_, err := w.review().Do(t.Context(), operator, other.ID, rejects("no"))
	w.must(err)
	repeats := func(by account.Person, id account.ID, verdict workflow.Verdict, state account.State) {
		t.Helper()
		w.changesNothing(func() {
			after, err := w.review().Do(t.Context(), by, id, verdict)
			w.must(err)
			wantEqual(t, "state", after.State, state)
		})
	}
	decided := func(by account.Person, id account.ID, verdict workflow.Verdict, state account.State, who account.Email) {
		t.Helper()
		w.changesNothing(func() {
			_, err := w.review().Do(t.Context(), by, id, verdict)
			w.wantDecided(err, state, account.Actor(who))
		})
	}
	repeats(operator, r.ID, accepts, account.PendingApproval)
	repeats(operator, r.ID, workflow.Verdict{Decision: "accept"}, account.PendingApproval)
	misread := account.Invalid("version", account.FieldWrongType, "must be a number")
	_, err = w.review().Do(t.Context(), operator, r.ID, workflow.Verdict{Decision: "accept", Misread: misread})
	w.wantInvalid(err, "version wrong-type")
	decided(second, r.ID, accepts, account.PendingApproval, operator.Email)
	decided(operator, r.ID, rejects("no"), account.PendingApproval, operator.Email)
	decided(second, r.ID, workflow.Verdict{}, account.PendingApproval, operator.Email)
	repeats(operator, other.ID, rejects("no"), account.Rejected)
	repeats(operator, other.ID, rejects("another reason"), account.Rejected)
	decided(second, other.ID, rejects("no"), account.Rejected, operator.Email)
	decided(operator, other.ID, accepts, account.Rejected, operator.Email)
	w.does(w.approve("dora@elsewhere.com"))
	repeats(operator, r.ID, accepts, account.Approved)
	decided(second, r.ID, accepts, account.Approved, "dora@elsewhere.com")
}

func TestRule2AReviewThatTheDNSEndedIsDecided(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	r := w.asked("acme.com", "dora@elsewhere.com")
	publish(server, r)
	w.proves(r.ID)
	_, err := w.review().Do(t.Context(), operator, r.ID, accepts)
	w.wantDecided(err, account.PendingApproval, account.Actor(partner.Email))
}
