package model

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// subject is the account that the operations on an account are about.
const subject account.ID = "00000000000000000000000001"

func partID(n int) string { return fmt.Sprintf("%026d", 100+n) }

// Its Virtual Accounts.
var (
	byDefault, emea, germany, berlin, secret, vault, other = partID(1), partID(2), partID(3), partID(4), partID(5), partID(6), partID(7)
	// deep is a line of eight, each below the one before.
	deep = []string{partID(11), partID(12), partID(13), partID(14), partID(15), partID(16), partID(17), partID(18)}
)

// begun is the account before the operations.
func begun(now time.Time, visibility string) administered {
	a := administered{
		version: 1, name: "Acme", visibility: visibility, requester: "asker@partner.example.com", byDefault: byDefault,
		virtuals: map[string]virtual{
			byDefault: {"", "Default", "public"}, emea: {"", "EMEA", "public"}, germany: {emea, "Germany", "public"}, berlin: {germany, "Berlin", "public"},
			secret: {emea, "Secret", "restricted"}, vault: {secret, "Vault", "public"}, other: {"", "Other", "public"},
		},
		members: map[string]member{
			"ada@acme.com": {role: administrator}, "ben@acme.com": {role: administrator}, "ivy@acme.com": {role: administrator, invited: now},
			"uma@acme.com": {role: user}, "vic@acme.com": {role: viewer},
			"mia@acme.com": {on: map[string]given{emea: {virtualAdministrator, true}}}, "lou@acme.com": {on: map[string]given{germany: {virtualAdministrator, false}, other: {virtualUser, false}}},
			"kim@acme.com": {on: map[string]given{secret: {virtualUser, true}}}, "joe@acme.com": {on: map[string]given{other: {virtualViewer, false}, berlin: {virtualViewer, false}}, ends: now.Add(40 * day)},
		},
		log: []entry{{version: 1, kind: "account-created", at: now}},
	}
	above := ""
	for _, id := range deep {
		a.virtuals[id] = virtual{above, "Deep", "public"}
		above = id
	}
	return a
}

// actors are the persons of the operations, some more often than others; newcomers are only changed.
var (
	administrators = []string{"ada@acme.com", "ada@acme.com", "ada@acme.com", "ben@acme.com", "ben@acme.com", "ivy@acme.com"}
	lesser         = []string{"mia@acme.com", "mia@acme.com", "lou@acme.com", "uma@acme.com", "vic@acme.com", "kim@acme.com", "joe@acme.com", "asker@partner.example.com", "new@acme.com"}
	newcomers      = []string{"new@acme.com", "new2@other.com", "new3@acme.com"}
	everyone       = slices.Concat(administrators, lesser, newcomers)
)

// storing stores the account, and another one that gives everyone a role elsewhere.
func (w *harness) storing(t testing.TB, a administered, store *dynamotest.Store) {
	t.Helper()
	stored := workflow.StoredAccount{Account: account.Account{
		ID: subject, Name: a.name, Domain: "subject.example.com", Status: account.AccountActive, Visibility: account.Visibility(a.visibility),
		Requester: account.Email(a.requester), CreatedAt: w.started, RequestID: account.NewID(), PendingUntil: w.started,
	}}
	for _, person := range slices.Sorted(maps.Keys(a.members)) {
		m := a.members[person]
		one := account.Membership{AccountID: subject, Person: account.Email(person), Role: account.Role(m.role), Since: w.started, InvitedAt: m.invited, EndsAt: m.ends}
		for _, id := range slices.Sorted(maps.Keys(m.on)) {
			one.VirtualRoles = append(one.VirtualRoles, account.VirtualRole{VirtualAccount: account.ID(id), Role: account.Role(m.on[id].role), WithNested: m.on[id].nested})
		}
		stored.Members = append(stored.Members, one)
	}
	for id, v := range a.virtuals {
		one := account.VirtualAccount{
			ID: account.ID(id), AccountID: subject, ParentID: account.ID(v.parent), Depth: len(a.line(id)), Name: v.name, Visibility: account.Visibility(v.visibility),
			Default: id == a.byDefault, CreatedAt: w.started,
		}
		for below := range a.virtuals {
			if a.virtuals[below].parent == id {
				one.Children++
			}
		}
		for _, m := range a.members {
			if _, is := m.on[id]; is {
				one.Members++
			}
		}
		stored.VirtualAccounts = append(stored.VirtualAccounts, one)
	}
	elsewhere := workflow.StoredAccount{Account: account.Account{
		ID: account.NewID(), Name: "Elsewhere", Domain: "elsewhere.example.net", Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: w.started, RequestID: account.NewID(), PendingUntil: w.started,
	}}
	for n, person := range slices.Compact(slices.Sorted(slices.Values(everyone))) {
		role := account.SmartAccountUser
		if n == 0 {
			role = account.SmartAccountAdministrator
		}
		elsewhere.Members = append(elsewhere.Members, account.Membership{AccountID: elsewhere.Account.ID, Person: account.Email(person), Role: role, Since: w.started})
	}
	if err := store.Load(context.Background(), []workflow.StoredAccount{stored, elsewhere}); err != nil {
		t.Fatal(err)
	}
	w.account, w.kinds = &a, accountKinds
	w.virtuals = slices.Sorted(maps.Keys(a.virtuals))
}

