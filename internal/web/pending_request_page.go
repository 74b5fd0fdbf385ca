package web

import (
	"errors"
	"net/http"
	"net/url"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// pendingRequestPage is GET /pending-requests, the address of the mailed link. It never changes anything.
func (a acting) pendingRequestPage(c *call) error {
	q := readPageQuery(c.r)
	switch q.text("done") {
	case doneForwarded:
		return a.showForwarded(c, q.text("token"))
	case doneClosed:
		return c.html(http.StatusOK, page.NoticePage(c.reader(), page.NoticeClosed))
	}
	shown := page.PendingRequest{Token: q.text("token"), Dialog: dialog(q.text("dialog")), CodeSent: q.text("code") == codeSent}
	return a.showPendingRequest(c, http.StatusOK, shown)
}

// Parameters of the page's address, besides the token.
const (
	doneForwarded = "forwarded"
	doneClosed    = "closed"
	codeSent      = "sent"
)

// dialog returns the dialog of that name; empty if there is none.
func dialog(name string) account.Action {
	switch a := account.Action(name); a {
	case account.Approve, account.Decline, account.Forward:
		return a
	default:
		return ""
	}
}

// showPendingRequest reads the link's request and writes the page, with what was typed.
func (a acting) showPendingRequest(c *call, status int, shown page.PendingRequest) error {
	var err error
	if shown.Viewed, err = a.view.Do(c.r.Context(), shown.Token); err != nil {
		return err
	}
	shown.ByLogin = c.signedIn && c.person.Email == shown.Viewed.Nominee.Email
	return a.writePendingRequest(c, status, shown)
}

// writePendingRequest writes the page, in the language of the request unless the reader chose one.
func (a acting) writePendingRequest(c *call, status int, shown page.PendingRequest) error {
	reader := c.reader()
	if c.chosenLanguage() == "" {
		reader.Language = shown.Viewed.Request.Language
	}
	return c.html(status, page.PendingRequestPage(reader, shown))
}

// showForwarded writes to whom the reader forwarded the request, which the invalid link says.
func (a acting) showForwarded(c *call, token string) error {
	shown := page.NoticeForwarded
	_, err := a.view.Do(c.r.Context(), token)
	var dead *account.LinkDead
	if !errors.As(err, &dead) || dead.Why != account.LinkForwarded {
		return a.showPendingRequest(c, http.StatusOK, page.PendingRequest{Token: token})
	}
	shown.Person = string(dead.To)
	return c.html(http.StatusOK, page.NoticePage(c.reader(), shown))
}

// pendingRequestURL returns the address of the page.
func pendingRequestURL(token string, more url.Values) string {
	address := "/pending-requests?token=" + url.QueryEscape(token)
	if len(more) > 0 {
		address += "&" + more.Encode()
	}
	return address
}

// takeDecisionForm is POST /pending-requests. It mails a code or decides, or shows the page again with what was typed.
func (a acting) takeDecisionForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	token, action := values.Get("token"), values.Get("action")
	c.returnTo = pendingRequestURL(token, nil)
	if values.Get("step") == "code" {
		return a.mailCode(c, page.PendingRequest{
			Token: token, Dialog: dialog(action), Reason: values.Get("reason"), ForwardTo: values.Get("forwardTo"), Note: values.Get("note"),
			Visibility: values.Get("visibility"), Authorized: values.Get("authorized") == "yes",
		})
	}
	wanted := decisionTyped(c, values)
	wanted.Token, wanted.Code, wanted.Challenge = token, values.Get("code"), c.challenge(token)
	var signedIn account.Email
	if c.signedIn {
		signedIn = c.person.Email
	}
	if wanted.Misread, err = a.misreadCode(c, token, wanted.Code, signedIn); err != nil {
		return err
	}
	_, err = a.decide.Do(c.r.Context(), wanted, signedIn)
	if err == nil && account.Action(action) == account.Forward {
		return c.seeOther(pendingRequestURL(token, url.Values{"done": {doneForwarded}})) // the link is invalid now
	}
	if err == nil {
		return c.seeOther(pendingRequestURL(token, nil))
	}
	shown := refusedDecision(wanted, err)
	shown.CodeKept = (shown.Errors != nil || errors.Is(err, retry.ErrBusy)) && wanted.Misread == nil && wanted.Code != ""
	var wrong *account.CodeInvalid
	if errors.As(err, &wrong) {
		shown.TriesLeft = wrong.TriesLeft
	}
	if shown.BadCode {
		shown.Code = ""
	}
	return a.showRefusal(c, err, shown)
}

