package workflow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// What a provider may answer besides success. Any other error leaves open whether it took the mail.
var (
	// ErrMailRefused: the provider will never take this mail.
	ErrMailRefused = errors.New("mail refused")
	// ErrMailNotTaken: the provider did not take the mail now and may later.
	ErrMailNotTaken = errors.New("mail not taken")
)

const (
	// leaseLifetime is longer than a function may run, so a claim that runs out has nobody behind it; and
	// long enough that a mail whose fate is unknown is not sent again in haste.
	leaseLifetime = 15 * time.Minute
	// firstRetry doubles up to longestRetry.
	firstRetry   = time.Minute
	longestRetry = time.Hour
	// giveUpAfter bounds the trying; what still waits then fails.
	giveUpAfter = 7 * 24 * time.Hour
	// maxSendTime is how long sending one mail may take at worst: none is begun with less time left, so
	// that none is cut off between the provider's answer and the note of it.
	maxSendTime = 20 * time.Second
	// codeReserve: one in so many mails of the day, of the deployment and of each requester, is kept for codes, which
	// people wait for to decide.
	codeReserve = 10
	// requesterShare: one requester causes at most one in so many mails of the day.
	requesterShare = 10
	// recheckAfter is how soon a mail that its address does not take is looked at again.
	recheckAfter = 24 * time.Hour
)

// Outbox holds the mails to be sent.
type Outbox interface {
	Committer
	// Mails reads those of the mails that there are.
	Mails(ctx context.Context, ids []account.ID) ([]Mail, error)
	// SendContext reads consistently, in one round, what is needed before a mail is sent; account.ErrNotFound if there
	// is no such mail.
	SendContext(ctx context.Context, n SendQuery) (SendContext, error)
	// Move stores the new state of a mail's sending. ErrConflict unless state, attempts and news are still as they were
	// read. Safe to repeat.
	Move(ctx context.Context, read, next Outgoing) error
	// Lease is Move with the links that the mail carries, and with what it uses up, whole or not at all. ErrConflict also
	// if the uses are not as they were read, or a hash stands for another link.
	Lease(ctx context.Context, read, next Outgoing, links []KeptLink, uses []UsesChange) error
	// OverdueMails returns ids of queued mails that are due and of claims that ran out, the longest
	// overdue first, at most so many. It may lag behind the truth and repeat itself.
	OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	PartsReader
}

// SendQuery names what is read before a mail is sent.
type SendQuery struct {
	Mail      account.ID
	Requester account.Email // who brought it about
	Address   account.Email // to which it goes
	Part      int           // of the day's mails
	Request   account.ID    // empty: none
	Code      *LinkHash     // nil: none
	AdminRole *AdminRole    // nil: none
	Earlier   []account.ID  // other mails
}

// SendContext is what is known before a mail is sent.
type SendContext struct {
	Outgoing        Outgoing
	Mailbox         Mailbox
	Request         *account.Request // nil: there is none, or none was needed
	Code            *Code            // the link's present one; nil likewise
	IsAdministrator bool
	Earlier         map[account.ID]Outgoing // those that there are
}

// sendQuery returns what is to be known before the mail is sent: as the request says, if it is known, else as the mail
// does, which may be older than that it says so.
func (m Mail) sendQuery(part int, request *account.Request) SendQuery {
	n := SendQuery{Mail: m.ID, Requester: m.Requester, Address: m.To, Part: part, Earlier: m.Earlier}
	if m.dependsOnRequest() {
		n.Request = m.RequestID
	}
	if m.Code != nil {
		n.Code = &m.Code.Link
	}
	if m.AdministratorOf != "" {
		n.AdminRole = &AdminRole{m.AdministratorOf, m.To}
	}
	if request == nil {
		return n
	}
	nominee, _ := request.Nominee(m.Nominee)
	if m.Kind.CarriesLink() || m.Kind == CodeMail {
		n.AdminRole = adminRoleOf(nominee)
	}
	if m.Kind.tellsOfEnd() {
		n.Earlier = nominee.Mails()
	}
	return n
}

