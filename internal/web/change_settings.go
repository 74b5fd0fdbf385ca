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
		changed, waits, err := m.Settings.Change(c.r.Context(), c.person, id, form, version)
		if err != nil {
			return err
		}
		status := http.StatusOK
		if waits {
			status = http.StatusAccepted
		}
		return c.jsonAt(changed.Version, status, showOverview(changed))
	})
}

// withdrawRename is POST /v1/accounts/{id}/withdraw-rename: the name that waits for an operator waits no longer.
func (m managing) withdrawRename(c *call) error {
	return c.write(func(id account.ID, version int) error {
		if err := readNothing(c.r); err != nil {
			return err
		}
		o, err := m.Settings.WithdrawRename(c.r.Context(), c.person, id, version)
		if err != nil {
			return err
		}
		return c.jsonAt(o.Version, http.StatusOK, showOverview(o))
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
