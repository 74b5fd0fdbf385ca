package page

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// The pages as people meet them. Every test of this package goes over all of them.

var asked = time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)

const (
	partner   account.Email = "paola@partner.example"
	customer  account.Email = "anna.rossi@acme.com"
	linkToken               = "01j00000000000000000000001.c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldCE"
)

func id(last string) account.ID { return account.ID("01j0000000000000000000000"[:26-len(last)] + last) }

func smartAccount(last, name, domain string, status account.AccountStatus, visibility account.Visibility) account.Account {
	return account.Account{
		ID: id(last), Name: name, Domain: account.Domain(domain), Status: status, Visibility: visibility,
		CreatedAt: asked, Requester: partner, RequestID: id("r" + last), PendingUntil: asked.Add(90 * 24 * time.Hour),
	}
}

func pendingRequest() account.Request {
	request, _ := account.Submit(account.Submission{
		Requester: partner, AccountName: "Acme Società Benefit", Domain: "acme.com",
		NoteToApprover: "Acme moved to acme.com in June.",
		CustomerEmails: []account.Email{customer, "it-purchasing@acme.com"},
		NoteToCustomer: "Dear Anna,\nthis is the account we talked about on Tuesday.\nPaola",
		Language:       account.English,
	}, id("r1"), id("a1"), asked, 90*24*time.Hour)
	return request
}

func tracked(end string) workflow.Tracked {
	first := pendingRequest()
	history := []account.Event{{RequestID: first.ID, Number: 1, At: asked, Kind: account.EventSubmitted, Actor: account.Actor(partner), To: account.PendingApproval}}
	later := asked.Add(26*time.Hour + 17*time.Minute)
	forwarded, event, _, err := first.Forward(1, "marco.bianchi@acme.com", "Can you decide, Marco?", later)
	if err != nil {
		panic(err)
	}
	history = append(history, event)
	request := forwarded
	switch end {
	case "approved":
		request, event, _, err = forwarded.Approve(3, account.Public, workflow.AuthorityStatement, id("v1"), later.Add(time.Hour))
		history = append(history, event)
	case "declined":
		request, event, err = forwarded.Decline(3, "We have an account already:\nit is called Acme Holding.", later.Add(time.Hour))
		history = append(history, event)
	case "expired":
		request, event, err = forwarded.Expire(request.ExpiresAt.Add(time.Hour))
		history = append(history, event)
	}
	if err != nil {
		panic(err)
	}
	return workflow.Tracked{Request: request, History: history}
}

func viewed(end string) workflow.Viewed {
	request := tracked(end).Request
	nominee, _ := request.Nominee(2)
	return workflow.Viewed{Request: request, Nominee: nominee}
}

func wrong(field string, code account.FieldCode) []account.FieldError {
	return []account.FieldError{{Field: field, Code: code}}
}

// hostile is what strangers may try in a name, a note or a reason, within what the domain lets in.
const hostile = `<script>alert("1")</script> '"><a href="http://evil.example">http://evil.example</a> &amp; {name} www.evil.example`

func hostileRequest() account.Request {
	r := pendingRequest()
	r.Account.Name = hostile
	r.NoteToCustomer, r.NoteToApprover = hostile, hostile
	r, _, _ = must2(r.Decline(1, hostile, asked.Add(time.Hour)))
	r.Nominees[1].Note, r.Nominees[1].From = hostile, customer
	return r
}

func must2(r account.Request, e account.Event, err error) (account.Request, account.Event, error) {
	if err != nil {
		panic(err)
	}
	return r, e, nil
}

