package layout

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
)

// RequestItem returns the item of a request with its account and nominees.
func RequestItem(r account.Request) Item {
	i := NewItem(RequestKey(r.ID))
	i.putNumber("version", r.Version)
	i.PutText("state", string(r.State))
	i.PutText("rowOrder", RowOrder(r.ListedAt, r.ID))
	i.PutText("requester", string(r.Requester))
	if r.Acting != nil {
		i.PutText("actingAccountId", string(r.Acting.ID))
		i.PutText("actingName", r.Acting.Name)
		i.PutText("actingDomain", string(r.Acting.Domain))
	}
	putTexts(i, "customerEmails", r.CustomerEmails)
	i.PutText("noteToCustomer", r.NoteToCustomer)
	i.PutText("noteToApprover", r.NoteToApprover)
	i.PutText("language", string(r.Language))
	i.PutText("followedIn", string(r.FollowedIn))
	i.putTime("createdAt", r.CreatedAt)
	i.putTime("expiresAt", r.ExpiresAt)
	putReview(i, r.Review)
	if r.Parent != nil {
		i.PutText("parentAccountId", string(r.Parent.AccountID))
		i.PutText("parentDomain", string(r.Parent.Domain))
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
		i.PutText("decidedBy", string(d.By))
		i.PutText("decisionReason", d.Reason)
		i.PutText("authority", d.Authority)
		i.PutText("endedByDispute", string(d.Dispute))
	}
	putAccount(i, r.Account)
	i.PutText("listStatus", string(r.State))
	if !r.State.Ended() {
		i.PutText("duePartition", duePartition(DueRequests, r.ID))
		i.putTime("dueAt", r.DueAt())
	}
	return i
}

// ReadRequest reads a request.
func ReadRequest(read *Reader) (account.Request, error) {
	r := account.Request{
		ID:             IDOf(read.Text("PK")),
		Version:        read.Number("version"),
		State:          account.State(read.Text("state")),
		Account:        ReadAccount(read),
		ListedAt:       readRowOrder(read),
		Requester:      account.Email(read.Text("requester")),
		CustomerEmails: Texts[account.Email](read, "customerEmails"),
		NoteToCustomer: read.Text("noteToCustomer"),
		NoteToApprover: read.Text("noteToApprover"),
		Language:       account.Language(read.Text("language")),
		FollowedIn:     account.Language(read.Text("followedIn")),
		CreatedAt:      read.Time("createdAt"),
		ExpiresAt:      read.Time("expiresAt"),
		Review:         readReview(read),
		Nominees:       ReadNominees(read),
		AskedAt:        read.Time("askedAt"),
		RemindAt:       read.Time("remindAt"),
		UndeliveredAt:  read.Time("undeliveredAt"),
		UnaskedUntil:   read.Time("unaskedUntilAt"),
		HeardAt:        read.Time("heardAt"),
		Named:          read.Number("named"),
	}
	if acting := read.Text("actingAccountId"); acting != "" {
		r.Acting = &account.ActingAccount{ID: account.ID(acting), Name: read.Text("actingName"), Domain: account.Domain(read.Text("actingDomain"))}
	}
	if parent := read.Text("parentAccountId"); parent != "" {
		r.Parent = &account.Parent{AccountID: account.ID(parent), Domain: account.Domain(read.Text("parentDomain"))}
	}
	if r.State.Ended() {
		r.Decision = &account.Decision{
			At:        read.Time("decidedAt"),
			By:        account.Actor(read.Text("decidedBy")),
			Reason:    read.Text("decisionReason"),
			Authority: read.Text("authority"),
			Dispute:   account.ID(read.Text("endedByDispute")),
		}
	}
	if read.Err != nil {
		return account.Request{}, fmt.Errorf("request %s: %w", r.ID, read.Err)
	}
	return r, nil
}

func putReview(i Item, v account.Review) {
	var reasons []Item
	for _, why := range v.Reasons {
		reason := Item{}
		reason.PutText("reasonKind", string(why.Kind))
		reason.PutText("address", string(why.Address))
		if why.Like != nil {
			putLikeness(reason, *why.Like)
		}
		reasons = append(reasons, reason)
	}
	i.PutMaps("reviewReasons", reasons)
	putTexts(i, "acceptedEmails", v.Accepted)
	i.putTime("acceptedAt", v.AcceptedAt)
	i.PutText("acceptedBy", string(v.AcceptedBy))
	i.putTime("provedAt", v.ProvedAt)
}

