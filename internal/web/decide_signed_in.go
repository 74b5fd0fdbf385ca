package web

import (
	"net/http"
	"net/url"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// decisionOf reads a decision from a body, without what proves the nominee.
func (c *call) decisionOf(b *body) workflow.Decision {
	return workflow.Decision{
		Action:     b.text("action"),
		Reason:     b.text("reason"),
		ForwardTo:  b.text("forwardTo"),
		Note:       b.text("note"),
		Authorized: b.boolean("authorized"),
		Visibility: b.text("visibility"),
		Language:   c.chosenLanguage(),
	}
}

// decideSignedIn is POST /v1/account-requests/{id}/decision.
func (a acting) decideSignedIn(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	wanted := c.decisionOf(b)
	wanted.RequestID, wanted.Misread = id, b.misreadFields()
	viewed, err := a.decide.Do(c.r.Context(), wanted, c.person.Email)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showView(viewed))
}

// decisionPage is GET /account-requests/{id}/decision, where a nominee who is signed in decides without the mail.
func (a acting) decisionPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	q := readPageQuery(c.r)
	return a.showSignedIn(c, http.StatusOK, id, page.PendingRequest{Dialog: dialog(q.text("dialog"))})
}

// showSignedIn reads the request and writes the page, with what was typed.
func (a acting) showSignedIn(c *call, status int, id account.ID, shown page.PendingRequest) error {
	var err error
	if shown.Viewed, err = a.view.SignedIn(c.r.Context(), id, c.person.Email); err != nil {
		return err
	}
	shown.ByLogin = true
	return a.writePendingRequest(c, status, shown)
}

// takeSignedInDecisionForm is POST /account-requests/{id}/decision.
func (a acting) takeSignedInDecisionForm(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	action := account.Action(values.Get("action"))
	wanted := decisionTyped(c, values)
	wanted.RequestID = id
	after, err := a.decide.Do(c.r.Context(), wanted, c.person.Email)
	if err == nil && action == account.Forward {
		shown := page.NoticeForwarded
		shown.Person = string(after.Request.ForwardedTo(after.Nominee))
		return c.html(http.StatusOK, page.NoticePage(c.reader(), shown))
	}
	if err == nil {
		return c.seeOther("/account-requests/" + url.PathEscape(string(id)) + "/decision")
	}
	return a.showRefused(c, err, refusedDecision(wanted, err), func(status int, shown page.PendingRequest) error {
		return a.showSignedIn(c, status, id, shown)
	})
}
