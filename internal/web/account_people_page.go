package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/web/page"
)

// peoplePage is GET /accounts/{id}/people: the members or, as the query says, one of them or the form for new ones.
func (m managing) peoplePage(c *call) error {
	q := readPageQuery(c.r)
	a, err := m.accountForPage(c, q)
	if err != nil {
		return err
	}
	switch {
	case q.text("add") != "":
		return m.showAddPeople(c, http.StatusOK, page.AddPeople{OneAccount: a})
	case q.text("member") != "":
		return m.showMember(c, http.StatusOK, a, q.text("member"), nil)
	}
	return m.showPeople(c, http.StatusOK, a, q.text("outside") != "", q.text("cursor"))
}

// showPeople shows a page of the members, or of those from other domains.
func (m managing) showPeople(c *call, status int, a page.OneAccount, outside bool, cursor string) error {
	id, filter := a.Account.ID, url.Values{}
	list := func() (paging.Page[administration.Member], error) {
		return m.People.List(c.r.Context(), c.person, id, 0, cursor)
	}
	if outside {
		filter.Set("outside", "yes")
		list = func() (paging.Page[administration.Member], error) {
			return m.People.ListOutside(c.r.Context(), c.person, a.Account, cursor)
		}
	}
	found, err := list()
	if err != nil {
		return err
	}
	return c.html(status, page.AccountPeoplePage(c.reader(), page.AccountPeople{
		OneAccount: a, Outside: outside, Members: found.Items, NextURL: nextPage(accountPath(id, page.PeopleTab), filter, found.Next),
	}))
}

// removeOutside ends the access of the people from other domains whom the page listed.
func (m managing) removeOutside(c *call, p accountPost) error {
	var people []account.Email
	if len(p.values["outside"]) > mostOnPage {
		return errMalformed
	}
	for _, address := range p.values["outside"] {
		person, err := account.ParseEmail(address)
		if err != nil {
			return errMalformed
		}
		people = append(people, person)
	}
	a, err := m.oneAccount(c, p.id)
	if err != nil {
		return err
	}
	if err = m.People.RemoveOutside(c.r.Context(), c.person, a.Account, people); err == nil {
		return c.seeOther(done(accountPath(p.id, page.PeopleTab), page.DoneOutsideRemoved) + "&outside=yes")
	}
	a, status, err := m.refusedAccount(c, p, err)
	if err != nil {
		return err
	}
	return m.showPeople(c, status, a, true, "")
}

func (m managing) showAddPeople(c *call, status int, shown page.AddPeople) (err error) {
	if !shown.May(account.AddMembers) {
		return account.ErrForbidden
	}
	if shown.Virtuals, err = m.nodes(c, shown.Account.ID); err != nil {
		return err
	}
	return c.html(status, page.AddPeoplePage(c.reader(), shown))
}

// showMember shows one member, with the input if there is any.
func (m managing) showMember(c *call, status int, a page.OneAccount, address string, typed *page.MemberForm) error {
	person, err := account.ParseEmail(address)
	if err != nil {
		return account.ErrNotFound
	}
	one, _, err := m.People.One(c.r.Context(), c.person, a.Account.ID, person)
	if err != nil {
		return err
	}
	if !one.MayChange {
		return account.ErrForbidden
	}
	shown := page.OneMember{OneAccount: a, Member: one, Typed: page.FormOf(one)}
	if typed != nil {
		shown.Typed = *typed
	}
	if shown.Virtuals, err = m.nodes(c, a.Account.ID); err != nil {
		return err
	}
	return c.html(status, page.OneMemberPage(c.reader(), shown))
}

// takePeopleForm is POST /accounts/{id}/people.
func (m managing) takePeopleForm(c *call) error {
	p, err := c.readAccountForm()
	if err != nil {
		return err
	}
	switch p.action {
	case page.CheckPeople, page.SavePeople:
		return m.addPeople(c, p)
	case page.RemoveOutside:
		return m.removeOutside(c, p)
	case page.ChangeMember, page.RemoveMember:
		return m.takeMemberForm(c, p)
	default:
		return errMalformed
	}
}

