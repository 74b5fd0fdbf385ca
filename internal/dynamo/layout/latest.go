package layout

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// AttrLatest names the attribute in which a request has the last line of its history once more, with the mails that it
// called for. From a request all else follows that its last transaction wrote, so that a restore that holds a half of
// that can be put right.
const AttrLatest = "latest"

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

// ReadLatest returns the last line of the request's history, and of its mails what workflow.RestoreMail needs; the zero
// Event if the request does not have them, as those did not that were stored before they were kept.
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
