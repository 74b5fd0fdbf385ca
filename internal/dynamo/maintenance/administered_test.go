package maintenance_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
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

// put stores an item with the values of another one, and the given ones.
func put(t *testing.T, s *dynamotest.Store, from layout.Key, with layout.Item) {
	t.Helper()
	read, err := s.API().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &s.Name, Key: layout.NewItem(from)})
	if err != nil {
		t.Fatal(err)
	}
	i := layout.NewItem(from)
	maps.Copy(i, read.Item)
	maps.Copy(i, with)
	if _, err := s.API().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Name, Item: i}); err != nil {
		t.Fatal(err)
	}
}

// What contradicts the invariants of an account is found; it is repaired where the other items tell how.
func TestWhatContradictsTheInvariantsOfAnAccountIsFound(t *testing.T) {
	t.Parallel()
	ann, bob := account.Email("ann@acme.com"), account.Email("bob@acme.com")
	for _, c := range []struct {
		check    string
		repaired bool
		plant    func(t *testing.T, s *dynamotest.Store, id, top, sales account.ID)
	}{
		{"account-without-administrator", false, func(t *testing.T, s *dynamotest.Store, id, _, _ account.ID) {
			put(t, s, layout.MemberKey(id, ann), layout.Item{"invitedAt": layout.Time(time.Now())})
		}},
		{"virtual-account-without-account", false, func(t *testing.T, s *dynamotest.Store, _, top, _ account.ID) {
			orphaned := layout.VirtualItem(account.VirtualAccount{ID: top, AccountID: account.NewID(), Name: "Orphan"})
			put(t, s, layout.KeyOf(orphaned), orphaned)
		}},
		{"virtual-account-without-parent", false, func(t *testing.T, s *dynamotest.Store, id, _, sales account.ID) {
			put(t, s, layout.VirtualKey(id, sales), layout.Item{"parentId": layout.Text(string(account.NewID()))})
		}},
		{"virtual-account-in-cycle", false, func(t *testing.T, s *dynamotest.Store, id, top, sales account.ID) {
			put(t, s, layout.VirtualKey(id, top), layout.Item{"parentId": layout.Text(string(sales))})
		}},
		{"virtual-account-counts-differ", true, func(t *testing.T, s *dynamotest.Store, id, top, _ account.ID) {
			put(t, s, layout.VirtualKey(id, top), layout.Item{"children": layout.Number(2)})
		}},
		{"virtual-account-counts-differ", true, func(t *testing.T, s *dynamotest.Store, id, _, sales account.ID) {
			put(t, s, layout.VirtualKey(id, sales), layout.Item{"members": layout.Number(1)})
		}},
		{"virtual-account-counts-differ", true, func(t *testing.T, s *dynamotest.Store, id, _, sales account.ID) {
			put(t, s, layout.VirtualKey(id, sales), layout.Item{"isDefault": &types.AttributeValueMemberBOOL{Value: true}})
		}},
		{"member-row-without-member", true, func(t *testing.T, s *dynamotest.Store, id, _, _ account.ID) {
			row := layout.MemberRowItem(account.Membership{AccountID: id, Person: bob, Role: account.SmartAccountUser}, acme(id))
			put(t, s, layout.KeyOf(row), row)
		}},
		{"invitation-not-listed", true, func(t *testing.T, s *dynamotest.Store, id, _, _ account.ID) {
			m := account.Membership{AccountID: id, Person: bob, Role: account.SmartAccountUser, Since: time.UnixMilli(0), InvitedAt: time.Now()}
			i := layout.StoredMemberItem(m, m.Since)
			put(t, s, layout.KeyOf(i), i)
		}},
		{"listed-invitation-is-none", true, func(t *testing.T, s *dynamotest.Store, id, _, _ account.ID) {
			i := layout.InvitedItem(account.Membership{AccountID: id, Person: bob})
			put(t, s, layout.KeyOf(i), i)
		}},
	} {
		s := nested(t)
		id, top, sales := ids(t, s)
		c.plant(t, s, id, top, sales)
		if checks := found(t, s, false); !slices.Contains(checks, c.check) {
			t.Errorf("%s is not among %v", c.check, checks)
		}
		for range 3 { // a repair may reveal another finding
			found(t, s, true)
		}
		if checks := found(t, s, false); (len(checks) == 0) != c.repaired {
			t.Errorf("%s: after the repair %v", c.check, checks)
		}
	}
}

// acme is the account that nested stores.
func acme(id account.ID) account.Account {
	return account.Account{ID: id, Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public}
}

// ids returns the ids of the account that nested stores and of its Virtual Accounts.
func ids(t *testing.T, s *dynamotest.Store) (id, top, sales account.ID) {
	t.Helper()
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range items {
		if pk, sk, _ := strings.Cut(key, " "); strings.HasPrefix(sk, "VIRTUAL#") {
			id = layout.IDOf(pk)
			if strings.Contains(text, "isDefault") {
				top = layout.IDOf(sk)
			} else {
				sales = layout.IDOf(sk)
			}
		}
	}
	return id, top, sales
}
