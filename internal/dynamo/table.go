package dynamo

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Table is the one table. It is safe for use by several goroutines.
type Table struct {
	client API
	name   string
}

// Open returns the table of that name, reached as the config says, by a client without what serves nothing here.
func Open(config aws.Config, name string) *Table {
	return New(dynamodb.NewFromConfig(config, lean), name)
}

// New returns the table of that name.
func New(client API, name string) *Table { return &Table{client, name} }

// Now is the time in whole milliseconds, which is what the table keeps.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// get reads one item consistently; account.ErrNotFound if there is none.
func (t *Table) get(ctx context.Context, k key) (*reader, error) { return t.read(ctx, k, true) }

// glance is get at half the price: what it answers may lag behind by a moment.
func (t *Table) glance(ctx context.Context, k key) (*reader, error) { return t.read(ctx, k, false) }

func (t *Table) read(ctx context.Context, k key, consistent bool) (*reader, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.name, Key: primary(k), ConsistentRead: &consistent,
	})
	if err != nil {
		return nil, failed("read "+k.sk(), err)
	}
	if len(out.Item) == 0 {
		return nil, account.ErrNotFound
	}
	return &reader{item: out.Item}, nil
}

const (
	mostBatchGets   = 100
	mostBatchWrites = 25
	mostBatchRounds = 6
)

// getAll reads items consistently, in one round as a rule. Those that are not there are missing from
// the answer.
func (t *Table) getAll(ctx context.Context, keys ...key) (map[primaryKey]item, error) {
	found := map[primaryKey]item{}
	for len(keys) > 0 {
		now := keys[:min(len(keys), mostBatchGets)]
		keys = keys[len(now):]
		ask := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
		for _, k := range now {
			ask.Keys = append(ask.Keys, primary(k))
		}
		for round := 0; len(ask.Keys) > 0; round++ {
			if err := pause(ctx, round); err != nil {
				return nil, err
			}
			out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems: map[string]types.KeysAndAttributes{t.name: ask},
			})
			if err != nil {
				return nil, failed("read a batch", err)
			}
			for _, i := range out.Responses[t.name] {
				found[primaryOf(i)] = i
			}
			ask.Keys = out.UnprocessedKeys[t.name].Keys
		}
	}
	return found, nil
}

// primaryKey is a key by value.
type primaryKey struct{ pk, sk string }

func keyed(k key) primaryKey { return primaryKey{k.pk(), k.sk()} }

func primaryOf(i item) primaryKey {
	r := &reader{item: i}
	return primaryKey{r.text("PK"), r.text("SK")}
}

// pause waits before another round for what DynamoDB left over, and gives up after a few.
func pause(ctx context.Context, round int) error {
	switch {
	case round == 0:
		return nil
	case round > mostBatchRounds:
		return fmt.Errorf("%w: a batch stays unfinished", retry.ErrBusy)
	}
	const first = 10 * time.Millisecond
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(first << round):
		return nil
	}
}

// query returns the items that in asks for, page after page as they are wanted.
func (t *Table) query(ctx context.Context, in *dynamodb.QueryInput) iter.Seq2[item, error] {
	in.TableName = &t.name
	in.ExpressionAttributeNames = namesIn(*in.KeyConditionExpression)
	if in.IndexName == nil && in.ConsistentRead == nil {
		in.ConsistentRead = aws.Bool(true)
	}
	return func(yield func(item, error) bool) {
		for {
			out, err := t.client.Query(ctx, in)
			if err != nil {
				yield(nil, failed("query", err))
				return
			}
			for _, i := range out.Items {
				if !yield(i, nil) {
					return
				}
			}
			if len(out.LastEvaluatedKey) == 0 {
				return
			}
			in.ExclusiveStartKey = out.LastEvaluatedKey
		}
	}
}

// within asks for the items of one partition; those whose sort key begins so, if prefix is given. It asks for them as a
// range: for begins_with DynamoDB Local looks through the whole partition, which may hold a person's 100,000 requests.
func within(pk, prefix string) *dynamodb.QueryInput {
	if prefix != "" {
		return between(pk, prefix, prefix+highest)
	}
	return &dynamodb.QueryInput{
		KeyConditionExpression:    aws.String("#PK = :pk"),
		ExpressionAttributeValues: item{":pk": text(pk)},
	}
}

// between asks for the items of one partition from one sort key to another.
func between(pk, from, to string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		KeyConditionExpression:    aws.String("#PK = :pk AND #SK BETWEEN :from AND :to"),
		ExpressionAttributeValues: item{":pk": text(pk), ":from": text(from), ":to": text(to)},
	}
}

// failed gives DynamoDB's error the meaning that the contracts know. The SDK has repeated throttled
// calls by then.
func failed(what string, err error) error {
	var (
		refused    *types.ConditionalCheckFailedException
		conflict   *types.TransactionConflictException
		inProgress *types.TransactionInProgressException
		api        smithy.APIError
	)
	switch {
	case errors.As(err, &refused), errors.As(err, &conflict), errors.As(err, &inProgress):
		return fmt.Errorf("%s: %w", what, retry.ErrConflict)
	case errors.As(err, &api) && throttled(api.ErrorCode()):
		return fmt.Errorf("%s: %w: %w", what, retry.ErrBusy, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func throttled(code string) bool {
	switch code {
	case "ThrottlingException", "ThrottlingError", "ProvisionedThroughputExceededException",
		"ProvisionedThroughputExceeded", "RequestLimitExceeded":
		return true
	}
	return false
}
