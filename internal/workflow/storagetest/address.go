package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

func addressOf(t *testing.T, s Store, email account.Email) account.Address {
	t.Helper()
	return get[account.Address](t)(s.Address(t.Context(), email))
}

// stopping returns the change by which an address accepts no more mail from that requester.
func stopping(t *testing.T, read account.Address, requester account.Email) workflow.AddressChange {
	t.Helper()
	next, err := read.Stop(requester, day1)
	must(t, err)
	return workflow.AddressChange{Read: read, Next: next}
}

func complaining(t *testing.T, read account.Address, at time.Time) workflow.AddressChange {
	t.Helper()
	next, err := read.Complain(at)
	must(t, err)
	return workflow.AddressChange{Read: read, Next: next}
}

func onlyList(addresses []account.Address, _ string, err error) ([]account.Address, error) {
	return addresses, err
}

func silenced(a account.Address, _ bool, err error) (account.Address, error) { return a, err }

func lifting(t *testing.T, read account.Address) workflow.AddressChange {
	t.Helper()
	next, err := read.Lift()
	must(t, err)
	return workflow.AddressChange{Read: read, Next: next}
}

// sentMail commits an opening and changes the state of its first mail to sent.
func sentMail(t *testing.T, s Store, domain account.Domain) (account.Request, workflow.Outgoing) {
	t.Helper()
	open := opening(domain, partner, day1, 1)
	commit(t, s, open)
	read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
	next := read
	next.State, next.Attempts, next.DueAt, next.MessageID = workflow.MailSent, 1, time.Time{}, "message"
	must(t, s.Move(t.Context(), read, next))
	return open.After, next
}

func newsOf(read workflow.Outgoing, news account.Delivery) workflow.MailChange {
	next := read
	next.News = news
	return workflow.MailChange{Read: read, Next: next}
}

