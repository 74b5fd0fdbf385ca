package faults

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// tellsWhy reports whether err is nil or the expected answer to a repeated call: that it is already done or no longer
// possible.
func tellsWhy(err error) bool {
	var decided *account.AlreadyDecided
	var settled *account.AlreadySettled
	var notAllowed *account.NotAllowed
	var tooMany *account.TooMany
	return err == nil || errors.As(err, &decided) || errors.As(err, &settled) || errors.As(err, &notAllowed) || errors.As(err, &tooMany) ||
		errors.Is(err, account.ErrLinkInvalid)
}

// look returns the violations of a flow's expectations, once all due work should be done.
func (s *fixture) look(f flow) (wrong []string) {
	ctx := s.Context()
	table := s.copied()
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if _, err := table.Inspect(ctx, s.Now(), false, func(f maintenance.Finding) { complain("%v %s", f.At, f.Wrong) }); err != nil {
		complain("inspect: %v", err)
	}
	ids := map[string][]account.ID{} // of the items of each kind
	for at := range s.scan() {
		partition, sort, _ := strings.Cut(at, " ")
		kind, id, _ := strings.Cut(partition, "#")
		if sort == kind {
			ids[kind] = append(ids[kind], account.ID(id))
		}
	}
	wrong = slices.Concat(wrong, nothingWaits(ctx, table, s), requestIs(ctx, table, ids["REQUEST"], f),
		identifiersAreHeld(ctx, table, ids["ACCOUNT"], ids["DOMAIN"]), s.mailsAre(ctx, table, ids["OUTBOX"], f))
	return wrong
}

// nothingWaits returns the work that is due and not done.
func nothingWaits(ctx context.Context, table *maintenance.Maintainer, s *fixture) (wrong []string) {
	const most = 100
	requests, requestsErr := table.DueRequests(ctx, s.Now(), most)
	mails, mailsErr := table.OverdueMails(ctx, s.Now().AddDate(1, 0, 0), most)
	accounts, accountsErr := table.AccountsToIndex(ctx, s.Now().AddDate(1, 0, 0), most)
	if err := errors.Join(requestsErr, mailsErr, accountsErr); err != nil {
		wrong = append(wrong, err.Error())
	}
	if len(requests)+len(mails)+len(accounts) > 0 {
		wrong = append(wrong, fmt.Sprintf("%d requests, %d mails and %d accounts wait", len(requests), len(mails), len(accounts)))
	}
	return wrong
}

// requestIs checks that there is one request, in the flow's state, with each event once.
func requestIs(ctx context.Context, table *maintenance.Maintainer, ids []account.ID, f flow) (wrong []string) {
	if len(ids) != 1 {
		return []string{fmt.Sprintf("%d requests", len(ids))}
	}
	r, requestErr := table.Request(ctx, ids[0])
	history, historyErr := table.History(ctx, ids[0])
	if err := errors.Join(requestErr, historyErr); err != nil {
		return []string{err.Error()}
	}
	if r.State != f.status {
		wrong = append(wrong, fmt.Sprintf("the request is %s", r.State))
	}
	var kinds []account.EventKind
	for n, e := range history {
		kinds = append(kinds, e.Kind)
		if e.Number != n+1 {
			wrong = append(wrong, fmt.Sprintf("line %d of the history has the number %d", n+1, e.Number))
		}
	}
	if !slices.Equal(kinds, f.history) || len(history) != r.Version {
		wrong = append(wrong, fmt.Sprintf("the history of version %d is %v", r.Version, kinds))
	}
	return wrong
}

// identifiersAreHeld checks that each live account alone holds its identifier, by a domain item, and that there is no
// other domain item.
func identifiersAreHeld(ctx context.Context, table *maintenance.Maintainer, accounts, markers []account.ID) (wrong []string) {
	live := map[account.Domain]account.ID{}
	for _, id := range accounts {
		stored, err := table.Account(ctx, id)
		a := stored.Account
		if err != nil {
			return append(wrong, err.Error())
		}
		if a.Status == account.AccountCancelled {
			continue
		}
		if live[a.Domain] != "" {
			wrong = append(wrong, fmt.Sprintf("two live accounts of %s", a.Domain))
		}
		live[a.Domain] = a.ID
	}
	for domain, id := range live {
		if holder, err := table.HolderOf(ctx, domain); err != nil || holder != id {
			wrong = append(wrong, fmt.Sprintf("%s is held for %s instead of %s: %v", domain, holder, id, err))
		}
	}
	if len(markers) != len(live) {
		wrong = append(wrong, fmt.Sprintf("%d identifiers are held for %d live accounts", len(markers), len(live)))
	}
	return wrong
}

// mailsAre checks that the outbox has the flow's mails and no other, and that each was taken once, or twice if a
// response was lost.
func (s *fixture) mailsAre(ctx context.Context, table *maintenance.Maintainer, ids []account.ID, f flow) (wrong []string) {
	taken, before := map[account.ID][]letter{}, map[account.ID]bool{}
	for n, l := range s.letters(0) {
		if n < s.settled {
			before[l.id] = true
		} else {
			taken[l.id] = append(taken[l.id], l)
		}
	}
	var called []string
	for _, id := range ids {
		if before[id] {
			continue
		}
		o, err := table.Outgoing(ctx, id)
		if err != nil {
			return append(wrong, err.Error())
		}
		all := taken[id]
		delete(taken, id)
		what := fmt.Sprintf("%s %s", o.Kind, o.To)
		unheard := slices.ContainsFunc(all, func(l letter) bool { return l.unheard })
		if len(all) > 2 || len(all) == 2 && (!unheard || all[0].body != all[1].body) {
			wrong = append(wrong, fmt.Sprintf("%s was taken %d times; an answer was lost: %v", what, len(all), unheard))
		}
		if o.Kind == workflow.CodeMail && (o.State == workflow.MailDropped || slices.Contains(called, what)) {
			continue // dropped because of a later code or its own age, or mailed again for a repeated request
		}
		called = append(called, what)
		if o.State != workflow.MailSent || len(all) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s is %s and was taken %d times", what, o.State, len(all)))
		}
	}
	for id := range taken {
		wrong = append(wrong, fmt.Sprintf("mail %s was taken without being called for", id))
	}
	slices.Sort(called)
	if !slices.Equal(called, f.mails) {
		wrong = append(wrong, fmt.Sprintf("the mails are %v", called))
	}
	return wrong
}
