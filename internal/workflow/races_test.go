package workflow_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// rounds is how often each test below runs its actions at the same moment: exactly one wins, and the others are told
// who won.
const rounds = 4

// race runs a test with a new harness for each round.
func race(t *testing.T, do func(t *testing.T, h *harness)) {
	t.Helper()
	for n := range rounds {
		t.Run(strconv.Itoa(n), func(t *testing.T) { do(t, newHarness(t)) })
	}
}

// wantEnd expects that the request ended by the action without an error, and that the other was told how, when and by
// whom.
func (h *harness) wantEnd(id account.ID, errs []error, states ...account.State) {
	h.Helper()
	stored := h.stored(id)
	for n, state := range states {
		if stored.State != state {
			continue
		}
		h.must(errs[n])
		var decided *account.AlreadyDecided
		lost := errs[1-n]
		if !errors.As(lost, &decided) {
			h.Errorf("the loser got %v", lost)
		} else if decided.State != state || decided.By != stored.Decision.By || !decided.At.Equal(stored.Decision.At) {
			h.Errorf("the loser got %+v, the truth is %+v", decided, stored.Decision)
		}
		history, err := h.store.History(h.Context(), id)
		h.must(err)
		wantEqual(h.T, "events", len(history), 2)
		return
	}
	h.Errorf("ended %s: %v", stored.State, errs)
}

// decides returns a decision by the nominee's session.
func (h *harness) decides(d workflow.Decision, by account.Email) func() error {
	d.Token = h.token(by)
	return func() error {
		_, err := h.decide().Do(h.Context(), d, by)
		return err
	}
}

var (
	approves = workflow.Decision{Action: "approve", Authorized: true}
	declines = workflow.Decision{Action: "decline", Reason: "no"}
)

func forwards(to string) workflow.Decision {
	return workflow.Decision{Action: "forward", ForwardTo: to}
}

func TestOneOfTwoConcurrentDecisionsWins(t *testing.T) {
	race(t, func(_ *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
		h.wantEnd(r.ID, concurrently(h.decides(approves, "ann@acme.com"), h.decides(declines, "bob@acme.com")), account.Approved, account.Declined)
	})
}

// Both decisions are by one nominee with one code, which can be used once.
func TestOneOfTwoConcurrentDecisionsByOneLinkWins(t *testing.T) {
	race(t, func(_ *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		approve := h.approve("ann@acme.com")
		decline := approve
		decline.Action, decline.Reason = "decline", "no"
		do := func(d workflow.Decision) func() error {
			return func() error { _, err := h.decide().Do(h.Context(), d, ""); return err }
		}
		h.wantEnd(r.ID, concurrently(do(approve), do(decline)), account.Approved, account.Declined)
	})
}

func TestADecisionAndTheExpiryDoNotBothEndARequest(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		token := h.token("ann@acme.com")
		h.advance(90*day - time.Millisecond)
		decide, cleanUp := h.decide(), h.cleanUp()
		last, after := h.Now(), h.Now().Add(time.Millisecond)
		decide.Now, cleanUp.Now = func() time.Time { return last }, func() time.Time { return after }
		var cleaned workflow.Cleaned
		errs := concurrently(
			func() error {
				_, err := decide.Do(t.Context(), workflow.Decision{Token: token, Action: "approve", Authorized: true}, "ann@acme.com")
				return err
			},
			func() (err error) { cleaned, err = cleanUp.Do(t.Context()); return err },
		)
		switch stored := h.stored(r.ID); stored.State {
		case account.Approved:
			h.must(errors.Join(errs...))
			wantEqual(t, "cleaned", cleaned, workflow.Cleaned{})
			wantEqual(t, "account", stored.Account.Status, account.AccountActive)
		case account.Expired:
			h.must(errs[1])
			h.wantDecided(errs[0], account.Expired, account.System)
			wantEqual(t, "cleaned", cleaned, workflow.Cleaned{Expired: 1})
			wantEqual(t, "account", stored.Account.Status, account.AccountCancelled)
		default:
			t.Errorf("ended %s: %v", stored.State, errs)
		}
		h.advance(time.Millisecond)
		h.deliver()
		wantEqual(t, "the requester hears one end", len(h.to(partner.Email)), 1)
	})
}

func TestOneOfTwoConcurrentForwardsByOneLinkWins(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		errs := concurrently(h.decides(forwards("dora@acme.com"), "ann@acme.com"), h.decides(forwards("emil@acme.com"), "ann@acme.com"))
		h.deliver()
		won, lost := "dora@acme.com", "emil@acme.com"
		if errs[0] != nil {
			won, lost, errs[0], errs[1] = lost, won, errs[1], errs[0]
		}
		h.must(errs[0])
		h.wantError(errs[1], account.ErrLinkInvalid)
		wantEqual(t, "nominees", nominees(h.stored(r.ID)), won)
		wantEqual(t, "the winner's", h.subjects(account.Email(won)), "invitation")
		wantEqual(t, "the loser's", h.subjects(account.Email(lost)), "")
		wantEqual(t, "requester's mails", h.subjects(partner.Email), "forwarded")
	})
}

