package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
)

// Request implements workflow.RequestReader.
func (t *Table) Request(ctx context.Context, id account.ID) (account.Request, error) {
	read, err := t.get(ctx, requestKey{id})
	if err != nil {
		return account.Request{}, err
	}
	return readRequest(read)
}

// History implements workflow.RequestLister.
func (t *Table) History(ctx context.Context, id account.ID) ([]account.Event, error) {
	var history []account.Event
	for i, err := range t.query(ctx, within(requestKey{id}.pk(), prefixEvent)) {
		if err != nil {
			return nil, err
		}
		event, err := readEvent(&reader{item: i})
		if err != nil {
			return nil, err
		}
		history = append(history, event)
	}
	return history, nil
}

// requestItem holds the request whole, its account included.
func requestItem(r account.Request) item {
	i := newItem(requestKey{r.ID})
	i.putNumber("version", r.Version)
	i.putText("state", string(r.State))
	i.putText("requester", string(r.Requester))
	putTexts(i, "customerEmails", r.CustomerEmails)
	i.putText("noteToCustomer", r.NoteToCustomer)
	i.putText("noteToApprover", r.NoteToApprover)
	i.putText("language", string(r.Language))
	i.putTime("createdAt", r.CreatedAt)
	i.putTime("expiresAt", r.ExpiresAt)
	i["nominees"] = nomineeList(r.Nominees)
	if d := r.Decision; d != nil {
		i.putTime("decidedAt", d.At)
		i.putText("decidedBy", string(d.By))
		i.putText("decisionReason", d.Reason)
		i.putText("authority", d.Authority)
	}
	putAccount(i, r.Account)
	i.putText("listStatus", string(r.State))
	if !r.State.Ended() {
		i.putText("duePartition", duePartition(dueRequests, r.ID))
		i.putTime("dueAt", r.ExpiresAt)
	}
	return i
}

func readRequest(read *reader) (account.Request, error) {
	r := account.Request{
		ID:             idOf(read.text("PK")),
		Version:        read.number("version"),
		State:          account.State(read.text("state")),
		Account:        readAccount(read),
		Requester:      account.Email(read.text("requester")),
		CustomerEmails: texts[account.Email](read, "customerEmails"),
		NoteToCustomer: read.text("noteToCustomer"),
		NoteToApprover: read.text("noteToApprover"),
		Language:       account.Language(read.text("language")),
		CreatedAt:      read.time("createdAt"),
		ExpiresAt:      read.time("expiresAt"),
		Nominees:       readNominees(read),
	}
	if r.State.Ended() {
		r.Decision = &account.Decision{
			At:        read.time("decidedAt"),
			By:        account.Actor(read.text("decidedBy")),
			Reason:    read.text("decisionReason"),
			Authority: read.text("authority"),
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
		list[n] = &types.AttributeValueMemberM{Value: i}
	}
	return &types.AttributeValueMemberL{Value: list}
}

func readNominees(read *reader) []account.Nominee {
	var nominees []account.Nominee
	for _, v := range read.list("nominees") {
		m, ok := v.(*types.AttributeValueMemberM)
		if !ok {
			read.err = fmt.Errorf("a nominee is %T", v)
			return nil
		}
		n := &reader{item: m.Value}
		nominees = append(nominees, account.Nominee{
			Number:     n.number("number"),
			Email:      account.Email(n.text("email")),
			State:      account.NomineeState(n.text("state")),
			Generation: n.number("generation"),
			Hops:       n.number("hops"),
			From:       account.Email(n.text("forwardedBy")),
			Note:       n.text("note"),
		})
		if n.err != nil && read.err == nil {
			read.err = n.err
		}
	}
	return nominees
}

func eventItem(e account.Event) item {
	i := newItem(eventKey{e.RequestID, e.Number})
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
		detail := &reader{item: m.Value}
		for name := range m.Value {
			e.Detail[name] = detail.text(name)
		}
	}
	if read.err != nil {
		return account.Event{}, fmt.Errorf("history of %s: %w", e.RequestID, read.err)
	}
	return e, nil
}
