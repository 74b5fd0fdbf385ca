package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Survey implements workflow.Surveyor.
func (t *Table) Survey(ctx context.Context, q workflow.SurveyQuery) (workflow.Survey, error) {
	met := workflow.Survey{
		LookAlike: workflow.SimilarAccounts{Key: lookKey(q.Domain.Skeleton(), "").PK},
	}
	for _, skeleton := range account.NameSkeletons(q.Name) {
		met.SameName = append(met.SameName, workflow.SimilarAccounts{Key: nameLookKey(skeleton, "").PK})
	}
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() error { return t.surveyItems(readCtx, q, &met) })
	for n := range met.SameName {
		reads.Go(func() error { return t.surveyCrowd(readCtx, &met.SameName[n]) })
	}
	reads.Go(func() error { return t.surveyCrowd(readCtx, &met.LookAlike) })
	err := reads.Wait() // before met is looked at
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
	atDomain, atRecord := domainKey(q.Domain), recordKey(q.Person, q.Key)
	keys := []Key{atDomain}
	for subject := range limited {
		keys = append(keys, usesKey(subject))
	}
	if q.Key != "" {
		keys = append(keys, atRecord)
	}
	parents := q.Domain.Parents()
	for _, parent := range parents {
		keys = append(keys, domainKey(parent))
	}
	found, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return err
	}
	marker := func(d account.Domain) (workflow.DomainHolder, error) {
		read := newReader(found[domainKey(d)])
		m := workflow.DomainHolder{Domain: d, RequestID: account.ID(read.text("requestId")), AccountID: account.ID(read.text("accountId"))}
		if read.err != nil {
			return m, fmt.Errorf("marker of %s: %w", d, read.err)
		}
		return m, nil
	}
	own, err := marker(q.Domain)
	if err != nil {
		return err
	}
	met.Holder = own.RequestID
	for _, parent := range parents {
		above, err := marker(parent)
		if err != nil {
			return err
		}
		met.Above = append(met.Above, above)
	}
	if err := readAllUsed(found, limited); err != nil {
		return err
	}
	if record := found[atRecord]; record != nil {
		kept, err := readRecord(newReader(record), q.Person, q.Key)
		if err != nil {
			return err
		}
		met.Record = &kept
	}
	return nil
}

// mostOfACrowd bounds what is read of a crowd: a review names a few of them.
const mostOfACrowd = 100

func (t *Table) surveyCrowd(ctx context.Context, crowd *workflow.SimilarAccounts) error {
	in := within(crowd.Key, "")
	in.Limit = limit(mostOfACrowd)

	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return err
		}
		read := newReader(i)
		if id := read.text("SK"); id == sortGuard {
			crowd.Stamp = read.text("stamp")
		} else {
			crowd.Accounts = append(crowd.Accounts, account.ID(id))
		}
		if read.err != nil {
			return fmt.Errorf("crowd: %w", read.err)
		}
		if len(crowd.Accounts) == mostOfACrowd {
			return nil
		}
	}
	return nil
}

// joinedBy returns the account that a change adds to the crowds; none if it adds none.
func joinedBy(c workflow.Change) account.ID {
	if c.Before == nil {
		return c.After.Account.ID
	}
	return ""
}

// guardKept is longer than anybody takes from a survey to a commit.
const guardKept = 24 * time.Hour

// seenChecks hold a commit to what its route was found by. Who joins a crowd changes its guard.
func seenChecks(seen workflow.ReadSet, joins account.ID, now time.Time) []write {
	var writes []write
	for _, marker := range seen.Above {
		if marker.AccountID == "" {
			writes = append(writes, check(domainKey(marker.Domain), isNew, nil))
			continue
		}
		writes = append(writes,
			check(domainKey(marker.Domain), heldBy, item{":holder": text(string(marker.RequestID))}),
			check(accountKey(marker.AccountID), "#accountStatus = :status", item{":status": text(string(marker.Status))}))
	}
	for _, crowd := range seen.Similar {
		k := guardKey(crowd.Key)
		condition, values := isNew, item(nil)
		if crowd.Stamp != "" {
			condition, values = "#stamp = :stamp", item{":stamp": text(crowd.Stamp)}
		}
		if joins == "" {
			writes = append(writes, check(k, condition, values))
			continue
		}
		writes = append(writes, put(guardItem(crowd.Key, joins, now), condition, values, conflict))
	}
	return writes
}

