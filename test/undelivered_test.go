package test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"smartaccounts/internal/account"
)

// awsConfig returns an operator's configuration for the stack's AWS.
func awsConfig() aws.Config {
	return aws.Config{
		Region: stack.Region, BaseEndpoint: &stack.Endpoint,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

func inTable(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }

// putMail stores a mail in the outbox that no use case would store, and deletes it when the test ends.
func putMail(t *testing.T, attributes map[string]types.AttributeValue) (key map[string]types.AttributeValue) {
	t.Helper()
	db := dynamodb.NewFromConfig(awsConfig())
	key = map[string]types.AttributeValue{"PK": inTable("OUTBOX#" + string(account.NewID())), "SK": inTable("OUTBOX")}
	for name, value := range key {
		attributes[name] = value
	}
	if _, err := db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &stack.Table, Item: attributes}); err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	t.Cleanup(func() {
		if _, err := db.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &stack.Table, Key: key}); err != nil {
			t.Error(err)
		}
	})
	return key
}

// Neither the stream nor the schedule stops at it. It is not parallel to other tests, whose mails it could delay.
func TestAnUnreadableMailDoesNotBlockOthers(t *testing.T) {
	waiting, nominee := newCompany()
	request, _ := ask(t, waiting, nominee)
	waitMails(t, nominee, 1)
	one := &types.AttributeValueMemberN{Value: "1"}
	// The schedule finds unreadable mails first, so it does not help the stream.
	due := map[string]types.AttributeValue{"duePartition": inTable("OUTBOX#0"), "dueAt": one, "mailState": inTable("queued")}
	for _, broken := range []map[string]types.AttributeValue{
		{"mailKind": inTable("approved"), "attempts": inTable("many")},
		{"mailKind": inTable("code"), "requestId": inTable(request), "nominee": one, "generation": one}, // the code is missing
	} {
		for name, value := range due {
			broken[name] = value
		}
		putMail(t, broken)
	}
	domain, customer := newCompany()
	ask(t, domain, customer)
	waitMails(t, customer, 1)
}

