package administration

import (
	"context"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// ClosedAccounts lets operators reopen the accounts that their administrators closed, as long as these hold their identifiers.
type ClosedAccounts struct {
	Store interface {
		Committer
		AccountReader
		OperatorLister
		workflow.Surveyor
	}
	Now func() time.Time
}

// ClosedAccount is a closed account with its administrators, at most 50 of them.
type ClosedAccount struct {
	account.Administered
	Administrators []account.Email
}

// List returns a page of the closed accounts that can be reopened, the latest closed first. It returns account.ErrNotOperator unless by
// is an operator.
func (c ClosedAccounts) List(ctx context.Context, by account.Person, limit int, cursor string) (paging.Page[account.Administered], error) {
	return workflow.OperatorsPage(by, "closed-accounts", limit, cursor, func(after string, most int) ([]account.Administered, string, error) {
		found, next, err := c.Store.ClosedAccounts(ctx, after, most)
		now := c.Now()
		if tooLate := slices.IndexFunc(found, func(a account.Administered) bool { return !a.MayReopen(now) }); tooLate >= 0 {
			return found[:tooLate], "", err // those after it were closed earlier
		}
		return found, next, err
	})
}

// One returns a closed account that can be reopened. It returns account.ErrNotOperator unless by is an operator, and account.ErrNotFound
// if the account cannot be reopened.
func (c ClosedAccounts) One(ctx context.Context, by account.Person, id account.ID) (ClosedAccount, error) {
	if !by.Operator {
		return ClosedAccount{}, account.ErrNotOperator
	}
	a, _, err := c.Store.Standing(ctx, id, by.Email)
	if err == nil && !a.MayReopen(c.Now()) {
		err = account.ErrNotFound
	}
	if err != nil {
		return ClosedAccount{}, err
	}
	shown := ClosedAccount{Administered: a}
	administrators, err := c.Store.Administrators(ctx, id, mostAdministrators)
	for _, m := range administrators {
		shown.Administrators = append(shown.Administrators, m.Person)
	}
	return shown, err
}

// Reopen makes a closed account active again, with its members, Virtual Accounts and identifier, and mails its administrators. It returns
// account.ErrNotOperator unless by is an operator; account.ErrNotFound; account.InvalidInput; account.ErrNotClosed if the account was
// not closed by its administrators or no longer holds its identifier; account.ErrOwnReview to its administrators.
func (c ClosedAccounts) Reopen(ctx context.Context, by account.Person, id account.ID, typedReason string, misread error) (account.Administered, error) {
	if !by.Operator {
		return account.Administered{}, account.ErrNotOperator
	}
	reason, reasonErr := account.ParseReason(typedReason)
	var after account.Administered
	err := retry.OnConflict(ctx, func() error {
		a, _, err := c.Store.Standing(ctx, id, by.Email)
		if err != nil {
			return err
		}
		if err := account.Fields(misread, account.Named("reason", reasonErr)); err != nil {
			return err
		}
		now := c.Now()
		if after, err = a.Reopen(now); err != nil {
			return err
		}
		if err := mayDecide(ctx, c.Store, by, id); err != nil {
			return err
		}
		survey, err := c.Store.Survey(ctx, workflow.SurveyQuery{Domain: a.Domain, Name: a.Name, Person: by.Email})
		if err != nil {
			return err
		}
		change := Change{Before: a, After: after, Entry: settingsEntry(a, by, account.LogReopened, reason, now)}
		change.Entry.Before, change.Entry.After = nil, nil
		// It becomes one of the similar accounts again, which those who read these have to notice.
		change.ReadSet = &workflow.ReadSet{Similar: append(slices.Clone(survey.SameName), survey.LookAlike)}
		administrators, err := c.Store.Administrators(ctx, id, maxTold)
		if err != nil {
			return err
		}
		for _, m := range administrators {
			mail := MemberMail(workflow.ReopenedMail, after.Account, m.Person, m.Language, by.Email, now)
			mail.Reason = reason
			change.Mails = append(change.Mails, mail)
		}
		return c.Store.CommitAccount(ctx, change)
	})
	return after, err
}
