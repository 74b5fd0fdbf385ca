package page

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/text"
)

// AccountTab is one of the pages of an account, by the last part of its path.
type AccountTab string

// The tabs.
const (
	OverviewTab        AccountTab = ""
	PeopleTab          AccountTab = "people"
	VirtualAccountsTab AccountTab = "virtual-accounts"
	AccessTab          AccountTab = "access-requests"
	RulesTab           AccountTab = "rules"
	LogTab             AccountTab = "log"
	SettingsTab        AccountTab = "settings"
)

// Actions of the forms on an account's pages.
const (
	LeaveAccount         account.Action = "leave"
	CheckPeople          account.Action = "check"
	SavePeople           account.Action = "add"
	ChangeMember         account.Action = "change"
	RemoveMember         account.Action = "remove"
	RemoveOutside        account.Action = "remove-outside"
	CreateVirtualAccount account.Action = "create"
	ChangeVirtualAccount account.Action = "edit"
	MakeDefault          account.Action = "default"
	DeleteVirtualAccount account.Action = "delete"
	RenameAccount        account.Action = "rename"
	WithdrawRename       account.Action = "withdraw-rename"
	ChangeVisibility     account.Action = "visibility"
	CloseAccount         account.Action = "close"
)

// Why a form was refused, if no field is the reason: the keys of text.AccountRefusal.
const (
	RefusedChanged           = "changed"
	RefusedLastAdministrator = "last-administrator"
	RefusedNotEmpty          = "not-empty"
	RefusedIsDefault         = "is-default"
	RefusedNameTaken         = "name-taken"
	RefusedForbidden         = "forbidden"
	RefusedAskForbidden      = "ask-forbidden"
	RefusedAlreadyMember     = "already-member"
	RefusedAlreadyAsked      = "already-asked"
	RefusedAccessDecided     = "access-decided"
)

// What was just done with an account: the keys of text.AccountDone.
const (
	DoneRenamed        = "renamed"
	DoneRenameWaits    = "rename-waits"
	DoneNameWithdrawn  = "name-withdrawn"
	DoneVisibility     = "visibility"
	DoneClosed         = "closed"
	DoneMemberChanged  = "member-changed"
	DoneMemberRemoved  = "member-removed"
	DoneOutsideRemoved = "outside-removed"
	DoneVirtualCreated = "virtual-created"
	DoneVirtualChanged = "virtual-changed"
	DoneVirtualDefault = "virtual-default"
	DoneVirtualDeleted = "virtual-deleted"
	DoneAccessAsked    = "access-asked"
	DoneAccessApproved = "access-approved"
	DoneAccessDeclined = "access-declined"
	DoneAccessWithdraw = "access-withdrawn"
	DoneRulesChanged   = "rules-changed"
)

// AccountRefusals lists why a form can be refused.
func AccountRefusals() []string {
	return []string{
		RefusedChanged, RefusedLastAdministrator, RefusedNotEmpty, RefusedIsDefault, RefusedNameTaken, RefusedForbidden,
		RefusedAskForbidden, RefusedAlreadyMember, RefusedAlreadyAsked, RefusedAccessDecided,
	}
}

// AccountDones lists what can be done with an account.
func AccountDones() []string {
	return []string{
		DoneRenamed, DoneRenameWaits, DoneNameWithdrawn, DoneVisibility, DoneClosed, DoneMemberChanged, DoneMemberRemoved, DoneOutsideRemoved,
		DoneVirtualCreated, DoneVirtualChanged, DoneVirtualDefault, DoneVirtualDeleted,
		DoneAccessAsked, DoneAccessApproved, DoneAccessDeclined, DoneAccessWithdraw, DoneRulesChanged,
	}
}

// MemberFields lists the columns of a row of people.
func MemberFields() []string { return strings.Split(peopleColumns, ",") }

// OneAccount is what all pages of an account have. Its version is the one that the forms send.
type OneAccount struct {
	administration.Overview
	Done    string         // what was just done; empty: nothing
	Dialog  account.Action // the open dialog
	Refusal FormRefusal
}

// FormRefusal is why a form was refused; the zero value if none was.
type FormRefusal struct {
	Form         account.Action // the form's
	Errors       Errors
	Why          string             // if no field is the reason; empty: see below
	Since        []account.LogEntry // the changes that the reader's version lacks, as far as the reader may see them
	Busy         bool
	TooManyUntil time.Time
}

