package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
)

// mostNodes is more Virtual Accounts than an account can have.
const mostNodes = account.MaxVirtualAccounts + 1

// mostOnPage is the size of the pages in which a whole list is read.
const mostOnPage = 100

// mostSince is how many of the latest changes a page shows if the account has changed since it was opened.
const mostSince = 20

func accountPath(id account.ID, tab page.AccountTab) string {
	path := "/accounts/" + string(id)
	if tab != page.OverviewTab {
		path += "/" + string(tab)
	}
	return path
}

// done returns the path of a page that says what was done.
func done(path, what string) string { return path + "?" + url.Values{"done": {what}}.Encode() }

// overview reads the account. An invited member who opens it has signed in with the address, which is recorded first, since the sign-in
// confirms only some invitations, and programs do not sign in.
func (m managing) overview(c *call, id account.ID) (administration.Overview, error) {
	o, err := m.Settings.Read(c.r.Context(), c.person, id)
	if err != nil || !o.Membership.Invited() {
		return o, err
	}
	if err := m.People.Confirm(c.r.Context(), c.person, id); err != nil {
		return o, err
	}
	return m.Settings.Read(c.r.Context(), c.person, id)
}

// oneAccount reads what all pages of an account show.
func (m managing) oneAccount(c *call, id account.ID) (page.OneAccount, error) {
	o, err := m.overview(c, id)
	return page.OneAccount{Overview: o}, err
}

// accountForPage reads the account of a page that a reader opens, with what its query says.
func (m managing) accountForPage(c *call, q *query) (page.OneAccount, error) {
	id, err := c.pathID()
	if err != nil {
		return page.OneAccount{}, err
	}
	a, err := m.oneAccount(c, id)
	a.Done, a.Dialog = q.text("done"), account.Action(q.text("dialog"))
	return a, err
}

// accountPost is a form that was sent from a page of an account.
type accountPost struct {
	id      account.ID
	action  account.Action
	version int // of the account, which the page showed
	values  url.Values
}

func (c *call) readAccountForm() (p accountPost, err error) {
	if p.id, err = c.pathID(); err != nil {
		return p, err
	}
	if p.values, err = readForm(c.r); err != nil {
		return p, err
	}
	p.action = account.Action(p.values.Get("action"))
	if p.version, err = strconv.Atoi(p.values.Get("version")); err != nil || p.version < 0 {
		return p, errMalformed
	}
	return p, nil
}

// refusedAccount reads the account for the page that shows why a form was refused. It returns the refusal itself if the page
// cannot show it.
func (m managing) refusedAccount(c *call, p accountPost, refused error) (page.OneAccount, int, error) {
	shown, known := formRefusal(p.action, refused)
	if !known {
		return page.OneAccount{}, 0, refused
	}
	a, err := m.oneAccount(c, p.id)
	if err != nil {
		return a, 0, err
	}
	if shown.Why == page.RefusedChanged {
		if shown.Since, err = m.changesSince(c, p); err != nil {
			return a, 0, err
		}
	} else {
		a.Version = p.version // the reader has not been shown what has changed
	}
	a.Refusal = shown
	return a, c.recordProblem(refused).status, nil
}

// formRefusal returns what a page says of the refusal; false if it cannot say it.
func formRefusal(form account.Action, refused error) (page.FormRefusal, bool) {
	shown := page.FormRefusal{
		Form: form, Errors: errorsOf(refused), Why: refusalOf(refused), Busy: errors.Is(refused, retry.ErrBusy), TooManyUntil: tooManyUntil(refused),
	}
	return shown, shown.Errors != nil || shown.Why != "" || shown.Busy || !shown.TooManyUntil.IsZero()
}

