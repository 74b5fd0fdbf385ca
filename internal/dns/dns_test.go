package dns_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"smartaccounts/internal/dns"
	"smartaccounts/internal/dns/dnstest"
)

func start(t *testing.T) (*dnstest.Server, dns.Resolver) {
	t.Helper()
	s := dnstest.Start(t)
	return s, dns.Resolver{Server: s.Address()}
}

func want(t *testing.T, r dns.Resolver, name string, records ...string) {
	t.Helper()
	got, err := r.TXT(t.Context(), name)
	if err != nil || !slices.Equal(got, records) {
		t.Errorf("%s: got %.200q, %v, want %.200q", name, got, err, records)
	}
}

// Otherwise the owner's record is missed among others, or because it was published in pieces.
func TestRecordsAreFoundAndWhole(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"v=spf1 -all"}, []string{"smart", "", "accounts=", "1 2"}, []string{""})
	s.SetTXT("other.com", []string{"other"})
	want(t, r, "acme.com", "v=spf1 -all", "smartaccounts=1 2", "")
	want(t, r, "acme.com.", "v=spf1 -all", "smartaccounts=1 2", "")
}

// Otherwise an owner who writes the domain in capitals is told that there is nothing.
func TestCaseDoesNotCount(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"lower"})
	s.SetTXT("Other.COM", []string{"upper"})
	want(t, r, "ACME.com", "lower")
	want(t, r, "other.com", "upper")
}

// Otherwise "not published yet" looks like a failure of ours, or the other way round.
func TestANameWithoutRecordsIsNoError(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("_accounts.acme.com", []string{"x"})
	for what, name := range map[string]string{
		"no such name":            "other.com",
		"no name below":           "x._accounts.acme.com",
		"a name without a record": "acme.com",
		"too long for a name":     strings.Repeat("a", 64) + ".com",
		"too long in all":         strings.Repeat("a.", 127) + "com",
		"no ASCII":                "bücher.example",
		"no name":                 "",
	} {
		got, err := r.TXT(t.Context(), name)
		if err != nil || len(got) > 0 {
			t.Errorf("%s: got %q, %v", what, got, err)
		}
	}
	s.SetTXT("_accounts.acme.com")
	want(t, r, "_accounts.acme.com")
}

// Otherwise a server in trouble is taken for a domain without the record. The name in the error has
// no search domain to be tried below, and the server is the one that was asked.
func TestAFailingServerIsAnError(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"x"})
	for _, code := range []dnsmessage.RCode{dnsmessage.RCodeServerFailure, dnsmessage.RCodeRefused, dnsmessage.RCodeFormatError} {
		s.Fail(code)
		got, err := r.TXT(t.Context(), "acme.com")
		if err == nil || len(got) > 0 || !strings.HasPrefix(err.Error(), "look up text records: ") {
			t.Fatalf("%s: got %q, %v", code, got, err)
		}
		var failed *net.DNSError
		if !errors.As(err, &failed) || failed.Name != "acme.com." || failed.Server != s.Address() {
			t.Errorf("%s: got %v", code, err)
		}
	}
	s.Recover()
	want(t, r, "acme.com", "x")
}

// Otherwise a server that cannot be asked is taken for a domain without the record.
func TestAnUnreachableServerIsAnError(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"127.0.0.1:1", "127.0.0.1", "not a server"} {
		if got, err := (dns.Resolver{Server: server}).TXT(t.Context(), "acme.com"); err == nil {
			t.Errorf("%s: got %q", server, got)
		}
	}
}

// Otherwise the caller's deadline is not kept, or what it cut off is taken for an answer.
func TestTheCallersDeadlineHolds(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"x"})
	s.Silence()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	got, err := r.TXT(ctx, "acme.com")
	if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took > 2*time.Second {
		t.Errorf("got %q, %v after %s", got, err, took)
	}
}

// Otherwise a server that does not answer holds up a caller without a deadline for as long as the
// system's settings have it, which is 10 seconds and more.
func TestALookupHasAnEnd(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.Silence()
	begin := time.Now()
	got, err := r.TXT(t.Context(), "acme.com")
	if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took > 4*time.Second {
		t.Errorf("got %q, %v after %s", got, err, took)
	}
}

// Otherwise a domain with many records, as large ones have, looks as if it had none or only some.
func TestALargeAnswerComesWhole(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	var records [][]string
	var joined []string
	for n := range 60 {
		text := strconv.Itoa(n) + strings.Repeat("x", 200)
		records, joined = append(records, []string{text}), append(joined, text)
	}
	s.SetTXT("acme.com", records...)
	want(t, r, "acme.com", joined...)
}

// Otherwise a stranger decides how much we hold; or a record that is too long hides the others, or
// its beginning passes for a record.
func TestTheSizeAndNumberOfRecordsAreLimited(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	of := func(size int) []string {
		var pieces []string
		for ; size > 0; size -= 250 {
			pieces = append(pieces, strings.Repeat("x", min(size, 250)))
		}
		return pieces
	}
	s.SetTXT("acme.com", of(1_001), of(1_000), of(30_000), []string{"last"})
	want(t, r, "acme.com", strings.Repeat("x", 1_000), "last")

	many := [][]string{of(1_001)}
	var first []string
	for n := range 101 {
		many = append(many, []string{strconv.Itoa(n)})
		if n < 100 {
			first = append(first, strconv.Itoa(n))
		}
	}
	s.SetTXT("acme.com", many...)
	want(t, r, "acme.com", first...)
}

// Otherwise a resolver without a server asks nobody: then the error would not be the caller's own.
func TestWithoutAServerTheSystemIsAsked(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so nothing leaves this machine
	if got, err := (dns.Resolver{}).TXT(ctx, "acme.com"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", got, err)
	}
}
