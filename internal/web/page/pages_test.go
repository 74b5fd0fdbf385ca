package page

import (
	"maps"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// Examples of all pages, for the tests of this package.

var asked = time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)

const (
	partner       account.Email = "paola@partner.example"
	customer      account.Email = "anna.rossi@acme.com"
	otherCustomer account.Email = "anna@elsewhere.example"
	otherAccount                = "Acme Società Benefit (Roma)"
	linkToken                   = "01j00000000000000000000001.c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldCE"
)

// service is named on pages of people who are not signed in.
var service = Service{Operator: "Example Licensing", Help: "help@example.org", Privacy: "https://example.org/privacy"}

func id(last string) account.ID { return account.ID("01j0000000000000000000000"[:26-len(last)] + last) }

func smartAccount(last, name, domain string, status account.AccountStatus, visibility account.Visibility) account.Account {
	return account.Account{
		ID: id(last), Name: name, Domain: account.Domain(domain), Status: status, Visibility: visibility,
		CreatedAt: asked, Requester: partner, RequestID: id("r" + last), PendingUntil: asked.Add(90 * 24 * time.Hour),
	}
}

var terms = account.Terms{Lifetime: 90 * 24 * time.Hour}

// submitted returns a request with that route.
func submitted(route account.Route) account.Request {
	request, _ := account.Submit(account.Submission{
		Requester: partner, AccountName: "Acme Società Benefit", Domain: "acme.com",
		NoteToApprover: "Acme moved to acme.com in June.",
		CustomerEmails: []account.Email{customer, "it-purchasing@acme.com"},
		NoteToCustomer: "Dear Anna,\nthis is the account we talked about on Tuesday.\nPaola",
		Language:       account.English,
	}, route, id("r1"), id("a1"), asked, terms)
	return request.OnBehalfOf(&account.ActingAccount{ID: id("a7"), Name: "Harbour Lane Resale", Domain: "partner.example"})
}

func pendingRequest() account.Request {
	return submitted(account.Route{Nominees: []account.Nominee{{Email: customer}, {Email: "it-purchasing@acme.com"}}})
}

// underReview returns a request with every kind of reason for review.
func underReview() account.Request {
	route := account.Route{}
	for _, kind := range account.ReasonKinds() {
		why := account.Reason{Kind: kind}
		switch kind {
		case account.ReasonAddress:
			why.Address = otherCustomer
		case account.ReasonSameName, account.ReasonLookAlikeDomain:
			why.Like = &account.Likeness{AccountID: id("a9"), Name: otherAccount, Domain: "xn--cme-5cd.com"}
		default: // says it all
		}
		route.Reasons = append(route.Reasons, why)
	}
	request := submitted(route)
	request.CustomerEmails = append(request.CustomerEmails, otherCustomer)
	return request
}

// subdomainRequest returns a request that the administrators of the parent's account decide. Its requester may not see them.
func subdomainRequest() account.Request {
	above := smartAccount("a8", "Acme Holding", "acme.com", account.AccountActive, account.Restricted)
	request := submitted(account.Route{Above: &above, Nominees: []account.Nominee{{Email: "ada@acme.com", AdministratorOf: above.ID, Hidden: true}}})
	return request.SeenBy(account.Person{Email: partner})
}

// bouncedRequest returns a request whose mails to the first nominees bounced, that many of them.
func bouncedRequest(many int) account.Request {
	request := pendingRequest()
	for number := range many {
		var err error
		if request, _, err = request.Unreach(number+1, account.UnreachableBounced, asked.Add(time.Minute)); err != nil {
			panic(err)
		}
	}
	return request
}

// allEvents returns a history with every kind of event.
func allEvents() []account.Event {
	var history []account.Event
	for n, kind := range account.EventKinds() {
		history = append(history, account.Event{
			Number: n + 1, At: asked.Add(time.Duration(n) * time.Hour), Kind: kind, Actor: account.Actor(partner),
			Detail: map[string]string{account.DetailAddress: string(customer), account.DetailNominee: "marco.bianchi@acme.com"},
		})
		switch kind {
		case account.EventCorrected:
			history[n].Detail[account.DetailAdded], history[n].Detail[account.DetailRemoved] = "a@acme.com, b@acme.com", "c@acme.com"
		case account.EventCancelled, account.EventDeclined, account.EventRejected, account.EventEndedByDispute:
			history[n].Detail[account.DetailReason] = "It is somebody else's."
		default: // has no more to tell
		}
	}
	for _, because := range []string{account.BecauseUnasked, account.BecauseUnreached} {
		history = append(history, account.Event{
			Number: len(history) + 1, At: asked.Add(100 * time.Hour), Kind: account.EventExpired, Actor: account.System,
			Detail: map[string]string{account.DetailBecause: because},
		})
	}
	return history
}

// followed returns the tracking page that the requester sees.
func followed(request account.Request) Tracking {
	return Tracking{
		Tracked: workflow.Tracked{Request: request, Deliveries: map[int]account.Delivery{}},
		URL:     "https://accounts.example" + requestPath(request.ID), Mine: true,
	}
}

func tracked(end string) workflow.Tracked {
	first := pendingRequest()
	history := []account.Event{{RequestID: first.ID, Number: 1, At: asked, Kind: account.EventSubmitted, Actor: account.Actor(partner), To: account.PendingApproval}}
	later := asked.Add(26*time.Hour + 17*time.Minute)
	forwarded, event, err := first.Forward(1, "marco.bianchi@acme.com", "Can you decide, Marco?", account.ReviewMismatch, later)
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
	deliveries := map[int]account.Delivery{1: account.Sent, 2: account.Delivered, 3: account.Queued}
	return workflow.Tracked{Request: request, History: history, Deliveries: deliveries}
}

func viewed(end string) workflow.Viewed {
	request := tracked(end).Request
	nominee, _ := request.Nominee(2)
	return workflow.Viewed{Request: request, Nominee: nominee}
}

