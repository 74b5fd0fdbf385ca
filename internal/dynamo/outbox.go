package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// mailKept is how long a settled mail stays for whoever asks what became of it.
const mailKept = 90 * 24 * time.Hour

// queued is a mail as a committed change leaves it: due at once. One with a code, and a renewal, was
// counted when it was asked for.
func queued(m workflow.Mail) workflow.Outgoing {
	o := workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt}
	if m.Code != nil || m.Renewal {
		o.CountedAt = m.CreatedAt
	}
	return o
}

// line names the attribute in which a mail has the number of the line of the history that called for it.
const line = "line"

// calledFor is a mail as the change that called for it leaves it.
func calledFor(m workflow.Mail, number int) item {
	i := mailItem(queued(m))
	i.putNumber(line, number)
	return i
}

// Outgoing implements workflow.Outbox.
func (t *Table) Outgoing(ctx context.Context, id account.ID) (workflow.Outgoing, error) {
	read, err := t.client.get(ctx, mailKey(id))
	if err != nil {
		return workflow.Outgoing{}, err
	}
	return readMail(read)
}

// mailAsRead holds a mail to what was read of it.
const mailAsRead = "#mailState = :was AND #attempts = :tried AND #news = :heard"

func mailValues(read workflow.Outgoing) item {
	return item{":was": text(string(read.State)), ":tried": number(read.Attempts), ":heard": text(string(read.News))}
}

func mailUpdate(c workflow.MailChange) write {
	return update(mailKey(c.Read.ID), mailItem(c.Read), mailItem(c.Next), mailAsRead, mailValues(c.Read))
}

// Mails implements workflow.Outbox.
func (t *Table) Mails(ctx context.Context, ids []account.ID) ([]workflow.Mail, error) {
	keys := make([]Key, len(ids))
	for n, id := range ids {
		keys[n] = mailKey(id)
	}
	found, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var mails []workflow.Mail
	for _, k := range keys {
		i, there := found[k]
		if !there {
			continue
		}
		o, err := readMail(newReader(i))
		if err != nil {
			return nil, err
		}
		mails = append(mails, o.Mail)
	}
	return mails, nil
}

// MailIn returns the mail that an image of its item shows, as the stream has it; and whether it shows one.
func MailIn(image map[string]types.AttributeValue) (m workflow.Mail, shown bool) {
	o, err := readMail(newReader(image))
	return o.Mail, err == nil && len(image) > 0
}

// SendContext implements workflow.Outbox.
func (t *Table) SendContext(ctx context.Context, n workflow.SendQuery) (known workflow.SendContext, err error) {
	known.Mailbox.Part = n.Part
	limited := mailboxUses(n.Requester, n.Address, n.Part, &known.Mailbox)
	keys := append(usesKeys(limited), mailKey(n.Mail), addressKey(n.Address))
	for _, id := range n.Earlier {
		keys = append(keys, mailKey(id))
	}
	if n.Request != "" {
		keys = append(keys, requestKey(n.Request))
	}
	if n.Code != nil {
		keys = append(keys, codeKey(*n.Code))
	}
	if n.AdminRole != nil {
		keys = append(keys, adminRoleKeys(*n.AdminRole)...)
	}
	found, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return known, err
	}
	if found[mailKey(n.Mail)] == nil {
		return known, account.ErrNotFound
	}
	if known.Outgoing, err = readMail(newReader(found[mailKey(n.Mail)])); err != nil {
		return known, err
	}
	if known.Earlier, err = earlierAmong(found, n.Earlier); err != nil {
		return known, err
	}
	if i := found[requestKey(n.Request)]; i != nil {
		request, err := readRequest(newReader(i))
		if err != nil {
			return known, err
		}
		known.Request = &request
	}
	if n.Code != nil && found[codeKey(*n.Code)] != nil {
		code, err := readCode(newReader(found[codeKey(*n.Code)]), *n.Code)
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
	known.Mailbox.Address, err = readAddress(newReader(found[addressKey(n.Address)]), n.Address)
	return known, errors.Join(err, readAllUsed(found, limited))
}

