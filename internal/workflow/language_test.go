package workflow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// tongues are the languages of the recipients; empty: unknown.
type tongues struct{ customer, requester, operator, member, disputer account.Language }

// Each mail is in the language of its recipient, independent of the others' languages.
func TestEachMailIsInTheLanguageOfItsRecipient(t *testing.T) {
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
			h := newHarness(t)
			h.liveIn(spoken)
			h.wantTongues(spoken)
		})
	}
}

// liveIn runs use cases that cause every kind of mail. bob@acme.com becomes a member.
func (h *harness) liveIn(spoken tongues) {
	h.Helper()
	h.rules.Operators = []account.Person{{Email: operator.Email, Operator: true, Language: spoken.operator}}
	requester := account.Person{Email: partner.Email, Language: spoken.requester}
	disputer := account.Person{Email: partner2.Email, Language: spoken.disputer}
	asks := func(domain string, customers ...string) account.Request {
		f := form(domain, customers...)
		f.Language = string(spoken.customer)
		r := h.openRequestBy(requester, f)
		h.deliver()
		return r
	}
	decides := func(d workflow.Decision) {
		d.Language = spoken.member
		h.mustDecide(d)
	}
	first := asks("acme.com", "ann@acme.com", "bob@acme.com")
	_, err := h.notForMe().SendCode(h.Context(), h.report("ann@acme.com"), "")
	h.must(err)
	h.deliver()
	decides(h.forward("ann@acme.com", "carl@acme.com"))
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	decides(h.approve("bob@acme.com"))
	h.administers(account.Person{Email: "bob@acme.com", Language: spoken.member}, first.Account.ID)

	reviewed := asks("other.com", "dora@elsewhere.com")
	h.acceptRequest(reviewed.ID)
	decides(h.decline("dora@elsewhere.com"))
	refused := asks("third.com", "dora@elsewhere.com")
	_, err = h.review().Do(h.Context(), operator, refused.ID, rejectVerdict("no"))
	h.must(err)
	h.deliver()

	for _, administrator := range []string{"eve@acme.com", string(disputer.Email)} {
		d := h.disputed(disputer, "acme.com")
		h.settles(d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "both", Administrator: administrator})
	}
	asks("emea.acme.com", "ann@emea.acme.com") // bob, eve and the disputer are nominees
	h.requestCode(h.token("bob@acme.com"))
	h.deliver()
	changed := asks("changed.com", "ida@changed.com")
	_, _, err = h.followUp().Correct(h.Context(), requester, changed.ID, []string{"jan@changed.com"}, nil)
	h.must(err)
	h.deliver()
	asks("proved.com", "kim@proved.com")
	d := h.disputed(disputer, "proved.com")
	proof := workflow.ProofOfDispute(d)
	h.records = records{proof.Name: {proof.Value}}
	h.provesDispute(disputer, d)
	h.advance(3 * day)
	h.tended(workflow.Tended{Ended: 1})
	h.records = nil
	asks("lost.com", "fred@lost.com")
	h.recordDelivery("fred@lost.com", account.Bounced)
	h.advance(90 * day)
	h.wantCleanUp(workflow.Cleaned{Expired: 3})
}

