package model

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

const day = 24 * time.Hour

// harness runs the use cases on one table, with all people who are concerned with one domain identifier.
type harness struct {
	store *watched
	// provider takes the mails; it is the harness itself unless a test replaces it.
	provider workflow.Provider
	// links and codes make MACs, as KMS does.
	links, codes macs
	started      time.Time
	// turn waits for the call's turn, if calls take turns.
	turn func(ctx context.Context, call string, of map[string]types.AttributeValue)

	mutex    sync.Mutex
	moved    time.Duration
	requests []string
	mails    []letter
	written  map[string]letter // by mail id, until the provider takes it
	ticks    atomic.Int64
	sweeps   []operation

	kinds    []kind        // that actors draw
	account  *administered // as it was before the operations; nil: there is none
	virtuals []string      // the ids of its Virtual Accounts, also of deleted ones
	version  int           // of its last change
}

// letter is a mail with its secrets.
type letter struct {
	mail    workflow.Mail
	secrets workflow.Secrets
}

var (
	requesters = []string{"partner@example.com", "partner2@example.net"}
	searcher   = account.Person{Email: "partner3@example.org"}
	reviewer   = account.Person{Email: "operator@example.org", Operator: true}
	customers  = []string{"ann@acme.com", "bob@acme.com", "cleo@acme.com", "dora@elsewhere.com"}
	others     = []string{"eve@acme.com", "fay@acme.com", "gus@acme.com", "ann@acme.com"}
)

var terms = account.Terms{Lifetime: lifetime, Reminders: []time.Duration{7 * day, 30 * day, 60 * day, 83 * day}}

func newHarness(t testing.TB, store *dynamotest.Store, started time.Time) *harness {
	t.Helper()
	w := &harness{started: started, written: map[string]letter{}, kinds: kinds}
	w.turn = func(context.Context, string, map[string]types.AttributeValue) {}
	w.store = &watched{store, w}
	w.provider = w
	w.links, w.codes = keys("links"), keys("codes")
	var stored []workflow.StoredAccount
	for _, person := range append([]string{string(searcher.Email)}, requesters...) {
		email := account.Email(person)
		a := account.Account{
			ID: account.NewID(), Name: "Own " + person, Domain: account.Domain("own." + email.Host()), Status: account.AccountActive,
			Visibility: account.Restricted, CreatedAt: started, RequestID: account.NewID(), PendingUntil: started,
		}
		stored = append(stored, workflow.StoredAccount{Account: a, Members: []account.Membership{
			{AccountID: a.ID, Person: email, Role: account.SmartAccountAdministrator, Since: started},
		}})
	}
	if err := store.Load(context.Background(), stored); err != nil {
		t.Fatal(err)
	}
	return w
}

// broken is a table whose connection breaks where the operation says so.
type broken struct{ client.API }

var errBroken = errors.New("the connection broke")

type operationKey struct{}

func operationIn(ctx context.Context) *operation {
	o, _ := ctx.Value(operationKey{}).(*operation)
	return o
}

func breaking[T any](ctx context.Context, do func() (T, error)) (none T, err error) {
	o := operationIn(ctx)
	if o == nil || o.broken == whole {
		return do()
	}
	if o.broken == afterWriting {
		if out, err := do(); err != nil {
			return out, err
		}
	}
	return none, errBroken
}

func (b broken) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return breaking(ctx, func() (*dynamodb.TransactWriteItemsOutput, error) { return b.API.TransactWriteItems(ctx, in, o...) })
}

func (b broken) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return breaking(ctx, func() (*dynamodb.UpdateItemOutput, error) { return b.API.UpdateItem(ctx, in, o...) })
}

// watched records what an operation is about to write, because a lost response cannot say it.
type watched struct {
	*dynamotest.Store
	w *harness
}

func (s *watched) Commit(ctx context.Context, changes ...workflow.Change) error {
	o := operationIn(ctx)
	if o != nil && changes[0].Before == nil {
		o.Opened = string(changes[0].After.ID)
	}
	start := s.w.ticks.Add(1)
	err := s.Store.Commit(ctx, changes...)
	if o != nil && o.Kind == bounce {
		o.Noted = err == nil || errors.Is(err, errBroken)
	}
	if c := changes[0]; o == nil && err == nil {
		swept := operation{Request: string(c.After.ID), Now: c.Event.At, start: start, end: s.w.ticks.Add(1)}
		switch {
		case c.After.State == account.Expired:
			swept.Kind, swept.Answer = expire, "ok"
		case c.Event.Kind == account.EventBounced: // the mailer failed to send an invitation
			swept.Kind, swept.Answer, swept.Noted, swept.Nominee = bounce, "noted", true, gaveUpOn(c)
		default:
			return nil
		}
		s.w.mutex.Lock()
		s.w.sweeps = append(s.w.sweeps, swept)
		s.w.mutex.Unlock()
	}
	return err
}

// gaveUpOn returns the number of the nominee whom the change makes unreachable.
func gaveUpOn(c workflow.Change) int {
	for _, n := range c.After.Nominees {
		if was, _ := c.Before.Nominee(n.Number); was.UnreachableAt.IsZero() && !n.UnreachableAt.IsZero() {
			return n.Number
		}
	}
	return 0
}

