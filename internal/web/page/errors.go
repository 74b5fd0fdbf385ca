package page

import (
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
)

// problem is one line of a form's error summary.
type problem struct {
	At    string // id of the input
	Label string
	Text  string
}

// texts answers what is wrong with a field, in words; args are for their places.
func (e Errors) texts(r Reader, field string, args ...string) []string {
	var said []string
	for _, one := range e[field] {
		if text := r.say(fieldKey(one.Code), args...); !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	return said
}

// ofAddresses answers what is wrong with the list of addresses and with each in it.
func (f RequestForm) ofAddresses(r Reader) []string {
	e, domain := f.Errors, f.checkedDomain()
	said := e.texts(r, "customerEmails")
	addresses := SplitAddresses(f.CustomerEmails)
	for i := range max(len(addresses), account.MaxCustomerEmails) {
		for _, text := range e.texts(r, fmt.Sprintf("customerEmails[%d]", i), "domain", domain) {
			which := number(i + 1)
			if i < len(addresses) {
				which = shorten(addresses[i])
			}
			said = append(said, r.say(KeyAddressError, "address", which, "text", text))
		}
	}
	if !f.EditDomain && f.anyNotVouching() {
		said = append(said, r.say(KeyEditDomain, "domain", domain))
	}
	return said
}

// checkedDomain is the domain identifier that the addresses were held against, as people read it.
func (f RequestForm) checkedDomain() string {
	typed := f.OwnDomain
	if f.EditDomain {
		typed = f.AccountDomain
	}
	if d, err := account.ParseDomain(typed); err == nil {
		return d.Unicode()
	}
	return shorten(typed)
}

func (f RequestForm) anyNotVouching() bool {
	for _, errors := range f.Errors {
		if slices.ContainsFunc(errors, func(e account.FieldError) bool { return e.Code == account.FieldNotVouching }) {
			return true
		}
	}
	return false
}

// shorten keeps a message readable whatever was typed.
func shorten(s string) string {
	const longest = 80
	if characters := []rune(s); len(characters) > longest {
		return string(characters[:longest]) + "…"
	}
	return s
}

// describedBy names the elements that explain an input.
func describedBy(id string, hint bool, errors []string) string {
	var ids []string
	if hint {
		ids = append(ids, id+"-hint")
	}
	if len(errors) > 0 {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}
