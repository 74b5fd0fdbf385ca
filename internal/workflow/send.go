package workflow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
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
	// keptForCodes: one in so many mails of the day, of the deployment and of each requester, is kept for codes, which
	// people wait for to decide.
	keptForCodes = 10
	// requestersShare: one requester brings about at most one in so many mails of the day.
	requestersShare = 10
	// lookAgain is how soon a mail that its address does not take is looked at again.
	lookAgain = 24 * time.Hour
)

// Outbox holds the mails to be sent.
type Outbox interface {
	Committer
	RequestReader
	// Outgoing reads consistently; account.ErrNotFound if there is none.
	Outgoing(ctx context.Context, id account.ID) (Outgoing, error)
	// Move stores the new state of a mail's sending, with what it uses up, whole or not at all. ErrConflict
	// unless state, attempts and news, and the uses, are still as they were read. Safe to repeat.
	Move(ctx context.Context, read, next Outgoing, uses ...UsesChange) error
	MailboxReader
	// OverdueMails answers ids of queued mails that are due and of claims that ran out, the longest
	// overdue first, at most so many. It may lag behind the truth and repeat itself.
	OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	// KeepLink stores whose link the hash is. Safe to repeat.
	KeepLink(ctx context.Context, hash LinkHash, link Link) error
	// Code reads the link's present code consistently; account.ErrNotFound if there is none.
	Code(ctx context.Context, hash LinkHash) (Code, error)
	OfficeReader
}

// MailboxReader reads what is known of addresses that are mailed.
type MailboxReader interface {
	// Mailbox reads consistently, in one round, what is to be known before mail that has to do with that requester
	// goes to an address.
	Mailbox(ctx context.Context, requester, address account.Email) (Mailbox, error)
}

// Mailbox is what is known of an address, and what mail to it uses up.
type Mailbox struct {
	Address     account.Address
	Invitations Used // to this address
	FromOne     Used // of these, those that the requester brought about
	Daily       Used // mails of the whole deployment
	OfOne       Used // of these, those that the requester brought about
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
	// Render writes the mail; the same mail and secrets give the same bytes.
	Render func(m Mail, secrets Secrets) (Message, error)
	Now    func() time.Time
	// Invitations limits the mails with a link to one address, Daily all mails of the deployment; InvitationsFromOne
	// and DailyOfOne limit the part of each that one requester brings about. What is beyond waits.
	Invitations, InvitationsFromOne, Daily, DailyOfOne account.Limit
	// Failed hears of each mail that will never be sent, once.
	Failed func(ctx context.Context, m Mail, cause string)
	// BudgetSpent hears of each mail that has to wait because the deployment has sent enough for now.
	BudgetSpent func(m Mail)
}

// ShareOfOne returns how many of a day's mails one requester may bring about.
func ShareOfOne(mailsADay int) int { return max(1, mailsADay/requestersShare) }

// ButForCodes returns the limit without what is kept for codes.
func ButForCodes(l account.Limit) account.Limit {
	l.Most -= l.Most / keptForCodes
	return l
}

// Do sends one mail if it is due and still says the truth; else it drops it or leaves it to whoever
// holds it. What may not go now waits. An error means that the mail stays queued and the sweep will
// come back to it; ErrBusy that ctx leaves too little time to begin, or that too many send at once.
func (s Send) Do(ctx context.Context, id account.ID) error {
	var claimed *Outgoing
	err := untilSettled(ctx, func() (err error) {
		claimed, err = s.claim(ctx, id, s.Now())
		return err
	})
	if err != nil || claimed == nil {
		return err
	}
	return s.send(ctx, *claimed, s.Now())
}

