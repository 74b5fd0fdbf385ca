package workflow

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// What a provider may answer besides success. Any other error leaves open whether it took the mail.
var (
	// ErrMailRefused: the provider will never take this mail.
	ErrMailRefused = errors.New("mail refused")
	// ErrMailNotTaken: the provider did not take the mail now and may later.
	ErrMailNotTaken = errors.New("mail not taken")
)

const (
	// claimLasts is longer than a function may run, so a claim that runs out has nobody behind it; and
	// long enough that a mail whose fate is unknown is not sent again in haste.
	claimLasts = 15 * time.Minute
	// firstRetry doubles up to longestRetry.
	firstRetry   = time.Minute
	longestRetry = time.Hour
	// giveUpAfter bounds the trying; what still waits then fails.
	giveUpAfter = 7 * 24 * time.Hour
	// oneTakes is how long sending one mail may take at worst: none is begun with less time left, so
	// that none is cut off between the provider's answer and the note of it.
	oneTakes = 20 * time.Second
)

// Outbox holds the mails to be sent.
type Outbox interface {
	RequestReader
	// Outgoing reads consistently; account.ErrNotFound if there is none.
	Outgoing(ctx context.Context, id account.ID) (Outgoing, error)
	// Move stores the new state of a mail's sending. ErrConflict unless state and attempts are still as
	// in read. Safe to repeat only in that a second Move from the same read is an ErrConflict.
	Move(ctx context.Context, read, next Outgoing) error
	// OverdueMails answers ids of queued mails that are due and of claims that ran out, the longest
	// overdue first, at most so many. It may lag behind the truth and repeat itself.
	OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	// KeepLink stores whose link the hash is. Safe to repeat.
	KeepLink(ctx context.Context, hash LinkHash, link Link) error
	// Code reads the link's present code consistently; account.ErrNotFound if there is none.
	Code(ctx context.Context, hash LinkHash) (Code, error)
}

// LinkMAC computes the MAC that is a link's secret, under a key that only the mailer may use.
type LinkMAC interface {
	LinkMAC(ctx context.Context, message []byte) ([32]byte, error)
}

// Provider sends mail.
type Provider interface {
	// Send hands the message over once; it never tries again by itself. Answers the provider's message
	// id; ErrMailRefused or ErrMailNotTaken if the mail was certainly not taken; any other error leaves
	// that open.
	Send(ctx context.Context, m Message) (messageID string, err error)
}

// Send sends the mails that committed changes call for. Several may run at once, late, twice and out
// of order.
type Send struct {
	Store    Outbox
	Links    LinkMAC
	Codes    CodeMAC
	Provider Provider
	// Render writes the mail; the same mail and secret give the same bytes.
	Render func(m Mail, secret string) (Message, error)
	Now    func() time.Time
	// Failed hears of each mail that will never be sent, once.
	Failed func(ctx context.Context, m Mail, cause string)
}

// Do sends one mail if it is due and still says the truth; else it drops it or leaves it to whoever
// holds it. An error means that the mail stays queued and the sweep will come back to it; ErrBusy
// that ctx leaves too little time to begin.
func (s Send) Do(ctx context.Context, id account.ID) error {
	now := s.Now()
	read, err := s.Store.Outgoing(ctx, id)
	if err != nil {
		return err
	}
	if read.State != MailQueued && read.State != MailSending || now.Before(read.DueAt) {
		return nil // done, or not yet, or somebody else's
	}
	if !timeFor(ctx, oneTakes) {
		return ErrBusy
	}
	overtaken, err := s.overtaken(ctx, read.Mail, now)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return s.give(ctx, read, "its request is gone")
	case overtaken:
		return settled(s.Store.Move(ctx, read, read.moved(MailDropped, time.Time{}, "")))
	case now.Sub(read.CreatedAt) > giveUpAfter:
		return s.give(ctx, read, "not sent in time; "+read.Failure)
	case err != nil:
		return err
	}
	claimed := read.moved(MailSending, now.Add(claimLasts), read.Failure)
	claimed.Attempts++
	if err := s.Store.Move(ctx, read, claimed); err != nil {
		return settled(err)
	}
	return s.send(ctx, claimed, now)
}

// give gives a mail up: it is marked failed, and somebody has to hear of it.
func (s Send) give(ctx context.Context, read Outgoing, cause string) error {
	if err := s.Store.Move(ctx, read, read.moved(MailFailed, time.Time{}, cause)); err != nil {
		return settled(err)
	}
	s.Failed(ctx, read.Mail, cause)
	return nil
}

