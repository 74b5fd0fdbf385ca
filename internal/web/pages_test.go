package web_test

import (
	"cmp"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/search"
	"smartaccounts/internal/web"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

func scan(s *system) *dynamodb.ScanInput {
	return &dynamodb.ScanInput{TableName: aws.String(s.name), ConsistentRead: aws.Bool(true)}
}

// items are the table's items by their keys.
func items(all []map[string]types.AttributeValue) map[[2]string]map[string]types.AttributeValue {
	byKey := map[[2]string]map[string]types.AttributeValue{}
	for _, item := range all {
		byKey[[2]string{item["PK"].(*types.AttributeValueMemberS).Value, item["SK"].(*types.AttributeValueMemberS).Value}] = item
	}
	return byKey
}

// sessionPages lists the pages that need a session.
func sessionPages(s *system, opened requestBody) map[string]string {
	pages := map[string]string{
		"GET /": "/", "GET /account-requests/new": "/account-requests/new",
		"GET /account-requests/{id}": "/account-requests/" + opened.ID, "POST /account-requests/new": "/account-requests/new",
		"POST /account-requests/{id}": "/account-requests/" + opened.ID, "GET /disputes": "/disputes", "POST /disputes": "/disputes",
		"GET /disputes/{id}": "/disputes/" + string(account.NewID()), "POST /disputes/{id}": "/disputes/" + string(account.NewID()),
		"GET /access-requests": "/access-requests", "GET /access-requests/new": "/access-requests/new", "POST /access-requests/new": "/access-requests/new",
		"GET /access-requests/{id}": "/access-requests/" + string(account.NewID()), "POST /access-requests/{id}": "/access-requests/" + string(account.NewID()),
		"GET /inbox": "/inbox", "GET /reviews": "/reviews", "POST /reviews": "/reviews",
		"GET /renames/{id}": "/renames/" + opened.Account.ID, "POST /renames/{id}": "/renames/" + opened.Account.ID,
		"GET /closed-accounts/{id}": "/closed-accounts/" + opened.Account.ID, "POST /closed-accounts/{id}": "/closed-accounts/" + opened.Account.ID,
		"GET /account-requests/{id}/decision":  "/account-requests/" + opened.ID + "/decision",
		"POST /account-requests/{id}/decision": "/account-requests/" + opened.ID + "/decision",
	}
	for _, route := range web.Routes() {
		if route.Auth == web.Session && strings.HasPrefix(route.Pattern, "/accounts/{id}") {
			pages[route.Key()] = strings.Replace(route.Pattern, "{id}", opened.Account.ID, 1)
		}
	}
	for _, route := range web.Routes() {
		if route.Auth == web.Session && pages[route.Key()] == "" {
			s.Errorf("no call of %s", route.Key())
		}
	}
	return pages
}

func (s *system) open(key, path string, options ...func(*http.Request)) response {
	s.Helper()
	if strings.HasPrefix(key, "POST") {
		action := map[string]string{"/people": "add", "/virtual-accounts": "create", "/settings": "rename"}[path[strings.LastIndex(path, "/"):]]
		if strings.HasPrefix(key, "POST /accounts/{id}") {
			action = cmp.Or(action, "leave")
		}
		return s.form(path, fields("accountName", "Acme", "action", cmp.Or(action, "withdraw"), "version", "0", "people", "new@acme.com", "name", "Sales", "visibility", "public", "reason", "So."), options...)
	}
	return s.call(http.MethodGet, path, "", options...)
}

func TestPagesWithoutASessionAskToSignInAndReturn(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	for key, path := range sessionPages(s, opened) {
		a := s.open(key, path)
		back := "/sign-in?return=" + escape(path)
		if path == "/" {
			back = "/sign-in"
		}
		if a.page(http.StatusUnauthorized, `"`+back+`"`); a.Header().Get("Location") != "" {
			t.Errorf("%s redirects", key)
		}
		for _, cookie := range []string{"", "x", strings.Repeat("A", 43), "AAAA"} {
			s.open(key, path, header("Cookie", "__Host-session="+cookie)).page(http.StatusUnauthorized)
		}
	}
	s.call(http.MethodGet, "/?q=acme", "").page(http.StatusUnauthorized, "/sign-in?return="+escape("/?q=acme"))
	s.open("POST", "/account-requests/new").page(http.StatusUnauthorized, "/sign-in?return="+escape("/account-requests/new"))
}

func TestASessionEndsByTimeAndByIdleness(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	for range 4 {
		s.pass(workflow.SessionIdle - time.Second)
		s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK)
	}
	s.pass(workflow.SessionIdle)
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
	cookie = s.signedIn(partner)
	for range 24 {
		s.pass(workflow.SessionIdle - time.Second)
		s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK)
	}
	s.pass(time.Minute)
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
}

