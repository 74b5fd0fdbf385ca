package maintenance_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// MarkForIndex creates no account, and a marked account is in the due index.
func TestOnlyAccountsAreMarkedForTheIndex(t *testing.T) {
	t.Parallel()
	s := dynamotest.New(t, amazons)
	a := account.Account{ID: account.NewID(), Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public}
	now := dynamo.Now()
	if err := s.MarkForIndex(t.Context(), a.ID, "mark", now); !errors.Is(err, account.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if all, err := s.Dump(t.Context()); err != nil || len(all) > 0 {
		t.Errorf("MarkForIndex stored %v, %v", all, err)
	}
	if err := s.Load(t.Context(), []workflow.StoredAccount{{Account: a}}); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkForIndex(t.Context(), a.ID, "mark", now); err != nil {
		t.Fatal(err)
	}
	_, mark, err := s.IndexedAccount(t.Context(), a.ID)
	due, dueErr := s.AccountsToIndex(t.Context(), now.Add(time.Millisecond), 10)
	if err := errors.Join(err, dueErr); err != nil || mark != "mark" || len(due) != 1 || due[0] != a.ID {
		t.Errorf("mark %q, due %v, %v", mark, due, err)
	}
}

// PostingPage finds postings by the prefix of their keys, so also those whose listings do not begin with an ASCII letter.
func TestThePostingPagesHaveEveryPosting(t *testing.T) {
	t.Parallel()
	s := dynamotest.New(t, amazons)
	a := account.Account{ID: account.NewID(), Name: "Østergård & Søn 株式会社", Domain: "xn--stergrd-exa6n.dk", Status: account.AccountActive, Visibility: account.Public}
	if err := s.Load(t.Context(), []workflow.StoredAccount{{Account: a}}); err != nil {
		t.Fatal(err)
	}
	listed := layout.PostingsOf(a)
	if len(listed) < 5 {
		t.Errorf("the account has too few postings: %v", listed)
	}
	for number := range int32(3) {
		page, err := s.PostingPage(t.Context(), maintenance.Segment{Number: number, Of: 3}, layout.Key{})
		if err != nil || page.Next != (layout.Key{}) {
			t.Fatal(err)
		}
		for _, p := range page.Found {
			if !listed[p.At] || p.Account != a.ID || !strings.HasPrefix(p.At.PK, "WORD#") {
				t.Errorf("unexpected posting %+v", p)
			}
			delete(listed, p.At)
		}
	}
	if len(listed) > 0 {
		t.Errorf("missing postings: %v", listed)
	}
	a.Visibility = account.Restricted
	if got := layout.PostingsOf(a); len(got) > 0 {
		t.Errorf("a Restricted account has the postings %v", got)
	}
}

// looked is an API that calls then, once, after the first BatchGetItem.
type looked struct {
	client.API
	then *func(*dynamodb.BatchGetItemInput)
}

// RemoveStale fails with ErrConflict if the account was created, or a posting deleted, after it read them.
func TestStalePostingsAreRemovedOnlyIfUnchangedInMemory(t *testing.T) {
	t.Parallel()
	a := account.Account{ID: account.NewID(), Name: "Acme Italia", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Public}
	for what, meanwhile := range map[string]func(s *dynamotest.Store, some layout.Key) error{
		"nothing": nil,
		"the account comes": func(s *dynamotest.Store, _ layout.Key) error {
			return s.Load(t.Context(), []workflow.StoredAccount{{Account: a}})
		},
		"a posting goes": func(s *dynamotest.Store, some layout.Key) error {
			_, err := s.API().DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &s.Name, Key: map[string]types.AttributeValue{
				"PK": &types.AttributeValueMemberS{Value: some.PK}, "SK": &types.AttributeValueMemberS{Value: some.SK},
			}})
			return err
		},
	} {
		loaded := dynamotest.InMemory()
		if err := loaded.Load(t.Context(), []workflow.StoredAccount{{Account: a}}); err != nil {
			t.Fatal(err)
		}
		s := loaded.Without(t, layout.AccountPrefix+string(a.ID)+" ACCOUNT")
		var its []maintenance.Posting
		for at := range layout.PostingsOf(a) {
			its = append(its, maintenance.Posting{Account: a.ID, At: at})
		}
		var then func(*dynamodb.BatchGetItemInput)
		if meanwhile != nil {
			then = func(*dynamodb.BatchGetItemInput) {
				if err := meanwhile(s, its[0].At); err != nil {
					t.Fatal(err)
				}
			}
		}
		hurried := s.Through(func(api client.API) client.API { return looked{api, &then} })
		removed, err := hurried.RemoveStale(t.Context(), a.ID, slices.Clone(its), "mark", dynamo.Now())
		if meanwhile == nil && (err != nil || removed != len(its)) || meanwhile != nil && (!errors.Is(err, retry.ErrConflict) || removed != 0) {
			t.Errorf("%s: removed %d of %d, %v", what, removed, len(its), err)
		}
	}
}

func (l looked) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	out, err := l.API.BatchGetItem(ctx, in, o...)
	if then := *l.then; then != nil {
		*l.then = nil
		then(in)
	}
	return out, err
}
