package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/process"
	"smartaccounts/internal/testkit/runtimeapi"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/bench/statistic"
)

const (
	smallest         = 10_000
	larger           = 100_000
	largest          = 1_000_000 // with -scale full
	queries          = 30        // of each kind of search
	mostPages        = 12        // of a query whose last page is measured
	warmSearches     = 1_500     // until the JVM of DynamoDB Local has compiled its hot code
	mostIndexReads   = 1
	mostReads        = 3
	mostGrowthOfTime = 1.3
	mostItems        = 9 // per account
	mostPostings     = 4 // per public account
	leastLoading     = 4_000
	heapOfLarger     = 3_000 // MB
	heapOfLargest    = 6_000
)

// loaded is the output of the command load.
type loaded struct {
	Accounts       int     `json:"accounts"`
	Items          int     `json:"items"`
	Bytes          int64   `json:"bytes"`
	Postings       int     `json:"postings"`
	PublicAccounts int     `json:"publicAccounts"`
	ItemsPerSecond float64 `json:"itemsPerSecond"`
}

// searched has the measurements of one kind of search at one size.
type searched struct {
	calls, serial, indexReads, reads, times []float64
}

// measureSearch measures how searches grow with the number of accounts. All sizes are in one engine, in separate
// databases, and are searched in turn, so that other load affects all of them equally.
func (b *bench) measureSearch(ctx context.Context) error {
	sizes, heap := []int{smallest, larger}, heapOfLarger
	if b.full {
		sizes, heap = append(sizes, largest), heapOfLargest
	}
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(heap)...)
	if err != nil {
		return err
	}
	defer engine.Stop()
	operate := filepath.Join(b.folder, "smart-accounts")
	if err := process.RunQuietly(ctx, exec.Command("go", "build", "-o", operate, "./tools/smart-accounts")); err != nil {
		return fmt.Errorf("build tools/smart-accounts: %w", err)
	}
	systems := map[int]*system{}
	for _, size := range sizes {
		s, err := b.newSystem(engine, fmt.Sprintf("accounts%d", size))
		if err != nil {
			return err
		}
		defer s.stop()
		systems[size] = s
		if err := b.fill(ctx, s, operate, size); err != nil {
			return err
		}
	}
	for n := range warmSearches {
		s := systems[sizes[n%len(sizes)]]
		s.recorder.Pass = true
		k := kinds[n/len(sizes)%(len(kinds)-1)]
		if query := k.query(register.Account(n).Account); query != "" {
			if _, _, err := s.call("search", search(query, "")); err != nil {
				return err
			}
		}
	}
	for _, k := range kinds {
		if err := b.searchKind(ctx, k, sizes, systems); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
	}
	return nil
}

// fill loads the given number of accounts, and the caller's own.
func (b *bench) fill(ctx context.Context, s *system, operate string, size int) error {
	state := filepath.Join(b.folder, "load.json")
	if err := os.Remove(state); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	command := exec.Command(operate, "load",
		"-create", "-bare", "-accounts", strconv.Itoa(size), "-endpoint", s.target.Endpoint, "-table", tableName, "-state", state)
	command.Env = append(os.Environ(), "AWS_REGION="+runtimeapi.Region, "AWS_ACCESS_KEY_ID="+s.accessKey, "AWS_SECRET_ACCESS_KEY=test")
	out, err := process.Output(ctx, command)
	if err != nil {
		return err
	}
	lines := strings.Split(out, "\n")
	var l loaded
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &l); err != nil {
		return err
	}
	at := " at " + report.Number(float64(size))
	b.rows.Add("search: items an account"+at, float64(l.Items)/float64(l.Accounts), "items", report.AtMost(mostItems))
	b.rows.Add("search: bytes an account"+at, float64(l.Bytes)/float64(l.Accounts), "bytes", report.None())
	b.rows.Add("search: postings a public account"+at, float64(l.Postings)/float64(l.PublicAccounts), "items", report.AtMost(mostPostings))
	b.rows.Add("search: loading"+at, l.ItemsPerSecond, "items/s", report.AtLeast(leastLoading))
	return maintenance.New(s.target.Client, tableName).Load(ctx, callersAccounts())
}

// asked is a measured search and the account that it looks for.
type asked struct {
	request httpRequest
	account account.Account
}

