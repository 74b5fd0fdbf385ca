package web

import (
	"errors"
	"net/http"
	"net/url"

	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// notForMePage is GET /not-for-me, which mails with a decision link lead to as well. It changes nothing,
// ever.
func (a acting) notForMePage(c *call) error {
	q := readPageQuery(c.r)
	return a.showNotForMe(c, http.StatusOK, page.NotForMe{Token: q.text("token"), Done: q.text("done") != ""})
}

func (a acting) showNotForMe(c *call, status int, shown page.NotForMe) error {
	var err error
	if shown.Reported, shown.Request, err = a.notForMe.View(c.r.Context(), shown.Token); err != nil {
		return err
	}
	reader := c.reader()
	if _, says := preferred(c.r.Header.Get("Accept-Language")); !says {
		reader.Language = shown.Request.Language
	}
	return c.html(status, page.NotForMePage(reader, shown))
}

// takeNotForMeForm is POST /not-for-me: stops the requester's mail to the address, or undoes that.
func (a acting) takeNotForMeForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	token, action := values.Get("token"), values.Get("action")
	if action != "stop" && action != "undo" {
		return errMalformed
	}
	_, err = a.notForMe.Stop(c.r.Context(), token, action == "stop")
	if errors.Is(err, workflow.ErrBusy) {
		return a.showNotForMe(c, c.note(err).status, page.NotForMe{Token: token, Busy: true})
	}
	if err != nil {
		return err
	}
	return c.seeOther("/not-for-me?" + url.Values{"token": {token}, "done": {action}}.Encode())
}
