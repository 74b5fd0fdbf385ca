package dynamo

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
	"smartaccounts/internal/workflow/storagetest"
)

// DynamoDB accepts at most 100 writes in a transaction, no two of them to the same item. Each write has a condition.
func TestLargestCommitFits(t *testing.T) {
	t.Parallel()
	const most = 100
	_, holder, submit := storagetest.Largest(t)
	if own := ownWrites(holdersOf(submit[0])[0]); len(own) != mostOwnAtOnce {
		t.Errorf("%d own postings, want the maximum, %d", len(own), mostOwnAtOnce)
	}
	corrected := storagetest.LargestCorrection(t, holder.After)
	for _, changes := range [][]workflow.Change{{holder}, submit, {corrected}} {
		writes := writesOf(changes)
		if len(writes) > most {
			t.Errorf("%d writes", len(writes))
		}
		seen := map[layout.Key]bool{}
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

func target(w client.Write) (layout.Key, string) {
	switch {
	case w.Put != nil:
		return layout.KeyOf(w.Put.Item), *w.Put.ConditionExpression
	case w.Update != nil:
		return layout.KeyOf(w.Update.Key), *w.Update.ConditionExpression
	case w.Delete != nil:
		return layout.KeyOf(w.Delete.Key), *w.Delete.ConditionExpression
	default:
		return layout.KeyOf(w.ConditionCheck.Key), *w.ConditionCheck.ConditionExpression
	}
}

// DynamoDB must not delete an item on which authority or uniqueness depends.
func TestOnlyItemsForALimitedTimeHaveATimeToLive(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1700000000000)
	_, _, submit := storagetest.Largest(t)
	change := submit[0]
	lapsing := []layout.Item{layout.CodeItem(workflow.Code{ExpiresAt: at}), recordWrite(*change.Record, at).Put.Item}
	settled := layout.Queued(change.Mails[0])
	settled.State = workflow.MailSent
	lapsing = append(lapsing, layout.MailItem(settled), usesWrite(change.Uses[0]).Put.Item)
	lapsing = append(lapsing, waitMarks(change)...)
	for _, w := range seenChecks(*change.ReadSet, change.After.Account.ID, at) {
		if w.Put != nil { // the guard items; the others are condition checks
			lapsing = append(lapsing, w.Put.Item)
		}
	}
	for _, i := range lapsing {
		if i[layout.AttrDeleteAfter] == nil {
			t.Errorf("%v has no time to live", layout.KeyOf(i))
		}
	}
	disputed := account.Dispute{ID: "x", Settlement: &account.Settlement{At: at}}
	lasting := []layout.Item{
		layout.LookItem(change.After.Account), layout.DisputeItem(disputed), addressWrite(workflow.AddressChange{Next: account.Address{Email: "a@b.com"}}).Put.Item,
		layout.RequestItem(change.After), layout.AccountItem(change.After.Account), layout.DomainItem(change.After.Account),
		layout.NameItem(change.After.Account), layout.EventItem(change.Event), layout.MailItem(layout.Queued(change.Mails[0])),
		layout.RequestRowItem(change.After), layout.MemberItem(account.Membership{}), layout.MemberRowItem(account.Membership{}, change.After.Account),
	}
	for _, w := range change.After.Waiting() {
		lasting = append(lasting, layout.WaitingItem(w))
	}
	lasting = append(lasting, layout.Postings(change.After.Account)...)
	lasting = append(lasting, layout.OwnPostings(change.After.Requester, change.After.Account, true)...)
	for _, i := range lasting {
		if i[layout.AttrDeleteAfter] != nil {
			t.Errorf("%v has a time to live", layout.KeyOf(i))
		}
	}
}
