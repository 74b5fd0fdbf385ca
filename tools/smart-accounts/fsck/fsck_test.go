package fsck

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/command"
)

func TestALostDomainItemIsReportedAndRepairedOnlyByRepair(t *testing.T) {
	engine := engines.ForTest(t)
	store := dynamotest.New(t, engine)
	access, err := store.Client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	added := ""
	fsck := func(more ...string) (string, error) {
		var out bytes.Buffer
		c := Command(func(name string) string {
			return map[string]string{"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": access.AccessKeyID, "AWS_SECRET_ACCESS_KEY": "test", "SHARED_MAIL_DOMAINS_ADDED": added}[name]
		})
		err := command.Run(t.Context(), c, append([]string{"-table", store.Name, "-endpoint", engine.Endpoint}, more...), &out, io.Discard)
		return out.String(), err
	}
	a := account.Account{
		ID: account.NewID(), Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public,
		CreatedAt: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), RequestID: account.NewID(), Requester: "ann@acme.com",
	}
	if err := store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{
		{AccountID: a.ID, Person: "ann@acme.com", Role: account.SmartAccountAdministrator, Since: a.CreatedAt},
	}}}); err != nil {
		t.Fatal(err)
	}
	if out, err := fsck(); err != nil || !strings.HasSuffix(out, " items, 0 wrong, 0 mended\n") || strings.Contains(out, "shared") {
		t.Fatalf("a consistent table: %v, %s", err, out)
	}
	added = "acme.com"
	defer account.SetSharedMail(account.SharedMail{})
	want := fmt.Sprintf("%s is active at a shared mail domain: acme.com, \"Acme\", requested by ann@acme.com\n", a.ID)
	if out, err := fsck(); err != nil || strings.Count(out, want) != 1 {
		t.Errorf("with a new shared mail domain: %v, %s", err, out)
	}
	added = "acme"
	if out, err := fsck(); err == nil || !strings.Contains(err.Error(), "SHARED_MAIL_DOMAINS_ADDED") {
		t.Errorf("with a malformed domain: %v, %s", err, out)
	}
	added = ""
	if _, err := store.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &store.Name, Key: map[string]types.AttributeValue{
		"PK": &types.AttributeValueMemberS{Value: "DOMAIN#acme.com"}, "SK": &types.AttributeValueMemberS{Value: "DOMAIN"},
	}}); err != nil {
		t.Fatal(err)
	}
	const line = "DOMAIN#acme.com DOMAIN: domain-not-held: the domain item of a live account is missing or differs"
	if out, err := fsck(); !errors.Is(err, errNotWhole) || !strings.Contains(out, line+"\n") {
		t.Errorf("without the domain item: %v, %s", err, out)
	}
	if out, err := fsck("-repair"); err != nil || !strings.Contains(out, line+" (mended)\n") {
		t.Errorf("repair: %v, %s", err, out)
	}
	if out, err := fsck(); err != nil {
		t.Errorf("after the repair: %v, %s", err, out)
	}
}

func TestWrongArgumentsAreErrors(t *testing.T) {
	for _, arguments := range [][]string{{}, {"-table", "t", "more"}, {"-mend"}} {
		if err := command.Run(t.Context(), Command(func(string) string { return "" }), arguments, io.Discard, io.Discard); err == nil {
			t.Errorf("%v: no error", arguments)
		}
	}
}
