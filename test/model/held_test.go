package model

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/tally"
)

// holding repeats each transaction on tables in which one of its items differs.
type holding struct {
	t     *testing.T
	tried int
	wrong map[string]int
}

// through returns the store with its transactions passed to look.
func (h *holding) through(store *dynamotest.Store) *dynamotest.Store {
	return store.Through(func(client.API) client.API { return cutting{store.API(), h.t, store, h.look} })
}

func (h *holding) look(x transaction) {
	there, err := x.before.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, w := range x.in.TransactItems {
		key := keyIn(w)
		name := dynamotest.KeyOf(key)
		_, is := there[name]
		switch {
		case (followsVersion(name) || assumesNothing(w)) && !is:
			h.replaced(x, name, bare(h.t, x.before, key))
		case followsVersion(name) || assumesNothing(w):
			h.replaced(x, name, x.before.Without(h.t, name))
		case !is:
			h.refused(x, name, bare(h.t, x.before, key))
		case mayBeMissing(name) && !takenForThere(w):
			h.led(x, name, x.before.Without(h.t, name))
			h.refused(x, name, bare(h.t, x.before.Without(h.t, name), key))
		default:
			h.refused(x, name, x.before.Without(h.t, name))
		}
	}
}

// mayBeMissing reports whether a transaction succeeds without an item that it expects to exist. Such are an account's
// marks by name and by look: their keys depend on tables of characters, and a deployment with newer tables must be
// able to end older accounts. A mark that exists must still be the account's. Such are also links: each mail stores
// its own, whether or not an earlier mail stored the same ones; and own postings, which may have been deleted already.
func mayBeMissing(name string) bool {
	return strings.HasPrefix(name, "LINK#") || strings.HasPrefix(name, "PERSON#") && strings.Contains(name, " OWN#") || (strings.HasPrefix(name, "NAME#") || strings.HasPrefix(name, "LOOK#")) && !strings.HasSuffix(name, " #GUARD")
}

// followsVersion reports whether the item follows from a request, whose version is the write condition of both: a WAIT item.
// Requests of older releases have none, so a transaction writes the right ones whether or not they are there.
func followsVersion(name string) bool { return strings.Contains(name, " WAIT#") }

// assumesNothing reports whether the write is made whether or not the item exists: while a renamed account is not indexed, rows may be under
// either name.
func assumesNothing(w types.TransactWriteItem) bool {
	const always = "attribute_not_exists(#PK) OR attribute_exists(#PK)"
	return (w.Put != nil && *w.Put.ConditionExpression == always) || (w.Delete != nil && *w.Delete.ConditionExpression == always)
}

// takenForThere reports whether the write's condition requires the item to exist: a repair requires a mark to be as
// it read it.
func takenForThere(w types.TransactWriteItem) bool {
	const exists = "attribute_exists(#PK)"
	return (w.Put != nil && *w.Put.ConditionExpression == exists) || (w.Delete != nil && *w.Delete.ConditionExpression == exists)
}

// bare returns a copy of the table in which the item is there with its key only.
func bare(t *testing.T, store *dynamotest.Store, key map[string]types.AttributeValue) *dynamotest.Store {
	t.Helper()
	otherwise := store.Copy(t, nil, nil)
	item := map[string]types.AttributeValue{"PK": key["PK"], "SK": key["SK"]}
	if _, err := otherwise.API().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &otherwise.Name, Item: item}); err != nil {
		t.Fatal(err)
	}
	return otherwise
}

// refused checks that the transaction fails on a table in which the item differs.
func (h *holding) refused(x transaction, name string, otherwise *dynamotest.Store) {
	h.t.Helper()
	before, err := otherwise.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	h.tried++
	_, err = otherwise.API().TransactWriteItems(h.t.Context(), x.in)
	if refused := new(types.TransactionCanceledException); !errors.As(err, &refused) {
		h.wrong[name]++
	} else if after, err := otherwise.Dump(h.t.Context()); err != nil || !maps.Equal(after, before) {
		h.t.Errorf("%s: %v, and a part of the transaction is written", name, err)
	}
}

// led checks that the transaction has the same result on a table that lacks an item that may be missing.
func (h *holding) led(x transaction, name string, lacking *dynamotest.Store) {
	h.t.Helper()
	want, err := x.after.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	h.tried++
	_, refused := lacking.API().TransactWriteItems(h.t.Context(), x.in)
	if after, err := lacking.Dump(h.t.Context()); refused != nil || err != nil || !maps.Equal(after, want) {
		h.t.Errorf("%s: without it the transaction has another result: %v, %v", name, refused, err)
	}
}

// replaced checks that the transaction fails on a table in which the item differs, or stores there what it stores elsewhere.
func (h *holding) replaced(x transaction, name string, otherwise *dynamotest.Store) {
	h.t.Helper()
	want, err := x.after.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	before, err := otherwise.Dump(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	h.tried++
	_, err = otherwise.API().TransactWriteItems(h.t.Context(), x.in)
	if refused := new(types.TransactionCanceledException); errors.As(err, &refused) {
		want = before // a repair requires the item to be as it was read
	} else if err != nil {
		h.t.Fatal(err)
	}
	if after, err := otherwise.Dump(h.t.Context()); err != nil || !maps.Equal(after, want) {
		h.t.Errorf("%s: another one leads to another result: %v", name, err)
	}
}

func (h *holding) report(check string) {
	h.t.Helper()
	for name, n := range h.wrong {
		h.t.Errorf("%s: %d transactions succeeded although the item differed", name, n)
	}
	tally.Report(h.t, tally.Line{Check: check, Count: h.tried, Unit: "items", Violations: len(h.wrong)})
}

// A transaction fails as a whole if an item that it expects to be new exists, or one that it expects to exist does
// not.
func TestATransactionIsRefusedIfAnItemIsNotAsAssumed(t *testing.T) {
	h := &holding{t, 0, map[string]int{}}
	look := func(_ *harness, _ string, x transaction) { h.look(x) }
	inFlows(t, look)
	inFlowsOf(t, administrations, look)
	inRandomWalks(t, tally.Many(20, 1000), 1, look)
	h.report("transactions are refused if an item has changed")
}

// A repair is checked in the same way: the table may change between the inspection and the repair.
func TestARepairIsRefusedIfAnItemIsNotAsAssumed(t *testing.T) {
	h := &holding{t, 0, map[string]int{}}
	mend := func(w *harness, half *dynamotest.Store) { findings(t, w, h.through(half), true) }
	inFlows(t, func(w *harness, _ string, x transaction) {
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
	h.report("repairs are refused if an item has changed")
}