// dependsOnRequest reports whether a later change of its request may make the mail untrue.
func (m Mail) dependsOnRequest() bool {
	return m.Kind != MailboxCodeMail && m.Nominee != 0 || m.Kind == ReviewMail || m.Kind == AwaitingMail
}

// MailboxReader reads what is known of addresses that are mailed.
type MailboxReader interface {
	// Mailbox reads consistently, in one round, what is to be known before mail that has to do with that requester
	// goes to an address; with that part of the day's mails.
	Mailbox(ctx context.Context, requester, address account.Email, part int) (Mailbox, error)
	PartsReader
}

// Mailbox is what is known of an address, and what mail to it uses up.
type Mailbox struct {
	Address                account.Address
	Invitations            Used // to this address
	InvitationsByRequester Used // of these, those that the requester caused
	Part                   int  // the number of the part of the budget that was read
	Daily                  Used // of the mails of the whole deployment, those of that part
	PerRequester           Used // of these, those that the requester caused
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
	// Invitations limits the mails with a link to one address, Daily all mails of the deployment; InvitationsPerRequester
	// and DailyPerRequester limit the part of each that one requester causes. What is beyond waits.
	Invitations, InvitationsPerRequester, Daily, DailyPerRequester account.Limit
	// Failed is called once for each mail that will never be sent.
	Failed func(ctx context.Context, m Mail, cause string)
	// BudgetSpent is called for each mail that has to wait because the day's budget is used up.
	BudgetSpent func(m Mail)
}

// RequesterShare returns how many of a day's mails one requester may cause.
func RequesterShare(mailsADay int) int { return max(1, mailsADay/requesterShare) }

// WithoutCodeReserve returns the limit without what is kept for codes.
func WithoutCodeReserve(l account.Limit) account.Limit {
	l.Most -= l.Most / codeReserve
	return l
}

// Do sends one mail if it is due and still says the truth; else it drops it or leaves it to whoever
// holds it. What may not go now waits. An error means that the mail stays queued and the sweep will
// come back to it; ErrBusy that ctx leaves too little time to begin, or that too many send at once.
func (s Send) Do(ctx context.Context, id account.ID) error {
	mails, err := s.Store.Mails(ctx, []account.ID{id})
	if err != nil {
		return err
	}
	if len(mails) == 0 {
		return account.ErrNotFound
	}
	return s.DoMail(ctx, mails[0])
}

// DoMail is Do of a mail that was read before, from the stream for one: what that says is only what else is to be read.
func (s Send) DoMail(ctx context.Context, m Mail) error {
	var now *leased
	err := retry.OnConflict(ctx, func() (err error) {
		now, err = s.lease(ctx, m, s.Now())
		return err
	})
	if err != nil || now == nil {
		return err
	}
	return s.send(ctx, *now, s.Now())
}

// leased is a mail that is this run's to send.
type leased struct {
	mail    Outgoing
	message Message
	request *account.Request // as it was read before; nil: it was not
}

// lease returns the mail once it is this run's to send; nil if there is nothing to send. ErrConflict
// if others have moved it or used up the same slots meanwhile.
func (s Send) lease(ctx context.Context, m Mail, now time.Time) (*leased, error) {
	known, err := s.readContext(ctx, m)
	if err != nil {
		return nil, err
	}
	read := known.Outgoing
	if read.State != MailQueued && read.State != MailSending || now.Before(read.DueAt) {
		return nil, nil //nolint:nilnil // done, or not yet, or somebody else's
	}
	if !hasTime(ctx, maxSendTime) {
		return nil, retry.ErrBusy
	}
	overtaken, err := known.outdated(now)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil, s.fail(ctx, read, known.Request, "its request is gone")
	case overtaken:
		return nil, s.Store.Move(ctx, read, read.inState(MailDropped, time.Time{}, ""))
	case read.waited(now) > giveUpAfter:
		return nil, s.fail(ctx, read, known.Request, "not sent in time; "+read.Failure)
	case err != nil:
		return nil, err
	}
	box := known.Mailbox
	if !read.acceptedBy(box.Address) {
		if read.Kind.CarriesLink() { // its owner may think better of it
			var why account.Unreachable
			if !box.Address.Suppressed.IsZero() { // what a link alone stopped says nothing of the mailbox
				why = account.UnreachableSuppressed
			}
			return nil, s.moveAndRecord(ctx, read, read.postponed(now.Add(recheckAfter), now), known.Request, why, now)
		}
		return nil, s.Store.Move(ctx, read, read.inState(MailDropped, time.Time{}, "the address takes no such mail"))
	}
	uses, err := s.uses(ctx, read, box, now)
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return nil, s.postpone(ctx, read, tooMany.Until, now)
	}
	if err != nil {
		return nil, err
	}
	next := read.inState(MailSending, now.Add(leaseLifetime), read.Failure)
	if next.Attempts++; next.Attempts == 1 && next.Kind.Unsolicited() {
		next.LinkScheme = latestScheme
	}
	message, links, err := s.compose(ctx, next)
	if err != nil { // nothing has left yet, and nothing is used up
		return nil, errors.Join(err, s.retryLater(ctx, read, next, now, err))
	}
	next.CountedAt = now
	return &leased{next, message, known.Request}, s.Store.Lease(ctx, read, next, links, uses)
}