// claim answers the mail once it is this run's to send; nil if there is nothing to send. ErrConflict
// if others have moved it or used up the same slots meanwhile.
func (s Send) claim(ctx context.Context, id account.ID, now time.Time) (*Outgoing, error) {
	read, err := s.Store.Outgoing(ctx, id)
	if err != nil {
		return nil, err
	}
	if read.State != MailQueued && read.State != MailSending || now.Before(read.DueAt) {
		return nil, nil //nolint:nilnil // done, or not yet, or somebody else's
	}
	if !timeFor(ctx, oneTakes) {
		return nil, ErrBusy
	}
	overtaken, err := s.overtaken(ctx, read.Mail, now)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil, s.give(ctx, read, "its request is gone")
	case overtaken:
		return nil, s.Store.Move(ctx, read, read.moved(MailDropped, time.Time{}, ""))
	case read.waitedSince(now) > giveUpAfter:
		return nil, s.give(ctx, read, "not sent in time; "+read.Failure)
	case err != nil:
		return nil, err
	}
	box, err := s.Store.Mailbox(ctx, read.Requester, read.To)
	if err != nil {
		return nil, err
	}
	if !read.welcome(box.Address) {
		if read.Kind.CarriesLink() { // its owner may think better of it
			var why account.Unreachable
			if !box.Address.Suppressed.IsZero() { // what a link alone stopped says nothing of the mailbox
				why = account.UnreachableSuppressed
			}
			return nil, s.move(ctx, read, read.held(now.Add(lookAgain), now), why, now)
		}
		return nil, s.Store.Move(ctx, read, read.moved(MailDropped, time.Time{}, "the address takes no such mail"))
	}
	uses, err := s.uses(read, box, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return nil, s.hold(ctx, read, tooMany.Until, now)
	}
	claimed := read.moved(MailSending, now.Add(claimLasts), read.Failure)
	claimed.Attempts++
	claimed.CountedAt = now
	return &claimed, s.Store.Move(ctx, read, claimed, uses...)
}

// uses takes the mail's slots, once however often it is tried; account.TooMany if there is none. What
// strangers bring about to be sent to an address is limited for the address, and for whoever brings it about, so that
// no requester keeps others from an address or from the day's mails.
func (s Send) uses(read Outgoing, box Mailbox, now time.Time) (all []UsesChange, err error) {
	if !read.CountedAt.IsZero() { // as codes and renewals are from the first
		return nil, nil
	}
	take := func(u Used, l account.Limit) {
		change, tooMany := u.take(l, now)
		all, err = append(all, change), cmp.Or(err, tooMany)
	}
	if take(box.Daily, ButForCodes(s.Daily)); err != nil {
		s.BudgetSpent(read.Mail)
		return nil, err
	}
	take(box.OfOne, ButForCodes(s.DailyOfOne))
	if read.Kind.CarriesLink() || read.Kind == AwaitingMail {
		take(box.Invitations, s.Invitations)
		take(box.FromOne, s.InvitationsFromOne)
	}
	return all, err
}

// hold puts a mail off though nothing is wrong with it.
func (s Send) hold(ctx context.Context, read Outgoing, until, now time.Time) error {
	return s.Store.Move(ctx, read, read.held(until, now))
}

func (o Outgoing) held(until, now time.Time) Outgoing {
	held := o.moved(MailQueued, until, o.Failure)
	held.HeldAt = now
	return held
}

// move moves a mail that does not reach its nominee, and lets the request know why; empty: it has nothing to know.
func (s Send) move(ctx context.Context, read, next Outgoing, why account.Unreachable, now time.Time) error {
	if why == "" || read.Nominee == 0 || !read.Kind.CarriesLink() {
		return s.Store.Move(ctx, read, next)
	}
	request, err := s.Store.Request(ctx, read.RequestID)
	if errors.Is(err, account.ErrNotFound) {
		return s.Store.Move(ctx, read, next)
	}
	if err != nil {
		return err
	}
	change, err := changed(request, func() (account.Request, account.Event, error) { return request.Unreach(read.Nominee, why, now) })
	if err != nil {
		return err
	}
	if change == nil {
		return s.Store.Move(ctx, read, next)
	}
	change.Mail = &MailChange{read, next}
	return s.Store.Commit(ctx, *change)
}

// welcome tells whether the address takes the mail. A code is mail that the address's owner asks for, and what its
// reader asked for, such as what confirms their own decision, has to do with them, whoever else it has to do with. A
// renewal was let through when it was called for: what a link alone stops must not keep its nominee from deciding.
func (o Outgoing) welcome(a account.Address) bool {
	if o.Kind.CarriesCode() {
		return true
	}
	if o.Kind.Unasked() && !o.Renewal {
		return a.Takes(o.Requester)
	}
	return a.Suppressed.IsZero()
}

// waitedSince answers for how long the mail has been waiting through no limit's fault.
func (o Outgoing) waitedSince(now time.Time) time.Duration {
	since := o.CreatedAt
	if o.HeldAt.After(since) {
		since = o.HeldAt
	}
	return now.Sub(since)
}

