package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
)

// listVirtualAccounts is GET /v1/accounts/{id}/virtual-accounts.
func (m managing) listVirtualAccounts(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	typed, limit, cursor := q.text("parentId"), q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	parent, valid := account.ParseID(typed)
	if typed != "" && !valid {
		return account.ErrNotFound
	}
	var found paging.Page[administration.Node]
	if found, err = m.Virtual.List(c.r.Context(), c.person, id, parent, limit, cursor); err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, showVirtualAccount))
}

// pathVirtualID returns the id of a Virtual Account in the path, or ErrNotFound if it has another form.
func (c *call) pathVirtualID() (account.ID, error) {
	id, ok := account.ParseID(c.r.PathValue("vid"))
	if !ok {
		return "", account.ErrNotFound
	}
	return id, nil
}

// getVirtualAccount is GET /v1/accounts/{id}/virtual-accounts/{vid}.
func (m managing) getVirtualAccount(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	virtual, err := c.pathVirtualID()
	if err != nil {
		return err
	}
	node, version, err := m.Virtual.One(c.r.Context(), c.person, id, virtual)
	if err != nil {
		return err
	}
	return c.jsonAt(version, http.StatusOK, showVirtualAccount(node))
}

// createVirtualAccount is POST /v1/accounts/{id}/virtual-accounts.
func (m managing) createVirtualAccount(c *call) error {
	return c.write(func(id account.ID, version int) error {
		b, err := readJSON(c.r)
		if err != nil {
			return err
		}
		form := virtualForm(b)
		form.Misread = b.misreadFields()
		node, version, err := m.Virtual.Create(c.r.Context(), c.person, id, form, version)
		if err != nil {
			return err
		}
		c.w.Header().Set("Location", "/v1/accounts/"+string(id)+"/virtual-accounts/"+string(node.ID))
		return c.jsonAt(version, http.StatusCreated, showVirtualAccount(node))
	})
}

// virtualForm takes the fields that new and present Virtual Accounts share.
func virtualForm(b *body) administration.VirtualForm {
	return administration.VirtualForm{
		Name: b.optionalText("name"), Description: b.optionalText("description"), Visibility: b.optionalText("visibility"),
		ParentID: b.optionalText("parentId"),
	}
}

// changeVirtualAccount is PATCH /v1/accounts/{id}/virtual-accounts/{vid}.
func (m managing) changeVirtualAccount(c *call) error {
	return c.write(func(id account.ID, version int) error {
		virtual, err := c.pathVirtualID()
		if err != nil {
			return err
		}
		b, err := readJSON(c.r)
		if err != nil {
			return err
		}
		form := virtualForm(b)
		form.Default = b.optionalBoolean("default")
		form.Misread = b.misreadFields()
		node, version, err := m.Virtual.Change(c.r.Context(), c.person, id, virtual, form, version)
		if err != nil {
			return err
		}
		return c.jsonAt(version, http.StatusOK, showVirtualAccount(node))
	})
}

// deleteVirtualAccount is DELETE /v1/accounts/{id}/virtual-accounts/{vid}.
func (m managing) deleteVirtualAccount(c *call) error {
	return c.write(func(id account.ID, version int) error {
		virtual, err := c.pathVirtualID()
		if err != nil {
			return err
		}
		if err := readNothing(c.r); err != nil {
			return err
		}
		version, err = m.Virtual.Delete(c.r.Context(), c.person, id, virtual, version)
		if err != nil {
			return err
		}
		return c.goneAt(version)
	})
}
