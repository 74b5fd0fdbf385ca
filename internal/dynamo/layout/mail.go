package layout

import (
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// MailKept is how long a settled mail is kept, so that pages can show its delivery.
const MailKept = 90 * 24 * time.Hour

// Queued returns a mail as a commit stores it: due at once. The rate limits have already counted codes and renewals, when
// they were requested.
func Queued(m workflow.Mail) workflow.Outgoing {
	o := workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt}
	if m.Code != nil || m.Renewal {
		o.CountedAt = m.CreatedAt
	}
	return o
}

// AttrLine is the attribute of a mail with the number of its event, or with the version of the account that its change made.
const AttrLine = "line"

// CalledMailItem returns the item of a mail as the commit of its event or change stores it.
func CalledMailItem(m workflow.Mail, number int) Item {
	i := MailItem(Queued(m))
	i.putNumber(AttrLine, number)
	return i
}

// MailIn returns the mail in an image of the stream, and whether there is one.
func MailIn(image map[string]types.AttributeValue) (m workflow.Mail, shown bool) {
	o, err := ReadMail(NewReader(image))
	return o.Mail, err == nil && len(image) > 0
}

// MailItem returns the item of a mail.
func MailItem(o workflow.Outgoing) Item {
	i := NewItem(MailKey(o.ID))
	i.PutText("mailKind", string(o.Kind))
	i.PutText("recipient", string(o.To))
	i.PutText("language", string(o.Language))
	i.PutText("requestId", string(o.RequestID))
	i.putNumber("nominee", o.Nominee)
	i.putNumber("generation", o.Generation)
	if o.Code != nil {
		i["codeLink"], i["codeNonce"] = Bytes(o.Code.Link[:]), Bytes(o.Code.Nonce[:])
	}
	i.putTime("createdAt", o.CreatedAt)
	i.PutText("accountName", o.AccountName)
	i.PutText("domain", string(o.Domain))
	i.PutText("requester", string(o.Requester))
	i.putTime("expiresAt", o.ExpiresAt)
	i.PutText("outcome", string(o.Outcome))
	i.PutText("actor", string(o.By))
	i.PutText("forwardedTo", string(o.ForwardedTo))
	i.PutText("address", string(o.Address))
	i.PutTrue("undelivered", o.Undelivered)
	i.PutTrue("renewal", o.Renewal)
	putUnreached(i, o.Unreached)
	putGivenRoles(i, o.Roles)
	i.PutText("visibility", string(o.Visibility))
	i.PutText(attrAccessRequest, string(o.AccessRequestID))
	i.PutText("accessOutcome", string(o.AccessOutcome))
	putToldMembership(i, o.Tells)
	i.PutText("newName", o.NewName)
	i.PutTrue("rulesOff", o.RulesOff)
	i.PutText("reason", o.Reason)
	i.PutText("accountId", string(o.AccountID))
	i.PutText(AttrDispute, string(o.DisputeID))
	i.PutText("above", string(o.Above))
	i.PutText("settled", string(o.Settled))
	i.PutText("office", string(o.AdministratorOf))
	i.putTime("officeSinceAt", o.AdministratorSince)
	putTexts(i, "earlier", o.Earlier)
	i.PutText("mailState", string(o.State))
	i["attempts"] = Number(o.Attempts) // also if it is 0: conditions compare it
	i.putNumber("linkScheme", o.LinkScheme)
	i.putTime("heldAt", o.HeldAt)
	i.putTime("countedAt", o.CountedAt)
	i["news"] = Text(string(o.News)) // also if it is empty: conditions compare it
	i.putTime("newsAt", o.NewsAt)
	i.PutText("messageId", o.MessageID)
	i.PutText("failure", o.Failure)
	switch o.State {
	case workflow.MailQueued, workflow.MailSending:
		i.PutText("duePartition", duePartition(DueMails, o.ID))
		i.putTime("dueAt", o.DueAt)
	default:
		i.DeleteAfter(o.CreatedAt.Add(MailKept))
	}
	return i
}

func putUnreached(i Item, all []workflow.Unreached) {
	var list []Item
	for _, u := range all {
		one := Item{}
		one.PutText("address", string(u.Address))
		one.PutText("why", string(u.Why))
		list = append(list, one)
	}
	i.PutMaps("unreached", list)
}

func readUnreached(read *Reader) (all []workflow.Unreached) {
	for u := range read.Maps("unreached") {
		all = append(all, workflow.Unreached{Address: account.Email(u.Text("address")), Why: account.Unreachable(u.Text("why"))})
	}
	return all
}

