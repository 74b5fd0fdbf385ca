package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// PutSession implements workflow.SessionStore.
func (t *Table) PutSession(ctx context.Context, s workflow.Session) error {
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.client.Name, Item: sessionItem(s),
		ConditionExpression: aws.String(isNew), ExpressionAttributeNames: namesIn(isNew),
	})
	if err != nil {
		return failed("keep session", err)
	}
	return nil
}

// Session implements workflow.SessionStore.
func (t *Table) Session(ctx context.Context, hash workflow.SessionHash) (workflow.Session, error) {
	read, err := t.client.get(ctx, sessionKey(hash))
	if err != nil {
		return workflow.Session{}, err
	}
	return readSession(read, hash)
}

func sessionItem(s workflow.Session) item {
	i := newItem(sessionKey(s.Hash))
	i.putText("email", string(s.Person.Email))
	i.putText("personName", s.Person.Name)
	i.putTrue("operator", s.Person.Operator)
	i.putText("language", string(s.Person.Language))
	i.putTime("createdAt", s.CreatedAt)
	i.putTime("endsAt", s.EndsAt)
	i.putTime("idleAt", s.IdleAt)
	i.deleteAfter(s.EndsAt)
	return i
}

func readSession(read *reader, hash workflow.SessionHash) (workflow.Session, error) {
	s := workflow.Session{
		Hash: hash,
		Person: account.Person{
			Email: account.Email(read.text("email")), Name: read.text("personName"), Operator: read.isTrue("operator"),
			Language: account.Language(read.text("language")),
		},
		CreatedAt: read.time("createdAt"),
		EndsAt:    read.time("endsAt"),
		IdleAt:    read.time("idleAt"),
	}
	if read.err != nil {
		return workflow.Session{}, fmt.Errorf("session: %w", read.err)
	}
	return s, nil
}

// TouchSession implements workflow.SessionStore. Of several at once the latest time stays.
func (t *Table) TouchSession(ctx context.Context, hash workflow.SessionHash, idleAt time.Time) error {
	const (
		set       = "SET #idleAt = :idle"
		condition = "#idleAt < :idle" // which no session that has ended fulfils
	)
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: newItem(sessionKey(hash)), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: namesIn(set, condition),
		ExpressionAttributeValues:           item{":idle": instant(idleAt)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var refused *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &refused) && len(refused.Item) > 0:
		return nil // used later than this already
	case errors.As(err, &refused):
		return account.ErrNotFound
	case err != nil:
		return failed("touch session", err)
	}
	return nil
}

// DeleteSession implements workflow.SessionStore.
func (t *Table) DeleteSession(ctx context.Context, hash workflow.SessionHash) error {
	_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.client.Name, Key: newItem(sessionKey(hash))})
	if err != nil {
		return failed("end session", err)
	}
	return nil
}
