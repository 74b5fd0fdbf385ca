package maintenance

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// expectation is a condition that one item sets for another one, or for itself.
type expectation struct {
	at     layout.Key                             // the key of that item
	check  Check                                  // the check that reports a violation
	detail string                                 // added to the report of a violation
	holds  func(found layout.Item) bool           // found is nil if there is no such item
	mend   func(found layout.Item) []client.Write // nil if an operator has to decide
}

// stuckAfter is how long a mail may be overdue: the mailer stops trying after a week.
const stuckAfter = 8 * 24 * time.Hour

// expectations returns the expectations of an item, which depend on its kind.
func (t *Maintainer) expectations(ctx context.Context, i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	at := layout.KeyOf(i)
	kind, _, _ := strings.Cut(at.PK, "#")
	var expected []expectation
	var err error
	listed, lists := ofList(at, read, now)
	ofAccess, isAccess, accessErr := t.ofAccess(ctx, at, read)
	switch {
	case lists:
		expected = listed
	case isAccess:
		expected, err = ofAccess, accessErr
	case at.SK == layout.SortGuard, at.SK == layout.SortWaitMark: // expires by its time to live
	case strings.HasPrefix(at.SK, layout.PrefixWaiting):
		expected = ofWaiting(at, read)
	case kind == "REQUEST" && at.SK == "REQUEST":
		expected, err = t.ofRequest(ctx, i, now)
	case kind == "REQUEST":
		number := read.Number("number")
		expected = []expectation{asked(at, layout.IDOf(at.PK), number, checkEventWithoutRequest, func(r *layout.Reader) bool { return r.Number("version") >= number })}
	case at.SK == layout.SortAccount:
		expected, err = t.ofAccount(ctx, i, now)
	case strings.HasPrefix(at.SK, layout.PrefixMember):
		expected, err = t.ofMember(ctx, i, now)
	case strings.HasPrefix(at.SK, layout.PrefixVirtual):
		expected, err = t.ofVirtual(ctx, read)
	case kind == "DOMAIN", kind == "NAME", kind == "LOOK":
		expected = ofListing(at, read)
	case at.PK != "" && strings.HasPrefix(at.PK, layout.PostingPrefix):
		expected = []expectation{ofPosting(at)}
	case strings.HasPrefix(at.SK, layout.PrefixOwn):
		expected, err = t.ofOwn(ctx, at, read)
	case kind == "PERSON":
		expected, err = t.ofRow(ctx, at, read)
	case kind == "LINK":
		if workflow.Purpose(read.Text("purpose")) == workflow.ToReport {
			break // it stays valid when the request or dispute of its mail has ended
		}
		nominee := read.Number("nominee")
		expected = []expectation{needs(layout.RequestKey(account.ID(read.Text("requestId"))), checkLinkWithoutNominee, func(r *layout.Reader) bool { return len(layout.ReadNominees(r)) >= nominee })}
	case kind == "IDEMPOTENCY":
		id := account.ID(read.Text("requestId"))
		expected = []expectation{asked(at, id, 1, checkIdempotencyKeyWithoutRequest, anything)}
	case at.SK == "OUTBOX":
		expected, err = ofMail(i, now)
	case at.SK == "DISPUTE":
		expected, err = ofDispute(i, now)
	case strings.HasPrefix(at.SK, layout.PrefixRaised):
		expected = []expectation{orphan(at, layout.DisputeKey(account.ID(read.Text(layout.AttrDispute))), checkRaisedWithoutDispute, func(r *layout.Reader) bool {
			d, err := layout.ReadDispute(r)
			return err == nil && layout.RaisedKeyOf(d) == at
		})}
	case at.SK == "OPEN":
		expected = []expectation{orphan(at, layout.DisputeKey(account.ID(read.Text(layout.AttrDispute))), checkOpenItemWithoutDispute, isOpenAt(at))}
	}
	if err == nil {
		err = read.Err
	}
	var call *smithy.OperationError
	if err == nil || errors.As(err, &call) || ctx.Err() != nil {
		return expected, err
	}
	// An item that cannot be read is a finding and does not end the inspection.
	unreadable := expectation{at: at, check: checkUnreadable, detail: err.Error(), holds: func(layout.Item) bool { return false }}
	return []expectation{unreadable}, nil
}

func anything(*layout.Reader) bool { return true }

