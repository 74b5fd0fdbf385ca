package layout

import (
	"fmt"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// Postings returns the WORD items of an account, each with what a search result shows.
func Postings(a account.Account) []Item {
	var all []Item
	seen := map[Key]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		k := WordKey(listOf(listing, a.ID), postingPosition(listing, a))
		if seen[k] {
			continue // the same after truncation
		}
		seen[k] = true
		i := NewItem(k)
		i.PutText("accountName", a.Name)
		i.PutText("domain", string(a.Domain))
		all = append(all, i)
	}
	return all
}

// ReadPosting reads a WORD item.
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

// PostingsOf returns the keys of the postings that an account has to have.
func PostingsOf(a account.Account) map[Key]bool {
	all := map[Key]bool{}
	if a.FoundByPart() {
		for _, i := range Postings(a) {
			all[KeyOf(i)] = true
		}
	}
	return all
}

// AttrMember is true in own postings of members.
const AttrMember = "isMember"

// OwnPostings returns the OWN items of a person for an account. They stay valid when the account changes, unless its name
// does.
func OwnPostings(by account.Email, a account.Account, member bool) []Item {
	var all []Item
	seen := map[string]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		at := postingPosition(listing, a)
		if seen[at] {
			continue // the same after truncation
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

// ReadOwnPosting reads an OWN item.
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
