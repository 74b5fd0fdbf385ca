package administration_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// The Virtual Account Administrators of the sweep. Each has the role on the Virtual Account of that name, some without what is nested.
var (
	overEMEA    = account.Person{Email: "over-emea@acme.com"}
	overGermany = account.Person{Email: "over-germany@acme.com"}
	atEMEA      = account.Person{Email: "at-emea@acme.com"} // EMEA alone
	overOther   = account.Person{Email: "over-other@acme.com"}
	overSecret  = account.Person{Email: "over-secret@acme.com"}
	overDefault = account.Person{Email: "over-default@acme.com"}
	everywhere  = account.Person{Email: "everywhere@acme.com"} // EMEA and Other
)

// sweep makes changes of every kind, and keeps what each reader saw before and after each of them.
type sweep struct {
	*tree
	readers []account.Person
	// names has the names and ids that each version of the account's Virtual Accounts has had, and every address.
	names map[string]bool
	saw   map[int]map[account.Email]map[string]bool // by version and reader
}

func newSweep(t *testing.T, visibility account.Visibility) *sweep {
	t.Helper()
	s := &sweep{
		tree: newTree(t, visibility), readers: []account.Person{overEMEA, overGermany, atEMEA, overOther, overSecret, overDefault, everywhere},
		names: map[string]bool{}, saw: map[int]map[account.Email]map[string]bool{},
	}
	for by, on := range map[account.Person][]string{
		overEMEA: {"EMEA"}, overGermany: {"Germany"}, atEMEA: {"EMEA"}, overOther: {"Other"}, overSecret: {"Secret"}, overDefault: {"Default"}, everywhere: {"EMEA", "Other"},
	} {
		var roles []account.VirtualRole
		for _, name := range on {
			roles = append(roles, account.VirtualRole{VirtualAccount: s.ids[name], Role: account.VirtualAccountAdministrator, WithNested: by != atEMEA})
		}
		slices.SortFunc(roles, func(a, b account.VirtualRole) int {
			return strings.Compare(string(a.VirtualAccount), string(b.VirtualAccount))
		})
		s.join(account.Membership{Person: by.Email, VirtualRoles: roles})
	}
	s.look()
	return s
}

func (s *sweep) people() administration.People {
	return administration.People{Store: s.table, Now: s.Now, Limits: administration.AdditionLimits{
		Person: workflow.ADay(1000), Account: workflow.ADay(1000), Domain: workflow.ADay(1000),
	}}
}

// look keeps what each reader sees of the present version.
func (s *sweep) look() {
	s.Helper()
	saw := map[account.Email]map[string]bool{}
	for _, by := range append(slices.Clone(s.readers), owner) {
		seen := map[string]bool{string(by.Email): true}
		tree, err := s.virtuals().List(s.Context(), by, s.id, "", 100, "")
		s.must(err)
		for _, n := range tree.Items {
			seen[n.Name], seen[string(n.ID)] = true, true
		}
		members, err := s.people().List(s.Context(), by, s.id, 100, "")
		s.must(err)
		for _, m := range members.Items {
			seen[string(m.Person)] = true
		}
		shown, err := s.settings().Read(s.Context(), by, s.id)
		s.must(err)
		for _, administrator := range shown.Administrators {
			seen[string(administrator)] = true
		}
		saw[by.Email] = seen
		if by == owner {
			maps.Copy(s.names, seen)
		}
	}
	s.saw[s.version()] = saw
}

// do makes one change, whose version it looks at.
func (s *sweep) do(change func() error) {
	s.Helper()
	before := s.version()
	s.must(change())
	wantEqual(s.T, "changes at once", s.version(), before+1)
	s.look()
}

func (s *sweep) edit(by account.Person, name string, form administration.VirtualForm) {
	s.Helper()
	s.do(func() error {
		_, _, err := s.virtuals().Change(s.Context(), by, s.id, s.ids[name], form, 0)
		return err
	})
}

func (s *sweep) add(by account.Person, rows ...administration.Row) {
	s.Helper()
	for _, row := range rows {
		s.do(func() error {
			results, _, err := s.people().Add(s.Context(), by, s.id, administration.Addition{Rows: []administration.Row{row}})
			if err == nil && results[0].Outcome == administration.RowRefused {
				err = fmt.Errorf("%s is refused: %v, %w", row.Email, results[0].Fields, results[0].Err)
			}
			return err
		})
	}
}