func notPending(r *layout.Reader) bool { return layout.ReadAccount(r).Status != account.AccountPending }

// needs expects an item that satisfies holds.
func needs(at layout.Key, c Check, holds func(*layout.Reader) bool) expectation {
	return expectation{at: at, check: c, holds: func(found layout.Item) bool {
		r := layout.NewReader(found)
		return found != nil && holds(r) && r.Err == nil
	}}
}

// orphan expects an item that satisfies holds; the repair deletes self, which is derived from that item.
func orphan(self, at layout.Key, c Check, holds func(*layout.Reader) bool) expectation {
	e := needs(at, c, holds)
	e.mend = func(layout.Item) []client.Write { return []client.Write{client.Delete(self, client.Exists, nil)} }
	return e
}

// asked expects the request of an item. If there is none, the repair deletes the item if it belongs to the submission and
// there is no later event: then a restore contains a part of a submission whose response no caller has received.
func asked(self layout.Key, id account.ID, number int, c Check, holds func(*layout.Reader) bool) expectation {
	e := needs(layout.RequestKey(id), c, holds)
	if number == 1 {
		e.mend = func(request layout.Item) []client.Write {
			if request != nil {
				return nil
			}
			return []client.Write{client.Delete(self, client.Exists, nil), client.Check(layout.RequestKey(id), client.IsNew, nil), client.Check(layout.EventKey(id, 2), client.IsNew, nil)}
		}
	}
	return e
}

// follows expects that the item satisfies holds if it exists; the repair deletes self, which was written after that item.
func follows(self, at layout.Key, c Check, holds func(*layout.Reader) bool) expectation {
	return expectation{
		at: at, check: c, holds: func(found layout.Item) bool { return found == nil || holds(layout.NewReader(found)) },
		mend: func(layout.Item) []client.Write { return []client.Write{client.Delete(self, client.Exists, nil)} },
	}
}

// same expects an item equal to want; the repair writes it.
func same(want layout.Item, c Check) expectation {
	at := layout.KeyOf(want)
	return expectation{
		at: at, check: c, holds: func(found layout.Item) bool { return reflect.DeepEqual(found, want) },
		mend: func(found layout.Item) []client.Write {
			if found == nil {
				return []client.Write{client.Create(want, client.Conflict)}
			}
			return []client.Write{client.Put(want, client.Exists, nil, client.Conflict)}
		},
	}
}

// absent expects that there is no item with that key that satisfies is; the repair deletes it.
func absent(at layout.Key, c Check, is func(*layout.Reader) bool) expectation {
	return expectation{
		at: at, check: c, holds: func(found layout.Item) bool { return found == nil || !is(layout.NewReader(found)) },
		mend: func(layout.Item) []client.Write { return []client.Write{client.Delete(at, client.Exists, nil)} },
	}
}

// carries expects an item with the attributes of the account; it may have others.
func carries(at layout.Key, a account.Account, c Check) expectation {
	e := needs(at, c, func(r *layout.Reader) bool { return layout.ReadAccount(r) == a })
	e.mend = func(found layout.Item) []client.Write {
		if found == nil {
			return []client.Write{client.Create(layout.AccountItem(a), client.Conflict)}
		}
		return []client.Write{client.Update(at, layout.AccountItem(layout.ReadAccount(layout.NewReader(found))), layout.AccountItem(a), client.Exists, nil)}
	}
	return e
}

