package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// OpenLink implements workflow.LinkReader.
func (t *Table) OpenLink(ctx context.Context, id account.ID, hash workflow.LinkHash) (account.Request, workflow.Link, *workflow.Code, error) {
	nothing := func(err error) (account.Request, workflow.Link, *workflow.Code, error) {
		return account.Request{}, workflow.Link{}, nil, err
	}
	atRequest, atLink, atCode := requestKey{id}, linkKey{hash}, codeKey{hash}
	found, err := t.getAll(ctx, atRequest, atLink, atCode)
	if err != nil {
		return nothing(err)
	}
	requestFound, linkFound := found[keyed(atRequest)], found[keyed(atLink)]
	if requestFound == nil || linkFound == nil {
		return nothing(account.ErrLinkInvalid)
	}
	request, err := readRequest(&reader{item: requestFound})
	if err != nil {
		return nothing(err)
	}
	read := &reader{item: linkFound}
	link := workflow.Link{
		RequestID:  account.ID(read.text("requestId")),
		Nominee:    read.number("nominee"),
		Generation: read.number("generation"),
		Purpose:    workflow.Purpose(read.text("purpose")),
	}
	if read.err != nil {
		return nothing(fmt.Errorf("link: %w", read.err))
	}
	codeFound := found[keyed(atCode)]
	if codeFound == nil {
		return request, link, nil, nil
	}
	code, err := readCode(&reader{item: codeFound}, hash)
	if err != nil {
		return nothing(err)
	}
	return request, link, &code, nil
}

// KeepLink implements workflow.Outbox. The same hash never stands for another link.
func (t *Table) KeepLink(ctx context.Context, hash workflow.LinkHash, link workflow.Link) error {
	i := newItem(linkKey{hash})
	i.putText("requestId", string(link.RequestID))
	i.putNumber("nominee", link.Nominee)
	i.putNumber("generation", link.Generation)
	i["purpose"] = text(string(link.Purpose)) // also the empty one: conditions compare it
	const condition = isNew +
		" OR (#requestId = :request AND #nominee = :nominee AND #generation = :generation AND #purpose = :purpose)"
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.name, Item: i,
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: namesIn(condition),
		ExpressionAttributeValues: item{
			":request": text(string(link.RequestID)), ":nominee": number(link.Nominee), ":generation": number(link.Generation),
			":purpose": text(string(link.Purpose)),
		},
	})
	if err != nil {
		return failed("keep link", err)
	}
	return nil
}

// HoldsOffice implements workflow.LinkReader.
func (t *Table) HoldsOffice(ctx context.Context, office workflow.Office) (bool, error) {
	atAccount, atMember := accountKey{office.AccountID}, memberKey{office.AccountID, office.Person}
	found, err := t.getAll(ctx, atAccount, atMember)
	if err != nil {
		return false, err
	}
	read, member := &reader{item: found[keyed(atAccount)]}, &reader{item: found[keyed(atMember)]}
	holds := readAccount(read).Status == account.AccountActive &&
		slices.Contains(texts[account.Role](member, "roles"), account.SmartAccountAdministrator)
	if err := errors.Join(read.err, member.err); err != nil {
		return false, fmt.Errorf("office: %w", err)
	}
	return holds, nil
}

// officeChecks hold a commit to the office by which its nominee decides.
func officeChecks(office workflow.Office) []write {
	return []write{
		check(accountKey{office.AccountID}, "#accountStatus = :active", item{":active": text(string(account.AccountActive))}),
		check(memberKey{office.AccountID, office.Person}, "contains(#roles, :administrator)", item{
			":administrator": text(string(account.SmartAccountAdministrator)),
		}),
	}
}

// KeepCode implements workflow.CodeKeeper.
func (t *Table) KeepCode(ctx context.Context, read account.Request, was *workflow.Code, code workflow.Code, mail workflow.Mail) error {
	kept := create(codeItem(code), conflict)
	if was != nil {
		kept = put(codeItem(code), codeAsRead, asRead(*was), conflict)
	}
	return t.transact(ctx, []write{
		check(requestKey{read.ID}, "#version = :version", item{":version": number(read.Version)}),
		kept,
		create(mailItem(queued(mail)), conflict),
	})
}

// CountTry implements workflow.CodeKeeper.
func (t *Table) CountTry(ctx context.Context, read workflow.Code) error {
	const set = "SET #tries = :more"
	values := asRead(read)
	values[":more"] = number(read.Tries + 1)
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.name, Key: primary(codeKey{read.Link}), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String(codeAsRead), ExpressionAttributeNames: namesIn(set, codeAsRead),
		ExpressionAttributeValues: values,
	})
	if err != nil {
		return failed("count try", err)
	}
	return nil
}

// Code implements workflow.Outbox.
func (t *Table) Code(ctx context.Context, hash workflow.LinkHash) (workflow.Code, error) {
	read, err := t.get(ctx, codeKey{hash})
	if err != nil {
		return workflow.Code{}, err
	}
	return readCode(read, hash)
}

// codeUse takes the code away with the change that it proved: only if nobody used it, tried it or
// asked for another one meanwhile.
func codeUse(read workflow.Code) write {
	return remove(codeKey{read.Link}, codeAsRead, asRead(read))
}

const codeAsRead = "#nonce = :nonce AND #tries = :tries"

func asRead(c workflow.Code) item {
	return item{":nonce": bits(c.Nonce[:]), ":tries": number(c.Tries)}
}

func codeItem(c workflow.Code) item {
	i := newItem(codeKey{c.Link})
	i["nonce"] = bits(c.Nonce[:])
	i.putText("requestId", string(c.RequestID))
	i.putNumber("nominee", c.Nominee)
	i.putNumber("generation", c.Generation)
	i["tries"] = number(c.Tries) // also when there were none: conditions compare it
	i.putTime("expiresAt", c.ExpiresAt)
	putUses(i, c.Sent)
	i.deleteAfter(c.ExpiresAt.Add(codeRemembered))
	return i
}

// codeRemembered is how long codes are counted after they have lapsed.
const codeRemembered = 24 * time.Hour

func readCode(read *reader, hash workflow.LinkHash) (workflow.Code, error) {
	c := workflow.Code{
		CodeKey:    workflow.CodeKey{Link: hash},
		RequestID:  account.ID(read.text("requestId")),
		Nominee:    read.number("nominee"),
		Generation: read.number("generation"),
		Tries:      read.number("tries"),
		ExpiresAt:  read.time("expiresAt"),
		Sent:       readUses(read),
	}
	read.fill("nonce", c.Nonce[:])
	if read.err != nil {
		return workflow.Code{}, fmt.Errorf("code: %w", read.err)
	}
	return c, nil
}
