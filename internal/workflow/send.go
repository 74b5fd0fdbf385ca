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

// Errors of a Provider. With any other error it is unknown whether the provider took the mail.
var (
	// ErrMailRefused means that the provider will never take this mail.
	ErrMailRefused = errors.New("mail refused")
	// ErrMailNotTaken means that the provider did not take the mail but may take it later.
	ErrMailNotTaken = errors.New("mail not taken")
)

const (
	// leaseLifetime is longer than a function may run, so that no sender is still at work when a lease expires, and
	// long enough that a mail of unknown outcome is not sent again at once.
	leaseLifetime = 15 * time.Minute
	// firstRetry doubles up to longestRetry.
	firstRetry   = time.Minute
	longestRetry = time.Hour
	// A mail that is not sent within giveUpAfter fails.
	giveUpAfter = 7 * 24 * time.Hour
	// maxSendTime is the longest that sending one mail takes. None is started with less time left, so that no function
	// ends between the provider's response and recording it.
	maxSendTime = 20 * time.Second
	// One in codeReserve mails a day, of the deployment and of each requester, is reserved for codes, since nominees wait
	// for them.
	codeReserve = 10
	// At most one in requesterShare mails of a day is caused by the same requester.
	requesterShare = 10
	// recheckAfter is when a mail that its address does not take is tried again.
	recheckAfter = 24 * time.Hour
)

// Outbox holds the mails to be sent.
type Outbox interface {
	Committer
	// Mails returns those of the mails that exist.
	Mails(ctx context.Context, ids []account.ID) ([]Mail, error)
	// SendContext reads consistently, in one round of requests, what a mail's sending depends on. It returns
	// account.ErrNotFound if there is no such mail.
	SendContext(ctx context.Context, n SendQuery) (SendContext, error)
	// Move stores the new state of a mail. It returns retry.ErrConflict if state, attempts or news have changed since they
	// were read. It is safe to call again.
	Move(ctx context.Context, read, next Outgoing) error
	// Lease is Move, with the mail's links and uses in the same transaction. It also returns retry.ErrConflict if the uses
	// have changed since they were read, or a hash is that of another link.
	Lease(ctx context.Context, read, next Outgoing, links []KeptLink, uses []UsesChange) error
	// OverdueMails returns the ids of at most so many queued mails that are due and mails whose lease has expired, the
	// longest overdue first. It is eventually consistent and may return an id again.
	OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	PartsReader
}

// SendQuery names what is read before a mail is sent.
type SendQuery struct {
	Mail      account.ID
	Requester account.Email   // who caused it
	Address   account.Email   // to which it goes
	Part      int             // of the daily budget
	Request   account.ID      // empty: none
	Code      *LinkHash       // nil: none
	AdminRole *AdminRole      // nil: none
	Earlier   []account.ID    // other mails
	Account   account.ID      // empty: none
	Members   []account.Email // of that account

	AccessRequest account.ID // empty: none
}

// SendContext is what is known before a mail is sent.
type SendContext struct {
	Outgoing        Outgoing
	Mailbox         Mailbox
	Request         *account.Request // nil: there is none, or none was needed
	Code            *Code            // the link's present one; nil likewise
	IsAdministrator bool
	Earlier         map[account.ID]Outgoing              // those that exist
	Account         *account.Account                     // nil: there is none, or none was needed
	Members         map[account.Email]account.Membership // those that exist
	AccessRequest   *account.AccessRequest               // nil: there is none, or none was needed
}

// sendQuery returns what is read before the mail is sent, according to the request if it is known, else to the mail.
func (m Mail) sendQuery(part int, request *account.Request, now time.Time) SendQuery {
	n := SendQuery{Mail: m.ID, Requester: m.Requester, Address: m.To, Part: part, Earlier: m.Earlier}
	if m.Kind.aboutMembers() {
		n.Account, n.Members, n.AccessRequest = m.AccountID, m.members(), m.AccessRequestID
	}
	if m.dependsOnRequest() {
		n.Request = m.RequestID
	}
	if m.Code != nil {
		n.Code = &m.Code.Link
	}
	if m.AdministratorOf != "" {
		n.AdminRole = &AdminRole{AccountID: m.AdministratorOf, Person: m.To, Since: m.AdministratorSince, At: now}
	}
	if request == nil {
		return n
	}
	nominee, _ := request.Nominee(m.Nominee)
	if m.Kind.CarriesLink() || m.Kind == CodeMail {
		n.AdminRole = adminRoleOf(nominee, now)
	}
	if m.Kind.tellsOfEnd() {
		n.Earlier = nominee.Mails()
	}
	return n
}

