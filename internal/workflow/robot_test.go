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

// TestGuessesStayBelowOneInTenToTheEighth: the highest limits that the parameters take.
func TestGuessesStayBelowOneInTenToTheEighth(t *testing.T) {
	codes := 1 << (8 * account.CodeBytes)
	for _, most := range []int{15, 100} {
		if guesses := (workflow.CodeLimits{Daily: workflow.ADay(most)}).GuessesADay(); guesses >= codes/100_000_000 {
			t.Errorf("%d mails a day: %d guesses", most, guesses)
		}
	}
}

// robot holds only the mail with the link: it says that this was not for it, and burns what it can.
func (w *world) robot(token, report string) {
	w.stops(report)
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
		"after the robot is let into resends as often as the address takes invitations": func(w *world, r account.Request, d workflow.Decision) error {
			report := w.report("ann@acme.com")
			for range 2 {
				w.undoes(report) // the nominee's holding against it
				_, err := w.followUp().Resend(w.Context(), partner, r.ID)
				w.must(err)
				w.deliver()
				again, next := w.token("ann@acme.com"), w.report("ann@acme.com")
				if again == d.Token {
					w.Fatal("the renewed link is not mailed")
				}
				d.Token, report = again, next
				for range 5 {
					w.robot(d.Token, report)
				}
				w.deliver()
			}
			w.undoes(report)
			_, err := w.followUp().Resend(w.Context(), partner, r.ID) // the fifth
			w.must(err)
			w.deliver()
			_, err = w.decide().Do(w.Context(), w.decline("ann@acme.com"), "")
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
			w.fromOne = workflow.ADay(2)
			r := w.asked("acme.com", "ann@acme.com")
			_, err := w.followUp().Resend(t.Context(), partner, r.ID) // the day's one
			w.must(err)
			w.deliver()
			d := workflow.Decision{Token: w.token("ann@acme.com"), Action: "decline", Reason: "no"}
			d.Challenge = w.asks(d.Token).Challenge
			w.deliver()
			d.Code = codeIn(w)
			for range 8 {
				w.robot(d.Token, w.report("ann@acme.com"))
				w.pass(time.Minute)
			}
			w.deliver()
			w.must(decide(w, r, d))
			wantEqual(t, "state", w.stored(r.ID).State, account.Declined)
		})
	}
}

// A day long a robot that holds only the link is there first: each minute it asks, and guesses by its own challenge, by none and by a made-up one.
// A nominee who comes once, in whichever hour, decides: by the code that they ask for then, by the one mailed before, or, if there is none and
// no mail is left, by the link that the requester's resend makes. The robot causes no more mails and makes no more guesses than are accounted for.
func TestRule6ANomineeDecidesInWhicheverHourARobotBurnsTheLink(t *testing.T) {
	w := newWorld(t)
	w.fromOne = workflow.ADay(2)
	w.store = dynamotest.InMemory() // it is a long day
	w.has("partner@example.com", "Partner Ltd", "partner.example.com")
	r := w.asked("acme.com", "ann@acme.com")
	_, err := w.followUp().Resend(t.Context(), partner, r.ID) // the day's one that keeps the link
	w.must(err)
	w.deliver()
	token, before := w.token("ann@acme.com"), len(w.to("ann@acme.com"))
	w.stops(w.report("ann@acme.com")) // the robot presses all there is
	comes := []int{0, 5, 9, 60, 61, 119, 120}
	for hour := range 24 {
		comes = append(comes, hour*60+hour*7%60)
	}
	ways := map[string]bool{}
	guesses := 0
	var sent []int
	for minute := range 24 * 60 {
		guesses += w.asksAndGuesses(token) // before the nominee comes within the same minute
		w.deliver()
		sent = append(sent, len(w.to("ann@acme.com"))-before)
		if slices.Contains(comes, minute) {
			w.aside(func() {
				ways[w.decidesWith(token, r.ID)] = true
				wantEqual(t, fmt.Sprintf("state at minute %d", minute), w.stored(r.ID).State, account.Declined)
			})
		}
		w.pass(time.Minute)
	}
	wantEqual(t, "ways", len(ways), 3) // or the test does not try what it is for
	for minute := range sent {
		caused := sent[minute]
		if minute >= 60 {
			caused -= sent[minute-60]
		}
		if caused > 5 {
			t.Errorf("%d mails in the hour to minute %d", caused, minute)
		}
	}
	wantEqual(t, "mails in a day", sent[len(sent)-1], 15)
	if bound := w.codeLimits().GuessesADay(); guesses == 0 || guesses > bound || bound >= 1<<(8*account.CodeBytes)/100_000_000 {
		t.Errorf("%d guesses in a day, want at most %d", guesses, bound)
	}
}

