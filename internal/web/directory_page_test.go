package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// A page ignores a filter that does not exist, which the API refuses.
func TestTheDirectoryPageIsFilteredByStateAndAccess(t *testing.T) {
	s := newSystem(t)
	s.submit("waiting.com")
	s.submitToReview("review.com")
	gone := s.submit("gone.com")
	s.json("/v1/account-requests/"+gone.ID+"/withdraw", map[string]any{}, as(partner)).status(http.StatusOK)
	cookie := s.signedIn(partner)
	domains := []string{"waiting.com", "review.com", "gone.com"}
	for _, c := range []struct{ query, selected, want string }{
		{"", "", "waiting.com review.com gone.com"},
		{"?status=pending", "pending", "waiting.com review.com"},
		{"?status=pending_review", "pending_review", "review.com"},
		{"?status=pending_approval", "pending_approval", "waiting.com"},
		{"?status=cancelled", "cancelled", "gone.com"},
		{"?access=requested", "requested", "waiting.com review.com gone.com"},
		{"?access=member", "member", ""},
		{"?status=cancelled&access=requested", "requested", "gone.com"},
		{"?status=cancelled&access=member", "member", ""},
		{"?status=none-such&access=none-such", "", "waiting.com review.com gone.com"},
	} {
		page := s.call(http.MethodGet, "/"+c.query, "", cookie).page(http.StatusOK, `value="`+c.selected+`" selected`).Body.String()
		var got []string
		for _, d := range domains {
			if strings.Contains(page, ">"+d+"<") {
				got = append(got, d)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q shows %v, want %s", c.query, got, c.want)
		}
	}
	s.call(http.MethodGet, "/v1/accounts?status=none-such", "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
}
