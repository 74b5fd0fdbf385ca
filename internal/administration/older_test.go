package administration_test

import (
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/maintenance"
)

// newOlder returns an account as an older release stored it: bob is a User of a Virtual Account that his role does not name.
func newOlder(t *testing.T) *harness {
	t.Helper()
	h := newHarness(t, account.Membership{Person: bob, VirtualRoles: []account.VirtualRole{{Role: account.VirtualAccountUser, WithNested: true}}})
	if err := h.store.MakeOlder(t.Context(), h.id); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *harness) virtuals() administration.VirtualAccounts {
	return administration.VirtualAccounts{Store: h.store, Now: h.clock}
}

// inspected repairs the table until nothing is wrong, as fsck does, and returns the checks that found something.
func (h *harness) inspected() (checks []string) {
	h.Helper()
	for found := true; found; {
		found = false
		_, err := h.store.Inspect(h.Context(), h.now, true, func(f maintenance.Finding) {
			if checks = append(checks, string(f.Check)); !f.Mended {
				h.Fatalf("not repaired: %+v", f)
			}
			found = true
		})
		if err != nil {
			h.Fatal(err)
		}
	}
	slices.Sort(checks)
	return slices.Compact(checks)
}

// placeOf returns the name of the Virtual Account on which bob has a role, as ann sees it.
func (h *harness) placeOf(person account.Email) string {
	h.Helper()
	m, _, err := h.people().One(h.Context(), by(ann), h.id, person)
	if err != nil || len(m.VirtualRoles) != 1 {
		h.Fatalf("%+v: %v", m, err)
	}
	return m.Names[m.VirtualRoles[0].VirtualAccount]
}

func TestAnAccountOfAnOlderReleaseIsReadAndChanged(t *testing.T) {
	h := newOlder(t)
	if got := h.listed(ann); !slices.Equal(got, []account.Email{ann, bob, eve}) {
		t.Errorf("members %v", got)
	}
	page, err := h.virtuals().List(t.Context(), by(ann), h.id, "", 0, "")
	if err != nil || len(page.Items) != 3 {
		t.Errorf("Virtual Accounts %+v: %v", page.Items, err)
	}
	if _, err := h.people().Remove(t.Context(), by(ann), h.id, ann, 0); err == nil {
		t.Error("the last administrator leaves")
	}
	h.wantOutcome(h.add(ann, row("dan@acme.com", user))[0], administration.RowAdded, "")
	a, _, err := h.store.Standing(t.Context(), h.id, ann)
	if err != nil || a.Version != 2 || a.Members != 4 || a.Administrators != 1 || a.VirtualAccounts != 4 || a.DefaultVirtual != h.at["Default"] {
		t.Errorf("after the first change: %+v, %v", a, err)
	}
	entries, _, err := h.store.Log(t.Context(), h.id, time.Time{}, time.Time{}, "", 10)
	if err != nil || len(entries) != 2 {
		t.Errorf("log %+v: %v", entries, err)
	}
}

func TestARoleThatNamesNoVirtualAccountFollowsTheDefaultOneUntilTheRepair(t *testing.T) {
	h := newOlder(t)
	if got := h.placeOf(bob); got != "Default" {
		t.Errorf("at first bob has a role on %s", got)
	}
	makeDefault := func(name string) {
		t.Helper()
		if _, _, err := h.virtuals().Change(t.Context(), by(ann), h.id, h.at[name], administration.VirtualForm{Default: new(true)}, 0); err != nil {
			t.Fatal(err)
		}
	}
	makeDefault("Support")
	if got := h.placeOf(bob); got != "Support" {
		t.Errorf("without the repair bob has a role on %s", got)
	}
	if checks := h.inspected(); !slices.Contains(checks, "role-without-virtual-account") {
		t.Errorf("found %v", checks)
	}
	makeDefault("Default")
	if got := h.placeOf(bob); got != "Support" {
		t.Errorf("after the repair bob has a role on %s", got)
	}
	if checks := h.inspected(); len(checks) > 0 {
		t.Errorf("after the repair: %v", checks)
	}
}
