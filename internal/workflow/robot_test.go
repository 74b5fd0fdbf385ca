package workflow_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// The limits are the default and the highest that the parameters allow.
func TestGuessesStayBelowOneInTenToTheEighth(t *testing.T) {
	codes := 1 << (8 * account.CodeBytes)
	for _, most := range []int{15, 100} {
		if guesses := (workflow.CodeLimits{Daily: workflow.ADay(most)}).GuessesADay(); guesses >= codes/100_000_000 {
			t.Errorf("%d codes a day allow %d guesses", most, guesses)
		}
	}
}

// robot acts as a robot that has only the mail with the link: it reports the mail and uses up codes and tries.
func (h *harness) robot(token, report string) {
	h.stops(report)
	asked, err := h.sendCode().Do(h.Context(), token)
	challenges := []string{"", "AAAA", asked.Challenge}
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		challenges = append(challenges, spent.Challenge)
	}
	for _, challenge := range challenges {
		for n := range 6 {
			_, err := h.decide().Do(h.Context(), workflow.Decision{
				Token: token, Challenge: challenge, Code: fmt.Sprintf("0000-000%d", n), Action: "decline", Reason: "no",
			}, "")
			if !errors.Is(err, account.ErrCodeInvalid) && !errors.Is(err, account.ErrLinkInvalid) {
				h.Fatalf("a robot's guess: %v", err)
			}
		}
	}
}

func TestARobotWithTheLinkCannotLockTheNomineeOut(t *testing.T) {
	for name, decide := range map[string]func(h *harness, r account.Request, d workflow.Decision) error{
		"by what was asked before the robot": func(h *harness, _ account.Request, d workflow.Decision) error {
			_, err := h.decide().Do(h.Context(), d, "")
			return err
		},
		"by the code already mailed": func(h *harness, _ account.Request, d workflow.Decision) error {
			_, err := h.sendCode().Do(h.Context(), d.Token)
			var spent *workflow.CodesSpent
			if !errors.As(err, &spent) || spent.Challenge == "" {
				h.Fatalf("asked for once the mails are used up: %v", err)
			}
			d.Challenge = spent.Challenge
			_, err = h.decide().Do(h.Context(), d, "")
			return err
		},
		"signed in": func(h *harness, _ account.Request, d workflow.Decision) error {
			_, err := h.decide().Do(h.Context(), workflow.Decision{Token: d.Token, Action: "decline", Reason: "no"}, "ann@acme.com")
			return err
		},
		"after the robot is let into resends as often as the address takes invitations": func(h *harness, r account.Request, d workflow.Decision) error {
			report := h.report("ann@acme.com")
			for range 2 {
				h.undoes(report) // the nominee lifts the stop
				_, err := h.followUp().Resend(h.Context(), partner, r.ID)
				h.must(err)
				h.deliver()
				again, next := h.token("ann@acme.com"), h.report("ann@acme.com")
				if again == d.Token {
					h.Fatal("the renewed link is not mailed")
				}
				d.Token, report = again, next
				for range 5 {
					h.robot(d.Token, report)
				}
				h.deliver()
			}
			h.undoes(report)
			_, err := h.followUp().Resend(h.Context(), partner, r.ID) // the fifth mail with a link
			h.must(err)
			h.deliver()
			_, err = h.decide().Do(h.Context(), h.decline("ann@acme.com"), "")
			return err
		},
		"after a resend": func(h *harness, r account.Request, d workflow.Decision) error {
			_, err := h.followUp().Resend(h.Context(), partner, r.ID)
			h.must(err)
			h.deliver()
			again := h.decline("ann@acme.com")
			if again.Token == d.Token {
				h.Fatal("the link is the same")
			}
			_, err = h.decide().Do(h.Context(), again, "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			h.invitationsPerRequester = workflow.ADay(2)
			r := h.openRequest("acme.com", "ann@acme.com")
			_, err := h.followUp().Resend(t.Context(), partner, r.ID) // the day's one
			h.must(err)
			h.deliver()
			d := workflow.Decision{Token: h.token("ann@acme.com"), Action: "decline", Reason: "no"}
			d.Challenge = h.requestCode(d.Token).Challenge
			h.deliver()
			d.Code = codeIn(h)
			for range 8 {
				h.robot(d.Token, h.report("ann@acme.com"))
				h.advance(time.Minute)
			}
			h.deliver()
			h.must(decide(h, r, d))
			wantEqual(t, "state", h.stored(r.ID).State, account.Declined)
		})
	}
}

