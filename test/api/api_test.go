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

// What the document determines is some 830 cases in all, whatever else is drawn.

// The functions as they are deployed do not answer as documented.
func TestTheFunctionsHoldToTheDocument(t *testing.T) {
	store := dynamotest.New(t, engine)
	functions := lambda.Start(t, engine, store, web.SearchFunction, web.SubmitRequestFunction, web.ReviewRequestFunction, web.ActOnRequestFunction)
	mailbox := newMailbox(t, store.Table, lambda.Keys{}, dynamo.Now)
	stage := Stage{
		URL: apigateway.Listen(t, apigateway.New(t, functions.Invoke)), Table: store.Maintainer, Now: dynamo.Now,
		Bearer: bearerOf, Callers: partners(600), Letter: mailbox.letter,
	}
	stage.Populate(t)
	Hold(t, stage, Run{
		Name: "of the functions", Phases: AllPhases, Cases: tally.Many(8, 200), Successes: tally.Many(1, 50), Cannot: []string{"proveAccountRequest", "proveDispute"},
	})
}

// The same code in this process, where many more cases take little time.
func TestTheAPIHoldsToItsDocument(t *testing.T) {
	stage := newHandlers(t, dynamotest.InMemory()).stage()
	stage.Populate(t)
	Hold(t, stage, Run{Name: "in one process", Phases: AllPhases, Cases: tally.Many(1, 4800), Successes: tally.Many(0, 50)})
}

func TestSomethingIsPreparedForEachOperation(t *testing.T) {
	for _, operation := range operations(t) {
		if prepares[operation.id] == nil {
			t.Errorf("nothing is prepared for %s", operation.id)
		}
	}
}