// Two nominees forward to the same person: one of them succeeds.
func TestOneOfTwoConcurrentForwardsToOnePersonWins(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
		errs := concurrently(h.decides(forwards("dora@acme.com"), "ann@acme.com"), h.decides(forwards("dora@acme.com"), "bob@acme.com"))
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		h.must(errs[0])
		h.wantInvalid(errs[1], "forwardTo already-held")
		wantEqual(t, "nominees", len(h.stored(r.ID).ActiveNominees()), 2)
	})
}

// Whichever comes first, no nominee remains who got the request from the corrected address.
func TestAConcurrentCorrectionAndForwardLeaveNoNomineeOfTheOldAddress(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		errs := concurrently(h.decides(forwards("dora@acme.com"), "ann@acme.com"), func() error {
			_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, []string{"anna@acme.com"}, nil)
			return err
		})
		h.must(errs[1])
		h.deliver()
		wantEqual(t, "nominees", nominees(h.stored(r.ID)), "anna@acme.com")
		wantEqual(t, "dora's mails", h.subjects("dora@acme.com"), "")
		if errs[0] != nil {
			h.wantError(errs[0], account.ErrLinkInvalid)
			wantEqual(t, "requester's mails", h.subjects(partner.Email), "")
		} else {
			wantEqual(t, "requester's mails", h.subjects(partner.Email), "forwarded")
		}
	})
}

func TestOneOfAConcurrentCorrectionAndApprovalWins(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		errs := concurrently(h.decides(approves, "ann@acme.com"), func() error {
			_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, []string{"anna@acme.com"}, nil)
			return err
		})
		switch stored := h.stored(r.ID); stored.State {
		case account.Approved:
			h.must(errs[0])
			h.wantDecided(errs[1], account.Approved, "ann@acme.com")
		case account.PendingApproval:
			h.must(errs[1])
			h.wantError(errs[0], account.ErrLinkInvalid)
			wantEqual(t, "nominees", nominees(stored), "anna@acme.com")
		default:
			t.Errorf("ended %s: %v", stored.State, errs)
		}
	})
}

func TestAWithdrawalAndAnApprovalDoNotBothEndARequest(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "ann@acme.com")
		h.wantEnd(r.ID, concurrently(h.decides(approves, "ann@acme.com"), func() error {
			_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
			return err
		}), account.Approved, account.Withdrawn)
	})
}

func TestAWithdrawalAndAVerdictDoNotBothEndARequest(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		r := h.openRequest("acme.com", "dora@elsewhere.com")
		h.wantEnd(r.ID, concurrently(
			func() error { _, err := h.review().Do(t.Context(), operator, r.ID, rejectVerdict("no")); return err },
			func() error { _, err := h.followUp().Withdraw(t.Context(), partner, r.ID); return err },
		), account.Rejected, account.Withdrawn)
	})
}

// Several submissions for the identifier of a lapsed request run at once with the clean-up.
func TestOneOfConcurrentSubmissionsReplacesALapsedRequest(t *testing.T) {
	race(t, func(t *testing.T, h *harness) {
		old := h.openRequest("acme.com", "ann@acme.com")
		h.advance(90 * day)
		submit := func() error {
			_, err := h.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
			return err
		}
		errs := concurrently(submit, submit, func() error { _, err := h.cleanUp().Do(t.Context()); return err })
		h.must(errs[2])
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		h.must(errs[0])
		h.wantError(errs[1], account.ErrDomainTaken)
		h.deliver()
		wantEqual(t, "old", h.stored(old.ID).State, account.Expired)
		wantEqual(t, "requester's mails", h.subjects(partner.Email), "expired")
		wantEqual(t, "nominee's mails", h.subjects("cleo@acme.com"), "invitation")
	})
}

// between calls do once, after the reads that determine the route and before the write. If there is an account above,
// that is read last.
type between struct {
	*dynamotest.Store
	above bool
	once  *sync.Once
	do    func()
}

func (b between) Survey(ctx context.Context, q workflow.SurveyQuery) (workflow.Survey, error) {
	met, err := b.Store.Survey(ctx, q)
	if !b.above {
		b.once.Do(b.do)
	}
	return met, err
}

func (b between) Standing(ctx context.Context, id account.ID, person account.Email) (account.Administered, account.Membership, error) {
	a, m, err := b.Store.Standing(ctx, id, person)
	if b.above {
		b.once.Do(b.do)
	}
	return a, m, err
}

func (h *harness) between(above bool, do func()) between {
	return between{h.store, above, &sync.Once{}, do}
}

