package dnstest_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"smartaccounts/internal/dns/dnstest"
)

// ask sends one query over UDP. A payload of 0 is a query without EDNS.
func ask(t *testing.T, s *dnstest.Server, name string, kind dnsmessage.Type, payload int) (reply dnsmessage.Message, size int) {
	t.Helper()
	query := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 4711, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}},
	}
	if payload > 0 {
		var header dnsmessage.ResourceHeader
		_ = header.SetEDNS0(payload, dnsmessage.RCodeSuccess, false)
		query.Additionals = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.OPTResource{}}}
	}
	packed, err := query.Pack()
	if err != nil {
		t.Fatal(err)
	}
	connection, err := net.Dial("udp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := connection.Write(packed); err != nil {
		t.Fatal(err)
	}
	in := make([]byte, 65_535)
	size, err = connection.Read(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := reply.Unpack(in[:size]); err != nil {
		t.Fatal(err)
	}
	if reply.ID != 4711 || !reply.Response || len(reply.Questions) != 1 || reply.Questions[0] != query.Questions[0] {
		t.Fatalf("to another question: %+v", reply)
	}
	if len(reply.Additionals) != len(query.Additionals) {
		t.Errorf("EDNS asked for %d times, answered %d times", len(query.Additionals), len(reply.Additionals))
	}
	return reply, size
}

// Go's resolver returns the same error for both, so the tests of a client would not notice.
func TestNoNameAndNoRecordDiffer(t *testing.T) {
	t.Parallel()
	s := dnstest.Start(t)
	s.SetTXT("_accounts.Acme.com", []string{"x"})
	for _, c := range []struct {
		name    string
		kind    dnsmessage.Type
		code    dnsmessage.RCode
		answers int
	}{
		{"_accounts.acme.com.", dnsmessage.TypeTXT, dnsmessage.RCodeSuccess, 1},
		{"_ACCOUNTS.acme.COM.", dnsmessage.TypeTXT, dnsmessage.RCodeSuccess, 1},
		{"_accounts.acme.com.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, 0},
		{"acme.com.", dnsmessage.TypeTXT, dnsmessage.RCodeSuccess, 0},
		{"x._accounts.acme.com.", dnsmessage.TypeTXT, dnsmessage.RCodeNameError, 0},
		{"cme.com.", dnsmessage.TypeTXT, dnsmessage.RCodeNameError, 0},
		{"other.com.", dnsmessage.TypeA, dnsmessage.RCodeNameError, 0},
	} {
		for _, payload := range []int{0, 1_232} {
			reply, _ := ask(t, s, c.name, c.kind, payload)
			if reply.RCode != c.code || len(reply.Answers) != c.answers || reply.Truncated {
				t.Errorf("%s %s: got %s, %d answers", c.name, c.kind, reply.RCode, len(reply.Answers))
			}
		}
	}
	s.SetTXT("_accounts.acme.com")
	if reply, _ := ask(t, s, "acme.com.", dnsmessage.TypeTXT, 0); reply.RCode != dnsmessage.RCodeNameError {
		t.Errorf("a name that was removed: got %s", reply.RCode)
	}
}

// Tests depend on it to check that a client tries again over TCP.
func TestAResponseThatDoesNotFitIsTruncated(t *testing.T) {
	t.Parallel()
	s := dnstest.Start(t)
	text := strings.Repeat("x", 250)
	s.SetTXT("acme.com", []string{text, text}, []string{text})
	for payload, fits := range map[int]bool{0: false, 100: false, 512: false, 700: false, 1_232: true} {
		reply, size := ask(t, s, "acme.com.", dnsmessage.TypeTXT, payload)
		if reply.Truncated == fits || fits != (len(reply.Answers) == 2) || size > max(512, payload) {
			t.Errorf("payload %d: %d bytes, truncated %t, %d answers", payload, size, reply.Truncated, len(reply.Answers))
		}
	}
}
