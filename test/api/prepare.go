// Package api tests the API with requests that Schemathesis generates from docs/openapi.yaml, valid and invalid, single and
// in sequences, and compares the responses with that document.
package api

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// The people of these tests. The operator and the partners have a role, the outsider none.
const (
	operator = account.Email("operator@example.org")
	outsider = account.Email("outsider@example.edu")
	partner  = account.Email("partner@example.com") // not one of those for whom something is prepared
	stranger = account.Email("eve@elsewhere.fr")    // at no domain that requests are about, so that naming her takes a review
)

// Environment is a running API and what a test controls there.
type Environment struct {
	URL   string
	Table *maintenance.Maintainer
	Now   func() time.Time
	// Bearer returns a person's token.
	Bearer func(person account.Email) string
	// OnlyUsers says that there are tokens only of the callers and of the people above, so that no nominee can sign in.
	OnlyUsers bool
	// Callers are partners, used in turn.
	Callers []account.Email
	// Letter returns the secrets in the latest mail to the address.
	Letter func(to account.Email) workflow.Secrets
	// Rest is called before each preparation; nil: not at all.
	Rest func()
	// Says sets a DNS record; nil: not possible.
	Says func(name, value string)
}

// site is an environment with everything prepared there.
type site struct {
	testing.TB
	Environment
	preparing sync.Mutex
	prepared  int
	named     int // domains that were given out
	random    *rand.Rand
}

// caller returns the next partner.
func (s *site) caller() account.Email { return s.Callers[s.prepared%len(s.Callers)] }

var (
	rules = workflow.Rules{
		Policy: account.ReviewMismatch, Operators: []account.Person{{Email: operator, Operator: true}},
		Terms: account.Terms{Lifetime: 90 * day, Reminders: []time.Duration{7 * day}},
	}
	plenty = workflow.ADay(1000)
)

const day = 24 * time.Hour

// live is what a call needs to succeed: the caller, the path's ids, and the fields of the body that the schema does not
// determine.
type live struct {
	Bearer string         `json:"bearer,omitempty"`
	ID     string         `json:"id,omitempty"`
	Path   map[string]any `json:"path,omitempty"` // its other parameters
	Query  map[string]any `json:"query,omitempty"`
	Body   map[string]any `json:"body,omitempty"`
}

// Populate gives the partners and the operator their roles, if they have none.
func (s Environment) Populate(t testing.TB) {
	t.Helper()
	on := &site{TB: t, Environment: s}
	members := []account.Membership{on.viewer(partner)}
	for _, caller := range s.Callers {
		if caller != partner {
			members = append(members, on.viewer(caller))
		}
	}
	on.load("example.com", "Home of partners", account.Restricted, members...)
	on.load("example.org", "Home of operators", account.Restricted, on.viewer(operator))
}

// must fails the preparation if err is not nil; the fuzzer then stops.
func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Error(err)
		panic(http.ErrAbortHandler)
	}
}

func (s *site) viewer(person account.Email) account.Membership {
	return account.Membership{Person: person, Role: account.SmartAccountViewer, Since: s.Now()}
}

func (s *site) load(domain account.Domain, name string, visibility account.Visibility, members ...account.Membership) account.Account {
	s.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: visibility, CreatedAt: s.Now(),
		Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: s.Now(),
	}
	for i := range members {
		members[i].AccountID = a.ID
	}
	s.must(s.Table.Load(s.Context(), []workflow.StoredAccount{{Account: a, Members: members}}))
	return a
}

// preparations serves GET /{operationId} with what a call of that operation needs, and GET /people with a token for each
// role.
func (s *site) preparations() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.preparing.Lock()
		defer s.preparing.Unlock()
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "people" {
			s.answer(w, map[string]string{"partner": s.Bearer(partner), "operator": s.Bearer(operator), "outsider": s.Bearer(outsider)})
			return
		}
		prepare := prepares[name]
		if prepare == nil {
			s.Errorf("no preparation for %s", name)
			http.NotFound(w, r)
			return
		}
		if s.Rest != nil {
			s.Rest()
		}
		s.prepared++
		s.answer(w, prepare(s))
	})
}

func (s *site) answer(w http.ResponseWriter, value any) {
	if err := json.NewEncoder(w).Encode(value); err != nil {
		s.Error(err)
	}
}

