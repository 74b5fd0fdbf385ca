// Package example has a mail of every kind, for tests and for the preview.
package example

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Example is a mail by name, with the secret that it carries.
type Example struct {
	Name   string
	Mail   workflow.Mail
	Secret string
}

// PublicURL is where the examples' links lead.
const PublicURL = "https://accounts.example"

// The secrets of the examples.
const (
	Token = "01j0000000000000000000000r.c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldCE"
	Code  = "7K3M-9QXZ"
)

// All answers the examples in that language.
func All(l account.Language) []Example {
	asked := time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)
	mail := func(kind workflow.MailKind, change func(m *workflow.Mail)) workflow.Mail {
		m := workflow.Mail{
			ID: "01j0000000000000000000000m", Kind: kind, To: "anna.rossi@acme.com", Language: l,
			RequestID: "01j0000000000000000000000r", CreatedAt: asked, AccountName: "Acme S.r.l.", Domain: "emea.acme.com",
			Requester: "paola@partner.example", By: "paola@partner.example", ExpiresAt: asked.Add(90 * 24 * time.Hour),
		}
		change(&m)
		return m
	}
	toRequester := func(outcome account.State, by account.Actor) func(m *workflow.Mail) {
		return func(m *workflow.Mail) { m.To, m.Outcome, m.By = m.Requester, outcome, by }
	}
	return []Example{
		{"invitation", mail(workflow.Invitation, func(m *workflow.Mail) { m.Nominee, m.Generation = 1, 1 }), Token},
		{"invitation-forwarded", mail(workflow.Invitation, func(m *workflow.Mail) {
			m.To, m.By, m.ForwardedTo = "marco.bianchi@acme.com", "anna.rossi@acme.com", "marco.bianchi@acme.com"
			m.AccountName, m.Domain = "Booking.com & Müller Söhne Kältetechnik und Klimaanlagenbau Gesellschaft", "xn--mller-kva.de"
		}), Token},
		{"code", mail(workflow.CodeMail, func(m *workflow.Mail) { m.ExpiresAt = asked.Add(10 * time.Minute) }), Code},
		{"approved", mail(workflow.ApprovedMail, toRequester(account.Approved, "anna.rossi@acme.com")), ""},
		{"declined", mail(workflow.DeclinedMail, func(m *workflow.Mail) {
			toRequester(account.Declined, "anna.rossi@acme.com")(m)
			m.Reason = "We have an account already, see www.acme.com/accounts or write to it@acme.com.\n\nAnna"
		}), ""},
		{"forwarded", mail(workflow.ForwardMail, func(m *workflow.Mail) {
			m.To, m.By, m.ForwardedTo = m.Requester, "anna.rossi@acme.com", "marco.bianchi@acme.com"
		}), ""},
		{"expired", mail(workflow.ExpiredMail, toRequester(account.Expired, account.System)), ""},
		{"closed-approved", mail(workflow.ClosedMail, func(m *workflow.Mail) { m.To, m.Outcome, m.By = "it@acme.com", account.Approved, "anna.rossi@acme.com" }), ""},
		{"closed-declined", mail(workflow.ClosedMail, func(m *workflow.Mail) { m.To, m.Outcome, m.By = "it@acme.com", account.Declined, "anna.rossi@acme.com" }), ""},
		{"lapsed", mail(workflow.LapsedMail, func(m *workflow.Mail) { m.Outcome, m.By = account.Expired, account.System }), ""},
	}
}
