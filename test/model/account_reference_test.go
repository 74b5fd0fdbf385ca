package model

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// administered is the rules of the specification a second time, for the members, the Virtual Accounts, the settings and the
// log of one account, as simple as the results that it predicts. It shares no code with the system. A value never changes.
type administered struct {
	version          int
	closed           bool
	name, visibility string
	requester        string
	renamed          []time.Time
	members          map[string]member  // by address
	virtuals         map[string]virtual // by id
	byDefault        string             // the id of the default Virtual Account
	log              []entry
}

// member is a membership: a role on the whole account, or roles on Virtual Accounts by their ids.
type member struct {
	role          string
	on            map[string]given
	invited, ends time.Time
}

type given struct {
	role   string
	nested bool
}

type virtual struct{ parent, name, visibility string }

type entry struct {
	version int
	kind    string
	actor   string
	about   string // the address, or the name of the Virtual Account
	at      time.Time
	by      member // what the actor was
	places
}

// places are the Virtual Accounts that a change concerns, each with those above: of the roles, or of the Virtual Account, before and after
// it, and the former default one.
type places struct {
	was, is, former [][]string
	renamed         bool // the Virtual Account has another name after it
}

const (
	invitationLasts = 30 * day
	renameWindow    = 30 * day
	mostRenames     = 3
	mostLevels      = 10

	administrator        = "Smart Account Administrator"
	user                 = "Smart Account User"
	viewer               = "Smart Account Viewer"
	virtualAdministrator = "Virtual Account Administrator"
	virtualUser          = "Virtual Account User"
	virtualViewer        = "Virtual Account Viewer"
)

// What members do.
const (
	toBelong     = "belong" // what every role allows
	toSeeTree    = "see the tree"
	toSeeMembers = "see members"
	toSeeLog     = "see the log"
	toRename     = "rename"
	toShow       = "change the visibility"
	toClose      = "close"
	toCreate     = "create"
	toEdit       = "edit"
	toMove       = "move"
	toDelete     = "delete"
	toGive       = "give roles"
	toChange     = "change roles"
	toTake       = "take roles"
)

// allowed has what each role allows on the whole account, in its own parts, and in what is below these.
var allowed = map[string]struct{ whole, own, below []string }{
	administrator:        {whole: []string{toBelong, toSeeTree, toSeeMembers, toSeeLog, toRename, toShow, toClose, toCreate, toEdit, toMove, toDelete, toGive, toChange, toTake}},
	user:                 {whole: []string{toBelong, toSeeTree, toSeeMembers}},
	viewer:               {whole: []string{toBelong, toSeeTree, toSeeMembers, toSeeLog}},
	virtualAdministrator: {whole: []string{toBelong}, own: []string{toSeeTree, toSeeMembers, toSeeLog, toCreate, toGive, toChange, toTake}, below: []string{toEdit, toMove, toDelete}},
	virtualUser:          {whole: []string{toBelong}, own: []string{toSeeTree}},
	virtualViewer:        {whole: []string{toBelong}, own: []string{toSeeTree}},
}

func (m member) none() bool { return m.role == "" && len(m.on) == 0 }

func (m member) inForce(now time.Time) bool {
	lapsed := !m.invited.IsZero() && !now.Before(m.invited.Add(invitationLasts))
	ended := !m.ends.IsZero() && !now.Before(m.ends)
	return !m.none() && !lapsed && !ended
}

// confirmedAdministrator reports whether the member is an administrator who has signed in.
func (m member) confirmedAdministrator() bool { return m.role == administrator && m.invited.IsZero() }

func (m member) sameRoles(o member) bool {
	return m.role == o.role && maps.Equal(m.on, o.on) && m.ends.Equal(o.ends)
}

// may reports whether the member may do it in the whole account.
func (m member) may(what string) bool {
	if m.role != "" {
		return slices.Contains(allowed[m.role].whole, what)
	}
	for _, g := range m.on {
		if slices.Contains(allowed[g.role].whole, what) {
			return true
		}
	}
	return false
}

// mayAnywhere reports whether the member may do it in any part of the account.
func (m member) mayAnywhere(what string) bool {
	for _, g := range m.on {
		if slices.Contains(allowed[g.role].own, what) || slices.Contains(allowed[g.role].below, what) {
			return true
		}
	}
	return m.may(what)
}

