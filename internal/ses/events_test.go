package ses_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/ses"
	"smartaccounts/internal/workflow"
)

const mailID account.ID = "4w3p0c2zrkq6x7m8t9v1n5d0hj"

// sesEvent is an event as SES publishes it: the fields that we do not read are from its documentation.
func sesEvent(kind, tags string) string {
	return fmt.Sprintf(`{"eventType":%q,"mail":{"timestamp":"2026-11-24T10:00:00.000Z","source":"a@b.example","sendingAccountId":"1",
		"messageId":"0100-1","destination":["jane@acme.com"],"headersTruncated":false,"tags":{"ses:configuration-set":["mail"]%s}},
		"bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"jane@acme.com"}]}}`, kind, tags)
}

func tagged(id string) string { return `,"outbox":["` + id + `"]` }

// Fails when an event is taken for another one, or for another mail's.
func TestEventsSayHowFarAMailHasCome(t *testing.T) {
	for kind, news := range map[string]account.Delivery{
		"Send": account.Sent, "Delivery": account.Delivered, "Bounce": account.Bounced, "Complaint": account.Complained,
	} {
		got, err := ses.ReadEvent([]byte(sesEvent(kind, tagged(string(mailID)))))
		if want := (workflow.MailEvent{MailID: mailID, MessageID: "0100-1", News: news}); err != nil || got != want {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
}

// Fails when something that says nothing about a mail of ours is taken for an event.
func TestOtherEventsAreNone(t *testing.T) {
	for name, text := range map[string]string{
		"another kind":      sesEvent("Open", tagged(string(mailID))),
		"no kind":           sesEvent("", tagged(string(mailID))),
		"no tag":            sesEvent("Bounce", ""),
		"two tags":          sesEvent("Bounce", `,"outbox":["`+string(mailID)+`","`+string(mailID)+`"]`),
		"no id":             sesEvent("Bounce", tagged("x")),
		"nothing":           "",
		"no object":         "[]",
		"SES's test":        "Successfully validated SNS topic for Amazon SES event publishing.",
		"of another shape":  `{"eventType":7,"mail":"x"}`,
		"tags of no list":   `{"eventType":"Bounce","mail":{"tags":{"outbox":"` + string(mailID) + `"}}}`,
		"an empty document": "{}",
	} {
		if got, err := ses.ReadEvent([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Fails when one event keeps the others from being recorded, a failure is not told, or the log names an
// address.
func TestEachEventOfABatchIsRecorded(t *testing.T) {
	var log bytes.Buffer
	var recorded []workflow.MailEvent
	failure := errors.New("no table")
	handle := ses.HandleEvents(slog.New(slog.NewJSONHandler(&log, nil)), func(_ context.Context, e workflow.MailEvent) error {
		recorded = append(recorded, e)
		if e.News == account.Delivered {
			return failure
		}
		return nil
	})
	var batch events.SNSEvent
	for _, text := range []string{sesEvent("Delivery", tagged(string(mailID))), "nonsense", sesEvent("Bounce", tagged(string(mailID)))} {
		batch.Records = append(batch.Records, events.SNSEventRecord{SNS: events.SNSEntity{MessageID: "sns-1", Message: text}})
	}
	err := handle(t.Context(), batch)
	if !errors.Is(err, failure) || len(recorded) != 2 || recorded[1].News != account.Bounced {
		t.Errorf("recorded %v, %v", recorded, err)
	}
	if text := log.String(); !strings.Contains(text, "sns-1") || strings.Contains(text, "@") {
		t.Errorf("log: %s", text)
	}
	if err := handle(t.Context(), events.SNSEvent{}); err != nil {
		t.Errorf("an empty batch: %v", err)
	}
}

// Fails when SES publishes an event that nobody reads, or the topic's events reach nobody.
func TestTheTemplatePublishesEveryEventThatIsRead(t *testing.T) {
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, published, _ := strings.Cut(string(text), "MatchingEventTypes:\n")
	published, _, _ = strings.Cut(published, "SnsDestination:")
	got := strings.Fields(strings.ReplaceAll(published, "-", ""))
	slices.Sort(got)
	if want := []string{"bounce", "complaint", "delivery", "send"}; !slices.Equal(got, want) {
		t.Errorf("published %v, want %v", got, want)
	}
}

func FuzzReadEvent(f *testing.F) {
	f.Add(sesEvent("Bounce", tagged(string(mailID))))
	f.Add(`{"eventType":"Send","mail":{"tags":null}}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ses.ReadEvent([]byte(text))
		if err != nil {
			return
		}
		if _, ok := account.ParseID(string(e.MailID)); !ok || !slices.Contains(account.Deliveries(), e.News) || !json.Valid([]byte(text)) {
			t.Errorf("%q is %+v", text, e)
		}
	})
}
