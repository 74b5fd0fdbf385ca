package faults

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// flow is a use case with its expected result.
type flow struct {
	name      string
	scheduled bool // no caller repeats it: only the schedule does what failed
	before    func(s *fixture)
	do        func(ctx context.Context, s *fixture) error
	status    account.State
	history   []account.EventKind
	mails     []string // the mails that it causes, by kind and recipient, sorted
}

var (
	customers = []string{"ann@acme.com", "bob@acme.com"}
	submitted = account.EventSubmitted
)

var flows = []flow{
	{
		name: "submit", before: func(*fixture) {},
		do: func(ctx context.Context, s *fixture) error {
			_, err := s.submit(ctx, customers...)
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted},
		mails: []string{"invitation ann@acme.com", "invitation bob@acme.com"},
	},
	{
		name: "not for me", before: asked,
		do: func(ctx context.Context, s *fixture) error {
			_, err := workflow.NotForMe{Store: s.store, Now: s.Now}.Stop(ctx, s.foundIn(reportIn), true)
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventReported},
	},
	{
		name: "send", scheduled: true, before: func(s *fixture) { s.opened(customers...) },
		do: func(ctx context.Context, s *fixture) (err error) {
			for _, n := range s.request.Nominees {
				err = errors.Join(err, s.send.Do(ctx, n.MailID))
			}
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted},
		mails: []string{"invitation ann@acme.com", "invitation bob@acme.com"},
	},
	{
		// Includes the delivery, as by the stream: the schedule runs 16 minutes later, when a code has expired.
		name: "code", before: asked,
		do: func(ctx context.Context, s *fixture) error {
			_, err := workflow.SendCode{Store: s.store, Now: s.Now, Limits: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}}.Do(ctx, s.token())
			return errors.Join(err, s.delivered(ctx))
		},
		status: account.PendingApproval, history: []account.EventKind{submitted},
		mails: []string{"code ann@acme.com"},
	},
	{
		name: "approve", before: withCode,
		do: func(ctx context.Context, s *fixture) error {
			return s.decide(ctx, workflow.Decision{Action: "approve", Authorized: true})
		},
		status: account.Approved, history: []account.EventKind{submitted, account.EventApproved},
		mails: []string{"approved partner@example.com", "closed bob@acme.com", "created ann@acme.com"},
	},
	{
		name: "decline", before: withCode,
		do: func(ctx context.Context, s *fixture) error {
			return s.decide(ctx, workflow.Decision{Action: "decline", Reason: "we have one"})
		},
		status: account.Declined, history: []account.EventKind{submitted, account.EventDeclined},
		mails: []string{"closed bob@acme.com", "declined partner@example.com"},
	},
	{
		name: "forward", before: withCode,
		do: func(ctx context.Context, s *fixture) error {
			return s.decide(ctx, workflow.Decision{Action: "forward", ForwardTo: "eve@acme.com", Note: "yours"})
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventForwarded},
		mails: []string{"forwarded partner@example.com", "invitation eve@acme.com"},
	},
	{
		name: "withdraw", before: asked,
		do: func(ctx context.Context, s *fixture) error {
			_, err := s.followUp().Withdraw(ctx, partner, s.request.ID)
			return err
		},
		status: account.Withdrawn, history: []account.EventKind{submitted, account.EventWithdrawn},
		mails: []string{"closed ann@acme.com", "closed bob@acme.com"},
	},
	{
		name: "correct", before: asked,
		do: func(ctx context.Context, s *fixture) error {
			_, _, err := s.followUp().Correct(ctx, partner, s.request.ID, []string{"ann@acme.com", "cleo@acme.com"}, nil)
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventCorrected},
		mails: []string{"invitation cleo@acme.com", "replaced bob@acme.com"},
	},
	{
		name: "resend", before: after(asked, 2*day),
		do: func(ctx context.Context, s *fixture) error {
			_, err := s.followUp().Resend(ctx, partner, s.request.ID)
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventResent},
		mails: []string{"invitation ann@acme.com", "invitation bob@acme.com"},
	},
	{
		name: "review accept", before: func(s *fixture) { s.opened("dora@elsewhere.com"); s.must(s.delivered(s.Context())) },
		do: func(ctx context.Context, s *fixture) error {
			_, err := workflow.Review{Store: s.store, Now: s.Now, Rules: rules}.Do(ctx, operator, s.request.ID, workflow.Verdict{Decision: "accept", Version: s.request.Version})
			return err
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventAccepted},
		mails: []string{"accepted partner@example.com", "invitation dora@elsewhere.com"},
	},
	{
		name: "mail event", before: asked,
		do: func(ctx context.Context, s *fixture) error {
			return s.mailEvent(ctx, workflow.MailEvent{MailID: s.request.Nominees[0].MailID, MessageID: "message-1", News: account.Bounced})
		},
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventBounced},
		mails: []string{"bounced partner@example.com"},
	},
	{
		name: "clean-up that expires", scheduled: true, before: after(asked, 90*day),
		do:     func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) },
		status: account.Expired, history: []account.EventKind{submitted, account.EventExpired},
		mails: []string{"expired partner@example.com", "lapsed ann@acme.com", "lapsed bob@acme.com"},
	},
	{
		name: "clean-up that reminds", scheduled: true, before: after(asked, 7*day),
		do:     func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) },
		status: account.PendingApproval, history: []account.EventKind{submitted, account.EventReminded},
		mails: []string{"reminder ann@acme.com", "reminder bob@acme.com"},
	},
	{
		name: "index", scheduled: true, before: approved,
		do:     func(ctx context.Context, s *fixture) error { return s.index().Do(ctx, s.request.Account.ID) },
		status: account.Approved, history: []account.EventKind{submitted, account.EventApproved},
	},
	{
		name: "settle", before: disputed,
		do: func(ctx context.Context, s *fixture) error {
			_, err := s.disputes().Settle(ctx, operator, s.dispute, workflow.Ruling{Decision: "cancel-account", Reason: "it is theirs"})
			return err
		},
		status: account.Approved, history: []account.EventKind{submitted, account.EventApproved, account.EventCancelled},
		mails: []string{"settled ann@acme.com", "settled partner2@example.net"},
	},
}

