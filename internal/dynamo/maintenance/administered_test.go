package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// nested stores an account with an administrator and a Virtual Account below another one.
func nested(t *testing.T) *dynamotest.Store {
	t.Helper()
	s := dynamotest.InMemory()
	at := time.UnixMilli(1_700_000_000_000).UTC()
	id, top := account.NewID(), account.NewID()
	virtual := func(v account.VirtualAccount) account.VirtualAccount {
		v.AccountID, v.Visibility, v.CreatedAt = id, account.Public, at
		return v
	}
	err := s.Load(t.Context(), []workflow.StoredAccount{{
		Account: account.Account{
			ID: id, Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public,
			CreatedAt: at, RequestID: account.NewID(),
		},
		Members: []account.Membership{{AccountID: id, Person: "ann@acme.com", Role: account.SmartAccountAdministrator, Since: at}},
		VirtualAccounts: []account.VirtualAccount{
			virtual(account.VirtualAccount{ID: top, Name: "Default", Default: true, Children: 1}),
			virtual(account.VirtualAccount{ID: account.NewID(), ParentID: top, Name: "Sales"}),
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// found returns the checks that find something.
func found(t *testing.T, s *dynamotest.Store, mend bool) (checks []string) {
	t.Helper()
	_, err := s.Inspect(t.Context(), time.Now(), mend, func(f maintenance.Finding) { checks = append(checks, string(f.Check)) })
	if err != nil {
		t.Fatal(err)
	}
	return checks
}

func TestAMissingListOrMemberOfAnAccountIsFoundAndRepaired(t *testing.T) {
	t.Parallel()
	s := nested(t)
	if checks := found(t, s, false); len(checks) > 0 {
		t.Fatalf("a complete account: %v", checks)
	}
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for prefix, c := range map[string]struct {
		check    string
		repaired bool
	}{
		"ADMIN#":              {"administrator-not-listed", true},
		"CHILD#":              {"virtual-account-not-listed", true},
		"LOG#":                {"log-gap", false},
		"MEMBER#ann@acme.com": {"listed-administrator-is-none", false},
	} {
		cut := 0
		for key := range items {
			if _, sk, _ := strings.Cut(key, " "); !strings.HasPrefix(sk, prefix) {
				continue
			}
			cut++
			lacking := s.Without(t, key)
			if checks := strings.Join(found(t, lacking, true), " "); !strings.Contains(checks, c.check) {
				t.Errorf("without %s: %s", key, checks)
			}
			if checks := found(t, lacking, false); c.repaired && len(checks) > 0 {
				t.Errorf("without %s, after the repair: %v", key, checks)
			}
		}
		if cut == 0 {
			t.Errorf("no item begins with %s", prefix)
		}
	}
}

func TestAVirtualAccountWithoutParentAndCountsThatDifferAreFound(t *testing.T) {
	t.Parallel()
	s := nested(t)
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range items {
		if !strings.Contains(key, " VIRTUAL#") || !strings.Contains(text, "isDefault") {
			continue
		}
		checks := strings.Join(found(t, s.Without(t, key), false), " ")
		for _, want := range []string{"virtual-account-without-parent", "counts-differ", "listed-virtual-account-is-none"} {
			if !strings.Contains(checks, want) {
				t.Errorf("%s is not among %s", want, checks)
			}
		}
	}
}

// addOne adds a member to the account, and returns the key of the mail about that.
func addOne(t *testing.T, s *dynamotest.Store) (mail string) {
	t.Helper()
	ann := account.Person{Email: "ann@acme.com"}
	a, err := s.AccountByDomain(t.Context(), "acme.com")
	if err != nil {
		t.Fatal(err)
	}
	many := workflow.ADay(10)
	people := administration.People{Store: s, Now: dynamo.Now, Limits: administration.AdditionLimits{Person: many, Account: many, Domain: many}}
	end := dynamo.Now().Add(5 * 24 * time.Hour)
	if _, _, err := people.Add(t.Context(), ann, a.ID, administration.Addition{Rows: []administration.Row{
		{Email: "bob@acme.com", Role: string(account.SmartAccountUser), EndsAt: end.Format(time.RFC3339)},
	}}); err != nil {
		t.Fatal(err)
	}
	return queued(t, s, "member-added")
}

// queued returns the key of the only mail of that kind.
func queued(t *testing.T, s *dynamotest.Store, kind string) (mail string) {
	t.Helper()
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range items {
		if strings.HasPrefix(key, "OUTBOX#") && strings.Contains(text, kind) {
			if mail != "" {
				t.Fatalf("several mails are %s", kind)
			}
			mail = key
		}
	}
	if mail == "" {
		t.Fatalf("no mail is %s", kind)
	}
	return mail
}

func TestALostMailToAMemberIsQueuedAgain(t *testing.T) {
	t.Parallel()
	s := nested(t)
	added := addOne(t, s)
	later := dynamo.Now().Add(4 * 24 * time.Hour)
	if _, err := (administration.Ends{Store: s, Now: func() time.Time { return later }}).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, mail := range []string{added, queued(t, s, "membership-ending")} {
		lacking := s.Without(t, mail)
		if checks := strings.Join(found(t, lacking, true), " "); checks != "member-mail-missing" {
			t.Errorf("without %s: %s", mail, checks)
		}
		same(t, lacking, mail, s)
		if checks := found(t, lacking, false); len(checks) > 0 {
			t.Errorf("without %s, after the repair: %v", mail, checks)
		}
	}
}

// same checks that both stores have the same item.
func same(t *testing.T, s *dynamotest.Store, key string, as *dynamotest.Store) {
	t.Helper()
	got, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := as.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got[key] != want[key] {
		t.Errorf("%s is %s, want %s", key, got[key], want[key])
	}
}

// A restore may contain the mails of a change without the change.
func TestAMailToAMemberOfAChangeThatTheAccountDoesNotHaveIsDeleted(t *testing.T) {
	t.Parallel()
	before := nested(t)
	after := before.Copy(t, nil, nil)
	mail := addOne(t, after)
	cut := before.Copy(t, after, []string{mail})
	if checks := strings.Join(found(t, cut, true), " "); checks != "member-mail-ahead" {
		t.Errorf("found %s", checks)
	}
	same(t, cut, mail, before)
}
