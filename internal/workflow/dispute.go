package workflow

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
)

// Disputes lets people dispute who holds a domain identifier, and operators settle that.
type Disputes struct {
	Store interface {
		RequestLister
		AccountReader
		UsesKeeper
		RowReader
		// HolderOf returns the account that holds the identifier; account.ErrNotFound if none does.
		HolderOf(ctx context.Context, d account.Domain) (account.ID, error)
		// OpenDispute stores a new dispute with its mails and uses in one transaction. If the person already has an
		// open dispute about the identifier, it returns that one and stores nothing. It returns retry.ErrConflict if
		// that one is opened or settled concurrently, or if the uses have changed since they were read.
		OpenDispute(ctx context.Context, d account.Dispute, mails []Mail, uses ...UsesChange) (account.Dispute, error)
		// OpenDisputeAbout returns the person's open dispute about the identifier, consistently;
		// account.ErrNotFound if there is none.
		OpenDisputeAbout(ctx context.Context, d account.Domain, person account.Email) (account.Dispute, error)
		// DisputesBy returns the person's disputes, settled or not, the latest opened first, at most so many.
		DisputesBy(ctx context.Context, person account.Email, most int) ([]account.Dispute, error)
		// ChangeDispute stores the next version of an open dispute with its mails, in one transaction. It returns
		// retry.ErrConflict if the dispute has changed since it was read.
		ChangeDispute(ctx context.Context, read, next account.Dispute, mails []Mail) error
		// Dispute reads consistently; account.ErrNotFound if there is none.
		Dispute(ctx context.Context, id account.ID) (account.Dispute, error)
		// DueDisputes returns the IDs of at most so many open disputes that the schedule has to process, the longest
		// overdue first. It is eventually consistent and may return an ID again.
		DueDisputes(ctx context.Context, now time.Time, most int) ([]account.ID, error)
		// Settle stores a settlement in one transaction. It returns retry.ErrConflict if the dispute is settled, or if
		// anything that it changes has changed since it was read.
		Settle(ctx context.Context, s Settlement) error
		// Disputes returns those that are settled, or those that are not, the latest opened first, after that position,
		// at most so many. It may lag behind.
		Disputes(ctx context.Context, settled bool, after string, most int) (disputes []account.Dispute, next string, err error)
	}
	Now       func() time.Time
	Operators []account.Person // where operators get their mail, and in which language
	Records   TextRecords      // where proofs are looked up; nil: proof by DNS is not configured
}

// Settlement is what is stored when a dispute is settled.
type Settlement struct {
	Dispute account.Dispute // with its settlement
	Mails   []Mail
	Account account.Account // as it was read
	// Appointed is the administrator's new membership, Had the one before; nil: there was none.
	Appointed, Had *account.Membership
	// Cancelled is the account taken back; Request the step of the request that it came from, nil if there
	// is none.
	Cancelled *account.Account
	Request   *Change
	Ended     *Change // the end of the pending request; nil: it goes on, or there is none
}

// Open opens a dispute about the identifier. Its result and its cost do not depend on whether an account holds the
// identifier, so that they do not reveal the holder. The person needs no role. If they already have an open dispute about
// the identifier, Open returns that one with already true and counts no use. It returns account.InvalidInput and
// account.TooMany.
func (d Disputes) Open(ctx context.Context, by account.Person, typedDomain, typedNote string, misread error) (dispute account.Dispute, already bool, err error) {
	domain, domainErr := account.ReadHeldDomain(typedDomain)
	note, noteErr := account.ParseReason(typedNote)
	if err := account.Fields(misread, account.Named("accountDomain", domainErr), account.Named("note", noteErr)); err != nil {
		return account.Dispute{}, false, err
	}
	a, err := d.holder(ctx, domain)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return account.Dispute{}, false, err
	}
	now, id := d.Now(), account.NewID()
	fresh := account.Dispute{
		ID: id, Account: account.Likeness{AccountID: a.ID, Name: a.Name, Domain: domain},
		By: by.Email, Note: note, OpenedAt: now, ListedAt: now, Language: by.Language,
	}
	if a.Status == account.AccountPending {
		fresh.RequestID = a.RequestID
	}
	if d.Records != nil {
		fresh.LookAt = now.Add(account.ProofEvery)
	}
	var mails []Mail
	for _, operator := range d.Operators {
		mails = append(mails, disputeMail(DisputeMail, fresh, operator, now))
	}
	err = retry.OnConflict(ctx, func() (err error) {
		dispute, err = d.Store.OpenDisputeAbout(ctx, domain, by.Email) // first, since an open dispute needs no use
		if !errors.Is(err, account.ErrNotFound) {
			return err
		}
		used, err := d.Store.Used(ctx, disputesOf(by.Email))
		if err != nil {
			return err
		}
		use, err := used.take(disputesADay, now)
		if err != nil {
			return err
		}
		dispute, err = d.Store.OpenDispute(ctx, fresh, mails, use)
		return err
	})
	if err != nil {
		return account.Dispute{}, false, err
	}
	return dispute.SeenBy(by, false), dispute.ID != fresh.ID, nil
}