func wrong(field string, code account.FieldCode) []account.FieldError {
	return []account.FieldError{{Field: field, Code: code}}
}

// hostile is text that attackers may use in a name, a note or a reason, as far as the domain accepts it.
const hostile = `<script>alert("1")</script> '"><a href="http://evil.example">http://evil.example</a> &amp; {name} www.evil.example`

func hostileRequest() account.Request {
	r := pendingRequest()
	r.Account.Name = hostile
	r.NoteToCustomer, r.NoteToApprover = hostile, hostile
	r, _, _ = must(r.Decline(1, hostile, asked.Add(time.Hour)))
	r.Nominees[1].Note, r.Nominees[1].From = hostile, customer
	return r
}

func must(r account.Request, e account.Event, err error) (account.Request, account.Event, error) {
	if err != nil {
		panic(err)
	}
	return r, e, nil
}

// unreached returns a request that expired because all its invitations bounced.
func unreached() account.Request {
	r, _, _ := must(bouncedRequest(2).Expire(asked.Add(8 * 24 * time.Hour)))
	return r
}

// listed returns an active account as the directory shows it to a reader with that membership.
func listed(a account.Account, m account.Membership) search.Found {
	f := search.Found{WithAccess: account.WithAccess{Account: a, Access: m.Roles()}, Membership: m}
	f.VirtualRoles, f.MoreVirtualRoles = m.FirstVirtualRoles(3)
	f.Administrators, f.MoreAdministrators = []account.Email{"ada@booking.com", "bruno.verdi@booking.com", "carla@booking.com"}, 4
	return f
}