// timeFor tells whether ctx leaves that much time.
func timeFor(ctx context.Context, work time.Duration) bool {
	deadline, bounded := ctx.Deadline()
	return !bounded || time.Until(deadline) > work
}

// settled: losing a race for a mail is no error, the winner sends it.
func settled(err error) error {
	if errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

func (o Outgoing) moved(state MailState, due time.Time, failure string) Outgoing {
	o.State, o.DueAt, o.Failure = state, due, failure
	return o
}

// overtaken tells whether a later change has made the mail untrue.
func (s Send) overtaken(ctx context.Context, m Mail, now time.Time) (bool, error) {
	if m.Kind != Invitation && m.Kind != CodeMail {
		return false, nil // tells of something that has happened
	}
	request, err := s.Store.Request(ctx, m.RequestID)
	if err != nil {
		return false, err
	}
	request = request.AsOf(now)
	nominee, dead := request.LinkHolder(m.Nominee, m.Generation)
	canDecide := dead == nil && request.State == account.PendingApproval && nominee.State == account.NomineeActive
	if !canDecide || m.Kind != CodeMail {
		return !canDecide, nil
	}
	code, err := s.Store.Code(ctx, m.Code.Link)
	if errors.Is(err, account.ErrNotFound) {
		return true, nil
	}
	return code.CodeKey != *m.Code || !now.Before(code.ExpiresAt), err
}

// send hands a claimed mail to the provider and writes down what became of it.
func (s Send) send(ctx context.Context, claimed Outgoing, now time.Time) error {
	message, err := s.compose(ctx, claimed.Mail)
	if err != nil {
		return errors.Join(err, s.retryLater(ctx, claimed, now, err)) // nothing has left yet
	}
	messageID, err := s.Provider.Send(ctx, message)
	switch {
	case err == nil:
		sent := claimed.moved(MailSent, time.Time{}, "")
		sent.MessageID = messageID
		return settled(s.Store.Move(ctx, claimed, sent))
	case errors.Is(err, ErrMailRefused):
		return s.give(ctx, claimed, err.Error())
	case errors.Is(err, ErrMailNotTaken):
		return errors.Join(err, s.retryLater(ctx, claimed, now, err))
	default:
		return err // it may have been taken: the claim stays and keeps everybody off until it runs out
	}
}

func (s Send) retryLater(ctx context.Context, claimed Outgoing, now time.Time, cause error) error {
	pause := longestRetry
	if doublings := claimed.Attempts - 1; doublings < 6 {
		pause = min(longestRetry, firstRetry<<doublings)
	}
	return settled(s.Store.Move(ctx, claimed, claimed.moved(MailQueued, now.Add(pause), cause.Error())))
}

// compose derives the mail's secret, if it carries one, and renders it.
func (s Send) compose(ctx context.Context, m Mail) (Message, error) {
	secret, err := s.secret(ctx, m)
	if err != nil {
		return Message{}, err
	}
	message, err := s.Render(m, secret)
	message.Tag = string(m.ID)
	return message, err
}

func (s Send) secret(ctx context.Context, m Mail) (string, error) {
	nominee := account.Nominee{Number: m.Nominee, Generation: m.Generation, Email: m.To}
	switch m.Kind {
	case Invitation:
		mac, err := s.Links.LinkMAC(ctx, linkMessage(m.RequestID, nominee))
		if err != nil {
			return "", fmt.Errorf("derive link: %w", err)
		}
		link := Link{RequestID: m.RequestID, Nominee: m.Nominee, Generation: m.Generation}
		return writeToken(m.RequestID, mac), s.Store.KeepLink(ctx, sha256.Sum256(mac[:]), link)
	case CodeMail:
		code := Code{CodeKey: *m.Code, RequestID: m.RequestID, Nominee: m.Nominee, Generation: m.Generation}
		secret, err := code.derive(ctx, s.Codes, nominee)
		return account.WriteCode(secret), err
	default:
		return "", nil
	}
}

// Sweep sends what the stream has not brought. Runs may overlap.
func (s Send) Sweep(ctx context.Context) (swept int, err error) {
	due, err := s.Store.OverdueMails(ctx, s.Now(), batch)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		oneErr := s.Do(ctx, id)
		if errors.Is(oneErr, ErrBusy) && !timeFor(ctx, oneTakes) {
			break // the next run goes on
		}
		if oneErr != nil {
			err = errors.Join(err, fmt.Errorf("mail %s: %w", id, oneErr))
			continue
		}
		swept++
	}
	return swept, err
}