// dependsOnRequest reports whether a later change of its request can make the mail outdated.
func (m Mail) dependsOnRequest() bool {
	return m.Kind != MailboxCodeMail && m.Nominee != 0 || m.Kind == ReviewMail || m.Kind == AwaitingMail
}

// MailboxReader reads mailboxes.
type MailboxReader interface {
	// Mailbox reads consistently, in one round of requests, what mail to an address on behalf of the requester depends
	// on, with that part of the daily budget.
	Mailbox(ctx context.Context, requester, address account.Email, part int) (Mailbox, error)
	PartsReader
}

// Mailbox is the state of an address, and of the limits on mail to it.
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
	// Send hands the message over once, without retries, and returns the provider's message id. It returns ErrMailRefused
	// or ErrMailNotTaken if the provider certainly did not take the mail; with any other error that is unknown.
	Send(ctx context.Context, m Message) (messageID string, err error)
}

// Send sends the mails of the outbox. It is safe to run concurrently, late, repeatedly and out of order.
type Send struct {
	Store    Outbox
	Links    LinkMAC
	Codes    CodeMAC
	Provider Provider
	// Render returns the message of a mail, the same bytes for the same mail and secrets.
	Render func(m Mail, secrets Secrets) (Message, error)
	Now    func() time.Time
	// Invitations limits the mails with a link to one address, Daily all mails of the deployment; InvitationsPerRequester
	// and DailyPerRequester limit the part of each that one requester causes. Mails beyond a limit wait.
	Invitations, InvitationsPerRequester, Daily, DailyPerRequester account.Limit
	// Failed is called once for each mail that will never be sent.
	Failed func(ctx context.Context, m Mail, cause string)
	// BudgetSpent is called for each mail that has to wait because the daily budget is used up.
	BudgetSpent func(m Mail)
}

// RequesterShare returns how many mails one requester may cause in a day.
func RequesterShare(mailsADay int) int { return max(1, mailsADay/requesterShare) }

// WithoutCodeReserve returns the limit without the reserve for codes.
func WithoutCodeReserve(l account.Limit) account.Limit {
	l.Most -= l.Most / codeReserve
	return l
}

// Do sends a mail if it is due. It drops an outdated mail, postpones one that a limit keeps back, and leaves one alone that
// another sender has leased. With an error the mail stays queued for the sweep; retry.ErrBusy means that ctx leaves too
// little time to start, or that too many send at once.
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

// DoMail is Do for a mail that was read before, such as from the stream. It serves only to name what else to read.
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

// leased is a mail that this run may send.
type leased struct {
	mail    Outgoing
	message Message
	request *account.Request // as it was read before; nil: it was not
}