// addPeople checks a list of people, or adds them, and shows the result of each row.
func (m managing) addPeople(c *call, p accountPost) error {
	shown := page.AddPeople{
		List: p.values.Get("people"), Role: p.values.Get("role"), Virtual: p.values.Get("virtual"), Note: p.values.Get("note"),
		Nested: p.values.Get("nested") != "", Silent: p.values.Get("mail") == "", Saved: p.action == page.SavePeople,
	}
	rows, err := rowsOf(shown)
	switch {
	case err != nil: // the list cannot be read
	case shown.Saved:
		shown.Results, _, err = m.People.Add(c.r.Context(), c.person, p.id, administration.Addition{Rows: rows, Note: shown.Note, Silent: shown.Silent})
	default:
		shown.Results, err = m.People.Check(c.r.Context(), c.person, p.id, rows)
	}
	if err != nil {
		var status int
		shown.Saved, shown.Results = false, nil
		if shown.OneAccount, status, err = m.refusedAccount(c, p, err); err != nil {
			return err
		}
		return m.showAddPeople(c, status, shown)
	}
	if shown.OneAccount, err = m.oneAccount(c, p.id); err != nil {
		return err
	}
	return m.showAddPeople(c, http.StatusOK, shown)
}

// rowsOf reads the list with the role and the Virtual Account of those for whom it has none.
func rowsOf(shown page.AddPeople) ([]administration.Row, error) {
	rows, err := administration.ReadRows(shown.List, shown.Role)
	if err != nil {
		return nil, err
	}
	for n := range rows {
		role, err := account.ParseRole(rows[n].Role)
		if err != nil || role.OnWhole() || len(rows[n].Virtuals) > 0 || shown.Virtual == "" {
			continue
		}
		rows[n].Virtuals = []administration.VirtualRow{{VirtualAccount: shown.Virtual, Role: rows[n].Role, WithNested: shown.Nested}}
		rows[n].Role = ""
	}
	return rows, nil
}

// takeMemberForm changes or removes one member.
func (m managing) takeMemberForm(c *call, p accountPost) error {
	address := p.values.Get("member")
	person, err := account.ParseEmail(address)
	if err != nil {
		return account.ErrNotFound
	}
	what, typed := page.DoneMemberChanged, memberForm(p.values)
	if p.action == page.RemoveMember {
		what = page.DoneMemberRemoved
		_, err = m.People.Remove(c.r.Context(), c.person, p.id, person, p.version)
	} else {
		row := administration.Row{Email: typed.Email, Role: typed.Role, Virtuals: typed.Virtuals, EndsAt: typed.EndsAt}
		_, _, err = m.People.Change(c.r.Context(), c.person, p.id, person, row, p.version)
	}
	if err == nil {
		if person == c.person.Email { // they may have lost the right to see the list
			return c.seeOther(done(accountPath(p.id, page.OverviewTab), what))
		}
		return c.seeOther(done(accountPath(p.id, page.PeopleTab), what))
	}
	a, status, err := m.refusedAccount(c, p, err)
	if err != nil {
		return err
	}
	if p.action == page.RemoveMember {
		a.Dialog = p.action
		return m.showMember(c, status, a, address, nil)
	}
	return m.showMember(c, status, a, address, &typed)
}

// memberForm returns the input about a member.
func memberForm(values url.Values) page.MemberForm {
	return page.MemberForm{Email: strings.TrimSpace(values.Get("email")), EndsAt: strings.TrimSpace(values.Get("endsAt")), GrantForm: grantForm(values)}
}

// grantForm returns the input about a role, without the roles on Virtual Accounts that were left out.
func grantForm(values url.Values) page.GrantForm {
	f := page.GrantForm{Role: values.Get("role")}
	for n := range account.MaxVirtualRoles + 1 {
		row := administration.VirtualRow{
			VirtualAccount: values.Get(fmt.Sprintf("virtual-%d", n)), Role: values.Get(fmt.Sprintf("virtual-role-%d", n)),
			WithNested: values.Get(fmt.Sprintf("virtual-nested-%d", n)) != "",
		}
		if row.Role != "" {
			f.Virtuals = append(f.Virtuals, row)
		}
	}
	return f
}
