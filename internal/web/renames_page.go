package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
)

// renamePage is GET /renames/{id}, where operators decide about a name that waits.
func (v reviewing) renamePage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return v.showRename(c, http.StatusOK, id, page.OneRename{})
}

func (v reviewing) showRename(c *call, status int, id account.ID, shown page.OneRename) (err error) {
	if shown.Rename, err = v.renames.One(c.r.Context(), c.person, id); err != nil {
		return err
	}
	return c.html(status, page.RenamePage(c.reader(), shown))
}

// takeRenameForm is POST /renames/{id}.
func (v reviewing) takeRenameForm(c *call) error {
	id, values, err := c.operatorsForm()
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(values.Get("version"))
	if err != nil {
		return errMalformed
	}
	decision := values.Get("decision")
	_, err = v.renames.Settle(c.r.Context(), c.person, id, administration.RenameRuling{
		Decision: decision, Reason: values.Get("reason"), Version: version, Similar: values["similar"],
	})
	if err == nil {
		done := page.DoneRenameRejected
		if decision == string(account.Accept) {
			done = page.DoneRenameAccepted
		}
		return c.seeOther("/reviews?done=" + done)
	}
	shown := page.OneRename{Reason: values.Get("reason"), Refusal: operatorsRefusal(page.SettleRename, err)}
	if shown.Refusal.Form == "" {
		return err
	}
	status := c.recordProblem(err).status
	if err = v.showRename(c, status, id, shown); errors.Is(err, account.ErrNotFound) {
		return v.showReviews(c, status, page.Reviews{Refusal: page.FormRefusal{Form: page.SettleRename, Why: page.RefusedGone}})
	}
	return err
}

// operatorsForm reads a form of an operator about the account in the path.
func (c *call) operatorsForm() (id account.ID, values url.Values, err error) {
	if !c.person.Operator {
		return "", nil, account.ErrNotOperator
	}
	if id, err = c.pathID(); err != nil {
		return "", nil, err
	}
	values, err = readForm(c.r)
	return id, values, err
}

// operatorsRefusal returns why a form was refused, if its page can show it; else the zero FormRefusal.
func operatorsRefusal(form account.Action, err error) page.FormRefusal {
	refusal := page.FormRefusal{Form: form, Errors: errorsOf(err), Busy: errors.Is(err, retry.ErrBusy)}
	switch {
	case errors.Is(err, account.ErrChanged):
		refusal.Why = page.RefusedChanged
	case errors.Is(err, account.ErrOwnReview):
		refusal.Why = page.RefusedOwn
	case refusal.Errors == nil && !refusal.Busy:
		return page.FormRefusal{}
	}
	return refusal
}

// closedPage is GET /closed-accounts/{id}, where operators reopen an account.
func (v reviewing) closedPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return v.showClosedAccount(c, http.StatusOK, id, page.OneClosed{})
}

func (v reviewing) showClosedAccount(c *call, status int, id account.ID, shown page.OneClosed) (err error) {
	if shown.ClosedAccount, err = v.closed.One(c.r.Context(), c.person, id); err != nil {
		return err
	}
	return c.html(status, page.ClosedPage(c.reader(), shown))
}

// takeReopenForm is POST /closed-accounts/{id}.
func (v reviewing) takeReopenForm(c *call) error {
	id, values, err := c.operatorsForm()
	if err != nil {
		return err
	}
	reason := values.Get("reason")
	if _, err = v.closed.Reopen(c.r.Context(), c.person, id, reason, nil); err == nil {
		return c.seeOther("/reviews?done=" + page.DoneReopened)
	}
	if errors.Is(err, account.ErrNotClosed) {
		return v.showReviews(c, c.recordProblem(err).status, page.Reviews{Refusal: page.FormRefusal{Form: page.ReopenAccount, Why: page.RefusedNotClosed}})
	}
	shown := page.OneClosed{Reason: reason, Refusal: operatorsRefusal(page.ReopenAccount, err)}
	if shown.Refusal.Form == "" {
		return err
	}
	return v.showClosedAccount(c, c.recordProblem(err).status, id, shown)
}
