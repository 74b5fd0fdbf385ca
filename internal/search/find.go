package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// How many postings a search reads at a time: from one list what is 8 KiB as a rule, from each of two
// 4 KiB; more only when what was read is to be sifted.
const (
	readOfOne  = 40
	readOfTwo  = 20
	readToSift = 100
	mostReads  = 6 // to fill one page
	ownShare   = 2 // of a person's own postings a half as many are read: they are as large with their key
)

// wanted is what a search looks for by a part: all of the words have to begin words of the account.
type wanted struct {
	words  []string
	phrase string // the words one after the other
	pivot  string // the word of whose postings those are sifted in which the words stand apart
}

// wantedIn reads a web or e-mail address as the domain identifier that is meant by it.
func wantedIn(query string) wanted {
	if d, is := account.UnderstoodDomain(query); is {
		query = d.Unicode()
	}
	w := wanted{words: account.Words(query)}
	w.phrase = strings.Join(w.words, " ")
	if len(w.words) > 0 {
		w.pivot = w.words[0] // what a name begins with is rarer than what it ends with
	}
	return w
}

// matches reports whether a person who may find the account by a part finds it by these words.
func (w wanted) matches(a account.Account) bool { return w.foundUnder(listingsOf(a)) }

// foundUnder tells the same by an account's listings: each begins with one of its words.
func (w wanted) foundUnder(listings []string) bool {
	return len(w.words) > 0 && account.Matches(listings, w.words)
}

func listingsOf(a account.Account) []string { return account.Listings(a.Name, a.Domain) }

// firstListing returns the first of the listings that begin with the text; empty if none does.
func firstListing(listings []string, text string) string {
	first := ""
	for _, listing := range listings {
		if strings.HasPrefix(listing, text) && (first == "" || listing < first) {
			first = listing
		}
	}
	return first
}

// stage is a part of the results of a search. They come in this order.
type stage int

const (
	wholeStage  stage = iota // the whole name or identifier is the query
	namesStage               // all others by name, if these are few; else
	phraseStage              // those in which the words stand one after the other, as they are listed, and
	othersStage              // those in which they stand apart
)

// spot is a position in the results: what has been shown.
type spot struct {
	stage stage
	whole int    // of wholeStage: so many
	after string // of the others: all up to this key
}

func (p spot) String() string {
	return strconv.Itoa(int(p.stage)) + " " + strconv.Itoa(p.whole) + " " + p.after
}

// readSpot reads what String wrote; nothing is the beginning.
func readSpot(position string) spot {
	numbers := strings.SplitN(position, " ", 3)
	if len(numbers) < 3 {
		return spot{}
	}
	kind, _ := strconv.Atoi(numbers[0])
	whole, _ := strconv.Atoi(numbers[1])
	return spot{stage(kind), whole, numbers[2]}
}

// hit is an account with its place in a stage.
type hit struct {
	account account.Account
	listing string // of the posting
	key     string
	own     bool // the account has an id, a name and an identifier alone; the rest is read for what is shown
	member  bool // the person belongs to it, or did
}

// stretch is a part of the postings that begin with a text, everybody's and the person's own.
type stretch struct {
	hits []hit
	upTo string              // it has been read to there; empty: to the end
	own  map[account.ID]bool // the person's, also beyond there, and whether they belong to it
	all  bool                // these are all of their own that begin so
}

// finding is a search by a part under way.
type finding struct {
	wanted
	by    account.Email
	store Directory
	read  map[stage]stretch // what is read ahead
	reads int
	tired bool // it gave up reading
}

// text returns what the postings of a stage begin with.
func (f *finding) text(of stage) string {
	if of == othersStage {
		return f.pivot
	}
	return f.phrase
}

// lists returns the stages whose postings lead to what is still to be shown.
func (f *finding) lists(from spot) []stage {
	switch {
	case len(f.words) == 0:
		return nil
	case from.stage > namesStage:
		return []stage{from.stage}
	case len(f.words) == 1:
		return []stage{phraseStage}
	case from.stage == namesStage:
		return []stage{othersStage}
	default:
		return []stage{phraseStage, othersStage}
	}
}

