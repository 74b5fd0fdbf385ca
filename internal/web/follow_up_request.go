package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// withdrawRequest is POST /v1/account-requests/{id}/withdraw.
func (s submitting) withdrawRequest(c *call) error { return s.followUp(c, s.ownRequest.Withdraw) }

// resendRequest is POST /v1/account-requests/{id}/resend.
func (s submitting) resendRequest(c *call) error { return s.followUp(c, s.ownRequest.Resend) }

// proveRequest is POST /v1/account-requests/{id}/proof. It looks up the proof in the DNS.
func (s submitting) proveRequest(c *call) error { return s.followUp(c, s.prove) }

// prove is FollowUp.Prove but returns errNotProved if the record is not found.
func (s submitting) prove(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
	after, found, err := s.ownRequest.Prove(ctx, by, id)
	switch {
	case errors.Is(err, workflow.ErrNoAnswer):
		return after, fmt.Errorf("%w: %w", errNotProved, err)
	case err == nil && !found:
		return after, errNotProved
	default:
		return after, err
	}
}

// correctRequest is PUT /v1/account-requests/{id}/customer-emails.
func (s submitting) correctRequest(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	addresses := b.texts("customerEmails", account.MaxCustomerEmails)
	if _, _, err = s.ownRequest.Correct(c.r.Context(), c.person, id, addresses, b.misreadFields()); err != nil {
		return err
	}
	return s.showOne(c, id)
}

// followUp calls do with the id in the path, for an action without a body, and writes the request as it is then.
func (s submitting) followUp(c *call, do func(context.Context, account.Person, account.ID) (account.Request, error)) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	if err := readNothing(c.r); err != nil {
		return err
	}
	if _, err := do(c.r.Context(), c.person, id); err != nil {
		return err
	}
	return s.showOne(c, id)
}

func (s submitting) showOne(c *call, id account.ID) error {
	tracked, err := s.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, s.showTo(c.person)(tracked))
}

// proof returns the record that can replace the review of the reader's own request; nil if none can.
func (s submitting) proof(r account.Request, person account.Person) *workflow.Proof {
	if s.ownRequest.Records == nil || r.State != account.PendingReview || r.Requester != person.Email {
		return nil
	}
	proof := workflow.ProofOf(r)
	return &proof
}
