package awsproxy

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestCallsOfTheSameKindHaveOneSignature(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ target, body, want string }{
		{"GetItem", `{"Key": {"PK": {"S": "REQUEST#01j"}, "SK": {"S": "REQUEST"}}}`, "GetItem REQUEST#"},
		{
			"Query", `{"ExpressionAttributeValues": {":pk": {"S": "PERSON#a@b.c"}, ":prefix": {"S": "ROW#2#"}}}`,
			"Query PERSON# ROW#2#",
		},
		{
			"Query", `{"ExpressionAttributeValues": {":from": {"S": "ROW#\u0001"}, ":to": {"S": "ROW#\udbff\udfff"}, ":pk": {"S": "PERSON#a@b.c"}}}`,
			"Query PERSON# ROW#",
		},
		{"Query", `{"IndexName": "due", "ExpressionAttributeValues": {":p": {"S": "OUTBOX#3"}}}`, "Query OUTBOX# due"},
		{
			"BatchGetItem", `{"RequestItems": {"t": {"Keys": [{"PK": {"S": "LINK#0"}}, {"PK": {"S": "CODE#0"}}, {"PK": {"S": "CODE#1"}}]}}}`,
			"BatchGetItem CODE# LINK#",
		},
		{"TransactWriteItems", `{"TransactItems": []}`, "TransactWriteItems "},
	} {
		if got := Signature(c.target, []byte(c.body)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.body, got, c.want)
		}
	}
}

func TestKeysAreThoseOfTheWritesAndChecksOfACall(t *testing.T) {
	t.Parallel()
	call := Call{Target: "TransactWriteItems", Request: []byte(`{"TransactItems": [
		{"Put": {"Item": {"PK": {"S": "OUTBOX#1"}, "SK": {"S": "OUTBOX"}}}},
		{"Update": {"Key": {"PK": {"S": "REQUEST#1"}, "SK": {"S": "REQUEST"}}}},
		{"ConditionCheck": {"Key": {"PK": {"S": "OUTBOX#2"}, "SK": {"S": "OUTBOX"}}}}]}`)}
	if got := call.Keys("OUTBOX#"); !slices.Equal(got, []string{"OUTBOX#1", "OUTBOX#2"}) {
		t.Errorf("got %v", got)
	}
	call = Call{Target: "BatchWriteItem", Request: []byte(`{"RequestItems": {"t": [
		{"PutRequest": {"Item": {"PK": {"S": "WORD#a"}}}}, {"DeleteRequest": {"Key": {"PK": {"S": "WORD#b"}}}}]}}`)}
	if got := call.Keys("WORD#"); !slices.Equal(got, []string{"WORD#a", "WORD#b"}) {
		t.Errorf("got %v", got)
	}
}

func TestReadsOfMissingItemsHaveReadUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		target, request, response string
		want                      float64
	}{
		{"GetItem", `{"ConsistentRead": true}`, `{}`, 1},
		{"GetItem", `{}`, `{"Item": {"a": {"S": "x"}}}`, 0.5},
		{"Query", `{"ConsistentRead": true}`, `{"Items": []}`, 1},
		{"BatchGetItem", `{"RequestItems": {"t": {"ConsistentRead": true, "Keys": [{}, {}, {}]}}}`, `{"Responses": {"t": [{"a": {"S": "x"}}]}}`, 3},
	} {
		asked, err := read([]byte(c.request))
		if err != nil {
			t.Fatal(err)
		}
		call := Call{Target: c.target, Response: []byte(c.response), Status: http.StatusOK}
		if got := readsOf(&call, asked); got != c.want {
			t.Errorf("%s %s: got %v, want %v", c.target, c.request, got, c.want)
		}
	}
}

func TestTheStubReturnsRecordedResponses(t *testing.T) {
	t.Parallel()
	const request = `{"Key": {"PK": {"S": "REQUEST#1"}}}`
	stub := NewStub([]Call{
		{Target: "GetItem", Request: []byte(request), Response: []byte(`{"first":1}`), Status: http.StatusOK},
		{Target: "GetItem", Request: []byte(request), Response: []byte(`{"second":2}`), Status: http.StatusOK},
	})
	ask := func(key string) string {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"Key": {"PK": {"S": "`+key+`"}}}`))
		r.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
		w := httptest.NewRecorder()
		stub.ServeHTTP(w, r)
		return w.Body.String()
	}
	for _, want := range []string{`{"first":1}`, `{"second":2}`, `{"first":1}`} {
		if got := ask("REQUEST#other"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := ask("ACCOUNT#1"); got != "{}" {
		t.Errorf("of another kind: got %s", got)
	}
	if got := stub.Unknown(); !slices.Equal(got, []string{"GetItem ACCOUNT#"}) {
		t.Errorf("unknown are %v", got)
	}
	if got := stub.Unknown(); len(got) != 0 {
		t.Errorf("after Unknown, unknown are still %v", got)
	}
}

func TestConsumedCapacityIsRemovedFromResponses(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]float64{
		`{"a":1}`: 0,
		`{"ConsumedCapacity":{"CapacityUnits":2.5},"a":1}`:                     2.5,
		`{"ConsumedCapacity":[{"CapacityUnits":2},{"CapacityUnits":1}],"a":1}`: 3,
	} {
		rest, consumed, err := takeConsumption([]byte(answer))
		if err != nil || string(rest) != `{"a":1}` || consumed != want {
			t.Errorf("%s: got %s, %v, %v", answer, rest, consumed, err)
		}
	}
}
