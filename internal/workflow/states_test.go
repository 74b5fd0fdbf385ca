package workflow

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
)

// statesPage is docs/states.md.
func statesPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// rows returns the page's lines of tables with so many columns, without heads and rulings.
func rows(page string, columns int) [][]string {
	var all [][]string
	for line := range strings.Lines(page) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != columns || !strings.Contains(line, "`") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		all = append(all, cells)
	}
	return all
}

// actors says whose each action is.
var actors = map[account.Action]string{
	account.Accept: "operator", account.Reject: "operator", account.EndByDispute: "operator",
	account.SendCode: "nominee", account.Approve: "nominee", account.Decline: "nominee", account.Forward: "nominee",
	account.Report: "nominee", account.Withdraw: "requester", account.Resend: "requester", account.Correct: "requester",
	account.Prove: "requester", account.Bounce: "the mail provider", account.Complain: "the mail provider",
	account.Suppress: "the mailer, nominee", account.Reach: "the mail provider, nominee, operator",
	account.Remind: "the schedule", account.Expire: "the schedule",
}

// eventOf names the event that records an action; send-code leaves none. A report that is taken back is
// another event.
var eventOf = map[account.Action]account.EventKind{
	account.Accept: account.EventAccepted, account.Reject: account.EventRejected,
	account.Approve: account.EventApproved, account.Decline: account.EventDeclined,
	account.Forward: account.EventForwarded, account.Report: account.EventReported,
	account.Withdraw: account.EventWithdrawn, account.Resend: account.EventResent,
	account.Correct: account.EventCorrected, account.Prove: account.EventProved,
	account.Bounce: account.EventBounced, account.Complain: account.EventComplained,
	account.Suppress: account.EventSuppressed, account.Reach: account.EventReached,
	account.Remind: account.EventReminded, account.Expire: account.EventExpired,
	account.EndByDispute: account.EventEndedByDispute,
}

// documentedMails are the six columns of mails. Nominees are there only where the request is, or comes
// to be, decided by them; operators are told only of what may come to be left to them.
func documentedMails(from account.State, following []account.State, kind account.EventKind) string {
	told := notices[kind]
	if from != account.PendingApproval && !slices.Contains(following, account.PendingApproval) {
		told.nominees = ""
	}
	if from != account.PendingApproval {
		told.replaced = "" // no link lives
	}
	if !slices.Contains(following, account.PendingApproval) {
		told.customers = ""
	}
	if from == account.PendingReview || !slices.Contains(following, account.PendingReview) {
		told.operators = ""
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s | %s", orDash(cmp.Or(told.requester, told.unreached)), orDash(told.nominees), orDash(told.replaced), orDash(told.decider), orDash(told.customers), orDash(told.operators))
}

// TestTheStatesDocumentListsEveryTransition: docs/states.md says something else than the transition table or the table
// of notices.
func TestTheStatesDocumentListsEveryTransition(t *testing.T) {
	documented := map[string]string{}
	for _, cells := range rows(statesPage(t), 10) {
		documented[cells[0]+" "+cells[1]] = strings.Join(cells[2:], " | ")
	}
	submitted := []account.State{account.PendingReview, account.PendingApproval}
	want := map[string]string{"— `submit`": fmt.Sprintf("requester | %s | %s", join(submitted), documentedMails("", submitted, account.EventSubmitted))}
	for _, state := range account.States() {
		for _, action := range account.Actions() {
			if following := state.Following(action); len(following) > 0 {
				want[fmt.Sprintf("`%s` `%s`", state, action)] = fmt.Sprintf("%s | %s | %s",
					actors[action], join(following), documentedMails(state, following, eventOf[action]))
			}
		}
	}
	for cell := range want {
		if documented[cell] != want[cell] {
			t.Errorf("%s: documented %q, want %q", cell, documented[cell], want[cell])
		}
	}
	for cell := range documented {
		if want[cell] == "" {
			t.Errorf("%s is documented and refused", cell)
		}
	}
}

// TestTheStatesDiagramShowsEveryTransition: the drawing of docs/states.md has another arrow than the transition table.
func TestTheStatesDiagramShowsEveryTransition(t *testing.T) {
	want := map[string]bool{"[*] pending_review submit": true, "[*] pending_approval submit": true}
	for _, state := range account.States() {
		if state.Ended() {
			want[fmt.Sprintf("%s [*] ", state)] = true
		}
		for _, action := range account.Actions() {
			for _, next := range state.Following(action) {
				want[fmt.Sprintf("%s %s %s", state, next, action)] = true
			}
		}
	}
	drawn := map[string]bool{}
	for line := range strings.Lines(statesPage(t)) {
		from, rest, is := strings.Cut(strings.TrimSpace(line), " --> ")
		if !is {
			continue
		}
		to, actions, _ := strings.Cut(rest, ": ")
		for action := range strings.SplitSeq(actions, ", ") {
			drawn[fmt.Sprintf("%s %s %s", from, to, action)] = true
		}
	}
	for arrow := range want {
		if !drawn[arrow] {
			t.Errorf("not drawn: %s", arrow)
		}
	}
	for arrow := range drawn {
		if !want[arrow] {
			t.Errorf("drawn and refused: %s", arrow)
		}
	}
}

// TestTheStatesDocumentListsEveryAccountStatus: docs/states.md says something else of the account than the domain.
func TestTheStatesDocumentListsEveryAccountStatus(t *testing.T) {
	documented := map[string]string{}
	for _, cells := range rows(statesPage(t), 2) {
		documented[cells[0]] = cells[1]
	}
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	reason := account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}}
	asked := account.Route{Nominees: []account.Nominee{{Email: "ann@acme.com"}}}
	submit := func(route account.Route) account.Request {
		r, _ := account.Submit(account.Submission{Requester: "partner@example.com", Domain: "acme.com"}, route, "r", "a", now, account.Terms{Lifetime: time.Hour})
		return r
	}
	approved, _, _, err := submit(asked).Approve(1, account.Restricted, "", "v", now)
	each := []account.Request{submit(reason), submit(asked), approved, submit(asked).AsOf(now.Add(time.Hour))}
	declined, _, declineErr := submit(asked).Decline(1, "no", now)
	rejected, _, rejectErr := submit(reason).Reject(account.Person{Email: "o@example.org", Operator: true}, account.Route{}, "no", now)
	withdrawn, _, withdrawErr := submit(asked).Withdraw(now)
	for _, err := range []error{err, declineErr, rejectErr, withdrawErr} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{}
	for _, r := range append(each, declined, rejected, withdrawn) {
		want[fmt.Sprintf("`%s`", r.State)] = fmt.Sprintf("`%s`", r.Account.Status)
	}
	if len(want) != len(account.States()) || !maps.Equal(documented, want) {
		t.Errorf("documented %v, want %v", documented, want)
	}
}

