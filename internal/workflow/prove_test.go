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

// records are text records by their names.
type records map[string][]string

func (r records) TXT(_ context.Context, name string) ([]string, error) { return r[name], nil }

// named starts a DNS server and has the world ask it.
func (w *world) named() *dnstest.Server {
	w.Helper()
	server := dnstest.Start(w)
	w.records = dns.Resolver{Server: server.Address()}
	return server
}

func (w *world) proves(id account.ID) (account.Request, bool) {
	w.Helper()
	after, found, err := w.followUp().Prove(w.Context(), partner, id)
	w.must(err)
	w.deliver()
	return after, found
}

func publish(server *dnstest.Server, r account.Request) {
	proof := workflow.ProofOf(r)
	half := len(proof.Value) / 2
	server.SetTXT(proof.Name, []string{"v=spf1 -all"}, []string{proof.Value[:half], proof.Value[half:]})
}

func TestProofByDNSIsOffUnlessSwitchedOn(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	w.changesNothing(func() {
		_, _, err := w.followUp().Prove(t.Context(), partner, r.ID)
		w.wantError(err, account.ErrNotFound)
	})
}

func TestProofByDNSEndsTheReview(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	r := w.asked("acme.com", "dora@elsewhere.com")
	wantEqual(t, "name", workflow.ProofOf(r).Name, "_smart-account.acme.com")
	after, found := w.proves(r.ID)
	wantEqual(t, "found where there is no record", found, false)
	wantEqual(t, "state", after.State, account.PendingReview)
	server.SetTXT(workflow.ProofOf(r).Name, []string{"smart-account-request=something else"}, []string{workflow.ProofOf(r).Value + "x"})
	_, found = w.proves(r.ID)
	wantEqual(t, "found where there is another value", found, false)
	wantEqual(t, "mails", w.subjects("dora@elsewhere.com"), "")
	publish(server, r)
	after, found = w.proves(r.ID)
	wantEqual(t, "found", found, true)
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "mails", w.subjects("dora@elsewhere.com"), "invitation")
	wantEqual(t, "proved at", w.stored(r.ID).Review.ProvedAt.Equal(w.Now()), true)
	_, _, err := w.followUp().Prove(t.Context(), partner, r.ID)
	w.wantNotAllowed(err, account.PendingApproval)
	// It was no operator who accepted that host.
	_, err = w.decide().Do(t.Context(), w.forward("dora@elsewhere.com", "emil@elsewhere.com"), "")
	w.wantInvalid(err, "forwardTo does-not-vouch")
	w.does(w.approve("dora@elsewhere.com"))
}

func TestProofByDNSOfAServerThatSaysNothing(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	r := w.asked("acme.com", "dora@elsewhere.com")
	publish(server, r)
	server.Silence()
	_, found, err := w.followUp().Prove(t.Context(), partner, r.ID)
	w.wantError(err, workflow.ErrNoAnswer)
	wantEqual(t, "found", found, false)
	wantEqual(t, "state", w.stored(r.ID).State, account.PendingReview)
	server.Recover()
	_, found = w.proves(r.ID)
	wantEqual(t, "found", found, true)
}

func TestProofByDNSHoldsForTheAddressesItWasMadeFor(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	r := w.asked("acme.com", "dora@elsewhere.com")
	other := w.asked("other.com", "dora@elsewhere.com")
	publish(server, r)
	server.SetTXT(workflow.ProofOf(other).Name, []string{workflow.ProofOf(r).Value})
	_, found := w.proves(other.ID)
	wantEqual(t, "another request's value", found, false)
	w.corrected(r.ID, "emil@elsewhere.com", "dora@elsewhere.com")
	_, found = w.proves(r.ID)
	wantEqual(t, "another address's value", found, false)
	publish(server, w.stored(r.ID))
	_, found = w.proves(r.ID)
	wantEqual(t, "found", found, true)
	// A correction voids it.
	after := w.corrected(r.ID, "emil@elsewhere.com", "faye@elsewhere.com")
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "proved", after.Review.ProvedAt.IsZero(), true)
	_, found = w.proves(r.ID)
	wantEqual(t, "the old value", found, false)
}

func TestProofByDNSDoesNotDependOnTheirOrder(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	r := w.asked("acme.com", "dora@elsewhere.com", "emil@elsewhere.com")
	publish(server, r)
	w.corrected(r.ID, "emil@elsewhere.com")
	w.corrected(r.ID, "emil@elsewhere.com", "dora@elsewhere.com")
	_, found := w.proves(r.ID)
	wantEqual(t, "found", found, true)
}

// What a console stored is the record, as long as its value is the one.
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
			w := newWorld(t)
			server := w.named()
			r := w.asked("emea.acme.com", "dora@elsewhere.com")
			proof := workflow.ProofOf(r)
			publish(server, workflow.Proof{Name: proof.Name, Value: proof.Value + "x"})
			_, found := w.proves(r.ID)
			wantEqual(t, "found with another value", found, false)
			publish(server, proof)
			after, found := w.proves(r.ID)
			wantEqual(t, "found", found, true)
			wantEqual(t, "state", after.State, account.PendingApproval)
		})
	}
}

// A server that cannot say whether there is a record elsewhere has said that it is here.
func TestProofByDNSOfAServerThatFailsForOtherNames(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	proof := workflow.ProofOf(r)
	w.records = oneName{proof.Name, nil}
	_, found := w.proves(r.ID)
	wantEqual(t, "found where there is none", found, false)
	w.records = oneName{proof.Name, []string{proof.Value}}
	_, found = w.proves(r.ID)
	wantEqual(t, "found", found, true)
}

// oneName knows the records of one name, and fails for all others.
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

// Who corrects while the DNS is asked has proved nothing.
func TestProofByDNSOfWhatIsCorrectedMeanwhile(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	proof := workflow.ProofOf(r)
	w.records = during{func() { w.corrected(r.ID, "emil@elsewhere.com") }, records{proof.Name: {proof.Value}}}
	after, found := w.proves(r.ID)
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "state", w.stored(r.ID).State, account.PendingReview)
	wantEqual(t, "found", found, false)
}

// during does something while the DNS is asked for a record that is there.
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

func TestProofByDNSDoesNotAnswerForLookAlikes(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	w.active("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
	r := w.asked("paypa1.com", "dora@elsewhere.com")
	wantEqual(t, "reasons", reasons(r), "address look-alike-domain ")
	publish(server, r)
	after, found := w.proves(r.ID)
	wantEqual(t, "found", found, true)
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(w.stored(r.ID)), "look-alike-domain ")
	wantEqual(t, "mails", w.subjects("dora@elsewhere.com"), "")
	wantEqual(t, "accepted", w.accepted(r.ID).State, account.PendingApproval)
}

func TestProofByDNSIsLookedForTenTimesAnHour(t *testing.T) {
	w := newWorld(t)
	w.records = records{}
	r := w.asked("acme.com", "dora@elsewhere.com")
	other := w.asked("other.com", "dora@elsewhere.com")
	first := w.Now()
	for range 10 {
		w.proves(r.ID)
		w.pass(time.Minute)
	}
	_, _, err := w.followUp().Prove(t.Context(), partner, r.ID)
	w.wantTooMany(err, first.Add(time.Hour))
	w.proves(other.ID)
	w.pass(50*time.Minute - time.Millisecond)
	_, _, err = w.followUp().Prove(t.Context(), partner, r.ID)
	w.wantTooMany(err, first.Add(time.Hour))
	w.pass(time.Millisecond)
	w.proves(r.ID)
}
