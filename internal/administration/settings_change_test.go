package administration_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// set changes the settings as the owner.
func (t *tree) set(form administration.SettingsForm) (administration.Overview, error) {
	o, _, err := t.settings().Change(t.Context(), owner, t.id, form, 0)
	return o, err
}

func TestAdministratorsRenameTheAccountAndChangeItsVisibilityInOneEntryOfTheLog(t *testing.T) {
	h := newTree(t, account.Public)
	before := h.version()
	form := administration.SettingsForm{Name: ptr("Acme Verdi"), Visibility: ptr("restricted"), Reason: "a merger"}
	for by, want := range map[account.Person]error{viewer: account.ErrForbidden, clerk: account.ErrForbidden, manager: account.ErrForbidden, stranger: account.ErrForbidden} {
		_, _, err := h.settings().Change(t.Context(), by, h.id, form, 0)
		wantError(t, string(by.Email), err, want)
	}
	_, _, err := h.settings().Change(t.Context(), owner, h.id, form, before-1)
	wantError(t, "a version that is past", err, account.ErrChanged)
	o, err := h.set(form)
	h.must(err)
	wantEqual(t, "name", o.Account.Name, "Acme Verdi")
	wantEqual(t, "visibility", o.Account.Visibility, account.Restricted)
	wantEqual(t, "version", o.Version, before+1)
	page, err := h.log().Read(t.Context(), owner, h.id, administration.LogFilter{}, 1, "")
	h.must(err)
	e := page.Items[0]
	wantEqual(t, "entry", fmt.Sprint(e.Kind, " ", e.Actor, " ", e.Detail, e.Before, e.After),
		"account-renamed owner@acme.com map[reason:a merger] map[name:Acme Rossi visibility:public] map[name:Acme Verdi visibility:restricted]")
	o, err = h.set(form)
	h.must(err)
	wantEqual(t, "version after the same change", o.Version, before+1)
	_, err = h.set(administration.SettingsForm{Name: ptr("x"), Visibility: ptr("secret")})
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) || len(invalid.Fields) != 2 {
		t.Errorf("two wrong fields: %v", err)
	}
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Acme 2")})))
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Acme 3")})))
	_, err = h.set(administration.SettingsForm{Name: ptr("Acme 4")})
	var many *account.TooMany
	if !errors.As(err, &many) {
		t.Errorf("the fourth rename: %v", err)
	}
	h.must(second(h.set(administration.SettingsForm{Visibility: ptr("public")})))
}

// second returns the error of a call.
func second[T any](_ T, err error) error { return err }

func TestANameLikeThatOfAnotherLiveAccountIsNotTaken(t *testing.T) {
	h := newTree(t, account.Public)
	h.waits("PARTNER")                                                          // of partner.com
	h.must(second(h.set(administration.SettingsForm{Name: ptr("ACME ROSSI")}))) // its own
}

func TestTheOtherAdministratorsAreMailedWhenTheVisibilityChanges(t *testing.T) {
	h := newTree(t, account.Public)
	h.join(account.Membership{Person: "second@acme.com", Role: account.SmartAccountAdministrator, Language: account.Italian})
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Acme Verdi")})))
	h.must(second(h.set(administration.SettingsForm{Visibility: ptr("restricted")})))
	due, err := h.table.OverdueMails(t.Context(), h.now.Add(day), 100)
	h.must(err)
	var told []string
	for _, id := range due {
		m, err := h.table.Outgoing(t.Context(), id)
		h.must(err)
		told = append(told, fmt.Sprint(m.Kind, " ", m.To, " ", m.Language, " ", m.Visibility))
	}
	wantList(t, "mails", told, []string{"visibility-changed second@acme.com it restricted"})
}

// approved is a store in which each account's request was approved at that time.
type approved struct {
	store
	at time.Time
}

func (a approved) Request(context.Context, account.ID) (account.Request, error) {
	return account.Request{State: account.Approved, Decision: &account.Decision{At: a.at}}, nil
}

func TestSoonAfterItsApprovalAnAccountKeepsAWordOfTheApprovedName(t *testing.T) {
	h := newTree(t, account.Public)
	h.store = approved{h.store, h.now.Add(-day)}
	h.waits("Verdi Group")
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Rossi Group")})))
	h.waits("Verdi Group") // it shares a word with the present name, not with the approved one
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Acme Group")})))
	h.now = h.now.Add(account.FamiliarFor)
	h.must(second(h.set(administration.SettingsForm{Name: ptr("Verdi Group")})))
}

func TestOneOfTwoAccountsTakesANameAtOnce(t *testing.T) {
	h := newTree(t, account.Public)
	other := &tree{T: t, store: h.store, table: h.table, now: h.now, id: account.NewID(), ids: map[string]account.ID{}}
	other.load(account.Account{ID: other.id, Name: "Beta", Domain: "beta.com", Visibility: account.Public, Requester: asker.Email}, owner.Email)
	waiting := make([]bool, 2)
	rename := func(n int, of *tree) func() error {
		return func() (err error) {
			_, waiting[n], err = of.settings().Change(t.Context(), owner, of.id, administration.SettingsForm{Name: ptr("Gamma")}, 0)
			return err
		}
	}
	for _, err := range h.atOnce(rename(0, h), rename(1, other)) {
		h.must(err)
	}
	if waiting[0] == waiting[1] {
		t.Fatalf("want one to wait: %v", waiting)
	}
}

func TestAnAccountIsClosedByAnAdministratorWhoTypesItsName(t *testing.T) {
	h := newTree(t, account.Public)
	_, err := h.settings().Close(t.Context(), viewer, h.id, "Acme Rossi", 0)
	wantError(t, "a Viewer", err, account.ErrForbidden)
	_, err = h.settings().Close(t.Context(), owner, h.id, "Acme", 0)
	wantField(t, "another name", err, "name", account.FieldNotAllowed)
	o, err := h.settings().Close(t.Context(), owner, h.id, "acme  ROSSI", 0)
	h.must(err)
	wantEqual(t, "status", o.Account.Status, account.AccountCancelled)
	for by, want := range map[account.Person]error{owner: account.ErrForbidden, stranger: account.ErrNotFound, asker: nil} {
		_, err := h.settings().Read(t.Context(), by, h.id)
		if by == owner && errors.Is(err, account.ErrNotFound) {
			continue // their row of the account follows within seconds
		}
		wantError(t, string(by.Email), err, want)
	}
	_, err = h.set(administration.SettingsForm{Name: ptr("Acme Verdi")})
	wantError(t, "a change afterwards", err, account.ErrNotFound)
}
