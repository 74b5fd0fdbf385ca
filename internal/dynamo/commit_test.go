package dynamo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
	"smartaccounts/internal/workflow/storagetest"
)

// DynamoDB takes at most 100 writes in a transaction, none of them on the same item, each here under
// a condition.
func TestLargestCommitFits(t *testing.T) {
	t.Parallel()
	const most = 100
	_, holder, submit := storagetest.Largest(t)
	if own := ownWrites(holdersOf(submit[0])[0]); len(own) != mostOwnAtOnce {
		t.Errorf("%d own postings, %d are the most", len(own), mostOwnAtOnce)
	}
	for _, changes := range [][]workflow.Change{{holder}, submit} {
		writes := writesOf(changes)
		if len(writes) > most {
			t.Errorf("%d writes", len(writes))
		}
		seen := map[Key]bool{}
		for _, w := range writes {
			k, condition := target(w)
			if seen[k] {
				t.Errorf("%v is written twice", k)
			}
			seen[k] = true
			if condition == "" {
				t.Errorf("%v is written without a condition", k)
			}
		}
		t.Logf("%d writes", len(writes))
	}
}

func target(w write) (Key, string) {
	switch {
	case w.Put != nil:
		return keyOf(w.Put.Item), *w.Put.ConditionExpression
	case w.Update != nil:
		return keyOf(w.Update.Key), *w.Update.ConditionExpression
	case w.Delete != nil:
		return keyOf(w.Delete.Key), *w.Delete.ConditionExpression
	default:
		return keyOf(w.ConditionCheck.Key), *w.ConditionCheck.ConditionExpression
	}
}

// Garbage collection never touches what others rely on.
func TestOnlyGarbageIsThrownAway(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1700000000000)
	_, _, submit := storagetest.Largest(t)
	change := submit[0]
	lapsing := []item{codeItem(workflow.Code{ExpiresAt: at}), recordWrite(*change.Record, at).Put.Item}
	settled := queued(change.Mails[0])
	settled.State = workflow.MailSent
	lapsing = append(lapsing, mailItem(settled), usesWrite(change.Uses[0]).Put.Item)
	for _, w := range seenChecks(*change.ReadSet, change.After.Account.ID, at) {
		if w.Put != nil { // the guards; what else was seen is only looked at
			lapsing = append(lapsing, w.Put.Item)
		}
	}
	for _, i := range lapsing {
		if i[attrDeleteAfter] == nil {
			t.Errorf("%v stays for ever", keyOf(i))
		}
	}
	disputed := account.Dispute{ID: "x", Settlement: &account.Settlement{At: at}}
	lasting := []item{
		lookItem(change.After.Account), disputeItem(disputed), addressWrite(workflow.AddressChange{Next: account.Address{Email: "a@b.com"}}).Put.Item,
		requestItem(change.After), accountItem(change.After.Account), domainItem(change.After.Account),
		nameItem(change.After.Account), eventItem(change.Event), mailItem(queued(change.Mails[0])),
		requestRowItem(change.After), memberItem(account.Membership{}), memberRowItem(account.Membership{}, change.After.Account),
	}
	lasting = append(lasting, postings(change.After.Account)...)
	lasting = append(lasting, ownPostings(change.After.Requester, change.After.Account, true)...)
	for _, i := range lasting {
		if i[attrDeleteAfter] != nil {
			t.Errorf("%v goes by itself", keyOf(i))
		}
	}
}

// Sort keys stay below what DynamoDB takes, whatever the name, and are valid text.
func TestSortKeysAreShort(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("ﷺ", 120), strings.Repeat("\U00020000", 300), strings.Repeat("é", 600), ""} {
		a := account.Account{ID: account.NewID(), Name: name, Domain: "acme.com"}
		for _, k := range []Key{
			wordKey("a", postingPosition(account.Fold(a.Name), a)), memberRowKey("a@b.com", placeOf(a)), nameKey(account.Fold(a.Name), a.ID),
			memberRowKey("a@b.com", place{account.Fold(a.Name), account.ID(strings.Repeat("x", 2000))}),
			ownKey("a@b.com", postingPosition(account.Fold(a.Name), a)),
		} {
			if len(k.SK) > 1024 || len(k.PK) > 2048 || strings.ToValidUTF8(k.SK, "") != k.SK {
				t.Errorf("%T: %d bytes", k, len(k.SK))
			}
		}
	}
}

// A listing is read by any beginning of it from the list in which it stands, and once.
func TestStretchesHoldAllBeginnings(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(crowdedWords) {
		t.Error("crowded words are out of order")
	}
	for _, listing := range []string{"a", "ab", "ab cd", "abc", "com", "com x", "company", "companyx ltd", "group", "group of one", "groupe", "東京都 庁舎", "é\U00020000x"} {
		a := account.Account{ID: account.NewID(), Name: listing}
		list, at := listOf(listing, a.ID), postingPosition(listing, a)
		letters := []rune(listing)
		for n := range letters {
			begin, in := string(letters[:n+1]), 0
			for _, s := range stretchesOf(begin) {
				if at >= s.from && at < s.to && slices.Contains(s.lists, list) {
					in++
				}
			}
			if in != 1 {
				t.Errorf("%q stands in %d stretches of %q", listing, in, begin)
			}
		}
	}
}