// postings reads a stretch of everybody's postings and of the person's own at once. A public account of their own
// stands at the same place among both.
func (f *finding) postings(ctx context.Context, text, after string, most int) (stretch, error) {
	var (
		public          []Posting
		own             []OwnPosting
		nextOf, nextOwn string
	)
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { public, nextOf, err = f.store.Postings(readCtx, text, after, most); return err })
	reads.Go(func() (err error) {
		own, nextOwn, err = f.store.OwnPostings(readCtx, f.by, text, after, most/ownShare)
		return err
	})
	if err := reads.Wait(); err != nil {
		return stretch{}, err
	}
	s := stretch{upTo: nearest(nextOf, nextOwn), own: map[account.ID]bool{}, all: after == "" && nextOwn == ""}
	for _, p := range own {
		s.own[p.Account.ID] = p.Member
		if s.reaches(p.Position) {
			s.hits = append(s.hits, hit{p.Account, p.Listing, p.Position, true, p.Member})
		}
	}
	for _, p := range public {
		if _, is := s.own[p.Account.ID]; !is && s.reaches(p.Position) {
			s.hits = append(s.hits, hit{account: p.Account, listing: p.Listing, key: p.Position})
		}
	}
	sortHits(s.hits)
	return s, nil
}

// nearest returns the first of two places up to which was read; empty is the end.
func nearest(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func (s stretch) reaches(at string) bool { return s.upTo == "" || at <= s.upTo }

// next returns the stretch after that place, read ahead or not.
func (f *finding) next(ctx context.Context, of stage, after string) (stretch, error) {
	f.reads++
	if ahead, is := f.read[of]; is {
		delete(f.read, of)
		return ahead, nil
	}
	return f.postings(ctx, f.text(of), after, readToSift)
}

// few returns all that matches, by name, if one read of the postings of one of the words brought all of
// its; or at any rate if it is to be.
func (f *finding) few(ctx context.Context, toBe bool) (byName []hit, few bool, err error) {
	all, complete, err := f.complete(ctx)
	if err != nil {
		return nil, false, err
	}
	for !complete && toBe && f.reads < mostReads {
		f.reads++
		more, err := f.postings(ctx, f.pivot, all.upTo, readToSift)
		if err != nil {
			return nil, false, err
		}
		all.hits, all.upTo = append(all.hits, more.hits...), more.upTo
		complete = all.upTo == ""
	}
	if !complete && !toBe {
		return nil, false, nil
	}
	f.tired = !complete
	seen := map[account.ID]bool{}
	for _, h := range all.hits {
		if !seen[h.account.ID] && f.matches(h.account) {
			h.key = positionByName(h.account)
			byName = append(byName, h)
		}
		seen[h.account.ID] = true
	}
	sortHits(byName)
	return byName, true, nil
}

// complete returns all postings of one of the words, of whichever one read brings them all; else what has
// been read of the pivot's.
func (f *finding) complete(ctx context.Context) (all stretch, complete bool, err error) {
	if len(f.words) == 1 {
		return f.read[phraseStage], f.read[phraseStage].upTo == "", nil
	}
	ofPivot := f.read[othersStage]
	if ofPivot.upTo == "" {
		return ofPivot, true, nil
	}
	for _, word := range f.words {
		if word == f.pivot {
			continue
		}
		f.reads++
		of, err := f.postings(ctx, word, "", readOfTwo)
		if err != nil {
			return stretch{}, false, err
		}
		if of.upTo == "" {
			return of, true, nil
		}
		if f.reads >= mostReads/2 {
			break
		}
	}
	return ofPivot, false, nil
}

// shows reports whether what stands at that place of a stage is to be shown there: it matches, is not shown in
// the stage before, and stands at no place before this one. To tell that is dear, so it is asked last.
func (f *finding) shows(h hit, of stage) bool {
	listings := listingsOf(h.account)
	switch {
	case len(f.words) > 1 && !f.foundUnder(listings):
		return false
	case of == othersStage && firstListing(listings, f.phrase) != "":
		return false
	default:
		return strings.HasPrefix(firstListing(listings, f.text(of)), h.listing)
	}
}

// longestName is how many bytes of a name a cursor contains, so that it fits into a URL.
const longestName = 900

// positionByName returns a position in the order of compareByName, except among names that are the same in their first
// bytes. Nothing in a folded name sorts before the separator.
func positionByName(a account.Account) string {
	name := account.Fold(a.Name)
	for len(name) > longestName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name + "\x1f" + string(a.ID)
}

func compareByName(a, b account.WithAccess) int {
	return cmp.Or(strings.Compare(account.Fold(a.Account.Name), account.Fold(b.Account.Name)), cmp.Compare(a.Account.ID, b.Account.ID))
}

func sortHits(hits []hit) {
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.key, b.key) })
}

