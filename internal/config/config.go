// Package config reads and validates a function's environment. An error names every variable that is wrong, not only the
// first.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
)

// Site is the part of the configuration of every function with pages.
type Site struct {
	PublicURL string // PUBLIC_URL: the address of the site, without a final slash
	Service   Service
}

// Service describes the operator on the pages. Each field may be empty.
type Service struct {
	Operator string // OPERATOR_NAME: the operator's name
	Help     string // HELP_ADDRESS: an email address or an https address
	Privacy  string // PRIVACY_ADDRESS: as Help
}

// Search is the configuration of the function search.
type Search struct {
	Site
	Table      string         // TABLE_NAME: the DynamoDB table
	Trust      identity.Trust // OPERATOR_CLAIM, OPERATOR_VALUE, EMAIL_VERIFIED_CLAIM, EMAIL_VERIFIED_BY_ISSUER: which claims are trusted
	AWS        AWS
	SharedMail account.SharedMail // SHARED_MAIL_DOMAINS_ADDED, SHARED_MAIL_DOMAINS_EXEMPT: changes to the list of shared mail domains
}

// Rules are a deployment's rules for requests.
type Rules struct {
	Policy    account.Policy   // REVIEW_POLICY: which requests operators review
	Terms     account.Terms    // REQUEST_LIFETIME_DAYS, UNASKED_DAYS, REMINDER_DAYS: deadlines and reminders
	Operators []account.Person // OPERATOR_ADDRESSES, OPERATOR_LANGUAGE: the recipients of operators' mail; may be empty
}

// SubmitRequest is the configuration of the function submit-request.
type SubmitRequest struct {
	Site
	Table        string         // TABLE_NAME
	Trust        identity.Trust // as of Search
	Rules        Rules
	RequestsADay int // REQUESTS_PER_DAY: how many requests one person may open in 24 hours
	// DomainRequestsADay: REQUESTS_PER_DOMAIN_PER_DAY, how many all requesters of one registrable domain may.
	DomainRequestsADay int
	Pending            account.PendingLimit // PENDING_REQUESTS, PENDING_REQUESTS_OF_NEW, NEW_ROLE_DAYS
	ProofByDNS         bool                 // DNS_PROOF: whether a TXT record can replace the review, or end a disputed request
	ResolverOfDNS      string               // DNS_SERVER: the DNS server for TXT records, host:port; empty: the system's
	AWS                AWS
	CodesAnHour        int                // CODES_PER_HOUR
	CodesADay          int                // CODES_PER_DAY
	InvitationsADay    int                // INVITATIONS_PER_DAY: as of SendMail; beyond, no link is renewed
	MailsADay          int                // MAILS_PER_DAY: as of SendMail; beyond, no link is renewed
	SharedMail         account.SharedMail // as of Search
}

// ReviewRequest is the configuration of the function review-request.
type ReviewRequest struct {
	Site
	Table      string         // TABLE_NAME
	Trust      identity.Trust // as of Search
	Rules      Rules
	AWS        AWS
	SharedMail account.SharedMail // as of Search
}

// ManageAccount is the configuration of the function manage-account.
type ManageAccount struct {
	Site
	Table  string         // TABLE_NAME
	Trust  identity.Trust // as of Search
	Policy account.Policy // REVIEW_POLICY: which new names need an operator
	// ADDITIONS_PER_DAY, ADDITIONS_PER_ACCOUNT_PER_DAY, ADDITIONS_PER_DOMAIN_PER_DAY: how many new members one person, the members
	// of one account, and all people of one registrable domain may add and have mailed in 24 hours
	AdditionsADay, AccountAdditionsADay, DomainAdditionsADay int
	AccessTerms                                              account.AccessTerms // ACCESS_REQUEST_DAYS: the deadline of access requests
	// ACCESS_REQUESTS_PER_DAY, ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY: how many access requests one person opens, and how many are
	// opened about one account, in 24 hours
	AsksADay, AccountAsksADay int
	AWS                       AWS
	SharedMail                account.SharedMail // as of Search
}

// ActOnRequest is the configuration of the function act-on-request.
type ActOnRequest struct {
	Site
	Table       string         // TABLE_NAME
	Trust       identity.Trust // as of Search
	CodeKey     string         // CODE_KEY_ID: the KMS key of one-time codes
	Policy      account.Policy // REVIEW_POLICY: whom a request may be forwarded to
	CodesAnHour int            // CODES_PER_HOUR: how many codes one nominee can get
	CodesADay   int            // CODES_PER_DAY
	MailsADay   int            // MAILS_PER_DAY: as of SendMail; beyond, no code is promised
	AWS         AWS
	SharedMail  account.SharedMail // as of Search
}

