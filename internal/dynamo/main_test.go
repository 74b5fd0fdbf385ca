package dynamo_test

import (
	"fmt"
	"os"
	"testing"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow/storagetest"
	"smartaccounts/tools/engines"
)

var amazons, stacks *engines.Engine

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	all, stop, err := dynamotest.Engines(func() (*engines.Engine, error) { return engines.StartDynamoDBLocal() }, engines.StartMiniStack)
	defer stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	amazons, stacks = all[0], all[1]
	return m.Run()
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
