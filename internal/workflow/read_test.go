package workflow_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// finds returns the domains of all pages of a search.
func (h *harness) finds(by account.Person, query string, limit int) (domains []string) {
	h.Helper()
	cursor := ""
	for range 200 {
		page, err := h.search().Do(h.Context(), by, query, limit, cursor)
		h.must(err)
		if limit > 0 && len(page.Items) > limit {
			h.Errorf("%d items on a page of %d", len(page.Items), limit)
		}
		for _, f := range page.Items {
			domains = append(domains, string(f.Account.Domain))
		}
		if cursor = page.Next; cursor == "" {
			return domains
		}
	}
	h.Fatalf("search %q does not end", query)
	return nil
}

func (h *harness) wantFinds(by account.Person, query string, want ...string) {
	h.Helper()
	if got := h.finds(by, query, 0); !slices.Equal(got, want) {
		h.Errorf("%s searches %q: %v, want %v", by.Email, query, got, want)
	}
}

func TestAPendingAccountIsFoundByItsRequesterAtOnce(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.wantFinds(partner, "acc", "acme.com")
	h.wantFinds(partner2, "acc")
	h.wantFinds(partner2, r.Account.Name, "acme.com")
	h.wantFinds(partner2, "acme.com", "acme.com")
	h.mustDecide(h.decline("ann@acme.com"))
	h.wantFinds(partner, "acc", "acme.com") // cancelled: only its requester finds it
	h.wantFinds(partner2, "acme.com")
}

func TestALapsedRequestsAccountIsThereForItsRequesterOnly(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.advance(90 * 24 * time.Hour)
	h.wantFinds(partner2, "acme.com")
	page, err := h.search().Do(t.Context(), partner, "acc", 0, "")
	h.must(err)
	wantEqual(t, "status", page.Items[0].Account.Status, account.AccountCancelled)
	details := administration.Settings{Store: h.store, Now: h.Now}
	_, err = details.Read(t.Context(), partner2, r.Account.ID)
	h.wantError(err, account.ErrNotFound)
	_, err = details.Read(t.Context(), partner, r.Account.ID)
	h.must(err)
}

func diff(a, b []string) (only []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			only = append(only, s)
		}
	}
	return only
}

func TestTheDirectoryShowsMineInOrder(t *testing.T) {
	h := newHarness(t)
	h.openRequest("old.com", "ann@old.com")
	h.advance(time.Second)
	h.openRequest("gone.com", "ann@gone.com")
	h.mustDecide(h.decline("ann@gone.com"))
	h.advance(time.Second)
	h.openRequest("new.com", "ann@new.com")
	h.activeAccount(partner.Email, "Alpha", "alpha.com", account.Restricted)
	want := []string{"new.com", "old.com", "alpha.com", "partner.example.com", "gone.com"}
	for _, limit := range []int{0, 1, 2, 5} {
		if got := h.finds(partner, "", limit); !slices.Equal(got, want) {
			t.Errorf("in pages of %d: %v, want %v", limit, got, want)
		}
	}
	// The account of the person's own email domain comes last, unless it is among the others.
	h.activeAccount("x@y.com", "Example", "example.com", account.Restricted)
	for _, limit := range []int{0, 1, 2, 5} {
		if got := h.finds(partner, "", limit); !slices.Equal(got, append(want, "example.com")) {
			t.Errorf("in pages of %d: %v", limit, got)
		}
	}
}

func TestApprovalMakesAPublicAccountFindableAndTheIndexIsSafeToRepeat(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	d := h.approve("ann@acme.com")
	d.Visibility = "public"
	h.mustDecide(d)
	h.wantFinds(partner2, "acme")
	h.advance(time.Second)
	swept, err := h.index().Sweep(t.Context())
	h.must(err)
	wantEqual(t, "swept", swept, 1)
	h.wantFinds(partner2, "acme", "acme.com")
	mine, err := h.search().Do(t.Context(), partner, "acc", 0, "")
	h.must(err)
	if len(mine.Items) != 1 || mine.Items[0].Account.RequestID != r.ID {
		t.Errorf("the requester does not find it as their own: %+v", mine.Items)
	}
	h.changesNothing(func() {
		h.must(h.index().Do(t.Context(), r.Account.ID))
		swept, err := h.index().Sweep(t.Context())
		h.must(err)
		wantEqual(t, "swept again", swept, 0)
	})

	hidden := h.openRequest("hidden.com", "ann@hidden.com")
	h.mustDecide(h.approve("ann@hidden.com"))
	h.changesNothing(func() { h.must(h.index().Do(t.Context(), hidden.Account.ID)) })
	h.wantFinds(partner2, "hid")
	h.must(h.index().Do(t.Context(), account.NewID()))
}