// examples returns the pages by name.
func examples(l account.Language) map[string]templ.Component {
	signedIn := Reader{Language: l, Person: &account.Person{Email: partner}, Path: "/"}
	operator := Reader{Language: l, Person: &account.Person{Email: "olga@operator.example", Operator: true}}
	stranger := Reader{
		Language: l, Path: "/accounts/" + string(id("a1")) + "?from=mail",
		Service: service,
	}
	rows := []search.Found{
		{WithAccess: account.WithAccess{Account: smartAccount("a1", "Acme Società Benefit", "acme.com", account.AccountPending, account.Restricted)}, State: account.PendingApproval},
		listed(smartAccount("a2", "Booking.com", "booking.com", account.AccountActive, account.Public), account.Membership{Role: account.SmartAccountUser, EndsAt: asked.Add(300 * 24 * time.Hour)}),
		listed(smartAccount("a3", "Müller & Söhne Kältetechnik und Klimaanlagenbau Gesellschaft mit beschränkter Haftung", "xn--mller-kva.de", account.AccountActive, account.Public), account.Membership{}),
		listed(smartAccount("a4", "شركة الأمل", "amal.example.com", account.AccountActive, account.Restricted), account.Membership{InvitedAt: asked, VirtualRoles: []account.VirtualRole{
			{VirtualAccount: id("v1"), Role: account.VirtualAccountUser}, {VirtualAccount: id("v2"), Role: account.VirtualAccountAdministrator, WithNested: true},
			{VirtualAccount: id("v3"), Role: account.VirtualAccountViewer}, {VirtualAccount: id("v4"), Role: account.VirtualAccountViewer}, {VirtualAccount: id("v5"), Role: account.VirtualAccountViewer},
		}}),
		{WithAccess: account.WithAccess{Account: smartAccount("a5", "Old Request Ltd", "old-request.co.uk", account.AccountCancelled, account.Restricted)}},
		{WithAccess: account.WithAccess{Account: smartAccount("a6", "Acme Benelux", "acme.nl", account.AccountPending, account.Restricted)}, State: account.PendingReview},
		listed(smartAccount("a7", "Harbour Lane Resale", "partner.example", account.AccountActive, account.Restricted), account.Membership{Role: account.SmartAccountAdministrator}),
		{WithAccess: account.WithAccess{Account: smartAccount("a8", "Restricted Ltd", "restricted.example", account.AccountActive, account.Restricted)}},
		{WithAccess: account.WithAccess{Account: smartAccount("a9", "Pending of Others", "others.example", account.AccountPending, account.Restricted)}},
	}
	rows[2].Administrators, rows[2].MoreAdministrators = []account.Email{"k•••@müller.example", "what?subject=x&body=y@booking.com"}, 1
	rows[3].Names = map[account.ID]string{id("v1"): "Retail", id("v2"): "مبيعات"}
	links := map[account.ID]account.ID{id("a1"): id("r1"), id("a5"): id("r5"), id("a6"): id("r6")}
	filtered := func(query, status, access, next string) templ.Component {
		return DirectoryPage(signedIn, Directory{Query: query, Filter: search.Filter{Status: status, Access: access}, NextURL: next})
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
	takenPending := RequestForm{Key: "one", OwnDomain: "partner.example", EditDomain: true, AccountName: "Acme", AccountDomain: "acme.com", DomainTaken: true}
	taken := RequestForm{Key: "one", OwnDomain: "partner.example", EditDomain: true, AccountName: "Acme", AccountDomain: "acme.com", CustomerEmails: "anna.rossi@acme.com", Language: "en", DomainTaken: true, TakenForGood: true}
	takenByOwn, takenDisputed := takenPending, taken
	takenByOwn.Stake.Request, takenDisputed.Stake.Dispute = id("r1"), &account.Dispute{}
	busyForm, usedForm := taken, taken
	busyForm.DomainTaken, busyForm.Busy = false, true
	usedForm.DomainTaken, usedForm.KeyUsed = false, true
	outsideForm := form
	outsideForm.AccountName, outsideForm.CustomerEmails, outsideForm.OutsideOwn = "Acme", string(customer), customer
	late := asked.Add(30 * time.Hour)
	manyForm := busyForm
	manyForm.Busy, manyForm.TooManyUntil = false, late
	pendingForm := manyForm
	pendingForm.TooManyPending = 50
	checked := func(f workflow.Forecast) templ.Component {
		form := busyForm
		form.Busy, form.Checked = false, &f
		return RequestFormPage(signedIn, form)
	}
	approvedHere := viewed("approved")
	approvedHere.Nominee, _ = approvedHere.Request.Nominee(3)
	takenBack := approvedHere
	takenBack.Request.Account.Status = account.AccountCancelled
	open := PendingRequest{Token: linkToken, Viewed: viewed("")}
	with := func(change func(p *PendingRequest)) PendingRequest {
		p := open
		change(&p)
		return p
	}
	nominee := Reader{Language: l, Person: &account.Person{Email: customer}, Path: requestPath(id("r1")) + "/decision"}
	decision := func(v workflow.Viewed, change func(p *PendingRequest)) templ.Component {
		p := PendingRequest{Viewed: v, ByLogin: true}
		if change != nil {
			change(&p)
		}
		return PendingRequestPage(nominee, p)
	}
	nasty := hostileRequest()
	nastyNew := nasty.Account
	nastyNew.Status = account.AccountPending
	unicode := viewed("")
	unicode.Request.Account.Domain = "xn--mller-kva.de"
	unicode.Nominee, _ = tracked("").Request.Nominee(3)
	pages := map[string]templ.Component{
		"directory":             DirectoryPage(signedIn, Directory{Items: rows, New: id("a1"), Links: links, NextURL: "/?cursor=abc"}),
		"directory-empty":       DirectoryPage(signedIn, Directory{}),
		"directory-search":      DirectoryPage(signedIn, Directory{Query: "book", Items: rows[1:3]}),
		"directory-nothing":     DirectoryPage(signedIn, Directory{Query: "zebra"}),
		"directory-meant":       DirectoryPage(signedIn, Directory{Query: "acne", Meant: []string{"Acme", hostile}}),
		"directory-refine":      DirectoryPage(signedIn, Directory{Query: "of the", Items: rows[1:3], NextURL: "/?q=of+the&cursor=x", Refine: true}),
		"directory-not-yet":     DirectoryPage(signedIn, Directory{Query: "of the", NextURL: "/?q=of+the&cursor=x", Refine: true}),
		"directory-wrong":       DirectoryPage(signedIn, Directory{Query: "zebra", Errors: Errors{"q": wrong("q", account.FieldTooLong)}}),
		"directory-review":      DirectoryPage(signedIn, Directory{Items: rows[5:6], New: id("a6"), Links: links}),
		"directory-filtered":    DirectoryPage(signedIn, Directory{Query: "acme", Filter: search.Filter{Status: string(account.PendingReview), Access: search.AccessRequested}, Items: rows[5:6], Links: links, NextURL: "/?access=requested&cursor=x&q=acme&status=pending_review"}),
		"directory-no-match":    filtered("", string(account.AccountActive), search.AccessNone, ""),
		"directory-no-status":   filtered("", string(account.PendingReview), "", ""),
		"directory-no-access":   filtered("", "", search.AccessRequested, ""),
		"directory-no-role":     filtered("", "", string(account.VirtualAccountUser), ""),
		"directory-no-search":   filtered("acme", string(account.AccountCancelled), "", ""),
		"directory-short":       filtered("", string(account.AccountCancelled), "", "/?cursor=x&status=cancelled"),
		"form":                  RequestFormPage(signedIn, form),
		"form-wrong":            RequestFormPage(signedIn, wrongForm),
		"form-taken":            RequestFormPage(signedIn, taken),
		"form-taken-pending":    RequestFormPage(signedIn, takenPending),
		"form-taken-by-own":     RequestFormPage(signedIn, takenByOwn),
		"form-taken-disputed":   RequestFormPage(signedIn, takenDisputed),
		"form-busy":             RequestFormPage(signedIn, busyForm),
		"form-key-used":         RequestFormPage(signedIn, usedForm),
		"form-too-many":         RequestFormPage(signedIn, manyForm),
		"form-too-many-pending": RequestFormPage(signedIn, pendingForm),
		"form-outside-own":      RequestFormPage(signedIn, outsideForm),
		"form-checked":          checked(workflow.Forecast{Domain: "acme.com"}),
		"form-checked-review":   checked(workflow.Forecast{Domain: "xn--mller-kva.de", Review: true}),
		"form-checked-above":    checked(workflow.Forecast{Domain: "emea.acme.com", Administrators: true}),
		"form-checked-taken":    checked(workflow.Forecast{Domain: "acme.com", Conflict: true}),
		"pending":               PendingRequestPage(stranger, open),
		"pending-above":         PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: workflow.Viewed{Request: subdomainRequest(), Nominee: subdomainRequest().Nominees[0]}}),
		"pending-forwarded": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Viewed.Nominee, _ = tracked("").Request.Nominee(3)
		})),
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
			p.Dialog, p.Reason, p.BadCode, p.TriesLeft = account.Decline, "We have one already.", true, 3
		})),
		"pending-busy": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.Reason, p.Code, p.Busy = account.Decline, "We have one already.", "ABCD-1234", true
		})),
		"pending-too-many": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.TooManyUntil = account.Decline, late
		})),
		"pending-no-code-mailbox": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.TooManyUntil, p.SpentBy = account.Decline, late, workflow.SpentByMailbox
		})),
		"pending-no-code-requester": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.TooManyUntil, p.SpentBy = account.Decline, late, workflow.SpentByRequester
		})),
		"pending-no-code-suppressed": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.TooManyUntil, p.SpentBy = account.Decline, late, workflow.SpentByAddress
		})),
		"pending-no-code-today": PendingRequestPage(stranger, with(func(p *PendingRequest) {
			p.Dialog, p.TooManyUntil, p.SpentBy = account.Decline, late, workflow.SpentByAll
		})),
		"pending-too-many-closed": PendingRequestPage(stranger, with(func(p *PendingRequest) { p.TooManyUntil = late })),
		"pending-rejected":        PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: workflow.Viewed{Request: rejected()}}),
		"pending-withdrawn":       PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: workflow.Viewed{Request: withdrawn()}}),
		"pending-review":          PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: workflow.Viewed{Request: underReview()}}),
		"pending-taken-back":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: takenBack}),
		"pending-busy-closed":     PendingRequestPage(stranger, with(func(p *PendingRequest) { p.Busy = true })),
		"pending-by-login":        PendingRequestPage(Reader{Language: l, Person: &account.Person{Email: customer}}, with(func(p *PendingRequest) { p.Dialog, p.ByLogin = account.Approve, true })),
		"decision":                decision(viewed(""), nil),
		"decision-approve": decision(viewed(""), func(p *PendingRequest) {
			p.Dialog, p.Visibility = account.Approve, "public"
			p.Errors = Errors{"authorized": wrong("authorized", account.FieldRequired)}
		}),
		"decision-forward": decision(viewed(""), func(p *PendingRequest) {
			p.Dialog, p.ForwardTo, p.Note = account.Forward, "nobody", hostile
			p.Errors = Errors{"forwardTo": wrong("forwardTo", account.FieldNotEmail)}
		}),
		"decision-decline": decision(viewed(""), func(p *PendingRequest) {
			p.Dialog, p.Errors = account.Decline, Errors{"reason": wrong("reason", account.FieldRequired)}
		}),
		"decision-busy":         decision(viewed(""), func(p *PendingRequest) { p.Dialog, p.Reason, p.Busy = account.Decline, "Ours already.", true }),
		"decision-too-late":     decision(viewed("declined"), func(p *PendingRequest) { p.Dialog, p.TooLate = account.Approve, true }),
		"decision-approved":     decision(approvedHere, nil),
		"decision-taken-back":   decision(takenBack, nil),
		"decision-declined":     decision(viewed("declined"), nil),
		"decision-expired":      decision(viewed("expired"), nil),
		"decision-withdrawn":    decision(workflow.Viewed{Request: withdrawn()}, nil),
		"pending-approved":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("approved")}),
		"pending-too-late":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("declined"), Dialog: account.Approve, TooLate: true}),
		"pending-approved-here": PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: approvedHere}),
		"pending-declined":      PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("declined")}),
		"pending-expired":       PendingRequestPage(stranger, PendingRequest{Token: linkToken, Viewed: viewed("expired")}),
		"pending-hostile": PendingRequestPage(stranger, PendingRequest{
			Token: hostile, Viewed: workflow.Viewed{Request: nasty, Nominee: nasty.Nominees[1]}, Reason: hostile, Note: hostile, ForwardTo: hostile, Dialog: account.Decline,
		}),
		"directory-hostile": DirectoryPage(signedIn, Directory{Query: hostile, Items: []search.Found{{WithAccess: account.WithAccess{Account: nastyNew}}}, New: nasty.Account.ID, Links: map[account.ID]account.ID{nasty.Account.ID: nasty.ID}, NextURL: "javascript:alert(1)"}),
		"form-hostile": RequestFormPage(signedIn, RequestForm{
			Key: hostile, OwnDomain: hostile, EditDomain: true, AccountName: hostile, AccountDomain: hostile, NoteToApprover: hostile, CustomerEmails: hostile, NoteToCustomer: hostile,
			Language: hostile, DomainTaken: true, TakenForGood: true, Errors: Errors{"customerEmails[0]": wrong("customerEmails[0]", account.FieldNotEmail)},
		}),
		"sign-in-account": SignInPage(Reader{Language: stranger.Language, Path: "/accounts/" + string(id("a1"))}),
		"sign-in-dispute": SignInPage(Reader{Language: stranger.Language, Path: "/disputes?domain=acme.com"}),
		"sign-in":         SignInPage(stranger),
		"sign-in-unsent": UnsentPage(Reader{Language: l, Path: "/account-requests/new"}, Unsent{"/account-requests/new", url.Values{
			"key": {"one"}, "accountName": {hostile}, "noteToCustomer": {"two\r\nlines"}, hostile: {"x", "y"},
		}}),
		"problems":         ProblemsPage(stranger),
		"problem":          ProblemPage(stranger, "rate-limited"),
		"notice-not-found": NoticePage(signedIn, NoticeNotFound),
		"notice-forbidden": NoticePage(signedIn, NoticeForbidden),
		"notice-no-role":   NoticePage(signedIn, NoticeNoRole),
		"notice-ask-access": NoticePage(signedIn, func() Notice {
			n := NoticeNoRole
			n.AskAbout = "xn--mller-kva.de"
			return n
		}()),
		"notice-link":        NoticePage(stranger, NoticeLinkInvalid),
		"notice-forwarded":   NoticePage(stranger, noticeWith(NoticeForwarded, func(n *Notice) { n.Person = "marco.bianchi@acme.com" })),
		"notice-closed":      NoticePage(stranger, NoticeClosed),
		"notice-too-many":    NoticePage(stranger, NoticeTooMany),
		"notice-malformed":   NoticePage(stranger, NoticeMalformed),
		"notice-bad-sign-in": NoticePage(stranger, NoticeBadSignIn),
		"notice-unverified":  NoticePage(stranger, NoticeEmailUnverified),
		"notice-internal":    NoticePage(stranger, noticeWith(NoticeInternalError, func(n *Notice) { n.RequestID = "b7f0c2" })),
	}
	for _, more := range []map[string]templ.Component{trackingExamples(signedIn, operator), operatorExamples(operator), renameExamples(operator), addressExamples(stranger), accountExamples(l), inboxExamples(l), accessExamples(l)} {
		maps.Copy(pages, more)
	}
	return pages
}