// A message whose replay fails is kept. It is not parallel to other tests, because it sweeps their mails.
func TestDeadLettersAreReplayed(t *testing.T) {
	domain, customer := newCompany()
	now := strconv.FormatInt(time.Now().UnixMilli(), 10)
	key := putMail(t, map[string]types.AttributeValue{
		"mailKind": inTable("approved"), "language": inTable("en"), "recipient": inTable(customer), "requester": inTable(customer), "accountName": inTable("Acme"), "domain": inTable(domain),
		"createdAt": &types.AttributeValueMemberN{Value: now}, "mailState": inTable("queued"), "news": inTable(""),
		"attempts": inTable("none"), // this cannot be read
	})

	// AWS would put this message there after five repetitions. The emulator supports neither failures of single
	// records nor a number of repetitions, and treats the record as done; the message has AWS's documented form.
	stream, shard, sequence := recordOf(t, key)
	lost := undelivered(t, "shardId-of-yesterday", stream, "1")
	waiting := undelivered(t, shard, stream, sequence)

	out, err := replay(t)
	if err == nil || !strings.Contains(out, waiting+": stays: "+stack.SendMail+" failed for 1 of 1 records") {
		t.Fatalf("the mail still cannot be read, and its message does not stay: %v\n%s", err, out)
	}
	if !strings.Contains(out, lost+": ") || !strings.Contains(out, "no longer in the stream, so "+stack.SendMail+" swept") {
		t.Errorf("a record that the stream has forgotten is not swept for:\n%s", out)
	}
	if early := mails(t, customer); len(early) > 0 {
		t.Fatalf("sent already: %v", subjects(early))
	}

	_, err = dynamodb.NewFromConfig(awsConfig()).UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &stack.Table, Key: key, UpdateExpression: aws.String("SET attempts = :none"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":none": &types.AttributeValueMemberN{Value: "0"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := replay(t, "-list"); err != nil || !strings.Contains(out, waiting+": "+stack.SendMail+", 1 records of "+shard) || strings.Contains(out, lost) {
		t.Errorf("the list: %v\n%s", err, out)
	}
	if out, err := replay(t); err != nil || !strings.Contains(out, waiting+": ") {
		t.Errorf("the mail can be read, and its message stays: %v\n%s", err, out)
	}
	waitMails(t, customer, 1)
	if out, err := replay(t, "-list"); err != nil || strings.Contains(out, waiting) {
		t.Errorf("what was replayed stays: %v\n%s", err, out)
	}
}

// recordOf returns the position in the stream of the item's creation.
func recordOf(t *testing.T, key map[string]types.AttributeValue) (stream, shard, sequence string) {
	t.Helper()
	table, err := dynamodb.NewFromConfig(awsConfig()).DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &stack.Table})
	if err != nil {
		t.Fatal(err)
	}
	streams := dynamodbstreams.NewFromConfig(awsConfig())
	described, err := streams.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: table.Table.LatestStreamArn})
	if err != nil {
		t.Fatal(err)
	}
	stream = *table.Table.LatestStreamArn
	for _, s := range described.StreamDescription.Shards {
		start, err := streams.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &stream, ShardId: s.ShardId, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			t.Fatal(err)
		}
		for next := start.ShardIterator; next != nil; {
			page, err := streams.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: next})
			if err != nil {
				t.Fatal(err)
			}
			for _, record := range page.Records {
				if pk, ok := record.Dynamodb.Keys["PK"].(*streamtypes.AttributeValueMemberS); ok && pk.Value == key["PK"].(*types.AttributeValueMemberS).Value {
					return stream, *s.ShardId, *record.Dynamodb.SequenceNumber
				}
			}
			if next = page.NextShardIterator; len(page.Records) == 0 {
				break
			}
		}
	}
	t.Fatal("the stream does not have the record")
	return "", "", ""
}

// undelivered puts a failure of send-mail's event source mapping into the queue, and returns the message's id.
func undelivered(t *testing.T, shard, stream, sequence string) (message string) {
	t.Helper()
	body := fmt.Sprintf(`{"requestContext":{"requestId":"316aa6d0-8154-xmpl-9af7-85d5f4a6bc81","functionArn":"arn:aws:lambda:%s:000000000000:function:%s",
		"condition":"RetryAttemptsExhausted","approximateInvokeCount":6},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},
		"version":"1.0","timestamp":"2026-11-25T07:00:00.000Z","DDBStreamBatchInfo":{"shardId":%q,"startSequenceNumber":%q,"endSequenceNumber":%[4]q,
		"approximateArrivalOfFirstRecord":"2026-11-25T06:58:00Z","approximateArrivalOfLastRecord":"2026-11-25T06:58:00Z","batchSize":1,"streamArn":%q}}`,
		stack.Region, stack.SendMail, shard, sequence, stream)
	sent, err := sqs.NewFromConfig(awsConfig()).SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &stack.Queue, MessageBody: &body})
	if err != nil {
		t.Fatal(err)
	}
	return *sent.MessageId
}

// replay runs the command as docs/playbooks/replay-dead-letters.md says.
func replay(t *testing.T, more ...string) (string, error) {
	t.Helper()
	program := filepath.Join(dir, "smart-accounts")
	if _, err := os.Stat(program); err != nil {
		build := exec.Command("go", "build", "-o", program, "./tools/smart-accounts")
		build.Dir = ".."
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
	}
	cmd := exec.Command(program, append([]string{"replay", "-endpoint", stack.Endpoint, "-queue", stack.Queue, "-send-mail", stack.SendMail, "-clean-up", stack.CleanUp}, more...)...)
	cmd.Env = append(os.Environ(), "AWS_REGION="+stack.Region)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