// For a day, a robot that has only the link requests a code each minute before the nominee does, and guesses with its
// own challenge, with none and with a made-up one. A nominee who comes once, in any hour, can decide: by a code
// requested then, by the code mailed before, or, if there is none and no mail is left, by the link of the requester's
// resend. The robot causes no more mails and guesses than the limits allow.
func TestANomineeDecidesInWhicheverHourARobotBurnsTheLink(t *testing.T) {
	h := newHarnessOn(t, dynamotest.InMemory()) // in make verify too: there are a hundred thousand calls
	t.Parallel()
	h.invitationsPerRequester = workflow.ADay(2)
	r := h.openRequest("acme.com", "ann@acme.com")
	_, err := h.followUp().Resend(t.Context(), partner, r.ID) // the one that keeps the link
	h.must(err)
	h.deliver()
	token, before := h.token("ann@acme.com"), len(h.to("ann@acme.com"))
	h.stops(h.report("ann@acme.com")) // the robot presses every button
	comes := []int{0, 5, 9, 60, 61, 119, 120}
	for hour := range 24 {
		comes = append(comes, hour*60+hour*7%60)
	}
	ways := map[string]bool{}
	guesses := 0
	var sent []int
	for minute := range 24 * 60 {
		guesses += h.asksAndGuesses(token) // before the nominee in the same minute
		h.deliver()
		sent = append(sent, len(h.to("ann@acme.com"))-before)
		if slices.Contains(comes, minute) {
			h.aside(func() {
				ways[h.decidesWith(token, r.ID)] = true
				wantEqual(t, fmt.Sprintf("state at minute %d", minute), h.stored(r.ID).State, account.Declined)
			})
		}
		h.advance(time.Minute)
	}
	wantEqual(t, "ways", len(ways), 3) // otherwise the test does not cover all ways
	for minute := range sent {
		caused := sent[minute]
		if minute >= 60 {
			caused -= sent[minute-60]
		}
		if caused > 5 {
			t.Errorf("%d mails in the hour before minute %d", caused, minute)
		}
	}
	wantEqual(t, "mails in a day", sent[len(sent)-1], 15)
	if bound := h.codeLimits().GuessesADay(); guesses == 0 || guesses > bound || bound >= 1<<(8*account.CodeBytes)/100_000_000 {
		t.Errorf("%d guesses in a day, want at most %d", guesses, bound)
	}
}

// aside runs do and restores the harness after it.
func (h *harness) aside(do func()) {
	h.Helper()
	store, now, mails := h.store, h.clock, h.provider
	h.store, h.clock, h.provider = store.Copy(h.T, nil, nil), &clock{now: now.Now()}, &provider{taken: slices.Clone(mails.taken)}
	do()
	h.store, h.clock, h.provider = store, now, mails
}

// asksAndGuesses requests a code and guesses until no try is left. It returns the number of guesses that were
// counted.
func (h *harness) asksAndGuesses(token string) (guesses int) {
	asked, err := h.sendCode().Do(h.Context(), token)
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		asked = spent.SentCode
	} else {
		h.must(err)
	}
	for _, challenge := range []string{asked.Challenge, "", "AAAAAAAAAAAAAAAAAAAAAA"} {
		for {
			_, err := h.decide().Do(h.Context(), workflow.Decision{Token: token, Challenge: challenge, Code: "0000-0000", Action: "decline", Reason: "no"}, "")
			var wrong *account.CodeInvalid
			if !errors.As(err, &wrong) {
				h.Fatalf("a robot's guess: %v", err)
			}
			if !wrong.Counted {
				break
			}
			guesses++
		}
	}
	return guesses
}