func (t *Maintainer) ofRequest(ctx context.Context, i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	r, err := layout.ReadRequest(read)
	if err != nil {
		return nil, err
	}
	event, called, err := layout.ReadLatest(read, r.ID)
	if err != nil {
		return nil, err
	}
	a := r.Account
	own := func(found *layout.Reader) bool {
		return found.Text("requestId") == string(r.ID) && found.Time(layout.AttrFree).IsZero() // a closed account keeps it for a time
	}
	expected := []expectation{
		carries(layout.AccountKey(a.ID), a, checkAccountDiffers),
		same(layout.RequestRowItem(r), checkRequestRowDiffers),
		absent(otherRow(r), checkRequestRowTwice, anything),
		absent(layout.EventKey(r.ID, r.Version+1), checkEventAhead, anything),
	}
	expected = append(expected, waitsIn(r)...)
	expected = append(expected, findsOwn(r.Requester, a, false)...)
	const missing = checkEventMissing
	for number := 1; number < r.Version; number++ {
		expected = append(expected, needs(layout.EventKey(r.ID, number), missing, anything))
	}
	if event.Number == r.Version {
		expected = append(expected, same(layout.EventItem(event), missing))
	} else {
		expected = append(expected, needs(layout.EventKey(r.ID, r.Version), missing, anything))
	}
	for _, n := range mailed(r) {
		if event.Kind == account.EventBounced && event.Number == r.Version && n.UnreachableAt.Equal(event.At) {
			expected = append(expected, bounced(n.MailID))
		}
	}
	if now.Sub(event.At) < layout.MailKept {
		for _, k := range called {
			m := needs(layout.MailKey(k.ID), checkMailMissing, anything)
			m.mend = func(layout.Item) []client.Write {
				return []client.Write{client.Create(layout.CalledMailItem(workflow.RestoreMail(k, r, event), event.Number), client.Conflict)}
			}
			expected = append(expected, m)
		}
	}
	const endedLook = checkLookOfEnded
	if a.Status != account.AccountCancelled {
		expected = append(expected, t.live(ctx, a, now)...)
		expected = append(expected, ofLapsed(r, now)...)
	} else {
		expected = append(expected,
			absent(layout.DomainKey(a.Domain), checkDomainStillHeld, own),
			absent(layout.NameKey(account.FoldName(a.Name), a.ID), checkNameOfEnded, anything),
			absent(layout.LookKey(a.Domain.Skeleton(), a.ID), endedLook, anything))
		for _, skeleton := range account.NameSkeletons(a.Name) {
			expected = append(expected, absent(layout.NameLookKey(skeleton, a.ID), endedLook, anything))
		}
	}
	self := func(c Check, is bool) {
		expected = append(expected, expectation{at: layout.RequestKey(r.ID), check: c, holds: func(layout.Item) bool { return is }})
	}
	self(checkNoNominee, r.State != account.PendingApproval || len(r.ActiveNominees()) > 0)
	self(checkNoReviewReason, r.State != account.PendingReview || len(r.Review.Reasons) > 0)
	if !r.State.Ended() {
		_, due := i["dueAt"]
		self(checkRequestNotDue, due)
		if now.Sub(r.CreatedAt) < layout.MailKept {
			for _, n := range mailed(r) {
				expected = append(expected, needs(layout.MailKey(n.MailID), checkInvitationMissing, anything))
			}
		}
	}
	if r.State == account.Approved && a.Status == account.AccountActive {
		created, err := t.ofCreation(ctx, r)
		return append(expected, created...), err
	}
	return expected, nil
}

// bounced expects the mail to be recorded as bounced.
func bounced(id account.ID) expectation {
	e := needs(layout.MailKey(id), checkBounceNotOnMail, func(r *layout.Reader) bool {
		o, err := layout.ReadMail(r)
		return err != nil || o.Delivery() == account.Bounced || o.Delivery() == account.Complained
	})
	e.mend = func(found layout.Item) []client.Write {
		o, err := layout.ReadMail(layout.NewReader(found))
		if err != nil {
			return nil
		}
		heard := o
		heard.News = account.Bounced
		return []client.Write{dynamo.MailUpdate(workflow.MailChange{Read: o, Next: heard})}
	}
	return e
}

// ofCreation returns what an approved request expects of the items that its approval created.
func (t *Maintainer) ofCreation(ctx context.Context, r account.Request) ([]expectation, error) {
	created := r.Created(account.NewID())
	member := needs(layout.MemberKey(r.Account.ID, created.Administrator.Person), checkApproverMissing, anything)
	member.mend = func(layout.Item) []client.Write {
		return []client.Write{client.Create(layout.StoredMemberItem(created.Administrator, created.Administrator.Since), client.Conflict)}
	}
	stored, err := t.Account(ctx, r.Account.ID)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return nil, err
	}
	first := layout.VirtualItem(created.VirtualAccount)
	return []expectation{member, {
		at: layout.KeyOf(first), check: checkAccountWithoutVirtual, holds: func(layout.Item) bool { return len(stored.VirtualAccounts) > 0 },
		mend: func(layout.Item) []client.Write { return []client.Write{client.Create(first, client.Conflict)} },
	}}, nil
}

