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
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/ses"
	"smartaccounts/internal/workflow"
)

const mailID account.ID = "4w3p0c2zrkq6x7m8t9v1n5d0hj"

// sesEvent returns an event as SES publishes it; the fields that we do not read are from its documentation.
func sesEvent(kind, tags string) string {
	return played(kind, tags, `"bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"jane@acme.com"}]}`)
}

// played returns an event with the fields in about.
func played(kind, tags, about string) string {
	return fmt.Sprintf(`{"eventType":%q,"mail":{"timestamp":"2026-11-24T10:00:00.000Z","source":"a@b.example","sendingAccountId":"1",
		"messageId":"0100-1","destination":["jane@acme.com"],"headersTruncated":false,"tags":{"ses:configuration-set":["mail"]%s}},
		%s}`, kind, tags, about)
}

func tagged(id string) string { return `,"outbox":["` + id + `"]` }

// Only a permanent bounce is read as Bounced, which makes a nominee unreachable.
func TestEachEventIsReadAsItsDelivery(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 5, 120_000_000, time.UTC)
	const stamp = `"timestamp":"2026-11-24T10:00:05.120Z"`
	bounce := func(kind, sub string) string {
		return `"bounce":{"feedbackId":"1","bounceType":"` + kind + `","bounceSubType":"` + sub +
			`","bouncedRecipients":[{"emailAddress":"jane@acme.com"}],` + stamp + `}`
	}
	complaint := func(kind string) string {
		return `"complaint":{"complainedRecipients":[{"emailAddress":"jane@acme.com"}],` + stamp + `,"complaintFeedbackType":"` + kind + `"}`
	}
	for _, c := range []struct {
		kind, about string
		want        workflow.MailEvent
	}{
		{"Send", `"send":{}`, workflow.MailEvent{News: account.Sent}},
		{"Delivery", `"delivery":{` + stamp + `,"processingTimeMillis":9,"recipients":["jane@acme.com"]}`, workflow.MailEvent{News: account.Delivered, At: at}},
		{"Delivery", `"delivery":{"timestamp":"now"}`, workflow.MailEvent{News: account.Delivered}},
		{"DeliveryDelay", `"deliveryDelay":{` + stamp + `,"delayType":"MailboxFull","expirationTime":"2026-11-25T10:00:05.120Z"}`, workflow.MailEvent{News: account.Delayed, At: at}},
		{"Bounce", bounce("Permanent", "General"), workflow.MailEvent{News: account.Bounced, At: at}},
		{"Bounce", bounce("Permanent", "NoEmail"), workflow.MailEvent{News: account.Bounced, At: at}},
		{"Bounce", bounce("Permanent", "Suppressed"), workflow.MailEvent{News: account.Bounced, At: at}},
		{"Bounce", bounce("Permanent", "OnAccountSuppressionList"), workflow.MailEvent{News: account.Bounced, At: at}},
		{"Bounce", bounce("Transient", "General"), workflow.MailEvent{News: account.SoftBounced, At: at}},
		{"Bounce", bounce("Transient", "MailboxFull"), workflow.MailEvent{News: account.SoftBounced, At: at}},
		{"Bounce", bounce("Transient", "ContentRejected"), workflow.MailEvent{News: account.SoftBounced, At: at}},
		{"Bounce", bounce("Undetermined", "Undetermined"), workflow.MailEvent{News: account.SoftBounced, At: at}},
		{"Bounce", `"bounce":{}`, workflow.MailEvent{News: account.SoftBounced}},
		{"Bounce", `"bounce":null`, workflow.MailEvent{News: account.SoftBounced}},
		{"Complaint", complaint("abuse"), workflow.MailEvent{News: account.Complained, At: at}},
		{"Complaint", complaint("other"), workflow.MailEvent{News: account.Complained, At: at}},
		{"Complaint", `"complaint":{` + stamp + `}`, workflow.MailEvent{News: account.Complained, At: at}}, // most providers name no type
		{"Complaint", `"complaint":{"complaintFeedbackType":null,"complaintSubType":null}`, workflow.MailEvent{News: account.Complained}},
		{"Reject", `"reject":{"reason":"Bad content"}`, workflow.MailEvent{News: account.Bounced, Failure: "the provider rejected the mail: Bad content"}},
		{"Rendering Failure", `"failure":{"templateName":"t","errorMessage":"no such attribute"}`, workflow.MailEvent{News: account.Bounced, Failure: "the provider could not render the mail: no such attribute"}},
	} {
		c.want.MailID, c.want.MessageID = mailID, "0100-1"
		got, err := ses.ReadEvent([]byte(played(c.kind, tagged(string(mailID)), c.about)))
		if err != nil || got != c.want {
			t.Errorf("%s %s: %+v, %v", c.kind, c.about, got, err)
		}
	}
}

// The type not-spam withdraws a complaint, so it must not suppress the address.
func TestAWithdrawnComplaintIsIgnored(t *testing.T) {
	text := played("Complaint", tagged(string(mailID)), `"complaint":{"complaintFeedbackType":"not-spam"}`)
	if got, err := ses.ReadEvent([]byte(text)); err == nil {
		t.Errorf("%+v", got)
	}
}

func TestOtherEventsAreRejected(t *testing.T) {
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

// One failure must not keep the other events from being recorded. It is returned, and the log contains no address.
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

// Both configuration sets publish exactly the events in kinds.
func TestTheTemplatePublishesEveryEventThatIsRead(t *testing.T) {
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, published, _ := strings.Cut(string(text), "MatchingEventTypes: &mailEventTypes\n")
	published, _, _ = strings.Cut(published, "SnsDestination:")
	if all, same := strings.Count(string(text), "MatchingEventTypes:"), strings.Count(string(text), "MatchingEventTypes: *mailEventTypes"); all != 2 || same != 1 {
		t.Errorf("of %d destinations %d publish the same as the first", all, same)
	}
	got := strings.Fields(strings.ReplaceAll(published, "-", ""))
	slices.Sort(got)
	if want := []string{"bounce", "complaint", "delivery", "deliveryDelay", "reject", "renderingFailure", "send"}; !slices.Equal(got, want) {
		t.Errorf("published %v, want %v", got, want)
	}
}

func FuzzReadEvent(f *testing.F) {
	f.Add(sesEvent("Bounce", tagged(string(mailID))))
	f.Add(`{"eventType":"Send","mail":{"tags":null}}`)
	f.Add(played("Bounce", tagged(string(mailID)), `"bounce":{"bounceType":"Transient","timestamp":"2026-11-24T10:00:05.120Z"}`))
	f.Add(played("Reject", tagged(string(mailID)), `"reject":{"reason":"Bad content"}`))
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
