package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// reviewsPage is GET /reviews: what operators have to do.
func (v reviewing) reviewsPage(c *call) error {
	q := readPageQuery(c.r)
	if q.text("status") == workflow.SettledDisputes {
		return v.settledPage(c, q.text(cursorOfDisputes))
	}
	return v.showReviews(c, http.StatusOK, page.Reviews{Done: q.text("done")})
}

// Names of the lists' cursors in the page's address.
const (
	cursorOfRequests   = "requests"
	cursorOfDisputes   = "disputes"
	cursorOfSuppressed = "addresses"
	cursorOfReported   = "reports"
	cursorOfRenames    = "renames"
	cursorOfClosed     = "closed"
)

func (v reviewing) showReviews(c *call, status int, shown page.Reviews) error {
	q := readPageQuery(c.r)
	requests, err := v.queue(c, 0, q.text(cursorOfRequests))
	if err != nil {
		return err
	}
	disputes, err := v.disputes.List(c.r.Context(), c.person, workflow.OpenDisputes, 0, q.text(cursorOfDisputes))
	if err != nil {
		return err
	}
	suppressed, err := v.suppressions.List(c.r.Context(), c.person, 0, q.text(cursorOfSuppressed))
	if err != nil {
		return err
	}
	reported, err := v.suppressions.Reported(c.r.Context(), c.person, 0, q.text(cursorOfReported))
	if err != nil {
		return err
	}
	renames, err := v.renames.List(c.r.Context(), c.person, 0, q.text(cursorOfRenames))
	if err != nil {
		return err
	}
	closed, err := v.closed.List(c.r.Context(), c.person, 0, q.text(cursorOfClosed))
	if err != nil {
		return err
	}
	shown.Renames, shown.RenamesURL = renames.Items, nextURL(cursorOfRenames, renames.Next)
	shown.Closed, shown.ClosedURL = closed.Items, nextURL(cursorOfClosed, closed.Next)
	shown.Reported, shown.ReportedURL = reported.Items, nextURL(cursorOfReported, reported.Next)
	shown.Requests, shown.RequestsURL = requests.Items, nextURL(cursorOfRequests, requests.Next)
	shown.Disputes, shown.DisputesURL = disputes.Items, nextURL(cursorOfDisputes, disputes.Next)
	shown.Suppressed, shown.SuppressURL = suppressed.Items, nextURL(cursorOfSuppressed, suppressed.Next)
	return c.html(status, page.ReviewsPage(c.reader(), shown))
}

// settledPage writes the list of settled disputes.
func (v reviewing) settledPage(c *call, cursor string) error {
	settled, err := v.disputes.List(c.r.Context(), c.person, workflow.SettledDisputes, 0, cursor)
	if err != nil {
		return err
	}
	shown := page.SettledDisputes{Disputes: settled.Items}
	if settled.Next != "" {
		shown.NextURL = "/reviews?" + url.Values{"status": {workflow.SettledDisputes}, cursorOfDisputes: {settled.Next}}.Encode()
	}
	return c.html(http.StatusOK, page.SettledDisputesPage(c.reader(), shown))
}

// nextURL returns the address of the next page of a list; empty on the last page.
func nextURL(list, cursor string) string {
	if cursor == "" {
		return ""
	}
	return "/reviews?" + url.Values{list: {cursor}}.Encode()
}

// takeReviewForm is POST /reviews, by which an operator reviews a request, settles a dispute or lifts a suppression.
func (v reviewing) takeReviewForm(c *call) error {
	if !c.person.Operator {
		return account.ErrNotOperator
	}
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	switch action := values.Get("action"); action {
	case string(account.Accept), string(account.Reject):
		return v.takeVerdict(c, values, account.Action(action))
	case "settle":
		return v.takeRuling(c, values)
	case "lift":
		err := v.suppressions.Lift(c.r.Context(), c.person, values.Get("address"), nil)
		if err != nil && !errors.Is(err, account.ErrNotFound) { // another operator has lifted it
			return err
		}
		return c.seeOther("/reviews?done=lifted")
	default:
		return errMalformed
	}
}

func (v reviewing) takeVerdict(c *call, values url.Values, action account.Action) error {
	id, ok := account.ParseID(values.Get("request"))
	if !ok {
		return account.ErrNotFound
	}
	c.returnTo = requestPath(id)
	seen, reason := 0, values.Get("reason")
	if typed := values.Get("version"); typed != "" {
		var err error
		if seen, err = strconv.Atoi(typed); err != nil {
			return errMalformed
		}
	}
	_, err := v.review.Do(c.r.Context(), c.person, id, workflow.Verdict{Decision: string(action), Reason: reason, Version: seen})
	if err == nil {
		return c.seeOther("/reviews?done=" + map[account.Action]string{account.Accept: "accepted", account.Reject: "rejected"}[action])
	}
	shown := page.Tracking{Dialog: action, Reason: reason}
	if !shownOnTracking(err, &shown) {
		return err
	}
	p := c.recordProblem(err)
	tracked, readErr := v.track.One(c.r.Context(), c.person, id)
	if readErr != nil {
		return readErr
	}
	return c.html(p.status, page.TrackingPage(c.reader(), c.tracking(tracked, shown)))
}

func (v reviewing) takeRuling(c *call, values url.Values) error {
	id, ok := account.ParseID(values.Get("dispute"))
	if !ok {
		return account.ErrNotFound
	}
	c.returnTo = oneDisputePath(id)
	typed := page.DisputeRuling{
		Decision: values.Get("decision"), Reason: values.Get("reason"), Administrator: values.Get("administrator"),
		Confirmed: values.Get("confirmed") != "",
	}
	ruling := workflow.Ruling{Decision: typed.Decision, Reason: typed.Reason, Administrator: typed.Administrator}
	if outcome, _ := ruling.Decides(); (outcome == account.AccountTakenBack || outcome == account.RequestEnded) && !typed.Confirmed {
		ruling.Misread = account.Invalid("confirmed", account.FieldRequired, "confirm that the account is to be cancelled or the request ended")
	}
	_, err := v.disputes.Settle(c.r.Context(), c.person, id, ruling)
	if err == nil {
		return c.seeOther(oneDisputePath(id) + "?done=" + page.DisputeSettled)
	}
	typed.Errors = errorsOf(err)
	typed.Own, typed.TooLate = errors.Is(err, account.ErrOwnReview), as[*account.AlreadySettled](err)
	typed.Busy, typed.Ended = errors.Is(err, retry.ErrBusy), as[*account.AlreadyDecided](err)
	if typed.Errors == nil && !typed.Own && !typed.TooLate && !typed.Busy && !typed.Ended {
		return err
	}
	return showOneDispute(c, v.disputes, c.recordProblem(err).status, id, page.OneDispute{Ruling: typed})
}
