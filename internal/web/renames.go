package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
)

// waitingRenameJSON is a name that waits for an operator.
type waitingRenameJSON struct {
	AccountID   account.ID           `json:"accountId"`
	Domain      account.Domain       `json:"domain"`
	Name        string               `json:"name"` // the present one
	NewName     string               `json:"newName"`
	Why         account.RenameReason `json:"why"`
	RequestedBy account.Email        `json:"requestedBy"`
	CreatedAt   timeJSON             `json:"createdAt"`
	Reason      string               `json:"reason"`
	Version     int                  `json:"version"`
}

// renameCaseJSON is one with what an operator needs to decide.
type renameCaseJSON struct {
	waitingRenameJSON
	Administrators []account.Email   `json:"administrators"`
	Similar        []similarNameJSON `json:"similar"`
	ApprovedName   string            `json:"approvedName,omitempty"`
}

type similarNameJSON struct {
	AccountID account.ID     `json:"accountId"`
	Name      string         `json:"name"`
	Domain    account.Domain `json:"domain"`
}

func showWaitingRename(a account.Administered) waitingRenameJSON {
	w := a.Waiting
	return waitingRenameJSON{a.ID, a.Domain, a.Name, w.Name, w.Why, w.By, timeJSON(w.At), w.Reason, w.Version}
}

func showRenameCase(n administration.Rename) renameCaseJSON {
	return renameCaseJSON{
		showWaitingRename(n.Administered), each(n.Administrators, same),
		each(n.Similar, func(l account.Likeness) similarNameJSON { return similarNameJSON{l.AccountID, l.Name, l.Domain} }), n.Approved.Name,
	}
}

// maxSimilarRead is more similar accounts than are ever shown.
const maxSimilarRead = 1000

// listRenames is GET /v1/renames: names that wait for an operator, the latest first.
func (v reviewing) listRenames(c *call) error {
	return listPage(c, showWaitingRename, func(limit int, cursor string) (paging.Page[account.Administered], error) {
		return v.renames.List(c.r.Context(), c.person, limit, cursor)
	})
}

// getRename is GET /v1/renames/{id}.
func (v reviewing) getRename(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	one, err := v.renames.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showRenameCase(one))
}

// settledAccountJSON is an account after an operator has decided about it.
type settledAccountJSON struct {
	ID     account.ID            `json:"id"`
	Name   string                `json:"name"`
	Domain account.Domain        `json:"domain"`
	Status account.AccountStatus `json:"status"`
}

func showSettled(a account.Administered) settledAccountJSON {
	return settledAccountJSON{a.ID, a.Name, a.Domain, a.Status}
}

// settleRename is POST /v1/renames/{id}/settle.
func (v reviewing) settleRename(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	ruling := administration.RenameRuling{
		Decision: b.text("decision"), Reason: b.text("reason"), Version: b.number("version"), Similar: b.texts("similar", maxSimilarRead),
	}
	ruling.Misread = b.misreadFields()
	settled, err := v.renames.Settle(c.r.Context(), c.person, id, ruling)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showSettled(settled))
}

type closedAccountJSON struct {
	settledAccountJSON
	ClosedAt timeJSON `json:"closedAt"`
	FreeAt   timeJSON `json:"freeAt"`
}

func showClosed(a account.Administered) closedAccountJSON {
	return closedAccountJSON{showSettled(a), timeJSON(a.ClosedAt), timeJSON(a.FreeAt())}
}

// listClosed is GET /v1/closed-accounts: accounts that an operator can reopen, the latest closed first.
func (v reviewing) listClosed(c *call) error {
	return listPage(c, showClosed, func(limit int, cursor string) (paging.Page[account.Administered], error) {
		return v.closed.List(c.r.Context(), c.person, limit, cursor)
	})
}

// reopenAccount is POST /v1/accounts/{id}/reopen.
func (v reviewing) reopenAccount(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	reason := b.text("reason")
	reopened, err := v.closed.Reopen(c.r.Context(), c.person, id, reason, b.misreadFields())
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showSettled(reopened))
}
