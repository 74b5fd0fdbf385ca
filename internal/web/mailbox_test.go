package web_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// testKey is an HMAC key in memory.
type testKey string

func (k testKey) CodeMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message) }
func (k testKey) LinkMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message) }

func (k testKey) mac(message []byte) (sum [32]byte, err error) {
	h := hmac.New(sha256.New, []byte(k))
	h.Write(message)
	copy(sum[:], h.Sum(nil))
	return sum, nil
}

// render writes mails with only their kind and secrets: a code, or the tokens of a mail's two links, one per line.
func (s *system) render(m workflow.Mail, secrets workflow.Secrets) (workflow.Message, error) {
	for _, token := range []string{secrets.Token, secrets.Report} {
		if _, mac, link := strings.Cut(token, "."); link {
			s.secrets.add(mac) // what stands before it is the request's id
		}
	}
	if secrets.Code != "" {
		s.secrets.add(secrets.Code, strings.ReplaceAll(secrets.Code, "-", ""))
	}
	text := secrets.Token + secrets.Code
	if secrets.Report != "" {
		text += "\n" + secrets.Report
	}
	return workflow.Message{To: m.To, Subject: string(m.Kind), Text: text}, nil
}

// Send is a mail provider that delivers to one mailbox.
func (s *system) Send(_ context.Context, m workflow.Message) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.delivered = append(s.delivered, m)
	return "id", nil
}

// deliver sends the waiting mails and returns the secret in the latest mail of that kind to that address: its code, or the
// token of its decision link.
func (s *system) deliver(kind workflow.MailKind, to account.Email) string {
	s.Helper()
	secret, _, _ := strings.Cut(s.deliverMail(kind, to), "\n")
	return secret
}

// deliverMail sends the waiting mails and returns the latest of that kind to that address.
func (s *system) deliverMail(kind workflow.MailKind, to account.Email) string {
	s.Helper()
	if _, err := s.send.Sweep(s.Context()); err != nil {
		s.Fatal(err)
	}
	for _, m := range slices.Backward(s.delivered) {
		if m.Subject == string(kind) && m.To == to {
			return m.Text
		}
	}
	s.Fatalf("no %s mail to %s among %v", kind, to, s.delivered)
	return ""
}

// reportDelivery simulates the mail provider's event about the latest mail with a link to that nominee.
func (s *system) reportDelivery(news account.Delivery, id string, address account.Email) {
	s.Helper()
	if _, err := s.send.Sweep(s.Context()); err != nil {
		s.Fatal(err)
	}
	record := workflow.RecordMailEvent{Store: s.table, Now: s.now}
	for _, n := range s.stored(id).Nominees {
		if n.Email != address {
			continue
		}
		if err := record.Do(s.Context(), workflow.MailEvent{MailID: n.MailID, MessageID: "id", News: news}); err != nil {
			s.Fatal(err)
		}
		return
	}
	s.Fatalf("%s is no nominee of %s", address, id)
}

// stopMail stops the requester's mail to the address, as the link in a mail does.
func (s *system) stopMail(address, requester account.Email) {
	s.Helper()
	read, err := s.table.Address(s.Context(), address)
	if err != nil {
		s.Fatal(err)
	}
	next, err := read.Stop(requester, s.now())
	if err != nil {
		s.Fatal(err)
	}
	if err := s.table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}); err != nil {
		s.Fatal(err)
	}
}

// suppress suppresses the address, as a complaint does.
func (s *system) suppress(address account.Email) {
	s.Helper()
	read, err := s.table.Address(s.Context(), address)
	if err != nil {
		s.Fatal(err)
	}
	next, err := read.Complain(s.now())
	if err != nil {
		s.Fatal(err)
	}
	if err := s.table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}); err != nil {
		s.Fatal(err)
	}
}

// link opens a request and returns the token of Jane's link.
func (s *system) link(domain string) (requestBody, string) {
	s.Helper()
	opened := s.submit(domain)
	return opened, s.deliver(workflow.Invitation, account.Email("jane@"+domain))
}

// code returns a code that was mailed to Jane.
func (s *system) code(token, domain string) string {
	s.Helper()
	return s.codeTo(token, account.Email("jane@"+domain))
}

// codeTo returns a code that was mailed to the holder of a link.
func (s *system) codeTo(token string, holder account.Email) string {
	s.Helper()
	s.pass(time.Second)
	s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
	return s.deliver(workflow.CodeMail, holder)
}
