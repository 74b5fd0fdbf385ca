package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
	"smartaccounts/tools/companies"
)

// kind is a kind of search.
type kind struct {
	name string
	// query returns the query of this kind for an account; empty if there is none.
	query func(account.Account) string
	// finds reports whether the page is a result of this kind, so that no other result is measured.
	finds func(a account.Account, page page) bool
	last  bool // measure the last of several pages
	again bool // needs a second round of reads, for similar spellings
}

// page is a page of search results.
type page struct {
	Items []struct {
		ID account.ID `json:"id"`
	} `json:"items"`
	Next string `json:"nextCursor"`
}

var kinds = []kind{
	{name: "exact name", query: func(a account.Account) string { return a.Name }, finds: finds},
	{name: "exact domain", query: func(a account.Account) string { return a.Domain.Unicode() }, finds: findsFirst},
	{name: "first word", query: word(0), finds: findsSome},
	{name: "later word", query: word(1), finds: findsSome},
	{name: "two words", query: twoWords, finds: findsSome},
	{name: "domain label", query: label, finds: finds},
	{name: "no hit", query: noHit, finds: func(_ account.Account, p page) bool { return len(p.Items) == 0 }, again: true},
	{name: "hottest word", query: func(account.Account) string { return companies.HottestWord }, finds: findsPage},
	{name: "last page", query: word(0), finds: findsSome, last: true},
}

// word returns a function that returns the name's word with that number, or "" if it has fewer than two letters.
func word(number int) func(account.Account) string {
	return func(a account.Account) string {
		words := account.Words(a.Name)
		if number >= len(words) || utf8.RuneCountInString(words[number]) < 2 {
			return ""
		}
		return words[number]
	}
}

func twoWords(a account.Account) string {
	first, second := word(0)(a), word(1)(a)
	if first == "" || second == "" {
		return ""
	}
	return first + " " + second
}

func label(a account.Account) string {
	first, _, _ := strings.Cut(a.Domain.Unicode(), ".")
	return first
}

// noHit returns a word that no account has, but that begins like a word of the account.
func noHit(a account.Account) string {
	known := word(0)(a)
	if known == "" {
		return ""
	}
	return string([]rune(known)[:2]) + "qxzq"
}

func findsFirst(a account.Account, p page) bool { return len(p.Items) > 0 && p.Items[0].ID == a.ID }

func finds(a account.Account, p page) bool {
	for _, item := range p.Items {
		if item.ID == a.ID {
			return true
		}
	}
	return p.Next != "" // it may be on a later page if many accounts have the name
}

func findsSome(_ account.Account, p page) bool { return len(p.Items) > 0 }

func findsPage(_ account.Account, p page) bool { return len(p.Items) == pageSize && p.Next != "" }

const pageSize = 20

// search returns the caller's search for a query, beginning at a cursor.
func search(query, cursor string) httpRequest {
	values := url.Values{"q": {query}, "limit": {strconv.Itoa(pageSize)}}
	if cursor != "" {
		values.Set("cursor", cursor)
	}
	return httpRequest{method: http.MethodGet, path: "/v1/accounts", query: values, by: caller}
}