// SignIn is the configuration of the function sign-in.
type SignIn struct {
	Site
	Table        string         // TABLE_NAME
	Trust        identity.Trust // as of Search
	Issuer       string         // OIDC_ISSUER: the iss of every ID token
	DiscoveryURL string         // OIDC_DISCOVERY_URL: where the issuer's discovery document is; differs from Issuer only locally
	ClientID     string         // OIDC_CLIENT_ID: a public client, so there is no secret
	Scopes       []string       // OIDC_SCOPES: the scopes of a sign-in, with "openid"
	AWS          AWS
	SharedMail   account.SharedMail // as of Search
}

// SendMail is the configuration of the function send-mail.
type SendMail struct {
	Table             string // TABLE_NAME
	PublicURL         string // PUBLIC_URL
	LinkKey           string // LINK_KEY_ID: the KMS key of links
	CodeKey           string // CODE_KEY_ID
	Sender            string // SENDER: the From address
	SenderName        string // SENDER_NAME: the sender's name in mail programs
	ConfigurationSet  string // CONFIGURATION_SET: the SES configuration set for mail
	CodeConfiguration string // CODE_CONFIGURATION_SET: that for one-time codes, without a suppression list
	InvitationsADay   int    // INVITATIONS_PER_DAY: how many mails with a link may go to one address in 24 hours
	// InvitationsFromOneADay: INVITATIONS_PER_REQUESTER_PER_DAY, how many of these one requester may cause.
	InvitationsFromOneADay int
	MailsADay              int // MAILS_PER_DAY: how many mails the whole deployment may send in 24 hours
	AWS                    AWS
	SharedMail             account.SharedMail // as of Search
}

// CleanUp is the configuration of the function clean-up.
type CleanUp struct {
	Table string        // TABLE_NAME
	Terms account.Terms // REQUEST_LIFETIME_DAYS, UNASKED_DAYS, REMINDER_DAYS

	AccessTerms account.AccessTerms // ACCESS_REQUEST_DAYS
	// Operators get a mail when a proof is found.
	Operators     []account.Person // OPERATOR_ADDRESSES, OPERATOR_LANGUAGE
	ProofByDNS    bool             // DNS_PROOF: whether a TXT record ends a disputed request
	ResolverOfDNS string           // DNS_SERVER, as of SubmitRequest
	AWS           AWS
	SharedMail    account.SharedMail // as of Search
}

// Background is the configuration of index-accounts and record-mail-event.
type Background struct {
	Table      string // TABLE_NAME
	AWS        AWS
	SharedMail account.SharedMail // as of Search
}

// Getenv returns the value of an environment variable, as os.Getenv does.
type Getenv func(name string) string

// ForSearch reads the environment of search.
func ForSearch(getenv Getenv) (Search, error) {
	r := reader{getenv: getenv}
	c := Search{Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(), AWS: r.aws(), SharedMail: r.sharedMail()}
	return c, r.err()
}

// ForSubmitRequest reads the environment of submit-request.
func ForSubmitRequest(getenv Getenv) (SubmitRequest, error) {
	r := reader{getenv: getenv}
	c := SubmitRequest{
		Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(), Rules: r.rules(),
		RequestsADay:       r.number("REQUESTS_PER_DAY", mostRequestsADay),
		DomainRequestsADay: r.number("REQUESTS_PER_DOMAIN_PER_DAY", mostDomainRequestsADay),
		Pending: account.PendingLimit{
			Most: r.number("PENDING_REQUESTS", mostPending), New: r.number("PENDING_REQUESTS_OF_NEW", mostPending),
			NewFor: days(r.number("NEW_ROLE_DAYS", longestLifetime)),
		},
		CodesAnHour: r.number("CODES_PER_HOUR", mostCodes), CodesADay: r.number("CODES_PER_DAY", mostCodes),
		InvitationsADay: r.number("INVITATIONS_PER_DAY", mostInvitations), MailsADay: r.number("MAILS_PER_DAY", mostMails),
		ProofByDNS:    r.yes("DNS_PROOF"),
		ResolverOfDNS: r.hostPort("DNS_SERVER"), AWS: r.aws(), SharedMail: r.sharedMail(),
	}
	return c, r.err()
}

