package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
)

// exerciseBody sends every kind of invalid body to an endpoint that accepts the valid one.
func exerciseBody(t *testing.T, s *system, method, target string, good string, fields map[string]string, options ...func(*http.Request)) {
	t.Helper()
	post := func(contentType, body string) response {
		t.Helper()
		all := append([]func(*http.Request){}, options...)
		if contentType != "" {
			all = append(all, header("Content-Type", contentType))
		}
		return s.call(method, target, body, all...)
	}
	const jsonType = "application/json"
	opened := strings.TrimSuffix(good, "}")
	for name, body := range map[string]string{
		"nothing":             "",
		"white space":         " \n",
		"broken":              "{",
		"broken later":        opened,
		"no JSON":             "hello",
		"a comma too many":    opened + ",}",
		"single quotes":       "{'token':'x'}",
		"more after it":       good + "{}",
		"text after it":       good + "x",
		"a list":              "[" + good + "]",
		"a string":            `"x"`,
		"null":                "null",
		"a name twice":        opened + `,"x":1,"x":2}`,
		"a name twice, deep":  opened + `,"x":{"y":1,"y":2}}`,
		"a name twice, \\u":   opened + `,"x":1,"\u0078":2}`,
		"bad UTF-8":           opened + ",\"x\":\"\xff\"}",
		"half a character":    opened + `,"x":"\ud800"}`,
		"the other half":      opened + `,"x":"\udc00\ud800"}`,
		"BOM":                 "\ufeff" + good,
		"a BOM later":         "{\ufeff" + good[1:],
		"a number too big":    opened + `,"x":1e999,"x":1}`,
		"no number":           opened + `,"x":NaN}`,
		"a number like octal": opened + `,"x":010}`,
		"token twice":         opened + `,` + good[1:],
		"very deep":           opened + `,"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}",
		"deep":                opened + `,"x":` + strings.Repeat(`{"a":`, 9) + "1" + strings.Repeat("}", 9) + "}",
		"deeper than Go does": strings.Repeat("[", 15000),
		"UTF-16":              "\xff\xfe{\x00}\x00",
		"control character":   opened + ",\"x\":\"\x01\"}",
	} {
		t.Run(name, func(t *testing.T) {
			s := s.in(t)
			s.call(method, target, body, append(slices.Clone(options), header("Content-Type", jsonType))...).problem(http.StatusBadRequest, "malformed")
		})
	}
	for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
		"application/json; charset=latin1", "application/json; charset=utf-8; x=y", "application/json; charset", "application/json; version=utf-8", "application/problem+json", "application/jsonx", ";"} {
		post(contentType, good).problem(http.StatusUnsupportedMediaType, "unsupported-media-type")
	}
	s.call(method, target, good, append(slices.Clone(options), header("Content-Type", jsonType), header("Content-Encoding", "gzip"))...).
		problem(http.StatusUnsupportedMediaType, "unsupported-media-type")

	const most = 16 << 10
	exact := good + strings.Repeat(" ", most-len(good))
	if got := post("Application/JSON; Charset=UTF-8", exact).Code; got == http.StatusRequestEntityTooLarge || got == http.StatusBadRequest || got == http.StatusUnsupportedMediaType {
		t.Errorf("%s: a body of just 16 KiB answers %d", target, got)
	}
	post(jsonType, exact+" ").problem(http.StatusRequestEntityTooLarge, "too-large")
	post(jsonType, strings.Repeat("[", 5<<20)).problem(http.StatusRequestEntityTooLarge, "too-large")

	want := []string{"Idempotency-key: unknown", "x-y: unknown"}
	if got := post(jsonType, opened+`,"x-y":1,"Idempotency-key":null}`).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, want) {
		t.Errorf("%s with unknown fields: %v", target, got)
	}
	for field, kind := range fields {
		for wrongKind, value := range map[string]string{
			"string": `"x"`, "number": "1e999", "bool": "true", "null": "null", "list": "[]", "object": `{"a":1}`,
		} {
			if wrongKind == kind {
				continue
			}
			body := replaceField(t, good, field, value)
			want := field + ": wrong-type"
			if got := post(jsonType, body).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Contains(got, want) {
				t.Errorf("%s with %s: %s: %v", target, field, value, got)
			}
		}
	}
}

// in returns the system for a subtest.
func (s *system) in(t *testing.T) *system {
	inside := &system{
		TB: t, name: s.name, table: s.table, site: s.site, front: s.front, send: s.send, provider: s.provider, logs: s.logs, secrets: s.secrets, clock: s.now(), delivered: s.delivered,
	}
	return inside
}

// replaceField writes another value for a field, or adds it.
func replaceField(t *testing.T, body, field, value string) string {
	t.Helper()
	var parts []string
	for _, part := range splitFields(body) {
		if !strings.HasPrefix(part, `"`+field+`":`) {
			parts = append(parts, part)
		}
	}
	return "{" + strings.Join(append(parts, fmt.Sprintf("%q:%s", field, value)), ",") + "}"
}

// splitFields takes a flat object apart; its lists hold one element, its texts no commas.
func splitFields(body string) []string { return strings.Split(strings.Trim(body, "{}"), ",") }

func TestBadBodiesOfANewRequestAreRefused(t *testing.T) {
	s := newSystem(t)
	good := `{"accountName":"Acme","accountDomain":"acme.com","customerEmails":["jane@acme.com"]}`
	exerciseBody(t, s, http.MethodPost, "/v1/account-requests", good, map[string]string{
		"accountName": "string", "accountDomain": "string", "noteToApprover": "string", "noteToCustomer": "string",
		"customerEmails": "list", "language": "string", "accountType": "string",
	}, as(partner))
}

func TestBadBodiesOfADecisionAreRefused(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	good := `{"token":"` + token + `","action":"decline","reason":"No."}`
	exerciseBody(t, s, http.MethodPost, "/v1/pending-requests/decision", good, map[string]string{
		"token": "string", "code": "string", "action": "string", "reason": "string", "forwardTo": "string", "note": "string",
		"authorized": "bool", "visibility": "string",
	})
}

func TestBadBodiesOfViewAndCodeAreRefused(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	for _, target := range []string{"/v1/pending-requests/view", "/v1/pending-requests/code"} {
		exerciseBody(t, s, http.MethodPost, target, `{"token":"`+token+`"}`, map[string]string{"token": "string"})
		if got := s.json(target, "{}").problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"token: required"}) {
			t.Errorf("%s without a token: %v", target, got)
		}
	}
}

func TestNoHeaderCausesAServerError(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	session := s.signedIn(partner)
	targets := []string{
		"/?new=" + opened.Account.ID, "/account-requests/" + opened.ID, "/pending-requests?token=" + escape(token), "/sign-in",
		"/sign-in/callback?code=good&state=" + strings.Repeat("A", 52), "/v1/account-requests/" + opened.ID, "/nowhere",
	}
	junk := []string{"", " ", "\x00", "\xff\xfe", "%00", "\u202e", "=", ";;;===", "a=b=c; ", `"`, "__Host-session=" + strings.Repeat("A", 43) + "\x00", strings.Repeat("x", 8000), strings.Repeat("=,;q", 2000)}
	for _, target := range targets {
		for _, name := range []string{"Cookie", "Accept-Language", "Accept", "Authorization", "X-Forwarded-Host", "Content-Type", "Content-Length", "Sec-Fetch-Site", "Origin"} {
			for _, value := range junk {
				s.call(http.MethodGet, target, "", as(partner), session, func(r *http.Request) { r.Header.Set(name, value) })
			}
		}
	}
	for _, cookie := range []string{"__Host-session", "__Host-sign-in-", "__Host-sign-in-AAAAAAAAAAAAAAAA"} {
		for _, value := range append(junk, "a.b.c.d", "0.b.c.d."+strings.Repeat("A", 4000), "....", "0.b.c.d.%2F", "zzzzzzzzzzzzz.b.c.d.Lw", "-zzzzzzzzz.b.c.d.Lw") {
			for _, target := range targets {
				s.call(http.MethodGet, target, "", header("Cookie", cookie+"="+value), header("Cookie", cookie+"="+value))
			}
			s.form("/sign-out", nil, header("Cookie", cookie+"="+value))
		}
	}
	for _, before := range []string{"/accounts/", "/account-requests/", "/v1/accounts/", "/v1/account-requests/", "/assets/", "/"} {
		for _, id := range []string{"%00", "%ff", "..%2f", "%2e%2e%2f", "..%2F..%2Fetc%2Fpasswd", "%2F", "%5C", "%0a", "%E2%80%AE", "%F0%9F%98%80", strings.Repeat("a", 4000), opened.ID + "%00", opened.Account.ID + "%2f"} {
			if got := s.call(http.MethodGet, before+id, "", as(partner), session).Code; got != http.StatusNotFound {
				t.Errorf("%.80s answers %d", before+id, got)
			}
		}
	}
}

func TestInvalidAndUnknownLinksGetTheSameResponse(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	id, secret, _ := strings.Cut(token, ".")
	for _, made := range []string{
		"", ".", "x", id, id + ".", "." + secret, string(account.NewID()) + "." + secret, id + "." + strings.Repeat("A", 43), token + "A",
		token + "=", strings.ToUpper(id) + "." + secret, token[:len(token)-1], " " + token, token + "\n", strings.Repeat("a", 9000),
	} {
		for _, target := range []string{"/v1/pending-requests/view", "/v1/pending-requests/code", "/v1/pending-requests/decision"} {
			s.json(target, map[string]any{"token": made}).problem(http.StatusNotFound, "link-invalid")
		}
		s.call(http.MethodGet, "/pending-requests?token="+escape(made), "").page(http.StatusNotFound)
	}
}

// bearerCalls has a valid call of each route that takes a token.
func bearerCalls(s *system) map[string]func(options ...func(*http.Request)) response {
	get := func(target string) func(...func(*http.Request)) response {
		return func(options ...func(*http.Request)) response { return s.call(http.MethodGet, target, "", options...) }
	}
	post := func(target string, body any) func(...func(*http.Request)) response {
		return func(options ...func(*http.Request)) response { return s.json(target, body, options...) }
	}
	opened := s.submit("bearer.example.de")
	dispute := s.dispute(partner, "example.org")
	send := func(method, target, body string) func(...func(*http.Request)) response {
		return func(options ...func(*http.Request)) response {
			return s.call(method, target, body, append([]func(*http.Request){header("Content-Type", "application/json")}, options...)...)
		}
	}
	ofAccount := "/v1/accounts/" + opened.Account.ID
	member, virtual := ofAccount+"/members/zoe@example.org", ofAccount+"/virtual-accounts/"+string(account.NewID())
	access := s.askForAccess(partner2, "example.com")
	calls := map[string]func(options ...func(*http.Request)) response{
		"GET /v1/accounts/{id}/rules":                     get(ofAccount + "/rules"),
		"PUT /v1/accounts/{id}/rules":                     send(http.MethodPut, ofAccount+"/rules", `{"rules":[]}`),
		"GET /v1/access-requests":                         get("/v1/access-requests"),
		"POST /v1/access-requests":                        post("/v1/access-requests", map[string]any{"accountDomain": "example.org", "role": account.SmartAccountUser}),
		"GET /v1/access-requests/{id}":                    get("/v1/access-requests/" + access.ID),
		"POST /v1/access-requests/{id}/decision":          post("/v1/access-requests/"+access.ID+"/decision", map[string]any{"decision": "decline"}),
		"POST /v1/access-requests/{id}/withdraw":          post("/v1/access-requests/"+access.ID+"/withdraw", ""),
		"PATCH /v1/accounts/{id}":                         send(http.MethodPatch, ofAccount, `{"name":"Acme"}`),
		"POST /v1/accounts/{id}/close":                    post(ofAccount+"/close", map[string]any{"name": "Acme"}),
		"GET /v1/accounts/{id}/members":                   get(ofAccount + "/members"),
		"POST /v1/accounts/{id}/members":                  post(ofAccount+"/members", map[string]any{"members": []any{}}),
		"GET /v1/accounts/{id}/members/{email}":           get(member),
		"PUT /v1/accounts/{id}/members/{email}":           send(http.MethodPut, member, `{"role":"Smart Account User"}`),
		"DELETE /v1/accounts/{id}/members/{email}":        send(http.MethodDelete, member, ""),
		"GET /v1/accounts/{id}/virtual-accounts":          get(ofAccount + "/virtual-accounts"),
		"POST /v1/accounts/{id}/virtual-accounts":         post(ofAccount+"/virtual-accounts", map[string]any{"name": "Sales"}),
		"GET /v1/accounts/{id}/virtual-accounts/{vid}":    get(virtual),
		"PATCH /v1/accounts/{id}/virtual-accounts/{vid}":  send(http.MethodPatch, virtual, `{"name":"Sales"}`),
		"DELETE /v1/accounts/{id}/virtual-accounts/{vid}": send(http.MethodDelete, virtual, ""),
		"GET /v1/accounts/{id}/log":                       get(ofAccount + "/log"),
		"POST /v1/account-requests/{id}/decision":         post(requestAPI(opened.ID, "decision"), map[string]any{"action": "decline", "reason": "No."}),
		"GET /v1/accounts":                                get("/v1/accounts"),
		"GET /v1/accounts/{id}":                           get("/v1/accounts/" + opened.Account.ID),
		"GET /v1/account-requests":                        get("/v1/account-requests"),
		"GET /v1/account-requests/{id}":                   get("/v1/account-requests/" + opened.ID),
		"POST /v1/account-requests":                       post("/v1/account-requests", newRequest("more.example.de")),
		"POST /v1/account-requests/check":                 post("/v1/account-requests/check", newRequest("more.example.de")),
		"POST /v1/account-requests/{id}/proof":            post(requestAPI(opened.ID, "proof"), ""),
		"POST /v1/account-requests/{id}/resend":           post(requestAPI(opened.ID, "resend"), ""),
		"POST /v1/account-requests/{id}/withdraw":         post(requestAPI(opened.ID, "withdraw"), ""),
		"POST /v1/account-requests/{id}/review":           post(requestAPI(opened.ID, "review"), map[string]any{"decision": "accept"}),
		"PUT /v1/account-requests/{id}/customer-emails": func(options ...func(*http.Request)) response {
			return s.put(requestAPI(opened.ID, "customer-emails"), `{"customerEmails":["jane@bearer.example.de"]}`, options...)
		},
		"POST /v1/disputes":                      post("/v1/disputes", map[string]any{"accountDomain": "example.org", "note": "Ours."}),
		"GET /v1/disputes":                       get("/v1/disputes"),
		"GET /v1/disputes/{id}":                  get("/v1/disputes/" + dispute.ID),
		"POST /v1/disputes/{id}/proof":           post("/v1/disputes/"+dispute.ID+"/proof", ""),
		"POST /v1/disputes/{id}/settle":          post("/v1/disputes/"+dispute.ID+"/settle", map[string]any{"decision": "reject", "reason": "No."}),
		"GET /v1/reviews":                        get("/v1/reviews"),
		"GET /v1/renames":                        get("/v1/renames"),
		"GET /v1/renames/{id}":                   get("/v1/renames/" + opened.Account.ID),
		"POST /v1/renames/{id}/settle":           post("/v1/renames/"+opened.Account.ID+"/settle", map[string]any{"decision": "reject", "reason": "No."}),
		"GET /v1/closed-accounts":                get("/v1/closed-accounts"),
		"POST /v1/accounts/{id}/reopen":          post("/v1/accounts/"+opened.Account.ID+"/reopen", map[string]any{"reason": "By mistake."}),
		"POST /v1/accounts/{id}/withdraw-rename": post("/v1/accounts/"+opened.Account.ID+"/withdraw-rename", ""),
		"GET /v1/suppressed-addresses":           get("/v1/suppressed-addresses"),
		"GET /v1/inbox":                          get("/v1/inbox"),
		"GET /v1/reported-addresses":             get("/v1/reported-addresses"),
		"POST /v1/suppressed-addresses/lift":     post("/v1/suppressed-addresses/lift", map[string]any{"address": "jane@example.de"}),
	}
	for _, route := range web.Routes() {
		if route.Auth == web.Bearer && calls[route.Key()] == nil {
			s.Errorf("no call of %s", route.Key())
		}
	}
	return calls
}

func TestTokensWithoutAVerifiedAddressAreRefusedEverywhere(t *testing.T) {
	s := newSystem(t)
	for name, call := range bearerCalls(s) {
		for kind, claims := range map[string]map[string]string{
			"no claims at all": nil,
			"no address":       {"email_verified": "true"},
			"not verified":     {"email": string(partner), "email_verified": "false"},
			"nothing on it":    {"email": string(partner)},
			"no address in it": {"email": "partner", "email_verified": "true"},
		} {
			t.Log(name, kind)
			call(with(claims)).problem(http.StatusForbidden, "forbidden")
		}
	}
}

func TestPeopleWithoutARoleSeeNoRequests(t *testing.T) {
	s := newSystem(t)
	s.submit("acme.com")
	var list listBody[requestBody]
	s.call(http.MethodGet, "/v1/account-requests", "", as(outsider)).status(http.StatusOK).decode(&list)
	if len(list.Items) != 0 {
		t.Errorf("an outsider sees %v", list.Items)
	}
}

func TestAnotherPersonsRequestIsNotFound(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	for _, path := range []string{"/v1/account-requests/" + opened.ID, "/v1/account-requests/" + string(account.NewID()),
		"/v1/account-requests/x", "/v1/account-requests/" + strings.ToUpper(opened.ID), "/v1/account-requests/" + opened.Account.ID} {
		s.call(http.MethodGet, path, "", as(partner2)).problem(http.StatusNotFound, "not-found")
		s.call(http.MethodGet, strings.TrimPrefix(path, "/v1"), "", s.signedIn(partner2)).page(http.StatusNotFound)
	}
	s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", as(operator)).status(http.StatusOK)
	s.call(http.MethodGet, "/account-requests/"+opened.ID, "", s.signedIn(operator)).page(http.StatusOK, "acme.com")
	// The value must be a whole element of the claim.
	for _, groups := range []any{
		[]string{"not operators"}, []string{"operators-x"}, []string{"[operators]"}, "[operators]", "[x operators]", `["operators"]`, "operators x", "operators,x",
	} {
		claims := claimsOf(partner2)
		claims["iss"], claims["sub"], claims["cognito:groups"] = "https://login.example", "1", groups
		s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", bearer(claims)).problem(http.StatusNotFound, "not-found")
	}
	// Groups in the authorizer's claims have no effect, only those in the token have.
	s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "",
		with(map[string]string{"iss": "i", "sub": "1", "email": string(partner2), "email_verified": "true", "cognito:groups": "operators"})).
		problem(http.StatusNotFound, "not-found")
}

