package web

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// Errors of the HTTP request itself.
var (
	errMalformed        = errors.New("malformed")
	errTooLarge         = errors.New("too large")
	errUnsupportedMedia = errors.New("unsupported media type")
	errMethodNotAllowed = errors.New("method not allowed")
	errOtherSite        = errors.New("sent by another site")
	errNotProved        = errors.New("not proved")
	// errPreconditionFailed means that the account is not in the version that If-Match names.
	errPreconditionFailed = errors.New("precondition failed")
)

// problem is the response to an error: an RFC 9457 document for programs, a notice for people.
type problem struct {
	when   func(error) bool
	slug   string
	status int
	title  string
	detail string // constant, so that it reveals nothing that was sent or stored
	notice page.Notice
}

// problems is the table of all errors. The first row that matches is used.
var problems = []problem{
	{is(errMalformed), "malformed", http.StatusBadRequest, "Malformed request",
		"The request is malformed: its body must be one JSON object in UTF-8 without repeated names, and its query string must be escaped correctly.",
		page.NoticeMalformed},
	{is(identity.ErrUnverified), "forbidden", http.StatusForbidden, "Forbidden",
		"The token has no verified email address.", page.NoticeEmailUnverified},
	{is(account.ErrNotOperator), "forbidden", http.StatusForbidden, "Forbidden",
		"This is for operators only.", page.NoticeOperatorsOnly},
	{is(account.ErrNoRole), "forbidden", http.StatusForbidden, "Forbidden",
		"You need a role on at least one Smart Account or Virtual Account.", page.NoticeNoRole},
	{is(account.ErrForbidden), "forbidden", http.StatusForbidden, "Forbidden",
		"Your role in this account does not allow this.", page.NoticeForbidden},
	{is(account.ErrOwnReview), "forbidden", http.StatusForbidden, "Forbidden",
		"You cannot review or settle a request or dispute of your own.", page.NoticeOwnReview},
	{as[*account.NotAllowed], "forbidden", http.StatusForbidden, "Forbidden",
		"The request's current status does not allow this.", page.NoticeMalformed},
	{is(errOtherSite), "forbidden", http.StatusForbidden, "Forbidden",
		"The form was sent from a page on another site.", page.NoticeMalformed},
	{is(account.ErrCodeInvalid), "code-invalid", http.StatusForbidden, "Code invalid",
		"The one-time code is wrong, has expired or has no tries left.", page.NoticeMalformed},
	{is(account.ErrNotFound), "not-found", http.StatusNotFound, "Not found",
		"There is nothing here, or you do not have access to it.", page.NoticeNotFound},
	{is(account.ErrLinkInvalid), "link-invalid", http.StatusNotFound, "Link invalid",
		"The link is unknown or no longer valid.", page.NoticeLinkInvalid},
	{is(errMethodNotAllowed), "method-not-allowed", http.StatusMethodNotAllowed, "Method not allowed",
		"This address accepts only the methods in the Allow header.", page.NoticeMalformed},
	{is(account.ErrDomainTaken), "domain-taken", http.StatusConflict, "Domain identifier taken",
		"A pending or active account already has this domain identifier.", page.NoticeMalformed},
	{as[*account.AlreadyDecided], "already-decided", http.StatusConflict, "Already decided",
		"The request has ended; decision says how, when and by whom.", page.NoticeMalformed},
	{as[*account.AlreadySettled], "already-decided", http.StatusConflict, "Already settled",
		"The dispute has been settled; decision says how, when and by whom.", page.NoticeMalformed},
	{as[*account.AccessDecided], "already-decided", http.StatusConflict, "Already decided",
		"The access request has ended; decision says how, when and by whom.", page.NoticeMalformed},
	{is(accessrequest.ErrAlreadyMember), "already-member", http.StatusConflict, "Already a member",
		"You have this access already.", page.NoticeMalformed},
	{is(account.ErrAlreadyAsked), "already-asked", http.StatusConflict, "Already asked",
		"You have a pending access request about this account.", page.NoticeMalformed},
	{is(account.ErrChanged), "changed-meanwhile", http.StatusConflict, "Changed since you read it",
		"It is no longer as you read it. Read it again.", page.NoticeMalformed},
	{is(errPreconditionFailed), "changed-meanwhile", http.StatusPreconditionFailed, "Changed since you read it",
		"The account is no longer in the version that If-Match names. Read it again.", page.NoticeMalformed},
	{is(account.ErrLastAdministrator), "last-administrator", http.StatusConflict, "Last administrator",
		"The account would have no Smart Account Administrator who has signed in.", page.NoticeMalformed},
	{is(account.ErrNotEmpty), "not-empty", http.StatusConflict, "Not empty",
		"Another Virtual Account is nested in this one, or a member has a role on it.", page.NoticeMalformed},
	{is(account.ErrIsDefault), "is-default", http.StatusConflict, "Default Virtual Account",
		"This is the default Virtual Account. Make another one the default first.", page.NoticeMalformed},
	{is(account.ErrNameTaken), "name-taken", http.StatusConflict, "Name taken",
		"Another Virtual Account in the same place has this name.", page.NoticeMalformed},
	{is(account.ErrNotClosed), "not-closed", http.StatusConflict, "Not closed",
		"The account's administrators did not close it, or closed it so long ago that its identifier is free.", page.NoticeMalformed},
	{is(errNotProved), "not-proved", http.StatusConflict, "Not proved",
		"DNS does not have the TXT record that proof names, or did not answer. It can take several hours until a change is visible everywhere.", page.NoticeMalformed},
	{is(errTooLarge), "too-large", http.StatusRequestEntityTooLarge, "Too large",
		"The body is larger than the limit.", page.NoticeMalformed},
	{is(errUnsupportedMedia), "unsupported-media-type", http.StatusUnsupportedMediaType, "Unsupported media type",
		"The body must be application/json in UTF-8.", page.NoticeMalformed},
	{as[*account.InvalidInput], "invalid-input", http.StatusUnprocessableEntity, "Invalid input",
		"Some fields are not valid; errors lists them.", page.NoticeMalformed},
	{is(workflow.ErrIdempotencyMismatch), "idempotency-mismatch", http.StatusUnprocessableEntity, "Idempotency key already used",
		"The same Idempotency-Key was already used with a different body.", page.NoticeMalformed},
	{as[*account.TooManyPending], "rate-limited", http.StatusTooManyRequests, "Too many pending requests",
		"The requester has as many pending requests as are allowed at once. Withdraw one, or wait until one is decided.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByAddress), "rate-limited", http.StatusTooManyRequests, "Too many codes for this address",
		"No code was sent: the person who uses this address stopped our emails or reported them as spam, so it gets at most three codes a day. Try again after the time in Retry-After.",
		page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByMailbox), "rate-limited", http.StatusTooManyRequests, "Too many codes for this address",
		"No code was sent: this address has been sent too many codes recently, counting all the links in our emails. Try again after the time in Retry-After.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByRequester), "rate-limited", http.StatusTooManyRequests, "Too many emails for this requester",
		"No code was sent: the daily limit of emails about this person's requests has been reached. Try again after the time in Retry-After.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByAll), "rate-limited", http.StatusTooManyRequests, "Too many emails today",
		"No code was sent: this service has reached its daily limit of emails. Try again after the time in Retry-After.", page.NoticeTooMany},
	{as[*account.TooMany], "rate-limited", http.StatusTooManyRequests, "Too many requests",
		"This was done too many times recently. Try again after the time in Retry-After.", page.NoticeTooMany},
	{is(retry.ErrBusy), "rate-limited", http.StatusTooManyRequests, "Too many requests",
		"The service is busy, or others are changing the same thing at the same time. Try again after the time in Retry-After.", page.NoticeTooMany},
	{is(identity.ErrRefused), "malformed", http.StatusBadRequest, "Sign-in refused",
		"The sign-in is not valid. Start again.", page.NoticeBadSignIn},
	{is(identity.ErrUnavailable), "unavailable", http.StatusServiceUnavailable, "Sign-in unavailable",
		"The identity provider cannot be reached. Try again later.", page.NoticeBadSignIn},
	{func(error) bool { return true }, "internal-error", http.StatusInternalServerError, "Internal error",
		"Something went wrong on our side.", page.NoticeInternalError},
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func as[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}

