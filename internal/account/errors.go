package account

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors without data. Those with data are types, below.
var (
	// ErrNotFound means that it does not exist, or that the caller may not know of it.
	ErrNotFound = errors.New("not found")
	// ErrForbidden means that the caller is known but may not do this.
	ErrForbidden = errors.New("forbidden")
	// ErrNoRole is an ErrForbidden: the caller has no role in any account.
	ErrNoRole = fmt.Errorf("without a role: %w", ErrForbidden)
	// ErrNotOperator is an ErrForbidden: only operators may do this.
	ErrNotOperator = fmt.Errorf("for operators: %w", ErrForbidden)
	// ErrLinkInvalid means that the link was never sent, or was invalidated by a forward or a correction.
	ErrLinkInvalid = errors.New("link invalid")
	// ErrCodeInvalid means that the one-time code is wrong, expired, used up, or was never sent.
	ErrCodeInvalid = errors.New("code invalid")
	// ErrDomainTaken means that a live account holds the domain identifier.
	ErrDomainTaken = errors.New("domain identifier taken")
	// ErrNotDue means that neither a reminder nor the expiry is due.
	ErrNotDue = errors.New("not due")
	// ErrOwnReview means that the operator has a part in the request or dispute.
	ErrOwnReview = errors.New("own review")
	// ErrChanged means that the request, dispute, account or waiting rename is no longer in the version that the caller read.
	ErrChanged = errors.New("changed")
	// ErrUnchanged means that the action would change nothing.
	ErrUnchanged = errors.New("unchanged")
	// ErrLastAdministrator means that the account would lose its last administrator who has signed in.
	ErrLastAdministrator = errors.New("last administrator")
	// ErrNotEmpty means that something is nested in the Virtual Account, or that a member has a role on it.
	ErrNotEmpty = errors.New("virtual account not empty")
	// ErrIsDefault means that the Virtual Account is the default one.
	ErrIsDefault = errors.New("default virtual account")
	// ErrNameTaken means that a sibling has the name.
	ErrNameTaken = errors.New("name taken")
	// ErrNotClosed means that the account's administrators did not close it, or closed it so long ago that its identifier is free.
	ErrNotClosed = errors.New("account not closed")
	// ErrAlreadyAsked means that the person has a pending access request about the account.
	ErrAlreadyAsked = errors.New("already asked")
)

// FieldError is an error in one field of the input.
type FieldError struct {
	Field  string // as the API names it, list elements as customerEmails[0]
	Code   FieldCode
	Detail string // for developers, in English
}

// FieldCode is the stable code of a field error. Pages translate it.
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
	FieldMoreThanHeld   FieldCode = "more-than-held"
	FieldBelowItself    FieldCode = "below-itself"
	FieldTooDeep        FieldCode = "too-deep"
	FieldInThePast      FieldCode = "in-the-past"
	FieldWouldLower     FieldCode = "would-lower"
)

// FieldCodes lists every code. Each has a text.
func FieldCodes() []FieldCode {
	return []FieldCode{
		FieldRequired, FieldTooShort, FieldTooLong, FieldTooMany, FieldDuplicate, FieldCharacters,
		FieldLooksLikeLink, FieldNotDomain, FieldIPAddress, FieldUnknownTLD, FieldPublicSuffix,
		FieldSharedMail, FieldNotEmail, FieldIsRequester, FieldAlreadyHeld, FieldTooManyHops,
		FieldNotVouching, FieldTakesNoMail, FieldNotAuthorized, FieldHoldingAccount, FieldNotAllowed, FieldUnknown,
		FieldWrongType, FieldMoreThanHeld, FieldBelowItself, FieldTooDeep, FieldInThePast,
		FieldWouldLower,
	}
}

// InvalidInput lists the field errors of an input.
type InvalidInput struct{ Fields []FieldError }

// Error lists the fields.
func (e *InvalidInput) Error() string {
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = fmt.Sprintf("%s: %s", f.Field, f.Code)
	}
	return "invalid input: " + strings.Join(parts, ", ")
}

// Invalid returns an InvalidInput about one field.
func Invalid(field string, code FieldCode, detail string) error {
	return &InvalidInput{Fields: []FieldError{{field, code, detail}}}
}

