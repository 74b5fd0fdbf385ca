package account

import "fmt"

// MaxCustomerEmails is how many customer addresses one request may name.
const MaxCustomerEmails = 10

// Form is a request as somebody typed it. The field names of errors are the API's.
type Form struct {
	AccountName    string
	AccountDomain  *string // nil: the requester's own e-mail domain
	NoteToApprover string
	CustomerEmails []string
	NoteToCustomer string
	Language       string // empty: English
	AccountType    string // empty: customer
	Misread        error  // an InvalidInput about what could not be read at all; nil as a rule
}

// Submission is a form that can be submitted.
type Submission struct {
	Requester      Email
	AccountName    string
	Domain         Domain
	NoteToApprover string
	CustomerEmails []Email
	NoteToCustomer string
	Language       Language
}

// The two kinds of account. Partner Holding Accounts cannot be created by a request.
const (
	customerAccount = "customer"
	holdingAccount  = "holding"
)

// Parse answers the submission, or an InvalidInput that names every field in error.
func (f Form) Parse(requester Email) (Submission, error) {
	bad := []error{f.Misread}
	note := func(field string, err error) { bad = append(bad, Named(field, err)) }
	s := Submission{Requester: requester}
	var err error
	s.AccountName, err = ParseName(f.AccountName)
	note("accountName", err)
	typed := requester.Host()
	if f.AccountDomain != nil {
		typed = *f.AccountDomain
	}
	s.Domain, err = ParseDomain(typed)
	note("accountDomain", err)
	domainKnown := err == nil
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
	switch {
	case len(f.CustomerEmails) == 0:
		note("customerEmails", wrong(FieldRequired, "at least one customer address is needed"))
	case len(f.CustomerEmails) > MaxCustomerEmails:
		note("customerEmails", wrong(FieldTooMany, "at most 10 customer addresses"))
		return s, Fields(bad...)
	}
	for i, typed := range f.CustomerEmails {
		field := fmt.Sprintf("customerEmails[%d]", i)
		address, err := ParseEmail(typed)
		if err == nil {
			err = s.nominate(address, domainKnown)
		}
		note(field, err)
	}
	return s, Fields(bad...)
}

// nominate adds a customer address, or says why it cannot be one.
func (s *Submission) nominate(address Email, domainKnown bool) error {
	if address.SameMailbox(s.Requester) {
		return wrong(FieldIsRequester, "the requester cannot decide their own request")
	}
	for _, other := range s.CustomerEmails {
		if address.SameMailbox(other) {
			return wrong(FieldDuplicate, "the same mailbox is named twice")
		}
	}
	if domainKnown && !s.Domain.VouchedBy(address) {
		return wrong(FieldNotVouching, "the address does not belong to the account's domain")
	}
	s.CustomerEmails = append(s.CustomerEmails, address)
	return nil
}
