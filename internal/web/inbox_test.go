package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// inboxBody is the response of GET /v1/inbox.
type inboxBody struct {
	Items []struct {
		Kind, ID, Title, Href string
		Since, Deadline       time.Time
	}
	Total        int
	MoreAccounts bool
}

func (s *system) inbox(person account.Email) inboxBody {
	s.Helper()
	var list inboxBody
	s.call(http.MethodGet, "/v1/inbox", "", as(person)).status(http.StatusOK).decode(&list)
	if list.Total != len(list.Items) {
		s.Errorf("%d entries, and the total is %d", len(list.Items), list.Total)
	}
	return list
}

// The nominee holds no role anywhere.
func TestANomineeDecidesFromTheInboxWithoutTheMail(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	list := s.inbox(ada)
	if len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	e := list.Items[0]
	if e.Kind != "request" || e.ID != opened.ID || e.Title != "Acme acme.com" || !e.Since.Equal(s.now()) || !e.Deadline.Equal(s.now().Add(lifetime)) ||
		e.Href != "/account-requests/"+opened.ID+"/decision" {
		t.Errorf("%+v", e)
	}
	cookie := s.signedIn(ada)
	s.call(http.MethodGet, "/inbox", "", cookie).page(http.StatusOK, "Acme acme.com", `href="`+e.Href+`"`, `aria-label="Inbox, 1 waiting"`, "90 days left")
	s.call(http.MethodGet, e.Href, "", cookie).page(http.StatusOK, "Acme acme.com", `aria-label="Inbox, 1 waiting"`)
	s.form(e.Href, fields("action", "decline", "reason", "No."), cookie).status(http.StatusSeeOther)
	s.call(http.MethodGet, e.Href, "", cookie).page(http.StatusOK, ">Inbox</a>")
	s.call(http.MethodGet, "/inbox", "", cookie).page(http.StatusOK, "Nothing is waiting for you.", ">Inbox</a>")
	if list := s.inbox(ada); len(list.Items) != 0 {
		t.Errorf("after the decision: %+v", list)
	}
	// Another nominee, whose page with the entry is stale.
	s.call(http.MethodGet, e.Href, "", s.signedIn("john@acme.com")).page(http.StatusOK, "Declined")
}

func TestAnAdministratorFindsRequestsBelowTheAccount(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered() // acme.com
	const below = "emea.acme.com"
	opened := s.submitAs(partner2, below)
	if list := s.inbox(ada); len(list.Items) != 1 || list.Items[0].ID != opened.ID {
		t.Errorf("%+v", list)
	}
	href := "/account-requests/" + opened.ID + "/decision"
	s.call(http.MethodGet, at, "", cookie).page(http.StatusOK, "Requests for you to decide", `href="`+href+`"`, below)

	const later = account.Email("later@acme.com")
	for _, person := range []account.Email{later, partner, "jane@" + below, outsider} {
		if list := s.inbox(person); len(list.Items) != 0 {
			t.Errorf("%s: %+v", person, list)
		}
		s.call(http.MethodGet, href, "", s.signedIn(person)).status(http.StatusNotFound)
	}
	s.act(cookie, at+"/people?add=yes", "add", url.Values{"people": {string(later) + ",Smart Account Administrator"}, "silent": {"yes"}, "step": {"send"}})
	laterCookie := s.signedIn(later)
	s.call(http.MethodGet, at, "", laterCookie).page(http.StatusOK, `href="`+href+`"`) // which confirms the invitation
	if list := s.inbox(later); len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	s.form(href, fields("action", "approve", "authorized", "yes", "visibility", "restricted"), laterCookie).status(http.StatusSeeOther)
	if stored := s.stored(opened.ID); stored.State != account.Approved || stored.Decision.By != account.Actor(later) {
		t.Errorf("%+v", stored.Decision)
	}
	if list := s.inbox(ada); len(list.Items) != 0 {
		t.Errorf("after the decision: %+v", list)
	}
	s.call(http.MethodGet, at, "", cookie).page(http.StatusOK).hides("Requests for you to decide")
}

