package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Subject identifies what is limited, and for whom.
type Subject string

// RequestsOf are the requests that a person opens, and the addresses that they add by corrections.
func RequestsOf(person account.Email) Subject { return Subject("requests " + person.Mailbox()) }

// RequestsFrom are those of all requesters with an address below the registrable domain.
func RequestsFrom(registrable account.Domain) Subject { return Subject("requests @" + registrable) }

// PendingOf is an upper bound of the person's pending requests: each request that is opened counts,
// and counting again corrects it for those that have ended.
func PendingOf(person account.Email) Subject { return Subject("pending " + person) }

// AdditionsBy are the new members that a person adds and has mailed.
func AdditionsBy(person account.Email) Subject { return Subject("additions " + person.Mailbox()) }

// AdditionsTo are those of one account.
func AdditionsTo(id account.ID) Subject { return Subject("additions to " + id) }

// AdditionsFrom are those of all people with an address below the registrable domain.
func AdditionsFrom(registrable account.Domain) Subject { return Subject("additions @" + registrable) }

// AsksBy are the access requests that a person opens.
func AsksBy(person account.Email) Subject { return Subject("access requests " + person.Mailbox()) }

// AsksAbout are those about one account.
func AsksAbout(id account.ID) Subject { return Subject("access requests about " + id) }

// ComplaintsAbout are the complaints about a requester's mail.
func ComplaintsAbout(requester account.Email) Subject {
	return Subject("complaints " + requester.Mailbox())
}

// ComplaintsKept is how long a complaint counts against the requester.
const ComplaintsKept = 30 * day

// InvitationsBy are those of InvitationsTo that one requester causes.
func InvitationsBy(requester, address account.Email) Subject {
	return Subject("invitations " + requester.Mailbox() + " " + address.Mailbox())
}

// MailsOf are the mails that one requester causes, including the codes that are requested through their links.
func MailsOf(requester account.Email) Subject { return Subject("mails " + requester.Mailbox()) }

// InvitationsTo are the mails to one address that other people cause: those with a decision link, those that say that
// administrators decide, and those that tell of a change of a membership.
func InvitationsTo(address account.Email) Subject { return Subject("invitations " + address.Mailbox()) }

// CodesThrough are the mails with a code that are requested through a link.
func CodesThrough(l Link) Subject {
	return Subject(fmt.Sprintf("codes %s %d %d %s%s", l.RequestID, l.Nominee, l.Generation, l.Purpose, l.Address))
}

// CodesTo are the mails with a code to a mailbox, through whatever link.
func CodesTo(address account.Email) Subject { return Subject("codes to " + address.Mailbox()) }

// CodesToSuppressed are those of CodesTo that were requested while the address was suppressed.
func CodesToSuppressed(address account.Email) Subject {
	return Subject("codes to suppressed " + address.Mailbox())
}

// renewalsOverStop are the new links mailed to a nominee although the requester's mail was stopped by a link alone.
func renewalsOverStop(id account.ID, nominee int) Subject {
	return Subject(fmt.Sprintf("renewals %s %d", id, nominee))
}

func disputesOf(person account.Email) Subject { return Subject("disputes " + person) }

// proofChecksOf are the DNS lookups for a request or a dispute.
func proofChecksOf(id account.ID) Subject { return Subject("proof checks " + id) }

const day = 24 * time.Hour

// ADay is the limit of so many in any 24 hours.
func ADay(most int) account.Limit { return account.Limit{Most: most, Window: day} }

// Limits that are not configurable.
var (
	disputesADay      = account.Limit{Most: 5, Window: day}
	proofChecksAnHour = account.Limit{Most: 10, Window: time.Hour}
)

// Used is the recent use of something limited.
type Used struct {
	Subject Subject
	Version int // for the optimistic lock; 0: there is no item
	Uses    account.Uses
}

// UsesChange stores the next uses.
type UsesChange struct {
	Read Used
	Next account.Uses
	Kept time.Duration // how long the uses are stored after the last one
}

// take returns the change that uses one more, or account.TooMany.
func (u Used) take(l account.Limit, now time.Time) (UsesChange, error) {
	return u.TakeSeveral(l, 1, now)
}

// TakeSeveral returns the change that uses so many more, or account.TooMany.
func (u Used) TakeSeveral(l account.Limit, more int, now time.Time) (UsesChange, error) {
	next, err := u.Uses.TakeSeveral(l, more, 0, now)
	return UsesChange{Read: u, Next: next, Kept: l.Window}, err
}

// limited is the recent use of something with its limit.
type limited struct {
	Used
	Limit account.Limit
}

// takings collects the uses of one change, of which several may have the same subject.
type takings []UsesChange

// of returns the uses including those collected.
func (t takings) of(u Used) account.Uses {
	for _, c := range t {
		if c.Read.Subject == u.Subject {
			return c.Next
		}
	}
	return u.Uses
}

// take takes one use of each and returns now, or takes none and returns when one of each will be available.
func (t *takings) take(all []limited, now time.Time) (from time.Time) {
	next := slices.Clone(*t)
	from = now
	for _, l := range all {
		i := slices.IndexFunc(next, func(c UsesChange) bool { return c.Read.Subject == l.Subject })
		if i < 0 {
			i = len(next)
			next = append(next, UsesChange{Read: l.Used, Next: l.Uses, Kept: l.Limit.Window})
		}
		uses, err := next[i].Next.Take(l.Limit, 0, now)
		var tooMany *account.TooMany
		if errors.As(err, &tooMany) && tooMany.Until.After(from) {
			from = tooMany.Until
		}
		next[i].Next = uses
	}
	if !now.Before(from) {
		*t = next
	}
	return from
}

// UsesReader reads uses.
type UsesReader interface {
	// Used reads consistently.
	Used(ctx context.Context, subject Subject) (Used, error)
}

// UsesKeeper stores uses that are not part of another transaction.
type UsesKeeper interface {
	UsesReader
	// KeepUses stores the next uses. It returns retry.ErrConflict if the uses have changed since they were read.
	KeepUses(ctx context.Context, change UsesChange) error
}

// useOne counts one use, or returns account.TooMany.
func useOne(ctx context.Context, keeper UsesKeeper, subject Subject, l account.Limit, now time.Time) error {
	return retry.OnConflict(ctx, func() error {
		used, err := keeper.Used(ctx, subject)
		if err != nil {
			return err
		}
		change, err := used.take(l, now)
		if err != nil {
			return err
		}
		return keeper.KeepUses(ctx, change)
	})
}
