package accessrequest_test

import (
	"slices"
	"testing"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
)

func (f *fixture) reading() accessrequest.Reading {
	return accessrequest.Reading{Store: f.Store, Now: f.Now}
}

func TestAccessRequestsAreSeenByTheirRequesterAndDeciders(t *testing.T) {
	f := newFixture(t, account.Public)
	whole, part := f.mustAsk(jane, user), f.mustAsk(stranger, f.on("Virtual Account User", false, "Italy"))
	for _, c := range []struct {
		by          account.Person
		sees        []account.AccessRequest
		mayDecide   bool
		isRequester bool
	}{
		{ada, []account.AccessRequest{whole, part}, true, false},
		{dan, []account.AccessRequest{part}, true, false},
		{jane, []account.AccessRequest{whole}, false, true},
		{stranger, []account.AccessRequest{part}, false, true},
		{vic, nil, false, false}, {outsider, nil, false, false},
	} {
		for _, r := range []account.AccessRequest{whole, part} {
			s, err := f.reading().One(t.Context(), c.by, r.ID)
			seen := slices.ContainsFunc(c.sees, func(o account.AccessRequest) bool { return o.ID == r.ID })
			if !seen {
				wantError(t, string(c.by.Email), err, account.ErrNotFound)
			} else if err != nil || s.MayDecide != c.mayDecide || s.IsRequester != c.isRequester {
				t.Errorf("%s: %+v, %v", c.by.Email, s, err)
			}
		}
	}
}

func TestListsOfAccessRequests(t *testing.T) {
	f := newFixture(t, account.Public)
	whole, part := f.mustAsk(jane, user), f.mustAsk(stranger, f.on("Virtual Account User", false, "Italy"))
	_, err := f.decline(ada, whole)
	f.must(err)
	ids := func(by account.Person, state account.AccessState) (found []account.ID) {
		t.Helper()
		for cursor, more := "", true; more; more = cursor != "" {
			page, err := f.reading().In(t.Context(), by, f.id, state, 1, cursor)
			f.must(err)
			for _, s := range page.Items {
				found = append(found, s.ID)
			}
			cursor = page.Next
		}
		return found
	}
	for _, c := range []struct {
		by    account.Person
		state account.AccessState
		want  []account.ID
	}{
		{ada, "", []account.ID{part.ID, whole.ID}}, {ada, account.AccessPending, []account.ID{part.ID}}, {ada, account.AccessDeclined, []account.ID{whole.ID}},
		{ada, account.AccessApproved, nil}, {dan, "", []account.ID{part.ID}},
	} {
		if got := ids(c.by, c.state); !slices.Equal(got, c.want) {
			t.Errorf("%s, %q: %v, want %v", c.by.Email, c.state, got, c.want)
		}
	}
	_, err = f.reading().In(t.Context(), vic, f.id, "", 0, "")
	wantError(t, "a viewer", err, account.ErrForbidden)
	own, err := f.reading().By(t.Context(), jane, "", 0, "")
	if err != nil || len(own.Items) != 1 || own.Items[0].State != account.AccessDeclined {
		t.Error(own, err)
	}
}