func (s *watched) KeepCode(ctx context.Context, read account.Request, was *workflow.Code, code workflow.Code, mail workflow.Mail, uses ...workflow.UsesChange) error {
	if o := operationIn(ctx); o != nil {
		o.Nonce = hex.EncodeToString(code.Nonce[:])
	}
	return s.Store.KeepCode(ctx, read, was, code, mail, uses...)
}

func (w *harness) now() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.started.Add(w.moved)
}

func (w *harness) pass(d time.Duration) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.moved += d
}

// clock returns the clock of the operation's function, which is wrong by skew. Each reading is recorded in o.
func (w *harness) clock(o *operation, skew time.Duration) func() time.Time {
	var mutex sync.Mutex
	return func() time.Time {
		now := w.now().Add(skew)
		mutex.Lock()
		defer mutex.Unlock()
		if o != nil {
			o.Now = now
		}
		return now
	}
}

type macs interface {
	LinkMAC(ctx context.Context, message []byte) ([32]byte, error)
	CodeMAC(ctx context.Context, message []byte) ([32]byte, error)
}

type keys string

func (k keys) mac(message []byte) (sum [32]byte) {
	h := hmac.New(sha256.New, []byte(k))
	h.Write(message)
	return [32]byte(h.Sum(nil))
}

func (k keys) LinkMAC(_ context.Context, m []byte) ([32]byte, error) { return k.mac(m), nil }
func (k keys) CodeMAC(_ context.Context, m []byte) ([32]byte, error) { return k.mac(m), nil }

// Send implements workflow.Provider: it takes every mail.
func (w *harness) Send(_ context.Context, m workflow.Message) (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.mails = append(w.mails, w.written[m.Tag])
	return "taken " + m.Tag, nil
}

var plenty = account.Limit{Most: 1 << 30, Window: day}

// mailer returns the use case that sends mails.
func (w *harness) mailer() workflow.Send {
	return workflow.Send{
		Store: w.store, Links: w.links, Codes: w.codes, Provider: w.provider, Now: w.now, Invitations: plenty, InvitationsPerRequester: plenty, Daily: plenty, DailyPerRequester: plenty,
		Failed: func(context.Context, workflow.Mail, string) {}, BudgetSpent: func(workflow.Mail) {},
		Render: func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
			w.mutex.Lock()
			defer w.mutex.Unlock()
			w.written[string(m.ID)] = letter{m, s}
			return workflow.Message{To: m.To, Text: fmt.Sprintf("%+v %+v", m, s)}, nil
		},
	}
}

// deliver sends the due mails.
func (w *harness) deliver(ctx context.Context) error {
	_, err := w.mailer().Sweep(ctx)
	return err
}

func (w *harness) cleanUp(ctx context.Context) error {
	_, err := workflow.CleanUp{Store: w.store, Now: w.now, Terms: terms}.Do(ctx)
	_, endErr := administration.Ends{Store: w.store, Now: w.now}.Do(ctx)
	return errors.Join(err, endErr)
}

// draw makes an operation that is possible after what has happened so far. It returns false if none is.
func (w *harness) draw(k kind, random func(n int) int) (operation, bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	o := operation{Kind: k, By: requesters[random(len(requesters))]}
	if k == submit || k == correct {
		first := random(len(customers))
		o.Customers = []string{customers[first]}
		if second := random(len(customers)); second != first {
			o.Customers = append(o.Customers, customers[second])
		}
	}
	switch k {
	case submit, lookUp:
		return o, true
	case signIn, add, change, leave, createVirtual, changeVirtual, deleteVirtual, changeSettings, closeAccount, listMembers, listVirtuals, readLog:
		return w.drawEdit(operation{Kind: k}, random), w.account != nil
	case withdraw, correct, resend, accept, reject, track:
		if len(w.requests) == 0 {
			return o, false
		}
		o.Request = w.requests[len(w.requests)-1-random(min(2, len(w.requests)))]
		if k == accept || k == reject || k == track {
			o.By = string(reviewer.Email)
		}
		return o, true
	case bounce, view, askCode, approve, decline, forward:
	default:
		return o, false
	}
	var links []letter
	for _, l := range w.mails {
		if l.secrets.Token != "" {
			links = append(links, l)
		}
	}
	if len(links) == 0 {
		return o, false
	}
	l := links[len(links)-1-random(min(4, len(links)))]
	o.Request, o.Nominee, o.Generation = string(l.mail.RequestID), l.mail.Nominee, l.mail.Generation
	o.Token, o.mail = l.secrets.Token, string(l.mail.ID)
	if k == forward {
		o.To = others[random(len(others))]
	}
	if k == approve || k == decline || k == forward {
		o.typed = "0000-0000"
		wrong := random(5) == 0
		for _, c := range w.mails {
			if c.secrets.Code != "" && c.mail.RequestID == l.mail.RequestID && c.mail.Nominee == l.mail.Nominee && !wrong {
				o.typed, o.Code = c.secrets.Code, hex.EncodeToString(c.mail.Code.Nonce[:])
			}
		}
	}
	return o, true
}

