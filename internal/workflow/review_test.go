package workflow_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// reasons returns the kinds of a request's reasons for a review, in order.
func reasons(r account.Request) string {
	var kinds strings.Builder
	for _, why := range r.Review.Reasons {
		kinds.WriteString(string(why.Kind) + " ")
	}
	return kinds.String()
}

func TestAnAddressThatDoesNotVouchIsReviewedFirst(t *testing.T) {
	h := newHarness(t)
	h.rules.Operators = []account.Person{operator, second}
	r := h.openRequest("acme.com", "ann@acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", r.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(r), "address ")
	wantEqual(t, "the address", r.Review.Reasons[0].Address, "dora@elsewhere.com")
	wantEqual(t, "account", h.stored(r.ID).Account.Status, account.AccountPending)
	wantEqual(t, "nominees", len(h.stored(r.ID).Nominees), 0)
	wantEqual(t, "operator's mails", h.subjects(operator.Email), "review")
	wantEqual(t, "other operator's mails", h.subjects(second.Email), "review")
	wantEqual(t, "mails in all", len(h.taken), 2)
	_, err := h.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "")
	h.wantError(err, account.ErrDomainTaken)

	h.advance(time.Hour)
	r = h.acceptRequest(r.ID)
	wantEqual(t, "state", r.State, account.PendingApproval)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "accepted")
	for _, address := range []account.Email{"ann@acme.com", "dora@elsewhere.com"} {
		wantEqual(t, "mails", h.subjects(address), "invitation")
		wantEqual(t, "a link that opens", h.linkWorks(h.token(address)), true)
	}
	wantEqual(t, "reasons stay on record", reasons(h.stored(r.ID)), "address ")
	tracked, err := h.track().One(t.Context(), partner, r.ID)
	h.must(err)
	wantEqual(t, "who accepted", tracked.History[1].Actor, account.Actor(operator.Email))
	h.mustDecide(h.approve("dora@elsewhere.com"))
}

func TestRejectionTellsTheRequesterAndReleasesTheIdentifier(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	_, err := h.review().Do(t.Context(), operator, r.ID, rejectVerdict("nobody knows them"))
	h.must(err)
	h.deliver()
	told := h.lastMail(partner.Email, workflow.RejectedMail)
	wantEqual(t, "reason", told.Reason, "nobody knows them")
	wantEqual(t, "by", told.By, account.Actor(operator.Email))
	wantEqual(t, "outcome", told.Outcome, account.Rejected)
	wantEqual(t, "nominee's mails", h.subjects("dora@elsewhere.com"), "")
	stored := h.stored(r.ID)
	wantEqual(t, "reason", stored.Decision.Reason, "nobody knows them")
	wantEqual(t, "account", stored.Account.Status, account.AccountCancelled)
	_, err = h.review().Do(t.Context(), second, r.ID, acceptVerdict)
	h.wantDecided(err, account.Rejected, account.Actor(operator.Email))
	h.openRequest("acme.com", "ann@acme.com")
}

func TestOnlyOperatorsReviewAndNobodyTheirOwn(t *testing.T) {
	h := newHarness(t)
	h.ownAccount(operator.Email, "Operators", "operators.example.org")
	own := h.openRequestBy(operator, form("acme.com", "dora@elsewhere.com"))
	named := h.openRequestBy(partner, form("other.com", "ann@other.com", "Operator+me@example.org"))
	h.changesNothing(func() {
		for _, verdict := range []workflow.Verdict{acceptVerdict, rejectVerdict("no")} {
			for _, id := range []account.ID{own.ID, named.ID} {
				_, err := h.review().Do(t.Context(), operator, id, verdict)
				h.wantError(err, account.ErrOwnReview)
				for _, nobody := range []account.Person{partner, outsider, {Email: operator.Email}} {
					_, err = h.review().Do(t.Context(), nobody, id, verdict)
					h.wantError(err, account.ErrForbidden)
				}
			}
			_, err := h.review().Do(t.Context(), operator, account.NewID(), verdict)
			h.wantError(err, account.ErrNotFound)
			_, err = h.review().Do(t.Context(), partner, account.NewID(), verdict)
			h.wantError(err, account.ErrForbidden) // and not whether the request exists
		}
	})
	_, err := h.review().Do(t.Context(), second, own.ID, acceptVerdict)
	h.must(err)
	_, err = h.review().Do(t.Context(), second, named.ID, rejectVerdict("no"))
	h.must(err)
}

// Administrators who would decide are parties to a request, as customers are.
func TestNobodyReviewsWhatTheyWouldDecide(t *testing.T) {
	h := newHarness(t)
	h.rules.Policy = account.ReviewAlways
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", operator.Email)
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "reasons", reasons(r), "always ")
	h.changesNothing(func() {
		for _, verdict := range []workflow.Verdict{acceptVerdict, rejectVerdict("no")} {
			_, err := h.review().Do(t.Context(), operator, r.ID, verdict)
			h.wantError(err, account.ErrOwnReview)
		}
	})
	_, err := h.review().Do(t.Context(), second, r.ID, acceptVerdict)
	h.must(err)
}

