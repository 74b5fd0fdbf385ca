package load_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
	"smartaccounts/test/apigateway"
	"smartaccounts/test/lambda"
	"smartaccounts/test/load"
)

// sweep runs the mailer by its schedule, two instances at once, in place of the stream.
func sweep(ctx context.Context, t *testing.T, functions *lambda.Functions) {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
				if _, err := functions.Run("send-mail", []byte(`{"source":"aws.scheduler"}`)); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	both.Wait()
}

// What the functions accept under load is in the table and was mailed, once.
func TestEveryRequestAcceptedUnderLoadIsRecordedAndMailedOnce(t *testing.T) {
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(256)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Stop)
	store := dynamotest.New(t, engine)
	partners := []account.Email{"partner@example.com", "partner2@example.net"}
	site := load.Site{Workers: 16}
	for n, person := range partners {
		a := account.Account{
			ID: account.NewID(), Name: fmt.Sprintf("Partner %d", n), Domain: account.Domain(person.Host()), Status: account.AccountActive,
			Visibility: account.Restricted, CreatedAt: time.Now(), RequestID: account.NewID(),
		}
		if err := store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{
			{AccountID: a.ID, Person: person, Role: account.SmartAccountAdministrator, Since: a.CreatedAt},
		}}}); err != nil {
			t.Fatal(err)
		}
		site.Partners[n] = apigateway.Bearer(person)
	}
	functions := lambda.Start(t, engine, store, web.SearchFunction, web.SubmitRequestFunction, web.ActOnRequestFunction, "send-mail")
	site.URL, site.Letters = apigateway.Listen(t, apigateway.New(t, functions.Invoke)), func() (all []load.Letter, err error) {
		for _, l := range functions.Letters() {
			all = append(all, load.Letter(l))
		}
		return all, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	var sweeps sync.WaitGroup
	sweeps.Go(func() { sweep(ctx, t, functions) })
	crowd := load.Play(t, site, "functions", time.Duration(tally.Many(10, 300))*time.Second)
	crowd.Account(t.Context(), store.Client, store.Name)
	stop()
	sweeps.Wait()
}
