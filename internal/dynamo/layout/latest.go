package layout

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// AttrLatest is the attribute of a request with a copy of its last event and of that event's mails. If a restore contains only
// a part of the last transaction, the rest can be written again from the request.
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

// ReadLatest returns the last event of the request, and its mails with the fields that workflow.RestoreMail needs. It returns
// the zero Event if a request stored by an older release lacks the attribute.
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
