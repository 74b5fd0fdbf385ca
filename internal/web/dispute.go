package web

import (
	"errors"
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// createDispute is POST /v1/disputes.
func (s submitting) createDispute(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	domain, note := b.text("accountDomain"), b.text("note")
	opened, already, err := s.disputes.Open(c.r.Context(), c.person, domain, note, b.misreadFields())
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", "/v1/disputes/"+string(opened.ID))
	if already {
		return c.json(http.StatusOK, showDispute(opened))
	}
	return c.json(http.StatusCreated, showDispute(opened))
}

// getDispute is GET /v1/disputes/{id}.
func (s submitting) getDispute(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	dispute, err := s.disputes.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showDispute(dispute))
}

// disputePage is GET /disputes.
func (s submitting) disputePage(c *call) error {
	q := readPageQuery(c.r)
	shown := page.DisputeForm{Domain: q.text("domain")}
	stake, err := s.stakeIn(c, shown.Domain)
	if err != nil {
		return err
	}
	shown.Open = stake.Dispute
	return c.html(http.StatusOK, page.DisputePage(c.reader(), shown))
}

// oneDisputePage is GET /disputes/{id}: who opened it follows it there, and operators settle it.
func (s submitting) oneDisputePage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	dispute, err := s.disputes.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.html(http.StatusOK, page.OneDisputePage(c.reader(), page.OneDispute{
		Dispute: dispute, Done: readPageQuery(c.r).text("done"), Settles: c.person.Operator && !c.person.Email.SameMailbox(dispute.By),
	}))
}

// stakeIn answers what the caller has to do themselves with the account that holds the identifier.
func (s submitting) stakeIn(c *call, typedDomain string) (workflow.Stake, error) {
	domain, err := account.ReadHeldDomain(typedDomain)
	if err != nil {
		return workflow.Stake{}, nil //nolint:nilerr // nobody holds it
	}
	return s.disputes.Stake(c.r.Context(), c.person, domain)
}

// takeDisputeForm is POST /disputes.
func (s submitting) takeDisputeForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	typed := page.DisputeForm{Domain: values.Get("accountDomain"), Note: values.Get("note")}
	opened, already, err := s.disputes.Open(c.r.Context(), c.person, typed.Domain, typed.Note, nil)
	if err == nil {
		done := page.DisputeSent
		if already {
			done = page.DisputeOpenAlready
		}
		return c.seeOther("/disputes/" + string(opened.ID) + "?done=" + done)
	}
	typed.Errors, typed.TooManyUntil, typed.Busy = errorsOf(err), tooManyUntil(err), errors.Is(err, workflow.ErrBusy)
	if typed.Errors == nil && typed.TooManyUntil.IsZero() && !typed.Busy {
		return err
	}
	return c.html(c.note(err).status, page.DisputePage(c.reader(), typed))
}

// settleDispute is POST /v1/disputes/{id}/settle.
func (v reviewing) settleDispute(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	ruling := workflow.Ruling{Decision: b.text("decision"), Reason: b.text("reason"), Administrator: b.text("administrator")}
	ruling.Misread = b.misreadFields()
	settled, err := v.disputes.Settle(c.r.Context(), c.person, id, ruling)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showDispute(settled))
}

// listDisputes is GET /v1/disputes.
func (v reviewing) listDisputes(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	status, limit, cursor := q.text("status"), q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	found, err := v.disputes.List(c.r.Context(), c.person, status, limit, cursor)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, showDispute))
}