func TestRequestsAreShownToTheirRequesterAndOperatorsOnly(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	for _, by := range []account.Person{partner2, outsider, {Email: "ann@acme.com"}} {
		_, err := h.track().One(t.Context(), by, r.ID)
		h.wantError(err, account.ErrNotFound)
		page, err := h.track().List(t.Context(), by, "", 0, "")
		h.must(err)
		wantEqual(t, "listed", len(page.Items), 0)
	}
	for _, by := range []account.Person{partner, operator} {
		_, err := h.track().One(t.Context(), by, r.ID)
		h.must(err)
		page, err := h.track().List(t.Context(), by, "pending_approval", 0, "")
		h.must(err)
		wantEqual(t, "listed", len(page.Items), 1)
		_, err = h.track().List(t.Context(), by, "lost", 0, "")
		h.wantInvalid(err, "status not-allowed")
	}
}

func TestAccountDetailsAreShownAsVisibilityAllows(t *testing.T) {
	h := newHarness(t)
	details := administration.Settings{Store: h.store, Now: h.Now}
	secret := h.openRequest("secret.com", "ann@secret.com")
	h.mustDecide(h.approve("ann@secret.com"))
	open := h.openRequest("open.com", "ann@open.com")
	d := h.approve("ann@open.com")
	d.Visibility = "public"
	h.mustDecide(d)
	for _, c := range []struct {
		by   account.Email
		id   account.ID
		sees bool
	}{
		{partner.Email, secret.Account.ID, true},
		{"ann@secret.com", secret.Account.ID, true},
		{partner2.Email, secret.Account.ID, false},
		{partner2.Email, open.Account.ID, true},
	} {
		got, err := details.Read(t.Context(), account.Person{Email: c.by}, c.id)
		h.must(err)
		wantEqual(t, fmt.Sprintf("%s sees administrators", c.by), got.Administrators != nil, c.sees)
		wantEqual(t, fmt.Sprintf("%s sees Virtual Accounts", c.by), got.VirtualAccounts != nil, c.sees)
	}
	_, err := details.Read(t.Context(), outsider, open.Account.ID)
	h.wantError(err, account.ErrForbidden)
	_, err = details.Read(t.Context(), partner, account.NewID())
	h.wantError(err, account.ErrNotFound)
}

// Every list shows a request as expired once its deadline has passed, even before the clean-up.
func TestListsShowTheStateAsItIsNow(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	count := func(by account.Person, status string) int {
		page, err := h.track().List(t.Context(), by, status, 0, "")
		h.must(err)
		return len(page.Items)
	}
	for _, lapsed := range []bool{false, true} {
		if lapsed {
			h.advance(r.ExpiresAt.Sub(h.Now()))
		}
		for _, by := range []account.Person{partner, operator} {
			pending, expired := 1, 0
			if lapsed {
				pending, expired = 0, 1
			}
			wantEqual(t, "pending", count(by, "pending_approval"), pending)
			wantEqual(t, "expired", count(by, "expired"), expired)
			wantEqual(t, "all", count(by, ""), 1)
		}
	}
}

func TestAPageOfRequestsIsFullOfOnesOwn(t *testing.T) {
	h := newHarness(t)
	own := h.openRequest("acme.com", "ann@acme.com")
	h.advance(time.Minute)
	h.openRequestBy(partner2, form("newer.com", "ada@newer.com"))
	page, err := h.track().List(t.Context(), partner, "", 1, "")
	h.must(err)
	if len(page.Items) != 1 || page.Items[0].Request.ID != own.ID {
		t.Errorf("%+v", page.Items)
	}
}