// CodeInvalid is an ErrCodeInvalid that says how many tries are left.
type CodeInvalid struct {
	TriesLeft int  // with the same challenge; 0: another code or challenge is needed
	Counted   bool // the attempt used up a try
}

// Error returns the text of ErrCodeInvalid.
func (e *CodeInvalid) Error() string { return ErrCodeInvalid.Error() }

// Is makes it an ErrCodeInvalid.
func (e *CodeInvalid) Is(target error) bool { return target == ErrCodeInvalid }

// LinkDead is an ErrLinkInvalid of a link that was valid once, with what its holder may know.
type LinkDead struct {
	Why       LinkEnd
	At        time.Time // of LinkRenewed: when the newer link was requested
	To        Email     // of LinkForwarded: whom its holder forwarded it to
	Requester Email     // whom the holder can contact
	Language  Language  // of mail to its holder
}

// LinkEnd is why a link is no longer valid.
type LinkEnd string

// Each reason.
const (
	LinkRenewed   LinkEnd = "renewed"   // replaced by a newer link
	LinkForwarded LinkEnd = "forwarded" // by its holder
	LinkReplaced  LinkEnd = "replaced"  // by a correction, or by the review after one
)

// LinkEnds lists every LinkEnd.
func LinkEnds() []LinkEnd { return []LinkEnd{LinkRenewed, LinkForwarded, LinkReplaced} }

// Error returns the text of ErrLinkInvalid.
func (e *LinkDead) Error() string { return ErrLinkInvalid.Error() }

// Is makes it an ErrLinkInvalid.
func (e *LinkDead) Is(target error) bool { return target == ErrLinkInvalid }

// AlreadyDecided says that the request has ended, and how, when and by whom.
type AlreadyDecided struct {
	State State
	At    time.Time
	By    Actor
}

// Error includes the final state.
func (e *AlreadyDecided) Error() string { return "already decided: " + string(e.State) }

// NotAllowed says that the state of a pending request does not allow the action.
type NotAllowed struct {
	State  State
	Action Action
}

// Error returns the action and the state.
func (e *NotAllowed) Error() string { return fmt.Sprintf("%s: not while %s", e.Action, e.State) }

// DomainTaken is an ErrDomainTaken with the holder's status.
type DomainTaken struct {
	Active bool // the holder is active, not pending
}

// Error returns the text of ErrDomainTaken.
func (e *DomainTaken) Error() string { return ErrDomainTaken.Error() }

// Is makes it an ErrDomainTaken.
func (e *DomainTaken) Is(target error) bool { return target == ErrDomainTaken }

// TooMany says that a rate limit is reached. The same is allowed again at Until.
type TooMany struct{ Until time.Time }

// Error includes the time.
func (e *TooMany) Error() string { return "too many until " + e.Until.Format(time.RFC3339) }

// TooManyPending is a TooMany: the person has as many pending requests as are allowed at once. Until is when a retry may
// succeed.
type TooManyPending struct {
	Most  int
	Until time.Time
}

// Error includes the limit.
func (e *TooManyPending) Error() string {
	return fmt.Sprintf("as many as %d requests are pending", e.Most)
}

// Unwrap makes it a TooMany.
func (e *TooManyPending) Unwrap() error { return &TooMany{e.Until} }

// Named returns an InvalidInput about that field for an error of a parser of its value.
func Named(field string, err error) error {
	var value *valueError
	if errors.As(err, &value) {
		return Invalid(field, value.code, value.detail)
	}
	return err
}

// Fields joins field errors into one InvalidInput, and returns nil if there are none. It keeps the first error of each
// field, so that a field that could not be decoded is not reported as missing too. It returns any other error as it is.
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

// Ticked returns an error unless the statement of authority is confirmed.
func Ticked(box bool) error {
	if !box {
		return wrong(FieldNotAuthorized, "the statement of authority must be confirmed")
	}
	return nil
}

// valueError is the error of a parser of a value, which does not know the name of its field.
type valueError struct {
	code   FieldCode
	detail string
}

func (e *valueError) Error() string { return e.detail }

func wrong(code FieldCode, detail string) error { return &valueError{code, detail} }
