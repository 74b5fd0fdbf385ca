package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/workflow"
)

// reviewing has the use cases of the review-request function's routes.
type reviewing struct {
	review       workflow.Review
	track        workflow.Track
	disputes     workflow.Disputes
	suppressions workflow.Suppressions
	renames      administration.Renames
	closed       administration.ClosedAccounts
}

// Accounts has the use cases by which operators decide about accounts.
type Accounts struct {
	Renames administration.Renames
	Closed  administration.ClosedAccounts
}

// ReviewRequest returns the handler of the review-request function. Its routes are for operators only, except those of the
// inbox.
func ReviewRequest(site Site, review workflow.Review, track workflow.Track, disputes workflow.Disputes, suppressions workflow.Suppressions, accounts Accounts) http.Handler {
	v := reviewing{review, track, disputes, suppressions, accounts.Renames, accounts.Closed}
	return site.mux(ReviewRequestFunction, map[string]handler{
		"GET /inbox":                            inboxPage,
		"GET /v1/inbox":                         listInbox,
		"GET /reviews":                          v.reviewsPage,
		"POST /reviews":                         v.takeReviewForm,
		"GET /v1/reviews":                       v.listReviews,
		"POST /v1/account-requests/{id}/review": v.reviewRequest,
		"GET /v1/disputes":                      v.listDisputes,
		"POST /v1/disputes/{id}/settle":         v.settleDispute,
		"GET /v1/suppressed-addresses":          v.listSuppressed,
		"GET /renames/{id}":                     v.renamePage,
		"POST /renames/{id}":                    v.takeRenameForm,
		"GET /closed-accounts/{id}":             v.closedPage,
		"POST /closed-accounts/{id}":            v.takeReopenForm,
		"GET /v1/renames":                       v.listRenames,
		"GET /v1/renames/{id}":                  v.getRename,
		"POST /v1/renames/{id}/settle":          v.settleRename,
		"GET /v1/closed-accounts":               v.listClosed,
		"POST /v1/accounts/{id}/reopen":         v.reopenAccount,
		"GET /v1/reported-addresses":            v.listReported,
		"POST /v1/suppressed-addresses/lift":    v.liftSuppression,
	})
}

// listReviews is GET /v1/reviews: requests to review, newest first.
func (v reviewing) listReviews(c *call) error {
	show := func(t workflow.Tracked) requestJSON { return showToOperator(t, c.person) }
	return listPage(c, show, func(limit int, cursor string) (paging.Page[workflow.Tracked], error) {
		return v.queue(c, limit, cursor)
	})
}

func (v reviewing) queue(c *call, limit int, cursor string) (paging.Page[workflow.Tracked], error) {
	if !c.person.Operator {
		return paging.Page[workflow.Tracked]{}, account.ErrNotOperator
	}
	return v.track.List(c.r.Context(), c.person, string(account.PendingReview), limit, cursor)
}

// reviewRequest is POST /v1/account-requests/{id}/review.
func (v reviewing) reviewRequest(c *call) error {
	if !c.person.Operator {
		return account.ErrNotOperator
	}
	id, err := c.pathID()
	if err != nil {
		return err
	}
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	verdict := workflow.Verdict{Decision: b.text("decision"), Reason: b.text("reason"), Version: b.number("version")}
	verdict.Misread = b.misreadFields()
	if _, err := v.review.Do(c.r.Context(), c.person, id, verdict); err != nil {
		return err
	}
	tracked, err := v.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showToOperator(tracked, c.person))
}
