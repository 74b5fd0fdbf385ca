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

// A proof can be among other records, and published as several strings.
func TestAllRecordsAreReturnedWithTheirStringsJoined(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"v=spf1 -all"}, []string{"smart", "", "accounts=", "1 2"}, []string{""})
	s.SetTXT("other.com", []string{"other"})
	want(t, r, "acme.com", "v=spf1 -all", "smartaccounts=1 2", "")
	want(t, r, "acme.com.", "v=spf1 -all", "smartaccounts=1 2", "")
}

// A domain owner may write its name in capitals.
func TestCaseDoesNotCount(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.SetTXT("acme.com", []string{"lower"})
	s.SetTXT("Other.COM", []string{"upper"})
	want(t, r, "ACME.com", "lower")
	want(t, r, "other.com", "upper")
}

// A record that is not published yet is not a failure.
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

// A failure does not mean that the domain lacks the record. The name in the error is absolute, and the server is the
// one that was queried.
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

// An unreachable server does not mean that the domain lacks the record.
func TestAnUnreachableServerIsAnError(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"127.0.0.1:1", "127.0.0.1", "not a server"} {
		if got, err := (dns.Resolver{Server: server}).TXT(t.Context(), "acme.com"); err == nil {
			t.Errorf("%s: got %q", server, got)
		}
	}
}

// A lookup that the deadline ended is an error, not an empty result.
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

// With the system's settings, a server that does not respond would block a caller without a deadline for 10 seconds or
// more.
func TestALookupHasATimeLimit(t *testing.T) {
	t.Parallel()
	s, r := start(t)
	s.Silence()
	begin := time.Now()
	got, err := r.TXT(t.Context(), "acme.com")
	if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took > 4*time.Second {
		t.Errorf("got %q, %v after %s", got, err, took)
	}
}

// Large domains have many records. The resolver repeats a truncated response over TCP.
func TestALargeResponseIsReadWhole(t *testing.T) {
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

// The records are untrusted. One that is too long is dropped whole, and does not hide the others.
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

// The error of the canceled context shows that a lookup was started.
func TestWithoutAServerTheSystemIsAsked(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so nothing leaves this machine
	if got, err := (dns.Resolver{}).TXT(ctx, "acme.com"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %q, %v", got, err)
	}
}
