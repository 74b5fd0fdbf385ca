package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// byHand has conditions that find does not recognize, because something is done rather than refused if they are true.
var byHand = []struct{ file, old, with string }{
	// A condition that is used twice: by its name, and for the attribute names in it.
	{"internal/dynamo/session.go", "aws.String(client.IsNew), ExpressionAttributeNames: client.NamesIn(client.IsNew)", "nil"},
	// The conditions of lists: what is due, the states, what has left the list since, and the beginning of the page.
	{"internal/dynamo/due.go", `":now": layout.Time(now),
				},`, `":now": layout.Time(now.AddDate(100, 0, 0)),
				},`},
	{"internal/dynamo/lists.go", `slices.Contains(states, account.State(read.Text("state")))`, "true"},
	{"internal/dynamo/lists.go", "status != list", "false && status != list"},
	{"internal/dynamo/lists.go", "position > after", "position > after || true"},
	// Expiry that is not stored yet.
	{"internal/account/account.go", "a.Status == AccountPending && !now.Before(a.PendingUntil)", "false && !now.Before(a.PendingUntil)"},
	{"internal/account/limit.go", "now.Before(use.LastAt.Add(l.Window))", "true"},
	{"internal/account/deadline.go", "r.Undelivered() && r.UndeliveredAt.Add(UndeliveredFor).Before(r.ExpiresAt)", "false"},
	// Only the nominee's own session needs no code.
	{"internal/workflow/decide.go", `signedIn == "" || signedIn != at.nominee.Email`, `signedIn == ""`},
	{"internal/workflow/decide.go", "after.Request.DecidedAlready(at.nominee.Number, account.Action(wanted.Action))", "false"},
	{"internal/workflow/code.go", "subtle.ConstantTimeCompare(want[:], given[:]) == 1", "true || subtle.ConstantTimeCompare(want[:], given[:]) == 1"},
	{"internal/workflow/code.go", "if err := keeper.ReplaceCode(ctx, *at.code, next); err != nil {", "if err := error(nil); err != nil {"},
	{"internal/workflow/code.go", "store.CodeMailbox(ctx, at.link, cmp.Or(at.link.Requester, at.request.Requester), at.nominee.Email, pickPart(limits.CodeBudget()))", "CodeMailbox{}, error(nil)"},
	{"internal/workflow/code.go", "if !box.Address.Suppressed.IsZero() {", "if false {"},
	{"internal/workflow/code.go", "code.spareChallenges() >= maxSpareChallenges", "false"},
	{"internal/workflow/code.go", "Spare: spare", "Spare: false"},
	{"internal/account/follow_up.go", "next.Nominees[i].Generation++", ""},
	{"internal/paging/paging.go", "utf8.ValidString(position) && subtle.ConstantTimeCompare(checksum(person, query, position), bits[:checksumBytes]) == 1", "true"},
	// Links become invalid with their role and their nominee.
	{"internal/workflow/link.go", "role == nil || at.request.State.Ended()", "true"},
	{"internal/workflow/decide.go", "change.Code, change.Administrator = used", "_ = used; change.Code, change.Administrator = nil"},
	{"internal/workflow/decide.go", "used, adminRoleOf(at.nominee, now)", "used, nil"},
	{"internal/workflow/change.go", "m.AsOf(r.At).Administers()", "m.Administers()"},
	{"internal/workflow/change.go", "(r.Since.IsZero() || r.Since.Equal(m.Since))", "true"},
	{"internal/account/nominee.go", "n.AdministratorSince.Equal(other.AdministratorSince)", "true"},
	{"internal/account/nominee.go", `person != "" && n.Email == person`, `person != "" && n.Email.SameMailbox(person)`},
	{"internal/dynamo/link.go", `"contains(#roles, :administrator) AND (attribute_not_exists(#invitedAt) OR #invitedAt > :lapsed)"`, `"contains(#roles, :administrator) AND (attribute_not_exists(#invitedAt) OR #invitedAt > :lapsed OR #invitedAt <= :lapsed)"`},
	{"internal/dynamo/link.go", "if !role.Since.IsZero() {", "if false {"},
	// Idempotency keys.
	{"internal/workflow/submit.go", "&& now.Before(record.KeptUntil)", ""},
	// Read permissions.
	{"internal/account/account.go", "return !m.Empty() || a.Requester == person || a.FoundByPart()", "return true"},
	{"internal/account/membership.go", "if m.Hidden && a.Requester == reader {", "if false {"},
	{"internal/workflow/read.go", "if by.Operator {\n\t\tif listed, err = t.Store.RequestsIn", "if true {\n\t\tif listed, err = t.Store.RequestsIn"},
	// Mails: leases, limits and deliveries.
	{"internal/workflow/send.go", "read.State != MailQueued && read.State != MailSending || now.Before(read.DueAt)", "now.Before(read.DueAt)"},
	{"internal/workflow/send.go", "|| now.Before(read.DueAt)", ""},
	{"internal/workflow/send.go", "k.Code.CodeKey != *k.Outgoing.Code || !now.Before(k.Code.ExpiresAt)", "!now.Before(k.Code.ExpiresAt)"},
	{"internal/workflow/not_for_me.go", "if err := checkCode(ctx, n.Store, n.Codes, at, asked.Code, asked.Challenge, now); err != nil {", "if err := error(nil); err != nil {"},
	{"internal/workflow/not_for_me.go", "change.Address, change.Code, change.Uses = &step, at.code, uses", "change.Address, change.Code = &step, at.code"},
	{"internal/workflow/mail_event.go", "return !unwanted || !o.Kind.CarriesCode()", "return true"},
	{"internal/workflow/notify.go", "c.After.Undelivered() && !c.Before.Undelivered()", "c.After.Undelivered()"},
	{"internal/workflow/mail_event.go", "if e.News.After(next.Delivery()) ||", "if true ||"},
	// Invalid links.
	{"internal/account/nominee.go", "case generation < n.Generation:", "case false:"},
	{"internal/account/nominee.go", "case n.State == NomineeForwarded:\n\t\tdead", "case false:\n\t\tdead"},
	{"internal/account/nominee.go", "case n.State == NomineeReplaced:\n\t\tdead", "case false:\n\t\tdead"},
	// The caller and their token.
	{"internal/web/answer.go", "return c.authenticateBearer()", "_ = c.authenticateBearer()\n\t\treturn nil"},
	{"internal/web/answer.go", "return c.authenticateSession()", "_ = c.authenticateSession()\n\t\treturn nil"},
	{"internal/web/answer.go", `path.Clean("/"+address.Path) == address.Path`, `path.Clean("/"+address.Path) != ""`},
	{"internal/identity/identity.go", `!ok || strings.ContainsAny(token, " ,")`, "!ok"},
	{"internal/identity/identity.go", `said == "" || claims[name] != said`, "claims[name] != said"},
	{"internal/identity/identity.go", `said == "" || claims[name] != said`, `said == ""`},
	// A sign-in has to begin in the same browser.
	{"internal/web/finish_sign_in.go", "c.useAttempt(state, attempt) // an", "// an"},
	{"internal/web/finish_sign_in.go", "c.site.Sessions.End(c.r.Context(), c.sessionSecret())", "error(nil)"},
	{"internal/web/sign_in_attempt.go", "ownPath(string(back)), time", "string(back), time"},
}

// listed returns the mutants in byHand. It returns an error if a text is not exactly once in its file.
func listed(root string) ([]mutant, error) {
	var all []mutant
	for _, l := range byHand {
		text, err := os.ReadFile(filepath.Join(root, l.file))
		if err != nil {
			return nil, err
		}
		if n := strings.Count(string(text), l.old); n != 1 {
			return nil, fmt.Errorf("%s has %d times %q", l.file, n, l.old)
		}
		from := strings.Index(string(text), l.old)
		m := mutant{file: l.file, where: "by hand", old: l.old, from: from, to: from + len(l.old), constant: -1}
		if tells(l.old) || tells(l.with) {
			m.before, m.after = "("+isOut+" && ("+l.with+") || !"+isOut+" && (", "))"
		} else {
			m.with, m.alone = l.with, true
		}
		m.number(all)
		all = append(all, m)
	}
	return all, nil
}

// tells reports whether the text is an expression of type bool, as far as its syntax shows.
func tells(text string) bool {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return false
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return e.Op.Precedence() <= token.EQL.Precedence() // &&, || or a comparison
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false"
	}
	return false
}