func TestPeopleWithoutARoleSeeAPageThatSaysSo(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	cookie := s.signedIn(outsider)
	for key, path := range sessionPages(s, opened) {
		want := http.StatusForbidden
		if strings.HasSuffix(key, "s/{id}/decision") || strings.HasSuffix(key, "s/{id}") && key != "GET /accounts/{id}" || strings.HasPrefix(key, "POST /accounts/{id}") {
			want = http.StatusNotFound
		}
		if strings.Contains(key, "/renames/") || strings.Contains(key, "/closed-accounts/") {
			want = http.StatusForbidden // for operators only
		}
		if strings.HasSuffix(key, " /disputes") || key == "GET /inbox" || strings.HasSuffix(key, " /access-requests/new") || key == "GET /access-requests" {
			continue // take none
		}
		s.open(key, path, cookie).page(want, string(outsider))
		if a := s.open(key, path, cookie); want == http.StatusForbidden && (strings.Contains(a.Body.String(), "Back to the directory") || strings.Count(a.Body.String(), `action="/sign-out"`) != 2) {
			t.Errorf("%s leads back to itself or not out: %s", key, a.Body)
		}
	}
	s.form("/account-requests/new", fields("edit", "domain"), cookie).page(http.StatusForbidden)
}

// filledForm returns the form as a requester fills it in. The name needs escaping, and the addresses have all separators.
func filledForm(key string) url.Values {
	return fields("key", key, "accountName", `A & "B" <C>`, "editDomain", "1", "accountDomain", "Acme.com", "noteToApprover", "Ours\r\nfor years",
		"customerEmails", "jane@acme.com, john@acme.com;\r\n\r\n boss@acme.com ", "noteToCustomer", "Hello", "language", "it")
}

// Browsers send line ends as two characters, and count them as one for the form's maximum length.
func TestALineEndOfTheFormIsOneCharacter(t *testing.T) {
	s := newSystem(t)
	form := filledForm("the-key")
	form.Set("noteToApprover", strings.Repeat("x\r\n", 499)+"xx")
	s.form("/account-requests/new", form, s.signedIn(partner)).status(http.StatusSeeOther)
	form.Set("noteToApprover", strings.Repeat("x\r\n", 500)+"x")
	s.form("/account-requests/new", form, s.signedIn(partner)).page(http.StatusUnprocessableEntity, `id="noteToApprover-error"`)
}

