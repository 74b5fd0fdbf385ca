package local

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func number(value string) types.AttributeValue { return &types.AttributeValueMemberN{Value: value} }

func text(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }

func TestAgeChangesEveryTimeAndNothingElse(t *testing.T) {
	change := older("table", map[string]types.AttributeValue{
		"PK":          text("REQUEST#1"),
		"SK":          text("REQUEST"),
		"createdAt":   number("1795336594539"),
		"deleteAfter": number("1795336594"),
		"version":     number("3"),
		"at":          number("5"), // does not end in At
		"noneAt":      number("0"),
		"textAt":      text("1795336594539"),
		"nominees": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"hops": number("1")}},
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"mailedAt": number("1795336594539"), "hops": number("1")}},
		}},
	}, 24*time.Hour)
	if change == nil {
		t.Fatal("older returned no update")
	}
	got := *change.UpdateExpression
	for placeholder, name := range change.ExpressionAttributeNames {
		got = regexp.MustCompile(placeholder+`\b`).ReplaceAllString(got, name)
	}
	want := "SET createdAt = createdAt - :milliseconds, deleteAfter = deleteAfter - :seconds, " +
		"nominees[1].mailedAt = nominees[1].mailedAt - :milliseconds"
	if got != want {
		t.Errorf("got update %s", got)
	}
	if len(change.ExpressionAttributeNames) != 4 {
		t.Errorf("got names %v, want only the four in use: DynamoDB rejects others", change.ExpressionAttributeNames)
	}
	if !reflect.DeepEqual(change.ExpressionAttributeValues, map[string]types.AttributeValue{":milliseconds": number("86400000"), ":seconds": number("86400")}) {
		t.Errorf("values %v", change.ExpressionAttributeValues)
	}
	if len(change.Key) != 2 {
		t.Errorf("key %v", change.Key)
	}
}

func TestItemWithoutTimesKeepsItsAge(t *testing.T) {
	if change := older("table", map[string]types.AttributeValue{"PK": text("WORD#a"), "SK": text("x"), "name": text("y")}, time.Hour); change != nil {
		t.Errorf("changed: %s", *change.UpdateExpression)
	}
}

const sentMail = `{"messages": {"000000000000": [
 {"Source": "no-reply@x.example", "To": ["Ann@example.com"], "Subject": "second", "BodyText": "t2", "BodyHtml": "<b>h2</b>", "Timestamp": 1795336665.5},
 {"Source": "no-reply@x.example", "To": ["bob@example.com"], "Subject": "other", "BodyText": "t", "BodyHtml": "", "Timestamp": 1795336664.0},
 {"Source": "no-reply@x.example", "To": ["ann@example.com"], "Subject": "first", "BodyText": "t1", "BodyHtml": "<script>alert(1)</script>", "Timestamp": 1795336663.25}]}}`

func mailbox(t *testing.T) http.Handler {
	t.Helper()
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_ministack/ses/messages" {
			t.Errorf("unexpected request for %s", r.URL)
		}
		io.WriteString(w, sentMail)
	}))
	t.Cleanup(emulator.Close)
	return mailboxPages(emulator.URL, http.NotFoundHandler())
}

