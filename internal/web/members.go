package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
)

// maxMembersBytes is enough for administration.MaxRows rows with the longest addresses and account.MaxVirtualRoles roles
// each.
const maxMembersBytes = 256 << 10

// listMembers is GET /v1/accounts/{id}/members.
func (m managing) listMembers(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return listPage(c, showMember, func(limit int, cursor string) (paging.Page[administration.Member], error) {
		return m.People.List(c.r.Context(), c.person, id, limit, cursor)
	})
}

// addMembers is POST /v1/accounts/{id}/members. An Idempotency-Key is checked but not stored: each row is a transaction of
// its own, and a repetition continues, because a row that is already as it should be is unchanged and sends no mail.
func (m managing) addMembers(c *call) error {
	return c.write(func(id account.ID, version int) error {
		b, err := readJSONOf(c.r, maxMembersBytes)
		if err != nil {
			return err
		}
		idempotencyKey(c.r, b)
		notify := b.optionalBoolean("notify")
		addition := administration.Addition{Note: b.text("note"), Silent: notify != nil && !*notify, Version: version}
		for _, row := range b.objects("members", administration.MaxRows) {
			addition.Rows = append(addition.Rows, memberRow(row))
		}
		if err := b.misreadFields(); err != nil {
			return err
		}
		results, version, err := m.People.Add(c.r.Context(), c.person, id, addition)
		if err != nil {
			return err
		}
		return c.jsonAt(version, http.StatusOK, resultsJSON{each(results, showRowResult)})
	})
}

// memberRow takes a row from a body.
func memberRow(b *body) administration.Row {
	row := administration.Row{Email: b.text("email"), Role: b.text("role"), EndsAt: b.text("endsAt"), Virtuals: virtualRows(b)}
	row.Misread = b.misreadFields()
	return row
}

// virtualRows takes roles on Virtual Accounts from a body. Of these it ignores the fields that only responses have.
func virtualRows(b *body, ignored ...string) (rows []administration.VirtualRow) {
	for i, v := range b.objects("virtualAccounts", account.MaxVirtualRoles) {
		for _, name := range ignored {
			v.text(name)
		}
		rows = append(rows, administration.VirtualRow{VirtualAccount: v.text("id"), Role: v.text("role"), WithNested: v.boolean("withNested")})
		b.misreadWithin(indexed("virtualAccounts", i), v)
	}
	return rows
}

// pathEmail returns the address in the path in canonical form, or ErrNotFound if it is none.
func (c *call) pathEmail() (account.Email, error) {
	email, err := account.ParseEmail(c.r.PathValue("email"))
	if err != nil {
		return "", account.ErrNotFound
	}
	return email, nil
}

// getMember is GET /v1/accounts/{id}/members/{email}.
func (m managing) getMember(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	email, err := c.pathEmail()
	if err != nil {
		return err
	}
	member, version, err := m.People.One(c.r.Context(), c.person, id, email)
	if err != nil {
		return err
	}
	return c.jsonAt(version, http.StatusOK, showMember(member))
}

// changeMember is PUT /v1/accounts/{id}/members/{email}.
func (m managing) changeMember(c *call) error {
	return c.write(func(id account.ID, version int) error {
		email, err := c.pathEmail()
		if err != nil {
			return err
		}
		b, err := readJSON(c.r)
		if err != nil {
			return err
		}
		row := memberRow(b)
		member, version, err := m.People.Change(c.r.Context(), c.person, id, email, row, version)
		if err != nil {
			return err
		}
		return c.jsonAt(version, http.StatusOK, showMember(member))
	})
}

// removeMember is DELETE /v1/accounts/{id}/members/{email}.
func (m managing) removeMember(c *call) error {
	return c.write(func(id account.ID, version int) error {
		email, err := c.pathEmail()
		if err != nil {
			return err
		}
		if err := readNothing(c.r); err != nil {
			return err
		}
		version, err = m.People.Remove(c.r.Context(), c.person, id, email, version)
		if err != nil {
			return err
		}
		return c.goneAt(version)
	})
}
