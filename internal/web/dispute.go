package web

import (
	"errors"
	"fmt"
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
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
		return c.json(http.StatusOK, s.showDispute(c, opened))
	}
	return c.json(http.StatusCreated, s.showDispute(c, opened))
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
	return writeDispute(c, s.disputes, dispute, s.showDispute(c, dispute))
}

// writeDispute writes the dispute, for operators with both parties.
func writeDispute(c *call, disputes workflow.Disputes, d account.Dispute, shown disputeJSON) error {
	if c.person.Operator {
		known, err := disputes.Case(c.r.Context(), c.person, d)
		if err != nil {
			return err
		}
		shown.Case = showCase(known, c.person)
	}
	return c.json(http.StatusOK, shown)
}

// showDispute returns the dispute for its reader, with the record by which they can prove control of the domain.
func (s submitting) showDispute(c *call, d account.Dispute) disputeJSON {
	shown := showDispute(d)
	if proof := s.disputes.Proof(d, c.person); proof != nil {
		shown.Proof = &proofJSON{proof.Name, proof.Value}
	}
	return shown
}

// proveDispute is POST /v1/disputes/{id}/proof. It looks up the proof in the DNS.
func (s submitting) proveDispute(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	if err := readNothing(c.r); err != nil {
		return err
	}
	after, err := s.lookForProof(c, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, s.showDispute(c, after))
}

// lookForProof is Disputes.Prove but returns errNotProved if the record is not found.
func (s submitting) lookForProof(c *call, id account.ID) (account.Dispute, error) {
	after, found, err := s.disputes.Prove(c.r.Context(), c.person, id)
	switch {
	case errors.Is(err, workflow.ErrNoAnswer):
		return after, fmt.Errorf("%w: %w", errNotProved, err)
	case err == nil && !found:
		return after, errNotProved
	default:
		return after, err
	}
}

// disputePage is GET /disputes. It redirects a disputer to the dispute that they already have open.
func (s submitting) disputePage(c *call) error {
	q := readPageQuery(c.r)
	shown := page.DisputeForm{Domain: q.text("domain")}
	stake, err := s.stakeIn(c, shown.Domain)
	if err != nil {
		return err
	}
	if stake.Dispute != nil {
		return c.seeOther(oneDisputePath(stake.Dispute.ID))
	}
	return c.html(http.StatusOK, page.DisputePage(c.reader(), shown))
}

// oneDisputePage is GET /disputes/{id}, where the disputer follows a dispute and operators settle it.
func (s submitting) oneDisputePage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return showOneDispute(c, s.disputes, http.StatusOK, id, page.OneDispute{Done: readPageQuery(c.r).text("done")})
}

// showOneDispute writes the page of a dispute with what its reader may know. The function that settles disputes uses it
// too, when a settlement is refused.
func showOneDispute(c *call, disputes workflow.Disputes, status int, id account.ID, shown page.OneDispute) error {
	dispute, err := disputes.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	shown.Dispute, shown.Proof = dispute, disputes.Proof(dispute, c.person)
	shown.Own = c.person.Email.SameMailbox(dispute.By)
	if c.person.Operator {
		known, err := disputes.Case(c.r.Context(), c.person, dispute)
		if err != nil {
			return err
		}
		shown.Case = &known
	}
	return c.html(status, page.OneDisputePage(c.reader(), shown))
}

func oneDisputePath(id account.ID) string { return "/disputes/" + string(id) }

// takeProofForm is POST /disputes/{id}. It looks up the disputer's proof in the DNS.
func (s submitting) takeProofForm(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	if _, err := readForm(c.r); err != nil {
		return err
	}
	_, err = s.lookForProof(c, id)
	if err == nil || as[*account.AlreadySettled](err) {
		return c.seeOther(oneDisputePath(id)) // the page says why
	}
	shown := page.OneDispute{TooManyUntil: tooManyUntil(err), Busy: errors.Is(err, retry.ErrBusy), NoAnswer: errors.Is(err, workflow.ErrNoAnswer)}
	shown.NotFound = errors.Is(err, errNotProved) && !shown.NoAnswer
	if shown.TooManyUntil.IsZero() && !shown.Busy && !errors.Is(err, errNotProved) {
		return err
	}
	return showOneDispute(c, s.disputes, c.recordProblem(err).status, id, shown)
}

// stakeIn returns the caller's stake in the account that holds the identifier.
func (s submitting) stakeIn(c *call, typedDomain string) (workflow.Stake, error) {
	domain, err := account.ReadHeldDomain(typedDomain)
	if err != nil {
		return workflow.Stake{}, nil //nolint:nilerr // no account can hold it
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
		return c.seeOther(oneDisputePath(opened.ID) + "?done=" + done)
	}
	typed.Errors, typed.TooManyUntil, typed.Busy = errorsOf(err), tooManyUntil(err), errors.Is(err, retry.ErrBusy)
	if typed.Errors == nil && typed.TooManyUntil.IsZero() && !typed.Busy {
		return err
	}
	return c.html(c.recordProblem(err).status, page.DisputePage(c.reader(), typed))
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
	return writeDispute(c, v.disputes, settled, showDispute(settled))
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
