package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Schema describes the table as template.yaml creates it; a test holds the two together.
func Schema(table string) *dynamodb.CreateTableInput {
	attribute := func(name string, kind types.ScalarAttributeType) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: kind}
	}
	index := func(name, partition, sort string) types.GlobalSecondaryIndex {
		return types.GlobalSecondaryIndex{
			IndexName: &name, KeySchema: keySchema(partition, sort),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}
	}
	return &dynamodb.CreateTableInput{
		TableName:   &table,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			attribute("PK", types.ScalarAttributeTypeS),
			attribute("SK", types.ScalarAttributeTypeS),
			attribute("duePartition", types.ScalarAttributeTypeS),
			attribute("dueAt", types.ScalarAttributeTypeN),
			attribute("listStatus", types.ScalarAttributeTypeS),
			attribute("createdAt", types.ScalarAttributeTypeN),
		},
		KeySchema: keySchema("PK", "SK"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			index(dueIndexName, "duePartition", "dueAt"),
			index(statusIndexName, "listStatus", "createdAt"),
		},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	}
}

func keySchema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}

// CreateTable creates the table where no template does, for tests; with what they want otherwise.
func CreateTable(ctx context.Context, client *dynamodb.Client, table string, otherwise ...func(*dynamodb.CreateTableInput)) error {
	schema := Schema(table)
	for _, change := range otherwise {
		change(schema)
	}
	if _, err := client.CreateTable(ctx, schema); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return AwaitTable(ctx, client, table)
}

// AwaitTable returns when the table is ready for use, within a minute.
func AwaitTable(ctx context.Context, client *dynamodb.Client, table string) error {
	ready := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 50*time.Millisecond, time.Second
	})
	if err := ready.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, time.Minute); err != nil {
		return fmt.Errorf("wait for table: %w", err)
	}
	return nil
}
