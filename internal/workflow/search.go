package workflow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"smartaccounts/internal/account"
)

// Found is an account as a person finds it.
type Found struct {
	Account account.Account
	Access  []account.Role // what the person may do in it; none for most
}

// Row is a line of a person's own directory: an account that they belong to or asked for.
type Row struct {
	Found
	Position string // where the row stands; grows along the directory
}

// Directory finds accounts. What it answers may lag behind by a moment, except that a person's own
// changes are there at once.
type Directory interface {
	RoleReader
	// Rows answers the person's own rows after that position: pending requests first, newest first,
	// then accounts they belong to by name, then their other requests, newest first. At most so many;
	// fewer only if there are no more.
	Rows(ctx context.Context, person account.Email, after string, most int) ([]Row, error)
	// AccountByDomain answers the pending or active account of that identifier; account.ErrNotFound.
	AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error)
	// AccountsByName answers the pending and active accounts of exactly that folded name, at most so
	// many.
	AccountsByName(ctx context.Context, folded string, most int) ([]account.Account, error)
	// PublicAccounts answers active public accounts one of whose words begins with those letters, by
	// folded name and id, after that place (excluded), at most so many. next is the place up to which
	// it has read, and empty if nothing is left. It may answer accounts that do not match, never leave
	// out one that does.
	PublicAccounts(ctx context.Context, letters string, after Place, most int) (found []account.Account, next Place, err error)
	// RolesIn answers the person's roles in one account; none is no error.
	RolesIn(ctx context.Context, person account.Email, accountID account.ID) ([]account.Role, error)
}

// Place is a position in a list by name.
type Place struct {
	Name string // folded
	ID   account.ID
}

// PlaceOf answers where an account stands in a list by name.
func PlaceOf(a account.Account) Place { return Place{account.Fold(a.Name), a.ID} }

// Compare is negative if p comes before q, and 0 if they are the same place.
func (p Place) Compare(q Place) int {
	return cmp.Or(strings.Compare(p.Name, q.Name), strings.Compare(string(p.ID), string(q.ID)))
}

const (
	longestQuery = 300  // characters; the longest domain identifier has 253
	mostOwnRows  = 2000 // of a person's own accounts that a search looks through
	mostSameName = 50   // accounts of the same name that a search shows first
	mostReads    = 8    // of the public list, to fill one page
)

// Search finds accounts by the beginnings of words, or without words shows the person's directory.
type Search struct {
	Store Directory
	Now   func() time.Time
}

// Do answers a page. account.ErrForbidden without a role; account.InvalidInput for a bad limit,
// cursor or query.
func (s Search) Do(ctx context.Context, by account.Person, query string, limit int, cursor string) (Page[Found], error) {
	if err := needRole(ctx, s.Store, by); err != nil {
		return Page[Found]{}, err
	}
	most, err := pageSize(limit)
	if err != nil {
		return Page[Found]{}, err
	}
	query = strings.Join(strings.Fields(query), " ")
	if !utf8.ValidString(query) {
		return Page[Found]{}, account.Invalid("q", account.FieldCharacters, "not valid UTF-8")
	}
	if utf8.RuneCountInString(norm.NFC.String(query)) > longestQuery {
		return Page[Found]{}, account.Invalid("q", account.FieldTooLong, "at most 300 characters")
	}
	position, err := readCursor(by.Email, query, cursor)
	if err != nil {
		return Page[Found]{}, err
	}
	if query == "" {
		return s.directory(ctx, by, position, most)
	}
	return s.find(ctx, by, query, position, most)
}

// directory shows the person's own rows, then the account of their own e-mail domain.
func (s Search) directory(ctx context.Context, by account.Person, after string, most int) (Page[Found], error) {
	var page Page[Found]
	rows, err := s.Store.Rows(ctx, by.Email, after, most)
	if err != nil {
		return page, err
	}
	for _, row := range rows {
		row.Account = row.Account.AsOf(s.Now())
		page.Items = append(page.Items, row.Found)
	}
	if len(rows) == most {
		page.Next = writeCursor(by.Email, "", rows[most-1].Position)
		return page, nil
	}
	own, err := s.ownDomainAccount(ctx, by)
	if err != nil || own == nil {
		return page, err
	}
	page.Items = append(page.Items, *own)
	return page, nil
}

// ownDomainAccount answers the account of the person's e-mail domain unless it is among their rows.
func (s Search) ownDomainAccount(ctx context.Context, by account.Person) (*Found, error) {
	domain, err := account.ParseDomain(by.Email.Host())
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // an address at a public mail provider has no account of its own
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
	return &Found{Account: a}, nil
}