// CommitAccount records the operations that no actor asks for: that an invited person has signed in, and what the schedule does.
func (s *watched) CommitAccount(ctx context.Context, c administration.Change) error {
	o := operationIn(ctx)
	start := s.w.ticks.Add(1)
	for _, v := range c.Virtuals {
		if o != nil && v.Before == nil {
			o.Opened = string(v.After.ID)
		}
	}
	err := s.Store.CommitAccount(ctx, c)
	made := map[string]int{aboutOf(c.Entry): c.After.Version}
	own := operation{edit: edit{made: made}, By: string(c.Entry.Actor), Now: c.Entry.At, Answer: fmt.Sprintf("ok %d", c.After.Version), Unknown: errors.Is(err, errBroken), start: start, end: s.w.ticks.Add(1)}
	switch c.Entry.Kind {
	case account.LogMemberConfirmed:
		own.Kind = confirm
	case account.LogMemberEnded, account.LogMemberLapsed:
		own.Kind, own.Member = end, c.Entry.Detail[account.LogMember]
	default:
		if o != nil && o.made == nil {
			o.made = made
		} else if o != nil {
			maps.Copy(o.made, made)
		}
	}
	s.w.mutex.Lock()
	defer s.w.mutex.Unlock()
	if own.Kind != "" && (err == nil || own.Unknown) {
		s.w.sweeps = append(s.w.sweeps, own)
		if o != nil && o.Version != 0 {
			o.Version = c.After.Version // by which the rest of the operation goes
		}
	}
	if err == nil && c.After.ID == subject {
		s.w.version = c.After.Version
		if o != nil && o.Opened != "" {
			s.w.virtuals = append(s.w.virtuals, o.Opened)
		}
	}
	return err
}

// drawEdit completes an operation on the account. The mutex of w is held.
func (w *harness) drawEdit(o operation, random func(n int) int) operation {
	o.By = pick(random, lesser)
	if random(3) > 0 {
		o.By = pick(random, administrators)
	}
	o.Member, o.Virtual = pick(random, everyone), pick(random, w.virtuals)
	if random(3) == 0 {
		o.Version = max(1, w.version-random(3)/2)
	}
	o.Row = w.drawRow(random)
	switch o.Kind {
	case add:
		o.Version = 0
		for range 1 + random(2) {
			if r := w.drawRow(random); len(o.rows) == 0 || o.rows[0].Email != r.Email {
				o.rows = append(o.rows, r)
			}
		}
	case change:
		if random(4) > 0 {
			o.Row.Email = o.Member
		}
	case leave:
		if random(4) == 0 {
			o.Member = o.By
		}
	case changeSettings, closeAccount:
		o.Form.Name = pick(random, []string{"Acme", "Acme Two", "Acme Three"})
		if o.Kind == changeSettings && random(2) == 0 {
			o.Form.Name = ""
		}
		if o.Kind == changeSettings && random(2) == 0 {
			o.Form.Visibility = pick(random, []string{"public", "restricted"})
		}
	case createVirtual, changeVirtual:
		o.Form = w.drawForm(o.Kind, random)
	case readLog:
		o.Wanted = pick(random, []string{"", "", "member-added", "member-removed", "virtual-account-changed", "account-renamed"})
		o.Member = pick(random, []string{"", "", "ada@acme.com", "mia@acme.com"})
	default:
	}
	return o
}

func pick[T any](random func(n int) int, from []T) T { return from[random(len(from))] }

func (w *harness) drawForm(k kind, random func(n int) int) (f form) {
	if k == createVirtual || random(2) == 0 {
		f.Name = pick(random, []string{"EMEA", "emea", "Germany", "Sales", "Other"})
	}
	if random(4) == 0 {
		f.Visibility = pick(random, []string{"public", "restricted"})
	}
	if random(2) == 0 {
		f.Parent = pick(random, append([]string{top}, w.virtuals...))
	}
	if random(6) == 0 {
		f.Default = pick(random, []string{"true", "true", "false"})
	}
	return f
}