// refused reports whether a form was refused.
func (f FormRefusal) refused() bool {
	return len(f.Errors) > 0 || f.Why != "" || f.Busy || !f.TooManyUntil.IsZero()
}

// texts returns the errors of a field of the form.
func (f FormRefusal) texts(r Reader, form account.Action, field string) []string {
	if f.Form != form {
		return nil
	}
	return errorTexts(r, f.Errors[field])
}

// AccountOverview is the first page of an account.
type AccountOverview struct {
	OneAccount
	Below   []inbox.Entry // the requests that wait for the reader as its administrator
	Request account.ID    // the reader's own request for the account; empty: none
}

// AccountPeople is the list of an account's members.
type AccountPeople struct {
	OneAccount
	Outside bool // only those from other domains
	Members []administration.Member
	NextURL string // next page; empty on the last
}

// AddPeople is the form for new members, with its input and the result for each row.
type AddPeople struct {
	OneAccount
	List, Role, Virtual, Note string
	Nested, Silent            bool
	Virtuals                  []administration.Node      // those that can be chosen
	Results                   []administration.RowResult // nil: not checked
	Saved                     bool                       // the results are those of Add, not of Check
}

// OneMember is the page of one member, with the input.
type OneMember struct {
	OneAccount
	Member   administration.Member
	Virtuals []administration.Node
	Typed    MemberForm
}

// MemberForm is the input about a member.
type MemberForm struct {
	Email, EndsAt string
	GrantForm
}

// FormOf returns the form with a member's present values.
func FormOf(m administration.Member) MemberForm {
	f := MemberForm{Email: string(m.Person), GrantForm: GrantOf(account.Grant{Role: m.Role, VirtualRoles: m.VirtualRoles})}
	if !m.EndsAt.IsZero() {
		f.EndsAt = lastDay(m.EndsAt)
	}
	return f
}

// lastDay returns the last day before the instant, as a date field has it. A day that is given as an end counts in full.
func lastDay(t time.Time) string { return t.UTC().Add(-time.Nanosecond).Format(time.DateOnly) }

// AccountVirtuals is the tree of an account's Virtual Accounts.
type AccountVirtuals struct {
	OneAccount
	Nodes   []administration.Node
	NextURL string
}

// VirtualInput is the input about a Virtual Account.
type VirtualInput struct{ Name, Description, Visibility, Parent string }

// InputOf returns the input with the present values of a Virtual Account.
func InputOf(n administration.Node) VirtualInput {
	return VirtualInput{n.Name, n.Description, string(n.Visibility), string(n.ParentID)}
}

// OneVirtual is the page of one Virtual Account, or of a new one if Node is nil.
type OneVirtual struct {
	OneAccount
	Node    *administration.Node
	Parents []administration.Node // below which it can be
	Typed   VirtualInput
}

// AccountSettings is the page of an account's settings, with the input.
type AccountSettings struct {
	OneAccount
	Name, Visibility, Reason, Typed string
}

// AccountLog is the page of an account's log.
type AccountLog struct {
	OneAccount
	Filter  administration.LogFilter
	Entries []account.LogEntry
	NextURL string
	Errors  Errors
}

func tabPath(id account.ID, tab AccountTab) string {
	if tab == OverviewTab {
		return accountPath(id)
	}
	return accountPath(id) + "/" + string(tab)
}

// tabs returns the tabs that the reader can open.
func (a OneAccount) tabs() []AccountTab {
	all := []AccountTab{OverviewTab}
	if a.Account.Status != account.AccountActive {
		return all
	}
	if a.May(account.ReadMembers) {
		all = append(all, PeopleTab)
	}
	if a.May(account.ReadVirtualAccounts) || len(a.VirtualAccounts) > 0 {
		all = append(all, VirtualAccountsTab)
	}
	if a.May(account.DecideAccessRequests) {
		all = append(all, AccessTab)
	}
	if a.May(account.ChangeRules) {
		all = append(all, RulesTab)
	}
	if a.May(account.ReadLog) {
		all = append(all, LogTab)
	}
	if a.Settles() {
		all = append(all, SettingsTab)
	}
	return all
}

// Settles reports whether the reader may change a setting.
func (a OneAccount) Settles() bool {
	return a.May(account.RenameAccount) || a.May(account.ChangeVisibility) || a.May(account.CloseAccount)
}

// May reports whether the reader has the permission in a part of the account.
func (a OneAccount) May(p account.Permission) bool { return slices.Contains(a.MayDo, p) }

