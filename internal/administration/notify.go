package administration

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// maxTold is how many administrators are mailed about a change, the longest-standing first.
const maxTold = 10

// mails returns the mails about a change of a membership: to the member, to the old address of one whose address has changed, and to the
// other administrators if an administrator was added or removed. Those who change their own membership are not mailed about it.
func (p People) mails(ctx context.Context, g giving, e account.LogEntry) ([]workflow.Mail, error) {
	if e.Kind == account.LogMemberConfirmed {
		return nil, nil
	}
	var all []workflow.Mail
	toMember := func(m account.Membership, kind workflow.MailKind) {
		if m.Person == g.person.Email {
			return
		}
		told := g.mail(kind, m.Person, m.Language)
		told.Roles, told.Tells = givenRoles(m, g.at), workflow.ToldOf(m)
		all = append(all, told)
	}
	switch {
	case g.hidden:
	case g.after.Empty():
		toMember(g.after, workflow.MemberRemovedMail)
	case g.isNew():
		if !g.silent {
			toMember(g.after, workflow.MemberAddedMail)
		}
	default:
		toMember(g.after, workflow.MemberChangedMail)
	}
	if g.from != nil {
		kind := workflow.MemberMovedMail
		if !g.left.Empty() {
			kind = workflow.MemberChangedMail
		}
		toMember(g.left, kind)
	}
	changed, added := g.administrator()
	if changed == "" {
		return all, nil
	}
	others, err := otherAdministrators(ctx, p.Store, g.ID, g.person.Email, changed, g.after.Person)
	if err != nil {
		return nil, err
	}
	for _, m := range others {
		told := g.mail(workflow.AdministratorChangedMail, m.Person, m.Language)
		if told.Address = changed; added {
			told.Roles = []workflow.GivenRole{{Role: account.SmartAccountAdministrator}}
		}
		all = append(all, told)
	}
	return all, nil
}

// RulesMails returns the mails to the other administrators about a change of an account's rules.
func RulesMails(ctx context.Context, store AccountReader, about account.Account, by account.Email, now time.Time) (all []workflow.Mail, err error) {
	others, err := otherAdministrators(ctx, store, about.ID, by)
	for _, m := range others {
		all = append(all, MemberMail(workflow.RulesChangedMail, about, m.Person, m.Language, by, now))
	}
	return all, err
}

// rulesOffMails returns a mail to each author of the rules, which are off because a Virtual Account was deleted.
func rulesOffMails(ctx context.Context, store AccountReader, about account.Account, rules account.Rules, by account.Email, now time.Time) (all []workflow.Mail, err error) {
	told := map[account.Email]bool{}
	for _, rule := range rules {
		if told[rule.Author] {
			continue
		}
		told[rule.Author] = true
		author, err := store.Member(ctx, about.ID, rule.Author)
		if errors.Is(err, account.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		mail := MemberMail(workflow.RulesChangedMail, about, author.Person, author.Language, by, now)
		mail.RulesOff = true
		all = append(all, mail)
	}
	return all, nil
}

// otherAdministrators returns the administrators of an account to mail about a change, without those persons.
func otherAdministrators(ctx context.Context, store AccountReader, id account.ID, but ...account.Email) ([]account.Membership, error) {
	all, err := store.Administrators(ctx, id, maxTold+len(but))
	others := slices.DeleteFunc(all, func(m account.Membership) bool { return slices.Contains(but, m.Person) })
	return others[:min(len(others), maxTold)], err
}

// administrator returns who has become, or is no longer, a Smart Account Administrator; empty: neither. Of a change of address it is the new
// one.
func (g giving) administrator() (changed account.Email, added bool) {
	was := g.had != nil && g.had.InForce(g.now) && g.had.Administers()
	if is := g.after.Administers(); is != was && !g.hidden {
		return g.after.Person, is
	}
	if g.from != nil && g.from.Administers() && !g.left.Administers() {
		return g.from.Person, false
	}
	return "", false
}

// mail returns a mail that the actor causes.
func (a actor) mail(kind workflow.MailKind, to account.Email, language account.Language) workflow.Mail {
	return MemberMail(kind, a.Account, to, language, a.person.Email, a.now)
}

// givenRoles returns the roles as a mail tells them. Older roles name no Virtual Account.
func givenRoles(m account.Membership, at lineages) (given []workflow.GivenRole) {
	if m.Role != "" {
		return []workflow.GivenRole{{Role: m.Role}}
	}
	names := at.names()
	for _, v := range m.VirtualRoles {
		given = append(given, workflow.GivenRole{Role: v.Role, At: cmp.Or(names[v.VirtualAccount], account.DefaultVirtualAccountName), WithNested: v.WithNested})
	}
	return given
}
