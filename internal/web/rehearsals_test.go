package web_test

import (
	"log/slog"
	"net/http"
	"reflect"
	"testing"

	"smartaccounts/internal/gateway"
	"smartaccounts/internal/web"
)

// A rehearsal calls a route of its function, and is refused only after the store was read. It changes nothing.
func TestRehearsalsReadAsRequestsDoAndAreRefused(t *testing.T) {
	s := newSystem(t)
	want := map[string]int{
		web.SearchFunction: http.StatusForbidden, web.SubmitRequestFunction: http.StatusForbidden, web.ActOnRequestFunction: http.StatusNotFound,
	}
	if len(web.Rehearsals()) != len(want) {
		t.Errorf("%d rehearsals", len(web.Rehearsals()))
	}
	before, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	for function, rehearsal := range web.Rehearsals() {
		f, err := gateway.Handle(publicURL, log, s.functions[function])
		if err != nil {
			t.Fatal(err)
		}
		answer, err := f(t.Context(), rehearsal.Event())
		if err != nil || answer.StatusCode != want[function] {
			t.Errorf("%s: %d %s, %v", function, answer.StatusCode, answer.Body, err)
		}
	}
	after, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(items(after.Items), items(before.Items)) {
		t.Error("a rehearsal changes something")
	}
	s.giveRole("nobody@start.invalid", "start.invalid") // what is stored decides, so it is read
	for _, function := range []string{web.SearchFunction, web.SubmitRequestFunction} {
		f, err := gateway.Handle(publicURL, log, s.functions[function])
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := f(t.Context(), web.Rehearsals()[function].Event()); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s, for a person with a role: %d %s, %v", function, answer.StatusCode, answer.Body, err)
		}
	}
}
