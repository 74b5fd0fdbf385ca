package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// The people of these tests. The operator and the partners hold a role, the outsider none.
const (
	operator = account.Email("operator@example.org")
	outsider = account.Email("outsider@example.edu")
	partner  = account.Email("partner@example.com") // not one of those for whom something is prepared
	stranger = account.Email("eve@elsewhere.fr")    // at no domain that requests are about, so that naming her takes a review
)

// So many partners take turns, so long after each other, that none of them meets a limit: five disputes a day.
const (
	partners = 60
	pause    = 10 * time.Minute
)

// caller is a partner, each in turn.
func (s *site) caller() account.Email {
	return account.Email(fmt.Sprintf("partner%d@example.com", s.prepared%partners))
}

// live is what a call needs to succeed: who calls, what about, and the fields of a body that says all that the
// schema cannot.
type live struct {
	Bearer string         `json:"bearer,omitempty"`
	ID     string         `json:"id,omitempty"`
	Query  map[string]any `json:"query,omitempty"`
	Body   map[string]any `json:"body,omitempty"`
}

// populate gives the partners and the operator their roles.
func (s *site) populate() {
	s.Helper()
	members := []account.Membership{s.viewer(partner)}
	for s.prepared = range partners {
		members = append(members, s.viewer(s.caller()))
	}
	s.load("example.com", "Home of partners", account.Restricted, members...)
	s.load("example.org", "Home of operators", account.Restricted, s.viewer(operator))
}

// must ends what is being prepared if that went wrong; the fuzzer then stops.
func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Error(err)
		panic(http.ErrAbortHandler)
	}
}

func (s *site) viewer(person account.Email) account.Membership {
	return account.Membership{Person: person, Roles: []account.Role{account.SmartAccountViewer}, Since: s.now()}
}

func (s *site) load(domain account.Domain, name string, visibility account.Visibility, members ...account.Membership) account.Account {
	s.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: visibility, CreatedAt: s.now(),
		Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: s.now(),
	}
	for i := range members {
		members[i].AccountID = a.ID
	}
	s.must(s.table.Load(s.Context(), []workflow.StoredAccount{{Account: a, Members: members}}))
	return a
}

// preparations answers GET /{operationId} with something live for that operation, and GET /people with a
// bearer for each role.
func (s *site) preparations() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.preparing.Lock()
		defer s.preparing.Unlock()
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "people" {
			s.answer(w, map[string]string{"partner": bearerOf(partner), "operator": bearerOf(operator), "outsider": bearerOf(outsider)})
			return
		}
		prepare := prepares[name]
		if prepare == nil {
			s.Errorf("nothing is prepared for %s", name)
			http.NotFound(w, r)
			return
		}
		s.mutex.Lock()
		s.clock = s.clock.Add(pause)
		s.mutex.Unlock()
		s.prepared++
		s.answer(w, prepare(s))
	})
}

func (s *site) answer(w http.ResponseWriter, value any) {
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.Error(err)
	}
}

// prepares has what is live, by operation of docs/openapi.yaml.
var prepares = map[string]func(*site) live{
	"listAccounts": func(s *site) live {
		return live{Bearer: bearerOf(s.caller()), Query: map[string]any{"q": "company"}}
	},
	"getAccount": func(s *site) live {
		return live{Bearer: bearerOf(s.caller()), ID: string(s.active().ID)}
	},
	"createAccountRequest": func(s *site) live { return live{Bearer: bearerOf(s.caller()), Body: s.form()} },
	"checkAccountRequest":  func(s *site) live { return live{Bearer: bearerOf(s.caller()), Body: s.form()} },
	"listAccountRequests":  func(s *site) live { return live{Bearer: bearerOf(s.caller())} },
	"getAccountRequest":    func(s *site) live { return s.ownersOf(s.pending()) },
	"withdrawAccountRequest": func(s *site) live {
		return s.ownersOf(s.pending())
	},
	"resendInvitations": func(s *site) live { return s.ownersOf(s.pending()) },
	"proveAccountRequest": func(s *site) live {
		r := s.waiting()
		proof := workflow.ProofOf(r)
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.records = map[string][]string{proof.Name: {proof.Value}}
		return s.ownersOf(r)
	},
	"correctCustomerEmails": func(s *site) live {
		r := s.pending()
		l := s.ownersOf(r)
		l.Body = map[string]any{"customerEmails": []string{"john@" + string(r.Account.Domain)}}
		return l
	},
	"reviewAccountRequest": func(s *site) live {
		r := s.waiting()
		l := live{Bearer: bearerOf(operator), ID: string(r.ID)}
		l.Body = s.oneOf(
			map[string]any{"decision": "accept", "version": r.Version},
			map[string]any{"decision": "reject", "reason": "The register names another company."},
		)
		return l
	},
	"listReviews": func(*site) live { return live{Bearer: bearerOf(operator)} },
	"openDispute": func(s *site) live {
		return live{Bearer: bearerOf(s.caller()), Body: map[string]any{"accountDomain": s.active().Domain, "note": "The company was sold."}}
	},
	"listDisputes": func(*site) live { return live{Bearer: bearerOf(operator)} },
	"getDispute": func(s *site) live {
		d := s.dispute()
		return live{Bearer: bearerOf(d.By), ID: string(d.ID)}
	},
	"settleDispute": func(s *site) live {
		d := s.dispute()
		return live{Bearer: bearerOf(operator), ID: string(d.ID), Body: s.oneOf(
			map[string]any{"decision": "reject", "reason": "Nothing was sold."},
			map[string]any{"decision": "add-administrator", "administrator": "ceo@" + d.Account.Domain, "reason": "The register names her."},
			map[string]any{"decision": "cancel-account", "reason": "The company is gone."},
		)}
	},
	"listSuppressedAddresses": func(s *site) live {
		s.suppressed()
		return live{Bearer: bearerOf(operator)}
	},
	"liftSuppression": func(s *site) live {
		return live{Bearer: bearerOf(operator), Body: map[string]any{"address": s.suppressed()}}
	},
	"viewPendingRequest": func(s *site) live {
		token, _ := s.link()
		return live{Body: map[string]any{"token": token}}
	},
	"sendCode": func(s *site) live {
		token, _ := s.link()
		return live{Body: map[string]any{"token": token}}
	},
	"decidePendingRequest": func(s *site) live {
		token, holder := s.link()
		body := s.oneOf(
			map[string]any{"action": "approve", "authorized": true, "visibility": "public"},
			map[string]any{"action": "decline", "reason": "We have an account already."},
			map[string]any{"action": "forward", "forwardTo": "john@" + holder.Host(), "note": "You look after licences."},
		)
		body["token"], body["code"] = token, s.code(token, holder)
		return live{Body: body}
	},
}

