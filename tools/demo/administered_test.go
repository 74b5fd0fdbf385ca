package demo

import (
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// loaded returns an in-memory table with the demo data.
func loaded(t *testing.T) (*dynamotest.Store, time.Time) {
	t.Helper()
	store, now := dynamotest.InMemory(), dynamo.Now()
	if err := load(t.Context(), store.Maintainer, 20, now); err != nil {
		t.Fatal(err)
	}
	return store, now
}

// accountAt returns the account with that identifier.
func accountAt(t *testing.T, store *dynamotest.Store, d account.Domain) workflow.StoredAccount {
	t.Helper()
	survey, err := store.Survey(t.Context(), workflow.SurveyQuery{Domain: "below." + d, Name: "x", Person: administrator})
	if err != nil || len(survey.Above) == 0 {
		t.Fatalf("%s: %+v, error %v", d, survey.Above, err)
	}
	a, err := store.Account(t.Context(), survey.Above[0].AccountID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheDemoDataIsConsistent(t *testing.T) {
	store, now := loaded(t)
	if _, err := store.Inspect(t.Context(), now, false, func(f maintenance.Finding) { t.Error(f) }); err != nil {
		t.Fatal(err)
	}
	if due, err := store.DueMembers(t.Context(), now, 10); err != nil || len(due) > 0 {
		t.Errorf("members whom the schedule would mail or end at once: %v, error %v", due, err)
	}
}

func TestTheAdministratorsAccountHasMembersOfEveryRoleAndThreeLevels(t *testing.T) {
	store, now := loaded(t)
	stored := accountAt(t, store, northgate.founding.domain)
	if !slices.ContainsFunc(Users, func(u User) bool { return u.Email == administrator && u.Name == "administrator" }) {
		t.Error("the administrator is no user")
	}
	if stored.Account.Visibility != account.Public || administrator.Host() != string(stored.Account.Domain) {
		t.Errorf("the account is %s at %s", stored.Account.Visibility, stored.Account.Domain)
	}
	held, invited, ending := map[account.Role]bool{}, 0, 0
	for _, m := range stored.Members {
		if !m.InForce(now) {
			t.Errorf("%s is not in force", m.Person)
		}
		for _, role := range m.Roles() {
			held[role] = true
		}
		if m.Invited() {
			invited++
		}
		if !m.EndsAt.IsZero() && m.EndsAt.Before(now.Add(30*day)) {
			ending++
		}
	}
	for _, role := range account.Roles() {
		if !held[role] {
			t.Errorf("no member is %s", role)
		}
	}
	if invited == 0 || ending == 0 {
		t.Errorf("%d members are invited, %d end soon", invited, ending)
	}
}

func TestTheDemosTreesHaveThreeLevelsAndRestrictedVirtualAccounts(t *testing.T) {
	store, _ := loaded(t)
	for _, a := range []administeredAccount{northgate, southmoor} {
		deepest, restricted := 0, 0
		by, id := account.Person{Email: a.founding.customers[0]}, accountAt(t, store, a.founding.domain).Account.ID
		tree, err := administration.VirtualAccounts{Store: store, Now: dynamo.Now}.List(t.Context(), by, id, "", 100, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range tree.Items {
			deepest = max(deepest, v.Depth)
			if v.Visibility == account.Restricted {
				restricted++
			}
		}
		if deepest != 3 || restricted == 0 {
			t.Errorf("%s: %d levels, %d Restricted", a.founding.domain, deepest, restricted)
		}
	}
}

func TestTheAdministratorsLogHasManyKindsOfEntriesByMoreThanOneActor(t *testing.T) {
	store, _ := loaded(t)
	entries, _, err := store.Log(t.Context(), accountAt(t, store, northgate.founding.domain).Account.ID, time.Time{}, time.Time{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	kinds, actors := map[account.LogKind]bool{}, map[account.Actor]bool{}
	for _, e := range entries {
		kinds[e.Kind], actors[e.Actor] = true, true
	}
	for _, kind := range []account.LogKind{
		account.LogCreated, account.LogRenamed, account.LogVisibilityChanged,
		account.LogMemberAdded, account.LogMemberConfirmed, account.LogMemberChanged, account.LogMemberRemoved, account.LogMemberLeft,
		account.LogMemberLapsed, account.LogMemberEnded,
		account.LogVirtualCreated, account.LogVirtualChanged, account.LogVirtualMoved, account.LogVirtualDeleted,
	} {
		if !kinds[kind] {
			t.Errorf("no entry is %s", kind)
		}
	}
	if len(entries) < 30 || len(actors) < 5 {
		t.Errorf("%d entries by %d actors", len(entries), len(actors))
	}
}

func TestARequestForASubdomainWaitsForTheAdministrator(t *testing.T) {
	store, _ := loaded(t)
	survey, err := store.Survey(t.Context(), workflow.SurveyQuery{Domain: "below." + labs.domain, Name: "x", Person: administrator})
	if err != nil {
		t.Fatal(err)
	}
	a, err := store.Account(t.Context(), survey.Above[0].AccountID)
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Request(t.Context(), a.Account.RequestID)
	if err != nil || r.State != account.PendingApproval || len(r.Nominees) != 1 || r.Nominees[0].Email != administrator {
		t.Errorf("the request is %s, its nominees are %+v, error %v", r.State, r.Nominees, err)
	}
}

func TestTheAdministratorsAccountHasRulesAndAccessRequestsOpenAndDecided(t *testing.T) {
	store, _ := loaded(t)
	id := accountAt(t, store, northgate.founding.domain).Account.ID
	rules, err := store.Rules(t.Context(), id)
	if err != nil || len(rules) != 2 {
		t.Errorf("rules: %v, error %v", rules, err)
	}
	const most = 100
	all, _, err := store.AccessRequestsIn(t.Context(), id, false, "", most)
	if err != nil {
		t.Fatal(err)
	}
	states := map[account.AccessState]int{}
	byRule := 0
	for _, r := range all {
		states[r.State]++
		if r.Decision != nil && r.Decision.Rule != "" {
			byRule++
		}
	}
	if states[account.AccessPending] != 2 || states[account.AccessApproved] != 2 || states[account.AccessDeclined] != 1 || byRule != 1 {
		t.Errorf("access requests: %v, %d decided by a rule", states, byRule)
	}
}
