package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// trackingPage is GET /account-requests/{id}, where requester and operators follow a request.
func (s submitting) trackingPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	q := readPageQuery(c.r)
	return s.showTracking(c, http.StatusOK, id, page.Tracking{
		Done: account.Action(q.text("done")), Dialog: account.Action(q.text("dialog")),
	})
}

// showTracking reads the request and writes its page, with what was typed.
func (s submitting) showTracking(c *call, status int, id account.ID, shown page.Tracking) error {
	tracked, err := s.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	shown.Proof = s.proof(tracked.Request, c.person)
	return c.html(status, page.TrackingPage(c.reader(), c.tracking(tracked, shown)))
}

// tracking adds the request, and what its reader can do, to the page.
func (c *call) tracking(t workflow.Tracked, shown page.Tracking) page.Tracking {
	shown.Tracked = t
	shown.URL = c.site.PublicURL + requestPath(t.Request.ID)
	shown.Mine = t.Request.Requester == c.person.Email
	shown.Reviewer = c.person.Operator && t.Request.State == account.PendingReview && !shown.Mine
	return shown
}

func requestPath(id account.ID) string { return "/account-requests/" + string(id) }

// followUps returns the actions of the tracking page's forms. They return account.ErrUnchanged if there is nothing to do.
func (s submitting) followUps(typed string) map[account.Action]func(context.Context, account.Person, account.ID) (account.Request, error) {
	return map[account.Action]func(context.Context, account.Person, account.ID) (account.Request, error){
		account.Withdraw: s.ownRequest.Withdraw,
		account.Resend:   s.ownRequest.Resend,
		account.Prove:    s.prove,
		account.Correct: func(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
			after, changed, err := s.ownRequest.Correct(ctx, by, id, account.SplitAddresses(typed), nil)
			if err == nil && !changed {
				err = account.ErrUnchanged
			}
			return after, err
		},
	}
}

// takeFollowUpForm is POST /account-requests/{id}, for the requester's forms.
func (s submitting) takeFollowUpForm(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	action, typed := account.Action(values.Get("action")), values.Get("customerEmails")
	do, known := s.followUps(typed)[action]
	if !known {
		return errMalformed
	}
	_, err = do(c.r.Context(), c.person, id)
	done := action
	if errors.Is(err, account.ErrUnchanged) {
		done, err = page.CorrectNothing, nil
	}
	if err == nil {
		return c.seeOther(requestPath(id) + "?" + url.Values{"done": {string(done)}}.Encode())
	}
	return s.showRefusedFollowUp(c, id, err, page.Tracking{Dialog: action, CustomerEmails: strings.TrimSpace(typed)})
}

// showRefusedFollowUp shows the page with what was typed and why the form was refused.
func (s submitting) showRefusedFollowUp(c *call, id account.ID, refused error, shown page.Tracking) error {
	if !shownOnTracking(refused, &shown) {
		return refused
	}
	return s.showTracking(c, c.recordProblem(refused).status, id, shown)
}

// shownOnTracking adds an error to the tracking page and reports whether the page can show it.
func shownOnTracking(refused error, shown *page.Tracking) bool {
	shown.Errors = errorsOf(refused)
	shown.TooManyUntil = tooManyUntil(refused)
	shown.TooLate = as[*account.AlreadyDecided](refused) || as[*account.NotAllowed](refused)
	shown.NoAnswer = errors.Is(refused, workflow.ErrNoAnswer)
	shown.NotFound = errors.Is(refused, errNotProved) && !shown.NoAnswer
	shown.Own = errors.Is(refused, account.ErrOwnReview)
	shown.Changed = errors.Is(refused, account.ErrChanged)
	shown.Busy = errors.Is(refused, retry.ErrBusy)
	return shown.Errors != nil || !shown.TooManyUntil.IsZero() || shown.TooLate || errors.Is(refused, errNotProved) || shown.Own || shown.Changed || shown.Busy
}
