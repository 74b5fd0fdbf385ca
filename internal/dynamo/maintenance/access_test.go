package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// accessible stores an account with a rule, and about it an access request that is pending and one that was declined.
type accessible struct {
	*dynamotest.Store
	id                account.ID
	sales             account.ID // a Virtual Account
	pending, declined account.AccessRequest
}

func access(t *testing.T) accessible {
	t.Helper()
	s := accessible{Store: nested(t)}
	a, err := s.AccountByDomain(t.Context(), "acme.com")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.Account(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range stored.VirtualAccounts {
		if v.Name == "Sales" {
			s.sales = v.ID
		}
	}
	s.id = a.ID
	now := func() time.Time { return time.Now().Truncate(time.Millisecond).UTC() }
	many := workflow.ADay(100)
	asking := accessrequest.Asking{
		Store: s.Store, Now: now, Terms: account.AccessTerms{Lifetime: 24 * time.Hour}, Limits: accessrequest.Limits{Person: many, Account: many},
	}
	ask := func(by account.Email) account.AccessRequest {
		r, err := asking.Ask(t.Context(), account.Person{Email: by}, accessrequest.Form{Domain: "acme.com", Wanted: accessrequest.Wanted{Role: "Smart Account User"}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	ann := account.Person{Email: "ann@acme.com"}
	s.pending = ask("joe@acme.com")
	s.declined, err = accessrequest.Deciding{Store: s.Store, Now: now}.Decide(t.Context(), ann, ask("jane@acme.com").ID, accessrequest.Decision{})
	if err != nil {
		t.Fatal(err)
	}
	s.put(t, layout.RulesItem(s.id, s.rules(s.sales)))
	return s
}

func (s accessible) rules(virtual account.ID) account.Rules {
	return account.Rules{{
		ID: "rule", EmailDomain: "partner.com", Approve: true, Enabled: true, Author: "ann@acme.com",
		Grant: account.Grant{VirtualRoles: []account.VirtualRole{{VirtualAccount: virtual, Role: account.VirtualAccountUser}}},
	}}
}

func (s accessible) put(t *testing.T, i layout.Item) {
	t.Helper()
	if _, err := s.API().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Name, Item: i}); err != nil {
		t.Fatal(err)
	}
}

// wantRepaired expects one finding, and none after the repair.
func (s accessible) wantRepaired(t *testing.T, what, check string) {
	t.Helper()
	for n, want := range []string{check, ""} {
		if checks := strings.Join(found(t, s.Store, true), " "); checks != want {
			t.Errorf("%s, inspection %d: %q, want %q", what, n+1, checks, want)
		}
	}
}

func TestAMissingItemOfAnAccessRequestIsFound(t *testing.T) {
	t.Parallel()
	s := access(t)
	if checks := found(t, s.Store, true); len(checks) > 0 {
		t.Fatalf("complete: %v", checks)
	}
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cut := map[string]int{}
	for key := range items {
		pk, sk, _ := strings.Cut(key, " ")
		kind, _, _ := strings.Cut(pk, "#")
		prefix, _, _ := strings.Cut(sk, "#")
		check, repaired := map[string]string{
			"PERSON ASKED": "access-request-not-listed", "ACCOUNT ASKED": "access-request-not-listed", "ACCOUNT OPENASK": "access-request-not-listed",
			"PERSON ASKS": "asks-differ", "ACCOUNT WAITING": "waiting-mark-missing",
		}[kind+" "+prefix], true
		if strings.HasPrefix(sk, layout.PrefixLog) && (strings.Contains(sk, string(s.pending.ID)+"#1") || strings.Contains(sk, string(s.declined.ID)+"#2")) {
			check, repaired = "access-entry-missing", false
		}
		if check == "" || sk == layout.AsksKey(s.declined.By, s.id).SK && strings.Contains(pk, string(s.declined.By)) {
			continue
		}
		cut[kind+" "+prefix]++
		lacking := accessible{Store: s.Without(t, key)}
		if checks := strings.Join(found(t, lacking.Store, true), " "); checks != check {
			t.Errorf("without %s: %q, want %s", key, checks, check)
		}
		if checks := found(t, lacking.Store, false); (len(checks) == 0) != repaired {
			t.Errorf("without %s, after the repair: %v", key, checks)
		}
	}
	for kind, want := range map[string]int{"PERSON ASKED": 2, "ACCOUNT ASKED": 2, "ACCOUNT OPENASK": 1, "PERSON ASKS": 1, "ACCOUNT WAITING": 1, "ACCOUNT LOG": 2} {
		if cut[kind] != want {
			t.Errorf("%d items %s were removed, want %d", cut[kind], kind, want)
		}
	}
}

func TestItemsOfAnAccessRequestThatDoesNotExistAreDeleted(t *testing.T) {
	t.Parallel()
	s := access(t)
	r := s.pending
	for _, row := range layout.AccessRequestRows(r) {
		lacking := accessible{Store: s.Without(t, layout.AccessRequestKey(r.ID).PK+" "+layout.AccessRequestKey(r.ID).SK)}
		checks := found(t, lacking.Store, true)
		for _, want := range []string{"listed-access-request-is-none", "asks-without-access-request"} {
			if !strings.Contains(strings.Join(checks, " "), want) {
				t.Errorf("%v: %v, want %s", layout.KeyOf(row), checks, want)
			}
		}
		if checks := found(t, lacking.Store, false); len(checks) > 0 {
			t.Errorf("after the repair: %v", checks)
		}
	}
	other := r
	other.By = "other@acme.com"
	s.put(t, layout.AccessRequestRows(other)[0])
	s.wantRepaired(t, "listed for another person", "listed-access-request-is-none")
}

func TestWhatDoesNotAgreeWithAnAccessRequestIsFoundAndRepaired(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		broken func(t *testing.T, s accessible) layout.Item
		check  string
	}{
		"a pending one that is not due": {func(_ *testing.T, s accessible) layout.Item {
			i := layout.AccessRequestItem(s.pending)
			delete(i, "dueAt")
			delete(i, "duePartition")
			return i
		}, "access-request-differs"},
		"one that has ended, listed as pending": {func(_ *testing.T, s accessible) layout.Item {
			r := s.declined
			r.State = account.AccessPending
			rows := layout.AccessRequestRows(r)
			return rows[len(rows)-1]
		}, "ended-access-request-listed"},
		"a pending one, listed with another role": {func(_ *testing.T, s accessible) layout.Item {
			r := s.pending
			r.Asked.Role = account.SmartAccountViewer
			rows := layout.AccessRequestRows(r)
			return rows[len(rows)-1]
		}, "access-request-not-listed"},
		"one that has ended, counted as open": {func(t *testing.T, s accessible) layout.Item {
			return s.asks(t, s.declined, func(a *account.Asks) { a.Open = s.declined.ID })
		}, "asks-differ"},
		"a pending one, not counted as open": {func(t *testing.T, s accessible) layout.Item {
			return s.asks(t, s.pending, func(a *account.Asks) { a.Open, a.At = "", nil })
		}, "asks-differ"},
		"one counted as open that does not exist": {func(t *testing.T, s accessible) layout.Item {
			return s.asks(t, s.declined, func(a *account.Asks) { a.Open = account.NewID() })
		}, "asks-without-access-request"},
		"a mark that is too early": {func(_ *testing.T, s accessible) layout.Item {
			return layout.WaitMarkItem(s.id, s.pending.ExpiresAt.Add(-time.Millisecond))
		}, "waiting-mark-missing"},
		"a rule for a Virtual Account that does not exist": {func(_ *testing.T, s accessible) layout.Item {
			return layout.RulesItem(s.id, s.rules(account.NewID()))
		}, "rule-without-virtual-account"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := access(t)
			s.put(t, c.broken(t, s))
			s.wantRepaired(t, name, c.check)
		})
	}
}

