package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// waitsForName returns the path of an account whose administrator has asked for the name of another one, and their cookie.
func (s *system) waitsForName(name string) (at string, other account.ID, cookie func(*http.Request)) {
	s.Helper()
	at, cookie = s.administered()
	other = s.loadActive("other.com", account.Restricted, "eve@other.com")
	s.followed(s.act(cookie, at+"/settings", "rename", url.Values{"name": {name}, "reason": {"We merged."}}), cookie,
		"The new name waits for an operator.", "Name waiting for an operator", "<bdi>"+name+"</bdi> was requested by <bdi>"+string(ada)+"</bdi>")
	return at, other, cookie
}

const takenName = "Holder of other.com"

func TestAnOperatorAcceptsANameThatWaits(t *testing.T) {
	s := newSystem(t)
	at, other, cookie := s.waitsForName(takenName)
	if page := s.call(http.MethodGet, at+"/settings", "", cookie).status(http.StatusOK); strings.Contains(page.Body.String(), "other.com\"") {
		t.Error("the page names the other account")
	}
	operators := s.signedIn(operator)
	s.call(http.MethodGet, "/reviews", "", operators).page(http.StatusOK, takenName, "/renames/")
	id := strings.TrimPrefix(at, "/accounts/")
	s.call(http.MethodGet, "/inbox", "", operators).page(http.StatusOK, "/renames/"+id)
	shown := s.call(http.MethodGet, "/renames/"+id, "", operators)
	shown.page(http.StatusOK, takenName, "We merged.", "other.com", "Another account has this name", string(ada))
	form := fields("version", "2", "decision", "accept")
	s.form("/renames/"+id, form, operators).page(http.StatusConflict, "This has changed since you opened the page.") // the similar account was not read
	form.Set("similar", string(other))
	s.followed(s.form("/renames/"+id, form, operators), operators, "The name was accepted.")
	s.call(http.MethodGet, at, "", cookie).page(http.StatusOK, takenName)
	s.deliver(workflow.RenameAcceptedMail, ada)
	s.form("/renames/"+id, form, operators).page(http.StatusConflict, "The name no longer waits.", "No names are waiting.")
	s.call(http.MethodGet, "/renames/"+id, "", operators).page(http.StatusNotFound)
}

func TestAnOperatorRejectsANameWithAReason(t *testing.T) {
	s := newSystem(t)
	at, _, cookie := s.waitsForName(takenName)
	path, operators := "/renames/"+strings.TrimPrefix(at, "/accounts/"), s.signedIn(operator)
	s.form(path, fields("version", "2", "decision", "reject"), operators).page(http.StatusUnprocessableEntity, `id="reason-error"`)
	s.form(path, fields("version", "x", "decision", "reject"), operators).status(http.StatusBadRequest)
	s.form(path, fields("version", "2", "decision", "reject", "reason", "Not <yours>."), cookie).status(http.StatusForbidden)
	s.followed(s.form(path, fields("version", "2", "decision", "reject", "reason", "Not yours."), operators), operators, "The name was rejected.")
	s.call(http.MethodGet, at+"/log", "", cookie).page(http.StatusOK, "Not yours.")
	s.deliver(workflow.RenameRejectedMail, ada)
}

func TestAnAdministratorWithdrawsANameThatWaits(t *testing.T) {
	s := newSystem(t)
	at, _, cookie := s.waitsForName(takenName)
	s.followed(s.act(cookie, at+"/settings", "withdraw-rename", url.Values{}), cookie, "The name no longer waits.")
	s.call(http.MethodGet, "/reviews", "", s.signedIn(operator)).page(http.StatusOK, "No names are waiting.")
}

func TestRenamesByTheAPI(t *testing.T) {
	s := newSystem(t)
	s.loadActive("other.com", account.Restricted, "eve@other.com")
	id := s.loadActive("acme.com", account.Public, ada)
	path := "/v1/accounts/" + string(id)
	by := as(ada)
	var overview struct {
		Name        string
		WaitingName *struct{ Name string }
	}
	patch := func(body string) {
		s.call(http.MethodPatch, path, body, by, header("Content-Type", "application/json")).status(http.StatusAccepted).decode(&overview)
	}
	patch(`{"name": "` + takenName + `", "reason": "We merged."}`)
	if overview.Name == takenName || overview.WaitingName == nil || overview.WaitingName.Name != takenName {
		t.Errorf("%+v", overview)
	}
	s.call(http.MethodPost, path+"/withdraw-rename", "", by).status(http.StatusOK)
	s.call(http.MethodPost, path+"/withdraw-rename", "", by).status(http.StatusNotFound)
	patch(`{"name": "` + takenName + `"}`)
	var list struct {
		Items []struct {
			AccountID account.ID
			NewName   string
			Version   int
		}
	}
	s.call(http.MethodGet, "/v1/renames", "", as(operator)).status(http.StatusOK).decode(&list)
	if len(list.Items) != 1 || list.Items[0].NewName != takenName {
		t.Fatalf("%+v", list)
	}
	var one struct {
		Similar []struct{ AccountID account.ID }
	}
	s.call(http.MethodGet, "/v1/renames/"+string(id), "", as(operator)).status(http.StatusOK).decode(&one)
	s.call(http.MethodGet, "/v1/renames/"+string(id), "", by).status(http.StatusForbidden)
	ruling := map[string]any{"decision": "accept", "version": list.Items[0].Version, "similar": []any{}}
	s.json("/v1/renames/"+string(id)+"/settle", ruling, as(operator)).status(http.StatusConflict)
	ruling["similar"] = []any{one.Similar[0].AccountID}
	s.json("/v1/renames/"+string(id)+"/settle", ruling, as(operator)).status(http.StatusOK)
}

func TestAnOperatorReopensAClosedAccount(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()
	s.act(cookie, at+"/settings", "close", url.Values{"typedName": {"Acme acme.com"}}).page(http.StatusOK, "The account was closed.")
	id, operators := strings.TrimPrefix(at, "/accounts/"), s.signedIn(operator)
	s.call(http.MethodGet, "/reviews", "", operators).page(http.StatusOK, "/closed-accounts/"+id)
	s.call(http.MethodGet, "/closed-accounts/"+id, "", operators).page(http.StatusOK, "Acme", string(ada), "Can be reopened until")
	s.form("/closed-accounts/"+id, fields("reason", ""), operators).page(http.StatusUnprocessableEntity, `id="reason-error"`)
	s.form("/closed-accounts/"+id, fields("reason", "x"), cookie).status(http.StatusForbidden)
	s.followed(s.form("/closed-accounts/"+id, fields("reason", "Closed by mistake."), operators), operators, "The account is active again.")
	s.form("/closed-accounts/"+id, fields("reason", "Again."), operators).page(http.StatusConflict, "The account can no longer be reopened.", "No closed account can be reopened.")
	s.call(http.MethodGet, at, "", cookie).page(http.StatusOK, "Active")
	s.deliver(workflow.ReopenedMail, ada)
	s.json("/v1/accounts/"+id+"/reopen", map[string]any{"reason": "Again."}, as(operator)).status(http.StatusConflict)
}
