package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

func TestThePreferredSupportedLanguageIsChosen(t *testing.T) {
	for header, want := range map[string]account.Language{
		"": "", "de": "", "en": "en", "it": "it", "IT-it": "it", "de, it;q=0.5": "it", "en;q=0.5, it": "it", "it;q=0.5,en;q=0.5": "it",
		"en ; q=0.1 , it ; q=0.2": "it", "it;q=0": "", "it;q=2, en;q=0.1": "en", "it;q=x": "", "it;x=1": "", "*": "", "ita": "", ";;,,q": "",
		"en-GB,en;q=0.9,it;q=0.8": "en", "it;Q=0.9,en;q=0.8": "it", "it;q=NaN": "",
	} {
		if got, ok := acceptedLanguage(header); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", header, got, ok)
		}
	}
}

func TestLoneSurrogatesAreFound(t *testing.T) {
	for text, want := range map[string]bool{
		`"\ud83d\ude00"`: false, `"\ud83d"`: true, `"\ude00"`: true, `"\ude00\ud83d"`: true, `"\ud83d\ud83d\ude00"`: true, `"\\ud83d"`: false,
		`"\ud83dx"`: true, `"\ud83d\n"`: true, `"\\\ud83d"`: true, `"\u0041\uD83D\uDE00\uFFFD"`: false, `"\ud83d\ude00\ud83d"`: true, `""`: false,
	} {
		if !json.Valid([]byte(text)) || hasLoneSurrogate([]byte(text)) != want {
			t.Errorf("%s: got %v", text, !want)
		}
	}
}

func TestEveryErrorBecomesItsProblem(t *testing.T) {
	for _, test := range []struct {
		err    error
		slug   string
		status int
	}{
		{errMalformed, "malformed", http.StatusBadRequest},
		{account.ErrForbidden, "forbidden", http.StatusForbidden},
		{identity.ErrUnverified, "forbidden", http.StatusForbidden},
		{account.ErrOwnReview, "forbidden", http.StatusForbidden},
		{&account.NotAllowed{State: account.PendingReview, Action: account.Resend}, "forbidden", http.StatusForbidden},
		{errOtherSite, "forbidden", http.StatusForbidden},
		{account.ErrCodeInvalid, "code-invalid", http.StatusForbidden},
		{account.ErrNotFound, "not-found", http.StatusNotFound},
		{account.ErrLinkInvalid, "link-invalid", http.StatusNotFound},
		{errMethodNotAllowed, "method-not-allowed", http.StatusMethodNotAllowed},
		{account.ErrDomainTaken, "domain-taken", http.StatusConflict},
		{&account.AlreadyDecided{State: account.Expired}, "already-decided", http.StatusConflict},
		{&account.AlreadySettled{}, "already-decided", http.StatusConflict},
		{errNotProved, "not-proved", http.StatusConflict},
		{&account.TooMany{}, "rate-limited", http.StatusTooManyRequests},
		{&account.TooManyPending{}, "rate-limited", http.StatusTooManyRequests},
		{errTooLarge, "too-large", http.StatusRequestEntityTooLarge},
		{errUnsupportedMedia, "unsupported-media-type", http.StatusUnsupportedMediaType},
		{account.Invalid("x", account.FieldRequired, "x"), "invalid-input", http.StatusUnprocessableEntity},
		{workflow.ErrIdempotencyMismatch, "idempotency-mismatch", http.StatusUnprocessableEntity},
		{retry.ErrBusy, "rate-limited", http.StatusTooManyRequests},
		{identity.ErrRefused, "malformed", http.StatusBadRequest},
		{identity.ErrUnavailable, "unavailable", http.StatusServiceUnavailable},
		{errors.New("anything else"), "internal-error", http.StatusInternalServerError},
		{account.ErrNotDue, "internal-error", http.StatusInternalServerError},
		{retry.ErrConflict, "internal-error", http.StatusInternalServerError},
	} {
		for _, err := range []error{test.err, fmt.Errorf("somewhere: %w", test.err)} {
			if p := problemOf(err); p.slug != test.slug || p.status != test.status || p.title == "" || p.detail == "" || p.notice.Title == nil {
				t.Errorf("%v: got %s, %d", err, p.slug, p.status)
			}
		}
	}
}

func TestOneSlugHasOneStatus(t *testing.T) {
	// A stale version in a body is a conflict; in If-Match it is a failed precondition (RFC 9110 §13.1.1).
	several := map[string][]int{"changed-meanwhile": {http.StatusConflict, http.StatusPreconditionFailed}}
	statuses := map[string][]int{}
	for _, p := range problems {
		if !slices.Contains(statuses[p.slug], p.status) {
			statuses[p.slug] = append(statuses[p.slug], p.status)
		}
	}
	for slug, all := range statuses {
		if len(all) != 1 && !slices.Equal(all, several[slug]) {
			t.Errorf("%s: %v", slug, all)
		}
	}
}
