package storagetest

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var linkTests = []test{
	{"an unknown link opens something", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := keptCode(t, s, r)
		_, _, _, err := s.OpenLink(t.Context(), r.ID, workflow.LinkHash{1})
		wantError(t, err, account.ErrLinkInvalid)
		_, _, _, err = s.OpenLink(t.Context(), account.NewID(), code.Link)
		wantError(t, err, account.ErrLinkInvalid)
	}},
	{"a link does not open its request, or not at once", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		hash, link := workflow.LinkHash{7}, workflow.Link{RequestID: r.ID, Nominee: 2, Generation: 1}
		keepLink(t, s, hash, link)
		request, got, code, err := s.OpenLink(t.Context(), r.ID, hash)
		must(t, err)
		same(t, "request", request, r)
		same(t, "link", got, link)
		same(t, "code", code, (*workflow.Code)(nil))

		kept := codeFor(r, 2, day1)
		kept.Link = hash
		must(t, s.KeepCode(t.Context(), r, nil, kept, codeMail(r, kept, day1)))
		_, _, code, err = s.OpenLink(t.Context(), r.ID, hash)
		must(t, err)
		same(t, "code", code, &kept)
		same(t, "code by link", get[workflow.Code](t)(codeOf(t, s, hash)), kept)
	}},
	{"a link's owner changes", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		hash, link := workflow.LinkHash{7}, workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1}
		keepLink(t, s, hash, link)
		keepLink(t, s, hash, link)
		for _, other := range []workflow.Link{
			{RequestID: r.ID, Nominee: 2, Generation: 1},
			{RequestID: r.ID, Nominee: 1, Generation: 2},
			{RequestID: account.NewID(), Nominee: 1, Generation: 1},
			{RequestID: r.ID, Nominee: 1, Generation: 1, Purpose: workflow.ToReport},
		} {
			refused(t, s, retry.ErrConflict, claimWith(t, s, hash, other))
		}
	}},
	{"a code without its mail, or a mail without its code", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := keptCode(t, s, r)
		next := codeFor(r, 1, day1.Add(time.Minute))
		next.Link = code.Link
		mail := codeMail(r, next, day1.Add(time.Minute))
		must(t, s.KeepCode(t.Context(), r, &code, next, mail))
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, code.Link)), next)
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), mail.ID)),
			workflow.Outgoing{Mail: mail, State: workflow.MailQueued, DueAt: mail.CreatedAt, CountedAt: mail.CreatedAt})

		third := codeFor(r, 1, day1.Add(time.Minute))
		third.Link = code.Link
		refused(t, s, retry.ErrConflict, func() error { return s.KeepCode(t.Context(), r, &next, third, mail) })
	}},
	{"a link is not for what it was kept for", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		report := workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1, Purpose: workflow.ToReport}
		keepLink(t, s, workflow.LinkHash{7}, report)
		keepLink(t, s, workflow.LinkHash{7}, report)
		_, got, _, err := s.OpenLink(t.Context(), r.ID, workflow.LinkHash{7})
		must(t, err)
		same(t, "link", got, report)
		decide := report
		decide.Purpose = workflow.ToDecide
		refused(t, s, retry.ErrConflict, claimWith(t, s, workflow.LinkHash{7}, decide))

		// A link to report needs no request.
		lone := workflow.Link{RequestID: account.NewID(), Purpose: workflow.ToReport, Address: "ann@acme.com", Requester: partner}
		keepLink(t, s, workflow.LinkHash{8}, lone)
		keepLink(t, s, workflow.LinkHash{8}, lone)
		for _, other := range []workflow.Link{
			{RequestID: lone.RequestID, Purpose: workflow.ToReport, Address: "bob@acme.com", Requester: partner},
			{RequestID: lone.RequestID, Purpose: workflow.ToReport, Address: "ann@acme.com", Requester: other},
		} {
			refused(t, s, retry.ErrConflict, claimWith(t, s, workflow.LinkHash{8}, other))
		}
		none, about, _, err := s.OpenLink(t.Context(), lone.RequestID, workflow.LinkHash{8})
		must(t, err)
		same(t, "link", about, lone)
		same(t, "request", none.ID, account.ID(""))
		decides := workflow.Link{RequestID: lone.RequestID, Nominee: 1, Generation: 1}
		keepLink(t, s, workflow.LinkHash{9}, decides)
		_, _, _, err = s.OpenLink(t.Context(), lone.RequestID, workflow.LinkHash{9})
		wantError(t, err, account.ErrLinkInvalid)
	}},
	{"a code takes the place of another than was read", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		first := keptCode(t, s, r)
		next := codeFor(r, 1, day1)
		next.Link = first.Link
		keep := func(was *workflow.Code) func() error {
			return func() error { return s.KeepCode(t.Context(), r, was, next, codeMail(r, next, day1)) }
		}
		tried, elses, unkept := tried(first), first, codeFor(r, 2, day1)
		elses.Nonce[0]++
		for _, was := range []*workflow.Code{nil, &tried, &elses} {
			refused(t, s, retry.ErrConflict, keep(was))
		}
		next.Link = unkept.Link
		refused(t, s, retry.ErrConflict, keep(&unkept))
		next.Link = first.Link
		must(t, countTry(t, s, first))
		refused(t, s, retry.ErrConflict, keep(&first))
		must(t, keep(&tried)())
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, first.Link)), next)
	}},
	{"a code is kept for a request that has changed", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		commit(t, s, forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Minute)))
		code := codeFor(r, 1, day1)
		refused(t, s, retry.ErrConflict, func() error {
			return s.KeepCode(t.Context(), r, nil, code, codeMail(r, code, day1))
		})
		code.RequestID = account.NewID()
		unknown := r
		unknown.ID = code.RequestID
		refused(t, s, retry.ErrConflict, func() error {
			return s.KeepCode(t.Context(), unknown, nil, code, codeMail(r, code, day1))
		})
	}},
	{"a code is mailed without its use, or a use counted without its code", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		subject := workflow.CodesThrough(workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1})
		first := codeFor(r, 1, day1)
		unused := used(t, s, subject)
		must(t, s.KeepCode(t.Context(), r, nil, first, codeMail(r, first, day1), use(t, unused, 9, day1)))
		once := used(t, s, subject)
		same(t, "uses", once.Uses, use(t, unused, 9, day1).Next)

		// The same code is mailed again for another challenge; stale uses or another code cause a conflict.
		again := first
		again.Version, again.Challenges = 1, []workflow.Challenge{{Challenge: [16]byte{1}, Tries: 2}, {Challenge: [16]byte{2}, Spare: true}}
		mail := codeMail(r, again, day1.Add(time.Minute))
		keep := func(was workflow.Code, of workflow.Used) func() error {
			return func() error {
				return s.KeepCode(t.Context(), r, &was, again, mail, use(t, of, 9, day1.Add(time.Minute)))
			}
		}
		refused(t, s, retry.ErrConflict, keep(first, unused))
		refused(t, s, retry.ErrConflict, keep(tried(first), once))
		must(t, keep(first, once)())
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, first.Link)), again)
		same(t, "version of the uses", used(t, s, subject).Version, once.Version+1)
		refused(t, s, retry.ErrConflict, keep(first, used(t, s, subject)))
	}},
	{"an asking without a mail is added to another code than was read, or brings about a mail", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		read := keptCode(t, s, r)
		asked := tried(read)
		asked.Tries, asked.Challenges = 0, []workflow.Challenge{{Challenge: [16]byte{1}, Spare: true}}
		elses := read
		elses.Nonce[0]++
		for _, was := range []workflow.Code{elses, tried(read), codeFor(r, 1, day1)} {
			next := asked
			next.Link = was.Link
			refused(t, s, retry.ErrConflict, func() error { return s.ReplaceCode(t.Context(), was, next) })
		}
		before := get[map[string]string](t)(s.Dump(t.Context()))
		must(t, s.ReplaceCode(t.Context(), read, asked))
		same(t, "items", len(get[map[string]string](t)(s.Dump(t.Context()))), len(before))
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, read.Link)), asked)
		refused(t, s, retry.ErrConflict, func() error { return countTry(t, s, read) })
		refused(t, s, retry.ErrConflict, func() error { return s.ReplaceCode(t.Context(), read, asked) })
	}},
	{"a try is counted on another code or twice", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		read := keptCode(t, s, r)
		must(t, countTry(t, s, read))
		refused(t, s, retry.ErrConflict, func() error { return countTry(t, s, read) })
		read = tried(read)
		same(t, "code", get[workflow.Code](t)(codeOf(t, s, read.Link)), read)
		fresh := codeFor(r, 1, day1)
		fresh.Link, fresh.Tries, fresh.Version = read.Link, 1, 2
		must(t, s.KeepCode(t.Context(), r, &read, fresh, codeMail(r, fresh, day1)))
		refused(t, s, retry.ErrConflict, func() error { return countTry(t, s, read) })
		gone := codeFor(r, 2, day1)
		refused(t, s, retry.ErrConflict, func() error { return countTry(t, s, gone) })
	}},
}