func guardItem(partition string, joined account.ID, now time.Time) item {
	i := newItem(guardKey(partition))
	i.putText("stamp", string(joined))
	i.deleteAfter(now.Add(guardKept))
	return i
}

// recordWrite keeps the record unless one is there that is still kept.
func recordWrite(r workflow.IdempotencyRecord, now time.Time) write {
	return put(recordItem(r), isNew+" OR #keptUntilAt <= :now", item{":now": instant(now)},
		func(item) error { return workflow.ErrKeyUsed })
}

func recordItem(r workflow.IdempotencyRecord) item {
	i := newItem(recordKey(r.Person, r.Key))
	i.putText("person", string(r.Person))
	i["body"] = bits(r.Body[:])
	i.putText("requestId", string(r.RequestID))
	i.putTime("keptUntilAt", r.KeptUntil)
	i.deleteAfter(r.KeptUntil)
	return i
}

func readRecord(read *reader, person account.Email, key string) (workflow.IdempotencyRecord, error) {
	r := workflow.IdempotencyRecord{
		Person: person, Key: key,
		RequestID: account.ID(read.text("requestId")),
		KeptUntil: read.time("keptUntilAt"),
	}
	read.fill("body", r.Body[:])
	if read.err != nil {
		return workflow.IdempotencyRecord{}, fmt.Errorf("idempotency record: %w", read.err)
	}
	return r, nil
}

// PendingRequests implements workflow.CauseReader.
func (t *Table) PendingRequests(ctx context.Context, by account.Email, now time.Time) (int, error) {
	count := 0
	for i, err := range t.client.query(ctx, within(person(by), prefixPending)) {
		if err != nil {
			return 0, err
		}
		read := newReader(i)
		if readAccount(read).AsOf(now).Status == account.AccountPending {
			count++
		}
		if read.err != nil {
			return 0, fmt.Errorf("pending requests: %w", read.err)
		}
	}
	return count, nil
}

// mostRolesLookedAt bounds what is read to find one that somebody has held for long: as a rule it is the first.
const mostRolesLookedAt = 100

// HasRoleSince implements workflow.CauseReader. A row of before rows said since when is that of a role held for long.
func (t *Table) HasRoleSince(ctx context.Context, by account.Email, since time.Time) (bool, error) {
	in := within(person(by), prefixMemberRow)
	in.Limit = limit(mostRolesLookedAt)
	seen := 0
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return false, err
		}
		read := newReader(i)
		if held := read.time("since"); read.err != nil || held.Before(since) {
			return read.err == nil, read.err
		}
		if seen++; seen == mostRolesLookedAt {
			break
		}
	}
	return false, nil
}

// ApprovedSince implements workflow.CauseReader: the rows of ended requests lie newest first.
func (t *Table) ApprovedSince(ctx context.Context, by account.Email, since time.Time) (int, error) {
	count := 0
	for i, err := range t.client.query(ctx, within(person(by), prefixEnded)) {
		if err != nil {
			return 0, err
		}
		read := newReader(i)
		if !readAccount(read).CreatedAt.After(since) {
			return count, read.err
		}
		if account.State(read.text("state")) == account.Approved {
			count++
		}
		if read.err != nil {
			return 0, read.err
		}
	}
	return count, nil
}

// HolderOf implements workflow.Disputes' store.
func (t *Table) HolderOf(ctx context.Context, d account.Domain) (account.ID, error) {
	marker, err := t.client.get(ctx, domainKey(d))
	if err != nil {
		return "", err
	}
	id := account.ID(marker.text("accountId"))
	return id, errors.Join(marker.err)
}
