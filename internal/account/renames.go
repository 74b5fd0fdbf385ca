package account

import (
	"slices"
	"time"
)

// Limits of renames.
const (
	MaxRenames   = 3 // within RenameWindow
	RenameWindow = 30 * 24 * time.Hour
	// FamiliarFor is how long after its approval an account keeps a word of the approved name, unless an operator accepts
	// another name: otherwise an approver would have approved a name that the account never has.
	FamiliarFor = 30 * 24 * time.Hour
)

// Settings are what the administrators of an account change.
type Settings struct {
	Name       string
	Visibility Visibility
}

// Change returns the account with the settings; a new name takes the place of one that waits. It returns TooMany if the name differs
// and the account was renamed MaxRenames times within RenameWindow.
func (a Administered) Change(s Settings, now time.Time) (Administered, error) {
	next := a.changed()
	next.Visibility = s.Visibility
	if s.Name == a.Name {
		return next, nil
	}
	next.Renames = slices.DeleteFunc(next.Renames, func(at time.Time) bool { return !now.Before(at.Add(RenameWindow)) })
	if over := len(next.Renames) - MaxRenames; over >= 0 {
		return a, &TooMany{next.Renames[over].Add(RenameWindow)}
	}
	next.Name, next.Renames, next.Waiting = s.Name, append(next.Renames, now), nil
	return next, nil
}

// WaitingRename is a new name that waits for an operator. An account has at most one.
type WaitingRename struct {
	Name    string
	Why     RenameReason
	By      Email // the administrator who asked for it
	At      time.Time
	Reason  string // theirs
	Version int    // of the account, which the ask made; it tells waiting renames of one account apart
}

// AskRename returns the account with the name waiting for an operator, in place of one that waits already. It counts as a rename only
// once it is accepted.
func (a Administered) AskRename(name string, why RenameReason, by Email, reason string, now time.Time) Administered {
	next := a.changed()
	next.Waiting = &WaitingRename{name, why, by, now, reason, next.Version}
	return next
}

// IsAsked reports whether the name waits already, with the same reason of the administrators.
func (a Administered) IsAsked(name, reason string) bool {
	return a.Waiting != nil && a.Waiting.Name == name && a.Waiting.Reason == reason
}

// AcceptRename returns the account with the name that waits. It returns ErrChanged if none does. The account has room for another
// rename, because a rename since the ask would have taken the place of the waiting one.
func (a Administered) AcceptRename(now time.Time) (Administered, error) {
	if a.Waiting == nil {
		return a, ErrChanged
	}
	return a.Change(Settings{a.Waiting.Name, a.Visibility}, now)
}

// DropRename returns the account without a waiting rename, which was rejected or withdrawn. It returns ErrChanged if none waits.
func (a Administered) DropRename() (Administered, error) {
	if a.Waiting == nil {
		return a, ErrChanged
	}
	next := a.changed()
	next.Waiting = nil
	return next, nil
}

// IsTyped reports whether a person typed the name, in any case and typography.
func IsTyped(name, typed string) bool { return FoldName(name) == FoldName(typed) }

// SharesWord reports whether two names have a folded word in common.
func SharesWord(a, b string) bool {
	words := Words(b)
	return slices.ContainsFunc(Words(a), func(word string) bool { return slices.Contains(words, word) })
}

// RenameReason says why a new name needs an operator. Only operators see it.
type RenameReason string

// Each reason. The zero RenameReason: the name needs no operator.
const (
	RenameSameName   RenameReason = "same-name"  // a live account has the same name or a look-alike
	RenameUnfamiliar RenameReason = "unfamiliar" // soon after approval, without a word of the approved name
)

// RenameReasons lists every reason.
func RenameReasons() []RenameReason { return []RenameReason{RenameSameName, RenameUnfamiliar} }

// ApprovedName is the name with which an account was approved, and when.
type ApprovedName struct {
	Name string
	At   time.Time
}

// Recent reports whether a new name has to share a word with the approved one.
func (a ApprovedName) Recent(now time.Time) bool { return now.Before(a.At.Add(FamiliarFor)) }

// ApprovedAt returns when the request was approved; the zero time if it was not.
func (r Request) ApprovedAt() time.Time {
	if r.State != Approved || r.Decision == nil {
		return time.Time{}
	}
	return r.Decision.At
}

// WhyRenameWaits returns why the name needs an operator, if it does. sameName are the other live accounts whose name has a
// look-alike skeleton in common with it. Under ReviewNever only an unfamiliar name does.
func (p Policy) WhyRenameWaits(name string, approved ApprovedName, sameName []Account, now time.Time) RenameReason {
	switch {
	case p != ReviewNever && len(sameName) > 0:
		return RenameSameName
	case approved.Recent(now) && !SharesWord(approved.Name, name):
		return RenameUnfamiliar
	default:
		return ""
	}
}
