package dynamo_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// Otherwise a caller could learn from the duration of a search that a Restricted account exists.
func TestAHitMakesTheSameCallsAsAMiss(t *testing.T) {
	t.Parallel()
	var asked []string
	s := dynamotest.New(t, amazons, through(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, action(r))
		return http.DefaultClient.Do(r)
	}))
	a := account.Account{
		ID: account.NewID(), Name: "Hidden Company", Domain: "hidden.com", Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: time.UnixMilli(1795340000123).UTC(), Requester: "x@example.com", RequestID: account.NewID(),
	}
	if err := s.Load(t.Context(), []workflow.StoredAccount{{Account: a}}); err != nil {
		t.Fatal(err)
	}
	calls := func(look func() error) []string {
		asked = nil
		_ = look() // some return an error for a miss
		return slices.Clone(asked)
	}
	byName := func(name string) []string {
		return calls(func() error {
			found, err := s.AccountsByName(t.Context(), name, 10)
			if hit := len(found) == 1; err != nil || hit != (name == "hidden company") {
				t.Errorf("%s: %v, %v", name, found, err)
			}
			return err
		})
	}
	byDomain := func(d account.Domain) []string {
		return calls(func() error {
			found, err := s.AccountByDomain(t.Context(), d)
			if (err == nil) != (found == a) || (err == nil) != (d == a.Domain) {
				t.Errorf("%s: %v, %v", d, found, err)
			}
			return err
		})
	}
	if hit, miss := byName("hidden company"), byName("another company"); !slices.Equal(hit, miss) || len(hit) != 1 {
		t.Errorf("by name: %v for a hit, %v for a miss", hit, miss)
	}
	if hit, miss := byDomain("hidden.com"), byDomain("another.com"); !slices.Equal(hit, miss) || len(hit) != 1 {
		t.Errorf("by identifier: %v for a hit, %v for a miss", hit, miss)
	}
}