func (b *bench) searchKind(ctx context.Context, k kind, sizes []int, systems map[int]*system) error {
	requests := map[int][]asked{}
	most := queries
	for _, size := range sizes {
		found, err := systems[size].requestsOf(k, size)
		if err != nil {
			return err
		}
		requests[size], most = found, min(most, len(found))
	}
	took := map[int]*searched{}
	for _, size := range sizes {
		took[size] = &searched{}
	}
	for range 2 {
		for n := range most {
			for _, size := range sizes {
				if err := errors.Join(ctx.Err(), systems[size].timeSearch(k, requests[size][n], took[size])); err != nil {
					return err
				}
			}
		}
	}
	for _, size := range sizes {
		for n := range most {
			if err := errors.Join(ctx.Err(), systems[size].countSearch(requests[size][n], took[size])); err != nil {
				return err
			}
		}
	}
	for _, size := range sizes {
		b.tellSearch(k, size, *took[size])
	}
	for _, size := range sizes[1:] {
		name := fmt.Sprintf("search: %s p50 at %s, against %s", k.name, report.Number(float64(size)), report.Number(smallest))
		b.rows.Add(name, statistic.Median(took[size].times)/statistic.Median(took[smallest].times), "×", report.AtMost(mostGrowthOfTime))
	}
	return nil
}

// requestsOf returns searches of the given kind, for accounts from the whole register.
func (s *system) requestsOf(k kind, size int) ([]asked, error) {
	s.recorder.Pass = true
	var all []asked
	known := map[string]bool{}
	const tries = 40 // for each query
	for n := 0; n < queries*tries && len(all) < queries; n++ {
		a := register.Account(int(uint64(n) * 2_654_435_761 % uint64(size))).Account // spread over the register, and the same in each run
		query := k.query(a)
		alike := query == k.query(account.Account{}) // all queries of this kind are the same
		if query == "" || !a.FoundByPart() || known[query] && !alike {
			continue
		}
		known[query] = true
		request := search(query, "")
		if k.last {
			last, several, err := s.lastPage(query)
			if err != nil {
				return nil, err
			}
			if !several {
				continue
			}
			request = last
		}
		all = append(all, asked{request, a})
	}
	if len(all) == 0 {
		return nil, errors.New("there are no such queries")
	}
	return all, nil
}

// lastPage returns the request for the last page of a query's results. several reports whether there are at least two
// pages and at most mostPages.
func (s *system) lastPage(query string) (last httpRequest, several bool, err error) {
	cursor := ""
	for number := range mostPages {
		request := search(query, cursor)
		found, err := s.search(request)
		if err != nil {
			return last, false, err
		}
		if found.Next == "" {
			return request, number > 0, nil
		}
		cursor = found.Next
	}
	return last, false, nil
}

func (s *system) search(request httpRequest) (page, error) {
	var found page
	body, _, err := s.call("search", request)
	if err != nil {
		return found, err
	}
	return found, json.Unmarshal([]byte(body), &found)
}

func (s *system) timeSearch(k kind, a asked, into *searched) error {
	s.recorder.Pass = true
	body, took, err := s.call("search", a.request)
	if err != nil {
		return err
	}
	var found page
	if err := json.Unmarshal([]byte(body), &found); err != nil {
		return err
	}
	if !k.finds(a.account, found) {
		return fmt.Errorf("a search for %q does not find %s: %s", a.request.query.Get("q"), a.account.ID, body)
	}
	into.times = append(into.times, statistic.Milliseconds(took))
	return nil
}

func (s *system) countSearch(a asked, into *searched) error {
	return s.countCalls("search", a.request, into)
}

// countCalls adds the calls that a function makes for the request, and what they read.
func (s *system) countCalls(function string, request httpRequest, into *searched) error {
	s.recorder.Pass, s.recorder.Delay = false, callTakes
	s.recorder.Take()
	_, _, err := s.call(function, request)
	s.recorder.Pass, s.recorder.Delay = true, 0
	if err != nil {
		return err
	}
	calls := s.recorder.Take()
	index, all := 0.0, 0.0
	for _, call := range calls {
		all += call.Reads
		if call.Of("Query", "WORD#") {
			index += call.Reads
		}
	}
	into.calls = append(into.calls, float64(len(calls)))
	into.serial = append(into.serial, float64(awsproxy.SerialDepth(awsproxy.Spans(calls))))
	into.indexReads = append(into.indexReads, index)
	into.reads = append(into.reads, all)
	return nil
}

// tellSearch adds the figures of a kind of search: for calls and reads, which do not vary between runs, the maximum of
// all queries.
func (b *bench) tellSearch(k kind, size int, took searched) {
	row := func(what string, value float64, unit string, target report.Target) {
		b.rows.Add(fmt.Sprintf("search: %s %s at %s", k.name, what, report.Number(float64(size))), value, unit, target)
	}
	row("calls", statistic.Percentile(took.calls, 100), "calls", report.None())
	rounds := 1.0
	if k.again {
		rounds++
	}
	row("serial calls", statistic.Median(took.serial), "calls", report.AtMost(rounds))
	row("reads of the index", statistic.Percentile(took.indexReads, 100), "RRU", report.AtMost(mostIndexReads))
	row("reads", statistic.Percentile(took.reads, 100), "RRU", report.AtMost(mostReads))
	row("p50", statistic.Median(took.times), "ms", report.None())
}
