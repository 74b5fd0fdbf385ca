package test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"
)

// opens is how often the link is opened over HTTP.
const opens = 1000

// dump answers the whole table as text, in order.
func dump(t *testing.T) []string {
	t.Helper()
	client := dynamodb.New(dynamodb.Options{
		Region: stack.Region, BaseEndpoint: aws.String(stack.Endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	var items []string
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &stack.Table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			text, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			items = append(items, string(text))
		}
	}
	slices.Sort(items)
	return items
}

// settled waits until nothing changes the table any more, and answers it.
func settled(t *testing.T) []string {
	t.Helper()
	before := dump(t)
	for range 20 {
		time.Sleep(mailQuiet)
		now := dump(t)
		if slices.Equal(before, now) {
			return now
		}
		before = now
	}
	t.Fatal("the table does not come to rest")
	return nil
}

func unchanged(t *testing.T, before []string) {
	t.Helper()
	after := dump(t)
	if slices.Equal(before, after) {
		return
	}
	for _, item := range after {
		if _, found := slices.BinarySearch(before, item); !found {
			t.Errorf("new or changed: %s", item)
		}
	}
	t.Errorf("the table changed: %d items before, %d after", len(before), len(after))
}

// TestOpeningChangesNothing: a mail scanner that follows the link changes something.
func TestOpeningChangesNothing(t *testing.T) {
	domain, customer := newCompany()
	ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	path := "/pending-requests?token=" + opened
	before := settled(t)
	const atOnce = 16
	opening, ctx := errgroup.WithContext(t.Context())
	opening.SetLimit(atOnce)
	for i := range opens {
		opening.Go(func() error {
			method, body, address := http.MethodGet, "", stack.URL+path
			switch i % 10 {
			case 1:
				method = http.MethodHead
			case 2: // what a robot asks of the API when it only looks
				method, body, address = http.MethodPost, `{"token":"`+opened+`"}`, stack.URL+"/v1/pending-requests/view"
			case 3:
				address += "&dialog=approve"
			}
			return openOnce(ctx, method, address, body)
		})
	}
	if err := opening.Wait(); err != nil {
		t.Fatal(err)
	}
	unchanged(t, before)
	if page := call(t, "GET", path, "", nil).want(t, 200); !strings.Contains(string(page.body), "partner@example.com") {
		t.Errorf("the link shows no request:\n%s", page.body)
	}
}

func openOnce(ctx context.Context, method, address, body string) error {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// TestExpiry: what nobody decides is not cleaned up, or its domain identifier stays taken.
func TestExpiry(t *testing.T) {
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
	age(t, 2)
	tracked = call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, 200)
	if tracked.at("status") != "expired" || tracked.at("decidedBy") != "system" || tracked.at("account", "status") != "cancelled" {
		t.Fatalf("not expired: %s", tracked.body)
	}
	waitTold(t, domain, 1)
	waitMails(t, customer, 3) // invitation, code, and that it lapsed
	decide(t, map[string]any{"token": opened, "code": given, "action": "approve", "authorized": true}).wantProblem(t, 409, "already-decided")
	call(t, "GET", "/v1/accounts/"+account, token(t, "partner2"), nil).wantProblem(t, 404, "not-found")
	ask(t, domain, customer)
	if sent := waitMails(t, customer, 4); link(t, sent[3]) == opened {
		t.Error("the new request has the old one's link")
	}
}
