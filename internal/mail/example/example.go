// Package example has a mail of every kind, for tests and for the preview.
package example

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Example is a mail with its name and its secrets.
type Example struct {
	Name    string
	Mail    workflow.Mail
	Secrets workflow.Secrets
}

// PublicURL is the address that the examples' links begin with.
const PublicURL = "https://accounts.example"

// The secrets of the examples.
const (
	Token  = "01j0000000000000000000000r.c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldCE"
	Report = "01j0000000000000000000000r.cmVwb3J0LXJlcG9ydC1yZXBvcnQtcmVwb3J0LXJlcG9ydCE"
	Code   = "7K3M-9QXZ"
)

// Operator is the address of the operator in the examples.
const Operator = "olga@operators.example"

// Secrets returns the secrets of a mail of the kind.
func Secrets(kind workflow.MailKind) workflow.Secrets {
	switch {
	case kind.CarriesLink():
		return workflow.Secrets{Token: Token, Report: Report}
	case kind.Unsolicited():
		return workflow.Secrets{Report: Report}
	case kind.CarriesCode():
		return workflow.Secrets{Code: Code}
	default:
		return workflow.Secrets{}
	}
}

const (
	anna  = "anna.rossi@acme.com"
	marco = "marco.bianchi@acme.com"
)

