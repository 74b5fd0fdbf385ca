package firstaccount

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/command"
)

var engine *engines.Engine

func TestMain(m *testing.M) { engines.Main(m, engines.DynamoDBLocal(&engine)) }

func dump(t *testing.T, store *dynamotest.Store) map[string]string {
	t.Helper()
	all, err := store.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// In an empty table no person has a role, so no person may submit a request.
func TestTheFirstAdministratorMaySubmitRequests(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	ada := account.Person{Email: "ada@example.com"}
	submit := workflow.Submit{Store: store, Now: dynamo.Now, Rules: workflow.Rules{Policy: account.ReviewMismatch, Terms: account.Terms{Lifetime: time.Hour}}, Limits: dynamotest.RequestLimits(workflow.ADay(20))}
	customer := "acme-robotics.com"
	form := account.Form{AccountName: "Acme Robotics", AccountDomain: &customer, CustomerEmails: []string{"ceo@acme-robotics.com"}}
	if _, err := submit.Do(t.Context(), ada, form, ""); !errors.Is(err, account.ErrForbidden) {
		t.Fatalf("before: %v", err)
	}
	created, err := create(t.Context(), store, " The  Partner Ltd ", "EXAMPLE.com.", "Ada@Example.com", dynamo.Now())
	if err != nil {
		t.Fatal(err)
	}

	stored, err := store.Account(t.Context(), created.Account.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a := stored.Account; a.Name != "The Partner Ltd" || a.Domain != "example.com" || a.Status != account.AccountActive || a.Visibility != account.Restricted {
		t.Errorf("account %+v", a)
	}
	if m := stored.Members; len(m) != 1 || m[0].Person != ada.Email || !slices.Equal(m[0].Roles(), []account.Role{account.SmartAccountAdministrator}) {
		t.Errorf("members %+v", m)
	}
	if v := stored.VirtualAccounts; len(v) != 1 || !v[0].Default || v[0].Name != account.DefaultVirtualAccountName {
		t.Errorf("virtual accounts %+v", v)
	}
	search := search.Find{Store: store, Now: dynamo.Now}
	for _, query := range []string{"", "the partner ltd", "example.com"} {
		if page, err := search.Do(t.Context(), ada, query, 10, ""); err != nil || len(page.Items) != 1 || page.Items[0].Account.ID != created.Account.ID {
			t.Errorf("searched for %q: %+v, %v", query, page.Items, err)
		}
	}
	operator := account.Person{Email: "olga@example.org", Operator: true}
	tracked, err := workflow.Track{Store: store, Now: dynamo.Now}.One(t.Context(), operator, created.ID)
	if err != nil || tracked.Request.State != account.Approved || len(tracked.History) != 1 || tracked.History[0].Kind != account.EventApproved {
		t.Errorf("history %+v, %v", tracked, err)
	}
	for key := range dump(t, store) {
		if strings.HasPrefix(key, layout.MailPrefix) {
			t.Errorf("a mail in the outbox: %s", key)
		}
	}

	if _, err := submit.Do(t.Context(), ada, form, ""); err != nil {
		t.Errorf("after: %v", err)
	}
}

func TestATakenDomainIsRejectedAndNothingChanges(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	if _, err := create(t.Context(), store, "The Partner Ltd", "example.com", "ada@example.com", dynamo.Now()); err != nil {
		t.Fatal(err)
	}
	before := dump(t, store)
	for _, administrator := range []string{"ada@example.com", "eve@example.com"} {
		if _, err := create(t.Context(), store, "Another", "example.com", administrator, dynamo.Now()); !errors.Is(err, account.ErrDomainTaken) {
			t.Errorf("%s: %v", administrator, err)
		}
	}
	if after := dump(t, store); !maps.Equal(before, after) {
		t.Errorf("the table has changed:\n%v\n%v", before, after)
	}
}

// counted counts commits.
type counted struct {
	workflow.Committer
	commits int
}

func (c *counted) Commit(ctx context.Context, changes ...workflow.Change) error {
	c.commits++
	return c.Committer.Commit(ctx, changes...)
}

// A failure between two commits would leave an incomplete account.
func TestTheAccountIsCreatedInOneCommit(t *testing.T) {
	t.Parallel()
	store := counted{Committer: dynamotest.New(t, engine)}
	if _, err := create(t.Context(), &store, "The Partner Ltd", "example.com", "ada@example.com", dynamo.Now()); err != nil || store.commits != 1 {
		t.Errorf("%d commits, %v", store.commits, err)
	}
}

func TestAnErrorNamesTheFlagThatIsWrong(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	for want, values := range map[string][3]string{
		"-name":          {"@", "example.com", "ada@example.com"},
		"-domain":        {"The Partner Ltd", "gmail.com", "ada@gmail.com"},
		"-administrator": {"The Partner Ltd", "example.com", "ada@example.org"},
	} {
		if _, err := create(t.Context(), store, values[0], values[1], values[2], dynamo.Now()); err == nil || !strings.HasPrefix(err.Error(), want+": ") {
			t.Errorf("%v: %v", values, err)
		}
	}
	if left := dump(t, store); len(left) != 0 {
		t.Errorf("stored %v", left)
	}
	environment := func(string) string { return "" }
	for _, arguments := range [][]string{nil, {"-table", "T", "more"}, {"-tabel", "T"}, {"-table", "T"}} {
		if err := command.Run(t.Context(), Command(environment), arguments, io.Discard, io.Discard); err == nil {
			t.Errorf("%q: no error", arguments)
		}
	}
}

func TestTheCommandWritesToTheTableOfItsFlags(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	keys, err := store.Client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY": keys.SecretAccessKey,
		"AWS_ENDPOINT_URL": engine.Endpoint,
	}
	arguments := []string{"-table", store.Name, "-name", "The Partner Ltd", "-domain", "example.com", "-administrator", "ada@example.com"}
	if err := command.Run(t.Context(), Command(func(name string) string { return environment[name] }), arguments, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	if has, err := store.HasRole(t.Context(), "ada@example.com"); err != nil || !has {
		t.Errorf("has a role: %v, %v", has, err)
	}
	arguments[1] = "no-such-table"
	if err := command.Run(t.Context(), Command(func(name string) string { return environment[name] }), arguments, io.Discard, io.Discard); err == nil {
		t.Error("no error for a table that does not exist")
	}
}
