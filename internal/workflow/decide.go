package workflow

import (
	"cmp"
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// AuthorityStatement is the version of the statement that an approver confirms. Change it with the statement's text.
const AuthorityStatement = "2026-12"

// Decision is a nominee's decision as it was typed.
type Decision struct {
	Token      string
	RequestID  account.ID // without a token: of the request that the signed-in person decides
	Code       string
	Challenge  string           // that came with the code; empty: none
	Action     string           // approve, decline or forward
	Reason     string           // of a decline
	ForwardTo  string           // of a forward
	Note       string           // of a forward, for the next nominee
	Authorized bool             // of an approval: the statement of authority is ticked
	Visibility string           // of an approval; empty: restricted
	Language   account.Language // in which the nominee decides; empty: in which they are mailed
	Misread    error            // an account.InvalidInput about the fields that could not be decoded, or nil
}

// Decide lets a nominee decide: the holder of a link and of its mailbox, or the person who is signed in with its address.
type Decide struct {
	Store interface {
		Committer
		NomineeReader
		CodeKeeper
		AddressKeeper
	}
	Codes  CodeMAC
	Now    func() time.Time
	Policy account.Policy // limits whom a request may be forwarded to
}

// parsed is a valid Decision.
type parsed struct {
	action     account.Action
	reason     string
	forwardTo  account.Email
	note       string
	visibility account.Visibility
}

// Do stores the decision and returns what the nominee sees after it. It checks in this order: the link
// (account.ErrLinkInvalid) or the signed-in nominee (account.ErrNotFound), the end (account.AlreadyDecided, unless the decider repeats the decision), the syntax
// (account.InvalidInput), the code (account.ErrCodeInvalid), and the rules that need stored data (account.InvalidInput).
// Invalid input uses up neither the code nor a try.
//
// signedIn is the verified address of the caller's session or token, or empty. With the nominee's own address no code is
// needed.
func (d Decide) Do(ctx context.Context, wanted Decision, signedIn account.Email) (Viewed, error) {
	var after Viewed
	err := retry.OnConflict(ctx, func() error {
		now := d.Now()
		at, err := enter(ctx, d.Store, wanted.Token, wanted.RequestID, signedIn, now)
		if err != nil {
			return err
		}
		after = at.viewed(now)
		if after.Request.DecidedAlready(at.nominee.Number, account.Action(wanted.Action)) {
			return nil
		}
		if err := at.request.May(account.Approve, now); err != nil {
			return err // the end is reported before anything about the input
		}
		want, err := wanted.parse()
		if err != nil {
			return err
		}
		var used *Code
		if signedIn == "" || signedIn != at.nominee.Email {
			if err := checkCode(ctx, d.Store, d.Codes, at, wanted.Code, wanted.Challenge, now); err != nil {
				return d.conflictIfChanged(ctx, wanted.Token, at, err, now)
			}
			used = at.code
		}
		change, err := d.apply(want, at, wanted.Language, now)
		if err != nil {
			return err
		}
		if err := d.reaches(ctx, want, at.request.Requester); err != nil {
			return err
		}
		change.Code, change.Administrator = used, adminRoleOf(at.nominee, now)
		if err := d.Store.Commit(ctx, change); err != nil {
			return err
		}
		at.request = change.After
		after = at.viewed(now)
		return nil
	})
	return after, err
}

// reaches returns account.InvalidInput for a forward to an address that takes no mail of the requester.
func (d Decide) reaches(ctx context.Context, want parsed, requester account.Email) error {
	if want.action != account.Forward {
		return nil
	}
	to, err := d.Store.Address(ctx, want.forwardTo)
	if err == nil && !to.Takes(requester) {
		err = account.Invalid("forwardTo", account.FieldTakesNoMail, "this person has stopped emails about this requester's requests")
	}
	return err
}

// conflictIfChanged returns retry.ErrConflict instead of account.CodeInvalid if the request has changed since it was read.
// Request and code are read in one call but not atomically: a decision may come between them and use up the code, and the
// caller has to learn of that decision. It returns the error unchanged if a try was counted, so that one guess is one try.
func (d Decide) conflictIfChanged(ctx context.Context, token string, at opened, refused error, now time.Time) error {
	var invalid *account.CodeInvalid
	if !errors.As(refused, &invalid) || invalid.Counted {
		return refused
	}
	again, err := open(ctx, d.Store, token, now)
	switch {
	case err != nil:
		return err
	case again.request.Version != at.request.Version:
		return retry.ErrConflict
	default:
		return refused
	}
}

// parse checks what needs no stored data, and names every field in error. It validates each field whatever the action.
func (d Decision) parse() (parsed, error) {
	p := parsed{action: account.Action(d.Action)}
	var visibilityErr, authorizedErr, reasonErr, forwardToErr, noteErr, actionErr error
	p.visibility, visibilityErr = account.ParseVisibility(d.Visibility)
	p.reason, reasonErr = account.ParseAnyReason(d.Reason)
	p.note, noteErr = account.ParseNote(d.Note)
	switch p.action {
	case account.Approve:
		authorizedErr = account.Ticked(d.Authorized)
	case account.Decline:
		p.reason, reasonErr = account.ParseReason(d.Reason)
	case account.Forward:
		p.forwardTo, forwardToErr = account.ReadEmail(d.ForwardTo)
	default:
		actionErr = account.Invalid("action", account.FieldNotAllowed, "must be one of: approve, decline, forward")
	}
	return p, account.Fields(d.Misread, actionErr,
		account.Named("visibility", visibilityErr), account.Named("authorized", authorizedErr),
		account.Named("reason", reasonErr), account.Named("forwardTo", forwardToErr), account.Named("note", noteErr))
}

func (d Decide) apply(p parsed, at opened, language account.Language, now time.Time) (Change, error) {
	change := Change{Before: &at.request}
	request := at.request.DecidingIn(cmp.Or(language, at.request.LanguageOf(at.nominee)), at.nominee.Number)
	var err error
	switch p.action {
	case account.Approve:
		var created account.Creation
		change.After, change.Event, created, err = request.Approve(at.nominee.Number, p.visibility, AuthorityStatement, account.NewID(), now)
		change.Creation = &created
	case account.Decline:
		change.After, change.Event, err = request.Decline(at.nominee.Number, p.reason, now)
	case account.Forward:
		change.After, change.Event, err = request.Forward(at.nominee.Number, p.forwardTo, p.note, d.Policy, now)
	default:
		err = errors.New("no such decision: " + string(p.action)) // parse refuses others
	}
	if err != nil {
		return Change{}, err
	}
	change.announce(nil)
	return change, nil
}
