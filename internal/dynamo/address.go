package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Address implements workflow.AddressKeeper.
func (t *Table) Address(ctx context.Context, address account.Email) (account.Address, error) {
	read, err := t.client.get(ctx, addressKey(address))
	if errors.Is(err, account.ErrNotFound) {
		return account.Address{Email: address.Mailbox()}, nil
	}
	if err != nil {
		return account.Address{}, err
	}
	return readAddress(read, address)
}

// Addresses implements workflow.AddressReader.
func (t *Table) Addresses(ctx context.Context, addresses []account.Email) ([]account.Address, error) {
	var keys []Key
	asked := map[Key]bool{} // two addresses may be one mailbox
	for _, address := range addresses {
		if k := (addressKey(address)); !asked[k] {
			asked[k] = true
			keys = append(keys, k)
		}
	}
	found, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	known := make([]account.Address, len(addresses))
	for i, address := range addresses {
		if known[i], err = readAddress(newReader(found[addressKey(address)]), address); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// KeepAddress implements workflow.AddressKeeper.
func (t *Table) KeepAddress(ctx context.Context, change workflow.AddressChange) error {
	return t.client.putOne(ctx, addressWrite(change))
}

// KeepConfirmedAddress implements workflow.NotForMe's store.
func (t *Table) KeepConfirmedAddress(ctx context.Context, change workflow.AddressChange, code workflow.Code, uses ...workflow.UsesChange) error {
	writes := []write{addressWrite(change), codeUse(code)}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.transact(ctx, writes)
}

// Mailbox implements workflow.MailboxReader.
func (t *Table) Mailbox(ctx context.Context, requester, address account.Email, part int) (workflow.Mailbox, error) {
	box := workflow.Mailbox{Part: part}
	var err error
	box.Address, err = t.addressAndUses(ctx, address, mailboxUses(requester, address, part, &box))
	return box, err
}

// mailboxUses are what mail to an address uses up, with where that is read into.
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

// addressAndUses reads in one round what is known of an address, and how often that was done.
func (t *Table) addressAndUses(ctx context.Context, address account.Email, limited map[workflow.Subject]*workflow.Used) (account.Address, error) {
	atAddress := addressKey(address)
	found, err := t.client.getAll(ctx, append(usesKeys(limited), atAddress)...)
	if err != nil {
		return account.Address{}, err
	}
	known, err := readAddress(newReader(found[atAddress]), address)
	return known, errors.Join(err, readAllUsed(found, limited))
}

// addressWrite stores an address's next version, if it is still as it was read.
func addressWrite(c workflow.AddressChange) write {
	return putNext(addressItem(c.Next), c.Read.Version)
}

func addressItem(a account.Address) item {
	i := newItem(addressKey(a.Email))
	i.putText("email", string(a.Email))
	i.putNumber("version", a.Version)
	putTexts(i, "stoppedFor", a.StoppedFor)
	i.putTrue("complained", a.Complained)
	i.putTrue("silenced", a.Silenced)
	putReports(i, a.Reports)
	putTold(i, a.Told)
	if !a.Suppressed.IsZero() {
		i.putTime("suppressedAt", a.Suppressed)
		i.putText("listStatus", listSuppressed)
		i.putTime("createdAt", a.Suppressed)
	} else if at := a.ReportedAt(); !at.IsZero() {
		i.putText("listStatus", listReported)
		i.putTime("createdAt", at)
	}
	return i
}

func putReports(i item, reports []account.AddressReport) {
	var list []types.AttributeValue
	for _, r := range reports {
		one := item{}
		one.putText("requester", string(r.Requester))
		one.putTime("reportedAt", r.At)
		one.putTrue("confirmed", r.Confirmed)
		list = append(list, &types.AttributeValueMemberM{Value: one})
	}
	if len(list) > 0 {
		i["reports"] = &types.AttributeValueMemberL{Value: list}
	}
}

func putTold(i item, nominees []account.ToldNominee) {
	var list []item
	for _, n := range nominees {
		one := item{}
		one.putText("requestId", string(n.Request))
		one.putNumber("nominee", n.Number)
		list = append(list, one)
	}
	if len(list) > 0 {
		i.putMaps("told", list)
	}
}

func readTold(read *reader) (nominees []account.ToldNominee) {
	for r := range read.maps("told") {
		nominees = append(nominees, account.ToldNominee{Request: account.ID(r.text("requestId")), Number: r.number("nominee")})
	}
	return nominees
}

func readReports(read *reader) (reports []account.AddressReport) {
	for r := range read.maps("reports") {
		reports = append(reports, account.AddressReport{Requester: account.Email(r.text("requester")), At: r.time("reportedAt"), Confirmed: r.isTrue("confirmed")})
	}
	return reports
}

func readAddress(read *reader, address account.Email) (account.Address, error) {
	a := account.Address{
		Email:      address.Mailbox(),
		Version:    read.number("version"),
		StoppedFor: texts[account.Email](read, "stoppedFor"),
		Suppressed: read.time("suppressedAt"),
		Complained: read.isTrue("complained"),
		Silenced:   read.isTrue("silenced"),
		Reports:    readReports(read),
		Told:       readTold(read),
	}
	if read.err != nil {
		return account.Address{}, fmt.Errorf("address: %w", read.err)
	}
	return a, nil
}

// SuppressedAddresses implements workflow.Suppressions' store.
func (t *Table) SuppressedAddresses(ctx context.Context, after string, most int) ([]account.Address, string, error) {
	return listed(ctx, t, listSuppressed, after, most, readListedAddress)
}

// ReportedAddresses implements workflow.Suppressions' store.
func (t *Table) ReportedAddresses(ctx context.Context, after string, most int) ([]account.Address, string, error) {
	return listed(ctx, t, listReported, after, most, readListedAddress)
}

func readListedAddress(read *reader) (account.Address, error) {
	return readAddress(read, account.Email(read.text("email")))
}
