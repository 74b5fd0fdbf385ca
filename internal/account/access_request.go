package account

import (
	"slices"
	"time"
)

// AccessState is the state of an access request. States are stored as these strings, which must not change.
type AccessState string

// The state in which an access request waits, and its four ends, which are final.
const (
	AccessPending   AccessState = "pending"   // a decider has to decide
	AccessApproved  AccessState = "approved"  // a decider, or a rule, gave access
	AccessDeclined  AccessState = "declined"  // a decider, or a rule, declined it
	AccessWithdrawn AccessState = "withdrawn" // the requester withdrew it
	AccessExpired   AccessState = "expired"   // it was not decided by the deadline, or the account was closed
)

// AccessStates lists every state.
func AccessStates() []AccessState {
	return []AccessState{AccessPending, AccessApproved, AccessDeclined, AccessWithdrawn, AccessExpired}
}

// AccessAction is an action on an access request.
type AccessAction string

// Every action, with its actor.
const (
	ApproveAccess  AccessAction = "approve"  // decider, or a rule: give access
	DeclineAccess  AccessAction = "decline"  // decider, or a rule: give none
	WithdrawAccess AccessAction = "withdraw" // requester: take it back
	RemindDeciders AccessAction = "remind"   // the schedule: mail the deciders again
	ExpireAccess   AccessAction = "expire"   // the schedule: the deadline has passed
)

// AccessActions lists every action.
func AccessActions() []AccessAction {
	return []AccessAction{ApproveAccess, DeclineAccess, WithdrawAccess, RemindDeciders, ExpireAccess}
}

// accessTransitions is the one table of which action is legal in which state of an access request, and which state follows. A state
// without a row is an end.
var accessTransitions = map[AccessState]map[AccessAction]AccessState{
	AccessPending: {
		ApproveAccess:  AccessApproved,
		DeclineAccess:  AccessDeclined,
		WithdrawAccess: AccessWithdrawn,
		RemindDeciders: AccessPending,
		ExpireAccess:   AccessExpired,
	},
}

// Following returns the state to which the action leads from s; empty: it is refused.
func (s AccessState) Following(a AccessAction) AccessState { return accessTransitions[s][a] }

// Ended reports whether the state is an end.
func (s AccessState) Ended() bool { return len(accessTransitions[s]) == 0 }

// AccessRequest is a person's request for access to an active account.
type AccessRequest struct {
	ID        ID
	AccountID ID
	By        Email
	Language  Language // of mails to the requester
	Asked     Grant
	Note      string
	State     AccessState
	Version   int // counts the changes; 1 when it was opened
	CreatedAt time.Time
	ListedAt  time.Time // as CreatedAt; lists sort by it, so it never changes
	ExpiresAt time.Time
	RemindAt  time.Time       // the next reminder to the deciders; zero: none
	Decision  *AccessDecision // nil while it is pending; of every end
}

// AccessDecision is how an access request ended.
type AccessDecision struct {
	At      time.Time
	By      Actor  // the decider, the author of the rule, the requester, or System
	Rule    ID     // the rule that decided; empty: none
	Reason  string // of a decline; may be empty
	Granted Grant  // of an approval
}

// AccessTerms are the periods of an access request.
type AccessTerms struct {
	Lifetime  time.Duration
	Reminders []time.Duration // to the deciders, after it was opened
}

// OpenAccessRequest returns a pending access request. It returns InvalidInput about role if the grant has the role Smart Account
// Administrator, which no access request gives, or no role at all.
func OpenAccessRequest(id ID, a ID, by Person, asked Grant, note string, terms AccessTerms, now time.Time) (AccessRequest, error) {
	if err := asked.givable(); err != nil {
		return AccessRequest{}, err
	}
	return AccessRequest{
		ID: id, AccountID: a, By: by.Email, Language: by.Language, Asked: asked, Note: note, State: AccessPending, Version: 1,
		CreatedAt: now, ListedAt: now, ExpiresAt: now.Add(terms.Lifetime),
	}.remindedNext(terms, now), nil
}

// givable returns InvalidInput about role if an access request cannot give the grant.
func (g Grant) givable() error {
	switch {
	case g.Empty():
		return Invalid("role", FieldRequired, "a role is required")
	case g.Has(SmartAccountAdministrator):
		return Invalid("role", FieldNotAllowed, "Smart Account Administrators are added by an administrator, not by an access request")
	default:
		return nil
	}
}

