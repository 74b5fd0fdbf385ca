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

// Each of these lets two people do something at the same moment, a few times over: exactly one wins, and
// the other learns who did.
const rounds = 4

// race runs a test of its own for each round.
func race(t *testing.T, do func(t *testing.T, w *world)) {
	t.Helper()
	for n := range rounds {
		t.Run(strconv.Itoa(n), func(t *testing.T) { do(t, newWorld(t)) })
	}
}

// wantEnd expects that the request ended so by the one without an error, and that the other was told
// how, when and by whom.
func (w *world) wantEnd(id account.ID, errs []error, states ...account.State) {
	w.Helper()
	stored := w.stored(id)
	for n, state := range states {
		if stored.State != state {
			continue
		}
		w.must(errs[n])
		var decided *account.AlreadyDecided
		lost := errs[1-n]
		if !errors.As(lost, &decided) {
			w.Errorf("the loser got %v", lost)
		} else if decided.State != state || decided.By != stored.Decision.By || !decided.At.Equal(stored.Decision.At) {
			w.Errorf("the loser got %+v, the truth is %+v", decided, stored.Decision)
		}
		history, err := w.store.History(w.Context(), id)
		w.must(err)
		wantEqual(w.T, "events", len(history), 2)
		return
	}
	w.Errorf("ended %s: %v", stored.State, errs)
}

// decides is a decision by the session of the nominee.
func (w *world) decides(d workflow.Decision, by account.Email) func() error {
	d.Token = w.token(by)
	return func() error {
		_, err := w.decide().Do(w.Context(), d, by)
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

func TestRaceOfTwoDecisions(t *testing.T) {
	race(t, func(_ *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
		w.wantEnd(r.ID, atOnce(w.decides(approves, "ann@acme.com"), w.decides(declines, "bob@acme.com")), account.Approved, account.Declined)
	})
}

// By one nominee with one code, which is used once.
func TestRaceOfTwoDecisionsByOneLink(t *testing.T) {
	race(t, func(_ *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		approve := w.approve("ann@acme.com")
		decline := approve
		decline.Action, decline.Reason = "decline", "no"
		do := func(d workflow.Decision) func() error {
			return func() error { _, err := w.decide().Do(w.Context(), d, ""); return err }
		}
		w.wantEnd(r.ID, atOnce(do(approve), do(decline)), account.Approved, account.Declined)
	})
}

func TestRaceOfADecisionAndTheExpiry(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		token := w.token("ann@acme.com")
		w.pass(90*day - time.Millisecond)
		decide, cleanUp := w.decide(), w.cleanUp()
		last, after := w.Now(), w.Now().Add(time.Millisecond)
		decide.Now, cleanUp.Now = func() time.Time { return last }, func() time.Time { return after }
		var cleaned workflow.Cleaned
		errs := atOnce(
			func() error {
				_, err := decide.Do(t.Context(), workflow.Decision{Token: token, Action: "approve", Authorized: true}, "ann@acme.com")
				return err
			},
			func() (err error) { cleaned, err = cleanUp.Do(t.Context()); return err },
		)
		switch stored := w.stored(r.ID); stored.State {
		case account.Approved:
			w.must(errors.Join(errs...))
			wantEqual(t, "cleaned", cleaned, workflow.Cleaned{})
			wantEqual(t, "account", stored.Account.Status, account.AccountActive)
		case account.Expired:
			w.must(errs[1])
			w.wantDecided(errs[0], account.Expired, account.System)
			wantEqual(t, "cleaned", cleaned, workflow.Cleaned{Expired: 1})
			wantEqual(t, "account", stored.Account.Status, account.AccountCancelled)
		default:
			t.Errorf("ended %s: %v", stored.State, errs)
		}
		w.pass(time.Millisecond)
		w.deliver()
		wantEqual(t, "the requester hears one end", len(w.to(partner.Email)), 1)
	})
}

func TestRaceOfTwoForwards(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		errs := atOnce(w.decides(forwards("dora@acme.com"), "ann@acme.com"), w.decides(forwards("emil@acme.com"), "ann@acme.com"))
		w.deliver()
		won, lost := "dora@acme.com", "emil@acme.com"
		if errs[0] != nil {
			won, lost, errs[0], errs[1] = lost, won, errs[1], errs[0]
		}
		w.must(errs[0])
		w.wantError(errs[1], account.ErrLinkInvalid)
		wantEqual(t, "nominees", nominees(w.stored(r.ID)), won)
		wantEqual(t, "the winner's", w.subjects(account.Email(won)), "invitation")
		wantEqual(t, "the loser's", w.subjects(account.Email(lost)), "")
		wantEqual(t, "requester's mails", w.subjects(partner.Email), "forwarded")
	})
}

