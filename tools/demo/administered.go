package demo

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// administrator is the user who administers an account.
const administrator account.Email = "administrator@northgate-instruments.com"

// virtualNode is a Virtual Account with those nested below it.
type virtualNode struct {
	name, description string
	visibility        account.Visibility
	members           map[account.Email]account.Role // with a role on it and on what is nested below
	below             []virtualNode
}

// northgate is the tree of the administrator's account.
var northgate = []virtualNode{
	{name: account.DefaultVirtualAccountName, visibility: account.Public},
	{
		name: "Europe", description: "All European sites.", visibility: account.Public,
		members: map[account.Email]account.Role{"europe@northgate-instruments.com": account.VirtualAccountAdministrator},
		below: []virtualNode{
			{
				name: "Italy", visibility: account.Public,
				members: map[account.Email]account.Role{"italia@northgate-instruments.com": account.VirtualAccountUser},
				below: []virtualNode{
					{name: "Milan plant", description: "Calibration and repair.", visibility: account.Public},
					{name: "Turin laboratory", description: "Prototypes.", visibility: account.Restricted},
				},
			},
			{
				name: "Norway", visibility: account.Public,
				members: map[account.Email]account.Role{"norge@northgate-instruments.com": account.VirtualAccountViewer},
			},
		},
	},
	{name: "Asia", visibility: account.Public},
}

// administered returns the administrator's account: Public, at the domain of their address, with members of every role,
// one of them invited, and Virtual Accounts on three levels.
func administered(now time.Time) workflow.StoredAccount {
	since := now.Add(-200 * day).Truncate(time.Second)
	a := account.Account{
		ID: account.NewID(), Name: "Northgate Instruments", Domain: "northgate-instruments.com", Status: account.AccountActive,
		Visibility: account.Public, CreatedAt: since, Requester: account.Email("orders@" + resellers[0]), RequestID: account.NewID(),
	}
	invited := member(a, "auditor@northgate-instruments.com", account.SmartAccountViewer)
	invited.Since = now.Add(-2 * day).Truncate(time.Second)
	invited.InvitedAt, invited.AddedBy = invited.Since, account.Actor(administrator)
	stored := workflow.StoredAccount{Account: a, Members: []account.Membership{
		member(a, administrator, account.SmartAccountAdministrator),
		member(a, "licences@northgate-instruments.com", account.SmartAccountUser),
		member(a, "finance@northgate-instruments.com", account.SmartAccountViewer),
		invited,
	}}
	plant(&stored, northgate, account.VirtualAccount{})
	return stored
}

// plant adds the Virtual Accounts below the parent, and their members.
func plant(stored *workflow.StoredAccount, nodes []virtualNode, parent account.VirtualAccount) {
	for _, n := range nodes {
		v := account.VirtualAccount{
			ID: account.NewID(), AccountID: stored.Account.ID, ParentID: parent.ID, Depth: parent.Depth + 1, Name: n.name,
			Description: n.description, Visibility: n.visibility, Default: n.name == account.DefaultVirtualAccountName,
			Children: len(n.below), Members: len(n.members), CreatedAt: stored.Account.CreatedAt,
		}
		stored.VirtualAccounts = append(stored.VirtualAccounts, v)
		for person, role := range n.members {
			stored.Members = append(stored.Members, account.Membership{
				AccountID: v.AccountID, Person: person, Since: v.CreatedAt,
				VirtualRoles: []account.VirtualRole{{VirtualAccount: v.ID, Role: role, WithNested: true}},
			})
		}
		plant(stored, n.below, v)
	}
}