// Stake is a person's own pending request or open dispute about a domain identifier.
type Stake struct {
	Request account.ID       // their own, while it is pending; empty: there is none
	Dispute *account.Dispute // their own, while it is open; nil: there is none
}

// Stake returns the person's stake in the identifier.
func (d Disputes) Stake(ctx context.Context, by account.Person, domain account.Domain) (Stake, error) {
	a, err := d.holder(ctx, domain)
	switch {
	case err != nil && !errors.Is(err, account.ErrNotFound):
		return Stake{}, err
	case a.Status == account.AccountPending && a.Requester == by.Email:
		return Stake{Request: a.RequestID}, nil
	}
	own, err := d.Store.OpenDisputeAbout(ctx, domain, by.Email)
	if errors.Is(err, account.ErrNotFound) {
		return Stake{}, nil
	}
	own = own.SeenBy(by, false)
	return Stake{Dispute: &own}, err
}

// holder returns the account that holds the identifier; account.ErrNotFound if there is none. It reads as much for a
// free identifier as for a held one, so that its duration reveals nothing.
func (d Disputes) holder(ctx context.Context, domain account.Domain) (account.Account, error) {
	id, err := d.Store.HolderOf(ctx, domain)
	if errors.Is(err, account.ErrNotFound) {
		id, err = account.NewID(), nil
	}
	if err != nil {
		return account.Account{}, err
	}
	return accountOf(ctx, d.Store, id)
}

// One returns a dispute, as the person may see it, to the disputer and to operators. It returns account.ErrNotFound to
// anybody else.
func (d Disputes) One(ctx context.Context, by account.Person, id account.ID) (account.Dispute, error) {
	dispute, err := d.Store.Dispute(ctx, id)
	if err == nil && dispute.By != by.Email && !by.Operator {
		return account.Dispute{}, account.ErrNotFound
	}
	if err != nil {
		return dispute, err
	}
	if dispute.Settlement == nil || dispute.Account.AccountID == "" {
		return dispute.SeenBy(by, false), nil
	}
	a, own, err := d.Store.Standing(ctx, dispute.Account.AccountID, by.Email)
	if err != nil {
		return account.Dispute{}, err
	}
	return dispute.SeenBy(by, a.OpenTo(by.Email, own.AsOf(d.Now()))), nil
}

// The status of listed disputes.
const (
	OpenDisputes    = "open"
	SettledDisputes = "settled"
)

// List returns a page of the disputes in that status, or of the open ones if it is empty. It returns
// account.ErrNotOperator unless by is an operator, and account.InvalidInput.
func (d Disputes) List(ctx context.Context, by account.Person, status string, limit int, cursor string) (paging.Page[account.Dispute], error) {
	status = cmp.Or(status, OpenDisputes)
	if by.Operator && status != OpenDisputes && status != SettledDisputes {
		return paging.Page[account.Dispute]{}, account.Invalid("status", account.FieldNotAllowed, "must be one of: open, settled")
	}
	return OperatorsPage(by, "disputes "+status, limit, cursor, func(after string, most int) ([]account.Dispute, string, error) {
		return d.Store.Disputes(ctx, status == SettledDisputes, after, most)
	})
}

// Ruling is an operator's decision on a dispute as it was typed.
type Ruling struct {
	Decision      string // reject, add-administrator, cancel-account or end-request
	Reason        string
	Administrator string // of add-administrator: whom
	Misread       error  // an account.InvalidInput about the fields that could not be decoded, or nil
}

// decisions maps each outcome to the decision that leads to it.
var decisions = map[account.Outcome]string{
	account.DisputeRejected:    "reject",
	account.AdministratorAdded: "add-administrator",
	account.AccountTakenBack:   "cancel-account",
	account.RequestEnded:       "end-request",
}

// DecisionFor returns the decision that leads to the outcome.
func DecisionFor(o account.Outcome) string { return decisions[o] }

