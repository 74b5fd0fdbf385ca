package account

import "time"

// LogKind says what happened to an account.
type LogKind string

// Every kind of entry of an account's log.
const (
	LogCreated           LogKind = "account-created"
	LogRenamed           LogKind = "account-renamed"
	LogRenameAsked       LogKind = "rename-requested"
	LogRenameRejected    LogKind = "rename-rejected"
	LogRenameWithdrawn   LogKind = "rename-withdrawn"
	LogVisibilityChanged LogKind = "visibility-changed"
	LogClosed            LogKind = "account-closed"
	LogReopened          LogKind = "account-reopened"
	LogAppointed         LogKind = "administrator-appointed" // by an operator who settled a dispute
	LogCancelled         LogKind = "account-cancelled"       // by an operator who settled a dispute

	LogMemberAdded     LogKind = "member-added"
	LogMemberConfirmed LogKind = "member-confirmed" // signed in for the first time
	LogMemberChanged   LogKind = "member-changed"
	LogMemberMoved     LogKind = "member-address-changed"
	LogMemberRemoved   LogKind = "member-removed"
	LogMemberLeft      LogKind = "member-left"
	LogMemberLapsed    LogKind = "member-lapsed" // never signed in
	LogMemberEnded     LogKind = "member-ended"  // the end date passed

	LogVirtualCreated LogKind = "virtual-account-created"
	LogVirtualChanged LogKind = "virtual-account-changed"
	LogVirtualMoved   LogKind = "virtual-account-moved"
	LogVirtualDefault LogKind = "virtual-account-default"
	LogVirtualDeleted LogKind = "virtual-account-deleted"

	LogRulesChanged LogKind = "rules-changed"

	LogAccessAsked     LogKind = "access-requested"
	LogAccessApproved  LogKind = "access-approved" // with the membership that it made
	LogAccessDeclined  LogKind = "access-declined"
	LogAccessWithdrawn LogKind = "access-withdrawn"
	LogAccessExpired   LogKind = "access-expired"
)

// LogKinds lists every kind.
func LogKinds() []LogKind {
	return []LogKind{
		LogCreated, LogRenamed, LogRenameAsked, LogRenameRejected, LogRenameWithdrawn, LogVisibilityChanged, LogClosed, LogReopened, LogAppointed, LogCancelled,
		LogMemberAdded, LogMemberConfirmed, LogMemberChanged, LogMemberMoved, LogMemberRemoved, LogMemberLeft, LogMemberLapsed, LogMemberEnded,
		LogVirtualCreated, LogVirtualChanged, LogVirtualMoved, LogVirtualDefault, LogVirtualDeleted, LogRulesChanged,
		LogAccessAsked, LogAccessApproved, LogAccessDeclined, LogAccessWithdrawn, LogAccessExpired,
	}
}

// LogEntry is one entry of an account's log. It never changes.
type LogEntry struct {
	AccountID ID
	Version   int // of the account, which the change made; 0 for a step of an access request that makes none
	Step      int // of the access request, if Version is 0
	At        time.Time
	Kind      LogKind
	Actor     Actor
	Detail    map[string]string // by the names below
	Before    map[string]string // what changed, by the names below; nil if it was new
	After     map[string]string // nil if it was deleted
	// Places are the Virtual Accounts that the change concerns; none if it concerns the whole account.
	Places []Place
}

// The names of what an entry tells.
const (
	LogMember         = "member"         // the address
	LogVirtualAccount = "virtualAccount" // the name of the Virtual Account that was changed
	LogReason         = "reason"
	LogDispute        = "dispute" // the id of the dispute that caused it
	LogName           = "name"
	LogWaitingName    = "waitingName" // the name that waits for an operator
	LogVisibility     = "visibility"
	LogDescription    = "description"
	LogParent         = "parent"  // the name of the Virtual Account directly above; empty at the top
	LogDefault        = "default" // the name of the default Virtual Account
	LogRole           = "role"    // on the whole account
	LogEndsAt         = "endsAt"
	LogEmail          = "email"
	LogAccessRequest  = "accessRequest" // the id of the access request
	LogRule           = "rule"          // the id of the rule that decided
	LogRuleAuthor     = "ruleAuthor"    // who wrote it
	// LogRuleNumber is the prefix of a rule; its number follows in two digits, from 01.
	LogRuleNumber = "rule#"
	// LogRoleAt is the prefix of the role on a Virtual Account; its id follows.
	LogRoleAt = "role@"
)

// Words in what an entry tells of a rule, after the email domain, a colon and a space: what it gives, with commas between, or that it
// declines; and that it is off.
const (
	ToldDecline = "decline"
	ToldOff     = "off"
)

// LogNames lists the names of what an entry tells.
func LogNames() []string {
	return []string{
		LogMember, LogVirtualAccount, LogReason, LogDispute, LogName, LogWaitingName, LogVisibility, LogDescription, LogParent, LogDefault, LogRole, LogEndsAt, LogEmail, LogRoleAt,
		LogAccessRequest, LogRule, LogRuleAuthor, LogRuleNumber,
	}
}

// RolesTold returns what an entry tells of a membership; names are those of its Virtual Accounts by id.
func (m Membership) RolesTold(names map[ID]string) map[string]string {
	told := map[string]string{}
	if m.Role != "" {
		told[LogRole] = string(m.Role)
	}
	for _, v := range m.VirtualRoles {
		role := string(v.Role)
		if v.WithNested {
			role += ", with nested"
		}
		told[LogRoleAt+string(v.VirtualAccount)] = names[v.VirtualAccount] + ": " + role
	}
	if !m.EndsAt.IsZero() {
		told[LogEndsAt] = m.EndsAt.UTC().Format(time.RFC3339)
	}
	return told
}