func TestMailboxListsOneAddressesMailOldestFirst(t *testing.T) {
	w := httptest.NewRecorder()
	mailbox(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/messages?to=ann@example.com", nil))
	var got []map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"to": []any{"ann@example.com"}, "from": "no-reply@x.example", "subject": "first", "text": "t1", "html": "<script>alert(1)</script>", "sentAt": "2026-11-22T08:37:43.25Z"},
		{"to": []any{"Ann@example.com"}, "from": "no-reply@x.example", "subject": "second", "text": "t2", "html": "<b>h2</b>", "sentAt": "2026-11-22T08:37:45.5Z"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestMailboxOfAnAddressWithoutMailIsAnEmptyList(t *testing.T) {
	w := httptest.NewRecorder()
	mailbox(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/messages?to=nobody@example.com", nil))
	if got := strings.TrimSpace(w.Body.String()); got != "[]" {
		t.Errorf("got %s", got)
	}
}

func TestMailboxPageShowsNewestFirstAndRunsNoScript(t *testing.T) {
	w := httptest.NewRecorder()
	mailbox(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	page := w.Body.String()
	if second, first := strings.Index(page, "second"), strings.Index(page, "first"); second < 0 || first < second {
		t.Errorf("the newer mail is at %d, the older at %d", second, first)
	}
	if strings.Contains(page, "<script") || !strings.Contains(page, "sandbox=") {
		t.Error("a mail's HTML could run in the page")
	}
}

func TestProxyReachesPathsThatTheEmulatorReserves(t *testing.T) {
	var got *http.Request
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(http.StatusSeeOther)
	}))
	defer emulator.Close()
	front := proxy(emulator.URL, "c9ba1b30", "http://mailbox.example/signup")
	for path, want := range map[string]string{
		"/":                 "/_aws/execute-api/c9ba1b30/$default/",
		"/login?a=%20&b=":   "/_aws/execute-api/c9ba1b30/$default/login?a=%20&b=",
		"/accounts/a%2Fb":   "/_aws/execute-api/c9ba1b30/$default/accounts/a%2Fb",
		"/_ministack/ready": "/_aws/execute-api/c9ba1b30/$default/_ministack/ready",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.Header.Set("Cookie", "session=x; other=y")
		front.ServeHTTP(w, r)
		if got.RequestURI != want {
			t.Errorf("%s was proxied to %s, want the path of the API", path, got.RequestURI)
		}
		if got.Header.Get("Cookie") != "session=x; other=y" || w.Code != http.StatusSeeOther || len(w.Header().Values("Set-Cookie")) != 2 {
			t.Errorf("%s: cookie %q, status %d, set %q", path, got.Header.Get("Cookie"), w.Code, w.Header().Values("Set-Cookie"))
		}
	}
}

func TestListenNamesABusyPort(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		taken, err := net.Listen("tcp", address)
		if err != nil {
			continue // no IPv6 on this machine
		}
		defer taken.Close()
		port := taken.Addr().(*net.TCPAddr).Port
		l, err := listen(port)
		if err == nil {
			l.close()
			t.Errorf("listened to %s twice", taken.Addr())
		} else if !strings.Contains(err.Error(), "busy") || !strings.Contains(err.Error(), "PORT=") {
			t.Errorf("%s: %v", taken.Addr(), err)
		}
	}
}

func TestAStateDirectoryIsForOneStackAtATime(t *testing.T) {
	dir := t.TempDir()
	first := &Stack{options: Options{StateDir: dir}}
	if err := first.prepare(); err != nil {
		t.Fatal(err)
	}
	first.URL = "http://localhost:1"
	if err := first.write(dir); err != nil {
		t.Fatal(err)
	}
	second := &Stack{options: Options{StateDir: dir}}
	if err := second.prepare(); err == nil || !strings.Contains(err.Error(), "already runs") {
		t.Errorf("got %v", err)
	}
	if err := second.Stop(); err != nil {
		t.Error(err)
	}
	if d, err := Read(dir); err != nil || d.URL != first.URL {
		t.Errorf("after the second stack the first one's description is %+v, %v", d, err)
	}
	if err := first.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "make run") {
		t.Errorf("after the stop: %v", err)
	}
}