// decidesWith lets Ann, who reads her mail, request one code and decide. If no code can be sent, the requester
// resends first.
func (h *harness) decidesWith(token string, id account.ID) (how string) {
	h.Helper()
	how = "by a code mailed now"
	asked, err := h.sendCode().Do(h.Context(), token)
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		how, asked = "by the code mailed before", spent.SentCode
	} else {
		h.must(err)
	}
	h.deliver()
	if asked.Challenge == "" {
		how = "by the link of a resend"
		_, err := h.followUp().Resend(h.Context(), partner, id)
		h.must(err)
		h.deliver()
		if renewed := h.token("ann@acme.com"); renewed == token {
			h.Fatal("the resend keeps the link")
		} else {
			token = renewed
		}
		asked = h.requestCode(token)
		h.deliver()
	}
	_, err = h.decide().Do(h.Context(), workflow.Decision{Token: token, Challenge: asked.Challenge, Code: codeIn(h), Action: "decline", Reason: "no"}, "")
	h.must(err)
	return how
}

// A robot uses up the codes of each new link at once, or stops the requester's mail before.
func TestAResendReplacesALinkOnlyIfTheNewOneCanBeSentNow(t *testing.T) {
	const ann = "ann@acme.com"
	start := func(t *testing.T, limits ...func(*harness)) (*harness, account.Request, func() error) {
		h := newHarness(t)
		h.invitationsPerRequester = workflow.ADay(2)
		for _, limit := range limits {
			limit(h)
		}
		r := h.openRequest("acme.com", ann)
		return h, r, func() error {
			_, err := h.followUp().Resend(t.Context(), partner, r.ID)
			h.deliver()
			return err
		}
	}
	burn := func(h *harness) {
		for h.requestCodeError(h.token(ann)) == nil {
			h.deliver()
		}
	}
	lives := func(h *harness) {
		h.Helper()
		_, err := h.view().Do(h.Context(), h.token(ann))
		h.must(err)
	}
	t.Run("the address's five are used up", func(t *testing.T) {
		h, _, resend := start(t)
		first := h.Now()
		for range 4 {
			burn(h)
			was := h.token(ann)
			h.advance(time.Minute)
			h.must(resend())
			if h.token(ann) == was {
				t.Fatal("the old link died and the new one waits")
			}
			lives(h)
		}
		burn(h)
		h.changesNothing(func() { h.wantTooMany(resend(), first.Add(day)) })
		lives(h)
		h.advance(first.Add(day).Sub(h.Now()))
		burn(h) // the codes of the next day
		h.must(resend())
		lives(h)
	})
	t.Run("the day's mails are used up", func(t *testing.T) {
		h, _, resend := start(t, func(h *harness) { h.mailsADay = workflow.ADay(6) }) // an invitation and five codes
		burn(h)
		h.changesNothing(func() { h.wantTooMany(resend(), h.Now().Add(day)) })
		lives(h)
	})
	t.Run("the requester's mails are used up", func(t *testing.T) {
		h, _, resend := start(t)
		burn(h)
		h.mailsPerRequester = workflow.ADay(1)
		h.changesNothing(func() { h.wantTooMany(resend(), h.Now().Add(day)) })
		lives(h)
	})
	t.Run("only the links of which a new one leaves", func(t *testing.T) {
		h := newHarness(t)
		h.invitationsPerRequester = workflow.ADay(2)
		all := []account.Email{ann, "bob@acme.com", "carl@acme.com"}
		r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com", "carl@acme.com")
		was := map[account.Email]string{}
		for _, address := range all {
			was[address] = h.token(address)
			for h.requestCodeError(was[address]) == nil {
				h.deliver()
			}
		}
		used := func() int {
			used, err := h.store.Used(t.Context(), workflow.MailsOf(partner.Email))
			h.must(err)
			return used.Uses.Count(day, h.Now())
		}
		before := used()
		h.mailsPerRequester = workflow.ADay(22) // two of them are reserved for codes
		wantEqual(t, "left", workflow.WithoutCodeReserve(h.mailsPerRequester).Most-before, 2)
		_, err := h.followUp().Resend(t.Context(), partner, r.ID)
		h.must(err)
		h.deliver()
		var renewed []bool
		for _, address := range all {
			_, err := h.view().Do(t.Context(), h.token(address))
			h.must(err)
			renewed = append(renewed, h.token(address) != was[address])
		}
		wantEqual(t, "renewed", fmt.Sprint(renewed), "[true true false]")
		wantEqual(t, "the requester's mails", used(), before+2)
	})
	t.Run("stopped by the link alone", func(t *testing.T) {
		h, _, resend := start(t)
		h.stops(h.report(ann))
		h.wantInvalid(resend(), "nominees[0] takes-no-mail")
		burn(h)
		was := h.token(ann)
		h.must(resend())
		if h.token(ann) == was {
			t.Fatal("the stop holds the new link back")
		}
		lives(h)
		burn(h)
		again := h.Now().Add(day)
		h.advance(time.Minute)
		h.changesNothing(func() { h.wantTooMany(resend(), again) })
		h.undoes(h.report(ann))
		h.must(resend())
		lives(h)
	})
	t.Run("stopped by a code", func(t *testing.T) {
		h, _, resend := start(t)
		burn(h)
		report := h.report(ann)
		_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: report, Code: h.mailboxCode(report, ann)})
		h.must(err)
		h.deliver()
		h.changesNothing(func() { h.wantInvalid(resend(), "nominees[0] takes-no-mail") })
	})
}

