package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Proof returns the record by which whoever raised the dispute can show that they hold the domain; nil for anybody else,
// while a request ends for it, and once that helps no more or is switched off.
func (d Disputes) Proof(dispute account.Dispute, by account.Person) *Proof {
	if d.Records == nil || dispute.By != by.Email || !dispute.EndsAt.IsZero() || !dispute.AwaitsProof(d.Now()) {
		return nil
	}
	proof := ProofOfDispute(dispute)
	return &proof
}

// Prove checks whether the DNS says what ProofOfDispute returns, at most ten times an hour (account.TooMany). What it
// returns tells whoever raised the dispute nothing of what is held. account.ErrNotFound to anybody else, and where that is
// switched off; account.AlreadySettled; ErrNoAnswer.
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

// endable reports whether the request can still end for a dispute.
func endable(request *account.Request, now time.Time) bool {
	return request != nil && request.May(account.EndByDispute, now) == nil
}

// proved stores that the proof was found, and tells those whom it concerns; if that is no news, it does neither.
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

// tellProved are the mails to who raised the dispute and to operators; and, if a request ends for it, to its requester
// and to those who can decide it first.
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

// Tended is what one run of the schedule did about disputes.
type Tended struct{ Proved, Ended int }

// Tend looks for the proofs that are due, and ends the requests for which one was found long enough ago. The schedule
// runs it; runs may overlap. A dispute that cannot be changed does not keep the others from it.
func (d Disputes) Tend(ctx context.Context) (done Tended, err error) {
	err = eachDue(ctx, d.Now, d.Store.DueDisputes, func(id account.ID) error {
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
		return nil // somebody was faster
	case !read.EndsAt.IsZero():
		return d.endByProof(ctx, id, done)
	}
	if news, err := d.look(ctx, read, done); news || err != nil {
		return unlessSettled(err)
	}
	return unlessSettled(d.Store.ChangeDispute(ctx, read, read.Looked(d.Now()), nil))
}

// look looks for the proof, and stores it if it is there and news. Without an answer it is as if there were no record:
// it is looked for again the next day.
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

// unlessSettled returns nil if an operator or another run was faster.
func unlessSettled(err error) error {
	var already *account.AlreadySettled
	if errors.As(err, &already) {
		return nil
	}
	return ignoreConflict(err)
}

// endByProof ends the request for which the proof was found. If that ended first, the same begins again for another one
// that holds the identifier by now, since who withdraws and asks again must not dodge the proof; if there is none, the
// dispute stays with the operators.
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
	return unlessSettled(err)
}
