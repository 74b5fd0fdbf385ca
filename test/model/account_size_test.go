package model

import (
	"fmt"
	"strings"
	"testing"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
)

// mostItems is how many items DynamoDB allows in a transaction.
const mostItems = 100

// The largest legal changes of an account fit into one transaction, whatever its name: a member with as many roles as are allowed gets
// another address and as many other roles, and an account with the longest names and many administrators is renamed, shown and closed.
func TestTheLargestChangeOfAnAccountFitsIntoOneTransaction(t *testing.T) {
	const roles, others, mostWords = 20, 12, 20
	largest := map[kind]int{}
	for words := 1; words <= mostWords; words++ {
		a := begun(day1, "restricted")
		a.name = longName("aé", words)
		from, to := map[string]given{}, []place{}
		for n := range roles {
			old, next := partID(200+n), partID(300+n)
			a.virtuals[old], a.virtuals[next] = virtual{"", fmt.Sprint("From ", n), "public"}, virtual{"", fmt.Sprint("To ", n), "public"}
			from[old] = given{virtualAdministrator, true}
			to = append(to, place{next, given{virtualViewer, false}})
		}
		a.members["lou@acme.com"] = member{on: from}
		for n := range others {
			a.members[fmt.Sprintf("admin%d@acme.com", n)] = member{role: administrator}
		}
		table := dynamotest.InMemory()
		w := newHarness(t, table, day1)
		w.storing(t, a, table)
		var now operation
		w.store = &watched{table.Through(func(client.API) client.API {
			return cutting{table.API(), t, table, func(x transaction) { largest[now.Kind] = max(largest[now.Kind], len(x.in.TransactItems)) }}
		}), w}
		for _, now = range []operation{
			{Kind: change, By: ada, edit: edit{Member: "lou@acme.com", Row: row{Email: "new@acme.com", On: to}}},
			{Kind: leave, By: ada, edit: edit{Member: "new@acme.com"}},
			{Kind: changeSettings, By: ada, edit: edit{Form: form{Name: longName("oè", words), Visibility: "public"}}},
			{Kind: closeAccount, By: ada, edit: edit{Form: form{Name: longName("oè", words)}}},
		} {
			o := now
			if w.perform(t.Context(), &o, 0); !strings.HasPrefix(o.Answer, "ok") {
				t.Errorf("%s with %d words: %s", o.Kind, words, o.Answer)
			}
		}
	}
	t.Logf("items of the largest transactions: %v", largest)
	for k, n := range largest {
		if n > mostItems {
			t.Errorf("%s has %d items", k, n)
		}
	}
	if largest[change] < mostItems*3/4 {
		t.Errorf("the largest change of a member has only %d items", largest[change])
	}
}

// longName returns a name of as many words, of at most 120 characters.
func longName(letters string, words int) string {
	var all []string
	for n := range words {
		word := strings.Repeat(letters, 60)
		all = append(all, fmt.Sprint(string([]rune(word)[:max(1, 120/words-3)]), n))
	}
	return strings.Join(all, " ")
}