// mostRequestsADay keeps the stored list of their times short.
const mostRequestsADay = 10_000

const (
	mostDomainRequestsADay = 100_000
	mostPending            = 100_000
)

// ForReviewRequest reads the environment of review-request.
func ForReviewRequest(getenv Getenv) (ReviewRequest, error) {
	r := reader{getenv: getenv}
	c := ReviewRequest{Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(), Rules: r.rules(), AWS: r.aws(), SharedMail: r.sharedMail()}
	return c, r.err()
}

// ForManageAccount reads the environment of manage-account.
func ForManageAccount(getenv Getenv) (ManageAccount, error) {
	r := reader{getenv: getenv}
	c := ManageAccount{
		Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(), Policy: r.policy(), AWS: r.aws(), SharedMail: r.sharedMail(),
		AdditionsADay:        r.number("ADDITIONS_PER_DAY", mostRequestsADay),
		AccountAdditionsADay: r.number("ADDITIONS_PER_ACCOUNT_PER_DAY", mostRequestsADay),
		DomainAdditionsADay:  r.number("ADDITIONS_PER_DOMAIN_PER_DAY", mostDomainRequestsADay),
		AccessTerms:          r.accessTerms(),
		AsksADay:             r.number("ACCESS_REQUESTS_PER_DAY", mostRequestsADay),
		AccountAsksADay:      r.number("ACCESS_REQUESTS_PER_ACCOUNT_PER_DAY", mostRequestsADay),
	}
	return c, r.err()
}

// ForActOnRequest reads the environment of act-on-request.
func ForActOnRequest(getenv Getenv) (ActOnRequest, error) {
	r := reader{getenv: getenv}
	c := ActOnRequest{
		Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(), CodeKey: r.text("CODE_KEY_ID"), Policy: r.policy(),
		CodesAnHour: r.number("CODES_PER_HOUR", mostCodes), CodesADay: r.number("CODES_PER_DAY", mostCodes),
		MailsADay: r.number("MAILS_PER_DAY", mostMails), AWS: r.aws(), SharedMail: r.sharedMail(),
	}
	return c, r.err()
}

const mostMails = 10_000_000

// mostInvitations keeps the stored list of an address short.
const mostInvitations = 1000

// mostCodes keeps the probability of guessing a code of 40 bits through one link below 1 in 10^8 a day.
const mostCodes = 100

// ForSignIn reads the environment of sign-in.
func ForSignIn(getenv Getenv) (SignIn, error) {
	r := reader{getenv: getenv}
	c := SignIn{
		Table: r.text("TABLE_NAME"), Site: r.site(), Trust: r.trust(),
		Issuer: r.url("OIDC_ISSUER"), DiscoveryURL: r.url("OIDC_DISCOVERY_URL"), ClientID: r.text("OIDC_CLIENT_ID"), Scopes: r.scopes(), AWS: r.aws(), SharedMail: r.sharedMail(),
	}
	return c, r.err()
}

// ForSendMail reads the environment of send-mail.
func ForSendMail(getenv Getenv) (SendMail, error) {
	r := reader{getenv: getenv}
	c := SendMail{
		Table: r.text("TABLE_NAME"), PublicURL: r.publicURL(), LinkKey: r.text("LINK_KEY_ID"), CodeKey: r.text("CODE_KEY_ID"),
		Sender: r.address("SENDER"), SenderName: r.displayName("SENDER_NAME"), ConfigurationSet: r.text("CONFIGURATION_SET"),
		CodeConfiguration:      r.text("CODE_CONFIGURATION_SET"),
		InvitationsADay:        r.number("INVITATIONS_PER_DAY", mostInvitations),
		InvitationsFromOneADay: r.number("INVITATIONS_PER_REQUESTER_PER_DAY", mostInvitations), MailsADay: r.number("MAILS_PER_DAY", mostMails), AWS: r.aws(), SharedMail: r.sharedMail(),
	}
	return c, r.err()
}

// ForCleanUp reads the environment of clean-up.
func ForCleanUp(getenv Getenv) (CleanUp, error) {
	r := reader{getenv: getenv}
	c := CleanUp{
		Table: r.text("TABLE_NAME"), Terms: r.terms(), AccessTerms: r.accessTerms(), Operators: r.mailedOperators(),
		ProofByDNS: r.yes("DNS_PROOF"), ResolverOfDNS: r.hostPort("DNS_SERVER"), AWS: r.aws(), SharedMail: r.sharedMail(),
	}
	return c, r.err()
}