func TestBadParametersOfListsAreNamed(t *testing.T) {
	s := newSystem(t)
	s.submit("acme.com")
	for target, person := range map[string]account.Email{
		"/v1/accounts": partner, "/v1/account-requests": partner, "/v1/reviews": operator, "/v1/disputes": operator, "/v1/suppressed-addresses": operator, "/v1/reported-addresses": operator,
		"/v1/renames": operator, "/v1/closed-accounts": operator,
	} {
		for query, want := range map[string]string{
			"limit=0": "limit: not-allowed", "limit=101": "limit: not-allowed", "limit=-1": "limit: not-allowed",
			"limit=x": "limit: not-allowed", "limit=%2B5": "limit: not-allowed", "limit=1.0": "limit: not-allowed",
			"limit=99999999999999999999": "limit: not-allowed", "limit=%EF%BC%95": "limit: not-allowed",
			"cursor=x": "cursor: not-allowed", "cursor=%ff": "cursor: not-allowed", "cursor=" + strings.Repeat("A", 3000): "cursor: not-allowed",
			"limit=5&limit=5": "limit: duplicate", "cursor=&cursor=": "cursor: duplicate",
		} {
			if got := s.call(http.MethodGet, target+"?"+query, "", as(person)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{want}) {
				t.Errorf("%s?%s: %v", target, query, got)
			}
		}
		for _, query := range []string{"limit=%zz", "q=%", "a=1;b=2", "limit=5&amp;utm=x"} {
			s.call(http.MethodGet, target+"?"+query, "", as(person)).problem(http.StatusBadRequest, "malformed")
		}
		s.call(http.MethodGet, target+"?limit=&cursor=", "", as(person)).status(http.StatusOK)
		if got := s.call(http.MethodGet, target+"?limt=5&utm=x", "", as(person)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"limt: unknown", "utm: unknown"}) {
			t.Errorf("%s: %v", target, got)
		}
		s.call(http.MethodGet, target+"?limit=100", "", as(person)).status(http.StatusOK)
	}
	for query, want := range map[string]string{"q=" + strings.Repeat("a", 301): "q: too-long", "q=" + strings.Repeat("%f0%9f%98%80", 301): "q: too-long",
		"q=a&q=b": "q: duplicate", "q=%ff": "q: characters"} {
		if got := s.call(http.MethodGet, "/v1/accounts?"+query, "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v", query, got)
		}
	}
	// Folding makes these letters eleven times as long; no key may grow with them.
	for _, q := range []string{strings.Repeat("\ufdfa", 100), "\x00", "\u202e", strings.Repeat("a ", 150), "%25", "*", "acme.com.", "..", strings.Repeat("ß", 150), strings.Repeat("😀", 300)} {
		s.call(http.MethodGet, "/v1/accounts?q="+escape(q), "", as(partner)).status(http.StatusOK)
	}
	if got := s.call(http.MethodGet, "/v1/account-requests?status=open", "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"status: not-allowed"}) {
		t.Error(got)
	}
}

