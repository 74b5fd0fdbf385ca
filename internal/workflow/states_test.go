package workflow

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"smartaccounts/internal/account"
)

// TestStatesDocumented: docs/states.md says something else than the transition table or the table
// of notices.
func TestStatesDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 6 || !strings.Contains(cells[0], "`") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		documented[cells[0]+" "+cells[1]] = fmt.Sprintf("%s | %s | %s", cells[3], cells[4], cells[5])
	}
	legal := 0
	for _, state := range account.States() {
		for _, action := range account.Actions() {
			cell := fmt.Sprintf("`%s` `%s`", state, action)
			following := state.Following(action)
			if len(following) == 0 {
				if _, said := documented[cell]; said {
					t.Errorf("%s is documented and refused", cell)
				}
				continue
			}
			legal++
			told := notices[eventOf[action]]
			want := fmt.Sprintf("%s | %s | %s", join(following), orDash(told.requester), orDash(told.nominees))
			if documented[cell] != want {
				t.Errorf("%s: documented %q, want %q", cell, documented[cell], want)
			}
		}
	}
	if len(documented) != legal {
		t.Errorf("%d cells documented, %d are legal", len(documented), legal)
	}
}

// eventOf names the event that records an action; send-code leaves none.
var eventOf = map[account.Action]account.EventKind{
	account.Accept: account.EventAccepted, account.Reject: account.EventRejected,
	account.Approve: account.EventApproved, account.Decline: account.EventDeclined,
	account.Forward: account.EventForwarded, account.Withdraw: account.EventWithdrawn,
	account.Resend: account.EventResent, account.Correct: account.EventCorrected,
	account.Expire: account.EventExpired,
}

// TestNoticesUseEveryMail: a kind of mail that no event sends, or an event that is no event.
func TestNoticesUseEveryMail(t *testing.T) {
	sent := map[MailKind]bool{CodeMail: true} // asked for by the nominee, not by an event
	for kind, told := range notices {
		sent[told.requester], sent[told.nominees] = true, true
		found := false
		for _, k := range account.EventKinds() {
			found = found || k == kind
		}
		if !found {
			t.Errorf("%q is no event", kind)
		}
	}
	for _, kind := range MailKinds() {
		if !sent[kind] {
			t.Errorf("no event sends %q", kind)
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