// attrTells is the attribute of a mail with the membership of which it tells; it is a list of one.
const attrTells = "tells"

func putToldMembership(i Item, told *workflow.ToldMembership) {
	if told == nil {
		return
	}
	one := Item{}
	putRoles(one, "", account.Membership{Role: told.Role, VirtualRoles: told.VirtualRoles})
	one.putTime("sinceAt", told.Since)
	one.putTime("endsAt", told.EndsAt)
	i.PutMaps(attrTells, []Item{one})
}

func readToldMembership(read *Reader) (told *workflow.ToldMembership) {
	for one := range read.Maps(attrTells) {
		m := readRoles(one, "", account.Membership{})
		told = &workflow.ToldMembership{Role: m.Role, VirtualRoles: m.VirtualRoles, Since: one.Time("sinceAt"), EndsAt: one.Time("endsAt")}
	}
	return told
}

func putGivenRoles(i Item, all []workflow.GivenRole) {
	var list []Item
	for _, r := range all {
		one := Item{}
		one.PutText("role", string(r.Role))
		one.PutText("name", r.At)
		one.PutTrue("nested", r.WithNested)
		list = append(list, one)
	}
	i.PutMaps("roles", list)
}

func readGivenRoles(read *Reader) (all []workflow.GivenRole) {
	for r := range read.Maps("roles") {
		all = append(all, workflow.GivenRole{Role: account.Role(r.Text("role")), At: r.Text("name"), WithNested: r.IsTrue("nested")})
	}
	return all
}

// ReadMail reads a mail.
func ReadMail(read *Reader) (workflow.Outgoing, error) {
	o := workflow.Outgoing{
		Mail: workflow.Mail{
			ID:                 IDOf(read.Text("PK")),
			Kind:               workflow.MailKind(read.Text("mailKind")),
			To:                 account.Email(read.Text("recipient")),
			Language:           account.Language(read.Text("language")),
			RequestID:          account.ID(read.Text("requestId")),
			Nominee:            read.Number("nominee"),
			Generation:         read.Number("generation"),
			Renewal:            read.IsTrue("renewal"),
			CreatedAt:          read.Time("createdAt"),
			AccountName:        read.Text("accountName"),
			Domain:             account.Domain(read.Text("domain")),
			Requester:          account.Email(read.Text("requester")),
			ExpiresAt:          read.Time("expiresAt"),
			Outcome:            account.State(read.Text("outcome")),
			By:                 account.Actor(read.Text("actor")),
			ForwardedTo:        account.Email(read.Text("forwardedTo")),
			Address:            account.Email(read.Text("address")),
			Undelivered:        read.IsTrue("undelivered"),
			Unreached:          readUnreached(read),
			Roles:              readGivenRoles(read),
			Visibility:         account.Visibility(read.Text("visibility")),
			AccessRequestID:    account.ID(read.Text(attrAccessRequest)),
			AccessOutcome:      account.AccessState(read.Text("accessOutcome")),
			Tells:              readToldMembership(read),
			NewName:            read.Text("newName"),
			RulesOff:           read.IsTrue("rulesOff"),
			Reason:             read.Text("reason"),
			AccountID:          account.ID(read.Text("accountId")),
			DisputeID:          account.ID(read.Text(AttrDispute)),
			Above:              account.Domain(read.Text("above")),
			Settled:            account.Outcome(read.Text("settled")),
			AdministratorOf:    account.ID(read.Text("office")),
			AdministratorSince: read.Time("officeSinceAt"),
			Earlier:            Texts[account.ID](read, "earlier"),
		},
		State:      workflow.MailState(read.Text("mailState")),
		Attempts:   read.Number("attempts"),
		LinkScheme: read.Number("linkScheme"),
		DueAt:      read.Time("dueAt"),
		HeldAt:     read.Time("heldAt"),
		CountedAt:  read.Time("countedAt"),
		News:       account.Delivery(read.Text("news")),
		NewsAt:     read.Time("newsAt"),
		MessageID:  read.Text("messageId"),
		Failure:    read.Text("failure"),
	}
	if _, there := read.Item["codeNonce"]; there {
		o.Code = &workflow.CodeKey{}
		read.fill("codeLink", o.Code.Link[:])
		read.fill("codeNonce", o.Code.Nonce[:])
	}
	if o.Kind.CarriesCode() && o.Code == nil && read.Err == nil {
		read.Err = errors.New("a code's mail without the code")
	}
	if read.Err != nil {
		return workflow.Outgoing{}, fmt.Errorf("mail %s: %w", o.ID, read.Err)
	}
	return o, nil
}
