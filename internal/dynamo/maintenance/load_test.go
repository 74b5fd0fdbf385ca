package maintenance_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// Loaded accounts have the same items as committed ones, so searches, submissions and access checks treat them alike.
func TestLoadedAccountsAreLikeCommittedOnes(t *testing.T) {
	t.Parallel()
	s := dynamotest.New(t, stacks)
	at := time.UnixMilli(1795340000123).UTC()
	var accounts []workflow.StoredAccount
	for n := range 40 {
		id := account.NewID()
		v := account.Public
		if n%2 == 1 {
			v = account.Restricted
		}
		accounts = append(accounts, workflow.StoredAccount{
			Account: account.Account{
				ID: id, Name: fmt.Sprintf("Company %02d", n), Domain: account.Domain(fmt.Sprintf("c%02d.com", n)),
				Status: account.AccountActive, Visibility: v, CreatedAt: at, Requester: "x@example.com",
				RequestID: account.NewID(), PendingUntil: at,
			},
			Members: []account.Membership{
				{AccountID: id, Person: "a@example.com", Role: account.SmartAccountViewer, Since: at},
			},
			VirtualAccounts: []account.VirtualAccount{{ID: account.NewID(), AccountID: id, Depth: 1, Visibility: account.Public, Name: "Default", Default: true, CreatedAt: at}},
		})
	}
	begin := time.Now()
	if err := s.Load(t.Context(), accounts); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d accounts in %v", len(accounts), time.Since(begin))
	for _, want := range accounts {
		got, err := s.Account(t.Context(), want.Account.ID)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, want)
		}
		byDomain, err := s.AccountByDomain(t.Context(), want.Account.Domain)
		if err != nil || byDomain != want.Account {
			t.Fatalf("by domain: got %+v, %v", byDomain, err)
		}
		byName, err := s.AccountsByName(t.Context(), account.FoldName(want.Account.Name), 10)
		if err != nil || len(byName) != 1 || byName[0] != want.Account {
			t.Fatalf("by name: got %+v, %v", byName, err)
		}
		met, err := s.Survey(t.Context(), workflow.SurveyQuery{Domain: want.Account.Domain, Name: want.Account.Name, Person: "x@example.com"})
		self := []account.ID{want.Account.ID}
		if err != nil || met.Holder != want.Account.RequestID || !slices.Equal(met.SameName[0].Accounts, self) || !slices.Equal(met.LookAlike.Accounts, self) {
			t.Fatalf("survey: got %+v, %v", met, err)
		}
	}
	rows, _, err := s.Rows(t.Context(), "a@example.com", "", 100)
	if err != nil || len(rows) != len(accounts) || len(rows[0].Access) != 1 {
		t.Errorf("got %d rows, %v", len(rows), err)
	}
	public, next, err := s.Postings(t.Context(), "company", "", 100)
	if err != nil || len(public) != len(accounts)/2 || next != "" {
		t.Errorf("got %d postings, %q, %v", len(public), next, err)
	}
}
