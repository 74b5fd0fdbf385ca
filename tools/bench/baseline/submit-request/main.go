// Command submit-request is the baseline for the function submit-request: the same reads and the same transaction,
// written as in the SDK's documentation.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type handler struct {
	client *dynamodb.Client
	table  string
}

type form struct {
	Name      string   `json:"accountName"`
	Domain    string   `json:"accountDomain"`
	Customers []string `json:"customerEmails"`
	Note      string   `json:"noteToCustomer"`
}

type attributes = map[string]types.AttributeValue

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	h := handler{dynamodb.NewFromConfig(cfg), os.Getenv("TABLE_NAME")}
	lambda.Start(h.handle)
}

func (h handler) handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	email := event.RequestContext.Authorizer.JWT.Claims["email"]
	var f form
	if err := json.Unmarshal([]byte(event.Body), &f); err != nil {
		return events.APIGatewayV2HTTPResponse{StatusCode: 400}, nil //nolint:nilerr // the request is invalid
	}
	name, look := "LOOK#NAME#"+hash(strings.ToLower(f.Name)), "LOOK#"+hash(f.Domain)
	limit := "LIMIT#" + hash(email)

	roles, err := h.query(ctx, "PERSON#"+email, "ROW#2#")
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if len(roles) == 0 {
		return events.APIGatewayV2HTTPResponse{StatusCode: 403}, nil
	}
	if _, err := h.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		h.table: {ConsistentRead: aws.Bool(true), Keys: []map[string]types.AttributeValue{key("DOMAIN#"+f.Domain, "DOMAIN"), key(limit, "LIMIT")}},
	}}); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	for _, crowd := range []string{name, look} {
		if _, err := h.query(ctx, crowd, ""); err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
	}

	id, account, now := rand.Text(), rand.Text(), time.Now()
	row := attributes{
		"name": text(f.Name), "domain": text(f.Domain), "accountStatus": text("pending"), "accountId": text(account),
		"requester": text(email), "requestId": text(id), "createdAt": number(now), "pendingUntilAt": number(now.AddDate(0, 0, 90)),
	}
	request := attributes{
		"state": text("pending_approval"), "version": &types.AttributeValueMemberN{Value: "1"}, "listStatus": text("pending_approval"),
		"duePartition": text("REQUEST#1"), "dueAt": number(now.AddDate(0, 0, 7)), "noteToCustomer": text(f.Note),
		"nominees": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: attributes{"email": text(f.Customers[0]), "state": text("active")}},
		}},
	}
	writes := []types.TransactWriteItem{
		h.create("REQUEST#"+id, "REQUEST", request, row),
		h.create("ACCOUNT#"+account, "ACCOUNT", row),
		h.create("PERSON#"+email, "ROW#1#"+id, row),
		h.create("REQUEST#"+id, "EVENT#00000001", attributes{"event": text("submitted"), "at": number(now), "actor": text(email)}),
		h.create(name, account, attributes{"accountId": text(account)}),
		h.create(look, account, attributes{"accountId": text(account)}),
		h.create(name, "#GUARD", attributes{"stamp": text(account)}),
		h.create(look, "#GUARD", attributes{"stamp": text(account)}),
		h.create("DOMAIN#"+f.Domain, "DOMAIN", attributes{"requestId": text(id), "accountId": text(account)}),
		h.create(limit, "LIMIT", attributes{"version": &types.AttributeValueMemberN{Value: "1"}, "lastAt": number(now)}),
	}
	for _, word := range words(f.Name + " " + f.Domain) {
		writes = append(writes, h.create("PERSON#"+email, "OWN#"+word+"#"+account, attributes{"name": text(f.Name), "domain": text(f.Domain)}))
	}
	for _, customer := range f.Customers {
		writes = append(writes, h.create("OUTBOX#"+rand.Text(), "OUTBOX", row, attributes{
			"to": text(customer), "kind": text("invitation"), "duePartition": text("OUTBOX#1"), "dueAt": number(now),
		}))
	}
	if _, err := h.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes}); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	body, err := json.Marshal(map[string]any{"id": id, "status": "pending_approval", "account": map[string]string{"id": account, "name": f.Name, "domain": f.Domain}})
	return events.APIGatewayV2HTTPResponse{
		StatusCode: 201, Headers: map[string]string{"Content-Type": "application/json"}, Body: string(body),
	}, err
}

func (h handler) query(ctx context.Context, pk, prefix string) ([]attributes, error) {
	in := &dynamodb.QueryInput{
		TableName:                 &h.table,
		KeyConditionExpression:    aws.String("PK = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(pk)},
		ConsistentRead:            aws.Bool(true),
		Limit:                     aws.Int32(100),
	}
	if prefix != "" {
		in.KeyConditionExpression = aws.String("PK = :pk AND begins_with(SK, :prefix)")
		in.ExpressionAttributeValues[":prefix"] = text(prefix)
	}
	out, err := h.client.Query(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Items, nil
}

func (h handler) create(pk, sk string, parts ...attributes) types.TransactWriteItem {
	item := key(pk, sk)
	for _, part := range parts {
		for name, value := range part {
			item[name] = value
		}
	}
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &h.table, Item: item, ConditionExpression: aws.String("attribute_not_exists(PK)"),
	}}
}

func key(pk, sk string) attributes { return attributes{"PK": text(pk), "SK": text(sk)} }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(t time.Time) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(t.UnixMilli(), 10)}
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return strings.ContainsRune(" .-", c) })
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
