package mail

import (
	"cmp"
	"maps"
	"net/url"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
	"smartaccounts/internal/workflow"
)

// plan is the contents of a mail.
type plan struct {
	subject, opening text.Phrase
	asker            text.Phrase // label of the requester or disputer; zero: neither is named
	deadline         text.Phrase // label of the deadline; zero: it is not named
	choices          bool
	mailbox          bool // the mail is about its recipient's mailbox, not about a request
	code             bool
	reason           text.Phrase // heading of the reason; zero: there is none
	link             *link       // nil: there is none
	after            []text.Phrase
	why              text.Phrase
	whyForwarded     text.Phrase // replaces why if the request has just been forwarded to the recipient, unless zero
	whyAbove         text.Phrase // replaces why if the recipient administers the parent's account, unless zero
}

// decides reports whether the mail has the link with which its recipient can decide.
func (p plan) decides() bool { return p.link != nil && p.link.decides }

// details are the mail, and the values that its texts name.
type details struct {
	workflow.Mail
	identifier, domain, requester, by, to, target, address, above string
}

func detailsOf(m workflow.Mail) details {
	return details{
		Mail: m, identifier: inSubject(m.Domain), domain: domain(m.Domain), requester: string(m.Requester), by: string(m.By),
		to: string(m.To), target: string(m.ForwardedTo), address: string(m.Address), above: domain(m.Above),
	}
}

// planner makes the plans of a kind of mail: one, or one of several cases.
type planner struct {
	one   func(details) plan           // nil: there are cases
	by    func(m workflow.Mail) string // returns the case of a mail
	cases map[string]func(details) plan
}

// link is a link into the pages.
type link struct {
	label   func() text.Phrase
	path    func(m workflow.Mail, s workflow.Secrets) string // returns "" if this mail gets no link
	decides bool                                             // with the link one can decide
}

var (
	toDecide = &link{label: text.MailOpenRequest, decides: true, path: func(_ workflow.Mail, s workflow.Secrets) string {
		return "/pending-requests?token=" + url.QueryEscape(s.Token)
	}}
	toFollow  = &link{label: text.MailFollowRequest, path: requestPath}
	toSee     = &link{label: text.MailSeeRequest, path: requestPath} // once it has ended
	toReview  = &link{label: text.MailReviewRequest, path: requestPath}
	toSettle  = &link{label: text.MailSettleDispute, path: disputePath}
	toDispute = &link{label: text.MailSeeDispute, path: disputePath}
	toAccount = &link{label: text.MailOpenAccount, path: func(m workflow.Mail, _ workflow.Secrets) string {
		if m.AccountID == "" {
			return "" // to who may not know whether there is one
		}
		return "/accounts/" + url.PathEscape(string(m.AccountID))
	}}
)

func requestPath(m workflow.Mail, _ workflow.Secrets) string {
	return "/account-requests/" + url.PathEscape(string(m.RequestID))
}

func disputePath(m workflow.Mail, _ workflow.Secrets) string {
	return "/disputes/" + url.PathEscape(string(m.DisputeID))
}

func reportPath(s workflow.Secrets) string {
	return "/not-for-me?token=" + url.QueryEscape(s.Report)
}

func byOutcome(m workflow.Mail) string {
	return string(m.Outcome) + proved(m, m.Outcome == account.Rejected)
}

func bySettlement(m workflow.Mail) string {
	if m.Settled == account.RequestEnded {
		return string(m.Settled) + proved(m, true) // nobody else is told
	}
	if m.To == m.Requester {
		return string(m.Settled) + toDisputer
	}
	return string(m.Settled)
}

// toDisputer follows a settlement that who raised the dispute is told of.
const toDisputer = " to who disputed"

// withDisputer adds the cases in which the disputer gets the mail: its link leads to the dispute, which they can open.
func withDisputer(cases map[string]func(details) plan) map[string]func(details) plan {
	both := maps.Clone(cases)
	for settled, planFor := range cases {
		if planFor(details{}).link == toDispute {
			continue
		}
		both[settled+toDisputer] = func(d details) plan {
			p := planFor(d)
			p.link, p.after = toDispute, []text.Phrase{text.MailSignInFirst()}
			return p
		}
	}
	return both
}

