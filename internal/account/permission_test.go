package account

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// tree is Sales, EMEA below it and Italy below that.
func tree() (sales, emea, italy, support Lineage) {
	a, b, c, d := VirtualAccount{ID: "sales", Name: "Sales", Default: true}, VirtualAccount{ID: "emea", Name: "EMEA"}, VirtualAccount{ID: "italy", Name: "Italy"}, VirtualAccount{ID: "support", Name: "Support"}
	return Lineage{a}, Lineage{b, a}, Lineage{c, b, a}, Lineage{d}
}

func memberOn(role Role, nested bool) Membership {
	if role.OnWhole() {
		return Membership{Role: role}
	}
	return Membership{VirtualRoles: []VirtualRole{{VirtualAccount: "emea", Role: role, WithNested: nested}}}
}

// wantPermissions is the table of the rules, written down a second time: what a role on the whole account, or on EMEA with what is nested
// there, may do in the whole account (W), at EMEA (E) and at Italy, which is nested in it (I). Sales is above, Support beside it.
var wantPermissions = map[Permission]map[Role]string{
	ReadAccount: {
		SmartAccountAdministrator: "WSEIU", SmartAccountUser: "WSEIU", SmartAccountViewer: "WSEIU",
		VirtualAccountAdministrator: "WSEIU", VirtualAccountUser: "WSEIU", VirtualAccountViewer: "WSEIU",
	},
	ReadVirtualAccounts: {
		SmartAccountAdministrator: "WSEIU", SmartAccountUser: "WSEIU", SmartAccountViewer: "WSEIU",
		VirtualAccountAdministrator: "EI", VirtualAccountUser: "EI", VirtualAccountViewer: "EI",
	},
	ReadMembers: {
		SmartAccountAdministrator: "WSEIU", SmartAccountUser: "WSEIU", SmartAccountViewer: "WSEIU", VirtualAccountAdministrator: "EI",
	},
	ReadLog:               {SmartAccountAdministrator: "WSEIU", SmartAccountViewer: "WSEIU", VirtualAccountAdministrator: "EI"},
	RenameAccount:         {SmartAccountAdministrator: "WSEIU"},
	ChangeVisibility:      {SmartAccountAdministrator: "WSEIU"},
	CloseAccount:          {SmartAccountAdministrator: "WSEIU"},
	CreateVirtualAccounts: {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "EI"},
	EditVirtualAccounts:   {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "I"},
	MoveVirtualAccounts:   {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "I"},
	DeleteVirtualAccounts: {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "I"},
	AddMembers:            {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "EI"},
	ChangeMembers:         {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "EI"},
	RemoveMembers:         {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "EI"},
	DecideAccessRequests:  {SmartAccountAdministrator: "WSEIU", VirtualAccountAdministrator: "EI"},
	ChangeRules:           {SmartAccountAdministrator: "WSEIU"},
	RequestAccounts: {
		SmartAccountAdministrator: "WSEIU", SmartAccountUser: "WSEIU", SmartAccountViewer: "WSEIU",
		VirtualAccountAdministrator: "WSEIU", VirtualAccountUser: "WSEIU", VirtualAccountViewer: "WSEIU",
	},
}

func TestEachRoleMayDoWhatTheTableSays(t *testing.T) {
	sales, emea, italy, support := tree()
	for _, p := range Permissions() {
		for _, role := range Roles() {
			m := memberOn(role, true)
			var places strings.Builder
			if m.May(p) {
				places.WriteString("W")
			}
			for _, place := range []struct {
				name string
				at   Lineage
			}{{"S", sales}, {"E", emea}, {"I", italy}, {"U", support}} {
				if m.MayAt(p, place.at) {
					places.WriteString(place.name)
				}
			}
			if want, got := wantPermissions[p][role], places.String(); got != want {
				t.Errorf("%s of a %s: in %q, want %q", p, role, got, want)
			}
		}
	}
}

func TestARoleWithoutWhatIsNestedAppliesToItsVirtualAccountAlone(t *testing.T) {
	_, emea, italy, _ := tree()
	m := memberOn(VirtualAccountAdministrator, false)
	if !m.MayAt(ReadMembers, emea) || m.MayAt(ReadMembers, italy) || m.MayAt(EditVirtualAccounts, italy) || m.MayCreateBelow(emea) {
		t.Error("a role without what is nested applies below its Virtual Account")
	}
	nested := VirtualRole{VirtualAccount: "emea", Role: VirtualAccountUser, WithNested: true}
	if m.MayGiveAt(nested, emea) {
		t.Error("a role with what is nested is given by who has none")
	}
	if nested.WithNested = false; !m.MayGiveAt(nested, emea) || m.MayGiveAt(nested, italy) {
		t.Error("a role on the own Virtual Account alone cannot be given, or can be given elsewhere")
	}
}

// extents says in the documentation where a permission applies.
var extents = map[Extent]string{Whole: "whole account", OwnParts: "own parts", BelowOwn: "below own parts", Anywhere: "yes", "": ""}

func TestTheDocumentedPermissionsAreThoseOfTheTable(t *testing.T) {
	var want strings.Builder
	want.WriteString("| |")
	for _, r := range Roles() {
		fmt.Fprintf(&want, " %s |", r)
	}
	want.WriteString("\n|---|" + strings.Repeat("---|", len(Roles())) + "\n")
	for _, p := range Permissions() {
		fmt.Fprintf(&want, "| `%s` |", p)
		for _, r := range Roles() {
			want.WriteString(strings.TrimRight(" "+extents[r.ExtentOf(p)], " ") + " |")
		}
		want.WriteString("\n")
	}
	const file = "../../docs/permissions.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), want.String()) {
		t.Errorf("%s does not have the table\n%s", file, want.String())
	}
}