func TestStartRemovesAnOldDescription(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(descriptionFile(dir), []byte(`{"url":"http://localhost:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Root: t.TempDir(), StateDir: dir}) // the root has no tools
	if err == nil {
		t.Fatal("started without tools")
	}
	if _, err := os.Stat(descriptionFile(dir)); err == nil {
		t.Error("stack.json is still there")
	}
}

func TestToolsGetNoVariablesOfARealAccount(t *testing.T) {
	t.Setenv("AWS_PROFILE", "real")
	t.Setenv("AWS_ENDPOINT_URL_SESV2", "http://elsewhere")
	t.Setenv("SECRET_OF_CI", "x")
	for _, entry := range environment("AWS_REGION=us-east-1") {
		if name, _, _ := strings.Cut(entry, "="); name == "AWS_PROFILE" || name == "AWS_ENDPOINT_URL_SESV2" || name == "SECRET_OF_CI" {
			t.Error(entry)
		}
	}
}

func TestSamDoesNotCacheBuilds(t *testing.T) {
	text, err := os.ReadFile("../../../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^\s*cached\s*=`).Match(text) {
		t.Error("sam's cache checks only a function's folder: after a change in internal/, the old binary would be deployed")
	}
}

func TestEventToPlayFollowsSESAndRejectsUnknownTypes(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	for _, c := range []struct{ kind, subType, ses, what, news string }{
		{"delivery", "", "Delivery", "", "delivered"},
		{"bounce", "", "Bounce", "Permanent/General", "bounced"},
		{"bounce", "Permanent/General", "Bounce", "Permanent/General", "bounced"},
		{"bounce", "NoEmail", "Bounce", "Permanent/NoEmail", "bounced"},
		{"bounce", "OnAccountSuppressionList", "Bounce", "Permanent/OnAccountSuppressionList", "bounced"},
		{"bounce", "General", "Bounce", "Transient/General", "soft-bounced"},
		{"bounce", "Transient/General", "Bounce", "Transient/General", "soft-bounced"},
		{"bounce", "MailboxFull", "Bounce", "Transient/MailboxFull", "soft-bounced"},
		{"bounce", "Undetermined", "Bounce", "Undetermined/Undetermined", "soft-bounced"},
		{"complaint", "", "Complaint", "abuse", "complained"},
		{"complaint", "not-spam", "Complaint", "not-spam", ""},
		{"delay", "", "DeliveryDelay", "", "delayed"},
		{"reject", "", "Reject", "", "bounced"},
		{"rendering-failure", "", "Rendering Failure", "", "bounced"},
	} {
		got, err := eventToPlay(c.kind, c.subType, "ann@acme.com", at)
		if err != nil || got.ses != c.ses || got.news != c.news {
			t.Errorf("%s %s: %+v, %v", c.kind, c.subType, got, err)
		}
		switch c.kind {
		case "bounce":
			if what := fmt.Sprint(got.what["bounceType"], "/", got.what["bounceSubType"]); what != c.what {
				t.Errorf("%s: %s", c.subType, what)
			}
		case "complaint":
			if got.what["complaintFeedbackType"] != c.what {
				t.Errorf("%s: %v", c.subType, got.what)
			}
		}
	}
	for _, c := range []struct{ kind, subType, field string }{
		{"", "", "TYPE"}, {"Bounce", "", "TYPE"}, {"open", "", "TYPE"}, {"delivery", "General", "SUBTYPE"}, {"bounce", "mailboxfull", "SUBTYPE"},
		{"bounce", "Permanent/MailboxFull", "SUBTYPE"}, {"bounce", "Transient/", "SUBTYPE"}, {"bounce", "/", "SUBTYPE"}, {"complaint", "spam", "SUBTYPE"},
		{"delay", "x", "SUBTYPE"}, {"reject", "x", "SUBTYPE"},
	} {
		if got, err := eventToPlay(c.kind, c.subType, "ann@acme.com", at); err == nil || !strings.HasPrefix(err.Error(), c.field) {
			t.Errorf("%s %s: %+v, %v", c.kind, c.subType, got, err)
		}
	}
}

func TestAgeChangesOfALogOnlyTheCopiesOfMails(t *testing.T) {
	change := older("table", map[string]types.AttributeValue{
		"PK": text("ACCOUNT#1"), "SK": text("LOG#1"), "changedAt": number("1795336594539"),
		"toldMails": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{"createdAt": number("1795336594539"), "deleteAfter": number("1795336594")}},
		}},
	}, time.Hour)
	if change == nil || strings.Count(*change.UpdateExpression, " - :") != 2 {
		t.Fatalf("got %+v", change)
	}
	for _, name := range change.ExpressionAttributeNames {
		if name == "changedAt" {
			t.Error("the entry became older")
		}
	}
}
