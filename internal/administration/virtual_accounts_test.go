package administration_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

func ptr[T any](v T) *T { return &v }

var (
	wholeTree = []string{"1 Default", "1 EMEA", "2 Germany", "3 Berlin", "2 Secret", "3 Vault", "1 Other"}
	openTree  = []string{"1 Default", "1 EMEA", "2 Germany", "3 Berlin", "1 Other"}
)

func TestEachReaderSeesTheTreeDepthFirstAsFarAsTheirRolesReach(t *testing.T) {
	for visibility, want := range map[account.Visibility]map[account.Person][]string{
		account.Public: {
			owner: wholeTree, viewer: wholeTree, clerk: wholeTree,
			manager:  wholeTree, // theirs is all that is Restricted
			local:    {"1 Default", "1 EMEA", "2 Germany", "3 Berlin", "2 Secret", "1 Other"},
			stranger: openTree, asker: openTree,
		},
		account.Restricted: {
			owner: wholeTree, viewer: wholeTree, clerk: wholeTree,
			manager: {"1 EMEA", "2 Germany", "3 Berlin", "2 Secret", "3 Vault"},
			local:   {"1 Secret"},
			asker:   openTree,
		},
	} {
		t.Run(string(visibility), func(t *testing.T) {
			h := newTree(t, visibility)
			for by, names := range want {
				for _, limit := range []int{0, 1, 2, 3} {
					wantList(t, fmt.Sprintf("%s in pages of %d", by.Email, limit), h.list(by, "", limit), names)
				}
			}
			_, err := h.virtuals().List(t.Context(), outsider, h.id, "", 0, "")
			wantError(t, "a person without any role", err, account.ErrForbidden)
			_, err = h.virtuals().List(t.Context(), stranger, account.NewID(), "", 0, "")
			wantError(t, "an unknown account", err, account.ErrNotFound)
			if visibility == account.Restricted {
				_, err = h.virtuals().List(t.Context(), stranger, h.id, "", 0, "")
				wantError(t, "a stranger", err, account.ErrNotFound)
			}
		})
	}
}

func TestAReaderLearnsNothingOfWhatTheyDoNotSee(t *testing.T) {
	h := newTree(t, account.Public)
	one := func(by account.Person, name string) (administration.Node, error) {
		n, _, err := h.virtuals().One(t.Context(), by, h.id, h.ids[name])
		return n, err
	}
	for by, hidden := range map[account.Person][]string{stranger: {"Secret", "Vault"}, local: {"Vault"}, asker: {"Secret", "Vault"}} {
		for _, name := range hidden {
			_, err := one(by, name)
			wantError(t, string(by.Email)+" reads "+name, err, account.ErrNotFound)
			_, err = h.virtuals().List(t.Context(), by, h.id, h.ids[name], 0, "")
			wantError(t, string(by.Email)+" lists "+name, err, account.ErrNotFound)
		}
	}
	restricted := newTreeOf(t, account.Restricted)
	secret, _, err := restricted.virtuals().One(t.Context(), local, restricted.id, restricted.ids["Secret"])
	h.must(err)
	wantEqual(t, "parent", secret.ParentID, "")
	wantEqual(t, "depth", secret.Depth, 1)
	wantList(t, "path", secret.Path, []string{"Secret"})
	wantEqual(t, "children that they see", secret.Children, 0)
	wantEqual(t, "members", secret.Members, 0)
	for by, children := range map[account.Person]int{stranger: 1, manager: 2, owner: 2} {
		emea, err := one(by, "EMEA")
		h.must(err)
		wantEqual(t, "children of EMEA for "+string(by.Email), emea.Children, children)
	}
	wantList(t, "below EMEA", h.list(stranger, h.ids["EMEA"], 1), []string{"2 Germany"})
	wantList(t, "below EMEA", h.list(owner, h.ids["EMEA"], 1), []string{"2 Germany", "2 Secret"})
	berlin, err := one(owner, "Berlin")
	h.must(err)
	wantList(t, "path", berlin.Path, []string{"EMEA", "Germany", "Berlin"})
	wantEqual(t, "depth", berlin.Depth, 3)
	wantList(t, "may do", berlin.MayDo, []account.Permission{account.CreateVirtualAccounts, account.EditVirtualAccounts, account.MoveVirtualAccounts, account.DeleteVirtualAccounts})
	emea, err := one(manager, "EMEA")
	h.must(err)
	wantList(t, "may do at the own one", emea.MayDo, []account.Permission{account.CreateVirtualAccounts})
}