func tabText(tab AccountTab) text.Phrase {
	switch tab {
	case PeopleTab:
		return text.TabPeople()
	case VirtualAccountsTab:
		return text.VirtualAccounts()
	case AccessTab:
		return text.AccessRequests()
	case RulesTab:
		return text.Rules()
	case LogTab:
		return text.TabLog()
	case SettingsTab:
		return text.TabSettings()
	default:
		return text.TabOverview()
	}
}

// tabTitle returns the title of the window.
func (r Reader) tabTitle(title text.Phrase, a OneAccount) string {
	return r.formTitle(title, a.Refusal.refused()) + " · " + a.Account.Name
}

// memberRoles returns the roles of a member in plain words.
func memberRoles(r Reader, m administration.Member) []text.Phrase {
	if m.Role != "" {
		return []text.Phrase{text.RoleName(m.Role)}
	}
	var all []text.Phrase
	for _, v := range m.VirtualRoles {
		all = append(all, roleOn(r, v.Role, m.Names[v.VirtualAccount], v.WithNested))
	}
	return all
}

func roleOn(r Reader, role account.Role, virtual string, nested bool) text.Phrase {
	if nested {
		return text.RoleOnNested(r.text(text.RoleName(role)), virtual)
	}
	return text.RoleOn(r.text(text.RoleName(role)), virtual)
}

// lastOfAdministrators reports whether the account would be left without an administrator if the reader left.
func (a AccountOverview) lastOfAdministrators() bool {
	return a.Membership.ConfirmedAdministrator() && len(a.Administrators) == 1
}

// columnOf returns the column of a row's field, without the number of the Virtual Account: virtualAccounts[0].role is role.
func columnOf(field string) string {
	if _, last, nested := strings.Cut(field, "."); nested {
		field = last
	}
	field, _, _ = strings.Cut(field, "[")
	if field == "virtualAccounts" || field == "id" {
		return "virtualAccount"
	}
	return field
}

// errorTexts returns the errors of fields of an account's forms.
func errorTexts(r Reader, all []account.FieldError) []string {
	var texts []string
	for _, e := range all {
		if words := r.text(errorText(e)); !slices.Contains(texts, words) {
			texts = append(texts, words)
		}
	}
	return texts
}

func errorText(e account.FieldError) text.Phrase {
	column := columnOf(e.Field)
	switch {
	case column == "endsAt" && e.Code == account.FieldWouldLower:
		return text.MemberErrorEndsOtherwise()
	case e.Code == account.FieldMoreThanHeld || e.Code == account.FieldBelowItself || e.Code == account.FieldTooDeep || e.Code == account.FieldInThePast || e.Code == account.FieldWouldLower:
		return text.FieldError(e.Code, "")
	case column == "email" && e.Code == account.FieldTooMany:
		return text.MemberErrorFull()
	case column == "email" && e.Code == account.FieldDuplicate:
		return text.MemberErrorTwice()
	case column == "members" && e.Code == account.FieldTooMany:
		return text.MemberErrorMany()
	case column == "members" && e.Code == account.FieldRequired:
		return text.NeedPeople()
	case column == "members" && e.Code == account.FieldCharacters:
		return text.MemberErrorCharacters()
	case column == "members" && e.Code == account.FieldUnknown:
		return text.MemberErrorColumn()
	case column == "members" && e.Code == account.FieldDuplicate:
		return text.MemberErrorColumnTwice()
	case column == "members" && e.Code == account.FieldWrongType:
		return text.MemberErrorTable()
	case column == "accountDomain" && e.Code == account.FieldRequired:
		return text.NeedDomain()
	case column == "accountDomain" && e.Code == account.FieldUnknown:
		return text.AskAccessNotFound()
	case column == "decision":
		return text.RuleErrorDecision()
	case column == "role" && e.Code == account.FieldRequired:
		return text.MemberErrorNoRole()
	case column == "role":
		return text.MemberErrorRole()
	case column == "virtualAccount":
		return text.MemberErrorVirtual()
	case column == "endsAt":
		return text.MemberErrorEnds()
	case column == "parentId":
		return text.VirtualErrorParent()
	case column == "name" && e.Code == account.FieldTooMany:
		return text.VirtualErrorMany()
	case column == "name" && e.Code == account.FieldRequired:
		return text.NeedName()
	case column == "typedName":
		return text.CloseAccountMismatch()
	case column == "from" || column == "to":
		return text.LogErrorDate()
	default:
		return text.FieldError(e.Code, "")
	}
}

