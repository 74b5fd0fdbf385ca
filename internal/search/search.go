package search

import (
	"cmp"
	"context"
	"errors"
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

// OwnPosting is one of the places at which a person finds an account of their own by a part.
type OwnPosting struct {
	Posting      // its account has its id, name and identifier; the rest is to be read
	Member  bool // the person belongs to it, or did
}

// Directory finds accounts. What it answers may lag behind by a moment, except that a person's own
// changes are there at once.
type Directory interface {
	access.RoleReader
	// Rows returns the accounts in the person's directory after that position: pending requests first, newest first,
	// then accounts they belong to by name, then their other requests, newest first. At most so many;
	// fewer only if there are no more. next is the position of the last of so many, else empty.
	Rows(ctx context.Context, person account.Email, after string, most int) (rows []account.WithAccess, next string, err error)
	// AccountByDomain returns the pending or active account of that identifier; account.ErrNotFound.
	AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error)
	// AccountsByName returns the pending and active accounts of exactly that name, as account.FoldName folds
	// it, at most so many.
	AccountsByName(ctx context.Context, folded string, most int) ([]account.Account, error)
	// Postings returns those that begin with the text, in order of their positions, after that position, at
	// most so many. next is the position up to which it has read, and empty if nothing is left.
	Postings(ctx context.Context, text, after string, most int) (found []Posting, next string, err error)
	// OwnPostings returns the same, consistently, of the accounts that the person belongs to or asked for, whatever their
	// visibility and status. It may name some that the person does not, or that are not there.
	OwnPostings(ctx context.Context, person account.Email, text, after string, most int) (found []OwnPosting, next string, err error)
	// OwnAccounts reads consistently those accounts, and the person's roles in these. What is not there is left empty.
	OwnAccounts(ctx context.Context, person account.Email, accounts, roles []account.ID) (map[account.ID]account.WithAccess, error)
	// PostingsNear returns postings that stand next to where the text would, at most so many on each side.
	PostingsNear(ctx context.Context, text string, most int) ([]Posting, error)
	// RolesIn returns the person's roles in one account; none is no error.
	RolesIn(ctx context.Context, person account.Email, accountID account.ID) ([]account.Role, error)
}

const (
	longestQuery = 300 // characters; the longest domain identifier has 253
	mostSameName = 50  // accounts of the same name that a search shows first
)

// Find finds accounts by the beginnings of words, or without words shows the person's directory.
type Find struct {
	Store Directory
	Now   func() time.Time
}

// Results is a page of what a search finds.
type Results struct {
	paging.Page[account.WithAccess]
	Refine bool     // too much had to be read to fill the page: another word, or a longer one, would find more
	Meant  []string // if nothing is found: names of public accounts that are spelt a little differently
}

// Do returns a page. account.ErrForbidden without a role; account.InvalidInput for a bad limit,
// cursor or query.
func (s Find) Do(ctx context.Context, by account.Person, query string, limit int, cursor string) (Results, error) {
	query = strings.Join(strings.Fields(query), " ")
	most, err := paging.Size(limit)
	if err == nil {
		err = checkQuery(query)
	}
	var position string
	if err == nil {
		position, err = paging.ReadCursor(by.Email, query, cursor)
	}
	if err != nil {
		return Results{}, cmp.Or(access.RequireRole(ctx, s.Store, by), err)
	}
	if query == "" {
		page, err := s.directory(ctx, by, position, most)
		return Results{Page: page}, err
	}
	return s.find(ctx, by, query, position, most)
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

// directory shows the person's own rows, then the account of their own e-mail domain.
func (s Find) directory(ctx context.Context, by account.Person, after string, most int) (paging.Page[account.WithAccess], error) {
	var (
		page paging.Page[account.WithAccess]
		rows []account.WithAccess
		next string
	)
	err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) (err error) {
		rows, next, err = s.Store.Rows(ctx, by.Email, after, most)
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
		return nil, nil //nolint:nilnil // no account is no line, and no error
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

// wholeMatches returns the accounts whose whole name or whole domain identifier the query is.
// Restricted accounts are found in no other way by those who are strangers to them.
func (s Find) wholeMatches(ctx context.Context, query string) ([]account.Account, error) {
	var named, whole []account.Account
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) {
		named, err = s.Store.AccountsByName(readCtx, account.FoldName(query), mostSameName)
		return err
	})
	if domain, err := account.ReadHeldDomain(query); err == nil { // most queries are no domain identifiers
		reads.Go(func() error {
			a, err := s.Store.AccountByDomain(readCtx, domain)
			if err == nil {
				whole = append(whole, a)
			}
			if errors.Is(err, account.ErrNotFound) {
				return nil
			}
			return err
		})
	}
	err := reads.Wait()
	return append(whole, named...), err
}
