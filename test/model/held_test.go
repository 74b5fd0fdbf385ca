package model

import (
	"errors"
	"maps"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/tools/verify/tally"
)

// holding does each transaction once more on tables in which one of its items is otherwise.
type holding struct {
	t     *testing.T
	tried int
	wrong map[string]int
}

// through is the table whose transactions are looked at.
func (h *holding) through(store *dynamotest.Store) *dynamotest.Store {
	return store.Through(func(dynamo.API) dynamo.API { return cutting{store.API(), h.t, store, h.look} })
}

func (h *holding) look(x transaction) {
	there, err := x.before.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, w := range x.in.TransactItems {
		key := keyIn(w)
		name := dynamotest.KeyOf(key)
		otherwise := x.before.Without(h.t, name)
		if _, is := there[name]; !is {
			bare := map[string]types.AttributeValue{"PK": key["PK"], "SK": key["SK"]}
			if _, err := otherwise.API().PutItem(h.t.Context(), &dynamodb.PutItemInput{TableName: &otherwise.Name, Item: bare}); err != nil {
				h.t.Fatal(err)
			}
		}
		before, err := otherwise.Dump(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		h.tried++
		_, err = otherwise.API().TransactWriteItems(h.t.Context(), x.in)
		if refused := new(types.TransactionCanceledException); !errors.As(err, &refused) {
			h.wrong[name]++
		} else if after, err := otherwise.Dump(h.t.Context()); err != nil || !maps.Equal(after, before) {
			h.t.Errorf("%s: %v, and it is half written", name, err)
		}
	}
}

func (h *holding) report(check string) {
	h.t.Helper()
	for name, n := range h.wrong {
		h.t.Errorf("%s: written %d times though it was otherwise", name, n)
	}
	tally.Report(h.t, tally.Line{Check: check, Count: h.tried, Unit: "items", Violations: len(h.wrong)})
}

// A transaction is refused, whole, if one item that it takes for new is there, or one that it takes for there is not.
func TestATransactionIsHeldToWhatItTakesForThere(t *testing.T) {
	h := &holding{t, 0, map[string]int{}}
	look := func(_ *world, _ string, x transaction) { h.look(x) }
	inFlows(t, look)
	inStrolls(t, tally.Many(20, 1000), 1, look)
	h.report("transactions are held to what they take for there")
}

// What mends a table is held so as well: it may change between the look and the mending.
func TestMendingIsHeldToWhatItTakesForThere(t *testing.T) {
	h := &holding{t, 0, map[string]int{}}
	mend := func(w *world, half *dynamotest.Store) { findings(t, w, h.through(half), true) }
	inFlows(t, func(w *world, _ string, x transaction) {
		for _, cut := range x.cuts() {
			mend(w, x.before.Copy(t, x.after, cut))
		}
	})
	for seed := range uint64(tally.Many(4, 50)) {
		w, store := played(t, seed)
		dump, err := store.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for key := range dump {
			mend(w, store.Without(t, key))
		}
	}
	h.report("mending is held to what it takes for there")
}
