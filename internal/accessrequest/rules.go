package accessrequest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
)

// Ruling lets the administrators of an account read and change the rules that decide access requests.
type Ruling struct {
	Store interface {
		administration.Committer
		administration.AccountReader
		administration.RulesReader
	}
	Now func() time.Time
}

// RuleForm is a rule as it was typed.
type RuleForm struct {
	ID          string // of a present rule; empty: a new one
	EmailDomain string
	Decision    string // "approve" or "decline"
	Wanted      Wanted // of an approval
	Disabled    bool
}

// Listed are the rules of an account with what explains them.
type Listed struct {
	Rules   account.Rules
	Version int                    // the account's
	Names   map[account.ID]string  // of the Virtual Accounts that the rules name; a deleted one has none
	Lapsed  map[account.Email]bool // the authors who may no longer change rules
}

// List returns the rules of an account. It returns account.ErrNotFound if the person may not know of the account, and
// account.ErrForbidden if they may not see its rules.
func (r Ruling) List(ctx context.Context, by account.Person, id account.ID) (Listed, error) {
	now := r.Now()
	a, err := administration.RequirePermission(ctx, r.Store, by, id, account.ChangeRules, now)
	if err != nil {
		return Listed{}, err
	}
	l := Listed{Version: a.Version, Lapsed: map[account.Email]bool{}}
	if l.Rules, err = r.Store.Rules(ctx, id); err != nil {
		return Listed{}, err
	}
	at, err := lineagesOf(ctx, r.Store, id, l.Rules.Grants()...)
	if err != nil {
		return Listed{}, err
	}
	l.Names = namesOf(at)
	for _, rule := range l.Rules {
		if _, known := l.Lapsed[rule.Author]; known {
			continue
		}
		author, err := r.Store.Member(ctx, id, rule.Author)
		if err != nil && !errors.Is(err, account.ErrNotFound) {
			return Listed{}, err
		}
		l.Lapsed[rule.Author] = !author.AsOf(now).May(account.ChangeRules)
	}
	return l, nil
}

// namesOf returns the names of the Virtual Accounts that exist.
func namesOf(at map[account.ID]account.Lineage) map[account.ID]string {
	names := map[account.ID]string{}
	for id, l := range at {
		if len(l) > 0 {
			names[id] = l.Self().Name
		}
	}
	return names
}

// Replace replaces the rules of an account. version is the account's that the person saw, or 0; if it is not the present one, Replace
// returns account.ErrChanged. It returns account.InvalidInput about rules[n] and the field. A rule that is off may name a Virtual
// Account that was deleted, as long as it stays as it is.
func (r Ruling) Replace(ctx context.Context, by account.Person, id account.ID, forms []RuleForm, version int) (l Listed, err error) {
	typed, err := parseRules(forms)
	if err != nil {
		return Listed{}, err
	}
	err = retry.OnConflict(ctx, func() error {
		a, err := administration.RequirePermission(ctx, r.Store, by, id, account.ChangeRules, r.Now())
		if err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return account.ErrChanged
		}
		before, err := r.Store.Rules(ctx, id)
		if err != nil {
			return err
		}
		wanted := slices.Clone(typed)
		at, err := lineagesOf(ctx, r.Store, id, wanted.Grants()...)
		if err != nil {
			return err
		}
		if err := check(wanted, before, at); err != nil {
			return err
		}
		l = Listed{Rules: before.ChangedBy(by.Email, wanted), Version: a.Version, Names: namesOf(at)}
		if l.Rules.Equal(before) {
			return nil
		}
		l.Version++
		now := r.Now()
		mails, err := administration.RulesMails(ctx, r.Store, a.Account, by.Email, now)
		if err != nil {
			return err
		}
		return r.Store.CommitAccount(ctx, administration.Change{
			Before: a, After: a.ChangeRules(), Rules: &administration.RulesChange{Before: before, After: l.Rules}, Mails: mails,
			Entry: account.LogEntry{
				AccountID: id, Version: l.Version, At: now, Kind: account.LogRulesChanged, Actor: account.Actor(by.Email),
				Before: rulesTold(before, at), After: rulesTold(l.Rules, at),
			},
		})
	})
	return l, err
}

