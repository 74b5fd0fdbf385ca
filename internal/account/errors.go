package account

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// What can be wrong, apart from the errors below that carry more than their name.
var (
	// ErrNotFound: there is no such thing, or the asker may not know that there is.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: the asker is known but may not do this at all.
	ErrForbidden = errors.New("forbidden")
	// ErrNotOperator: it is for operators alone. An ErrForbidden.
	ErrNotOperator = fmt.Errorf("for operators: %w", ErrForbidden)
	// ErrLinkInvalid: the link was never sent, or has died by a forward or a correction.
	ErrLinkInvalid = errors.New("link invalid")
	// ErrCodeInvalid: the one-time code is wrong, too old, used up, or was never sent.
	ErrCodeInvalid = errors.New("code invalid")
	// ErrDomainTaken: another pending or active account has this domain identifier.
	ErrDomainTaken = errors.New("domain identifier taken")
	// ErrNotDue: the time for it has not come, so the request can neither expire nor be reminded of.
	ErrNotDue = errors.New("not due")
	// ErrOwnReview: nobody reviews a request that they made or are nominated in.
	ErrOwnReview = errors.New("own review")
	// ErrChanged: the request is not what the asker looked at. Look again.
	ErrChanged = errors.New("changed")
	// ErrUnchanged: what was asked for is so already. Nothing is to be done.
	ErrUnchanged = errors.New("unchanged")
)

// FieldError says what is wrong with one field of the input.
type FieldError struct {
	Field  string // as the API names it, list elements as customerEmails[0]
	Code   FieldCode
	Detail string // for developers, in English
}

// FieldCode is the stable word for what is wrong with a field; pages translate it.
type FieldCode string

// Every code a field error may carry.
const (
	FieldRequired       FieldCode = "required"
	FieldTooShort       FieldCode = "too-short"
	FieldTooLong        FieldCode = "too-long"
	FieldTooMany        FieldCode = "too-many"
	FieldDuplicate      FieldCode = "duplicate"
	FieldCharacters     FieldCode = "characters"
	FieldLooksLikeLink  FieldCode = "looks-like-link"
	FieldNotDomain      FieldCode = "not-a-domain"
	FieldIPAddress      FieldCode = "ip-address"
	FieldUnknownTLD     FieldCode = "unknown-top-level-domain"
	FieldPublicSuffix   FieldCode = "public-suffix"
	FieldSharedMail     FieldCode = "public-mail-provider"
	FieldNotEmail       FieldCode = "not-an-email"
	FieldIsRequester    FieldCode = "is-requester"
	FieldAlreadyHeld    FieldCode = "already-held"
	FieldTooManyHops    FieldCode = "too-many-hops"
	FieldNotVouching    FieldCode = "does-not-vouch"
	FieldTakesNoMail    FieldCode = "takes-no-mail"
	FieldNotAuthorized  FieldCode = "not-authorized"
	FieldHoldingAccount FieldCode = "holding-account"
	FieldNotAllowed     FieldCode = "not-allowed"
	FieldUnknown        FieldCode = "unknown"
	FieldWrongType      FieldCode = "wrong-type"
)

// FieldCodes lists every code, for whoever must have a text for each.
func FieldCodes() []FieldCode {
	return []FieldCode{
		FieldRequired, FieldTooShort, FieldTooLong, FieldTooMany, FieldDuplicate, FieldCharacters,
		FieldLooksLikeLink, FieldNotDomain, FieldIPAddress, FieldUnknownTLD, FieldPublicSuffix,
		FieldSharedMail, FieldNotEmail, FieldIsRequester, FieldAlreadyHeld, FieldTooManyHops,
		FieldNotVouching, FieldTakesNoMail, FieldNotAuthorized, FieldHoldingAccount, FieldNotAllowed, FieldUnknown,
		FieldWrongType,
	}
}

// InvalidInput is everything wrong with what somebody sent, a line a field.
type InvalidInput struct{ Fields []FieldError }

// Error lists the fields.
func (e *InvalidInput) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = fmt.Sprintf("%s: %s", f.Field, f.Code)
	}
	return "invalid input: " + strings.Join(parts, ", ")
}

// Invalid is an InvalidInput about one field.
func Invalid(field string, code FieldCode, detail string) error {
	return &InvalidInput{Fields: []FieldError{{field, code, detail}}}
}

// CodeInvalid is an ErrCodeInvalid that says how many tries are left.
type CodeInvalid struct {
	TriesLeft int  // to whoever gave the same challenge; 0: it takes another code, or another asking
	Counted   bool // a try is used up
}