// line returns the id of the Virtual Account and of those above, the nearest first; empty if there is none.
func (a administered) line(id string) (line []string) {
	for v, there := a.virtuals[id]; there; v, there = a.virtuals[id] {
		line = append(line, id)
		id = v.parent
	}
	return line
}

// mayAt reports whether the member may do it at the Virtual Account that the line begins with.
func (m member) mayAt(what string, line []string) bool {
	if len(line) == 0 {
		return false
	}
	for id, g := range m.on {
		at := slices.Index(line, id)
		inOwn, below := at == 0 || at > 0 && g.nested, at > 0 && g.nested
		if inOwn && slices.Contains(allowed[g.role].own, what) || below && slices.Contains(allowed[g.role].below, what) {
			return true
		}
	}
	return m.may(what)
}

// mayNest reports whether the member may create a Virtual Account below the one that the line begins with, or move one
// there; at the top of the account if it is empty.
func (m member) mayNest(line []string) bool {
	for id, g := range m.on {
		if slices.Contains(allowed[g.role].own, toCreate) && g.nested && slices.Contains(line, id) {
			return true
		}
	}
	return m.may(toCreate)
}

// mayGive reports whether the member may give the role on the Virtual Account that the line begins with.
func (m member) mayGive(asked given, line []string) bool {
	for id, g := range m.on {
		at := slices.Index(line, id)
		if slices.Contains(allowed[g.role].own, toGive) && (at == 0 && (g.nested || !asked.nested) || at > 0 && g.nested) {
			return true
		}
	}
	return m.may(toGive)
}

// own returns the membership of the person if it is in force.
func (a administered) own(person string, now time.Time) member {
	if m := a.members[person]; m.inForce(now) {
		return m
	}
	return member{}
}

// unrestricted reports whether neither the Virtual Account nor one above is Restricted.
func (a administered) unrestricted(line []string) bool {
	return !slices.ContainsFunc(line, func(id string) bool { return a.virtuals[id].visibility == "restricted" })
}

// sees reports whether the member may know of the Virtual Account that the line begins with.
func (a administered) sees(m member, line []string) bool {
	return len(line) > 0 && (m.mayAt(toSeeTree, line) || a.visibility == "public" && a.unrestricted(line))
}

// reads reports whether the person, who may be the account's requester, may know of that Virtual Account.
func (a administered) reads(person string, m member, line []string) bool {
	return a.sees(m, line) || len(line) > 0 && person == a.requester && a.unrestricted(line)
}

// takes reports whether the member may take away that role.
func (a administered) takes(m member, id string, g given) bool {
	return m.may(toChange) || len(a.line(id)) > 0 && m.mayGive(g, a.line(id))
}

// seen returns the part of the membership that another member, or the same one, sees.
func (a administered) seen(by string, own member, person string, now time.Time) member {
	m := a.own(person, now)
	if own.may(toSeeMembers) || by == person {
		return m
	}
	m.role, m.on = "", maps.Clone(m.on)
	maps.DeleteFunc(m.on, func(id string, _ given) bool { return !own.mayAt(toSeeMembers, a.line(id)) })
	return m
}

// left returns what stays of the membership when the actor takes away all that they may.
func (a administered) left(own, m member) member {
	m.on = maps.Clone(m.on)
	if own.may(toChange) {
		m.role, m.on = "", nil
	}
	maps.DeleteFunc(m.on, func(id string, g given) bool { return a.takes(own, id, g) })
	return m
}

func (a administered) changes(own, m member) bool {
	for id, g := range m.on {
		if a.takes(own, id, g) {
			return true
		}
	}
	return own.may(toChange)
}

// refuses returns why the person may not do it anywhere; empty if they may.
func (a administered) refuses(person string, own member, what string, requesterBelongs bool) string {
	belongs := !own.none() || a.visibility == "public" || requesterBelongs && person == a.requester
	switch {
	case a.closed || !belongs:
		return "not found"
	case !own.mayAnywhere(what):
		return "forbidden"
	default:
		return ""
	}
}

