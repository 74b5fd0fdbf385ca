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
	roles            text.Phrase // label of the roles that the recipient has, or that are asked for or given; zero: they are not named
	newName          bool        // the name that was asked for is named
	mailbox          bool        // the mail is about its recipient's mailbox, not about a request
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
	toAccess  = &link{label: text.MailOpenAccessRequest, path: func(m workflow.Mail, _ workflow.Secrets) string {
		return "/access-requests/" + url.PathEscape(string(m.AccessRequestID))
	}}
	toRules = &link{label: text.MailOpenRules, path: func(m workflow.Mail, _ workflow.Secrets) string {
		return "/accounts/" + url.PathEscape(string(m.AccountID)) + "/rules"
	}}
	toAccount = &link{label: text.MailOpenAccount, path: func(m workflow.Mail, _ workflow.Secrets) string {
		if m.AccountID == "" {
			return "" // the recipient may not know whether there is an account
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
		return string(m.Settled) + proved(m, true) // only the disputer gets this mail
	}
	if m.To == m.Requester {
		return string(m.Settled) + toDisputer
	}
	return string(m.Settled)
}

// toDisputer is the suffix of the cases whose recipient is the disputer.
const toDisputer = " to the disputer"

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

// byProof is the suffix of the cases in which a DNS proof, and not an operator, ended the request.
const byProof = " by proof"

// proved returns byProof if the request ended by a DNS proof.
func proved(m workflow.Mail, ended bool) string {
	if ended && m.By == account.System {
		return byProof
	}
	return ""
}

// byEnder distinguishes requests that operators rejected from those that a DNS proof ended.
func byEnder(m workflow.Mail) string { return cmp.Or(proved(m, true), operators) }

// byProver distinguishes mails to the disputer and to operators, and whether a pending request is about to end.
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

// byReach distinguishes requests of which at least one nominee can be reached.
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

// byGiven distinguishes administrators who were added and removed.
func byGiven(m workflow.Mail) string {
	if len(m.Roles) > 0 {
		return given
	}
	return taken
}

const (
	given = "given"
	taken = "taken"
)

// byReason distinguishes declines with and without a reason.
func byReason(m workflow.Mail) string {
	if m.Reason != "" {
		return withReason
	}
	return withoutReason
}

const (
	withReason    = "with a reason"
	withoutReason = "without a reason"
)

// plannerOf returns the planner of a kind; the zero planner if there is no such kind. It is a function because
// a map would be filled at each start of a Lambda function.
func plannerOf(kind workflow.MailKind) planner {
	switch kind {
	case workflow.Invitation:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailInvitationSubject(d.ExpiresAt, d.identifier), opening: text.MailInvitationOpening(d.requester), asker: text.MailRequester(), deadline: text.MailDecideBy(), choices: true, link: toDecide,
				after: []text.Phrase{text.MailLinkChangesNothing(), text.MailKeepLink(d.ExpiresAt)}, why: text.MailWhyNominee(d.requester, d.to), whyForwarded: text.MailWhyForwarded(d.by, d.to), whyAbove: text.MailWhyParentAccount(d.above, d.requester, d.to),
			}
		}}
	case workflow.Reminder:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailReminderSubject(d.ExpiresAt, d.identifier), opening: text.MailReminderOpening(d.requester), asker: text.MailRequester(), deadline: text.MailDecideBy(), choices: true, link: toDecide,
				after: []text.Phrase{text.MailLinkChangesNothing(), text.MailKeepLink(d.ExpiresAt)}, why: text.MailWhyNominee(d.requester, d.to), whyAbove: text.MailWhyParentAccount(d.above, d.requester, d.to),
			}
		}}
	case workflow.CodeMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailCodeSubject(), opening: text.MailCodeOpening(), asker: text.MailRequester(), deadline: text.MailCodeUntil(), code: true,
				after: []text.Phrase{text.MailCodeNotYou()}, why: text.MailWhyCode(d.to),
			}
		}}
	case workflow.MailboxCodeMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailMailboxCodeSubject(), opening: text.MailCodeOpening(), mailbox: true, deadline: text.MailCodeUntil(), code: true,
				after: []text.Phrase{text.MailMailboxCodeNotYou()}, why: text.MailWhyMailboxCode(d.to),
			}
		}}
	case workflow.ClosedMail:
		return planner{by: byOutcome, cases: map[string]func(details) plan{
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
		}}
	case workflow.ReplacedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailReplacedSubject(d.identifier), opening: text.MailReplacedOpening(d.requester), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to),
			}
		}}
	case workflow.LapsedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailLapsedSubject(d.identifier), opening: text.MailLapsedOpening(d.ExpiresAt), asker: text.MailRequester(), after: []text.Phrase{text.MailNothingToDo()}, why: text.MailWhyWasNominee(d.to),
			}
		}}
	case workflow.AwaitingMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAwaitingSubject(d.identifier), opening: text.MailAwaitingOpening(d.domain, d.requester), asker: text.MailRequester(),
				after: []text.Phrase{text.MailAdministratorsDecide(), text.MailNeedDoNothing()}, why: text.MailWhyCustomer(d.requester, d.to),
			}
		}}
	case workflow.ReviewMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailReviewSubject(d.identifier), opening: text.MailReviewOpening(), asker: text.MailRequester(), link: toReview,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyOperator(d.to),
			}
		}}
	case workflow.AcceptedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAcceptedSubject(d.identifier), opening: text.MailAcceptedOpening(d.ExpiresAt), asker: text.MailRequester(), deadline: text.MailDecideBy(), link: toFollow,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		}}
	case workflow.RejectedMail:
		return planner{by: byEnder, cases: map[string]func(details) plan{
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
		}}
	case workflow.ApprovedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailApprovedSubject(d.identifier), opening: text.MailApprovedOpening(d.by), asker: text.MailRequester(), link: toSee,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		}}
	case workflow.CreatedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailCreatedSubject(d.identifier), opening: text.MailCreatedOpening(), asker: text.MailRequester(), link: toAccount,
				after: []text.Phrase{text.MailSignInAs(d.to), text.MailNotYou()}, why: text.MailWhyDecider(d.to),
			}
		}}
	case workflow.DeclinedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailDeclinedSubject(d.identifier), opening: text.MailDeclinedOpening(d.by), asker: text.MailRequester(), reason: text.MailReasonBy(d.by), link: toSee,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		}}
	case workflow.ForwardMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailForwardedSubject(d.identifier), opening: text.MailForwardedOpening(d.by, d.target), asker: text.MailRequester(), deadline: text.MailDecideBy(), link: toFollow,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		}}
	case workflow.BouncedMail:
		return planner{by: byReach, cases: map[string]func(details) plan{
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
		}}
	case workflow.ExpiredMail:
		return planner{by: byReach, cases: map[string]func(details) plan{
			reached: func(d details) plan {
				return plan{
					subject: text.MailExpiredSubject(d.identifier), opening: text.MailExpiredOpening(d.ExpiresAt), asker: text.MailRequester(), link: toSee,
					after: []text.Phrase{text.MailAskAgain(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
				}
			},
			unreached: func(d details) plan {
				return plan{
					subject: text.MailExpiredSubject(d.identifier), opening: text.MailExpiredUnreached(d.ExpiresAt), asker: text.MailRequester(), link: toSee,
					after: []text.Phrase{text.MailAskWithOtherAddresses(), text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
				}
			},
		}}
	case workflow.DisputeMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailDisputeSubject(d.identifier), opening: text.MailDisputeOpening(d.by, d.domain), asker: text.MailDisputedBy(), link: toSettle,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyOperator(d.to),
			}
		}}
	// The disputer is not named to the account's administrators.
	case workflow.SettledMail:
		return planner{by: bySettlement, cases: withDisputer(map[string]func(details) plan{
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
		})}
	case workflow.ProvedMail:
		return planner{by: byProver, cases: map[string]func(details) plan{
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
		}}
	// The disputer is not named to them.
	case workflow.EndingMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailEndingSubject(d.identifier), opening: text.MailEndingOpening(d.domain), asker: text.MailRequester(), deadline: text.MailRequestEnds(), link: toFollow, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyRequester(d.to),
			}
		}}
	case workflow.EndingAskedMail:
		return planner{one: func(d details) plan {
			return plan{subject: text.MailEndingSubject(d.identifier), opening: text.MailEndingToDecide(d.domain), asker: text.MailRequester(), deadline: text.MailRequestEnds(), why: text.MailWhyWasNominee(d.to)}
		}}
	case workflow.AppointedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAppointedSubject(d.identifier), opening: text.MailAppointedOpening(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAppointed(d.to),
			}
		}}
	case workflow.MemberAddedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailMemberAddedSubject(d.identifier), opening: text.MailMemberAddedOpening(d.by, d.to), roles: text.MailYourRole(), link: toAccount,
				after: []text.Phrase{text.MailSignInAs(d.to)}, why: text.MailWhyAccess(d.by, d.to),
			}
		}}
	case workflow.MemberChangedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailMemberChangedSubject(d.identifier), opening: text.MailMemberChangedOpening(d.by), roles: text.MailYourRole(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAccess(d.by, d.to),
			}
		}}
	case workflow.MemberRemovedMail:
		return planner{one: func(d details) plan {
			return plan{subject: text.MailMemberRemovedSubject(d.identifier), opening: text.MailMemberRemovedOpening(d.by), why: text.MailWhyAccess(d.by, d.to)}
		}}
	case workflow.MemberMovedMail:
		return planner{one: func(d details) plan {
			return plan{subject: text.MailMemberMovedSubject(d.identifier), opening: text.MailMemberMovedOpening(d.by), why: text.MailWhyAccess(d.by, d.to)}
		}}
	case workflow.MembershipEndingMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailMembershipEndingSubject(d.identifier), opening: text.MailMembershipEndingOpening(), roles: text.MailYourRole(), deadline: text.MailAccessEnds(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to),
			}
		}}
	case workflow.AdministratorChangedMail:
		return planner{by: byGiven, cases: map[string]func(details) plan{
			given: func(d details) plan {
				return plan{subject: text.MailAdministratorChangedSubject(d.identifier), opening: text.MailAdministratorChangedAdded(d.address, d.by), link: toAccount, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			},
			taken: func(d details) plan {
				return plan{subject: text.MailAdministratorChangedSubject(d.identifier), opening: text.MailAdministratorChangedRemoved(d.address, d.by), link: toAccount, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			},
		}}
	case workflow.VisibilityChangedMail:
		return planner{by: func(m workflow.Mail) string { return string(m.Visibility) }, cases: map[string]func(details) plan{
			string(account.Public): func(d details) plan {
				return plan{subject: text.MailVisibilityChangedSubject(d.identifier), opening: text.MailVisibilityChangedPublic(d.by), link: toAccount, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			},
			string(account.Restricted): func(d details) plan {
				return plan{subject: text.MailVisibilityChangedSubject(d.identifier), opening: text.MailVisibilityChangedRestricted(d.by), link: toAccount, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			},
		}}
	case workflow.RenameAcceptedMail:
		return planner{one: func(d details) plan {
			p := plan{subject: text.MailRenameAcceptedSubject(d.identifier), opening: text.MailRenameAcceptedOpening(), link: toAccount, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			if d.Reason != "" {
				p.reason = text.MailReasonByOperator()
			}
			return p
		}}
	case workflow.RenameRejectedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailRenameRejectedSubject(d.identifier), opening: text.MailRenameRejectedOpening(), newName: true, reason: text.MailReasonByOperator(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to),
			}
		}}
	case workflow.ReopenedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailReopenedSubject(d.identifier), opening: text.MailReopenedOpening(), reason: text.MailReasonByOperator(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to),
			}
		}}
	case workflow.RulesChangedMail:
		const changed, off = "changed", "off"
		about := func(subject func(string) text.Phrase, opening func(string) text.Phrase) func(details) plan {
			return func(d details) plan {
				return plan{subject: subject(d.identifier), opening: opening(d.by), link: toRules, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyMember(d.to)}
			}
		}
		by := func(m workflow.Mail) string {
			if m.RulesOff {
				return off
			}
			return changed
		}
		return planner{by: by, cases: map[string]func(details) plan{
			changed: about(text.MailRulesChangedSubject, text.MailRulesChangedOpening),
			off:     about(text.MailRulesOffSubject, text.MailRulesOffOpening),
		}}
	case workflow.AccessAskedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAccessAskedSubject(d.ExpiresAt, d.identifier), opening: text.MailAccessAskedOpening(d.requester), asker: text.MailAskedBy(), roles: text.MailAskedRole(),
				deadline: text.MailDecideBy(), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAccessDecider(d.to),
			}
		}}
	case workflow.AccessReminderMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAccessReminderSubject(d.ExpiresAt, d.identifier), opening: text.MailAccessReminderOpening(d.requester), asker: text.MailAskedBy(), roles: text.MailAskedRole(),
				deadline: text.MailDecideBy(), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAccessDecider(d.to),
			}
		}}
	case workflow.AccessDecidedMail:
		ended := func(opening func(by, requester string) text.Phrase) func(details) plan {
			return func(d details) plan {
				return plan{subject: text.MailAccessDecidedSubject(d.identifier), opening: opening(d.by, d.requester), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAccessDecider(d.to)}
			}
		}
		return planner{by: func(m workflow.Mail) string { return string(m.AccessOutcome) }, cases: map[string]func(details) plan{
			string(account.AccessApproved): ended(text.MailAccessDecidedApproved),
			string(account.AccessDeclined): ended(text.MailAccessDecidedDeclined),
		}}
	case workflow.AccessApprovedMail:
		return planner{one: func(d details) plan {
			return plan{
				subject: text.MailAccessApprovedSubject(d.identifier), opening: text.MailAccessApprovedOpening(), roles: text.MailGivenRole(), link: toAccount,
				after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAsked(d.to),
			}
		}}
	case workflow.AccessDeclinedMail:
		return planner{by: byReason, cases: map[string]func(details) plan{
			withReason: func(d details) plan {
				return plan{subject: text.MailAccessDeclinedSubject(d.identifier), opening: text.MailAccessDeclinedOpening(), reason: text.MailReasonBy(d.by), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAsked(d.to)}
			},
			withoutReason: func(d details) plan {
				return plan{subject: text.MailAccessDeclinedSubject(d.identifier), opening: text.MailAccessDeclinedOpening(), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAsked(d.to)}
			},
		}}
	case workflow.AccessExpiredMail:
		return planner{one: func(d details) plan {
			return plan{subject: text.MailAccessExpiredSubject(d.identifier), opening: text.MailAccessExpiredOpening(), link: toAccess, after: []text.Phrase{text.MailSignInFirst()}, why: text.MailWhyAsked(d.to)}
		}}
	default:
		return planner{}
	}
}

// planOf returns the plan of the mail.
func planOf(m workflow.Mail) (plan, error) {
	kind := plannerOf(m.Kind)
	planFor := kind.one
	if kind.by != nil {
		var known bool
		if planFor, known = kind.cases[kind.by(m)]; !known {
			return plan{}, errNoCase
		}
	}
	if planFor == nil {
		return plan{}, errNoPlan
	}
	return planFor(detailsOf(m)), nil
}

// fits reports whether the secrets are exactly those that the mail contains.
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
