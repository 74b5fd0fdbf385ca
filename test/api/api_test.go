package api

import (
	"testing"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/web"
	"smartaccounts/test/apigateway"
	"smartaccounts/test/lambda"
)

var engine *engines.Engine

func TestMain(m *testing.M) { engines.Main(m, engines.DynamoDBLocal(&engine)) }

// The document itself determines about 830 cases; the others are random.

// The functions run as processes, as they are deployed.
func TestTheFunctionsMatchTheDocument(t *testing.T) {
	store := dynamotest.New(t, engine)
	functions := lambda.Start(t, engine, store, web.SearchFunction, web.ManageAccountFunction, web.SubmitRequestFunction, web.ReviewRequestFunction, web.ActOnRequestFunction)
	mailbox := newMailbox(t, store.Table, lambda.Keys{}, dynamo.Now)
	environment := Environment{
		URL: apigateway.Listen(t, apigateway.New(t, functions.Invoke)), Table: store.Maintainer, Now: dynamo.Now,
		Bearer: bearerOf, Callers: partners(600), Letter: mailbox.letter,
	}
	environment.Populate(t)
	Check(t, environment, Run{
		Name: "of the functions", Phases: AllPhases, Cases: tally.Many(8, 200), Successes: tally.Many(1, 50), Cannot: []string{"proveAccountRequest", "proveDispute"},
	})
}

// The same code runs in this process, where many more cases take little time.
func TestTheAPIMatchesTheDocument(t *testing.T) {
	environment := newHandlers(t, dynamotest.InMemory()).environment()
	environment.Populate(t)
	Check(t, environment, Run{Name: "in one process", Phases: AllPhases, Cases: tally.Many(1, 4800), Successes: tally.Many(0, 50)})
}

func TestEveryOperationHasAPreparation(t *testing.T) {
	for _, operation := range operations(t) {
		if prepares[operation.id] == nil {
			t.Errorf("nothing is prepared for %s", operation.id)
		}
	}
}