// What determined the route of a submission must still hold when it is stored.
func TestASubmissionDoesNotMissANeighbourThatAppearsMeanwhile(t *testing.T) {
	asks := func(domain string) func(h *harness) {
		return func(h *harness) { h.openRequestBy(partner2, form(domain, "ada@"+domain)) }
	}
	approves := func(h *harness) { h.deliver(); h.mustDecide(h.approve("ada@acme.com")) }
	for what, c := range map[string]struct {
		before, meanwhile func(h *harness)
		domain, name      string
		reasons, nominees string
	}{
		"a look-alike domain": {nil, asks("modern.com"), "modem.com", "Modems", "look-alike-domain ", ""},
		"the same name":       {nil, asks("acme.com"), "unlike.com", "account of ACME.com", "same-name ", ""},
		"an account above": {
			nil, func(h *harness) { asks("acme.com")(h); approves(h) }, "emea.acme.com", "Emea", "", "ada@acme.com",
		},
		"an account above that was pending": {asks("acme.com"), approves, "emea.acme.com", "Emea", "", "ada@acme.com"},
		"an account above that is taken back": {
			func(h *harness) { h.activeAccount("ada@acme.com", "Acme", "acme.com", account.Restricted) },
			func(h *harness) {
				h.settles(h.disputed(partner2, "acme.com").ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
			},
			"emea.acme.com", "Emea", "", "ann@emea.acme.com",
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHarness(t)
			if c.before != nil {
				c.before(h)
			}
			s := h.submit()
			s.Store = h.between(c.before != nil, func() { c.meanwhile(h) })
			f := form(c.domain, "ann@"+c.domain)
			f.AccountName = c.name
			r, err := s.Do(t.Context(), partner, f, "")
			h.must(err)
			wantEqual(t, "reasons", reasons(r), c.reasons)
			wantEqual(t, "nominees", nominees(r), c.nominees)
		})
	}
}

// An account above is approved during a review, a correction or a proof of a request below it.
func TestARouteDoesNotMissAnAccountAboveThatAppearsMeanwhile(t *testing.T) {
	for what, follow := range map[string]func(h *harness, r account.Request, store between) error{
		"accept": func(h *harness, r account.Request, store between) error {
			v := h.review()
			v.Store = store
			_, err := v.Do(h.Context(), operator, r.ID, acceptVerdict)
			return err
		},
		"correct": func(h *harness, r account.Request, store between) error {
			f := h.followUp()
			f.Store = store
			_, _, err := f.Correct(h.Context(), partner, r.ID, []string{"ann@acme.com"}, nil)
			return err
		},
		"prove": func(h *harness, r account.Request, store between) error {
			f := h.followUp()
			f.Store = store
			f.Records = records{workflow.ProofOf(r).Name: {workflow.ProofOf(r).Value}}
			_, _, err := f.Prove(h.Context(), partner, r.ID)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHarness(t)
			r := h.openRequest("emea.acme.com", "dora@elsewhere.com")
			h.must(follow(h, r, h.between(false, func() {
				h.openRequest("acme.com", "ada@acme.com")
				h.mustDecide(h.approve("ada@acme.com"))
			})))
			wantEqual(t, "state", h.stored(r.ID).State, account.PendingApproval)
			wantEqual(t, "nominees", nominees(h.stored(r.ID)), "ada@acme.com")
		})
	}
}

// torn returns the request and link as they were before meanwhile, and the code as it is after it: a read of several
// items is not atomic.
type torn struct {
	*dynamotest.Store
	meanwhile func()
}

func (s *torn) OpenLink(ctx context.Context, id account.ID, hash workflow.LinkHash) (account.Request, workflow.Link, *workflow.Code, error) {
	r, link, code, err := s.Store.OpenLink(ctx, id, hash)
	if meanwhile := s.meanwhile; meanwhile != nil {
		s.meanwhile = nil
		meanwhile()
		_, _, code, _ = s.Store.OpenLink(ctx, id, hash)
	}
	return r, link, code, err
}

func TestADecisionThatLostLearnsOfTheEndNotOfItsCode(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	approve := h.approve("ann@acme.com")
	decline := approve
	decline.Action, decline.Reason = "decline", "no"
	late := h.decide()
	late.Store = &torn{h.store, func() { h.mustDecide(approve) }}
	_, err := late.Do(t.Context(), decline, "")
	h.wantDecided(err, account.Approved, "ann@acme.com")
}

// counting calls meanwhile whenever a try was counted.
type counting struct {
	*dynamotest.Store
	tries     int
	meanwhile func()
}

func (s *counting) ReplaceCode(ctx context.Context, read, next workflow.Code) error {
	err := s.Store.ReplaceCode(ctx, read, next)
	s.tries++
	s.meanwhile()
	return err
}

func TestAWrongCodeIsOneTryWhateverHappensMeanwhile(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	guess := h.approve("ann@acme.com")
	guess.Code = "0000-0000"
	d := h.decide()
	store := &counting{Store: h.store}
	store.meanwhile = func() {
		if store.tries == 1 {
			_, err := h.followUp().Resend(t.Context(), partner, r.ID)
			h.must(err)
		}
	}
	d.Store = store
	_, err := d.Do(t.Context(), guess, "")
	h.wantError(err, account.ErrCodeInvalid)
	wantEqual(t, "tries", store.tries, 1)
}