func (w *harness) drawRow(random func(n int) int) row {
	r := row{Email: pick(random, everyone)}
	if random(4) == 0 {
		now := w.started.Add(w.moved)
		r.Ends = now.Add([]time.Duration{-day, 2 * day, 8 * day, 40 * day}[random(4)]).UTC().Truncate(time.Second)
	}
	if random(2) == 0 {
		r.Role = pick(random, []string{administrator, administrator, user, viewer})
		return r
	}
	for range 1 + random(2) {
		r.On = append(r.On, place{pick(random, w.virtuals), given{pick(random, []string{virtualAdministrator, virtualUser, virtualViewer}), random(2) == 0}})
	}
	return r
}

// typed returns the row as a person types it.
func (r row) typed() administration.Row {
	t := administration.Row{Email: r.Email, Role: r.Role}
	if !r.Ends.IsZero() {
		t.EndsAt = r.Ends.Format(time.RFC3339)
	}
	for _, p := range r.On {
		t.Virtuals = append(t.Virtuals, administration.VirtualRow{VirtualAccount: p.ID, Role: p.role, WithNested: p.nested})
	}
	return t
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	s = strings.TrimPrefix(s, top)
	return &s
}

func (f form) typed() administration.VirtualForm {
	t := administration.VirtualForm{Name: text(f.Name), Visibility: text(f.Visibility), ParentID: text(f.Parent)}
	if f.Default != "" {
		is := f.Default == "true"
		t.Default = &is
	}
	return t
}

func (w *harness) people(now func() time.Time) administration.People {
	return administration.People{Store: w.store, Now: now, Limits: administration.AdditionLimits{Person: plenty, Account: plenty, Domain: plenty}}
}

// administer calls the use case of an operation on the account.
func (w *harness) administer(ctx context.Context, o *operation, now func() time.Time) (string, error) {
	by := account.Person{Email: account.Email(o.By)}
	virtuals := administration.VirtualAccounts{Store: w.store, Now: now}
	settings := administration.Settings{Store: w.store, Now: now, Policy: account.ReviewMismatch}
	var version int
	var err error
	switch o.Kind {
	case signIn:
		return "ok", administration.Confirmation{Store: w.store, Now: now}.AtSignIn(ctx, by)
	case add:
		return w.addRows(ctx, o, by, now)
	case change:
		_, version, err = w.people(now).Change(ctx, by, subject, account.Email(o.Member), o.Row.typed(), o.Version)
	case leave:
		version, err = w.people(now).Remove(ctx, by, subject, account.Email(o.Member), o.Version)
	case createVirtual:
		_, version, err = virtuals.Create(ctx, by, subject, o.Form.typed(), o.Version)
	case changeVirtual:
		_, version, err = virtuals.Change(ctx, by, subject, account.ID(o.Virtual), o.Form.typed(), o.Version)
	case deleteVirtual:
		version, err = virtuals.Delete(ctx, by, subject, account.ID(o.Virtual), o.Version)
	case changeSettings:
		var overview administration.Overview
		overview, _, err = settings.Change(ctx, by, subject, administration.SettingsForm{Name: text(o.Form.Name), Visibility: text(o.Form.Visibility)}, o.Version)
		version = overview.Version
	case closeAccount:
		var overview administration.Overview
		overview, err = settings.Close(ctx, by, subject, o.Form.Name, o.Version)
		version = overview.Version
	case inspect:
		a, err := w.stored(ctx)
		o.Version = a.version
		return a.String(), err
	default:
		return w.listed(ctx, o, by, now)
	}
	return answered(fmt.Sprintf("ok %d", version), err)
}

// answered returns the answer, or the name of an error by which the account refuses.
func answered(ok string, err error) (string, error) {
	var invalid *account.InvalidInput
	if errors.As(err, &invalid) {
		return "invalid " + fieldsOf(invalid.Fields), nil
	}
	for refusal, name := range map[error]string{
		account.ErrLastAdministrator: "last administrator", account.ErrNameTaken: "name taken", account.ErrNotEmpty: "not empty", account.ErrIsDefault: "is default",
		account.ErrChanged: "changed", account.ErrForbidden: "forbidden", account.ErrNotFound: "not found", retry.ErrBusy: "busy",
	} {
		if errors.Is(err, refusal) {
			return name, nil
		}
	}
	return ok, err
}

