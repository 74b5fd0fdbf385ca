package demo_test

import (
	"testing"
	"time"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/tools/demo"
)

func TestTheDemoDataIsConsistent(t *testing.T) {
	store := dynamotest.InMemory()
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	if err := store.Load(t.Context(), demo.Accounts(20, now)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Inspect(t.Context(), now, false, func(f maintenance.Finding) { t.Error(f) }); err != nil {
		t.Fatal(err)
	}
}