// decisionTyped reads a decision from a form, without what proves the nominee.
func decisionTyped(c *call, values url.Values) workflow.Decision {
	return workflow.Decision{
		Action: values.Get("action"), Reason: values.Get("reason"), ForwardTo: values.Get("forwardTo"), Note: values.Get("note"),
		Authorized: values.Get("authorized") == "yes", Visibility: values.Get("visibility"), Language: c.chosenLanguage(),
	}
}

// refusedDecision returns the page with what was typed and why it was refused.
func refusedDecision(typed workflow.Decision, refused error) page.PendingRequest {
	return page.PendingRequest{
		Token: typed.Token, Dialog: dialog(typed.Action), Code: typed.Code, Reason: typed.Reason, ForwardTo: typed.ForwardTo, Note: typed.Note,
		Visibility: typed.Visibility, Authorized: typed.Authorized,
		Errors: errorsOf(refused), BadCode: errors.Is(refused, account.ErrCodeInvalid), TooLate: as[*account.AlreadyDecided](refused),
	}
}

// misreadCode returns an InvalidInput about a code of the wrong form, so that the page shows it together with other errors.
// A nominee who is signed in needs no code.
func (a acting) misreadCode(c *call, token, typed string, signedIn account.Email) (misread, err error) {
	if _, readable := account.ReadCode(typed); readable {
		return nil, nil
	}
	viewed, err := a.view.Do(c.r.Context(), token)
	if err != nil || signedIn != "" && signedIn == viewed.Nominee.Email {
		return nil, err
	}
	return account.Fields(account.Invalid("code", account.FieldRequired, "the eight characters of the one-time code are required")), nil
}

// mailCode handles the page's button for a code. It shows again what was typed; if nothing was, it redirects, so that
// reloading the page sends no other code.
func (a acting) mailCode(c *call, typed page.PendingRequest) error {
	asked, err := a.sendCode.Do(c.r.Context(), typed.Token)
	c.setChallenge("/pending-requests", typed.Token, asked, err)
	if err != nil {
		return a.showRefusal(c, err, typed)
	}
	if typed.HoldsMore() {
		typed.CodeSent = true
		return a.showPendingRequest(c, http.StatusOK, typed)
	}
	more := url.Values{"code": {codeSent}}
	if typed.Dialog != "" {
		more.Set("dialog", string(typed.Dialog))
	}
	return c.seeOther(pendingRequestURL(typed.Token, more))
}

// whyNoCode returns why no code was mailed, for the page.
func whyNoCode(spent *workflow.CodesSpent) page.NoCode {
	return page.NoCode{TooManyUntil: spent.Until, SpentBy: spent.By, CodeUntil: spent.ExpiresAt, TriesWithIt: spent.TriesLeft}
}

// showRefusal shows on the page itself invalid input, a wrong code, a limit or a conflict, and how the request has ended
// since; it returns other errors.
func (a acting) showRefusal(c *call, refused error, shown page.PendingRequest) error {
	return a.showRefused(c, refused, shown, func(status int, shown page.PendingRequest) error {
		return a.showPendingRequest(c, status, shown)
	})
}

// showRefused is showRefusal on the page that show writes.
func (a acting) showRefused(c *call, refused error, shown page.PendingRequest, show func(status int, shown page.PendingRequest) error) error {
	shown.Busy, shown.TooManyUntil = errors.Is(refused, retry.ErrBusy), tooManyUntil(refused)
	var spent *workflow.CodesSpent
	if errors.As(refused, &spent) {
		shown.NoCode = whyNoCode(spent)
	}
	if shown.Errors == nil && !shown.BadCode && !shown.Busy && shown.TooManyUntil.IsZero() && problemOf(refused).status != http.StatusConflict {
		return refused
	}
	return show(c.recordProblem(refused).status, shown)
}
