package workflow_test

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// managed is an account whose mails wait until the test delivers them. Ann and bob administer it.
type managed struct {
	*harness
	id account.ID
}

var (
	ann = account.Person{Email: "ann@acme.com"}
	bob = account.Person{Email: "bob@acme.com"}
)

const member = account.Email("dan@acme.com")

func (m managed) people() administration.People {
	many := workflow.ADay(1000)
	return administration.People{Store: m.store, Now: m.Now, Limits: administration.AdditionLimits{Person: many, Account: many, Domain: many}}
}

func (m managed) settings() administration.Settings {
	return administration.Settings{Store: m.store, Now: m.Now}
}

func (m managed) adds(person account.Email, role account.Role, end string) {
	m.Helper()
	m.advance(time.Minute) // a membership that begins again has another beginning
	results, _, err := m.people().Add(m.Context(), ann, m.id, administration.Addition{Rows: []administration.Row{{Email: string(person), Role: string(role), EndsAt: end}}})
	m.must(err)
	if results[0].Outcome == administration.RowRefused {
		m.Fatalf("%+v", results[0])
	}
}

func (m managed) changes(person account.Email, to administration.Row) {
	m.Helper()
	_, _, err := m.people().Change(m.Context(), ann, m.id, person, to, 0)
	m.must(err)
}

func (m managed) removes(person account.Email) {
	m.Helper()
	_, err := m.people().Remove(m.Context(), ann, m.id, person, 0)
	m.must(err)
}

func (m managed) shows(v account.Visibility) {
	m.Helper()
	_, _, err := m.settings().Change(m.Context(), ann, m.id, administration.SettingsForm{Visibility: new(string(v))}, 0)
	m.must(err)
}

func (m managed) ends() {
	m.Helper()
	_, err := administration.Ends{Store: m.store, Now: m.Now}.Do(m.Context())
	m.must(err)
}

func TestAMemberMailThatIsNoLongerTrueIsNotSent(t *testing.T) {
	const user, viewer = account.SmartAccountUser, account.SmartAccountViewer
	for name, c := range map[string]struct {
		do   func(m managed)
		to   account.Email
		want string
	}{
		"nothing has changed": {func(m managed) { m.adds(member, user, "") }, member, "member-added"},
		"removed":             {func(m managed) { m.adds(member, user, ""); m.removes(member) }, member, "member-removed"},
		"changed": {func(m managed) {
			m.adds(member, user, "")
			m.changes(member, administration.Row{Role: string(viewer)})
		}, member, "member-changed"},
		"changed twice": {func(m managed) {
			m.adds(member, user, "")
			m.deliver()
			m.changes(member, administration.Row{Role: string(viewer)})
			m.changes(member, administration.Row{Role: string(user)})
			m.changes(member, administration.Row{Role: string(viewer)})
		}, member, "member-added member-changed member-changed"}, // the first change is true again
		"removed and added again": {func(m managed) {
			m.adds(member, user, "")
			m.removes(member)
			m.adds(member, user, "")
		}, member, "member-added"},
		"lapsed": {func(m managed) {
			m.adds(member, user, "")
			m.advance(account.InvitationLifetime)
		}, member, ""},
		"closed": {func(m managed) {
			m.adds(member, user, "")
			_, err := m.settings().Close(m.Context(), ann, m.id, "Acme", 0)
			m.must(err)
		}, member, ""},
		"an address that is a member again": {func(m managed) {
			m.adds(member, user, "")
			m.deliver()
			m.changes(member, administration.Row{Email: "other@acme.com", Role: string(user)})
			m.adds(member, user, "")
		}, member, "member-added member-added"},
		"an end that was changed": {func(m managed) {
			m.adds(member, user, m.Now().Add(10*day).Format(time.RFC3339))
			m.must(m.people().Confirm(m.Context(), account.Person{Email: member}, m.id))
			m.deliver()
			m.advance(4 * day)
			m.ends()
			m.changes(member, administration.Row{Role: string(user), EndsAt: m.Now().Add(20 * day).Format(time.RFC3339)})
		}, member, "member-added member-changed"},
		"an end that stays": {func(m managed) {
			m.adds(member, user, m.Now().Add(10*day).Format(time.RFC3339))
			m.must(m.people().Confirm(m.Context(), account.Person{Email: member}, m.id))
			m.deliver()
			m.advance(4 * day)
			m.ends()
		}, member, "member-added membership-ending"},
		"an administrator who was removed": {func(m managed) {
			m.adds(member, account.SmartAccountAdministrator, "")
			m.removes(member)
		}, bob.Email, "administrator-changed"},
		"a reader who is no administrator any more": {func(m managed) {
			m.adds(member, account.SmartAccountAdministrator, "")
			m.shows(account.Public)
			m.changes(bob.Email, administration.Row{Role: string(user)})
		}, bob.Email, "member-changed"},
		"a visibility that was changed back": {func(m managed) {
			m.shows(account.Public)
			m.shows(account.Restricted)
		}, bob.Email, "visibility-changed"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			m := managed{h, h.administeredAccount("Acme", "acme.com", account.Restricted, ann.Email, bob.Email).ID}
			c.do(m)
			m.deliver()
			wantEqual(t, "mails", m.subjects(c.to), c.want)
		})
	}
}
