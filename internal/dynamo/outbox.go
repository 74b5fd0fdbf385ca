package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// mailKept is how long a settled mail stays for whoever asks what became of it.
const mailKept = 90 * 24 * time.Hour

// queued is a mail as a committed change leaves it: due at once.
func queued(m workflow.Mail) workflow.Outgoing {
	return workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt}
}

// Outgoing implements workflow.Outbox.
func (t *Table) Outgoing(ctx context.Context, id account.ID) (workflow.Outgoing, error) {
	read, err := t.get(ctx, mailKey{id})
	if err != nil {
		return workflow.Outgoing{}, err
	}
	return readMail(read)
}

// Move implements workflow.Outbox.
func (t *Table) Move(ctx context.Context, read, next workflow.Outgoing) error {
	const condition = "#mailState = :was AND #attempts = :tried"
	set, values := difference(mailItem(read), mailItem(next), item{
		":was": text(string(read.State)), ":tried": number(read.Attempts),
	})
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.name, Key: primary(mailKey{read.ID}), UpdateExpression: &set,
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: namesIn(set, condition),
		ExpressionAttributeValues: values,
	})
	if err != nil {
		return failed("move mail", err)
	}
	return nil
}

func mailItem(o workflow.Outgoing) item {
	i := newItem(mailKey{o.ID})
	i.putText("mailKind", string(o.Kind))
	i.putText("recipient", string(o.To))
	i.putText("language", string(o.Language))
	i.putText("requestId", string(o.RequestID))
	i.putNumber("nominee", o.Nominee)
	i.putNumber("generation", o.Generation)
	if o.Code != nil {
		i["codeLink"], i["codeNonce"] = bits(o.Code.Link[:]), bits(o.Code.Nonce[:])
	}
	i.putTime("createdAt", o.CreatedAt)
	i.putText("accountName", o.AccountName)
	i.putText("domain", string(o.Domain))
	i.putText("requester", string(o.Requester))
	i.putTime("expiresAt", o.ExpiresAt)
	i.putText("outcome", string(o.Outcome))
	i.putText("actor", string(o.By))
	i.putText("forwardedTo", string(o.ForwardedTo))
	i.putText("reason", o.Reason)
	i.putText("mailState", string(o.State))
	i["attempts"] = number(o.Attempts) // also when there were none: conditions compare it
	i.putText("messageId", o.MessageID)
	i.putText("failure", o.Failure)
	switch o.State {
	case workflow.MailQueued, workflow.MailSending:
		i.putText("duePartition", duePartition(dueMails, o.ID))
		i.putTime("dueAt", o.DueAt)
	default:
		i.deleteAfter(o.CreatedAt.Add(mailKept))
	}
	return i
}

func readMail(read *reader) (workflow.Outgoing, error) {
	o := workflow.Outgoing{
		Mail: workflow.Mail{
			ID:          idOf(read.text("PK")),
			Kind:        workflow.MailKind(read.text("mailKind")),
			To:          account.Email(read.text("recipient")),
			Language:    account.Language(read.text("language")),
			RequestID:   account.ID(read.text("requestId")),
			Nominee:     read.number("nominee"),
			Generation:  read.number("generation"),
			CreatedAt:   read.time("createdAt"),
			AccountName: read.text("accountName"),
			Domain:      account.Domain(read.text("domain")),
			Requester:   account.Email(read.text("requester")),
			ExpiresAt:   read.time("expiresAt"),
			Outcome:     account.State(read.text("outcome")),
			By:          account.Actor(read.text("actor")),
			ForwardedTo: account.Email(read.text("forwardedTo")),
			Reason:      read.text("reason"),
		},
		State:     workflow.MailState(read.text("mailState")),
		Attempts:  read.number("attempts"),
		DueAt:     read.time("dueAt"),
		MessageID: read.text("messageId"),
		Failure:   read.text("failure"),
	}
	if _, there := read.item["codeNonce"]; there {
		o.Code = &workflow.CodeKey{}
		read.fill("codeLink", o.Code.Link[:])
		read.fill("codeNonce", o.Code.Nonce[:])
	}
	if read.err != nil {
		return workflow.Outgoing{}, fmt.Errorf("mail %s: %w", o.ID, read.err)
	}
	return o, nil
}
