package layout

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// AttrLatest is the attribute of a request with a copy of its last event and of its mails. With it, everything that the last
// transaction wrote can be written again from the request, if a restore contains only a part of it.
const AttrLatest = "latest"

// Latest returns the value of AttrLatest after a change.
func Latest(c workflow.Change) types.AttributeValue {
	i := EventItem(c.Event)
	for name := range NewItem(Key{}) {
		delete(i, name)
	}
	var mails []Item
	for _, m := range c.Mails {
		called := Item{}
		called.PutText("mailId", string(m.ID))
		called.PutText("mailKind", string(m.Kind))
		called.PutText("recipient", string(m.To))
		called.PutText("language", string(m.Language))
		called.PutTrue("undelivered", m.Undelivered)
		called.PutTrue("renewal", m.Renewal)
		mails = append(mails, called)
	}
	i.PutMaps("mails", mails)
	return &types.AttributeValueMemberM{Value: i}
}

// ReadLatest returns the last event of the request, and of its mails what workflow.RestoreMail needs; the zero
// Event if the request does not have them, which is so for requests stored by older releases.
func ReadLatest(of *Reader, id account.ID) (account.Event, []workflow.Mail, error) {
	kept, there := value[*types.AttributeValueMemberM](of, AttrLatest)
	if !there {
		return account.Event{}, nil, of.Err
	}
	read := NewReader(kept.Value)
	event, err := ReadEvent(read)
	if err != nil {
		return account.Event{}, nil, err
	}
	event.RequestID = id
	var mails []workflow.Mail
	for m := range read.Maps("mails") {
		mails = append(mails, workflow.Mail{
			ID: account.ID(m.Text("mailId")), Kind: workflow.MailKind(m.Text("mailKind")), To: account.Email(m.Text("recipient")),
			Language: account.Language(m.Text("language")), Undelivered: m.IsTrue("undelivered"), Renewal: m.IsTrue("renewal"),
		})
	}
	return event, mails, read.Err
}
