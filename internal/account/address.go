package account

import (
	"slices"
	"time"
)

// Address is what is known about mail to one address.
type Address struct {
	Email      Email
	Version    int             // counts the changes
	StoppedFor []Email         // requesters whose mail is stopped; the holder can undo that
	Suppressed time.Time       // since when it gets no mail; zero: it gets mail
	Complained bool            // suppressed because of a spam complaint
	Silenced   bool            // suppressed by its holder, with a code
	Reports    []AddressReport // about requesters, the latest last
	Told       []ToldNominee   // nominees recorded as unreachable because it was suppressed, the latest last
}

// ToldNominee is a nominee whom a request records as unreachable because their address is suppressed.
type ToldNominee struct {
	Request ID
	Number  int
}

// maxTold is how many an address keeps. More pending requests at once to one address are abuse.
const maxTold = 20

// Telling returns the address with one more nominee in Told.
func (a Address) Telling(request ID, number int) Address {
	told := ToldNominee{request, number}
	others := slices.DeleteFunc(slices.Clone(a.Told), func(t ToldNominee) bool { return t == told })
	a.Told = append(others, told)
	a.Told = a.Told[max(0, len(a.Told)-maxTold):]
	return a
}

// AddressReport is a report about a requester by a holder of a link that was mailed to the address. It counts against
// the requester only if a code confirmed it.
type AddressReport struct {
	Requester Email
	At        time.Time
	Confirmed bool
}

// Stop stops that requester's mail to the address, and no other mail, since anybody with a link can do so, even a mail
// scanner. It returns ErrUnchanged if it is stopped already.
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

// Undo undoes Stop. It neither lifts a suppression nor withdraws a report that a code confirmed. It returns ErrUnchanged if
// the requester's mail is not stopped.
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

// Silence suppresses the address at the wish of its holder, who has given a code, and reports the requester unless report is
// empty. counts says that the report is the address's first about that requester. It returns ErrUnchanged if it changes
// nothing.
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

// Complain suppresses the address because of a spam complaint. It returns ErrUnchanged after an earlier complaint.
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

// Lift lifts the suppression. Stops and reports stay. It returns ErrUnchanged if the address is not suppressed.
func (a Address) Lift() (Address, error) {
	if a.Suppressed.IsZero() {
		return a, ErrUnchanged
	}
	return Address{Email: a.Email, Version: a.Version + 1, StoppedFor: a.StoppedFor, Reports: a.Reports}, nil
}

// ReportedAt returns the time of the latest report; zero: there is none.
func (a Address) ReportedAt() time.Time {
	if len(a.Reports) == 0 {
		return time.Time{}
	}
	return a.Reports[len(a.Reports)-1].At
}

// Stopped reports whether that requester's mail is stopped.
func (a Address) Stopped(requester Email) bool {
	return slices.ContainsFunc(a.StoppedFor, requester.SameMailbox)
}

// Takes reports whether the address takes mail on behalf of that requester.
func (a Address) Takes(requester Email) bool {
	return a.Suppressed.IsZero() && !a.Stopped(requester)
}