func (s *sweep) put(by account.Person, member account.Email, row administration.Row) {
	s.Helper()
	s.do(func() error {
		_, _, err := s.people().Change(s.Context(), by, s.id, member, row, 0)
		return err
	})
}

func (s *sweep) remove(by account.Person, member account.Email) {
	s.Helper()
	s.do(func() error { _, err := s.people().Remove(s.Context(), by, s.id, member, 0); return err })
}

func (s *sweep) on(names ...string) (rows []administration.VirtualRow) {
	for _, name := range names {
		rows = append(rows, administration.VirtualRow{VirtualAccount: string(s.ids[name]), Role: string(account.VirtualAccountUser)})
	}
	return rows
}

// settleAll makes changes of every kind that concerns Virtual Accounts, across all boundaries of the readers.
func (s *sweep) settleAll() {
	s.Helper()
	inside, outside := account.Email("inside@acme.com"), account.Email("outside@acme.com")
	s.do(func() error {
		n, _, err := s.virtuals().Create(s.Context(), overEMEA, s.id, administration.VirtualForm{Name: ptr("Made Below"), ParentID: ptr(string(s.ids["Germany"]))}, 0)
		s.ids["Made Below"] = n.ID
		return err
	})
	s.do(func() error {
		n, _, err := s.virtuals().Create(s.Context(), owner, s.id, administration.VirtualForm{Name: ptr("Made First"), ParentID: ptr(string(s.ids["Secret"])), Default: ptr(true)}, 0)
		s.ids["Made First"] = n.ID
		return err
	})
	s.edit(owner, "Germany", administration.VirtualForm{Name: ptr("Germany Renamed"), Description: ptr("Described here"), Visibility: ptr("restricted")})
	s.edit(overEMEA, "Berlin", administration.VirtualForm{Name: ptr("Berlin Renamed"), ParentID: ptr(string(s.ids["EMEA"]))})
	s.edit(owner, "Berlin", administration.VirtualForm{Name: ptr("Berlin Moved"), ParentID: ptr(string(s.ids["Other"]))})
	s.edit(owner, "Berlin", administration.VirtualForm{ParentID: ptr(string(s.ids["Secret"]))})
	s.edit(owner, "Berlin", administration.VirtualForm{Name: ptr("Berlin Atop"), ParentID: ptr(""), Default: ptr(true)})
	s.edit(owner, "Other", administration.VirtualForm{Default: ptr(true)})
	s.edit(owner, "Default", administration.VirtualForm{Default: ptr(true)})
	s.do(func() error {
		_, err := s.virtuals().Delete(s.Context(), overEMEA, s.id, s.ids["Made Below"], 0)
		return err
	})

	s.add(owner, administration.Row{Email: string(inside), Virtuals: s.on("Germany", "Other"), EndsAt: "2027-01-01"})
	s.add(overOther, administration.Row{Email: "elsewhere@acme.com", Virtuals: s.on("Other")})
	s.add(overGermany, administration.Row{Email: "elsewhere@acme.com", Virtuals: s.on("Germany")})
	s.put(everywhere, inside, administration.Row{Virtuals: s.on("EMEA", "Other")})
	s.put(owner, inside, administration.Row{Email: string(outside), Virtuals: s.on("Other", "Secret"), EndsAt: "2027-02-01"})
	s.put(owner, outside, administration.Row{Virtuals: s.on("Other", "Secret"), EndsAt: "2027-03-01"})
	s.put(owner, outside, administration.Row{Role: string(account.SmartAccountUser)})
	s.put(owner, outside, administration.Row{Virtuals: s.on("Default")})
	s.do(func() error { return s.people().Confirm(s.Context(), account.Person{Email: outside}, s.id) })
	s.put(overDefault, outside, administration.Row{Email: "moved@acme.com", Virtuals: s.on("Default")})
	s.remove(overGermany, "elsewhere@acme.com")
	elsewhere := account.Person{Email: "elsewhere@acme.com"}
	s.do(func() error { return s.people().Confirm(s.Context(), elsewhere, s.id) })
	s.remove(elsewhere, elsewhere.Email)
	s.add(owner, administration.Row{Email: "ending@acme.com", Virtuals: s.on("Germany"), EndsAt: s.now.Add(40 * day).Format(time.DateOnly)})
	s.do(func() error { return s.people().Confirm(s.Context(), account.Person{Email: "ending@acme.com"}, s.id) })
	for range 2 { // first the invitation that lapses, then the end
		s.now = s.now.Add(31 * day)
		s.do(func() error { _, err := (administration.Ends{Store: s.table, Now: s.Now}).Do(s.Context()); return err })
	}
	s.do(func() error {
		_, _, err := s.settings().Change(s.Context(), owner, s.id, administration.SettingsForm{Name: ptr("Acme Rossi Renamed"), Reason: "The reason"}, 0)
		return err
	})
}

