package client

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
)

// Get reads one item with a strongly consistent read. It returns account.ErrNotFound if there is none.
func (c *Client) Get(ctx context.Context, k layout.Key) (*layout.Reader, error) {
	return c.read(ctx, k, true)
}

// GetEventually is Get with an eventually consistent read, at half the price.
func (c *Client) GetEventually(ctx context.Context, k layout.Key) (*layout.Reader, error) {
	return c.read(ctx, k, false)
}

func (c *Client) read(ctx context.Context, k layout.Key, consistent bool) (*layout.Reader, error) {
	out, err := c.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &c.Name, Key: layout.NewItem(k), ConsistentRead: &consistent,
	})
	if err != nil {
		return nil, Failed("read "+k.SK, err)
	}
	if len(out.Item) == 0 {
		return nil, account.ErrNotFound
	}
	return layout.NewReader(out.Item), nil
}

// The limits of DynamoDB for a batch, and how often unprocessed parts are sent again.
const (
	MostBatchGets   = 100
	MostBatchWrites = 25
	mostBatchRounds = 6
)

// GetAll reads items with strongly consistent reads, usually in one call. Items that do not exist are missing from the result.
func (c *Client) GetAll(ctx context.Context, keys ...layout.Key) (map[layout.Key]layout.Item, error) {
	found := map[layout.Key]layout.Item{}
	for len(keys) > 0 {
		now := keys[:min(len(keys), MostBatchGets)]
		keys = keys[len(now):]
		ask := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
		for _, k := range now {
			ask.Keys = append(ask.Keys, layout.NewItem(k))
		}
		for round := 0; len(ask.Keys) > 0; round++ {
			if err := pause(ctx, round); err != nil {
				return nil, err
			}
			out, err := c.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems: map[string]types.KeysAndAttributes{c.Name: ask},
			})
			if err != nil {
				return nil, Failed("read a batch", err)
			}
			for _, i := range out.Responses[c.Name] {
				found[layout.KeyOf(i)] = i
			}
			ask.Keys = out.UnprocessedKeys[c.Name].Keys
		}
	}
	return found, nil
}

// pause waits before another call for what DynamoDB left unprocessed. It returns retry.ErrBusy after mostBatchRounds.
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

// Items returns the items of a query, and reads one page after the other as they are used.
func (c *Client) Items(ctx context.Context, in *dynamodb.QueryInput) iter.Seq2[layout.Item, error] {
	in.TableName = &c.Name
	in.ExpressionAttributeNames = NamesIn(*in.KeyConditionExpression)
	if in.IndexName == nil && in.ConsistentRead == nil {
		in.ConsistentRead = aws.Bool(true)
	}
	return func(yield func(layout.Item, error) bool) {
		for {
			out, err := c.Query(ctx, in)
			if err != nil {
				yield(nil, Failed("query", err))
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

// InPartition returns a query for the items of one partition, or for those whose sort key begins with prefix. It uses a range:
// with begins_with DynamoDB Local reads the whole partition, which may contain a person's 100,000 requests.
func InPartition(pk, prefix string) *dynamodb.QueryInput {
	if prefix != "" {
		return Between(pk, prefix, prefix+layout.Highest)
	}
	return &dynamodb.QueryInput{
		KeyConditionExpression:    aws.String("#PK = :pk"),
		ExpressionAttributeValues: layout.Item{":pk": layout.Text(pk)},
	}
}

// Between returns a query for the items of one partition from one sort key to another.
func Between(pk, from, to string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		KeyConditionExpression:    aws.String("#PK = :pk AND #SK BETWEEN :from AND :to"),
		ExpressionAttributeValues: layout.Item{":pk": layout.Text(pk), ":from": layout.Text(from), ":to": layout.Text(to)},
	}
}

// Limit returns the limit of one page of a query.
func Limit(most int) *int32 {
	return aws.Int32(int32(min(most, 1000))) //nolint:gosec // at most 1000
}