// readContext reads what is to be readContext before the mail is sent. What names it is only a hint: what was read decides whether
// there is something else to read.
func (s Send) readContext(ctx context.Context, m Mail) (SendContext, error) {
	needed := m.sendQuery(pickPart(WithoutCodeReserve(s.Daily)), nil)
	const rounds = 3 // the mail may be another than was thought, and the request say more than it
	for range rounds {
		known, err := s.Store.SendContext(ctx, needed)
		if err != nil {
			return SendContext{}, err
		}
		rather := known.Outgoing.sendQuery(needed.Part, known.Request)
		if reflect.DeepEqual(rather, needed) {
			return known, nil
		}
		needed = rather
	}
	return SendContext{}, retry.ErrConflict
}

// uses takes the mail's slots, once however often it is tried; account.TooMany if there is none. What
// strangers cause to be sent to an address is limited for the address, and for the requester who causes it, so that
// no requester keeps others from an address or from the day's mails.
func (s Send) uses(ctx context.Context, read Outgoing, box Mailbox, now time.Time) (all []UsesChange, err error) {
	if !read.CountedAt.IsZero() { // as codes and renewals are from the first
		return nil, nil
	}
	take := func(u Used, l account.Limit) {
		change, tooMany := u.take(l, now)
		all, err = append(all, change), cmp.Or(err, tooMany)
	}
	daily, err := DailyMails.left(ctx, s.Store, box.Part, box.Daily, WithoutCodeReserve(s.Daily), nil, now)
	if err != nil {
		return nil, err
	}
	if take(daily.Used, daily.Limit); err != nil {
		s.BudgetSpent(read.Mail)
		return nil, err
	}
	take(box.PerRequester, WithoutCodeReserve(s.DailyPerRequester))
	if read.Kind.CarriesLink() || read.Kind == AwaitingMail {
		take(box.Invitations, s.Invitations)
		take(box.InvitationsByRequester, s.InvitationsPerRequester)
	}
	return all, err
}

// postpone puts a mail off though nothing is wrong with it.
func (s Send) postpone(ctx context.Context, read Outgoing, until, now time.Time) error {
	return s.Store.Move(ctx, read, read.postponed(until, now))
}

func (o Outgoing) postponed(until, now time.Time) Outgoing {
	held := o.inState(MailQueued, until, o.Failure)
	held.HeldAt = now
	return held
}

// moveAndRecord moves a mail that does not reach its nominee, and lets the request, if there is one, know why; empty: it has
// nothing to know.
func (s Send) moveAndRecord(ctx context.Context, read, next Outgoing, request *account.Request, why account.Unreachable, now time.Time) error {
	if why == "" || read.Nominee == 0 || !read.Kind.CarriesLink() || request == nil {
		return s.Store.Move(ctx, read, next)
	}
	change, err := changed(*request, func() (account.Request, account.Event, error) { return request.Unreach(read.Nominee, why, now) })
	if err != nil {
		return err
	}
	if change == nil {
		return s.Store.Move(ctx, read, next)
	}
	change.Mail = &MailChange{read, next}
	return s.Store.Commit(ctx, *change)
}