var addressTests = []test{
	{"what an address said is forgotten, or is another's", func(t *testing.T, s Store) {
		const ann account.Email = "ann@acme.com"
		want := account.Address{Email: ann}
		same(t, "unknown", addressOf(t, s, ann), want)
		steps := []func(account.Address) (account.Address, error){
			func(a account.Address) (account.Address, error) { return a.Stop(partner, day1) },
			func(a account.Address) (account.Address, error) { return a.Stop(other, day1) },
			func(a account.Address) (account.Address, error) { return a.Undo(partner) },
			func(a account.Address) (account.Address, error) {
				a, err := a.Complain(day1)
				return a.Telling("r1", 1).Telling("r2", 3), err
			},
			func(a account.Address) (account.Address, error) {
				return silenced(a.Silence(partner, day1.Add(time.Second)))
			},
			func(a account.Address) (account.Address, error) { return a.Lift() },
			func(a account.Address) (account.Address, error) { return a.Stop(partner, day1) },
			func(a account.Address) (account.Address, error) { return a.Undo(partner) },
		}
		for _, step := range steps {
			next := get[account.Address](t)(step(want))
			must(t, s.KeepAddress(t.Context(), workflow.AddressChange{Read: want, Next: next}))
			if want = addressOf(t, s, ann); len(next.StoppedFor) == 0 {
				next.StoppedFor = nil
			}
			same(t, "address", want, next)
		}
		same(t, "another", addressOf(t, s, "bob@acme.com"), account.Address{Email: "bob@acme.com"})
	}},
	{"of several addresses one is taken for another", func(t *testing.T, s Store) {
		const ann, bob account.Email = "ann@acme.com", "bob@acme.com"
		stopped := stopping(t, account.Address{Email: ann}, partner)
		must(t, s.KeepAddress(t.Context(), stopped))
		got := get[[]account.Address](t)(s.Addresses(t.Context(), []account.Email{bob, "ann+x@acme.com", ann}))
		same(t, "addresses", got, []account.Address{{Email: bob}, stopped.Next, stopped.Next})
		same(t, "of none", len(get[[]account.Address](t)(s.Addresses(t.Context(), nil))), 0)
	}},
	{"an address is changed on a stale version", func(t *testing.T, s Store) {
		first := stopping(t, account.Address{Email: "ann@acme.com"}, partner)
		must(t, s.KeepAddress(t.Context(), first))
		refused(t, s, retry.ErrConflict, func() error { return s.KeepAddress(t.Context(), first) })
		second := stopping(t, first.Next, other)
		must(t, s.KeepAddress(t.Context(), second))
		refused(t, s, retry.ErrConflict, func() error { return s.KeepAddress(t.Context(), second) })
		unknown := second
		unknown.Read.Email, unknown.Next.Email = "bob@acme.com", "bob@acme.com"
		refused(t, s, retry.ErrConflict, func() error { return s.KeepAddress(t.Context(), unknown) })
	}},
	{"a report is stored on its request though the address has changed since", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		report := func(read account.Request, number int, address workflow.AddressChange) workflow.Change {
			after, event, err := read.Report(number, true, day1.Add(time.Minute))
			must(t, err)
			return workflow.Change{Before: &read, After: after, Event: event, Address: &address}
		}
		ann := r.Nominees[0].Email
		first := stopping(t, account.Address{Email: ann}, partner)
		stale := report(r, 1, first)
		must(t, s.KeepAddress(t.Context(), stopping(t, account.Address{Email: ann}, other)))
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), stale) })
		again := report(r, 1, stopping(t, addressOf(t, s, ann), partner))
		commit(t, s, again)
		same(t, "address", addressOf(t, s, ann), again.Address.Next)
		// The address is not changed either if the request has changed.
		stale = report(r, 2, stopping(t, account.Address{Email: r.Nominees[1].Email}, partner))
		stale.Event.Number = 99
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), stale) })
	}},
	{"a code is promised to an address without looking at what is known of it", func(t *testing.T, s Store) {
		const ann account.Email = "ann@acme.com"
		link := workflow.Link{RequestID: account.NewID(), Nominee: 1, Generation: 1}
		box := func() workflow.CodeMailbox {
			return get[workflow.CodeMailbox](t)(s.CodeMailbox(t.Context(), link, partner, "ann+x@acme.com", 3))
		}
		want := workflow.CodeMailbox{
			Part:    3,
			Address: account.Address{Email: ann}, Through: workflow.Used{Subject: workflow.CodesThrough(link)},
			To: workflow.Used{Subject: workflow.CodesTo(ann)}, ToSuppressed: workflow.Used{Subject: workflow.CodesToSuppressed(ann)},
			PerRequester: workflow.Used{Subject: workflow.MailsOf(partner)},
			Codes:        workflow.Used{Subject: workflow.DailyCodes.Part(3)}, Mails: workflow.Used{Subject: workflow.DailyMails.Part(3)},
		}
		same(t, "unknown", box(), want)
		address := complaining(t, want.Address, day1)
		must(t, s.KeepAddress(t.Context(), address))
		want.Address = address.Next
		for n, one := range []*workflow.Used{&want.Through, &want.To, &want.ToSuppressed, &want.PerRequester, &want.Codes, &want.Mails} {
			change := use(t, *one, 9, day1.Add(time.Duration(n)*time.Second))
			must(t, s.KeepUses(t.Context(), change))
			*one = workflow.Used{Subject: one.Subject, Version: 1, Uses: change.Next}
		}
		same(t, "known", box(), want)
	}},
	{"mail goes to an address without looking at what is known of it", func(t *testing.T, s Store) {
		const ann account.Email = "ann@acme.com"
		mailbox := func() workflow.Mailbox { return get[workflow.Mailbox](t)(s.Mailbox(t.Context(), partner, ann, 3)) }
		want := workflow.Mailbox{
			Part:        3,
			Address:     account.Address{Email: ann},
			Invitations: workflow.Used{Subject: workflow.InvitationsTo(ann)}, InvitationsByRequester: workflow.Used{Subject: workflow.InvitationsBy(partner, ann)},
			Daily: workflow.Used{Subject: workflow.DailyMails.Part(3)}, PerRequester: workflow.Used{Subject: workflow.MailsOf(partner)},
		}
		same(t, "unknown", mailbox(), want)
		address := complaining(t, stopping(t, want.Address, partner).Next, day1)
		address.Read = want.Address
		must(t, s.KeepAddress(t.Context(), address))
		want.Address = address.Next
		for n, one := range []*workflow.Used{&want.Invitations, &want.InvitationsByRequester, &want.Daily, &want.PerRequester} {
			change := use(t, *one, 9, day1.Add(time.Duration(n)*time.Second))
			must(t, s.KeepUses(t.Context(), change))
			one.Version, one.Uses = 1, change.Next
		}
		same(t, "known", mailbox(), want)
	}},
	{"the word of an address's holder is kept without its code, or half", func(t *testing.T, s Store) {
		const ann account.Email = "ann@acme.com"
		code := codeFor(account.Request{}, 0, day1)
		must(t, s.KeepCode(t.Context(), account.Request{}, nil, code, workflow.Mail{ID: account.NewID(), Kind: workflow.MailboxCodeMail, To: ann, Language: account.English, CreatedAt: day1, Code: &code.CodeKey}))
		read := account.Address{Email: ann}
		next := get[account.Address](t)(silenced(read.Silence(partner, day1)))
		step := workflow.AddressChange{Read: read, Next: next}
		complaint := use(t, workflow.Used{Subject: workflow.ComplaintsAbout(partner)}, 9, day1)
		tried, stale := code, step
		tried.Version++
		refused(t, s, retry.ErrConflict, func() error { return s.KeepConfirmedAddress(t.Context(), step, tried, complaint) })
		stale.Read.Version, stale.Next.Version = 1, 2
		refused(t, s, retry.ErrConflict, func() error { return s.KeepConfirmedAddress(t.Context(), stale, code, complaint) })
		counted := complaint
		counted.Read.Version = 1
		refused(t, s, retry.ErrConflict, func() error { return s.KeepConfirmedAddress(t.Context(), step, code, counted) })
		must(t, s.KeepConfirmedAddress(t.Context(), step, code, complaint))
		same(t, "address", addressOf(t, s, ann), next)
		same(t, "uses", used(t, s, workflow.ComplaintsAbout(partner)).Uses, complaint.Next)
		refused(t, s, retry.ErrConflict, func() error { return s.KeepConfirmedAddress(t.Context(), step, code, complaint) })
		_, err := codeOf(t, s, code.Link)
		wantError(t, err, account.ErrNotFound)
	}},
	{"an address stands in the list of the suppressed and of the reported, or in neither", func(t *testing.T, s Store) {
		const ann account.Email = "ann@acme.com"
		lists := func(suppressed, reported int) {
			t.Helper()
			eventually(t, fmt.Sprintf("%d suppressed, %d reported", suppressed, reported), func() bool {
				one, _, err := s.SuppressedAddresses(t.Context(), "", 10)
				must(t, err)
				two, _, err := s.ReportedAddresses(t.Context(), "", 10)
				must(t, err)
				return len(one) == suppressed && len(two) == reported
			})
		}
		next := func(change workflow.AddressChange) account.Address {
			t.Helper()
			must(t, s.KeepAddress(t.Context(), change))
			return change.Next
		}
		a := next(stopping(t, account.Address{Email: ann}, partner))
		lists(0, 1)
		same(t, "reported", get[[]account.Address](t)(onlyList(s.ReportedAddresses(t.Context(), "", 10))), []account.Address{a})
		a = next(complaining(t, a, day1))
		lists(1, 0)
		a = next(lifting(t, a))
		lists(0, 1)
		undone := get[account.Address](t)(a.Undo(partner))
		next(workflow.AddressChange{Read: a, Next: undone})
		lists(0, 0)
	}},
	{"suppressed addresses are out of order, or a page leaves one out, or one stays when it is lifted", func(t *testing.T, s Store) {
		var want []account.Address
		for n := range 9 {
			read := account.Address{Email: account.Email(fmt.Sprintf("a%d@acme.com", n))}
			change := complaining(t, read, day1.Add(time.Duration(n/3)*time.Millisecond)) // three at each time
			must(t, s.KeepAddress(t.Context(), change))
			want = append(want, change.Next)
		}
		must(t, s.KeepAddress(t.Context(), stopping(t, account.Address{Email: "stopped@acme.com"}, partner)))
		list := func(after string, most int) ([]account.Address, string, error) {
			return s.SuppressedAddresses(t.Context(), after, most)
		}
		latest := func(a account.Address) time.Time { return a.Suppressed }
		email := func(a account.Address) string { return string(a.Email) }
		listsAll(t, list, want, latest, email)
		for _, n := range []int{8, 4, 0} {
			change := lifting(t, want[n])
			must(t, s.KeepAddress(t.Context(), change))
			want = slices.Delete(want, n, n+1)
			if n == 4 { // an address that is suppressed again comes first
				again := complaining(t, change.Next, day1.Add(time.Hour))
				must(t, s.KeepAddress(t.Context(), again))
				want = append(want, again.Next)
			}
		}
		listsAll(t, list, want, latest, email)
	}},
	{"news of a mail is lost, or stored on a stale one", func(t *testing.T, s Store) {
		_, read := sentMail(t, s, "acme.com")
		to := account.Address{Email: read.To}
		delivered := newsOf(read, account.Delivered)
		must(t, s.KeepNews(t.Context(), delivered, nil))
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), delivered.Next)
		complaint := complaining(t, to, day1)
		stale := newsOf(read, account.Complained)
		refused(t, s, retry.ErrConflict, func() error { return s.KeepNews(t.Context(), stale, &complaint) })
		for _, wrong := range []func(*workflow.Outgoing){
			func(o *workflow.Outgoing) { o.State = workflow.MailSending },
			func(o *workflow.Outgoing) { o.Attempts++ },
			func(o *workflow.Outgoing) { o.ID = account.NewID() },
		} {
			stale = newsOf(delivered.Next, account.Complained)
			wrong(&stale.Read)
			stale.Next.ID = stale.Read.ID
			refused(t, s, retry.ErrConflict, func() error { return s.KeepNews(t.Context(), stale, nil) })
		}
		step := newsOf(delivered.Next, account.Complained)
		counted := use(t, workflow.Used{Subject: workflow.ComplaintsAbout(partner)}, 9, day1)
		behind := counted
		behind.Read.Version = 7
		refused(t, s, retry.ErrConflict, func() error { return s.KeepNews(t.Context(), step, &complaint, behind) })
		must(t, s.KeepNews(t.Context(), step, &complaint, counted))
		same(t, "counted", get[workflow.Used](t)(s.Used(t.Context(), counted.Read.Subject)).Uses, counted.Next)
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), step.Next)
		same(t, "address", addressOf(t, s, read.To), complaint.Next)
	}},
	{"a complaint is noted though its address has changed since", func(t *testing.T, s Store) {
		_, read := sentMail(t, s, "acme.com")
		stale := complaining(t, account.Address{Email: read.To}, day1)
		must(t, s.KeepAddress(t.Context(), stopping(t, account.Address{Email: read.To}, partner)))
		refused(t, s, retry.ErrConflict, func() error { return s.KeepNews(t.Context(), newsOf(read, account.Complained), &stale) })
	}},
	{"a request is told of a mail's news that is stale, or of none", func(t *testing.T, s Store) {
		r, read := sentMail(t, s, "acme.com")
		must(t, s.KeepNews(t.Context(), newsOf(read, account.Delivered), nil))
		change := bounce(t, r, day1.Add(time.Hour))
		stale := newsOf(read, account.Bounced)
		change.Mail = &stale
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), change) })
		step := newsOf(get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), account.Bounced)
		change.Mail = &step
		commit(t, s, change)
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), step.Next)
		same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), change.After)
	}},
	{"how far mails have come is not told, or of another mail", func(t *testing.T, s Store) {
		_, sent := sentMail(t, s, "sent.com")
		_, bounced := sentMail(t, s, "bounced.com")
		must(t, s.KeepNews(t.Context(), newsOf(bounced, account.Bounced), nil))
		open := opening("queued.com", partner, day1, account.MaxCustomerEmails)
		commit(t, s, open)
		queued, failed := open.Mails[0].ID, open.Mails[1].ID
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), failed))
		next := read
		next.State, next.DueAt = workflow.MailFailed, time.Time{}
		must(t, s.Move(t.Context(), read, next))
		asked := []account.ID{sent.ID, account.NewID(), queued, bounced.ID, failed}
		same(t, "deliveries", get[map[account.ID]account.Delivery](t)(s.Deliveries(t.Context(), asked)), map[account.ID]account.Delivery{
			sent.ID: account.Sent, queued: account.Queued, bounced.ID: account.Bounced, failed: account.Bounced,
		})
		same(t, "of none", len(get[map[account.ID]account.Delivery](t)(s.Deliveries(t.Context(), nil))), 0)
	}},
}
