package workflow

import (
	"slices"
	"time"

	"smartaccounts/internal/account"
)

// ToldMembership is what a mail tells its reader of their membership: its roles, none if they are no member any more.
type ToldMembership struct {
	Role         account.Role
	VirtualRoles []account.VirtualRole
	Since        time.Time
	EndsAt       time.Time
}

// ToldOf returns what a mail tells of the membership.
func ToldOf(m account.Membership) *ToldMembership {
	return &ToldMembership{m.Role, m.VirtualRoles, m.Since, m.EndsAt}
}

// memberMails has every kind of mail about an account to its members and to requesters of access, with what has to be still true when it is sent.
var memberMails = map[MailKind]func(SendContext, time.Time) bool{
	MemberAddedMail:          SendContext.membershipIsAsTold,
	MemberChangedMail:        SendContext.membershipIsAsTold,
	MemberRemovedMail:        SendContext.membershipIsAsTold,
	MemberMovedMail:          SendContext.membershipIsAsTold,
	MembershipEndingMail:     SendContext.membershipEndsAsTold,
	AdministratorChangedMail: SendContext.administratorIsAsTold,
	VisibilityChangedMail:    SendContext.visibilityIsAsTold,
	RenameAcceptedMail:       SendContext.nameIsAsTold,
	RenameRejectedMail:       SendContext.isAdministrator,
	ReopenedMail:             SendContext.isAdministrator,

	RulesChangedMail:   SendContext.isAdministrator,
	AccessAskedMail:    SendContext.mayDecideAccess,
	AccessReminderMail: SendContext.mayDecideAccess,
	AccessDecidedMail:  SendContext.isAdministrator,
	AccessApprovedMail: always,
	AccessDeclinedMail: always,
	AccessExpiredMail:  always,
}

// always is the condition of mails that report what stays true.
func always(SendContext, time.Time) bool { return true }

// mayDecideAccess reports whether the access request still waits and the reader administers the account.
func (k SendContext) mayDecideAccess(now time.Time) bool {
	r := k.AccessRequest
	return k.isAdministrator(now) && r != nil && r.State == account.AccessPending && now.Before(r.ExpiresAt)
}

// aboutMembers reports whether mails of the kind are about an account to its members.
func (k MailKind) aboutMembers() bool { return memberMails[k] != nil }

// members returns whose memberships decide whether the mail is still true.
func (m Mail) members() []account.Email {
	if !m.Kind.aboutMembers() || m.To == m.Requester && m.AccessRequestID != "" {
		return nil
	}
	if m.Kind == AdministratorChangedMail && m.Address != m.To {
		return []account.Email{m.To, m.Address}
	}
	return []account.Email{m.To}
}

// membership returns the person's membership in the account of the mail, without roles if it is not in force or the account not active.
func (k SendContext) membership(of account.Email, now time.Time) account.Membership {
	if k.Account == nil || k.Account.Status != account.AccountActive {
		return account.Membership{}
	}
	return k.Members[of].AsOf(now)
}

// membershipIsAsTold reports whether the reader has the membership of which the mail tells, or none if it tells of its end.
func (k SendContext) membershipIsAsTold(now time.Time) bool {
	told, has := k.Outgoing.Tells, k.membership(k.Outgoing.To, now)
	if told == nil {
		return true // of an older release
	}
	return told.Role == has.Role && slices.Equal(told.VirtualRoles, has.VirtualRoles) &&
		(has.Empty() || told.Since.Equal(has.Since) && told.EndsAt.Equal(has.EndsAt))
}

// membershipEndsAsTold reports whether the membership ends when the mail says.
func (k SendContext) membershipEndsAsTold(now time.Time) bool {
	has := k.membership(k.Outgoing.To, now)
	return !has.Empty() && has.EndsAt.Equal(k.Outgoing.ExpiresAt)
}

// administratorIsAsTold reports whether the reader still administers the account, and the other person does if the mail says so.
func (k SendContext) administratorIsAsTold(now time.Time) bool {
	return k.membership(k.Outgoing.To, now).Administers() && k.membership(k.Outgoing.Address, now).Administers() == (len(k.Outgoing.Roles) > 0)
}

// isAdministrator reports whether the reader administers the account, which is active.
func (k SendContext) isAdministrator(now time.Time) bool {
	return k.membership(k.Outgoing.To, now).Administers()
}

// nameIsAsTold reports whether the reader still administers the account, and it has the name that the mail says.
func (k SendContext) nameIsAsTold(now time.Time) bool {
	return k.isAdministrator(now) && k.Account.Name == k.Outgoing.NewName
}

// visibilityIsAsTold reports whether the reader still administers the account, and it has the visibility that the mail says.
func (k SendContext) visibilityIsAsTold(now time.Time) bool {
	return k.membership(k.Outgoing.To, now).Administers() && k.Account.Visibility == k.Outgoing.Visibility
}
