package account

import (
	"slices"
	"time"
)

// Address is what its owner and the mail provider have told us about mail to one address.
type Address struct {
	Email      Email
	Version    int             // counts the changes
	StoppedFor []Email         // requesters whose mail it gets no more; its owner can undo that
	Suppressed time.Time       // since when it gets no mail at all; zero: it does
	Complained bool            // why: its owner called our mail spam
	Silenced   bool            // why: its owner wanted it so, by a code that was mailed there
	Reports    []AddressReport // what was said of requesters, the latest last
	Told       []ToldNominee   // whom a request takes for out of reach because it was suppressed, the latest last
}

// ToldNominee is a nominee of whom a request was told that their address is suppressed.
type ToldNominee struct {
	Request ID
	Number  int
}

// mostTold is how many an address keeps: it is asked that much at once by no honest means.
const mostTold = 20

// Telling returns the address with one more nominee to whom mail gets again when it is lifted.
func (a Address) Telling(request ID, number int) Address {
	told := ToldNominee{request, number}
	others := slices.DeleteFunc(slices.Clone(a.Told), func(t ToldNominee) bool { return t == told })
	a.Told = append(others, told)
	a.Told = a.Told[max(0, len(a.Told)-mostTold):]
	return a
}

// AddressReport is what the holder of an address said of a requester, or who else has a link of theirs. Only one that a code
// confirmed counts against the requester.
type AddressReport struct {
	Requester Email
	At        time.Time
	Confirmed bool
}

// Stop returns the address without that requester's mail, and with everybody else's: whoever holds a link may stop it,
// a mail scanner too. ErrUnchanged if it is stopped already.
func (a Address) Stop(requester Email, now time.Time) (Address, error) {
	if a.Stopped(requester) {
		return a, ErrUnchanged
	}
	a.Version++
	a.StoppedFor = append(slices.Clone(a.StoppedFor), requester)
	if !slices.ContainsFunc(a.Reports, isAbout(requester)) {
		a.Reports = append(slices.Clone(a.Reports), AddressReport{Requester: requester, At: now})
	}
	return a, nil
}

func isAbout(requester Email) func(AddressReport) bool {
	return func(r AddressReport) bool { return r.Requester.SameMailbox(requester) }
}

// Undo lets that requester's mail reach the address again. It does not lift a suppression, nor take back what a code
// confirmed.
// ErrUnchanged if it was not stopped.
func (a Address) Undo(requester Email) (Address, error) {
	i := slices.IndexFunc(a.StoppedFor, requester.SameMailbox)
	if i < 0 {
		return a, ErrUnchanged
	}
	a.Version++
	a.StoppedFor = slices.Delete(slices.Clone(a.StoppedFor), i, i+1)
	a.Reports = slices.DeleteFunc(slices.Clone(a.Reports), func(r AddressReport) bool { return !r.Confirmed && isAbout(requester)(r) })
	return a, nil
}

// Silence suppresses the address because its holder, whom a code proved, wants no mail; with a requester they report
// that one, once however often they say so: counts. ErrUnchanged if both are done already.
func (a Address) Silence(report Email, now time.Time) (next Address, counts bool, err error) {
	i := slices.IndexFunc(a.Reports, isAbout(report))
	counts = report != "" && (i < 0 || !a.Reports[i].Confirmed)
	if a.Silenced && !counts {
		return a, false, ErrUnchanged
	}
	a.Version++
	a.Silenced = true
	if a.Suppressed.IsZero() {
		a.Suppressed = now
	}
	if counts {
		others := slices.DeleteFunc(slices.Clone(a.Reports), isAbout(report))
		a.Reports = append(others, AddressReport{Requester: report, At: now, Confirmed: true})
	}
	return a, counts, nil
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

// Lift lets mail reach the address again, except for what it was stopped for. What was reported stays. ErrUnchanged if it
// is not suppressed.
func (a Address) Lift() (Address, error) {
	if a.Suppressed.IsZero() {
		return a, ErrUnchanged
	}
	return Address{Email: a.Email, Version: a.Version + 1, StoppedFor: a.StoppedFor, Reports: a.Reports}, nil
}

// ReportedAt returns when a requester was last reported; zero: none is.
func (a Address) ReportedAt() time.Time {
	if len(a.Reports) == 0 {
		return time.Time{}
	}
	return a.Reports[len(a.Reports)-1].At
}

// Stopped reports whether its owner has stopped that requester's mail.
func (a Address) Stopped(requester Email) bool {
	return slices.ContainsFunc(a.StoppedFor, requester.SameMailbox)
}

// Takes reports whether the address takes mail that has to do with that requester.
func (a Address) Takes(requester Email) bool {
	return a.Suppressed.IsZero() && !a.Stopped(requester)
}