// rowErrors returns what is wrong with a row, by its columns.
func rowErrors(r Reader, result administration.RowResult) []text.Phrase {
	var all []text.Phrase
	for _, e := range result.Fields {
		words := r.text(errorText(e))
		if column := text.MemberField(columnOf(e.Field)); !column.IsZero() {
			all = append(all, text.RowError(r.text(column), words))
		} else {
			all = append(all, text.RowError(r.text(text.RowNumber()), words))
		}
	}
	if result.Err != nil {
		all = append(all, rowRefusal(result.Err))
	}
	return all
}

// anyRow reports whether a row has one of the outcomes.
func (a AddPeople) anyRow(outcomes ...administration.RowOutcome) bool {
	return slices.ContainsFunc(a.Results, func(r administration.RowResult) bool { return slices.Contains(outcomes, r.Outcome) })
}

// rolesToGive returns the roles that the reader may give.
func (a OneAccount) rolesToGive() []account.Role {
	var roles []account.Role
	for _, r := range account.WholeRoles() {
		if a.Membership.MayGive(r) {
			roles = append(roles, r)
		}
	}
	return append(roles, account.VirtualRoles()...)
}

// option is an entry of a select field.
type option struct{ Value, Label string }

func roleOptions(r Reader, roles []account.Role) []option {
	var all []option
	for _, role := range roles {
		all = append(all, option{string(role), r.text(text.RoleName(role))})
	}
	return all
}

// pathOptions returns the Virtual Accounts by their paths.
func pathOptions(nodes []administration.Node) []option {
	var all []option
	for _, n := range nodes {
		all = append(all, option{string(n.ID), pathOf(n)})
	}
	return all
}

func pathOf(n administration.Node) string { return strings.Join(n.Path, " / ") }

// branch is a Virtual Account with what is nested in it on the same page.
type branch struct {
	administration.Node
	Below []*branch
}

// treeOf nests the Virtual Accounts, which are depth first. A page can begin and end within a branch.
func treeOf(nodes []administration.Node) []*branch {
	var top []*branch
	var open []*branch // the latest one with its ancestors, the highest first
	for _, n := range nodes {
		for len(open) > 0 && open[len(open)-1].Depth >= n.Depth {
			open = open[:len(open)-1]
		}
		b := &branch{Node: n}
		if len(open) == 0 {
			top = append(top, b)
		} else {
			parent := open[len(open)-1]
			parent.Below = append(parent.Below, b)
		}
		open = append(open, b)
	}
	return top
}

// within returns the path of what the first Virtual Account of a page is nested in; empty at the top.
func (a AccountVirtuals) within() string {
	if len(a.Nodes) == 0 || len(a.Nodes[0].Path) < 2 {
		return ""
	}
	path := a.Nodes[0].Path
	return strings.Join(path[:len(path)-1], " / ")
}

// may reports whether the reader may do it with the Virtual Account.
func (v OneVirtual) may(p account.Permission) bool { return slices.Contains(v.Node.MayDo, p) }

func virtualPath(id, virtual account.ID) string {
	return tabPath(id, VirtualAccountsTab) + "?" + url.Values{"virtual": {string(virtual)}}.Encode()
}

func createPath(id, parent account.ID) string {
	return tabPath(id, VirtualAccountsTab) + "?" + url.Values{"create": {"yes"}, "parent": {string(parent)}}.Encode()
}

func memberPath(id account.ID, member account.Email) string {
	return tabPath(id, PeopleTab) + "?" + url.Values{"member": {string(member)}}.Encode()
}

func addPeoplePath(id account.ID) string { return tabPath(id, PeopleTab) + "?add=yes" }

// dialogLink adds the name of a dialog to a path.
func dialogLink(path string, dialog account.Action) string {
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "dialog=" + string(dialog) + "#dialog-" + string(dialog)
}

// LogQuery returns the query string of a filter.
func LogQuery(f administration.LogFilter) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"kind": f.Kind, "actor": f.Actor, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (a AccountLog) csvURL() string {
	q := LogQuery(a.Filter)
	q.Set("format", "csv")
	return tabPath(a.Account.ID, LogTab) + "?" + q.Encode()
}

func (a AccountLog) filtered() bool { return a.Filter != administration.LogFilter{} }

// logLine is one value of a log entry, or how it changed.
type logLine struct {
	Label         string
	Before, After string // empty: nothing
	Changed       bool   // there is a value before or after; otherwise After is the value
}