// byProof follows an end that no operator brought about, but a proof by DNS.
const byProof = " by proof"

func proved(m workflow.Mail, ended bool) string {
	if ended && m.By == account.System {
		return byProof
	}
	return ""
}

// byEnder: operators rejected a request, or a proof by DNS ended it.
func byEnder(m workflow.Mail) string { return cmp.Or(proved(m, true), operators) }

// byProver: prover is who disputed, operators are the others. A pending request ends, or none does.
func byProver(m workflow.Mail) string {
	reader := operators
	if m.To == m.Requester {
		reader = prover
	}
	if m.ExpiresAt.IsZero() {
		return reader
	}
	return reader + ending
}

const (
	prover    = "prover"
	operators = "operators"
	ending    = " of a pending request"
)

// byReach: reached is that somebody who may decide can be reached, unreached that nobody can.
func byReach(m workflow.Mail) string {
	if m.Undelivered {
		return unreached
	}
	return reached
}

const (
	reached   = "reached"
	unreached = "unreached"
)

// plans has every kind of mail.
var plans = map[workflow.MailKind]planner{
	workflow.Invitation: {one: func(d details) plan {
		return plan{
			subject: text.MailInvitationSubject(d.ExpiresAt, d.identifier), opening: text.MailInvitationOpening(d.requester), asker: text.MailRequester(), deadline: text.MailDecideBy(), choices: true, link: toDecide,
			after: []text.Phrase{text.MailLinkChangesNothing(), text.MailKeepLink(d.ExpiresAt)}, why: text.MailWhyNominee(d.requester, d.to), whyForwarded: text.MailWhyForwarded(d.by, d.to), whyAbove: text.MailWhyAbove(d.above, d.requester, d.to),
		}
	}},
	workflow.Reminder: {one: func(d details) plan {
		return plan{
			subject: text.MailReminderSubject(d.ExpiresAt, d.identifier), opening: text.MailReminderOpening(d.requester), asker: text.MailRequester(), deadline: text.MailDecideBy(), choices: true, link: toDecide,
			after: []text.Phrase{text.MailLinkChangesNothing(), text.MailKeepLink(d.ExpiresAt)}, why: text.MailWhyNominee(d.requester, d.to), whyAbove: text.MailWhyAbove(d.above, d.requester, d.to),
		}
	}},
	workflow.CodeMail: {one: func(d details) plan {
		return plan{
			subject: text.MailCodeSubject(), opening: text.MailCodeOpening(), asker: text.MailRequester(), deadline: text.MailCodeUntil(), code: true,
			after: []text.Phrase{text.MailCodeNotYou()}, why: text.MailWhyCode(d.to),
		}
	}},
	workflow.MailboxCodeMail: {one: func(d details) plan {
		return plan{
			subject: text.MailMailboxCodeSubject(), opening: text.MailCodeOpening(), mailbox: true, deadline: text.MailCodeUntil(), code: true,
			after: []text.Phrase{text.MailMailboxCodeNotYou()}, why: text.MailWhyMailboxCode(d.to),
		}
	}},
	workflow.ClosedMail: {by: byOutcome, cases: map[string]func(details) plan{
		string(account.Approved): func(d details) plan {
			return plan{subject: text.MailClosedSubject(d.identifier), opening: text.MailClosedApproved(d.by), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to)}
		},
		string(account.Declined): func(d details) plan {
			return plan{subject: text.MailClosedSubject(d.identifier), opening: text.MailClosedDeclined(d.by), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to)}
		},
		string(account.Rejected): func(d details) plan {
			return plan{subject: text.MailClosedSubject(d.identifier), opening: text.MailClosedRejected(), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to)}
		},
		string(account.Rejected) + byProof: func(d details) plan {
			return plan{subject: text.MailClosedSubject(d.identifier), opening: text.MailClosedByProof(d.domain), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to)}
		},
		string(account.Withdrawn): func(d details) plan {
			return plan{subject: text.MailWithdrawnSubject(d.identifier), opening: text.MailClosedWithdrawn(d.requester), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to)}
		},
	}},
	workflow.ReplacedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailReplacedSubject(d.identifier), opening: text.MailReplacedOpening(d.requester), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to),
		}
	}},
	workflow.LapsedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailLapsedSubject(d.identifier), opening: text.MailLapsedOpening(d.ExpiresAt), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to),
		}
	}},
	workflow.AwaitingMail: {one: func(d details) plan {
		return plan{
			subject: text.MailAwaitingSubject(d.identifier), opening: text.MailAwaitingOpening(d.domain, d.requester), asker: text.MailRequester(),
			after: []text.Phrase{text.MailAdministratorsDecide(), text.MailNeedDoNothing()}, why: text.MailWhyCustomer(d.requester, d.to),
		}
	}},
	workflow.ReviewMail: {one: func(d details) plan {
		return plan{
			subject: text.MailReviewSubject(d.identifier), opening: text.MailReviewOpening(), asker: text.MailRequester(), link: toReview,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyOperator(d.to),
		}
	}},
	workflow.AcceptedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailAcceptedSubject(d.identifier), opening: text.MailAcceptedOpening(d.ExpiresAt), asker: text.MailRequester(), deadline: text.MailDecideBy(), link: toFollow,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
		}
	}},
	workflow.RejectedMail: {by: byEnder, cases: map[string]func(details) plan{
		operators: func(d details) plan {
			return plan{
				subject: text.MailRejectedSubject(d.identifier), opening: text.MailRejectedOpening(), asker: text.MailRequester(), reason: text.MailReasonByOperator(), link: toSee,
				after: []text.Phrase{text.MailAskWithReason(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
		byProof: func(d details) plan {
			return plan{
				subject: text.MailRejectedSubject(d.identifier), opening: text.MailRejectedByProof(d.domain), asker: text.MailRequester(), link: toSee,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
	}},
	workflow.ApprovedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailApprovedSubject(d.identifier), opening: text.MailApprovedOpening(d.by), asker: text.MailRequester(), link: toSee,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
		}
	}},
	workflow.CreatedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailCreatedSubject(d.identifier), opening: text.MailCreatedOpening(), asker: text.MailRequester(), link: toAccount,
			after: []text.Phrase{text.MailSignInAs(d.to), text.MailNotYou()}, why: text.MailWhyDecider(d.to),
		}
	}},
	workflow.DeclinedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailDeclinedSubject(d.identifier), opening: text.MailDeclinedOpening(d.by), asker: text.MailRequester(), reason: text.MailReasonBy(d.by), link: toSee,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
		}
	}},
	workflow.ForwardMail: {one: func(d details) plan {
		return plan{
			subject: text.MailForwardedSubject(d.identifier), opening: text.MailForwardedOpening(d.by, d.target), asker: text.MailRequester(), deadline: text.MailDecideBy(), link: toFollow,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
		}
	}},
	workflow.BouncedMail: {by: byReach, cases: map[string]func(details) plan{
		reached: func(d details) plan {
			return plan{
				subject: text.MailBouncedSubject(d.identifier), opening: text.MailBouncedOpening(d.address), asker: text.MailRequester(), link: toFollow,
				after: []text.Phrase{text.MailCorrectAddress(), text.MailOthersCanDecide(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
		unreached: func(d details) plan {
			return plan{
				subject: text.MailUnreachedSubject(d.ExpiresAt, d.identifier), opening: text.MailUnreachedOpening(), asker: text.MailRequester(), deadline: text.MailCorrectBy(), link: toFollow,
				after: []text.Phrase{text.MailCorrectAddress(), text.MailElseExpires(d.ExpiresAt), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
	}},
	workflow.ExpiredMail: {by: byReach, cases: map[string]func(details) plan{
		reached: func(d details) plan {
			return plan{
				subject: text.MailExpiredSubject(d.identifier), opening: text.MailExpiredOpening(d.ExpiresAt), asker: text.MailRequester(), link: toSee,
				after: []text.Phrase{text.MailAskAnew(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
		unreached: func(d details) plan {
			return plan{
				subject: text.MailExpiredSubject(d.identifier), opening: text.MailExpiredUnreached(d.ExpiresAt), asker: text.MailRequester(), link: toSee,
				after: []text.Phrase{text.MailAskElsewhere(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		},
	}},
	workflow.DisputeMail: {one: func(d details) plan {
		return plan{
			subject: text.MailDisputeSubject(d.identifier), opening: text.MailDisputeOpening(d.by, d.domain), asker: text.MailDisputedBy(), link: toSettle,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyOperator(d.to),
		}
	}},
	// Who disputed is no business of the account's administrators.
	workflow.SettledMail: {by: bySettlement, cases: withDisputer(map[string]func(details) plan{
		string(account.DisputeRejected): func(d details) plan {
			return plan{
				subject: text.MailSettledSubject(d.identifier), opening: text.MailSettledRejected(), reason: text.MailReasonByOperator(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to),
			}
		},
		string(account.AdministratorAdded): func(d details) plan {
			return plan{
				subject: text.MailSettledSubject(d.identifier), opening: text.MailSettledAdded(d.address), reason: text.MailReasonByOperator(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to),
			}
		},
		string(account.AccountTakenBack): func(d details) plan {
			return plan{
				subject: text.MailSettledSubject(d.identifier), opening: text.MailSettledCancelled(), reason: text.MailReasonByOperator(), why: text.MailWhySide(d.to),
			}
		},
		string(account.RequestEnded): func(d details) plan {
			return plan{
				subject: text.MailSettledSubject(d.identifier), opening: text.MailSettledEnded(), reason: text.MailReasonByOperator(), link: toDispute,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to),
			}
		},
		string(account.RequestEnded) + byProof: func(d details) plan {
			return plan{
				subject: text.MailSettledSubject(d.identifier), opening: text.MailSettledByProof(), link: toDispute, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to),
			}
		},
	})},
	workflow.ProvedMail: {by: byProver, cases: map[string]func(details) plan{
		prover: func(d details) plan {
			return plan{subject: text.MailProvedSubject(d.identifier), opening: text.MailProvedOpening(d.domain), link: toDispute, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to)}
		},
		prover + ending: func(d details) plan {
			return plan{subject: text.MailProvedSubject(d.identifier), opening: text.MailProvedOpening(d.domain), deadline: text.MailRequestEnds(), link: toDispute, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhySide(d.to)}
		},
		operators: func(d details) plan {
			return plan{subject: text.MailProvedSubject(d.identifier), opening: text.MailProvedToOperators(d.domain), asker: text.MailDisputedBy(), link: toSettle, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyOperator(d.to)}
		},
		operators + ending: func(d details) plan {
			return plan{subject: text.MailProvedSubject(d.identifier), opening: text.MailProvedToOperators(d.domain), asker: text.MailDisputedBy(), deadline: text.MailRequestEnds(), link: toSettle, after: []text.Phrase{text.MailProvedRejectToKeep(), text.MailSignInFirst()}, why: text.MailWhyOperator(d.to)}
		},
	}},
	// Who disputed is no business of theirs.
	workflow.EndingMail: {one: func(d details) plan {
		return plan{
			subject: text.MailEndingSubject(d.identifier), opening: text.MailEndingOpening(d.domain), asker: text.MailRequester(), deadline: text.MailRequestEnds(), link: toFollow, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
		}
	}},
	workflow.EndingAskedMail: {one: func(d details) plan {
		return plan{subject: text.MailEndingSubject(d.identifier), opening: text.MailEndingToDecide(d.domain), asker: text.MailRequester(), deadline: text.MailRequestEnds(), why: text.MailWhyWasNominee(d.to)}
	}},
	workflow.AppointedMail: {one: func(d details) plan {
		return plan{
			subject: text.MailAppointedSubject(d.identifier), opening: text.MailAppointedOpening(), link: toAccount,
			after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAppointed(d.to),
		}
	}},
}

// planOf returns the plan of the mail.
func planOf(m workflow.Mail) (plan, error) {
	kind, ok := plans[m.Kind]
	if !ok {
		return plan{}, errNoPlan
	}
	planFor := kind.one
	if kind.by != nil {
		if planFor, ok = kind.cases[kind.by(m)]; !ok {
			return plan{}, errNoCase
		}
	}
	return planFor(detailsOf(m)), nil
}

// fits reports whether the secrets are those that the mail brings, all of them and no other.
func (p plan) fits(kind workflow.MailKind, s workflow.Secrets) bool {
	if (s.Token != "") != p.decides() || (s.Report != "") != kind.Unsolicited() {
		return false
	}
	if !p.code {
		return s.Code == ""
	}
	_, readable := account.ReadCode(s.Code)
	return readable
}
