package dynamo_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
)

// Otherwise the mailer would panic, and not send the other mails of the batch.
func TestAMailThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	s := dynamotest.New(t, amazons)
	for what, attributes := range map[string]map[string]types.AttributeValue{
		"a code's mail without the code": {"mailKind": &types.AttributeValueMemberS{Value: "code"}},
		"half a code":                    {"mailKind": &types.AttributeValueMemberS{Value: "code"}, "codeNonce": &types.AttributeValueMemberB{Value: []byte{1}}},
		"attempts as text":               {"attempts": &types.AttributeValueMemberS{Value: "many"}},
	} {
		id := account.NewID()
		attributes["PK"], attributes["SK"] = &types.AttributeValueMemberS{Value: layout.MailPrefix + string(id)}, &types.AttributeValueMemberS{Value: "OUTBOX"}
		if _, err := s.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Name, Item: attributes}); err != nil {
			t.Fatal(err)
		}
		if read, err := s.Outgoing(t.Context(), id); err == nil || errors.Is(err, account.ErrNotFound) {
			t.Errorf("%s: read %+v, %v", what, read, err)
		}
	}
}
