package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Proof returns the record by which the disputer can show control of the domain. It returns nil to anybody else, after the
// proof was found, when it is no longer looked for, and if proof by DNS is not configured.
func (d Disputes) Proof(dispute account.Dispute, by account.Person) *Proof {
	if d.Records == nil || dispute.By != by.Email || !dispute.EndsAt.IsZero() || !dispute.AwaitsProof(d.Now()) {
		return nil
	}
	proof := ProofOfDispute(dispute)
	return &proof
}

// Prove looks up the record of ProofOfDispute, at most ten times an hour (account.TooMany). Its result reveals nothing about
// the holder. It returns account.ErrNotFound to anybody but the disputer and if proof by DNS is not configured,
// account.AlreadySettled and ErrNoAnswer.
func (d Disputes) Prove(ctx context.Context, by account.Person, id account.ID) (after account.Dispute, found bool, err error) {
	if d.Records == nil {
		return account.Dispute{}, false, account.ErrNotFound
	}
	read, err := d.Store.Dispute(ctx, id)
	switch {
	case err != nil:
		return account.Dispute{}, false, err
	case read.By != by.Email:
		return account.Dispute{}, false, account.ErrNotFound
	case read.Settlement != nil:
		return account.Dispute{}, false, &account.AlreadySettled{Settlement: *read.Settlement}
	case !read.AwaitsProof(d.Now()):
		return read.SeenBy(by, false), !read.ProvedAt.IsZero(), nil
	case !read.EndsAt.IsZero():
		_, request, err := d.subject(ctx, read)
		if err != nil {
			return account.Dispute{}, false, err
		}
		if endable(request, d.Now()) {
			return read.SeenBy(by, false), true, nil
		}
	}
	if err := useOne(ctx, d.Store, proofChecksOf(id), proofChecksAnHour, d.Now()); err != nil {
		return account.Dispute{}, false, err
	}
	if found, err = ProofOfDispute(read).published(ctx, d.Records, read.Account.Domain); err != nil || !found {
		return read.SeenBy(by, false), false, err
	}
	after, _, err = d.proved(ctx, id)
	return after.SeenBy(by, false), err == nil, err
}

// endable reports whether a dispute can still end the request.
func endable(request *account.Request, now time.Time) bool {
	return request != nil && request.May(account.EndByDispute, now) == nil
}

// proved records that the proof was found and mails the parties. It does nothing if that was recorded before.
func (d Disputes) proved(ctx context.Context, id account.ID) (after account.Dispute, news bool, err error) {
	err = retry.OnConflict(ctx, func() error {
		news = false
		read, err := d.Store.Dispute(ctx, id)
		if err != nil {
			return err
		}
		now := d.Now()
		held, err := d.holder(ctx, read.Account.Domain)
		if err != nil && !errors.Is(err, account.ErrNotFound) {
			return err
		}
		var request *account.Request
		if err == nil && held.Status == account.AccountPending {
			pending, err := d.Store.Request(ctx, held.RequestID)
			if err != nil {
				return err
			}
			if endable(&pending, now) {
				request = &pending
			}
		}
		var requestID account.ID
		if request != nil {
			requestID = request.ID
		}
		after, err = read.Prove(account.Likeness{AccountID: held.ID, Name: held.Name, Domain: read.Account.Domain}, requestID, now)
		if errors.Is(err, account.ErrUnchanged) {
			after = read
			return nil
		}
		if err != nil {
			return err
		}
		news = true
		return d.Store.ChangeDispute(ctx, read, after, d.tellProved(after, request))
	})
	return after, news, err
}

// tellProved returns the mails to the disputer and to operators and, if a request will end, to its requester and nominees.
func (d Disputes) tellProved(dispute account.Dispute, request *account.Request) []Mail {
	now := dispute.ProvedAt
	opener := account.Person{Email: dispute.By, Language: dispute.Language}
	mails := []Mail{disputeMail(ProvedMail, dispute.SeenBy(opener, false), opener, now)}
	for _, operator := range d.Operators {
		mails = append(mails, disputeMail(ProvedMail, dispute, operator, now))
	}
	for i := range mails {
		mails[i].ExpiresAt = dispute.EndsAt
	}
	if request == nil {
		return mails
	}
	ending := func(kind MailKind, to account.Person) Mail {
		m := disputeMail(kind, dispute, to, now)
		m.RequestID, m.Requester, m.By, m.AccountID, m.ExpiresAt = request.ID, request.Requester, account.System, "", dispute.EndsAt
		return m
	}
	mails = append(mails, ending(EndingMail, account.Person{Email: request.Requester, Language: request.FollowedIn}))
	for _, n := range request.ActiveNominees() {
		mails = append(mails, ending(EndingAskedMail, account.Person{Email: n.Email, Language: request.LanguageOf(n)}))
	}
	return mails
}

// Tended is the result of one run of Tend.
type Tended struct{ Proved, Ended int }

// Tend looks up the proofs that are due, and ends the requests whose time after a proof is over. The schedule runs it; runs
// may overlap. A dispute that fails does not stop the others.
func (d Disputes) Tend(ctx context.Context) (done Tended, err error) {
	err = EachDue(ctx, d.Now, d.Store.DueDisputes, func(id account.ID) error {
		if err := d.tend(ctx, id, &done); err != nil {
			return fmt.Errorf("dispute %s: %w", id, err)
		}
		return nil
	})
	return done, err
}

func (d Disputes) tend(ctx context.Context, id account.ID, done *Tended) error {
	read, err := d.Store.Dispute(ctx, id)
	switch due := read.DueAt(); {
	case err != nil:
		return err
	case due.IsZero() || d.Now().Before(due):
		return nil // another run was first
	case !read.EndsAt.IsZero():
		return d.endByProof(ctx, id, done)
	}
	if news, err := d.look(ctx, read, done); news || err != nil {
		return ignoreSettled(err)
	}
	return ignoreSettled(d.Store.ChangeDispute(ctx, read, read.Looked(d.Now()), nil))
}

// look looks up the proof and records it if it is new. A DNS failure counts as no record: it looks again the next day.
func (d Disputes) look(ctx context.Context, read account.Dispute, done *Tended) (news bool, err error) {
	if d.Records == nil || !read.AwaitsProof(d.Now()) {
		return false, nil
	}
	if found, _ := ProofOfDispute(read).published(ctx, d.Records, read.Account.Domain); !found {
		return false, nil
	}
	if _, news, err = d.proved(ctx, read.ID); news && err == nil {
		done.Proved++
	}
	return news, err
}

// ignoreSettled returns nil if an operator or another run was first.
func ignoreSettled(err error) error {
	var already *account.AlreadySettled
	if errors.As(err, &already) {
		return nil
	}
	return ignoreConflict(err)
}

// endByProof ends the request for which the proof was found. If that request has ended otherwise, the same starts again for
// the request that holds the identifier now, so that withdrawing and requesting again does not evade the proof. If there
// is none, operators settle the dispute.
func (d Disputes) endByProof(ctx context.Context, id account.ID, done *Tended) error {
	err := retry.OnConflict(ctx, func() error {
		read, err := d.Store.Dispute(ctx, id)
		if err != nil {
			return err
		}
		now := d.Now()
		settled, err := read.SettleByProof(now)
		if err != nil {
			return err
		}
		stored, request, err := d.subject(ctx, read)
		if err != nil {
			return err
		}
		if !endable(request, now) {
			if news, err := d.look(ctx, read, done); news || err != nil {
				return err
			}
			return d.Store.ChangeDispute(ctx, read, read.Overtaken(now), nil)
		}
		step := Settlement{Dispute: settled, Account: stored.Account}
		change := Change{Before: request}
		if change.After, change.Event, err = request.EndByProof(id, now); err != nil {
			return err
		}
		change.announce(nil)
		step.Ended = &change
		step.tell(stored)
		if err := d.Store.Settle(ctx, step); err != nil {
			return err
		}
		done.Ended++
		return nil
	})
	if errors.Is(err, account.ErrNotDue) {
		return nil
	}
	return ignoreSettled(err)
}
