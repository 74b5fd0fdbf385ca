package model

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/client"
)

// turns lets one call at a time reach the table. Once all callers wait, it draws the next one, so that a seed always
// gives the same order of calls.
type turns struct {
	random *rand.Rand

	mutex   sync.Mutex
	waiting []waiting
}

type waiting struct {
	what string
	turn chan struct{}
}

// actorKey is the context key of the actor's number.
type actorKey struct{}

// take waits for a turn. Waiting calls are told apart by the actor, the call and the strings of about.
func (t *turns) take(ctx context.Context, call string, about map[string]types.AttributeValue) {
	what := []string{fmt.Sprint(ctx.Value(actorKey{})), call}
	for _, name := range slices.Sorted(maps.Keys(about)) {
		if s, is := about[name].(*types.AttributeValueMemberS); is {
			what = append(what, s.Value)
		}
	}
	turn := make(chan struct{})
	t.mutex.Lock()
	t.waiting = append(t.waiting, waiting{strings.Join(what, " "), turn})
	t.mutex.Unlock()
	<-turn
}

// run gives turns until over is closed. It must be called in a bubble of synctest.
func (t *turns) run(over <-chan struct{}) {
	for {
		synctest.Wait()
		t.mutex.Lock()
		if len(t.waiting) == 0 {
			t.mutex.Unlock()
			select {
			case <-over:
				return
			case <-time.After(time.Millisecond): // a caller waits before its next try
				continue
			}
		}
		slices.SortStableFunc(t.waiting, func(a, b waiting) int { return cmp.Compare(a.what, b.what) })
		n := t.random.IntN(len(t.waiting))
		next := t.waiting[n]
		t.waiting = slices.Delete(t.waiting, n, n+1)
		t.mutex.Unlock()
		close(next.turn)
	}
}

// taking is a table that calls reach one at a time.
type taking struct {
	client.API
	turns *turns
}

func (a taking) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	a.turns.take(ctx, "get", in.Key)
	return a.API.GetItem(ctx, in, o...)
}

func (a taking) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	a.turns.take(ctx, "get all", nil)
	return a.API.BatchGetItem(ctx, in, o...)
}

func (a taking) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	a.turns.take(ctx, "query", in.ExpressionAttributeValues)
	return a.API.Query(ctx, in, o...)
}

func (a taking) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	a.turns.take(ctx, "put", in.Item)
	return a.API.PutItem(ctx, in, o...)
}

func (a taking) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	a.turns.take(ctx, "update", in.Key)
	return a.API.UpdateItem(ctx, in, o...)
}

func (a taking) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	a.turns.take(ctx, "transact", nil)
	return a.API.TransactWriteItems(ctx, in, o...)
}
