package demo

import (
	"context"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// reseller is the requester of the demo's requests.
const reseller account.Email = "reseller@example.info"

const (
	lifetime = 90 * day
	day      = 24 * time.Hour
)

var terms = account.Terms{Lifetime: lifetime, Reminders: []time.Duration{7 * day, 30 * day, 60 * day, 83 * day}}

// reviewer is the operator who reviewed the requests.
var reviewer = account.Person{Email: "operator@example.org", Operator: true}

// story is a request with its history.
type story struct {
	name      string
	domain    account.Domain
	customers []account.Email
	note      string // for the operator who reviews it
	daysAgo   int    // when it was submitted
	then      []step
}

// step is a change, with the number of days after the submission.
type step struct {
	days int
	do   func(r account.Request, at time.Time) (workflow.Change, error)
}

// stories has at least one request in each state.
var stories = []story{
	{
		name: "Lantern Bay Optics", domain: "lanternbay-optics.com", customers: []account.Email{"director@lanternbay.example.net"},
		note: "Their email is with the parent company.", daysAgo: 1, // pending_review
	},
	{
		name: "Amber Coast Shipping", domain: "ambercoast-shipping.com", daysAgo: 9, // pending_approval
		customers: []account.Email{"licences@ambercoast-shipping.com", "it@ambercoast-shipping.com"},
		then:      []step{{7, remind}},
	},
	{
		name: "Quiet River Mills", domain: "quietriver-mills.com", customers: []account.Email{"offce@quietriver-mills.com"}, daysAgo: 3,
		then: []step{{0, bounce}}, // pending_approval, and the mail bounced
	},
	{
		name: "Blue Heron Instruments", domain: "blueheron-instruments.com", daysAgo: 12,
		customers: []account.Email{"head@blueheron-instruments.com"},
		then:      []step{{2, forward("licences@blueheron-instruments.com")}, {4, approve(account.Public)}}, // approved
	},
	{
		name: "Copper Valley Brewing", domain: "coppervalley-brewing.com", customers: []account.Email{"office@coppervalley-brewing.com"}, daysAgo: 20,
		then: []step{{5, decline("We have an account already, under our old name.")}}, // declined
	},
	{
		name: "Lanternbay Optics", domain: "lantern-bay-optics.net", customers: []account.Email{"sales@freemail.example.org"}, daysAgo: 15,
		note: "They have opened a new office.",
		then: []step{{1, reject("The address belongs to nobody we can tie to this company.")}}, // rejected
	},
	{
		name: "Silver Birch Joinery", domain: "silverbirch-joinery.com", customers: []account.Email{"master@silverbirch-joinery.com"}, daysAgo: 30,
		then: []step{{3, withdraw}}, // withdrawn
	},
	{
		name: "Old Harbour Canning", domain: "oldharbour-canning.com", customers: []account.Email{"office@oldharbour-canning.com"}, daysAgo: 120,
		then: []step{{90, expire}}, // expired
	},
}

// labs is a request that the administrators of the account of the parent domain decide.
var labs = story{
	name: "Northgate Labs", domain: "labs.northgate-instruments.com", customers: []account.Email{"head@labs.northgate-instruments.com"},
	note: "They order on their own.", daysAgo: 1,
}

// Store is the storage for the stories.
type Store interface {
	workflow.Committer
	workflow.HoldingReader
	OpenDispute(ctx context.Context, d account.Dispute, mails []workflow.Mail, uses ...workflow.UsesChange) (account.Dispute, error)
	KeepAddress(ctx context.Context, change workflow.AddressChange) error
}

// tellStories stores the requests with their histories, a dispute and a suppressed address. It sends no
// mail; the action Resend sends a nominee a link.
func tellStories(ctx context.Context, store Store, disputed account.Account, now time.Time) error {
	for _, s := range stories {
		if _, err := s.tell(ctx, store, account.Neighbours{}, now); err != nil {
			return fmt.Errorf("%s: %w", s.domain, err)
		}
	}
	id, opened := account.NewID(), now.Add(-2*day)
	_, err := store.OpenDispute(ctx, account.Dispute{
		ID: id, Account: account.Likeness{AccountID: disputed.ID, Name: disputed.Name, Domain: disputed.Domain},
		By: reseller, Note: "The company was sold last spring. Its new owners cannot reach anyone who administers this account.",
		OpenedAt: opened, ListedAt: opened,
	}, nil)
	if err != nil {
		return fmt.Errorf("dispute: %w", err)
	}
	quiet := account.Address{Email: "postmaster@stillwater-tools.com"}
	suppressed, err := quiet.Complain(now.Add(-5 * day))
	if err != nil {
		return err
	}
	return store.KeepAddress(ctx, workflow.AddressChange{Read: quiet, Next: suppressed})
}

// tell stores the request and its history, and returns it. The neighbours are those that its route depends on.
func (s story) tell(ctx context.Context, store Store, n account.Neighbours, now time.Time) (account.Request, error) {
	asked := now.Add(-time.Duration(s.daysAgo) * day)
	submission := account.Submission{
		Requester: reseller, AccountName: s.name, Domain: s.domain, NoteToApprover: s.note, CustomerEmails: s.customers,
		NoteToCustomer: "As we discussed on the phone.", Language: account.English,
	}
	route := account.ReviewMismatch.Route(account.Asked{
		Requester: reseller, Domain: s.domain, Customers: s.customers, Unknown: s.customers,
	}, n)
	request, event := account.Submit(submission, route, account.NewID(), account.NewID(), asked, terms)
	held, err := store.Holdings(ctx, reseller, 2)
	if err != nil {
		return account.Request{}, err
	}
	request = request.OnBehalfOf(account.ActingFor(reseller, held, true))
	change := workflow.Change{After: request, Event: event}
	for _, next := range append([]step{{}}, s.then...) {
		if next.do != nil {
			var err error
			if change, err = next.do(request, asked.Add(time.Duration(next.days)*day+time.Hour)); err != nil {
				return account.Request{}, err
			}
			before := request
			change.Before = &before
		}
		if err := store.Commit(ctx, change); err != nil {
			return account.Request{}, err
		}
		request = change.After
	}
	return request, nil
}

// holder returns the number of the first active nominee.
func holder(r account.Request) int { return r.ActiveNominees()[0].Number }

func changed(after account.Request, event account.Event, err error) (workflow.Change, error) {
	return workflow.Change{After: after, Event: event}, err
}

func remind(r account.Request, at time.Time) (workflow.Change, error) {
	return changed(r.Remind(at, terms))
}

func bounce(r account.Request, at time.Time) (workflow.Change, error) {
	return changed(r.Unreach(holder(r), account.UnreachableBounced, at))
}

func withdraw(r account.Request, at time.Time) (workflow.Change, error) {
	return changed(r.Withdraw(at))
}

func expire(r account.Request, at time.Time) (workflow.Change, error) { return changed(r.Expire(at)) }

func forward(to account.Email) func(account.Request, time.Time) (workflow.Change, error) {
	return func(r account.Request, at time.Time) (workflow.Change, error) {
		return changed(r.Forward(holder(r), to, "You look after our licences.", account.ReviewMismatch, at))
	}
}

func approve(v account.Visibility) func(account.Request, time.Time) (workflow.Change, error) {
	return func(r account.Request, at time.Time) (workflow.Change, error) {
		after, event, created, err := r.Approve(holder(r), v, workflow.AuthorityStatement, account.NewID(), at)
		return workflow.Change{After: after, Event: event, Creation: &created}, err
	}
}

func decline(reason string) func(account.Request, time.Time) (workflow.Change, error) {
	return func(r account.Request, at time.Time) (workflow.Change, error) {
		return changed(r.Decline(holder(r), reason, at))
	}
}

func reject(reason string) func(account.Request, time.Time) (workflow.Change, error) {
	return func(r account.Request, at time.Time) (workflow.Change, error) {
		return changed(r.Reject(reviewer, account.Route{}, reason, at))
	}
}
