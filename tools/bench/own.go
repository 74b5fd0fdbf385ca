package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/bench/statistic"
)

const (
	fewOwn   = 10
	manyOwn  = 100_000
	ownTimes = 60 // repetitions of each search
	ownHits  = 9  // requests whose name has the word, however many the caller has
	ownHeap  = 2_000
)

// ownCustomer is the nominee of all requests of ownRequests.
const ownCustomer = account.Email("customer@example.com")

// ownSearches has searches for the caller's own requests, with the expected number of hits.
var ownSearches = []struct {
	name, query string
	hits        int
}{
	{"oldest, by its name", "Oldest Ltd", 1},
	{"oldest, by a part", "olde", 1},
	{"oldest, by its domain", "oldest.com", 1},
	{"nine by a word", "museum", ownHits},
	{"no hit", "zqxzq", 0},
}

// measureOwn measures how searches grow with the number of the caller's own requests. Both sizes are in one engine,
// in separate databases, and are searched in turn.
func (b *bench) measureOwn(ctx context.Context) error {
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(ownHeap)...)
	if err != nil {
		return err
	}
	defer engine.Stop()
	numbers := []int{fewOwn, manyOwn}
	systems, took := map[int]*system{}, map[int][]searched{}
	for _, number := range numbers {
		s, err := b.newSystem(engine, fmt.Sprintf("own%d", number))
		if err != nil {
			return err
		}
		defer s.stop()
		if err := s.target.Create(ctx, false); err != nil {
			return err
		}
		table := maintenance.New(s.target.Client, tableName)
		if err := errors.Join(table.Load(ctx, callersAccounts()), table.LoadOpened(ctx, ownRequests(number))); err != nil {
			return err
		}
		systems[number], took[number] = s, make([]searched, len(ownSearches))
	}
	for range ownTimes {
		for n, k := range ownSearches {
			hasHits := kind{finds: func(_ account.Account, p page) bool { return len(p.Items) == k.hits }}
			for _, number := range numbers {
				if err := errors.Join(ctx.Err(), systems[number].timeSearch(hasHits, asked{request: search(k.query, "")}, &took[number][n])); err != nil {
					return fmt.Errorf("%s of %d: %w", k.name, number, err)
				}
			}
		}
	}
	for n, k := range ownSearches {
		for _, number := range numbers {
			if err := systems[number].countSearch(asked{request: search(k.query, "")}, &took[number][n]); err != nil {
				return err
			}
		}
		few, many := took[fewOwn][n], took[manyOwn][n]
		row := func(what string, value func(searched) float64, unit string, growth report.Target) {
			name := fmt.Sprintf("own: %s %s", k.name, what)
			b.rows.Add(name+" of "+report.Number(fewOwn), value(few), unit, report.None())
			b.rows.Add(name+" of "+report.Number(manyOwn), value(many), unit, report.None())
			b.rows.Add(fmt.Sprintf("%s of %s, against %s", name, report.Number(manyOwn), report.Number(fewOwn)), value(many)/value(few), "×", growth)
		}
		row("calls", func(s searched) float64 { return statistic.Percentile(s.calls, 100) }, "calls", report.Exactly(1))
		row("reads", func(s searched) float64 { return statistic.Percentile(s.reads, 100) }, "RRU", report.Exactly(1))
		row("p50", func(s searched) float64 { return statistic.Median(s.times) }, "ms", report.AtMost(mostGrowthOfTime))
	}
	return nil
}

// ownRequests returns the given number of the caller's pending requests, oldest first, including the hits of ownSearches.
func ownRequests(number int) iter.Seq[workflow.Change] {
	return func(yield func(workflow.Change) bool) {
		began := dynamo.Now().Add(-time.Duration(number) * time.Second)
		for n, company := range numbered(register.Accounts(0, number)) {
			f := account.Submission{Requester: caller, AccountName: company.Account.Name, Domain: company.Account.Domain, CustomerEmails: []account.Email{ownCustomer}}
			switch {
			case n == 0:
				f.AccountName, f.Domain = "Oldest Ltd", "oldest.com"
			case n <= ownHits:
				f.AccountName = "Museum " + f.AccountName
			}
			r, event := account.Submit(f, account.Route{Nominees: []account.Nominee{{Email: f.CustomerEmails[0]}}}, account.NewID(), account.NewID(),
				began.Add(time.Duration(n)*time.Second), account.Terms{Lifetime: 90 * 24 * time.Hour})
			if !yield(workflow.Change{After: r, Event: event}) {
				return
			}
		}
	}
}

func numbered[T any](all iter.Seq[T]) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		n := 0
		for one := range all {
			if !yield(n, one) {
				return
			}
			n++
		}
	}
}