// sealed returns a valid cursor: its hash has no key, so anybody can make one.
func sealed(person account.Email, query, position string) string {
	sum := sha256.Sum256([]byte(string(person) + "\x00" + query + "\x00" + position))
	return base64.RawURLEncoding.EncodeToString(append(sum[:12], position...))
}

// exerciseCursor sends every kind of invalid cursor to a list. target is the address without the cursor; query is what the
// list's cursors are bound to.
func exerciseCursor(t *testing.T, s *system, target string, person account.Email, query string, option func(*http.Request)) {
	t.Helper()
	call := func(cursor string) response {
		return s.call(http.MethodGet, target+"cursor="+escape(cursor), "", option)
	}
	for name, cursor := range map[string]string{
		"of nothing":            "x",
		"no base64":             "%%%",
		"invalid UTF-8":         "\xff\xfe",
		"NUL":                   "\x00",
		"a seal alone":          sealed(person, query, ""),
		"another's":             sealed("somebody@example.com", query, "0"),
		"of another list":       sealed(person, query+"x", "0"),
		"padded":                sealed(person, query, "12") + "=",
		"of 2,000 characters":   strings.Repeat("A", 2000),
		"of 2,000 other ones":   strings.Repeat("\U0001F600", 2000),
		"sealed, no text":       sealed(person, query, "\xff\xfe\xfd"),
		"sealed, half of text":  sealed(person, query, "a\xc3"),
		"sealed, no text later": sealed(person, query, "a\x00\xff"),
	} {
		if got := call(cursor).Code; got != http.StatusUnprocessableEntity {
			t.Errorf("%s as %s, a cursor %s: %d", target, person, name, got)
		}
	}
	id := string(account.NewID())
	for _, position := range []string{
		"x", "\x00", "\x00\x00", "\x00" + id, "acme\x00" + id, "acme\x00", "zzz\x00\x00", "0", "-1", "1e9", "99999999999999999999", "9223372036854775807", "+5",
		"#", "1#", "1#x", "1#" + id, "2#acme#" + id, "ACCOUNT#" + id, "\u202e", "\U0010ffff", "\x7f", "{}", "null", " ",
		strings.Repeat("a", 1024), strings.Repeat("a", 1025), strings.Repeat("a", 2000), strings.Repeat("a", 2000) + "\x00" + id, "a\x00" + strings.Repeat("a", 2000),
		strings.Repeat("\x00", 2000), strings.Repeat("\U0001F600", 500), strings.Repeat("#", 2000),
	} {
		// Any page may follow, but there must be no server error.
		if got := call(sealed(person, query, position)).Code; got != http.StatusOK && got != http.StatusUnprocessableEntity {
			t.Errorf("%s as %s, sealed %.20q of %d bytes: %d", target, person, position, len(position), got)
		}
	}
}

