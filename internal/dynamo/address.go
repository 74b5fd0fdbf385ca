package dynamo

import (
	"context"
	"errors"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Address implements workflow.AddressKeeper.
func (t *Table) Address(ctx context.Context, address account.Email) (account.Address, error) {
	read, err := t.client.Get(ctx, layout.AddressKey(address))
	if errors.Is(err, account.ErrNotFound) {
		return account.Address{Email: address.Mailbox()}, nil
	}
	if err != nil {
		return account.Address{}, err
	}
	return layout.ReadAddress(read, address)
}

// Addresses implements workflow.AddressReader.
func (t *Table) Addresses(ctx context.Context, addresses []account.Email) ([]account.Address, error) {
	var keys []layout.Key
	asked := map[layout.Key]bool{} // two addresses may have the same mailbox and key
	for _, address := range addresses {
		if k := (layout.AddressKey(address)); !asked[k] {
			asked[k] = true
			keys = append(keys, k)
		}
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	known := make([]account.Address, len(addresses))
	for i, address := range addresses {
		if known[i], err = layout.ReadAddress(layout.NewReader(found[layout.AddressKey(address)]), address); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// KeepAddress implements workflow.AddressKeeper.
func (t *Table) KeepAddress(ctx context.Context, change workflow.AddressChange) error {
	return t.client.PutOne(ctx, addressWrite(change))
}

// KeepConfirmedAddress implements workflow.NotForMe.Store.
func (t *Table) KeepConfirmedAddress(ctx context.Context, change workflow.AddressChange, code workflow.Code, uses ...workflow.UsesChange) error {
	writes := []client.Write{addressWrite(change), codeUse(code)}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.Transact(ctx, writes)
}

// Mailbox implements workflow.MailboxReader.
func (t *Table) Mailbox(ctx context.Context, requester, address account.Email, part int) (workflow.Mailbox, error) {
	box := workflow.Mailbox{Part: part}
	var err error
	box.Address, err = t.addressAndUses(ctx, address, mailboxUses(requester, address, part, &box))
	return box, err
}

// mailboxUses returns the rate limits that mail to an address counts against, with the field that each is read into.
func mailboxUses(requester, address account.Email, part int, box *workflow.Mailbox) map[workflow.Subject]*workflow.Used {
	return map[workflow.Subject]*workflow.Used{
		workflow.InvitationsTo(address):            &box.Invitations,
		workflow.InvitationsBy(requester, address): &box.InvitationsByRequester,
		workflow.DailyMails.Part(part):             &box.Daily,
		workflow.MailsOf(requester):                &box.PerRequester,
	}
}

// CodeMailbox implements workflow.CodeAsker.
func (t *Table) CodeMailbox(ctx context.Context, link workflow.Link, requester, address account.Email, part int) (workflow.CodeMailbox, error) {
	box := workflow.CodeMailbox{Part: part}
	limited := map[workflow.Subject]*workflow.Used{
		workflow.CodesThrough(link):         &box.Through,
		workflow.CodesTo(address):           &box.To,
		workflow.CodesToSuppressed(address): &box.ToSuppressed,
		workflow.MailsOf(requester):         &box.PerRequester,
		workflow.DailyCodes.Part(part):      &box.Codes,
		workflow.DailyMails.Part(part):      &box.Mails,
	}
	var err error
	box.Address, err = t.addressAndUses(ctx, address, limited)
	return box, err
}

// addressAndUses reads in one round the item of an address, and the uses into limited.
func (t *Table) addressAndUses(ctx context.Context, address account.Email, limited map[workflow.Subject]*workflow.Used) (account.Address, error) {
	atAddress := layout.AddressKey(address)
	found, err := t.client.GetAll(ctx, append(usesKeys(limited), atAddress)...)
	if err != nil {
		return account.Address{}, err
	}
	known, err := layout.ReadAddress(layout.NewReader(found[atAddress]), address)
	return known, errors.Join(err, readAllUsed(found, limited))
}

// addressWrite stores the next version of an address if it has not changed since it was read.
func addressWrite(c workflow.AddressChange) client.Write {
	return client.PutNext(layout.AddressItem(c.Next), c.Read.Version)
}

// SuppressedAddresses implements workflow.Suppressions.Store.
func (t *Table) SuppressedAddresses(ctx context.Context, after string, most int) ([]account.Address, string, error) {
	return listed(ctx, t, layout.ListSuppressed, after, most, readListedAddress)
}

// ReportedAddresses implements workflow.Suppressions.Store.
func (t *Table) ReportedAddresses(ctx context.Context, after string, most int) ([]account.Address, string, error) {
	return listed(ctx, t, layout.ListReported, after, most, readListedAddress)
}

func readListedAddress(read *layout.Reader) (account.Address, error) {
	return layout.ReadAddress(read, account.Email(read.Text("email")))
}