// aside does something of which nothing stays.
func (w *world) aside(do func()) {
	w.Helper()
	store, now, mails := w.store, w.clock, w.provider
	w.store, w.clock, w.provider = store.Copy(w.T, nil, nil), &clock{now: now.Now()}, &provider{taken: slices.Clone(mails.taken)}
	do()
	w.store, w.clock, w.provider = store, now, mails
}

// asksAndGuesses is what the robot does in a minute.
func (w *world) asksAndGuesses(token string) (guesses int) {
	asked, err := w.sendCode().Do(w.Context(), token)
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		asked = spent.SentCode
	} else {
		w.must(err)
	}
	for _, challenge := range []string{asked.Challenge, "", "AAAAAAAAAAAAAAAAAAAAAA"} {
		for {
			_, err := w.decide().Do(w.Context(), workflow.Decision{Token: token, Challenge: challenge, Code: "0000-0000", Action: "decline", Reason: "no"}, "")
			var wrong *account.CodeInvalid
			if !errors.As(err, &wrong) {
				w.Fatalf("a robot's guess: %v", err)
			}
			if !wrong.Counted {
				break
			}
			guesses++
		}
	}
	return guesses
}

// decidesWith has Ann, who can read her mail, ask once and decide; or the requester resend if she is told that no code can be sent.
func (w *world) decidesWith(token string, id account.ID) (how string) {
	w.Helper()
	how = "by a code mailed now"
	asked, err := w.sendCode().Do(w.Context(), token)
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) {
		how, asked = "by the code mailed before", spent.SentCode
	} else {
		w.must(err)
	}
	w.deliver()
	if asked.Challenge == "" {
		how = "by the link of a resend"
		_, err := w.followUp().Resend(w.Context(), partner, id)
		w.must(err)
		w.deliver()
		if renewed := w.token("ann@acme.com"); renewed == token {
			w.Fatal("the resend keeps the link")
		} else {
			token = renewed
		}
		asked = w.asks(token)
		w.deliver()
	}
	_, err = w.decide().Do(w.Context(), workflow.Decision{Token: token, Challenge: asked.Challenge, Code: codeIn(w), Action: "decline", Reason: "no"}, "")
	w.must(err)
	return how
}