// administers causes the mails to members of acme.com. Their addresses begin with member.
func (h *harness) administers(by account.Person, id account.ID) {
	h.Helper()
	many := workflow.ADay(1000)
	people := administration.People{Store: h.store, Now: h.Now, Limits: administration.AdditionLimits{Person: many, Account: many, Domain: many}}
	add := func(person, role, endsAt string) {
		h.Helper()
		results, _, err := people.Add(h.Context(), by, id, administration.Addition{Rows: []administration.Row{{Email: person, Role: role, EndsAt: endsAt}}})
		h.must(err)
		wantEqual(h.T, person, results[0].Outcome, administration.RowAdded)
		h.deliver()
	}
	change := func(person string, to administration.Row) {
		h.Helper()
		_, _, err := people.Change(h.Context(), by, id, account.Email(person), to, 0)
		h.must(err)
		h.deliver()
	}
	remove := func(person account.Email) {
		h.Helper()
		_, err := people.Remove(h.Context(), by, id, person, 0)
		h.must(err)
		h.deliver()
	}
	add("member1@acme.com", string(account.SmartAccountUser), h.Now().Add(10*day).Format(time.RFC3339))
	h.advance(4 * day)
	_, err := administration.Ends{Store: h.store, Now: h.Now}.Do(h.Context())
	h.must(err)
	h.deliver()
	change("member1@acme.com", administration.Row{Role: string(account.SmartAccountViewer)})
	change("member1@acme.com", administration.Row{Email: "member2@acme.com", Role: string(account.SmartAccountViewer)})
	remove("member2@acme.com")
	add("member3@acme.com", string(account.SmartAccountAdministrator), "")
	h.must(people.Confirm(h.Context(), account.Person{Email: "member3@acme.com"}, id))
	lapses := h.decidesAccess(by, account.Person{Email: "member3@acme.com"}, id)
	add("member4@acme.com", string(account.SmartAccountAdministrator), "")
	public := string(account.Public)
	settings := administration.Settings{Store: h.store, Now: h.Now}
	_, _, err = settings.Change(h.Context(), by, id, administration.SettingsForm{Visibility: &public}, 0)
	h.must(err)
	h.deliver()
	operators := account.Person{Email: operator.Email, Operator: true}
	asks := func(name, decision string) {
		h.Helper()
		_, waits, err := settings.Change(h.Context(), by, id, administration.SettingsForm{Name: &name}, 0)
		h.must(err)
		wantEqual(h.T, name+" waits", waits, true)
		renames := administration.Renames{Store: h.store, Now: h.Now}
		one, err := renames.One(h.Context(), operators, id)
		h.must(err)
		_, err = renames.Settle(h.Context(), operators, id, administration.RenameRuling{Decision: decision, Reason: "as registered", Version: one.Waiting.Version})
		h.must(err)
		h.deliver()
	}
	_, err = accessrequest.Ruling{Store: h.store, Now: h.Now}.Replace(h.Context(), by, id, []accessrequest.RuleForm{{EmailDomain: "rule.com", Decision: "decline"}}, 0)
	h.must(err)
	h.deliver()
	asks("Umbrella", "reject")
	asks("Globex", "accept")
	remove("member3@acme.com")
	remove("member4@acme.com")
	_, err = settings.Close(h.Context(), by, id, "Globex", 0)
	h.must(err)
	_, err = administration.ClosedAccounts{Store: h.store, Now: h.Now}.Reopen(h.Context(), operators, id, "by mistake", nil)
	h.must(err)
	h.deliver()
	lapses()
}

// decidesAccess causes the mails about access requests that are decided, to two administrators of acme.com and to people who ask
// in the language of the first. It returns a function that causes those about one that expires.
func (h *harness) decidesAccess(by, other account.Person, id account.ID) (lapses func()) {
	h.Helper()
	many := workflow.ADay(1000)
	terms := account.AccessTerms{Lifetime: 30 * day, Reminders: []time.Duration{3 * day}}
	asking := accessrequest.Asking{Store: h.store, Now: h.Now, Terms: terms, Limits: accessrequest.Limits{Person: many, Account: many}}
	ask := func(person account.Email) account.ID {
		h.Helper()
		r, err := asking.Ask(h.Context(), account.Person{Email: person, Language: by.Language}, accessrequest.Form{
			ID: string(id), Wanted: accessrequest.Wanted{Role: string(account.SmartAccountUser)},
		})
		h.must(err)
		h.deliver()
		return r.ID
	}
	end := func(want accessrequest.Ended) {
		h.Helper()
		ended, err := accessrequest.Ends{Store: h.store, Now: h.Now, Terms: terms}.Do(h.Context())
		h.must(err)
		wantEqual(h.T, "ended", ended, want)
		h.deliver()
	}
	decide := func(decider account.Person, r account.ID, approve bool) {
		h.Helper()
		_, err := accessrequest.Deciding{Store: h.store, Now: h.Now}.Decide(h.Context(), decider, r, accessrequest.Decision{Approve: approve})
		h.must(err)
		h.deliver()
	}
	r := ask("member5@acme.com")
	h.advance(3 * day)
	end(accessrequest.Ended{Reminded: 1})
	decide(other, r, true)
	decide(other, ask("member6@acme.com"), false)
	return func() {
		ask("member7@acme.com")
		h.advance(30 * day)
		end(accessrequest.Ended{Expired: 1})
	}
}

