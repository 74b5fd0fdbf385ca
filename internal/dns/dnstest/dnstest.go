// Package dnstest gives tests a DNS server of their own, over UDP and TCP on a port of the loopback.
package dnstest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

const (
	// withoutEDNS is what an answer over UDP may have if the query does not say, RFC 1035.
	withoutEDNS = 512
	// ourPayload is what we say to take over UDP ourselves.
	ourPayload = 1_232
	// maxMessage is what fits the length before a message over TCP.
	maxMessage = math.MaxUint16
)

// Server answers for every name: it knows those it was given, and that there are no others.
type Server struct {
	t       testing.TB
	udp     net.PacketConn
	tcp     net.Listener
	running sync.WaitGroup

	mu          sync.Mutex
	records     map[string][][]string // by absolute name in lower case
	failure     dnsmessage.RCode      // RCodeSuccess: none
	silent      bool
	stopped     bool
	connections map[net.Conn]bool
}

// Start returns a running server that knows no name. It stops when the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	udp, tcp, err := listen(t)
	if err != nil {
		t.Fatalf("dnstest: %v", err)
	}
	s := &Server{t: t, udp: udp, tcp: tcp, records: map[string][][]string{}, connections: map[net.Conn]bool{}}
	s.running.Go(s.serveUDP)
	s.running.Go(s.serveTCP)
	t.Cleanup(s.stop)
	return s
}

// listen finds a port that is free for both: the system picks one for UDP and does not look at TCP.
func listen(t testing.TB) (udp net.PacketConn, tcp net.Listener, err error) {
	var config net.ListenConfig
	for range 20 {
		udp, err = config.ListenPacket(t.Context(), "udp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, err
		}
		tcp, err = config.Listen(t.Context(), "tcp", udp.LocalAddr().String())
		if err == nil {
			return udp, tcp, nil
		}
		_ = udp.Close()
	}
	return nil, nil, err
}

// Address is the server's host:port, the same for UDP and TCP.
func (s *Server) Address() string {
	return s.udp.LocalAddr().String()
}

// SetTXT gives that name these records in place of those it had; each is one or more strings. Without
// records the name is unknown again.
func (s *Server) SetTXT(name string, records ...[]string) {
	s.t.Helper()
	if err := sendable(name, records); err != nil {
		s.t.Fatalf("dnstest: %s: %v", name, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(records) == 0 {
		delete(s.records, key(name))
		return
	}
	s.records[key(name)] = records
}

// Fail has every query answered with that code and nothing else.
func (s *Server) Fail(code dnsmessage.RCode) { s.behave(code, false) }

// Silence has every query read and none answered.
func (s *Server) Silence() { s.behave(dnsmessage.RCodeSuccess, true) }

// Recover ends what Fail or Silence began.
func (s *Server) Recover() { s.behave(dnsmessage.RCodeSuccess, false) }

func (s *Server) behave(failure dnsmessage.RCode, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure, s.silent = failure, silent
}

// key is what names are compared by: case does not count, RFC 4343.
func key(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, ".") + ".")
}

// sendable tells a test of its mistake at once: else the client would only see that nothing comes.
func sendable(name string, records [][]string) error {
	asked, err := dnsmessage.NewName(key(name))
	if err != nil {
		return err
	}
	for _, record := range records {
		if len(record) == 0 {
			return errors.New("a record without a string")
		}
	}
	reply := dnsmessage.Message{
		Questions:   []dnsmessage.Question{{Name: asked, Type: dnsmessage.TypeTXT, Class: dnsmessage.ClassINET}},
		Answers:     texts(asked, records),
		Additionals: []dnsmessage.Resource{edns(dnsmessage.RCodeSuccess)},
	}
	packed, err := reply.Pack()
	if err == nil && len(packed) > maxMessage {
		err = fmt.Errorf("an answer of %d bytes", len(packed))
	}
	return err
}

func texts(name dnsmessage.Name, records [][]string) []dnsmessage.Resource {
	var answers []dnsmessage.Resource
	for _, record := range records {
		answers = append(answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: name, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.TXTResource{TXT: record},
		})
	}
	return answers
}

func edns(code dnsmessage.RCode) dnsmessage.Resource {
	var header dnsmessage.ResourceHeader
	_ = header.SetEDNS0(ourPayload, code, false) // never fails
	return dnsmessage.Resource{Header: header, Body: &dnsmessage.OPTResource{}}
}