// ofLapsed returns what a lapsed request expects. A submission for its identifier ends it in the same transaction; if a
// restore contains only a part of that transaction, the new request keeps the identifier.
func ofLapsed(r account.Request, now time.Time) []expectation {
	lapse, err := workflow.Lapse(r, now)
	if err != nil {
		return nil // the request has not lapsed
	}
	at := layout.DomainKey(r.Account.Domain)
	return []expectation{{
		at: at, check: checkDomainPassedOn,
		holds: func(found layout.Item) bool { return found == nil || heldFor(found, r.Account.ID) },
		mend: func(found layout.Item) []client.Write {
			return append(dynamo.ChangeWrites(lapse), client.Check(at, dynamo.HeldBy, layout.Item{":holder": found["requestId"]}))
		},
	}}
}

// takenOver returns the writes that end the request that holds the identifier, if it has lapsed, and give the identifier to
// the account.
func (t *Maintainer) takenOver(ctx context.Context, a account.Account, held layout.Item, now time.Time) []client.Write {
	holder := layout.NewReader(held).Text("requestId")
	lapsed, err := t.Request(ctx, account.ID(holder))
	if err != nil {
		return nil
	}
	lapse, err := workflow.Lapse(lapsed, now)
	if err != nil {
		return nil // an operator has to decide which of the two holds it
	}
	return append(dynamo.ChangeWrites(lapse), client.Put(layout.DomainItem(a), dynamo.HeldBy, layout.Item{":holder": layout.Text(holder)}, client.Conflict))
}

func heldFor(domainItem layout.Item, id account.ID) bool {
	return layout.NewReader(domainItem).Text("accountId") == string(id)
}

// mailed returns the active nominees to whom a link was mailed; those of the demonstration data have none.
func mailed(r account.Request) []account.Nominee {
	return slices.DeleteFunc(r.ActiveNominees(), func(n account.Nominee) bool { return n.MailID == "" })
}

// otherRow returns the key of the requester's row that must not exist: of an ended request the pending one, and vice versa.
func otherRow(r account.Request) layout.Key {
	if r.State.Ended() {
		return layout.PendingRowKey(r.Requester, layout.RowOrder(r.ListedAt, r.ID))
	}
	return layout.EndedRowKey(r.Requester, layout.RowOrder(r.ListedAt, r.ID))
}

// live returns what a pending or active account expects of its domain, name and look-alike items.
func (t *Maintainer) live(ctx context.Context, a account.Account, now time.Time) []expectation {
	held := same(layout.DomainItem(a), checkDomainNotHeld)
	hold := held.mend
	held.mend = func(found layout.Item) []client.Write {
		if found != nil && !heldFor(found, a.ID) {
			return t.takenOver(ctx, a, found, now)
		}
		return hold(found)
	}
	expected := []expectation{
		held,
		same(layout.NameItem(a), checkNameMissing),
		same(layout.LookItem(a), checkLookMissing),
	}
	for _, look := range layout.NameLookItems(a) {
		expected = append(expected, same(look, checkNameLookMissing))
	}
	return expected
}