// logLines returns what an entry tells, in the reader's language.
func logLines(r Reader, e account.LogEntry) []logLine {
	var all []logLine
	for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
		if name == account.LogAccessRequest || name == account.LogRule { // ids, for programs
			continue
		}
		all = append(all, logLine{Label: logLabel(r, name), After: logValue(r, name, e.Detail[name])})
	}
	names := map[string]bool{}
	for _, told := range []map[string]string{e.Before, e.After} {
		for name := range told {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		before, hadBefore := e.Before[name]
		after, hasAfter := e.After[name]
		if hadBefore && hasAfter && before == after {
			continue
		}
		line := logLine{Label: logLabel(r, name), Before: logValue(r, name, before), After: logValue(r, name, after), Changed: e.Before != nil && e.After != nil}
		if hadBefore != hasAfter && alwaysPresent(name) {
			line.Changed = false // the reader may not see the other value
		}
		if !hadBefore {
			line.Before = ""
		}
		if !hasAfter {
			line.After = ""
			if !line.Changed {
				line.After = line.Before
			}
		}
		all = append(all, line)
	}
	return all
}

// alwaysPresent reports whether an entry of a change has the value both before and after it.
func alwaysPresent(name string) bool {
	switch name {
	case account.LogName, account.LogDescription, account.LogVisibility, account.LogParent, account.LogDefault, account.LogEmail:
		return true
	default:
		return false
	}
}

func logLabel(r Reader, name string) string {
	if place, is := strings.CutPrefix(name, account.LogRuleNumber); is {
		if n, err := strconv.Atoi(place); err == nil {
			return r.text(text.RuleNumber(n))
		}
		name = account.LogRuleNumber
	}
	if strings.HasPrefix(name, account.LogRoleAt) {
		name = account.LogRoleAt
	}
	if label := text.LogName(name); !label.IsZero() {
		return r.text(label)
	}
	return name
}

func logValue(r Reader, name, value string) string {
	switch {
	case name == account.LogVisibility:
		if phrase := text.VisibilityName(account.Visibility(value)); !phrase.IsZero() {
			return r.text(phrase)
		}
	case name == account.LogRole:
		if phrase := text.RoleName(account.Role(value)); !phrase.IsZero() {
			return r.text(phrase)
		}
	case name == account.LogEndsAt:
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return r.moment(at)
		}
	case name == account.LogParent && value == "":
		return r.text(text.TopLevel())
	case strings.HasPrefix(name, account.LogRoleAt):
		return roleTold(r, value)
	case strings.HasPrefix(name, account.LogRuleNumber):
		return ruleTold(r, value)
	}
	return value
}

// roleTold returns a role on a Virtual Account, which RolesTold has written in English.
func roleTold(r Reader, value string) string {
	at := strings.LastIndex(value, ": ")
	if at < 0 {
		return value
	}
	role, nested := strings.CutSuffix(value[at+2:], ", with nested")
	name := text.RoleName(account.Role(role))
	if name.IsZero() {
		return value
	}
	return r.text(roleOn(r, account.Role(role), value[:at], nested))
}

// ruleTold returns a rule, which the entry tells in English.
func ruleTold(r Reader, value string) string {
	domain, words, found := strings.Cut(value, ": ")
	if !found {
		return value
	}
	all := strings.Split(words, ", ")
	for n, word := range all {
		role, virtual, onVirtual := strings.Cut(word, " on ")
		name := text.RoleName(account.Role(role))
		switch {
		case word == account.ToldDecline:
			all[n] = r.text(text.RuleEffectDeclines())
		case word == account.ToldOff:
			all[n] = r.text(text.RuleOff())
		case name.IsZero(): // a part of the name of a Virtual Account
		case onVirtual:
			all[n] = r.text(roleOn(r, account.Role(role), virtual, false))
		default:
			all[n] = r.text(name)
		}
	}
	return domain + ": " + strings.Join(all, ", ")
}

func virtualRoleID(n int, field string) string { return fmt.Sprintf("%s-%d", field, n) }

// rowRefusal says why a row was refused, if no column is the reason.
func rowRefusal(err error) text.Phrase {
	var tooMany *account.TooMany
	switch {
	case errors.Is(err, account.ErrLastAdministrator):
		return text.AccountRefusal(RefusedLastAdministrator)
	case errors.As(err, &tooMany):
		return text.TooManyUntil(tooMany.Until)
	default:
		return text.Busy()
	}
}
