package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// Posting is an entry of the search index: a public account under one of its listings.
type Posting struct {
	Account  account.Account // active and public, with its id, name and identifier; the rest is empty
	Listing  string          // or the beginning of a long one, if the store keeps no more
	Position string          // Positions compare as strings, in the order of the index: by listing, then by name, then by id.
}

// OwnPosting is an entry of the search index of a person's own accounts.
type OwnPosting struct {
	Posting      // its account has its id, name and identifier; the rest is to be read
	Member  bool // the person is or was a member
}

// Directory finds accounts. What it returns may lag behind, except that a person's own changes are there at once.
type Directory interface {
	access.RoleReader
	// DirectoryRows returns rows of those parts of the person's directory, after that position, at most so many; fewer only if there
	// are no more. next is the position of the last of so many, else empty. A row is a hint: the membership may have ended, and
	// the account may have been renamed or cancelled.
	DirectoryRows(ctx context.Context, person account.Email, parts []Part, after string, most int) (rows []Row, next string, err error)
	// Contacts reads for each of the accounts the account as it stands, consistently, and its confirmed Smart Account Administrators,
	// the longest-standing first, at most so many. What does not exist is left empty.
	Contacts(ctx context.Context, accounts []account.ID, most int) (map[account.ID]Contacts, error)
	// VirtualNames returns the names of Virtual Accounts. One that does not exist has none.
	VirtualNames(ctx context.Context, virtual []VirtualID) (map[VirtualID]string, error)
	// RequestStates reads consistently the states of requests. One that does not exist has none.
	RequestStates(ctx context.Context, requests []account.ID) (map[account.ID]account.State, error)
	// AccountByDomain returns the pending or active account of that identifier; account.ErrNotFound if there is none.
	AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error)
	// AccountsByName returns the pending and active accounts of exactly that name, as account.FoldName folds
	// it, at most so many.
	AccountsByName(ctx context.Context, folded string, most int) ([]account.Account, error)
	// Postings returns those that begin with the text, in the order of their positions, after that position, at
	// most so many. next is the position up to which it has read, and empty if nothing is left.
	Postings(ctx context.Context, text, after string, most int) (found []Posting, next string, err error)
	// OwnPostings is Postings, consistently, for the accounts that the person belongs to or requested, whatever their
	// visibility and status. It may return some that the person does not, or that do not exist.
	OwnPostings(ctx context.Context, person account.Email, text, after string, most int) (found []OwnPosting, next string, err error)
	// OwnAccounts reads consistently the accounts, and the person's memberships in those of memberships, which may have ended. What
	// does not exist is left empty.
	OwnAccounts(ctx context.Context, person account.Email, accounts, memberships []account.ID) (map[account.ID]Own, error)
	// PostingsNear returns the postings before and after the place of the text in the index, at most so many of each.
	PostingsNear(ctx context.Context, text string, most int) ([]Posting, error)
}

const (
	longestQuery = 300 // characters; the longest domain identifier has 253
	maxSameName  = 50  // accounts of the same name that a search shows first
)

// Find finds accounts by the beginnings of words; without words it returns the person's directory.
type Find struct {
	Store Directory
	Now   func() time.Time
}

// Results is a page of results.
type Results struct {
	paging.Page[Found]
	Truncated   bool     // filling the page would have taken too many reads: another or a longer word would find more
	Suggestions []string // if nothing is found: similar names of public accounts
}

// Query is what a person searches for.
type Query struct {
	Text   string // without words: the person's directory
	Filter Filter
	Limit  int // accounts on a page; 0: the default
	Cursor string
}

// mostOwnDomains is how many of the domains above an address are looked up, so that a long address costs no more.
const mostOwnDomains = 5

// OwnDomain returns the identifier of the active account that the person's address is at, the nearest; empty if there is none. Everyone
// may ask for access to that account.
func (s Find) OwnDomain(ctx context.Context, by account.Person) (account.Domain, error) {
	own := by.OwnDomains()
	for _, d := range own[:min(len(own), mostOwnDomains)] {
		a, err := s.Store.AccountByDomain(ctx, d)
		if err == nil && a.Status == account.AccountActive {
			return a.Domain, nil
		}
		if err != nil && !errors.Is(err, account.ErrNotFound) {
			return "", err
		}
	}
	return "", nil
}

// Do returns a page of results without a filter, as Find does.
func (s Find) Do(ctx context.Context, by account.Person, query string, limit int, cursor string) (Results, error) {
	return s.Find(ctx, by, Query{Text: query, Limit: limit, Cursor: cursor})
}