// next returns the account after a change with its entry.
func (a administered) next(o operation, kind, about string, at places) administered {
	a.version++
	a.members, a.virtuals = maps.Clone(a.members), maps.Clone(a.virtuals)
	a.log = append(slices.Clip(a.log), entry{a.version, kind, o.By, about, o.Now, a.own(o.By, o.Now), at})
	return a
}

// put stores the membership, or removes the person if it is empty. It returns false if the account would lose its last
// administrator.
func (a administered) put(person string, m member) bool {
	lost := a.members[person].confirmedAdministrator() && !m.confirmedAdministrator()
	if delete(a.members, person); !m.none() {
		a.members[person] = m
	}
	return !lost || a.administrators() > 0
}

// placesOf returns the places of the roles in which the memberships differ, or of all roles.
func (a administered) placesOf(before, after member, all bool) (at places) {
	lines := func(of, other member) (lines [][]string) {
		for _, id := range slices.Sorted(maps.Keys(of.on)) {
			if g, both := other.on[id]; all || !both || g != of.on[id] || !before.ends.Equal(after.ends) {
				lines = append(lines, a.line(id))
			}
		}
		return lines
	}
	return places{was: lines(before, after), is: lines(after, before)}
}

// give returns the membership that the row makes of the present one, and the fields of the row that are refused. hidden
// says that the person has more than the actor may know.
func (a administered) give(own, had member, r row, now time.Time) (after member, hidden bool, bad []string) {
	after = had
	if !had.inForce(now) {
		after = member{invited: now}
	}
	if after.role != "" && !own.may(toChange) {
		after, hidden = member{invited: now}, true
	}
	if r.Role != "" {
		if !own.may(toGive) {
			return after, hidden, []string{"role"}
		}
		return member{role: r.Role, invited: after.invited, ends: r.Ends}, hidden, nil
	}
	kept := a.left(own, after)
	if kept.role = ""; kept.none() {
		kept.ends = r.Ends
	}
	after = kept
	after.on = map[string]given{}
	maps.Copy(after.on, kept.on)
	for n, p := range r.On {
		line := a.line(p.ID)
		_, keeps := kept.on[p.ID]
		_, twice := after.on[p.ID]
		switch {
		case !a.sees(own, line):
			bad = append(bad, fmt.Sprintf("virtualAccounts[%d].id", n))
		case keeps, !own.mayGive(p.given, line):
			bad = append(bad, fmt.Sprintf("virtualAccounts[%d].role", n))
		case twice:
			bad = append(bad, fmt.Sprintf("virtualAccounts[%d].id", n))
		default:
			after.on[p.ID] = p.given
		}
	}
	return after, hidden, bad
}

// wrong returns the fields of the row that every actor is refused.
func (r row) wrong(now time.Time) string {
	if !r.Ends.IsZero() && (!r.Ends.After(now) || r.Role == administrator) {
		return "endsAt"
	}
	return ""
}

// follow reports whether the operation may have had its answer here, and returns the account after it. last is the version after all
// operations: an operation whose response was lost took effect where the version that it made comes next, or never.
func (a administered) follow(o operation, last int) (bool, administered) {
	answer, after := a.administer(o)
	took := after.version != a.version && slices.Contains(slices.Collect(maps.Values(o.made)), after.version)
	switch {
	case o.Unknown && (!took || a.version == last):
		return a.version == last, a
	case took:
		return o.Unknown || answer == o.Answer, after
	default:
		return answer == o.Answer && after.version == a.version, a
	}
}

// administer returns the expected answer to an operation on the account, and the account after it.
func (a administered) administer(o operation) (string, administered) {
	own := a.own(o.By, o.Now)
	if o.Answer == "busy" { // returned after too many conflicts, without writing
		return "busy", a
	}
	switch o.Kind {
	case signIn:
		if a.unconfirmed(o) {
			return "unconfirmed", a
		}
		return "ok", a
	case confirm:
		return a.confirmed(o)
	case end:
		return a.ended(o)
	case add, change, leave:
		switch { // their sign-in is recorded first, as an operation of its own
		case !a.unconfirmed(o), o.raced && (o.Kind == add || o.Answer != "changed"):
		case o.Kind != add && o.Version != 0 && o.Version != a.version:
			return "changed", a
		default:
			return "unconfirmed", a
		}
		if o.Kind == add {
			return a.add(o, own)
		}
		return a.changeMember(o, own)
	case createVirtual, changeVirtual, deleteVirtual:
		return a.virtual(o, own)
	case changeSettings, closeAccount:
		return a.settings(o, own)
	case listMembers, listVirtuals, readLog:
		return a.read(o, own), a
	case inspect:
		return a.String(), a
	default:
		return "no such operation", a
	}
}