// acceptedBy reports whether the address takes the mail. A code is mail that the address's owner asks for, and what its
// reader asked for, such as what confirms their own decision, has to do with them, whoever else it has to do with. A
// renewal was let through when it was called for: what a link alone stops must not keep its nominee from deciding.
func (o Outgoing) acceptedBy(a account.Address) bool {
	if o.Kind.CarriesCode() {
		return true
	}
	if o.Kind.Unsolicited() && !o.Renewal {
		return a.Takes(o.Requester)
	}
	return a.Suppressed.IsZero()
}

// waited returns for how long the mail has been waiting through no limit's fault.
func (o Outgoing) waited(now time.Time) time.Duration {
	since := o.CreatedAt
	if o.HeldAt.After(since) {
		since = o.HeldAt
	}
	return now.Sub(since)
}

// fail gives a mail up: it is marked failed, and somebody has to hear of it.
func (s Send) fail(ctx context.Context, read Outgoing, request *account.Request, cause string) error {
	var why account.Unreachable
	if read.Kind == Invitation { // who got one has the link, whatever becomes of a reminder
		why = account.UnreachableRejected
	}
	if err := s.moveAndRecord(ctx, read, read.inState(MailFailed, time.Time{}, cause), request, why, s.Now()); err != nil {
		return err
	}
	s.Failed(ctx, read.Mail, cause)
	return nil
}

// hasTime reports whether ctx leaves that much time.
func hasTime(ctx context.Context, work time.Duration) bool {
	deadline, bounded := ctx.Deadline()
	return !bounded || time.Until(deadline) > work
}

// ignoreConflict: losing a race for a mail is no error, the winner sends it.
func ignoreConflict(err error) error {
	if errors.Is(err, retry.ErrConflict) {
		return nil
	}
	return err
}

func (o Outgoing) inState(state MailState, due time.Time, failure string) Outgoing {
	o.State, o.DueAt, o.Failure = state, due, failure
	return o
}

