package dynamo

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Survey implements workflow.Surveyor.
func (t *Table) Survey(ctx context.Context, q workflow.SurveyQuery) (workflow.Survey, error) {
	met := workflow.Survey{
		LookAlike: workflow.SimilarAccounts{Key: layout.LookKey(q.Domain.Skeleton(), "").PK},
	}
	for _, skeleton := range account.NameSkeletons(q.Name) {
		met.SameName = append(met.SameName, workflow.SimilarAccounts{Key: layout.NameLookKey(skeleton, "").PK})
	}
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() error { return t.surveyItems(readCtx, q, &met) })
	for n := range met.SameName {
		reads.Go(func() error { return t.surveyCrowd(readCtx, &met.SameName[n]) })
	}
	reads.Go(func() error { return t.surveyCrowd(readCtx, &met.LookAlike) })
	err := reads.Wait() // before met is read
	return met, err
}

func (t *Table) surveyItems(ctx context.Context, q workflow.SurveyQuery, met *workflow.Survey) error {
	limited := map[workflow.Subject]*workflow.Used{
		workflow.RequestsOf(q.Person):      &met.Usage.Requests,
		workflow.PendingOf(q.Person):       &met.Usage.Pending,
		workflow.ComplaintsAbout(q.Person): &met.Usage.Complaints,
	}
	if company, known := q.Person.Company(); known {
		limited[workflow.RequestsFrom(company)] = &met.Usage.ByDomain
	}
	atDomain, atRecord := layout.DomainKey(q.Domain), layout.RecordKey(q.Person, q.Key)
	keys := []layout.Key{atDomain}
	for subject := range limited {
		keys = append(keys, layout.UsesKey(subject))
	}
	if q.Key != "" {
		keys = append(keys, atRecord)
	}
	parents := q.Domain.Parents()
	for _, parent := range parents {
		keys = append(keys, layout.DomainKey(parent))
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return err
	}
	holderOf := func(d account.Domain) (workflow.DomainHolder, error) {
		read := layout.NewReader(found[layout.DomainKey(d)])
		m := workflow.DomainHolder{Domain: d, RequestID: account.ID(read.Text("requestId")), AccountID: account.ID(read.Text("accountId"))}
		if read.Err != nil {
			return m, fmt.Errorf("domain item of %s: %w", d, read.Err)
		}
		return m, nil
	}
	own, err := holderOf(q.Domain)
	if err != nil {
		return err
	}
	free := layout.NewReader(found[layout.DomainKey(q.Domain)]).Time(layout.AttrFree)
	if free.IsZero() || Now().Before(free) {
		met.Holder = own.RequestID
	}
	for _, parent := range parents {
		above, err := holderOf(parent)
		if err != nil {
			return err
		}
		met.Above = append(met.Above, above)
	}
	if err := readAllUsed(found, limited); err != nil {
		return err
	}
	if record := found[atRecord]; record != nil {
		kept, err := layout.ReadRecord(layout.NewReader(record), q.Person, q.Key)
		if err != nil {
			return err
		}
		met.Record = &kept
	}
	return nil
}

// mostOfACrowd limits how many similar accounts are read: a review names a few of them.
const mostOfACrowd = 100

func (t *Table) surveyCrowd(ctx context.Context, crowd *workflow.SimilarAccounts) error {
	in := client.InPartition(crowd.Key, "")
	in.Limit = client.Limit(mostOfACrowd)

	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return err
		}
		read := layout.NewReader(i)
		if id := read.Text("SK"); id == layout.SortGuard {
			crowd.Stamp = read.Text("stamp")
		} else {
			crowd.Accounts = append(crowd.Accounts, account.ID(id))
		}
		if read.Err != nil {
			return fmt.Errorf("crowd: %w", read.Err)
		}
		if len(crowd.Accounts) == mostOfACrowd {
			return nil
		}
	}
	return nil
}

// joinedBy returns the id of the account that a change adds to the similar accounts, or "" if it adds none.
func joinedBy(c workflow.Change) account.ID {
	if c.Before == nil {
		return c.After.Account.ID
	}
	return ""
}

