package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/web"
)

const invitee = account.Email("invitee@example.edu")

// withInvitee loads an account with one administrator, whom it returns, and adds another one, who has no account of their own.
func (s *system) withInvitee() (id account.ID, administrator account.Email) {
	s.Helper()
	administrator = "boss@acme.com"
	a := account.Account{
		ID: account.NewID(), Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: s.now(),
	}
	s.load(a, account.Membership{Person: administrator, Role: account.SmartAccountAdministrator, Since: s.now()})
	rows := []any{map[string]any{"email": invitee, "role": account.SmartAccountAdministrator}}
	s.json("/v1/accounts/"+string(a.ID)+"/members", map[string]any{"members": rows}, as(administrator)).status(http.StatusOK)
	return a.ID, administrator
}

func (s *system) membership(id account.ID, person account.Email) account.Membership {
	s.Helper()
	m, err := s.table.Member(s.Context(), id, person)
	if err != nil {
		s.Fatal(err)
	}
	return m
}

// signIn signs the person in as a browser does, with the options on the callback.
func (s *system) signIn(person account.Email, options ...func(*http.Request)) response {
	s.Helper()
	s.provider.claims = claimsOf(person)
	state, cookie := s.begin("/")
	a := s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", append(options, cookie)...).status(http.StatusSeeOther)
	s.secrets.add(a.cookie("__Host-session").Value)
	return a
}

func TestAnInvitedPersonIsAConfirmedMemberAfterSigningIn(t *testing.T) {
	s := newSystem(t)
	id, administrator := s.withInvitee()
	own := "/v1/accounts/" + string(id) + "/members/" + string(administrator)
	s.call(http.MethodDelete, own, "", as(administrator)).problem(http.StatusConflict, "last-administrator")
	s.signIn(invitee, header("Accept-Language", "it"))
	if m := s.membership(id, invitee); m.Invited() || m.Language != account.Italian {
		t.Errorf("after the sign-in: %+v", m)
	}
	s.call(http.MethodDelete, own, "", as(administrator)).status(http.StatusNoContent)
}

func TestATokenConfirmsTheInvitationToTheAccountThatItReads(t *testing.T) {
	s := newSystem(t)
	id, _ := s.withInvitee()
	s.call(http.MethodGet, "/v1/accounts/"+string(id), "", as(invitee)).status(http.StatusOK)
	if m := s.membership(id, invitee); m.Invited() {
		t.Errorf("after the call: %+v", m)
	}
}

// unlisted is a store that cannot list invitations.
type unlisted struct{ *dynamo.Table }

func (unlisted) Invitations(context.Context, account.Email, int) ([]account.ID, error) {
	return nil, errors.New("no list of invitations")
}

func TestASignInSucceedsAlthoughItsInvitationsCannotBeConfirmed(t *testing.T) {
	s := newSystem(t)
	id, _ := s.withInvitee()
	s.functions[web.SignInFunction] = web.SignIn(s.site, s.provider, administration.Confirmation{Store: unlisted{s.table}, Now: s.now})
	session := s.signIn(invitee).cookie("__Host-session").Value
	if !strings.Contains(s.logs.String(), "no list of invitations") {
		t.Errorf("the failure is not logged: %s", s.logs)
	}
	if !s.membership(id, invitee).Invited() {
		t.Error("confirmed")
	}
	s.call(http.MethodGet, "/accounts/"+string(id), "", header("Cookie", "__Host-session="+session)).page(http.StatusOK)
	if s.membership(id, invitee).Invited() {
		t.Error("not confirmed by opening the account")
	}
}