// give gives a mail up: it is marked failed, and somebody has to hear of it.
func (s Send) give(ctx context.Context, read Outgoing, cause string) error {
	var why account.Unreachable
	if read.Kind == Invitation { // who got one has the link, whatever becomes of a reminder
		why = account.UnreachableRejected
	}
	if err := s.move(ctx, read, read.moved(MailFailed, time.Time{}, cause), why, s.Now()); err != nil {
		return err
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
	if m.Kind == MailboxCodeMail {
		return s.codeOvertaken(ctx, m, now)
	}
	if m.Nominee == 0 && m.Kind != ReviewMail && m.Kind != AwaitingMail {
		return false, nil // tells of something that has happened
	}
	request, err := s.Store.Request(ctx, m.RequestID)
	if err != nil {
		return false, err
	}
	request = request.AsOf(now)
	if m.Kind == ClosedMail || m.Kind == LapsedMail || m.Kind == ReplacedMail {
		return s.neverAsked(ctx, request, m.Nominee)
	}
	if m.Kind == ReviewMail {
		return request.State != account.PendingReview, nil
	}
	if m.Kind == AwaitingMail {
		told := request.Parent != nil && slices.Contains(request.CustomerEmails, m.To)
		return !told || request.State != account.PendingApproval, nil
	}
	nominee, dead := request.LinkHolder(m.Nominee, m.Generation)
	canDecide := dead == nil && request.State == account.PendingApproval && nominee.State == account.NomineeActive
	if office := officeOf(nominee); canDecide && office != nil {
		if canDecide, err = s.Store.HoldsOffice(ctx, *office); err != nil {
			return false, err
		}
	}
	if !canDecide || m.Kind != CodeMail {
		return !canDecide || nominee.MailID != m.ID, nil
	}
	return s.codeOvertaken(ctx, m, now)
}

// codeOvertaken reports whether another code has taken the place of the mail's, or its time is over.
func (s Send) codeOvertaken(ctx context.Context, m Mail, now time.Time) (bool, error) {
	code, err := s.Store.Code(ctx, m.Code.Link)
	if errors.Is(err, account.ErrNotFound) {
		return true, nil
	}
	return code.CodeKey != *m.Code || !now.Before(code.ExpiresAt), err
}

// neverAsked tells whether the nominee has not been told of the request: an end is no news to them then.
func (s Send) neverAsked(ctx context.Context, r account.Request, number int) (bool, error) {
	n, _ := r.Nominee(number)
	for _, id := range []account.ID{n.FirstMailID, n.MailID} {
		asked, err := s.Store.Outgoing(ctx, id)
		if errors.Is(err, account.ErrNotFound) {
			return false, nil // long ago
		}
		if err != nil || asked.State == MailSent || asked.State == MailSending {
			return false, err
		}
	}
	return true, nil
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
		return settled(s.give(ctx, claimed, err.Error()))
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

// compose derives the mail's secrets, if it carries any, and renders it.
func (s Send) compose(ctx context.Context, m Mail) (Message, error) {
	secrets, err := s.secrets(ctx, m)
	if err != nil {
		return Message{}, err
	}
	message, err := s.Render(m, secrets)
	message.Kind, message.Tag = m.Kind, string(m.ID)
	return message, err
}

func (s Send) secrets(ctx context.Context, m Mail) (secrets Secrets, err error) {
	switch {
	case m.Kind.Unasked():
		if m.Kind.CarriesLink() {
			if secrets.Token, err = s.link(ctx, m, ToDecide); err != nil {
				return Secrets{}, err
			}
		}
		secrets.Report, err = s.link(ctx, m, ToReport)
	case m.Kind.CarriesCode():
		code := Code{CodeKey: *m.Code, RequestID: m.RequestID, Nominee: m.Nominee, Generation: m.Generation}
		var secret [account.CodeBytes]byte
		secret, err = code.derive(ctx, s.Codes, m.addressee())
		secrets.Code = account.WriteCode(secret)
	}
	return secrets, err
}

func (m Mail) addressee() account.Nominee {
	return account.Nominee{Number: m.Nominee, Generation: m.Generation, Email: m.To}
}

// link derives a link's token and stores whose link its hash is.
func (s Send) link(ctx context.Context, m Mail, purpose Purpose) (token string, err error) {
	link := Link{RequestID: m.RequestID, Nominee: m.Nominee, Generation: m.Generation, Purpose: purpose}
	if purpose == ToReport {
		link.RequestID, link.Address, link.Requester = cmp.Or(m.RequestID, m.AccountID), m.To, m.Requester
	}
	mac, err := s.Links.LinkMAC(ctx, linkMessage(link, m.To))
	if err != nil {
		return "", fmt.Errorf("derive link: %w", err)
	}
	return writeToken(link.RequestID, mac), s.Store.KeepLink(ctx, sha256.Sum256(mac[:]), link)
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
