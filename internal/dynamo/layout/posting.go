package layout

import (
	"fmt"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// Postings are the items under which strangers find the account, each carrying what they then see.
func Postings(a account.Account) []Item {
	var all []Item
	seen := map[Key]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		k := WordKey(listOf(listing, a.ID), postingPosition(listing, a))
		if seen[k] {
			continue // longer than a key, and the same as far as that goes
		}
		seen[k] = true
		i := NewItem(k)
		i.PutText("accountName", a.Name)
		i.PutText("domain", string(a.Domain))
		all = append(all, i)
	}
	return all
}

func ReadPosting(i Item) (search.Posting, error) {
	read := NewReader(i)
	at := read.Text("SK")
	p := search.Posting{Listing: listingOf(at), Position: at, Account: account.Account{
		ID: PostedAccount(at), Name: read.Text("accountName"), Domain: account.Domain(read.Text("domain")),
		Status: account.AccountActive, Visibility: account.Public,
	}}
	if read.Err != nil {
		return p, fmt.Errorf("posting: %w", read.Err)
	}
	return p, nil
}

// PostingsOf returns where the search index has to list the account.
func PostingsOf(a account.Account) map[Key]bool {
	all := map[Key]bool{}
	if a.FoundByPart() {
		for _, i := range Postings(a) {
			all[KeyOf(i)] = true
		}
	}
	return all
}

// AttrMember marks a person's own posting of an account that they belong to.
const AttrMember = "isMember"

// OwnPostings are the items under which the person finds an account of their own by a part. They say where to look, and
// are right whatever becomes of the account, whose name and identifier stay.
func OwnPostings(by account.Email, a account.Account, member bool) []Item {
	var all []Item
	seen := map[string]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		at := postingPosition(listing, a)
		if seen[at] {
			continue // longer than a key, and the same as far as that goes
		}
		seen[at] = true
		i := NewItem(ownKey(by, at))
		i.PutText("accountName", a.Name)
		i.PutText("domain", string(a.Domain))
		i.PutTrue(AttrMember, member)
		all = append(all, i)
	}
	return all
}

func ReadOwnPosting(read *Reader) (search.OwnPosting, error) {
	at := strings.TrimPrefix(read.Text("SK"), PrefixOwn)
	p := search.OwnPosting{
		Posting: search.Posting{Listing: listingOf(at), Position: at, Account: account.Account{
			ID: PostedAccount(at), Name: read.Text("accountName"), Domain: account.Domain(read.Text("domain")),
		}},
		Member: read.IsTrue(AttrMember),
	}
	if read.Err != nil {
		return p, fmt.Errorf("own posting: %w", read.Err)
	}
	return p, nil
}
