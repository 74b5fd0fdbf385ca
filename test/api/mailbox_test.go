package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/workflow"
)

// mailbox gets all mails of a table.
type mailbox struct {
	t    testing.TB
	send workflow.Send

	mutex   sync.Mutex
	letters map[account.Email]workflow.Secrets // of the latest mail with a link or a code
}

func newMailbox(t testing.TB, table *dynamo.Table, keys interface {
	workflow.LinkMAC
	workflow.CodeMAC
}, now func() time.Time) *mailbox {
	m := &mailbox{t: t, letters: map[account.Email]workflow.Secrets{}}
	m.send = workflow.Send{
		Store: table, Links: keys, Codes: keys, Provider: m, Render: m.render, Now: now,
		Invitations: workflow.ADay(5), InvitationsPerRequester: workflow.ADay(5), Daily: workflow.ADay(10_000), DailyPerRequester: workflow.ADay(10_000), BudgetSpent: func(workflow.Mail) {},
		Failed: func(context.Context, workflow.Mail, string) {}, // what is too much for one address is given up in the end
	}
	return m
}

// letter sends the waiting mails and returns the secrets in the latest mail to that address.
func (m *mailbox) letter(to account.Email) workflow.Secrets {
	m.t.Helper()
	for swept := 1; swept > 0; {
		var err error
		if swept, err = m.send.Sweep(m.t.Context()); err != nil {
			m.t.Error(err)
		}
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	secrets, mailed := m.letters[to]
	if !mailed {
		m.t.Errorf("no mail to %s", to)
	}
	clear(m.letters)
	return secrets
}

// render records the secrets in the mail.
func (m *mailbox) render(mail workflow.Mail, secrets workflow.Secrets) (workflow.Message, error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if secrets.Token != "" || secrets.Code != "" {
		m.letters[mail.To] = secrets
	}
	return workflow.Message{To: mail.To}, nil
}

// Send is a mail provider that accepts everything.
func (*mailbox) Send(context.Context, workflow.Message) (string, error) { return "id", nil }

// keys are HMAC keys in memory.
type keys struct{}

func (keys) CodeMAC(_ context.Context, message []byte) ([32]byte, error) {
	return mac("codes", message), nil
}
func (keys) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	return mac("links", message), nil
}

func mac(key string, message []byte) [32]byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write(message)
	return [32]byte(h.Sum(nil))
}