func TestNoCursorCausesAServerError(t *testing.T) {
	s := newSystem(t)
	for _, domain := range []string{"one.de", "two.de", "three.de"} {
		s.submit(domain)
		s.pass(time.Second)
	}
	session := s.signedIn(partner)
	for target, query := range map[string]string{"?": "", "?q=acme&": "acme", "?q=acme+one.de&": "acme one.de"} {
		exerciseCursor(t, s, "/v1/accounts"+target, partner, query, as(partner))
		exerciseCursor(t, s, "/"+target, partner, query, session)
	}
	for _, person := range []account.Email{partner, operator} {
		for target, query := range map[string]string{"?": "requests ", "?status=declined&": "requests declined", "?status=expired&": "requests expired"} {
			exerciseCursor(t, s, "/v1/account-requests"+target, person, query, as(person))
		}
	}
	s.submitToReview("four.de")
	s.dispute(partner, "example.net")
	s.suppress("jane@one.de")
	s.stopMail("sam@one.de", partner)
	for target, query := range map[string]string{"/v1/reviews?": "requests pending_review", "/v1/disputes?": "disputes", "/v1/suppressed-addresses?": "suppressions", "/v1/reported-addresses?": "reports"} {
		exerciseCursor(t, s, target, operator, query, as(operator))
	}
}

