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
type Table struct{ client *Client }

// Open returns the table of that name, reached as the config says, by a client without what serves nothing here.
func Open(config aws.Config, name string) *Table { return &Table{openClient(config, name)} }

// New returns the table of that name.
func New(api API, name string) *Table { return &Table{newClient(api, name)} }

// Client calls DynamoDB for one table. It is safe for use by several goroutines.
type Client struct {
	API
	Name string // of the table
}

// openClient returns a client for the table of that name, reached as the config says, without what serves nothing here.
func openClient(config aws.Config, name string) *Client {
	return newClient(dynamodb.NewFromConfig(config, lean), name)
}

// newClient returns a client for the table of that name.
func newClient(api API, name string) *Client { return &Client{api, name} }

// Maintainer does what concerns the whole table.
type Maintainer struct {
	*Table
	client *Client
}

// OpenMaintainer returns a Maintainer of the table of that name, reached as the config says.
func OpenMaintainer(config aws.Config, name string) *Maintainer {
	c := openClient(config, name)
	return &Maintainer{New(c.API, name), c}
}

// NewMaintainer returns a Maintainer of the table of that name.
func NewMaintainer(api API, name string) *Maintainer {
	return &Maintainer{New(api, name), newClient(api, name)}
}

// Now is the time in whole milliseconds, which is what the table keeps.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// get reads one item consistently; account.ErrNotFound if there is none.
func (c *Client) get(ctx context.Context, k Key) (*reader, error) { return c.read(ctx, k, true) }

// glance is get at half the price: what it answers may lag behind by a moment.
func (c *Client) glance(ctx context.Context, k Key) (*reader, error) { return c.read(ctx, k, false) }

func (c *Client) read(ctx context.Context, k Key, consistent bool) (*reader, error) {
	out, err := c.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &c.Name, Key: newItem(k), ConsistentRead: &consistent,
	})
	if err != nil {
		return nil, failed("read "+k.SK, err)
	}
	if len(out.Item) == 0 {
		return nil, account.ErrNotFound
	}
	return newReader(out.Item), nil
}

const (
	mostBatchGets   = 100
	mostBatchWrites = 25
	mostBatchRounds = 6
)

// getAll reads items consistently, in one round as a rule. Those that are not there are missing from
// the answer.
func (c *Client) getAll(ctx context.Context, keys ...Key) (map[Key]item, error) {
	found := map[Key]item{}
	for len(keys) > 0 {
		now := keys[:min(len(keys), mostBatchGets)]
		keys = keys[len(now):]
		ask := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
		for _, k := range now {
			ask.Keys = append(ask.Keys, newItem(k))
		}
		for round := 0; len(ask.Keys) > 0; round++ {
			if err := pause(ctx, round); err != nil {
				return nil, err
			}
			out, err := c.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems: map[string]types.KeysAndAttributes{c.Name: ask},
			})
			if err != nil {
				return nil, failed("read a batch", err)
			}
			for _, i := range out.Responses[c.Name] {
				found[keyOf(i)] = i
			}
			ask.Keys = out.UnprocessedKeys[c.Name].Keys
		}
	}
	return found, nil
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
func (c *Client) query(ctx context.Context, in *dynamodb.QueryInput) iter.Seq2[item, error] {
	in.TableName = &c.Name
	in.ExpressionAttributeNames = namesIn(*in.KeyConditionExpression)
	if in.IndexName == nil && in.ConsistentRead == nil {
		in.ConsistentRead = aws.Bool(true)
	}
	return func(yield func(item, error) bool) {
		for {
			out, err := c.Query(ctx, in)
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
