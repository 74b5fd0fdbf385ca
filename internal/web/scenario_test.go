package web_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// The API's responses, as its clients read them.
type (
	accountBody struct {
		ID, Name, Domain, Status, Visibility string
		Access                               []string
		Administrators                       []string
		VirtualAccounts                      []struct{ ID, Name string }
	}
	requestBody struct {
		ID, Status, RequestedBy, NoteToApprover, NoteToCustomer string
		Account                                                 accountBody
		CustomerEmails                                          []string
		CreatedAt, ExpiresAt                                    time.Time
		DecidedAt, DecidedBy, DeclineReason                     string
		Nominees                                                []struct {
			Email, State, Delivery string
			TakesNoMail            bool
		}
		ReviewReasons []reasonBody
		Proof         *struct{ Name, Value string }
		History       []struct {
			Event, Actor string
			Detail       map[string]string
		}
	}
	reasonBody struct {
		Reason, Address string
		Account         *namedAccount
	}
	namedAccount struct{ ID, Name, Domain string }
	disputeBody  struct {
		ID, DisputedBy, Note, CreatedAt, Status, SettledAt, SettledBy, Reason, Administrator string

		Domain  string `json:"accountDomain"`
		Account namedAccount
	}
	listBody[T any] struct {
		Items      []T
		NextCursor string
	}
)

// newRequest returns a valid body for that domain.
func newRequest(domain string) map[string]any {
	return map[string]any{
		"accountName": "Acme " + domain, "accountDomain": domain, "customerEmails": []string{"jane@" + domain, "john@" + domain},
		"noteToCustomer": "As discussed.", "noteToApprover": "Ours for years.",
	}
}

// submit opens a request by the API.
func (s *system) submit(domain string) requestBody {
	s.Helper()
	return s.submitAs(partner, domain)
}

// submitAs opens a request that names Jane, John and those others.
func (s *system) submitAs(person account.Email, domain string, others ...account.Email) requestBody {
	s.Helper()
	body := newRequest(domain)
	addresses := []string{"jane@" + domain, "john@" + domain}
	for _, other := range others {
		addresses = append(addresses, string(other))
	}
	body["customerEmails"] = addresses
	var opened requestBody
	s.json("/v1/account-requests", body, as(person)).status(http.StatusCreated).decode(&opened)
	return opened
}

// stranger is at no domain of these tests' requests, so naming it needs a review.
const stranger = account.Email("eve@elsewhere.fr")

// submitToReview opens a request that operators have to review.
func (s *system) submitToReview(domain string) requestBody {
	s.Helper()
	opened := s.submitAs(partner, domain, stranger)
	if opened.Status != "pending_review" {
		s.Fatalf("%+v", opened)
	}
	return opened
}

// review accepts or rejects a request by the API.
func (s *system) review(by account.Email, id, decision string) response {
	s.Helper()
	return s.json(requestAPI(id, "review"), map[string]any{"decision": decision, "reason": "Not theirs.", "version": s.versionOf(id)}, as(by))
}

// versionOf returns the present version of a request; 1 if there is none.
func (s *system) versionOf(id string) int {
	s.Helper()
	r, err := s.table.Request(s.Context(), account.ID(id))
	if err != nil {
		return 1
	}
	return r.Version
}

func requestAPI(id, what string) string { return "/v1/account-requests/" + id + "/" + what }

// correct replaces the customer addresses.
func (s *system) correct(by account.Email, id string, addresses ...string) response {
	s.Helper()
	body, err := json.Marshal(map[string]any{"customerEmails": addresses})
	if err != nil {
		s.Fatal(err)
	}
	return s.put(requestAPI(id, "customer-emails"), string(body), as(by))
}

// stored returns the request from the table.
func (s *system) stored(id string) account.Request {
	s.Helper()
	r, err := s.table.Request(s.Context(), account.ID(id))
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// publish publishes the record that proves the request.
func (s *system) publish(id string) {
	s.Helper()
	proof := workflow.ProofOf(s.stored(id))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = map[string][]string{proof.Name: {"something else", proof.Value}}
}

// publishDispute publishes the record that proves the dispute.
func (s *system) publishDispute(id string) {
	s.Helper()
	d, err := s.table.Dispute(s.Context(), account.ID(id))
	if err != nil {
		s.Fatal(err)
	}
	proof := workflow.ProofOfDispute(d)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = map[string][]string{proof.Name: {"something else", proof.Value}}
}

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)
