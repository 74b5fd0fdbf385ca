package maintenance

// Check is the name of a kind of inconsistency that Inspect looks for.
type Check string

// The checks; each has its row in checks.
const (
	checkUnreadable                   Check = "unreadable"
	checkRenameOfEnded                Check = "rename-of-ended-account"
	checkRenameNotListed              Check = "rename-not-listed"
	checkClosedNotHeld                Check = "closed-account-not-held"
	checkAccountDiffers               Check = "account-differs"
	checkAccountWithoutRequest        Check = "account-without-request"
	checkAccountWithoutAdministrator  Check = "account-without-administrator"
	checkAccountWithoutVirtual        Check = "account-without-virtual-account"
	checkAccountNotCancelled          Check = "account-not-cancelled"
	checkVirtualWithoutAccount        Check = "virtual-account-without-account"
	checkVirtualTooEarly              Check = "virtual-account-too-early"
	checkAccountWithoutVersion        Check = "account-without-version"
	checkCountsDiffer                 Check = "counts-differ"
	checkAdministratorNotListed       Check = "administrator-not-listed"
	checkListedAdministratorIsNone    Check = "listed-administrator-is-none"
	checkVirtualNotListed             Check = "virtual-account-not-listed"
	checkListedVirtualIsNone          Check = "listed-virtual-account-is-none"
	checkVirtualWithoutParent         Check = "virtual-account-without-parent"
	checkVirtualInCycle               Check = "virtual-account-in-cycle"
	checkVirtualCountsDiffer          Check = "virtual-account-counts-differ"
	checkInvitationNotListed          Check = "invitation-not-listed"
	checkInvitationListedIsNone       Check = "listed-invitation-is-none"
	checkLogGap                       Check = "log-gap"
	checkLogAhead                     Check = "log-ahead"
	checkRoleWithoutVirtual           Check = "role-without-virtual-account"
	checkMemberWithoutAccount         Check = "member-without-account"
	checkMemberTooEarly               Check = "member-too-early"
	checkMemberUnsettled              Check = "member-of-unsettled-dispute"
	checkApproverMissing              Check = "approver-missing"
	checkAppointeeMissing             Check = "appointee-missing"
	checkDomainNotHeld                Check = "domain-not-held"
	checkDomainStillHeld              Check = "domain-still-held"
	checkDomainPassedOn               Check = "domain-passed-on"
	checkNameMissing                  Check = "name-missing"
	checkNameOfEnded                  Check = "name-of-ended-account"
	checkLookMissing                  Check = "look-alike-missing"
	checkNameLookMissing              Check = "name-look-alike-missing"
	checkLookOfEnded                  Check = "look-alike-of-ended-account"
	checkListedWithoutAccount         Check = "listed-without-account"
	checkPostingMissing               Check = "posting-missing"
	checkPostingWithoutAccount        Check = "posting-without-account"
	checkOwnPostingMissing            Check = "own-posting-missing"
	checkOwnPostingWithoutAccount     Check = "own-posting-without-account"
	checkOwnPostingWithoutMember      Check = "own-posting-without-member"
	checkRequestRowDiffers            Check = "request-row-differs"
	checkRequestRowTwice              Check = "request-row-twice"
	checkRequestRowWithoutRequest     Check = "request-row-without-request"
	checkWaitingDiffers               Check = "waiting-item-differs"
	checkWaitingWithoutRequest        Check = "waiting-item-without-request"
	checkWaitMarkMissing              Check = "waiting-mark-missing"
	checkMemberRowDiffers             Check = "member-row-differs"
	checkMemberRowWithoutMember       Check = "member-row-without-member"
	checkMemberRowWithoutAccount      Check = "member-row-without-account"
	checkEventMissing                 Check = "event-missing"
	checkEventAhead                   Check = "event-ahead"
	checkEventWithoutRequest          Check = "event-without-request"
	checkNoNominee                    Check = "no-nominee"
	checkNoReviewReason               Check = "no-review-reason"
	checkRequestNotDue                Check = "request-not-due"
	checkRequestNotEnded              Check = "request-not-ended"
	checkLinkWithoutNominee           Check = "link-without-nominee"
	checkIdempotencyKeyWithoutRequest Check = "idempotency-key-without-request"
	checkMailMissing                  Check = "mail-missing"
	checkMemberMailMissing            Check = "member-mail-missing"
	checkMemberMailAhead              Check = "member-mail-ahead"
	checkInvitationMissing            Check = "invitation-missing"
	checkMailWithoutRequest           Check = "mail-without-request"
	checkMailAhead                    Check = "mail-ahead"
	checkMailStuck                    Check = "mail-stuck"
	checkBounceNotOnMail              Check = "bounce-not-on-mail"
	checkBounceNotOnRequest           Check = "bounce-not-on-request"
	checkDisputeMailWithoutStep       Check = "dispute-mail-without-step"
	checkDisputeMailMissing           Check = "dispute-mail-missing"
	checkDisputeWithoutAccount        Check = "dispute-without-account"
	checkDisputeNotDue                Check = "dispute-not-due"
	checkDisputeNotListedBy           Check = "dispute-not-listed-by-person"
	checkDisputeNotMarkedOpen         Check = "open-item-missing"
	checkDisputeNotListedAsSettled    Check = "dispute-not-listed-as-settled"
	checkDisputeStillMarkedOpen       Check = "open-item-of-settled-dispute"
	checkOpenItemWithoutDispute       Check = "open-item-without-dispute"
	checkRaisedWithoutDispute         Check = "raised-without-dispute"
	checkAccessRequestDiffers         Check = "access-request-differs"
	checkAccessRequestWithoutAccount  Check = "access-request-without-account"
	checkAccessRequestNotListed       Check = "access-request-not-listed"
	checkEndedAccessRequestListed     Check = "ended-access-request-listed"
	checkListedAccessRequestIsNone    Check = "listed-access-request-is-none"
	checkAccessEntryMissing           Check = "access-entry-missing"
	checkAsksDiffer                   Check = "asks-differ"
	checkAsksWithoutAccessRequest     Check = "asks-without-access-request"
	checkRulesWithoutAccount          Check = "rules-without-account"
	checkRuleWithoutVirtual           Check = "rule-without-virtual-account"
)