func (h *harness) wantTongues(spoken tongues) {
	h.Helper()
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
	for _, m := range slices.Clone(h.taken) {
		mail := h.outgoing(account.ID(m.Tag)).Mail
		seen = append(seen, mail.Kind)
		asMember := mail.Domain == "emea.acme.com" && mail.Kind != workflow.AwaitingMail
		want, known := byAddress[m.To]
		switch {
		case known:
		case strings.HasPrefix(string(m.To), "member"): // added by bob@acme.com
			want = or(spoken.member, account.English)
		case m.To == partner2.Email && asMember: // an administrator in the language of the dispute
			want = or(spoken.disputer, customer)
		case m.To == partner2.Email:
			want = or(spoken.disputer, account.English)
		case m.To == "bob@acme.com" && (asMember || mail.Kind == workflow.CreatedMail):
			want = or(spoken.member, customer)
		case m.To == "bob@acme.com" && (mail.Kind == workflow.SettledMail || slices.Contains(workflow.MemberMailKinds(), mail.Kind)):
			want = or(spoken.member, customer)
		case m.To == "eve@acme.com" && !asMember: // whose language is unknown
			want = account.English
		default:
			want = customer
		}
		if mail.Language != want {
			h.Errorf("%s to %s is in %q, want %q", mail.Kind, m.To, mail.Language, want)
		}
	}
	for _, kind := range workflow.MailKinds() {
		if !slices.Contains(seen, kind) {
			h.Errorf("no mail of the kind %s was seen", kind)
		}
	}
}

// A requester is mailed in the language that they used last.
func TestARequestersMailFollowsTheLanguageOfTheirLastAct(t *testing.T) {
	in := func(l account.Language) account.Person { return account.Person{Email: partner.Email, Language: l} }
	acts := map[string]func(h *harness, by account.Person, r account.Request) error{
		"correct": func(h *harness, by account.Person, r account.Request) error {
			_, _, err := h.followUp().Correct(h.Context(), by, r.ID, []string{"ann@acme.com", "bob@acme.com"}, nil)
			return err
		},
		"resend": func(h *harness, by account.Person, r account.Request) error {
			_, err := h.followUp().Resend(h.Context(), by, r.ID)
			return err
		},
	}
	for name, act := range acts {
		for _, later := range []account.Language{account.English, account.Italian, ""} {
			t.Run(fmt.Sprintf("%s in %q", name, later), func(t *testing.T) {
				h := newHarness(t)
				r := h.openRequestBy(in(account.Italian), form("acme.com", "ann@acme.com"))
				h.deliver()
				h.advance(day)
				h.must(act(h, in(later), r))
				h.deliver()
				h.mustDecide(h.decline("ann@acme.com"))
				want := later
				if later == "" {
					want = account.Italian
				}
				wantEqual(t, "language", h.lastMail(partner.Email, workflow.DeclinedMail).Language, want)
			})
		}
	}
}

// A request that is repeated with its idempotency key in another language is the same request.
func TestAReplayInAnotherLanguageIsTheSameRequest(t *testing.T) {
	h := newHarness(t)
	first, err := h.submit().Do(t.Context(), account.Person{Email: partner.Email, Language: account.Italian}, form("acme.com", "ann@acme.com"), "key")
	h.must(err)
	again, err := h.submit().Do(t.Context(), account.Person{Email: partner.Email, Language: account.English}, form("acme.com", "ann@acme.com"), "key")
	h.must(err)
	wantEqual(t, "id", again.ID, first.ID)
	wantEqual(t, "language", h.stored(first.ID).FollowedIn, account.Italian)
}
