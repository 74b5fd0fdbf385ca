package web

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// What can be wrong with the sending itself.
var (
	errMalformed        = errors.New("malformed")
	errTooLarge         = errors.New("too large")
	errUnsupportedMedia = errors.New("unsupported media type")
	errMethodNotAllowed = errors.New("method not allowed")
	errOtherSite        = errors.New("sent by another site")
	errNotProved        = errors.New("not proved")
)

// problem is what an error becomes: an RFC 9457 document for programs, a notice for people.
type problem struct {
	when   func(error) bool
	slug   string
	status int
	title  string
	detail string // fixed, so that nothing sent or stored leaks into it
	notice page.Notice
}

// problems is the one table of errors; the first row that fits counts.
var problems = []problem{
	{is(errMalformed), "malformed", http.StatusBadRequest, "Malformed request",
		"The request is not well formed: its body must be one JSON object in UTF-8 without repeated names, its query properly escaped.",
		page.NoticeMalformed},
	{is(identity.ErrUnverified), "forbidden", http.StatusForbidden, "Forbidden",
		"The token carries no verified e-mail address.", page.NoticeEmailUnverified},
	{is(account.ErrNotOperator), "forbidden", http.StatusForbidden, "Forbidden",
		"This is for operators.", page.NoticeOperatorsOnly},
	{is(account.ErrForbidden), "forbidden", http.StatusForbidden, "Forbidden",
		"This takes a role on at least one Smart Account or Virtual Account.", page.NoticeForbidden},
	{is(account.ErrOwnReview), "forbidden", http.StatusForbidden, "Forbidden",
		"Nobody reviews or settles a matter of their own.", page.NoticeOwnReview},
	{as[*account.NotAllowed], "forbidden", http.StatusForbidden, "Forbidden",
		"The present state of the request does not permit this.", page.NoticeMalformed},
	{is(errOtherSite), "forbidden", http.StatusForbidden, "Forbidden",
		"The form was sent by a page of another site.", page.NoticeMalformed},
	{is(account.ErrCodeInvalid), "code-invalid", http.StatusForbidden, "Code invalid",
		"The one-time code is wrong, too old or used up. Ask for a new one.", page.NoticeMalformed},
	{is(account.ErrNotFound), "not-found", http.StatusNotFound, "Not found",
		"There is nothing here, or nothing that you may see.", page.NoticeNotFound},
	{is(account.ErrLinkInvalid), "link-invalid", http.StatusNotFound, "Link invalid",
		"The link is unknown or no longer valid.", page.NoticeLinkInvalid},
	{is(errMethodNotAllowed), "method-not-allowed", http.StatusMethodNotAllowed, "Method not allowed",
		"This address takes the methods named in Allow.", page.NoticeMalformed},
	{is(account.ErrDomainTaken), "domain-taken", http.StatusConflict, "Domain identifier taken",
		"Another account has this domain identifier.", page.NoticeMalformed},
	{as[*account.AlreadyDecided], "already-decided", http.StatusConflict, "Already decided",
		"The request has ended; decision says how, when and by whom.", page.NoticeMalformed},
	{as[*account.AlreadySettled], "already-decided", http.StatusConflict, "Already settled",
		"The dispute has been settled; decision says how, when and by whom.", page.NoticeMalformed},
	{is(account.ErrChanged), "changed-meanwhile", http.StatusConflict, "Changed meanwhile",
		"The request is not what it was in the version given. Look at it again.", page.NoticeMalformed},
	{is(errNotProved), "not-proved", http.StatusConflict, "Not proved",
		"The DNS does not hold the text record that proof names, or does not answer for it. Records take a while to spread.", page.NoticeMalformed},
	{is(errTooLarge), "too-large", http.StatusRequestEntityTooLarge, "Too large",
		"The body is larger than is taken here.", page.NoticeMalformed},
	{is(errUnsupportedMedia), "unsupported-media-type", http.StatusUnsupportedMediaType, "Unsupported media type",
		"The body must be application/json in UTF-8.", page.NoticeMalformed},
	{as[*account.InvalidInput], "invalid-input", http.StatusUnprocessableEntity, "Invalid input",
		"Some fields are not right; errors names them.", page.NoticeMalformed},
	{is(account.ErrIdempotencyMismatch), "idempotency-mismatch", http.StatusUnprocessableEntity, "Idempotency key used otherwise",
		"The same Idempotency-Key came before with another body.", page.NoticeMalformed},
	{as[*account.TooManyPending], "rate-limited", http.StatusTooManyRequests, "Too many pending requests",
		"As many of the requester's requests are pending as may be at once. Withdraw one, or wait until one is decided.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByAddress), "rate-limited", http.StatusTooManyRequests, "Too many codes for this address",
		"No code was mailed: mail to the address was stopped by its owner or reported as spam, so only a few codes a day go to it. Try again after the time in Retry-After.",
		page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByMailbox), "rate-limited", http.StatusTooManyRequests, "Too many codes for this address",
		"No code was mailed: many have gone to the address lately, all its links counted. Try again after the time in Retry-After.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByRequester), "rate-limited", http.StatusTooManyRequests, "Too many mails of this requester",
		"No code was mailed: as many mails as may be in a day were sent because of the requester. Try again after the time in Retry-After.", page.NoticeTooMany},
	{codesSpentBy(workflow.SpentByAll), "rate-limited", http.StatusTooManyRequests, "Too many mails today",
		"No code was mailed: this system has sent as many mails as it may in a day. Try again after the time in Retry-After.", page.NoticeTooMany},
	{as[*account.TooMany], "rate-limited", http.StatusTooManyRequests, "Too many requests",
		"This was done as often lately as is permitted. Try again after the time in Retry-After.", page.NoticeTooMany},
	{is(workflow.ErrBusy), "rate-limited", http.StatusTooManyRequests, "Too many requests",
		"Too much happens at once, or others change the same thing. Try again after the time in Retry-After.", page.NoticeTooMany},
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

