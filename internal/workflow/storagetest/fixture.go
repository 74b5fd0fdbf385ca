package storagetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// day1 is when each test begins. Times are passed, never read from a clock.
var day1 = time.Date(2026, 11, 22, 9, 30, 0, 123e6, time.UTC)

const lifetime = 90 * 24 * time.Hour

var terms = account.Terms{Lifetime: lifetime}

const partner account.Email = "partner@example.com"

// opening returns the change that opens a request for domain with the customers ann@, bob@ ….
func opening(domain account.Domain, by account.Email, at time.Time, customers int) workflow.Change {
	s := account.Submission{
		Requester: by, AccountName: "Account of " + string(domain), Domain: domain, Language: account.Italian,
		NoteToApprover: "they moved last year\nsee the register", NoteToCustomer: "as agreed",
	}
	for n := range customers {
		s.CustomerEmails = append(s.CustomerEmails, account.Email(fmt.Sprintf("customer%d@%s", n+1, domain)))
	}
	return openingOf(s, at)
}

func openingOf(s account.Submission, at time.Time) workflow.Change {
	return openingBy(account.Route{Nominees: nominees(s.CustomerEmails)}, s, at)
}

// openingBy returns the change that opens a request with another route.
func openingBy(route account.Route, s account.Submission, at time.Time) workflow.Change {
	request, event := account.Submit(s, route, account.NewID(), account.NewID(), at, terms)
	change := workflow.Change{After: request, Event: event}
	for _, n := range request.Nominees {
		change.Mails = append(change.Mails, mailTo(n, request, workflow.Invitation, at))
	}
	return change
}

func mailTo(n account.Nominee, r account.Request, kind workflow.MailKind, at time.Time) workflow.Mail {
	return workflow.Mail{
		ID: account.NewID(), Kind: kind, To: n.Email, Language: r.Language, RequestID: r.ID, Nominee: n.Number,
		Generation: n.Generation, CreatedAt: at, AccountName: r.Account.Name, Domain: r.Account.Domain,
		Requester: r.Requester, ExpiresAt: r.ExpiresAt, Above: "above.example",
	}
}

func approval(t *testing.T, read account.Request, number int, v account.Visibility, at time.Time) workflow.Change {
	t.Helper()
	after, event, created, err := read.Approve(number, v, "v1", account.NewID(), at)
	must(t, err)
	return workflow.Change{
		Before: &read, After: after, Event: event, Creation: &created,
		Mails: []workflow.Mail{outcomeMail(after, workflow.ApprovedMail, at)},
	}
}

func declining(t *testing.T, read account.Request, number int, at time.Time) workflow.Change {
	t.Helper()
	after, event, err := read.Decline(number, "we have one\nalready", at)
	must(t, err)
	return workflow.Change{
		Before: &read, After: after, Event: event, Mails: []workflow.Mail{outcomeMail(after, workflow.DeclinedMail, at)},
	}
}

func forwarding(t *testing.T, read account.Request, number int, to account.Email, at time.Time) workflow.Change {
	t.Helper()
	after, event, err := read.Forward(number, to, "you know them better", account.ReviewNever, at)
	must(t, err)
	added := after.Nominees[len(after.Nominees)-1]
	return workflow.Change{
		Before: &read, After: after, Event: event, Mails: []workflow.Mail{mailTo(added, after, workflow.Invitation, at)},
	}
}

func expiry(t *testing.T, read account.Request, at time.Time) workflow.Change {
	t.Helper()
	after, event, err := read.Expire(at)
	must(t, err)
	return workflow.Change{
		Before: &read, After: after, Event: event, Mails: []workflow.Mail{outcomeMail(after, workflow.ExpiredMail, at)},
	}
}

func outcomeMail(after account.Request, kind workflow.MailKind, at time.Time) workflow.Mail {
	m := mailTo(account.Nominee{Email: after.Requester}, after, kind, at)
	m.Outcome, m.By, m.Reason = after.State, after.Decision.By, after.Decision.Reason
	return m
}

func nominees(addresses []account.Email) (all []account.Nominee) {
	for _, address := range addresses {
		all = append(all, account.Nominee{Email: address})
	}
	return all
}

func withdrawal(t *testing.T, read account.Request, at time.Time) workflow.Change {
	t.Helper()
	after, event, err := read.Withdraw(at)
	must(t, err)
	return workflow.Change{Before: &read, After: after, Event: event}
}

