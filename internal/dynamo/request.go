package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
)

// Request implements workflow.RequestReader.
func (t *Table) Request(ctx context.Context, id account.ID) (account.Request, error) {
	read, err := t.client.get(ctx, requestKey(id))
	if err != nil {
		return account.Request{}, err
	}
	return readRequest(read)
}

// History implements workflow.RequestLister.
func (t *Table) History(ctx context.Context, id account.ID) ([]account.Event, error) {
	var history []account.Event
	for i, err := range t.client.query(ctx, within(requestKey(id).PK, prefixEvent)) {
		if err != nil {
			return nil, err
		}
		event, err := readEvent(newReader(i))
		if err != nil {
			return nil, err
		}
		history = append(history, event)
	}
	return history, nil
}

// requestItem holds the request whole, its account included.
func requestItem(r account.Request) item {
	i := newItem(requestKey(r.ID))
	i.putNumber("version", r.Version)
	i.putText("state", string(r.State))
	i.putText("rowOrder", r.Order)
	i.putText("requester", string(r.Requester))
	if r.Acting != nil {
		i.putText("actingAccountId", string(r.Acting.ID))
		i.putText("actingName", r.Acting.Name)
		i.putText("actingDomain", string(r.Acting.Domain))
	}
	putTexts(i, "customerEmails", r.CustomerEmails)
	i.putText("noteToCustomer", r.NoteToCustomer)
	i.putText("noteToApprover", r.NoteToApprover)
	i.putText("language", string(r.Language))
	i.putText("followedIn", string(r.FollowedIn))
	i.putTime("createdAt", r.CreatedAt)
	i.putTime("expiresAt", r.ExpiresAt)
	putReview(i, r.Review)
	if r.Parent != nil {
		i.putText("parentAccountId", string(r.Parent.AccountID))
		i.putText("parentDomain", string(r.Parent.Domain))
	}
	i["nominees"] = nomineeList(r.Nominees)
	i.putTime("askedAt", r.AskedAt)
	i.putTime("remindAt", r.RemindAt)
	i.putTime("undeliveredAt", r.UndeliveredAt)
	i.putTime("unaskedUntilAt", r.UnaskedUntil)
	i.putTime("heardAt", r.HeardAt)
	i.putNumber("named", r.Named)
	if d := r.Decision; d != nil {
		i.putTime("decidedAt", d.At)
		i.putText("decidedBy", string(d.By))
		i.putText("decisionReason", d.Reason)
		i.putText("authority", d.Authority)
		i.putText("endedByDispute", string(d.Dispute))
	}
	putAccount(i, r.Account)
	i.putText("listStatus", string(r.State))
	if !r.State.Ended() {
		i.putText("duePartition", duePartition(dueRequests, r.ID))
		i.putTime("dueAt", r.DueAt())
	}
	return i
}

func putReview(i item, v account.Review) {
	var reasons []item
	for _, why := range v.Reasons {
		reason := item{}
		reason.putText("reasonKind", string(why.Kind))
		reason.putText("address", string(why.Address))
		if why.Like != nil {
			putLikeness(reason, *why.Like)
		}
		reasons = append(reasons, reason)
	}
	i.putMaps("reviewReasons", reasons)
	putTexts(i, "acceptedEmails", v.Accepted)
	i.putTime("acceptedAt", v.AcceptedAt)
	i.putText("acceptedBy", string(v.AcceptedBy))
	i.putTime("provedAt", v.ProvedAt)
}

func readReview(read *reader) account.Review {
	v := account.Review{
		Accepted:   texts[account.Email](read, "acceptedEmails"),
		AcceptedAt: read.time("acceptedAt"),
		AcceptedBy: account.Email(read.text("acceptedBy")),
		ProvedAt:   read.time("provedAt"),
	}
	for reason := range read.maps("reviewReasons") {
		why := account.Reason{
			Kind: account.ReasonKind(reason.text("reasonKind")), Address: account.Email(reason.text("address")),
		}
		if like := readLikeness(reason); like.AccountID != "" {
			why.Like = &like
		}
		v.Reasons = append(v.Reasons, why)
	}
	return v
}

func putLikeness(i item, a account.Likeness) {
	i.putText("accountId", string(a.AccountID))
	i.putText("accountName", a.Name)
	i.putText("domain", string(a.Domain))
}

func readLikeness(read *reader) account.Likeness {
	return account.Likeness{
		AccountID: account.ID(read.text("accountId")), Name: read.text("accountName"), Domain: account.Domain(read.text("domain")),
	}
}