func earlierAmong(found map[Key]item, ids []account.ID) (map[account.ID]workflow.Outgoing, error) {
	mails := map[account.ID]workflow.Outgoing{}
	for _, id := range ids {
		i := found[mailKey(id)]
		if i == nil {
			continue
		}
		o, err := readMail(newReader(i))
		if err != nil {
			return nil, err
		}
		mails[id] = o
	}
	return mails, nil
}

// Move implements workflow.Outbox.
func (t *Table) Move(ctx context.Context, read, next workflow.Outgoing) error {
	set, values := difference(mailItem(read), mailItem(next), mailValues(read))
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: newItem(mailKey(read.ID)), UpdateExpression: &set,
		ConditionExpression: aws.String(mailAsRead), ExpressionAttributeNames: namesIn(set, mailAsRead),
		ExpressionAttributeValues: values,
	})
	if err != nil {
		return failed("move mail", err)
	}
	return nil
}

// Lease implements workflow.Outbox.
func (t *Table) Lease(ctx context.Context, read, next workflow.Outgoing, links []workflow.KeptLink, uses []workflow.UsesChange) error {
	if len(links)+len(uses) == 0 {
		return t.Move(ctx, read, next)
	}
	writes := []write{mailUpdate(workflow.MailChange{Read: read, Next: next})}
	for _, l := range links {
		writes = append(writes, linkWrite(l))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.transact(ctx, writes)
}

// Deliveries implements workflow.RequestLister.
func (t *Table) Deliveries(ctx context.Context, mails []account.ID) (map[account.ID]account.Delivery, error) {
	keys := make([]Key, len(mails))
	for n, id := range mails {
		keys[n] = mailKey(id)
	}
	found, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	deliveries := map[account.ID]account.Delivery{}
	for _, i := range found {
		o, err := readMail(newReader(i))
		if err != nil {
			return nil, err
		}
		deliveries[o.ID] = o.Delivery()
	}
	return deliveries, nil
}

// KeepNews implements workflow.RecordMailEvent's store.
func (t *Table) KeepNews(ctx context.Context, mail workflow.MailChange, address *workflow.AddressChange, uses ...workflow.UsesChange) error {
	writes := []write{mailUpdate(mail)}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	if address != nil {
		writes = append(writes, addressWrite(*address))
	}
	return t.client.transact(ctx, writes)
}

func mailItem(o workflow.Outgoing) item {
	i := newItem(mailKey(o.ID))
	i.putText("mailKind", string(o.Kind))
	i.putText("recipient", string(o.To))
	i.putText("language", string(o.Language))
	i.putText("requestId", string(o.RequestID))
	i.putNumber("nominee", o.Nominee)
	i.putNumber("generation", o.Generation)
	if o.Code != nil {
		i["codeLink"], i["codeNonce"] = bits(o.Code.Link[:]), bits(o.Code.Nonce[:])
	}
	i.putTime("createdAt", o.CreatedAt)
	i.putText("accountName", o.AccountName)
	i.putText("domain", string(o.Domain))
	i.putText("requester", string(o.Requester))
	i.putTime("expiresAt", o.ExpiresAt)
	i.putText("outcome", string(o.Outcome))
	i.putText("actor", string(o.By))
	i.putText("forwardedTo", string(o.ForwardedTo))
	i.putText("address", string(o.Address))
	i.putTrue("undelivered", o.Undelivered)
	i.putTrue("renewal", o.Renewal)
	putUnreached(i, o.Unreached)
	i.putText("reason", o.Reason)
	i.putText("accountId", string(o.AccountID))
	i.putText(disputed, string(o.DisputeID))
	i.putText("above", string(o.Above))
	i.putText("settled", string(o.Settled))
	i.putText("office", string(o.AdministratorOf))
	putTexts(i, "earlier", o.Earlier)
	i.putText("mailState", string(o.State))
	i["attempts"] = number(o.Attempts) // also when there were none: conditions compare it
	i.putNumber("linkScheme", o.LinkScheme)
	i.putTime("heldAt", o.HeldAt)
	i.putTime("countedAt", o.CountedAt)
	i["news"] = text(string(o.News)) // also when there is none: conditions compare it
	i.putTime("newsAt", o.NewsAt)
	i.putText("messageId", o.MessageID)
	i.putText("failure", o.Failure)
	switch o.State {
	case workflow.MailQueued, workflow.MailSending:
		i.putText("duePartition", duePartition(dueMails, o.ID))
		i.putTime("dueAt", o.DueAt)
	default:
		i.deleteAfter(o.CreatedAt.Add(mailKept))
	}
	return i
}

func putUnreached(i item, all []workflow.Unreached) {
	var list []types.AttributeValue
	for _, u := range all {
		one := item{}
		one.putText("address", string(u.Address))
		one.putText("why", string(u.Why))
		list = append(list, &types.AttributeValueMemberM{Value: one})
	}
	if len(list) > 0 {
		i["unreached"] = &types.AttributeValueMemberL{Value: list}
	}
}

func readUnreached(read *reader) (all []workflow.Unreached) {
	for u := range read.maps("unreached") {
		all = append(all, workflow.Unreached{Address: account.Email(u.text("address")), Why: account.Unreachable(u.text("why"))})
	}
	return all
}

func readMail(read *reader) (workflow.Outgoing, error) {
	o := workflow.Outgoing{
		Mail: workflow.Mail{
			ID:              idOf(read.text("PK")),
			Kind:            workflow.MailKind(read.text("mailKind")),
			To:              account.Email(read.text("recipient")),
			Language:        account.Language(read.text("language")),
			RequestID:       account.ID(read.text("requestId")),
			Nominee:         read.number("nominee"),
			Generation:      read.number("generation"),
			Renewal:         read.isTrue("renewal"),
			CreatedAt:       read.time("createdAt"),
			AccountName:     read.text("accountName"),
			Domain:          account.Domain(read.text("domain")),
			Requester:       account.Email(read.text("requester")),
			ExpiresAt:       read.time("expiresAt"),
			Outcome:         account.State(read.text("outcome")),
			By:              account.Actor(read.text("actor")),
			ForwardedTo:     account.Email(read.text("forwardedTo")),
			Address:         account.Email(read.text("address")),
			Undelivered:     read.isTrue("undelivered"),
			Unreached:       readUnreached(read),
			Reason:          read.text("reason"),
			AccountID:       account.ID(read.text("accountId")),
			DisputeID:       account.ID(read.text(disputed)),
			Above:           account.Domain(read.text("above")),
			Settled:         account.Outcome(read.text("settled")),
			AdministratorOf: account.ID(read.text("office")),
			Earlier:         texts[account.ID](read, "earlier"),
		},
		State:      workflow.MailState(read.text("mailState")),
		Attempts:   read.number("attempts"),
		LinkScheme: read.number("linkScheme"),
		DueAt:      read.time("dueAt"),
		HeldAt:     read.time("heldAt"),
		CountedAt:  read.time("countedAt"),
		News:       account.Delivery(read.text("news")),
		NewsAt:     read.time("newsAt"),
		MessageID:  read.text("messageId"),
		Failure:    read.text("failure"),
	}
	if _, there := read.item["codeNonce"]; there {
		o.Code = &workflow.CodeKey{}
		read.fill("codeLink", o.Code.Link[:])
		read.fill("codeNonce", o.Code.Nonce[:])
	}
	if o.Kind.CarriesCode() && o.Code == nil && read.err == nil {
		read.err = errors.New("a code's mail without the code")
	}
	if read.err != nil {
		return workflow.Outgoing{}, fmt.Errorf("mail %s: %w", o.ID, read.err)
	}
	return o, nil
}
