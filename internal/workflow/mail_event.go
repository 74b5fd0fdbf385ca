package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// MailEvent is what the provider says about a mail that it took.
type MailEvent struct {
	MailID    account.ID // the outbox entry's
	MessageID string     // the provider's
	News      account.Delivery
	At        time.Time // when it happened, by the provider's clock; zero: it did not say
	Failure   string    // why the provider, which took the mail, did not send it; empty: it did
}

// RecordMailEvent writes down what the provider says about mails.
type RecordMailEvent struct {
	Store interface {
		Committer
		RequestReader
		AddressKeeper
		// Outgoing reads consistently; account.ErrNotFound if there is none.
		Outgoing(ctx context.Context, id account.ID) (Outgoing, error)
		UsesReader
		// KeepNews stores what is new of a mail, and of its address if that is given, with the uses, whole or not at
		// all. ErrConflict unless all are still as they were read.
		KeepNews(ctx context.Context, mail MailChange, address *AddressChange, uses ...UsesChange) error
	}
	Now func() time.Time
	// Failed, if not nil, is called for each mail that the provider accepted but did not send. A mail whose failure
	// is recorded twice may be heard of twice.
	Failed func(ctx context.Context, m Mail, cause string)
}

// Do records the event. Events may come late, twice and out of order; one that is no news, or is about
// a mail that is gone, changes nothing. A mail that came back is told to its request, once; a complaint
// suppresses the address.
func (r RecordMailEvent) Do(ctx context.Context, e MailEvent) error {
	var failed *Mail
	err := retry.OnConflict(ctx, func() error {
		failed = nil
		read, err := r.Store.Outgoing(ctx, e.MailID)
		if err != nil {
			return err
		}
		next, news := read.heard(e)
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
				if uses, err = r.counts(ctx, read.Mail); err != nil {
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
		return nil // tidied away, or not ours
	}
	if err == nil && failed != nil && r.Failed != nil {
		r.Failed(ctx, *failed, e.Failure)
	}
	return err
}

// heard returns the mail with the news. That the provider speaks of it proves that it was sent,
// whatever became of the answer to its sending.
func (o Outgoing) heard(e MailEvent) (next Outgoing, news bool) {
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

// unsent reports whether the provider took the mail and then did not send it.
func (o Outgoing) unsent() bool { return o.State == MailFailed && o.MessageID != "" }

// provesMailbox reports whether the mail arrived after it had come back, which only the provider's clock
// can tell: its events come in any order.
func (e MailEvent) provesMailbox(o Outgoing) bool {
	return e.News == account.Delivered && o.News == account.Bounced && !o.NewsAt.IsZero() && e.At.After(o.NewsAt)
}

// mostComplaints is how many complaints about one requester are counted; more make no difference.
var mostComplaints = account.Limit{Most: 100, Window: ComplaintsKept}

// counts returns how a complaint about the mail counts against the requester who brought it about; none if nobody
// did, or only its reader.
func (r RecordMailEvent) counts(ctx context.Context, m Mail) ([]UsesChange, error) {
	ofOthers := m.Nominee != 0 && !m.Kind.CarriesCode() || m.Kind == AwaitingMail
	if !ofOthers || m.Requester == "" || m.To.SameMailbox(m.Requester) {
		return nil, nil
	}
	return complaint(ctx, r.Store, m.Requester, r.Now())
}

// complaint returns how a complaint, or a report that a code confirmed, counts against the requester.
func complaint(ctx context.Context, store UsesReader, requester account.Email, now time.Time) ([]UsesChange, error) {
	used, err := store.Used(ctx, ComplaintsAbout(requester))
	if err != nil {
		return nil, err
	}
	change, err := used.take(mostComplaints, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return nil, nil
	}
	return []UsesChange{change}, err
}

// suppression returns what a complaint about the mail makes of its address, nil: nothing; and whether it is the first
// one. If the request was told, a lift tells it, too.
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

// change returns what the event means to the request that the mail asks about; nil: nothing.
func (r RecordMailEvent) change(ctx context.Context, o Outgoing, e MailEvent) (*Change, error) {
	why := e.unreachable(o)
	reached := e.News == account.Delivered
	if o.Nominee == 0 || why == "" && !reached {
		return nil, nil //nolint:nilnil // nobody is told
	}
	read, err := r.Store.Request(ctx, o.RequestID)
	if err != nil {
		return nil, err
	}
	n, _ := read.Nominee(o.Nominee)
	if reached {
		if !e.reaches(o, n) {
			return nil, nil //nolint:nilnil // nobody thought that it would not
		}
		return changed(read, func() (account.Request, account.Event, error) { return read.Reach(o.Nominee, r.Now()) })
	}
	if e.News == account.Bounced && n.MailID != o.ID {
		return nil, nil //nolint:nilnil // a later mail has overtaken it
	}
	return changed(read, func() (account.Request, account.Event, error) { return read.Unreach(o.Nominee, why, r.Now()) })
}

// unreachable returns why the event says that mail does not reach the nominee; empty: it does not say so. Who got an
// invitation has the link, whatever comes back later.
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

// reaches reports whether the arrival proves that mail reaches the nominee, who was thought to be out of reach: it came
// later, and the mail is one that their address would not take if they did not want it.
func (e MailEvent) reaches(o Outgoing, n account.Nominee) bool {
	if n.UnreachableAt.IsZero() || !e.provesMailbox(o) && !e.At.After(n.UnreachableAt) {
		return false
	}
	unwanted := n.Unreachable == account.UnreachableComplained || n.Unreachable == account.UnreachableSuppressed
	return !unwanted || !o.Kind.CarriesCode()
}

// changed returns the change of a request by what is said of its mail; nil: it is known, or nothing is asked of them any
// more.
func changed(read account.Request, say func() (account.Request, account.Event, error)) (*Change, error) {
	change := Change{Before: &read}
	var err error
	change.After, change.Event, err = say()
	if errors.Is(err, account.ErrUnchanged) || movedOn(err) {
		return nil, nil //nolint:nilnil // as said
	}
	change.announce(nil)
	return &change, err
}
