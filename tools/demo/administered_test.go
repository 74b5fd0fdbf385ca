package demo

import (
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
)

func TestTheAdministratorsAccountHasMembersOfEveryRoleAndThreeLevels(t *testing.T) {
	now := time.Now()
	stored := administered(now)
	if !slices.ContainsFunc(Users, func(u User) bool { return u.Email == administrator && u.Name == "administrator" }) {
		t.Error("the administrator is no user")
	}
	if stored.Account.Visibility != account.Public || administrator.Host() != string(stored.Account.Domain) {
		t.Errorf("the account is %s at %s", stored.Account.Visibility, stored.Account.Domain)
	}
	held, invited := map[account.Role]bool{}, 0
	for _, m := range stored.Members {
		if !m.InForce(now) {
			t.Errorf("%s is not in force", m.Person)
		}
		for _, role := range m.Roles() {
			held[role] = true
		}
		if m.Invited() {
			invited++
		}
	}
	for _, role := range account.Roles() {
		if !held[role] {
			t.Errorf("no member is %s", role)
		}
	}
	deepest := 0
	for _, v := range stored.VirtualAccounts {
		deepest = max(deepest, v.Depth)
	}
	if deepest != 3 || invited == 0 {
		t.Errorf("%d levels, %d invited", deepest, invited)
	}
}
