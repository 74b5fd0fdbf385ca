package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/longrun"
)

const (
	mailsASecond  = 200
	mailingFor    = 10 * time.Second
	leastMails    = 190 // sent per second, of 200
	mostConflicts = 20  // per 100 mails
	networkTakes  = 5 * time.Millisecond
	providerTakes = 30 * time.Millisecond

	betweenReadAndClaim = 3 * networkTakes // the calls of KMS and the lease, and a margin
	mailingHeap         = 1_000            // MB
	mailersAtOnce       = 40               // as many as the stream of a table with four partitions starts
)

// measureMail takes 200 mails a second from the daily budget, then sends as many mails as DynamoDB Local can store; it
// runs one transaction at a time. No two mails have a requester or recipient in common, only the budget. The baseline
// of both is a budget in one item.
func (b *bench) measureMail(ctx context.Context) error {
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(mailingHeap)...)
	if err != nil {
		return err
	}
	defer engine.Stop()
	for _, design := range []struct {
		name  string
		parts int
		store func(*dynamo.Table) workflow.Outbox
		rate  report.Target
		most  report.Target
	}{
		{"in parts", workflow.BudgetParts, func(t *dynamo.Table) workflow.Outbox { return t }, report.AtLeast(leastMails), report.AtMost(mostConflicts)},
		{"in one item", 1, func(t *dynamo.Table) workflow.Outbox { return oneItem{t} }, report.None(), report.None()},
	} {
		taken, err := b.budget(ctx, engine, design.parts)
		if err != nil {
			return fmt.Errorf("%s: %w", design.name, err)
		}
		budget := "mail: 200 a second, budget " + design.name
		b.rows.Add(budget+", taken", taken.rate, "mails/s", design.rate)
		b.rows.Add(budget+", conflicts", taken.conflicts, "in 100 mails", design.most)
		did, err := b.mail(ctx, engine, design.name, design.store)
		if err != nil {
			return fmt.Errorf("%s: %w", design.name, err)
		}
		name := "mail: sent on DynamoDB Local, budget " + design.name
		b.rows.Add(name+", sent", did.rate, "mails/s", report.None())
		b.rows.Add(name+", conflicts", did.conflicts, "in 100 mails", report.None())
		b.rows.Add(name+", given back to the stream", did.givenBack, "in 100 mails", report.None())
	}
	return nil
}

// budget only takes mails from the budget, each from one of the given number of parts. Between the read and the write
// of a part it waits as long as a mailer does between its reads and its lease.
func (b *bench) budget(ctx context.Context, engine *engines.Engine, parts int) (did mailed, err error) {
	s := &system{accessKey: fmt.Sprint("budget", parts)} // gives it its own database
	target, err := longrun.Open(s.getenv, tableName, engine.Endpoint, mailersAtOnce)
	if err != nil {
		return did, err
	}
	if err := target.Create(ctx, false); err != nil {
		return did, err
	}
	table := dynamo.New(target.Client, tableName)
	limit := account.Limit{Most: 1 << 30, Window: 24 * time.Hour}
	var conflicts atomic.Int64
	take := func(ctx context.Context) error {
		for {
			used, err := table.Used(ctx, workflow.DailyMails.Part(rand.IntN(parts)))
			if err != nil {
				return err
			}
			time.Sleep(betweenReadAndClaim)
			next, err := used.Uses.Take(limit, 0, dynamo.Now())
			if err != nil {
				return err
			}
			err = table.KeepUses(ctx, workflow.UsesChange{Read: used, Next: next, Kept: limit.Window})
			if !errors.Is(err, retry.ErrConflict) {
				return err
			}
			if conflicts.Add(1); ctx.Err() != nil {
				return retry.ErrBusy
			}
		}
	}
	done, _, took, err := atRate(ctx, mailsASecond*int(mailingFor/time.Second), func(ctx context.Context, _ int) error { return take(ctx) })
	return mailed{rate: float64(done) / took.Seconds(), conflicts: float64(conflicts.Load()) / (max(1, float64(done)) / 100)}, err
}

// oneItem is a table with the budget in one item.
type oneItem struct{ *dynamo.Table }

func (t oneItem) SendContext(ctx context.Context, n workflow.SendQuery) (workflow.SendContext, error) {
	n.Part = 0
	return t.Table.SendContext(ctx, n)
}

// mailed has the mails sent per second, and per 100 mails the conflicts and the mails returned to the stream because
// too many were sent at once.
type mailed struct{ rate, conflicts, givenBack float64 }

func (b *bench) mail(ctx context.Context, engine *engines.Engine, name string, store func(*dynamo.Table) workflow.Outbox) (did mailed, err error) {
	s := &system{accessKey: "mail" + strconv.Itoa(len(name))} // gives it its own database
	target, err := longrun.Open(s.getenv, tableName, engine.Endpoint, mailsASecond)
	if err != nil {
		return did, err
	}
	if err := target.Create(ctx, false); err != nil {
		return did, err
	}
	far := &distant{API: target.Client}
	table := dynamo.New(far, tableName)
	mails, err := queueMails(ctx, dynamo.New(target.Client, tableName), mailsASecond*int(mailingFor/time.Second))
	if err != nil {
		return did, err
	}
	plenty := account.Limit{Most: 1 << 30, Window: 24 * time.Hour}
	send := workflow.Send{
		Store: store(table), Links: farMAC{}, Codes: farMAC{}, Provider: farProvider{}, Now: dynamo.Now,
		Invitations: plenty, InvitationsPerRequester: plenty, Daily: plenty, DailyPerRequester: plenty,
		Render: func(m workflow.Mail, _ workflow.Secrets) (workflow.Message, error) {
			return workflow.Message{To: m.To}, nil
		},
		Failed: func(context.Context, workflow.Mail, string) {}, BudgetSpent: func(workflow.Mail) {},
	}
	sent, givenBack, took, err := atRate(ctx, len(mails), func(ctx context.Context, n int) error { return send.DoMail(ctx, mails[n]) })
	hundreds := max(1, float64(sent)) / 100
	return mailed{float64(sent) / took.Seconds(), float64(far.conflicts.Load()) / hundreds, float64(givenBack) / hundreds}, err
}

// atRate calls do up to the given number of times from concurrent mailers, at most 200 times a second, until mailingFor
// has passed. It returns how many calls succeeded, how many were returned to the stream, and the time that all took. The
// contexts of the calls have no deadline, because a mailer whose context ends soon starts no mail.
func atRate(ctx context.Context, times int, do func(ctx context.Context, n int) error) (sent, givenBack int64, took time.Duration, err error) {
	timed, stop := context.WithTimeout(ctx, mailingFor)
	defer stop()
	var (
		mailers    errgroup.Group
		due        = make(chan int)
		done, back atomic.Int64
		began      = time.Now()
	)
	for range mailersAtOnce {
		mailers.Go(func() error {
			var failed error
			for n := range due {
				err := do(ctx, n)
				for errors.Is(err, retry.ErrBusy) && timed.Err() == nil { // the stream delivers it again
					back.Add(1)
					err = do(ctx, n)
				}
				if err == nil {
					done.Add(1)
				} else if !errors.Is(err, retry.ErrBusy) {
					failed = err
				}
			}
			return failed
		})
	}
	ticks := time.NewTicker(time.Second / mailsASecond)
	defer ticks.Stop()
	for n := 0; n < times && timed.Err() == nil; n++ {
		<-ticks.C
		select {
		case due <- n:
		case <-timed.Done():
		}
	}
	close(due)
	err = mailers.Wait()
	return done.Load(), back.Load(), time.Since(began), errors.Join(err, ctx.Err())
}

// queueMails adds mails to the outbox, each with a link and with its own recipient and requester.
func queueMails(ctx context.Context, table *dynamo.Table, number int) (all []workflow.Mail, err error) {
	const each = 50 // per transaction
	for len(all) < number {
		var mails []workflow.Mail
		for n := range each {
			m := workflow.Mail{
				ID: account.NewID(), Kind: workflow.AppointedMail, Language: account.English, CreatedAt: dynamo.Now(),
				To: account.Email(fmt.Sprintf("to%d@customer.com", len(all)+n)), Requester: account.Email(fmt.Sprintf("from%d@partner.com", len(all)+n)),
				AccountID: account.NewID(), AccountName: "Ironbridge Analytics Ltd", Domain: "ironbridge.com",
			}
			mails = append(mails, m)
		}
		d := account.Dispute{
			ID: account.NewID(), By: account.Email(fmt.Sprintf("by%d@partner.com", len(all))), OpenedAt: dynamo.Now(), Note: "ours",
			Account: account.Likeness{Domain: "ironbridge.com"},
		}
		if _, err := table.OpenDispute(ctx, d, mails); err != nil {
			return nil, err
		}
		all = append(all, mails...)
	}
	return all, nil
}

// distant is a table with the network latency that a function has. It counts failed transactions as conflicts.
type distant struct {
	client.API
	conflicts atomic.Int64
}

func (d *distant) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	time.Sleep(networkTakes)
	return d.API.BatchGetItem(ctx, in, o...)
}

func (d *distant) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	time.Sleep(networkTakes)
	return d.API.UpdateItem(ctx, in, o...)
}

func (d *distant) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	time.Sleep(networkTakes)
	out, err := d.API.TransactWriteItems(ctx, in, o...)
	if err != nil {
		d.conflicts.Add(1)
	}
	return out, err
}

type farMAC struct{}

func (farMAC) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	time.Sleep(networkTakes)
	return sha256.Sum256(message), nil
}

func (f farMAC) CodeMAC(ctx context.Context, message []byte) ([32]byte, error) {
	return f.LinkMAC(ctx, message)
}

type farProvider struct{}

func (farProvider) Send(context.Context, workflow.Message) (string, error) {
	time.Sleep(providerTakes)
	return "taken", nil
}