func trackingExamples(requester, operator Reader) map[string]templ.Component {
	pages := map[string]templ.Component{}
	add := func(name string, r Reader, t Tracking, changes ...func(t *Tracking)) {
		for _, change := range changes {
			change(&t)
		}
		pages["tracking"+name] = TrackingPage(r, t)
	}
	ended := func(end string) Tracking {
		t := followed(pendingRequest())
		t.Tracked = tracked(end)
		return t
	}
	theirs := func(t *Tracking) { t.Mine = false }
	reviewer := func(t *Tracking) { t.Mine, t.Reviewer = false, true }
	proof := func(t *Tracking) { t.Proof = new(workflow.ProofOf(t.Request)) }
	open, waiting, late := ended(""), followed(underReview()), asked.Add(30*time.Hour)
	add("", requester, open)
	add("-approved", requester, ended("approved"))
	add("-declined", operator, ended("declined"), theirs)
	add("-expired", requester, ended("expired"))
	add("-expired-unreached", requester, followed(unreached()))
	add("-rejected", requester, followed(rejected()), func(t *Tracking) {
		t.History = []account.Event{{Number: 2, At: asked, Kind: account.EventRejected, Actor: "olga@operator.example", Detail: map[string]string{account.DetailReason: "Who are they?"}}}
	})
	add("-corrected-nothing", requester, waiting, func(t *Tracking) { t.Done = CorrectNothing })
	add("-withdrawn", requester, followed(withdrawn()))
	add("-taken-back", requester, ended("approved"), func(t *Tracking) {
		t.Request.Account.Status, t.History = account.AccountCancelled, allEvents()
	})
	add("-news", requester, ended(""), func(t *Tracking) {
		t.Deliveries = map[int]account.Delivery{1: account.Delivered, 2: account.Complained, 3: account.Queued}
		t.Request.Nominees[1].Reported, t.Request.Nominees[1].ResentAt = true, late
	})
	add("-above", requester, followed(subdomainRequest()))
	add("-bounced", requester, followed(bouncedRequest(1)), func(t *Tracking) { t.Deliveries = map[int]account.Delivery{1: account.Bounced, 2: account.Delivered} })
	add("-undelivered", requester, followed(bouncedRequest(2)))
	add("-undelivered-why", requester, followed(pendingRequest()), func(t *Tracking) {
		t.Request, _, _ = must(t.Request.Unreach(1, account.UnreachableComplained, asked))
		t.Request, _, _ = must(t.Request.Unreach(2, account.UnreachableSuppressed, asked))
		t.NoMail = map[int]bool{1: true, 2: true}
	})
	add("-undelivered-above", requester, followed(subdomainRequest()), func(t *Tracking) { t.Request, _, _ = must(t.Request.Unreach(1, account.UnreachableBounced, asked)) })
	add("-undelivered-theirs", operator, followed(bouncedRequest(2)), theirs)
	add("-withdraw", requester, open, func(t *Tracking) { t.Dialog = account.Withdraw })
	add("-withdraw-busy", requester, open, func(t *Tracking) { t.Dialog, t.Busy = account.Withdraw, true })
	add("-resent", requester, open, func(t *Tracking) { t.Done = account.Resend })
	add("-resend-early", requester, open, func(t *Tracking) { t.Dialog, t.TooManyUntil = account.Resend, late })
	add("-resent-to-some", requester, open, func(t *Tracking) { t.Done, t.NoMail = account.Resend, map[int]bool{2: true} })
	add("-resent-to-nobody", requester, open, func(t *Tracking) {
		t.Dialog, t.NoMail = account.Resend, map[int]bool{2: true, 3: true}
		t.Errors = Errors{"nominees[1]": wrong("nominees[1]", account.FieldTakesNoMail), "nominees[2]": wrong("nominees[2]", account.FieldTakesNoMail)}
	})
	add("-corrected", requester, waiting, func(t *Tracking) { t.Done = account.Correct })
	correctWrong := func(t *Tracking) {
		t.Dialog, t.CustomerEmails = account.Correct, "anna.rossi@acme.com\nnot an address"
		t.Errors = Errors{"customerEmails[1]": wrong("customerEmails[1]", account.FieldNotEmail)}
	}
	add("-correct-wrong", requester, open, correctWrong)
	add("-bounced-wrong", requester, followed(bouncedRequest(1)), correctWrong)
	add("-correct-many", requester, open, func(t *Tracking) {
		t.Dialog, t.Errors = account.Correct, Errors{"customerEmails": wrong("customerEmails", account.FieldTooMany)}
	})
	add("-too-late", requester, ended("declined"), func(t *Tracking) { t.Dialog, t.TooLate = account.Resend, true })
	add("-review", requester, waiting, proof)
	add("-prove-not-found", requester, waiting, proof, func(t *Tracking) { t.Dialog, t.NotFound = account.Prove, true })
	add("-prove-no-answer", requester, waiting, proof, func(t *Tracking) { t.Dialog, t.NoAnswer = account.Prove, true })
	add("-prove-often", requester, waiting, proof, func(t *Tracking) { t.Dialog, t.TooManyUntil = account.Prove, late })
	add("-proved", requester, waiting, proof, func(t *Tracking) { t.Done, t.Request.Review.ProvedAt = account.Prove, late })
	add("-reviewer", operator, waiting, reviewer, func(t *Tracking) { t.Request.Review.ProvedAt = late })
	add("-reject-wrong", operator, waiting, reviewer, func(t *Tracking) {
		t.Dialog, t.Reason, t.Errors = account.Reject, "\u202e", Errors{"reason": wrong("reason", account.FieldCharacters)}
	})
	add("-accept-busy", operator, waiting, reviewer, func(t *Tracking) { t.Dialog, t.Busy = account.Accept, true })
	add("-own-review", operator, waiting, func(t *Tracking) { t.Dialog, t.Own = account.Accept, true })
	add("-accepted", operator, open, theirs, func(t *Tracking) {
		t.Done, t.Request.Review = account.Accept, underReview().Review
		t.Request.Review.AcceptedAt = late
	})
	add("-hostile", requester, followed(hostileRequest()), func(t *Tracking) {
		t.URL = hostile
		t.History = []account.Event{
			{Number: 2, At: asked, Kind: account.EventDeclined, Actor: account.Actor(customer), Detail: map[string]string{account.DetailReason: hostile}},
			{Number: 3, At: asked, Kind: account.EventCorrected, Actor: account.Actor(partner), Detail: map[string]string{account.DetailAdded: hostile, account.DetailRemoved: hostile}},
		}
	})
	add("-review-hostile", operator, waiting, reviewer, func(t *Tracking) {
		t.Request.Account.Name, t.Request.NoteToApprover = hostile, hostile
		t.Dialog, t.Reason = account.Reject, hostile
		t.Request.Review.Reasons = []account.Reason{{Kind: account.ReasonAddress, Address: hostile}, {Kind: account.ReasonSameName, Like: &account.Likeness{AccountID: hostile, Name: hostile, Domain: hostile}}}
	})
	return pages
}

