package administration_test

import (
	"fmt"
	"testing"

	"smartaccounts/internal/account"
)

func TestTheAccountShowsEachReaderWhatTheyMaySee(t *testing.T) {
	for visibility, seen := range map[account.Visibility]map[account.Person]string{
		account.Public: {
			owner:    "[owner@acme.com] [Default EMEA Other] 5 members, Smart Account Administrator",
			clerk:    "[owner@acme.com] [Default EMEA Other] 5 members, Smart Account User",
			manager:  "[owner@acme.com] [Default EMEA Other] 0 members, Virtual Account Administrator",
			local:    "[owner@acme.com] [Default EMEA Other] 0 members, Virtual Account User",
			stranger: "[owner@acme.com] [Default EMEA Other] 0 members, none",
			asker:    "[owner@acme.com] [Default EMEA Other] 0 members, none",
		},
		account.Restricted: {
			viewer:   "[owner@acme.com] [Default EMEA Other] 5 members, Smart Account Viewer",
			manager:  "[owner@acme.com] [EMEA] 0 members, Virtual Account Administrator",
			local:    "[owner@acme.com] [Secret] 0 members, Virtual Account User",
			stranger: "[] [] 0 members, none",
			asker:    "[owner@acme.com] [Default EMEA Other] 0 members, none",
		},
	} {
		t.Run(string(visibility), func(t *testing.T) {
			h := newTree(t, visibility)
			for by, want := range seen {
				o, err := h.settings().Read(t.Context(), by, h.id)
				h.must(err)
				names, role := []string{}, account.Role("none")
				for _, n := range o.VirtualAccounts {
					names = append(names, n.Name)
				}
				if len(o.Access) > 0 {
					role = o.Access[0]
				}
				wantEqual(t, string(by.Email), fmt.Sprintf("%v %v %d members, %s", o.Administrators, names, o.Members, role), want)
				wantEqual(t, "version", o.Version, h.version())
				wantEqual(t, "own membership", o.Membership.Empty(), role == "none")
			}
			_, err := h.settings().Read(t.Context(), outsider, h.id)
			wantError(t, "a person without any role", err, account.ErrForbidden)
			_, err = h.settings().Read(t.Context(), stranger, account.NewID())
			wantError(t, "an unknown account", err, account.ErrNotFound)
		})
	}
}