func TestTheFormOpensARequestOnceAndLeadsToTheDirectory(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	form := s.call(http.MethodGet, "/account-requests/new", "", cookie).page(http.StatusOK, "example.com")
	key := formKey.FindStringSubmatch(form.Body.String())
	if key == nil {
		t.Fatalf("no key in the form: %s", form.Body)
	}
	a := s.form("/account-requests/new", filledForm(key[1]), cookie).status(http.StatusSeeOther)
	again := s.form("/account-requests/new", filledForm(key[1]), cookie).status(http.StatusSeeOther)
	location := a.Header().Get("Location")
	if !strings.HasPrefix(location, "/?new=") || again.Header().Get("Location") != location {
		t.Errorf("Locations are %q and %q", location, again.Header().Get("Location"))
	}
	s.call(http.MethodGet, location, "", cookie).page(http.StatusOK, "A &amp; &#34;B&#34; &lt;C&gt;", "Pending", "Request sent")
	rows := s.directory(partner)
	if len(rows) != 2 || "/?new="+rows[0].ID != location {
		t.Fatalf("%+v", rows)
	}
	s.call(http.MethodGet, "/accounts/"+rows[0].ID, "", cookie).page(http.StatusOK, "/account-requests/")
	var list listBody[requestBody]
	s.call(http.MethodGet, "/v1/account-requests", "", as(partner)).decode(&list)
	if r := list.Items[0]; len(list.Items) != 1 || !slices.Equal(r.CustomerEmails, []string{"jane@acme.com", "john@acme.com", "boss@acme.com"}) ||
		r.Account.Domain != "acme.com" || r.NoteToApprover != "Ours\nfor years" {
		t.Errorf("%+v", list)
	}
	s.call(http.MethodGet, "/account-requests/"+list.Items[0].ID, "", cookie).page(http.StatusOK, "boss@acme.com", "Ours")

	// Going back and requesting something else with the same key is another request.
	other := filledForm(key[1])
	other.Set("accountDomain", "acme.net")
	other.Set("customerEmails", "jane@acme.net")
	if b := s.form("/account-requests/new", other, cookie).status(http.StatusSeeOther); b.Header().Get("Location") == location {
		t.Error("another form was taken for the first one")
	}
	s.pass(lifetime)
	cookie = s.signedIn(partner)
	if a := s.call(http.MethodGet, location, "", cookie).page(http.StatusOK); strings.Contains(a.Body.String(), "Request sent") {
		t.Error("the account ended, and is still said to be pending")
	}
}

// The form is read in the same way when it is sent.
func TestAFormShowsHowItReadPastedText(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	pasted := filledForm("the-key")
	pasted.Set("accountDomain", "https://www.Acme.com/about?x=y#z")
	pasted.Set("customerEmails", "Rossi, Anna <jane@acme.com>; mailto:john@acme.com?subject=x boss@acme.com")
	shown := []string{`name="accountDomain" type="text" value="acme.com"`, "jane@acme.com\njohn@acme.com\nboss@acme.com</textarea>"}
	check := maps.Clone(pasted)
	check.Set("step", "check")
	s.form("/account-requests/new", check, cookie).page(http.StatusOK, append(shown, `<bdi class="domain">acme.com</bdi>`)...)
	bad := maps.Clone(pasted)
	bad.Set("accountName", "")
	s.form("/account-requests/new", bad, cookie).page(http.StatusUnprocessableEntity, shown...)
	s.form("/account-requests/new", pasted, cookie).status(http.StatusSeeOther)
	var forecast struct {
		Domain   string `json:"accountDomain"`
		Conflict bool   `json:"conflict"`
	}
	for _, typed := range []string{"https://www.acme.com/x", "www.acme.com", "info@acme.com", "Anna <info@acme.com>", "//acme.com:80"} {
		body := map[string]any{"accountName": "Acme", "accountDomain": typed, "customerEmails": []string{"Jane <jane@acme.com>"}}
		s.json("/v1/account-requests/check", body, as(partner)).status(http.StatusOK).decode(&forecast)
		if forecast.Domain != "acme.com" || !forecast.Conflict {
			t.Errorf("%s: %+v", typed, forecast)
		}
	}
	for _, typed := range []string{"mi\u212ae@acme.com", "jane@acme.com, john@acme.com"} {
		body := map[string]any{"accountName": "Acme", "accountDomain": "acme.net", "customerEmails": []string{typed}}
		if got := s.json("/v1/account-requests", body, as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"customerEmails[0]: not-an-email"}) {
			t.Errorf("%+q: %v", typed, got)
		}
	}
}

