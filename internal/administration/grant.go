package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// GrantAccess returns the change of an account that gives a person what an approved access request grants. had is their membership as it
// was read, or nil; fresh is a new one without roles; at has the lineages of the grant's Virtual Accounts and of theirs. It returns
// account.ErrUnchanged if they have it already, and account.InvalidInput as account.Membership.With does.
func GrantAccess(read account.Administered, had *account.Membership, fresh account.Membership, g account.Grant, at map[account.ID]account.Lineage, approved account.AccessRequest, now time.Time) (Change, error) {
	a := actor{Administered: read, now: now}
	before := fresh
	if had != nil && had.InForce(now) {
		before = a.onDefault(*had)
	}
	after, err := before.With(g, at)
	if err != nil {
		return Change{}, err
	}
	after.InvitedAt = time.Time{} // they have signed in to ask
	given := giving{actor: a, had: had, after: after, at: at}
	given.person = account.Person{Email: account.Email(approved.Decision.By)}
	c, err := given.change(account.LogAccessApproved)
	c.Entry.Detail[account.LogAccessRequest] = string(approved.ID)
	if rule := approved.Decision.Rule; rule != "" {
		c.Entry.Detail[account.LogRule] = string(rule)
	}
	return c, err
}

// RequirePermission returns the account in which the person has the permission, in at least a part. It returns account.ErrNotFound if they may
// not know of the account, and account.ErrForbidden if they do not have the permission.
func RequirePermission(ctx context.Context, store AccountReader, by account.Person, id account.ID, p account.Permission, now time.Time) (account.Administered, error) {
	a, err := actorIn(ctx, store, by, id, p, now)
	return a.Administered, err
}

// RolesTold returns the roles of a grant as a mail tells them; at has the lineages of its Virtual Accounts.
func RolesTold(g account.Grant, at map[account.ID]account.Lineage) []workflow.GivenRole {
	return givenRoles(account.Membership{Role: g.Role, VirtualRoles: g.VirtualRoles}, at)
}
