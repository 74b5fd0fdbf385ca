package demo

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// User is a user of a local stack.
type User struct {
	Name     string // the name in `make token USER=` and .local/stack.json
	FullName string
	Email    account.Email
	Operator bool
	Works    string // the role in stack.json
}

// Users has the users of the demo. The domains of their addresses have no account, so that each can request one with the
// defaults of the form; except for the administrator, who administers the account of theirs.
var Users = []User{
	{Name: "partner", FullName: "Paola Partner", Email: "partner@example.com", Works: "partner"},
	{Name: "partner2", FullName: "Pedro Partner", Email: "partner2@example.net", Works: "partner"},
	{Name: "reseller", FullName: "Rita Reseller", Email: reseller, Works: "partner with requests in every status"},
	{Name: "operator", FullName: "Olga Operator", Email: "operator@example.org", Operator: true, Works: "operator"},
	{Name: "administrator", FullName: "Ada Administrator", Email: administrator, Works: "Smart Account Administrator"},
	{Name: "outsider", FullName: "Otto Outsider", Email: "outsider@example.edu", Works: "none"},
}

// employers has an account with a role for each user except the administrator and the outsider, so that they may use the system.
var employers = []struct {
	name   string
	domain account.Domain
	person account.Email
	role   account.Role
}{
	{"Harbour Lane Resale", "harbourlane-resale.com", "partner@example.com", account.SmartAccountUser},
	{"Two Rivers Distribution", "tworivers-distribution.com", "partner2@example.net", account.VirtualAccountViewer},
	{"Open Sea Resale", "opensea-resale.com", reseller, account.SmartAccountUser},
	{"Account Review Office", "account-review-office.org", "operator@example.org", account.SmartAccountViewer},
}

// Accounts returns the accounts without a history: the given number of companies, and those of the users.
func Accounts(companies int, now time.Time) []workflow.StoredAccount {
	list := Companies(companies, now)
	for _, e := range employers {
		a := account.Account{
			ID: account.NewID(), Name: e.name, Domain: e.domain, Status: account.AccountActive, Visibility: account.Restricted,
			CreatedAt: now.Add(-365 * 24 * time.Hour).Truncate(time.Second), Requester: account.Email("orders@" + resellers[0]), RequestID: account.NewID(),
		}
		first := account.VirtualAccount{
			ID: account.NewID(), AccountID: a.ID, Depth: 1, Name: account.DefaultVirtualAccountName, Visibility: account.Public,
			Default: true, CreatedAt: a.CreatedAt,
		}
		user := member(a, e.person, e.role)
		for i := range user.VirtualRoles {
			user.VirtualRoles[i].VirtualAccount = first.ID
			first.Members++
		}
		list = append(list, workflow.StoredAccount{
			Account:         a,
			Members:         []account.Membership{member(a, account.Email("licences@"+string(e.domain)), account.SmartAccountAdministrator), user},
			VirtualAccounts: []account.VirtualAccount{first},
		})
	}
	return list
}
