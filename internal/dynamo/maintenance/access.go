package maintenance

import (
	"context"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

// ofAccess returns what an access request, an item that lists or counts one, or the rules of an account expect; false if it is no
// such item.
func (t *Maintainer) ofAccess(ctx context.Context, at layout.Key, read *layout.Reader) (expected []expectation, is bool, err error) {
	switch {
	case at.SK == "ASK":
		expected, err = ofAccessRequest(read)
	case strings.HasPrefix(at.SK, layout.PrefixAsked), strings.HasPrefix(at.SK, layout.PrefixOpenAsk):
		expected = []expectation{listsAccessRequest(at, layout.ListedAccessRequest(read))}
	case strings.HasPrefix(at.SK, layout.PrefixAsks):
		expected, err = ofAsks(at, read)
	case at.SK == layout.SortRules:
		expected, err = t.ofRules(ctx, at, read)
	default:
		return nil, false, nil
	}
	return expected, true, err
}

// ofAccessRequest returns what an access request expects of the items that list and count it, of its account and of the log.
func ofAccessRequest(read *layout.Reader) ([]expectation, error) {
	r, err := layout.ReadAccessRequest(read)
	if err != nil {
		return nil, err
	}
	expected := []expectation{
		same(layout.AccessRequestItem(r), checkAccessRequestDiffers),
		needs(layout.AccountKey(r.AccountID), checkAccessRequestWithoutAccount, anything),
		counted(r),
	}
	for _, row := range layout.AccessRequestRows(r) {
		expected = append(expected, same(row, checkAccessRequestNotListed))
	}
	if r.State.Ended() {
		expected = append(expected, absent(layout.OpenAccessRequestKey(r), checkEndedAccessRequestListed, anything))
	} else {
		expected = append(expected, marked(r.AccountID, r.ExpiresAt))
	}
	if entry, is := lastEntry(r); is {
		expected = append(expected, needs(layout.LogKey(entry), checkAccessEntryMissing, anything))
	}
	return expected, nil
}

// lastEntry returns the account, time and step of the last entry of the log that an access request wrote; false for an approval, whose
// entry is that of a version of the account or, if it gave nothing new, of its step.
func lastEntry(r account.AccessRequest) (account.LogEntry, bool) {
	e := account.LogEntry{
		AccountID: r.AccountID, Step: 1, At: r.CreatedAt, Detail: map[string]string{account.LogAccessRequest: string(r.ID)},
	}
	if d := r.Decision; d != nil {
		e.Step, e.At = r.Version, d.At
	}
	return e, r.State != account.AccessApproved
}

// counted expects that the item of the requester's access requests about the account has this one as the open one exactly if it is
// pending.
func counted(r account.AccessRequest) expectation {
	at := layout.AsksKey(r.By, r.AccountID)
	open := func(found layout.Item) (account.Asks, bool) {
		if found == nil {
			return account.Asks{AccountID: r.AccountID, By: r.By}, true
		}
		a, err := layout.ReadAsks(layout.NewReader(found), r.By, r.AccountID)
		return a, err == nil
	}
	pending := !r.State.Ended()
	return expectation{
		at: at, check: checkAsksDiffer,
		holds: func(found layout.Item) bool {
			a, readable := open(found)
			return readable && (a.Open == r.ID) == pending
		},
		mend: func(found layout.Item) []client.Write {
			a, readable := open(found)
			next := a
			switch {
			case !readable, pending && a.Open != "": // an operator has to decide which of the two ends
				return nil
			case pending:
				next.Open = r.ID
				if !slices.ContainsFunc(a.At, r.CreatedAt.Equal) {
					next.At = append(slices.Clone(a.At), r.CreatedAt)
				}
				next.Version++
			default:
				next = a.Ended(r)
			}
			return []client.Write{
				client.PutNext(layout.AsksItem(next), a.Version),
				client.Check(layout.AccessRequestKey(r.ID), "#version = :version", layout.Item{":version": layout.Number(r.Version)}),
			}
		},
	}
}

// listsAccessRequest expects the access request to be listed where the item is.
func listsAccessRequest(at layout.Key, id account.ID) expectation {
	return orphan(at, layout.AccessRequestKey(id), checkListedAccessRequestIsNone, func(found *layout.Reader) bool {
		r, err := layout.ReadAccessRequest(found)
		return err == nil && (layout.OpenAccessRequestKey(r) == at || slices.ContainsFunc(layout.AccessRequestRows(r), func(i layout.Item) bool { return layout.KeyOf(i) == at }))
	})
}

// ofAsks expects the open access request of the item to be a pending one of that person about that account. One that has ended is
// found with it.
func ofAsks(at layout.Key, read *layout.Reader) ([]expectation, error) {
	by, about := account.Email(strings.TrimPrefix(at.PK, layout.PersonPartition(""))), account.ID(strings.TrimPrefix(at.SK, layout.PrefixAsks))
	a, err := layout.ReadAsks(read, by, about)
	if err != nil || a.Open == "" {
		return nil, err
	}
	e := needs(layout.AccessRequestKey(a.Open), checkAsksWithoutAccessRequest, func(found *layout.Reader) bool {
		r, err := layout.ReadAccessRequest(found)
		return err == nil && r.By == by && r.AccountID == about
	})
	e.mend = func(layout.Item) []client.Write {
		next := a
		next.Open = ""
		next.Version++
		return []client.Write{client.PutNext(layout.AsksItem(next), a.Version)}
	}
	return []expectation{e}, nil
}

// ofRules expects that each rule that is on names Virtual Accounts of the account alone; the repair switches off the others, as deleting
// a Virtual Account does.
func (t *Maintainer) ofRules(ctx context.Context, at layout.Key, read *layout.Reader) ([]expectation, error) {
	rules, err := layout.ReadRules(read)
	if err != nil {
		return nil, err
	}
	id := layout.IDOf(at.PK)
	named := account.VirtualAccountsOf(rules.Grants()...)
	keys := []layout.Key{layout.AccountKey(id)}
	for _, virtual := range named {
		keys = append(keys, layout.VirtualKey(id, virtual))
	}
	stored, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	right := rules
	for _, virtual := range named {
		if stored[layout.VirtualKey(id, virtual)] == nil {
			right = right.WithoutVirtual(virtual)
		}
	}
	consistent := same(layout.RulesItem(id, right), checkRuleWithoutVirtual)
	consistent.mend = func(layout.Item) []client.Write {
		return []client.Write{ // a change of the rules changes the account's version
			client.Put(layout.RulesItem(id, right), client.Exists, nil, client.Conflict),
			client.Check(layout.AccountKey(id), "#version = :version", layout.Item{":version": stored[layout.AccountKey(id)][layout.AttrVersion]}),
		}
	}
	if stored[layout.AccountKey(id)][layout.AttrVersion] == nil {
		consistent.mend = nil
	}
	return []expectation{needs(layout.AccountKey(id), checkRulesWithoutAccount, anything), consistent}, nil
}
