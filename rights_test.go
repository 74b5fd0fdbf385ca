package smartaccounts_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

// need is the permissions for one call: actions, resource and leading keys. All keys of a transaction count for each of its
// actions, which is sufficient whether or not AWS checks them together.
type need struct {
	actions  []string
	resource string
	keys     []string
}

type (
	key   map[string]struct{ S string }
	write struct{ Key, Item key }
)

// called has the fields that the bodies of all operations share.
type called struct {
	Key, Item                 key
	IndexName                 string
	ExpressionAttributeValues map[string]any
	RequestItems              map[string]json.RawMessage
	TransactItems             []map[string]write
}

func (n *need) of(keys ...key) {
	for _, k := range keys {
		if pk := k["PK"].S; pk != "" {
			n.keys = append(n.keys, pk)
		}
	}
}

// needOf parses a call's HTTP request.
func needOf(operation string, body []byte) (need, error) {
	var c called
	if err := json.Unmarshal(body, &c); err != nil {
		return need{}, err
	}
	n := need{resource: "Table.Arn"}
	if operation != "TransactWriteItems" {
		n.actions = []string{"dynamodb:" + operation}
	}
	n.of(c.Key, c.Item)
	for _, item := range c.TransactItems {
		for kind, w := range item {
			n.actions = append(n.actions, "dynamodb:"+kind+"Item")
			n.of(w.Key, w.Item)
		}
	}
	for _, raw := range c.RequestItems {
		var reads struct{ Keys []key }
		var writes []struct {
			PutRequest    struct{ Item key }
			DeleteRequest struct{ Key key }
		}
		if json.Unmarshal(raw, &reads) != nil {
			if err := json.Unmarshal(raw, &writes); err != nil {
				return need{}, err
			}
		}
		n.of(reads.Keys...)
		for _, w := range writes {
			n.of(w.PutRequest.Item, w.DeleteRequest.Key)
		}
	}
	if c.IndexName != "" {
		n.resource = "${Table.Arn}/index/" + c.IndexName
		return n, nil
	}
	if pk, is := c.ExpressionAttributeValues[":pk"].(map[string]any); is && operation == "Query" {
		n.keys = append(n.keys, fmt.Sprint(pk["S"]))
	}
	if len(n.keys) == 0 {
		return need{}, fmt.Errorf("%s without keys: %s", operation, body)
	}
	return n, nil
}

// granted reports whether one of the role's statements allows the need, and records which.
func (n need) granted(role, action string, used map[string]bool) bool {
	for _, line := range rights[role] {
		actions, rest, _ := strings.Cut(line, " on ")
		resource, condition, _ := strings.Cut(rest, " if ")
		if !slices.Contains(strings.Fields(actions), action) || resource != n.resource {
			continue
		}
		kinds := strings.Fields(condition)
		within := func(pk string) bool {
			return slices.ContainsFunc(kinds, func(kind string) bool {
				prefix, is := strings.CutSuffix(kind, "*")
				return is && strings.HasPrefix(pk, prefix)
			})
		}
		outside := slices.ContainsFunc(n.keys, func(pk string) bool { return !within(pk) })
		if condition != "" && outside {
			continue
		}
		used[role+" "+action+" "+resource] = true
		for _, pk := range n.keys {
			kind, _, _ := strings.Cut(pk, "#")
			used[role+" "+line+" "+kind+"#*"] = true
		}
		return true
	}
	return false
}

// watch is an HTTP client that checks each call against the permissions of the role that makes it.
type watch struct {
	http.Client
	t     *testing.T
	mutex sync.Mutex
	role  string
	used  map[string]bool
}

func (w *watch) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	n, err := needOf(operation, body)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if err != nil {
		w.t.Error(err)
	}
	for _, action := range n.actions {
		if w.role != "" && !n.granted(w.role, action, w.used) {
			w.t.Errorf("%s may not %s on %s of %v", w.role, action, n.resource, n.keys)
		}
	}
	return w.Client.Do(r)
}

func (w *watch) as(role string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.role = role
}

// plainMAC replaces a KMS key.
type plainMAC struct{}

func (plainMAC) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	return sha256.Sum256(message), nil
}
func (plainMAC) CodeMAC(_ context.Context, message []byte) ([32]byte, error) {
	return sha256.Sum256(message), nil
}

// records are the records in the DNS.
type records map[string][]string

