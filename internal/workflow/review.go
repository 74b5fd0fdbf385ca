package workflow

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Verdict is an operator's review as it was typed.
type Verdict struct {
	Decision string // accept or reject
	Reason   string // of a rejection
	Version  int    // of the request that was read; needed to accept; 0 when rejecting: any
	Misread  error  // an account.InvalidInput about the fields that could not be decoded, or nil
}

// Review lets operators accept or reject requests in review.
type Review struct {
	Store interface {
		Committer
		RequestReader
		Surveyor
	}
	Now   func() time.Time
	Rules Rules
}

// Do stores the verdict and returns the request after it. An operator may repeat their own verdict. It returns
// account.ErrNotOperator unless by is an operator; account.ErrNotFound; account.AlreadyDecided after an end and after
// another review; account.NotAllowed if there was no review; account.InvalidInput; account.ErrChanged if the request is
// no longer in the version that the operator read; account.ErrOwnReview if they have a part in the request.
func (v Review) Do(ctx context.Context, by account.Person, id account.ID, verdict Verdict) (account.Request, error) {
	if !by.Operator {
		return account.Request{}, account.ErrNotOperator
	}
	var after account.Request
	err := retry.OnConflict(ctx, func() error {
		read, err := v.Store.Request(ctx, id)
		if err != nil {
			return err
		}
		now := v.Now()
		if after = read.AsOf(now); after.ReviewedAlready(by.Email, account.Action(verdict.Decision)) {
			verdict.Version = read.Version // the request has changed since
			_, _, err := verdict.parse()
			return err
		}
		if err := read.MayReview(now); err != nil {
			return err
		}
		action, reason, err := verdict.parse()
		if err != nil {
			return err
		}
		if verdict.Version != 0 && verdict.Version != read.Version {
			return account.ErrChanged
		}
		route, seen, _, err := routeOf(ctx, v.Store, v.Rules.Policy, read, read.Reviewed(), now)
		if err != nil {
			return err
		}
		change := Change{Before: &read, ReadSet: &seen}
		if action == account.Reject {
			change.After, change.Event, err = read.Reject(by, route, reason, now)
		} else {
			change.After, change.Event, err = read.Accept(by, route, now, v.Rules.Terms)
		}
		if err != nil {
			return err
		}
		change.announce(v.Rules.Operators)
		after = change.After
		return v.Store.Commit(ctx, change)
	})
	return after, err
}

// parse names every field in error. It validates a reason even if none is needed.
func (v Verdict) parse() (account.Action, string, error) {
	action := account.Action(v.Decision)
	reason, reasonErr := account.ParseAnyReason(v.Reason)
	var decisionErr, versionErr error
	switch action {
	case account.Accept:
		if v.Version == 0 {
			versionErr = account.Invalid("version", account.FieldRequired, "to accept a request, give the version you read")
		}
	case account.Reject:
		reason, reasonErr = account.ParseReason(v.Reason)
	default:
		decisionErr = account.Invalid("decision", account.FieldNotAllowed, "must be one of: accept, reject")
	}
	return action, reason, account.Fields(v.Misread, decisionErr, account.Named("reason", reasonErr), versionErr)
}