func TestAChangeOfAVirtualAccountThatAReaderSeesIsForbiddenUnlessTheirRoleAllowsIt(t *testing.T) {
	h := newTree(t, account.Public)
	form := administration.VirtualForm{Description: ptr("new")}
	change := func(by account.Person, name string) error {
		_, _, err := h.virtuals().Change(t.Context(), by, h.id, h.ids[name], form, 0)
		return err
	}
	for _, c := range []struct {
		by   account.Person
		name string
		want error
	}{
		{owner, "EMEA", nil},
		{viewer, "EMEA", account.ErrForbidden},
		{clerk, "Secret", account.ErrForbidden},
		{manager, "Vault", nil},
		{manager, "EMEA", account.ErrForbidden},
		{manager, "Other", account.ErrForbidden},
		{local, "Secret", account.ErrForbidden},
		{stranger, "EMEA", account.ErrForbidden},
		{owner, "nowhere", account.ErrNotFound},
	} {
		wantError(t, fmt.Sprintf("%s changes %s", c.by.Email, c.name), change(c.by, c.name), c.want)
		_, err := h.virtuals().Delete(t.Context(), c.by, h.id, h.ids[c.name], 0)
		if c.want != nil {
			wantError(t, fmt.Sprintf("%s deletes %s", c.by.Email, c.name), err, c.want)
		}
	}
	for _, c := range []struct {
		by     account.Person
		parent string
		want   error
	}{{viewer, "", account.ErrForbidden}, {manager, "", account.ErrForbidden}, {manager, "Other", account.ErrForbidden}, {manager, "EMEA", nil}, {local, "Secret", account.ErrForbidden}} {
		_, _, err := h.virtuals().Create(t.Context(), c.by, h.id, administration.VirtualForm{Name: ptr("New"), ParentID: ptr(string(h.ids[c.parent]))}, 0)
		wantError(t, fmt.Sprintf("%s creates below %q", c.by.Email, c.parent), err, c.want)
	}
	_, _, err := h.virtuals().Change(t.Context(), manager, h.id, h.ids["Berlin"], administration.VirtualForm{ParentID: ptr(string(h.ids["Other"]))}, 0)
	wantError(t, "moved out of the own part", err, account.ErrForbidden)
	_, _, err = h.virtuals().Change(t.Context(), manager, h.id, h.ids["Berlin"], administration.VirtualForm{Default: ptr(true)}, 0)
	wantError(t, "made default although the former one is not theirs", err, account.ErrForbidden)
}

func TestARestrictedAccountsTreeCannotBeChangedByStrangersWhoCannotKnowOfIt(t *testing.T) {
	h := newTree(t, account.Restricted)
	_, _, err := h.virtuals().Create(t.Context(), stranger, h.id, administration.VirtualForm{Name: ptr("New")}, 0)
	wantError(t, "create", err, account.ErrNotFound)
	_, _, err = h.virtuals().Change(t.Context(), manager, h.id, h.ids["Berlin"], administration.VirtualForm{ParentID: ptr(string(h.ids["Other"]))}, 0)
	wantField(t, "a parent that they do not see", err, "parentId", account.FieldUnknown)
}

func TestAChangeOfAVirtualAccountIsOneEntryOfTheLog(t *testing.T) {
	h := newTree(t, account.Public)
	before := h.version()
	form := administration.VirtualForm{Name: ptr("Deutschland"), Visibility: ptr("restricted"), ParentID: ptr(string(h.ids["Other"])), Default: ptr(true)}
	n, version, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids["Germany"], form, before)
	h.must(err)
	wantEqual(t, "version", version, before+1)
	wantEqual(t, "name", n.Name, "Deutschland")
	wantEqual(t, "parent", n.ParentID, h.ids["Other"])
	wantEqual(t, "default", n.Default, true)
	wantList(t, "tree", h.list(owner, "", 0), []string{"1 Default", "1 EMEA", "2 Secret", "3 Vault", "1 Other", "2 Deutschland", "3 Berlin"})
	page, err := h.log().Read(t.Context(), owner, h.id, administration.LogFilter{}, 1, "")
	h.must(err)
	e := page.Items[0]
	wantEqual(t, "kind", e.Kind, account.LogVirtualMoved)
	wantEqual(t, "version of the entry", e.Version, version)
	wantEqual(t, "told before", fmt.Sprint(e.Before), "map[default:Default name:Germany parent:EMEA visibility:public]")
	wantEqual(t, "told after", fmt.Sprint(e.After), "map[default:Deutschland name:Deutschland parent:Other visibility:restricted]")
	_, _, err = h.virtuals().Change(t.Context(), owner, h.id, h.ids["Germany"], form, before)
	wantError(t, "a version that is past", err, account.ErrChanged)
	_, again, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids["Germany"], form, version)
	h.must(err)
	wantEqual(t, "version after the same change", again, version)
	_, _, err = h.virtuals().Change(t.Context(), owner, h.id, h.ids["Germany"], administration.VirtualForm{Default: ptr(false)}, 0)
	wantField(t, "no default", err, "default", account.FieldNotAllowed)
	_, err = h.virtuals().Delete(t.Context(), owner, h.id, h.ids["Germany"], 0)
	wantError(t, "the default one", err, account.ErrIsDefault)
	_, err = h.virtuals().Delete(t.Context(), owner, h.id, h.ids["Default"], 0)
	h.must(err)
}