// correction replaces all customer addresses by another one.
func correction(t *testing.T, read account.Request, to account.Email, at time.Time) workflow.Change {
	t.Helper()
	customers := []account.Email{to}
	after, event, err := read.Correct(customers, account.Route{Nominees: nominees(customers)}, at, terms)
	must(t, err)
	added := after.Nominees[len(after.Nominees)-1]
	return workflow.Change{
		Before: &read, After: after, Event: event, Mails: []workflow.Mail{mailTo(added, after, workflow.Invitation, at)},
	}
}

// bounce returns the change after a bounce of a mail to the first nominee.
func bounce(t *testing.T, read account.Request, at time.Time) workflow.Change {
	t.Helper()
	after, event, err := read.Unreach(1, account.UnreachableBounced, at)
	must(t, err)
	return workflow.Change{
		Before: &read, After: after, Event: event,
		Mails: []workflow.Mail{mailTo(account.Nominee{Email: after.Requester}, after, workflow.BouncedMail, at)},
	}
}

// survey returns what a new request for the domain would read.
func survey(t *testing.T, s Store, domain account.Domain, name string) workflow.Survey {
	t.Helper()
	return get[workflow.Survey](t)(s.Survey(t.Context(), workflow.SurveyQuery{Domain: domain, Name: name, Person: partner}))
}

func holder(t *testing.T, s Store, domain account.Domain) account.ID {
	t.Helper()
	return survey(t, s, domain, "any").Holder
}

func recordUnder(t *testing.T, s Store, key string) *workflow.IdempotencyRecord {
	t.Helper()
	q := workflow.SurveyQuery{Domain: "free.com", Name: "any", Person: partner, Key: key}
	return get[workflow.Survey](t)(s.Survey(t.Context(), q)).Record
}

// looking returns the change with the present read set of its route, as the use cases read it.
func looking(t *testing.T, s Store, c workflow.Change) workflow.Change {
	t.Helper()
	met := survey(t, s, c.After.Account.Domain, c.After.Account.Name)
	seen := workflow.ReadSet{Similar: append(slices.Clone(met.SameName), met.LookAlike)}
	for _, marker := range met.Above {
		if marker.AccountID != "" {
			marker.Status = get[workflow.StoredAccount](t)(s.Account(t.Context(), marker.AccountID)).Account.Status
		}
		seen.Above = append(seen.Above, marker)
		if marker.Status == account.AccountActive {
			break
		}
	}
	c.ReadSet = &seen
	return c
}

// active stores an active account.
func active(t *testing.T, s Store, name string, domain account.Domain, members ...account.Membership) workflow.StoredAccount {
	t.Helper()
	stored := workflow.StoredAccount{Account: account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: day1, Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: day1,
	}}
	for _, m := range members {
		m.AccountID = stored.Account.ID
		stored.Members = append(stored.Members, m)
	}
	must(t, s.Load(t.Context(), []workflow.StoredAccount{stored}))
	return stored
}

func member(person account.Email, roles ...account.Role) account.Membership {
	return account.Membership{Person: person, Since: day1}.Given(roles...)
}

// record returns the idempotency record of a submission.
func record(c workflow.Change, key string) *workflow.IdempotencyRecord {
	return &workflow.IdempotencyRecord{
		Person: c.After.Requester, Key: key, Body: [32]byte{1, 2, 3}, RequestID: c.After.ID,
		KeptUntil: c.Event.At.Add(workflow.KeyLifetime),
	}
}

// opened commits an opening and returns the request.
func opened(t *testing.T, s Store, domain account.Domain) account.Request {
	t.Helper()
	change := opening(domain, partner, day1, 2)
	commit(t, s, change)
	return change.After
}

