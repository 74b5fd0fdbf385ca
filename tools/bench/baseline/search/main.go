// Command search is the baseline for the function search: the same reads, written as in the SDK's documentation.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"os"
	"strings"

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

type found struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Domain string   `json:"domain"`
	Status string   `json:"status"`
	Access []string `json:"access"`
}

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
	query := strings.ToLower(event.QueryStringParameters["q"])

	roles, err := h.query(ctx, "PERSON#"+email, "ROW#2#", 1)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if len(roles) == 0 {
		return events.APIGatewayV2HTTPResponse{StatusCode: 403}, nil
	}
	own, err := h.query(ctx, "PERSON#"+email, "OWN#"+query, 21)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	whole, err := h.query(ctx, "NAME#"+hash(query), "", 50)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	part, err := h.query(ctx, "WORD#"+query[:1], query, 21)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}

	items := []found{}
	for _, item := range append(append(whole, own...), part...) {
		if strings.Contains(strings.ToLower(text(item["name"])), query) && len(items) < 20 {
			items = append(items, found{
				ID: text(item["accountId"]), Name: text(item["name"]), Domain: text(item["domain"]),
				Status: text(item["accountStatus"]), Access: []string{},
			})
		}
	}
	body, err := json.Marshal(map[string]any{"items": items})
	return events.APIGatewayV2HTTPResponse{
		StatusCode: 200, Headers: map[string]string{"Content-Type": "application/json"}, Body: string(body),
	}, err
}

func (h handler) query(ctx context.Context, pk, prefix string, limit int32) ([]map[string]types.AttributeValue, error) {
	in := &dynamodb.QueryInput{
		TableName:                 &h.table,
		KeyConditionExpression:    aws.String("PK = :pk"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":pk": &types.AttributeValueMemberS{Value: pk}},
		ConsistentRead:            aws.Bool(true),
		Limit:                     aws.Int32(limit),
	}
	if prefix != "" {
		in.KeyConditionExpression = aws.String("PK = :pk AND begins_with(SK, :prefix)")
		in.ExpressionAttributeValues[":prefix"] = &types.AttributeValueMemberS{Value: prefix}
	}
	out, err := h.client.Query(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Items, nil
}

func text(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