// refusalOf returns the key of the text that says why a form was refused; empty if a field is the reason or none is known.
func refusalOf(refused error) string {
	var decided *account.AccessDecided
	switch {
	case errors.As(refused, &decided):
		return page.RefusedAccessDecided
	case errors.Is(refused, accessrequest.ErrAlreadyMember):
		return page.RefusedAlreadyMember
	case errors.Is(refused, account.ErrAlreadyAsked):
		return page.RefusedAlreadyAsked
	case errors.Is(refused, account.ErrChanged):
		return page.RefusedChanged
	case errors.Is(refused, account.ErrLastAdministrator):
		return page.RefusedLastAdministrator
	case errors.Is(refused, account.ErrNotEmpty):
		return page.RefusedNotEmpty
	case errors.Is(refused, account.ErrIsDefault):
		return page.RefusedIsDefault
	case errors.Is(refused, account.ErrNameTaken):
		return page.RefusedNameTaken
	case errors.Is(refused, account.ErrForbidden):
		return page.RefusedForbidden
	default:
		return ""
	}
}

// changesSince returns the latest changes that the page which sent the form did not show, as far as the reader may see them.
func (m managing) changesSince(c *call, p accountPost) ([]account.LogEntry, error) {
	entries, err := m.Log.Read(c.r.Context(), c.person, p.id, administration.LogFilter{}, mostSince, "")
	if errors.Is(err, account.ErrForbidden) || errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	var since []account.LogEntry
	for _, e := range entries.Items {
		if e.Version > p.version {
			since = append(since, e)
		}
	}
	return since, err
}

// nextPage returns the address of a list's next page; empty on the last.
func nextPage(path string, q url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	q.Set("cursor", cursor)
	return path + "?" + q.Encode()
}

// allPages returns all items of a list that has at most so many.
func allPages[T any](most int, read func(cursor string) (paging.Page[T], error)) ([]T, error) {
	var all []T
	for cursor := ""; ; {
		found, err := read(cursor)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
		if cursor = found.Next; cursor == "" || len(all) >= most {
			return all, nil
		}
	}
}

// nodes returns all Virtual Accounts that the reader may see.
func (m managing) nodes(c *call, id account.ID) ([]administration.Node, error) {
	all, err := allPages(mostNodes, func(cursor string) (paging.Page[administration.Node], error) {
		return m.Virtual.List(c.r.Context(), c.person, id, "", mostOnPage, cursor)
	})
	if errors.Is(err, account.ErrForbidden) || errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	return all, err
}

// accountPage is GET /accounts/{id}.
func (m managing) accountPage(c *call) error {
	a, err := m.accountForPage(c, readPageQuery(c.r))
	if err != nil {
		return err
	}
	return m.showOverview(c, http.StatusOK, a)
}

func (m managing) showOverview(c *call, status int, a page.OneAccount) error {
	shown := page.AccountOverview{OneAccount: a}
	if a.Account.Requester == c.person.Email { // only its requester follows it
		shown.Request = a.Account.RequestID
	}
	if !a.Membership.Empty() && a.Account.Status == account.AccountActive {
		var err error
		if shown.Below, err = c.site.Inbox.In(c.r.Context(), a.Membership); err != nil {
			c.logInbox(c.r.Context(), err)
		}
	}
	return c.html(status, page.AccountOverviewPage(c.reader(), shown))
}

// takeAccountForm is POST /accounts/{id}, with which a member leaves.
func (m managing) takeAccountForm(c *call) error {
	p, err := c.readAccountForm()
	if err != nil {
		return err
	}
	if p.action != page.LeaveAccount {
		return errMalformed
	}
	if _, err := m.People.Remove(c.r.Context(), c.person, p.id, c.person.Email, p.version); err != nil {
		a, status, err := m.refusedAccount(c, p, err)
		if err != nil {
			return err
		}
		if a.Refusal.Why != page.RefusedLastAdministrator { // then the page does not offer it
			a.Dialog = p.action
		}
		return m.showOverview(c, status, a)
	}
	return c.seeOther("/")
}