// A robot burns each new link at once, or stops the requester's mail before.
func TestRule9ALinkDiesOnlyForOneThatLeaves(t *testing.T) {
	const ann = "ann@acme.com"
	start := func(t *testing.T, limits ...func(*world)) (*world, account.Request, func() error) {
		w := newWorld(t)
		w.fromOne = workflow.ADay(2)
		for _, limit := range limits {
			limit(w)
		}
		r := w.asked("acme.com", ann)
		return w, r, func() error {
			_, err := w.followUp().Resend(t.Context(), partner, r.ID)
			w.deliver()
			return err
		}
	}
	burn := func(w *world) {
		for w.askErr(w.token(ann)) == nil {
			w.deliver()
		}
	}
	lives := func(w *world) {
		w.Helper()
		_, err := w.view().Do(w.Context(), w.token(ann))
		w.must(err)
	}
	t.Run("the address's five are used up", func(t *testing.T) {
		w, _, resend := start(t)
		first := w.Now()
		for range 4 {
			burn(w)
			was := w.token(ann)
			w.pass(time.Minute)
			w.must(resend())
			if w.token(ann) == was {
				t.Fatal("the old link died and the new one waits")
			}
			lives(w)
		}
		burn(w)
		w.changesNothing(func() { w.wantTooMany(resend(), first.Add(day)) })
		lives(w)
		w.pass(first.Add(day).Sub(w.Now()))
		burn(w) // another day's codes
		w.must(resend())
		lives(w)
	})
	t.Run("the day's mails are used up", func(t *testing.T) {
		w, _, resend := start(t, func(w *world) { w.mailsADay = workflow.ADay(6) }) // an invitation and five codes
		burn(w)
		w.changesNothing(func() { w.wantTooMany(resend(), w.Now().Add(day)) })
		lives(w)
	})
	t.Run("the requester's mails are used up", func(t *testing.T) {
		w, _, resend := start(t)
		burn(w)
		w.ofOne = workflow.ADay(1)
		w.changesNothing(func() { w.wantTooMany(resend(), w.Now().Add(day)) })
		lives(w)
	})
	t.Run("only the links of which a new one leaves", func(t *testing.T) {
		w := newWorld(t)
		w.fromOne = workflow.ADay(2)
		all := []account.Email{ann, "bob@acme.com", "carl@acme.com"}
		r := w.asked("acme.com", "ann@acme.com", "bob@acme.com", "carl@acme.com")
		was := map[account.Email]string{}
		for _, address := range all {
			was[address] = w.token(address)
			for w.askErr(was[address]) == nil {
				w.deliver()
			}
		}
		used := func() int {
			used, err := w.store.Used(t.Context(), workflow.MailsOf(partner.Email))
			w.must(err)
			return used.Uses.Count(day, w.Now())
		}
		before := used()
		w.ofOne = workflow.ADay(22) // of which two are kept for codes
		wantEqual(t, "left", workflow.WithoutCodeReserve(w.ofOne).Most-before, 2)
		_, err := w.followUp().Resend(t.Context(), partner, r.ID)
		w.must(err)
		w.deliver()
		var renewed []bool
		for _, address := range all {
			_, err := w.view().Do(t.Context(), w.token(address))
			w.must(err)
			renewed = append(renewed, w.token(address) != was[address])
		}
		wantEqual(t, "renewed", fmt.Sprint(renewed), "[true true false]")
		wantEqual(t, "the requester's mails", used(), before+2)
	})
	t.Run("stopped by the link alone", func(t *testing.T) {
		w, _, resend := start(t)
		w.stops(w.report(ann))
		w.wantInvalid(resend(), "nominees[0] takes-no-mail")
		burn(w)
		was := w.token(ann)
		w.must(resend())
		if w.token(ann) == was {
			t.Fatal("the stop holds the new link back")
		}
		lives(w)
		burn(w)
		again := w.Now().Add(day)
		w.pass(time.Minute)
		w.changesNothing(func() { w.wantTooMany(resend(), again) })
		w.undoes(w.report(ann))
		w.must(resend())
		lives(w)
	})
	t.Run("stopped by a code", func(t *testing.T) {
		w, _, resend := start(t)
		burn(w)
		report := w.report(ann)
		_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: report, Code: w.mailboxCode(report, ann)})
		w.must(err)
		w.deliver()
		w.changesNothing(func() { w.wantInvalid(resend(), "nominees[0] takes-no-mail") })
	})
}

func codeIn(w *world) string {
	w.Helper()
	text := w.latest("ann@acme.com", workflow.CodeMail).Text
	return text[:9]
}

func TestRule6ARobotCausesNoMoreMailsThanTheLimits(t *testing.T) {
	w := newWorld(t)
	w.fromOne = workflow.ADay(2)
	w.asked("acme.com", "ann@acme.com")
	token, report := w.token("ann@acme.com"), w.report("ann@acme.com")
	const pause, anHour = 4 * time.Minute, 15
	var sent []int
	for range 24 * anHour {
		w.robot(token, report)
		w.deliver()
		sent = append(sent, len(w.to("ann@acme.com")))
		w.pass(pause)
	}
	for n := anHour; n < len(sent); n++ {
		if caused := sent[n] - sent[n-anHour]; caused > 5 {
			t.Errorf("%d mails in the hour to %v", caused, time.Duration(n)*pause)
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
