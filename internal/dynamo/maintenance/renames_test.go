package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
)

// commit stores the change of the account to which next returns the next version.
func commit(t *testing.T, s *dynamotest.Store, kind account.LogKind, next func(account.Administered) account.Administered) account.Administered {
	t.Helper()
	a, err := s.AccountByDomain(t.Context(), "acme.com")
	if err != nil {
		t.Fatal(err)
	}
	before, _, err := s.Standing(t.Context(), a.ID, "-")
	if err != nil {
		t.Fatal(err)
	}
	after := next(before)
	entry := account.LogEntry{AccountID: a.ID, Version: after.Version, At: time.Now().Truncate(time.Millisecond).UTC(), Kind: kind, Actor: "ann@acme.com"}
	if err := s.CommitAccount(t.Context(), administration.Change{Before: before, After: after, Entry: entry}); err != nil {
		t.Fatal(err)
	}
	return after
}

// alter changes attributes of an account's item.
func alter(t *testing.T, s *dynamotest.Store, id account.ID, update string, values layout.Item) {
	t.Helper()
	in := &dynamodb.UpdateItemInput{TableName: &s.Name, Key: layout.NewItem(layout.AccountKey(id)), UpdateExpression: aws.String(update), ExpressionAttributeValues: values, ExpressionAttributeNames: client.NamesIn(update)}
	if _, err := s.API().UpdateItem(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func TestAWaitingRenameOutsideTheListOrOfAnEndedAccountIsFoundAndRepaired(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct {
		update string
		values layout.Item
	}{
		"rename-not-listed":       {"REMOVE #listStatus", nil},
		"rename-of-ended-account": {"SET #accountStatus = :cancelled", layout.Item{":cancelled": layout.Text(string(account.AccountCancelled))}},
	} {
		s := nested(t)
		a := commit(t, s, account.LogRenameAsked, func(a account.Administered) account.Administered {
			return a.AskRename("Globex", account.RenameSameName, "ann@acme.com", "", time.Now())
		})
		if checks := found(t, s, false); len(checks) > 0 {
			t.Fatalf("an account with a waiting rename: %v", checks)
		}
		alter(t, s, a.ID, c.update, c.values)
		if checks := strings.Join(found(t, s, true), " "); !strings.Contains(checks, want) {
			t.Errorf("%s is not among %s", want, checks)
		}
		if checks := strings.Join(found(t, s, false), " "); strings.Contains(checks, want) {
			t.Errorf("after the repair: %s", checks)
		}
		waiting, _, err := s.WaitingRenames(t.Context(), "", 10)
		if isListed := len(waiting) == 1; err != nil || isListed != (want == "rename-not-listed") {
			t.Errorf("%s: %v, %v are listed", want, waiting, err)
		}
	}
}

func TestAClosedAccountThatDoesNotHoldItsIdentifierIsFoundAndRepaired(t *testing.T) {
	t.Parallel()
	s := nested(t)
	commit(t, s, account.LogClosed, func(a account.Administered) account.Administered {
		return a.Close(time.Now().Truncate(time.Millisecond).UTC())
	})
	const want = "closed-account-not-held"
	if checks := strings.Join(found(t, s, false), " "); strings.Contains(checks, want) {
		t.Fatalf("a closed account: %s", checks)
	}
	lacking := s.Without(t, "DOMAIN#acme.com DOMAIN")
	if checks := strings.Join(found(t, lacking, true), " "); !strings.Contains(checks, want) {
		t.Errorf("without its identifier: %s", checks)
	}
	if checks := strings.Join(found(t, lacking, false), " "); strings.Contains(checks, want) {
		t.Errorf("after the repair: %s", checks)
	}
}
