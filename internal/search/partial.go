package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// How many postings one read returns. Those of one word take 8 KiB as a rule, those of each of two words 4 KiB; more are
// read only to be filtered.
const (
	readOneWord  = 40
	readTwoWords = 20
	readToFilter = 100
	maxReads     = 6 // for one page
	ownFraction  = 2 // half as many of a person's own postings are read: with their keys they are twice as large
)

// postingRange is a part of the postings that begin with a text, everybody's and the person's own.
type postingRange struct {
	candidates []candidate
	end        string              // the position up to which it was read; empty: all was read
	own        map[account.ID]bool // accounts of the person's own postings, also beyond end, and whether they may be a member
	allOwn     bool                // these are all of the person's own postings that begin with the text
}

func (r postingRange) contains(at string) bool { return r.end == "" || at <= r.end }

// partialSearch finds accounts by the beginnings of words, for one page.
type partialSearch struct {
	wordQuery
	person    account.Email
	store     Directory
	onlyOwn   bool                     // everybody's postings are not searched
	ahead     map[section]postingRange // ranges that are read already
	reads     int
	truncated bool // there was more to read than maxReads
}

// text returns what the postings of a section begin with.
func (p *partialSearch) text(of section) string {
	if of == scatteredSection {
		return p.pivot
	}
	return p.phrase
}

// sections returns the sections whose postings are to be read first.
func (p *partialSearch) sections(from position) []section {
	switch {
	case len(p.words) == 0:
		return nil
	case from.section > byNameSection:
		return []section{from.section}
	case len(p.words) == 1:
		return []section{phraseSection}
	case from.section == byNameSection:
		return []section{scatteredSection}
	default:
		return []section{phraseSection, scatteredSection}
	}
}

// readRange reads everybody's postings and the person's own at the same time. An account that is in both has the same
// position in both.
func (p *partialSearch) readRange(ctx context.Context, text, after string, most int) (postingRange, error) {
	var (
		public             []Posting
		own                []OwnPosting
		endPublic, endOwns string
	)
	reads, readCtx := errgroup.WithContext(ctx)
	if !p.onlyOwn {
		reads.Go(func() (err error) { public, endPublic, err = p.store.Postings(readCtx, text, after, most); return err })
	}
	reads.Go(func() (err error) {
		own, endOwns, err = p.store.OwnPostings(readCtx, p.person, text, after, most/ownFraction)
		return err
	})
	if err := reads.Wait(); err != nil {
		return postingRange{}, err
	}
	r := postingRange{end: nearestEnd(endPublic, endOwns), own: map[account.ID]bool{}, allOwn: after == "" && endOwns == ""}
	for _, posting := range own {
		r.own[posting.Account.ID] = posting.Member
		if r.contains(posting.Position) {
			r.candidates = append(r.candidates, candidate{posting.Account, posting.Listing, posting.Position, true, posting.Member})
		}
	}
	for _, posting := range public {
		if _, is := r.own[posting.Account.ID]; !is && r.contains(posting.Position) {
			r.candidates = append(r.candidates, candidate{account: posting.Account, listing: posting.Listing, key: posting.Position})
		}
	}
	sortByKey(r.candidates)
	return r, nil
}

// nearestEnd returns the first of two ends of reads; empty is the end of the index.
func nearestEnd(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// next returns the range after that position of a section.
func (p *partialSearch) next(ctx context.Context, of section, after string) (postingRange, error) {
	p.reads++
	if ahead, is := p.ahead[of]; is {
		delete(p.ahead, of)
		return ahead, nil
	}
	return p.readRange(ctx, p.text(of), after, readToFilter)
}

// fill adds to the page what follows a position.
func (p *partialSearch) fill(ctx context.Context, page *pageBuilder, from position) error {
	if from.section <= byNameSection {
		all, complete, err := p.completeRange(ctx)
		if err == nil && !complete && from.section == byNameSection {
			all, err = p.readOn(ctx, all) // the page before was sorted by name, and so must this one be
			complete = true
		}
		if err != nil {
			return err
		}
		if complete {
			page.addAll(p.sortedByName(all), position{section: byNameSection, after: from.after}, nil)
			return nil
		}
		from = position{section: phraseSection}
	}
	for of := from.section; of <= scatteredSection; of++ {
		if of == scatteredSection && len(p.words) == 1 {
			break // one word cannot be scattered
		}
		at := position{section: of}
		if of == from.section {
			at.after = from.after
		}
		for first := true; first || at.after != ""; first = false {
			if p.reads == maxReads {
				p.truncated = true
				page.endAt(at)
				return nil
			}
			r, err := p.next(ctx, of, at.after)
			if err != nil {
				return err
			}
			if !page.addAll(r.candidates, at, p.belongs) {
				return nil
			}
			at.after = r.end
		}
	}
	return nil
}

// completeRange returns all postings of one of the words, if one read returned all of them. Otherwise it returns what was
// read of the pivot's, and false.
func (p *partialSearch) completeRange(ctx context.Context) (r postingRange, complete bool, err error) {
	if len(p.words) == 1 {
		return p.ahead[phraseSection], p.ahead[phraseSection].end == "", nil
	}
	ofPivot := p.ahead[scatteredSection]
	if ofPivot.end == "" {
		return ofPivot, true, nil
	}
	for _, word := range p.words {
		if word == p.pivot {
			continue
		}
		p.reads++
		of, err := p.readRange(ctx, word, "", readTwoWords)
		if err != nil {
			return postingRange{}, false, err
		}
		if of.end == "" {
			return of, true, nil
		}
		if p.reads >= maxReads/2 {
			break
		}
	}
	return ofPivot, false, nil
}

// readOn reads the rest of the pivot's postings, as far as maxReads allows.
func (p *partialSearch) readOn(ctx context.Context, r postingRange) (postingRange, error) {
	for r.end != "" && p.reads < maxReads {
		p.reads++
		more, err := p.readRange(ctx, p.pivot, r.end, readToFilter)
		if err != nil {
			return postingRange{}, err
		}
		r.candidates, r.end = append(r.candidates, more.candidates...), more.end
	}
	p.truncated = r.end != ""
	return r, nil
}

// sortedByName returns the accounts of the range that match, once each.
func (p *partialSearch) sortedByName(r postingRange) []candidate {
	var byName []candidate
	seen := map[account.ID]bool{}
	for _, c := range r.candidates {
		if !seen[c.account.ID] && p.matches(c.account) {
			c.key = keyByName(c.account)
			byName = append(byName, c)
		}
		seen[c.account.ID] = true
	}
	sortByKey(byName)
	return byName
}

// belongs reports whether a posting is shown in the section: its account matches, is not shown in the section before, and
// has no earlier posting in this one. It folds the account's name again, so it is called as late as possible.
func (p *partialSearch) belongs(c candidate, to section) bool {
	listings := listingsOf(c.account)
	switch {
	case len(p.words) > 1 && !p.matchesListings(listings):
		return false
	case to == scatteredSection && firstListing(listings, p.phrase) != "":
		return false
	default:
		return strings.HasPrefix(firstListing(listings, p.text(to)), c.listing)
	}
}

func sortByKey(candidates []candidate) {
	slices.SortFunc(candidates, func(a, b candidate) int { return cmp.Compare(a.key, b.key) })
}
