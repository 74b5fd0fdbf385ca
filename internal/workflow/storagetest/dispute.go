package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var judge = account.Person{Email: "operator@example.org", Operator: true}

// dispute opens a dispute about an account.
func dispute(t *testing.T, s Store, a account.Account, by account.Email, at time.Time) account.Dispute {
	t.Helper()
	d := disputeOf(a, by, at)
	same(t, "opened", get[account.Dispute](t)(s.OpenDispute(t.Context(), d, nil)), d)
	return d
}

func disputeOf(a account.Account, by account.Email, at time.Time) account.Dispute {
	id := account.NewID()
	return account.Dispute{
		ID: id, Account: account.Likeness{AccountID: a.ID, Name: a.Name, Domain: a.Domain},
		By: by, Note: "it is ours\nsee the register", OpenedAt: at, ListedAt: at,
	}
}

func disputeMail(kind workflow.MailKind, d account.Dispute, to account.Email) workflow.Mail {
	return workflow.Mail{
		ID: account.NewID(), Kind: kind, To: to, Language: account.English, CreatedAt: day1, AccountName: d.Account.Name,
		Domain: d.Account.Domain, Requester: d.By, AccountID: d.Account.AccountID, DisputeID: d.ID, By: account.Actor(d.By),
	}
}

// settling returns the settlement of a dispute without any other change.
func settling(t *testing.T, d account.Dispute, a account.Account, outcome account.Outcome, administrator account.Email) workflow.Settlement {
	t.Helper()
	settled, err := d.Settle(judge, "", nil, account.Settlement{
		At: day1.Add(48 * time.Hour), Outcome: outcome, Reason: "so it is", Administrator: administrator,
	})
	must(t, err)
	return workflow.Settlement{
		Dispute: settled, Account: a, Mails: []workflow.Mail{disputeMail(workflow.SettledMail, settled, d.By)},
	}
}

// appointing returns the settlement that makes person an administrator.
func appointing(t *testing.T, d account.Dispute, a account.Account, person account.Email, had *account.Membership) workflow.Settlement {
	t.Helper()
	step := settling(t, d, a, account.AdministratorAdded, person)
	m := account.Membership{AccountID: a.ID, Person: person, Since: step.Dispute.Settlement.At}
	m.Role = account.SmartAccountAdministrator
	step.Appointed, step.Had = &m, had
	return step
}

// cancelling returns the settlement that cancels an account, with its request if it has one.
func cancelling(t *testing.T, d account.Dispute, a account.Account, request *account.Request) workflow.Settlement {
	t.Helper()
	step := settling(t, d, a, account.AccountTakenBack, "")
	cancelled := get[account.Account](t)(a.Cancel())
	step.Cancelled = &cancelled
	if request != nil {
		after, event, err := request.CancelAccount(judge.Email, "so it is", step.Dispute.Settlement.At)
		must(t, err)
		step.Request = &workflow.Change{Before: request, After: after, Event: event}
	}
	return step
}

// ending returns the settlement that ends a pending request.
func ending(t *testing.T, d account.Dispute, read account.Request) workflow.Settlement {
	t.Helper()
	step := settling(t, d, read.Account, account.RequestEnded, "")
	after, event, err := read.EndByDispute(judge, d.ID, "so it is", step.Dispute.Settlement.At)
	must(t, err)
	step.Ended = &workflow.Change{Before: &read, After: after, Event: event}
	return step
}

// takenBack cancels an account that has no request.
func takenBack(t *testing.T, s Store, a account.Account) account.Account {
	t.Helper()
	step := cancelling(t, dispute(t, s, a, "claims@example.org", day1), a, nil)
	must(t, s.Settle(t.Context(), step))
	return *step.Cancelled
}

// approved opens and approves a request.
func approved(t *testing.T, s Store, domain account.Domain, v account.Visibility) account.Request {
	t.Helper()
	change := approval(t, opened(t, s, domain), 1, v, day1.Add(time.Hour))
	commit(t, s, change)
	return change.After
}