// seenChecks returns the write conditions of the read set. A change that adds an account to the similar ones changes their
// guard item.
func seenChecks(seen workflow.ReadSet, joins account.ID, now time.Time) []client.Write {
	var writes []client.Write
	for _, holder := range seen.Above {
		if holder.AccountID == "" {
			writes = append(writes, client.Check(layout.DomainKey(holder.Domain), client.IsNew, nil))
			continue
		}
		writes = append(writes,
			client.Check(layout.DomainKey(holder.Domain), HeldBy, layout.Item{":holder": layout.Text(string(holder.RequestID))}),
			client.Check(layout.AccountKey(holder.AccountID), "#accountStatus = :status", layout.Item{":status": layout.Text(string(holder.Status))}))
	}
	for _, crowd := range seen.Similar {
		k := layout.GuardKey(crowd.Key)
		condition, values := client.IsNew, layout.Item(nil)
		if crowd.Stamp != "" {
			condition, values = "#stamp = :stamp", layout.Item{":stamp": layout.Text(crowd.Stamp)}
		}
		if joins == "" {
			writes = append(writes, client.Check(k, condition, values))
			continue
		}
		writes = append(writes, client.Put(layout.GuardItem(crowd.Key, joins, now), condition, values, client.Conflict))
	}
	return writes
}

// recordWrite stores the record unless there is one that has not expired.
func recordWrite(r workflow.IdempotencyRecord, now time.Time) client.Write {
	return client.Put(layout.RecordItem(r), client.IsNew+" OR #keptUntilAt <= :now", layout.Item{":now": layout.Time(now)},
		func(layout.Item) error { return workflow.ErrKeyUsed })
}

// PendingRequests implements workflow.CauseReader.
func (t *Table) PendingRequests(ctx context.Context, by account.Email, now time.Time) (int, error) {
	count := 0
	for i, err := range t.client.Items(ctx, client.InPartition(layout.PersonPartition(by), layout.PrefixPending)) {
		if err != nil {
			return 0, err
		}
		read := layout.NewReader(i)
		if layout.ReadAccount(read).AsOf(now).Status == account.AccountPending {
			count++
		}
		if read.Err != nil {
			return 0, fmt.Errorf("pending requests: %w", read.Err)
		}
	}
	return count, nil
}

// mostRolesLookedAt limits how many roles are read to find one that is old enough; usually the first one is.
const mostRolesLookedAt = 100

// HasRoleSince implements workflow.CauseReader. Rows that were stored without a time count as old.
func (t *Table) HasRoleSince(ctx context.Context, by account.Email, since time.Time) (bool, error) {
	in := client.InPartition(layout.PersonPartition(by), layout.PrefixMemberRow)
	in.Limit = client.Limit(mostRolesLookedAt)
	seen, now := 0, Now()
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return false, err
		}
		read := layout.NewReader(i)
		if held := read.Time("since"); read.Err != nil || held.Before(since) && layout.RowInForce(read, now) {
			return read.Err == nil, read.Err
		}
		if seen++; seen == mostRolesLookedAt {
			break
		}
	}
	return false, nil
}

// ApprovedSince implements workflow.CauseReader. Rows of ended requests are sorted newest first.
func (t *Table) ApprovedSince(ctx context.Context, by account.Email, since time.Time) (int, error) {
	count := 0
	for i, err := range t.client.Items(ctx, client.InPartition(layout.PersonPartition(by), layout.PrefixEnded)) {
		if err != nil {
			return 0, err
		}
		read := layout.NewReader(i)
		if !layout.ReadAccount(read).CreatedAt.After(since) {
			return count, read.Err
		}
		if account.State(read.Text("state")) == account.Approved {
			count++
		}
		if read.Err != nil {
			return 0, read.Err
		}
	}
	return count, nil
}

// HolderOf implements workflow.Disputes.Store.
func (t *Table) HolderOf(ctx context.Context, d account.Domain) (account.ID, error) {
	read, err := t.client.Get(ctx, layout.DomainKey(d))
	if err != nil {
		return "", err
	}
	id := account.ID(read.Text("accountId"))
	return id, read.Err
}
