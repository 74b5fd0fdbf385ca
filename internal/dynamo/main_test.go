package dynamo_test

import (
	"testing"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow/storagetest"
)

var amazons, stacks *engines.Engine

func TestMain(m *testing.M) {
	engines.MainOrNone(m, engines.DynamoDBLocal(&amazons), engines.MiniStack(&stacks))
}

func TestContractsOnDynamoDBLocal(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return dynamotest.New(t, amazons) })
}

func TestContractsOnTheLocalStack(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return dynamotest.New(t, stacks) })
}

func TestContractsInMemory(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(*testing.T) storagetest.Store { return dynamotest.InMemory() })
}