func readRequest(read *reader) (account.Request, error) {
	r := account.Request{
		ID:             idOf(read.text("PK")),
		Version:        read.number("version"),
		State:          account.State(read.text("state")),
		Account:        readAccount(read),
		Order:          read.text("rowOrder"),
		Requester:      account.Email(read.text("requester")),
		CustomerEmails: texts[account.Email](read, "customerEmails"),
		NoteToCustomer: read.text("noteToCustomer"),
		NoteToApprover: read.text("noteToApprover"),
		Language:       account.Language(read.text("language")),
		FollowedIn:     account.Language(read.text("followedIn")),
		CreatedAt:      read.time("createdAt"),
		ExpiresAt:      read.time("expiresAt"),
		Review:         readReview(read),
		Nominees:       readNominees(read),
		AskedAt:        read.time("askedAt"),
		RemindAt:       read.time("remindAt"),
		UndeliveredAt:  read.time("undeliveredAt"),
		UnaskedUntil:   read.time("unaskedUntilAt"),
		HeardAt:        read.time("heardAt"),
		Named:          read.number("named"),
	}
	if acting := read.text("actingAccountId"); acting != "" {
		r.Acting = &account.ActingAccount{ID: account.ID(acting), Name: read.text("actingName"), Domain: account.Domain(read.text("actingDomain"))}
	}
	if parent := read.text("parentAccountId"); parent != "" {
		r.Parent = &account.Parent{AccountID: account.ID(parent), Domain: account.Domain(read.text("parentDomain"))}
	}
	if r.State.Ended() {
		r.Decision = &account.Decision{
			At:        read.time("decidedAt"),
			By:        account.Actor(read.text("decidedBy")),
			Reason:    read.text("decisionReason"),
			Authority: read.text("authority"),
			Dispute:   account.ID(read.text("endedByDispute")),
		}
	}
	if read.err != nil {
		return account.Request{}, fmt.Errorf("request %s: %w", r.ID, read.err)
	}
	return r, nil
}

func nomineeList(nominees []account.Nominee) types.AttributeValue {
	list := make([]types.AttributeValue, len(nominees))
	for n, nominee := range nominees {
		i := item{}
		i.putNumber("number", nominee.Number)
		i.putText("email", string(nominee.Email))
		i.putText("state", string(nominee.State))
		i.putNumber("generation", nominee.Generation)
		i.putNumber("hops", nominee.Hops)
		i.putText("forwardedBy", string(nominee.From))
		i.putText("note", nominee.Note)
		i.putText("administratorOf", string(nominee.AdministratorOf))
		i.putTrue("hidden", nominee.Hidden)
		i.putTime("resentAt", nominee.ResentAt)
		i.putTime("unreachableAt", nominee.UnreachableAt)
		i.putText("unreachable", string(nominee.Unreachable))
		i.putTrue("reported", nominee.Reported)
		i.putNumber("reports", nominee.Reports)
		i.putText("language", string(nominee.Language))
		i.putText("firstMailId", string(nominee.FirstMailID))
		i.putText("mailId", string(nominee.MailID))
		list[n] = &types.AttributeValueMemberM{Value: i}
	}
	return &types.AttributeValueMemberL{Value: list}
}

func readNominees(read *reader) []account.Nominee {
	var nominees []account.Nominee
	for n := range read.maps("nominees") {
		nominees = append(nominees, account.Nominee{
			Number:          n.number("number"),
			Email:           account.Email(n.text("email")),
			State:           account.NomineeState(n.text("state")),
			Generation:      n.number("generation"),
			Hops:            n.number("hops"),
			From:            account.Email(n.text("forwardedBy")),
			Note:            n.text("note"),
			AdministratorOf: account.ID(n.text("administratorOf")),
			Hidden:          n.isTrue("hidden"),
			ResentAt:        n.time("resentAt"),
			UnreachableAt:   n.time("unreachableAt"),
			Unreachable:     account.Unreachable(n.text("unreachable")),
			Reported:        n.isTrue("reported"),
			Reports:         n.number("reports"),
			Language:        account.Language(n.text("language")),
			FirstMailID:     account.ID(n.text("firstMailId")),
			MailID:          account.ID(n.text("mailId")),
		})
	}
	return nominees
}

func eventItem(e account.Event) item {
	i := newItem(eventKey(e.RequestID, e.Number))
	i.putNumber("number", e.Number)
	i.putTime("happenedAt", e.At)
	i.putText("kind", string(e.Kind))
	i.putText("actor", string(e.Actor))
	i.putText("fromState", string(e.From))
	i.putText("toState", string(e.To))
	if len(e.Detail) > 0 {
		detail := item{}
		for name, s := range e.Detail {
			detail[name] = text(s)
		}
		i["detail"] = &types.AttributeValueMemberM{Value: detail}
	}
	return i
}

func readEvent(read *reader) (account.Event, error) {
	e := account.Event{
		RequestID: idOf(read.text("PK")),
		Number:    read.number("number"),
		At:        read.time("happenedAt"),
		Kind:      account.EventKind(read.text("kind")),
		Actor:     account.Actor(read.text("actor")),
		From:      account.State(read.text("fromState")),
		To:        account.State(read.text("toState")),
	}
	if m, ok := value[*types.AttributeValueMemberM](read, "detail"); ok {
		e.Detail = map[string]string{}
		detail := newReader(m.Value)
		for name := range m.Value {
			e.Detail[name] = detail.text(name)
		}
	}
	if read.err != nil {
		return account.Event{}, fmt.Errorf("history of %s: %w", e.RequestID, read.err)
	}
	return e, nil
}