func TestSiblingsHaveDifferentNames(t *testing.T) {
	h := newTree(t, account.Public)
	_, _, err := h.virtuals().Create(t.Context(), owner, h.id, administration.VirtualForm{Name: ptr(" emea ")}, 0)
	wantError(t, "create", err, account.ErrNameTaken)
	_, _, err = h.virtuals().Change(t.Context(), owner, h.id, h.ids["Other"], administration.VirtualForm{Name: ptr("ＥＭＥＡ")}, 0)
	wantError(t, "rename", err, account.ErrNameTaken)
	h.create("Other", "EMEA", account.Public)
	_, _, err = h.virtuals().Change(t.Context(), owner, h.id, h.ids["Other"], administration.VirtualForm{ParentID: ptr("")}, 0)
	wantError(t, "move", err, account.ErrNameTaken)
	_, _, err = h.virtuals().Change(t.Context(), owner, h.id, h.ids["EMEA"], administration.VirtualForm{Name: ptr("Emea")}, 0)
	h.must(err)
}

func TestAMoveRefusesCyclesAndTooManyLevels(t *testing.T) {
	h := newTree(t, account.Public)
	move := func(name, parent string) error {
		_, _, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids[name], administration.VirtualForm{ParentID: ptr(string(h.ids[parent]))}, 0)
		return err
	}
	wantField(t, "below itself", move("EMEA", "EMEA"), "parentId", account.FieldBelowItself)
	wantField(t, "below what is nested in it", move("EMEA", "Berlin"), "parentId", account.FieldBelowItself)
	parent := "Other"
	for level := 2; level <= 8; level++ {
		name := fmt.Sprint("Level ", level)
		h.create(name, parent, account.Public)
		parent = name
	}
	wantField(t, "three levels below the eighth", move("EMEA", "Level 8"), "parentId", account.FieldTooDeep)
	h.must(move("EMEA", "Level 7"))
	wantEqual(t, "the last", h.list(owner, "", 0)[8], "8 EMEA")
	_, _, err := h.virtuals().Create(t.Context(), owner, h.id, administration.VirtualForm{Name: ptr("New"), ParentID: ptr(string(h.ids["Berlin"]))}, 0)
	wantField(t, "created at level 11", err, "parentId", account.FieldTooDeep)
	_, _, err = h.virtuals().Create(t.Context(), owner, h.id, administration.VirtualForm{ParentID: ptr("x"), Visibility: ptr("secret")}, 0)
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) || len(invalid.Fields) != 3 {
		t.Errorf("three wrong fields: %v", err)
	}
}

func TestOnlyAnEmptyVirtualAccountIsDeleted(t *testing.T) {
	h := newTree(t, account.Public)
	remove := func(name string) error {
		_, err := h.virtuals().Delete(t.Context(), owner, h.id, h.ids[name], 0)
		return err
	}
	wantError(t, "nested", remove("Germany"), account.ErrNotEmpty)
	h.must(remove("Berlin"))
	h.must(remove("Germany"))
	h.must(remove("Vault"))
	wantError(t, "a role on it", remove("Secret"), account.ErrNotEmpty)
	wantError(t, "deleted before", remove("Vault"), account.ErrNotFound)
}

func TestTwoMovesAtOnceMakeNoCycle(t *testing.T) {
	h := newTree(t, account.Public)
	for round := range 10 {
		a, b := fmt.Sprint("A", round), fmt.Sprint("B", round)
		h.create(a, "", account.Public)
		h.create(b, "", account.Public)
		errs := h.atOnce(
			func() error {
				_, _, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids[a], administration.VirtualForm{ParentID: ptr(string(h.ids[b]))}, 0)
				return err
			},
			func() error {
				_, _, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids[b], administration.VirtualForm{ParentID: ptr(string(h.ids[a]))}, 0)
				return err
			},
		)
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("want one move refused: %v", errs)
		}
		wantField(t, "the other", errors.Join(errs...), "parentId", account.FieldBelowItself)
	}
}

func TestAVirtualAccountIsNotDeletedWhileOneIsCreatedBelow(t *testing.T) {
	h := newTree(t, account.Public)
	for round := range 10 {
		parent, name := fmt.Sprint("P", round), "Child"
		h.create(parent, "", account.Public)
		errs := h.atOnce(
			func() error { _, err := h.virtuals().Delete(t.Context(), owner, h.id, h.ids[parent], 0); return err },
			func() error {
				_, _, err := h.virtuals().Create(t.Context(), owner, h.id, administration.VirtualForm{Name: &name, ParentID: ptr(string(h.ids[parent]))}, 0)
				return err
			},
		)
		deleted, created := errs[0] == nil, errs[1] == nil
		switch {
		case deleted == created:
			t.Fatalf("want one refused: %v", errs)
		case deleted:
			wantField(t, "created below a deleted one", errs[1], "parentId", account.FieldUnknown)
		default:
			wantError(t, "deleted although not empty", errs[0], account.ErrNotEmpty)
		}
	}
}

