package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/bench/report"
)

const (
	fewRows         = 10
	manyRows        = 1_000
	pageOfRows      = 10
	mostGrowthOfRow = 1.2
	inboxRows       = 100 // are read at most
)

// partAdministrator is the Virtual Account Administrator of the first Virtual Account, on which as many people have a role as fill a page.
const partAdministrator = account.Email("zoe@bench-partner.com")

// pagesOfLists are the lists of an account and a person, with how much more a page may read if there are many rows.
var pagesOfLists = []struct {
	name, function, path string
	by                   account.Email
	item                 string // occurs in the response once for each item
	calls, reads         report.Target
}{
	{"members", "manage-account", "/members", caller, `"email":`, report.Exactly(1), report.AtMost(mostGrowthOfRow)},
	{"members of a part", "manage-account", "/members", partAdministrator, `"email":`, report.None(), report.None()},
	{"tree", "manage-account", "/virtual-accounts", caller, `"depth":`, report.Exactly(1), report.AtMost(mostGrowthOfRow)},
	{"log", "manage-account", "/log", caller, `"kind":`, report.Exactly(1), report.AtMost(mostGrowthOfRow)},
	{"inbox", "review-request", "", ownCustomer, `"kind":`, report.Exactly(1), report.AtMost(inboxRows / fewRows)},
}

// measureLists measures how the lists of an account, and a person's inbox, grow with the number of their rows. Both sizes are in one
// engine, in separate databases.
func (b *bench) measureLists(ctx context.Context) error {
	engine, err := engines.StartDynamoDBLocal()
	if err != nil {
		return err
	}
	defer engine.Stop()
	systems, ids := map[int]*system{}, map[int]account.ID{}
	for _, number := range []int{fewRows, manyRows} {
		s, err := b.newSystem(engine, fmt.Sprintf("lists%d", number))
		if err != nil {
			return err
		}
		defer s.stop()
		if err := s.target.Create(ctx, false); err != nil {
			return err
		}
		if ids[number], err = s.fillLists(ctx, number); err != nil {
			return fmt.Errorf("%d rows: %w", number, err)
		}
		systems[number] = s
	}
	for _, list := range pagesOfLists {
		took := map[int]*searched{}
		for number, s := range systems {
			request := httpRequest{method: http.MethodGet, path: "/v1/inbox", by: list.by}
			if list.path != "" {
				request.path, request.query = "/v1/accounts/"+string(ids[number])+list.path, url.Values{"limit": {strconv.Itoa(pageOfRows)}}
			}
			body, _, err := s.call(list.function, request)
			if err != nil {
				return err
			}
			if found := strings.Count(body, list.item); found < pageOfRows {
				return fmt.Errorf("%s has %d of %d: %s", list.name, found, number, body)
			}
			took[number] = &searched{}
			if err := s.countCalls(list.function, request, took[number]); err != nil {
				return err
			}
		}
		few, many := took[fewRows], took[manyRows]
		row := func(what string, few, many float64, unit string, growth report.Target) {
			name := "lists: " + list.name + " " + what
			b.rows.Add(name+" of "+report.Number(fewRows), few, unit, report.None())
			b.rows.Add(name+" of "+report.Number(manyRows), many, unit, report.None())
			b.rows.Add(fmt.Sprintf("%s of %s, against %s", name, report.Number(manyRows), report.Number(fewRows)), many/few, "×", growth)
		}
		row("calls", few.calls[0], many.calls[0], "calls", list.calls)
		row("reads", few.reads[0], many.reads[0], "RRU", list.reads)
	}
	return nil
}

// fillLists stores an account that the caller administers, with so many members, Virtual Accounts and at least as many log entries, and
// so many requests that wait for ownCustomer.
func (s *system) fillLists(ctx context.Context, number int) (account.ID, error) {
	table, now := maintenance.New(s.target.Client, tableName), dynamo.Now()
	a := account.Account{
		ID: account.NewID(), Name: "Bench Partner", Domain: "bench-partner.com", Status: account.AccountActive, Visibility: account.Restricted,
		Requester: caller, CreatedAt: now.Add(-time.Hour), PendingUntil: now.Add(-time.Hour),
	}
	stored := workflow.StoredAccount{
		Account: a,
		Members: []account.Membership{{AccountID: a.ID, Person: caller, Role: account.SmartAccountAdministrator, Since: a.CreatedAt}},
		VirtualAccounts: []account.VirtualAccount{{
			ID: account.NewID(), AccountID: a.ID, Depth: 1, Name: account.DefaultVirtualAccountName, Visibility: account.Public, Default: true, CreatedAt: a.CreatedAt,
		}},
	}
	if err := errors.Join(table.Load(ctx, []workflow.StoredAccount{stored}), table.LoadOpened(ctx, ownRequests(number))); err != nil {
		return "", err
	}
	virtuals := administration.VirtualAccounts{Store: table, Now: dynamo.Now}
	limit := workflow.ADay(manyRows)
	people := administration.People{Store: table, Now: dynamo.Now, Limits: administration.AdditionLimits{Person: limit, Account: limit, Domain: limit}}
	by := account.Person{Email: caller}
	for n := range number - 1 { // the default one is there already
		name := fmt.Sprintf("Department %04d", n)
		if _, _, err := virtuals.Create(ctx, by, a.ID, administration.VirtualForm{Name: &name}, 0); err != nil {
			return "", err
		}
	}
	for n := range number {
		row := administration.Row{Email: fmt.Sprintf("member%04d@bench-partner.com", n), Role: string(account.SmartAccountUser)}
		switch {
		case n == 0:
			row = onPart(partAdministrator, account.VirtualAccountAdministrator)
		case n < pageOfRows:
			row = onPart(account.Email(row.Email), account.VirtualAccountUser)
		}
		results, _, err := people.Add(ctx, by, a.ID, administration.Addition{Rows: []administration.Row{row}, Silent: true})
		if err == nil && results[0].Outcome != administration.RowAdded {
			err = fmt.Errorf("%s is not added: %v", row.Email, results[0])
		}
		if err != nil {
			return "", err
		}
	}
	return a.ID, nil
}

// onPart returns the row of a person with a role on the first Virtual Account that was made.
func onPart(person account.Email, role account.Role) administration.Row {
	return administration.Row{Email: string(person), Virtuals: []administration.VirtualRow{{VirtualAccount: "Department 0000", Role: string(role)}}}
}
