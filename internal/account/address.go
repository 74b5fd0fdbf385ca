package account

import (
	"slices"
	"time"
)

// Address is what its owner and the mail provider have told us about mail to one address.
type Address struct {
	Email      Email
	Version    int       // counts the changes
	StoppedFor []Email   // requesters whose mail it gets no more; its owner can undo that
	Suppressed time.Time // since when it gets no mail at all; zero: it does
	Complained bool      // why: its owner called our mail spam; else, before links alone lost the power to, several requesters were reported
}

// Stop returns the address without that requester's mail, and with everybody else's: whoever holds a link may stop it,
// a mail scanner too. ErrUnchanged if it is stopped already.
func (a Address) Stop(requester Email) (Address, error) {
	if a.Stopped(requester) {
		return a, ErrUnchanged
	}
	a.Version++
	a.StoppedFor = append(slices.Clone(a.StoppedFor), requester)
	return a, nil
}

// Undo lets that requester's mail reach the address again. It does not lift a suppression.
// ErrUnchanged if it was not stopped.
func (a Address) Undo(requester Email) (Address, error) {
	i := slices.IndexFunc(a.StoppedFor, requester.SameMailbox)
	if i < 0 {
		return a, ErrUnchanged
	}
	a.Version++
	a.StoppedFor = slices.Delete(slices.Clone(a.StoppedFor), i, i+1)
	return a, nil
}

// Complain suppresses the address. ErrUnchanged if its owner complained before.
func (a Address) Complain(now time.Time) (Address, error) {
	if a.Complained {
		return a, ErrUnchanged
	}
	a.Version++
	a.Complained = true
	if a.Suppressed.IsZero() {
		a.Suppressed = now
	}
	return a, nil
}

// Lift lets mail reach the address again, but for what it was stopped for. ErrUnchanged if it is not suppressed.
func (a Address) Lift() (Address, error) {
	if a.Suppressed.IsZero() {
		return a, ErrUnchanged
	}
	return Address{Email: a.Email, Version: a.Version + 1, StoppedFor: a.StoppedFor}, nil
}

// Stopped tells whether its owner has stopped that requester's mail.
func (a Address) Stopped(requester Email) bool {
	return slices.ContainsFunc(a.StoppedFor, requester.SameMailbox)
}

// Takes tells whether the address takes mail that has to do with that requester.
func (a Address) Takes(requester Email) bool {
	return a.Suppressed.IsZero() && !a.Stopped(requester)
}