func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	typed := []string{`A &amp; &#34;B&#34; &lt;C&gt;`, "Acme.com", "for years", "john@acme.com;", "Hello", `value="the-key"`}
	bad := filledForm("the-key")
	bad.Set("accountDomain", "Acme.com..")
	s.form("/account-requests/new", bad, cookie).page(http.StatusUnprocessableEntity, typed...)
	bad = filledForm("the-key")
	bad.Set("customerEmails", bad.Get("customerEmails")+"\nnobody")
	s.form("/account-requests/new", bad, cookie).page(http.StatusUnprocessableEntity, append(typed, "nobody")...)
	edit := filledForm("the-key")
	edit.Del("editDomain")
	edit.Set("edit", "domain")
	s.form("/account-requests/new", edit, cookie).page(http.StatusOK, append(typed, `name="accountDomain"`)...)
	s.submit("acme.com")
	s.form("/account-requests/new", filledForm("the-key"), cookie).page(http.StatusConflict, typed...)
	long := filledForm("")
	long.Set("noteToApprover", strings.Repeat("😀", 1000))
	long.Set("noteToCustomer", strings.Repeat("😀", 1000))
	long.Set("accountDomain", "acme.net")
	long.Set("customerEmails", "jane@acme.net")
	s.form("/account-requests/new", long, cookie).status(http.StatusSeeOther)
}

func TestAFormDuringAConflictKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	typed := []string{`A &amp; &#34;B&#34; &lt;C&gt;`, "Acme.com", "for years", "john@acme.com;", "Hello", `value="it" selected`}
	changed, throttledNow, used := s.submitting(), s.submitting(), s.submitting()
	changed.Store, throttledNow.Store, used.Store = busyTable{s.table}, throttledTable{s.table}, usedTable{s.table}
	for name, test := range map[string]struct {
		front  http.Handler
		status int
	}{
		"changed by others": {s.submitFunction(changed), http.StatusTooManyRequests},
		"throttled":         {s.submitFunction(throttledNow), http.StatusTooManyRequests},
		"key used":          {s.submitFunction(used), http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			in := s.in(t)
			in.front = test.front
			a := in.form("/account-requests/new", filledForm("the-key"), cookie).page(test.status, append(typed, `role="alert"`)...)
			again := formKey.FindStringSubmatch(a.Body.String())
			if busy := test.status == http.StatusTooManyRequests; again == nil || (again[1] == "the-key") != busy || (a.Header().Get("Retry-After") == "1") != busy {
				t.Errorf("the form's key is %q, Retry-After %q", again, a.Header().Get("Retry-After"))
			}
		})
	}
	lists := s.in(t)
	for path, front := range map[string]http.Handler{
		"/v1/accounts": web.Search(s.site, search.Find{Store: throttledTable{s.table}, Now: s.now}),
		"/v1/accounts/" + string(account.NewID()): web.ManageAccount(s.site, web.Managing{
			Settings: administration.Settings{Store: throttledTable{s.table}, Now: s.now},
		}),
	} {
		lists.front = front
		lists.call(http.MethodGet, path, "", as(partner)).problem(http.StatusTooManyRequests, "rate-limited")
	}
	edit := filledForm("the-key")
	edit.Set("edit", "domain")
	throttled := s.in(t)
	throttled.front = s.submitFunction(throttledNow)
	throttled.form("/account-requests/new", edit, cookie).page(http.StatusTooManyRequests, typed...)
}

