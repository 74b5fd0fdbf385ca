package web

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// The JSON of what members manage: accounts, members, Virtual Accounts and the log.

type overviewJSON struct {
	accountJSON
	ownJSON
	Administrators  *[]account.Email      `json:"administrators,omitempty"`
	MayDo           []account.Permission  `json:"mayDo"`
	VirtualAccounts *[]virtualAccountJSON `json:"virtualAccounts,omitempty"`
	WaitingName     *waitingNameJSON      `json:"waitingName,omitempty"`
}

// waitingNameJSON is a name that waits for an operator, as those see it who may rename the account.
type waitingNameJSON struct {
	Name        string        `json:"name"`
	RequestedBy account.Email `json:"requestedBy"`
	CreatedAt   timeJSON      `json:"createdAt"`
	Reason      string        `json:"reason"`
}

func showOverview(o administration.Overview) overviewJSON {
	shown := overviewJSON{
		accountJSON: showAccount(o.WithAccess), MayDo: each(o.MayDo, same),
		ownJSON: ownJSON{showMembership(o.Membership, o.Membership.VirtualRoles, 0, o.Names), showOwnRequest(o.Account, o.State)},
	}
	if o.Administrators != nil {
		shown.Administrators = &o.Administrators
	}
	if w := o.Waiting; w != nil {
		shown.WaitingName = &waitingNameJSON{w.Name, w.By, timeJSON(w.At), w.Reason}
	}
	if o.VirtualAccounts != nil {
		virtual := each(o.VirtualAccounts, showVirtualAccount)
		shown.VirtualAccounts = &virtual
	}
	return shown
}

type virtualAccountJSON struct {
	ID          account.ID         `json:"id"`
	Name        string             `json:"name"`
	ParentID    account.ID         `json:"parentId,omitempty"`
	Depth       int                `json:"depth"`
	Description string             `json:"description"`
	Visibility  account.Visibility `json:"visibility"`
	Default     bool               `json:"default"`
	Children    int                `json:"children"`
}

func showVirtualAccount(n administration.Node) virtualAccountJSON {
	v := n.VirtualAccount
	return virtualAccountJSON{v.ID, v.Name, v.ParentID, v.Depth, v.Description, v.Visibility, v.Default, v.Children}
}

type memberJSON struct {
	Email           account.Email      `json:"email"`
	State           string             `json:"state"`
	Role            account.Role       `json:"role,omitempty"`
	VirtualAccounts *[]virtualRoleJSON `json:"virtualAccounts,omitempty"`
	Since           timeJSON           `json:"since"`
	EndsAt          *timeJSON          `json:"endsAt,omitempty"`
	AddedBy         account.Actor      `json:"addedBy,omitempty"` // absent for the approver and for members from older releases
}

type virtualRoleJSON struct {
	ID         account.ID   `json:"id"`
	Name       string       `json:"name"`
	Role       account.Role `json:"role"`
	WithNested bool         `json:"withNested"`
}

// The states of a member.
const (
	memberInvited = "invited" // has not signed in yet
	memberActive  = "active"
)

func showMember(m administration.Member) memberJSON {
	shown := memberJSON{Email: m.Person, State: memberActive, Role: m.Role, Since: timeJSON(m.Since), AddedBy: m.AddedBy}
	if m.Invited() {
		shown.State = memberInvited
	}
	if m.Role == "" {
		shown.VirtualAccounts = showVirtualRoles(m.VirtualRoles, m.Names)
	}
	if at := timeJSON(m.EndsAt); !m.EndsAt.IsZero() {
		shown.EndsAt = &at
	}
	return shown
}

type resultsJSON struct {
	Results []rowResultJSON `json:"results"`
}

type rowResultJSON struct {
	Email   string                    `json:"email"`
	Outcome administration.RowOutcome `json:"outcome"`
	Errors  []fieldJSON               `json:"errors,omitempty"`
	Problem string                    `json:"problem,omitempty"` // the word of the problem, if the row is refused for another reason
}

func showRowResult(r administration.RowResult) rowResultJSON {
	shown := rowResultJSON{Email: r.Email, Outcome: r.Outcome, Errors: each(r.Fields, func(f account.FieldError) fieldJSON {
		return fieldJSON(f)
	})}
	if r.Err != nil {
		shown.Problem = problemOf(r.Err).slug
	}
	return shown
}

type logEntryJSON struct {
	At     timeJSON          `json:"at"`
	Kind   account.LogKind   `json:"kind"`
	Actor  account.Actor     `json:"actor"`
	Detail map[string]string `json:"detail"`
	Before map[string]string `json:"before,omitempty"`
	After  map[string]string `json:"after,omitempty"`
}

func showLogEntry(e account.LogEntry) logEntryJSON {
	detail := e.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	return logEntryJSON{timeJSON(e.At), e.Kind, e.Actor, detail, e.Before, e.After}
}

func showVirtualRoles(roles []account.VirtualRole, names map[account.ID]string) *[]virtualRoleJSON {
	shown := each(roles, func(v account.VirtualRole) virtualRoleJSON {
		return virtualRoleJSON{v.VirtualAccount, names[v.VirtualAccount], v.Role, v.WithNested}
	})
	return &shown
}