func rejected() account.Request {
	r, _, _ := must(underReview().Reject(account.Person{Email: "olga@operator.example", Operator: true}, account.Route{}, "Who are they?", asked.Add(time.Hour)))
	return r
}

func withdrawn() account.Request {
	r, _, _ := must(pendingRequest().Withdraw(asked.Add(time.Hour)))
	return r
}

func operatorExamples(operator Reader) map[string]templ.Component {
	operator.Path = "/reviews"
	disputes := []account.Dispute{
		{ID: id("d1"), Account: account.Likeness{AccountID: id("a2"), Name: "Booking.com", Domain: "booking.com"}, By: partner, Note: "It belongs to our customer.\nThey have never heard of this.", OpenedAt: asked},
		{ID: id("d2"), Account: account.Likeness{AccountID: id("a3"), Name: "Müller & Söhne", Domain: "xn--mller-kva.de"}, By: "b@partner.example", Note: "The administrator has left.", OpenedAt: asked},
		{ID: id("d3"), Account: account.Likeness{AccountID: id("a4"), Name: "Acme", Domain: "acme.com"}, RequestID: id("r4"), By: "c@acme.com", Note: "We never asked for it.", OpenedAt: asked},
		{ID: id("d4"), Account: account.Likeness{Domain: "free.example"}, By: "d@free.example", Note: "It is ours.", OpenedAt: asked},
	}
	full := Reviews{
		Requests:    []workflow.Tracked{{Request: underReview()}, {Request: submitted(account.Route{Reasons: []account.Reason{{Kind: account.ReasonAddress}, {Kind: account.ReasonAddress}}})}},
		RequestsURL: "/reviews?requests=abc", Disputes: disputes, DisputesURL: "/reviews?disputes=abc",
		Suppressed: []account.Address{
			{Email: customer, Suppressed: asked, Complained: true},
			{Email: "sam@acme.com", Suppressed: asked, Silenced: true, Reports: []account.AddressReport{{Requester: partner, At: asked, Confirmed: true}}},
			{Email: "what?x=<y>@acme.com", Suppressed: asked, StoppedFor: []account.Email{"a@b.example", "c@d.example", "e@f.example"}},
		},
		SuppressURL: "/reviews?suppressed=abc",
		Reported: []account.Address{
			{Email: "jo@acme.com", StoppedFor: []account.Email{partner}, Reports: []account.AddressReport{
				{Requester: partner, At: asked}, {Requester: "what?x=<y>@partner.example", At: asked, Confirmed: true},
			}},
		},
		ReportedURL: "/reviews?reports=abc",
	}
	boss := account.Membership{Person: "boss@xn--mller-kva.de", Role: account.SmartAccountAdministrator, Since: asked}
	approved := submitted(account.Route{})
	approved.State, approved.Decision = account.Approved, &account.Decision{At: asked.Add(time.Minute), By: account.Actor(boss.Person)}
	held := account.Account{ID: id("a3"), Name: "Müller & Söhne", Domain: "xn--mller-kva.de", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: asked, RequestID: approved.ID}
	known := workflow.Case{
		Held:    &workflow.HeldAccount{Account: held, Administrators: []account.Membership{boss}, MoreAdministrators: 12},
		Request: &workflow.Tracked{Request: approved, History: []account.Event{{At: asked, Kind: account.EventSubmitted, Actor: account.Actor(partner), To: account.PendingApproval}}},
		Disputer: workflow.Disputer{
			Vouches: true, Asked: true, Member: &account.Membership{Person: partner, Role: account.SmartAccountViewer},
			Accounts: []account.WithAccess{{Account: held, Access: []account.Role{account.SmartAccountViewer}}, {Account: account.Account{ID: id("a5"), Name: "Müller", Domain: "shop.xn--mller-kva.de", Status: account.AccountCancelled, Requester: disputes[1].By, RequestID: id("r5")}}},
			Disputes: []account.Dispute{disputes[0], disputes[2]},
		},
	}
	pendingCase := workflow.Case{
		Held:    &workflow.HeldAccount{Account: account.Account{ID: id("a4"), Name: "Acme", Domain: "acme.com", Status: account.AccountPending, Visibility: account.Restricted, CreatedAt: asked, PendingUntil: asked.Add(time.Hour)}},
		Request: &workflow.Tracked{Request: submitted(account.Route{Nominees: []account.Nominee{{Email: customer}}})},
	}
	goneCase := workflow.Case{Held: &workflow.HeldAccount{Account: account.Account{ID: id("a2"), Name: "Booking.com", Domain: "booking.com", Status: account.AccountCancelled, Visibility: account.Public, CreatedAt: asked}}}
	overtaken := goneCase
	overtaken.HeldNow = &account.Account{ID: id("a6"), Name: "Booking", Domain: "booking.com", Status: account.AccountPending, RequestID: id("r6")}
	ruled := func(change func(g *DisputeRuling)) templ.Component {
		v := OneDispute{Dispute: disputes[1], Case: &known}
		change(&v.Ruling)
		return OneDisputePage(operator, v)
	}
	full.Renames, full.Closed = []account.Administered{waitingRename().Administered}, []account.Administered{closedAccount().Administered}
	full.RenamesURL, full.ClosedURL = "/reviews?renames=abc", "/reviews?closed=abc"
	nasty := full
	nastyRename, nastyClosed := waitingRename().Administered, closedAccount().Administered
	nastyRename.ID, nastyRename.Name, nastyRename.Domain, nastyRename.Waiting.Name, nastyRename.Waiting.By = hostile, hostile, hostile, hostile, hostile
	nastyClosed.ID, nastyClosed.Name, nastyClosed.Domain = hostile, hostile, hostile
	nasty.Renames, nasty.Closed = []account.Administered{nastyRename}, []account.Administered{nastyClosed}
	nasty.Requests = []workflow.Tracked{{Request: hostileRequest()}}
	nasty.Disputes = []account.Dispute{{ID: id("d1"), Account: account.Likeness{AccountID: hostile, Name: hostile, Domain: hostile}, By: hostile, Note: hostile}}
	nastyHeld := account.Account{ID: hostile, Name: hostile, Domain: hostile, Requester: hostile, RequestID: hostile, Status: account.AccountActive, Visibility: account.Public}
	nastyCase := workflow.Case{
		Held:     &workflow.HeldAccount{Account: nastyHeld, Administrators: []account.Membership{{Person: hostile}}},
		Request:  &workflow.Tracked{Request: hostileRequest()},
		HeldNow:  &account.Account{ID: hostile, Name: hostile, Domain: hostile, Status: account.AccountPending, RequestID: hostile},
		Disputer: workflow.Disputer{Accounts: []account.WithAccess{{Account: nastyHeld}}, Disputes: nasty.Disputes},
	}
	nasty.RequestsURL = "javascript:alert(1)"
	person := Reader{Language: operator.Language, Person: &account.Person{Email: partner}}
	unnamed := disputes[0]
	unnamed.Account = account.Likeness{Domain: "booking.com"}
	settled := func(d account.Dispute, outcome account.Outcome, administrator account.Email) account.Dispute {
		d.Settlement = &account.Settlement{At: asked.Add(time.Hour), By: "operator@example.org", Outcome: outcome, Reason: "The register says so.", Administrator: administrator}
		return d
	}
	proof := &workflow.Proof{Name: "_smart-account.booking.com", Value: "smart-account-dispute=lGk5cR8Tn2P9TqL0v1sUWcFqJYb5rYhYw0Xv0cQ7l2M"}
	provable := func(change func(v *OneDispute)) templ.Component {
		v := OneDispute{Dispute: unnamed, Own: true, Proof: proof}
		change(&v)
		return OneDisputePage(person, v)
	}
	provedDispute := func(d account.Dispute) account.Dispute {
		d.ProvedAt, d.EndsAt = asked.Add(time.Hour), asked.Add(73*time.Hour)
		return d
	}
	byProof := settled(provedDispute(unnamed), account.RequestEnded, "")
	byProof.Settlement.By, byProof.Settlement.Reason = account.Email(account.System), ""
	nastySettled := settled(nasty.Disputes[0], account.AdministratorAdded, hostile)
	nastySettled.Settlement.By, nastySettled.Settlement.Reason = hostile, hostile
	return map[string]templ.Component{
		"reviews":          ReviewsPage(operator, full),
		"reviews-empty":    ReviewsPage(operator, Reviews{}),
		"reviews-accepted": ReviewsPage(operator, Reviews{Done: "accepted"}),
		"reviews-rejected": ReviewsPage(operator, Reviews{Done: "rejected"}),
		"reviews-lifted":   ReviewsPage(operator, Reviews{Done: "lifted"}),
		"dispute-ruling-wrong": ruled(func(g *DisputeRuling) {
			g.Decision, g.Administrator = "add-administrator", "nobody"
			g.Errors = Errors{"administrator": wrong("administrator", account.FieldNotEmail), "reason": wrong("reason", account.FieldRequired)}
		}),
		"dispute-ruling-none": ruled(func(g *DisputeRuling) {
			g.Reason, g.Errors = "As you say.", Errors{"decision": wrong("decision", account.FieldNotAllowed)}
		}),
		"dispute-ruling-gone": ruled(func(g *DisputeRuling) {
			g.Decision, g.Errors = "cancel-account", Errors{"decision": wrong("decision", account.FieldNotAllowed)}
		}),
		"dispute-ruling-unconfirmed": ruled(func(g *DisputeRuling) {
			g.Decision, g.Errors = "cancel-account", Errors{"confirmed": wrong("confirmed", account.FieldRequired)}
		}),
		"dispute-ruling-is-administrator": ruled(func(g *DisputeRuling) {
			g.Decision, g.Administrator = "add-administrator", "ada@booking.com"
			g.Errors = Errors{"administrator": wrong("administrator", account.FieldDuplicate)}
		}),
		"dispute-ruling-own":   ruled(func(g *DisputeRuling) { g.Own = true }),
		"dispute-ruling-busy":  ruled(func(g *DisputeRuling) { g.Decision, g.Reason, g.Busy = "reject", "No.", true }),
		"dispute-ruling-late":  OneDisputePage(operator, OneDispute{Dispute: settled(disputes[1], account.DisputeRejected, ""), Case: &known, Ruling: DisputeRuling{TooLate: true}}),
		"reviews-hostile":      ReviewsPage(operator, nasty),
		"settled":              SettledDisputesPage(operator, SettledDisputes{Disputes: []account.Dispute{settled(disputes[0], account.DisputeRejected, ""), settled(provedDispute(disputes[2]), account.RequestEnded, "")}, NextURL: "/reviews?disputes=abc&status=settled"}),
		"settled-empty":        SettledDisputesPage(operator, SettledDisputes{}),
		"dispute-nothing":      OneDisputePage(operator, OneDispute{Dispute: disputes[3], Case: &workflow.Case{}}),
		"dispute-own":          OneDisputePage(operator, OneDispute{Dispute: disputes[1], Case: &known, Own: true}),
		"dispute-gone":         OneDisputePage(operator, OneDispute{Dispute: disputes[0], Case: &goneCase}),
		"dispute-overtaken":    OneDisputePage(operator, OneDispute{Dispute: disputes[0], Case: &overtaken}),
		"dispute-case-hostile": OneDisputePage(operator, OneDispute{Dispute: nasty.Disputes[0], Case: &nastyCase, Ruling: DisputeRuling{Decision: hostile, Reason: hostile, Administrator: hostile}}),
		"dispute":              DisputePage(person, DisputeForm{Domain: "acme.com"}),
		"dispute-wrong": DisputePage(person, DisputeForm{Domain: "acme.com", Errors: Errors{
			"accountDomain": wrong("accountDomain", account.FieldNotDomain), "note": wrong("note", account.FieldRequired),
		}}),
		"dispute-open":          OneDisputePage(person, OneDispute{Dispute: disputes[0], Own: true}),
		"dispute-sent":          OneDisputePage(person, OneDispute{Dispute: unnamed, Own: true, Done: DisputeSent}),
		"dispute-already":       OneDisputePage(person, OneDispute{Dispute: unnamed, Own: true, Done: DisputeOpenAlready}),
		"dispute-settles":       OneDisputePage(operator, OneDispute{Dispute: disputes[2], Case: &pendingCase}),
		"dispute-rejected":      OneDisputePage(person, OneDispute{Dispute: settled(unnamed, account.DisputeRejected, "")}),
		"dispute-added":         OneDisputePage(person, OneDispute{Dispute: settled(disputes[0], account.AdministratorAdded, "ada@booking.com")}),
		"dispute-ended":         OneDisputePage(operator, OneDispute{Dispute: settled(disputes[2], account.RequestEnded, ""), Case: &pendingCase, Done: DisputeSettled}),
		"dispute-taken-back":    OneDisputePage(operator, OneDispute{Dispute: settled(disputes[0], account.AccountTakenBack, ""), Case: &goneCase}),
		"dispute-provable":      provable(func(*OneDispute) {}),
		"dispute-not-found":     provable(func(v *OneDispute) { v.NotFound = true }),
		"dispute-no-answer":     provable(func(v *OneDispute) { v.NoAnswer = true }),
		"dispute-proof-busy":    provable(func(v *OneDispute) { v.Busy = true }),
		"dispute-proof-later":   provable(func(v *OneDispute) { v.TooManyUntil = asked }),
		"dispute-proved-before": provable(func(v *OneDispute) { v.Dispute.ProvedAt = asked }),
		"dispute-proved":        OneDisputePage(person, OneDispute{Dispute: provedDispute(unnamed), Own: true}),
		"dispute-proved-judge":  OneDisputePage(operator, OneDispute{Dispute: provedDispute(disputes[2]), Case: &pendingCase}),
		"dispute-by-proof":      OneDisputePage(person, OneDispute{Dispute: byProof}),
		"dispute-one-hostile":   OneDisputePage(person, OneDispute{Dispute: nastySettled, Done: hostile}),
		"dispute-open-hostile":  OneDisputePage(person, OneDispute{Dispute: nasty.Disputes[0], Own: true}),
		"dispute-too-many":      DisputePage(person, DisputeForm{Domain: "acme.com", Note: "It is ours.", TooManyUntil: asked}),
		"dispute-busy":          DisputePage(person, DisputeForm{Domain: "acme.com", Note: "It is ours.", Busy: true}),
		"dispute-hostile":       DisputePage(person, DisputeForm{Domain: hostile, Note: hostile}),
		"notice-own-review":     NoticePage(Reader{Language: operator.Language, Person: operator.Person, Path: requestPath(id("r1"))}, NoticeOwnReview),
		"notice-no-answer":      NoticePage(person, NoticeNoAnswer),
	}
}

