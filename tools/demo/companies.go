package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/companies"
)

// mailboxes has the local parts of administrators' addresses. Every company has the first.
var mailboxes = []string{"licences", "it", "procurement", "m.rossi", "a.tanaka", "office"}

// Companies returns the given number of active accounts, with the same names each time. One in six is Restricted. All have
// an administrator and a default Virtual Account, some have more of each.
func Companies(number int, now time.Time) []workflow.StoredAccount {
	chance := rand.New(rand.NewPCG(1, 2)) // a fixed seed
	taken := map[account.Domain]bool{}
	list := make([]workflow.StoredAccount, 0, number)
	for i := 0; len(list) < number; i++ {
		c := companies.Countries[i%len(companies.Countries)]
		name, trade := pick(chance, c.Names), pick(chance, c.Trades)
		host := fmt.Sprintf("%s-%s.%s", name.Latin, trade.Latin, pick(chance, c.Suffixes))
		domain, err := account.ParseDomain(host)
		if err != nil || taken[domain] {
			if domain, err = account.ParseDomain(fmt.Sprintf("%s-%s%d.%s", name.Latin, trade.Latin, 2+chance.IntN(98), pick(chance, c.Suffixes))); err != nil || taken[domain] {
				continue
			}
		}
		taken[domain] = true
		visibility := account.Public
		if chance.IntN(6) == 0 {
			visibility = account.Restricted
		}
		list = append(list, company(chance, fmt.Sprintf(c.Pattern, name.Name, trade.Name, pick(chance, c.Forms)), domain, visibility, now))
	}
	return list
}

func company(chance *rand.Rand, name string, domain account.Domain, visibility account.Visibility, now time.Time) workflow.StoredAccount {
	const oldest = 900 // days
	since := now.Add(-time.Duration(chance.IntN(oldest*24)+24) * time.Hour).Truncate(time.Second)
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive,
		Visibility: visibility, CreatedAt: since, Requester: account.Email("orders@" + pick(chance, resellers)), RequestID: account.NewID(),
	}
	stored := workflow.StoredAccount{Account: a}
	for i, box := range mailboxes {
		if i == 0 || chance.IntN(4) == 0 {
			stored.Members = append(stored.Members, member(a, account.Email(box+"@"+string(domain)), account.SmartAccountAdministrator))
		}
	}
	for i, name := range []string{account.DefaultVirtualAccountName, "Production", "Laboratory"} {
		if i == 0 || chance.IntN(5) == 0 {
			stored.VirtualAccounts = append(stored.VirtualAccounts, account.VirtualAccount{
				ID: account.NewID(), AccountID: a.ID, Name: name, Default: i == 0, CreatedAt: since,
			})
		}
	}
	return stored
}

// resellers has the domains of the requesters of the companies' accounts.
var resellers = []string{"reseller-one.com", "reseller-two.com"}

func member(a account.Account, person account.Email, roles ...account.Role) account.Membership {
	return account.Membership{AccountID: a.ID, Person: person, Since: a.CreatedAt}.Given(roles...)
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }
