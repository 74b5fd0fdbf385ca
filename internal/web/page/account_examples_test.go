package page

import (
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

const (
	administrator account.Email = "ada@booking.com"
	colleague     account.Email = "bruno.verdi@booking.com"
)

// nodes returns a tree of three levels, depth first.
func nodes(may ...account.Permission) []administration.Node {
	node := func(last, name string, path ...string) administration.Node {
		n := administration.Node{Path: append(path, name), MayDo: may}
		n.VirtualAccount = account.VirtualAccount{ID: id(last), AccountID: id("a2"), Name: name, Depth: len(path) + 1, Visibility: account.Public}
		return n
	}
	all := []administration.Node{
		node("v1", account.DefaultVirtualAccountName), node("v2", "Sales"), node("v3", "EMEA", "Sales"),
		node("v4", "Italia", "Sales", "EMEA"), node("v5", "شركة الأمل", "Sales"), node("v6", hostile),
	}
	all[0].Default = true
	all[1].Children, all[2].Children, all[2].ParentID, all[3].ParentID = 2, 1, id("v2"), id("v3")
	all[3].Visibility, all[3].Description = account.Restricted, "Customers in Italy.\nAsk Bruno."
	all[5].Description = hostile
	return all
}

func member(person account.Email, role account.Role, virtual ...account.VirtualRole) administration.Member {
	return administration.Member{
		Membership: account.Membership{AccountID: id("a2"), Person: person, Role: role, VirtualRoles: virtual, Since: asked, AddedBy: account.Actor(administrator)},
		Names:      map[account.ID]string{id("v3"): "Sales / EMEA", id("v4"): "Sales / EMEA / Italia"},
		MayChange:  true,
	}
}

// logEntries returns an entry of every kind.
func logEntries() []account.LogEntry {
	var all []account.LogEntry
	for n, kind := range account.LogKinds() {
		e := account.LogEntry{AccountID: id("a2"), Version: n + 1, At: asked.Add(time.Duration(n) * time.Hour), Kind: kind, Actor: account.Actor(administrator)}
		switch kind {
		case account.LogRenamed:
			e.Detail = map[string]string{account.LogReason: "New brand."}
			e.Before, e.After = map[string]string{account.LogName: "Booking"}, map[string]string{account.LogName: "Booking.com"}
		case account.LogVisibilityChanged:
			e.Before, e.After = map[string]string{account.LogVisibility: "public"}, map[string]string{account.LogVisibility: "restricted"}
		case account.LogMemberChanged:
			e.Detail = map[string]string{account.LogMember: string(colleague)}
			e.Before = map[string]string{account.LogRole: string(account.SmartAccountAdministrator)}
			e.After = map[string]string{account.LogRoleAt + string(id("v3")): "Sales / EMEA: Virtual Account User, with nested", account.LogEndsAt: "2027-04-01T00:00:00Z"}
		case account.LogMemberRemoved:
			e.Detail = map[string]string{account.LogMember: string(colleague)}
			e.Before = map[string]string{account.LogRole: string(account.SmartAccountViewer)}
		case account.LogVirtualMoved:
			e.Detail = map[string]string{account.LogVirtualAccount: "Italia"}
			e.Before, e.After = map[string]string{account.LogParent: ""}, map[string]string{account.LogParent: "Sales / EMEA"}
		case account.LogRulesChanged:
			e.Before = map[string]string{account.LogRuleNumber + "01": "partner.example: " + account.ToldDecline}
			e.After = map[string]string{
				account.LogRuleNumber + "01": "partner.example: Smart Account Viewer, " + account.ToldOff,
				account.LogRuleNumber + "02": "müller.de: Virtual Account User on Sales, Italy, Virtual Account Viewer on EMEA",
			}
		case account.LogAccessApproved:
			e.Detail = map[string]string{account.LogMember: string(partner), account.LogAccessRequest: string(id("c1")), account.LogRule: string(id("e1")), account.LogRuleAuthor: string(administrator)}
		case account.LogMemberLapsed:
			e.Actor = account.System
		case account.LogVirtualChanged:
			e.Before, e.After = map[string]string{account.LogName: "x", account.LogDescription: ""}, map[string]string{account.LogName: hostile, account.LogDescription: "y"}
		default: // has no more to tell
		}
		all = append(all, e)
	}
	return all
}

// wholeAccount returns an account as its administrator sees it.
func wholeAccount() OneAccount {
	booking := smartAccount("a2", "Booking.com", "booking.com", account.AccountActive, account.Public)
	return OneAccount{Overview: administration.Overview{
		WithAccess: account.WithAccess{Account: booking, Access: []account.Role{account.SmartAccountAdministrator}},
		Version:    7, Administrators: []account.Email{administrator, "what?subject=x&body=y@booking.com"}, VirtualAccounts: nodes()[:2], MayDo: account.Permissions(),
		Membership: member(administrator, account.SmartAccountAdministrator).Membership, Members: 4,
	}}
}

// accountExamples returns the pages of an account by name.
func accountExamples(l account.Language) map[string]templ.Component {
	ada := Reader{Language: l, Person: &account.Person{Email: administrator}, Path: accountPath(id("a2"))}
	guest := Reader{Language: l, Person: &account.Person{Email: partner}, Path: accountPath(id("a2"))}
	whole := wholeAccount()
	booking := whole.Account
	refusedWith := func(form account.Action, refusal FormRefusal) OneAccount {
		a := whole
		a.Refusal = refusal
		a.Refusal.Form = form
		return a
	}
	doneWith := func(what string) OneAccount {
		a := whole
		a.Done = what
		return a
	}
	dialog := func(a OneAccount, action account.Action) OneAccount {
		a.Dialog = action
		return a
	}
	virtualReader := whole
	virtualReader.Membership = member(colleague, "", account.VirtualRole{VirtualAccount: id("v3"), Role: account.VirtualAccountAdministrator, WithNested: true}).Membership
	virtualReader.MayDo = virtualReader.Membership.MayDo()
	outside := whole
	outside.Membership, outside.MayDo = account.Membership{}, nil
	hidden := outside
	hidden.Administrators, hidden.VirtualAccounts, hidden.Account.Visibility = nil, nil, account.Restricted
	status := func(s account.AccountStatus) OneAccount {
		a := hidden
		a.Account.Status = s
		return a
	}
	inState := func(s account.State) OneAccount {
		a := status(account.AccountPending)
		a.State = s
		return a
	}
	own, colleagues := new(member(administrator, account.SmartAccountAdministrator)), new(member(colleague, "",
		account.VirtualRole{VirtualAccount: id("v3"), Role: account.VirtualAccountAdministrator, WithNested: true},
		account.VirtualRole{VirtualAccount: id("v4"), Role: account.VirtualAccountUser}))
	own.Note = "Welcome, Ada.\n" + hostile
	colleagues.EndsAt, colleagues.InvitedAt = asked.Add(100*24*time.Hour), asked
	alone := whole
	alone.Administrators = alone.Administrators[:1]
	changed := FormRefusal{Why: RefusedChanged, Since: logEntries()[1:3]}

	members := AccountPeople{OneAccount: whole, Members: []administration.Member{*own, *colleagues, member("carla@booking.com", account.SmartAccountViewer)}, NextURL: tabPath(id("a2"), PeopleTab) + "?cursor=x"}
	members.Members[2].AddedBy = ""
	outsiders := AccountPeople{OneAccount: whole, Outside: true, Members: []administration.Member{member("carla@partner.example", account.SmartAccountViewer), member("dino@partner.example", "",
		account.VirtualRole{VirtualAccount: id("v3"), Role: account.VirtualAccountUser})}}
	outsidersWith := func(a OneAccount) AccountPeople {
		o := outsiders
		o.OneAccount = a
		return o
	}
	reading := members
	reading.Members = []administration.Member{*colleagues}
	reading.Members[0].MayChange, reading.MayDo = false, []account.Permission{account.ReadMembers}
	list := "bruno.verdi@booking.com,Virtual Account User,Sales / EMEA,yes,2027-03-31\nnot an address\ncarla@booking.com,King,,,never"
	adding := AddPeople{OneAccount: whole, Virtuals: nodes()}
	adding.List, adding.Role = list, string(account.SmartAccountViewer)
	checked := adding
	checked.Results = []administration.RowResult{
		{Email: string(colleague), Outcome: administration.RowAdded, Member: colleagues},
		{Email: "not an address", Outcome: administration.RowRefused, Fields: wrong("email", account.FieldNotEmail)},
		{Email: "carla@booking.com", Outcome: administration.RowRefused, Fields: append(wrong("role", account.FieldNotAllowed), wrong("virtualAccounts[0].id", account.FieldNotAllowed)[0], wrong("endsAt", account.FieldWrongType)[0])},
		{Email: string(administrator), Outcome: administration.RowRefused, Err: account.ErrLastAdministrator},
		{Email: "dario@booking.com", Outcome: administration.RowChanged, Member: new(member("dario@booking.com", account.SmartAccountUser))},
		{Email: "elena@booking.com", Outcome: administration.RowUnchanged, Member: new(member("elena@booking.com", account.SmartAccountUser))},
		{Email: "fabio@booking.com", Outcome: administration.RowRefused, Err: &account.TooMany{Until: asked.Add(time.Hour)}},
	}
	fine, saved, savedAll := checked, checked, checked
	fine.Results, savedAll.Results, saved.Saved, savedAll.Saved = checked.Results[:1], checked.Results[4:6], true, true
	tooMany := adding
	tooMany.OneAccount = refusedWith(CheckPeople, FormRefusal{Errors: Errors{"members": wrong("members", account.FieldTooMany)}})
	one := OneMember{OneAccount: whole, Member: *colleagues, Virtuals: nodes(), Typed: FormOf(*colleagues)}
	oneWith := func(a OneAccount) OneMember {
		m := one
		m.OneAccount = a
		return m
	}
	tree := nodes(account.CreateVirtualAccounts, account.EditVirtualAccounts, account.MoveVirtualAccounts, account.DeleteVirtualAccounts)
	virtual := func(a OneAccount, n administration.Node) OneVirtual {
		return OneVirtual{OneAccount: a, Node: &n, Parents: nodes(), Typed: InputOf(n)}
	}
	creating := OneVirtual{OneAccount: whole, Parents: nodes(), Typed: VirtualInput{Visibility: "public", Parent: string(id("v2"))}}
	creatingWrong := creating
	creatingWrong.OneAccount = refusedWith(CreateVirtualAccount, FormRefusal{Errors: Errors{"name": wrong("name", account.FieldRequired), "parentId": wrong("parentId", account.FieldNotAllowed)}})
	settings := AccountSettings{OneAccount: whole, Name: booking.Name, Visibility: string(booking.Visibility)}
	settingsWith := func(a OneAccount) AccountSettings {
		s := settings
		s.OneAccount, s.Name, s.Reason = a, "Booking Group", "New brand."
		return s
	}
	log := AccountLog{OneAccount: whole, Entries: logEntries(), NextURL: tabPath(id("a2"), LogTab) + "?cursor=x"}
	filteredLog := AccountLog{OneAccount: whole, Filter: administration.LogFilter{Kind: string(account.LogRenamed), Actor: "ada", From: "soon"}}
	filteredLog.Errors = Errors{"from": wrong("from", account.FieldWrongType)}
	noneHere := AccountLog{OneAccount: whole, Filter: administration.LogFilter{Kind: string(account.LogClosed)}, NextURL: log.NextURL}
	to := func(reader *administration.Member, a OneAccount) OneAccount {
		a.Own = reader
		return a
	}
	return map[string]templ.Component{
		"overview":            AccountOverviewPage(ada, AccountOverview{OneAccount: to(own, whole)}),
		"overview-below":      AccountOverviewPage(ada, AccountOverview{OneAccount: to(own, whole), Below: inboxEntries()[:1]}),
		"overview-member":     AccountOverviewPage(Reader{Language: l, Person: &account.Person{Email: colleague}}, AccountOverview{OneAccount: to(colleagues, virtualReader)}),
		"overview-last":       AccountOverviewPage(ada, AccountOverview{OneAccount: to(own, alone)}),
		"overview-leave":      AccountOverviewPage(ada, AccountOverview{OneAccount: to(own, dialog(whole, LeaveAccount))}),
		"overview-leave-last": AccountOverviewPage(ada, AccountOverview{OneAccount: to(own, dialog(refusedWith(LeaveAccount, FormRefusal{Why: RefusedLastAdministrator}), LeaveAccount))}),
		"overview-outside":    AccountOverviewPage(guest, AccountOverview{OneAccount: outside}),
		"overview-restricted": AccountOverviewPage(guest, AccountOverview{OneAccount: hidden}),
		"overview-pending":    AccountOverviewPage(guest, AccountOverview{OneAccount: status(account.AccountPending), Request: id("r2")}),
		"overview-review":     AccountOverviewPage(guest, AccountOverview{OneAccount: inState(account.PendingReview), Request: id("r2")}),
		"overview-waiting":    AccountOverviewPage(guest, AccountOverview{OneAccount: inState(account.PendingApproval), Request: id("r2")}),
		"overview-cancelled":  AccountOverviewPage(guest, AccountOverview{OneAccount: status(account.AccountCancelled), Request: id("r2")}),
		"overview-closed":     AccountOverviewPage(guest, AccountOverview{OneAccount: func() OneAccount { a := status(account.AccountCancelled); a.Done = DoneClosed; return a }()}),

		"people":                 AccountPeoplePage(ada, members),
		"people-reading":         AccountPeoplePage(guest, reading),
		"people-none":            AccountPeoplePage(ada, AccountPeople{OneAccount: whole}),
		"people-outside":         AccountPeoplePage(ada, outsiders),
		"people-outside-remove":  AccountPeoplePage(ada, outsidersWith(dialog(whole, RemoveOutside))),
		"people-outside-removed": AccountPeoplePage(ada, AccountPeople{OneAccount: doneWith(DoneOutsideRemoved), Outside: true}),
		"people-outside-short":   AccountPeoplePage(ada, AccountPeople{OneAccount: whole, Outside: true, NextURL: tabPath(id("a2"), PeopleTab) + "?outside=yes&cursor=x"}),
		"people-removed":         AccountPeoplePage(ada, AccountPeople{OneAccount: doneWith(DoneMemberRemoved), Members: members.Members[:1]}),
		"add-people":             AddPeoplePage(ada, AddPeople{OneAccount: whole, Virtuals: nodes()}),
		"add-people-wrong":       AddPeoplePage(ada, tooMany),
		"add-people-check":       AddPeoplePage(ada, checked),
		"add-people-fine":        AddPeoplePage(ada, fine),
		"add-people-some":        AddPeoplePage(ada, saved),
		"add-people-done":        AddPeoplePage(ada, savedAll),
		"member":                 OneMemberPage(ada, one),
		"member-changed":         OneMemberPage(ada, oneWith(refusedWith(ChangeMember, changed))),
		"member-last":            OneMemberPage(ada, oneWith(refusedWith(ChangeMember, FormRefusal{Why: RefusedLastAdministrator}))),
		"member-virtual":         OneMemberPage(Reader{Language: l, Person: &account.Person{Email: colleague}}, oneWith(virtualReader)),
		"member-remove":          OneMemberPage(ada, oneWith(dialog(whole, RemoveMember))),
		"member-wrong": OneMemberPage(ada, oneWith(refusedWith(ChangeMember, FormRefusal{Errors: Errors{
			"email": wrong("email", account.FieldNotEmail), "role": wrong("role", account.FieldNotAllowed), "endsAt": wrong("endsAt", account.FieldNotAllowed),
			"virtualAccounts[1].id": wrong("virtualAccounts[1].id", account.FieldUnknown),
		}}))),

		"virtual-accounts":       AccountVirtualsPage(ada, AccountVirtuals{OneAccount: whole, Nodes: nodes()}),
		"virtual-accounts-later": AccountVirtualsPage(guest, AccountVirtuals{OneAccount: outside, Nodes: nodes()[2:4], NextURL: tabPath(id("a2"), VirtualAccountsTab) + "?cursor=x"}),
		"virtual-accounts-none":  AccountVirtualsPage(guest, AccountVirtuals{OneAccount: outside}),
		"virtual-create":         CreateVirtualPage(ada, creating),
		"virtual-create-wrong":   CreateVirtualPage(ada, creatingWrong),
		"virtual":                OneVirtualPage(ada, virtual(whole, tree[3])),
		"virtual-created":        OneVirtualPage(ada, virtual(doneWith(DoneVirtualCreated), tree[3])),
		"virtual-default":        OneVirtualPage(ada, virtual(whole, tree[0])),
		"virtual-nested":         OneVirtualPage(ada, virtual(whole, tree[2])),
		"virtual-hostile":        OneVirtualPage(ada, virtual(whole, tree[5])),
		"virtual-taken":          OneVirtualPage(ada, virtual(refusedWith(ChangeVirtualAccount, FormRefusal{Why: RefusedNameTaken}), tree[3])),
		"virtual-not-empty":      OneVirtualPage(ada, virtual(refusedWith(DeleteVirtualAccount, FormRefusal{Why: RefusedNotEmpty}), tree[2])),
		"virtual-is-default":     OneVirtualPage(ada, virtual(refusedWith(DeleteVirtualAccount, FormRefusal{Why: RefusedIsDefault}), tree[0])),
		"virtual-changed":        OneVirtualPage(ada, virtual(refusedWith(ChangeVirtualAccount, changed), tree[3])),
		"virtual-reading":        OneVirtualPage(guest, virtual(outside, nodes()[3])),
		"virtual-delete":         OneVirtualPage(ada, virtual(dialog(whole, DeleteVirtualAccount), tree[3])),

		"settings":          AccountSettingsPage(ada, settings),
		"settings-renamed":  AccountSettingsPage(ada, settingsWith(doneWith(DoneRenamed))),
		"settings-waits":    AccountSettingsPage(ada, settingsWith(waitingName(doneWith(DoneRenameWaits)))),
		"settings-kept":     AccountSettingsPage(ada, settingsWith(doneWith(DoneNameWithdrawn))),
		"settings-changed":  AccountSettingsPage(ada, settingsWith(refusedWith(RenameAccount, changed))),
		"settings-too-many": AccountSettingsPage(ada, settingsWith(refusedWith(RenameAccount, FormRefusal{TooManyUntil: asked}))),
		"settings-busy":     AccountSettingsPage(ada, settingsWith(refusedWith(RenameAccount, FormRefusal{Busy: true}))),
		"settings-wrong":    AccountSettingsPage(ada, settingsWith(refusedWith(RenameAccount, FormRefusal{Errors: Errors{"name": wrong("name", account.FieldLooksLikeLink), "reason": wrong("reason", account.FieldRequired)}}))),
		"settings-close":    AccountSettingsPage(ada, settingsWith(refusedWith(CloseAccount, FormRefusal{Errors: Errors{"typedName": wrong("typedName", account.FieldNotAllowed)}}))),

		"log":          AccountLogPage(ada, log),
		"log-none":     AccountLogPage(ada, AccountLog{OneAccount: whole}),
		"log-filtered": AccountLogPage(ada, noneHere),
		"log-wrong":    AccountLogPage(ada, filteredLog),
	}
}