// find shows accounts whose whole name or whole domain identifier is the query, then all those that the
// person may find by a part.
func (s Find) find(ctx context.Context, by account.Person, query, position string, most int) (Results, error) {
	var (
		from  = readSpot(position)
		f     = finding{wanted: wantedIn(query), by: by.Email, store: s.Store, read: map[stage]stretch{}}
		whole []account.Account
	)
	lists := f.lists(from)
	ahead := make([]stretch, len(lists))
	err := access.ReadWithRole(ctx, s.Store, by, func(ctx context.Context) error {
		reads, readCtx := errgroup.WithContext(ctx)
		reads.Go(func() (err error) { whole, err = s.wholeMatches(readCtx, query); return err })
		for n, of := range lists {
			after, size := "", readOfOne
			if from.stage == of {
				after = from.after
			}
			if len(f.words) > 1 && from.stage <= namesStage {
				size = readOfTwo
			}
			reads.Go(func() (err error) { ahead[n], err = f.postings(readCtx, f.text(of), after, size); return err })
		}
		return reads.Wait()
	})
	if err != nil {
		return Results{}, err
	}
	p := showing{by: by, query: query, now: s.Now(), most: most, shown: map[account.ID]bool{}, own: map[account.ID]ownership{}}
	all := false
	for n, of := range lists {
		f.read[of] = ahead[n]
		all = all || f.text(of) == f.pivot && ahead[n].all
		for id, member := range ahead[n].own {
			p.own[id] = ownership{listed: true, mayBelong: member}
		}
	}
	if from.stage == wholeStage {
		for _, a := range whole {
			mine := p.own[a.ID]
			mine.whole, mine.asked = true, a.Requester == by.Email
			mine.mayBelong = mine.mayBelong || !mine.listed && !(all && f.matches(a))
			p.own[a.ID] = mine
		}
	}
	for n, a := range whole {
		switch {
		case from.stage > wholeStage || n < from.whole:
			p.shown[a.ID] = true
		case !p.show(hit{account: a}):
			p.until(spot{whole: n})
			return p.results, p.settle(ctx, s.Store)
		}
	}
	if len(f.words) == 0 {
		return p.results, p.settle(ctx, s.Store)
	}
	shownWhole := len(p.results.Items)
	if err := f.fill(ctx, &p, from); err != nil {
		return Results{}, err
	}
	p.results.Refine = f.tired
	if position == "" && p.results.Next == "" { // that is all there is
		slices.SortFunc(p.results.Items[shownWhole:], compareByName)
	}
	if err := p.settle(ctx, s.Store); err != nil {
		return Results{}, err
	}
	return s.orMeant(ctx, f.wanted, p.results, position)
}