func TestAFormSentAfterTheSessionEndedIsKeptOnTheSignInPage(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	s.pass(workflow.SessionIdle)
	form := filledForm("the-key")
	a := s.form("/account-requests/new", form, cookie).page(http.StatusUnauthorized, `action="/account-requests/new"`, "/sign-in?return="+escape("/account-requests/new"))
	kept := url.Values{}
	main, _, _ := strings.Cut(a.Body.String(), "</main>") // the foot has a form of its own
	for _, field := range regexp.MustCompile(`(?s)<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(main, -1) {
		kept.Add(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	if want := strings.ReplaceAll(form.Encode(), "%0D%0A", "%0A"); kept.Encode() != want { // a browser sends either the same
		t.Errorf("sent %v\nkept %v", form, kept)
	}
	a = s.form("/account-requests/new", kept, s.signedIn(partner)).status(http.StatusSeeOther)
	if !strings.HasPrefix(a.Header().Get("Location"), "/?new=") {
		t.Errorf("Location is %q", a.Header().Get("Location"))
	}
	for contentType, body := range map[string]string{"text/plain": "a=b", "application/x-www-form-urlencoded": "a=%zz"} {
		s.call(http.MethodPost, "/account-requests/new", body, header("Content-Type", contentType)).page(http.StatusUnauthorized)
	}
	s.form("/account-requests/new", fields("x", strings.Repeat("a", 64<<10))).page(http.StatusUnauthorized)
	s.form("/account-requests/new", nil).page(http.StatusUnauthorized)
}

func TestTheDomainStaysClosedUntilItIsEdited(t *testing.T) {
	s := newSystem(t)
	person := account.Email("eva@acme.com")
	s.giveRole(person, "home.de")
	cookie := s.signedIn(person)
	s.form("/account-requests/new", fields("accountName", "Acme", "accountDomain", "ignored.com", "customerEmails", "boss@acme.com"), cookie).status(http.StatusSeeOther)
	if rows := s.directory(person); rows[0].Domain != "acme.com" {
		t.Errorf("%+v", rows)
	}
	s.pass(time.Second)
	s.form("/account-requests/new", fields("accountName", "Other", "editDomain", "1", "accountDomain", "Customer.com", "customerEmails", "boss@other.org"), cookie).
		status(http.StatusSeeOther)
	if rows := s.directory(person); rows[0].Domain != "customer.com" {
		t.Errorf("%+v", rows)
	}
	public := account.Email("eva@gmail.com")
	s.giveRole(public, "home.fr")
	s.call(http.MethodGet, "/account-requests/new", "", s.signedIn(public)).page(http.StatusOK, `name="accountDomain"`)
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	cookie := s.signedIn(partner)
	for _, route := range web.Routes() {
		if route.Method != http.MethodPost || route.API() {
			continue
		}
		for name, options := range map[string][]func(*http.Request){
			"fetch metadata": {header("Sec-Fetch-Site", "cross-site")},
			"sibling site":   {header("Sec-Fetch-Site", "same-site")},
			"origin":         {header("Origin", "https://evil.example")},
			"null origin":    {header("Origin", "null")},
		} {
			options = append(options, cookie, header("Content-Type", "application/x-www-form-urlencoded"))
			a := s.call(http.MethodPost, route.Pattern, fields("token", token, "step", "code").Encode(), options...)
			if a.page(http.StatusForbidden); len(a.Result().Cookies()) > 0 {
				t.Errorf("%s, %s: sets cookies", route.Pattern, name)
			}
		}
	}
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK)
}

// Older browsers send no Sec-Fetch-Site.
func TestOurFormsAreAcceptedFromEveryBrowser(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	for name, options := range map[string][]func(*http.Request){
		"an origin and fetch metadata": {header("Origin", "https://accounts.example"), header("Sec-Fetch-Site", "same-origin")},
		"an origin alone":              {header("Origin", "https://accounts.example")},
		"fetch metadata alone":         {header("Sec-Fetch-Site", "same-origin")},
		"fetch metadata, null origin":  {header("Origin", "null"), header("Sec-Fetch-Site", "same-origin")},
		"neither":                      {},
	} {
		options = append(options, cookie, header("Content-Type", "application/x-www-form-urlencoded"))
		if a := s.call(http.MethodPost, "/account-requests/new", fields("edit", "domain").Encode(), options...); a.Code != http.StatusOK {
			t.Errorf("with %s: %d", name, a.Code)
		}
	}
}

// A page may be opened from a page whose address holds the secret of a link.
func TestTheLogHoldsNoReferrer(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	s.call(http.MethodGet, "/pending-requests?token=x", "", header("Referer", "https://accounts.example/pending-requests?token="+token)).page(http.StatusNotFound)
	if strings.Contains(s.logs.String(), token) || s.logs.String() == "" {
		t.Errorf("the log: %s", s.logs)
	}
}

func TestFormsComeAsBrowsersSendThem(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	opened := s.submit("acme.com")
	operators := s.signedIn(operator)
	for path, cookie := range map[string]func(*http.Request){
		"/account-requests/new": cookie, "/account-requests/" + opened.ID: cookie, "/disputes": cookie, "/reviews": operators,
		"/pending-requests": cookie, "/not-for-me": cookie,
	} {
		for _, contentType := range []string{"", "text/plain", "application/json", "multipart/form-data; boundary=x"} {
			s.call(http.MethodPost, path, "a=b", cookie, header("Content-Type", contentType)).page(http.StatusUnsupportedMediaType)
		}
		s.form(path, fields("x", strings.Repeat("a", 64<<10)), cookie).page(http.StatusRequestEntityTooLarge)
		s.call(http.MethodPost, path, "a=%zz", cookie, header("Content-Type", "application/x-www-form-urlencoded")).page(http.StatusBadRequest)
		s.call(http.MethodPost, path, "accountName=%ff&token=%ff&reason=%00&action=%ff&customerEmails=%ff&note=%ff", cookie, header("Content-Type", "application/x-www-form-urlencoded"))
	}
}

func TestTheDirectoryPageSearches(t *testing.T) {
	s := newSystem(t)
	s.submit("acme.com")
	cookie := s.signedIn(partner)
	s.call(http.MethodGet, "/?q=acm", "", cookie).page(http.StatusOK, "Acme acme.com", `value="acm"`)
	s.call(http.MethodGet, "/?q=%20%20", "", cookie).page(http.StatusOK, "Your requests and accounts", `value=""`)
	s.call(http.MethodGet, "/?q="+escape(`<script>"`), "", cookie).page(http.StatusOK, "&lt;script&gt;")
	s.call(http.MethodGet, "/?q="+strings.Repeat("a", 301), "", cookie).page(http.StatusUnprocessableEntity, strings.Repeat("a", 301))
	s.call(http.MethodGet, "/?cursor=x", "", cookie).page(http.StatusUnprocessableEntity)
	s.call(http.MethodGet, "/?new=x", "", cookie).page(http.StatusOK)
	for i := range 25 {
		s.submit(fmt.Sprintf("n%d.de", i))
	}
	first := s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK, "/?cursor=")
	_, after, _ := strings.Cut(first.Body.String(), `href="/?cursor=`)
	cursor, _, _ := strings.Cut(after, `"`)
	s.call(http.MethodGet, "/?cursor="+cursor, "", cookie).page(http.StatusOK, "Home of example.com")
}

func TestAssetsAreKeptForEverByTheirContent(t *testing.T) {
	s := newSystem(t)
	for name, contentType := range map[string]string{
		"style.css": "text/css; charset=utf-8", "script.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
	} {
		a := s.call(http.MethodGet, page.AssetPath(name), "").status(http.StatusOK)
		if a.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Header().Get("Content-Type") != contentType || a.Body.Len() == 0 {
			t.Errorf("%s: %v", name, a.Header())
		}
		s.call(http.MethodGet, "/assets/"+name, "").page(http.StatusNotFound)
	}
	s.call(http.MethodGet, "/assets/..%2Fmodel.go", "").status(http.StatusNotFound)
}
