package dynamo_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow/storagetest"
)

var amazons, stacks *engines.Engine

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if engines.None() {
		return m.Run() // of those in memory
	}
	var err, otherErr error
	var starts sync.WaitGroup
	starts.Go(func() { amazons, err = engines.StartDynamoDBLocal() })
	starts.Go(func() { stacks, otherErr = engines.StartMiniStack() })
	starts.Wait()
	for _, engine := range []*engines.Engine{amazons, stacks} {
		if engine != nil {
			defer engine.Stop()
		}
	}
	for _, err := range []error{err, otherErr} {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
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