// fill shows what is found by a part from there on.
func (f *finding) fill(ctx context.Context, p *showing, from spot) error {
	if from.stage <= namesStage {
		byName, few, err := f.few(ctx, from.stage == namesStage)
		if err != nil {
			return err
		}
		if few {
			p.showAll(byName, spot{stage: namesStage, after: from.after}, nil)
			return nil
		}
		from = spot{stage: phraseStage}
	}
	for of := from.stage; of <= othersStage; of++ {
		if of == othersStage && len(f.words) == 1 {
			break // a word cannot stand apart from itself
		}
		at := spot{stage: of}
		if of == from.stage {
			at.after = from.after
		}
		for first := true; first || at.after != ""; first = false {
			if f.reads == mostReads {
				f.tired = true
				p.until(at)
				return nil
			}
			s, err := f.next(ctx, of, at.after)
			if err != nil {
				return err
			}
			if !p.showAll(s.hits, at, f.shows) {
				return nil
			}
			at.after = s.upTo
		}
	}
	return nil
}

// showing is a page in the making.
type showing struct {
	by      account.Person
	query   string
	now     time.Time
	most    int
	shown   map[account.ID]bool
	own     map[account.ID]ownership // of what is the person's own, or may be
	results Results
}

// ownership is what is known of an account that may be the person's own, before that is read.
type ownership struct {
	listed    bool // among their own postings
	asked     bool // for by them, as copies of the account have it
	mayBelong bool // to it: their roles are to be read
	whole     bool // found by its whole name or identifier, which everybody may
}

// show puts an account on the page unless it is there or is none of the person's business; false if
// there is no room for it. What is the person's own is looked at when the page is full.
func (p *showing) show(h hit) bool {
	a := h.account.AsOf(p.now)
	if h.own && !p.own[a.ID].listed {
		p.own[a.ID] = ownership{listed: true, mayBelong: h.member}
	}
	mine := p.own[a.ID]
	if p.shown[a.ID] || a.Status == account.AccountCancelled && !mine.listed && !mine.asked {
		return true
	}
	if len(p.results.Items) == p.most {
		return false
	}
	p.shown[a.ID] = true
	p.results.Items = append(p.results.Items, account.WithAccess{Account: a})
	return true
}

// settle reads what is on the page of the person's own, as it is now, and takes away what is not theirs any more. A
// posting says only where to look.
func (p *showing) settle(ctx context.Context, store Directory) error {
	var accounts, roles []account.ID
	for _, f := range p.results.Items {
		mine := p.own[f.Account.ID]
		if mine.listed || mine.asked {
			accounts = append(accounts, f.Account.ID)
		}
		if mine.mayBelong {
			roles = append(roles, f.Account.ID)
		}
	}
	if len(accounts)+len(roles) == 0 {
		return nil
	}
	read, err := store.OwnAccounts(ctx, p.by.Email, accounts, roles)
	if err != nil {
		return err
	}
	var items []account.WithAccess
	for _, f := range p.results.Items {
		mine, now := p.own[f.Account.ID], read[f.Account.ID]
		if mine.listed || mine.asked {
			f.Account = now.Account.AsOf(p.now)
		}
		if f.Account.Status == account.AccountActive {
			f.Access = now.Access
		}
		if p.finds(f, mine) {
			items = append(items, f)
		}
	}
	p.results.Items = items
	return nil
}

// finds reports whether the person finds the account in the way it was found.
func (p *showing) finds(f account.WithAccess, mine ownership) bool {
	switch {
	case f.Account.ID == "":
		return false // a posting of an account that never came about
	case f.Account.Requester == p.by.Email:
		return true
	case f.Account.Status == account.AccountCancelled:
		return false
	default:
		return mine.whole || len(f.Access) > 0 || f.Account.FoundByPart()
	}
}

// showAll shows what stands after the spot and is to be shown; false if there was no room for all.
func (p *showing) showAll(hits []hit, at spot, shows func(hit, stage) bool) bool {
	for _, h := range hits {
		if h.key <= at.after || shows != nil && !shows(h, at.stage) {
			continue
		}
		if !p.show(h) {
			p.until(at)
			return false
		}
		at.after = h.key
	}
	return true
}

// until ends the page: the next begins there.
func (p *showing) until(at spot) {
	p.results.Next = paging.WriteCursor(p.by.Email, p.query, at.String())
}