func TestOneOfTwoSiblingsWithTheSameNameIsCreatedAtOnce(t *testing.T) {
	h := newTree(t, account.Public)
	for round := range 10 {
		create := func() error {
			_, _, err := h.virtuals().Create(t.Context(), owner, h.id, administration.VirtualForm{Name: ptr(fmt.Sprint("New ", round))}, 0)
			return err
		}
		errs := h.atOnce(create, create)
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("want one refused: %v", errs)
		}
		wantError(t, "the other", errors.Join(errs...), account.ErrNameTaken)
	}
}

func TestTheDefaultOneIsExactlyOneAlsoIfTwoAreMadeDefaultAtOnce(t *testing.T) {
	h := newTree(t, account.Public)
	makeDefault := func(name string) func() error {
		return func() error {
			_, _, err := h.virtuals().Change(t.Context(), owner, h.id, h.ids[name], administration.VirtualForm{Default: ptr(true)}, 0)
			return err
		}
	}
	for _, err := range h.atOnce(makeDefault("EMEA"), makeDefault("Other"), makeDefault("Berlin")) {
		h.must(err)
	}
	page, err := h.virtuals().List(t.Context(), owner, h.id, "", 100, "")
	h.must(err)
	defaults := 0
	for _, n := range page.Items {
		if n.Default {
			defaults++
		}
	}
	wantEqual(t, "default ones", defaults, 1)
}

// atOnce runs the functions at the same time, and returns their errors.
func (t *tree) atOnce(all ...func() error) []error {
	errs := make([]error, len(all))
	var running sync.WaitGroup
	for n, f := range all {
		running.Go(func() { errs[n] = f() })
	}
	running.Wait()
	return errs
}

// A page is full, and its cursor names only what the reader sees, however many others are among them.
func TestTheCursorOfATreeNamesOnlyWhatTheReaderSees(t *testing.T) {
	h := newTree(t, account.Public)
	for n := range 130 {
		h.create(fmt.Sprintf("Hidden %03d", n), "", account.Restricted)
		h.create(fmt.Sprintf("Below %03d", n), "EMEA", account.Restricted)
	}
	h.create("Zeta", "EMEA", account.Public)
	for _, c := range []struct {
		parent account.ID
		want   []string
	}{
		{h.ids["EMEA"], []string{"Germany", "Zeta"}},
		{"", []string{"Default", "EMEA", "Germany", "Berlin", "Zeta", "Other"}},
	} {
		var names []string
		for cursor := ""; ; {
			page, err := h.virtuals().List(t.Context(), stranger, h.id, c.parent, 1, cursor)
			h.must(err)
			if len(page.Items) != 1 {
				t.Errorf("below %q: a page has %d Virtual Accounts after %v", c.parent, len(page.Items), names)
			}
			for _, n := range page.Items {
				names = append(names, n.Name)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
			bits, err := base64.RawURLEncoding.DecodeString(cursor)
			h.must(err)
			for name, id := range h.ids {
				hidden := strings.HasPrefix(name, "Hidden") || strings.HasPrefix(name, "Below") || name == "Secret" || name == "Vault"
				if hidden && (bytes.Contains(bits, []byte(id)) || bytes.Contains(bits, []byte(name))) {
					t.Errorf("the cursor after %v names %s", names, name)
				}
			}
		}
		wantList(t, "listed below "+string(c.parent), names, c.want)
	}
}

func TestChildrenCountsWhatTheReaderSees(t *testing.T) {
	for _, visibility := range []account.Visibility{account.Public, account.Restricted} {
		t.Run(string(visibility), func(t *testing.T) {
			h := newTree(t, visibility)
			for _, by := range []account.Person{owner, viewer, clerk, manager, local, asker} {
				page, err := h.virtuals().List(t.Context(), by, h.id, "", 100, "")
				h.must(err)
				below := map[account.ID]int{}
				for _, n := range page.Items {
					below[n.ParentID]++
				}
				for _, n := range page.Items {
					wantEqual(t, string(by.Email)+" counts below "+n.Name, n.Children, below[n.ID])
					one, _, err := h.virtuals().One(t.Context(), by, h.id, n.ID)
					h.must(err)
					wantEqual(t, string(by.Email)+" counts below one, "+n.Name, one.Children, below[n.ID])
				}
			}
		})
	}
}
