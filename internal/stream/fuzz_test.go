package stream_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/stream"
)

// FuzzHandle checks that no event makes the function panic, pass on an invalid ID, or return a response that Lambda
// treats as a failure of the whole batch.
func FuzzHandle(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"Records":[]}`, `{"Records":null}`, `[]`, `7`, ``,
		`{"Records":[{"dynamodb":{"Keys":{"PK":{"S":"OUTBOX#0123456789abcdefghjkmnpqrs"}},"SequenceNumber":"1"}}]}`,
		`{"Records":[{"dynamodb":{"Keys":{"PK":{"N":"1"}}}},{"dynamodb":{"Keys":{}}},{}]}`,
		`{"Records":[{"dynamodb":{"Keys":{"PK":{"S":"OUTBOX#0123456789abcdefghjkmnpqrs"}},"NewImage":{"a":{"N":"1"},"b":null,"c":{"L":[{"B":"AAEC"}]},
			"d":{"M":{"e":{"BOOL":true}}},"f":{"NULL":true},"g":{"SS":["h"]},"i":{"NS":["1"]},"j":{"BS":["AAEC"]}}}}]}`,
	} {
		f.Add([]byte(seed))
	}
	log := slog.New(slog.DiscardHandler)
	f.Fuzz(func(t *testing.T, event []byte) {
		called := 0
		handle := stream.Handle(log, "OUTBOX#", func(_ context.Context, r stream.Record) error {
			id := r.ID
			called++
			r.Image()
			if parsed, ok := account.ParseID(string(id)); !ok || parsed != id {
				t.Errorf("called with %q", id)
			}
			return nil
		}, func(context.Context) (int, error) { return 0, nil })
		answer, err := handle(t.Context(), json.RawMessage(event))
		if err != nil {
			return
		}
		if failures, is := answer.(events.DynamoDBEventResponse); is && (failures.BatchItemFailures == nil || len(failures.BatchItemFailures) > 0) {
			t.Errorf("%s: %+v though nothing failed", event, failures)
		}
	})
}
