package mail

import (
	"cmp"
	"maps"
	"net/url"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// plan says what a kind of mail is made of.
type plan struct {
	// by returns what else than the kind decides what the mail says, and cases is the plan of each
	// answer; nil if nothing does, and then the rest holds.
	by    func(m workflow.Mail) string
	cases map[string]plan

	subject, opening Key
	asker            Key // label of who asked or objected; none: empty
	deadline         Key // label of the deadline; none: empty
	choices          bool
	mailbox          bool // it is about the reader's mailbox, not about a request
	code             bool
	reason           Key // what stands above the reason; none: empty
	link             link
	after            []Key
	why              Key
	whyForwarded     Key // if somebody has just forwarded the request to the reader; as ever: empty
	whyAbove         Key // if the reader is asked as an administrator of the account above; as ever: empty
}

// link is where a mail leads; nowhere: no path.
type link struct {
	label Key
	path  func(m workflow.Mail, s workflow.Secrets) string
	// decides: who has the link can decide.
	decides bool
}

var (
	toDecide = link{label: keyOpenRequest, decides: true, path: func(_ workflow.Mail, s workflow.Secrets) string {
		return "/pending-requests?token=" + url.QueryEscape(s.Token)
	}}
	toFollow  = link{label: keyFollowRequest, path: requestPath}
	toSee     = link{label: keySeeRequest, path: requestPath} // once it has ended
	toReview  = link{label: keyReviewRequest, path: requestPath}
	toSettle  = link{label: keySettleDispute, path: disputePath}
	toDispute = link{label: keySeeDispute, path: disputePath}
	toAccount = link{label: keyOpenAccount, path: func(m workflow.Mail, _ workflow.Secrets) string {
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

// leadingDisputer adds what who raised the dispute is told instead: they can open it.
func leadingDisputer(cases map[string]plan) map[string]plan {
	both := maps.Clone(cases)
	for settled, p := range cases {
		if p.link.label == toDispute.label {
			continue
		}
		p.link, p.after = toDispute, []Key{keySignInFirst}
		both[settled+toDisputer] = p
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

// whyUnreachable has every reason.
var whyUnreachable = map[account.Unreachable]Key{
	account.UnreachableBounced:    keyCameBack,
	account.UnreachableRejected:   keyNotSent,
	account.UnreachableComplained: keyCalledSpam,
	account.UnreachableSuppressed: keyTakesNoMail,
}

const (
	reached   = "reached"
	unreached = "unreached"
)

// plans has every kind.
var plans = map[workflow.MailKind]plan{
	workflow.Invitation: {
		subject: keyInvitationSubject, opening: keyInvitationOpening, asker: keyRequester, deadline: keyDecideBy, choices: true, link: toDecide,
		after: []Key{keyLinkChangesNothing, keyKeepLink}, why: keyWhyNominee, whyForwarded: keyWhyForwarded, whyAbove: keyWhyAbove,
	},
	workflow.Reminder: {
		subject: keyReminderSubject, opening: keyReminderOpening, asker: keyRequester, deadline: keyDecideBy, choices: true, link: toDecide,
		after: []Key{keyLinkChangesNothing, keyKeepLink}, why: keyWhyNominee, whyAbove: keyWhyAbove,
	},
	workflow.CodeMail: {
		subject: keyCodeSubject, opening: keyCodeOpening, asker: keyRequester, deadline: keyCodeUntil, code: true,
		after: []Key{keyCodeNotYou}, why: keyWhyCode,
	},
	workflow.MailboxCodeMail: {
		subject: keyMailboxCodeSubject, opening: keyCodeOpening, mailbox: true, deadline: keyCodeUntil, code: true,
		after: []Key{keyMailboxCodeNotYou}, why: keyWhyMailboxCode,
	},
	workflow.ClosedMail: {by: byOutcome, cases: map[string]plan{
		string(account.Approved):           {subject: keyClosedSubject, opening: keyClosedApproved, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
		string(account.Declined):           {subject: keyClosedSubject, opening: keyClosedDeclined, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
		string(account.Rejected):           {subject: keyClosedSubject, opening: keyClosedRejected, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
		string(account.Rejected) + byProof: {subject: keyClosedSubject, opening: keyClosedByProof, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
		string(account.Withdrawn):          {subject: keyWithdrawnSubject, opening: keyClosedWithdrawn, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
	}},
	workflow.ReplacedMail: {
		subject: keyReplacedSubject, opening: keyReplacedOpening, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee,
	},
	workflow.LapsedMail: {
		subject: keyLapsedSubject, opening: keyLapsedOpening, asker: keyRequester, after: []Key{keyNothingToDo}, why: keyWhyWasNominee,
	},
	workflow.AwaitingMail: {
		subject: keyAwaitingSubject, opening: keyAwaitingOpening, asker: keyRequester,
		after: []Key{keyAdministratorsDecide, keyNeedDoNothing}, why: keyWhyCustomer,
	},
	workflow.ReviewMail: {
		subject: keyReviewSubject, opening: keyReviewOpening, asker: keyRequester, link: toReview,
		after: []Key{keySignInFirst}, why: keyWhyOperator,
	},
	workflow.AcceptedMail: {
		subject: keyAcceptedSubject, opening: keyAcceptedOpening, asker: keyRequester, deadline: keyDecideBy, link: toFollow,
		after: []Key{keySignInFirst}, why: keyWhyRequester,
	},
	workflow.RejectedMail: {by: byEnder, cases: map[string]plan{
		operators: {
			subject: keyRejectedSubject, opening: keyRejectedOpening, asker: keyRequester, reason: keyReasonByOperator, link: toSee,
			after: []Key{keyAskWithReason, keySignInFirst}, why: keyWhyRequester,
		},
		byProof: {
			subject: keyRejectedSubject, opening: keyRejectedByProof, asker: keyRequester, link: toSee,
			after: []Key{keySignInFirst}, why: keyWhyRequester,
		},
	}},
	workflow.ApprovedMail: {
		subject: keyApprovedSubject, opening: keyApprovedOpening, asker: keyRequester, link: toSee,
		after: []Key{keySignInFirst}, why: keyWhyRequester,
	},
	workflow.CreatedMail: {
		subject: keyCreatedSubject, opening: keyCreatedOpening, asker: keyRequester, link: toAccount,
		after: []Key{keySignInAs, keyNotYou}, why: keyWhyDecider,
	},
	workflow.DeclinedMail: {
		subject: keyDeclinedSubject, opening: keyDeclinedOpening, asker: keyRequester, reason: keyReasonBy, link: toSee,
		after: []Key{keySignInFirst}, why: keyWhyRequester,
	},
	workflow.ForwardMail: {
		subject: keyForwardedSubject, opening: keyForwardedOpening, asker: keyRequester, deadline: keyDecideBy, link: toFollow,
		after: []Key{keySignInFirst}, why: keyWhyRequester,
	},
	workflow.BouncedMail: {by: byReach, cases: map[string]plan{
		reached: {
			subject: keyBouncedSubject, opening: keyBouncedOpening, asker: keyRequester, link: toFollow,
			after: []Key{keyCorrectAddress, keyOthersCanDecide, keySignInFirst}, why: keyWhyRequester,
		},
		unreached: {
			subject: keyUnreachedSubject, opening: keyUnreachedOpening, asker: keyRequester, deadline: keyCorrectBy, link: toFollow,
			after: []Key{keyCorrectAddress, keyElseExpires, keySignInFirst}, why: keyWhyRequester,
		},
	}},
	workflow.ExpiredMail: {by: byReach, cases: map[string]plan{
		reached: {
			subject: keyExpiredSubject, opening: keyExpiredOpening, asker: keyRequester, link: toSee,
			after: []Key{keyAskAnew, keySignInFirst}, why: keyWhyRequester,
		},
		unreached: {
			subject: keyExpiredSubject, opening: keyExpiredUnreached, asker: keyRequester, link: toSee,
			after: []Key{keyAskElsewhere, keySignInFirst}, why: keyWhyRequester,
		},
	}},
	workflow.DisputeMail: {
		subject: keyDisputeSubject, opening: keyDisputeOpening, asker: keyDisputedBy, link: toSettle,
		after: []Key{keySignInFirst}, why: keyWhyOperator,
	},
	// Who disputed is no business of the account's administrators.
	workflow.SettledMail: {by: bySettlement, cases: leadingDisputer(map[string]plan{
		string(account.DisputeRejected): {
			subject: keySettledSubject, opening: keySettledRejected, reason: keyReasonByOperator, link: toAccount,
			after: []Key{keySignInFirst}, why: keyWhySide,
		},
		string(account.AdministratorAdded): {
			subject: keySettledSubject, opening: keySettledAdded, reason: keyReasonByOperator, link: toAccount,
			after: []Key{keySignInFirst}, why: keyWhySide,
		},
		string(account.AccountTakenBack): {
			subject: keySettledSubject, opening: keySettledCancelled, reason: keyReasonByOperator, why: keyWhySide,
		},
		string(account.RequestEnded): {
			subject: keySettledSubject, opening: keySettledEnded, reason: keyReasonByOperator, link: toDispute,
			after: []Key{keySignInFirst}, why: keyWhySide,
		},
		string(account.RequestEnded) + byProof: {
			subject: keySettledSubject, opening: keySettledByProof, link: toDispute, after: []Key{keySignInFirst}, why: keyWhySide,
		},
	})},
	workflow.ProvedMail: {by: byProver, cases: map[string]plan{
		prover:             {subject: keyProvedSubject, opening: keyProvedOpening, link: toDispute, after: []Key{keySignInFirst}, why: keyWhySide},
		prover + ending:    {subject: keyProvedSubject, opening: keyProvedOpening, deadline: keyRequestEnds, link: toDispute, after: []Key{keySignInFirst}, why: keyWhySide},
		operators:          {subject: keyProvedSubject, opening: keyProvedToOperators, asker: keyDisputedBy, link: toSettle, after: []Key{keySignInFirst}, why: keyWhyOperator},
		operators + ending: {subject: keyProvedSubject, opening: keyProvedToOperators, asker: keyDisputedBy, deadline: keyRequestEnds, link: toSettle, after: []Key{keyRejectToKeep, keySignInFirst}, why: keyWhyOperator},
	}},
	// Who disputed is no business of theirs.
	workflow.EndingMail: {
		subject: keyEndingSubject, opening: keyEndingOpening, asker: keyRequester, deadline: keyRequestEnds, link: toFollow, after: []Key{keySignInFirst}, why: keyWhyRequester,
	},
	workflow.EndingAskedMail: {subject: keyEndingSubject, opening: keyEndingToDecide, asker: keyRequester, deadline: keyRequestEnds, why: keyWhyWasNominee},
	workflow.AppointedMail: {
		subject: keyAppointedSubject, opening: keyAppointedOpening, link: toAccount,
		after: []Key{keySignInFirst}, why: keyWhyAppointed,
	},
}

// planOf returns the plan of the mail.
func planOf(m workflow.Mail) (plan, error) {
	p, ok := plans[m.Kind]
	if !ok {
		return plan{}, errNoPlan
	}
	if p.by == nil {
		return p, nil
	}
	if p, ok = p.cases[p.by(m)]; !ok {
		return plan{}, errNoCase
	}
	return p, nil
}

// fits reports whether the secrets are those that the mail brings, all of them and no other.
func (p plan) fits(kind workflow.MailKind, s workflow.Secrets) bool {
	if (s.Token != "") != p.link.decides || (s.Report != "") != kind.Unasked() {
		return false
	}
	if !p.code {
		return s.Code == ""
	}
	_, readable := account.ReadCode(s.Code)
	return readable
}
