package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// latest names the attribute in which a request has the last line of its history once more, with the mails that it
// called for. From a request all else follows that its last transaction wrote, so that a restore that holds a half of
// that can be put right.
const latest = "latest"

func latestOf(c workflow.Change) types.AttributeValue {
	i := eventItem(c.Event)
	for name := range newItem(Key{}) {
		delete(i, name)
	}
	var mails []item
	for _, m := range c.Mails {
		called := item{}
		called.putText("mailId", string(m.ID))
		called.putText("mailKind", string(m.Kind))
		called.putText("recipient", string(m.To))
		called.putText("language", string(m.Language))
		called.putTrue("undelivered", m.Undelivered)
		called.putTrue("renewal", m.Renewal)
		mails = append(mails, called)
	}
	i.putMaps("mails", mails)
	return &types.AttributeValueMemberM{Value: i}
}

// readLatest returns the last line of the request's history and its mails; the zero Event if it does not have them,
// as those did not that were stored before they were kept.
func readLatest(of *reader, id account.ID) (account.Event, []workflow.Called, error) {
	kept, there := value[*types.AttributeValueMemberM](of, latest)
	if !there {
		return account.Event{}, nil, of.err
	}
	read := newReader(kept.Value)
	event, err := readEvent(read)
	if err != nil {
		return account.Event{}, nil, err
	}
	event.RequestID = id
	var mails []workflow.Called
	for m := range read.maps("mails") {
		mails = append(mails, workflow.Called{
			ID: account.ID(m.text("mailId")), Kind: workflow.MailKind(m.text("mailKind")), To: account.Email(m.text("recipient")),
			Language: account.Language(m.text("language")), Undelivered: m.isTrue("undelivered"), Renewal: m.isTrue("renewal"),
		})
	}
	return event, mails, read.err
}