// TestEveryMailKindIsSentForSomeEvent: a kind of mail that nothing sends, or an event that is no event.
func TestEveryMailKindIsSentForSomeEvent(t *testing.T) {
	sent := map[MailKind]bool{
		CodeMail: true, MailboxCodeMail: true, // asked for by their readers
		DisputeMail: true, SettledMail: true, AppointedMail: true, ProvedMail: true, EndingMail: true, EndingAskedMail: true, // about a dispute, which is no request
	}
	for kind, told := range notices {
		for _, mail := range []MailKind{told.requester, told.unreached, told.nominees, told.replaced, told.decider, told.customers, told.operators} {
			sent[mail] = true
		}
		if !slices.Contains(account.EventKinds(), kind) {
			t.Errorf("%q is no event", kind)
		}
	}
	for _, kind := range MailKinds() {
		if !sent[kind] {
			t.Errorf("nothing sends %q", kind)
		}
	}
}

func join(states []account.State) string {
	quoted := make([]string, len(states))
	for i, s := range states {
		quoted[i] = "`" + string(s) + "`"
	}
	return strings.Join(quoted, ", ")
}

func orDash(kind MailKind) string {
	if kind == "" {
		return "—"
	}
	return "`" + string(kind) + "`"
}

// Fails when nobody has said of a kind of mail whether its reader asked for it, or one who did not cannot stop it.
func TestEveryMailKindIsSolicitedOrNot(t *testing.T) {
	for _, kind := range MailKinds() {
		if _, known := solicited[kind]; !known {
			t.Errorf("did the reader of %q ask for it?", kind)
		}
		if kind.CarriesLink() && !kind.Unsolicited() {
			t.Errorf("%q asks its reader to decide, who did not ask for that", kind)
		}
		if kind.CarriesCode() && kind.Unsolicited() {
			t.Errorf("%q brings the code that its reader asked for", kind)
		}
	}
	if len(solicited) != len(MailKinds()) {
		t.Errorf("%d kinds, and %d whose readers are known", len(MailKinds()), len(solicited))
	}
	// Whoever an event concerns without their doing did not ask; requesters, deciders and operators did.
	for event, told := range notices {
		for kind, want := range map[MailKind]bool{
			told.nominees: true, told.replaced: true, told.customers: true, told.requester: false, told.unreached: false, told.decider: false, told.operators: false,
		} {
			if kind != "" && kind.Unsolicited() != want {
				t.Errorf("%s by %s: unasked %t, want %t", kind, event, kind.Unsolicited(), want)
			}
		}
	}
}
