package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// requestFormPage is GET /account-requests/new.
func (s submitting) requestFormPage(c *call) error {
	if err := c.needRole(s.submit.Store); err != nil {
		return err
	}
	q := readPageQuery(c.r)
	form := page.RequestForm{
		Key: string(account.NewID()), OwnDomain: c.person.Email.Host(), Language: string(c.language()),
		EditDomain: q.text("edit") == "domain",
	}
	if id, ok := account.ParseID(q.text("from")); ok {
		if err := s.prefill(c, id, &form); err != nil {
			return err
		}
	}
	if _, err := account.ParseDomain(form.OwnDomain); err != nil {
		form.EditDomain = true // their own domain cannot be requested, for example at a public mail provider
	}
	return c.html(http.StatusOK, page.RequestFormPage(c.reader(), form))
}

// prefill fills the form from the person's own earlier request.
func (s submitting) prefill(c *call, id account.ID, form *page.RequestForm) error {
	tracked, err := s.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	asked := tracked.Request
	if asked.Requester != c.person.Email {
		return account.ErrNotFound
	}
	addresses := make([]string, len(asked.CustomerEmails))
	for i, address := range asked.CustomerEmails {
		addresses[i] = string(address)
	}
	form.AccountName, form.AccountDomain, form.EditDomain = asked.Account.Name, asked.Account.Domain.Unicode(), true
	form.NoteToApprover, form.NoteToCustomer = asked.NoteToApprover, asked.NoteToCustomer
	form.CustomerEmails, form.Language = strings.Join(addresses, "\n"), string(asked.Language)
	return nil
}

// takeRequestForm is POST /account-requests/new. It opens a request, or shows the form again with what was typed.
func (s submitting) takeRequestForm(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	typed := page.RequestForm{
		Key:            values.Get("key"),
		OwnDomain:      c.person.Email.Host(),
		EditDomain:     values.Get("editDomain") == "1",
		AccountName:    values.Get("accountName"),
		AccountDomain:  values.Get("accountDomain"),
		NoteToApprover: values.Get("noteToApprover"),
		CustomerEmails: values.Get("customerEmails"),
		NoteToCustomer: values.Get("noteToCustomer"),
		Language:       values.Get("language"),
	}
	if values.Get("edit") == "domain" {
		typed.EditDomain = true
		if err := c.needRole(s.submit.Store); err != nil {
			return s.showFormAgain(c, err, typed)
		}
		return c.html(http.StatusOK, page.RequestFormPage(c.reader(), typed))
	}
	normalizePasted(&typed)
	form := account.Form{
		AccountName:    typed.AccountName,
		NoteToApprover: typed.NoteToApprover,
		CustomerEmails: account.SplitAddresses(typed.CustomerEmails),
		NoteToCustomer: typed.NoteToCustomer,
		Language:       typed.Language,
	}
	if typed.EditDomain {
		form.AccountDomain = &typed.AccountDomain
	}
	if submission, err := form.Parse(c.person.Email, nil); err == nil {
		typed.OutsideOwn = submission.OutsideOwnDomain()
	}
	if values.Get("step") == "check" {
		forecast, err := s.submit.Check(c.r.Context(), c.person, form, nil)
		if err != nil {
			return s.showFormAgain(c, err, typed)
		}
		typed.Checked, typed.TakenForGood = &forecast, forecast.TakenForGood
		if forecast.Conflict {
			if typed.Stake, err = s.disputes.Stake(c.r.Context(), c.person, forecast.Domain); err != nil {
				return s.showFormAgain(c, err, typed)
			}
		}
		return c.html(http.StatusOK, page.RequestFormPage(c.reader(), typed))
	}
	if typed.OutsideOwn != "" && values.Get("keepOwnDomain") != "1" {
		if err := c.needRole(s.submit.Store); err != nil {
			return s.showFormAgain(c, err, typed)
		}
		return c.html(http.StatusOK, page.RequestFormPage(c.reader(), typed))
	}
	typed.OutsideOwn = ""
	opened, err := s.submit.Do(c.r.Context(), c.person, form, formKey(values))
	if err == nil {
		return c.seeOther("/?new=" + string(opened.Account.ID))
	}
	return s.showFormAgain(c, err, typed)
}

// normalizePasted replaces a pasted web address, or addresses with names, by what was read from them. Other fields stay as
// they were typed.
func normalizePasted(typed *page.RequestForm) {
	if d, is := account.UnderstoodDomain(typed.AccountDomain); is {
		typed.AccountDomain = d.Unicode()
	}
	typed.CustomerEmails = normalizePastedAddresses(typed.CustomerEmails)
}

// normalizePastedAddresses returns the addresses one per line if one of them was pasted with other text.
func normalizePastedAddresses(typed string) string {
	lines, pasted := account.SplitAddresses(typed), false
	for n, line := range lines {
		address, err := account.ReadEmail(line)
		if err != nil {
			continue
		}
		if _, err := account.ParseEmail(line); err != nil {
			lines[n], pasted = string(address), true
		}
	}
	if !pasted {
		return typed
	}
	return strings.Join(lines, "\n")
}

// showFormAgain shows the form with what was typed and why it was refused, if the sender can correct that there; it returns
// other errors.
func (s submitting) showFormAgain(c *call, refused error, typed page.RequestForm) error {
	typed.Errors = errorsOf(refused)
	typed.DomainTaken, typed.TakenForGood = errors.Is(refused, account.ErrDomainTaken), isActive(refused)
	typed.Busy, typed.TooManyUntil = errors.Is(refused, retry.ErrBusy), tooManyUntil(refused)
	var pending *account.TooManyPending
	if errors.As(refused, &pending) {
		typed.TooManyPending = pending.Most
	}
	if typed.KeyUsed = errors.Is(refused, workflow.ErrIdempotencyMismatch); typed.KeyUsed {
		typed.Key = string(account.NewID())
	}
	if typed.Errors == nil && !typed.DomainTaken && !typed.Busy && typed.TooManyUntil.IsZero() && !typed.KeyUsed {
		return refused
	}
	if typed.DomainTaken {
		domain := typed.OwnDomain
		if typed.EditDomain {
			domain = typed.AccountDomain
		}
		var err error
		if typed.Stake, err = s.stakeIn(c, domain); err != nil {
			return err
		}
	}
	return c.html(c.recordProblem(refused).status, page.RequestFormPage(c.reader(), typed))
}

// formKey returns the idempotency key of a form, so that pressing the button twice opens one request. It includes what was
// typed: going back and requesting something else is another request.
func formKey(values url.Values) string {
	if !isKey(values.Get("key")) {
		return ""
	}
	sum := sha256.Sum256([]byte(values.Encode()))
	return "form-" + hex.EncodeToString(sum[:])
}