// codesSpentBy tells whether no code was mailed, for that reason.
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

// problemJSON is a problem as programs read it.
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

// wayJSON is a way on when a domain identifier is taken.
type wayJSON struct {
	Way  string `json:"way"`
	Text string `json:"text"`
	Href string `json:"href,omitempty"`
}

// waysOn are those for that identifier, whose account is active or still pending, for who has that stake
// in it.
func (s Site) waysOn(d account.Domain, active bool, stake workflow.Stake) []wayJSON {
	if !active {
		wait := wayJSON{"wait", "Somebody has asked for it already. It is free again if that request ends without an approval.", ""}
		if stake.Request != "" {
			wait = wayJSON{"follow-your-request", "Your own request for it is pending. Follow it, or withdraw it to free the identifier.",
				s.PublicURL + "/v1/account-requests/" + string(stake.Request)}
		}
		ways := []wayJSON{wait, {"use-a-prefix", "Ask for a name below it, such as emea." + string(d) + ".", ""}}
		if stake.Request != "" {
			return ways
		}
		return append(ways, s.disputeWay("Tell the operators, with a note, why whoever asked for it should not have it.", stake))
	}
	return []wayJSON{
		{"ask-for-access", "Ask the administrators of the account that has it for access.", s.PublicURL + "/?" + url.Values{"q": {string(d)}}.Encode()},
		{"use-a-prefix", "Ask for a name below it, such as emea." + string(d) + "; its administrators then decide.", ""},
		s.disputeWay("Tell the operators, with a note, why the account should not have it.", stake),
	}
}

// disputeWay leads to a new dispute, or to the one that is open.
func (s Site) disputeWay(text string, stake workflow.Stake) wayJSON {
	if stake.Dispute != nil {
		return wayJSON{"dispute", "You dispute it already; the operators look into it.", s.PublicURL + "/v1/disputes/" + string(stake.Dispute.ID)}
	}
	return wayJSON{"dispute", text, s.PublicURL + "/v1/disputes"}
}

// retrySoon is the Retry-After of what is over in a moment, in seconds.
const retrySoon = "1"

// fail answers an error: a problem to programs, a page to people.
func (c *call) fail(err error) {
	if errors.Is(err, errSignedOut) {
		c.problem = "signed-out"
		if drawn := c.html(http.StatusUnauthorized, c.signInPage()); drawn != nil {
			c.logCause(drawn)
		}
		return
	}
	p := c.note(err)
	if !c.forPeople() {
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
		if _, says := preferred(c.r.Header.Get("Accept-Language")); !says {
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

// noticeOf tells the holder of a link that worked once why it works no more.
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

// signInPage keeps what was typed, if it is in place of what a form was sent to.
func (c *call) signInPage() templ.Component {
	if c.r.Method == http.MethodPost {
		if values, err := readForm(c.r); err == nil && len(values) > 0 {
			return page.UnsentPage(c.reader(), page.Unsent{Path: c.r.URL.Path, Fields: values})
		}
	}
	return page.SignInPage(c.reader())
}

// note answers which problem the error is, keeps it for the log, and tells when to try again.
func (c *call) note(err error) problem {
	p := problemOf(err)
	c.problem = p.slug
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

// logCause is for what nobody outside is told.
func (c *call) logCause(err error) {
	level := slog.LevelError
	if errors.Is(err, identity.ErrRefused) {
		level = slog.LevelWarn // by whoever signs in, or by wrong configuration
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
	if c.taken != "" {
		document.WaysOn = c.site.waysOn(c.taken, isActive(err), c.stake)
	}
	return c.content(p.status, "application/problem+json", document)
}

// forPeople tells whether to answer with a page. What is in no row of the table, and not below the
// API's paths, is a page for whom asks for HTML by name, as browsers do.
func (c *call) forPeople() bool {
	if c.route.Method == "" {
		return !isAPI(c.r.URL.Path) && strings.Contains(c.r.Header.Get("Accept"), "text/html")
	}
	return !c.route.API()
}

// isActive tells whether it is an active account that has the identifier.
func isActive(err error) bool {
	var taken *account.DomainTaken
	return errors.As(err, &taken) && taken.Active
}

// tooManyUntil answers when what was done too often may be done again; zero if that is not what is wrong.
func tooManyUntil(err error) time.Time {
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return tooMany.Until
	}
	return time.Time{}
}

// errorsOf answers what a form shows beside its fields; nil if err is of another kind.
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