func fieldsOf(fields []account.FieldError) string {
	var names []string
	for _, f := range fields {
		names = append(names, f.Field)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// addRows adds members, and records the answer to each row.
func (w *harness) addRows(ctx context.Context, o *operation, by account.Person, now func() time.Time) (string, error) {
	var typed []administration.Row
	for _, r := range o.rows {
		typed = append(typed, r.typed())
	}
	results, _, err := w.people(now).Add(ctx, by, subject, administration.Addition{Rows: typed})
	for _, r := range results {
		answer := string(r.Outcome)
		switch {
		case errors.Is(r.Err, account.ErrLastAdministrator):
			answer += " last administrator"
		case r.Outcome == administration.RowRefused:
			answer += " " + fieldsOf(r.Fields)
		}
		o.answers = append(o.answers, answer)
	}
	return answered("ok", err)
}

// stored returns the account as the table has it.
func (w *harness) stored(ctx context.Context) (a administered, err error) {
	read, _, err := w.store.Standing(ctx, subject, "")
	if err != nil {
		return a, err
	}
	a = administered{
		version: read.Version, closed: read.Status != account.AccountActive, name: read.Name, visibility: string(read.Visibility), requester: string(read.Requester),
		renamed: read.Renames, byDefault: string(read.DefaultVirtual), members: map[string]member{}, virtuals: map[string]virtual{},
	}
	const all = 1000
	members, _, err := w.store.Members(ctx, subject, "", all)
	if err != nil {
		return a, err
	}
	for _, m := range members {
		a.members[string(m.Person)] = memberOf(m)
	}
	if err := w.storedBelow(ctx, &a, ""); err != nil {
		return a, err
	}
	entries, _, err := w.store.Log(ctx, subject, time.Time{}, time.Time{}, "", all)
	for _, e := range entries {
		a.log = append(a.log, entry{version: e.Version, kind: string(e.Kind), actor: string(e.Actor), about: aboutOf(e), at: e.At})
	}
	if got := (administered{members: a.members}).administrators(); read.Members != len(a.members) || read.Administrators != got || read.VirtualAccounts != len(a.virtuals) {
		return a, fmt.Errorf("the account counts %d members, %d administrators, %d Virtual Accounts: %s", read.Members, read.Administrators, read.VirtualAccounts, a)
	}
	return a, err
}

func (w *harness) storedBelow(ctx context.Context, a *administered, parent string) error {
	rows, _, err := w.store.Children(ctx, subject, account.ID(parent), "", 1000)
	for _, v := range rows {
		id := string(v.ID)
		if _, twice := a.virtuals[id]; twice {
			return fmt.Errorf("%s is in the tree twice", id)
		}
		a.virtuals[id] = virtual{string(v.ParentID), v.Name, string(v.Visibility)}
		if err := w.storedBelow(ctx, a, id); err != nil {
			return err
		}
		below, named := a.counts(id)
		if v.Children != below || v.Members != named || v.Default != (id == a.byDefault) {
			return fmt.Errorf("%+v, and the tree has %d below it and %d members on it", v, below, named)
		}
	}
	return err
}

func memberOf(m account.Membership) member {
	one := member{role: string(m.Role), invited: m.InvitedAt, ends: m.EndsAt}
	for _, v := range m.VirtualRoles {
		if one.on == nil {
			one.on = map[string]given{}
		}
		one.on[string(v.VirtualAccount)] = given{string(v.Role), v.WithNested}
	}
	return one
}

func aboutOf(e account.LogEntry) string {
	return e.Detail[account.LogMember] + e.Detail[account.LogVirtualAccount]
}

// listed returns a whole list, read in pages.
func (w *harness) listed(ctx context.Context, o *operation, by account.Person, now func() time.Time) (string, error) {
	var lines []string
	const size = 3
	for cursor, more := "", true; more; more = cursor != "" {
		var err error
		switch o.Kind {
		case listMembers:
			var page, listErr = w.people(now).List(ctx, by, subject, size, cursor)
			for _, m := range page.Items {
				lines = append(lines, fmt.Sprint(m.Person, " ", memberOf(m.Membership).text(), " ", m.MayChange))
			}
			cursor, err = page.Next, listErr
		case listVirtuals:
			page, listErr := administration.VirtualAccounts{Store: w.store, Now: now}.List(ctx, by, subject, "", size, cursor)
			for _, n := range page.Items {
				may := func(p account.Permission) bool { return slices.Contains(n.MayDo, p) }
				lines = append(lines, fmt.Sprintf("%s nest=%t edit=%t move=%t delete=%t", strings.Join(n.Path, " / "), may(account.CreateVirtualAccounts),
					may(account.EditVirtualAccounts), may(account.MoveVirtualAccounts), may(account.DeleteVirtualAccounts)))
			}
			cursor, err = page.Next, listErr
		default:
			page, listErr := administration.Log{Store: w.store, Now: now}.Read(ctx, by, subject, administration.LogFilter{Kind: o.Wanted, Actor: o.Member}, size, cursor)
			for _, e := range page.Items {
				lines = append(lines, fmt.Sprintf("%d %s %s %s", e.Version, e.Kind, e.Actor, aboutOf(e)))
			}
			cursor, err = page.Next, listErr
		}
		if err != nil {
			return answered("", err)
		}
	}
	if o.Kind != readLog {
		slices.Sort(lines)
	}
	return strings.Join(lines, "\n"), nil
}
