package local_test

import (
	"testing"
	"time"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/tools/demo"
	"smartaccounts/tools/stack/local"
)

// Some times are in keys, which stay; others stand in several items, which become older together.
func TestTheDemoDataIsConsistentAfterItBecameOlder(t *testing.T) {
	store := dynamotest.New(t, engines.ForTest(t))
	if err := demo.Load(20)(t.Context(), store.Client, store.Name); err != nil {
		t.Fatal(err)
	}
	changed := 0
	for segment := range int32(local.AgeWorkers) {
		n, err := local.AgeSegment(t.Context(), store.Client, store.Name, segment, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		changed += n
	}
	if changed == 0 {
		t.Error("nothing became older")
	}
	if _, err := store.Inspect(t.Context(), dynamo.Now(), false, func(f maintenance.Finding) { t.Error(f) }); err != nil {
		t.Fatal(err)
	}
}