func TestTheLogTellsAReaderOnlyOfWhatTheySawAtTheTime(t *testing.T) {
	for _, visibility := range []account.Visibility{account.Restricted, account.Public} {
		t.Run(string(visibility), func(t *testing.T) {
			s := newSweep(t, visibility)
			first := s.version()
			s.settleAll()
			whole := map[account.LogKind]int{}
			all, err := s.log().Read(t.Context(), owner, s.id, administration.LogFilter{}, 100, "")
			s.must(err)
			for _, e := range all.Items {
				whole[e.Kind]++
			}
			seen := map[account.LogKind]int{}
			for _, by := range s.readers {
				page, err := s.log().Read(t.Context(), by, s.id, administration.LogFilter{}, 100, "")
				s.must(err)
				for _, e := range page.Items {
					seen[e.Kind]++
					if e.Version > first {
						s.check(by, e)
					}
				}
			}
			for _, kind := range account.LogKinds() {
				concernsParts := strings.HasPrefix(string(kind), "member-") || strings.HasPrefix(string(kind), "virtual-account-")
				if concernsParts && (whole[kind] == 0 || seen[kind] == 0) {
					t.Errorf("no change of the kind %s was made and seen by a Virtual Account Administrator", kind)
				}
				if !concernsParts && seen[kind] > 0 {
					t.Errorf("Virtual Account Administrators see an entry of the kind %s, which concerns the whole account", kind)
				}
			}
		})
	}
}

// check checks that the entry has no name, id or address that the reader saw neither before nor after the change.
func (s *sweep) check(by account.Person, e account.LogEntry) {
	s.Helper()
	served := []string{string(e.Actor)}
	for side, texts := range map[string]map[string]string{"detail": e.Detail, "before": e.Before, "after": e.After} {
		for name, value := range texts {
			served = append(served, side+" "+name+" "+value)
		}
	}
	before, after := s.saw[e.Version-1][by.Email], s.saw[e.Version][by.Email]
	for name := range s.names {
		for _, text := range served {
			if has(text, name) && !before[name] && !after[name] {
				s.Errorf("%s reads %q in %q of entry %d, %s", by.Email, name, text, e.Version, e.Kind)
			}
		}
	}
	if len(e.Places) > 0 {
		s.Errorf("%s is served the places of entry %d", by.Email, e.Version)
	}
}

// has reports whether the text has the name, other than as the beginning of a longer name of the sweep.
func has(text, name string) bool {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, name)
		if !found {
			return false
		}
		if !strings.HasPrefix(after, " Renamed") && !strings.HasPrefix(after, " Moved") && !strings.HasPrefix(after, " Atop") {
			return true
		}
		rest = after
	}
}

func TestAFilterOfTheLogTellsNothingOfAnUnseenActor(t *testing.T) {
	s := newSweep(t, account.Restricted)
	s.edit(overEMEA, "Berlin", administration.VirtualForm{Description: ptr("Described here")})
	page, err := s.log().Read(t.Context(), overGermany, s.id, administration.LogFilter{Kind: string(account.LogVirtualChanged)}, 0, "")
	s.must(err)
	wantEqual(t, "entries", len(page.Items), 1)
	wantEqual(t, "actor", page.Items[0].Actor, account.UnseenMember)
	for by, want := range map[account.Person]int{overGermany: 0, atEMEA: 0, overEMEA: 1, everywhere: 1} {
		page, err := s.log().Read(t.Context(), by, s.id, administration.LogFilter{Kind: string(account.LogVirtualChanged), Actor: string(overEMEA.Email)}, 0, "")
		s.must(err)
		wantEqual(t, "entries that "+string(by.Email)+" finds by the actor", len(page.Items), want)
	}
}
