package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// waiting stores a request that waits for a nominee, and one that waits for the administrators of an account.
func waiting(t *testing.T) (s *dynamotest.Store, nominee, below account.Request) {
	t.Helper()
	s = nested(t)
	above, err := s.AccountByDomain(t.Context(), "acme.com")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Truncate(time.Millisecond).UTC()
	open := func(domain account.Domain, route account.Route) account.Request {
		r, event := account.Submit(account.Submission{
			Requester: "partner@example.com", AccountName: string(domain), Domain: domain, CustomerEmails: []account.Email{"dora@" + account.Email(domain)},
		}, route, account.NewID(), account.NewID(), at, account.Terms{Lifetime: 24 * time.Hour})
		if err := s.Commit(t.Context(), workflow.Change{After: r, Event: event}); err != nil {
			t.Fatal(err)
		}
		return r
	}
	nominee = open("example.net", account.Route{Nominees: []account.Nominee{{Email: "dora@example.net"}}})
	below = open("emea.acme.com", account.Route{Above: &above, Nominees: []account.Nominee{{Email: "ann@acme.com", AdministratorOf: above.ID}}})
	return s, nominee, below
}

func TestAMissingItemOfAWaitingRequestIsFoundAndRepaired(t *testing.T) {
	t.Parallel()
	s, _, _ := waiting(t)
	if checks := found(t, s, false); len(checks) > 0 {
		t.Fatalf("complete: %v", checks)
	}
	items, err := s.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cut := map[string]int{}
	for key := range items {
		pk, sk, _ := strings.Cut(key, " ")
		check := map[bool]string{true: "waiting-item-differs"}[strings.HasPrefix(sk, layout.PrefixWaiting)]
		if sk == layout.SortWaitMark {
			check = "waiting-mark-missing"
		}
		if check == "" {
			continue
		}
		kind, _, _ := strings.Cut(pk, "#")
		cut[kind+" "+check]++
		lacking := s.Without(t, key)
		if checks := strings.Join(found(t, lacking, true), " "); checks != check {
			t.Errorf("without %s: %s, want %s", key, checks, check)
		}
		if checks := found(t, lacking, false); len(checks) > 0 {
			t.Errorf("without %s, after the repair: %v", key, checks)
		}
	}
	if cut["PERSON waiting-item-differs"] != 1 || cut["ACCOUNT waiting-item-differs"] != 1 || cut["ACCOUNT waiting-mark-missing"] != 1 {
		t.Errorf("these items were removed: %v", cut)
	}
}

func TestAnItemOfARequestThatDoesNotWaitThereIsFoundAndDeleted(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(nominee, below account.Request) account.Waiting{
		"for another person": func(r, _ account.Request) account.Waiting {
			w := r.Waiting()[0]
			w.Nominee = "other@example.net"
			return w
		},
		"for an administrator as a person": func(_, r account.Request) account.Waiting {
			w := r.Waiting()[0]
			w.Above, w.Nominee = "", "ann@acme.com"
			return w
		},
		"of a request that does not exist": func(r, _ account.Request) account.Waiting {
			w := r.Waiting()[0]
			w.Account.RequestID = account.NewID()
			return w
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, nominee, below := waiting(t)
			if _, err := s.API().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Name, Item: layout.WaitingItem(wrong(nominee, below))}); err != nil {
				t.Fatal(err)
			}
			for n, want := range []string{"waiting-item-without-request", ""} {
				if checks := strings.Join(found(t, s, true), " "); checks != want {
					t.Errorf("inspection %d: %q, want %q", n+1, checks, want)
				}
			}
		})
	}
}
