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

// turns lets one call at a time reach the table, drawn from those that wait once everybody waits: so a seed
// gives the same order of calls again.
type turns struct {
	random *rand.Rand

	mutex   sync.Mutex
	waiting []waiting
}

type waiting struct {
	what string
	turn chan struct{}
}

// actorKey is under which a context names who acts.
type actorKey struct{}

// take waits for a turn. Who acts, the call, and what it is about tell those who wait apart.
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

// run gives turns until all is over. It is called in a bubble of synctest.
func (t *turns) run(over <-chan struct{}) {
	for {
		synctest.Wait()
		t.mutex.Lock()
		if len(t.waiting) == 0 {
			t.mutex.Unlock()
			select {
			case <-over:
				return
			case <-time.After(time.Millisecond): // somebody pauses before another try
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

// taking is the table to which calls come one at a time.
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