// Two nominees forward to the same person: one of them does.
func TestRaceOfTwoForwardsToOnePerson(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
		errs := atOnce(w.decides(forwards("dora@acme.com"), "ann@acme.com"), w.decides(forwards("dora@acme.com"), "bob@acme.com"))
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		w.must(errs[0])
		w.wantInvalid(errs[1], "forwardTo already-held")
		wantEqual(t, "nominees", len(w.stored(r.ID).ActiveNominees()), 2)
	})
}

// Whichever comes first, the corrected address's place is gone, with all that was handed on from it.
func TestRaceOfAForwardAndACorrection(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		errs := atOnce(w.decides(forwards("dora@acme.com"), "ann@acme.com"), func() error {
			_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, []string{"anna@acme.com"}, nil)
			return err
		})
		w.must(errs[1])
		w.deliver()
		wantEqual(t, "nominees", nominees(w.stored(r.ID)), "anna@acme.com")
		wantEqual(t, "dora's mails", w.subjects("dora@acme.com"), "")
		if errs[0] != nil {
			w.wantError(errs[0], account.ErrLinkInvalid)
			wantEqual(t, "requester's mails", w.subjects(partner.Email), "")
		} else {
			wantEqual(t, "requester's mails", w.subjects(partner.Email), "forwarded")
		}
	})
}

func TestRaceOfACorrectionAndAnApproval(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		errs := atOnce(w.decides(approves, "ann@acme.com"), func() error {
			_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, []string{"anna@acme.com"}, nil)
			return err
		})
		switch stored := w.stored(r.ID); stored.State {
		case account.Approved:
			w.must(errs[0])
			w.wantDecided(errs[1], account.Approved, "ann@acme.com")
		case account.PendingApproval:
			w.must(errs[1])
			w.wantError(errs[0], account.ErrLinkInvalid)
			wantEqual(t, "nominees", nominees(stored), "anna@acme.com")
		default:
			t.Errorf("ended %s: %v", stored.State, errs)
		}
	})
}

func TestRaceOfAWithdrawalAndAnApproval(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "ann@acme.com")
		w.wantEnd(r.ID, atOnce(w.decides(approves, "ann@acme.com"), func() error {
			_, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
			return err
		}), account.Approved, account.Withdrawn)
	})
}

func TestRaceOfAWithdrawalAndAReview(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		r := w.asked("acme.com", "dora@elsewhere.com")
		w.wantEnd(r.ID, atOnce(
			func() error { _, err := w.review().Do(t.Context(), operator, r.ID, rejects("no")); return err },
			func() error { _, err := w.followUp().Withdraw(t.Context(), partner, r.ID); return err },
		), account.Rejected, account.Withdrawn)
	})
}

// A submission for the identifier of a lapsed request, several times at once and with the clean-up.
func TestRaceOfSubmissionsOverALapsedRequest(t *testing.T) {
	race(t, func(t *testing.T, w *world) {
		old := w.asked("acme.com", "ann@acme.com")
		w.pass(90 * day)
		submit := func() error {
			_, err := w.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
			return err
		}
		errs := atOnce(submit, submit, func() error { _, err := w.cleanUp().Do(t.Context()); return err })
		w.must(errs[2])
		if errs[0] != nil {
			errs[0], errs[1] = errs[1], errs[0]
		}
		w.must(errs[0])
		w.wantError(errs[1], account.ErrDomainTaken)
		w.deliver()
		wantEqual(t, "old", w.stored(old.ID).State, account.Expired)
		wantEqual(t, "requester's mails", w.subjects(partner.Email), "expired")
		wantEqual(t, "nominee's mails", w.subjects("cleo@acme.com"), "invitation")
	})
}

// between is the real store where something happens once, after a route's neighbours have been looked at
// and before anything is written. If there is an account above, it is looked at last.
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

func (b between) Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error) {
	stored, err := b.Store.Account(ctx, id)
	if b.above {
		b.once.Do(b.do)
	}
	return stored, err
}

func (w *world) between(above bool, do func()) between {
	return between{w.store, above, &sync.Once{}, do}
}