func codeIn(h *harness) string {
	h.Helper()
	text := h.latest("ann@acme.com", workflow.CodeMail).Text
	return text[:9]
}

func TestARobotCausesNoMoreMailsThanTheLimits(t *testing.T) {
	h := newLongHarness(t)
	h.invitationsPerRequester = workflow.ADay(2)
	h.openRequest("acme.com", "ann@acme.com")
	token, report := h.token("ann@acme.com"), h.report("ann@acme.com")
	const pause, anHour = 4 * time.Minute, 15
	var sent []int
	for range 24 * anHour {
		h.robot(token, report)
		h.deliver()
		sent = append(sent, len(h.to("ann@acme.com")))
		h.advance(pause)
	}
	for n := anHour; n < len(sent); n++ {
		if caused := sent[n] - sent[n-anHour]; caused > 5 {
			t.Errorf("%d mails in the hour to %v", caused, time.Duration(n)*pause)
		}
	}
	wantEqual(t, "mails in a day, with the invitation", sent[len(sent)-1], 1+15)
}

func TestAnInvalidLinkSaysWhyItIsInvalid(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com", "carl@acme.com")
	ann, bob := h.token("ann@acme.com"), h.token("bob@acme.com")
	h.mustDecide(h.forward("ann@acme.com", "dora@acme.com"))
	h.correctRequest(r.ID, "ann@acme.com", "carl@acme.com")
	h.deliver()
	for token, want := range map[string]account.LinkDead{
		ann: {Why: account.LinkForwarded, To: "dora@acme.com"}, bob: {Why: account.LinkReplaced},
	} {
		_, err := h.view().Do(t.Context(), token)
		h.wantError(err, account.ErrLinkInvalid)
		var dead *account.LinkDead
		if !errors.As(err, &dead) || dead.Why != want.Why || dead.To != want.To || dead.Requester != partner.Email {
			t.Errorf("got %+v, want %+v", dead, want)
		}
	}
	wantEqual(t, "who is asked no more", h.subjects("bob@acme.com"), "invitation replaced")
	wantEqual(t, "who is asked still", h.subjects("carl@acme.com"), "invitation")
}
