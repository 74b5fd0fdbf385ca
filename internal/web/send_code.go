package web

import (
	"net/http"

	"smartaccounts/internal/account"
)

// sendCodeForPendingRequest is POST /v1/pending-requests/code. The response does not reveal the mailbox.
func (a acting) sendCodeForPendingRequest(c *call) error {
	token, misread, err := readToken(c.r)
	if err != nil {
		return err
	}
	if misread != nil {
		return a.refuseToSend(c, token, misread)
	}
	asked, err := a.sendCode.Do(c.r.Context(), token)
	if err != nil {
		return err
	}
	return c.json(http.StatusAccepted, challengeJSON{asked.Challenge})
}

// challengeJSON is the challenge that gives the caller tries of their own.
type challengeJSON struct {
	Challenge string `json:"challenge"`
}

// refuseToSend returns why a request with an invalid body is refused: first what is wrong with the link and the request's
// state, then misread. It sends nothing.
func (a acting) refuseToSend(c *call, token string, misread error) error {
	viewed, err := a.view.Do(c.r.Context(), token)
	if err != nil {
		return err
	}
	if err := viewed.Request.May(account.SendCode, a.view.Now()); err != nil {
		return err
	}
	return misread
}
