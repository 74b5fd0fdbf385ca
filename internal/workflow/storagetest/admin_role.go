package storagetest

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

const admin account.Email = "admin@acme.com"

// administered stores an account and opens a request below it that the account's administrator decides.
func administered(t *testing.T, s Store) (workflow.StoredAccount, account.Request) {
	t.Helper()
	above := active(t, s, "Acme", "acme.com",
		member(admin, account.VirtualAccountUser, account.SmartAccountAdministrator), member("user@acme.com", account.SmartAccountUser))
	open := openingBy(account.Route{
		Nominees: []account.Nominee{{Email: admin, AdministratorOf: above.Account.ID}}, Above: &above.Account,
	}, account.Submission{Requester: partner, AccountName: "EMEA", Domain: "emea.acme.com", CustomerEmails: []account.Email{"x@acme.com"}}, day1)
	commit(t, s, open)
	return above, open.After
}

// losses are the ways in which a person loses the administrator role.
var losses = map[string]func(t *testing.T, s Store, above workflow.StoredAccount){
	"removed": func(t *testing.T, s Store, above workflow.StoredAccount) {
		t.Helper()
		must(t, s.Expel(t.Context(), above.Account.ID, admin))
	},
	"another role": func(t *testing.T, s Store, above workflow.StoredAccount) {
		t.Helper()
		above.Members[0].Role = account.SmartAccountUser
		must(t, s.Load(t.Context(), []workflow.StoredAccount{above}))
	},
	"account taken back": func(t *testing.T, s Store, above workflow.StoredAccount) {
		t.Helper()
		takenBack(t, s, above.Account)
	},
	"account taken back, its memberships too": func(t *testing.T, s Store, above workflow.StoredAccount) {
		t.Helper()
		must(t, s.DropMembers(t.Context(), takenBack(t, s, above.Account)))
	},
}

var adminRoleTests = []test{
	{"a person decides as an administrator after losing the role", func(t *testing.T, s Store) {
		above, r := administered(t, s)
		role := workflow.AdminRole{AccountID: above.Account.ID, Person: admin}
		by := func(c workflow.Change) workflow.Change {
			c.Administrator = &role
			return c
		}
		forward := by(forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Minute)))
		for _, wrong := range []workflow.AdminRole{
			{AccountID: above.Account.ID, Person: "user@acme.com"},
			{AccountID: above.Account.ID, Person: "nobody@acme.com"},
			{AccountID: r.Account.ID, Person: admin},
			{AccountID: account.NewID(), Person: admin},
		} {
			forward.Administrator = &wrong
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), forward) })
		}
		commit(t, s, by(approval(t, r, 1, account.Public, day1.Add(time.Minute))))
	}},
	{"a former administrator decides as one", func(t *testing.T, s Store) {
		var role workflow.AdminRole
		for name, lose := range losses {
			t.Log(name)
			above, r := administered(t, s)
			role = workflow.AdminRole{AccountID: above.Account.ID, Person: admin}
			same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), true)
			lose(t, s, above)
			same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), false)
			for _, decide := range []workflow.Change{
				approval(t, r, 1, account.Public, day1.Add(time.Minute)),
				declining(t, r, 1, day1.Add(time.Minute)),
				forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Minute)),
			} {
				decide.Administrator = &role
				refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), decide) })
			}
			// End the request, so that the next round can open one.
			commit(t, s, withdrawal(t, r, day1.Add(time.Hour)))
		}
	}},
	{"a person who was removed and added again decides as the administrator that they were", func(t *testing.T, s Store) {
		above, r := administered(t, s)
		since, now := above.Members[0].Since, day1.Add(time.Minute)
		if since.IsZero() {
			t.Fatal("the membership has no beginning")
		}
		decide := approval(t, r, 1, account.Public, now)
		role := workflow.AdminRole{AccountID: above.Account.ID, Person: admin, Since: since, At: now}
		decide.Administrator = &role
		same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), true)
		above.Members[0].Since = since.Add(time.Millisecond)
		must(t, s.Load(t.Context(), []workflow.StoredAccount{above}))
		same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), false)
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), decide) })
		role.Since = above.Members[0].Since
		same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), true)
		commit(t, s, decide)
	}},
	{"a person decides as an administrator by a membership that is no longer in force", func(t *testing.T, s Store) {
		above, r := administered(t, s)
		now := day1.Add(time.Minute)
		decide := approval(t, r, 1, account.Public, now)
		role := workflow.AdminRole{AccountID: above.Account.ID, Person: admin, At: now}
		decide.Administrator = &role
		for _, until := range []struct {
			invited, ends time.Time
			inForce       bool
		}{
			{invited: now.Add(-account.InvitationLifetime)},
			{ends: now},
			{invited: now.Add(-account.InvitationLifetime).Add(time.Millisecond), ends: now.Add(time.Millisecond), inForce: true},
		} {
			above.Members[0].InvitedAt, above.Members[0].EndsAt = until.invited, until.ends
			must(t, s.Load(t.Context(), []workflow.StoredAccount{above}))
			same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), role)), until.inForce)
			if !until.inForce {
				refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), decide) })
			}
		}
		commit(t, s, decide)
	}},
	{"a person decides as an administrator without having been one", func(t *testing.T, s Store) {
		above, r := administered(t, s)
		for _, wrong := range []workflow.AdminRole{
			{AccountID: above.Account.ID, Person: "user@acme.com"},
			{AccountID: above.Account.ID, Person: partner},
			{AccountID: r.Account.ID, Person: admin}, // the account is pending
			{AccountID: account.NewID(), Person: admin},
		} {
			same(t, "is an administrator", get[bool](t)(s.IsAdministrator(t.Context(), wrong)), false)
		}
	}},
}