// lease returns the mail once this run may send it, or nil if there is nothing to send. It returns retry.ErrConflict if
// the mail or the uses have changed meanwhile.
func (s Send) lease(ctx context.Context, m Mail, now time.Time) (*leased, error) {
	known, err := s.readContext(ctx, m)
	if err != nil {
		return nil, err
	}
	read := known.Outgoing
	if read.State != MailQueued && read.State != MailSending || now.Before(read.DueAt) {
		return nil, nil //nolint:nilnil // sent, not due, or leased by another sender
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
		if read.Kind.CarriesLink() { // the address may take mail again later
			var why account.Unreachable
			if !box.Address.Suppressed.IsZero() { // a stop by a link alone does not make the nominee unreachable
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
	if err != nil { // nothing was sent or used up
		return nil, errors.Join(err, s.retryLater(ctx, read, next, now, err))
	}
	next.CountedAt = now
	return &leased{next, message, known.Request}, s.Store.Lease(ctx, read, next, links, uses)
}

// readContext reads the context of the mail's sending. m may be outdated, so it reads again if the stored mail or its
// request names something else to read.
func (s Send) readContext(ctx context.Context, m Mail) (SendContext, error) {
	now := s.Now()
	needed := m.sendQuery(pickPart(WithoutCodeReserve(s.Daily)), nil, now)
	const rounds = 3 // the stored mail, and then its request, may each name something else
	for range rounds {
		known, err := s.Store.SendContext(ctx, needed)
		if err != nil {
			return SendContext{}, err
		}
		rather := known.Outgoing.sendQuery(needed.Part, known.Request, now)
		if reflect.DeepEqual(rather, needed) {
			return known, nil
		}
		needed = rather
	}
	return SendContext{}, retry.ErrConflict
}

// uses returns the uses that the mail takes of its limits, once for all attempts, or account.TooMany. Unsolicited mail is
// limited for its address and for its requester, so that no requester can use up an address or the daily budget.
func (s Send) uses(ctx context.Context, read Outgoing, box Mailbox, now time.Time) (all []UsesChange, err error) {
	if !read.CountedAt.IsZero() { // codes and renewals are counted when they are queued
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
	if read.Kind.CarriesLink() || read.Kind == AwaitingMail || read.Kind.TellsMember() {
		take(box.Invitations, s.Invitations)
		take(box.InvitationsByRequester, s.InvitationsPerRequester)
	}
	return all, err
}

// postpone postpones a mail that has not failed.
func (s Send) postpone(ctx context.Context, read Outgoing, until, now time.Time) error {
	return s.Store.Move(ctx, read, read.postponed(until, now))
}

func (o Outgoing) postponed(until, now time.Time) Outgoing {
	held := o.inState(MailQueued, until, o.Failure)
	held.HeldAt = now
	return held
}

// moveAndRecord moves a mail and records on its request why it does not reach its nominee. It only moves the mail if why
// is empty.
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

// acceptedBy reports whether the address takes the mail. Codes always pass. Solicited mail, such as the confirmation of
// the reader's own decision, passes unless the address is suppressed. So does a renewal, which was checked when it was
// queued: a stop by a link alone must not keep a nominee from deciding.
func (o Outgoing) acceptedBy(a account.Address) bool {
	if o.Kind.CarriesCode() {
		return true
	}
	if o.Kind.Unsolicited() && !o.Renewal {
		return a.Takes(o.Requester)
	}
	return a.Suppressed.IsZero()
}

// waited returns how long the mail has waited since it was queued or last postponed.
func (o Outgoing) waited(now time.Time) time.Duration {
	since := o.CreatedAt
	if o.HeldAt.After(since) {
		since = o.HeldAt
	}
	return now.Sub(since)
}

// fail marks the mail failed and reports it.
func (s Send) fail(ctx context.Context, read Outgoing, request *account.Request, cause string) error {
	var why account.Unreachable
	if read.Kind == Invitation { // a nominee whose reminder fails has the link of the invitation
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

// ignoreConflict returns nil for retry.ErrConflict: another sender has the mail.
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

// outdated reports whether a later change has made the mail outdated. It returns account.ErrNotFound if its request is gone.
func (k SendContext) outdated(now time.Time) (bool, error) {
	m := k.Outgoing.Mail
	if m.Kind == MailboxCodeMail {
		return k.codeOutdated(now), nil
	}
	if stillTrue := memberMails[m.Kind]; stillTrue != nil {
		return !stillTrue(k, now), nil
	}
	if !m.dependsOnRequest() {
		return false, nil // reports an event that stays true
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
	if nominee.AdministratorOf != "" {
		canDecide = canDecide && k.IsAdministrator
	}
	if !canDecide || m.Kind != CodeMail {
		return !canDecide || nominee.MailID != m.ID, nil
	}
	return k.codeOutdated(now), nil
}

// codeOutdated reports whether the mail's code has been replaced or has expired.
func (k SendContext) codeOutdated(now time.Time) bool {
	return k.Code == nil || k.Code.CodeKey != *k.Outgoing.Code || !now.Before(k.Code.ExpiresAt)
}

// neverAsked reports whether no mail has informed the nominee of the request, so that none is needed about its end.
func (k SendContext) neverAsked(r account.Request) bool {
	n, _ := r.Nominee(k.Outgoing.Nominee)
	for _, id := range n.Mails() {
		asked, there := k.Earlier[id]
		if !there || asked.State == MailSent || asked.State == MailSending { // a mail that is gone was sent long ago
			return false
		}
	}
	return n.MailID != ""
}

// send hands a leased mail to the provider and records the outcome.
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
		return err // the provider may have taken it: it is not sent again before the lease expires
	}
}

// refused fails a mail that the provider refused. It reads the request again if that has changed.
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

// retryLater queues the mail again with backoff; next is the failed attempt.
func (s Send) retryLater(ctx context.Context, read, next Outgoing, now time.Time, cause error) error {
	pause := longestRetry
	if doublings := next.Attempts - 1; doublings < 6 {
		pause = min(longestRetry, firstRetry<<doublings)
	}
	return ignoreConflict(s.Store.Move(ctx, read, next.inState(MailQueued, now.Add(pause), cause.Error())))
}

// compose derives the mail's secrets and renders it. It also returns the links to store.
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

// linkSecrets derives the links of an unsolicited mail.
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

// Sweep sends the mails that the stream missed. Runs may overlap.
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
