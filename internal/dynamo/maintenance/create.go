package maintenance

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/dynamo/layout"
)

// CreateTable creates the table for tests, which may change the schema. A deployment's table is created by the template.
func CreateTable(ctx context.Context, client *dynamodb.Client, table string, otherwise ...func(*dynamodb.CreateTableInput)) error {
	schema := layout.Schema(table)
	for _, change := range otherwise {
		change(schema)
	}
	if _, err := client.CreateTable(ctx, schema); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return AwaitTable(ctx, client, table)
}

// AwaitTable waits for the table to become active, for at most a minute.
func AwaitTable(ctx context.Context, client *dynamodb.Client, table string) error {
	ready := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 50*time.Millisecond, time.Second
	})
	if err := ready.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, time.Minute); err != nil {
		return fmt.Errorf("wait for table: %w", err)
	}
	return nil
}
