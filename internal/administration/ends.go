package administration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Ends reminds members of the end of their membership, and removes those whose membership has ended or whose invitation has lapsed. The
// schedule runs it; runs may overlap.
type Ends struct {
	Store interface {
		Committer
		AccountReader
		DueReader
		DueKeeper
	}
	Now func() time.Time
}

// Ended is what one run did.
type Ended struct{ Reminded, Ended, Lapsed int }

// closedWait is how long a due membership of a closed account waits, as long as the account can be reopened.
const closedWait = 24 * time.Hour

// Do processes due memberships until there are none or ctx leaves too little time. One that fails does not stop the others; the error joins
// all failures.
func (e Ends) Do(ctx context.Context) (done Ended, err error) {
	err = workflow.EachDue(ctx, e.Now, e.Store.DueMembers, func(one DueMember) error {
		if err := e.one(ctx, one, &done); err != nil {
			return fmt.Errorf("membership in %s: %w", one.AccountID, err)
		}
		return nil
	})
	return done, err
}

// one processes a membership, and does nothing if it is not due any more.
func (e Ends) one(ctx context.Context, due DueMember, done *Ended) error {
	err := retry.OnConflict(ctx, func() error {
		read, m, err := e.Store.Standing(ctx, due.AccountID, due.Person)
		if err != nil || m.Empty() {
			return err
		}
		now := e.Now()
		a := actor{read, account.Person{Email: account.Email(account.System)}, account.Membership{}, now}
		at, err := a.readLineages(ctx, e.Store, []account.Membership{a.onDefault(m)})
		if err != nil {
			return err
		}
		switch {
		case read.MayReopen(now): // what is due then follows within a day
			_, err := postponed(e.Store.PostponeMember(ctx, m, now, now.Add(closedWait), nil))
			return err
		case read.Status != account.AccountActive: // its members have nothing to lose
			_, err := postponed(e.Store.PostponeMember(ctx, m, now, time.Time{}, nil))
			return err
		case m.InForce(now):
			reminded, err := postponed(e.remind(ctx, a, m, at))
			if reminded {
				done.Reminded++
			}
			return err
		}
		kind, count := account.LogMemberEnded, &done.Ended
		if m.Invited() && (m.EndsAt.IsZero() || now.Before(m.EndsAt)) {
			kind, count = account.LogMemberLapsed, &done.Lapsed
		}
		if err := e.remove(ctx, a, m, at, kind); err != nil {
			return err
		}
		*count++
		return nil
	})
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	return err
}

// postponed reports whether PostponeMember has stored something. A conflict is no error: the membership is not due any more, because another
// run has processed it or it has changed. If it is still due, the next run finds it.
func postponed(err error) (bool, error) {
	if errors.Is(err, retry.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// remind mails the member that the membership will end.
func (e Ends) remind(ctx context.Context, a actor, m account.Membership, at lineages) error {
	next := account.NextDue(m, a.now)
	if m.EndsAt.IsZero() { // an invitation lapses without a reminder
		return e.Store.PostponeMember(ctx, m, a.now, next, nil)
	}
	mail := MemberMail(workflow.MembershipEndingMail, a.Account, m.Person, m.Language, cmp.Or(account.Email(m.AddedBy), m.Person), a.now)
	mail.ExpiresAt, mail.Roles = m.EndsAt, givenRoles(a.onDefault(m), at)
	return e.Store.PostponeMember(ctx, m, a.now, next, []workflow.Mail{mail})
}

// remove removes a membership that is over.
func (e Ends) remove(ctx context.Context, a actor, m account.Membership, at lineages, kind account.LogKind) error {
	left := a.onDefault(m)
	left.Role, left.VirtualRoles = "", nil
	a.now = m.InForceUntil().Add(-1) // as the membership was when it gave its roles
	change, err := giving{actor: a, had: &m, after: left, at: at}.change(kind)
	if err != nil {
		return err
	}
	change.Entry.At = e.Now()
	return e.Store.CommitAccount(ctx, change)
}

// MemberMail returns a mail about an account to one of its members, or to the requester of access, about what that person did.
func MemberMail(kind workflow.MailKind, about account.Account, to account.Email, language account.Language, by account.Email, now time.Time) workflow.Mail {
	return workflow.Mail{
		ID: account.NewID(), Kind: kind, To: to, Language: cmp.Or(language, account.Languages()[0]), CreatedAt: now,
		AccountID: about.ID, AccountName: about.Name, Domain: about.Domain, Requester: by, By: account.Actor(by),
	}
}
