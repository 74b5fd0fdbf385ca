package stream_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/stream"
)

var ids = []account.ID{account.NewID(), account.NewID(), account.NewID()}

// record returns a stream record as Lambda passes it to a function.
func record(pk string, sequence int) string {
	return fmt.Sprintf(`{"eventID":"c9fbe7d0","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb",
		"awsRegion":"eu-south-1","dynamodb":{"ApproximateCreationDateTime":1795340000.0,"Keys":{"PK":{"S":%q},"SK":{"S":"OUTBOX"}},
		"NewImage":{"PK":{"S":%[1]q},"SK":{"S":"OUTBOX"},"attempts":{"N":"0"},"codeNonce":{"B":"AAEC"},"nominees":{"L":[{"M":{"number":{"N":"1"}}}]}},
		"SequenceNumber":"%d","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES"},
		"eventSourceARN":"arn:aws:dynamodb:eu-south-1:111122223333:table/T/stream/2026-11-22T00:00:00.000"}`, pk, sequence)
}

func batch(records ...string) json.RawMessage {
	return json.RawMessage(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// calls records the calls that a function made.
type calls struct {
	ids    []account.ID
	sweeps int
	fails  account.ID
	log    bytes.Buffer
}

func (c *calls) handle(t *testing.T, event json.RawMessage) (string, error) {
	t.Helper()
	f := stream.Handle(slog.New(slog.NewJSONHandler(&c.log, nil)), "OUTBOX#",
		func(_ context.Context, r stream.Record) error {
			id := r.ID
			c.ids = append(c.ids, id)
			if id == c.fails {
				return errors.New("broken")
			}
			return nil
		},
		func(context.Context) (int, error) { c.sweeps++; return 7, nil })
	answer, err := f(t.Context(), event)
	text, marshalErr := json.Marshal(answer)
	if marshalErr != nil {
		t.Fatal(marshalErr)
	}
	return string(text), err
}

func TestOnlyTheRecordThatFailedIsRetried(t *testing.T) {
	t.Parallel()
	c := calls{fails: ids[1]}
	answer, err := c.handle(t, batch(record("OUTBOX#"+string(ids[0]), 11), record("OUTBOX#"+string(ids[1]), 12), record("OUTBOX#"+string(ids[2]), 13)))
	if err != nil || answer != `{"batchItemFailures":[{"itemIdentifier":"12"}]}` {
		t.Errorf("answered %s, %v", answer, err)
	}
	if !slices.Equal(c.ids, ids) || c.sweeps != 0 {
		t.Errorf("called for %v, swept %d times", c.ids, c.sweeps)
	}
	if !strings.Contains(c.log.String(), string(ids[1])) || strings.Contains(c.log.String(), string(ids[0])) {
		t.Errorf("logged %s", c.log.String())
	}
}

// The list is empty, not absent: Lambda treats an absent list as a failure of the whole batch.
func TestABatchWithoutFailuresHasAnEmptyList(t *testing.T) {
	t.Parallel()
	var c calls
	answer, err := c.handle(t, batch(record("OUTBOX#"+string(ids[0]), 11)))
	if err != nil || answer != `{"batchItemFailures":[]}` {
		t.Errorf("answered %s, %v", answer, err)
	}
}

func TestRecordsOfOtherItemsAreIgnored(t *testing.T) {
	t.Parallel()
	var c calls
	numbered := strings.Replace(record("7", 15), `{"S":"7"}`, `{"N":"7"}`, 1)
	keyless := strings.Replace(record("7", 16), `"PK":{"S":"7"},`, "", 1)
	answer, err := c.handle(t, batch(record("REQUEST#"+string(ids[0]), 11), record("OUTBOX#", 12), record("OUTBOX#not-an-id", 13),
		record(string(ids[0]), 14), numbered, keyless))
	if err != nil || answer != `{"batchItemFailures":[]}` || len(c.ids) != 0 {
		t.Errorf("answered %s, %v, called for %v", answer, err, c.ids)
	}
}

func TestAnEventWithoutRecordsSweeps(t *testing.T) {
	t.Parallel()
	for _, event := range []string{`{}`, `{"version":"0","id":"x","detail-type":"Scheduled Event","source":"aws.scheduler","detail":"{}"}`} {
		var c calls
		answer, err := c.handle(t, json.RawMessage(event))
		if err != nil || answer != `{"swept":7}` || c.sweeps != 1 {
			t.Errorf("%s: answered %s, %v, swept %d times", event, answer, err, c.sweeps)
		}
	}
	var c calls
	if answer, err := c.handle(t, json.RawMessage(`[`)); err == nil {
		t.Errorf("answered %s", answer)
	}
}

// A function that no schedule calls must not treat an unexpected event as a batch without failures.
func TestWithoutASweepAnEventWithoutRecordsIsAnError(t *testing.T) {
	t.Parallel()
	seen := 0
	f := stream.Handle(slog.New(slog.DiscardHandler), "ACCOUNT#", func(context.Context, stream.Record) error { seen++; return nil }, nil)
	if answer, err := f(t.Context(), json.RawMessage(`{}`)); err == nil || seen != 0 {
		t.Errorf("answered %v", answer)
	}
	if _, err := f(t.Context(), batch(record("ACCOUNT#"+string(ids[0]), 11))); err != nil || seen != 1 {
		t.Errorf("%v, called %d times", err, seen)
	}
}
