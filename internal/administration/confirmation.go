package administration

import (
	"cmp"
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Confirmation records that invited people have signed in with the verified address that was invited.
type Confirmation struct {
	Store interface {
		Committer
		AccountReader
		InvitationReader
	}
	Now func() time.Time
}

// Limits of what one sign-in confirms. Invitations that have lapsed, or are to closed accounts, stay listed for a while, so more are read.
const (
	maxConfirmed   = 5
	maxInvitations = 25
)

// AtSignIn confirms the person's invitations, at most maxConfirmed of them. The next sign-in confirms more, and In confirms the one of an
// account that is opened. One that fails does not stop the others; the error joins all failures.
func (c Confirmation) AtSignIn(ctx context.Context, by account.Person) error {
	invited, err := c.Store.Invitations(ctx, by.Email, maxInvitations)
	confirmed := 0
	for _, id := range invited {
		if confirmed == maxConfirmed || ctx.Err() != nil {
			break
		}
		done, _, oneErr := c.in(ctx, by, id, 0)
		if errors.Is(oneErr, account.ErrNotFound) {
			continue // it was removed meanwhile
		}
		if err = errors.Join(err, oneErr); done {
			confirmed++
		}
	}
	return err
}

// In confirms the person's invitation to the account, if there is one. It is safe to call again.
func (c Confirmation) In(ctx context.Context, by account.Person, id account.ID) error {
	_, _, err := c.in(ctx, by, id, 0)
	return err
}

// in confirms the person's invitation to the account, and reports whether there was one. It returns the version that stands for the given
// one afterwards, and account.ErrChanged if that is not the present one although there was something to confirm.
func (c Confirmation) in(ctx context.Context, by account.Person, id account.ID, version int) (confirmed bool, next int, err error) {
	err = retry.OnConflict(ctx, func() error {
		confirmed, next = false, version
		read, own, err := c.Store.Standing(ctx, id, by.Email)
		if err != nil {
			return err
		}
		now := c.Now()
		if read.Status != account.AccountActive || !own.Invited() || !own.InForce(now) {
			return nil
		}
		if version != 0 && version != read.Version {
			return account.ErrChanged
		}
		after := own
		after.InvitedAt = time.Time{}
		after.Language = cmp.Or(by.Language, own.Language)
		a := actor{read, by, own, now}
		at, err := a.readLineages(ctx, c.Store, []account.Membership{a.onDefault(own)})
		if err != nil {
			return err
		}
		change, err := giving{actor: a, had: &own, after: after, at: at}.change(account.LogMemberConfirmed)
		if err != nil {
			return err
		}
		if version != 0 {
			next = change.After.Version
		}
		confirmed = true
		return c.Store.CommitAccount(ctx, change)
	})
	return confirmed && err == nil, next, err
}
