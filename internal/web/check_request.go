package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

type forecastJSON struct {
	Domain   account.Domain `json:"accountDomain"`
	Review   bool           `json:"review"`
	Nominees string         `json:"nominees"`
	Conflict bool           `json:"conflict"`
}

func showForecast(f workflow.Forecast) forecastJSON {
	shown := forecastJSON{f.Domain, f.Review, "customers", f.Conflict}
	if f.Administrators {
		shown.Nominees = "administrators"
	}
	return shown
}

// checkRequest is POST /v1/account-requests/check. It returns what a submission of the same body would result in.
func (s submitting) checkRequest(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	form := requestForm(b)
	forecast, err := s.submit.Check(c.r.Context(), c.person, form, b.misreadFields())
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showForecast(forecast))
}
