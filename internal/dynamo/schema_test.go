package dynamo_test

import (
	"testing"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
)

// The response to CreateTable may be lost under load; the SDK then repeats the call.
func TestCreatingATableAgainAfterALostResponseSucceeds(t *testing.T) {
	t.Parallel()
	for engine, started := range map[string]*engines.Engine{"DynamoDB Local": amazons, "local stack": stacks} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			store := dynamotest.New(t, started)
			if store.Client == nil {
				t.Skip("in memory no answer is lost")
			}
			if err := dynamotest.Create(t.Context(), store.Client, store.Name); err != nil {
				t.Error(err)
			}
		})
	}
}