func commit(t *testing.T, s Store, changes ...workflow.Change) {
	t.Helper()
	must(t, s.Commit(t.Context(), changes...))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get returns the value of a call, and fails the test if there is an error.
func get[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		must(t, err)
		return v
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantError(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}

// refused checks that do returns that error and changes nothing.
func refused(t *testing.T, s Store, want error, do func() error) {
	t.Helper()
	before := get[map[string]string](t)(s.Dump(t.Context()))
	wantError(t, do(), want)
	after := get[map[string]string](t)(s.Dump(t.Context()))
	for _, key := range slices.Sorted(maps.Keys(after)) {
		if before[key] != after[key] {
			t.Errorf("the refusal left behind %s:\n was %s\n  is %s", key, before[key], after[key])
		}
	}
	for key := range before {
		if _, there := after[key]; !there {
			t.Errorf("the refusal took away %s", key)
		}
	}
}

// atOnce runs all at the same moment and returns their errors.
func atOnce(all ...func() error) []error {
	errs := make([]error, len(all))
	begin := make(chan struct{})
	var done sync.WaitGroup
	for n, do := range all {
		done.Go(func() {
			<-begin
			errs[n] = do()
		})
	}
	close(begin)
	done.Wait()
	return errs
}

// settled repeats do while it returns ErrConflict, as the use cases do, without reading again.
func settled(do func() error) func() error {
	return func() (err error) {
		for try := range 100 {
			if err = do(); !errors.Is(err, retry.ErrConflict) {
				return err
			}
			time.Sleep(time.Duration(try) * time.Millisecond)
		}
		return err
	}
}

// winners returns the indexes of the calls without an error.
func winners(errs []error) (won []int) {
	for n, err := range errs {
		if err == nil {
			won = append(won, n)
		}
	}
	return won
}

// eventually waits until something eventually consistent holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 100 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("never: %s", what)
}

func codeFor(r account.Request, number int, at time.Time) workflow.Code {
	c := workflow.Code{
		RequestID: r.ID, Nominee: number, Generation: 1, ExpiresAt: at.Add(workflow.CodeLifetime),
	}
	_, _ = rand.Read(c.Link[:])
	_, _ = rand.Read(c.Nonce[:])
	return c
}

func codeMail(r account.Request, c workflow.Code, at time.Time) workflow.Mail {
	n, _ := r.Nominee(c.Nominee)
	m := mailTo(n, r, workflow.CodeMail, at)
	m.Code = &workflow.CodeKey{Link: c.Link, Nonce: c.Nonce}
	return m
}

// tried returns the code after a wrong try.
func tried(c workflow.Code) workflow.Code {
	c.Tries++
	c.Version++
	return c
}

func countTry(t *testing.T, s Store, read workflow.Code) error {
	t.Helper()
	return s.ReplaceCode(t.Context(), read, tried(read))
}

// keptCode stores a link of the first nominee with a code.
func keptCode(t *testing.T, s Store, r account.Request) workflow.Code {
	t.Helper()
	c := codeFor(r, 1, day1)
	keepLink(t, s, c.Link, workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1})
	must(t, s.KeepCode(t.Context(), r, nil, c, codeMail(r, c, day1)))
	return c
}

// claimWith returns a function that leases a mail of its own that has the link.
func claimWith(t *testing.T, s Store, hash workflow.LinkHash, link workflow.Link) func() error {
	t.Helper()
	read := queued(t, s)
	next := read
	next.State, next.Attempts = workflow.MailSending, read.Attempts+1
	return func() error {
		return s.Lease(t.Context(), read, next, []workflow.KeptLink{{Hash: hash, Link: link}}, nil)
	}
}

func keepLink(t *testing.T, s Store, hash workflow.LinkHash, link workflow.Link) {
	t.Helper()
	must(t, claimWith(t, s, hash, link)())
}

// queued returns the queued mail of a new request.
func queued(t *testing.T, s Store) workflow.Outgoing {
	t.Helper()
	open := opening(account.Domain(strings.ToLower(string(account.NewID()))+".com"), partner, day1, 1)
	commit(t, s, open)
	return get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
}

// codeOf returns the link's present code.
func codeOf(t *testing.T, s Store, link workflow.LinkHash) (workflow.Code, error) {
	t.Helper()
	known, err := s.SendContext(t.Context(), workflow.SendQuery{Mail: queued(t, s).ID, Code: &link})
	if err == nil && known.Code == nil {
		err = account.ErrNotFound
	}
	if err != nil {
		return workflow.Code{}, err
	}
	return *known.Code, nil
}

// rowsOf returns the first rows of a person's directory.
func rowsOf(t *testing.T, s Store, person account.Email) []account.WithAccess {
	t.Helper()
	rows, _, err := s.Rows(t.Context(), person, "", 10)
	must(t, err)
	return rows
}