func TestOperatorsHaveTheirQueuesInTheInbox(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	d := s.dispute(partner2, "example.com")
	list := s.inbox(operator)
	if len(list.Items) != 2 || list.Items[0].Kind != "review" || list.Items[0].Href != "/account-requests/"+opened.ID ||
		list.Items[1].Kind != "dispute" || list.Items[1].Href != "/disputes/"+d.ID || list.Items[1].Title != "Home of example.com" {
		t.Errorf("%+v", list)
	}
	cookie := s.signedIn(operator)
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK, `aria-label="Inbox, 2 waiting"`)
	s.call(http.MethodGet, "/inbox", "", cookie).page(http.StatusOK, "Review the request", "Settle the dispute")
	for _, e := range list.Items {
		s.call(http.MethodGet, e.Href, "", cookie).page(http.StatusOK)
	}
	for _, person := range []account.Email{partner, partner2, outsider} {
		if list := s.inbox(person); len(list.Items) != 0 {
			t.Errorf("%s sees %+v", person, list)
		}
	}
}

func TestTheInboxTakesNoParameters(t *testing.T) {
	s := newSystem(t)
	s.call(http.MethodGet, "/v1/inbox?limit=5", "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
}

func TestMoreThan99EntriesAreShownAs99AndMore(t *testing.T) {
	s := newSystem(t)
	s.manyReviews(inbox.Most + 5)
	s.call(http.MethodGet, "/", "", s.signedIn(operator)).page(http.StatusOK, `aria-label="Inbox, more than 99 waiting"`, ">99+</span>")
	if list := s.inbox(operator); list.Total != inbox.Most {
		t.Errorf("the total is %d", list.Total)
	}
}

func TestTheInboxSaysThatAPersonHasMoreAccountsThanItShows(t *testing.T) {
	s := newSystem(t)
	const why, most = "You have roles in more accounts than can be shown.", 100
	cookie := s.signedIn(ada)
	for n := range most {
		s.loadActive(fmt.Sprintf("a%d.com", n), account.Restricted, ada)
	}
	if list := s.inbox(ada); list.MoreAccounts || strings.Contains(s.call(http.MethodGet, "/inbox", "", cookie).Body.String(), why) {
		t.Error("it says so of as many as are shown")
	}
	s.loadActive("one-more.com", account.Restricted, ada)
	if list := s.inbox(ada); !list.MoreAccounts {
		t.Error("the API does not say so")
	}
	s.call(http.MethodGet, "/inbox", "", cookie).page(http.StatusOK, why)
}

// manyReviews stores that many requests in review.
func (s *system) manyReviews(many int) {
	s.Helper()
	var opened []workflow.Change
	for n := range many {
		r, event := account.Submit(account.Submission{Requester: partner2, AccountName: "Any", Domain: account.Domain("d" + strings.Repeat("x", n%50) + string(rune('a'+n/50)) + ".com"), CustomerEmails: []account.Email{stranger}},
			account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}}, account.NewID(), account.NewID(), s.now(), s.rules.Terms)
		opened = append(opened, workflow.Change{After: r, Event: event})
	}
	if err := maintenance.New(s.api, s.name).LoadOpened(s.Context(), func(yield func(workflow.Change) bool) {
		for _, c := range opened {
			if !yield(c) {
				return
			}
		}
	}); err != nil {
		s.Fatal(err)
	}
}

// withoutInbox fails the queries of what waits.
type withoutInbox struct {
	client.API
	queries atomic.Int64
}

func (w *withoutInbox) Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	w.queries.Add(1)
	return nil, errors.New("no connection")
}

func TestAPageIsShownWithoutTheNumberIfTheInboxCannotBeRead(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	broken := &withoutInbox{API: s.api}
	s.site.Inbox.Store = maintenance.New(broken, s.name)
	s.functions[web.ActOnRequestFunction] = s.actFunction(s.sending(), s.deciding())
	s.front = s.gateway(s.functions)
	path := "/account-requests/" + opened.ID + "/decision"
	s.call(http.MethodGet, path, "", s.signedIn(ada)).page(http.StatusOK, "Acme acme.com", ">Inbox</a>")
	if broken.queries.Load() == 0 || !strings.Contains(s.logs.String(), "inbox not read") {
		t.Errorf("%d queries failed, and the log is %s", broken.queries.Load(), s.logs)
	}
	broken.queries.Store(0)
	s.call(http.MethodGet, path, "").status(http.StatusUnauthorized)
	s.json("/v1/account-requests/"+opened.ID+"/decision", map[string]any{"action": "decline", "reason": "No."}, as(ada)).status(http.StatusOK)
	if n := broken.queries.Load(); n != 0 {
		t.Errorf("signed out, and by the API, the inbox is counted with %d queries", n)
	}
}
