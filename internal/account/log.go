package account

import (
	"slices"
	"strings"
	"time"
)

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
)

// LogKinds lists every kind.
func LogKinds() []LogKind {
	return []LogKind{
		LogCreated, LogRenamed, LogRenameAsked, LogRenameRejected, LogRenameWithdrawn, LogVisibilityChanged, LogClosed, LogReopened, LogAppointed, LogCancelled,
		LogMemberAdded, LogMemberConfirmed, LogMemberChanged, LogMemberMoved, LogMemberRemoved, LogMemberLeft, LogMemberLapsed, LogMemberEnded,
		LogVirtualCreated, LogVirtualChanged, LogVirtualMoved, LogVirtualDefault, LogVirtualDeleted,
	}
}

// LogEntry is one entry of an account's log. It never changes.
type LogEntry struct {
	AccountID ID
	Version   int // of the account, which the change made
	At        time.Time
	Kind      LogKind
	Actor     Actor
	Detail    map[string]string // by the names below
	Before    map[string]string // what changed, by the names below; nil if it was new
	After     map[string]string // nil if it was deleted
	// Places are the Virtual Accounts that the change concerns; none if it concerns the whole account.
	Places []Place
}

// Place is a Virtual Account with its ancestors, as they were at the time of an entry.
type Place struct {
	ID     ID
	Within []ID // its ancestors
}

// PlaceOf returns the place of the Virtual Account whose lineage it is.
func PlaceOf(l Lineage) Place {
	p := Place{ID: l.Self().ID}
	for _, ancestor := range l[1:] {
		p.Within = append(p.Within, ancestor.ID)
	}
	return p
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
	// LogRoleAt is the prefix of the role on a Virtual Account; its id follows.
	LogRoleAt = "role@"
)

// LogNames lists the names of what an entry tells.
func LogNames() []string {
	return []string{
		LogMember, LogVirtualAccount, LogReason, LogDispute, LogName, LogWaitingName, LogVisibility, LogDescription, LogParent, LogRole, LogEndsAt, LogEmail, LogRoleAt,
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

// SeenBy returns the entry as the reader may see it, and whether they may at all. A member who may read the log of some Virtual
// Accounts alone sees the entries about these, without what they tell of others.
func (e LogEntry) SeenBy(reader Membership) (LogEntry, bool) {
	if reader.May(ReadLog) {
		return e, true
	}
	var seen []Place
	for _, p := range e.Places {
		if coversPlace(reader, p) {
			seen = append(seen, p)
		}
	}
	if len(seen) == 0 {
		return LogEntry{}, false
	}
	parentsSeen := !slices.ContainsFunc(e.Places, func(p Place) bool { return len(p.Within) > 0 && !coversPlace(reader, p.above()) })
	hidden := func(name, _ string) bool {
		id, isRole := strings.CutPrefix(name, LogRoleAt)
		return name == LogRole || name == LogDefault && len(seen) < len(e.Places) || name == LogParent && !parentsSeen ||
			isRole && !slices.ContainsFunc(seen, func(p Place) bool { return string(p.ID) == id })
	}
	e.Before, e.After = withoutHidden(e.Before, hidden), withoutHidden(e.After, hidden)
	e.Places = seen
	return e, true
}

// above returns the place of the Virtual Account directly above.
func (p Place) above() Place { return Place{p.Within[0], p.Within[1:]} }

// coversPlace reports whether the reader may read what the log has about the Virtual Account, as it was at the time of an entry.
func coversPlace(reader Membership, p Place) bool {
	return slices.ContainsFunc(reader.VirtualRoles, func(v VirtualRole) bool {
		return v.Role.ExtentOf(ReadLog) == OwnParts &&
			(v.VirtualAccount == p.ID || v.WithNested && slices.Contains(p.Within, v.VirtualAccount))
	})
}

// withoutHidden returns the texts except the hidden ones.
func withoutHidden(told map[string]string, hidden func(name, value string) bool) map[string]string {
	if told == nil {
		return nil
	}
	rest := map[string]string{}
	for name, value := range told {
		if !hidden(name, value) {
			rest[name] = value
		}
	}
	return rest
}
