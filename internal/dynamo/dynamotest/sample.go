package dynamotest

import (
	"strings"
	"sync"
	"testing"

	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/tally"
)

// onEngine has the names of the top-level tests that have a table on an engine.
var onEngine sync.Map

// First returns New for the first table of a top-level test, and InMemory for its others, which are those of its subtests:
// they make the same calls with other cases. In make verify all are on the engine.
func First(t testing.TB, engine *engines.Engine) *Store {
	t.Helper()
	test, _, _ := strings.Cut(t.Name(), "/")
	if _, other := onEngine.LoadOrStore(test, true); other && !tally.Full() {
		return InMemory()
	}
	return New(t, engine)
}

// InVerify returns New in make verify and InMemory otherwise. It is for a test that makes thousands of calls which other tests
// make on the engine.
func InVerify(t testing.TB, engine *engines.Engine) *Store {
	t.Helper()
	if !tally.Full() {
		return InMemory()
	}
	return New(t, engine)
}
