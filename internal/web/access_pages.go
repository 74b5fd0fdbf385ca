package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// wanted returns the roles of a form as they were typed.
func wanted(g page.GrantForm) accessrequest.Wanted {
	return accessrequest.Wanted{Role: g.Role, Virtuals: g.Virtuals}
}

// askPage is GET /access-requests/new.
func (m managing) askPage(c *call) error {
	q := readPageQuery(c.r)
	shown := page.AskAccess{Domain: strings.TrimSpace(q.text("domain"))}
	if d, err := account.ParseHeldDomain(shown.Domain); err == nil {
		shown.Domain = d.Unicode()
	}
	shown.About, _ = account.ParseID(q.text("account"))
	return m.showAsk(c, http.StatusOK, shown)
}

// showAsk shows the form, with the Virtual Accounts of the account that the reader comes from, if they may see them.
func (m managing) showAsk(c *call, status int, shown page.AskAccess) error {
	if shown.About != "" {
		a, err := m.Settings.Read(c.r.Context(), c.person, shown.About)
		switch {
		case errors.Is(err, account.ErrNotFound), errors.Is(err, account.ErrNoRole):
			shown.About = ""
		case err != nil:
			return err
		default:
			shown.Name = a.Account.Name
			if shown.Virtuals, err = m.nodes(c, shown.About); err != nil {
				return err
			}
		}
	}
	return c.html(status, page.AskAccessPage(c.reader(), shown))
}

// takeAskForm is POST /access-requests/new.
func (m managing) takeAskForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	typed := page.AskAccess{Domain: values.Get("accountDomain"), Typed: grantForm(values), Note: values.Get("note")}
	typed.About, _ = account.ParseID(values.Get("account"))
	form := accessrequest.Form{Domain: typed.Domain, Wanted: wanted(typed.Typed), Note: typed.Note}
	opened, err := m.Asking.Ask(c.r.Context(), c.person, form)
	if err == nil {
		path := page.AccessRequestPath(opened.ID)
		if opened.State == account.AccessPending { // no rule has decided it
			path = done(path, page.DoneAccessAsked)
		}
		return c.seeOther(path)
	}
	var known bool
	typed.Refusal, known = formRefusal(page.AskForAccess, err)
	switch {
	case errors.Is(err, account.ErrNotFound):
		typed.Refusal.Errors = page.Errors{"accountDomain": {{Field: "accountDomain", Code: account.FieldUnknown}}}
	case errors.Is(err, account.ErrForbidden):
		typed.Refusal.Why = page.RefusedAskForbidden
	case !known:
		return err
	}
	return m.showAsk(c, c.recordProblem(err).status, typed)
}

// ownAccessPage is GET /access-requests, those that the reader made.
func (m managing) ownAccessPage(c *call) error {
	found, err := m.Reading.By(c.r.Context(), c.person, "", 0, readPageQuery(c.r).text("cursor"))
	if err != nil {
		return err
	}
	return c.html(http.StatusOK, page.OwnAccessPage(c.reader(), page.OwnAccess{
		Requests: found.Items, NextURL: nextPage(page.OwnAccessPath, url.Values{}, found.Next),
	}))
}

// accessRequestPage is GET /access-requests/{id}.
func (m managing) accessRequestPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	q := readPageQuery(c.r)
	shown := page.OneAccess{Done: q.text("done"), Dialog: account.Action(q.text("dialog"))}
	if shown.Seen, err = m.Reading.One(c.r.Context(), c.person, id); err != nil {
		return err
	}
	shown.Typed = page.GrantOf(shown.Asked)
	return m.showOneAccess(c, http.StatusOK, shown)
}

// showOneAccess shows an access request, to those who may decide it with the roles that they may give.
func (m managing) showOneAccess(c *call, status int, shown page.OneAccess) error {
	if shown.MayDecide {
		a, err := m.Settings.Read(c.r.Context(), c.person, shown.Account.ID)
		if err != nil {
			return err
		}
		shown.Whole = page.WholeRolesToGive(a.Membership)
		nodes, err := m.nodes(c, shown.Account.ID)
		if err != nil {
			return err
		}
		for _, n := range nodes {
			if a.Membership.May(account.DecideAccessRequests) || slices.Contains(n.MayDo, account.AddMembers) {
				shown.Virtuals = append(shown.Virtuals, n)
			}
		}
	}
	return c.html(status, page.OneAccessPage(c.reader(), shown))
}

// takeAccessForm is POST /access-requests/{id}, with which it is decided or withdrawn.
func (m managing) takeAccessForm(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	action, typed, reason := account.Action(values.Get("action")), grantForm(values), values.Get("reason")
	var what string
	switch action {
	case page.ApproveAccess:
		what = page.DoneAccessApproved
		given := wanted(typed)
		_, err = m.Deciding.Decide(c.r.Context(), c.person, id, accessrequest.Decision{Approve: true, Wanted: &given, EndsAt: values.Get("endsAt")})
	case page.DeclineAccess:
		what = page.DoneAccessDeclined
		_, err = m.Deciding.Decide(c.r.Context(), c.person, id, accessrequest.Decision{Reason: reason})
	case page.WithdrawAccess:
		what = page.DoneAccessWithdraw
		_, err = m.Asking.Withdraw(c.r.Context(), c.person, id)
	default:
		return errMalformed
	}
	if err == nil {
		return c.seeOther(done(page.AccessRequestPath(id), what))
	}
	refused := err
	refusal, known := formRefusal(action, refused)
	if !known {
		return refused
	}
	shown := page.OneAccess{Refusal: refusal, Typed: typed, EndsAt: values.Get("endsAt"), Reason: reason}
	if shown.Seen, err = m.Reading.One(c.r.Context(), c.person, id); err != nil {
		return err
	}
	if action != page.ApproveAccess && shown.State == account.AccessPending {
		shown.Dialog, shown.Typed = action, page.GrantOf(shown.Asked)
	}
	return m.showOneAccess(c, c.recordProblem(refused).status, shown)
}

// accountAccessPage is GET /accounts/{id}/access-requests: those that wait or, as the query says, others.
func (m managing) accountAccessPage(c *call) error {
	q := readPageQuery(c.r)
	a, err := m.accountForPage(c, q)
	if err != nil {
		return err
	}
	shown := page.AccountAccess{OneAccount: a, State: account.AccessPending}
	filter := url.Values{}
	if typed := q.text("status"); typed != "" {
		if shown.State, err = accessrequest.ParseState(typed); err == nil || typed == page.AnyState {
			filter.Set("status", typed)
		} else {
			shown.State = account.AccessPending
		}
	}
	found, err := m.Reading.In(c.r.Context(), c.person, a.Account.ID, shown.State, 0, q.text("cursor"))
	if err != nil {
		return err
	}
	shown.Requests, shown.NextURL = found.Items, nextPage(accountPath(a.Account.ID, page.AccessTab), filter, found.Next)
	return c.html(http.StatusOK, page.AccountAccessPage(c.reader(), shown))
}
