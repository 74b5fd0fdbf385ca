package account

import (
	"fmt"
	"slices"
)

// MaxRules is the most rules of one account.
const MaxRules = 50

// Rule decides access requests of people whose addresses are at one domain.
type Rule struct {
	ID          ID
	EmailDomain Domain // exact: subdomains have rules of their own
	Approve     bool   // else it declines
	Grant       Grant  // of an approval
	Enabled     bool
	Author      Email // who wrote it, or changed it last
}

// Matches reports whether the rule decides an access request of a person with that address.
func (r Rule) Matches(by Email) bool { return r.Enabled && string(r.EmailDomain) == by.Host() }

// Rules are the rules of an account, in the order in which they are tried.
type Rules []Rule

// Deciding returns the rule that decides an access request of a person with that address: the first that matches; false if none
// does.
func (r Rules) Deciding(by Email) (Rule, bool) {
	n := slices.IndexFunc(r, func(rule Rule) bool { return rule.Matches(by) })
	if n < 0 {
		return Rule{}, false
	}
	return r[n], true
}

// ChangedBy returns the next rules with their authors: of a rule that stays as it was its present one, else the person.
func (r Rules) ChangedBy(by Email, next Rules) Rules {
	changed := slices.Clone(next)
	for n, rule := range changed {
		changed[n].Author = by
		if at := slices.IndexFunc(r, func(old Rule) bool { return old.ID == rule.ID && old.sameAs(rule) }); at >= 0 {
			changed[n].Author = r[at].Author
		}
	}
	return changed
}

// Has reports whether one of the rules is that one, unchanged.
func (r Rules) Has(rule Rule) bool {
	return slices.ContainsFunc(r, func(old Rule) bool { return old.ID == rule.ID && old.sameAs(rule) })
}

// sameAs reports whether the rules decide alike; their authors may differ.
func (r Rule) sameAs(other Rule) bool {
	return r.EmailDomain == other.EmailDomain && r.Approve == other.Approve && r.Enabled == other.Enabled &&
		r.Grant.Role == other.Grant.Role && slices.Equal(r.Grant.VirtualRoles, other.Grant.VirtualRoles)
}

// Equal reports whether the rules are the same, in the same order.
func (r Rules) Equal(other Rules) bool {
	return slices.EqualFunc(r, other, func(a, b Rule) bool { return a.ID == b.ID && a.Author == b.Author && a.sameAs(b) })
}

// Grants returns what each of the rules gives.
func (r Rules) Grants() []Grant {
	grants := make([]Grant, len(r))
	for n, rule := range r {
		grants[n] = rule.Grant
	}
	return grants
}

// Naming returns the rules that name the Virtual Account and are on.
func (r Rules) Naming(virtual ID) (naming Rules) {
	for _, rule := range r {
		if rule.Enabled && slices.ContainsFunc(rule.Grant.VirtualRoles, func(v VirtualRole) bool { return v.VirtualAccount == virtual }) {
			naming = append(naming, rule)
		}
	}
	return naming
}

// WithoutVirtual returns the rules after a Virtual Account was deleted: those that name it are off.
func (r Rules) WithoutVirtual(virtual ID) Rules {
	off := r.Naming(virtual)
	next := slices.Clone(r)
	for n, rule := range next {
		if slices.ContainsFunc(off, func(o Rule) bool { return o.ID == rule.ID }) {
			next[n].Enabled = false
		}
	}
	return next
}

// Check returns InvalidInput about rules[n] and the field if a rule cannot be: an email domain that strangers share, a grant of
// another role than User or Viewer, an approval without a grant, a decline with one; and about rules if there are too many.
func (r Rules) Check() error {
	var bad []error
	if len(r) > MaxRules {
		bad = append(bad, Invalid("rules", FieldTooMany, "at most 50 rules"))
	}
	for n, rule := range r {
		field := func(name string) string { return fmt.Sprintf("rules[%d].%s", n, name) }
		if IsSharedMailDomain(string(rule.EmailDomain)) {
			bad = append(bad, Invalid(field("emailDomain"), FieldSharedMail, "anyone can have an address at this shared email domain"))
		}
		switch {
		case rule.Approve && rule.Grant.Empty():
			bad = append(bad, Invalid(field("role"), FieldRequired, "a role is required"))
		case !rule.Approve && !rule.Grant.Empty():
			bad = append(bad, Invalid(field("role"), FieldNotAllowed, "a rule that declines gives no role"))
		case rule.Grant.Has(SmartAccountAdministrator) || rule.Grant.Has(VirtualAccountAdministrator):
			bad = append(bad, Invalid(field("role"), FieldNotAllowed, "a rule gives the role User or Viewer"))
		}
	}
	return Fields(bad...)
}