func readReview(read *Reader) account.Review {
	v := account.Review{
		Accepted:   Texts[account.Email](read, "acceptedEmails"),
		AcceptedAt: read.Time("acceptedAt"),
		AcceptedBy: account.Email(read.Text("acceptedBy")),
		ProvedAt:   read.Time("provedAt"),
	}
	for reason := range read.Maps("reviewReasons") {
		why := account.Reason{
			Kind: account.ReasonKind(reason.Text("reasonKind")), Address: account.Email(reason.Text("address")),
		}
		if like := readLikeness(reason); like.AccountID != "" {
			why.Like = &like
		}
		v.Reasons = append(v.Reasons, why)
	}
	return v
}

func putLikeness(i Item, a account.Likeness) {
	i.PutText("accountId", string(a.AccountID))
	i.PutText("accountName", a.Name)
	i.PutText("domain", string(a.Domain))
}

func readLikeness(read *Reader) account.Likeness {
	return account.Likeness{
		AccountID: account.ID(read.Text("accountId")), Name: read.Text("accountName"), Domain: account.Domain(read.Text("domain")),
	}
}

func nomineeList(nominees []account.Nominee) types.AttributeValue {
	list := make([]types.AttributeValue, len(nominees))
	for n, nominee := range nominees {
		i := Item{}
		i.putNumber("number", nominee.Number)
		i.PutText("email", string(nominee.Email))
		i.PutText("state", string(nominee.State))
		i.putNumber("generation", nominee.Generation)
		i.putNumber("hops", nominee.Hops)
		i.PutText("forwardedBy", string(nominee.From))
		i.PutText("note", nominee.Note)
		i.PutText("administratorOf", string(nominee.AdministratorOf))
		i.putTime("administratorSinceAt", nominee.AdministratorSince)
		i.PutTrue("hidden", nominee.Hidden)
		i.putTime("resentAt", nominee.ResentAt)
		i.putTime("unreachableAt", nominee.UnreachableAt)
		i.PutText("unreachable", string(nominee.Unreachable))
		i.PutTrue("reported", nominee.Reported)
		i.putNumber("reports", nominee.Reports)
		i.PutText("language", string(nominee.Language))
		i.PutText("firstMailId", string(nominee.FirstMailID))
		i.PutText("mailId", string(nominee.MailID))
		list[n] = &types.AttributeValueMemberM{Value: i}
	}
	return &types.AttributeValueMemberL{Value: list}
}

// ReadNominees reads the nominees of a request.
func ReadNominees(read *Reader) []account.Nominee {
	var nominees []account.Nominee
	for n := range read.Maps("nominees") {
		nominees = append(nominees, account.Nominee{
			Number:             n.Number("number"),
			Email:              account.Email(n.Text("email")),
			State:              account.NomineeState(n.Text("state")),
			Generation:         n.Number("generation"),
			Hops:               n.Number("hops"),
			From:               account.Email(n.Text("forwardedBy")),
			Note:               n.Text("note"),
			AdministratorOf:    account.ID(n.Text("administratorOf")),
			AdministratorSince: n.Time("administratorSinceAt"),
			Hidden:             n.IsTrue("hidden"),
			ResentAt:           n.Time("resentAt"),
			UnreachableAt:      n.Time("unreachableAt"),
			Unreachable:        account.Unreachable(n.Text("unreachable")),
			Reported:           n.IsTrue("reported"),
			Reports:            n.Number("reports"),
			Language:           account.Language(n.Text("language")),
			FirstMailID:        account.ID(n.Text("firstMailId")),
			MailID:             account.ID(n.Text("mailId")),
		})
	}
	return nominees
}

// EventItem returns the item of an event.
func EventItem(e account.Event) Item {
	i := NewItem(EventKey(e.RequestID, e.Number))
	i.putNumber("number", e.Number)
	i.putTime("happenedAt", e.At)
	i.PutText("kind", string(e.Kind))
	i.PutText("actor", string(e.Actor))
	i.PutText("fromState", string(e.From))
	i.PutText("toState", string(e.To))
	if len(e.Detail) > 0 {
		detail := Item{}
		for name, s := range e.Detail {
			detail[name] = Text(s)
		}
		i["detail"] = &types.AttributeValueMemberM{Value: detail}
	}
	return i
}

// ReadEvent reads an event.
func ReadEvent(read *Reader) (account.Event, error) {
	e := account.Event{
		RequestID: IDOf(read.Text("PK")),
		Number:    read.Number("number"),
		At:        read.Time("happenedAt"),
		Kind:      account.EventKind(read.Text("kind")),
		Actor:     account.Actor(read.Text("actor")),
		From:      account.State(read.Text("fromState")),
		To:        account.State(read.Text("toState")),
	}
	if m, ok := value[*types.AttributeValueMemberM](read, "detail"); ok {
		e.Detail = map[string]string{}
		detail := NewReader(m.Value)
		for name := range m.Value {
			e.Detail[name] = detail.Text(name)
		}
	}
	if read.Err != nil {
		return account.Event{}, fmt.Errorf("history of %s: %w", e.RequestID, read.Err)
	}
	return e, nil
}
