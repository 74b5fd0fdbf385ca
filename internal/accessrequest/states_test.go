package accessrequest_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// The table of access requests in docs/states.md says who is mailed after each action.
func TestTheStatesDocumentSaysWhoIsMailedAboutAccessRequests(t *testing.T) {
	page, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t, account.Public)
	_, _, err = f.people().Add(t.Context(), ada, f.id, administration.Addition{Silent: true, Rows: []administration.Row{{Email: "bob@acme.com", Role: "Smart Account Administrator"}}})
	f.must(err)
	f.must(f.people().Confirm(t.Context(), account.Person{Email: "bob@acme.com"}, f.id))
	f.mailed()
	withdraw := func(r account.AccessRequest) {
		_, err := f.asking().Withdraw(t.Context(), account.Person{Email: r.By}, r.ID)
		f.must(err)
	}
	schedule := func(account.AccessRequest) {
		_, err := f.ends().Do(t.Context())
		f.must(err)
	}
	for _, c := range []struct {
		action account.AccessAction
		do     func(account.AccessRequest)
	}{
		{account.WithdrawAccess, withdraw},
		{account.DeclineAccess, func(r account.AccessRequest) { _, err := f.decline(ada, r); f.must(err) }},
		{account.RemindDeciders, func(r account.AccessRequest) {
			f.now = r.RemindAt
			schedule(r)
			told := f.mailed()
			withdraw(r)
			f.seen = map[account.ID]bool{}
			f.mailed()
			f.wantListed(string(page), "`pending`", string(account.RemindDeciders), told)
		}},
		{account.ExpireAccess, func(r account.AccessRequest) {
			f.now = r.ExpiresAt
			schedule(r)
		}},
		{account.ApproveAccess, func(r account.AccessRequest) { _, err := f.approve(ada, r, nil); f.must(err) }},
	} {
		by := account.Person{Email: account.Email(string(c.action) + "@acme.com")}
		r := f.mustAsk(by, user)
		f.wantListed(string(page), "—", "ask", f.mailed())
		c.do(r)
		if c.action != account.RemindDeciders {
			f.wantListed(string(page), "`pending`", string(c.action), f.mailed())
		}
	}
}

// wantListed compares the mails after an action with the row of the table. Those to members who did not act are in its last column.
func (f *fixture) wantListed(page, state, action string, mails []string) {
	f.Helper()
	requester, administrators := "—", "—"
	for _, told := range mails {
		kind, to, _ := strings.Cut(told, " ")
		if strings.HasPrefix(to, action+"@") || to != "ada@acme.com" && to != "bob@acme.com" {
			requester = "`" + kind + "`"
		} else {
			administrators = "`" + kind + "`"
		}
	}
	row := fmt.Sprintf("| %s | `%s` |", state, action)
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, row) {
			if want := fmt.Sprintf(" %s | %s |", requester, administrators); !strings.HasSuffix(strings.TrimSpace(line), want) {
				f.Errorf("%s: documented %s, mailed %v", action, line, mails)
			}
			return
		}
	}
	f.Errorf("docs/states.md has no row for %s", action)
}
