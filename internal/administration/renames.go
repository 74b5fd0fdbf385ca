package administration

import (
	"context"
	"errors"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Renames lets operators accept or reject the names that wait for them.
type Renames struct {
	Store interface {
		Committer
		AccountReader
		Lister
		OperatorLister
		workflow.Surveyor
		workflow.RequestReader
	}
	Now func() time.Time
}

// Rename is a waiting rename with what an operator needs to decide on it.
type Rename struct {
	account.Administered
	Administrators []account.Email      // at most 50
	Similar        []account.Likeness   // other live accounts with a similar name
	Approved       account.ApprovedName // the name with which the account was approved
}

// List returns a page of the accounts with a name that waits, the latest ask first. It returns account.ErrNotOperator unless by is an
// operator.
func (n Renames) List(ctx context.Context, by account.Person, limit int, cursor string) (paging.Page[account.Administered], error) {
	return workflow.OperatorsPage(by, "renames", limit, cursor, func(after string, most int) ([]account.Administered, string, error) {
		return n.Store.WaitingRenames(ctx, after, most)
	})
}

// One returns the waiting rename of an account. It returns account.ErrNotOperator unless by is an operator, and account.ErrNotFound if
// none waits.
func (n Renames) One(ctx context.Context, by account.Person, id account.ID) (Rename, error) {
	if !by.Operator {
		return Rename{}, account.ErrNotOperator
	}
	a, _, err := n.Store.Standing(ctx, id, by.Email)
	if err == nil && a.Waiting == nil {
		err = account.ErrNotFound
	}
	if err != nil {
		return Rename{}, err
	}
	now, shown := n.Now(), Rename{Administered: a}
	administrators, err := n.Store.Administrators(ctx, id, mostAdministrators)
	if err != nil {
		return Rename{}, err
	}
	for _, m := range administrators {
		shown.Administrators = append(shown.Administrators, m.Person)
	}
	if shown.Similar, _, err = n.similar(ctx, a, by, now); err != nil {
		return Rename{}, err
	}
	shown.Approved, err = approvedName(ctx, n.Store, a, now)
	return shown, err
}

// similar returns the other live accounts whose name is similar to the waiting one.
func (n Renames) similar(ctx context.Context, a account.Administered, by account.Person, now time.Time) (like []account.Likeness, read workflow.ReadSet, err error) {
	alike, read, err := similarNames(ctx, n.Store, a, a.Waiting.Name, by, now)
	for _, other := range alike {
		one := account.Likeness{AccountID: other.ID, Name: other.Name, Domain: other.Domain}
		if !slices.Contains(like, one) { // it has several skeletons in common
			like = append(like, one)
		}
	}
	return like, read, err
}

// RenameRuling is an operator's decision on a waiting rename as it was typed.
type RenameRuling struct {
	Decision string // accept or reject
	Reason   string // needed to reject
	Version  int    // of the waiting rename that was read; needed to accept; 0 when rejecting: any
	// Similar are the ids of the similar accounts that were read. A name that is similar to another account is not accepted.
	Similar []string
	Misread error // an account.InvalidInput about the fields that could not be decoded, or nil
}

// parse returns whether the name is accepted, and the reason.
func (r RenameRuling) parse() (accept bool, reason string, err error) {
	reason, reasonErr := account.ParseAnyReason(r.Reason)
	var decisionErr, versionErr error
	switch account.Action(r.Decision) {
	case account.Accept:
		if accept = true; r.Version == 0 {
			versionErr = account.Invalid("version", account.FieldRequired, "to accept a name, give the version you read")
		}
	case account.Reject:
		reason, reasonErr = account.ParseReason(r.Reason)
	default:
		decisionErr = account.Invalid("decision", account.FieldNotAllowed, "must be one of: accept, reject")
	}
	return accept, reason, account.Fields(r.Misread, decisionErr, account.Named("reason", reasonErr), versionErr)
}

// Settle accepts or rejects the name that waits, mails the administrator who asked for it, and returns the account. It returns
// account.ErrNotOperator unless by is an operator; account.ErrNotFound; account.InvalidInput; account.ErrChanged if the name no longer
// waits or, when accepting, has become similar to an account that the operator has not read; account.ErrOwnReview to the
// administrators of the account.
func (n Renames) Settle(ctx context.Context, by account.Person, id account.ID, ruling RenameRuling) (account.Administered, error) {
	if !by.Operator {
		return account.Administered{}, account.ErrNotOperator
	}
	var after account.Administered
	err := retry.OnConflict(ctx, func() error {
		a, _, err := n.Store.Standing(ctx, id, by.Email)
		if err != nil {
			return err
		}
		accept, reason, err := ruling.parse()
		switch {
		case err != nil:
			return err
		case a.Waiting == nil || ruling.Version != 0 && ruling.Version != a.Waiting.Version:
			return account.ErrChanged
		}
		if err := mayDecide(ctx, n.Store, by, id, a.Waiting.By); err != nil {
			return err
		}
		c, err := n.change(ctx, by, a, accept, reason, ruling.Similar)
		if err != nil {
			return err
		}
		after = c.After
		return n.Store.CommitAccount(ctx, c)
	})
	return after, err
}

// change returns the change of the account by the operator's decision.
func (n Renames) change(ctx context.Context, by account.Person, a account.Administered, accept bool, reason string, seen []string) (Change, error) {
	now := n.Now()
	c := Change{Before: a, Entry: settingsEntry(a, by, account.LogRenameRejected, reason, now)}
	var err error
	if accept {
		like, read, err := n.similar(ctx, a, by, now)
		if err != nil {
			return Change{}, err
		}
		unread := func(l account.Likeness) bool { return !slices.Contains(seen, string(l.AccountID)) }
		if slices.ContainsFunc(like, unread) {
			return Change{}, account.ErrChanged
		}
		if c.After, err = a.AcceptRename(now); err != nil {
			return Change{}, err
		}
		c.rename(read)
	} else {
		if c.After, err = a.DropRename(); err != nil {
			return Change{}, err
		}
		c.Entry.After = nil
		c.noteDropped()
	}
	kind := workflow.RenameRejectedMail
	if accept {
		kind = workflow.RenameAcceptedMail
	}
	told, err := asker(ctx, n.Store, a)
	for _, m := range told {
		mail := MemberMail(kind, c.After.Account, m.Person, m.Language, by.Email, now)
		mail.NewName, mail.Reason = a.Waiting.Name, reason
		c.Mails = append(c.Mails, mail)
	}
	return c, err
}

// asker returns the administrator who asked for the name, or the other administrators if they are none any longer.
func asker(ctx context.Context, store AccountReader, a account.Administered) ([]account.Membership, error) {
	m, err := store.Member(ctx, a.ID, a.Waiting.By)
	switch {
	case err == nil && m.ConfirmedAdministrator():
		return []account.Membership{m}, nil
	case err == nil, errors.Is(err, account.ErrNotFound):
		return store.Administrators(ctx, a.ID, maxTold)
	default:
		return nil, err
	}
}

// mayDecide returns account.ErrOwnReview if the operator administers the account or is one of the others.
func mayDecide(ctx context.Context, store AccountReader, by account.Person, id account.ID, others ...account.Email) error {
	administrators, err := store.Administrators(ctx, id, account.MaxMembers)
	if err != nil {
		return err
	}
	for _, m := range administrators {
		others = append(others, m.Person)
	}
	if slices.ContainsFunc(others, by.Email.SameMailbox) {
		return account.ErrOwnReview
	}
	return nil
}