// asks returns the changed item of what counts of the requester's access requests.
func (s accessible) asks(t *testing.T, r account.AccessRequest, change func(*account.Asks)) layout.Item {
	t.Helper()
	a, err := s.Asks(t.Context(), r.By, s.id)
	if err != nil {
		t.Fatal(err)
	}
	change(&a)
	return layout.AsksItem(a)
}

func TestTheRepairOfRulesSwitchesOffTheWrongOnesAlone(t *testing.T) {
	t.Parallel()
	s := access(t)
	wrong, right := s.rules(account.NewID())[0], s.rules(s.sales)[0]
	wrong.ID = "wrong"
	same := right
	same.ID = "same"
	s.put(t, layout.RulesItem(s.id, account.Rules{wrong, right, same}))
	s.wantRepaired(t, "two rules", "rule-without-virtual-account")
	rules, err := s.Rules(t.Context(), s.id)
	if err != nil || len(rules) != 3 || rules[0].Enabled || !rules[1].Enabled || !rules[2].Enabled {
		t.Errorf("%+v, %v", rules, err)
	}
}

func TestWhatBelongsToNoAccountIsFound(t *testing.T) {
	t.Parallel()
	s := access(t)
	none := account.NewID()
	rule := account.Rules{{ID: "rule", EmailDomain: "partner.com", Author: "ann@acme.com"}}
	s.put(t, layout.RulesItem(none, rule))
	if checks := strings.Join(found(t, s.Store, true), " "); checks != "rules-without-account" {
		t.Error(checks)
	}
	s = access(t)
	lost := s.declined
	lost.AccountID, lost.ID = none, account.NewID()
	s.put(t, layout.AccessRequestItem(lost))
	if checks := strings.Join(found(t, s.Store, false), " "); !strings.Contains(checks, "access-request-without-account") {
		t.Error(checks)
	}
}

func TestTwoPendingAccessRequestsOfOnePersonAreLeftToAnOperator(t *testing.T) {
	t.Parallel()
	s := access(t)
	second := s.pending
	second.ID = account.NewID()
	s.put(t, layout.AccessRequestItem(second))
	found(t, s.Store, true)
	if checks := strings.Join(found(t, s.Store, true), " "); !strings.Contains(checks, "asks-differ") {
		t.Error(checks)
	}
	if a, err := s.Asks(t.Context(), s.pending.By, s.id); err != nil || a.Open != s.pending.ID {
		t.Errorf("%+v, %v", a, err)
	}
}