// unconfirmed reports whether the actor is invited and has not signed in since.
func (a administered) unconfirmed(o operation) bool {
	return !a.closed && !a.own(o.By, o.Now).invited.IsZero()
}

func (a administered) confirmed(o operation) (string, administered) {
	if !a.unconfirmed(o) {
		return "nothing to confirm", a
	}
	m := a.members[o.By]
	next := a.next(o, "member-confirmed", o.By, a.placesOf(m, m, true))
	m.invited = time.Time{}
	next.put(o.By, m)
	return next.ok(), next
}

// ended is what the schedule does with a membership that is over.
func (a administered) ended(o operation) (string, administered) {
	m := a.members[o.Member]
	if a.closed || m.none() || m.inForce(o.Now) {
		return "not due", a
	}
	kind := "member-ended"
	if !m.invited.IsZero() && (m.ends.IsZero() || o.Now.Before(m.ends)) {
		kind = "member-lapsed"
	}
	next := a.next(o, kind, o.Member, a.placesOf(m, member{}, true))
	next.put(o.Member, member{})
	return next.ok(), next
}

func (a administered) ok() string { return fmt.Sprintf("ok %d", a.version) }

// add is the addition of one row.
func (a administered) add(o operation, own member) (string, administered) {
	no, field := a.refuses(o.By, own, toGive, false), o.Row.wrong(o.Now)
	switch {
	case no != "" && (field == "" || !o.later): // whether the actor may add anyone is decided before the first row is read
		return no, a
	case field != "":
		return "refused " + field, a
	}
	had, now := a.members[o.Row.Email], a.own(o.Row.Email, o.Now)
	after, hidden, bad := a.give(own, had, o.Row, o.Now)
	if len(bad) > 0 {
		return "refused " + strings.Join(bad, " "), a
	}
	answer := "added"
	if !a.seen(o.By, own, o.Row.Email, o.Now).none() {
		if answer = "changed"; now.sameRoles(after) {
			return "unchanged", a
		}
	}
	if hidden || !now.none() && now.sameRoles(after) {
		return answer, a
	}
	kind := "member-added"
	if !now.none() {
		kind = "member-changed"
	}
	next := a.next(o, kind, o.Row.Email, a.placesOf(now, after, false))
	if !next.put(o.Row.Email, after) {
		return "refused last administrator", a
	}
	return answer, next
}

// changeMember is a change or removal of a member.
func (a administered) changeMember(o operation, own member) (string, administered) {
	needs := map[kind]string{change: toChange, leave: toTake}[o.Kind]
	if o.Kind == leave && o.By == o.Member {
		needs = toBelong
	}
	if no := a.refuses(o.By, own, needs, false); no != "" {
		return no, a
	}
	had := a.members[o.Member]
	if a.seen(o.By, own, o.Member, o.Now).none() {
		return "not found", a
	}
	if o.Version != 0 && o.Version != a.version {
		return "changed", a
	}
	if field := o.Row.wrong(o.Now); o.Kind == change && field != "" {
		return "invalid " + field, a
	}
	self := o.Kind == leave && o.By == o.Member
	if !self && !a.changes(own, had) {
		return "forbidden", a
	}
	var after member
	var bad []string
	switch {
	case self:
	case o.Kind == leave:
		after = a.left(own, had)
	case o.Row.Email != o.Member:
		return a.moveMember(o, own)
	default:
		if after, _, bad = a.give(own, had, o.Row, o.Now); len(bad) > 0 {
			return "invalid " + strings.Join(bad, " "), a
		}
		if had.sameRoles(after) {
			return a.ok(), a
		}
	}
	kind := map[bool]string{true: "member-left", false: "member-removed"}[self]
	if o.Kind == change {
		kind = "member-changed"
	}
	next := a.next(o, kind, o.Member, a.placesOf(had, after, false))
	if !next.put(o.Member, after) {
		return "last administrator", a
	}
	return next.ok(), next
}

