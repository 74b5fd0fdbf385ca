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
	// Rows returns the accounts in the person's directory after that position: pending requests first, newest first,
	// then accounts they belong to by name, then their other requests, newest first. At most so many;
	// fewer only if there are no more. next is the position of the last of so many, else empty.
	Rows(ctx context.Context, person account.Email, after string, most int) (rows []account.WithAccess, next string, err error)
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
	// OwnAccounts reads consistently the accounts, and the person's roles in roles. What does not exist is left empty.
	OwnAccounts(ctx context.Context, person account.Email, accounts, roles []account.ID) (map[account.ID]account.WithAccess, error)
	// PostingsNear returns the postings before and after the place of the text in the index, at most so many of each.
	PostingsNear(ctx context.Context, text string, most int) ([]Posting, error)
	// RolesIn returns the person's roles in one account; none is no error.
	RolesIn(ctx context.Context, person account.Email, accountID account.ID) ([]account.Role, error)
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
	paging.Page[account.WithAccess]
	Truncated   bool     // filling the page would have taken too many reads: another or a longer word would find more
	Suggestions []string // if nothing is found: similar names of public accounts
}

// Do returns a page of results. It returns account.ErrForbidden if the person has no role, and account.InvalidInput if
// the limit, the cursor or the query is invalid.
func (s Find) Do(ctx context.Context, by account.Person, query string, limit int, cursor string) (Results, error) {
	query = strings.Join(strings.Fields(query), " ")
	size, err := paging.Size(limit)
	if err == nil {
		err = checkQuery(query)
	}
	var after string
	if err == nil {
		after, err = paging.ReadCursor(by.Email, query, cursor)
	}
	if err != nil {
		return Results{}, cmp.Or(access.RequireRole(ctx, s.Store, by), err)
	}
	if query == "" {
		page, err := s.directory(ctx, by, after, size)
		return Results{Page: page}, err
	}
	return s.find(ctx, by, query, after, size)
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

// directory returns the person's own rows, then the account of their e-mail domain.
func (s Find) directory(ctx context.Context, by account.Person, after string, size int) (paging.Page[account.WithAccess], error) {
	var (
		page paging.Page[account.WithAccess]
		rows []account.WithAccess
		next string
	)
	err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) (err error) {
		rows, next, err = s.Store.Rows(ctx, by.Email, after, size)
		return err
	})
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		row.Account = row.Account.AsOf(s.Now())
		page.Items = append(page.Items, row)
	}
	if page.Next = paging.WriteCursor(by.Email, "", next); page.Next != "" {
		return page, nil
	}
	own, err := s.ownDomainAccount(ctx, by)
	if own != nil {
		page.Items = append(page.Items, *own)
	}
	return page, err
}

// ownDomainAccount returns the account of the person's e-mail domain unless it is among their rows; nil if there is none.
func (s Find) ownDomainAccount(ctx context.Context, by account.Person) (*account.WithAccess, error) {
	domain, err := account.ParseDomain(by.Email.Host())
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // an address at a shared mail domain has no account of its own
	}
	a, err := s.Store.AccountByDomain(ctx, domain)
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil //nolint:nilnil // no account is no row, and no error
	}
	if err != nil {
		return nil, err
	}
	a = a.AsOf(s.Now())
	if a.Requester == by.Email || a.Status == account.AccountCancelled {
		return nil, nil //nolint:nilnil // the person's own request is a row already
	}
	roles, err := s.Store.RolesIn(ctx, by.Email, a.ID)
	if err != nil || len(roles) > 0 {
		return nil, err
	}
	return &account.WithAccess{Account: a}, nil
}

// find returns the accounts whose whole name or domain identifier is the query, then those that have words that begin
// with its words.
func (s Find) find(ctx context.Context, by account.Person, query, after string, size int) (Results, error) {
	var (
		from  = parsePosition(after)
		p     = partialSearch{wordQuery: parseWords(query), person: by.Email, store: s.Store, ahead: map[section]postingRange{}}
		exact []account.Account
	)
	sections := p.sections(from)
	ahead := make([]postingRange, len(sections))
	err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) error {
		reads, readCtx := errgroup.WithContext(ctx)
		reads.Go(func() (err error) { exact, err = s.exactMatches(readCtx, query); return err })
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
	page := pageBuilder{person: by, query: query, now: s.Now(), size: size, added: map[account.ID]bool{}, own: map[account.ID]ownership{}}
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
			return page.results, page.confirmOwn(ctx, s.Store)
		}
	}
	if len(p.words) == 0 {
		return page.results, page.confirmOwn(ctx, s.Store)
	}
	shownExact := len(page.results.Items)
	if err := p.fill(ctx, &page, from); err != nil {
		return Results{}, err
	}
	page.results.Truncated = p.truncated
	if after == "" && page.results.Next == "" { // these are all results
		slices.SortFunc(page.results.Items[shownExact:], compareByName)
	}
	if err := page.confirmOwn(ctx, s.Store); err != nil {
		return Results{}, err
	}
	return s.withSuggestions(ctx, p.wordQuery, page.results, after)
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