// find shows accounts whose whole name or whole domain identifier is the query, then all those the
// person may find by a part, by name.
func (s Search) find(ctx context.Context, by account.Person, query, position string, most int) (Page[Found], error) {
	var (
		page  Page[Found]
		from  = readSpot(position)
		words = account.Words(query)
		whole []account.Account
		own   []Row
		part  publicPart
	)
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { whole, err = s.wholeMatches(readCtx, query); return err })
	reads.Go(func() (err error) { own, err = s.Store.Rows(readCtx, by.Email, "", mostOwnRows); return err })
	reads.Go(func() (err error) {
		part, err = s.publicMatches(readCtx, words, from.after, most+mostSameName)
		return err
	})
	if err := reads.Wait(); err != nil {
		return page, err
	}
	now := s.Now()
	access := map[account.ID][]account.Role{}
	for _, row := range own {
		access[row.Account.ID] = append(access[row.Account.ID], row.Access...)
		mine := placed{row.Account, PlaceOf(row.Account)}
		if part.covers(mine.place, from.after) && matchesPart(mine.account, words) {
			part.found = append(part.found, mine)
		}
	}
	slices.SortFunc(part.found, func(a, b placed) int { return a.place.Compare(b.place) })
	shown := map[account.ID]bool{}
	show := func(a account.Account) {
		a = a.AsOf(now)
		if !shown[a.ID] && (a.Status != account.AccountCancelled || a.Requester == by.Email) {
			page.Items = append(page.Items, Found{a, access[a.ID]})
		}
		shown[a.ID] = true
	}
	next := func(at spot) (Page[Found], error) {
		page.Next = writeCursor(by.Email, query, at.String())
		return page, nil
	}
	for i, a := range whole {
		if i < from.whole || from.inPart {
			shown[a.ID] = true
			continue
		}
		if len(page.Items) == most {
			return next(spot{whole: i})
		}
		show(a)
	}
	last := from.after
	for _, a := range part.found {
		if len(page.Items) == most {
			return next(spot{inPart: true, after: last})
		}
		show(a.account)
		last = a.place
	}
	if part.more {
		return next(spot{inPart: true, after: part.horizon})
	}
	return page, nil
}

// spot is a position in the results of a search: so many whole matches shown, or, among the matches
// of a part, everything up to a place.
type spot struct {
	whole  int
	inPart bool
	after  Place
}

func (p spot) String() string {
	if !p.inPart {
		return strconv.Itoa(p.whole)
	}
	return p.after.Name + "\x00" + string(p.after.ID)
}

func readSpot(position string) spot {
	name, id, inPart := strings.Cut(position, "\x00")
	if inPart {
		return spot{inPart: true, after: Place{name, account.ID(id)}}
	}
	whole, _ := strconv.Atoi(position) // the first page has no position
	return spot{whole: whole}
}

// wholeMatches answers the accounts whose whole name or whole domain identifier the query is.
// Restricted accounts are found in no other way by those who are strangers to them.
func (s Search) wholeMatches(ctx context.Context, query string) ([]account.Account, error) {
	found, err := s.Store.AccountsByName(ctx, account.Fold(query), mostSameName)
	if err != nil {
		return nil, err
	}
	domain, err := account.ParseDomain(query)
	if err != nil {
		return found, nil //nolint:nilerr // most queries are no domain identifiers
	}
	a, err := s.Store.AccountByDomain(ctx, domain)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return found, nil
	case err != nil:
		return nil, err
	}
	return append([]account.Account{a}, found...), nil
}

// publicPart is a stretch of the public accounts that match all words.
type publicPart struct {
	found   []placed
	more    bool  // some may be left
	horizon Place // then: up to where it has been read
}

// placed is an account with its place, which is dear to compute.
type placed struct {
	account account.Account
	place   Place
}

// covers tells whether an account of that place belongs in the stretch: what stands beyond its horizon waits for
// the next page, or the public accounts before it would be passed over.
func (p publicPart) covers(place, after Place) bool {
	return place.Compare(after) > 0 && (!p.more || place.Compare(p.horizon) <= 0)
}

// publicMatches answers at least so many matching accounts after that place, if there are so many.
// It reads by the longest word, which is the rarest as a rule, and drops what the others rule out.
func (s Search) publicMatches(ctx context.Context, words []string, after Place, most int) (publicPart, error) {
	var part publicPart
	if len(words) == 0 {
		return part, nil
	}
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	part.more, part.horizon = true, after
	for range mostReads {
		some, next, err := s.Store.PublicAccounts(ctx, longest, part.horizon, most)
		if err != nil {
			return publicPart{}, err
		}
		for _, a := range some {
			if matchesPart(a, words) {
				part.found = append(part.found, placed{a, PlaceOf(a)})
			}
		}
		part.more, part.horizon = next != Place{}, next
		if !part.more || len(part.found) >= most {
			break
		}
	}
	return part, nil
}

func matchesPart(a account.Account, words []string) bool {
	return len(words) > 0 && account.Matches(account.SearchWords(a.Name, a.Domain), words)
}
