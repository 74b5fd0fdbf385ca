package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// PutSession implements workflow.SessionStore.
func (t *Table) PutSession(ctx context.Context, s workflow.Session) error {
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.client.Name, Item: layout.SessionItem(s),
		ConditionExpression: aws.String(client.IsNew), ExpressionAttributeNames: client.NamesIn(client.IsNew),
	})
	if err != nil {
		return client.Failed("keep session", err)
	}
	return nil
}

// Session implements workflow.SessionStore.
func (t *Table) Session(ctx context.Context, hash workflow.SessionHash) (workflow.Session, error) {
	read, err := t.client.Get(ctx, layout.SessionKey(hash))
	if err != nil {
		return workflow.Session{}, err
	}
	return layout.ReadSession(read, hash)
}

// TouchSession implements workflow.SessionStore. Concurrent calls keep the latest time.
func (t *Table) TouchSession(ctx context.Context, hash workflow.SessionHash, idleAt time.Time) error {
	const (
		set       = "SET #idleAt = :idle"
		condition = "#idleAt < :idle" // false if the session does not exist
	)
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: layout.NewItem(layout.SessionKey(hash)), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: client.NamesIn(set, condition),
		ExpressionAttributeValues:           layout.Item{":idle": layout.Time(idleAt)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var refused *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &refused) && len(refused.Item) > 0:
		return nil // the stored time is later
	case errors.As(err, &refused):
		return account.ErrNotFound
	case err != nil:
		return client.Failed("touch session", err)
	}
	return nil
}

// DeleteSession implements workflow.SessionStore.
func (t *Table) DeleteSession(ctx context.Context, hash workflow.SessionHash) error {
	_, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &t.client.Name, Key: layout.NewItem(layout.SessionKey(hash))})
	if err != nil {
		return client.Failed("end session", err)
	}
	return nil
}