func (r records) TXT(_ context.Context, name string) ([]string, error) { return r[name], nil }

// noRecords is a DNS without records.
type noRecords struct{}

func (noRecords) TXT(context.Context, string) ([]string, error) { return nil, nil }

type taker struct{}

func (taker) Send(context.Context, workflow.Message) (string, error) { return "taken", nil }

// administered returns the change that gives the account another name.
func administered(t *testing.T, store *dynamotest.Store, id account.ID) administration.Change {
	t.Helper()
	before, _, err := store.Standing(t.Context(), id, "")
	if err != nil {
		t.Fatal(err)
	}
	after := before
	after.Version++
	after.Name += " Renamed"
	entry := account.LogEntry{AccountID: id, Version: after.Version, At: dynamo.Now(), Kind: account.LogRenamed, Actor: account.System}
	return administration.Change{Before: before, After: after, Entry: entry}
}

// The emulator does not check permissions, so this test does: it compares every call that the functions make, on a real
// engine, with the roles in template.yaml. A permission that no call needs fails it too.
func TestRightsAreEnoughAndNotTooMany(t *testing.T) {
	engine := engines.ForTest(t)
	w := &watch{t: t, used: map[string]bool{}}
	store := dynamotest.New(t, engine, func(o *dynamodb.Options) { o.HTTPClient = w })
	now := dynamo.Now()
	clock := func() time.Time { return now }
	ctx := t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}

	partner := account.Person{Email: "partner@example.com"}
	own := account.Account{
		ID: account.NewID(), Name: "Partner", Domain: "partner.example.com", Status: account.AccountActive, Visibility: account.Public, CreatedAt: now,
	}
	must("load", store.Load(ctx, []workflow.StoredAccount{{Account: own, Members: []account.Membership{{
		AccountID: own.ID, Person: partner.Email, Role: account.SmartAccountUser, Since: now,
	}, {
		AccountID: own.ID, Person: "guest@example.com", Role: account.SmartAccountUser, Since: now, EndsAt: now.Add(48 * time.Hour),
	}}}}))

	secrets := map[workflow.MailKind]workflow.Secrets{}
	mailed := map[account.Email]account.ID{} // the latest mail to each address
	send := workflow.Send{
		Store: store, Links: plainMAC{}, Codes: plainMAC{}, Provider: taker{}, Now: clock,
		Failed: func(_ context.Context, m workflow.Mail, cause string) { t.Errorf("mail %s failed: %s", m.ID, cause) },
		Render: func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
			secrets[m.Kind], mailed[m.To] = s, m.ID
			return workflow.Message{To: m.To}, nil
		},
		Invitations: workflow.ADay(5), InvitationsPerRequester: workflow.ADay(5), Daily: workflow.ADay(1000), DailyPerRequester: workflow.ADay(1000), BudgetSpent: func(workflow.Mail) {},
	}
	mail := func() {
		t.Helper()
		w.as("SendMailRole")
		_, err := send.Sweep(ctx)
		must("send", err)
	}
	sessions := workflow.Sessions{Store: store, Now: clock}
	w.as("SignInRole")
	session, err := sessions.Start(ctx, partner)
	must("sign in", err)
	now = now.Add(2 * time.Minute)

	operator := account.Person{Email: "operator@example.org", Operator: true}
	rules := workflow.Rules{
		Policy: account.ReviewMismatch, Operators: []account.Person{operator},
		Terms: account.Terms{Lifetime: 10 * 24 * time.Hour, Reminders: []time.Duration{30 * time.Minute}},
	}
	submit := workflow.Submit{Store: store, Now: clock, Rules: rules, Limits: dynamotest.RequestLimits(workflow.ADay(400))}
	askFor := func(domain string, customers ...string) account.Request {
		t.Helper()
		w.as("SubmitRequestRole")
		_, err := sessions.Person(ctx, session)
		must("session", err)
		form := account.Form{AccountName: "Company " + domain, AccountDomain: &domain, CustomerEmails: customers}
		_, err = submit.Check(ctx, partner, form, nil)
		must("check", err)
		request, err := submit.Do(ctx, partner, form, domain+now.String())
		must("submit", err)
		mail()
		return request
	}
	ask := func(domain string) account.Request {
		t.Helper()
		return askFor(domain, "boss@"+domain)
	}
	view := workflow.View{Store: store, Now: clock}
	sendCode := workflow.SendCode{Store: store, Now: clock, Limits: workflow.CodeLimits{Hourly: workflow.ADay(5), Daily: workflow.ADay(15), PerRequester: workflow.ADay(1000), Mails: workflow.ADay(1000)}}
	decide := workflow.Decide{Store: store, Codes: plainMAC{}, Now: clock, Policy: rules.Policy}
	act := func(d workflow.Decision) {
		t.Helper()
		mail()
		d.Token = secrets[workflow.Invitation].Token
		w.as("ActOnRequestRole")
		_, err := sessions.Peek(ctx, session)
		must("peek", err)
		_, err = view.Do(ctx, d.Token)
		must("view", err)
		_, err = sendCode.Do(ctx, d.Token)
		must("send a code", err)
		mail()
		w.as("ActOnRequestRole")
		d.Code = "ZZZZ-ZZZZ"
		if _, err := decide.Do(ctx, d, ""); err == nil {
			t.Fatal("a wrong code decides")
		}
		d.Code = secrets[workflow.CodeMail].Code
		_, err = decide.Do(ctx, d, "")
		must(d.Action, err)
	}

	approved := ask("approved.com")
	act(workflow.Decision{Action: "approve", Authorized: true, Visibility: "public"})
	w.as("IndexAccountsRole")
	must("index", search.Index{Store: store, Now: clock}.Do(ctx, approved.Account.ID))
	w.as("")
	renamed := administered(t, store, approved.Account.ID)
	must("rename", store.CommitAccount(ctx, renamed))
	renamed = administered(t, store, approved.Account.ID)
	former := &account.Membership{AccountID: approved.Account.ID, Person: "former@approved.com", Role: account.SmartAccountUser, Since: now}
	renamed.After.Account, renamed.After.Members = renamed.Before.Account, renamed.Before.Members+1
	renamed.Members = []administration.MemberChange{{After: former}} // their own postings follow the change of the name
	must("add a member", store.CommitAccount(ctx, renamed))
	w.as("IndexAccountsRole")
	must("index a change of the name", search.Index{Store: store, Now: clock}.Do(ctx, approved.Account.ID))
	ask("declined.com")
	act(workflow.Decision{Action: "decline", Reason: "No."})
	forwarded := ask("forwarded.com")
	act(workflow.Decision{Action: "forward", ForwardTo: "next@forwarded.com"})
	mail() // so that the next invitation is the last one
	ask("indexed.com")
	act(workflow.Decision{Action: "approve", Authorized: true, Visibility: "public"})
	ask("lapsed.com")

	atHand := ask("athand.com")
	w.as("ActOnRequestRole")
	now = now.Add(2 * time.Minute)
	_, err = sessions.Person(ctx, session)
	must("extend a session", err)
	_, err = view.SignedIn(ctx, atHand.ID, "boss@athand.com")
	must("view signed in", err)
	_, err = decide.Do(ctx, workflow.Decision{RequestID: atHand.ID, Action: "decline", Reason: "No."}, "boss@athand.com")
	must("decide signed in", err)

	// For a subdomain the parent's administrators decide; one of them decides by their role.
	ask("emea.approved.com")
	act(workflow.Decision{Action: "decline", Reason: "No."})

	followUp := workflow.FollowUp{Store: store, Now: clock, Rules: rules, Codes: workflow.CodeLimits{Hourly: workflow.ADay(5), Daily: workflow.ADay(15), PerRequester: workflow.ADay(1000), Mails: workflow.ADay(1000)}, Invitations: workflow.ADay(5), Limits: dynamotest.RequestLimits(workflow.ADay(400)), Records: noRecords{}}
	dnsOf := records{}
	disputes := workflow.Disputes{Store: store, Now: clock, Operators: rules.Operators, Records: dnsOf}
	review := workflow.Review{Store: store, Now: clock, Rules: rules}
	record := workflow.RecordMailEvent{Store: store, Now: clock}
	notForMe := workflow.NotForMe{Store: store, Now: clock, Codes: plainMAC{}, Limits: sendCode.Limits}

	followed := ask("followed.com")
	mail()
	w.as("ActOnRequestRole")
	_, err = notForMe.Stop(ctx, secrets[workflow.Invitation].Report, true)
	must("not for me", err)
	_, err = notForMe.Stop(ctx, secrets[workflow.Invitation].Report, false)
	must("undo", err)
	hear := func(news account.Delivery) {
		w.as("RecordMailEventRole")
		must("mail event", record.Do(ctx, workflow.MailEvent{MailID: mailed["boss@followed.com"], News: news}))
	}
	hear(account.Delivered)
	hear(account.Bounced)
	w.as("SubmitRequestRole")
	_, err = followUp.Resend(ctx, partner, followed.ID)
	must("resend", err)
	hear(account.Complained)
	report := secrets[workflow.Invitation].Report
	for i, lift := range []bool{false, true, false} {
		w.as("ActOnRequestRole")
		_, err = notForMe.SendCode(ctx, report, "")
		must("ask for the code of a mailbox", err)
		mail()
		w.as("ActOnRequestRole")
		_, err = notForMe.ChangeSuppression(ctx, workflow.SuppressionChange{Token: report, Code: secrets[workflow.MailboxCodeMail].Code, Lift: lift, Report: true})
		must("stop all mail", err)
		if i == 0 {
			askFor("silent.followed.com", "boss@followed.com") // which the mailer detects
		}
	}
	w.as("SubmitRequestRole")
	_, _, err = followUp.Correct(ctx, partner, followed.ID, []string{"boss@elsewhere.com"}, nil)
	must("correct", err)
	_, found, err := followUp.Prove(ctx, partner, followed.ID)
	if must("prove", err); found {
		t.Fatal("proved by nothing")
	}
	w.as("ReviewRequestRole")
	now = now.Add(2 * time.Minute)
	_, err = sessions.Person(ctx, session)
	must("session", err)
	seen, err := store.Request(ctx, followed.ID)
	must("look at it", err)
	_, err = review.Do(ctx, operator, followed.ID, workflow.Verdict{Decision: "accept", Version: seen.Version})
	must("accept", err)
	w.as("SubmitRequestRole")
	_, err = followUp.Withdraw(ctx, partner, followed.ID)
	must("withdraw", err)
	rejected := askFor("rejected.com", "boss@elsewhere.com")
	w.as("ReviewRequestRole")
	_, err = review.Do(ctx, operator, rejected.ID, workflow.Verdict{Decision: "reject", Reason: "No."})
	must("reject", err)

	w.as("")
	must("make older", store.MakeOlder(ctx, approved.Account.ID))
	for _, ruling := range []workflow.Ruling{
		{Decision: "reject", Reason: "No."},
		{Decision: "add-administrator", Reason: "Yes.", Administrator: "ceo@approved.com"},
		{Decision: "cancel-account", Reason: "Yes."},
	} {
		w.as("SubmitRequestRole")
		dispute, _, err := disputes.Open(ctx, partner, "approved.com", "It is not theirs.", nil)
		must("dispute", err)
		_, err = disputes.One(ctx, partner, dispute.ID)
		must("see the dispute", err)
		_, err = disputes.Case(ctx, operator, dispute)
		must("see both sides", err)
		w.as("ReviewRequestRole")
		_, err = disputes.Case(ctx, operator, dispute)
		must("see both sides again", err)
		_, err = disputes.List(ctx, operator, "settled", 10, "")
		must("list disputes", err)
		_, err = disputes.Settle(ctx, operator, dispute.ID, ruling)
		must(ruling.Decision, err)
		mail()
	}
	w.as("IndexAccountsRole")
	must("index", search.Index{Store: store, Now: clock}.Do(ctx, approved.Account.ID))
	ask("ended.com")
	w.as("SubmitRequestRole")
	aboutRequest, _, err := disputes.Open(ctx, partner, "ended.com", "It is not theirs.", nil)
	must("dispute a request", err)
	w.as("ReviewRequestRole")
	_, err = disputes.Settle(ctx, operator, aboutRequest.ID, workflow.Ruling{Decision: "end-request", Reason: "Yes."})
	must("end the request", err)
	mail()
	claimant := account.Person{Email: "claims@example.org"}
	for _, when := range []string{"asked", "scheduled"} {
		ask(when + ".com")
		w.as("SubmitRequestRole")
		d, _, err := disputes.Open(ctx, claimant, when+".com", "It is not theirs.", nil)
		must("dispute a request", err)
		proof := workflow.ProofOfDispute(d)
		if when == "asked" {
			_, _, err = disputes.Prove(ctx, claimant, d.ID)
			must("look in vain", err)
			dnsOf[proof.Name] = []string{proof.Value}
			_, _, err = disputes.Prove(ctx, claimant, d.ID)
			must("prove", err)
		} else {
			w.as("CleanUpRole")
			now = now.Add(account.ProofEvery)
			_, err := disputes.Tend(ctx)
			must("look in vain by schedule", err)
			dnsOf[proof.Name] = []string{proof.Value}
			now = now.Add(account.ProofEvery)
			_, err = disputes.Tend(ctx)
			must("prove by schedule", err)
		}
	}
	w.as("CleanUpRole")
	now = now.Add(account.ProofWait)
	if done, err := disputes.Tend(ctx); err != nil || done.Ended != 2 {
		t.Errorf("%+v %v", done, err)
	}
	mail()
	w.as("SignInRole") // hours have passed
	session, err = sessions.Start(ctx, partner)
	must("sign in", err)
	ask("taken-back.com")
	act(workflow.Decision{Action: "approve", Authorized: true, Visibility: "public"})
	w.as("SubmitRequestRole")
	dispute, _, err := disputes.Open(ctx, partner, "taken-back.com", "It is not theirs.", nil)
	must("dispute", err)
	_, _, err = disputes.Open(ctx, partner, "taken-back.com", "It is not theirs.", nil)
	must("dispute again", err)
	_, err = disputes.Stake(ctx, partner, "taken-back.com")
	must("stake", err)
	w.as("ReviewRequestRole")
	_, err = disputes.Settle(ctx, operator, dispute.ID, workflow.Ruling{Decision: "cancel-account", Reason: "Yes."})
	must("cancel", err) // for the clean-up to index
	suppressions := workflow.Suppressions{Store: store, Now: clock}
	_, err = suppressions.List(ctx, operator, 10, "")
	must("list suppressed", err)
	must("lift", suppressions.Lift(ctx, operator, "boss@followed.com", nil))
	_, err = workflow.Track{Store: store, Now: clock}.One(ctx, operator, followed.ID)
	must("track", err)

	ask("listed.com") // its state is read when its requester searches for it
	now = now.Add(2 * time.Minute)
	w.as("SearchRole")
	_, err = sessions.Person(ctx, session)
	must("session", err)
	find := search.Find{Store: store, Now: clock}
	for _, query := range []string{"", "company indexed.com", "indexed.com", "inde", "listed.com"} {
		for _, by := range []account.Email{partner.Email, "boss@indexed.com"} {
			_, err := find.Do(ctx, account.Person{Email: by}, query, 10, "")
			must("search for "+query+" by "+string(by), err)
		}
	}
	w.as("ManageAccountRole")
	now = now.Add(2 * time.Minute)
	_, err = sessions.Person(ctx, session)
	must("session", err)
	_, err = administration.Settings{Store: store, Now: clock}.Read(ctx, partner, approved.Account.ID)
	must("read", err)
	chief := account.Person{Email: "chief@managed.com"}
	managed := account.Account{
		ID: account.NewID(), Name: "Managed", Domain: "managed.com", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: now,
	}
	w.as("")
	invited := account.Person{Email: "invited@managed.com"}
	must("load", store.Load(ctx, []workflow.StoredAccount{{Account: managed, Members: []account.Membership{{
		AccountID: managed.ID, Person: chief.Email, Role: account.SmartAccountAdministrator, Since: now,
	}, {
		AccountID: managed.ID, Person: invited.Email, Role: account.SmartAccountAdministrator, Since: now, InvitedAt: now,
	}}}}))
	w.as("SignInRole")
	must("confirm an invitation", administration.Confirmation{Store: store, Now: clock}.AtSignIn(ctx, invited))
	w.as("")
	if m, err := store.Member(ctx, managed.ID, invited.Email); err != nil || m.Invited() {
		t.Errorf("after the sign-in: %+v, %v", m, err)
	}
	must("make older", store.MakeOlder(ctx, managed.ID))
	w.as("ManageAccountRole")
	accessTerms := account.AccessTerms{Lifetime: 30 * 24 * time.Hour, Reminders: []time.Duration{24 * time.Hour}}
	asking := accessrequest.Asking{Store: store, Now: clock, Terms: accessTerms, Limits: accessrequest.Limits{Person: workflow.ADay(100), Account: workflow.ADay(100)}}
	decideAccess(t, asking, managed, chief)
	_, err = asking.Ask(ctx, chief, accessrequest.Form{ID: string(own.ID), Wanted: accessrequest.Wanted{Role: string(account.SmartAccountViewer)}})
	must("ask for access that nobody decides", err)
	mail()
	w.as("ManageAccountRole")
	manageAccount(t, store.Table, managed.ID, chief, clock)

	w.as("SubmitRequestRole")
	track := workflow.Track{Store: store, Now: clock}
	_, err = track.One(ctx, partner, forwarded.ID)
	must("track", err)
	for _, by := range []account.Person{partner, operator} {
		_, err := track.List(ctx, by, "", 10, "")
		must("list", err)
	}
	w.as("SignInRole")
	_, err = sessions.Peek(ctx, session)
	must("open an answer again", err)
	must("sign out", sessions.End(ctx, session))
	session, err = sessions.Start(ctx, partner)
	must("sign in", err)

	// Each function that shows pages counts what waits for their reader; one lists it.
	w.as("")
	parent := account.Account{
		ID: account.NewID(), Name: "Parent", Domain: "parent.com", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: now, RequestID: account.NewID(),
	}
	must("load", store.Load(ctx, []workflow.StoredAccount{{Account: parent, Members: []account.Membership{{
		AccountID: parent.ID, Person: operator.Email, Role: account.SmartAccountAdministrator, Since: now,
	}}}}))
	ask("emea.parent.com")
	waiting := inbox.Read{Store: store, Now: clock}
	for _, role := range []string{"SearchRole", "ManageAccountRole", "SubmitRequestRole", "ReviewRequestRole", "ActOnRequestRole"} {
		w.as(role)
		count, err := waiting.Count(ctx, operator)
		if must("count", err); count == 0 {
			t.Errorf("%s counts nothing", role)
		}
	}
	w.as("ReviewRequestRole")
	_, err = waiting.For(ctx, operator)
	must("list what waits", err)

	now = now.Add(31 * time.Minute)
	w.as("CleanUpRole")
	_, err = workflow.CleanUp{Store: store, Now: clock, Terms: rules.Terms}.Do(ctx)
	must("remind", err)
	mail()
	now = now.Add(10 * 24 * time.Hour)
	w.as("SignInRole")
	session, err = sessions.Start(ctx, partner)
	must("sign in", err)
	now = now.Add(2 * time.Minute)
	ask("lapsed.com")
	w.as("CleanUpRole")
	_, err = workflow.CleanUp{Store: store, Now: clock, Terms: rules.Terms}.Do(ctx)
	must("expire", err)
	over, err := administration.Ends{Store: store, Now: clock}.Do(ctx)
	if must("end memberships", err); over.Ended != 1 {
		t.Errorf("%+v, want one membership that has ended", over)
	}
	asks, err := accessrequest.Ends{Store: store, Now: clock, Terms: accessTerms}.Do(ctx)
	if must("expire access requests", err); asks != (accessrequest.Ended{Reminded: 1, Expired: 1}) {
		t.Errorf("%+v, want one reminder and one that has expired", asks)
	}
	_, err = search.Index{Store: store, Now: clock}.Sweep(ctx)
	must("sweep", err)
	mail()

	w.as("")
	for role, lines := range rights {
		for _, line := range lines {
			actions, rest, _ := strings.Cut(line, " on ")
			resource, condition, _ := strings.Cut(rest, " if ")
			if !strings.HasSuffix(resource, "Table.Arn") && !strings.Contains(resource, "/index/") {
				continue
			}
			for _, action := range strings.Fields(actions) {
				if !w.used[role+" "+action+" "+resource] {
					t.Errorf("%s has no use for %s on %s", role, action, resource)
				}
			}
			for _, kind := range strings.Fields(condition) {
				if strings.HasSuffix(kind, "#*") && !w.used[role+" "+line+" "+kind] {
					t.Errorf("%s has no use for %s in: %s", role, kind, line)
				}
			}
		}
	}
}