func TestCursorsBelongToOnePersonAndOneList(t *testing.T) {
	s := newSystem(t)
	for _, domain := range []string{"one.de", "two.de", "three.de"} {
		s.submit(domain)
		s.pass(1e9)
	}
	for _, target := range []string{"/v1/accounts?limit=1", "/v1/accounts?q=acme&limit=1", "/v1/account-requests?limit=1"} {
		var seen []string
		cursor := ""
		for {
			var page listBody[struct {
				ID   string
				Name string
			}]
			s.call(http.MethodGet, target+"&cursor="+cursor, "", as(partner)).status(http.StatusOK).decode(&page)
			for _, item := range page.Items {
				seen = append(seen, item.ID)
			}
			if cursor = page.NextCursor; cursor == "" {
				break
			}
			s.call(http.MethodGet, target+"&cursor="+cursor, "", as(partner2)).problem(http.StatusUnprocessableEntity, "invalid-input")
			s.call(http.MethodGet, "/v1/accounts?q=another&cursor="+cursor, "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(seen)))
		if len(seen) < 3 || len(distinct) != len(seen) {
			t.Errorf("%s: page by page %v", target, seen)
		}
	}
}

func TestLastingConflictsAre429WithRetryAfter(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	sending, deciding := s.sending(), s.deciding()
	sending.Store, deciding.Store = busyStore{s.table}, busyStore{s.table}
	act := s.actFunction(sending, deciding)
	s = s.in(t)
	s.front = act
	a := s.json("/v1/pending-requests/code", map[string]any{"token": token})
	a.problem(http.StatusTooManyRequests, "rate-limited")
	if a.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %q", a.Header().Get("Retry-After"))
	}
	a = s.form("/pending-requests", fields("token", token, "step", "code")).page(http.StatusTooManyRequests)
	if a.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After is %q", a.Header().Get("Retry-After"))
	}
}
