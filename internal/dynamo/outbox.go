package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Outgoing implements workflow.Outbox.
func (t *Table) Outgoing(ctx context.Context, id account.ID) (workflow.Outgoing, error) {
	read, err := t.client.Get(ctx, layout.MailKey(id))
	if err != nil {
		return workflow.Outgoing{}, err
	}
	return layout.ReadMail(read)
}

// mailAsRead is the write condition that a mail is as it was read.
const mailAsRead = "#mailState = :was AND #attempts = :tried AND #news = :heard"

func mailValues(read workflow.Outgoing) layout.Item {
	return layout.Item{":was": layout.Text(string(read.State)), ":tried": layout.Number(read.Attempts), ":heard": layout.Text(string(read.News))}
}

// MailUpdate returns the write of a change of a mail.
func MailUpdate(c workflow.MailChange) client.Write {
	return client.Update(layout.MailKey(c.Read.ID), layout.MailItem(c.Read), layout.MailItem(c.Next), mailAsRead, mailValues(c.Read))
}

// Mails implements workflow.Outbox.
func (t *Table) Mails(ctx context.Context, ids []account.ID) ([]workflow.Mail, error) {
	keys := make([]layout.Key, len(ids))
	for n, id := range ids {
		keys[n] = layout.MailKey(id)
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var mails []workflow.Mail
	for _, k := range keys {
		i, there := found[k]
		if !there {
			continue
		}
		o, err := layout.ReadMail(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		mails = append(mails, o.Mail)
	}
	return mails, nil
}

// SendContext implements workflow.Outbox.
func (t *Table) SendContext(ctx context.Context, n workflow.SendQuery) (known workflow.SendContext, err error) {
	known.Mailbox.Part = n.Part
	limited := mailboxUses(n.Requester, n.Address, n.Part, &known.Mailbox)
	keys := append(usesKeys(limited), layout.MailKey(n.Mail), layout.AddressKey(n.Address))
	for _, id := range n.Earlier {
		keys = append(keys, layout.MailKey(id))
	}
	if n.Request != "" {
		keys = append(keys, layout.RequestKey(n.Request))
	}
	if n.Code != nil {
		keys = append(keys, layout.CodeKey(*n.Code))
	}
	if n.AdminRole != nil {
		keys = append(keys, adminRoleKeys(*n.AdminRole)...)
	}
	if n.Account != "" {
		keys = append(keys, layout.AccountKey(n.Account))
	}
	for _, person := range n.Members {
		keys = append(keys, layout.MemberKey(n.Account, person))
	}
	if n.AccessRequest != "" {
		keys = append(keys, layout.AccessRequestKey(n.AccessRequest))
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return known, err
	}
	if found[layout.MailKey(n.Mail)] == nil {
		return known, account.ErrNotFound
	}
	if known.Outgoing, err = layout.ReadMail(layout.NewReader(found[layout.MailKey(n.Mail)])); err != nil {
		return known, err
	}
	if known.Earlier, err = earlierAmong(found, n.Earlier); err != nil {
		return known, err
	}
	if i := found[layout.RequestKey(n.Request)]; i != nil {
		request, err := layout.ReadRequest(layout.NewReader(i))
		if err != nil {
			return known, err
		}
		known.Request = &request
	}
	if n.Code != nil && found[layout.CodeKey(*n.Code)] != nil {
		code, err := layout.ReadCode(layout.NewReader(found[layout.CodeKey(*n.Code)]), *n.Code)
		if err != nil {
			return known, err
		}
		known.Code = &code
	}
	if n.AdminRole != nil {
		if known.IsAdministrator, err = readAdminRole(found, *n.AdminRole); err != nil {
			return known, err
		}
	}
	if err := readMembersAmong(found, n, &known); err != nil {
		return known, err
	}
	if i := found[layout.AccessRequestKey(n.AccessRequest)]; i != nil {
		r, err := layout.ReadAccessRequest(layout.NewReader(i))
		if err != nil {
			return known, err
		}
		known.AccessRequest = &r
	}
	known.Mailbox.Address, err = layout.ReadAddress(layout.NewReader(found[layout.AddressKey(n.Address)]), n.Address)
	return known, errors.Join(err, readAllUsed(found, limited))
}

// readMembersAmong reads the account and the memberships that were asked for.
func readMembersAmong(found map[layout.Key]layout.Item, n workflow.SendQuery, known *workflow.SendContext) error {
	if i := found[layout.AccountKey(n.Account)]; n.Account != "" && i != nil {
		read := layout.NewReader(i)
		a := layout.ReadAccount(read)
		if read.Err != nil {
			return fmt.Errorf("account %s: %w", n.Account, read.Err)
		}
		known.Account = &a
	}
	for _, person := range n.Members {
		i := found[layout.MemberKey(n.Account, person)]
		if i == nil {
			continue
		}
		read := layout.NewReader(i)
		m := layout.ReadMember(read)
		if read.Err != nil {
			return fmt.Errorf("member of %s: %w", n.Account, read.Err)
		}
		if known.Members == nil {
			known.Members = map[account.Email]account.Membership{}
		}
		known.Members[person] = m
	}
	return nil
}

func earlierAmong(found map[layout.Key]layout.Item, ids []account.ID) (map[account.ID]workflow.Outgoing, error) {
	mails := map[account.ID]workflow.Outgoing{}
	for _, id := range ids {
		i := found[layout.MailKey(id)]
		if i == nil {
			continue
		}
		o, err := layout.ReadMail(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		mails[id] = o
	}
	return mails, nil
}

// Move implements workflow.Outbox.
func (t *Table) Move(ctx context.Context, read, next workflow.Outgoing) error {
	set, values := client.Difference(layout.MailItem(read), layout.MailItem(next), mailValues(read))
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: layout.NewItem(layout.MailKey(read.ID)), UpdateExpression: &set,
		ConditionExpression: aws.String(mailAsRead), ExpressionAttributeNames: client.NamesIn(set, mailAsRead),
		ExpressionAttributeValues: values,
	})
	if err != nil {
		return client.Failed("move mail", err)
	}
	return nil
}

// Lease implements workflow.Outbox.
func (t *Table) Lease(ctx context.Context, read, next workflow.Outgoing, links []workflow.KeptLink, uses []workflow.UsesChange) error {
	if len(links)+len(uses) == 0 {
		return t.Move(ctx, read, next)
	}
	writes := []client.Write{MailUpdate(workflow.MailChange{Read: read, Next: next})}
	for _, l := range links {
		writes = append(writes, linkWrite(l))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.Transact(ctx, writes)
}

// Deliveries implements workflow.RequestLister.
func (t *Table) Deliveries(ctx context.Context, mails []account.ID) (map[account.ID]account.Delivery, error) {
	keys := make([]layout.Key, len(mails))
	for n, id := range mails {
		keys[n] = layout.MailKey(id)
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	deliveries := map[account.ID]account.Delivery{}
	for _, i := range found {
		o, err := layout.ReadMail(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		deliveries[o.ID] = o.Delivery()
	}
	return deliveries, nil
}

// KeepNews implements workflow.RecordMailEvent.Store.
func (t *Table) KeepNews(ctx context.Context, mail workflow.MailChange, address *workflow.AddressChange, uses ...workflow.UsesChange) error {
	writes := []client.Write{MailUpdate(mail)}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	if address != nil {
		writes = append(writes, addressWrite(*address))
	}
	return t.client.Transact(ctx, writes)
}