// decideAccess makes each call of access requests and rules. One access request about the account stays pending.
func decideAccess(t *testing.T, asking accessrequest.Asking, about account.Account, chief account.Person) {
	t.Helper()
	ctx := t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	viewer := accessrequest.Wanted{Role: string(account.SmartAccountViewer)}
	ask := func(who string) account.AccessRequest {
		t.Helper()
		r, err := asking.Ask(ctx, account.Person{Email: account.Email(who + "@managed.com")}, accessrequest.Form{Domain: string(about.Domain), Wanted: viewer})
		must("ask for access", err)
		return r
	}
	deciding := accessrequest.Deciding{Store: asking.Store, Now: asking.Now}
	reading := accessrequest.Reading{Store: asking.Store, Now: asking.Now}
	_, err := deciding.Decide(ctx, chief, ask("approved").ID, accessrequest.Decision{Approve: true})
	must("approve", err)
	_, err = deciding.Decide(ctx, chief, ask("declined").ID, accessrequest.Decision{})
	must("decline", err)
	withdrawn := ask("withdrawn")
	_, err = asking.Withdraw(ctx, account.Person{Email: withdrawn.By}, withdrawn.ID)
	must("withdraw", err)
	waits := ask("waits")
	_, err = reading.One(ctx, chief, waits.ID)
	must("read an access request", err)
	_, err = reading.In(ctx, chief, about.ID, account.AccessPending, 10, "")
	must("list those about an account", err)
	_, err = reading.By(ctx, account.Person{Email: waits.By}, "", 10, "")
	must("list one's own", err)
	ruling := accessrequest.Ruling{Store: asking.Store.(*dynamotest.Store), Now: asking.Now}
	_, err = ruling.Replace(ctx, chief, about.ID, []accessrequest.RuleForm{{EmailDomain: "managed.com", Decision: "approve", Wanted: viewer}}, 0)
	must("change rules", err)
	_, err = ruling.List(ctx, chief, about.ID)
	must("list rules", err)
	ask("by-rule")
	_, err = ruling.Replace(ctx, chief, about.ID, nil, 0)
	must("remove rules", err)
}

