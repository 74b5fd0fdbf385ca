package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
)

// Every route that changes an account takes the version that the caller has read, and returns the next one.
func TestEveryWriteOfAnAccountTakesTheVersionItIsBasedOn(t *testing.T) {
	owner, number := as(memberNamed("SAA")), 0
	for _, route := range web.Routes() {
		if route.Key() == "POST /v1/accounts/{id}/reopen" {
			continue // operators do not read the version of a closed account, and nothing else changes it
		}
		if !strings.HasPrefix(route.Key()[len(route.Method)+1:], "/v1/accounts/{id}") || route.Method == http.MethodGet {
			continue
		}
		t.Run(route.Key(), func(t *testing.T) {
			var call string
			if route.Key() == "POST /v1/accounts/{id}/withdraw-rename" {
				call = route.Key()
			}
			for _, r := range readAccountPermissions(t) {
				who := slices.Index(accountCallers, "SAA")
				if call == "" && r.block == "public" && routeOf(r.call) == route.Key() && strings.HasSuffix(r.cells[who], "*") {
					call = r.call
				}
			}
			if call == "" {
				t.Fatal("no call of the table of permissions changes an account by this route")
			}
			number++
			s := newSystem(t)
			sc := s.accountScene("public", 0)
			if strings.HasSuffix(call, "withdraw-rename") {
				s.loadActive("other.com", account.Restricted, "eve@other.com")
				s.call(http.MethodPatch, sc.at(""), `{"name":"`+takenName+`"}`, owner, header("Content-Type", "application/json")).status(http.StatusAccepted)
				sc.version = s.storedVersion(sc)
			}
			try := func(by func(*http.Request), tags ...string) response {
				return accountCalls[call](s, sc, func(r *http.Request) {
					by(r)
					for _, tag := range tags {
						r.Header.Add("If-Match", tag)
					}
				})
			}
			for _, never := range [][]string{{`"1"`}, {`"999"`}, {`W/"` + sc.version + `"`}, {`"0` + sc.version + `"`}, {`""`}, {`"x"`}, {`"1"`, `"` + sc.version + `"`}, {`"1", "2"`}} {
				if got := try(owner, never...); got.Code != http.StatusPreconditionFailed {
					t.Errorf("If-Match %q answered %d: %s", never, got.Code, got.Body)
				} else {
					got.problem(http.StatusPreconditionFailed, "changed-meanwhile")
				}
			}
			for _, malformed := range []string{"", sc.version, `"` + sc.version, sc.version + `"`, `w/"1"`, `"1""2"`, `"1",`, `*, "1"`, "\"1\t\""} {
				fields := try(owner, malformed).problem(http.StatusUnprocessableEntity, "invalid-input")
				if !slices.Equal(fields, []string{"If-Match: not-allowed"}) {
					t.Errorf("If-Match %q: %v", malformed, fields)
				}
			}
			if got := try(as(partner2), `"1"`); got.Code != http.StatusForbidden {
				t.Errorf("a stranger with an old version is answered %d", got.Code)
			}
			if now := s.storedVersion(sc); now != sc.version {
				t.Fatalf("a refused call made the version %s of %s", now, sc.version)
			}
			done := try(owner, `"`+sc.version+`"`)
			now := s.storedVersion(sc)
			if done.Code/100 != 2 || now == sc.version {
				t.Errorf("the current version answered %d, and the version is %s after %s: %s", done.Code, now, sc.version, done.Body)
			}
			if got := done.Header().Get("ETag"); got != `"`+now+`"` {
				t.Errorf("the ETag is %s, and the version %s", got, now)
			}
		})
	}
	if number == 0 {
		t.Error("no route changes an account")
	}
}

// A change that another caller makes between the rows does not stop those that follow; one before the first does.
func TestTheVersionOfAListOfMembersIsThatBeforeTheFirstRow(t *testing.T) {
	s := newSystem(t)
	sc := s.accountScene("public", 0)
	owner := as(memberNamed("SAA"))
	body := `{"members":[{"email":"one@new.fr","role":"Smart Account User"},{"email":"not an address","role":"Smart Account User"},{"email":"two@new.fr","role":"Smart Account User"}]}`
	added := s.json(sc.at("/members"), body, owner, header("If-Match", `"`+sc.version+`"`)).status(http.StatusOK)
	if got := strings.Count(added.Body.String(), `"outcome":"added"`); got != 2 {
		t.Errorf("%d rows were added: %s", got, added.Body)
	}
	s.json(sc.at("/members"), body, owner, header("If-Match", `"`+sc.version+`"`)).problem(http.StatusPreconditionFailed, "changed-meanwhile")
	again := s.json(sc.at("/members"), body, owner, header("If-Match", added.Header().Get("ETag"))).status(http.StatusOK)
	if got := strings.Count(again.Body.String(), `"outcome":"unchanged"`); got != 2 || again.Header().Get("ETag") != added.Header().Get("ETag") {
		t.Errorf("%d rows are unchanged at %s after %s: %s", got, again.Header().Get("ETag"), added.Header().Get("ETag"), again.Body)
	}
}
