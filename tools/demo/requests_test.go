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

// The demo shows every state, and its data meets the write conditions.
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
		t.Error("no request has an undelivered mail")
	}
	disputes, _, err := store.Disputes(t.Context(), false, "", 10)
	if err != nil || len(disputes) != 1 {
		t.Errorf("disputes %v, error %v; want one", disputes, err)
	}
	suppressed, _, err := store.SuppressedAddresses(t.Context(), "", 10)
	if err != nil || len(suppressed) != 1 {
		t.Errorf("suppressed addresses %v, error %v; want one", suppressed, err)
	}
	if mails, err := store.OverdueMails(t.Context(), time.Now(), 10); err != nil || len(mails) != 0 {
		t.Errorf("mails to send %v, error %v; want none", mails, err)
	}
}
