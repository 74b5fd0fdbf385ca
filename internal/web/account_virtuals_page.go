package web

import (
	"net/http"
	"net/url"
	"slices"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/web/page"
)

// virtualAccountsPage is GET /accounts/{id}/virtual-accounts: the tree or, as the query says, one Virtual Account or the form for
// a new one.
func (m managing) virtualAccountsPage(c *call) error {
	q := readPageQuery(c.r)
	a, err := m.accountForPage(c, q)
	if err != nil {
		return err
	}
	if len(a.VirtualAccounts) == 0 && !a.May(account.ReadVirtualAccounts) {
		return account.ErrNotFound
	}
	if virtual := q.text("virtual"); virtual != "" {
		return m.showVirtual(c, http.StatusOK, a, account.ID(virtual), nil)
	}
	if q.text("create") != "" {
		return m.showCreateVirtual(c, http.StatusOK, a, page.VirtualInput{Parent: q.text("parent"), Visibility: string(account.Public)})
	}
	id := a.Account.ID
	found, err := m.Virtual.List(c.r.Context(), c.person, id, "", 0, q.text("cursor"))
	if err != nil {
		return err
	}
	return c.html(http.StatusOK, page.AccountVirtualsPage(c.reader(), page.AccountVirtuals{
		OneAccount: a, Nodes: found.Items, NextURL: nextPage(accountPath(id, page.VirtualAccountsTab), url.Values{}, found.Next),
	}))
}

// parents returns the Virtual Accounts below which the reader may create one.
func (m managing) parents(c *call, id account.ID) ([]administration.Node, error) {
	nodes, err := m.nodes(c, id)
	return slices.DeleteFunc(nodes, func(n administration.Node) bool { return !slices.Contains(n.MayDo, account.CreateVirtualAccounts) }), err
}

func (m managing) showCreateVirtual(c *call, status int, a page.OneAccount, typed page.VirtualInput) (err error) {
	if !a.May(account.CreateVirtualAccounts) {
		return account.ErrForbidden
	}
	shown := page.OneVirtual{OneAccount: a, Typed: typed}
	if shown.Parents, err = m.parents(c, a.Account.ID); err != nil {
		return err
	}
	return c.html(status, page.CreateVirtualPage(c.reader(), shown))
}

// showVirtual shows one Virtual Account, with the input if there is any.
func (m managing) showVirtual(c *call, status int, a page.OneAccount, virtual account.ID, typed *page.VirtualInput) error {
	virtual, ok := account.ParseID(string(virtual))
	if !ok {
		return account.ErrNotFound
	}
	node, _, err := m.Virtual.One(c.r.Context(), c.person, a.Account.ID, virtual)
	if err != nil {
		return err
	}
	shown := page.OneVirtual{OneAccount: a, Node: &node, Typed: page.InputOf(node)}
	if typed != nil {
		shown.Typed = *typed
	}
	if slices.Contains(node.MayDo, account.MoveVirtualAccounts) {
		if shown.Parents, err = m.parents(c, a.Account.ID); err != nil {
			return err
		}
		shown.Parents = slices.DeleteFunc(shown.Parents, func(n administration.Node) bool { return n.ID == virtual })
	}
	return c.html(status, page.OneVirtualPage(c.reader(), shown))
}

// takeVirtualForm is POST /accounts/{id}/virtual-accounts.
func (m managing) takeVirtualForm(c *call) error {
	p, err := c.readAccountForm()
	if err != nil {
		return err
	}
	typed := page.VirtualInput{
		Name: p.values.Get("name"), Description: p.values.Get("description"), Visibility: p.values.Get("visibility"), Parent: p.values.Get("parentId"),
	}
	virtual := account.ID(p.values.Get("virtual"))
	what, err := m.changeVirtual(c, p, &virtual, typed)
	path := accountPath(p.id, page.VirtualAccountsTab)
	switch {
	case err == nil && p.action == page.DeleteVirtualAccount:
		return c.seeOther(done(path, what))
	case err == nil:
		return c.seeOther(done(path, what) + "&" + url.Values{"virtual": {string(virtual)}}.Encode())
	}
	a, status, err := m.refusedAccount(c, p, err)
	if err != nil {
		return err
	}
	switch p.action { //nolint:exhaustive // the page has no other actions
	case page.CreateVirtualAccount:
		return m.showCreateVirtual(c, status, a, typed)
	case page.ChangeVirtualAccount:
		return m.showVirtual(c, status, a, virtual, &typed)
	case page.DeleteVirtualAccount:
		a.Dialog = p.action
	}
	return m.showVirtual(c, status, a, virtual, nil)
}

// changeVirtual does what the form says, and returns what was done. It sets the id of a new Virtual Account.
func (m managing) changeVirtual(c *call, p accountPost, virtual *account.ID, typed page.VirtualInput) (string, error) {
	form := administration.VirtualForm{Name: &typed.Name, Description: &typed.Description, Visibility: &typed.Visibility}
	switch p.action {
	case page.CreateVirtualAccount:
		if typed.Parent != "" {
			form.ParentID = &typed.Parent
		}
		node, _, err := m.Virtual.Create(c.r.Context(), c.person, p.id, form, p.version)
		*virtual = node.ID
		return page.DoneVirtualCreated, err
	case page.ChangeVirtualAccount:
		if p.values.Has("parentId") {
			form.ParentID = &typed.Parent
		}
		_, _, err := m.Virtual.Change(c.r.Context(), c.person, p.id, *virtual, form, p.version)
		return page.DoneVirtualChanged, err
	case page.MakeDefault:
		_, _, err := m.Virtual.Change(c.r.Context(), c.person, p.id, *virtual, administration.VirtualForm{Default: new(true)}, p.version)
		return page.DoneVirtualDefault, err
	case page.DeleteVirtualAccount:
		_, err := m.Virtual.Delete(c.r.Context(), c.person, p.id, *virtual, p.version)
		return page.DoneVirtualDeleted, err
	default:
		return "", errMalformed
	}
}
