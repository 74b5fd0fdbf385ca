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

// requiredKeys say of an empty field what belongs there.
var requiredKeys = map[string]Key{
	"accountName":    KeyNeedName,
	"accountDomain":  KeyNeedDomain,
	"customerEmails": KeyNeedCustomerEmails,
	"reason":         KeyNeedReason,
	"forwardTo":      KeyNeedForwardTo,
	"note":           KeyNeedDisputeNote,
	"administrator":  KeyNeedAdministrator,
	"code":           KeyTypeCode,
	"confirmed":      KeyConfirmCancelMissing,
}

// texts returns what is wrong with a field, in words; args are for their places.
func (e Errors) texts(r Reader, field string, args ...string) []string {
	var said []string
	for _, one := range e[field] {
		key := fieldKey(one.Code)
		if better, known := requiredKeys[field]; known && one.Code == account.FieldRequired {
			key = better
		}
		if text := r.say(key, args...); !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	return said
}

// ofAddresses returns what is wrong with the list of customer addresses, as typed, and with each in it.
func (e Errors) ofAddresses(r Reader, typed string) []string {
	said := e.texts(r, "customerEmails")
	addresses := account.SplitAddresses(typed)
	for i := range max(len(addresses), account.MaxCustomerEmails) {
		for _, text := range e.texts(r, fmt.Sprintf("customerEmails[%d]", i)) {
			which := number(i + 1)
			if i < len(addresses) {
				which = shorten(addresses[i])
			}
			said = append(said, r.say(KeyAddressError, "address", which, "text", text))
		}
	}
	return said
}

// problemsOf are the lines of a form's error summary: what is wrong with its inputs, top to bottom.
func problemsOf(r Reader, inputs ...input) []problem {
	var all []problem
	for _, i := range inputs {
		for _, text := range i.Errors {
			all = append(all, problem{At: i.ID, Label: r.say(i.Label), Text: text})
		}
	}
	return all
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