func addressExamples(stranger Reader) map[string]templ.Component {
	page := func(change func(n *NotForMe)) templ.Component {
		n := NotForMe{Token: linkToken, Request: pendingRequest(), Reported: workflow.Reported{Address: account.Address{Email: customer}, Requester: partner}}
		change(&n)
		return NotForMePage(stranger, n)
	}
	return map[string]templ.Component{
		"not-for-me":            page(func(*NotForMe) {}),
		"not-for-me-busy":       page(func(n *NotForMe) { n.Busy = true }),
		"not-for-me-stopped":    page(func(n *NotForMe) { n.Reported.Stopped, n.Done = true, "stop" }),
		"not-for-me-undone":     page(func(n *NotForMe) { n.Done = "undo" }),
		"not-for-me-suppressed": page(func(n *NotForMe) { n.Reported.Stopped, n.Reported.Address.Suppressed = true, asked }),
		"not-for-me-code-sent":  page(func(n *NotForMe) { n.Done, n.Report = "code", true }),
		"not-for-me-bad-code":   page(func(n *NotForMe) { n.BadCode, n.TriesLeft = true, 3 }),
		"not-for-me-no-code":    page(func(n *NotForMe) { n.NoCode = NoCode{asked, workflow.SpentByLink, asked, 5} }),
		"not-for-me-lifted":     page(func(n *NotForMe) { n.Done = "lift" }),
		"not-for-me-no-request": page(func(n *NotForMe) { n.Request = account.Request{} }),
		"not-for-me-hostile":    page(func(n *NotForMe) { n.Token, n.Request.Account.Name, n.Reported.Requester = hostile, hostile, hostile }),
	}
}

func noticeWith(n Notice, change func(*Notice)) Notice {
	change(&n)
	return n
}