// codesSpentBy returns a function that reports whether no code was mailed for that reason.
func codesSpentBy(by workflow.SpentBy) func(error) bool {
	return func(err error) bool {
		var spent *workflow.CodesSpent
		return errors.As(err, &spent) && spent.By == by
	}
}

func problemOf(err error) problem {
	for _, p := range problems {
		if p.when(err) {
			return p
		}
	}
	panic("the last row fits everything")
}

// problemJSON is a problem as an RFC 9457 document.
type problemJSON struct {
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Detail    string        `json:"detail"`
	RequestID string        `json:"requestId"`
	Errors    []fieldJSON   `json:"errors,omitempty"`
	Decision  *decisionJSON `json:"decision,omitempty"`
	TriesLeft *int          `json:"triesLeft,omitempty"`
	Challenge string        `json:"challenge,omitempty"`
	CodeUntil *timeJSON     `json:"codeExpiresAt,omitempty"`
	WaysOn    []wayJSON     `json:"waysOn,omitempty"`
}

type fieldJSON struct {
	Field  string            `json:"field"`
	Code   account.FieldCode `json:"code"`
	Detail string            `json:"detail"`
}

type decisionJSON struct {
	Status    string        `json:"status"` // of the request, or the outcome of the dispute
	DecidedAt timeJSON      `json:"decidedAt"`
	DecidedBy account.Actor `json:"decidedBy"`
}

