package accessrequest

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// maxTold is how many administrators are mailed about an access request, the longest-standing first. All deciders see it in their inbox.
const maxTold = 10

// mailOf returns a mail about the access request.
func mailOf(kind workflow.MailKind, r account.AccessRequest, about account.Account, to account.Email, language account.Language, now time.Time) workflow.Mail {
	m := administration.MemberMail(kind, about, to, language, r.By, now)
	m.By, m.AccessRequestID = "", r.ID
	return m
}

// toAdministrators returns a mail of the kind to each of the account's administrators, but not to that person.
func toAdministrators(ctx context.Context, store administration.AccountReader, kind workflow.MailKind, r account.AccessRequest, about account.Account, but account.Email, now time.Time) (all []workflow.Mail, err error) {
	administrators, err := store.Administrators(ctx, about.ID, maxTold)
	for _, m := range administrators {
		if m.Person != but && m.InForce(now) {
			all = append(all, mailOf(kind, r, about, m.Person, m.Language, now))
		}
	}
	return all, err
}

// mailsAsked returns the mails to the administrators about an access request that waits for them.
func mailsAsked(ctx context.Context, store administration.AccountReader, kind workflow.MailKind, r account.AccessRequest, about account.Account, at map[account.ID]account.Lineage, now time.Time) ([]workflow.Mail, error) {
	mails, err := toAdministrators(ctx, store, kind, r, about, r.By, now)
	for n := range mails {
		mails[n].ExpiresAt, mails[n].Roles = r.ExpiresAt, administration.RolesTold(r.Asked, at)
	}
	return mails, err
}

// mailsDecided returns the mails about a decision: to the requester, and to the administrators who were asked, but not to the decider.
func mailsDecided(ctx context.Context, store administration.AccountReader, r account.AccessRequest, about account.Account, at map[account.ID]account.Lineage, now time.Time) ([]workflow.Mail, error) {
	kind := workflow.AccessDeclinedMail
	if r.State == account.AccessApproved {
		kind = workflow.AccessApprovedMail
	}
	told := mailOf(kind, r, about, r.By, r.Language, now)
	told.By, told.Reason, told.Roles = r.Decision.By, r.Decision.Reason, administration.RolesTold(r.Decision.Granted, at)
	if r.Decision.Rule != "" {
		return []workflow.Mail{told}, nil // no one else was asked
	}
	others, err := toAdministrators(ctx, store, workflow.AccessDecidedMail, r, about, account.Email(r.Decision.By), now)
	for n := range others {
		others[n].By, others[n].AccessOutcome = r.Decision.By, r.State
	}
	return append([]workflow.Mail{told}, others...), err
}
