package page

import (
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
)

// problem is one line of a form's error summary.
type problem struct {
	At    string // id of the input
	Label string
	Text  string
}

// requiredText says what an empty field has to contain; zero: the general text says so.
func requiredText(field string) text.Phrase {
	switch field {
	case "accountName":
		return text.NeedName()
	case "accountDomain":
		return text.NeedDomain()
	case "customerEmails":
		return text.NeedCustomerEmails()
	case "reason":
		return text.NeedReason()
	case "forwardTo":
		return text.NeedForwardTo()
	case "note":
		return text.NeedDisputeNote()
	case "administrator":
		return text.NeedAdministrator()
	case "code":
		return text.TypeCode()
	case "confirmed":
		return text.ConfirmCancelMissing()
	default:
		return text.Phrase{}
	}
}

// texts returns the errors of a field in the reader's language. domain is that of the account that the form is about; empty
// if its errors do not name it.
func (e Errors) texts(r Reader, field, domain string) []string {
	var all []string
	for _, one := range e[field] {
		phrase := text.FieldError(one.Code, domain)
		if required := requiredText(field); one.Code == account.FieldRequired && !required.IsZero() {
			phrase = required
		}
		if words := r.text(phrase); !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	return all
}

// addressTexts returns the errors of the list of customer addresses and of each address in it.
func (e Errors) addressTexts(r Reader, typed string) []string {
	all := e.texts(r, "customerEmails", "")
	addresses := account.SplitAddresses(typed)
	for i := range max(len(addresses), account.MaxCustomerEmails) {
		for _, words := range e.texts(r, fmt.Sprintf("customerEmails[%d]", i), "") {
			which := number(i + 1)
			if i < len(addresses) {
				which = shorten(addresses[i])
			}
			all = append(all, r.text(text.AddressError(which, words)))
		}
	}
	return all
}

// problemsOf returns the lines of a form's error summary in the order of its inputs.
func problemsOf(r Reader, inputs ...input) []problem {
	var all []problem
	for _, i := range inputs {
		for _, words := range i.Errors {
			all = append(all, problem{At: i.ID, Label: r.text(i.Label), Text: words})
		}
	}
	return all
}

// shorten cuts long input, so that a message stays readable.
func shorten(s string) string {
	const longest = 80
	if characters := []rune(s); len(characters) > longest {
		return string(characters[:longest]) + "…"
	}
	return s
}

// describedBy returns the ids of the elements that describe an input.
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
