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
	// withoutEDNS is the maximum size of a UDP response if the query does not have one, RFC 1035.
	withoutEDNS = 512
	// ourPayload is the maximum size of a UDP message to this server, as it announces it.
	ourPayload = 1_232
	// maxMessage is the maximum length of a message over TCP.
	maxMessage = math.MaxUint16
)

// Server is a DNS server that is authoritative for every name. Only those that a test set exist.
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

// Start returns a running server without names. It stops when the test ends.
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

// listen finds a port that is free for UDP and TCP. The system picks one that is free for UDP.
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

// Address returns the server's host:port, the same for UDP and TCP.
func (s *Server) Address() string {
	return s.udp.LocalAddr().String()
}

// SetTXT replaces the records of the name; each is one or more strings. Without records it removes the name.
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

// Fail makes the server respond to every query with the code only.
func (s *Server) Fail(code dnsmessage.RCode) { s.behave(code, false) }

// Silence makes the server read every query and respond to none.
func (s *Server) Silence() { s.behave(dnsmessage.RCodeSuccess, true) }

// Recover ends the effect of Fail and Silence.
func (s *Server) Recover() { s.behave(dnsmessage.RCodeSuccess, false) }

func (s *Server) behave(failure dnsmessage.RCode, silent bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure, s.silent = failure, silent
}

// key returns the name as names are compared: absolute, and without case, RFC 4343.
func key(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, ".") + ".")
}

// sendable returns an error if the server could not send the records. Otherwise the client would get no response, and
// the test would not say why.
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

// answer returns the response to a query, or nil if there is to be none.
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
		Questions: query.Questions, // in the same case: clients compare them
		Answers:   answers,
	}
	limit := withoutEDNS
	for _, additional := range query.Additionals {
		if additional.Header.Type == dnsmessage.TypeOPT {
			limit = max(limit, int(additional.Header.Class)) // the client's maximum size, RFC 6891
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

// find returns the code and the records for a query, or that there is to be no response.
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

// exists reports whether the name or one below it has records: the names above an existing one exist, too, RFC 8020.
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
			_, _ = s.udp.WriteTo(out, client) // the client may be gone
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

// converse responds to the queries of a connection until the client closes it or breaks the protocol.
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