// checks has, for each check, what it finds and how Inspect repairs that; if repair is empty, an operator has to decide.
var checks = map[Check]struct{ finds, repair string }{
	checkUnreadable:                   {"an item cannot be read", ""},
	checkRenameOfEnded:                {"an account that is not active has a name that waits for an operator", "the name waits no longer"},
	checkRenameNotListed:              {"a name that waits for an operator is not in the list of these", "listed"},
	checkClosedNotHeld:                {"a closed account does not hold its identifier, which is not free yet", "written, unless another account holds it"},
	checkAccountDiffers:               {"an account item is missing or differs from its request", "written from the request"},
	checkAccountWithoutRequest:        {"a pending account has no request", "deleted, if the request has no history"},
	checkAccountWithoutAdministrator:  {"an active account has no administrator", ""},
	checkAccountWithoutVirtual:        {"an active account has no Virtual Account", "the default one is created"},
	checkAccountNotCancelled:          {"a settled dispute took an account back that is not cancelled", "the dispute is open again"},
	checkVirtualWithoutAccount:        {"a Virtual Account has no account", ""},
	checkVirtualTooEarly:              {"a Virtual Account belongs to a pending account", "deleted"},
	checkAccountWithoutVersion:        {"an active account of an older release has no version and no lists", "written from its items"},
	checkCountsDiffer:                 {"the counts of an account differ from its members and Virtual Accounts", "written from its items"},
	checkAdministratorNotListed:       {"a confirmed administrator is not in the list of administrators", "written"},
	checkListedAdministratorIsNone:    {"the list of administrators has a person who is no confirmed administrator", "deleted"},
	checkVirtualNotListed:             {"a Virtual Account is not listed below its parent", "written"},
	checkListedVirtualIsNone:          {"a list of Virtual Accounts has one that is not there", "deleted"},
	checkVirtualWithoutParent:         {"the parent of a Virtual Account does not exist", ""},
	checkVirtualInCycle:               {"a Virtual Account is below itself", ""},
	checkVirtualCountsDiffer:          {"the counts of a Virtual Account differ from what is nested in it and from the members with a role on it, or it is wrongly marked as the default one", "written from these and from the account"},
	checkInvitationNotListed:          {"an invited member's list of invitations lacks the account", "written"},
	checkInvitationListedIsNone:       {"a person's list of invitations has an account where they are not invited", "deleted"},
	checkLogGap:                       {"the log of an account lacks the entry of a version; nothing else tells what it said", ""},
	checkLogAhead:                     {"the log has an entry of a version that the account does not have", "deleted"},
	checkRoleWithoutVirtual:           {"a role of an older release names no Virtual Account", "the default one is named"},
	checkMemberWithoutAccount:         {"a membership has no account", ""},
	checkMemberTooEarly:               {"a membership belongs to a pending account", "deleted"},
	checkMemberUnsettled:              {"a dispute that is not settled gave a person the administrator role", "the role is removed"},
	checkApproverMissing:              {"the person who approved a request is not a member of its account", "the membership is created"},
	checkAppointeeMissing:             {"a settled dispute gave a person the administrator role, and they do not have it", "the role is added"},
	checkDomainNotHeld:                {"the domain item of a live account is missing or differs", "written; if a lapsed request holds the identifier, that request ends; not if another live account holds it"},
	checkDomainStillHeld:              {"the domain item belongs to a request that ended", "deleted"},
	checkDomainPassedOn:               {"a lapsed request has not ended, and another request holds its identifier", "the request ends"},
	checkNameMissing:                  {"a live account is not listed by its name", "written"},
	checkNameOfEnded:                  {"an account that ended is listed by its name", "deleted"},
	checkLookMissing:                  {"a live account is not listed by the skeleton of its identifier", "written"},
	checkNameLookMissing:              {"a live account is not listed by a skeleton of its name", "written"},
	checkLookOfEnded:                  {"an account that ended is listed by a skeleton", "deleted"},
	checkListedWithoutAccount:         {"a DOMAIN, NAME or LOOK item is of no live account", "deleted"},
	checkPostingMissing:               {"a posting of a Public account is missing or differs", "written"},
	checkPostingWithoutAccount:        {"a posting is of an account that is not to be found there", "deleted"},
	checkOwnPostingMissing:            {"a posting of a person's own account is missing or differs", "written"},
	checkOwnPostingWithoutAccount:     {"a posting of a person's own account is of an account that is not theirs", "deleted"},
	checkOwnPostingWithoutMember:      {"a posting of a member's account is of an account to which they do not belong", "deleted"},
	checkRequestRowDiffers:            {"a requester's row is missing or differs from the request", "written"},
	checkRequestRowTwice:              {"a request has a row among the pending and one among the ended ones", "the wrong one is deleted"},
	checkRequestRowWithoutRequest:     {"a requester's row has no request", "deleted"},
	checkWaitingDiffers:               {"a pending request is not listed, or differently, for a person who may decide it", "written from the request"},
	checkWaitingWithoutRequest:        {"a person's or account's list of waiting requests has one that does not wait there", "deleted"},
	checkWaitMarkMissing:              {"an account has a request or an access request that waits, and its mark is missing or too early", "written from that"},
	checkMemberRowDiffers:             {"a member's row is missing or differs from the account", "written"},
	checkMemberRowWithoutMember:       {"a row lists an account to which the person does not belong", "deleted"},
	checkMemberRowWithoutAccount:      {"a row lists an account that is not active", "deleted"},
	checkEventMissing:                 {"an event of a request's history is missing", "written, if it is the last one"},
	checkEventAhead:                   {"the history has an event that the request does not know of", "deleted"},
	checkEventWithoutRequest:          {"an event has no request, or a later number than the request", "deleted, if it is the first and there is no request"},
	checkNoNominee:                    {"a request awaits a decision and has no nominee who may decide", ""},
	checkNoReviewReason:               {"a request awaits a review and has no reason for it", ""},
	checkRequestNotDue:                {"a pending request is not in the due index", ""},
	checkRequestNotEnded:              {"a settled dispute ended a request that is pending", "the dispute is open again"},
	checkLinkWithoutNominee:           {"a link has no request, or no nominee", ""},
	checkIdempotencyKeyWithoutRequest: {"an idempotency key has no request", "deleted, if the request has no history"},
	checkMailMissing:                  {"a mail of a request's last change is missing", "queued again"},
	checkMemberMailMissing:            {"a mail about a change of an account, or about the end of a membership, is missing", "queued again"},
	checkMemberMailAhead:              {"a mail is of a later change than the account has", "deleted"},
	checkInvitationMissing:            {"the mail with a nominee's link is missing", ""},
	checkMailWithoutRequest:           {"a mail has no request", "deleted, if it is of the first change and there is no history"},
	checkMailAhead:                    {"a mail is of a later change than the request has", "deleted"},
	checkMailStuck:                    {"a mail that is not settled is not in the due index, or overdue for more than eight days", ""},
	checkBounceNotOnMail:              {"a request knows that an invitation bounced, and the mail does not", "noted with the mail"},
	checkBounceNotOnRequest:           {"an invitation bounced, and its request does not know", "removed from the mail, so that its next event is recorded with both"},
	checkDisputeMailWithoutStep:       {"a mail is of a step that its dispute has not taken", "deleted"},
	checkDisputeMailMissing:           {"a mail of a dispute's last step is missing", "queued again"},
	checkDisputeWithoutAccount:        {"a dispute names an account that does not exist", ""},
	checkDisputeNotDue:                {"an open dispute with a date is not in the due index", ""},
	checkDisputeNotListedBy:           {"a dispute is not listed under the person who raised it", "written"},
	checkDisputeNotMarkedOpen:         {"the open dispute item of an open dispute is missing or differs", "written"},
	checkDisputeNotListedAsSettled:    {"a settled dispute is not in the list of settled ones", "listed"},
	checkDisputeStillMarkedOpen:       {"a settled dispute has an open dispute item", "deleted"},
	checkOpenItemWithoutDispute:       {"an open dispute item has no open dispute", "deleted"},
	checkRaisedWithoutDispute:         {"a line in a person's list of disputes has no such dispute", "deleted"},
	checkAccessRequestDiffers:         {"an attribute of an access request, such as its place in the due index, does not follow from the others", "written"},
	checkAccessRequestWithoutAccount:  {"an access request has no account", ""},
	checkAccessRequestNotListed:       {"an access request is not listed, or differently, under its requester or its account", "written"},
	checkEndedAccessRequestListed:     {"an access request that has ended is listed as pending", "deleted"},
	checkListedAccessRequestIsNone:    {"a list of access requests has one that does not exist or belongs elsewhere", "deleted"},
	checkAccessEntryMissing:           {"the log lacks the entry of an access request; nothing else tells what it said", ""},
	checkAsksDiffer:                   {"what counts of a person's access requests about an account does not agree with one of them", "written, unless another one is open there"},
	checkAsksWithoutAccessRequest:     {"a person's open access request about an account does not exist", "none is open"},
	checkRulesWithoutAccount:          {"rules have no account", ""},
	checkRuleWithoutVirtual:           {"a rule that is on names a Virtual Account that does not exist", "the rule is switched off"},
}

// Finds describes the inconsistency that the check finds.
func (c Check) Finds() string { return checks[c].finds }

// Repair describes how Inspect repairs what the check finds; it is empty if Inspect does not.
func (c Check) Repair() string { return checks[c].repair }