// remindedNext returns the access request with its next reminder after now.
func (r AccessRequest) remindedNext(terms AccessTerms, now time.Time) AccessRequest {
	r.RemindAt = time.Time{}
	for _, after := range slices.Sorted(slices.Values(terms.Reminders)) {
		if at := r.CreatedAt.Add(after); at.After(now) && at.Before(r.ExpiresAt) {
			r.RemindAt = at
			break
		}
	}
	return r
}

// DueAt returns when the schedule has to process the access request; zero: never.
func (r AccessRequest) DueAt() time.Time {
	switch {
	case r.State.Ended():
		return time.Time{}
	case !r.RemindAt.IsZero():
		return r.RemindAt
	default:
		return r.ExpiresAt
	}
}

// Approve ends the access request by giving the grant, which may differ from what was asked. It returns AccessDecided if it has ended or
// its deadline has passed, and InvalidInput as OpenAccessRequest does. Whether the decider may give the grant is
// Membership.MayDecide.
func (r AccessRequest) Approve(by Actor, rule ID, granted Grant, now time.Time) (AccessRequest, error) {
	if err := granted.givable(); err != nil {
		return r, err
	}
	return r.decide(ApproveAccess, AccessDecision{At: now, By: by, Rule: rule, Granted: granted})
}

// Decline ends the access request without access. It returns AccessDecided as Approve does.
func (r AccessRequest) Decline(by Actor, rule ID, reason string, now time.Time) (AccessRequest, error) {
	return r.decide(DeclineAccess, AccessDecision{At: now, By: by, Rule: rule, Reason: reason})
}

// Withdraw ends the access request for its requester. It returns AccessDecided as Approve does.
func (r AccessRequest) Withdraw(now time.Time) (AccessRequest, error) {
	return r.decide(WithdrawAccess, AccessDecision{At: now, By: Actor(r.By)})
}

// decide ends the access request. After the deadline it is ended, whether or not the schedule has recorded that.
func (r AccessRequest) decide(a AccessAction, d AccessDecision) (AccessRequest, error) {
	next, err := r.following(a)
	if err != nil {
		return r, err
	}
	if !d.At.Before(r.ExpiresAt) {
		return r, &AccessDecided{State: AccessExpired, Decision: AccessDecision{At: r.ExpiresAt, By: System}}
	}
	return r.end(next, d), nil
}

// following returns the state to which the action leads, or AccessDecided.
func (r AccessRequest) following(a AccessAction) (AccessState, error) {
	next := r.State.Following(a)
	if next == "" {
		return "", &AccessDecided{State: r.State, Decision: *r.Decision}
	}
	return next, nil
}

func (r AccessRequest) end(s AccessState, d AccessDecision) AccessRequest {
	r.State, r.Decision, r.RemindAt = s, &d, time.Time{}
	r.Version++
	return r
}

// Remind records that the deciders are reminded. It returns ErrNotDue if no reminder is due, and AccessDecided.
func (r AccessRequest) Remind(terms AccessTerms, now time.Time) (AccessRequest, error) {
	if _, err := r.following(RemindDeciders); err != nil {
		return r, err
	}
	if r.RemindAt.IsZero() || now.Before(r.RemindAt) || !now.Before(r.ExpiresAt) {
		return r, ErrNotDue
	}
	r.Version++
	return r.remindedNext(terms, now), nil
}

// Expire ends the access request at its deadline, or at once if its account is closed. It returns ErrNotDue before, and
// AccessDecided.
func (r AccessRequest) Expire(closed bool, now time.Time) (AccessRequest, error) {
	next, err := r.following(ExpireAccess)
	if err != nil {
		return r, err
	}
	if !closed && now.Before(r.ExpiresAt) {
		return r, ErrNotDue
	}
	return r.end(next, AccessDecision{At: now, By: System}), nil
}

// AsOf returns the access request as it stands at that time: expired if its deadline has passed, whether or not the schedule has recorded
// that.
func (r AccessRequest) AsOf(now time.Time) AccessRequest {
	if expired, err := r.Expire(false, now); err == nil {
		expired.Version = r.Version
		expired.Decision.At = r.ExpiresAt
		return expired
	}
	return r
}

