package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// OpenLink implements workflow.LinkReader.
func (t *Table) OpenLink(ctx context.Context, id account.ID, hash workflow.LinkHash) (account.Request, workflow.Link, *workflow.Code, error) {
	nothing := func(err error) (account.Request, workflow.Link, *workflow.Code, error) {
		return account.Request{}, workflow.Link{}, nil, err
	}
	atRequest, atLink, atCode := requestKey(id), linkKey(hash), codeKey(hash)
	found, err := t.client.getAll(ctx, atRequest, atLink, atCode)
	if err != nil {
		return nothing(err)
	}
	requestFound, linkFound := found[atRequest], found[atLink]
	if linkFound == nil {
		return nothing(account.ErrLinkInvalid)
	}
	link, err := readLink(newReader(linkFound))
	if err != nil {
		return nothing(err)
	}
	var request account.Request
	if requestFound == nil && link.Purpose != workflow.ToReport {
		return nothing(account.ErrLinkInvalid)
	}
	if requestFound != nil {
		if request, err = readRequest(newReader(requestFound)); err != nil {
			return nothing(err)
		}
	}
	codeFound := found[atCode]
	if codeFound == nil {
		return request, link, nil, nil
	}
	code, err := readCode(newReader(codeFound), hash)
	if err != nil {
		return nothing(err)
	}
	return request, link, &code, nil
}

// linkWrite stores whose link a hash is. The same hash never stands for another link.
func linkWrite(l workflow.KeptLink) write {
	const condition = isNew + " OR (#requestId = :request AND #nominee = :nominee AND #generation = :generation AND #purpose = :purpose" +
		" AND #address = :address AND #requester = :requester)"
	return put(linkItem(l), condition, item{
		":request": text(string(l.Link.RequestID)), ":nominee": number(l.Link.Nominee), ":generation": number(l.Link.Generation),
		":purpose": text(string(l.Link.Purpose)), ":address": text(string(l.Link.Address)), ":requester": text(string(l.Link.Requester)),
	}, conflict)
}

func linkItem(l workflow.KeptLink) item {
	i := newItem(linkKey(l.Hash))
	// Also what is empty: a condition compares it.
	i["requestId"], i["nominee"], i["generation"] = text(string(l.Link.RequestID)), number(l.Link.Nominee), number(l.Link.Generation)
	i["purpose"] = text(string(l.Link.Purpose))
	i["address"], i["requester"] = text(string(l.Link.Address)), text(string(l.Link.Requester))
	return i
}

func readLink(read *reader) (workflow.Link, error) {
	l := workflow.Link{
		RequestID:  account.ID(read.text("requestId")),
		Nominee:    read.number("nominee"),
		Generation: read.number("generation"),
		Purpose:    workflow.Purpose(read.text("purpose")),
		Address:    account.Email(read.text("address")),
		Requester:  account.Email(read.text("requester")),
	}
	if read.err != nil {
		return workflow.Link{}, fmt.Errorf("link: %w", read.err)
	}
	return l, nil
}

// IsAdministrator implements workflow.LinkReader.
func (t *Table) IsAdministrator(ctx context.Context, role workflow.AdminRole) (bool, error) {
	found, err := t.client.getAll(ctx, adminRoleKeys(role)...)
	if err != nil {
		return false, err
	}
	return readAdminRole(found, role)
}

func adminRoleKeys(role workflow.AdminRole) []Key {
	return []Key{accountKey(role.AccountID), memberKey(role.AccountID, role.Person)}
}

// readAdminRole reads from the items found under its keys whether the person has the role.
func readAdminRole(found map[Key]item, role workflow.AdminRole) (bool, error) {
	read, member := newReader(found[accountKey(role.AccountID)]), newReader(found[memberKey(role.AccountID, role.Person)])
	holds := readAccount(read).Status == account.AccountActive &&
		slices.Contains(texts[account.Role](member, "roles"), account.SmartAccountAdministrator)
	if err := errors.Join(read.err, member.err); err != nil {
		return false, fmt.Errorf("administrator role: %w", err)
	}
	return holds, nil
}