// perform calls the use case and records its answer in o.
func (w *harness) perform(ctx context.Context, o *operation, skew time.Duration) {
	ctx = context.WithValue(ctx, operationKey{}, o)
	now := w.clock(o, skew)
	o.start = w.ticks.Add(1)
	text, err := w.call(ctx, o, now)
	o.end = w.ticks.Add(1)
	o.Answer = text
	if err != nil {
		o.Answer, o.Unknown = answerTo(err), errors.Is(err, errBroken)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if o.Kind == submit && err == nil {
		w.requests = append(w.requests, o.Opened)
	}
}

// answerTo returns the name of an error.
func answerTo(err error) string {
	var (
		ended   *account.AlreadyDecided
		refused *account.NotAllowed
		invalid *account.InvalidInput
		tooMany *account.TooMany
	)
	switch {
	case errors.As(err, &ended):
		return fmt.Sprintf("decided %s by %s", ended.State, ended.By)
	case errors.As(err, &refused):
		return "not allowed"
	case errors.As(err, &invalid):
		return "invalid"
	case errors.As(err, &tooMany):
		return "too many"
	case errors.Is(err, account.ErrDomainTaken):
		return "taken"
	case errors.Is(err, account.ErrLinkInvalid):
		return "link invalid"
	case errors.Is(err, account.ErrCodeInvalid):
		return "code invalid"
	default:
		return "error: " + err.Error()
	}
}

func (w *harness) call(ctx context.Context, o *operation, now func() time.Time) (string, error) {
	rules := workflow.Rules{Policy: account.ReviewMismatch, Terms: terms}
	by := account.Person{Email: account.Email(o.By)}
	id := account.ID(o.Request)
	follow := workflow.FollowUp{Store: w.store, Now: now, Rules: rules, Codes: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}, Invitations: plenty, Limits: dynamotest.RequestLimits(plenty)}
	ok := func(r account.Request, err error) (string, error) { return "ok " + string(r.State), err }
	switch o.Kind {
	case submit:
		d := domain
		form := account.Form{AccountName: "Acme", AccountDomain: &d, CustomerEmails: o.Customers}
		return ok(workflow.Submit{Store: w.store, Now: now, Rules: rules, Limits: dynamotest.RequestLimits(plenty)}.Do(ctx, by, form, ""))
	case withdraw, correct, resend:
		r, err := w.store.Request(ctx, id)
		if err != nil {
			return "", err
		}
		by.Email = r.Requester
		switch o.Kind {
		case withdraw:
			return ok(follow.Withdraw(ctx, by, id))
		case resend:
			return ok(follow.Resend(ctx, by, id))
		default:
			after, _, err := follow.Correct(ctx, by, id, o.Customers, nil)
			return ok(after, err)
		}
	case accept:
		for { // until the accepted version is the one that was read
			seen, err := w.store.Request(ctx, id)
			if err != nil {
				return "", err
			}
			after, err := workflow.Review{Store: w.store, Now: now, Rules: rules}.Do(ctx, reviewer, id, workflow.Verdict{Decision: "accept", Version: seen.Version})
			if !errors.Is(err, account.ErrChanged) {
				return ok(after, err)
			}
		}
	case reject:
		return ok(workflow.Review{Store: w.store, Now: now, Rules: rules}.Do(ctx, reviewer, id, workflow.Verdict{Decision: "reject", Reason: "no"}))
	case track:
		t, err := workflow.Track{Store: w.store, Now: now}.One(ctx, reviewer, id)
		return string(t.Request.State), err
	case view:
		v, err := workflow.View{Store: w.store, Now: now}.Do(ctx, o.Token)
		return string(v.Request.State), err
	case askCode:
		_, err := workflow.SendCode{Store: w.store, Now: now, Limits: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}}.Do(ctx, o.Token)
		return "ok", err
	case approve, decline, forward:
		v, err := workflow.Decide{Store: w.store, Codes: w.codes, Now: now, Policy: rules.Policy}.Do(ctx, workflow.Decision{
			Token: o.Token, Code: o.typed, Action: string(o.Kind), Reason: "no", ForwardTo: o.To, Authorized: true,
		}, "")
		return ok(v.Request, err)
	case bounce:
		err := workflow.RecordMailEvent{Store: w.store, Now: now}.Do(ctx, workflow.MailEvent{MailID: account.ID(o.mail), MessageID: "m", News: account.Bounced})
		return map[bool]string{true: "noted", false: "nothing"}[o.Noted], err
	case lookUp:
		found, err := search.Find{Store: w.store, Now: now}.Do(ctx, searcher, domain, 0, "")
		if err != nil || len(found.Items) == 0 {
			return "nothing", err
		}
		a := found.Items[0].Account
		return fmt.Sprintf("found %s %s", a.RequestID, a.Status), nil
	default:
		return w.administer(ctx, o, now)
	}
}

// skewed draws by how much a function's clock is wrong.
func skewed(r *rand.Rand) time.Duration {
	const most = 5000
	return time.Duration(r.IntN(2*most+1)-most) * time.Millisecond
}
