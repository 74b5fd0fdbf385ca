package load

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/tally"
)

// books are the crowd's requests and mails in the table.
type books struct {
	requests map[string][]string // ids, by domain
	mails    map[string][]entry  // by request
	waiting  int                 // mails that have not ended
}

// entry is a mail of the outbox.
type entry struct{ kind, to, state string }

// Account compares what the responses promised with the table and the mails that have arrived, and reports the
// result: accepted is recorded is mailed.
func (c *Crowd) Account(ctx context.Context, client *dynamodb.Client, name string) {
	c.t.Helper()
	b, err := c.settled(ctx, client, name)
	if err != nil {
		c.t.Error(err)
		return
	}
	c.read()
	table, violations, accepted, recorded, mailed := maintenance.New(client, name), 0, 0, 0, 0
	for _, s := range c.stories {
		if s.request != "" {
			accepted++
		}
		recorded += len(b.requests[s.domain])
		wrong := s.account(ctx, table, b)
		if len(wrong) > 0 {
			violations++
			c.t.Errorf("%s: %s\n%+v\n%+v", s.domain, strings.Join(wrong, "; "), s.submissions, s.decisions)
		}
		for _, m := range b.mails[s.request] {
			if m.state == "sent" {
				mailed++
			}
		}
	}
	c.t.Logf("%d accepted, %d recorded, %d mailed", accepted, recorded, mailed)
	if _, err := table.Inspect(ctx, dynamo.Now(), false, func(f maintenance.Finding) {
		violations++
		c.t.Errorf("%v: %s", f.At, f.Wrong)
	}); err != nil {
		c.t.Error(err)
	}
	tally.Report(c.t, tally.Line{Check: "each accepted request is stored once and mailed once, " + c.name, Count: accepted, Unit: "requests", Violations: violations})
}

// settled returns the books once no mail waits.
func (c *Crowd) settled(ctx context.Context, client *dynamodb.Client, name string) (b books, err error) {
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Second) {
		if b, err = c.books(ctx, client, name); err != nil || b.waiting == 0 {
			return b, err
		}
		if time.Now().After(deadline) {
			return b, fmt.Errorf("%d mails are still waiting", b.waiting)
		}
	}
}

func (c *Crowd) books(ctx context.Context, client *dynamodb.Client, name string) (books, error) {
	b := books{requests: map[string][]string{}, mails: map[string][]entry{}}
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &name, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return b, err
		}
		for _, i := range page.Items {
			text := func(name string) string {
				s, _ := i[name].(*types.AttributeValueMemberS)
				if s == nil {
					return ""
				}
				return s.Value
			}
			switch domain := text("domain"); {
			case !strings.HasPrefix(domain, c.name+"-"):
			case text("SK") == "REQUEST":
				b.requests[domain] = append(b.requests[domain], text("requestId"))
			case text("SK") == "OUTBOX":
				m := entry{text("mailKind"), text("recipient"), text("mailState")}
				b.mails[text("requestId")] = append(b.mails[text("requestId")], m)
				if m.state == "queued" || m.state == "sending" {
					b.waiting++
				}
			}
		}
	}
	return b, nil
}

// account returns where the table and the mails differ from what the responses of the story promised.
func (s *story) account(ctx context.Context, table *maintenance.Maintainer, b books) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	for _, a := range s.submissions {
		switch {
		case a.status < 300 && a.body.ID != s.request:
			complain("two requests were accepted: %s and %s", a.body.ID, s.request)
		case a.status >= 300 && a.slug() != "domain-taken":
			complain("a submission is answered %d %s", a.status, a.slug())
		}
	}
	if !slices.Equal(b.requests[s.domain], []string{s.request}) {
		complain("%v are recorded, %s was accepted", b.requests[s.domain], s.request)
		return wrong
	}
	request, err := table.Request(ctx, account.ID(s.request))
	if err != nil {
		complain("%v", err)
		return wrong
	}
	wrong = append(wrong, s.decisionsAre(string(request.State))...)
	return append(wrong, s.mailsAre(request, b.mails[s.request])...)
}

var ends = map[string]string{"approve": "approved", "decline": "declined", "withdraw": "withdrawn"}

// decisionsAre checks that one decision won and is recorded, and that the other callers were told of it.
func (s *story) decisionsAre(state string) (wrong []string) {
	won := "pending_approval"
	for _, d := range s.decisions {
		if d.status < 300 && ends[d.action] != "" {
			won = ends[d.action]
		}
	}
	if won != state {
		wrong = append(wrong, fmt.Sprintf("%s was answered, %s is recorded", won, state))
	}
	for _, d := range s.decisions {
		switch {
		case d.status < 300:
		case d.slug() == "already-decided" && d.body.Decision.Status == state:
		case d.slug() == "link-invalid", d.slug() == "code-invalid", d.slug() == "invalid-input": // it was forwarded, corrected or used up meanwhile
		default:
			wrong = append(wrong, fmt.Sprintf("%s by %s is answered %d %s %s", d.action, d.by, d.status, d.slug(), d.body.Decision.Status))
		}
	}
	return wrong
}

// mailsAre checks that the outbox has every expected mail, that each was sent once, and that no other arrived.
func (s *story) mailsAre(request account.Request, outbox []entry) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	sent, called := map[string]int{}, map[entry]int{}
	for _, m := range outbox {
		if m.state == "sent" {
			sent[m.to]++
		} else if m.state != "dropped" {
			complain("mail %s to %s is %s", m.kind, m.to, m.state)
		}
		called[entry{m.kind, m.to, ""}]++
	}
	want := map[entry]int{}
	for _, n := range request.Nominees {
		want[entry{"invitation", string(n.Email), ""}]++
	}
	for nominee, codes := range s.codes {
		want[entry{"code", nominee, ""}] = codes
	}
	requester := string(request.Requester)
	for _, n := range request.Nominees {
		if n.From != "" {
			want[entry{"forwarded", requester, ""}]++
		}
		if n.State == account.NomineeClosed {
			want[entry{"closed", string(n.Email), ""}]++
		}
		if n.State == account.NomineeReplaced {
			want[entry{"replaced", string(n.Email), ""}]++
		}
	}
	switch request.State {
	case account.Approved:
		want[entry{"approved", requester, ""}]++
		want[entry{"created", string(request.Decision.By), ""}]++
	case account.Declined:
		want[entry{"declined", requester, ""}]++
	default:
	}
	for m, number := range want {
		again := 0
		if m.kind == "invitation" && s.resent {
			again = called[m] - number // mailed again to a nominee who still had the link
		}
		if called[m] != number+again || again < 0 || again > 1 {
			complain("%d times %s to %s, not %d", called[m], m.kind, m.to, number)
		}
		delete(called, m)
	}
	for m := range called {
		complain("%s to %s was not called for", m.kind, m.to)
	}
	for _, to := range append([]string{s.ann, s.bob, s.cleo}, requester) {
		arrived := 0
		for _, text := range s.letters[to] {
			if strings.Contains(text, s.domain) {
				arrived++
			}
		}
		if arrived != sent[to] {
			complain("%d mails have arrived at %s, %d were sent", arrived, to, sent[to])
		}
	}
	return wrong
}