// answer returns the bytes to send back, or nil for what gets no answer.
func (s *Server) answer(packed []byte, overUDP bool) []byte {
	var query dnsmessage.Message
	if err := query.Unpack(packed); err != nil || query.Response {
		return nil
	}
	code, answers, silent := s.find(query)
	if silent {
		return nil
	}
	reply := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID: query.ID, Response: true, OpCode: query.OpCode, RCode: code,
			Authoritative: true, RecursionDesired: query.RecursionDesired, RecursionAvailable: true,
		},
		Questions: query.Questions, // letter by letter: clients compare them
		Answers:   answers,
	}
	limit := withoutEDNS
	for _, additional := range query.Additionals {
		if additional.Header.Type == dnsmessage.TypeOPT {
			limit = max(limit, int(additional.Header.Class)) // which has the client's size there, RFC 6891
			reply.Additionals = []dnsmessage.Resource{edns(code)}
		}
	}
	out, err := reply.Pack()
	if err == nil && overUDP && len(out) > limit {
		reply.Truncated, reply.Answers = true, nil
		out, err = reply.Pack()
	}
	if err != nil {
		s.t.Errorf("dnstest: %v", err)
		return nil
	}
	return out
}

// find says what the answer to a query is, or that there is to be none.
func (s *Server) find(query dnsmessage.Message) (code dnsmessage.RCode, answers []dnsmessage.Resource, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.silent, s.failure != dnsmessage.RCodeSuccess:
		return s.failure, nil, s.silent
	case query.OpCode != 0:
		return dnsmessage.RCodeNotImplemented, nil, false
	case len(query.Questions) != 1:
		return dnsmessage.RCodeFormatError, nil, false
	}
	asked := query.Questions[0]
	name := key(asked.Name.String())
	switch {
	case asked.Class != dnsmessage.ClassINET:
		return dnsmessage.RCodeRefused, nil, false
	case !s.exists(name):
		return dnsmessage.RCodeNameError, nil, false
	case asked.Type != dnsmessage.TypeTXT:
		return dnsmessage.RCodeSuccess, nil, false
	}
	return dnsmessage.RCodeSuccess, texts(asked.Name, s.records[name]), false
}

// exists reports whether there is that name: those above a name are there, too, without a record of
// their own, RFC 8020.
func (s *Server) exists(name string) bool {
	for known := range s.records {
		if known == name || strings.HasSuffix(known, "."+name) {
			return true
		}
	}
	return name == "."
}

func (s *Server) serveUDP() {
	packet := make([]byte, maxMessage)
	for {
		n, client, err := s.udp.ReadFrom(packet)
		if err != nil {
			return // stopped
		}
		if out := s.answer(packet[:n], true); out != nil {
			_, _ = s.udp.WriteTo(out, client) // a client that is gone needs none
		}
	}
}

func (s *Server) serveTCP() {
	for {
		connection, err := s.tcp.Accept()
		if err != nil {
			return // stopped
		}
		if !s.open(connection) {
			_ = connection.Close()
			return
		}
		s.running.Go(func() {
			s.converse(connection)
			s.closed(connection)
		})
	}
}

// converse returns query by query, until the client has no more or breaks the rules.
func (s *Server) converse(connection net.Conn) {
	for {
		var length [2]byte
		if _, err := io.ReadFull(connection, length[:]); err != nil {
			return
		}
		packed := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(connection, packed); err != nil {
			return
		}
		out := s.answer(packed, false)
		if out == nil {
			continue
		}
		size := len(out)
		if size > maxMessage { // SetTXT takes no such records
			return
		}
		binary.BigEndian.PutUint16(length[:], uint16(size))
		if _, err := connection.Write(append(length[:], out...)); err != nil {
			return
		}
	}
}

func (s *Server) open(connection net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return false
	}
	s.connections[connection] = true
	return true
}

func (s *Server) closed(connection net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, connection)
	_ = connection.Close()
}

func (s *Server) stop() {
	_ = s.udp.Close()
	_ = s.tcp.Close()
	s.mu.Lock()
	s.stopped = true
	for connection := range s.connections {
		_ = connection.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}