// check gives new rules their ids, and returns InvalidInput about an id that no present rule has, and about Virtual Accounts
// that do not exist.
func check(wanted, before account.Rules, at map[account.ID]account.Lineage) error {
	var bad []error
	for n, rule := range wanted {
		stays := before.Has(rule)
		if rule.ID == "" {
			wanted[n].ID = account.NewID()
		} else if !slices.ContainsFunc(before, func(old account.Rule) bool { return old.ID == rule.ID }) {
			bad = append(bad, account.Invalid(ruleField(n, "id"), account.FieldUnknown, "no rule of this account has this id"))
		}
		for i, v := range rule.Grant.VirtualRoles {
			if len(at[v.VirtualAccount]) == 0 && (rule.Enabled || !stays) {
				bad = append(bad, account.Invalid(ruleField(n, virtualField(i, "id")), account.FieldUnknown, "no Virtual Account of this account has this id"))
			}
		}
	}
	return account.Fields(bad...)
}

func ruleField(n int, name string) string { return fmt.Sprintf("rules[%d].%s", n, name) }

// parseRules returns the rules as far as they are valid in themselves.
func parseRules(forms []RuleForm) (account.Rules, error) {
	if len(forms) > account.MaxRules {
		return nil, account.Rules(make([]account.Rule, len(forms))).Check()
	}
	var rules account.Rules
	var bad []error
	for n, f := range forms {
		domain, err := account.ParseDomain(f.EmailDomain)
		bad = append(bad, account.Named(ruleField(n, "emailDomain"), err))
		rule := account.Rule{ID: account.ID(strings.TrimSpace(f.ID)), EmailDomain: domain, Enabled: !f.Disabled}
		given := f.Wanted.Role != "" || len(f.Wanted.Virtuals) > 0
		switch strings.TrimSpace(f.Decision) {
		case "approve":
			rule.Approve = true
			rule.Grant, err = f.Wanted.parse()
			bad = append(bad, below(ruleField(n, ""), err))
		case "decline":
			if given {
				bad = append(bad, account.Invalid(ruleField(n, "role"), account.FieldNotAllowed, "a rule that declines gives no role"))
			}
		case "":
			bad = append(bad, account.Invalid(ruleField(n, "decision"), account.FieldRequired, "a decision is required"))
		default:
			bad = append(bad, account.Invalid(ruleField(n, "decision"), account.FieldNotAllowed, "must be approve or decline"))
		}
		rules = append(rules, rule)
	}
	if err := account.Fields(bad...); err != nil {
		return nil, err
	}
	return rules, rules.Check()
}

// below returns the error with its fields below the prefix.
func below(prefix string, err error) error {
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) {
		return err
	}
	var moved account.InvalidInput
	for _, f := range invalid.Fields {
		f.Field = prefix + f.Field
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}

// rulesTold returns what the log tells of rules.
func rulesTold(rules account.Rules, at map[account.ID]account.Lineage) map[string]string {
	told := map[string]string{}
	for n, rule := range rules {
		words := []string{account.ToldDecline}
		if rule.Approve {
			words = nil
			if rule.Grant.Role != "" {
				words = []string{string(rule.Grant.Role)}
			}
			for _, v := range rule.Grant.VirtualRoles {
				name := string(v.VirtualAccount)
				if l := at[v.VirtualAccount]; len(l) > 0 {
					name = l.Self().Name
				}
				words = append(words, string(v.Role)+" on "+name)
			}
		}
		if !rule.Enabled {
			words = append(words, account.ToldOff)
		}
		told[fmt.Sprintf("%s%02d", account.LogRuleNumber, n+1)] = rule.EmailDomain.Unicode() + ": " + strings.Join(words, ", ")
	}
	return told
}