func (t *Maintainer) ofAccount(ctx context.Context, i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	a := layout.ReadAccount(read)
	waits := !read.Time(layout.AttrIndexDue).IsZero()
	if read.Err == nil && a.Status == account.AccountPending {
		return []expectation{asked(layout.AccountKey(a.ID), a.RequestID, 1, checkAccountWithoutRequest, anything)}, nil
	}
	if read.Err != nil || a.Status != account.AccountActive {
		return ofClosed(read, now), read.Err
	}
	stored, err := t.Account(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	hasAdministrator := false
	for _, m := range stored.Members {
		hasAdministrator = hasAdministrator || m.ConfirmedAdministrator()
	}
	expected := append(t.live(ctx, a, now), expectation{
		at: layout.AccountKey(a.ID), check: checkAccountWithoutAdministrator, holds: func(layout.Item) bool { return hasAdministrator },
	})
	administered, err := t.ofAdministered(ctx, read, stored)
	if err != nil {
		return nil, err
	}
	expected = append(expected, administered...)
	if !waits && a.FoundByPart() {
		for _, posting := range layout.Postings(a) {
			expected = append(expected, same(posting, checkPostingMissing))
		}
	}
	return expected, nil
}

func (t *Maintainer) ofMember(ctx context.Context, i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	m := layout.ReadMember(read)
	expected := append(toldMails(read, m.AccountID, now),
		needs(layout.AccountKey(m.AccountID), checkMemberWithoutAccount, anything),
		follows(layout.MemberKey(m.AccountID, m.Person), layout.AccountKey(m.AccountID), checkMemberTooEarly, notPending))
	if id := account.ID(read.Text(layout.AttrDispute)); id != "" {
		unfit := needs(layout.DisputeKey(id), checkMemberUnsettled, func(r *layout.Reader) bool { return !unsettled(r) })
		unfit.mend = func(layout.Item) []client.Write {
			return []client.Write{withoutAppointment(m, layout.ReadFormerRoles(read))}
		}
		expected = append(expected, unfit)
	}
	stored, err := t.Account(ctx, m.AccountID)
	if errors.Is(err, account.ErrNotFound) {
		return expected, nil
	}
	if err != nil {
		return nil, err
	}
	expected = append(expected, rolesNamed(m, dynamo.Counted(account.Administered{}, nil, stored.VirtualAccounts).DefaultVirtual))
	item, err := t.client.Get(ctx, layout.AccountKey(m.AccountID))
	if err != nil {
		return nil, err
	}
	if layout.ReadAdministered(item).Version > 0 && m.ConfirmedAdministrator() {
		expected = append(expected, listedAdministrator(read, m))
	}
	if stored.Account.Status == account.AccountActive && m.Invited() {
		expected = append(expected, same(layout.InvitedItem(m), checkInvitationNotListed))
	}
	if _, moves := item.Item[layout.AttrFormerNames]; !moves && stored.Account.Status == account.AccountActive {
		expected = append(expected, same(layout.MemberRowItem(m, stored.Account), checkMemberRowDiffers))
		expected = append(expected, findsOwn(m.Person, stored.Account, true)...)
	}
	return expected, err
}

// ofListing returns what the domain, name and look-alike items expect of their account.
func ofListing(at layout.Key, read *layout.Reader) []expectation {
	id := account.ID(read.Text("accountId"))
	return []expectation{orphan(at, layout.AccountKey(id), checkListedWithoutAccount, func(r *layout.Reader) bool {
		a := layout.ReadAccount(r)
		listings := []layout.Key{layout.DomainKey(a.Domain), layout.NameKey(account.FoldName(a.Name), a.ID), layout.LookKey(a.Domain.Skeleton(), a.ID)}
		if !slices.Contains(listings, at) { // only then, because skeletons of names are slow to compute
			for _, skeleton := range account.NameSkeletons(a.Name) {
				listings = append(listings, layout.NameLookKey(skeleton, a.ID))
			}
		}
		keeps := at == layout.DomainKey(a.Domain) && !read.Time(layout.AttrFree).IsZero() // a closed account, for a time
		return slices.Contains(listings, at) && (keeps || a.Status != account.AccountCancelled)
	})}
}

func ofPosting(at layout.Key) expectation {
	return orphan(at, layout.AccountKey(layout.PostedAccount(at.SK)), checkPostingWithoutAccount, func(r *layout.Reader) bool {
		return !r.Time(layout.AttrIndexDue).IsZero() || layout.PostingsOf(layout.ReadAccount(r))[at]
	})
}

func (t *Maintainer) ofRow(ctx context.Context, at layout.Key, read *layout.Reader) ([]expectation, error) {
	a := layout.ReadAccount(read)
	if !strings.HasPrefix(at.SK, layout.PrefixMemberRow) {
		return []expectation{orphan(at, layout.RequestKey(a.RequestID), checkRequestRowWithoutRequest, func(r *layout.Reader) bool {
			request, err := layout.ReadRequest(r)
			return err == nil && layout.RowKeyOf(request) == at
		})}, nil
	}
	stored, err := t.client.GetAll(ctx, layout.AccountKey(a.ID))
	if _, moves := stored[layout.AccountKey(a.ID)][layout.AttrFormerNames]; err != nil || moves { // rows may still be under these
		return nil, err
	}
	owner := account.Email(strings.TrimPrefix(at.PK, layout.PersonPartition("")))
	return []expectation{
		orphan(at, layout.MemberKey(a.ID, owner), checkMemberRowWithoutMember, anything),
		orphan(at, layout.AccountKey(a.ID), checkMemberRowWithoutAccount, func(r *layout.Reader) bool {
			return layout.ReadAccount(r).Status == account.AccountActive || !r.Time(layout.AttrIndexDue).IsZero()
		}),
	}, nil
}

// waitsIn expects the items under which the request waits, and the marks of the accounts whose administrators decide it.
func waitsIn(r account.Request) (expected []expectation) {
	for _, w := range r.Waiting() {
		expected = append(expected, same(layout.WaitingItem(w), checkWaitingDiffers))
		if w.Above == "" {
			continue
		}
		mark := marked(w.Above, w.Account.PendingUntil)
		mark.mend = markUntil(w.Above, r.ExpiresAt)
		expected = append(expected, mark)
	}
	return expected
}

// marked expects the mark of an account in which something waits until that time.
func marked(id account.ID, until time.Time) expectation {
	mark := needs(layout.WaitMarkKey(id), checkWaitMarkMissing, func(r *layout.Reader) bool {
		return !r.Time(layout.AttrUntil).Before(until)
	})
	mark.mend = markUntil(id, until)
	return mark
}

func markUntil(id account.ID, until time.Time) func(layout.Item) []client.Write {
	return func(layout.Item) []client.Write {
		mark := layout.WaitMarkItem(id, until)
		return []client.Write{client.Put(mark, client.IsNew+" OR #untilAt < :until", layout.Item{":until": mark[layout.AttrUntil]}, client.Conflict)}
	}
}

// ofWaiting expects the request of the item to wait where the item is.
func ofWaiting(at layout.Key, read *layout.Reader) []expectation {
	return []expectation{orphan(at, layout.RequestKey(layout.ReadAccount(read).RequestID), checkWaitingWithoutRequest, func(r *layout.Reader) bool {
		request, err := layout.ReadRequest(r)
		return err == nil && slices.ContainsFunc(request.Waiting(), func(w account.Waiting) bool { return layout.WaitingKey(w) == at })
	})}
}

// findsOwn expects an own posting of the person for each listing of the account. Postings that were stored before their
// transaction, because there are very many, satisfy it too.
func findsOwn(by account.Email, a account.Account, member bool) []expectation {
	var expected []expectation
	for _, want := range layout.OwnPostings(by, a, member) {
		e := needs(layout.KeyOf(want), checkOwnPostingMissing, func(r *layout.Reader) bool {
			return r.Text("accountName") == a.Name && r.Text("domain") == string(a.Domain) && (r.IsTrue(layout.AttrMember) || !member)
		})
		e.mend = func(found layout.Item) []client.Write {
			if found == nil {
				return []client.Write{client.Create(want, client.Conflict)}
			}
			right := maps.Clone(want)
			right.PutTrue(layout.AttrMember, member || layout.NewReader(found).IsTrue(layout.AttrMember))
			return []client.Write{client.Put(right, client.Exists, nil, client.Conflict)}
		}
		expected = append(expected, e)
	}
	return expected
}

// ofOwn returns what a posting of a person's own account expects. Until the account is indexed, postings may still be those of its former
// names, or of a person who has just been removed.
func (t *Maintainer) ofOwn(ctx context.Context, at layout.Key, read *layout.Reader) ([]expectation, error) {
	if _, goes := read.Item[layout.AttrDeleteAfter]; goes {
		return nil, nil
	}
	id, owner := layout.PostedAccount(at.SK), account.Email(strings.TrimPrefix(at.PK, layout.PersonPartition("")))
	atAccount, atFollow := layout.AccountKey(id), layout.FollowKey(id, owner)
	stored, err := t.client.GetAll(ctx, atAccount, atFollow)
	if _, moves := stored[atAccount][layout.AttrFormerNames]; err != nil || moves {
		return nil, err
	}
	member := read.IsTrue(layout.AttrMember)
	listed := func(a account.Account) bool {
		return slices.ContainsFunc(layout.OwnPostings(owner, a, member), func(i layout.Item) bool { return layout.KeyOf(i) == at })
	}
	expected := []expectation{orphan(at, atAccount, checkOwnPostingWithoutAccount, func(r *layout.Reader) bool {
		a := layout.ReadAccount(r)
		indexing := !r.Time(layout.AttrIndexDue).IsZero()
		return listed(a) && (a.Requester == owner || member && (a.Status == account.AccountActive || indexing))
	})}
	if !member || stored[atFollow] != nil {
		return expected, nil
	}
	belongs := needs(layout.MemberKey(id, owner), checkOwnPostingWithoutMember, anything)
	belongs.mend = func(layout.Item) []client.Write {
		// If the person is the requester, their request expects the posting, and the repair of that writes it again.
		return []client.Write{client.Delete(at, client.Exists, nil)}
	}
	return append(expected, belongs), nil
}

func ofMail(i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	o, err := layout.ReadMail(read)
	if err != nil {
		return nil, err
	}
	var expected []expectation
	if o.RequestID != "" {
		number := read.Number(layout.AttrLine)
		expected = append(expected,
			asked(layout.MailKey(o.ID), o.RequestID, number, checkMailWithoutRequest, anything),
			follows(layout.MailKey(o.ID), layout.RequestKey(o.RequestID), checkMailAhead, func(r *layout.Reader) bool { return r.Number("version") >= number }),
		)
	}
	if version := read.Number(layout.AttrLine); o.RequestID == "" && version > 0 {
		expected = append(expected, follows(layout.MailKey(o.ID), layout.AccountKey(o.AccountID), checkMemberMailAhead, func(r *layout.Reader) bool {
			return r.Number(layout.AttrVersion) >= version
		}))
	}
	if o.Kind == workflow.Invitation && o.News == account.Bounced {
		expected = append(expected, knownToHaveBounced(o, now))
	}
	if id := account.ID(read.Text(layout.AttrDispute)); id != "" {
		expected = append(expected, orphan(layout.MailKey(o.ID), layout.DisputeKey(id), checkDisputeMailWithoutStep, func(r *layout.Reader) bool {
			proved := !r.Time("provedAt").IsZero()
			return o.Kind == workflow.DisputeMail || !unsettled(r) || proved && (o.Kind == workflow.ProvedMail || o.Kind == workflow.EndingMail || o.Kind == workflow.EndingAskedMail)
		}))
	}
	if o.State == workflow.MailQueued || o.State == workflow.MailSending {
		_, due := i["duePartition"]
		stuck := !due || now.Sub(o.DueAt) > stuckAfter
		expected = append(expected, expectation{at: layout.MailKey(o.ID), check: checkMailStuck, holds: func(layout.Item) bool { return !stuck }})
	}
	return expected, nil
}

// knownToHaveBounced expects the request to record the bounce, if it is of the latest mail to a nominee.
func knownToHaveBounced(o workflow.Outgoing, now time.Time) expectation {
	return expectation{
		at: layout.RequestKey(o.RequestID), check: checkBounceNotOnRequest,
		holds: func(found layout.Item) bool {
			r, err := layout.ReadRequest(layout.NewReader(found))
			return found == nil || err != nil || r.State != account.PendingApproval || !now.Before(r.Deadline()) ||
				!slices.ContainsFunc(r.ActiveNominees(), func(n account.Nominee) bool { return n.MailID == o.ID && n.UnreachableAt.IsZero() })
		},
		mend: func(layout.Item) []client.Write {
			unheard := o
			unheard.News = ""
			return []client.Write{dynamo.MailUpdate(workflow.MailChange{Read: o, Next: unheard})}
		},
	}
}

// ofDisputeItem adds the id of the dispute to the report, because the key of the item does not contain it.
func ofDisputeItem(d account.Dispute, e expectation) expectation {
	e.detail = "dispute " + string(d.ID)
	return e
}

func unsettled(r *layout.Reader) bool { return r.Time("settledAt").IsZero() }

// isOpenAt returns a function that reports whether a dispute is open and its open dispute item has that key.
func isOpenAt(at layout.Key) func(*layout.Reader) bool {
	return func(r *layout.Reader) bool {
		d, err := layout.ReadDispute(r)
		return err == nil && d.Settlement == nil && layout.DisputedKeyOf(d) == at
	}
}

// withoutAppointment returns the write that removes a person's administrator role and keeps the others.
func withoutAppointment(m, former account.Membership) client.Write {
	at := layout.MemberKey(m.AccountID, m.Person)
	m.Role, m.VirtualRoles = former.Role, former.VirtualRoles
	if m.Empty() {
		return client.Delete(at, client.Exists, nil)
	}
	return client.Put(layout.StoredMemberItem(m, m.Since), client.Exists, nil, client.Conflict)
}

// ofDispute returns what a dispute expects. The account's item decides: a settlement that took the account back is undone if
// the account is not cancelled. If the account is cancelled and the dispute is open, an operator has to settle it again,
// because a dispute about a cancelled account may be open.
func ofDispute(i layout.Item, now time.Time) ([]expectation, error) {
	read := layout.NewReader(i)
	d, err := layout.ReadDispute(read)
	if err != nil {
		return nil, err
	}
	atAccount := layout.AccountKey(d.Account.AccountID)
	expected := []expectation{ofDisputeItem(d, same(layout.RaisedItem(d), checkDisputeNotListedBy))}
	if d.Account.AccountID != "" {
		expected = append(expected, needs(atAccount, checkDisputeWithoutAccount, anything))
	}
	last := d.OpenedAt
	if d.ProvedAt.After(last) {
		last = d.ProvedAt
	}
	if d.Settlement != nil {
		last = d.Settlement.At
	}
	for m := range read.Maps(layout.AttrToldMails) {
		if now.Sub(last) >= layout.MailKept {
			break // they may have been deleted by their time to live
		}
		told := needs(layout.KeyOf(m.Item), checkDisputeMailMissing, anything)
		told.mend = func(layout.Item) []client.Write { return []client.Write{client.Create(m.Item, client.Conflict)} }
		expected = append(expected, told)
	}
	openItem := layout.OpenDisputeItem(d)
	if d.Settlement == nil {
		_, due := i["dueAt"]
		expected = append(expected, expectation{at: layout.DisputeKey(d.ID), check: checkDisputeNotDue, holds: func(layout.Item) bool {
			return due || d.DueAt().IsZero()
		}})
		return append(expected, ofDisputeItem(d, same(openItem, checkDisputeNotMarkedOpen))), nil
	}
	expected = append(expected, listedAsSettled(d))
	switch s := d.Settlement; s.Outcome {
	case account.AdministratorAdded:
		expected = append(expected, appointed(d))
	case account.AccountTakenBack:
		expected = append(expected, reopened(d, needs(atAccount, checkAccountNotCancelled, func(r *layout.Reader) bool {
			return layout.ReadAccount(r).Status == account.AccountCancelled
		})))
	case account.RequestEnded:
		expected = append(expected, reopened(d, needs(layout.RequestKey(d.RequestID), checkRequestNotEnded, func(r *layout.Reader) bool {
			request, err := layout.ReadRequest(r)
			return err == nil && request.State.Ended()
		})))
	default:
	}
	return append(expected, absent(layout.KeyOf(openItem), checkDisputeStillMarkedOpen, func(r *layout.Reader) bool { return r.Text(layout.AttrDispute) == string(d.ID) })), nil
}

// reopened adds a repair to the expectation that opens the settled dispute again.
func reopened(d account.Dispute, e expectation) expectation {
	open := d
	open.Settlement = nil
	e.mend = func(layout.Item) []client.Write {
		return []client.Write{client.Put(layout.DisputeItem(open), client.Exists, nil, client.Conflict)}
	}
	return e
}

// listedAsSettled expects the dispute in the list of settled ones. Disputes settled by older releases are not in it.
func listedAsSettled(d account.Dispute) expectation {
	e := needs(layout.DisputeKey(d.ID), checkDisputeNotListedAsSettled, func(r *layout.Reader) bool { return r.Text("listStatus") == layout.ListSettled })
	e.mend = func(layout.Item) []client.Write {
		unlisted := layout.DisputeItem(d)
		delete(unlisted, "listStatus")
		return []client.Write{client.Update(layout.DisputeKey(d.ID), unlisted, layout.DisputeItem(d), client.Exists, nil)}
	}
	return e
}

// appointed expects that the person to whom the settlement gave the administrator role has it.
func appointed(d account.Dispute) expectation {
	m := account.Membership{AccountID: d.Account.AccountID, Person: d.Settlement.Administrator, Since: d.Settlement.At}
	e := needs(layout.MemberKey(m.AccountID, m.Person), checkAppointeeMissing, func(r *layout.Reader) bool { return layout.ReadMember(r).Administers() })
	e.mend = func(found layout.Item) []client.Write {
		if found != nil {
			m = layout.ReadMember(layout.NewReader(found))
		}
		former := m
		m.Role, m.VirtualRoles = account.SmartAccountAdministrator, nil
		member := layout.StoredMemberItem(m, m.Since)
		layout.PutFormerRoles(member, former)
		member.PutText(layout.AttrDispute, string(d.ID))
		if found == nil {
			return []client.Write{client.Create(member, client.Conflict)}
		}
		return []client.Write{client.Put(member, client.Exists, nil, client.Conflict)}
	}
	return e
}
