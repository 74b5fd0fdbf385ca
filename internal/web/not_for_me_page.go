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

// notForMePage is GET /not-for-me. It never changes anything.
func (a acting) notForMePage(c *call) error {
	q := readPageQuery(c.r)
	return a.showNotForMe(c, http.StatusOK, page.NotForMe{Token: q.text("token"), Done: q.text("done")})
}

func (a acting) showNotForMe(c *call, status int, shown page.NotForMe) error {
	var err error
	if shown.Reported, shown.Request, err = a.notForMe.View(c.r.Context(), shown.Token); err != nil {
		return err
	}
	reader := c.reader()
	if _, says := acceptedLanguage(c.r.Header.Get("Accept-Language")); !says && shown.Request.ID != "" {
		reader.Language = shown.Request.Language
	}
	return c.html(status, page.NotForMePage(reader, shown))
}

// takeNotForMeForm is POST /not-for-me. It stops the requester's mail to the address or undoes that; mails a code there; or,
// with the code, stops all mail to it or allows it again.
func (a acting) takeNotForMeForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	token, action := values.Get("token"), values.Get("action")
	shown := page.NotForMe{Token: token, Report: values.Get("report") == "yes"}
	switch action {
	case "stop", "undo":
		_, err = a.notForMe.Stop(c.r.Context(), token, action == "stop")
	case "code":
		var asked workflow.SentCode
		asked, err = a.notForMe.SendCode(c.r.Context(), token, c.chosenLanguage())
		c.setChallenge("/not-for-me", token, asked, err)
	case "silence", "lift":
		_, err = a.notForMe.ChangeSuppression(c.r.Context(), workflow.SuppressionChange{
			Token: token, Code: values.Get("code"), Challenge: c.challenge(token), Lift: action == "lift", Report: shown.Report,
		})
	default:
		return errMalformed
	}
	if err == nil {
		return c.seeOther("/not-for-me?" + url.Values{"token": {token}, "done": {action}}.Encode())
	}
	var (
		spent *workflow.CodesSpent
		wrong *account.CodeInvalid
	)
	switch {
	case errors.Is(err, retry.ErrBusy):
		shown.Busy, shown.Code = true, values.Get("code")
	case errors.As(err, &spent):
		shown.NoCode = whyNoCode(spent)
	case errors.As(err, &wrong):
		shown.BadCode, shown.TriesLeft = true, wrong.TriesLeft
	default:
		return err
	}
	return a.showNotForMe(c, c.recordProblem(err).status, shown)
}