// moveMember gives the roles that the actor may change to another address.
func (a administered) moveMember(o operation, own member) (string, administered) {
	had, target := a.members[o.Member], a.own(o.Row.Email, o.Now)
	after, hidden, bad := a.give(own, a.members[o.Row.Email], o.Row, o.Now)
	if len(bad) > 0 {
		return "invalid " + strings.Join(bad, " "), a
	}
	if !a.seen(o.By, own, o.Row.Email, o.Now).none() {
		return "invalid email", a
	}
	left := a.left(own, had)
	moved, arrived := had, after
	moved.on, arrived.on = maps.Clone(had.on), maps.Clone(after.on)
	maps.DeleteFunc(moved.on, func(id string, g given) bool { return left.on[id] == g })
	maps.DeleteFunc(arrived.on, func(id string, g given) bool { return target.on[id] == g })
	next := a.next(o, "member-address-changed", o.Member, a.placesOf(moved, arrived, true))
	if !next.put(o.Member, left) {
		return "last administrator", a
	}
	if !hidden {
		next.put(o.Row.Email, after)
	}
	return next.ok(), next
}

// virtual is a change of a Virtual Account.
func (a administered) virtual(o operation, own member) (string, administered) {
	needs := map[kind]string{createVirtual: toCreate, changeVirtual: toEdit, deleteVirtual: toDelete}[o.Kind]
	if no := a.refuses(o.By, own, needs, true); no != "" {
		return no, a
	}
	if o.Version != 0 && o.Version != a.version {
		return "changed", a
	}
	line := a.line(o.Virtual)
	if o.Kind != createVirtual {
		switch {
		case !a.reads(o.By, own, line):
			return "not found", a
		case !own.mayAt(needs, line):
			return "forbidden", a
		}
	}
	if o.Kind == deleteVirtual {
		return a.delete(o, line)
	}
	was, id := a.virtuals[o.Virtual], o.Virtual
	if o.Kind == createVirtual {
		was, id = virtual{visibility: "public"}, cmp.Or(o.Opened, "refused")
	}
	is := was
	f := o.Form
	bad := map[string]bool{}
	is.name, is.visibility = cmp.Or(f.Name, was.name), cmp.Or(f.Visibility, was.visibility)
	bad["name"] = is.name == ""
	bad["default"] = f.Default == "false" && id == a.byDefault
	if f.Parent != "" {
		is.parent = strings.TrimPrefix(f.Parent, top)
	}
	moves := is.parent != was.parent
	if moves || o.Kind == createVirtual {
		above := a.line(is.parent)
		switch {
		case moves && o.Kind == changeVirtual && !own.mayAt(toMove, line):
			return "forbidden", a
		case is.parent != "" && !a.reads(o.By, own, above):
			bad["parentId"] = true
		case !own.mayNest(above):
			return "forbidden", a
		case slices.Contains(above, id), len(above)+a.height(id) > mostLevels && !bad["name"]:
			bad["parentId"] = true
		}
	}
	maps.DeleteFunc(bad, func(_ string, is bool) bool { return !is })
	if len(bad) > 0 {
		return "invalid " + strings.Join(slices.Sorted(maps.Keys(bad)), " "), a
	}
	defaults := f.Default == "true" && id != a.byDefault
	if is == was && !defaults {
		return a.ok(), a
	}
	return a.putVirtual(o, own, id, is, defaults, moves && o.Kind == changeVirtual)
}

