package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// This file is for looking whether a table is whole: after a restore it may hold a part of a transaction. It scans,
// which no function does.

// Finding is something in the table that no use case leaves behind.
type Finding struct {
	At     Key // the item that is wrong, or missing
	Wrong  string
	Mended bool // it is no longer so
}

// Inspected counts what was looked at.
type Inspected struct {
	Items, Found, Mended int

	AtSharedMail []account.Account // live accounts whose identifier has become a shared mail domain; nothing is wrong with them
}

// expectation is what an item says about another one.
type expectation struct {
	at    Key
	wrong string                   // what is wrong if it does not hold
	holds func(found item) bool    // nil: there is none
	mend  func(found item) []write // nil: not to be mended without a person
}

// stuckAfter is how long a mail may be overdue: it is given up after a week of trying.
const stuckAfter = 8 * 24 * time.Hour

// Inspect walks the whole table and tells what is wrong in it, once it has been seen twice: while the system
// works, what belongs together may be read before and after a change. What follows for certain from the requests
// and accounts is mended if wanted, in transactions that hold only if it is still so.
func (t *Maintainer) Inspect(ctx context.Context, now time.Time, mend bool, tell func(Finding)) (Inspected, error) {
	var done Inspected
	in := &dynamodb.ScanInput{TableName: &t.client.Name, ConsistentRead: aws.Bool(true), Limit: limit(mostBatchGets)}
	for {
		out, err := t.client.Scan(ctx, in)
		if err != nil {
			return done, failed("scan", err)
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

// atSharedMail returns the account that the item is, if it is live and no such could be asked for today.
func atSharedMail(i item, now time.Time) (account.Account, bool) {
	read := newReader(i)
	if read.text("SK") != sortAccount {
		return account.Account{}, false
	}
	a := readAccount(read).AsOf(now)
	return a, read.err == nil && a.Status != account.AccountCancelled && account.IsSharedMailDomain(string(a.Domain))
}

// inspectOne looks a second time, at the item as it is then, before it tells.
func (t *Maintainer) inspectOne(ctx context.Context, i item, now time.Time, mend bool, done *Inspected, tell func(Finding)) error {
	at := keyOf(i)
	suspects, err := t.violated(ctx, i, now)
	if err != nil || len(suspects) == 0 {
		return err
	}
	again, err := t.client.getAll(ctx, at)
	if err != nil || again[at] == nil {
		return err
	}
	suspects, err = t.violated(ctx, again[at], now)
	if err != nil {
		return err
	}
	for _, s := range suspects {
		done.Found++
		f := Finding{At: s.at, Wrong: s.wrong}
		if mend && s.mend != nil {
			found, err := t.client.getAll(ctx, s.at)
			if err != nil {
				return err
			}
			if writes := s.mend(found[s.at]); len(writes) > 0 {
				err = t.client.transact(ctx, writes)
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

// violated returns what the item expects and is not so.
func (t *Maintainer) violated(ctx context.Context, i item, now time.Time) ([]expectation, error) {
	expected, err := t.expectations(ctx, i, now)
	if err != nil || len(expected) == 0 {
		return nil, err
	}
	var keys []Key
	seen := map[Key]bool{}
	for _, e := range expected {
		if !seen[e.at] {
			keys = append(keys, e.at)
		}
		seen[e.at] = true
	}
	found, err := t.client.getAll(ctx, keys...)
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

// expectations says for each kind of item what it expects of others, and of itself.
func (t *Maintainer) expectations(ctx context.Context, i item, now time.Time) ([]expectation, error) {
	read := newReader(i)
	at := keyOf(i)
	kind, _, _ := strings.Cut(at.PK, "#")
	var expected []expectation
	var err error
	switch {
	case at.SK == sortGuard: // goes by itself
	case kind == "REQUEST" && at.SK == "REQUEST":
		expected, err = t.ofRequest(ctx, i, now)
	case kind == "REQUEST":
		number := read.number("number")
		expected = []expectation{asked(at, idOf(at.PK), number, "a line of the history of no request", func(r *reader) bool { return r.number("version") >= number })}
	case at.SK == sortAccount:
		expected, err = t.ofAccount(ctx, i, now)
	case strings.HasPrefix(at.SK, prefixMember):
		expected, err = t.ofMember(ctx, i)
	case strings.HasPrefix(at.SK, prefixVirtual):
		expected = []expectation{
			needs(accountKey(idOf(at.PK)), "a Virtual Account of no account", anything),
			follows(at, accountKey(idOf(at.PK)), "a Virtual Account of an account that is still pending", notPending),
		}
	case kind == "DOMAIN", kind == "NAME", kind == "LOOK":
		expected = ofMark(at, read)
	case at.PK != "" && strings.HasPrefix(at.PK, postingPrefix):
		expected = []expectation{ofPosting(at)}
	case strings.HasPrefix(at.SK, prefixOwn):
		expected = ofOwn(at, read)
	case kind == "PERSON":
		expected = ofRow(at, read)
	case kind == "LINK":
		if workflow.Purpose(read.text("purpose")) == workflow.ToReport {
			break // it works whatever has become of what its mail was about
		}
		nominee := read.number("nominee")
		expected = []expectation{needs(requestKey(account.ID(read.text("requestId"))), "a link to nobody", func(r *reader) bool { return len(readNominees(r)) >= nominee })}
	case kind == "IDEMPOTENCY":
		id := account.ID(read.text("requestId"))
		expected = []expectation{asked(at, id, 1, "an idempotency key of no request", anything)}
	case at.SK == "OUTBOX":
		expected, err = ofMail(i, now)
	case at.SK == "DISPUTE":
		expected, err = ofDispute(i, now)
	case strings.HasPrefix(at.SK, prefixRaised):
		expected = []expectation{orphan(at, disputeKey(account.ID(read.text(disputed))), "a line of a dispute that there is not, or not its line", func(r *reader) bool {
			d, err := readDispute(r)
			return err == nil && raisedKeyOf(d) == at
		})}
	case at.SK == "OPEN":
		expected = []expectation{orphan(at, disputeKey(account.ID(read.text(disputed))), "a mark of a dispute that is not open, or not its mark", isMarkedAt(at))}
	}
	if err == nil {
		err = read.err
	}
	var call *smithy.OperationError
	if err == nil || errors.As(err, &call) || ctx.Err() != nil {
		return expected, err
	}
	// An item that cannot be read is a finding, and keeps nobody from the others.
	unreadable := expectation{at: at, wrong: "cannot be read: " + err.Error(), holds: func(item) bool { return false }}
	return []expectation{unreadable}, nil
}

func anything(*reader) bool { return true }

func notPending(r *reader) bool { return readAccount(r).Status != account.AccountPending }

// needs expects an item of which that holds.
func needs(at Key, wrong string, holds func(*reader) bool) expectation {
	return expectation{at: at, wrong: wrong, holds: func(found item) bool {
		r := newReader(found)
		return found != nil && holds(r) && r.err == nil
	}}
}

// orphan expects an item of which that holds; else the one that expects it, which follows from it, goes.
func orphan(self, at Key, wrong string, holds func(*reader) bool) expectation {
	e := needs(at, wrong, holds)
	e.mend = func(item) []write { return []write{remove(self, exists, nil)} }
	return e
}

// asked expects the request that the owner belongs to. Without it the owner goes if it comes of the submission, and
// the request has no later history: then a restore holds the rest of a submission of which nobody can learn.
func asked(self Key, id account.ID, number int, wrong string, holds func(*reader) bool) expectation {
	e := needs(requestKey(id), wrong, holds)
	if number == 1 {
		e.mend = func(request item) []write {
			if request != nil {
				return nil
			}
			return []write{remove(self, exists, nil), check(requestKey(id), isNew, nil), check(eventKey(id, 2), isNew, nil)}
		}
	}
	return e
}

// follows expects that of an item if it is there; else its owner, which is ahead of it, goes.
func follows(self, at Key, wrong string, holds func(*reader) bool) expectation {
	return expectation{
		at: at, wrong: wrong, holds: func(found item) bool { return found == nil || holds(newReader(found)) },
		mend: func(item) []write { return []write{remove(self, exists, nil)} },
	}
}

// same expects the very item, which follows from its owner.
func same(want item, wrong string) expectation {
	at := keyOf(want)
	return expectation{
		at: at, wrong: wrong, holds: func(found item) bool { return reflect.DeepEqual(found, want) },
		mend: func(found item) []write {
			if found == nil {
				return []write{create(want, conflict)}
			}
			return []write{put(want, exists, nil, conflict)}
		},
	}
}

// absent expects no item there that is the owner's.
func absent(at Key, wrong string, is func(*reader) bool) expectation {
	return expectation{
		at: at, wrong: wrong, holds: func(found item) bool { return found == nil || !is(newReader(found)) },
		mend: func(item) []write { return []write{remove(at, exists, nil)} },
	}
}

// carries expects the account as it is known elsewhere, with whatever else is in the item.
func carries(at Key, a account.Account, wrong string) expectation {
	e := needs(at, wrong, func(r *reader) bool { return readAccount(r) == a })
	e.mend = func(found item) []write {
		if found == nil {
			return []write{create(accountItem(a), conflict)}
		}
		return []write{update(at, accountItem(readAccount(newReader(found))), accountItem(a), exists, nil)}
	}
	return e
}

func (t *Maintainer) ofRequest(ctx context.Context, i item, now time.Time) ([]expectation, error) {
	read := newReader(i)
	r, err := readRequest(read)
	if err != nil {
		return nil, err
	}
	event, called, err := readLatest(read, r.ID)
	if err != nil {
		return nil, err
	}
	a := r.Account
	own := func(found *reader) bool { return found.text("requestId") == string(r.ID) }
	expected := []expectation{
		carries(accountKey(a.ID), a, "the account is not as its request has it"),
		same(requestRowItem(r), "the requester's directory does not list the request as it is"),
		absent(otherRow(r), "the requester's directory lists the request twice", anything),
		absent(eventKey(r.ID, r.Version+1), "the history is ahead of the request", anything),
	}
	expected = append(expected, findsOwn(r.Requester, a, false)...)
	const missing = "a line of the history is missing"
	for number := 1; number < r.Version; number++ {
		expected = append(expected, needs(eventKey(r.ID, number), missing, anything))
	}
	if event.Number == r.Version {
		expected = append(expected, same(eventItem(event), missing))
	} else {
		expected = append(expected, needs(eventKey(r.ID, r.Version), missing, anything))
	}
	for _, n := range mailed(r) {
		if event.Kind == account.EventBounced && event.Number == r.Version && n.UnreachableAt.Equal(event.At) {
			expected = append(expected, bounced(n.MailID))
		}
	}
	if now.Sub(event.At) < mailKept {
		for _, k := range called {
			m := needs(mailKey(k.ID), "a mail that the last change called for is missing", anything)
			m.mend = func(item) []write { return []write{create(calledFor(k.Again(r, event), event.Number), conflict)} }
			expected = append(expected, m)
		}
	}
	const endedLook = "an account that has ended is taken for a look-alike"
	if a.Status != account.AccountCancelled {
		expected = append(expected, t.live(ctx, a, now)...)
		expected = append(expected, ofLapsed(r, now)...)
	} else {
		expected = append(expected,
			absent(domainKey(a.Domain), "the identifier is still held for a request that has ended", own),
			absent(nameKey(account.FoldName(a.Name), a.ID), "an account that has ended is found by its name", anything),
			absent(lookKey(a.Domain.Skeleton(), a.ID), endedLook, anything))
		for _, skeleton := range account.NameSkeletons(a.Name) {
			expected = append(expected, absent(nameLookKey(skeleton, a.ID), endedLook, anything))
		}
	}
	self := func(wrong string, is bool) {
		expected = append(expected, expectation{at: requestKey(r.ID), wrong: wrong, holds: func(item) bool { return is }})
	}
	self("nobody can decide the request", r.State != account.PendingApproval || len(r.ActiveNominees()) > 0)
	self("nothing is to be reviewed", r.State != account.PendingReview || len(r.Review.Reasons) > 0)
	if !r.State.Ended() {
		_, due := i["dueAt"]
		self("the schedule does not know of the request", due)
		if now.Sub(r.CreatedAt) < mailKept {
			for _, n := range mailed(r) {
				expected = append(expected, needs(mailKey(n.MailID), "the mail to a nominee is missing", anything))
			}
		}
	}
	if r.State == account.Approved && a.Status == account.AccountActive {
		created, err := t.ofCreation(ctx, r)
		return append(expected, created...), err
	}
	return expected, nil
}

// bounced expects the mail to have come back.
func bounced(id account.ID) expectation {
	e := needs(mailKey(id), "that the mail came back is noted with its request alone", func(r *reader) bool {
		o, err := readMail(r)
		return err != nil || o.Delivery() == account.Bounced || o.Delivery() == account.Complained
	})
	e.mend = func(found item) []write {
		o, err := readMail(newReader(found))
		if err != nil {
			return nil
		}
		heard := o
		heard.News = account.Bounced
		return []write{mailUpdate(workflow.MailChange{Read: o, Next: heard})}
	}
	return e
}

// ofCreation is about what the approval of a request has brought into being.
func (t *Maintainer) ofCreation(ctx context.Context, r account.Request) ([]expectation, error) {
	created := r.Created(account.NewID())
	member := needs(memberKey(r.Account.ID, created.Administrator.Person), "who approved does not belong to the account", anything)
	member.mend = func(item) []write { return []write{create(memberItem(created.Administrator), conflict)} }
	stored, err := t.Account(ctx, r.Account.ID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return nil, err
	}
	first := virtualItem(created.VirtualAccount)
	return []expectation{member, {
		at: keyOf(first), wrong: "the account has no Virtual Account", holds: func(item) bool { return len(stored.VirtualAccounts) > 0 },
		mend: func(item) []write { return []write{create(first, conflict)} },
	}}, nil
}

// ofLapsed is about a request that has lapsed. Who meets it and asks anew for its identifier ends it in the same
// transaction: of what a restore holds of that, the new request is let stand.
func ofLapsed(r account.Request, now time.Time) []expectation {
	lapse, err := workflow.Lapse(r, now)
	if err != nil {
		return nil // it has not
	}
	at := domainKey(r.Account.Domain)
	return []expectation{{
		at: at, wrong: "the identifier has passed on, and the request that had lapsed has not ended",
		holds: func(found item) bool { return found == nil || heldFor(found, r.Account.ID) },
		mend: func(found item) []write {
			return append(changeWrites(lapse), check(at, heldBy, item{":holder": found["requestId"]}))
		},
	}}
}

// takenOver ends the request for which the identifier is held still, if it has lapsed, and gives it to the account.
func (t *Maintainer) takenOver(ctx context.Context, a account.Account, held item, now time.Time) []write {
	holder := newReader(held).text("requestId")
	lapsed, err := t.Request(ctx, account.ID(holder))
	if err != nil {
		return nil
	}
	lapse, err := workflow.Lapse(lapsed, now)
	if err != nil {
		return nil // which of the two it belongs to is for a person to say
	}
	return append(changeWrites(lapse), put(domainItem(a), heldBy, item{":holder": text(holder)}, conflict))
}

func heldFor(marker item, id account.ID) bool {
	return newReader(marker).text("accountId") == string(id)
}

// mailed are those who may decide and were sent a link; the demo's requests are sent to nobody.
func mailed(r account.Request) []account.Nominee {
	return slices.DeleteFunc(r.ActiveNominees(), func(n account.Nominee) bool { return n.MailID == "" })
}

// otherRow is where the requester's directory would list the request if it had not ended, or had.
func otherRow(r account.Request) Key {
	if r.State.Ended() {
		return pendingRowKey(r.Requester, r.Order)
	}
	return endedRowKey(r.Requester, r.Order)
}

// live are the marks of an account that is pending or active.
func (t *Maintainer) live(ctx context.Context, a account.Account, now time.Time) []expectation {
	held := same(domainItem(a), "the identifier is not held for the account")
	hold := held.mend
	held.mend = func(found item) []write {
		if found != nil && !heldFor(found, a.ID) {
			return t.takenOver(ctx, a, found, now)
		}
		return hold(found)
	}
	expected := []expectation{
		held,
		same(nameItem(a), "the account is not found by its name"),
		same(lookItem(a), "the account is not among the look-alikes of its identifier"),
	}
	for _, look := range nameLookItems(a) {
		expected = append(expected, same(look, "the account is not among the look-alikes of its name"))
	}
	return expected
}

func (t *Maintainer) ofAccount(ctx context.Context, i item, now time.Time) ([]expectation, error) {
	read := newReader(i)
	a := readAccount(read)
	waits := !read.time(attrIndexDue).IsZero()
	if read.err == nil && a.Status == account.AccountPending {
		return []expectation{asked(accountKey(a.ID), a.RequestID, 1, "a pending account that nobody has asked for", anything)}, nil
	}
	if read.err != nil || a.Status != account.AccountActive {
		return nil, read.err
	}
	stored, err := t.Account(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	administered := false
	for _, m := range stored.Members {
		administered = administered || m.Administers()
	}
	expected := append(t.live(ctx, a, now), expectation{
		at: accountKey(a.ID), wrong: "nobody administers the account", holds: func(item) bool { return administered },
	})
	if !waits && a.FoundByPart() {
		for _, posting := range postings(a) {
			expected = append(expected, same(posting, "the account is missing where it is found by a part"))
		}
	}
	return expected, nil
}

func (t *Maintainer) ofMember(ctx context.Context, i item) ([]expectation, error) {
	read := newReader(i)
	m := readMember(read)
	expected := []expectation{
		needs(accountKey(m.AccountID), "somebody belongs to no account", anything),
		follows(memberKey(m.AccountID, m.Person), accountKey(m.AccountID), "somebody belongs to an account that is still pending", notPending),
	}
	if id := account.ID(read.text(disputed)); id != "" {
		unfit := needs(disputeKey(id), "somebody was appointed by a dispute that is not settled", func(r *reader) bool { return !unsettled(r) })
		unfit.mend = func(item) []write { return []write{withoutAppointment(m)} }
		expected = append(expected, unfit)
	}
	stored, err := t.Account(ctx, m.AccountID)
	if errors.Is(err, account.ErrNotFound) {
		return expected, nil
	}
	if err == nil && stored.Account.Status == account.AccountActive {
		expected = append(expected, same(memberRowItem(m, stored.Account), "the directory of a member does not list the account as it is"))
		expected = append(expected, findsOwn(m.Person, stored.Account, true)...)
	}
	return expected, err
}

// ofMark is about the marks of live accounts.
func ofMark(at Key, read *reader) []expectation {
	id := account.ID(read.text("accountId"))
	return []expectation{orphan(at, accountKey(id), "a mark of no live account", func(r *reader) bool {
		a := readAccount(r)
		marks := []Key{domainKey(a.Domain), nameKey(account.FoldName(a.Name), a.ID), lookKey(a.Domain.Skeleton(), a.ID)}
		for _, skeleton := range account.NameSkeletons(a.Name) {
			marks = append(marks, nameLookKey(skeleton, a.ID))
		}
		for _, k := range marks {
			if k == at {
				return a.Status != account.AccountCancelled
			}
		}
		return false
	})}
}

func ofPosting(at Key) expectation {
	return orphan(at, accountKey(postedAccount(at.SK)), "strangers find what they must not", func(r *reader) bool {
		return !r.time(attrIndexDue).IsZero() || PostingsOf(readAccount(r))[at]
	})
}

func ofRow(at Key, read *reader) []expectation {
	a := readAccount(read)
	if !strings.HasPrefix(at.SK, prefixMemberRow) {
		return []expectation{orphan(at, requestKey(a.RequestID), "a directory lists a request that is not there", func(r *reader) bool {
			request, err := readRequest(r)
			return err == nil && rowKeyOf(request) == at
		})}
	}
	owner := account.Email(strings.TrimPrefix(at.PK, person("")))
	return []expectation{
		orphan(at, memberKey(a.ID, owner), "a directory lists an account to which its owner does not belong", anything),
		orphan(at, accountKey(a.ID), "a directory lists an account that is not active", func(r *reader) bool {
			return readAccount(r).Status == account.AccountActive || !r.time(attrIndexDue).IsZero()
		}),
	}
}

// findsOwn expects the account among the person's own, under each of its listings. Of a name of very many words they may
// still be those that were stored ahead.
func findsOwn(by account.Email, a account.Account, member bool) []expectation {
	var expected []expectation
	for _, want := range ownPostings(by, a, member) {
		e := needs(keyOf(want), "somebody does not find by a part what is their own", func(r *reader) bool {
			return r.text("accountName") == a.Name && r.text("domain") == string(a.Domain) && (r.isTrue(attrMember) || !member)
		})
		e.mend = func(found item) []write {
			if found == nil {
				return []write{create(want, conflict)}
			}
			right := maps.Clone(want)
			right.putTrue(attrMember, member || newReader(found).isTrue(attrMember))
			return []write{put(right, exists, nil, conflict)}
		}
		expected = append(expected, e)
	}
	return expected
}

// ofOwn returns what a posting of a person's own account is to agree with.
func ofOwn(at Key, read *reader) []expectation {
	if _, goes := read.item[attrDeleteAfter]; goes {
		return nil
	}
	id, owner := postedAccount(at.SK), account.Email(strings.TrimPrefix(at.PK, person("")))
	member := read.isTrue(attrMember)
	listed := func(a account.Account) bool {
		return slices.ContainsFunc(ownPostings(owner, a, member), func(i item) bool { return keyOf(i) == at })
	}
	expected := []expectation{orphan(at, accountKey(id), "somebody finds as their own what is not", func(r *reader) bool {
		a := readAccount(r)
		indexing := !r.time(attrIndexDue).IsZero()
		return listed(a) && (a.Requester == owner || member && (a.Status == account.AccountActive || indexing))
	})}
	if !member {
		return expected
	}
	belongs := needs(memberKey(id, owner), "somebody finds as one of theirs an account to which they do not belong", anything)
	belongs.mend = func(item) []write {
		// Who asked for it finds it still: what that request expects is missing then, and comes back.
		return []write{remove(at, exists, nil)}
	}
	return append(expected, belongs)
}

func ofMail(i item, now time.Time) ([]expectation, error) {
	read := newReader(i)
	o, err := readMail(read)
	if err != nil {
		return nil, err
	}
	var expected []expectation
	if o.RequestID != "" {
		number := read.number(line)
		expected = append(expected,
			asked(mailKey(o.ID), o.RequestID, number, "a mail about no request", anything),
			follows(mailKey(o.ID), requestKey(o.RequestID), "a mail that no change of the request called for", func(r *reader) bool { return r.number("version") >= number }),
		)
	}
	if o.Kind == workflow.Invitation && o.News == account.Bounced {
		expected = append(expected, knownToHaveBounced(o, now))
	}
	if id := account.ID(read.text(disputed)); id != "" {
		expected = append(expected, orphan(mailKey(o.ID), disputeKey(id), "a mail about a step of no dispute", func(r *reader) bool {
			proved := !r.time("provedAt").IsZero()
			return o.Kind == workflow.DisputeMail || !unsettled(r) || proved && (o.Kind == workflow.ProvedMail || o.Kind == workflow.EndingMail || o.Kind == workflow.EndingAskedMail)
		}))
	}
	if o.State == workflow.MailQueued || o.State == workflow.MailSending {
		_, due := i["duePartition"]
		stuck := !due || now.Sub(o.DueAt) > stuckAfter
		expected = append(expected, expectation{at: mailKey(o.ID), wrong: "a mail is stuck", holds: func(item) bool { return !stuck }})
	}
	return expected, nil
}

// knownToHaveBounced expects the request to know it, if it is the latest mail to a nominee. Else nobody has heard of it.
func knownToHaveBounced(o workflow.Outgoing, now time.Time) expectation {
	return expectation{
		at: requestKey(o.RequestID), wrong: "an invitation came back, and its request does not know of it",
		holds: func(found item) bool {
			r, err := readRequest(newReader(found))
			return found == nil || err != nil || r.State != account.PendingApproval || !now.Before(r.Deadline()) ||
				!slices.ContainsFunc(r.ActiveNominees(), func(n account.Nominee) bool { return n.MailID == o.ID && n.UnreachableAt.IsZero() })
		},
		mend: func(item) []write {
			unheard := o
			unheard.News = ""
			return []write{mailUpdate(workflow.MailChange{Read: o, Next: unheard})}
		},
	}
}

func unsettled(r *reader) bool { return r.time("settledAt").IsZero() }

// isMarkedAt reports whether a dispute is open, and its mark belongs there.
func isMarkedAt(at Key) func(*reader) bool {
	return func(r *reader) bool {
		d, err := readDispute(r)
		return err == nil && d.Settlement == nil && disputedKeyOf(d) == at
	}
}

// withoutAppointment leaves a person the roles that they had before they were made an administrator.
func withoutAppointment(m account.Membership) write {
	at := memberKey(m.AccountID, m.Person)
	m.Roles = slices.DeleteFunc(slices.Clone(m.Roles), func(r account.Role) bool { return r == account.SmartAccountAdministrator })
	if len(m.Roles) == 0 {
		return remove(at, exists, nil)
	}
	return put(memberItem(m), exists, nil, conflict)
}

// ofDispute: the account decides. A settlement that has taken it back and of which the account knows nothing is undone;
// one that nobody has written down is made anew by an operator, since a dispute may be open about an account that is gone.
func ofDispute(i item, now time.Time) ([]expectation, error) {
	read := newReader(i)
	d, err := readDispute(read)
	if err != nil {
		return nil, err
	}
	atAccount := accountKey(d.Account.AccountID)
	expected := []expectation{same(raisedItem(d), fmt.Sprintf("the dispute %s is not listed under who raised it", d.ID))}
	if d.Account.AccountID != "" {
		expected = append(expected, needs(atAccount, "a dispute about no account", anything))
	}
	last := d.OpenedAt
	if d.ProvedAt.After(last) {
		last = d.ProvedAt
	}
	if d.Settlement != nil {
		last = d.Settlement.At
	}
	for m := range read.maps(toldMails) {
		if now.Sub(last) >= mailKept {
			break // they may be gone
		}
		told := needs(keyOf(m.item), "a mail that the dispute called for is missing", anything)
		told.mend = func(item) []write { return []write{create(m.item, conflict)} }
		expected = append(expected, told)
	}
	mark := openDisputeItem(d)
	if d.Settlement == nil {
		_, due := i["dueAt"]
		expected = append(expected, expectation{at: disputeKey(d.ID), wrong: "the schedule does not know of the dispute", holds: func(item) bool {
			return due || d.DueAt().IsZero()
		}})
		return append(expected, same(mark, fmt.Sprintf("the open dispute %s is not marked", d.ID))), nil
	}
	expected = append(expected, listedAsSettled(d))
	switch s := d.Settlement; s.Outcome {
	case account.AdministratorAdded:
		expected = append(expected, appointed(d))
	case account.AccountTakenBack:
		expected = append(expected, reopened(d, needs(atAccount, "the account is not taken back as the dispute says", func(r *reader) bool {
			return readAccount(r).Status == account.AccountCancelled
		})))
	case account.RequestEnded:
		expected = append(expected, reopened(d, needs(requestKey(d.RequestID), "the request is not ended as the dispute says", func(r *reader) bool {
			request, err := readRequest(r)
			return err == nil && request.State.Ended()
		})))
	default:
	}
	return append(expected, absent(keyOf(mark), "a settled dispute is marked as open", func(r *reader) bool { return r.text(disputed) == string(d.ID) })), nil
}

// reopened is what a settled dispute expects; else it is open again.
func reopened(d account.Dispute, e expectation) expectation {
	open := d
	open.Settlement = nil
	e.mend = func(item) []write { return []write{put(disputeItem(open), exists, nil, conflict)} }
	return e
}

// listedAsSettled expects the dispute in the list of the settled ones, where those from before there was one are not.
func listedAsSettled(d account.Dispute) expectation {
	e := needs(disputeKey(d.ID), "a settled dispute is not listed as one", func(r *reader) bool { return r.text("listStatus") == listSettled })
	e.mend = func(item) []write {
		unlisted := disputeItem(d)
		delete(unlisted, "listStatus")
		return []write{update(disputeKey(d.ID), unlisted, disputeItem(d), exists, nil)}
	}
	return e
}

// appointed expects who was made an administrator by the dispute to be one.
func appointed(d account.Dispute) expectation {
	m := account.Membership{AccountID: d.Account.AccountID, Person: d.Settlement.Administrator, Since: d.Settlement.At}
	e := needs(memberKey(m.AccountID, m.Person), "who was appointed does not administer the account", func(r *reader) bool { return readMember(r).Administers() })
	e.mend = func(found item) []write {
		if found != nil {
			m = readMember(newReader(found))
		}
		m.Roles = append(m.Roles, account.SmartAccountAdministrator)
		member := memberItem(m)
		member.putText(disputed, string(d.ID))
		if found == nil {
			return []write{create(member, conflict)}
		}
		return []write{put(member, exists, nil, conflict)}
	}
	return e
}
