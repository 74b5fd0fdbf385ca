package workflow_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dns"
	"smartaccounts/internal/dns/dnstest"
	"smartaccounts/internal/workflow"
)

// records are TXT records by name.
type records map[string][]string

func (r records) TXT(_ context.Context, name string) ([]string, error) { return r[name], nil }

// named starts a DNS server and makes the harness use it.
func (h *harness) named() *dnstest.Server {
	h.Helper()
	server := dnstest.Start(h)
	h.records = dns.Resolver{Server: server.Address()}
	return server
}

func (h *harness) proves(id account.ID) (account.Request, bool) {
	h.Helper()
	after, found, err := h.followUp().Prove(h.Context(), partner, id)
	h.must(err)
	h.deliver()
	return after, found
}

func publish(server *dnstest.Server, r account.Request) {
	proof := workflow.ProofOf(r)
	half := len(proof.Value) / 2
	server.SetTXT(proof.Name, []string{"v=spf1 -all"}, []string{proof.Value[:half], proof.Value[half:]})
}

func TestProofByDNSIsOffUnlessConfigured(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	h.changesNothing(func() {
		_, _, err := h.followUp().Prove(t.Context(), partner, r.ID)
		h.wantError(err, account.ErrNotFound)
	})
}

func TestProofByDNSEndsTheReview(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	wantEqual(t, "name", workflow.ProofOf(r).Name, "_smart-account.acme.com")
	after, found := h.proves(r.ID)
	wantEqual(t, "found where there is no record", found, false)
	wantEqual(t, "state", after.State, account.PendingReview)
	server.SetTXT(workflow.ProofOf(r).Name, []string{"smart-account-request=something else"}, []string{workflow.ProofOf(r).Value + "x"})
	_, found = h.proves(r.ID)
	wantEqual(t, "found where there is another value", found, false)
	wantEqual(t, "mails", h.subjects("dora@elsewhere.com"), "")
	publish(server, r)
	after, found = h.proves(r.ID)
	wantEqual(t, "found", found, true)
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "mails", h.subjects("dora@elsewhere.com"), "invitation")
	wantEqual(t, "proved at", h.stored(r.ID).Review.ProvedAt.Equal(h.Now()), true)
	_, _, err := h.followUp().Prove(t.Context(), partner, r.ID)
	h.wantNotAllowed(err, account.PendingApproval)
	// No operator accepted that address.
	_, err = h.decide().Do(t.Context(), h.forward("dora@elsewhere.com", "emil@elsewhere.com"), "")
	h.wantInvalid(err, "forwardTo does-not-vouch")
	h.mustDecide(h.approve("dora@elsewhere.com"))
}

func TestProofByDNSFailsWithoutAnAnswer(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	publish(server, r)
	server.Silence()
	_, found, err := h.followUp().Prove(t.Context(), partner, r.ID)
	h.wantError(err, workflow.ErrNoAnswer)
	wantEqual(t, "found", found, false)
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingReview)
	server.Recover()
	_, found = h.proves(r.ID)
	wantEqual(t, "found", found, true)
}

func TestProofByDNSHoldsForTheAddressesItWasMadeFor(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	other := h.openRequest("other.com", "dora@elsewhere.com")
	publish(server, r)
	server.SetTXT(workflow.ProofOf(other).Name, []string{workflow.ProofOf(r).Value})
	_, found := h.proves(other.ID)
	wantEqual(t, "another request's value", found, false)
	h.correctRequest(r.ID, "emil@elsewhere.com", "dora@elsewhere.com")
	_, found = h.proves(r.ID)
	wantEqual(t, "another address's value", found, false)
	publish(server, h.stored(r.ID))
	_, found = h.proves(r.ID)
	wantEqual(t, "found", found, true)
	// A correction voids the proof.
	after := h.correctRequest(r.ID, "emil@elsewhere.com", "faye@elsewhere.com")
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "proved", after.Review.ProvedAt.IsZero(), true)
	_, found = h.proves(r.ID)
	wantEqual(t, "the old value", found, false)
}

func TestProofByDNSDoesNotDependOnTheOrderOfTheAddresses(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	r := h.openRequest("acme.com", "dora@elsewhere.com", "emil@elsewhere.com")
	publish(server, r)
	h.correctRequest(r.ID, "emil@elsewhere.com")
	h.correctRequest(r.ID, "emil@elsewhere.com", "dora@elsewhere.com")
	_, found := h.proves(r.ID)
	wantEqual(t, "found", found, true)
}

