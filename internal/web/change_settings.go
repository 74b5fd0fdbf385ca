package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// changeAccount is PATCH /v1/accounts/{id}.
func (m managing) changeAccount(c *call) error {
	return c.write(func(id account.ID, version int) error {
		b, err := readJSON(c.r)
		if err != nil {
			return err
		}
		form := administration.SettingsForm{Name: b.optionalText("name"), Visibility: b.optionalText("visibility"), Reason: b.text("reason")}
		form.Misread = b.misreadFields()
		changed, _, err := m.Settings.Change(c.r.Context(), c.person, id, form, version)
		if err != nil {
			return err
		}
		return c.jsonAt(changed.Version, http.StatusOK, showOverview(changed))
	})
}

// closeAccount is POST /v1/accounts/{id}/close.
func (m managing) closeAccount(c *call) error {
	return c.write(func(id account.ID, version int) error {
		b, err := readJSON(c.r)
		if err != nil {
			return err
		}
		name := b.text("name")
		if err := b.misreadFields(); err != nil {
			return err
		}
		closed, err := m.Settings.Close(c.r.Context(), c.person, id, name, version)
		if err != nil {
			return err
		}
		return c.jsonAt(closed.Version, http.StatusOK, showOverview(closed))
	})
}
