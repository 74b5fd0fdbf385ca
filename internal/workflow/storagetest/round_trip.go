package storagetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// filled returns a T in which no field is zero and no two are equal, so that a store that loses or mixes up a field
// does not return it.
func filled[T any](t *testing.T) T {
	t.Helper()
	var v T
	n := 0
	fill(t, reflect.ValueOf(&v).Elem(), &n)
	return v
}

func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text-%d", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(*n%255) + 1) //nolint:gosec // it counts up from 0
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			name, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, name, n)
			fill(t, value, n)
			v.SetMapIndex(name, value)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(day1.Add(time.Duration(*n) * time.Millisecond)))
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("cannot fill a %s", v.Type())
	}
}

// filledOpening returns a change that stores a request in which no field is zero.
func filledOpening(t *testing.T, state account.State, status account.AccountStatus) workflow.Change {
	t.Helper()
	r := filled[account.Request](t)
	r.State, r.Account.Status = state, status
	r.Account.RequestID, r.Account.Requester = r.ID, r.Requester // the same values in two fields
	if !state.Ended() {
		r.Decision = nil
	}
	event := filled[account.Event](t)
	event.RequestID = r.ID
	return workflow.Change{After: r, Event: event}
}

var roundTripTests = []test{
	{"a field of a request, its account or its history is forgotten", func(t *testing.T, s Store) {
		change := filledOpening(t, account.Approved, account.AccountActive)
		commit(t, s, change)
		r := change.After
		same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), r)
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), r.Account.ID)).Account, r.Account)
		same(t, "by domain", get[account.Account](t)(s.AccountByDomain(t.Context(), r.Account.Domain)), r.Account)
		same(t, "history", get[[]account.Event](t)(s.History(t.Context(), r.ID)), []account.Event{change.Event})
		rows := rowsOf(t, s, r.Requester)
		same(t, "rows", len(rows), 1)
		same(t, "row", rows[0].Account, r.Account)
		must(t, s.PutPostings(t.Context(), r.Account))
		found, _, err := s.Postings(t.Context(), "text", "", 10)
		must(t, err)
		same(t, "public", len(found) > 0, true)
		same(t, "posting", found[0].Account, account.Account{
			ID: r.Account.ID, Name: r.Account.Name, Domain: r.Account.Domain, Status: account.AccountActive, Visibility: account.Public,
		})
	}},
	{"a field that changes is forgotten, or stays when it is emptied", func(t *testing.T, s Store) {
		full := filledOpening(t, account.PendingReview, account.AccountPending)
		commit(t, s, full)
		// The account and the times do not change.
		var bare account.Request
		bare.ID, bare.Version, bare.State, bare.Requester = full.After.ID, full.After.Version+1, account.PendingApproval, full.After.Requester
		bare.Account = full.After.Account
		bare.ListedAt, bare.CreatedAt = full.After.ListedAt, full.After.CreatedAt
		emptied := workflow.Change{Before: &full.After, After: bare, Event: full.Event}
		emptied.Event.Number, emptied.Event.At = bare.Version, day1
		commit(t, s, emptied)
		same(t, "emptied", get[account.Request](t)(s.Request(t.Context(), bare.ID)), bare)

		refilled := filledOpening(t, account.PendingApproval, account.AccountPending).After
		refilled.Version = bare.Version + 1
		again := workflow.Change{Before: &bare, After: refilled, Event: full.Event}
		again.Event.Number, again.Event.At = refilled.Version, day1
		commit(t, s, again)
		same(t, "refilled", get[account.Request](t)(s.Request(t.Context(), bare.ID)), refilled)
	}},
	{"a field of what an approval creates is forgotten", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		change := approval(t, r, 1, account.Public, day1.Add(time.Minute))
		*change.Creation = filled[account.Creation](t)
		change.Creation.Administrator.AccountID, change.Creation.VirtualAccount.AccountID = r.Account.ID, r.Account.ID
		change.Creation.VirtualAccount.Depth = 0 // it is derived from the lineage
		commit(t, s, change)
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), r.Account.ID)), workflow.StoredAccount{
			Account: change.After.Account, Members: []account.Membership{change.Creation.Administrator},
			VirtualAccounts: []account.VirtualAccount{change.Creation.VirtualAccount},
		})
	}},
	{"a field of a mail or of its sending is forgotten", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		open.Mails = []workflow.Mail{filled[workflow.Mail](t)}
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		same(t, "mail", read, workflow.Outgoing{Mail: open.Mails[0], State: workflow.MailQueued, DueAt: open.Mails[0].CreatedAt, CountedAt: open.Mails[0].CreatedAt})
		next := filled[workflow.Outgoing](t)
		next.Mail, next.State = read.Mail, workflow.MailSending
		must(t, s.Move(t.Context(), read, next))
		same(t, "sending", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), next)
		must(t, s.Lease(t.Context(), next, read, nil, []workflow.UsesChange{use(t, workflow.Used{Subject: workflow.DailyMails.Part(3)}, 9, day1)}))
		same(t, "emptied", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), read)
	}},
	{"a field of a link or code is forgotten", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code, link := filled[workflow.Code](t), filled[workflow.Link](t)
		keepLink(t, s, code.Link, link)
		keepLink(t, s, code.Link, link)
		must(t, s.KeepCode(t.Context(), r, nil, code, codeMail(r, codeFor(r, 1, day1), day1)))
		_, gotLink, got, err := s.OpenLink(t.Context(), r.ID, code.Link)
		must(t, err)
		same(t, "link", gotLink, link)
		same(t, "code", got, &code)
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, code.Link)), code)
	}},
	{"a field of an address, a use or an idempotency record is forgotten", func(t *testing.T, s Store) {
		address := filled[account.Address](t)
		address.Email = "ann@acme.com"
		must(t, s.KeepAddress(t.Context(), workflow.AddressChange{Read: account.Address{Email: address.Email}, Next: address}))
		same(t, "address", get[account.Address](t)(s.Address(t.Context(), address.Email)), address)
		same(t, "its mailbox, by another address", get[account.Address](t)(s.Address(t.Context(), "ann+x@acme.com")), address)
		same(t, "its mailbox, asked by the mailer", get[workflow.Mailbox](t)(s.Mailbox(t.Context(), partner, "ann+y@acme.com", 3)).Address, address)
		eventually(t, "a suppressed address", func() bool {
			some, _, err := s.SuppressedAddresses(t.Context(), "", 10)
			must(t, err)
			return reflect.DeepEqual(some, []account.Address{address})
		})
		uses := filled[account.Uses](t)
		change := workflow.UsesChange{Read: workflow.Used{Subject: "something"}, Next: uses, Kept: time.Hour}
		must(t, s.KeepUses(t.Context(), change))
		same(t, "uses", used(t, s, "something").Uses, uses)
		open := opening("acme.com", partner, day1, 1)
		kept := filled[workflow.IdempotencyRecord](t)
		kept.Person, kept.Key = partner, "key"
		open.Record = &kept
		commit(t, s, open)
		same(t, "record", recordUnder(t, s, "key"), &kept)
	}},
	{"a field of a dispute or its settlement is forgotten", func(t *testing.T, s Store) {
		d := filled[account.Dispute](t)
		open := d
		open.Settlement = nil
		same(t, "answer", get[account.Dispute](t)(s.OpenDispute(t.Context(), open, nil)), open)
		same(t, "open", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), open)
		must(t, s.Settle(t.Context(), workflow.Settlement{Dispute: d}))
		same(t, "settled", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), d)
	}},
	{"a field of a session is forgotten", func(t *testing.T, s Store) {
		want := filled[workflow.Session](t)
		must(t, s.PutSession(t.Context(), want))
		same(t, "session", get[workflow.Session](t)(s.Session(t.Context(), want.Hash)), want)
	}},
}