var disputeTests = []test{
	{"the holder of an identifier is not found", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		pending := opened(t, s, "pending.com").Account
		same(t, "holder", get[account.ID](t)(s.HolderOf(t.Context(), "acme.com")), a.ID)
		same(t, "holder", get[account.ID](t)(s.HolderOf(t.Context(), "pending.com")), pending.ID)
		_, err := s.HolderOf(t.Context(), "free.com")
		wantError(t, err, account.ErrNotFound)
		takenBack(t, s, a)
		_, err = s.HolderOf(t.Context(), "acme.com")
		wantError(t, err, account.ErrNotFound)
	}},
	{"a dispute or its mails are lost, or one without the other", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		d := disputeOf(a, partner, day1)
		mails := []workflow.Mail{disputeMail(workflow.DisputeMail, d, judge.Email), disputeMail(workflow.DisputeMail, d, "second@example.org")}
		same(t, "answer", get[account.Dispute](t)(s.OpenDispute(t.Context(), d, mails)), d)
		same(t, "dispute", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), d)
		for _, m := range mails {
			same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)), workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt})
		}
		_, err := s.Dispute(t.Context(), account.NewID())
		wantError(t, err, account.ErrNotFound)
		elses := disputeOf(a, other, day1)
		refused(t, s, retry.ErrConflict, func() error {
			_, err := s.OpenDispute(t.Context(), elses, mails[:1])
			return err
		})
		over := disputeOf(a, other, day1)
		over.ID = d.ID
		refused(t, s, retry.ErrConflict, func() error {
			_, err := s.OpenDispute(t.Context(), over, nil)
			return err
		})
	}},
	{"a person's disputes are not listed under them, or out of order, or beside others'", func(t *testing.T, s Store) {
		a, b := active(t, s, "Acme", "acme.com").Account, active(t, s, "Bolt", "bolt.com").Account
		first := dispute(t, s, a, partner, day1)
		dispute(t, s, a, other, day1)
		second := dispute(t, s, b, partner, day1.Add(time.Hour))
		settled := settling(t, first, a, account.DisputeRejected, "")
		must(t, s.Settle(t.Context(), settled))
		same(t, "all", get[[]account.Dispute](t)(s.DisputesBy(t.Context(), partner, 10)), []account.Dispute{second, settled.Dispute})
		same(t, "the latest", get[[]account.Dispute](t)(s.DisputesBy(t.Context(), partner, 1)), []account.Dispute{second})
		same(t, "nobody's", len(get[[]account.Dispute](t)(s.DisputesBy(t.Context(), "x@example.org", 10))), 0)
	}},
	{"a person has two open disputes about an account, or cannot have one about each", func(t *testing.T, s Store) {
		a, b := active(t, s, "Acme", "acme.com").Account, active(t, s, "Bolt", "bolt.com").Account
		first := dispute(t, s, a, partner, day1)
		second := disputeOf(a, partner, day1.Add(time.Hour))
		refused(t, s, nil, func() error {
			got, err := s.OpenDispute(t.Context(), second, []workflow.Mail{disputeMail(workflow.DisputeMail, second, judge.Email)})
			same(t, "answer", got, first)
			return err
		})
		dispute(t, s, b, partner, day1)
		dispute(t, s, a, other, day1)
		must(t, s.Settle(t.Context(), settling(t, first, a, account.DisputeRejected, "")))
		again := dispute(t, s, a, partner, day1.Add(2*time.Hour))
		third := disputeOf(a, partner, day1.Add(3*time.Hour))
		same(t, "answer", get[account.Dispute](t)(s.OpenDispute(t.Context(), third, nil)), again)
	}},
	{"an open dispute is not found, or is another's, or is found when it is settled", func(t *testing.T, s Store) {
		a, b := active(t, s, "Acme", "acme.com").Account, active(t, s, "Bolt", "bolt.com").Account
		first := dispute(t, s, a, partner, day1)
		none := func(d account.Domain, person account.Email) {
			t.Helper()
			_, err := s.OpenDisputeAbout(t.Context(), d, person)
			wantError(t, err, account.ErrNotFound)
		}
		same(t, "open", get[account.Dispute](t)(s.OpenDisputeAbout(t.Context(), a.Domain, partner)), first)
		none(a.Domain, other)
		none(b.Domain, partner)
		must(t, s.Settle(t.Context(), settling(t, first, a, account.DisputeRejected, "")))
		none(a.Domain, partner)
	}},
	{"a dispute is stored without what it uses up, or uses up what it does not store", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		subject := workflow.RequestsOf(partner)
		use := func() workflow.UsesChange {
			read := get[workflow.Used](t)(s.Used(t.Context(), subject))
			next, err := read.Uses.Take(account.Limit{Most: 5, Window: time.Hour}, 0, day1)
			must(t, err)
			return workflow.UsesChange{Read: read, Next: next, Kept: time.Hour}
		}
		first := use()
		d := disputeOf(a, partner, day1)
		same(t, "opened", get[account.Dispute](t)(s.OpenDispute(t.Context(), d, nil, first)), d)
		same(t, "version", get[workflow.Used](t)(s.Used(t.Context(), subject)).Version, first.Read.Version+1)
		refused(t, s, nil, func() error {
			got, err := s.OpenDispute(t.Context(), disputeOf(a, partner, day1), nil, use())
			same(t, "answer", got, d)
			return err
		})
		refused(t, s, retry.ErrConflict, func() error { // the uses are stale
			_, err := s.OpenDispute(t.Context(), disputeOf(a, other, day1), nil, first)
			return err
		})
	}},
	{"a dispute about nothing is not kept, or is another's of an account", func(t *testing.T, s Store) {
		nothing := dispute(t, s, account.Account{Domain: "acme.com"}, partner, day1)
		same(t, "dispute", get[account.Dispute](t)(s.Dispute(t.Context(), nothing.ID)), nothing)
		a := active(t, s, "Acme", "acme.com").Account
		got := get[account.Dispute](t)(s.OpenDispute(t.Context(), disputeOf(a, partner, day1), nil)) // for the same identifier
		same(t, "opened", got, nothing)
		must(t, s.Settle(t.Context(), settling(t, nothing, account.Account{}, account.DisputeRejected, "")))
		dispute(t, s, a, partner, day1)
	}},
	{"a pending request does not end with its dispute, or ends though it is another by now", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		d := disputeOf(r.Account, partner, day1)
		d.RequestID = r.ID
		same(t, "opened", get[account.Dispute](t)(s.OpenDispute(t.Context(), d, nil)), d)
		same(t, "read", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), d)
		for _, tamper := range []func(*account.Request){
			func(r *account.Request) { r.Version-- },
			func(r *account.Request) { r.State = account.PendingReview },
			func(r *account.Request) { r.Account.Domain = "else.com" },
		} {
			read := r
			tamper(&read)
			refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), ending(t, d, read)) })
		}
		step := ending(t, d, r)
		must(t, s.Settle(t.Context(), step))
		same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), step.Ended.After)
		same(t, "holder", holder(t, s, "acme.com"), account.ID(""))
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), step) })
		commit(t, s, opening("acme.com", other, day1.Add(72*time.Hour), 1))
	}},
	{"eight at once open several disputes", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		answers := make([]account.Dispute, 8)
		var all []func() error
		for n := range answers {
			d := disputeOf(a, partner, day1.Add(time.Duration(n)*time.Second))
			all = append(all, settled(func() (err error) {
				answers[n], err = s.OpenDispute(t.Context(), d, nil)
				return err
			}))
		}
		for _, err := range atOnce(all...) {
			must(t, err)
		}
		for _, d := range answers {
			same(t, "answer", d, answers[0])
		}
		listsAll(t, disputesOf(t, s), answers[:1], openedAt, disputeName)
	}},
	{"a dispute is settled twice, or is settled otherwise than was said", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		d := dispute(t, s, a, partner, day1)
		step := settling(t, d, a, account.DisputeRejected, "")
		must(t, s.Settle(t.Context(), step))
		same(t, "dispute", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), step.Dispute)
		m := step.Mails[0]
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)), workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt})
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), step) })
		refused(t, s, retry.ErrConflict, func() error {
			return s.Settle(t.Context(), settling(t, d, a, account.DisputeRejected, ""))
		})
		// Nor if the same person disputes it again, with another open dispute item.
		again := dispute(t, s, a, partner, day1.Add(time.Hour))
		for _, twice := range []workflow.Settlement{
			settling(t, d, a, account.DisputeRejected, ""), appointing(t, d, a, "eve@acme.com", nil), cancelling(t, d, a, nil),
		} {
			refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), twice) })
		}
		refused(t, s, retry.ErrConflict, func() error {
			return s.Settle(t.Context(), settling(t, disputeOf(a, partner, day1), a, account.DisputeRejected, ""))
		})
		elses := again
		elses.By = other
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), settling(t, elses, a, account.DisputeRejected, "")) })
		mailed := settling(t, again, a, account.DisputeRejected, "")
		mailed.Mails[0].ID = m.ID
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), mailed) })
	}},
	{"a settlement leaves the account changed though it says nothing of it", func(t *testing.T, s Store) {
		r := approved(t, s, "acme.com", account.Public)
		d := dispute(t, s, r.Account, partner, day1)
		before := get[map[string]string](t)(s.Dump(t.Context()))
		step := settling(t, d, r.Account, account.DisputeRejected, "")
		step.Mails = nil
		must(t, s.Settle(t.Context(), step))
		after := get[map[string]string](t)(s.Dump(t.Context()))
		for key := range after {
			own := strings.HasPrefix(key, "DISPUTE#"+string(d.ID)) || strings.HasSuffix(key, "#"+string(d.ID)) // the dispute, and its item in the disputer's partition
			if before[key] != after[key] && !own {
				t.Errorf("%s is %s", key, after[key])
			}
		}
	}},
	{"who was appointed is no administrator, or does not see the account", func(t *testing.T, s Store) {
		stored := active(t, s, "Acme", "acme.com", member(admin, account.SmartAccountAdministrator),
			member("user@acme.com", account.SmartAccountUser, account.VirtualAccountUser))
		a := stored.Account
		for _, c := range []struct {
			person account.Email
			had    *account.Membership
		}{{"new@acme.com", nil}, {"user@acme.com", &stored.Members[1]}} {
			step := appointing(t, dispute(t, s, a, partner, day1), a, c.person, c.had)
			must(t, s.Settle(t.Context(), step))
			after := get[workflow.StoredAccount](t)(s.Account(t.Context(), a.ID))
			same(t, "member", slices.ContainsFunc(after.Members, func(m account.Membership) bool { return fmt.Sprint(m) == fmt.Sprint(*step.Appointed) }), true)
			same(t, "role", get[bool](t)(s.IsAdministrator(t.Context(), workflow.AdminRole{AccountID: a.ID, Person: c.person})), true)
			same(t, "role", get[bool](t)(s.HasRole(t.Context(), c.person)), true)
			same(t, "roles", rolesIn(t, s, c.person, a.ID), step.Appointed.Roles())
			rows := rowsOf(t, s, c.person)
			same(t, "rows", len(rows), 1)
			same(t, "row", rows[0], account.WithAccess{Account: a, Access: step.Appointed.Roles()})
		}
		same(t, "members", len(get[workflow.StoredAccount](t)(s.Account(t.Context(), a.ID)).Members), 3)
	}},
	{"somebody is appointed whose membership has changed since", func(t *testing.T, s Store) {
		stored := active(t, s, "Acme", "acme.com", member("user@acme.com", account.SmartAccountUser))
		a := stored.Account
		unknown := appointing(t, dispute(t, s, a, partner, day1), a, "user@acme.com", nil)
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), unknown) })
		had := stored.Members[0]
		had.Role = account.SmartAccountViewer
		stale := appointing(t, dispute(t, s, a, other, day1), a, "user@acme.com", &had)
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), stale) })
		right := appointing(t, dispute(t, s, a, "third@example.org", day1), a, "user@acme.com", &stored.Members[0])
		must(t, s.Expel(t.Context(), a.ID, "user@acme.com"))
		refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), right) })
	}},
	{"a person is appointed whose line in the directory is missing, or another's", func(t *testing.T, s Store) {
		stored := active(t, s, "Acme", "acme.com", member("user@acme.com", account.SmartAccountUser))
		elsewhere := stored.Account
		elsewhere.Name = "Another"
		d := dispute(t, s, stored.Account, partner, day1)
		missing := appointing(t, d, elsewhere, "user@acme.com", &stored.Members[0])
		there := appointing(t, d, elsewhere, "user@acme.com", nil) // the membership exists, its row does not
		line := appointing(t, d, stored.Account, "user@acme.com", nil)
		line.Appointed.AccountID = account.NewID() // the row exists, the membership does not
		for _, step := range []workflow.Settlement{missing, there, line} {
			refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), step) })
		}
	}},
	{"somebody is appointed to an account that was taken back, or it is taken back twice", func(t *testing.T, s Store) {
		stored := active(t, s, "Acme", "acme.com", member("user@acme.com", account.SmartAccountUser))
		a := stored.Account
		fresh := appointing(t, dispute(t, s, a, partner, day1), a, "new@acme.com", nil)
		other1 := appointing(t, dispute(t, s, a, other, day1), a, "user@acme.com", &stored.Members[0])
		twice := cancelling(t, dispute(t, s, a, "third@example.org", day1), a, nil)
		takenBack(t, s, a)
		for _, step := range []workflow.Settlement{fresh, other1, twice} {
			refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), step) })
		}
	}},
	{"an account that was taken back still stands somewhere", func(t *testing.T, s Store) {
		for n, v := range account.Visibilities() {
			r := approved(t, s, account.Domain(fmt.Sprintf("acme%d.com", n)), v)
			a := r.Account
			approver := r.Nominees[0].Email
			_, marked, err := s.IndexedAccount(t.Context(), a.ID)
			must(t, err)
			step := cancelling(t, dispute(t, s, a, partner, day1), a, &r)
			must(t, s.Settle(t.Context(), step))
			same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), step.Request.After)
			same(t, "state", step.Request.After.State, account.Approved)
			history := get[[]account.Event](t)(s.History(t.Context(), r.ID))
			same(t, "event", history[len(history)-1], step.Request.Event)
			same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), a.ID)).Account, *step.Cancelled)
			met := survey(t, s, a.Domain, a.Name)
			same(t, "holder", met.Holder, account.ID(""))
			same(t, "crowds", len(met.SameName[0].Accounts)+len(met.LookAlike.Accounts), 0)
			same(t, "by name", len(get[[]account.Account](t)(s.AccountsByName(t.Context(), account.FoldName(a.Name), 10))), 0)
			_, err = s.AccountByDomain(t.Context(), a.Domain)
			wantError(t, err, account.ErrNotFound)
			rows := rowsOf(t, s, partner)
			same(t, "requester's row", slices.ContainsFunc(rows, func(row account.WithAccess) bool { return row.Account == *step.Cancelled }), true)

			indexed, mark, err := s.IndexedAccount(t.Context(), a.ID)
			must(t, err)
			same(t, "indexed", indexed, *step.Cancelled)
			same(t, "has a mark of its own", mark != "" && mark != marked, true)
			eventually(t, "to be indexed", func() bool {
				return slices.Contains(get[[]account.ID](t)(s.AccountsToIndex(t.Context(), step.Dispute.Settlement.At.Add(time.Millisecond), 10)), a.ID)
			})
			same(t, "role", get[bool](t)(s.IsAdministrator(t.Context(), workflow.AdminRole{AccountID: a.ID, Person: approver})), false)
			must(t, s.DropMembers(t.Context(), indexed))
			must(t, s.DropMembers(t.Context(), indexed))
			same(t, "role", get[bool](t)(s.HasRole(t.Context(), approver)), false)
			same(t, "rows", len(rowsOf(t, s, approver)), 0)
			commit(t, s, looking(t, s, opening(a.Domain, other, day1.Add(72*time.Hour), 1)))
		}
	}},
	{"an account without a request is not taken back, or its members stay", func(t *testing.T, s Store) {
		var members []account.Membership
		for n := range 30 {
			members = append(members, member(account.Email(fmt.Sprintf("m%d@acme.com", n)), account.SmartAccountUser))
		}
		stored := active(t, s, "Acme", "acme.com", members...)
		elsewhere := active(t, s, "Bolt", "bolt.com", members[:2]...)
		cancelled := takenBack(t, s, stored.Account)
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), cancelled.ID)).Account, cancelled)
		same(t, "holder", holder(t, s, "acme.com"), account.ID(""))
		must(t, s.DropMembers(t.Context(), cancelled))
		for n, m := range members {
			rows := rowsOf(t, s, m.Person)
			if n >= 2 {
				same(t, "rows", len(rows), 0)
				continue
			}
			same(t, "rows", len(rows), 1)
			same(t, "row", rows[0].Account, elsewhere.Account)
		}
	}},
	{"an account is taken back on a stale view of it or of its request", func(t *testing.T, s Store) {
		r := approved(t, s, "acme.com", account.Public)
		// Another account holds the identifier that the request is expected to have, or none does.
		opened(t, s, "else.com")
		d := dispute(t, s, r.Account, partner, day1)
		for name, tamper := range map[string]func(*account.Request){
			"version":             func(r *account.Request) { r.Version-- },
			"state":               func(r *account.Request) { r.State = account.Declined },
			"identifier, elses":   func(r *account.Request) { r.Account.Domain = "else.com" },
			"identifier, nobodys": func(r *account.Request) { r.Account.Domain = "free.com" },
			"name":                func(r *account.Request) { r.Account.Name = "Another" },
			"request":             func(r *account.Request) { r.Account.RequestID = account.NewID() },
			"requester":           func(r *account.Request) { r.Requester = other },
			"account":             func(r *account.Request) { r.Account.ID = account.NewID() },
		} {
			t.Log(name)
			read := r
			tamper(&read)
			refused(t, s, retry.ErrConflict, func() error {
				return s.Settle(t.Context(), cancelling(t, d, read.Account, &read))
			})
		}
		written := cancelling(t, d, r.Account, &r)
		written.Request.Event.Number = 1
		pending := cancelling(t, d, r.Account, &r)
		pending.Account.Status = account.AccountPending
		for _, step := range []workflow.Settlement{written, pending} {
			refused(t, s, retry.ErrConflict, func() error { return s.Settle(t.Context(), step) })
		}
		must(t, s.Settle(t.Context(), cancelling(t, d, r.Account, &r)))
	}},
	{"a change of a dispute is lost, made twice or over another, or without its mails", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		d := dispute(t, s, r.Account, partner, day1)
		looked := d.Looked(day1.Add(24 * time.Hour))
		must(t, s.ChangeDispute(t.Context(), d, looked, nil))
		same(t, "looked for", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), looked)
		proved := get[account.Dispute](t)(looked.Prove(d.Account, r.ID, day1.Add(25*time.Hour)))
		mails := []workflow.Mail{disputeMail(workflow.ProvedMail, proved, d.By), disputeMail(workflow.EndingMail, proved, r.Requester)}
		for _, stale := range []account.Dispute{d, proved} {
			refused(t, s, retry.ErrConflict, func() error { return s.ChangeDispute(t.Context(), stale, proved, mails) })
		}
		refused(t, s, retry.ErrConflict, func() error { // the proof was looked for meanwhile
			return s.Settle(t.Context(), settling(t, d, r.Account, account.DisputeRejected, ""))
		})
		must(t, s.ChangeDispute(t.Context(), looked, proved, mails))
		same(t, "proved", get[account.Dispute](t)(s.Dispute(t.Context(), d.ID)), proved)
		for _, m := range mails {
			same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)).Mail, m)
		}
		must(t, s.Settle(t.Context(), settling(t, proved, r.Account, account.DisputeRejected, "")))
		refused(t, s, retry.ErrConflict, func() error { return s.ChangeDispute(t.Context(), proved, proved.Overtaken(day1), nil) })
		missing := proved
		missing.ID = account.NewID()
		refused(t, s, retry.ErrConflict, func() error { return s.ChangeDispute(t.Context(), missing, missing.Overtaken(day1), nil) })
	}},
	{"a dispute is not due in its time, or stays due", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		at := day1.Add(24 * time.Hour)
		due := func(what string, now time.Time, want ...account.ID) {
			t.Helper()
			eventually(t, what, func() bool {
				found, err := s.DueDisputes(t.Context(), now, 10)
				must(t, err)
				return slices.Equal(found, want)
			})
		}
		dispute(t, s, a, other, day1) // nothing is due for it
		var all []account.Dispute
		for n, by := range []account.Email{"a@example.org", "b@example.org", "c@example.org"} {
			d := disputeOf(a, by, day1)
			d.LookAt = at.Add(time.Duration(n) * time.Second)
			get[account.Dispute](t)(s.OpenDispute(t.Context(), d, nil))
			all = append(all, d)
		}
		due("before", at.Add(-time.Millisecond))
		due("the first", at, all[0].ID)
		due("all", at.Add(time.Minute), all[0].ID, all[1].ID, all[2].ID)
		must(t, s.ChangeDispute(t.Context(), all[0], all[0].Looked(at), nil))
		due("looked for", at.Add(time.Minute), all[1].ID, all[2].ID)
		proved := get[account.Dispute](t)(all[1].Prove(all[1].Account, account.NewID(), at))
		must(t, s.ChangeDispute(t.Context(), all[1], proved, nil))
		due("proved", at.Add(time.Minute), all[2].ID)
		must(t, s.Settle(t.Context(), settling(t, all[2], a, account.DisputeRejected, "")))
		due("settled", at.Add(time.Minute))
		due("later", at.Add(72*time.Hour), all[0].ID, all[1].ID)
	}},
	{"open disputes are out of order, or a page leaves one out, or a settled one stays", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		var want, settled []account.Dispute
		for n := range 9 {
			want = append(want, dispute(t, s, a, account.Email(fmt.Sprintf("p%d@example.com", n)), day1.Add(time.Duration(n/3)*time.Millisecond)))
		}
		listsAll(t, disputesOf(t, s), want, openedAt, disputeName)
		for _, n := range []int{8, 4, 0} {
			step := settling(t, want[n], a, account.DisputeRejected, "")
			must(t, s.Settle(t.Context(), step))
			want = slices.Delete(want, n, n+1)
			settled = append(settled, step.Dispute)
		}
		listsAll(t, disputesOf(t, s), want, openedAt, disputeName)
		listsAll(t, disputesOf(t, s, true), settled, openedAt, disputeName)
		// Other items in the same index are not disputes.
		opened(t, s, "else.com")
		must(t, s.KeepAddress(t.Context(), complaining(t, account.Address{Email: "ann@acme.com"}, day1)))
		eventually(t, "the other list", func() bool {
			some, _, err := s.SuppressedAddresses(t.Context(), "", 10)
			must(t, err)
			return len(some) == 1
		})
		listsAll(t, disputesOf(t, s), want, openedAt, disputeName)
	}},
	{"a position in an operators' list that was made up is an error", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		dispute(t, s, a, partner, day1)
		for _, position := range madeUpPositions {
			_, _, err := s.Disputes(t.Context(), false, position, 10)
			must(t, err)
			_, _, err = s.SuppressedAddresses(t.Context(), position, 10)
			must(t, err)
		}
	}},
}

func disputesOf(t *testing.T, s Store, settled ...bool) func(after string, most int) ([]account.Dispute, string, error) {
	return func(after string, most int) ([]account.Dispute, string, error) {
		return s.Disputes(t.Context(), slices.Contains(settled, true), after, most)
	}
}

func openedAt(d account.Dispute) time.Time { return d.OpenedAt }
func disputeName(d account.Dispute) string { return string(d.ID) }
