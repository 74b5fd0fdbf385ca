package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
)

// Errors about idempotency keys. Nothing was written.
var (
	// ErrKeyUsed means that the idempotency key has a record already.
	ErrKeyUsed = errors.New("idempotency key used")
	// ErrIdempotencyMismatch means that the idempotency key was used with another body.
	ErrIdempotencyMismatch = errors.New("idempotency key used with another body")
)

// Change is one state change of a request with all that is stored with it.
type Change struct {
	Before        *account.Request // as it was read; nil for a new request
	After         account.Request
	Event         account.Event
	Creation      *account.Creation  // what an approval creates
	Mails         []Mail             // to be sent after the commit
	Code          *Code              // the code that proved the mailbox, as it was read; used up by the change
	Record        *IdempotencyRecord // the idempotency record to keep with a new request
	ReadSet       *ReadSet           // what its route was based on
	Uses          []UsesChange       // of what is limited
	Administrator *AdminRole         // the role by which a nominee decides
	Renewals      map[int]time.Time  // by number, the nominees whose invitation is already counted in Uses
	Mail          *MailChange        // the mail event that caused the change
	Address       *AddressChange     // the change of an address that belongs to it
}

// AdminRole is a person's role as a Smart Account Administrator of an active account.
type AdminRole struct {
	AccountID account.ID
	Person    account.Email
	Since     time.Time // when the membership began; zero: in an older release, any membership will do
	At        time.Time // the membership has to be in force then
}

// Held reports whether the membership, as it is stored, gives the role.
func (r AdminRole) Held(m account.Membership) bool {
	return m.AsOf(r.At).Administers() && (r.Since.IsZero() || r.Since.Equal(m.Since))
}

// MailChange is the change of a mail from what was read to its next state.
type MailChange struct{ Read, Next Outgoing }

// AddressChange is the change of an address from what was read to its next state.
type AddressChange struct{ Read, Next account.Address }

// Committer stores changes.
type Committer interface {
	// Commit stores the changes atomically: request, account and their rows, history, outgoing mail, and the domain item
	// or its deletion. One change may take the domain identifier that another one releases.
	//
	// It returns retry.ErrConflict if a request is no longer at the version Before, if its deadline is not after the event's
	// time (unless it expires), if the code, the read set, the uses, the mail or the address have changed since they were
	// read, if the person no longer has the administrator role, or if the same items are written concurrently;
	// ErrKeyUsed if the idempotency key has a record that is still kept; account.ErrDomainTaken if another request holds
	// the domain identifier. If several apply, it returns ErrKeyUsed before ErrDomainTaken, and that before retry.ErrConflict.
	// It is safe to repeat: a second Commit of the same change returns one of these errors.
	Commit(ctx context.Context, changes ...Change) error
}

// refusedByState reports whether an event was refused because the request has ended or left the state that it
// belongs to.
func refusedByState(err error) bool {
	var ended *account.AlreadyDecided
	var elsewhere *account.NotAllowed
	return errors.As(err, &ended) || errors.As(err, &elsewhere)
}