// All returns the examples in that language.
func All(l account.Language) []Example {
	asked := time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)
	var examples []Example
	add := func(name string, kind workflow.MailKind, change func(m *workflow.Mail)) {
		m := workflow.Mail{
			ID: "01j0000000000000000000000m", Kind: kind, To: anna, Language: l,
			RequestID: "01j0000000000000000000000r", CreatedAt: asked, AccountName: "Acme S.r.l.", Domain: "emea.acme.com",
			Requester: "paola@partner.example", By: "paola@partner.example", ExpiresAt: asked.Add(90 * 24 * time.Hour),
		}
		change(&m)
		examples = append(examples, Example{name, m, Secrets(kind)})
	}
	ended := func(to account.Email, outcome account.State, by account.Actor) func(m *workflow.Mail) {
		return func(m *workflow.Mail) { m.To, m.Outcome, m.By = to, outcome, by }
	}
	dispute := func(to account.Email, by account.Actor, settled account.Outcome, reason string) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			m.To, m.By, m.Settled, m.Reason = to, by, settled, reason
			m.RequestID, m.AccountID, m.ExpiresAt = "", "01j0000000000000000000000a", time.Time{}
			m.DisputeID = "01j0000000000000000000000d"
			m.Requester, m.Domain = "it@acme.example", "acme.com"
		}
	}
	const requester, other = "paola@partner.example", "it@acme.com"

	add("invitation", workflow.Invitation, func(m *workflow.Mail) { m.Nominee, m.Generation = 1, 1 })
	add("invitation-forwarded", workflow.Invitation, func(m *workflow.Mail) {
		m.To, m.By, m.ForwardedTo = marco, anna, marco
		m.AccountName, m.Domain = "Booking.com & Müller Söhne Kältetechnik und Klimaanlagenbau Gesellschaft", "xn--mller-kva.de"
	})
	add("invitation-above", workflow.Invitation, func(m *workflow.Mail) { m.Nominee, m.Generation, m.Above = 1, 1, "acme.com" })
	add("reminder-above", workflow.Reminder, func(m *workflow.Mail) { m.Nominee, m.Generation, m.By, m.Above = 1, 1, account.System, "acme.com" })
	add("reminder", workflow.Reminder, func(m *workflow.Mail) { m.Nominee, m.Generation, m.By = 1, 1, account.System })
	add("code", workflow.CodeMail, func(m *workflow.Mail) { m.ExpiresAt = asked.Add(10 * time.Minute) })
	add("mailbox-code", workflow.MailboxCodeMail, func(m *workflow.Mail) {
		m.RequestID, m.AccountName, m.Domain, m.Requester, m.By, m.ExpiresAt = "", "", "", "", "", asked.Add(10*time.Minute)
	})
	add("closed-approved", workflow.ClosedMail, ended(other, account.Approved, anna))
	add("closed-declined", workflow.ClosedMail, ended(other, account.Declined, anna))
	add("closed-withdrawn", workflow.ClosedMail, ended(other, account.Withdrawn, requester))
	add("replaced", workflow.ReplacedMail, func(m *workflow.Mail) { m.Nominee, m.Generation, m.By = 1, 1, requester })
	add("closed-rejected", workflow.ClosedMail, ended(other, account.Rejected, Operator))
	add("lapsed", workflow.LapsedMail, ended(anna, account.Expired, account.System))
	add("awaiting", workflow.AwaitingMail, func(m *workflow.Mail) { m.By = Operator })
	add("review", workflow.ReviewMail, func(m *workflow.Mail) { m.To = Operator })
	add("accepted", workflow.AcceptedMail, func(m *workflow.Mail) { m.To, m.By = requester, Operator })
	add("rejected", workflow.RejectedMail, func(m *workflow.Mail) {
		ended(requester, account.Rejected, Operator)(m)
		m.Reason = "acme.com is not this customer's: see https://acme.com/imprint."
	})
	add("approved", workflow.ApprovedMail, ended(requester, account.Approved, anna))
	add("created", workflow.CreatedMail, func(m *workflow.Mail) {
		ended(anna, account.Approved, anna)(m)
		m.AccountID = "01j0000000000000000000000a"
	})
	add("declined", workflow.DeclinedMail, func(m *workflow.Mail) {
		ended(requester, account.Declined, anna)(m)
		m.Reason = "We have an account already, see www.acme.com/accounts or write to it@acme.com.\n\nAnna"
	})
	add("forwarded", workflow.ForwardMail, func(m *workflow.Mail) { m.To, m.By, m.ForwardedTo = requester, anna, marco })
	add("forwarded-masked", workflow.ForwardMail, func(m *workflow.Mail) {
		m.To, m.By, m.ForwardedTo = requester, account.Actor(account.Email(anna).Masked()), account.Email(account.Email(marco).Masked())
	})
	add("bounced", workflow.BouncedMail, func(m *workflow.Mail) {
		m.To, m.By, m.Address = requester, account.System, anna
		m.Unreached = []workflow.Unreached{{Address: anna, Why: account.UnreachableRejected}}
	})
	add("bounced-unreached", workflow.BouncedMail, func(m *workflow.Mail) {
		m.To, m.By, m.Address, m.Undelivered = requester, account.System, anna, true
		m.Unreached = []workflow.Unreached{
			{Address: anna, Why: account.UnreachableBounced}, {Address: marco, Why: account.UnreachableComplained}, {Address: other, Why: account.UnreachableSuppressed},
		}
		m.ExpiresAt = asked.Add(7 * 24 * time.Hour)
	})
	add("expired", workflow.ExpiredMail, ended(requester, account.Expired, account.System))
	add("expired-unreached", workflow.ExpiredMail, func(m *workflow.Mail) {
		ended(requester, account.Expired, account.System)(m)
		m.Undelivered = true
	})
	add("dispute", workflow.DisputeMail, dispute(Operator, "it@acme.example", "", ""))
	add("settled-rejected", workflow.SettledMail, dispute("it@acme.example", Operator, account.DisputeRejected, "You named no proof, and acme.com answers for Anna."))
	add("settled-added", workflow.SettledMail, func(m *workflow.Mail) {
		dispute(anna, Operator, account.AdministratorAdded, "Both work for Acme.")(m)
		m.Address = marco
	})
	add("settled-added-masked", workflow.SettledMail, func(m *workflow.Mail) {
		dispute("it@acme.example", Operator, account.AdministratorAdded, "Both work for Acme.")(m)
		m.Address = account.Email(account.Email(marco).Masked())
	})
	add("settled-cancelled", workflow.SettledMail, dispute(anna, Operator, account.AccountTakenBack, "The domain was sold on 1 October."))
	add("settled-rejected-administrator", workflow.SettledMail, dispute(anna, Operator, account.DisputeRejected, "They named no proof."))
	add("settled-cancelled-disputer", workflow.SettledMail, dispute("it@acme.example", Operator, account.AccountTakenBack, "The domain was sold on 1 October."))
	add("settled-ended", workflow.SettledMail, func(m *workflow.Mail) {
		dispute("it@acme.example", Operator, account.RequestEnded, "The domain is yours.")(m)
		m.AccountName, m.AccountID = "", "" // which is not for who disputed
	})
	add("settled-rejected-unnamed", workflow.SettledMail, func(m *workflow.Mail) {
		dispute("it@acme.example", Operator, account.DisputeRejected, "You named no proof.")(m)
		m.AccountName, m.AccountID = "", ""
	})
	add("settled-proved", workflow.SettledMail, func(m *workflow.Mail) {
		dispute("it@acme.example", account.System, account.RequestEnded, "")(m)
		m.AccountName, m.AccountID = "", ""
	})
	add("closed-proved", workflow.ClosedMail, ended(other, account.Rejected, account.System))
	add("rejected-proved", workflow.RejectedMail, ended(requester, account.Rejected, account.System))
	proved := func(to account.Email, ends time.Time) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			dispute(to, "it@acme.example", "", "")(m)
			if m.ExpiresAt = ends; to != Operator {
				m.AccountName, m.AccountID = "", "" // which is not for who disputed
			}
		}
	}
	soon := asked.Add(72 * time.Hour)
	add("proved", workflow.ProvedMail, proved("it@acme.example", time.Time{}))
	add("proved-ending", workflow.ProvedMail, proved("it@acme.example", soon))
	add("proved-operators", workflow.ProvedMail, proved(Operator, time.Time{}))
	add("proved-operators-ending", workflow.ProvedMail, proved(Operator, soon))
	add("ending", workflow.EndingMail, func(m *workflow.Mail) { m.To, m.By, m.ExpiresAt = requester, account.System, soon })
	add("ending-asked", workflow.EndingAskedMail, func(m *workflow.Mail) { m.By, m.ExpiresAt = account.System, soon })
	add("appointed", workflow.AppointedMail, func(m *workflow.Mail) {
		dispute(marco, Operator, account.AdministratorAdded, "Both work for Acme.")(m)
		m.Address = marco
	})
	member := func(to account.Email, roles ...workflow.GivenRole) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			m.To, m.Requester, m.By, m.Roles = to, anna, anna, roles
			m.RequestID, m.AccountID, m.ExpiresAt = "", "01j0000000000000000000000a", time.Time{}
		}
	}
	viewer := workflow.GivenRole{Role: account.SmartAccountViewer}
	sales := workflow.GivenRole{Role: account.VirtualAccountAdministrator, At: "Sales", WithNested: true}
	support := workflow.GivenRole{Role: account.VirtualAccountUser, At: "Support, see www.acme.com"}
	add("member-added", workflow.MemberAddedMail, member(marco, viewer))
	add("member-added-virtual", workflow.MemberAddedMail, member(marco, sales, support))
	add("member-changed", workflow.MemberChangedMail, member(marco, sales))
	add("member-removed", workflow.MemberRemovedMail, member(marco))
	add("member-moved", workflow.MemberMovedMail, member(marco))
	add("membership-ending", workflow.MembershipEndingMail, func(m *workflow.Mail) {
		member(marco, viewer)(m)
		m.ExpiresAt = asked.Add(7 * 24 * time.Hour)
	})
	administrators := func(roles ...workflow.GivenRole) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			member(other, roles...)(m)
			m.Address = marco
		}
	}
	add("administrator-added", workflow.AdministratorChangedMail, administrators(workflow.GivenRole{Role: account.SmartAccountAdministrator}))
	add("administrator-removed", workflow.AdministratorChangedMail, administrators())
	operated := func(newName, reason string) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			member(marco)(m)
			m.Requester, m.By, m.NewName, m.Reason = Operator, account.Actor(Operator), newName, reason
		}
	}
	add("rename-accepted", workflow.RenameAcceptedMail, func(m *workflow.Mail) { operated(m.AccountName, "")(m) })
	add("rename-accepted-because", workflow.RenameAcceptedMail, func(m *workflow.Mail) { operated(m.AccountName, "It is in the register.")(m) })
	add("rename-rejected", workflow.RenameRejectedMail, operated("Globex, see www.globex.com", "Another company has this name.\nSee www.register.example."))
	add("account-reopened", workflow.ReopenedMail, operated("", "It was closed by mistake."))
	for _, v := range account.Visibilities() {
		add("visibility-"+string(v), workflow.VisibilityChangedMail, func(m *workflow.Mail) {
			member(other)(m)
			m.Visibility = v
		})
	}
	access := func(to account.Email, outcome account.AccessState, roles ...workflow.GivenRole) func(m *workflow.Mail) {
		return func(m *workflow.Mail) {
			member(to, roles...)(m)
			m.Requester, m.AccessRequestID, m.AccessOutcome, m.ExpiresAt = marco, "01j0000000000000000000000q", outcome, asked.Add(30*24*time.Hour)
		}
	}
	add("rules-changed", workflow.RulesChangedMail, member(other))
	add("rules-off", workflow.RulesChangedMail, func(m *workflow.Mail) {
		member(other)(m)
		m.RulesOff = true
	})
	add("access-requested", workflow.AccessAskedMail, access(other, "", viewer))
	add("access-requested-virtual", workflow.AccessAskedMail, access(other, "", sales, support))
	add("access-reminder", workflow.AccessReminderMail, access(other, "", viewer))
	add("access-decided-approved", workflow.AccessDecidedMail, access(other, account.AccessApproved))
	add("access-decided-declined", workflow.AccessDecidedMail, access(other, account.AccessDeclined))
	add("access-approved", workflow.AccessApprovedMail, access(marco, "", support))
	add("access-declined", workflow.AccessDeclinedMail, access(marco, ""))
	add("access-declined-reason", workflow.AccessDeclinedMail, func(m *workflow.Mail) {
		access(marco, "")(m)
		m.Reason, m.By = "Please ask with your company address.", anna
	})
	add("access-expired", workflow.AccessExpiredMail, access(marco, ""))
	return examples
}