// ForBackground reads the environment of index-accounts and of record-mail-event.
func ForBackground(getenv Getenv) (Background, error) {
	r := reader{getenv: getenv}
	c := Background{Table: r.text("TABLE_NAME"), AWS: r.aws(), SharedMail: r.sharedMail()}
	return c, r.err()
}

// ForAWS reads the configuration for calls to AWS, which is all that some commands need.
func ForAWS(getenv Getenv) (AWS, error) {
	r := reader{getenv: getenv}
	a := r.aws()
	return a, r.err()
}

// ForSharedMail reads a deployment's changes to the list of shared mail domains.
func ForSharedMail(getenv Getenv) (account.SharedMail, error) {
	r := reader{getenv: getenv}
	s := r.sharedMail()
	return s, r.err()
}

// reader reads variables and collects their errors, which do not contain the values: one might be a secret in the wrong
// place.
type reader struct {
	getenv   Getenv
	problems []error
}

func (r *reader) err() error { return errors.Join(r.problems...) }

func (r *reader) wrong(name, why string) {
	r.problems = append(r.problems, fmt.Errorf("%s %s", name, why))
}

func (r *reader) text(name string) string {
	value := r.getenv(name)
	if value == "" {
		r.wrong(name, "is not set")
	}
	return value
}

func (r *reader) trust() identity.Trust {
	return identity.Trust{
		OperatorClaim: r.text("OPERATOR_CLAIM"), OperatorValue: r.text("OPERATOR_VALUE"),
		VerifiedClaim: r.text("EMAIL_VERIFIED_CLAIM"), IssuerVouches: r.yes("EMAIL_VERIFIED_BY_ISSUER"),
	}
}

func (r *reader) scopes() []string {
	scopes := strings.FieldsFunc(r.getenv("OIDC_SCOPES"), func(c rune) bool { return c == ' ' || c == ',' })
	if !slices.Contains(scopes, "openid") {
		r.wrong("OIDC_SCOPES", "is not a list of scopes, by spaces or commas, with openid among them")
	}
	return scopes
}

func (r *reader) url(name string) string {
	value := r.text(name)
	if parsed, err := url.Parse(value); value != "" && (err != nil || parsed.Host == "" || !strings.HasPrefix(parsed.Scheme, "http")) {
		r.wrong(name, "is not an http address")
	}
	return value
}

func (r *reader) site() Site {
	s := Site{PublicURL: r.publicURL(), Service: Service{Help: r.contact("HELP_ADDRESS"), Privacy: r.contact("PRIVACY_ADDRESS")}}
	if r.getenv("OPERATOR_NAME") != "" {
		s.Service.Operator = r.displayName("OPERATOR_NAME")
	}
	return s
}

// contact reads an email address or an https address. It may be empty.
func (r *reader) contact(name string) string {
	value := r.getenv(name)
	if value == "" {
		return ""
	}
	if parsed, err := url.Parse(value); err == nil && parsed.Scheme == "https" && parsed.Host != "" {
		return value
	}
	if _, err := account.ParseEmail(value); err != nil {
		r.wrong(name, "is neither a plain email address nor an https address")
		return ""
	}
	return value
}

// publicURL reads the address with which links begin, so it has nothing after the host.
func (r *reader) publicURL() string {
	value := r.url("PUBLIC_URL")
	if parsed, err := url.Parse(value); err == nil && (parsed.Path != "" || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.User != nil) {
		r.wrong("PUBLIC_URL", "has more than scheme, host and port")
	}
	return value
}

func (r *reader) rules() Rules {
	return Rules{Policy: r.policy(), Terms: r.terms(), Operators: r.mailedOperators()}
}

func (r *reader) mailedOperators() []account.Person {
	language := r.language("OPERATOR_LANGUAGE")
	var all []account.Person
	for _, address := range r.addresses("OPERATOR_ADDRESSES") {
		all = append(all, account.Person{Email: address, Operator: true, Language: language})
	}
	return all
}

func (r *reader) language(name string) account.Language {
	l := account.Language(r.getenv(name))
	if !slices.Contains(account.Languages(), l) {
		r.wrong(name, "is not one of: en, it")
	}
	return l
}

