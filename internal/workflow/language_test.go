package workflow_test

import (
	"fmt"
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// tongues are the languages of those who get mail; empty: nothing says.
type tongues struct{ customer, requester, operator, member, disputer account.Language }

// Whoever reads a mail reads it in their language, whatever the others' is.
func TestEachMailIsInItsReadersLanguage(t *testing.T) {
	const en, it = account.English, account.Italian
	for name, spoken := range map[string]tongues{
		"customer in Italian":  {it, en, en, en, en},
		"requester in Italian": {en, it, en, en, en},
		"operator in Italian":  {en, en, it, en, en},
		"member in Italian":    {en, en, en, it, en},
		"disputer in Italian":  {en, en, en, en, it},
		"customer in English":  {en, it, it, it, it},
		"requester in English": {it, en, it, it, it},
		"operator in English":  {it, it, en, it, it},
		"member in English":    {it, it, it, en, it},
		"disputer in English":  {it, it, it, it, en},
		"nothing says":         {},
		"the customer's alone": {customer: it},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.liveIn(spoken)
			w.wantTongues(spoken)
		})
	}
}

// liveIn lets happen what brings about every kind of mail. bob@acme.com comes to be a member.
func (w *world) liveIn(spoken tongues) {
	w.Helper()
	w.rules.Operators = []account.Person{{Email: operator.Email, Operator: true, Language: spoken.operator}}
	requester := account.Person{Email: partner.Email, Language: spoken.requester}
	disputer := account.Person{Email: partner2.Email, Language: spoken.disputer}
	asks := func(domain string, customers ...string) account.Request {
		f := form(domain, customers...)
		f.Language = string(spoken.customer)
		r := w.askedBy(requester, f)
		w.deliver()
		return r
	}
	decides := func(d workflow.Decision) {
		d.Language = spoken.member
		w.does(d)
	}
	asks("acme.com", "ann@acme.com", "bob@acme.com")
	_, err := w.notForMe().SendCode(w.Context(), w.report("ann@acme.com"), "")
	w.must(err)
	w.deliver()
	decides(w.forward("ann@acme.com", "carl@acme.com"))
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	decides(w.approve("bob@acme.com"))

	reviewed := asks("other.com", "dora@elsewhere.com")
	w.accepted(reviewed.ID)
	decides(w.decline("dora@elsewhere.com"))
	refused := asks("third.com", "dora@elsewhere.com")
	_, err = w.review().Do(w.Context(), operator, refused.ID, rejects("no"))
	w.must(err)
	w.deliver()

	for _, administrator := range []string{"eve@acme.com", string(disputer.Email)} {
		d := w.disputed(disputer, "acme.com")
		w.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: administrator})
	}
	asks("emea.acme.com", "ann@emea.acme.com") // bob, eve and the disputer are asked
	w.asks(w.token("bob@acme.com"))
	w.deliver()
	changed := asks("changed.com", "ida@changed.com")
	_, _, err = w.followUp().Correct(w.Context(), requester, changed.ID, []string{"jan@changed.com"}, nil)
	w.must(err)
	w.deliver()
	asks("proved.com", "kim@proved.com")
	d := w.disputed(disputer, "proved.com")
	proof := workflow.ProofOfDispute(d)
	w.records = records{proof.Name: {proof.Value}}
	w.provesDispute(disputer, d)
	w.pass(3 * day)
	w.tended(workflow.Tended{Ended: 1})
	w.records = nil
	asks("lost.com", "fred@lost.com")
	w.happens("fred@lost.com", account.Bounced)
	w.pass(90 * day)
	w.cleaned(workflow.Cleaned{Expired: 3})
}

func (w *world) wantTongues(spoken tongues) {
	w.Helper()
	or := func(l, other account.Language) account.Language {
		if l == "" {
			return other
		}
		return l
	}
	customer := or(spoken.customer, account.English)
	byAddress := map[account.Email]account.Language{
		partner.Email:  or(spoken.requester, account.English),
		operator.Email: or(spoken.operator, account.English),
	}
	var seen []workflow.MailKind
	for _, m := range slices.Clone(w.taken) {
		mail := w.outgoing(account.ID(m.Tag)).Mail
		seen = append(seen, mail.Kind)
		asMember := mail.Domain == "emea.acme.com" && mail.Kind != workflow.AwaitingMail
		want, known := byAddress[m.To]
		switch {
		case known:
		case m.To == partner2.Email && asMember: // appointed in the language of the dispute
			want = or(spoken.disputer, customer)
		case m.To == partner2.Email:
			want = or(spoken.disputer, account.English)
		case m.To == "bob@acme.com" && (asMember || mail.Kind == workflow.CreatedMail):
			want = or(spoken.member, customer)
		case m.To == "bob@acme.com" && mail.Kind == workflow.SettledMail:
			want = or(spoken.member, customer)
		case m.To == "eve@acme.com" && !asMember: // of whom nothing is known
			want = account.English
		default:
			want = customer
		}
		if mail.Language != want {
			w.Errorf("%s to %s is in %q, want %q", mail.Kind, m.To, mail.Language, want)
		}
	}
	for _, kind := range workflow.MailKinds() {
		if !slices.Contains(seen, kind) {
			w.Errorf("no mail of the kind %s was seen", kind)
		}
	}
}

// Fails when a requester is mailed in a language that they no longer use, or in none that they used.
func TestARequestersMailFollowsTheLanguageOfTheirLastAct(t *testing.T) {
	in := func(l account.Language) account.Person { return account.Person{Email: partner.Email, Language: l} }
	acts := map[string]func(w *world, by account.Person, r account.Request) error{
		"correct": func(w *world, by account.Person, r account.Request) error {
			_, _, err := w.followUp().Correct(w.Context(), by, r.ID, []string{"ann@acme.com", "bob@acme.com"}, nil)
			return err
		},
		"resend": func(w *world, by account.Person, r account.Request) error {
			_, err := w.followUp().Resend(w.Context(), by, r.ID)
			return err
		},
	}
	for name, act := range acts {
		for _, later := range []account.Language{account.English, account.Italian, ""} {
			t.Run(fmt.Sprintf("%s in %q", name, later), func(t *testing.T) {
				w := newWorld(t)
				r := w.askedBy(in(account.Italian), form("acme.com", "ann@acme.com"))
				w.deliver()
				w.pass(day)
				w.must(act(w, in(later), r))
				w.deliver()
				w.does(w.decline("ann@acme.com"))
				want := later
				if later == "" {
					want = account.Italian
				}
				wantEqual(t, "language", w.lastMail(partner.Email, workflow.DeclinedMail).Language, want)
			})
		}
	}
}

// Fails when the same request under its key is taken for another because it was repeated in another language.
func TestAReplayInAnotherLanguageIsTheSameRequest(t *testing.T) {
	w := newWorld(t)
	first, err := w.submit().Do(t.Context(), account.Person{Email: partner.Email, Language: account.Italian}, form("acme.com", "ann@acme.com"), "key")
	w.must(err)
	again, err := w.submit().Do(t.Context(), account.Person{Email: partner.Email, Language: account.English}, form("acme.com", "ann@acme.com"), "key")
	w.must(err)
	wantEqual(t, "id", again.ID, first.ID)
	wantEqual(t, "language", w.stored(first.ID).FollowedIn, account.Italian)
}