// examples are the pages by name.
func examples(l account.Language) map[string]templ.Component {
	signedIn := Reader{Language: l, Person: &account.Person{Email: partner}, Path: "/"}
	operator := Reader{Language: l, Person: &account.Person{Email: "olga@operator.example", Operator: true}}
	stranger := Reader{Language: l, Path: "/accounts/" + string(id("a1")) + "?from=mail"}
	rows := []workflow.Found{
		{Account: smartAccount("a1", "Acme Società Benefit", "acme.com", account.AccountPending, account.Restricted)},
		{Account: smartAccount("a2", "Booking.com", "booking.com", account.AccountActive, account.Public), Access: []account.Role{account.SmartAccountUser, account.VirtualAccountAdministrator}},
		{Account: smartAccount("a3", "Müller & Söhne Kältetechnik und Klimaanlagenbau Gesellschaft mit beschränkter Haftung", "xn--mller-kva.de", account.AccountActive, account.Public)},
		{Account: smartAccount("a4", "شركة الأمل", "amal.example.com", account.AccountActive, account.Restricted), Access: []account.Role{account.SmartAccountAdministrator}},
		{Account: smartAccount("a5", "Old Request Ltd", "old-request.co.uk", account.AccountCancelled, account.Restricted)},
	}
	links := map[account.ID]account.ID{id("a1"): id("r1"), id("a5"): id("r5")}
	inside := workflow.AccountDetails{
		Found:          rows[1],
		Administrators: []account.Email{"ada@booking.com", "what?subject=x&body=y@booking.com"},
		VirtualAccounts: []account.VirtualAccount{
			{ID: id("v1"), Name: account.DefaultVirtualAccountName, Default: true}, {ID: id("v2"), Name: "EMEA"},
		},
	}
	form := RequestForm{Key: "one", OwnDomain: "partner.example", Language: "en"}
	wrongForm := RequestForm{
		Key: "one", OwnDomain: "partner.example", EditDomain: true, AccountName: "www.acme.com", AccountDomain: "co.uk",
		NoteToApprover: "New brand.", CustomerEmails: "anna.rossi@acme.com\npaola@partner.example, not an address", NoteToCustomer: "Hello", Language: "it",
		Errors: Errors{
			"accountName": wrong("accountName", account.FieldLooksLikeLink), "accountDomain": wrong("accountDomain", account.FieldPublicSuffix),
			"customerEmails[1]": wrong("customerEmails[1]", account.FieldIsRequester), "customerEmails[2]": wrong("customerEmails[2]", account.FieldNotEmail),
		},
	}
	taken := RequestForm{Key: "one", OwnDomain: "partner.example", EditDomain: true, AccountName: "Acme", AccountDomain: "acme.com", CustomerEmails: "anna.rossi@acme.com", Language: "en", DomainTaken: true}
	busyForm, usedForm := taken, taken
	busyForm.DomainTaken, busyForm.Busy = false, true
	usedForm.DomainTaken, usedForm.KeyUsed = false, true
	notVouching := form
	notVouching.AccountName, notVouching.CustomerEmails = "Acme", "anna.rossi@acme.com"
	notVouching.Errors = Errors{"customerEmails[0]": wrong("customerEmails[0]", account.FieldNotVouching)}
	approvedHere := viewed("approved")
	approvedHere.Nominee, _ = approvedHere.Request.Nominee(3)
	open := PendingRequest{Token: linkToken, Viewed: viewed("")}
	with := func(change func(p *PendingRequest)) PendingRequest {
		p := open
		change(&p)
		return p
	}
	nasty := hostileRequest()
	nastyNew := nasty.Account
	nastyNew.Status = account.AccountPending
	unicode := viewed("")
	unicode.Request.Account.Domain = "xn--mller-kva.de"
	unicode.Nominee, _ = tracked("").Request.Nominee(3)
	return map[string]templ.Component{
		"directory":          DirectoryPage(signedIn, Directory{Items: rows, New: id("a1"), Links: links, NextURL: "/?cursor=abc"}),
		"directory-empty":    DirectoryPage(signedIn, Directory{}),
		"directory-search":   DirectoryPage(signedIn, Directory{Query: "book", Items: rows[1:3]}),
		"directory-nothing":  DirectoryPage(signedIn, Directory{Query: "zebra"}),
		"directory-wrong":    DirectoryPage(signedIn, Directory{Query: "zebra", Errors: Errors{"q": wrong("q", account.FieldTooLong)}}),
		"account":            AccountPage(signedIn, inside, ""),
		"account-pending":    AccountPage(signedIn, workflow.AccountDetails{Found: rows[0]}, id("r1")),
		"account-restricted": AccountPage(signedIn, workflow.AccountDetails{Found: workflow.Found{Account: rows[3].Account}}, ""),
		"account-cancelled":  AccountPage(signedIn, workflow.AccountDetails{Found: rows[4]}, id("r5")),
		"form":               RequestFormPage(signedIn, form),
		"form-wrong":         RequestFormPage(signedIn, wrongForm),
		"form-taken":         RequestFormPage(signedIn, taken),
		"form-busy":          RequestFormPage(signedIn, busyForm),
		"form-key-used":      RequestFormPage(signedIn, usedForm),
		"tracking":           TrackingPage(signedIn, tracked("")),
		"tracking-approved":  TrackingPage(signedIn, tracked("approved")),
		"tracking-declined":  TrackingPage(operator, tracked("declined")),
		"tracking-expired":   TrackingPage(signedIn, tracked("expired")),
		"tracking-hostile": TrackingPage(signedIn, workflow.Tracked{Request: nasty, History: []account.Event{
			{Number: 2, At: asked, Kind: account.EventDeclined, Actor: account.Actor(customer), Detail: map[string]string{account.DetailReason: hostile}},
		}}),
		"pending":         PendingRequestPage(stranger, open),
		"pending-unicode": PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: unicode}),
		"pending-approve": PendingRequestPage(stranger, with(func(p *PendingRequest) { p.Dialog, p.CodeSent = account.Approve, true })),
		"pending-approve-wrong": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.Visibility = account.Approve, string(account.Public)
			p.Code, p.CodeKept = "ABCD-1234", true
			p.Errors = Errors{"authorized": wrong("authorized", account.FieldNotAuthorized)}
		})),
		"pending-forward": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.ForwardTo, p.Note = account.Forward, "marco@partner.example", "Can you?"
			p.Errors = Errors{"forwardTo": wrong("forwardTo", account.FieldNotVouching), "code": wrong("code", account.FieldRequired)}
		})),
		"pending-decline": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.Reason, p.BadCode = account.Decline, "We have one already.", true
		})),
		"pending-busy": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.Reason, p.Code, p.Busy = account.Decline, "We have one already.", "ABCD-1234", true
		})),
		"pending-busy-closed":   PendingRequestPage(stranger, with(func(p *PendingRequest) { p.Busy = true })),
		"pending-by-login":      PendingRequestPage(Reader{Language: l, Person: &account.Person{Email: customer}}, with(func(p *PendingRequest) { p.Dialog, p.ByLogin = account.Approve, true })),
		"pending-approved":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("approved")}),
		"pending-too-late":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("declined"), Dialog: account.Approve, TooLate: true}),
		"pending-approved-here": PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: approvedHere}),
		"form-not-vouching":     RequestFormPage(signedIn, notVouching),
		"pending-declined":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("declined")}),
		"pending-expired":       PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("expired")}),
		"pending-hostile": PendingRequestPage(stranger, PendingRequest{
			Token: hostile, Viewed: workflow.Viewed{Request: nasty, Nominee: nasty.Nominees[1]}, Reason: hostile, Note: hostile, ForwardTo: hostile, Dialog: account.Decline,
		}),
		"directory-hostile": DirectoryPage(signedIn, Directory{Query: hostile, Items: []workflow.Found{{Account: nastyNew}}, New: nasty.Account.ID, Links: map[account.ID]account.ID{nasty.Account.ID: nasty.ID}, NextURL: "javascript:alert(1)"}),
		"form-hostile": RequestFormPage(signedIn, RequestForm{
			Key: hostile, OwnDomain: hostile, EditDomain: true, AccountName: hostile, AccountDomain: hostile, NoteToApprover: hostile, CustomerEmails: hostile, NoteToCustomer: hostile,
			Language: hostile, DomainTaken: true, Errors: Errors{"customerEmails[0]": wrong("customerEmails[0]", account.FieldNotEmail)},
		}),
		"sign-in": SignInPage(stranger),
		"sign-in-unsent": UnsentPage(Reader{Language: l, Path: "/account-requests/new"}, Unsent{"/account-requests/new", url.Values{
			"key": {"one"}, "accountName": {hostile}, "noteToCustomer": {"two\r\nlines"}, hostile: {"x", "y"},
		}}),
		"notice-not-found":   NoticePage(signedIn, NoticeNotFound),
		"notice-forbidden":   NoticePage(signedIn, NoticeForbidden),
		"notice-link":        NoticePage(stranger, NoticeLinkInvalid),
		"notice-forwarded":   NoticePage(stranger, NoticeForwarded),
		"notice-closed":      NoticePage(stranger, NoticeClosed),
		"notice-too-many":    NoticePage(stranger, NoticeTooMany),
		"notice-malformed":   NoticePage(stranger, NoticeMalformed),
		"notice-bad-sign-in": NoticePage(stranger, NoticeBadSignIn),
		"notice-unverified":  NoticePage(stranger, NoticeEmailUnverified),
		"notice-internal":    NoticePage(stranger, Notice{Title: NoticeInternalError.Title, Text: NoticeInternalError.Text, RequestID: "b7f0c2"}),
	}
}