// AccessDecided says that the access request has ended, and how, when and by whom.
type AccessDecided struct {
	State    AccessState
	Decision AccessDecision
}

// Error includes the final state.
func (e *AccessDecided) Error() string { return "access request already decided: " + string(e.State) }

// PendingAccess is a pending access request as lists of what waits have it. None of it changes while it is pending.
type PendingAccess struct {
	ID        ID
	AccountID ID
	By        Email
	Asked     Grant
	ListedAt  time.Time
	ExpiresAt time.Time
}

// Pending returns what lists have of the access request while it is pending.
func (r AccessRequest) Pending() PendingAccess {
	return PendingAccess{r.ID, r.AccountID, r.By, r.Asked, r.ListedAt, r.ExpiresAt}
}

// WaitsFor reports whether the access request waits for the member at that time, who is not its requester; at has the lineages of
// the Virtual Accounts that it names.
func (p PendingAccess) WaitsFor(m Membership, at map[ID]Lineage, now time.Time) bool {
	return now.Before(p.ExpiresAt) && p.AccountID == m.AccountID && p.By != m.Person && m.MayDecide(p.Asked, at)
}

// MayDecide reports whether the member may decide an access request that asks for the grant, as a whole, or may give it; at has the
// lineages of its Virtual Accounts.
func (m Membership) MayDecide(g Grant, at map[ID]Lineage) bool {
	if m.May(DecideAccessRequests) {
		return true
	}
	return g.Role == "" && len(g.VirtualRoles) > 0 && !slices.ContainsFunc(g.VirtualRoles, func(v VirtualRole) bool {
		l := at[v.VirtualAccount]
		return len(l) == 0 || !m.MayAt(DecideAccessRequests, l) || !m.MayGiveAt(v, l)
	})
}

// MayAskAbout reports whether the person may ask for access to the account with that identifier: with a role in any account about
// every account, else about that of their address's domain or of a parent of it, down to the registrable domain. At a
// shared mail domain people are strangers to each other, so it counts for nothing.
func (p Person) MayAskAbout(d Domain, hasRole bool) bool {
	return hasRole || p.IsAt(d)
}

// IsAt reports whether the person's address is at the domain or below it, and strangers do not share it.
func (p Person) IsAt(d Domain) bool { return slices.Contains(p.OwnDomains(), d) }

// OwnDomains returns the domain of the person's address and its parents down to the registrable domain, the nearest first; none if
// strangers share it.
func (p Person) OwnDomains() []Domain {
	host := p.Email.Host()
	if IsSharedMailDomain(host) {
		return nil
	}
	return append([]Domain{Domain(host)}, Domain(host).Parents()...)
}

// Limits of how often one person may ask about one account.
const (
	AskAgainAfter = 7 * 24 * time.Hour // a decline
	MaxAsks       = 3                  // in AsksWindow
	AsksWindow    = 90 * 24 * time.Hour
)

// Asks is what counts of the access requests of one person about one account. Its changes are conditional on its version.
type Asks struct {
	AccountID  ID
	By         Email
	Version    int
	Open       ID          // the pending one; empty: none
	At         []time.Time // within AsksWindow, oldest first
	DeclinedAt time.Time   // the last one that was declined; zero: none
}

// Ask returns the asks with one more that is open. It returns ErrAlreadyAsked if one is open, and TooMany within AskAgainAfter of a
// decline and after MaxAsks in AsksWindow.
func (a Asks) Ask(id ID, now time.Time) (Asks, error) {
	if a.Open != "" {
		return a, ErrAlreadyAsked
	}
	if until := a.DeclinedAt.Add(AskAgainAfter); !a.DeclinedAt.IsZero() && now.Before(until) {
		return a, &TooMany{until}
	}
	counted := slices.DeleteFunc(slices.Clone(a.At), func(at time.Time) bool { return !now.Before(at.Add(AsksWindow)) })
	if len(counted) >= MaxAsks {
		return a, &TooMany{counted[len(counted)-MaxAsks].Add(AsksWindow)}
	}
	a.Open, a.At = id, append(counted, now)
	a.Version++
	return a, nil
}

// Ended returns the asks after the access request has ended.
func (a Asks) Ended(r AccessRequest) Asks {
	if a.Open == r.ID {
		a.Open = ""
	}
	if r.State == AccessDeclined {
		a.DeclinedAt = r.Decision.At
	}
	a.Version++
	return a
}