func TestAVerdictIsValidated(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	open := h.openRequest("open.com", "ann@open.com")
	h.changesNothing(func() {
		for verdict, want := range map[workflow.Verdict]string{
			{}:                    "decision not-allowed",
			{Decision: "approve"}: "decision not-allowed",
			{Decision: "reject"}:  "reason required",
			{Decision: "accept"}:  "version required",
			{Decision: "accept", Version: 1, Reason: strings.Repeat("x", 1001)}:                                "reason too-long",
			{Decision: "accept", Version: 1, Misread: account.Invalid("decision", account.FieldWrongType, "")}: "decision wrong-type",
		} {
			_, err := h.review().Do(t.Context(), operator, r.ID, verdict)
			h.wantInvalid(err, want)
		}
		// The state is checked before the syntax, as for decisions.
		_, err := h.review().Do(t.Context(), operator, open.ID, workflow.Verdict{})
		h.wantNotAllowed(err, account.PendingApproval)
	})
}

func TestLookAlikesOfLiveAccountsAreReviewed(t *testing.T) {
	h := newHarness(t)
	paypal := h.activeAccount("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
	pending := h.openRequest("modern.com", "ann@modern.com")
	for _, c := range []struct {
		domain, name, reasons string
		like                  account.ID
	}{
		{"paypa1.com", "Another", "look-alike-domain ", paypal.ID},
		{"modem.com", "Modems", "look-alike-domain ", pending.Account.ID},
		{"unlike.com", "  ＰＡＹpal", "same-name ", paypal.ID},
		{"like.com", "Account of modern.com", "same-name ", pending.Account.ID},
		{"paypaI.com", "Others", "", ""}, // i and l are different letters
		{"emea.paypal.com", "PayPal", "", ""},
	} {
		f := form(c.domain, "ann@"+c.domain)
		f.AccountName = c.name
		r := h.openRequestBy(partner, f)
		wantEqual(t, c.domain, reasons(r), c.reasons)
		if c.reasons != "" {
			wantEqual(t, c.domain, r.State, account.PendingReview)
			wantEqual(t, c.domain, r.Review.Reasons[0].Like.AccountID, c.like)
		}
	}
}

func TestLookAlikeNamesAreReviewed(t *testing.T) {
	for _, name := range []string{
		"Ac\u034fme Rossi S.r.l.", "Асmе Rоssi S.r.l.", "ΑCΜΕ ROSSI SRL", "Acme  Rossi Srl", "Acme-Rossi, S.r.l.", "ACME ROSSI S R L", "“Acme” Rossl S.r.I.", "Acme\ufe0f Rossi S.r.l.", "ＡＣＭＥ Rossi S.r.l.", "𝐀cme R0ssi S․r․l․",
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			acme := h.activeAccount("ann@acme.com", "Acme Rossi S.r.l.", "acme.com", account.Restricted)
			f := form("other.com", "ann@other.com")
			f.AccountName = name
			r := h.openRequestBy(partner, f)
			wantEqual(t, name, reasons(r), "same-name ")
			wantEqual(t, name, r.Review.Reasons[0].Like.AccountID, acme.ID)
			wantEqual(t, name, r.State, account.PendingReview)
		})
	}
}

func TestAnEndedRequestIsNoLookAlike(t *testing.T) {
	h := newHarness(t)
	h.openRequest("modern.com", "ann@modern.com")
	lapsed := h.openRequest("paypal.com", "ann@paypal.com")
	h.mustDecide(h.decline("ann@modern.com"))
	wantEqual(t, "after an end", h.openRequest("modem.com", "ann@modem.com").State, account.PendingApproval)
	h.advance(90*day - time.Millisecond)
	alike := form("paypa1.com", "ann@paypa1.com")
	alike.AccountName = "Another" // the name would be a look-alike, too
	wantEqual(t, "before the deadline", h.openRequestBy(partner, alike).State, account.PendingReview)
	h.advance(time.Millisecond) // the expiry is not yet written
	wantEqual(t, "stored", h.stored(lapsed.ID).State, account.PendingApproval)
	f := form("unlike.com", "ann@unlike.com")
	f.AccountName = lapsed.Account.Name
	wantEqual(t, "after the deadline", h.openRequestBy(partner2, f).State, account.PendingApproval)
}

// Of two look-alikes that are submitted at the same moment, one is reviewed.
func TestOneOfTwoConcurrentLookAlikesIsReviewed(t *testing.T) {
	h := newHarness(t)
	var opened [2]account.Request
	var all []func() error
	for n, domain := range []string{"modern.com", "modem.com"} {
		all = append(all, func() (err error) {
			opened[n], err = h.submit().Do(t.Context(), partner, form(domain, "ann@"+domain), "")
			return err
		})
	}
	for _, err := range concurrently(all...) {
		h.must(err)
	}
	states := map[account.State]int{}
	for _, r := range opened {
		states[r.State]++
	}
	wantEqual(t, "reviewed", states[account.PendingReview], 1)
	wantEqual(t, "not reviewed", states[account.PendingApproval], 1)
}