// wayJSON is one thing that a person can do when a domain identifier is taken.
type wayJSON struct {
	Way  string `json:"way"`
	Text string `json:"text"`
	Href string `json:"href,omitempty"`
}

// waysOn returns what a person with that stake can do about a taken identifier, by whether its account is active or
// still pending.
func (s Site) waysOn(d account.Domain, active bool, stake workflow.Stake) []wayJSON {
	if !active {
		wait := wayJSON{"wait", "Someone has already requested it. It becomes free again if that request ends without an approval.", ""}
		if stake.Request != "" {
			wait = wayJSON{"follow-your-request", "Your own request for it is pending. Follow it, or withdraw it to free the domain identifier.",
				s.PublicURL + "/v1/account-requests/" + string(stake.Request)}
		}
		ways := []wayJSON{wait, {"use-a-prefix", "Use a subdomain, such as emea." + string(d) + ".", ""}}
		if stake.Request != "" {
			return ways
		}
		return append(ways, s.disputeWay("Dispute it: tell the operators in a note why the requester should not have it.", stake))
	}
	return []wayJSON{
		{"ask-for-access", "Ask the administrators of the account that has it for access.", s.PublicURL + page.AskAccessPath(d, "")},
		{"use-a-prefix", "Use a subdomain, such as emea." + string(d) + ". The administrators of the account that has the domain then decide.", ""},
		s.disputeWay("Dispute it: tell the operators in a note why the account should not have it.", stake),
	}
}

// disputeWay leads to a new dispute, or to the person's open one.
func (s Site) disputeWay(text string, stake workflow.Stake) wayJSON {
	if stake.Dispute != nil {
		return wayJSON{"dispute", "You have already disputed it. Operators are looking into it.", s.PublicURL + "/v1/disputes/" + string(stake.Dispute.ID)}
	}
	return wayJSON{"dispute", text, s.PublicURL + "/v1/disputes"}
}

// retrySoon is the Retry-After of short conflicts, in seconds.
const retrySoon = "1"

// fail writes the response to an error: a problem for programs, a page for people.
func (c *call) fail(err error) {
	if errors.Is(err, errSignedOut) {
		c.slug = "signed-out"
		if drawn := c.html(http.StatusUnauthorized, c.signInPage()); drawn != nil {
			c.logCause(drawn)
		}
		return
	}
	p := c.recordProblem(err)
	if !c.wantsPage() {
		if written := c.writeProblem(p, err); written != nil {
			c.logCause(written)
		}
		return
	}
	notice := p.notice
	reader := c.reader()
	var dead *account.LinkDead
	if errors.As(err, &dead) {
		notice = noticeOf(dead)
		if _, says := acceptedLanguage(c.r.Header.Get("Accept-Language")); !says {
			reader.Language = dead.Language
		}
	}
	if p.status >= http.StatusInternalServerError {
		notice.RequestID = c.id
	}
	if drawn := c.html(p.status, page.NoticePage(reader, notice)); drawn != nil {
		c.logCause(drawn)
		c.w.WriteHeader(http.StatusInternalServerError)
	}
}

// noticeOf returns the notice that says why a link is no longer valid.
func noticeOf(dead *account.LinkDead) page.Notice {
	var n page.Notice
	switch dead.Why {
	case account.LinkRenewed:
		n = page.NoticeLinkRenewed
		n.At = dead.At
	case account.LinkForwarded:
		n = page.NoticeLinkForwarded
		n.Person = string(dead.To)
	case account.LinkReplaced:
		n = page.NoticeLinkReplaced
		n.Person = string(dead.Requester)
	}
	return n
}

