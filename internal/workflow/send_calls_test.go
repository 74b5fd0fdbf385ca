package workflow_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// calls counts the calls to other services.
type calls struct {
	client.API
	*provider
	number atomic.Int64 // several calls run at once
}

func (c *calls) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.number.Add(1)
	return c.API.GetItem(ctx, in, o...)
}

func (c *calls) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	c.number.Add(1)
	return c.API.BatchGetItem(ctx, in, o...)
}

func (c *calls) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.number.Add(1)
	return c.API.Query(ctx, in, o...)
}

func (c *calls) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	c.number.Add(1)
	return c.API.PutItem(ctx, in, o...)
}

func (c *calls) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	c.number.Add(1)
	return c.API.UpdateItem(ctx, in, o...)
}

func (c *calls) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	c.number.Add(1)
	return c.API.TransactWriteItems(ctx, in, o...)
}

func (c *calls) LinkMAC(ctx context.Context, message []byte) ([32]byte, error) {
	c.number.Add(1)
	return keys("links").LinkMAC(ctx, message)
}

func (c *calls) CodeMAC(ctx context.Context, message []byte) ([32]byte, error) {
	c.number.Add(1)
	return keys("codes").CodeMAC(ctx, message)
}

func (c *calls) Send(ctx context.Context, m workflow.Message) (string, error) {
	c.number.Add(1)
	return c.provider.Send(ctx, m)
}

// counted returns the sender with its calls counted.
func (h *harness) counted(of workflow.Send) (workflow.Send, *calls) {
	c := &calls{provider: h.provider}
	of.Store = h.store.Through(func(api client.API) client.API {
		c.API = api
		return c
	})
	of.Links, of.Codes, of.Provider = c, c, c
	return of, c
}

// The calls are: one round of reads, the MAC of a link or code, the lease, the provider, and the result.
const (
	withSecret    = 5
	withoutSecret = 4
)

func TestSendingAMailTakesAtMostFiveCalls(t *testing.T) {
	h := newHarness(t)
	took := map[workflow.MailKind][]int{}
	h.deliverFunc = func() {
		due, err := h.store.OverdueMails(t.Context(), h.Now(), 100)
		h.must(err)
		mails, err := h.store.Mails(t.Context(), due)
		h.must(err)
		for _, m := range mails {
			sender, counted := h.counted(h.sender())
			h.must(sender.DoMail(t.Context(), m))
			if h.outgoing(m.ID).State == workflow.MailSent {
				took[m.Kind] = append(took[m.Kind], int(counted.number.Load()))
			}
		}
	}
	h.liveIn(tongues{})
	for _, kind := range workflow.MailKinds() {
		want := withoutSecret
		if kind.Unsolicited() || kind.CarriesCode() {
			want = withSecret
		}
		all := slices.Compact(slices.Sorted(slices.Values(took[kind])))
		if len(all) != 1 || all[0] != want {
			t.Errorf("a mail of the kind %s takes %v calls, want %d", kind, all, want)
		}
	}
}

// A round of the sweep reads all its mails at once, however many there are.
func TestTheSweepReadsItsMailsAtOnce(t *testing.T) {
	h := newHarness(t)
	const many = 5
	h.openRequestBy(partner, form("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com", "dora@acme.com", "eve@acme.com"))
	sender, counted := h.counted(h.sender())
	swept, err := sender.Sweep(t.Context())
	h.must(err)
	wantEqual(t, "swept", swept, many)
	const queries = 4 // of the index
	wantEqual(t, "calls", int(counted.number.Load()), queries+1+many*withSecret)
}

// older is a store of mails of an earlier release, which do not name the other items to read.
type older struct{ *dynamotest.Store }

func before(m workflow.Mail) workflow.Mail {
	m.AdministratorOf, m.AdministratorSince, m.Earlier = "", time.Time{}, nil
	return m
}

func (o older) SendContext(ctx context.Context, n workflow.SendQuery) (workflow.SendContext, error) {
	known, err := o.Store.SendContext(ctx, n)
	known.Outgoing.Mail = before(known.Outgoing.Mail)
	return known, err
}

func (o older) Mails(ctx context.Context, ids []account.ID) ([]workflow.Mail, error) {
	mails, err := o.Store.Mails(ctx, ids)
	for n := range mails {
		mails[n] = before(mails[n])
	}
	return mails, err
}

// Mails that an earlier release queued, without the names of the other items to read, are checked as well.
func TestAMailQueuedByAnEarlierReleaseIsCheckedBeforeSending(t *testing.T) {
	h := newHarness(t)
	sender := h.sender()
	sender.Store = older{h.store}
	a := h.administeredAccount("Acme", "acme.com", account.Public, "ada@acme.com", "bob@acme.com")
	below := h.openRequestBy(partner, form("emea.acme.com", "carl@emea.acme.com"))
	h.removeRoles(a.ID, "ada@acme.com")
	_, err := sender.Sweep(t.Context())
	h.must(err)
	wantEqual(t, "who is no administrator any more", h.subjects("ada@acme.com"), "")
	wantEqual(t, "who is one", h.subjects("bob@acme.com"), "invitation")
	_, err = h.followUp().Withdraw(t.Context(), partner, below.ID)
	h.must(err)
	_, err = sender.Sweep(t.Context())
	h.must(err)
	wantEqual(t, "who was never asked", h.subjects("ada@acme.com"), "")
	wantEqual(t, "who was", h.subjects("bob@acme.com"), "invitation closed")
}