// A record is found in each form in which DNS consoles store it, if its value is the right one.
func TestProofByDNSIsFoundAsConsolesStoreIt(t *testing.T) {
	store := map[string]func(server *dnstest.Server, proof workflow.Proof){
		"in quotes": func(s *dnstest.Server, p workflow.Proof) { s.SetTXT(p.Name, []string{`"` + p.Value + `"`}) },
		"in quotes and two strings": func(s *dnstest.Server, p workflow.Proof) {
			s.SetTXT(p.Name, []string{"v=spf1 -all"}, []string{`"` + p.Value[:30] + `" "`, p.Value[30:] + `"`})
		},
		"with a dot":                  func(s *dnstest.Server, p workflow.Proof) { s.SetTXT(p.Name, []string{p.Value + "."}) },
		"in capitals":                 func(s *dnstest.Server, p workflow.Proof) { s.SetTXT(strings.ToUpper(p.Name), []string{p.Value}) },
		"with the zone appended":      func(s *dnstest.Server, p workflow.Proof) { s.SetTXT(p.Name+".emea.acme.com", []string{p.Value}) },
		"with the company's appended": func(s *dnstest.Server, p workflow.Proof) { s.SetTXT(p.Name+".acme.com", []string{`"` + p.Value + `"`}) },
	}
	for name, publish := range store {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			server := h.named()
			r := h.openRequest("emea.acme.com", "dora@elsewhere.com")
			proof := workflow.ProofOf(r)
			publish(server, workflow.Proof{Name: proof.Name, Value: proof.Value + "x"})
			_, found := h.proves(r.ID)
			wantEqual(t, "found with another value", found, false)
			publish(server, proof)
			after, found := h.proves(r.ID)
			wantEqual(t, "found", found, true)
			wantEqual(t, "state", after.State, account.PendingApproval)
		})
	}
}

// A failed lookup of another name neither proves anything nor hides a record.
func TestProofByDNSIgnoresFailuresOfTheOtherNames(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	proof := workflow.ProofOf(r)
	h.records = oneName{proof.Name, nil}
	_, found := h.proves(r.ID)
	wantEqual(t, "found where there is none", found, false)
	h.records = oneName{proof.Name, []string{proof.Value}}
	_, found = h.proves(r.ID)
	wantEqual(t, "found", found, true)
}

// oneName has the records of one name, and fails for all others.
type oneName struct {
	name    string
	records []string
}

func (f oneName) TXT(_ context.Context, name string) ([]string, error) {
	if name != f.name {
		return nil, errors.New("refused")
	}
	return f.records, nil
}

// A correction during the DNS lookup voids the proof.
func TestProofByDNSIsVoidAfterAConcurrentCorrection(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	proof := workflow.ProofOf(r)
	h.records = during{func() { h.correctRequest(r.ID, "emil@elsewhere.com") }, records{proof.Name: {proof.Value}}}
	after, found := h.proves(r.ID)
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingReview)
	wantEqual(t, "found", found, false)
}

// during calls do during the lookup of a record that exists.
type during struct {
	do func()
	records
}

func (d during) TXT(ctx context.Context, name string) ([]string, error) {
	if d.records[name] != nil {
		d.do()
	}
	return d.records.TXT(ctx, name)
}

func TestProofByDNSDoesNotReplaceTheReviewOfLookAlikes(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	h.activeAccount("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
	r := h.openRequest("paypa1.com", "dora@elsewhere.com")
	wantEqual(t, "reasons", reasons(r), "address look-alike-domain ")
	publish(server, r)
	after, found := h.proves(r.ID)
	wantEqual(t, "found", found, true)
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(h.stored(r.ID)), "look-alike-domain ")
	wantEqual(t, "mails", h.subjects("dora@elsewhere.com"), "")
	wantEqual(t, "accepted", h.acceptRequest(r.ID).State, account.PendingApproval)
}

func TestProofByDNSIsCheckedAtMostTenTimesAnHour(t *testing.T) {
	h := newHarness(t)
	h.records = records{}
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	other := h.openRequest("other.com", "dora@elsewhere.com")
	first := h.Now()
	for range 10 {
		h.proves(r.ID)
		h.advance(time.Minute)
	}
	_, _, err := h.followUp().Prove(t.Context(), partner, r.ID)
	h.wantTooMany(err, first.Add(time.Hour))
	h.proves(other.ID)
	h.advance(50*time.Minute - time.Millisecond)
	_, _, err = h.followUp().Prove(t.Context(), partner, r.ID)
	h.wantTooMany(err, first.Add(time.Hour))
	h.advance(time.Millisecond)
	h.proves(r.ID)
}
