package web

import (
	"errors"
	"net/http"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// createRequest is POST /v1/account-requests. A repetition with the same Idempotency-Key gets the same response, with the
// request as it is then.
func (s submitting) createRequest(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	key := idempotencyKey(c.r, b)
	form := requestForm(b)
	opened, submitted, err := s.submit.Open(c.r.Context(), c.person, form, b.misreadFields(), key)
	if err != nil {
		return s.withTaken(c, err, form)
	}
	var tracked workflow.Tracked
	if submitted != nil {
		tracked = workflow.JustOpened(c.person, opened, *submitted)
	} else if tracked, err = s.track.One(c.r.Context(), c.person, opened.ID); err != nil {
		return err
	}
	c.w.Header().Set("Location", "/v1/account-requests/"+string(opened.ID))
	return c.json(http.StatusCreated, s.showTo(c.person)(tracked))
}

// requestForm takes the fields of a request from a body.
func requestForm(b *body) account.Form {
	return account.Form{
		AccountName:    b.text("accountName"),
		AccountDomain:  b.optionalText("accountDomain"),
		NoteToApprover: b.text("noteToApprover"),
		CustomerEmails: b.texts("customerEmails", account.MaxCustomerEmails),
		NoteToCustomer: b.text("noteToCustomer"),
		Language:       b.text("language"),
		AccountType:    b.text("accountType"),
	}
}

// takenError is an account.ErrDomainTaken with what its problem document needs to say what the caller can do.
type takenError struct {
	error
	domain account.Domain
	stake  workflow.Stake // the caller's
}

func (e *takenError) Unwrap() error { return e.error }

// withTaken returns a takenError if the submission was refused with account.ErrDomainTaken, else refused itself.
func (s submitting) withTaken(c *call, refused error, form account.Form) error {
	if !errors.Is(refused, account.ErrDomainTaken) {
		return refused
	}
	submission, err := form.Parse(c.person.Email, nil)
	if err != nil {
		return refused
	}
	stake, err := s.disputes.Stake(c.r.Context(), c.person, submission.Domain)
	if err != nil {
		return err
	}
	return &takenError{refused, submission.Domain, stake}
}

const maxKeyLength = 255

// idempotencyKey returns the header Idempotency-Key; empty if it is absent. An invalid one is recorded like a field of the
// body.
func idempotencyKey(r *http.Request, b *body) string {
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return ""
	}
	const field = "Idempotency-Key"
	switch key := keys[0]; {
	case len(keys) > 1:
		b.misread(field, account.FieldDuplicate, "can be given only once")
	case key == "":
		b.misread(field, account.FieldRequired, "must be 1 to 255 visible ASCII characters")
	case !isKey(key) && len(key) > maxKeyLength:
		b.misread(field, account.FieldTooLong, "at most 255 characters")
	case !isKey(key):
		b.misread(field, account.FieldCharacters, "only visible ASCII characters are allowed")
	default:
		return key
	}
	return ""
}

func isKey(s string) bool {
	invisible := func(c rune) bool { return c < '!' || c > '~' }
	return s != "" && len(s) <= maxKeyLength && !strings.ContainsFunc(s, invisible)
}
