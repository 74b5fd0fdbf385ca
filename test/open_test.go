package test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/testkit/tally"
)

// tableState has all items of the table as text, in order, except those whose time to live ends before the horizon, which
// DynamoDB removes at any time.
type tableState struct {
	items   []string
	horizon time.Time
	mails   int // the schedule will send before the horizon
}

// dump returns the table's state.
func dump(t *testing.T, horizon time.Time) tableState {
	t.Helper()
	client := dynamodb.New(dynamodb.Options{
		Region: stack.Region, BaseEndpoint: aws.String(stack.Endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	state := tableState{horizon: horizon}
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &stack.Table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			if tidiedBefore(item, horizon) {
				continue
			}
			if mailDueBefore(item, horizon) {
				state.mails++
			}
			text, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			state.items = append(state.items, string(text))
		}
	}
	slices.Sort(state.items)
	return state
}

func mailDueBefore(item map[string]types.AttributeValue, horizon time.Time) bool {
	list, _ := item["duePartition"].(*types.AttributeValueMemberS)
	due, ok := item["dueAt"].(*types.AttributeValueMemberN)
	if !ok || list == nil || !strings.HasPrefix(list.Value, "OUTBOX#") {
		return false
	}
	milliseconds, err := strconv.ParseInt(due.Value, 10, 64)
	return err == nil && time.UnixMilli(milliseconds).Before(horizon)
}

func tidiedBefore(item map[string]types.AttributeValue, horizon time.Time) bool {
	after, ok := item["deleteAfter"].(*types.AttributeValueMemberN)
	if !ok {
		return false
	}
	seconds, err := strconv.ParseInt(after.Value, 10, 64)
	return err == nil && time.Unix(seconds, 0).Before(horizon)
}

// settled waits until neither the functions nor the schedule, which runs every minute, change the table, and returns its state.
func settled(t *testing.T) tableState {
	t.Helper()
	horizon := time.Now().Add(5 * time.Minute)
	before := dump(t, horizon)
	for range 60 {
		time.Sleep(mailQuiet)
		now := dump(t, horizon)
		if slices.Equal(before.items, now.items) && now.mails == 0 {
			return now
		}
		before = now
	}
	t.Fatal("the table does not come to rest")
	return tableState{}
}

func unchanged(t *testing.T, before tableState) {
	t.Helper()
	after := dump(t, before.horizon)
	if slices.Equal(before.items, after.items) {
		return
	}
	for _, item := range after.items {
		if _, found := slices.BinarySearch(before.items, item); !found {
			t.Errorf("new or changed: %s", item)
		}
	}
	t.Errorf("the table changed: %d items before, %d after", len(before.items), len(after.items))
}

// Mail scanners open the links in mails.
func TestOpeningALinkChangesNothing(t *testing.T) {
	domain, customer := newCompany()
	ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	path := "/pending-requests?token=" + opened
	before := settled(t)
	// The page of the link is opened that often; each other operation of robots is done a tenth as often, concurrently.
	opens := tally.Many(200, 1000)
	const atOnce = 16
	opening, ctx := errgroup.WithContext(t.Context())
	opening.SetLimit(atOnce)
	for i := range opens {
		opening.Go(func() error { return openOnce(ctx, http.MethodGet, path, "", http.StatusOK) })
		if i%10 != 0 {
			continue
		}
		opening.Go(func() error { return openOnce(ctx, http.MethodHead, path, "", http.StatusOK) })
		opening.Go(func() error { return openOnce(ctx, http.MethodGet, path+"&dialog=approve", "", http.StatusOK) })
		opening.Go(func() error { // calls of the API that change nothing
			return openOnce(ctx, http.MethodPost, "/v1/pending-requests/view", `{"token":"`+opened+`"}`, http.StatusOK)
		})
	}
	if err := opening.Wait(); err != nil {
		t.Fatal(err)
	}
	unchanged(t, before)
	tally.Report(t, tally.Line{Check: "a link that is opened over HTTP changes nothing", Count: opens, Unit: "pages"})
	if page := call(t, "GET", path, "", nil).want(t, 200); !strings.Contains(string(page.body), "partner@example.com") {
		t.Errorf("the link shows no request:\n%s", page.body)
	}
}

// openOnce returns an error unless the response has that status: a call that is refused early would not be a test.
func openOnce(ctx context.Context, method, path, body string, want int) error {
	req, err := http.NewRequestWithContext(ctx, method, stack.URL+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil {
		return err
	}
	if res.StatusCode != want {
		return fmt.Errorf("%s %s: status %d, want %d", method, path, res.StatusCode, want)
	}
	return nil
}

func TestAnUndecidedRequestExpiresAndReleasesTheDomain(t *testing.T) {
	domain, customer := newCompany()
	request, account := ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	given := code(t, opened, customer, 2)
	age(t, 89)
	tracked := call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, 200)
	if tracked.at("status") != "pending_approval" {
		t.Fatalf("ended a day early: %s", tracked.body)
	}
	decide(t, map[string]any{"token": opened, "code": given, "action": "approve", "authorized": true}).wantProblem(t, 403, "code-invalid")
	waitMails(t, customer, 3) // the reminder, which is not sent after the request has ended
	age(t, 2)
	tracked = call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, 200)
	if tracked.at("status") != "expired" || tracked.at("decidedBy") != "system" || tracked.at("account", "status") != "cancelled" {
		t.Fatalf("not expired: %s", tracked.body)
	}
	waitTold(t, domain, 1)
	waitMails(t, customer, 4) // the invitation, the code, a reminder, and that the request expired
	decide(t, map[string]any{"token": opened, "code": given, "action": "approve", "authorized": true}).wantProblem(t, 409, "already-decided")
	call(t, "GET", "/v1/accounts/"+account, token(t, "partner2"), nil).wantProblem(t, 404, "not-found")
	ask(t, domain, customer)
	if sent := waitMails(t, customer, 5); link(t, sent[4]) == opened {
		t.Error("the new request has the old one's link")
	}
}