func TestEachPolicyReviewsWhatItSays(t *testing.T) {
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
			h := newHarness(t)
			h.activeAccount("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
			h.rules.Policy = policy
			for which, f := range forms {
				r := h.openRequestBy(partner, f)
				wantEqual(t, which, reasons(r), want[which])
				wantEqual(t, which+" goes to an operator", r.State == account.PendingReview, want[which] != "")
			}
		})
	}
}

func TestOneOfTwoConcurrentVerdictsWins(t *testing.T) {
	for round := range 3 {
		t.Run(strconv.Itoa(round), func(t *testing.T) {
			h := newHarness(t)
			r := h.openRequest("acme.com", "dora@elsewhere.com")
			errs := concurrently(
				func() error { _, err := h.review().Do(t.Context(), operator, r.ID, acceptVerdict); return err },
				func() error { _, err := h.review().Do(t.Context(), second, r.ID, rejectVerdict("no")); return err },
			)
			h.deliver()
			switch h.stored(r.ID).State {
			case account.PendingApproval:
				h.must(errs[0])
				h.wantDecided(errs[1], account.PendingApproval, account.Actor(operator.Email))
				wantEqual(t, "requester's mails", h.subjects(partner.Email), "accepted")
			case account.Rejected:
				h.must(errs[1])
				h.wantDecided(errs[0], account.Rejected, account.Actor(second.Email))
				wantEqual(t, "requester's mails", h.subjects(partner.Email), "rejected")
			default:
				t.Errorf("ended %s: %v", h.stored(r.ID).State, errs)
			}
		})
	}
}

// An operator accepts the version that they have read, not one that replaced it meanwhile.
func TestAcceptNeedsTheVersionThatWasRead(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme-group.com")
	seen := acceptVerdict
	seen.Version = r.Version
	h.correctRequest(r.ID, "evil@attacker.net")
	h.changesNothing(func() {
		_, err := h.review().Do(t.Context(), operator, r.ID, seen)
		h.wantError(err, account.ErrChanged)
	})
	seen.Version = h.stored(r.ID).Version
	after, err := h.review().Do(t.Context(), operator, r.ID, seen)
	h.must(err)
	wantEqual(t, "state", after.State, account.PendingApproval)
}

// Reviews as well: the operator who repeats a verdict gets its result, another one what was decided.
func TestARepeatedVerdictReturnsItsResult(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	h.acceptRequest(r.ID)
	other := h.openRequest("other.com", "dora@elsewhere.com")
	_, err := h.review().Do(t.Context(), operator, other.ID, rejectVerdict("no"))
	h.must(err)
	repeats := func(by account.Person, id account.ID, verdict workflow.Verdict, state account.State) {
		t.Helper()
		h.changesNothing(func() {
			after, err := h.review().Do(t.Context(), by, id, verdict)
			h.must(err)
			wantEqual(t, "state", after.State, state)
		})
	}
	decided := func(by account.Person, id account.ID, verdict workflow.Verdict, state account.State, who account.Email) {
		t.Helper()
		h.changesNothing(func() {
			_, err := h.review().Do(t.Context(), by, id, verdict)
			h.wantDecided(err, state, account.Actor(who))
		})
	}
	repeats(operator, r.ID, acceptVerdict, account.PendingApproval)
	repeats(operator, r.ID, workflow.Verdict{Decision: "accept"}, account.PendingApproval)
	misread := account.Invalid("version", account.FieldWrongType, "must be a number")
	_, err = h.review().Do(t.Context(), operator, r.ID, workflow.Verdict{Decision: "accept", Misread: misread})
	h.wantInvalid(err, "version wrong-type")
	decided(second, r.ID, acceptVerdict, account.PendingApproval, operator.Email)
	decided(operator, r.ID, rejectVerdict("no"), account.PendingApproval, operator.Email)
	decided(second, r.ID, workflow.Verdict{}, account.PendingApproval, operator.Email)
	repeats(operator, other.ID, rejectVerdict("no"), account.Rejected)
	repeats(operator, other.ID, rejectVerdict("another reason"), account.Rejected)
	decided(second, other.ID, rejectVerdict("no"), account.Rejected, operator.Email)
	decided(operator, other.ID, acceptVerdict, account.Rejected, operator.Email)
	h.mustDecide(h.approve("dora@elsewhere.com"))
	repeats(operator, r.ID, acceptVerdict, account.Approved)
	decided(second, r.ID, acceptVerdict, account.Approved, "dora@elsewhere.com")
}

func TestAReviewEndedByDNSCannotBeDecidedAgain(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	publish(server, r)
	h.proves(r.ID)
	_, err := h.review().Do(t.Context(), operator, r.ID, acceptVerdict)
	h.wantDecided(err, account.PendingApproval, account.Actor(partner.Email))
}