// prepares has the preparations, by operation of docs/openapi.yaml.
var prepares = map[string]func(*site) live{
	"listAccounts": func(s *site) live {
		return live{Bearer: s.Bearer(s.caller()), Query: map[string]any{"q": "company"}}
	},
	"getAccount": func(s *site) live {
		return live{Bearer: s.Bearer(s.caller()), ID: string(s.active().ID)}
	},
	"changeAccount": func(s *site) live {
		return s.managed().with(map[string]any{"name": "Company " + string(s.domain()), "reason": "A new legal name."})
	},
	"closeAccount": func(s *site) live { m := s.managed(); return m.with(map[string]any{"name": m.name}) },
	"listMembers":  func(s *site) live { return s.managed().live },
	"addMembers": func(s *site) live {
		return s.managed().with(map[string]any{"members": []any{map[string]any{"email": "zoe@" + string(s.domain()), "role": account.SmartAccountUser}}})
	},
	"getMember":           func(s *site) live { return s.managed().live },
	"changeMember":        func(s *site) live { return s.managed().with(map[string]any{"role": account.SmartAccountViewer}) },
	"removeMember":        func(s *site) live { return s.managed().live },
	"listVirtualAccounts": func(s *site) live { return s.managed().live },
	"createVirtualAccount": func(s *site) live {
		return s.managed().with(map[string]any{"name": "Americas", "visibility": "restricted"})
	},
	"getVirtualAccount":    func(s *site) live { return s.managed().live },
	"changeVirtualAccount": func(s *site) live { return s.managed().with(map[string]any{"description": "All countries."}) },
	"deleteVirtualAccount": func(s *site) live { return s.managed().live },
	"readLog":              func(s *site) live { return s.managed().live },
	"getRules":             func(s *site) live { return s.managed().live },
	"replaceRules": func(s *site) live {
		return s.managed().with(map[string]any{"rules": []any{
			map[string]any{"emailDomain": s.domain(), "decision": "approve", "role": account.SmartAccountViewer},
			map[string]any{"emailDomain": s.domain(), "decision": "decline"},
		}})
	},
	"askForAccess": func(s *site) live {
		return live{Bearer: s.Bearer(s.caller()), Body: map[string]any{
			"accountDomain": s.active().Domain, "role": account.SmartAccountViewer, "note": "I order the licences.",
		}}
	},
	"listAccessRequests": func(s *site) live {
		l := s.asked()
		l.ID = ""
		return l
	},
	"getAccessRequest": (*site).asked,
	"withdrawAccess":   (*site).asked,
	"decideAccess": func(s *site) live {
		m := s.managed()
		l := m.with(s.oneOf(
			map[string]any{"decision": "approve"},
			map[string]any{"decision": "approve", "role": account.SmartAccountViewer},
			map[string]any{"decision": "decline", "reason": "Ask your own administrator."},
		))
		l.ID = string(s.ask(account.Email("zoe@"+m.domain), m.domain).ID)
		return l
	},
	"decideSignedIn": func(s *site) live {
		r := s.pending()
		holder := r.Nominees[0].Email
		by := holder
		if s.OnlyUsers {
			by = s.caller()
		}
		return live{Bearer: s.Bearer(by), ID: string(r.ID), Body: s.oneOf(
			map[string]any{"action": "approve", "authorized": true, "visibility": "public"},
			map[string]any{"action": "decline", "reason": "We have an account already."},
			map[string]any{"action": "forward", "forwardTo": "john@" + holder.Host()},
		)}
	},
	"createAccountRequest": func(s *site) live { return live{Bearer: s.Bearer(s.caller()), Body: s.form()} },
	"checkAccountRequest":  func(s *site) live { return live{Bearer: s.Bearer(s.caller()), Body: s.form()} },
	"listAccountRequests":  func(s *site) live { return live{Bearer: s.Bearer(s.caller())} },
	"getAccountRequest":    func(s *site) live { return s.ownersOf(s.pending()) },
	"withdrawAccountRequest": func(s *site) live {
		return s.ownersOf(s.pending())
	},
	"resendInvitations": func(s *site) live { return s.ownersOf(s.pending()) },
	"proveAccountRequest": func(s *site) live {
		r := s.waiting()
		if proof := workflow.ProofOf(r); s.Says != nil {
			s.Says(proof.Name, proof.Value)
		}
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
		l := live{Bearer: s.Bearer(operator), ID: string(r.ID)}
		l.Body = s.oneOf(
			map[string]any{"decision": "accept", "version": r.Version},
			map[string]any{"decision": "reject", "reason": "The register names another company."},
		)
		return l
	},
	"listInbox": func(s *site) live {
		s.waiting()
		return live{Bearer: s.Bearer(operator)}
	},
	"listReviews": func(s *site) live { return live{Bearer: s.Bearer(operator)} },
	"openDispute": func(s *site) live {
		return live{Bearer: s.Bearer(s.caller()), Body: map[string]any{"accountDomain": s.active().Domain, "note": "The company was sold."}}
	},
	"listDisputes": func(s *site) live { return live{Bearer: s.Bearer(operator)} },
	"getDispute": func(s *site) live {
		d, reader := s.dispute()
		return live{Bearer: s.Bearer(reader), ID: string(d.ID)}
	},
	"proveDispute": func(s *site) live {
		d, reader := s.dispute() // an operator, who may not prove it, once all callers have opened their five of the day
		if proof := workflow.ProofOfDispute(d); s.Says != nil {
			s.Says(proof.Name, proof.Value)
		}
		return live{Bearer: s.Bearer(reader), ID: string(d.ID)}
	},
	"settleDispute": func(s *site) live {
		d, _ := s.dispute()
		return live{Bearer: s.Bearer(operator), ID: string(d.ID), Body: s.oneOf(
			map[string]any{"decision": "reject", "reason": "Nothing was sold."},
			map[string]any{"decision": "add-administrator", "administrator": "ceo@" + d.Account.Domain, "reason": "The register names her."},
			map[string]any{"decision": "cancel-account", "reason": "The company is gone."},
		)}
	},
	"listRenames":        func(s *site) live { s.renaming(); return live{Bearer: s.Bearer(operator)} },
	"getRename":          func(s *site) live { return live{Bearer: s.Bearer(operator), ID: s.renaming().ID} },
	"listClosedAccounts": func(s *site) live { s.closed(); return live{Bearer: s.Bearer(operator)} },
	"reopenAccount": func(s *site) live {
		return live{Bearer: s.Bearer(operator), ID: s.closed().ID, Body: map[string]any{"reason": "Closed by mistake."}}
	},
	"settleRename": func(s *site) live {
		return live{Bearer: s.Bearer(operator), ID: s.renaming().ID, Body: s.oneOf(
			map[string]any{"decision": "reject", "reason": "Another company is known by it."},
			map[string]any{"decision": "accept", "version": 2, "similar": []any{}},
		)}
	},
	"withdrawRename": func(s *site) live { return s.renaming() },
	"listSuppressedAddresses": func(s *site) live {
		s.suppressed()
		return live{Bearer: s.Bearer(operator)}
	},
	"listReportedAddresses": func(s *site) live {
		s.suppressed()
		return live{Bearer: s.Bearer(operator)}
	},
	"liftSuppression": func(s *site) live {
		return live{Bearer: s.Bearer(operator), Body: map[string]any{"address": s.suppressed()}}
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

// oneOf returns one of them, at random.
func (s *site) oneOf(bodies ...map[string]any) map[string]any {
	return bodies[s.random.IntN(len(bodies))]
}

// domain returns a new domain that looks like no other.
func (s *site) domain() account.Domain {
	syllables := []string{"ba", "ke", "di", "fo", "gu", "ha", "ne", "pi", "so", "tu"}
	var name strings.Builder
	s.named++
	for _, digit := range strconv.Itoa(s.named) {
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

// open makes a partner request an account.
func (s *site) open(customers ...string) account.Request {
	s.Helper()
	domain := string(s.domain())
	r, err := workflow.Submit{Store: s.Table, Now: s.Now, Rules: rules, Limits: dynamotest.RequestLimits(plenty)}.Do(s.Context(), account.Person{Email: s.caller()}, account.Form{
		AccountName: "Company " + domain, AccountDomain: &domain, CustomerEmails: append([]string{"jane@" + domain}, customers...),
	}, "")
	s.must(err)
	return r
}

// pending returns a new request that nominees can decide.
func (s *site) pending() account.Request { return s.inState(account.PendingApproval, s.open()) }

// waiting returns a new request that operators have to review.
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

func (s *site) ownersOf(r account.Request) live {
	return live{Bearer: s.Bearer(r.Requester), ID: string(r.ID)}
}

// link returns the token of a new request's only nominee.
func (s *site) link() (token string, holder account.Email) {
	s.Helper()
	r := s.pending()
	holder = r.Nominees[0].Email
	return s.Letter(holder).Token, holder
}

// code returns a code that was mailed to the holder of a link.
func (s *site) code(token string, holder account.Email) string {
	s.Helper()
	_, err := workflow.SendCode{Store: s.Table, Now: s.Now, Limits: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}}.Do(s.Context(), token)
	s.must(err)
	return s.Letter(holder).Code
}

// active returns a new public account that the caller does not administer.
func (s *site) active() account.Account {
	domain := s.domain()
	return s.load(domain, "Company "+string(domain), account.Public, account.Membership{
		Person: account.Email("jane@" + domain), Role: account.SmartAccountAdministrator, Since: s.Now(),
	})
}

// ask opens an access request about the account with that domain identifier.
func (s *site) ask(by account.Email, about account.Domain) account.AccessRequest {
	s.Helper()
	r, err := accessrequest.Asking{
		Store: s.Table, Now: s.Now, Terms: account.AccessTerms{Lifetime: 30 * day}, Limits: accessrequest.Limits{Person: plenty, Account: plenty},
	}.Ask(s.Context(), account.Person{Email: by}, accessrequest.Form{
		Domain: string(about), Wanted: accessrequest.Wanted{Role: string(account.SmartAccountUser)},
	})
	s.must(err)
	return r
}

// asked returns what a call of the caller needs about an access request that they made.
func (s *site) asked() live {
	s.Helper()
	by := s.caller()
	return live{Bearer: s.Bearer(by), ID: string(s.ask(by, s.active().Domain).ID)}
}

// managed is a new account that the caller administers, with one more member and one more Virtual Account.
type managed struct {
	live
	name   string
	domain account.Domain
}

// with returns what a call with the body needs.
func (m managed) with(body map[string]any) live {
	m.Body = body
	return m.live
}

// renaming returns what a call about an account needs of which a name waits for an operator, since no word of it is familiar.
func (s *site) renaming() live {
	m := s.managed()
	a, _, err := s.Table.Standing(s.Context(), account.ID(m.ID), s.caller())
	s.must(err)
	after := a.AskRename("Unfamiliar "+string(a.Domain), account.RenameUnfamiliar, s.caller(), "We merged.", s.Now())
	s.must(s.Table.CommitAccount(s.Context(), administration.Change{Before: a, After: after, Entry: account.LogEntry{
		AccountID: a.ID, Version: after.Version, At: s.Now(), Kind: account.LogRenameAsked, Actor: account.Actor(s.caller()),
	}}))
	return m.live
}

// closed returns what a call about an account needs that its administrators closed.
func (s *site) closed() live {
	m := s.managed()
	a, _, err := s.Table.Standing(s.Context(), account.ID(m.ID), s.caller())
	s.must(err)
	s.must(s.Table.CommitAccount(s.Context(), administration.Change{Before: a, After: a.Close(s.Now()), Entry: account.LogEntry{
		AccountID: a.ID, Version: a.Version + 1, At: s.Now(), Kind: account.LogClosed, Actor: account.Actor(s.caller()),
	}}))
	return m.live
}

func (s *site) managed() managed {
	s.Helper()
	domain, by := s.domain(), s.caller()
	a := account.Account{
		ID: account.NewID(), Name: "Company " + string(domain), Domain: domain, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: s.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: s.Now(),
	}
	member := account.Email("jane@" + domain)
	stored := workflow.StoredAccount{Account: a, Members: []account.Membership{
		{AccountID: a.ID, Person: by, Role: account.SmartAccountAdministrator, Since: s.Now()},
		{AccountID: a.ID, Person: member, Role: account.SmartAccountUser, Since: s.Now()},
	}}
	for _, name := range []string{account.DefaultVirtualAccountName, "Sales"} {
		stored.VirtualAccounts = append(stored.VirtualAccounts, account.VirtualAccount{
			ID: account.NewID(), AccountID: a.ID, Depth: 1, Name: name, Visibility: account.Public,
			Default: name == account.DefaultVirtualAccountName, CreatedAt: s.Now(),
		})
	}
	s.must(s.Table.Load(s.Context(), []workflow.StoredAccount{stored}))
	return managed{live{
		Bearer: s.Bearer(by), ID: string(a.ID),
		Path: map[string]any{"email": member, "vid": stored.VirtualAccounts[1].ID},
	}, a.Name, domain}
}

// dispute returns a new dispute about a new account, and a person who may read it: the caller, or an operator if the caller
// has reached the limit and another person opened it.
func (s *site) dispute() (d account.Dispute, reader account.Email) {
	s.Helper()
	about, disputes := s.active().Domain, workflow.Disputes{Store: s.Table, Now: s.Now, Operators: rules.Operators}
	open := func(by account.Email) (d account.Dispute, err error) {
		d, _, err = disputes.Open(s.Context(), account.Person{Email: by}, string(about), "The company was sold.", nil)
		return d, err
	}
	reader = s.caller()
	d, err := open(reader)
	if tooMany := new(account.TooMany); errors.As(err, &tooMany) {
		reader = operator
		d, err = open(account.Email("jane@" + s.active().Domain)) // who administers another one
	}
	s.must(err)
	return d, reader
}

// suppressed returns a new suppressed address.
func (s *site) suppressed() account.Email {
	s.Helper()
	address := account.Email("jane@" + s.domain())
	read, err := s.Table.Address(s.Context(), address)
	s.must(err)
	next, err := read.Complain(s.Now())
	s.must(err)
	s.must(s.Table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}))
	return address
}
