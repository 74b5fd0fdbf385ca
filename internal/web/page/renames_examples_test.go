package page

import (
	"github.com/a-h/templ"

	"smartaccounts/internal/account"
)

// waitingRename returns an active account with a new name that waits for an operator.
func waitingRename() OneRename {
	var n OneRename
	n.Account = account.Account{ID: id("a1"), Name: "Acme", Domain: "acme.com", Status: account.AccountActive}
	n.Waiting = &account.WaitingRename{Name: "Ironbridge Analytics", Why: account.RenameSameName, By: "ada@acme.com", At: asked, Reason: "We merged.", Version: 4}
	n.Administrators = []account.Email{"ada@acme.com", "bob@acme.com"}
	n.Similar = []account.Likeness{{AccountID: id("a2"), Name: "Ironbridge Analytics Ltd", Domain: "ironbridge.com"}}
	n.Approved = account.ApprovedName{Name: "Acme Widgets", At: asked}
	return n
}

// waitingName returns the account with a name that waits for an operator.
func waitingName(a OneAccount) OneAccount {
	a.Waiting = waitingRename().Waiting
	return a
}

// closedAccount returns an account that its administrators have closed.
func closedAccount() OneClosed {
	var c OneClosed
	c.Account = account.Account{ID: id("a1"), Name: "Acme", Domain: "acme.com", Status: account.AccountCancelled}
	c.ClosedAt = asked
	c.Administrators = []account.Email{"ada@acme.com"}
	return c
}

// renameExamples returns the pages where operators decide about renames and closed accounts, by name.
func renameExamples(operator Reader) map[string]templ.Component {
	rename := func(change func(*OneRename)) templ.Component {
		n := waitingRename()
		change(&n)
		return RenamePage(operator, n)
	}
	renameRefused := func(f FormRefusal) templ.Component {
		f.Form = SettleRename
		return rename(func(n *OneRename) { n.Reason, n.Refusal = "Another company is known by it.", f })
	}
	closed := func(change func(*OneClosed)) templ.Component {
		c := closedAccount()
		change(&c)
		return ClosedPage(operator, c)
	}
	noReason := Errors{"reason": wrong("reason", account.FieldRequired)}
	return map[string]templ.Component{
		"rename":       rename(func(*OneRename) {}),
		"rename-wrong": rename(func(n *OneRename) { n.Refusal = FormRefusal{Form: SettleRename, Errors: noReason} }),
		"rename-unfamiliar": rename(func(n *OneRename) {
			n.Waiting.Why, n.Waiting.Reason, n.Similar, n.Approved.Name = account.RenameUnfamiliar, "", nil, n.Name
		}),
		"rename-changed": renameRefused(FormRefusal{Why: RefusedChanged}),
		"rename-own":     renameRefused(FormRefusal{Why: RefusedOwn}),
		"rename-busy":    renameRefused(FormRefusal{Busy: true}),
		"rename-hostile": rename(func(n *OneRename) {
			n.Name, n.Domain, n.Approved.Name, n.Reason = hostile, hostile, hostile+" before", hostile
			n.Waiting = &account.WaitingRename{Name: hostile, Why: account.RenameSameName, By: hostile, At: asked, Reason: hostile, Version: 4}
			n.Administrators = []account.Email{hostile}
			n.Similar = []account.Likeness{{AccountID: hostile, Name: hostile, Domain: hostile}}
		}),
		"closed":       closed(func(*OneClosed) {}),
		"closed-wrong": closed(func(c *OneClosed) { c.Refusal = FormRefusal{Form: ReopenAccount, Errors: noReason} }),
		"closed-busy": closed(func(c *OneClosed) {
			c.Reason, c.Refusal = "Closed by mistake.", FormRefusal{Form: ReopenAccount, Busy: true}
		}),
		"closed-hostile": closed(func(c *OneClosed) {
			c.Name, c.Domain, c.Reason, c.Administrators = hostile, hostile, hostile, []account.Email{hostile}
		}),
		"reviews-rename-accepted": ReviewsPage(operator, Reviews{Done: DoneRenameAccepted}),
		"reviews-rename-rejected": ReviewsPage(operator, Reviews{Done: DoneRenameRejected}),
		"reviews-rename-gone":     ReviewsPage(operator, Reviews{Refusal: FormRefusal{Form: SettleRename, Why: RefusedGone}}),
		"reviews-not-closed":      ReviewsPage(operator, Reviews{Refusal: FormRefusal{Form: ReopenAccount, Why: RefusedNotClosed}}),
		"reviews-reopened":        ReviewsPage(operator, Reviews{Done: DoneReopened}),
	}
}
