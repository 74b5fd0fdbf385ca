package dynamo_test

import (
	"testing"

	"smartaccounts/internal/administration/storagetest"
	"smartaccounts/internal/dynamo/dynamotest"
)

func TestAdministrationContractsOnDynamoDBLocal(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return dynamotest.New(t, amazons) })
}

func TestAdministrationContractsOnTheLocalStack(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return dynamotest.New(t, stacks) })
}

func TestAdministrationContractsInMemory(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(*testing.T) storagetest.Store { return dynamotest.InMemory() })
}