// What a submission was routed by has to be so still when it is stored.
func TestRaceOfASubmissionAndItsNeighbours(t *testing.T) {
	asks := func(domain string) func(w *world) {
		return func(w *world) { w.askedBy(partner2, form(domain, "ada@"+domain)) }
	}
	approves := func(w *world) { w.deliver(); w.does(w.approve("ada@acme.com")) }
	for what, c := range map[string]struct {
		before, meanwhile func(w *world)
		domain, name      string
		reasons, nominees string
	}{
		"a look-alike domain": {nil, asks("modern.com"), "modem.com", "Modems", "look-alike-domain ", ""},
		"the same name":       {nil, asks("acme.com"), "unlike.com", "account of ACME.com", "same-name ", ""},
		"an account above": {
			nil, func(w *world) { asks("acme.com")(w); approves(w) }, "emea.acme.com", "Emea", "", "ada@acme.com",
		},
		"an account above that was pending": {asks("acme.com"), approves, "emea.acme.com", "Emea", "", "ada@acme.com"},
		"an account above that is taken back": {
			func(w *world) { w.active("ada@acme.com", "Acme", "acme.com", account.Restricted) },
			func(w *world) {
				w.settles(w.disputed(partner2, "acme.com").ID, workflow.Ruling{Decision: "cancel-account", Reason: "no"})
			},
			"emea.acme.com", "Emea", "", "ann@emea.acme.com",
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			if c.before != nil {
				c.before(w)
			}
			s := w.submit()
			s.Store = w.between(c.before != nil, func() { c.meanwhile(w) })
			f := form(c.domain, "ann@"+c.domain)
			f.AccountName = c.name
			r, err := s.Do(t.Context(), partner, f, "")
			w.must(err)
			wantEqual(t, "reasons", reasons(r), c.reasons)
			wantEqual(t, "nominees", nominees(r), c.nominees)
		})
	}
}

// An account above that is approved while somebody decides on the route of one below.
func TestRaceOfARouteAndTheAccountAbove(t *testing.T) {
	for what, follow := range map[string]func(w *world, r account.Request, store between) error{
		"accept": func(w *world, r account.Request, store between) error {
			v := w.review()
			v.Store = store
			_, err := v.Do(w.Context(), operator, r.ID, accepts)
			return err
		},
		"correct": func(w *world, r account.Request, store between) error {
			f := w.followUp()
			f.Store = store
			_, _, err := f.Correct(w.Context(), partner, r.ID, []string{"ann@acme.com"}, nil)
			return err
		},
		"prove": func(w *world, r account.Request, store between) error {
			f := w.followUp()
			f.Store = store
			f.Records = records{workflow.ProofOf(r).Name: {workflow.ProofOf(r).Value}}
			_, _, err := f.Prove(w.Context(), partner, r.ID)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			r := w.asked("emea.acme.com", "dora@elsewhere.com")
			w.must(follow(w, r, w.between(false, func() {
				w.asked("acme.com", "ada@acme.com")
				w.does(w.approve("ada@acme.com"))
			})))
			wantEqual(t, "state", w.stored(r.ID).State, account.PendingApproval)
			wantEqual(t, "nominees", nominees(w.stored(r.ID)), "ada@acme.com")
		})
	}
}

// torn returns what stands behind a link as it was before something, and the code as it is after it: a read of
// several items is not of one moment.
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

func TestALoserHearsOfTheEndNotOfTheCodeThatItUsedUp(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	approve := w.approve("ann@acme.com")
	decline := approve
	decline.Action, decline.Reason = "decline", "no"
	late := w.decide()
	late.Store = &torn{w.store, func() { w.does(approve) }}
	_, err := late.Do(t.Context(), decline, "")
	w.wantDecided(err, account.Approved, "ann@acme.com")
}

// counting is the real store where something happens as soon as a try has been counted.
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
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	guess := w.approve("ann@acme.com")
	guess.Code = "0000-0000"
	d := w.decide()
	store := &counting{Store: w.store}
	store.meanwhile = func() {
		if store.tries == 1 {
			_, err := w.followUp().Resend(t.Context(), partner, r.ID)
			w.must(err)
		}
	}
	d.Store = store
	_, err := d.Do(t.Context(), guess, "")
	w.wantError(err, account.ErrCodeInvalid)
	wantEqual(t, "tries", store.tries, 1)
}