// putVirtual stores a Virtual Account that is new or has changed.
func (a administered) putVirtual(o operation, own member, id string, is virtual, defaults, moves bool) (string, administered) {
	about := a.virtuals[id].name
	moved := a
	moved.virtuals = maps.Clone(a.virtuals)
	moved.virtuals[id] = is
	kind := "virtual-account-changed"
	if o.Kind == createVirtual {
		kind, about = "virtual-account-created", is.name
	}
	at := places{is: [][]string{moved.line(id)}, renamed: about != is.name}
	if o.Kind == changeVirtual {
		at.was = [][]string{a.line(id)}
	}
	if defaults {
		if !own.mayAt(toEdit, a.line(a.byDefault)) {
			return "forbidden", a
		}
		at.former = [][]string{a.line(a.byDefault)}
		if o.Kind == changeVirtual {
			kind = "virtual-account-default"
		}
	}
	if moves {
		kind = "virtual-account-moved"
	}
	for other, v := range a.virtuals {
		if other != id && v.parent == is.parent && strings.EqualFold(v.name, is.name) {
			return "name taken", a
		}
	}
	next := a.next(o, kind, about, at)
	next.virtuals[id] = is
	if defaults {
		next.byDefault = id
	}
	return next.ok(), next
}

func (a administered) delete(o operation, line []string) (string, administered) {
	if o.Virtual == a.byDefault {
		return "is default", a
	}
	if below, named := a.counts(o.Virtual); below+named > 0 {
		return "not empty", a
	}
	next := a.next(o, "virtual-account-deleted", a.virtuals[o.Virtual].name, places{was: [][]string{line}})
	delete(next.virtuals, o.Virtual)
	return next.ok(), next
}

// height returns how many levels the Virtual Account has with what is nested in it.
func (a administered) height(id string) int {
	most := 0
	for other, v := range a.virtuals {
		if v.parent == id {
			most = max(most, a.height(other))
		}
	}
	return most + 1
}

// settings is a change of the name or the visibility, or the end of the account.
func (a administered) settings(o operation, own member) (string, administered) {
	needs := map[bool]string{true: toRename, false: toShow}[o.Form.Name != ""]
	if o.Kind == closeAccount {
		needs = toClose
	}
	if no := a.refuses(o.By, own, needs, true); no != "" {
		return no, a
	}
	if o.Version != 0 && o.Version != a.version {
		return "changed", a
	}
	if o.Kind == closeAccount {
		if !strings.EqualFold(o.Form.Name, a.name) {
			return "invalid name", a
		}
		next := a.next(o, "account-closed", "", places{})
		next.closed = true
		return next.ok(), next
	}
	name, visibility, renamed := cmp.Or(o.Form.Name, a.name), cmp.Or(o.Form.Visibility, a.visibility), a.renamed
	if name == a.name && visibility == a.visibility {
		return a.ok(), a
	}
	kind := "visibility-changed"
	if name != a.name {
		kind = "account-renamed"
		renamed = slices.DeleteFunc(slices.Clone(renamed), func(at time.Time) bool { return !o.Now.Before(at.Add(renameWindow)) })
		if len(renamed) >= mostRenames {
			return "too many", a
		}
		renamed = append(renamed, o.Now)
	}
	next := a.next(o, kind, "", places{})
	next.name, next.visibility, next.renamed = name, visibility, renamed
	return next.ok(), next
}

