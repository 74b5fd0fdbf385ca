package dynamo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// markedByAccount returns a store with an open dispute whose open dispute item has the key by account that was used when
// disputes were about accounts.
func markedByAccount(t *testing.T) (*dynamotest.Store, workflow.StoredAccount, account.Dispute) {
	t.Helper()
	s := dynamotest.InMemory()
	at := time.UnixMilli(1795340000123).UTC()
	id := account.NewID()
	a := workflow.StoredAccount{
		Account: account.Account{
			ID: id, Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public, CreatedAt: at, PendingUntil: at,
			RequestID: account.NewID(),
		},
		Members:         []account.Membership{{AccountID: id, Person: "owner@acme.com", Role: account.SmartAccountAdministrator, Since: at}},
		VirtualAccounts: []account.VirtualAccount{{ID: account.NewID(), AccountID: id, Name: "Default", Default: true, CreatedAt: at}},
	}
	if err := s.Load(t.Context(), []workflow.StoredAccount{a}); err != nil {
		t.Fatal(err)
	}
	d := account.Dispute{
		ID: account.NewID(), Account: account.Likeness{AccountID: id, Name: "Acme", Domain: "acme.com"},
		By: "claims@example.org", Note: "It is ours.", OpenedAt: at,
	}
	if _, err := s.OpenDispute(t.Context(), d, nil); err != nil {
		t.Fatal(err)
	}
	key := func(about string) map[string]types.AttributeValue {
		hash := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", about, d.By))
		return map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "DISPUTE#" + hex.EncodeToString(hash[:])},
			"SK": &types.AttributeValueMemberS{Value: "OPEN"},
		}
	}
	name := s.Name
	now, before := key("acme.com"), key(string(id))
	read, err := s.API().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &name, Key: now})
	if err != nil || read.Item == nil {
		t.Fatal(read, err)
	}
	mark := maps.Clone(read.Item)
	maps.Copy(mark, before)
	if _, err := s.API().DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &name, Key: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.API().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &name, Item: mark}); err != nil {
		t.Fatal(err)
	}
	return s, a, d
}

func rejecting(t *testing.T, d account.Dispute, a workflow.StoredAccount) workflow.Settlement {
	t.Helper()
	settled, err := d.Settle(account.Person{Email: "operator@example.org", Operator: true}, "", nil, account.Settlement{
		At: d.OpenedAt.Add(time.Hour), Outcome: account.DisputeRejected, Reason: "It is theirs.",
	})
	if err != nil {
		t.Fatal(err)
	}
	return workflow.Settlement{Dispute: settled, Account: a.Account}
}

// Open dispute items of older releases have a key by account; settling the dispute deletes them too.
func TestADisputeMarkedByItsAccountIsSettled(t *testing.T) {
	t.Parallel()
	s, a, d := markedByAccount(t)
	if err := s.Settle(t.Context(), rejecting(t, d, a)); err != nil {
		t.Fatal(err)
	}
	wantWhole(t, s, d.OpenedAt)
}

// There is no open dispute item under the key by identifier, so the person can open a second dispute. Both can be settled.
func TestADisputeMarkedByItsAccountIsSettledBesideASecond(t *testing.T) {
	t.Parallel()
	s, a, d := markedByAccount(t)
	second := d
	second.ID = account.NewID()
	if _, err := s.OpenDispute(t.Context(), second, nil); err != nil {
		t.Fatal(err)
	}
	for _, each := range []account.Dispute{d, second} {
		if err := s.Settle(t.Context(), rejecting(t, each, a)); err != nil {
			t.Fatal(err)
		}
	}
	wantWhole(t, s, d.OpenedAt)
}

// OpenDisputeAbout finds the dispute only after the repair.
func TestARepairMovesAnOpenDisputeItemFromItsFormerKey(t *testing.T) {
	t.Parallel()
	s, _, d := markedByAccount(t)
	if _, err := s.OpenDisputeAbout(t.Context(), "acme.com", d.By); !errors.Is(err, account.ErrNotFound) {
		t.Fatal(err)
	}
	done, err := s.Inspect(t.Context(), d.OpenedAt, true, func(maintenance.Finding) {})
	if err != nil || done.Found != 2 || done.Mended != 2 {
		t.Errorf("%+v %v", done, err)
	}
	if found, err := s.OpenDisputeAbout(t.Context(), "acme.com", d.By); err != nil || found != d {
		t.Errorf("%+v %v", found, err)
	}
	wantWhole(t, s, d.OpenedAt)
}

func wantWhole(t *testing.T, s *dynamotest.Store, at time.Time) {
	t.Helper()
	_, err := s.Inspect(t.Context(), at, false, func(f maintenance.Finding) { t.Errorf("%v %s", f.At, f.Wrong) })
	if err != nil {
		t.Fatal(err)
	}
}

// Disputes settled by older releases have no listStatus, so the list of settled disputes does not have them.
func TestARepairListsASettledDispute(t *testing.T) {
	t.Parallel()
	s, a, d := markedByAccount(t)
	settlement := rejecting(t, d, a)
	if err := s.Settle(t.Context(), settlement); err != nil {
		t.Fatal(err)
	}
	remove := "REMOVE #listStatus"
	_, err := s.API().UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &s.Name, UpdateExpression: &remove, ExpressionAttributeNames: map[string]string{"#listStatus": "listStatus"}, Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "DISPUTE#" + string(d.ID)}, "SK": &types.AttributeValueMemberS{Value: "DISPUTE"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := s.Inspect(t.Context(), d.OpenedAt, true, func(maintenance.Finding) {}); err != nil || done.Mended != 1 {
		t.Errorf("%+v %v", done, err)
	}
	listed, _, err := s.Disputes(t.Context(), true, "", 10)
	if err != nil || len(listed) != 1 || listed[0].ID != d.ID {
		t.Errorf("%+v %v", listed, err)
	}
	wantWhole(t, s, d.OpenedAt)
}