// accountSettingsPage is GET /accounts/{id}/settings.
func (m managing) accountSettingsPage(c *call) error {
	a, err := m.accountForPage(c, readPageQuery(c.r))
	if err != nil {
		return err
	}
	return showSettings(c, http.StatusOK, page.AccountSettings{OneAccount: a, Name: a.Account.Name, Visibility: string(a.Account.Visibility)})
}

func showSettings(c *call, status int, s page.AccountSettings) error {
	if !s.Settles() {
		return account.ErrNotFound
	}
	return c.html(status, page.AccountSettingsPage(c.reader(), s))
}

// takeSettingsForm is POST /accounts/{id}/settings.
func (m managing) takeSettingsForm(c *call) error {
	p, err := c.readAccountForm()
	if err != nil {
		return err
	}
	name, visibility, reason, typed := p.values.Get("name"), p.values.Get("visibility"), p.values.Get("reason"), p.values.Get("typedName")
	what := page.DoneRenamed
	switch p.action {
	case page.RenameAccount:
		var waits bool
		if _, waits, err = m.Settings.Change(c.r.Context(), c.person, p.id, administration.SettingsForm{Name: &name, Reason: reason}, p.version); waits {
			what = page.DoneRenameWaits
		}
	case page.WithdrawRename:
		what = page.DoneNameWithdrawn
		_, err = m.Settings.WithdrawRename(c.r.Context(), c.person, p.id, p.version)
	case page.ChangeVisibility:
		what = page.DoneVisibility
		_, _, err = m.Settings.Change(c.r.Context(), c.person, p.id, administration.SettingsForm{Visibility: &visibility, Reason: reason}, p.version)
	case page.CloseAccount:
		var closed administration.Overview
		if closed, err = m.Settings.Close(c.r.Context(), c.person, p.id, typed, p.version); err == nil { // they may no longer open its page
			return c.html(http.StatusOK, page.AccountOverviewPage(c.reader(), page.AccountOverview{OneAccount: page.OneAccount{Overview: closed, Done: page.DoneClosed}}))
		}
	default:
		return errMalformed
	}
	if err == nil {
		return c.seeOther(done(accountPath(p.id, page.SettingsTab), what))
	}
	a, status, err := m.refusedAccount(c, p, err)
	if err != nil {
		return err
	}
	shown := page.AccountSettings{OneAccount: a, Name: a.Account.Name, Visibility: string(a.Account.Visibility), Reason: reason, Typed: typed}
	switch p.action {
	case page.RenameAccount:
		shown.Name = name
	case page.ChangeVisibility:
		shown.Visibility = visibility
	default: // the name that confirms the closing has a field of its own
		if wrong := a.Refusal.Errors["name"]; wrong != nil {
			shown.Refusal.Errors = page.Errors{"typedName": {{Field: "typedName", Code: wrong[0].Code}}}
		}
	}
	return showSettings(c, status, shown)
}

// accountLogPage is GET /accounts/{id}/log, also as CSV.
func (m managing) accountLogPage(c *call) error {
	q := readPageQuery(c.r)
	a, err := m.accountForPage(c, q)
	if err != nil {
		return err
	}
	shown := page.AccountLog{OneAccount: a, Filter: administration.LogFilter{
		Kind: strings.TrimSpace(q.text("kind")), Actor: strings.TrimSpace(q.text("actor")), From: q.text("from"), To: q.text("to"),
	}}
	if q.text("format") == "csv" {
		return m.exportLog(c, a.Account.ID, shown.Filter, "")
	}
	found, err := m.Log.Read(c.r.Context(), c.person, a.Account.ID, shown.Filter, 0, q.text("cursor"))
	status := http.StatusOK
	if shown.Errors = errorsOf(err); shown.Errors != nil {
		status = c.recordProblem(err).status
	} else if err != nil {
		return err
	}
	shown.Entries = found.Items
	shown.NextURL = nextPage(accountPath(a.Account.ID, page.LogTab), page.LogQuery(shown.Filter), found.Next)
	return c.html(status, page.AccountLogPage(c.reader(), shown))
}
