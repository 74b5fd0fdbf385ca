// Package dynamotest creates tables for tests on a running engine.
package dynamotest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/dynamo/memory"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

// Store is a table whose items tests can read.
type Store struct {
	*maintenance.Maintainer
	Client *dynamodb.Client // nil in memory
	Name   string
	api    client.API
}

// New creates a table for one test and deletes it when the test ends. Options change the client that the store uses.
// If tests run without engines, the table is in memory.
func New(t testing.TB, engine *engines.Engine, options ...func(*dynamodb.Options)) *Store {
	t.Helper()
	if engines.None() {
		return InMemory()
	}
	client := engine.Client()
	name := "test-" + strings.ToLower(rand.Text())
	if err := Create(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
		var gone *types.ResourceNotFoundException // the response to an earlier try was lost
		if err != nil && !errors.As(err, &gone) {
			t.Errorf("delete table: %v", err)
		}
	})
	used := dynamodb.New(client.Options(), options...)
	return &Store{maintenance.New(used, name), client, name, client}
}

// Create creates a table with a name that no other test uses. It is safe to repeat: if the table exists, it was created
// by a try whose response was lost.
func Create(ctx context.Context, client *dynamodb.Client, name string) error {
	err := maintenance.CreateTable(ctx, client, name)
	var there *types.ResourceInUseException
	if errors.As(err, &there) {
		return maintenance.AwaitTable(ctx, client, name)
	}
	return err
}

// InMemory returns a table in the memory of the process.
func InMemory() *Store {
	const name = "memory"
	db := memory.New(layout.Schema(name))
	return &Store{Maintainer: maintenance.New(db, name), Name: name, api: db}
}

// Through returns a store that calls the same table through the API that before returns.
func (s *Store) Through(before func(client.API) client.API) *Store {
	api := before(s.api)
	return &Store{maintenance.New(api, s.Name), s.Client, s.Name, s.api}
}

// Dump returns every item as text under its key.
func (s *Store) Dump(ctx context.Context) (map[string]string, error) {
	dump := map[string]string{}
	pages := dynamodb.NewScanPaginator(s.api, &dynamodb.ScanInput{TableName: &s.Name, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, i := range page.Items {
			dump[KeyOf(i)] = show(&types.AttributeValueMemberM{Value: i})
		}
	}
	return dump, nil
}

// Expel deletes a person's membership of an account, and their row of it, which no use case does.
func (s *Store) Expel(ctx context.Context, id account.ID, person account.Email) error {
	stored, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	// DropMembers deletes the rows of all members, and Load stores those of the others again.
	if err := s.DropMembers(ctx, stored.Account); err != nil {
		return err
	}
	for _, m := range stored.Members {
		if m.Person == person {
			if err := s.delete(ctx, layout.AdministratorKey(id, layout.AdministratorOrder(m))); err != nil {
				return err
			}
		}
	}
	stored.Members = slices.DeleteFunc(stored.Members, func(m account.Membership) bool { return m.Person == person })
	if err := s.Load(ctx, []workflow.StoredAccount{stored}); err != nil {
		return err
	}
	return s.delete(ctx, layout.MemberKey(id, person))
}

// MakeOlder makes an account what releases stored before accounts had versions: without counts and lists, and with roles that name no
// Virtual Account.
func (s *Store) MakeOlder(ctx context.Context, id account.ID) error {
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName: &s.Name, KeyConditionExpression: aws.String("#PK = :pk"), ExpressionAttributeNames: map[string]string{"#PK": "PK"},
		ExpressionAttributeValues: layout.Item{":pk": layout.Text(layout.AccountKey(id).PK)},
	})
	if err != nil {
		return err
	}
	for _, i := range out.Items {
		kind, _, _ := strings.Cut(layout.KeyOf(i).SK, "#")
		switch kind {
		case "ADMIN", "CHILD", "LOG":
			err = s.delete(ctx, layout.KeyOf(i))
		default:
			for _, later := range []string{
				"version", "administrators", "members", "virtualAccounts", "defaultVirtual", "children", // of accounts and Virtual Accounts
				"role", "virtualRoles", layout.AttrAdministratorOrder, // of members
			} {
				delete(i, later)
			}
			_, err = s.api.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.Name, Item: i})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) delete(ctx context.Context, k layout.Key) error {
	_, err := s.api.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.Name, Key: layout.NewItem(k)})
	return err
}

func show(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	case *types.AttributeValueMemberB:
		return hex.EncodeToString(v.Value)
	case *types.AttributeValueMemberL:
		var parts []string
		for _, element := range v.Value {
			parts = append(parts, show(element))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *types.AttributeValueMemberM:
		var parts []string
		for name, member := range v.Value {
			parts = append(parts, name+": "+show(member))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case *types.AttributeValueMemberBOOL:
		return strconv.FormatBool(v.Value)
	}
	return fmt.Sprintf("%T", v)
}

// Without returns a copy in memory without the item under the key, a key of Dump.
func (s *Store) Without(t testing.TB, lacking string) *Store {
	t.Helper()
	return s.Copy(t, InMemory(), []string{lacking})
}

// Copy returns a copy in memory in which the items under the keys, keys of Dump, are those of the other table.
func (s *Store) Copy(t testing.TB, other *Store, keys []string) *Store {
	t.Helper()
	made := InMemory()
	of := func(from *Store, has func(key string) bool) {
		out, err := from.api.Scan(context.Background(), &dynamodb.ScanInput{TableName: &from.Name})
		for n := 0; err == nil && n < len(out.Items); n++ {
			if i := out.Items[n]; has(KeyOf(i)) {
				_, err = made.api.PutItem(context.Background(), &dynamodb.PutItemInput{TableName: &made.Name, Item: i})
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	of(s, func(key string) bool { return !slices.Contains(keys, key) })
	if other != nil {
		of(other, func(key string) bool { return slices.Contains(keys, key) })
	}
	return made
}

// KeyOf returns the key of an item in Dump.
func KeyOf(i map[string]types.AttributeValue) string { return show(i["PK"]) + " " + show(i["SK"]) }

// API returns the API that the store calls.
func (s *Store) API() client.API { return s.api }
