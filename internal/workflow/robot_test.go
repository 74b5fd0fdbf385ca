package workflow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// TestGuessesStayBelowOneInTenToTheEighth: the highest limits that the parameters take.
func TestGuessesStayBelowOneInTenToTheEighth(t *testing.T) {
	codes := 1 << (8 * account.CodeBytes)
	for _, most := range []int{15, 100} {
		if guesses := (workflow.CodeLimits{Daily: workflow.ADay(most)}).GuessesADay(); guesses >= codes/100_000_000 {
			t.Errorf("%d mails a day: %d guesses", most, guesses)
		}
	}
}

// robot holds only the link, and burns what it can.
func (w *world) robot(token string) {
	asked, err := w.sendCode().Do(w.Context(), token)
	challenges := []string{"", "AAAA", asked.Challenge}
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		challenges = append(challenges, spent.Challenge)
	}
	for _, challenge := range challenges {
		for n := range 6 {
			_, err := w.decide().Do(w.Context(), workflow.Decision{
				Token: token, Challenge: challenge, Code: fmt.Sprintf("0000-000%d", n), Action: "decline", Reason: "no",
			}, "")
			if !errors.Is(err, account.ErrCodeInvalid) && !errors.Is(err, account.ErrLinkInvalid) {
				w.Fatalf("a robot's guess: %v", err)
			}
		}
	}
}

func TestRule6ARobotWithTheLinkLocksNobodyOut(t *testing.T) {
	for name, decide := range map[string]func(w *world, r account.Request, d workflow.Decision) error{
		"by what was asked before the robot": func(w *world, _ account.Request, d workflow.Decision) error {
			_, err := w.decide().Do(w.Context(), d, "")
			return err
		},
		"by the code already mailed": func(w *world, _ account.Request, d workflow.Decision) error {
			_, err := w.sendCode().Do(w.Context(), d.Token)
			var spent *workflow.CodesSpent
			if !errors.As(err, &spent) || spent.Challenge == "" {
				w.Fatalf("asked for once the mails are used up: %v", err)
			}
			d.Challenge = spent.Challenge
			_, err = w.decide().Do(w.Context(), d, "")
			return err
		},
		"signed in": func(w *world, _ account.Request, d workflow.Decision) error {
			_, err := w.decide().Do(w.Context(), workflow.Decision{Token: d.Token, Action: "decline", Reason: "no"}, "ann@acme.com")
			return err
		},
		"after a resend": func(w *world, r account.Request, d workflow.Decision) error {
			_, err := w.followUp().Resend(w.Context(), partner, r.ID)
			w.must(err)
			w.deliver()
			again := w.decline("ann@acme.com")
			if again.Token == d.Token {
				w.Fatal("the link is the same")
			}
			_, err = w.decide().Do(w.Context(), again, "")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r := w.asked("acme.com", "ann@acme.com")
			_, err := w.followUp().Resend(t.Context(), partner, r.ID) // the day's one
			w.must(err)
			w.deliver()
			d := workflow.Decision{Token: w.token("ann@acme.com"), Action: "decline", Reason: "no"}
			d.Challenge = w.asks(d.Token).Challenge
			w.deliver()
			d.Code = codeIn(w)
			for range 8 {
				w.robot(d.Token)
				w.pass(time.Minute)
			}
			w.deliver()
			w.must(decide(w, r, d))
			wantEqual(t, "state", w.stored(r.ID).State, account.Declined)
		})
	}
}

func codeIn(w *world) string {
	w.Helper()
	text := w.latest("ann@acme.com", workflow.CodeMail).Text
	return text[:9]
}

func TestRule6ARobotCausesNoMoreMailsThanTheLimits(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	token := w.token("ann@acme.com")
	var sent []int
	for range 24 * 60 {
		w.robot(token)
		w.deliver()
		sent = append(sent, len(w.to("ann@acme.com")))
		w.pass(time.Minute)
	}
	for minute := 60; minute < len(sent); minute++ {
		if caused := sent[minute] - sent[minute-60]; caused > 5 {
			t.Errorf("%d mails in the hour to minute %d", caused, minute)
		}
	}
	wantEqual(t, "mails in a day, with the invitation", sent[len(sent)-1], 1+15)
}

func TestRule5LinksThatDiedSayWhy(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com", "carl@acme.com")
	ann, bob := w.token("ann@acme.com"), w.token("bob@acme.com")
	w.does(w.forward("ann@acme.com", "dora@acme.com"))
	w.corrected(r.ID, "ann@acme.com", "carl@acme.com")
	w.deliver()
	for token, want := range map[string]account.LinkDead{
		ann: {Why: account.LinkForwarded, To: "dora@acme.com"}, bob: {Why: account.LinkReplaced},
	} {
		_, err := w.view().Do(t.Context(), token)
		w.wantError(err, account.ErrLinkInvalid)
		var dead *account.LinkDead
		if !errors.As(err, &dead) || dead.Why != want.Why || dead.To != want.To || dead.Requester != partner.Email {
			t.Errorf("got %+v, want %+v", dead, want)
		}
	}
	wantEqual(t, "who is asked no more", w.subjects("bob@acme.com"), "invitation replaced")
	wantEqual(t, "who is asked still", w.subjects("carl@acme.com"), "invitation")
}
