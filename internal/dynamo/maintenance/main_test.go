package maintenance_test

import (
	"testing"

	"smartaccounts/internal/testkit/engines"
)

var amazons, stacks *engines.Engine

func TestMain(m *testing.M) {
	engines.MainOrNone(m, engines.DynamoDBLocal(&amazons), engines.MiniStack(&stacks))
}
