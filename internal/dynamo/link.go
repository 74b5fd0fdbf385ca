package dynamo

import (
	"context"
	"errors"
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// OpenLink implements workflow.LinkReader.
func (t *Table) OpenLink(ctx context.Context, id account.ID, hash workflow.LinkHash) (account.Request, workflow.Link, *workflow.Code, error) {
	nothing := func(err error) (account.Request, workflow.Link, *workflow.Code, error) {
		return account.Request{}, workflow.Link{}, nil, err
	}
	atRequest, atLink, atCode := layout.RequestKey(id), layout.LinkKey(hash), layout.CodeKey(hash)
	found, err := t.client.GetAll(ctx, atRequest, atLink, atCode)
	if err != nil {
		return nothing(err)
	}
	requestFound, linkFound := found[atRequest], found[atLink]
	if linkFound == nil {
		return nothing(account.ErrLinkInvalid)
	}
	link, err := layout.ReadLink(layout.NewReader(linkFound))
	if err != nil {
		return nothing(err)
	}
	var request account.Request
	if requestFound == nil && link.Purpose != workflow.ToReport {
		return nothing(account.ErrLinkInvalid)
	}
	if requestFound != nil {
		if request, err = layout.ReadRequest(layout.NewReader(requestFound)); err != nil {
			return nothing(err)
		}
	}
	codeFound := found[atCode]
	if codeFound == nil {
		return request, link, nil, nil
	}
	code, err := layout.ReadCode(layout.NewReader(codeFound), hash)
	if err != nil {
		return nothing(err)
	}
	return request, link, &code, nil
}

// linkWrite stores a link under its hash. It fails if the hash is that of another link.
func linkWrite(l workflow.KeptLink) client.Write {
	const condition = client.IsNew + " OR (#requestId = :request AND #nominee = :nominee AND #generation = :generation AND #purpose = :purpose" +
		" AND #address = :address AND #requester = :requester)"
	return client.Put(layout.LinkItem(l), condition, layout.Item{
		":request": layout.Text(string(l.Link.RequestID)), ":nominee": layout.Number(l.Link.Nominee), ":generation": layout.Number(l.Link.Generation),
		":purpose": layout.Text(string(l.Link.Purpose)), ":address": layout.Text(string(l.Link.Address)), ":requester": layout.Text(string(l.Link.Requester)),
	}, client.Conflict)
}

// IsAdministrator implements workflow.LinkReader.
func (t *Table) IsAdministrator(ctx context.Context, role workflow.AdminRole) (bool, error) {
	found, err := t.client.GetAll(ctx, adminRoleKeys(role)...)
	if err != nil {
		return false, err
	}
	return readAdminRole(found, role)
}

func adminRoleKeys(role workflow.AdminRole) []layout.Key {
	return []layout.Key{layout.AccountKey(role.AccountID), layout.MemberKey(role.AccountID, role.Person)}
}

// readAdminRole reports whether the person has the role, according to the items found.
func readAdminRole(found map[layout.Key]layout.Item, role workflow.AdminRole) (bool, error) {
	read, member := layout.NewReader(found[layout.AccountKey(role.AccountID)]), layout.NewReader(found[layout.MemberKey(role.AccountID, role.Person)])
	holds := layout.ReadAccount(read).Status == account.AccountActive && role.Held(layout.ReadMember(member))
	if err := errors.Join(read.Err, member.Err); err != nil {
		return false, fmt.Errorf("administrator role: %w", err)
	}
	return holds, nil
}

// adminRoleChecks returns the write conditions that the nominee still has the role by which they decide.
func adminRoleChecks(role workflow.AdminRole) []client.Write {
	condition := "contains(#roles, :administrator) AND (attribute_not_exists(#invitedAt) OR #invitedAt > :lapsed)" +
		" AND (attribute_not_exists(#endsAt) OR #endsAt > :at)"
	values := layout.Item{
		":administrator": layout.Text(string(account.SmartAccountAdministrator)),
		":at":            layout.Time(role.At), ":lapsed": layout.Time(role.At.Add(-account.InvitationLifetime)),
	}
	if !role.Since.IsZero() {
		condition += " AND #sinceAt = :since"
		values[":since"] = layout.Time(role.Since)
	}
	return []client.Write{
		client.Check(layout.AccountKey(role.AccountID), "#accountStatus = :active", layout.Item{":active": layout.Text(string(account.AccountActive))}),
		client.Check(layout.MemberKey(role.AccountID, role.Person), condition, values),
	}
}

// KeepCode implements workflow.CodeKeeper.
func (t *Table) KeepCode(ctx context.Context, read account.Request, was *workflow.Code, code workflow.Code, mail workflow.Mail, uses ...workflow.UsesChange) error {
	kept := client.Create(layout.CodeItem(code), client.Conflict)
	if was != nil {
		kept = client.Put(layout.CodeItem(code), codeAsRead, asRead(*was), client.Conflict)
	}
	writes := []client.Write{kept, client.Create(layout.MailItem(layout.Queued(mail)), client.Conflict)}
	if read.ID != "" {
		writes = append(writes, client.Check(layout.RequestKey(read.ID), "#version = :version", layout.Item{":version": layout.Number(read.Version)}))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.Transact(ctx, writes)
}

// ReplaceCode implements workflow.CodeKeeper.
func (t *Table) ReplaceCode(ctx context.Context, was, code workflow.Code) error {
	return t.client.PutOne(ctx, client.Put(layout.CodeItem(code), codeAsRead, asRead(was), client.Conflict))
}

// codeUse deletes the code in the commit of the change that it proved, only if it was not used, tried or replaced
// since it was read.
func codeUse(read workflow.Code) client.Write {
	return client.Delete(layout.CodeKey(read.Link), codeAsRead, asRead(read))
}

const codeAsRead = "#nonce = :nonce AND #version = :version"

func asRead(c workflow.Code) layout.Item {
	return layout.Item{":nonce": layout.Bytes(c.Nonce[:]), ":version": layout.Number(c.Version)}
}
