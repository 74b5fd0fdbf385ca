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

// statesPage returns the text of docs/states.md.
func statesPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// rows returns the rows of the page's tables with that many columns, without headings.
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

// actors are the roles that perform each action.
var actors = map[account.Action]string{
	account.Accept: "operator", account.Reject: "operator", account.EndByDispute: "operator",
	account.SendCode: "nominee", account.Approve: "nominee", account.Decline: "nominee", account.Forward: "nominee",
	account.Report: "nominee", account.Withdraw: "requester", account.Resend: "requester", account.Correct: "requester",
	account.Prove: "requester", account.Bounce: "the mail provider", account.Complain: "the mail provider",
	account.Suppress: "the mailer, nominee", account.Reach: "the mail provider, nominee, operator",
	account.Remind: "the schedule", account.Expire: "the schedule",
}

// eventOf is the event that records each action; send-code records none. Taking back a report is another event.
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

// documentedMails returns the six columns of mails. Nominees are mailed only if they decide the request before or
// after the action, operators only if the request can get into review by it.
func documentedMails(from account.State, following []account.State, kind account.EventKind) string {
	told := notices[kind]
	if from != account.PendingApproval && !slices.Contains(following, account.PendingApproval) {
		told.nominees = ""
	}
	if from != account.PendingApproval {
		told.replaced = "" // no link is valid
	}
	if !slices.Contains(following, account.PendingApproval) {
		told.customers = ""
	}
	if from == account.PendingReview || !slices.Contains(following, account.PendingReview) {
		told.operators = ""
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s | %s", orDash(cmp.Or(told.requester, told.unreached)), orDash(told.nominees), orDash(told.replaced), orDash(told.decider), orDash(told.customers), orDash(told.operators))
}

// docs/states.md lists the table of transitions and the table of notices.
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
			t.Errorf("%s is documented but not allowed", cell)
		}
	}
}

// The diagram of docs/states.md has an arrow for each transition, and no other.
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
	wantDrawn(t, 1, want)
}

// wantDrawn compares the arrows of the n-th state diagram of docs/states.md with those wanted: "from to action".
func wantDrawn(t *testing.T, n int, want map[string]bool) {
	t.Helper()
	diagrams := strings.Split(statesPage(t), "stateDiagram-v2")
	if len(diagrams) <= n {
		t.Fatalf("docs/states.md has %d state diagrams", len(diagrams)-1)
	}
	diagram, _, _ := strings.Cut(diagrams[n], "```")
	drawn := map[string]bool{}
	for line := range strings.Lines(diagram) {
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
			t.Errorf("drawn but not allowed: %s", arrow)
		}
	}
}

// The diagram and the table of access requests in docs/states.md have each transition, and no other.
func TestTheStatesDocumentHasEveryTransitionOfAccessRequests(t *testing.T) {
	by := map[account.AccessAction]string{
		account.ApproveAccess: "decider, a rule", account.DeclineAccess: "decider, a rule", account.WithdrawAccess: "requester",
		account.RemindDeciders: "the schedule", account.ExpireAccess: "the schedule",
	}
	drawn := map[string]bool{"[*] pending ask": true}
	listed := map[string]string{"— `ask`": "requester `pending`"}
	for _, state := range account.AccessStates() {
		if state.Ended() {
			drawn[fmt.Sprintf("%s [*] ", state)] = true
		}
		for _, action := range account.AccessActions() {
			if next := state.Following(action); next != "" {
				drawn[fmt.Sprintf("%s %s %s", state, next, action)] = true
				listed[fmt.Sprintf("`%s` `%s`", state, action)] = fmt.Sprintf("%s `%s`", by[action], next)
			}
		}
	}
	wantDrawn(t, 2, drawn)
	const columns = 6
	found := map[string]string{}
	for _, cells := range rows(statesPage(t), columns) {
		found[cells[0]+" "+cells[1]] = cells[2] + " " + cells[3]
	}
	if !maps.Equal(found, listed) {
		t.Errorf("documented %v, want %v", found, listed)
	}
}

// docs/states.md lists the account status of each state.
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

// Each kind of mail is sent by something, and each event of the table of notices exists.
func TestEveryMailKindIsSentForSomeEvent(t *testing.T) {
	sent := map[MailKind]bool{
		CodeMail: true, MailboxCodeMail: true, // requested by their recipients
		DisputeMail: true, SettledMail: true, AppointedMail: true, ProvedMail: true, EndingMail: true, EndingAskedMail: true, // about a dispute, not a request
	}
	for _, kind := range MemberMailKinds() { // the package administration sends them
		sent[kind] = true
	}
	for kind, told := range notices {
		for _, mail := range []MailKind{told.requester, told.unreached, told.nominees, told.replaced, told.decider, told.customers, told.operators} {
			sent[mail] = true
		}
		if !slices.Contains(account.EventKinds(), kind) {
			t.Errorf("unknown event %q", kind)
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

func TestEveryMemberMailHasAConditionToBeSent(t *testing.T) {
	for _, kind := range MemberMailKinds() {
		if memberMails[kind] == nil {
			t.Errorf("%q is missing in the table memberMails", kind)
		}
	}
	if len(memberMails) != len(MemberMailKinds()) {
		t.Errorf("%d kinds of mail to members, and %d in the table memberMails", len(MemberMailKinds()), len(memberMails))
	}
}

// Each kind of mail is solicited or not, and the recipient of an unsolicited one can stop it.
func TestEveryMailKindIsSolicitedOrNot(t *testing.T) {
	for _, kind := range MailKinds() {
		if _, known := solicited[kind]; !known {
			t.Errorf("%q is missing in the table solicited", kind)
		}
		if kind.CarriesLink() && !kind.Unsolicited() {
			t.Errorf("%q asks its recipient to decide, so it is unsolicited", kind)
		}
		if kind.CarriesCode() && kind.Unsolicited() {
			t.Errorf("%q has the code that its recipient requested, so it is solicited", kind)
		}
	}
	if len(solicited) != len(MailKinds()) {
		t.Errorf("%d kinds of mail, and %d in the table solicited", len(MailKinds()), len(solicited))
	}
	// Requesters, deciders and operators solicited the mails of an event; all other recipients did not.
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

func TestTheStatesPageHasTheFiguresOfAccessRequests(t *testing.T) {
	const day = 24 * time.Hour
	page := statesPage(t)
	figure := fmt.Sprintf("%s in %d days, and none in the %d days after a decline", map[int]string{3: "three"}[account.MaxAsks], account.AsksWindow/day, account.AskAgainAfter/day)
	if !strings.Contains(page, figure) {
		t.Errorf("docs/states.md does not say %q", figure)
	}
}

func TestTheStatesPageHasTheFiguresOfMembershipsAndOfClosing(t *testing.T) {
	const day = 24 * time.Hour
	page := statesPage(t)
	for _, figure := range []string{
		fmt.Sprintf("invited -->|%d days pass| lapsed", account.InvitationLifetime/day),
		fmt.Sprintf("removes it %d days after the invitation", account.InvitationLifetime/day),
		fmt.Sprintf("For %d days nobody can request its identifier", account.HeldAfterClosing/day),
	} {
		if !strings.Contains(page, figure) {
			t.Errorf("docs/states.md does not say %q", figure)
		}
	}
}