// adminRoleChecks make a commit depend on the role by which its nominee decides.
func adminRoleChecks(role workflow.AdminRole) []write {
	return []write{
		check(accountKey(role.AccountID), "#accountStatus = :active", item{":active": text(string(account.AccountActive))}),
		check(memberKey(role.AccountID, role.Person), "contains(#roles, :administrator)", item{
			":administrator": text(string(account.SmartAccountAdministrator)),
		}),
	}
}

// KeepCode implements workflow.CodeKeeper.
func (t *Table) KeepCode(ctx context.Context, read account.Request, was *workflow.Code, code workflow.Code, mail workflow.Mail, uses ...workflow.UsesChange) error {
	kept := create(codeItem(code), conflict)
	if was != nil {
		kept = put(codeItem(code), codeAsRead, asRead(*was), conflict)
	}
	writes := []write{kept, create(mailItem(queued(mail)), conflict)}
	if read.ID != "" {
		writes = append(writes, check(requestKey(read.ID), "#version = :version", item{":version": number(read.Version)}))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	return t.client.transact(ctx, writes)
}

// ReplaceCode implements workflow.CodeKeeper.
func (t *Table) ReplaceCode(ctx context.Context, was, code workflow.Code) error {
	return t.client.putOne(ctx, put(codeItem(code), codeAsRead, asRead(was), conflict))
}

// codeUse takes the code away with the change that it proved: only if nobody used it, tried it or
// asked for another one meanwhile.
func codeUse(read workflow.Code) write {
	return remove(codeKey(read.Link), codeAsRead, asRead(read))
}

const codeAsRead = "#nonce = :nonce AND #version = :version"

func asRead(c workflow.Code) item {
	return item{":nonce": bits(c.Nonce[:]), ":version": number(c.Version)}
}

func codeItem(c workflow.Code) item {
	i := newItem(codeKey(c.Link))
	i["nonce"] = bits(c.Nonce[:])
	i.putText("requestId", string(c.RequestID))
	i.putNumber("nominee", c.Nominee)
	i.putNumber("generation", c.Generation)
	i["version"] = number(c.Version) // also the first one: conditions compare it
	i.putNumber("tries", c.Tries)
	putAskings(i, c.Challenges)
	i.putTime("expiresAt", c.ExpiresAt)
	i.deleteAfter(c.ExpiresAt.Add(codeRemembered))
	return i
}

// codeRemembered is how long codes are kept after they have lapsed.
const codeRemembered = time.Hour

func putAskings(i item, askings []workflow.Challenge) {
	var list []types.AttributeValue
	for _, a := range askings {
		asking := item{"challenge": bits(a.Challenge[:])}
		asking.putTrue("spare", a.Spare)
		asking.putNumber("tries", a.Tries)
		list = append(list, &types.AttributeValueMemberM{Value: asking})
	}
	if len(list) > 0 {
		i["askings"] = &types.AttributeValueMemberL{Value: list}
	}
}

func readAskings(read *reader) (askings []workflow.Challenge) {
	for a := range read.maps("askings") {
		asking := workflow.Challenge{Spare: a.isTrue("spare"), Tries: a.number("tries")}
		a.fill("challenge", asking.Challenge[:])
		askings = append(askings, asking)
	}
	return askings
}

func readCode(read *reader, hash workflow.LinkHash) (workflow.Code, error) {
	c := workflow.Code{
		CodeKey:    workflow.CodeKey{Link: hash},
		RequestID:  account.ID(read.text("requestId")),
		Nominee:    read.number("nominee"),
		Generation: read.number("generation"),
		Version:    read.number("version"),
		Tries:      read.number("tries"),
		ExpiresAt:  read.time("expiresAt"),
		Challenges: readAskings(read),
	}
	read.fill("nonce", c.Nonce[:])
	if read.err != nil {
		return workflow.Code{}, fmt.Errorf("code: %w", read.err)
	}
	return c, nil
}
