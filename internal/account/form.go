package account

import (
	"fmt"
	"slices"
)

// MaxCustomerEmails is the most customer addresses of a request.
const MaxCustomerEmails = 10

// Form is a request as it was typed. Errors name its fields as the API does.
type Form struct {
	AccountName    string
	AccountDomain  *string // nil: the requester's own e-mail domain
	NoteToApprover string
	CustomerEmails []string
	NoteToCustomer string
	Language       string // empty: English
	AccountType    string // empty: customer
}

// Submission is a valid Form.
type Submission struct {
	Requester      Email
	AccountName    string
	Domain         Domain
	NoteToApprover string
	CustomerEmails []Email
	NoteToCustomer string
	Language       Language
}

// OutsideOwnDomain returns the first customer address that does not vouch for the identifier, if that is the domain of
// the requester's own address, which is usually a default left unchanged. It returns "" if there is none.
func (s Submission) OutsideOwnDomain() Email {
	if s.Requester.Host() != string(s.Domain) {
		return ""
	}
	for _, address := range s.CustomerEmails {
		if !s.Domain.VouchedBy(address) {
			return address
		}
	}
	return ""
}

// The kinds of account. Partner Holding Accounts cannot be requested.
const (
	customerAccount = "customer"
	holdingAccount  = "holding"
)

// Parse returns the submission, or an InvalidInput that names every field in error. misread is an InvalidInput about
// the fields that the caller could not decode, or nil.
func (f Form) Parse(requester Email, misread error) (Submission, error) {
	bad := []error{misread}
	note := func(field string, err error) { bad = append(bad, Named(field, err)) }
	s := Submission{Requester: requester}
	var err error
	s.AccountName, err = ParseName(f.AccountName)
	note("accountName", err)
	typed := requester.Host()
	if f.AccountDomain != nil {
		typed = *f.AccountDomain
	}
	s.Domain, err = ReadDomain(typed)
	note("accountDomain", err)
	s.NoteToApprover, err = ParseNote(f.NoteToApprover)
	note("noteToApprover", err)
	s.NoteToCustomer, err = ParseNote(f.NoteToCustomer)
	note("noteToCustomer", err)
	s.Language, err = ParseLanguage(f.Language)
	note("language", err)
	switch f.AccountType {
	case "", customerAccount:
	case holdingAccount:
		note("accountType", wrong(FieldHoldingAccount, "Partner Holding Accounts cannot be created here"))
	default:
		note("accountType", wrong(FieldNotAllowed, "must be: customer"))
	}
	s.CustomerEmails, err = ParseCustomerEmails(f.CustomerEmails, requester)
	bad = append(bad, err)
	return s, Fields(bad...)
}

// ParseCustomerEmails returns the addresses of those who may decide, or an InvalidInput that names each
// in error: there are 1 to 10, none is the requester's, none is named twice.
func ParseCustomerEmails(typed []string, requester Email) ([]Email, error) {
	const field = "customerEmails"
	switch {
	case len(typed) == 0:
		return nil, Invalid(field, FieldRequired, "at least one customer address is required")
	case len(typed) > MaxCustomerEmails:
		return nil, Invalid(field, FieldTooMany, "at most 10 customer addresses")
	}
	var (
		addresses []Email
		bad       []error
	)
	for i, one := range typed {
		address, err := ReadEmail(one)
		switch {
		case err != nil:
		case address.SameMailbox(requester):
			err = wrong(FieldIsRequester, "the requester cannot decide on their own request")
		case slices.ContainsFunc(addresses, address.SameMailbox):
			err = wrong(FieldDuplicate, "the same mailbox is listed twice")
		default:
			addresses = append(addresses, address)
		}
		bad = append(bad, Named(fmt.Sprintf("%s[%d]", field, i), err))
	}
	return addresses, Fields(bad...)
}
