package demo

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

// TestStories: the demo data lacks a state, or does not keep the storage's own rules.
func TestTheDemoDataHasRequestsInEveryState(t *testing.T) {
	engine := engines.ForTest(t)
	store := dynamotest.New(t, engine)
	if err := Load(20)(t.Context(), store.Client, store.Name); err != nil {
		t.Fatal(err)
	}
	track := workflow.Track{Store: store, Now: dynamo.Now}
	page, err := track.List(t.Context(), account.Person{Email: reseller}, "", 100, "")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[account.State]bool{}
	undelivered := false
	for _, tracked := range page.Items {
		seen[tracked.Request.State] = true
		undelivered = undelivered || tracked.Request.Undelivered()
	}
	for _, state := range account.States() {
		if !seen[state] {
			t.Errorf("no request is %s", state)
		}
	}
	if !undelivered {
		t.Error("no request has lost its mail")
	}
	disputes, _, err := store.Disputes(t.Context(), false, "", 10)
	if err != nil || len(disputes) != 1 {
		t.Errorf("disputes %v, %v", disputes, err)
	}
	suppressed, _, err := store.SuppressedAddresses(t.Context(), "", 10)
	if err != nil || len(suppressed) != 1 {
		t.Errorf("suppressed %v, %v", suppressed, err)
	}
	if mails, err := store.OverdueMails(t.Context(), time.Now(), 10); err != nil || len(mails) != 0 {
		t.Errorf("the demo sends mail: %v, %v", mails, err)
	}
}