func decisionsFor(outcomes []account.Outcome) string {
	var list []string
	for _, outcome := range outcomes {
		list = append(list, DecisionFor(outcome))
	}
	return strings.Join(list, ", ")
}

// Decides returns the outcome of the ruling's decision, and whether the decision is valid.
func (r Ruling) Decides() (account.Outcome, bool) {
	for outcome, decision := range decisions {
		if r.Decision == decision {
			return outcome, true
		}
	}
	return "", false
}

func (r Ruling) parse() (account.Settlement, error) {
	var s account.Settlement
	var known bool
	var decisionErr, administratorErr error
	if s.Outcome, known = r.Decides(); !known {
		decisionErr = account.Invalid("decision", account.FieldNotAllowed, "must be one of: "+decisionsFor(account.Outcomes()))
	}
	reason, err := account.ParseReason(r.Reason)
	s.Reason = reason
	if s.Outcome == account.AdministratorAdded {
		s.Administrator, administratorErr = account.ReadEmail(r.Administrator)
	}
	return s, account.Fields(r.Misread, decisionErr, account.Named("reason", err), account.Named("administrator", administratorErr))
}

// Settle settles a dispute and mails all parties. It returns account.ErrNotOperator unless by is an operator,
// account.ErrNotFound, account.AlreadySettled, account.InvalidInput and account.ErrOwnReview.
func (d Disputes) Settle(ctx context.Context, by account.Person, id account.ID, ruling Ruling) (account.Dispute, error) {
	if !by.Operator {
		return account.Dispute{}, account.ErrNotOperator
	}
	var after account.Dispute
	err := retry.OnConflict(ctx, func() error {
		read, err := d.Store.Dispute(ctx, id)
		if err != nil {
			return err
		}
		if read.Settlement != nil {
			return &account.AlreadySettled{Settlement: *read.Settlement}
		}
		settlement, err := ruling.parse()
		if err != nil {
			return err
		}
		settlement.At = d.Now()
		stored, request, err := d.subject(ctx, read, by.Email, settlement.Administrator)
		if err != nil {
			return err
		}
		var parties []account.Email
		if request != nil {
			parties = request.Parties()
		}
		step := Settlement{Account: stored.Account}
		if step.Dispute, err = read.Settle(by, stored.Requester, stored.known(), settlement, parties...); err != nil {
			return err
		}
		if err := d.carryOut(ctx, by, &step, stored, request); err != nil {
			return err
		}
		step.tell(stored)
		after = step.Dispute
		return d.Store.Settle(ctx, step)
	})
	return after, err
}

// disputed is a disputed account with those of its members who matter to the dispute.
type disputed struct {
	account.Administered
	administrators []account.Membership // confirmed, the longest-standing first
	members        map[account.Email]account.Membership
}

// disputed reads the account, at most so many of its administrators, and the memberships of the persons.
func (d Disputes) disputed(ctx context.Context, id account.ID, most int, persons ...account.Email) (a disputed, err error) {
	a.members = map[account.Email]account.Membership{}
	for _, person := range persons {
		var m account.Membership
		if a.Administered, m, err = d.Store.Standing(ctx, id, person); err != nil {
			return a, err
		}
		if !m.Empty() {
			a.members[person] = m
		}
	}
	a.administrators, err = d.Store.Administrators(ctx, id, most)
	return a, err
}

// known returns all memberships that were read.
func (a disputed) known() []account.Membership {
	return slices.AppendSeq(slices.Clone(a.administrators), maps.Values(a.members))
}

// opensTo reports whether the account shows the person who belongs to it.
func (a disputed) opensTo(person account.Email, now time.Time) bool {
	administers := slices.ContainsFunc(a.administrators, func(m account.Membership) bool { return m.Person == person })
	return administers || a.OpenTo(person, a.members[person].AsOf(now))
}

// subject reads the disputed account as it is now, with the memberships of the disputer and of the persons, and its request if the
// account was pending.
func (d Disputes) subject(ctx context.Context, dispute account.Dispute, persons ...account.Email) (stored disputed, request *account.Request, err error) {
	if dispute.Account.AccountID == "" {
		return stored, nil, nil
	}
	if stored, err = d.disputed(ctx, dispute.Account.AccountID, maxTold, append(persons, dispute.By)...); err != nil || dispute.RequestID == "" {
		return stored, nil, err
	}
	read, err := d.Store.Request(ctx, dispute.RequestID)
	return stored, &read, err
}

