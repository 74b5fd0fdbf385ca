package accessrequest_test

import (
	"slices"
	"testing"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

func (f *fixture) ends() accessrequest.Ends {
	return accessrequest.Ends{Store: f.Store, Now: f.Now, Terms: f.asking().Terms}
}

// mailed returns the kinds and recipients of the mails queued since the last call, sorted.
func (f *fixture) mailed() (told []string) {
	f.Helper()
	due, err := f.Store.OverdueMails(f.Context(), f.now, 1000)
	f.must(err)
	mails, err := f.Store.Mails(f.Context(), due)
	f.must(err)
	for _, m := range mails {
		if !f.seen[m.ID] {
			f.seen[m.ID] = true
			told = append(told, string(m.Kind)+" "+string(m.To))
		}
	}
	slices.Sort(told)
	return told
}

func wantMails(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestTheScheduleRemindsDecidersAndExpiresAccessRequests(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, user)
	f.mailed()
	for _, days := range []int{3, 10, 25} {
		f.now = r.CreatedAt.AddDate(0, 0, days)
		done, err := f.ends().Do(t.Context())
		if err != nil || done != (accessrequest.Ended{Reminded: 1}) {
			t.Errorf("after %d days: %+v, %v", days, done, err)
		}
		wantMails(t, "reminded", f.mailed(), "access-reminder ada@acme.com")
		if done, err := f.ends().Do(t.Context()); err != nil || done != (accessrequest.Ended{}) {
			t.Errorf("again: %+v, %v", done, err)
		}
	}
	f.now = r.CreatedAt.Add(30 * day)
	done, err := f.ends().Do(t.Context())
	if err != nil || done != (accessrequest.Ended{Expired: 1}) {
		t.Errorf("at the deadline: %+v, %v", done, err)
	}
	wantMails(t, "expired", f.mailed(), "access-expired jane@emea.acme.com")
	stored, err := f.Store.AccessRequest(t.Context(), r.ID)
	if err != nil || stored.State != account.AccessExpired || stored.Decision.By != account.System || f.kinds(1)[0] != account.LogAccessExpired {
		t.Errorf("%+v, %v", stored, err)
	}
	if done, err := f.ends().Do(t.Context()); err != nil || done != (accessrequest.Ended{}) {
		t.Errorf("again: %+v, %v", done, err)
	}
}

func TestWhoIsMailedAboutAnAccessRequest(t *testing.T) {
	f := newFixture(t, account.Public)
	_, _, err := f.people().Add(t.Context(), ada, f.id, administration.Addition{Silent: true, Rows: []administration.Row{{Email: "bob@acme.com", Role: "Smart Account Administrator"}}})
	f.must(err)
	f.must(f.people().Confirm(t.Context(), account.Person{Email: "bob@acme.com"}, f.id))
	f.mailed()
	r := f.mustAsk(jane, user)
	wantMails(t, "asked", f.mailed(), "access-requested ada@acme.com", "access-requested bob@acme.com")
	_, err = f.approve(ada, r, nil)
	f.must(err)
	wantMails(t, "approved", f.mailed(), "access-approved jane@emea.acme.com", "access-decided bob@acme.com")
	r = f.mustAsk(stranger, user)
	f.mailed()
	_, err = f.decline(ada, r)
	f.must(err)
	wantMails(t, "declined", f.mailed(), "access-decided bob@acme.com", "access-declined stranger@partner.com")
	f.rule(accessrequest.RuleForm{EmailDomain: "emea.acme.com", Decision: "approve", Wanted: user})
	f.mailed()
	f.mustAsk(account.Person{Email: "kim@emea.acme.com"}, user)
	wantMails(t, "decided by a rule", f.mailed(), "access-approved kim@emea.acme.com")
}

func TestAMailToADeciderSaysWhatIsAskedAndUntilWhen(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, f.on("Virtual Account User", true, "Italy"))
	due, err := f.Store.OverdueMails(t.Context(), f.now, 10)
	f.must(err)
	mails, err := f.Store.Mails(t.Context(), due)
	f.must(err)
	n := slices.IndexFunc(mails, func(m workflow.Mail) bool { return m.Kind == workflow.AccessAskedMail })
	m := mails[n]
	if want := []workflow.GivenRole{{Role: account.VirtualAccountUser, At: "Italy", WithNested: true}}; !slices.Equal(m.Roles, want) ||
		!m.ExpiresAt.Equal(r.ExpiresAt) || m.Requester != jane.Email || m.AccessRequestID != r.ID || m.Domain != "acme.com" {
		t.Errorf("%+v", m)
	}
}