func (r *reader) policy() account.Policy {
	policy := account.Policy(r.getenv("REVIEW_POLICY"))
	if !slices.Contains(account.Policies(), policy) {
		r.wrong("REVIEW_POLICY", "is not one of: mismatch, edited, always, never")
	}
	return policy
}

const longestLifetime = 365 // days

func (r *reader) terms() account.Terms {
	terms := account.Terms{Lifetime: days(r.number("REQUEST_LIFETIME_DAYS", longestLifetime))}
	terms.Unasked = days(r.numberFrom("UNASKED_DAYS", 0, longestLifetime))
	for _, one := range r.list("REMINDER_DAYS") {
		after, err := strconv.Atoi(one)
		if err != nil || after < 1 || after > longestLifetime {
			r.wrong("REMINDER_DAYS", "is not a list of days from 1 to 365, by commas")
			return terms
		}
		terms.Reminders = append(terms.Reminders, days(after))
	}
	return terms
}

// accessTerms returns the periods of access requests. Deciders are reminded after 3, 10 and 25 days.
func (r *reader) accessTerms() account.AccessTerms {
	return account.AccessTerms{
		Lifetime: days(r.number("ACCESS_REQUEST_DAYS", longestLifetime)), Reminders: []time.Duration{days(3), days(10), days(25)},
	}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

func (r *reader) number(name string, most int) int { return r.numberFrom(name, 1, most) }

func (r *reader) numberFrom(name string, least, most int) int {
	n, err := strconv.Atoi(r.getenv(name))
	if err != nil || n < least || n > most {
		r.wrong(name, fmt.Sprintf("is not a number from %d to %d", least, most))
		return 0
	}
	return n
}

// list reads values separated by commas. It may be empty.
func (r *reader) list(name string) []string {
	var all []string
	for one := range strings.SplitSeq(r.getenv(name), ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

// mostAddresses keeps a commit with a mail to each of them within one transaction.
const mostAddresses = 10

func (r *reader) addresses(name string) []account.Email {
	var all []account.Email
	for _, one := range r.list(name) {
		address, err := account.ParseEmail(one)
		if err != nil || len(all) == mostAddresses {
			r.wrong(name, "is not a list of at most 10 plain email addresses, separated by commas")
			return nil
		}
		if !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	return all
}

// sharedMail reads two lists of domains. Each may be empty.
func (r *reader) sharedMail() account.SharedMail {
	const added, exempt = "SHARED_MAIL_DOMAINS_ADDED", "SHARED_MAIL_DOMAINS_EXEMPT"
	s := account.SharedMail{Added: r.domains(added), Exempt: r.domains(exempt)}
	if slices.ContainsFunc(s.Exempt, func(d account.Domain) bool { return slices.Contains(s.Added, d) }) {
		r.wrong(exempt, "has a name that "+added+" has too")
	}
	return s
}

// domains reads a list of names that are valid as domain identifiers. It may be empty.
func (r *reader) domains(name string) []account.Domain {
	var all []account.Domain
	for n, one := range r.list(name) {
		d, err := account.ParseHeldDomain(one)
		if err != nil {
			r.wrong(name, fmt.Sprintf("is not a list of domain names, by commas: number %d: %v", n+1, err))
			continue
		}
		all = append(all, d)
	}
	return all
}

func (r *reader) yes(name string) bool {
	switch r.getenv(name) {
	case "true":
		return true
	case "false":
	default:
		r.wrong(name, "is neither true nor false")
	}
	return false
}

// hostPort reads host:port. It may be empty.
func (r *reader) hostPort(name string) string {
	value := r.getenv(name)
	if _, _, err := net.SplitHostPort(value); value != "" && err != nil {
		r.wrong(name, "is not a host and a port")
	}
	return value
}

func (r *reader) address(name string) string {
	value := r.text(name)
	if parsed, err := mail.ParseAddress(value); value != "" && (err != nil || parsed.Address != value) {
		r.wrong(name, "is not a plain email address")
	}
	return value
}

// longestDisplayName is about as much as mail programs show of a sender.
const longestDisplayName = 64

// displayName reads a name that no mail program mistakes for an address or another header.
func (r *reader) displayName(name string) string {
	value := r.getenv(name)
	parsed, err := account.ParseName(value)
	if err != nil || parsed != value || utf8.RuneCountInString(value) > longestDisplayName || strings.ContainsAny(value, "<>") {
		r.wrong(name, "is not a name of 2 to 64 characters on one line, without @, <, >, :// and www.")
		return ""
	}
	return value
}
