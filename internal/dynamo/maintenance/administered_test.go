package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
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