func (s *fixture) submit(ctx context.Context, customers ...string) (account.Request, error) {
	domain := "acme.com"
	return workflow.Submit{Store: s.store, Now: s.Now, Rules: rules, Limits: dynamotest.RequestLimits(plenty)}.Do(ctx, partner, account.Form{
		AccountName: "Acme", AccountDomain: &domain, CustomerEmails: customers, NoteToCustomer: "as agreed", NoteToApprover: "they moved",
	}, "the key of this form")
}

func (s *fixture) opened(customers ...string) {
	s.Helper()
	var err error
	s.request, err = s.submit(s.Context(), customers...)
	s.must(err)
}

// asked opens a request and sends Ann and Bob their links.
func asked(s *fixture) {
	s.Helper()
	s.opened(customers...)
	s.must(s.delivered(s.Context()))
}

func after(before func(s *fixture), d time.Duration) func(s *fixture) {
	return func(s *fixture) { before(s); s.pass(d) }
}

// withCode sends Ann a code.
func withCode(s *fixture) {
	s.Helper()
	asked(s)
	_, err := workflow.SendCode{Store: s.store, Now: s.Now, Limits: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}}.Do(s.Context(), s.token())
	s.must(err)
	s.must(s.delivered(s.Context()))
	s.code = s.foundIn(codeIn)
}

// approved makes the account active and public, but not yet indexed.
func approved(s *fixture) {
	s.Helper()
	withCode(s)
	s.must(s.decide(s.Context(), workflow.Decision{Action: "approve", Authorized: true, Visibility: string(account.Public)}))
	s.must(s.delivered(s.Context()))
}

func disputed(s *fixture) {
	s.Helper()
	approved(s)
	s.must(s.index().Do(s.Context(), s.request.Account.ID))
	d, _, err := s.disputes().Open(s.Context(), partner2, "acme.com", "it is ours", nil)
	s.must(err)
	s.dispute = d.ID
	s.must(s.delivered(s.Context()))
}
