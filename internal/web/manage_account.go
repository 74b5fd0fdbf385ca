package web

import (
	"net/http"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// Managing has the use cases of the manage-account function's routes.
type Managing struct {
	Settings administration.Settings
	People   administration.People
	Virtual  administration.VirtualAccounts
	Log      administration.Log
	Asking   accessrequest.Asking
	Deciding accessrequest.Deciding
	Reading  accessrequest.Reading
	Ruling   accessrequest.Ruling
}

// managing handles these routes.
type managing struct{ Managing }

// ManageAccount returns the handler of the manage-account function.
func ManageAccount(site Site, use Managing) http.Handler {
	m := managing{use}
	return site.mux(ManageAccountFunction, map[string]handler{
		"GET /accounts/{id}":                              m.accountPage,
		"POST /accounts/{id}":                             m.takeAccountForm,
		"GET /accounts/{id}/people":                       m.peoplePage,
		"POST /accounts/{id}/people":                      m.takePeopleForm,
		"GET /accounts/{id}/virtual-accounts":             m.virtualAccountsPage,
		"POST /accounts/{id}/virtual-accounts":            m.takeVirtualForm,
		"GET /accounts/{id}/access-requests":              m.accountAccessPage,
		"GET /accounts/{id}/rules":                        m.rulesPage,
		"POST /accounts/{id}/rules":                       m.takeRuleForm,
		"GET /access-requests":                            m.ownAccessPage,
		"GET /access-requests/new":                        m.askPage,
		"POST /access-requests/new":                       m.takeAskForm,
		"GET /access-requests/{id}":                       m.accessRequestPage,
		"POST /access-requests/{id}":                      m.takeAccessForm,
		"GET /accounts/{id}/log":                          m.accountLogPage,
		"GET /accounts/{id}/settings":                     m.accountSettingsPage,
		"POST /accounts/{id}/settings":                    m.takeSettingsForm,
		"GET /v1/accounts/{id}":                           m.getAccount,
		"GET /v1/accounts/{id}/members":                   m.listMembers,
		"POST /v1/accounts/{id}/members":                  m.addMembers,
		"GET /v1/accounts/{id}/members/{email}":           m.getMember,
		"PUT /v1/accounts/{id}/members/{email}":           m.changeMember,
		"DELETE /v1/accounts/{id}/members/{email}":        m.removeMember,
		"GET /v1/accounts/{id}/virtual-accounts":          m.listVirtualAccounts,
		"POST /v1/accounts/{id}/virtual-accounts":         m.createVirtualAccount,
		"GET /v1/accounts/{id}/virtual-accounts/{vid}":    m.getVirtualAccount,
		"PATCH /v1/accounts/{id}":                         m.changeAccount,
		"POST /v1/accounts/{id}/close":                    m.closeAccount,
		"POST /v1/accounts/{id}/withdraw-rename":          m.withdrawRename,
		"PATCH /v1/accounts/{id}/virtual-accounts/{vid}":  m.changeVirtualAccount,
		"DELETE /v1/accounts/{id}/virtual-accounts/{vid}": m.deleteVirtualAccount,
		"GET /v1/accounts/{id}/log":                       m.readLog,
		"GET /v1/accounts/{id}/rules":                     m.getRules,
		"PUT /v1/accounts/{id}/rules":                     m.putRules,
		"GET /v1/access-requests":                         m.listAccessRequests,
		"POST /v1/access-requests":                        m.askForAccess,
		"GET /v1/access-requests/{id}":                    m.getAccessRequest,
		"POST /v1/access-requests/{id}/decision":          m.decideAccess,
		"POST /v1/access-requests/{id}/withdraw":          m.withdrawAccess,
	})
}

// pathID returns the id in the path, or ErrNotFound if it has another form.
func (c *call) pathID() (account.ID, error) {
	id, ok := account.ParseID(c.r.PathValue("id"))
	if !ok {
		return "", account.ErrNotFound
	}
	return id, nil
}
