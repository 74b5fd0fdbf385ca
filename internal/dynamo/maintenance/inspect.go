package maintenance

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
)

// Finding is an inconsistency that no use case leaves in the table.
type Finding struct {
	At     layout.Key // the item that is wrong or missing
	Check  Check      // that found it
	Wrong  string     // what is wrong
	Mended bool       // whether it was repaired
}

// Inspected is the result of an inspection.
type Inspected struct {
	Items, Found, Mended int

	AtSharedMail []account.Account // live accounts whose identifier has become a shared mail domain; nothing is wrong with them
}

// Inspect scans the whole table and calls tell for each inconsistency that it finds in two reads: while the system runs, a
// single read may see some items before a change and others after it. If mend is set, it repairs what follows from the
// requests and accounts, in transactions whose conditions fail if the items have changed.
func (t *Maintainer) Inspect(ctx context.Context, now time.Time, mend bool, tell func(Finding)) (Inspected, error) {
	var done Inspected
	in := &dynamodb.ScanInput{TableName: &t.client.Name, ConsistentRead: aws.Bool(true), Limit: client.Limit(client.MostBatchGets)}
	for {
		out, err := t.client.Scan(ctx, in)
		if err != nil {
			return done, client.Failed("scan", err)
		}
		done.Items += len(out.Items)
		for _, i := range out.Items {
			if a, is := atSharedMail(i, now); is {
				done.AtSharedMail = append(done.AtSharedMail, a)
			}
			if err := t.inspectOne(ctx, i, now, mend, &done, tell); err != nil {
				return done, err
			}
		}
		if in.ExclusiveStartKey = out.LastEvaluatedKey; len(in.ExclusiveStartKey) == 0 {
			return done, nil
		}
	}
}

// atSharedMail returns the account in the item, and whether it is live and its identifier is a shared mail domain.
func atSharedMail(i layout.Item, now time.Time) (account.Account, bool) {
	read := layout.NewReader(i)
	if read.Text("SK") != layout.SortAccount {
		return account.Account{}, false
	}
	a := layout.ReadAccount(read).AsOf(now)
	return a, read.Err == nil && a.Status != account.AccountCancelled && account.IsSharedMailDomain(string(a.Domain))
}

// inspectOne checks an item, and reads and checks it again before it reports what is wrong.
func (t *Maintainer) inspectOne(ctx context.Context, i layout.Item, now time.Time, mend bool, done *Inspected, tell func(Finding)) error {
	at := layout.KeyOf(i)
	suspects, err := t.violated(ctx, i, now)
	if err != nil || len(suspects) == 0 {
		return err
	}
	again, err := t.client.GetAll(ctx, at)
	if err != nil || again[at] == nil {
		return err
	}
	suspects, err = t.violated(ctx, again[at], now)
	if err != nil {
		return err
	}
	for _, s := range suspects {
		done.Found++
		f := Finding{At: s.at, Check: s.check, Wrong: s.wrong()}
		if mend && s.mend != nil {
			found, err := t.client.GetAll(ctx, s.at)
			if err != nil {
				return err
			}
			if writes := s.mend(found[s.at]); len(writes) > 0 {
				err = t.client.Transact(ctx, writes)
				f.Mended = err == nil
			}
			if f.Mended {
				done.Mended++
			} else if err != nil && !errors.Is(err, retry.ErrConflict) {
				return err
			}
		}
		tell(f)
	}
	return nil
}

// violated returns the expectations of the item that do not hold.
func (t *Maintainer) violated(ctx context.Context, i layout.Item, now time.Time) ([]expectation, error) {
	expected, err := t.expectations(ctx, i, now)
	if err != nil || len(expected) == 0 {
		return nil, err
	}
	var keys []layout.Key
	seen := map[layout.Key]bool{}
	for _, e := range expected {
		if !seen[e.at] {
			keys = append(keys, e.at)
		}
		seen[e.at] = true
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var violated []expectation
	for _, e := range expected {
		if !e.holds(found[e.at]) {
			violated = append(violated, e)
		}
	}
	return violated, nil
}

// wrong describes a violation of the expectation.
func (e expectation) wrong() string {
	if e.detail == "" {
		return e.check.Finds()
	}
	return e.check.Finds() + ": " + e.detail
}