// signInPage returns the page that asks to sign in. If a form was sent, it keeps what was typed.
func (c *call) signInPage() templ.Component {
	if c.r.Method == http.MethodPost {
		if values, err := readForm(c.r); err == nil && len(values) > 0 {
			return page.UnsentPage(c.reader(), page.Unsent{Path: c.r.URL.Path, Fields: values})
		}
	}
	return page.SignInPage(c.reader())
}

// recordProblem returns the problem of an error, records it for the log, and sets Retry-After.
func (c *call) recordProblem(err error) problem {
	p := problemOf(err)
	c.slug = p.slug
	var tooMany *account.TooMany
	switch {
	case errors.As(err, &tooMany):
		c.w.Header().Set("Retry-After", strconv.Itoa(int(max(1, math.Ceil(tooMany.Until.Sub(c.site.Sessions.Now()).Seconds())))))
	case p.status == http.StatusTooManyRequests, p.status == http.StatusServiceUnavailable:
		c.w.Header().Set("Retry-After", retrySoon)
	}
	if p.status >= http.StatusInternalServerError || errors.Is(err, identity.ErrRefused) {
		c.logCause(err)
	}
	return p
}

// logCause logs an error's cause, which the response does not contain.
func (c *call) logCause(err error) {
	level := slog.LevelError
	if errors.Is(err, identity.ErrRefused) {
		level = slog.LevelWarn // caused by the person signing in, or by configuration
	}
	c.site.Log.LogAttrs(c.r.Context(), level, "failed",
		slog.String("requestId", c.id), slog.String("route", c.route.logged()), slog.String("cause", err.Error()))
}

func (c *call) writeProblem(p problem, err error) error {
	document := problemJSON{
		Type: c.site.PublicURL + "/problems/" + p.slug, Title: p.title, Status: p.status, Detail: p.detail, RequestID: c.id,
	}
	var invalid *account.InvalidInput
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			document.Errors = append(document.Errors, fieldJSON{f.Field, f.Code, f.Detail})
		}
	}
	var ended *account.AlreadyDecided
	if errors.As(err, &ended) {
		document.Decision = &decisionJSON{string(ended.State), timeJSON(ended.At), ended.By}
	}
	var wrong *account.CodeInvalid
	if errors.As(err, &wrong) {
		document.TriesLeft = &wrong.TriesLeft
	}
	var spent *workflow.CodesSpent
	if errors.As(err, &spent) && !spent.ExpiresAt.IsZero() {
		until := timeJSON(spent.ExpiresAt)
		document.Challenge, document.CodeUntil = spent.Challenge, &until
	}
	var settled *account.AlreadySettled
	if errors.As(err, &settled) {
		s := settled.Settlement
		document.Decision = &decisionJSON{string(s.Outcome), timeJSON(s.At), account.Actor(s.By)}
	}
	var access *account.AccessDecided
	if errors.As(err, &access) {
		d := access.Decision
		document.Decision = &decisionJSON{string(access.State), timeJSON(d.At), d.By}
	}
	var taken *takenError
	if errors.As(err, &taken) {
		document.WaysOn = c.site.waysOn(taken.domain, isActive(err), taken.stake)
	}
	return c.content(p.status, "application/problem+json", document)
}

// wantsPage reports whether the response is a page. For unrouted paths outside the API it is one if the request
// accepts text/html explicitly, as browsers do.
func (c *call) wantsPage() bool {
	if c.route.Method == "" {
		return !isAPI(c.r.URL.Path) && strings.Contains(c.r.Header.Get("Accept"), "text/html")
	}
	return !c.route.API()
}

// isActive reports whether the account that holds the identifier is active.
func isActive(err error) bool {
	var taken *account.DomainTaken
	return errors.As(err, &taken) && taken.Active
}

// tooManyUntil returns when a limit allows the next use; zero if err is not about a limit.
func tooManyUntil(err error) time.Time {
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return tooMany.Until
	}
	return time.Time{}
}

// errorsOf returns the errors of a form's fields; nil if err is of another kind.
func errorsOf(err error) page.Errors {
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) {
		return nil
	}
	errs := page.Errors{}
	for _, f := range invalid.Fields {
		errs[f.Field] = append(errs[f.Field], f)
	}
	return errs
}