// manageAccount makes each call of an account's members.
func manageAccount(t *testing.T, store *dynamo.Table, id account.ID, chief account.Person, now func() time.Time) {
	t.Helper()
	ctx := t.Context()
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	settings := administration.Settings{Store: store, Now: now, Policy: account.ReviewMismatch}
	_, err := settings.Read(ctx, chief, id)
	must("read settings", err)
	virtual := administration.VirtualAccounts{Store: store, Now: now}
	name, other := "EMEA", "Americas"
	node, _, err := virtual.Create(ctx, chief, id, administration.VirtualForm{Name: &name}, 0)
	must("create a Virtual Account", err)
	_, _, err = virtual.Change(ctx, chief, id, node.ID, administration.VirtualForm{Name: &other}, 0)
	must("rename a Virtual Account", err)
	_, err = virtual.List(ctx, chief, id, "", 10, "")
	must("list Virtual Accounts", err)
	people := administration.People{Store: store, Now: now, Limits: administration.AdditionLimits{
		Person: workflow.ADay(100), Account: workflow.ADay(100), Domain: workflow.ADay(100),
	}}
	added, _, err := people.Add(ctx, chief, id, administration.Addition{Rows: []administration.Row{
		{Email: "new@managed.com", Role: string(account.SmartAccountAdministrator)},
		{Email: "part@managed.com", Virtuals: []administration.VirtualRow{{VirtualAccount: string(node.ID), Role: string(account.VirtualAccountAdministrator)}}},
	}})
	must("add", err)
	for _, row := range added {
		if row.Outcome != administration.RowAdded {
			t.Fatalf("%+v", row)
		}
	}
	for _, who := range []account.Email{"new@managed.com", "part@managed.com"} {
		_, err = people.List(ctx, account.Person{Email: who}, id, 10, "")
		must("list members", err)
		_, _, err = people.One(ctx, account.Person{Email: who}, id, who)
		must("read a member", err)
		_, err = people.Remove(ctx, account.Person{Email: who}, id, who, 0)
		must("leave", err)
	}
	_, err = virtual.Delete(ctx, chief, id, node.ID, 0)
	must("delete a Virtual Account", err)
	_, err = administration.Log{Store: store, Now: now}.Read(ctx, chief, id, administration.LogFilter{}, 10, "")
	must("read the log", err)
	renamed, visible := "Managed Anew", string(account.Public)
	_, _, err = settings.Change(ctx, chief, id, administration.SettingsForm{Name: &renamed, Visibility: &visible}, 0)
	must("rename the account", err)
	_, err = settings.Close(ctx, chief, id, renamed, 0)
	must("close the account", err)
}
