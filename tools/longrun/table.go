// Package longrun has the common parts of commands that process a whole table: the table, a progress bar, and the state
// from which they continue after an interruption.
package longrun

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
)

// Target is the table that a command works on.
type Target struct {
	Client   *dynamodb.Client
	Table    string
	Endpoint string // empty on AWS
}

// Settings returns the configuration of AWS clients, from the environment and -endpoint. An AWS on this machine takes any
// credentials, so it needs none; calls is the number of concurrent calls.
func Settings(getenv config.Getenv, endpoint string, calls int) (aws.Config, error) {
	local := map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
	environment, err := config.ForAWS(func(variable string) string {
		value := getenv(variable)
		switch {
		case variable == "AWS_ENDPOINT_URL":
			return endpoint
		case value == "" && endpoint != "":
			return local[variable]
		}
		return value
	})
	if err != nil {
		return aws.Config{}, err
	}
	settings := environment.Config()
	settings.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = calls, calls
	})
	return settings, nil
}

// Open returns the target that the environment and the flags name; see Settings.
func Open(getenv config.Getenv, table, endpoint string, calls int) (Target, error) {
	if table == "" {
		return Target{}, errors.New("-table is missing")
	}
	settings, err := Settings(getenv, endpoint, calls)
	if err != nil {
		return Target{}, err
	}
	client := dynamodb.NewFromConfig(settings, func(o *dynamodb.Options) {
		// DynamoDB Local's checksums are not those that the SDK expects.
		o.DisableValidateResponseChecksum = endpoint != ""
	})
	return Target{client, table, endpoint}, nil
}

// ErrNoTable is returned if there is no table of that name.
var ErrNoTable = errors.New("no such table")

// Description is what DescribeTable returns of a table.
type Description struct {
	Made  time.Time // distinguishes it from another table of the same name
	Items int       // an estimate that DynamoDB updates every six hours
}

// Describe returns the table's description, or ErrNoTable if the table does not exist.
func (t Target) Describe(ctx context.Context) (Description, error) {
	out, err := t.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &t.Table})
	var none *types.ResourceNotFoundException
	switch {
	case errors.As(err, &none):
		return Description{}, fmt.Errorf("%w: %s at %s", ErrNoTable, t.Table, t.where())
	case err != nil:
		return Description{}, fmt.Errorf("describe table %s at %s: %w", t.Table, t.where(), err)
	}
	return Description{aws.ToTime(out.Table.CreationDateTime).UTC(), int(aws.ToInt64(out.Table.ItemCount))}, nil
}

// Create creates the table as template.yaml does; a bare one without indexes and stream, which Complete adds.
func (t Target) Create(ctx context.Context, bare bool) error {
	return maintenance.CreateTable(ctx, t.Client, t.Table, func(schema *dynamodb.CreateTableInput) {
		if bare {
			schema.AttributeDefinitions = attributesOf(schema, schema.KeySchema)
			schema.GlobalSecondaryIndexes, schema.StreamSpecification = nil, nil
		}
	})
}

// Complete adds what a bare table lacks. It is safe to call again.
func (t Target) Complete(ctx context.Context) error {
	schema := layout.Schema(t.Table)
	for _, index := range schema.GlobalSecondaryIndexes {
		err := t.add(ctx, *index.IndexName, func(has *types.TableDescription) bool {
			return slices.ContainsFunc(has.GlobalSecondaryIndexes, func(i types.GlobalSecondaryIndexDescription) bool { return *i.IndexName == *index.IndexName })
		}, &dynamodb.UpdateTableInput{
			TableName: &t.Table, AttributeDefinitions: attributesOf(schema, append(index.KeySchema, schema.KeySchema...)),
			GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
				IndexName: index.IndexName, KeySchema: index.KeySchema, Projection: index.Projection,
			}}},
		})
		if err != nil {
			return err
		}
	}
	return t.add(ctx, "stream", func(has *types.TableDescription) bool { return has.StreamSpecification != nil },
		&dynamodb.UpdateTableInput{TableName: &t.Table, StreamSpecification: schema.StreamSpecification})
}

// add changes the table if it does not have that yet, and waits until it can be used.
func (t Target) add(ctx context.Context, what string, has func(*types.TableDescription) bool, change *dynamodb.UpdateTableInput) error {
	for {
		out, err := t.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &t.Table})
		if err != nil {
			return fmt.Errorf("add %s: %w", what, err)
		}
		switch is := has(out.Table); {
		case is && active(out.Table):
			return nil
		case !is:
			if _, err := t.Client.UpdateTable(ctx, change); err != nil {
				return fmt.Errorf("add %s: %w", what, err)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func active(table *types.TableDescription) bool {
	return table.TableStatus == types.TableStatusActive && !slices.ContainsFunc(table.GlobalSecondaryIndexes, func(i types.GlobalSecondaryIndexDescription) bool {
		return i.IndexStatus != types.IndexStatusActive
	})
}

// attributesOf returns the definitions of the attributes in keys; DynamoDB rejects others.
func attributesOf(schema *dynamodb.CreateTableInput, keys []types.KeySchemaElement) []types.AttributeDefinition {
	var used []types.AttributeDefinition
	for _, a := range schema.AttributeDefinitions {
		if slices.ContainsFunc(keys, func(k types.KeySchemaElement) bool { return *k.AttributeName == *a.AttributeName }) {
			used = append(used, a)
		}
	}
	return used
}

func (t Target) where() string {
	if t.Endpoint == "" {
		return "AWS"
	}
	return t.Endpoint
}