// outdated reports whether a later change has made the mail untrue; account.ErrNotFound if its request is gone.
func (k SendContext) outdated(now time.Time) (bool, error) {
	m := k.Outgoing.Mail
	if m.Kind == MailboxCodeMail {
		return k.codeOutdated(now), nil
	}
	if !m.dependsOnRequest() {
		return false, nil // tells of something that has happened
	}
	if k.Request == nil {
		return false, account.ErrNotFound
	}
	request := k.Request.AsOf(now)
	if m.Kind.tellsOfEnd() {
		return k.neverAsked(request), nil
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
	if adminRoleOf(nominee) != nil {
		canDecide = canDecide && k.IsAdministrator
	}
	if !canDecide || m.Kind != CodeMail {
		return !canDecide || nominee.MailID != m.ID, nil
	}
	return k.codeOutdated(now), nil
}

// codeOutdated reports whether another code has taken the place of the mail's, or its time is over.
func (k SendContext) codeOutdated(now time.Time) bool {
	return k.Code == nil || k.Code.CodeKey != *k.Outgoing.Code || !now.Before(k.Code.ExpiresAt)
}

// neverAsked reports whether the nominee has not been told of the request: an end is no news to them then.
func (k SendContext) neverAsked(r account.Request) bool {
	n, _ := r.Nominee(k.Outgoing.Nominee)
	for _, id := range n.Mails() {
		asked, there := k.Earlier[id]
		if !there || asked.State == MailSent || asked.State == MailSending { // not there: long ago
			return false
		}
	}
	return n.MailID != ""
}

// send hands a claimed mail to the provider and stores the result.
func (s Send) send(ctx context.Context, c leased, now time.Time) error {
	messageID, err := s.Provider.Send(ctx, c.message)
	switch {
	case err == nil:
		sent := c.mail.inState(MailSent, time.Time{}, "")
		sent.MessageID = messageID
		return ignoreConflict(s.Store.Move(ctx, c.mail, sent))
	case errors.Is(err, ErrMailRefused):
		return s.refused(ctx, c, err.Error())
	case errors.Is(err, ErrMailNotTaken):
		return errors.Join(err, s.retryLater(ctx, c.mail, c.mail, now, err))
	default:
		return err // it may have been taken: the claim stays and keeps everybody off until it runs out
	}
}

// refused gives up a mail that the provider refused. If its request has changed since it was read, it is read again.
func (s Send) refused(ctx context.Context, c leased, cause string) error {
	err := s.fail(ctx, c.mail, c.request, cause)
	if !errors.Is(err, retry.ErrConflict) || c.request == nil {
		return ignoreConflict(err)
	}
	known, err := s.readContext(ctx, c.mail.Mail)
	if err != nil {
		return err
	}
	return ignoreConflict(s.fail(ctx, c.mail, known.Request, cause))
}

// retryLater puts off a mail of which next is the attempt that failed.
func (s Send) retryLater(ctx context.Context, read, next Outgoing, now time.Time, cause error) error {
	pause := longestRetry
	if doublings := next.Attempts - 1; doublings < 6 {
		pause = min(longestRetry, firstRetry<<doublings)
	}
	return ignoreConflict(s.Store.Move(ctx, read, next.inState(MailQueued, now.Add(pause), cause.Error())))
}

// compose derives the mail's secrets, if it carries any, and renders it; with the links by which they are found.
func (s Send) compose(ctx context.Context, o Outgoing) (Message, []KeptLink, error) {
	secrets, links, err := s.secrets(ctx, o)
	if err != nil {
		return Message{}, nil, err
	}
	message, err := s.Render(o.Mail, secrets)
	message.Kind, message.Tag = o.Kind, string(o.ID)
	return message, links, err
}

func (s Send) secrets(ctx context.Context, o Outgoing) (secrets Secrets, links []KeptLink, err error) {
	switch {
	case o.Kind.Unsolicited():
		return s.linkSecrets(ctx, o)
	case o.Kind.CarriesCode():
		code := Code{CodeKey: *o.Code, RequestID: o.RequestID, Nominee: o.Nominee, Generation: o.Generation}
		var secret [account.CodeBytes]byte
		secret, err = code.derive(ctx, s.Codes, o.addressee())
		secrets.Code = account.WriteCode(secret)
	}
	return secrets, nil, err
}

// linkSecrets derives the links of a mail that its reader did not ask for.
func (s Send) linkSecrets(ctx context.Context, o Outgoing) (secrets Secrets, links []KeptLink, err error) {
	derive, err := deriver(ctx, s.Links, o)
	if err != nil {
		return Secrets{}, nil, err
	}
	one := func(purpose Purpose) (token string, err error) {
		link := o.link(purpose)
		mac, err := derive(link)
		if err != nil {
			return "", fmt.Errorf("derive link: %w", err)
		}
		links = append(links, KeptLink{sha256.Sum256(mac[:]), link})
		return writeToken(link.RequestID, mac), nil
	}
	if o.Kind.CarriesLink() {
		if secrets.Token, err = one(ToDecide); err != nil {
			return Secrets{}, nil, err
		}
	}
	secrets.Report, err = one(ToReport)
	return secrets, links, err
}

func (m Mail) addressee() account.Nominee {
	return account.Nominee{Number: m.Nominee, Generation: m.Generation, Email: m.To}
}

// Sweep sends what the stream has not brought. Runs may overlap.
func (s Send) Sweep(ctx context.Context) (swept int, err error) {
	due, err := s.Store.OverdueMails(ctx, s.Now(), batch)
	if err != nil {
		return 0, err
	}
	mails, err := s.Store.Mails(ctx, due)
	if err != nil {
		return 0, err
	}
	for _, m := range mails {
		oneErr := s.DoMail(ctx, m)
		if errors.Is(oneErr, retry.ErrBusy) && !hasTime(ctx, maxSendTime) {
			break // the next run goes on
		}
		if oneErr != nil {
			err = errors.Join(err, fmt.Errorf("mail %s: %w", m.ID, oneErr))
			continue
		}
		swept++
	}
	return swept, err
}