// Find returns a page of results. A page with a filter may be short, or empty, although another follows. Find returns
// account.ErrNoRole if the person has no role, and account.InvalidInput if the limit, the cursor, the filter or the text is
// invalid.
func (s Find) Find(ctx context.Context, by account.Person, q Query) (Results, error) {
	q.Text = strings.Join(strings.Fields(q.Text), " ")
	size, err := paging.Size(q.Limit)
	err = account.Fields(err, checkQuery(q.Text), q.Filter.check())
	if err == nil {
		q.Cursor, err = paging.ReadCursor(by.Email, q.list(), q.Cursor)
	}
	if err != nil {
		return Results{}, cmp.Or(access.RequireRole(ctx, s.Store, by), err)
	}
	if q.Text == "" {
		page, err := s.directory(ctx, by, q, size)
		return Results{Page: page}, err
	}
	return s.find(ctx, by, q, size)
}

// list returns what a cursor of the query's results is bound to.
func (q Query) list() string {
	if q.Filter == (Filter{}) {
		return q.Text
	}
	return strings.Join([]string{q.Text, q.Filter.Status, q.Filter.Access}, "\x1f")
}

func checkQuery(query string) error {
	if !utf8.ValidString(query) {
		return account.Invalid("q", account.FieldCharacters, "not valid UTF-8")
	}
	if utf8.RuneCountInString(norm.NFC.String(query)) > longestQuery {
		return account.Invalid("q", account.FieldTooLong, "at most 300 characters")
	}
	return nil
}

// find returns the accounts whose whole name or domain identifier is the query, then those that have words that begin
// with its words.
func (s Find) find(ctx context.Context, by account.Person, q Query, size int) (Results, error) {
	var (
		from  = parsePosition(q.Cursor)
		p     = partialSearch{wordQuery: parseWords(q.Text), person: by.Email, store: s.Store, onlyOwn: q.Filter.onlyOwn(), ahead: map[section]postingRange{}}
		exact []account.Account
	)
	sections := p.sections(from)
	ahead := make([]postingRange, len(sections))
	err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) error {
		reads, readCtx := errgroup.WithContext(ctx)
		reads.Go(func() (err error) { exact, err = s.exactMatches(readCtx, q.Text); return err })
		for n, of := range sections {
			after, most := "", readOneWord
			if from.section == of {
				after = from.after
			}
			if len(p.words) > 1 && from.section <= byNameSection {
				most = readTwoWords
			}
			reads.Go(func() (err error) { ahead[n], err = p.readRange(readCtx, p.text(of), after, most); return err })
		}
		return reads.Wait()
	})
	if err != nil {
		return Results{}, err
	}
	page := pageBuilder{person: by, query: q, now: s.Now(), size: size, added: map[account.ID]bool{}, own: map[account.ID]ownership{}}
	allOwn := false
	for n, of := range sections {
		p.ahead[of] = ahead[n]
		allOwn = allOwn || p.text(of) == p.pivot && ahead[n].allOwn
		for id, member := range ahead[n].own {
			page.own[id] = ownership{posted: true, mayBelong: member}
		}
	}
	if from.section == exactSection {
		for _, a := range exact {
			own := page.own[a.ID]
			own.exact, own.requested = true, a.Requester == by.Email
			own.mayBelong = own.mayBelong || !own.posted && !(allOwn && p.matches(a))
			page.own[a.ID] = own
		}
	}
	for n, a := range exact {
		switch {
		case from.section > exactSection || n < from.exact:
			page.added[a.ID] = true
		case !page.add(candidate{account: a}):
			page.endAt(position{exact: n})
			return page.complete(ctx, s.Store)
		}
	}
	if len(p.words) == 0 {
		return page.complete(ctx, s.Store)
	}
	shownExact := len(page.results.Items)
	if err := p.fill(ctx, &page, from); err != nil {
		return Results{}, err
	}
	page.results.Truncated = p.truncated
	if q.Cursor == "" && page.results.Next == "" { // these are all results
		slices.SortFunc(page.results.Items[shownExact:], compareByName)
	}
	results, err := page.complete(ctx, s.Store)
	if err != nil || q.Filter != (Filter{}) {
		return results, err // what the filter leaves out is spelt as it should be
	}
	return s.withSuggestions(ctx, p.wordQuery, results, q.Cursor)
}

// exactMatches returns the accounts whose whole name or domain identifier is the query. People who do not belong to a
// Restricted account find it in no other way.
func (s Find) exactMatches(ctx context.Context, query string) ([]account.Account, error) {
	var named, exact []account.Account
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) {
		named, err = s.Store.AccountsByName(readCtx, account.FoldName(query), maxSameName)
		return err
	})
	if domain, err := account.ReadHeldDomain(query); err == nil { // most queries are no domain identifiers
		reads.Go(func() error {
			a, err := s.Store.AccountByDomain(readCtx, domain)
			if err == nil {
				exact = append(exact, a)
			}
			if errors.Is(err, account.ErrNotFound) {
				return nil
			}
			return err
		})
	}
	err := reads.Wait()
	return append(exact, named...), err
}