// read is a list of what the person may see.
func (a administered) read(o operation, own member) string {
	needs := map[kind]string{listMembers: toSeeMembers, listVirtuals: toSeeTree, readLog: toSeeLog}[o.Kind]
	no := a.refuses(o.By, own, needs, o.Kind != listMembers)
	switch {
	case o.Kind == listMembers:
	case a.closed && o.By == a.requester:
		return map[kind]string{listVirtuals: "", readLog: "forbidden"}[o.Kind]
	case o.Kind == listVirtuals && no == "forbidden":
		no = "" // a public account shows its tree, and its requester sees it
	}
	if no != "" {
		return no
	}
	var lines []string
	switch o.Kind {
	case listMembers:
		for person := range a.members {
			if m := a.seen(o.By, own, person, o.Now); !m.none() {
				lines = append(lines, fmt.Sprint(person, " ", m.text(), " ", a.changes(own, a.members[person])))
			}
		}
	case listVirtuals:
		for id := range a.virtuals {
			if line := a.line(id); a.reads(o.By, own, line) {
				lines = append(lines, fmt.Sprintf("%s nest=%t edit=%t move=%t delete=%t", a.path(o.By, own, line), own.mayNest(line),
					own.mayAt(toEdit, line), own.mayAt(toMove, line), own.mayAt(toDelete, line)))
			}
		}
	default:
		for _, e := range slices.Backward(a.log) {
			e, seen := e.seenBy(o.By, own)
			if seen && (o.Wanted == "" || e.kind == o.Wanted) && (o.Member == "" || e.actor == o.Member) {
				lines = append(lines, fmt.Sprintf("%d %s %s %s", e.version, e.kind, e.actor, e.about))
			}
		}
		return strings.Join(lines, "\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// path returns the names from the top of what the person sees.
func (a administered) path(person string, own member, line []string) string {
	var names []string
	for n, id := range line {
		if !a.reads(person, own, line[n:]) {
			break
		}
		names = append([]string{a.virtuals[id].name}, names...)
	}
	return strings.Join(names, " / ")
}

// seenBy returns the entry as the person may see it, and false if they may not.
func (e entry) seenBy(person string, own member) (entry, bool) {
	if own.may(toSeeLog) {
		return e, true
	}
	sees := func(line []string) bool { return own.mayAt(toSeeLog, line) }
	was, is, former := slices.ContainsFunc(e.was, sees), slices.ContainsFunc(e.is, sees), slices.ContainsFunc(e.former, sees)
	if !was && !is && !former {
		return entry{}, false
	}
	seen := e
	if e.actor != person && e.actor != "system" && e.by.role != administrator {
		actor := false
		for _, line := range slices.Concat(e.was, e.is, e.former) {
			for n, id := range line {
				_, there := e.by.on[id]
				actor = actor || there && sees(line[n:])
			}
		}
		if !actor {
			seen.actor = "member"
		}
	}
	switch {
	case e.kind == "member-changed" && !was:
		seen.kind = "member-added"
	case e.kind == "member-changed" && !is:
		seen.kind = "member-removed"
	case e.kind == "member-address-changed" && !was, strings.HasPrefix(e.kind, "virtual-") && !was && (!is || e.renamed):
		seen.about = ""
	}
	if former && !was && !is {
		seen.kind = "virtual-account-default"
	}
	return seen, true
}

func (m member) text() string {
	on := []string{m.role}
	for _, id := range slices.Sorted(maps.Keys(m.on)) {
		on = append(on, fmt.Sprintf("%s on %s nested=%t", m.on[id].role, id, m.on[id].nested))
	}
	return fmt.Sprintf("%s invited=%t until %s", strings.Join(on, ", "), !m.invited.IsZero(), seconds(m.ends))
}

func seconds(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Format(time.DateTime)
}

// administrators returns how many administrators have signed in.
func (a administered) administrators() (n int) {
	for _, m := range a.members {
		if m.confirmedAdministrator() {
			n++
		}
	}
	return n
}

// counts returns how many Virtual Accounts are directly below the one with that id, and how many members have a role on it by name.
func (a administered) counts(id string) (below, named int) {
	for _, v := range a.virtuals {
		if v.parent == id {
			below++
		}
	}
	for _, m := range a.members {
		if _, is := m.on[id]; is {
			named++
		}
	}
	return below, named
}

// String returns all that the account has.
func (a administered) String() string {
	var lines []string
	for person, m := range a.members {
		lines = append(lines, "member "+person+" "+m.text())
	}
	for id, v := range a.virtuals {
		lines = append(lines, fmt.Sprintf("%s %+v", id, v))
	}
	for _, e := range a.log {
		lines = append(lines, fmt.Sprintf("%03d %s %s %s", e.version, e.kind, e.actor, e.about))
	}
	slices.Sort(lines)
	return fmt.Sprintf("version %d closed=%t %s %s default=%s\n%s", a.version, a.closed, a.name, a.visibility, a.byDefault, strings.Join(lines, "\n"))
}

func (a administered) equal(b administered) bool {
	return a.version == b.version && a.closed == b.closed && a.name == b.name && a.visibility == b.visibility && a.byDefault == b.byDefault &&
		slices.EqualFunc(a.renamed, b.renamed, time.Time.Equal) &&
		maps.EqualFunc(a.members, b.members, func(m, n member) bool { return m.sameRoles(n) && m.invited.Equal(n.invited) }) &&
		maps.Equal(a.virtuals, b.virtuals) && slices.EqualFunc(a.log, b.log, func(e, f entry) bool {
		return e.kind == f.kind && e.actor == f.actor && e.about == f.about
	})
}
