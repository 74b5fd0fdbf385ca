package web_test

import (
	"net/http"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// The page and the API name the requester's company only if it is certain, that is, if they hold roles in only one.
func TestTheCustomerSeesOnWhoseBehalfTheyAreAsked(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	seen := func(token string) (viewed struct {
		Request struct{ ActingAccount map[string]string }
	}) {
		s.json("/v1/pending-requests/view", map[string]string{"token": token}).status(http.StatusOK).decode(&viewed)
		return viewed
	}
	if acting := seen(token).Request.ActingAccount; len(acting) != 2 || acting["name"] != "Home of example.com" || acting["domain"] != "example.com" {
		t.Errorf("the requester acts for %v", acting)
	}
	s.call(http.MethodGet, "/pending-requests?token="+escape(token), "").page(http.StatusOK, "Home of example.com")

	const elsewhere account.Email = "ada@elsewhere.org"
	s.giveRole(elsewhere, "one.com")
	s.giveRole(elsewhere, "two.com")
	s.json("/v1/account-requests", newRequest("beta.com"), as(elsewhere)).status(http.StatusCreated)
	if acting := seen(s.deliver(workflow.Invitation, "jane@beta.com")).Request.ActingAccount; acting != nil {
		t.Errorf("who holds roles in two companies acts for %v", acting)
	}
}
