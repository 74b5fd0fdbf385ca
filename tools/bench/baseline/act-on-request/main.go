// Command act-on-request is the baseline for a decision in the function act-on-request: the same calls, written as in
// the SDK's documentation.
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
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
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
)

type handler struct {
	client  *dynamodb.Client
	keys    *kms.Client
	table   string
	codeKey string
}

type attributes = map[string]types.AttributeValue

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	h := handler{dynamodb.NewFromConfig(cfg), kms.NewFromConfig(cfg), os.Getenv("TABLE_NAME"), os.Getenv("CODE_KEY_ID")}
	lambda.Start(h.handle)
}

func (h handler) handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	var wanted struct {
		Token string `json:"token"`
		Code  string `json:"code"`
	}
	if err := json.Unmarshal([]byte(event.Body), &wanted); err != nil {
		return events.APIGatewayV2HTTPResponse{StatusCode: 400}, nil //nolint:nilerr // the request is invalid
	}
	id, secret, _ := strings.Cut(wanted.Token, ".")
	mac, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{StatusCode: 404}, nil //nolint:nilerr // the request is invalid
	}
	sum := sha256.Sum256(mac)
	hash := hex.EncodeToString(sum[:])

	read, err := h.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		h.table: {ConsistentRead: aws.Bool(true), Keys: []map[string]types.AttributeValue{
			key("REQUEST#"+id, "REQUEST"), key("LINK#"+hash, "LINK"), key("CODE#"+hash, "CODE"),
		}},
	}})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var request attributes
	for _, item := range read.Responses[h.table] {
		if strings.HasPrefix(textOf(item["PK"]), "REQUEST#") {
			request = item
		}
	}
	if request == nil {
		return events.APIGatewayV2HTTPResponse{StatusCode: 404}, nil
	}

	// The baseline has the cost of the check, but ignores its result.
	if _, err := h.keys.GenerateMac(ctx, &kms.GenerateMacInput{
		KeyId: &h.codeKey, MacAlgorithm: kmstypes.MacAlgorithmSpecHmacSha256, Message: []byte(id + wanted.Code),
	}); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}

	account, requester, now := textOf(request["accountId"]), textOf(request["requester"]), time.Now()
	row := attributes{
		"name": request["name"], "domain": request["domain"], "accountStatus": text("active"), "accountId": text(account),
		"requester": text(requester), "requestId": text(id), "createdAt": number(now), "visibility": text("public"),
	}
	for name, value := range row {
		if value == nil {
			delete(row, name)
		}
	}
	writes := []types.TransactWriteItem{
		h.update("REQUEST#"+id, "REQUEST", "approved"),
		h.update("ACCOUNT#"+account, "ACCOUNT", "active"),
		h.remove("PERSON#"+requester, "ROW#1#"+id),
		h.create("PERSON#"+requester, "ROW#3#"+id, row),
		h.create("REQUEST#"+id, "EVENT#00000002", attributes{"event": text("approved"), "at": number(now)}),
		h.create("ACCOUNT#"+account, "MEMBER#customer@example.com", attributes{"roles": text("administrator"), "since": number(now)}),
		h.create("PERSON#customer@example.com", "ROW#2#"+account, row),
		h.create("ACCOUNT#"+account, "VIRTUAL#"+rand.Text(), attributes{"name": text("DEFAULT"), "createdAt": number(now)}),
		h.create("OUTBOX#"+rand.Text(), "OUTBOX", row),
		h.remove("CODE#"+hash, "CODE"),
	}
	for _, word := range words(textOf(request["accountName"]) + " " + textOf(request["domain"])) {
		writes = append(writes, h.create("PERSON#customer@example.com", "OWN#"+word+"#"+account, attributes{"name": request["accountName"], "domain": request["domain"]}))
	}
	if _, err := h.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes}); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	body, err := json.Marshal(map[string]any{"request": map[string]string{"id": id, "status": "approved"}})
	return events.APIGatewayV2HTTPResponse{
		StatusCode: 200, Headers: map[string]string{"Content-Type": "application/json"}, Body: string(body),
	}, err
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

func (h handler) update(pk, sk, status string) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &h.table, Key: key(pk, sk), UpdateExpression: aws.String("SET accountStatus = :status"),
		ConditionExpression: aws.String("attribute_exists(PK)"), ExpressionAttributeValues: attributes{":status": text(status)},
	}}
}

func (h handler) remove(pk, sk string) types.TransactWriteItem {
	return types.TransactWriteItem{Delete: &types.Delete{
		TableName: &h.table, Key: key(pk, sk), ConditionExpression: aws.String("attribute_exists(PK)"),
	}}
}

func key(pk, sk string) attributes { return attributes{"PK": text(pk), "SK": text(sk)} }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return strings.ContainsRune(" .-", c) })
}

func textOf(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func number(t time.Time) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(t.UnixMilli(), 10)}
}