// carryOut adds the changes of the outcome to the step.
func (d Disputes) carryOut(ctx context.Context, by account.Person, step *Settlement, stored disputed, request *account.Request) error {
	s := step.Dispute.Settlement
	if s.Outcome == account.RequestEnded {
		return step.end(by, request)
	}
	if outcomes := account.OutcomesFor(stored.Status); !slices.Contains(outcomes, s.Outcome) {
		return account.Invalid("decision", account.FieldNotAllowed, "as the disputed account is now, must be one of: "+decisionsFor(outcomes))
	}
	switch s.Outcome {
	case account.AdministratorAdded:
		return step.appoint(stored)
	case account.AccountTakenBack:
		cancelled, err := stored.Account.Cancel()
		if err != nil {
			return err
		}
		step.Cancelled = &cancelled
		return d.recordOnRequest(ctx, step)
	default:
		return nil
	}
}

// end ends the pending request and mails its requester and nominees.
func (s *Settlement) end(by account.Person, request *account.Request) (err error) {
	if request == nil {
		return account.Invalid("decision", account.FieldNotAllowed, "the dispute is not about a pending request")
	}
	change := Change{Before: request}
	ruled := s.Dispute.Settlement
	if change.After, change.Event, err = request.EndByDispute(by, s.Dispute.ID, ruled.Reason, ruled.At); err != nil {
		return err
	}
	change.announce(nil)
	s.Ended = &change
	return nil
}

// appoint makes the named person an administrator beside the present ones.
func (s *Settlement) appoint(stored disputed) error {
	person := s.Dispute.Settlement.Administrator
	appointed := account.Membership{AccountID: stored.ID, Person: person, Since: s.Dispute.Settlement.At}
	if had, belonged := stored.members[person]; belonged {
		if had.AsOf(appointed.Since).Administers() {
			return account.Invalid("administrator", account.FieldDuplicate, "this person is already an administrator")
		}
		s.Had, appointed.Language = &had, had.Language
	}
	if person == s.Dispute.By {
		appointed.Language = cmp.Or(s.Dispute.Language, appointed.Language)
	}
	appointed.Role = account.SmartAccountAdministrator
	s.Appointed = &appointed
	return nil
}

// recordOnRequest adds the cancellation to the history of the account's request. Accounts that were loaded with the
// deployment have none.
func (d Disputes) recordOnRequest(ctx context.Context, step *Settlement) error {
	read, err := d.Store.Request(ctx, step.Account.RequestID)
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s := step.Dispute.Settlement
	change := Change{Before: &read}
	if change.After, change.Event, err = read.CancelAccount(s.By, s.Reason, s.At); err != nil {
		return err
	}
	step.Request = &change
	return nil
}

// tell queues the mails to the disputer, to the administrators and to the new administrator.
func (s *Settlement) tell(stored disputed) {
	at := s.Dispute.Settlement.At
	told := []account.Email{s.Dispute.By}
	language := map[account.Email]account.Language{}
	for _, m := range stored.known() {
		language[m.Person] = m.Language
	}
	for _, m := range stored.administrators[:min(len(stored.administrators), maxTold-1)] {
		told = append(told, m.Person)
	}
	language[s.Dispute.By] = cmp.Or(s.Dispute.Language, language[s.Dispute.By])
	slices.Sort(told)
	for _, to := range slices.Compact(told) {
		seen := s.Dispute.SeenBy(account.Person{Email: to}, stored.opensTo(to, at))
		s.Mails = append(s.Mails, disputeMail(SettledMail, seen, account.Person{Email: to, Language: language[to]}, at))
	}
	if s.Appointed != nil && !slices.Contains(told, s.Appointed.Person) {
		s.Mails = append(s.Mails, disputeMail(AppointedMail, s.Dispute, account.Person{Email: s.Appointed.Person, Language: s.Appointed.Language}, at))
	}
}

// maxTold keeps a settlement within the size of a transaction.
const maxTold = 50

func disputeMail(kind MailKind, d account.Dispute, to account.Person, now time.Time) Mail {
	m := Mail{
		ID: account.NewID(), Kind: kind, To: to.Email, Language: languageOf(to), CreatedAt: now,
		AccountName: d.Account.Name, Domain: d.Account.Domain, Requester: d.By, AccountID: d.Account.AccountID, DisputeID: d.ID, By: account.Actor(d.By),
	}
	if s := d.Settlement; s != nil {
		m.By, m.Reason, m.Settled, m.Address = account.Actor(s.By), s.Reason, s.Outcome, s.Administrator
	}
	return m
}