// oneOf answers any of them.
func (s *site) oneOf(bodies ...map[string]any) map[string]any {
	return bodies[s.random.IntN(len(bodies))]
}

// domain is one that was never met before, and looks like no other.
func (s *site) domain() account.Domain {
	syllables := []string{"ba", "ke", "di", "fo", "gu", "ha", "ne", "pi", "so", "tu"}
	var name strings.Builder
	for _, digit := range strconv.Itoa(s.prepared) {
		name.WriteString(syllables[digit-'0'])
	}
	return account.Domain(name.String() + ".com")
}

func (s *site) form() map[string]any {
	domain := s.domain()
	return map[string]any{
		"accountName": "Company " + domain, "accountDomain": domain, "customerEmails": []string{"jane@" + string(domain)},
		"noteToCustomer": "As discussed.", "noteToApprover": "Ours for years.", "language": "it", "accountType": "customer",
	}
}

// open has a partner ask for an account.
func (s *site) open(customers ...string) account.Request {
	s.Helper()
	domain := string(s.domain())
	r, _, err := s.submit.Open(s.Context(), account.Person{Email: s.caller()}, account.Form{
		AccountName: "Company " + domain, AccountDomain: &domain, CustomerEmails: append([]string{"jane@" + domain}, customers...),
	}, "")
	s.must(err)
	return r
}

// pending is a new request that nominees can decide.
func (s *site) pending() account.Request { return s.inState(account.PendingApproval, s.open()) }

// waiting is a new request that operators have to look at.
func (s *site) waiting() account.Request {
	return s.inState(account.PendingReview, s.open(string(stranger)))
}

func (s *site) inState(want account.State, r account.Request) account.Request {
	s.Helper()
	if r.State != want {
		s.Errorf("a new request is %s instead of %s", r.State, want)
	}
	return r
}

func (*site) ownersOf(r account.Request) live {
	return live{Bearer: bearerOf(r.Requester), ID: string(r.ID)}
}

// link is the token of a new request's only nominee.
func (s *site) link() (token string, holder account.Email) {
	s.Helper()
	r := s.pending()
	holder = r.Nominees[0].Email
	return s.letter(holder).Token, holder
}

// code has a code mailed to the holder of a link.
func (s *site) code(token string, holder account.Email) string {
	s.Helper()
	s.must(s.sendCode.Do(s.Context(), token))
	return s.letter(holder).Code
}

// letter has what waits mailed, and answers what the latest mail to that address says.
func (s *site) letter(to account.Email) workflow.Secrets {
	s.Helper()
	for swept := 1; swept > 0; {
		var err error
		swept, err = s.send.Sweep(s.Context())
		s.must(err)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	secrets, mailed := s.letters[to]
	if !mailed {
		s.Errorf("no mail to %s", to)
	}
	clear(s.letters)
	return secrets
}

// active is a new account that everybody sees, and that somebody else administers.
func (s *site) active() account.Account {
	domain := s.domain()
	return s.load(domain, "Company "+string(domain), account.Public, account.Membership{
		Person: account.Email("jane@" + domain), Roles: []account.Role{account.SmartAccountAdministrator}, Since: s.now(),
	})
}

// dispute is a new one about a new account.
func (s *site) dispute() account.Dispute {
	s.Helper()
	d, _, err := s.disputes.Open(s.Context(), account.Person{Email: s.caller()}, string(s.active().Domain), "The company was sold.", nil)
	s.must(err)
	return d
}

// suppressed is a new address that gets no mail any more.
func (s *site) suppressed() account.Email {
	s.Helper()
	address := account.Email("jane@" + s.domain())
	read, err := s.table.Address(s.Context(), address)
	s.must(err)
	next, err := read.Complain(s.now())
	s.must(err)
	s.must(s.table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}))
	return address
}

func TestSomethingIsPreparedForEachOperation(t *testing.T) {
	for _, operation := range operations(t) {
		if prepares[operation.id] == nil {
			t.Errorf("nothing is prepared for %s", operation.id)
		}
	}
}
