package administration_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// entries returns the kinds of all entries, from pages of that size.
func (t *tree) entries(by account.Person, f administration.LogFilter, limit int) (kinds []account.LogKind) {
	t.Helper()
	cursor := ""
	for range 2000 {
		page, err := t.log().Read(t.Context(), by, t.id, f, limit, cursor)
		t.must(err)
		for _, e := range page.Items {
			kinds = append(kinds, e.Kind)
		}
		if cursor = page.Next; cursor == "" {
			return kinds
		}
	}
	t.Fatal("the log does not end")
	return nil
}

func TestTheLogIsFilteredAndPaged(t *testing.T) {
	h := newTree(t, account.Public)
	all := h.entries(owner, administration.LogFilter{}, 100)
	wantEqual(t, "entries", len(all), 9) // the account, six Virtual Accounts, two members
	added := []account.LogKind{account.LogMemberAdded, account.LogMemberAdded}
	for _, limit := range []int{1, 2, 3, 8} {
		wantList(t, "paged", h.entries(owner, administration.LogFilter{}, limit), all)
		wantList(t, "paged by kind", h.entries(viewer, administration.LogFilter{Kind: "member-added", Actor: "OWNER@acme.com"}, limit), added)
	}
	wantEqual(t, "of another actor", len(h.entries(owner, administration.LogFilter{Actor: "system"}, 0)), 0)
	today, tomorrow := h.now.Format(time.DateOnly), h.now.AddDate(0, 0, 1).Format(time.DateOnly)
	wantList(t, "of the day", h.entries(owner, administration.LogFilter{From: today, To: today}, 3), all[:8])
	wantEqual(t, "of the next day", len(h.entries(owner, administration.LogFilter{From: tomorrow}, 0)), 0)
	page, err := h.log().Read(t.Context(), owner, h.id, administration.LogFilter{}, 3, "")
	h.must(err)
	third := page.Items[2].At.Format(time.RFC3339)
	wantList(t, "until an instant", h.entries(owner, administration.LogFilter{To: third}, 2), all[2:])
	wantList(t, "from an instant", h.entries(owner, administration.LogFilter{From: third}, 2), all[:3])
	_, err = h.log().Read(t.Context(), viewer, h.id, administration.LogFilter{}, 3, page.Next)
	wantField(t, "a cursor of another reader", err, "cursor", account.FieldNotAllowed)
	for field, f := range map[string]administration.LogFilter{"kind": {Kind: "renamed"}, "actor": {Actor: "nobody"}, "from": {From: "yesterday"}, "to": {To: "2026-13-01"}} {
		_, err := h.log().Read(t.Context(), owner, h.id, f, 0, "")
		if err == nil || !strings.Contains(err.Error(), field+":") {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestANewEntryDoesNotShiftThePagesOfTheLog(t *testing.T) {
	h := newTree(t, account.Public)
	all := h.entries(owner, administration.LogFilter{}, 100)
	page, err := h.log().Read(t.Context(), owner, h.id, administration.LogFilter{}, 3, "")
	h.must(err)
	h.create("New", "", account.Public)
	page, err = h.log().Read(t.Context(), owner, h.id, administration.LogFilter{}, 100, page.Next)
	h.must(err)
	wantEqual(t, "entries on the second page", len(page.Items), len(all)-3)
}

func TestTheLogIsReadByThoseWhoMayAndInTheirPartsOnly(t *testing.T) {
	h := newTree(t, account.Public)
	for by, want := range map[account.Person]error{
		owner: nil, viewer: nil, manager: nil,
		clerk: account.ErrForbidden, local: account.ErrForbidden, stranger: account.ErrForbidden, asker: account.ErrForbidden, outsider: account.ErrForbidden,
	} {
		_, err := h.log().Read(t.Context(), by, h.id, administration.LogFilter{}, 0, "")
		wantError(t, string(by.Email), err, want)
	}
	h.change("Germany", administration.VirtualForm{ParentID: ptr(string(h.ids["Other"]))})
	var told []string
	page, err := h.log().Read(t.Context(), manager, h.id, administration.LogFilter{}, 0, "")
	h.must(err)
	for _, e := range page.Items {
		told = append(told, fmt.Sprint(e.Kind, " ", e.Detail[account.LogVirtualAccount], " ", e.Before[account.LogParent], ">", e.After[account.LogParent]))
	}
	wantList(t, "entries", told, []string{
		"virtual-account-moved Germany EMEA>", // where it went they may not know
		"virtual-account-created Vault >Secret",
		"virtual-account-created Secret >EMEA",
		"virtual-account-created Berlin >Germany",
		"virtual-account-created Germany >EMEA",
		"virtual-account-created EMEA >",
	})
	restricted := newTreeOf(t, account.Restricted)
	_, err = restricted.log().Read(t.Context(), stranger, restricted.id, administration.LogFilter{}, 0, "")
	wantError(t, "a stranger to a Restricted account", err, account.ErrNotFound)
}

func TestTheLogAsCSVHasNoFormulas(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 1, 9, 0, 0, 0, time.FixedZone("", 7200))
	var b strings.Builder
	err := administration.WriteLog(&b, []account.LogEntry{
		{At: at, Kind: account.LogRenamed, Actor: "=cmd@acme.com", Detail: map[string]string{"reason": "two\nlines, \"quoted\""}, Before: map[string]string{"name": "=1+1", "visibility": "public"}},
		{At: at, Kind: account.LogClosed, Actor: "+owner@acme.com", After: map[string]string{"-x": "y"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "rows", fmt.Sprintf("%q", rows), fmt.Sprintf("%q", [][]string{
		{"at", "kind", "actor", "detail", "before", "after"},
		{"2026-06-01T07:00:00Z", "account-renamed", "'=cmd@acme.com", "reason: two\nlines, \"quoted\"", "name: =1+1; visibility: public", ""},
		{"2026-06-01T07:00:00Z", "account-closed", "'+owner@acme.com", "", "", "'-x: y"},
	}))
}
