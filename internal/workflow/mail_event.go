package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// MailEvent is an event of the provider about a mail.
type MailEvent struct {
	MailID    account.ID // the outbox entry's
	MessageID string     // the provider's
	News      account.Delivery
	At        time.Time // by the provider's clock; zero: unknown
	Failure   string    // why the provider took the mail but did not send it; empty: it sent it
}

// RecordMailEvent records the provider's events.
type RecordMailEvent struct {
	Store interface {
		Committer
		RequestReader
		AddressKeeper
		// Outgoing reads consistently; account.ErrNotFound if there is none.
		Outgoing(ctx context.Context, id account.ID) (Outgoing, error)
		UsesReader
		// KeepNews stores the mail, the address unless it is nil, and the uses, in one transaction. It returns
		// retry.ErrConflict if any of them has changed since it was read.
		KeepNews(ctx context.Context, mail MailChange, address *AddressChange, uses ...UsesChange) error
	}
	Now func() time.Time
	// Failed, if not nil, is called for each mail that the provider took but did not send. It may be called twice for a
	// mail.
	Failed func(ctx context.Context, m Mail, cause string)
}

// Do records the event. Events may come late, repeatedly and out of order; one that adds nothing, or is about a mail that
// does not exist, changes nothing. A bounce is recorded on the request once; a complaint suppresses the address.
func (r RecordMailEvent) Do(ctx context.Context, e MailEvent) error {
	var failed *Mail
	err := retry.OnConflict(ctx, func() error {
		failed = nil
		read, err := r.Store.Outgoing(ctx, e.MailID)
		if err != nil {
			return err
		}
		next, news := read.withEvent(e)
		if !news {
			return nil
		}
		if e.Failure != "" {
			failed = &read.Mail
		}
		step := MailChange{read, next}
		change, err := r.change(ctx, read, e)
		if err != nil {
			return err
		}
		var address *AddressChange
		var uses []UsesChange
		if e.News == account.Complained {
			var first bool
			if address, first, err = r.suppression(ctx, read, change != nil); err != nil {
				return err
			}
			if first {
				if uses, err = r.complaintUses(ctx, read.Mail); err != nil {
					return err
				}
			}
		}
		if change == nil {
			return r.Store.KeepNews(ctx, step, address, uses...)
		}
		change.Mail, change.Address, change.Uses = &step, address, uses
		return r.Store.Commit(ctx, *change)
	})
	if errors.Is(err, account.ErrNotFound) {
		return nil // the mail has expired, or is of another deployment
	}
	if err == nil && failed != nil && r.Failed != nil {
		r.Failed(ctx, *failed, e.Failure)
	}
	return err
}

// withEvent returns the mail with the event, and whether that changed it. Any event proves that the mail was sent, even if
// the provider's response was lost.
func (o Outgoing) withEvent(e MailEvent) (next Outgoing, news bool) {
	next = o
	if o.State != MailSent && !o.unsent() {
		next = o.inState(MailSent, time.Time{}, "")
		next.MessageID, news = e.MessageID, true
	}
	if e.News.After(next.Delivery()) || e.provesMailbox(o) {
		next.News, next.NewsAt, news = e.News, e.At, true
	}
	if e.Failure != "" && news {
		next = next.inState(MailFailed, time.Time{}, e.Failure)
		next.MessageID = e.MessageID
	}
	return next, news
}

// unsent reports whether the provider took the mail but did not send it.
func (o Outgoing) unsent() bool { return o.State == MailFailed && o.MessageID != "" }

// provesMailbox reports whether the mail was delivered after it had bounced, by the provider's clock, since events come in
// any order.
func (e MailEvent) provesMailbox(o Outgoing) bool {
	return e.News == account.Delivered && o.News == account.Bounced && !o.NewsAt.IsZero() && e.At.After(o.NewsAt)
}

// maxComplaints is how many complaints about one requester are counted; more make no difference.
var maxComplaints = account.Limit{Most: 100, Window: ComplaintsKept}

