package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// section is a part of the results. Sections are shown in this order.
type section int

const (
	exactSection     section = iota // accounts whose whole name or identifier is the query
	byNameSection                   // all others, sorted by name, if they are few; otherwise
	phraseSection                   // those that have the words one after the other, in the order of the index, and
	scatteredSection                // those that have the words apart, in the order of the index
)

// position is where a page ends.
type position struct {
	section section
	exact   int    // in exactSection: so many are shown
	after   string // in the other sections: all up to this key are shown
}

func (p position) String() string {
	return strconv.Itoa(int(p.section)) + " " + strconv.Itoa(p.exact) + " " + p.after
}

// parsePosition parses what String returned. Anything else is the beginning of the results.
func parsePosition(text string) position {
	fields := strings.SplitN(text, " ", 3)
	if len(fields) < 3 {
		return position{}
	}
	number, _ := strconv.Atoi(fields[0])
	exact, _ := strconv.Atoi(fields[1])
	return position{section(number), exact, fields[2]}
}

// candidate is an account that may be a result.
type candidate struct {
	account account.Account
	listing string // of its posting
	key     string // sorts the candidates of a section
	own     bool   // from a posting of the person's own: the rest of the account is read when it is shown
	member  bool   // the person is or was a member
}

// ownership is what is known of an account that may be the person's own before the account is read.
type ownership struct {
	posted    bool // the person has a posting of it
	requested bool // by the person, as copies of the account say
	mayBelong bool // the person may have roles in it, which are to be read
	exact     bool // anybody finds it by its whole name or identifier
}

// pageBuilder collects results until a page is full.
type pageBuilder struct {
	person  account.Person
	query   Query
	now     time.Time
	size    int
	added   map[account.ID]bool // accounts on this page, and the exact matches on earlier ones
	own     map[account.ID]ownership
	results Results
}

// add adds an account unless it is on the page or hidden from the person. It reports false if the page is full.
// complete removes later what is not the person's own any more.
func (b *pageBuilder) add(c candidate) bool {
	a := c.account.AsOf(b.now)
	if c.own && !b.own[a.ID].posted {
		b.own[a.ID] = ownership{posted: true, mayBelong: c.member}
	}
	own := b.own[a.ID]
	if b.added[a.ID] || a.Status == account.AccountCancelled && !own.posted && !own.requested {
		return true
	}
	if len(b.results.Items) == b.size {
		return false
	}
	b.added[a.ID] = true
	b.results.Items = append(b.results.Items, Found{WithAccess: account.WithAccess{Account: a}})
	return true
}

// addAll adds the candidates after a position that belong to its section; nil: all do. It reports false if the page is full.
func (b *pageBuilder) addAll(candidates []candidate, at position, belongs func(candidate, section) bool) bool {
	for _, c := range candidates {
		if c.key <= at.after || belongs != nil && !belongs(c, at.section) {
			continue
		}
		if !b.add(c) {
			b.endAt(at)
			return false
		}
		at.after = c.key
	}
	return true
}

// endAt makes the next page begin after that position.
func (b *pageBuilder) endAt(at position) {
	b.results.Next = paging.WriteCursor(b.person.Email, b.query.list(), at.String())
}

// complete reads what the page shows of the person's own accounts, and leaves out what the filter does not select.
func (b *pageBuilder) complete(ctx context.Context, store Directory) (Results, error) {
	err := b.confirmOwn(ctx, store)
	if err == nil {
		err = addStates(ctx, store, b.person, b.results.Items)
	}
	if err == nil {
		b.results.Items = slices.DeleteFunc(b.results.Items, func(f Found) bool { return !b.query.Filter.matches(b.person.Email, f) })
		err = nameVirtuals(ctx, store, b.results.Items)
	}
	return b.results, err
}

// confirmOwn reads the accounts on the page that may be the person's own, and removes those that are not any more: a
// posting is only a hint.
func (b *pageBuilder) confirmOwn(ctx context.Context, store Directory) error {
	var accounts, memberships []account.ID
	for _, f := range b.results.Items {
		own := b.own[f.Account.ID]
		if own.posted || own.requested {
			accounts = append(accounts, f.Account.ID)
		}
		if own.mayBelong {
			memberships = append(memberships, f.Account.ID)
		}
	}
	if len(accounts)+len(memberships) == 0 {
		return nil
	}
	read, err := store.OwnAccounts(ctx, b.person.Email, accounts, memberships)
	if err != nil {
		return err
	}
	var items []Found
	for _, f := range b.results.Items {
		own, now := b.own[f.Account.ID], read[f.Account.ID]
		if !own.posted && !own.requested {
			now.Account = f.Account
		}
		now.Account = now.Account.AsOf(b.now)
		m := account.Membership{}
		if now.Account.Status == account.AccountActive {
			m = now.Membership.AsOf(b.now)
		}
		if f = now.found(m); b.mayFind(f, own) {
			items = append(items, f)
		}
	}
	b.results.Items = items
	return nil
}

// mayFind reports whether the person may find the account in the way it was found.
func (b *pageBuilder) mayFind(f Found, own ownership) bool {
	switch {
	case f.Account.ID == "":
		return false // the posting of an account whose creation failed
	case f.Account.Requester == b.person.Email:
		return true
	case f.Account.Status == account.AccountCancelled:
		return false
	default:
		return own.exact || len(f.Access) > 0 || f.Account.FoundByPart()
	}
}

// longestName is how many bytes of a name a cursor contains, so that it fits into a URL.
const longestName = 900

// keyByName sorts as compareByName does, except among names that are the same in their first bytes. Nothing in a folded
// name sorts before the separator.
func keyByName(a account.Account) string {
	name := account.Fold(a.Name)
	for len(name) > longestName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + "\x1f" + string(a.ID)
}

func compareByName(a, b Found) int {
	return cmp.Or(strings.Compare(account.Fold(a.Account.Name), account.Fold(b.Account.Name)), cmp.Compare(a.Account.ID, b.Account.ID))
}