// Error says no more than ErrCodeInvalid.
func (e *CodeInvalid) Error() string { return ErrCodeInvalid.Error() }

// Is makes it an ErrCodeInvalid.
func (e *CodeInvalid) Is(target error) bool { return target == ErrCodeInvalid }

// LinkDead is an ErrLinkInvalid of a link that worked once. It says no more than its holder may know.
type LinkDead struct {
	Why       LinkEnd
	At        time.Time // when a newer link was asked for, of LinkRenewed
	To        Email     // whom its holder forwarded it to, of LinkForwarded
	Requester Email     // who can be asked
	Language  Language  // in which its holder was mailed
}

// LinkEnd says why a link works no more.
type LinkEnd string

// Why a link may have died.
const (
	LinkRenewed   LinkEnd = "renewed"   // a newer one took its place
	LinkForwarded LinkEnd = "forwarded" // by its holder
	LinkReplaced  LinkEnd = "replaced"  // by a correction, or a review that it called for
)

// LinkEnds lists each.
func LinkEnds() []LinkEnd { return []LinkEnd{LinkRenewed, LinkForwarded, LinkReplaced} }

// Error says no more than ErrLinkInvalid.
func (e *LinkDead) Error() string { return ErrLinkInvalid.Error() }

// Is makes it an ErrLinkInvalid.
func (e *LinkDead) Is(target error) bool { return target == ErrLinkInvalid }

// AlreadyDecided refuses an action because the request has ended. It says how, when and by whom.
type AlreadyDecided struct {
	State State
	At    time.Time
	By    Actor
}

// Error names the end.
func (e *AlreadyDecided) Error() string { return "already decided: " + string(e.State) }

// NotAllowed refuses an action that the request's present state does not permit, though the
// request has not ended.
type NotAllowed struct {
	State  State
	Action Action
}

// Error names the cell of the transition table.
func (e *NotAllowed) Error() string { return fmt.Sprintf("%s: not while %s", e.Action, e.State) }

// DomainTaken is an ErrDomainTaken that says more.
type DomainTaken struct {
	Active bool // the account that has the identifier is active, not pending
}

// Error says whose it is.
func (e *DomainTaken) Error() string { return ErrDomainTaken.Error() }

// Is makes it an ErrDomainTaken.
func (e *DomainTaken) Is(target error) bool { return target == ErrDomainTaken }

// TooMany refuses what was done too often recently. The same may be done again at Until.
type TooMany struct{ Until time.Time }

// Error names the time.
func (e *TooMany) Error() string { return "too many until " + e.Until.Format(time.RFC3339) }

// TooManyPending refuses a request because as many of the person's requests are pending as may be at once. It is a
// TooMany: Until is when it is worth asking again.
type TooManyPending struct {
	Most  int
	Until time.Time
}

// Error names the number.
func (e *TooManyPending) Error() string {
	return fmt.Sprintf("as many as %d requests are pending", e.Most)
}

// Unwrap makes it a TooMany.
func (e *TooManyPending) Unwrap() error { return &TooMany{e.Until} }

// Named puts a field's name to what a parser of its value answered.
func Named(field string, err error) error {
	var value *valueError
	if errors.As(err, &value) {
		return Invalid(field, value.code, value.detail)
	}
	return err
}

// Fields joins what is wrong with several fields into one InvalidInput; nil if nothing is. Of a
// field named twice the first line stays: what could not be read is not missing as well.
func Fields(errs ...error) error {
	var all InvalidInput
	named := map[string]bool{}
	for _, err := range errs {
		var some *InvalidInput
		switch {
		case err == nil:
		case errors.As(err, &some):
			for _, f := range some.Fields {
				if !named[f.Field] {
					named[f.Field] = true
					all.Fields = append(all.Fields, f)
				}
			}
		default:
			return err
		}
	}
	if len(all.Fields) == 0 {
		return nil
	}
	return &all
}

// Ticked refuses a box that has to be ticked and is not.
func Ticked(box bool) error {
	if !box {
		return wrong(FieldNotAuthorized, "the statement of authority must be confirmed")
	}
	return nil
}

// valueError is what a parser of one value answers; it does not know the field's name yet.
type valueError struct {
	code   FieldCode
	detail string
}

func (e *valueError) Error() string { return e.detail }

func wrong(code FieldCode, detail string) error { return &valueError{code, detail} }