// complaintUses returns the uses by which a complaint about the mail counts against its requester. There are none for mail
// that its reader caused.
func (r RecordMailEvent) complaintUses(ctx context.Context, m Mail) ([]UsesChange, error) {
	ofOthers := m.Nominee != 0 && !m.Kind.CarriesCode() || m.Kind == AwaitingMail
	if !ofOthers || m.Requester == "" || m.To.SameMailbox(m.Requester) {
		return nil, nil
	}
	return complaint(ctx, r.Store, m.Requester, r.Now())
}

// complaint returns the uses by which a complaint, or a report confirmed by a code, counts against the requester.
func complaint(ctx context.Context, store UsesReader, requester account.Email, now time.Time) ([]UsesChange, error) {
	used, err := store.Used(ctx, ComplaintsAbout(requester))
	if err != nil {
		return nil, err
	}
	change, err := used.take(maxComplaints, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return nil, nil
	}
	return []UsesChange{change}, err
}

// suppression returns the change of the address after a complaint, or nil, and whether it is the address's first. told says
// that the request records the complaint, so that lifting the suppression has to be recorded there too.
func (r RecordMailEvent) suppression(ctx context.Context, o Outgoing, told bool) (change *AddressChange, first bool, err error) {
	read, err := r.Store.Address(ctx, o.To)
	if err != nil {
		return nil, false, err
	}
	next, err := read.Complain(r.Now())
	first = err == nil
	if err != nil && !errors.Is(err, account.ErrUnchanged) {
		return nil, false, err
	}
	if told {
		next = next.Telling(o.RequestID, o.Nominee)
	}
	if !first {
		if !told {
			return nil, false, nil
		}
		next.Version++
	}
	return &AddressChange{read, next}, first, nil
}

// change returns the change of the mail's request by the event, or nil.
func (r RecordMailEvent) change(ctx context.Context, o Outgoing, e MailEvent) (*Change, error) {
	why := e.unreachable(o)
	reached := e.News == account.Delivered
	if o.Nominee == 0 || why == "" && !reached {
		return nil, nil //nolint:nilnil // the request does not change
	}
	read, err := r.Store.Request(ctx, o.RequestID)
	if err != nil {
		return nil, err
	}
	n, _ := read.Nominee(o.Nominee)
	if reached {
		if !e.reaches(o, n) {
			return nil, nil //nolint:nilnil // the nominee is not recorded as unreachable
		}
		return changed(read, func() (account.Request, account.Event, error) { return read.Reach(o.Nominee, r.Now()) })
	}
	if e.News == account.Bounced && n.MailID != o.ID {
		return nil, nil //nolint:nilnil // a later mail has replaced it
	}
	return changed(read, func() (account.Request, account.Event, error) { return read.Unreach(o.Nominee, why, r.Now()) })
}

// unreachable returns why, by the event, mail does not reach the nominee; empty if it does. A bounced reminder does not
// count, since the nominee has the link of the invitation.
func (e MailEvent) unreachable(o Outgoing) account.Unreachable {
	switch {
	case e.News == account.Complained:
		return account.UnreachableComplained
	case e.News != account.Bounced || o.Kind != Invitation:
		return ""
	case e.Failure != "":
		return account.UnreachableRejected
	default:
		return account.UnreachableBounced
	}
}

// reaches reports whether the delivery proves that mail reaches a nominee who is recorded as unreachable: it is later, and
// the mail is one that a suppressed address would not take.
func (e MailEvent) reaches(o Outgoing, n account.Nominee) bool {
	if n.UnreachableAt.IsZero() || !e.provesMailbox(o) && !e.At.After(n.UnreachableAt) {
		return false
	}
	unwanted := n.Unreachable == account.UnreachableComplained || n.Unreachable == account.UnreachableSuppressed
	return !unwanted || !o.Kind.CarriesCode()
}

// changed returns the change that say makes to the request, or nil if it changes nothing or the nominee can no longer
// decide.
func changed(read account.Request, say func() (account.Request, account.Event, error)) (*Change, error) {
	change := Change{Before: &read}
	var err error
	change.After, change.Event, err = say()
	if errors.Is(err, account.ErrUnchanged) || refusedByState(err) {
		return nil, nil //nolint:nilnil // there is no change
	}
	change.announce(nil)
	return &change, err
}
