package demo

import (
	"context"
	"fmt"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// administrator is the user who administers an account.
const administrator account.Email = "administrator@northgate-instruments.com"

// administeredAccount is an account with the changes since its approval.
type administeredAccount struct {
	founding story
	deeds    []deed
}

// deed is a change of an account by a member, or by the schedule if by is empty.
type deed struct {
	daysAgo int
	by      account.Email
	do      func(ctx context.Context, h history) error
}

// northgate is the administrator's account: Public, at the domain of their address, with members of every role and a tree.
var northgate = administeredAccount{
	founding: story{
		name: "Northgate Instrument Works", domain: "northgate-instruments.com", customers: []account.Email{administrator},
		daysAgo: 202, then: []step{{2, approve(account.Public)}},
	},
	deeds: []deed{
		{199, administrator, create("Europe", "", "All European sites.", account.Public)},
		{199, administrator, create("Italy", "Europe", "", account.Public)},
		{199, administrator, create("Milan plant", "Italy", "Calibration and repair.", account.Public)},
		{199, administrator, create("Turin laboratory", "Italy", "Prototypes.", account.Restricted)},
		{199, administrator, create("Norway", "", "", account.Public)},
		{199, administrator, create("Asia", "", "", account.Public)},
		{198, administrator, add("Welcome. Our orders are in the folder Licences.",
			whole("deputy@northgate-instruments.com", account.SmartAccountAdministrator),
			whole("licences@northgate-instruments.com", account.SmartAccountViewer),
			whole("finance@northgate-instruments.com", account.SmartAccountViewer),
			on("Europe", "europe@northgate-instruments.com", account.VirtualAccountAdministrator))},
		{197, "deputy@northgate-instruments.com", signIn},
		{197, "licences@northgate-instruments.com", signIn},
		{196, "europe@northgate-instruments.com", signIn},
		{195, "finance@northgate-instruments.com", signIn},
		{190, "europe@northgate-instruments.com", add("",
			on("Europe / Italy", "italia@northgate-instruments.com", account.VirtualAccountUser),
			on("Europe", "trainee@northgate-instruments.com", account.VirtualAccountViewer))},
		{189, "italia@northgate-instruments.com", signIn},
		{188, "trainee@northgate-instruments.com", signIn},
		{182, "deputy@northgate-instruments.com", change("licences@northgate-instruments.com", account.SmartAccountUser)},
		{150, administrator, rename("Northgate Instruments", "Registered under the new name.")},
		{141, administrator, create("Pilot", "Asia", "", account.Public)},
		{130, "deputy@northgate-instruments.com", add("", until(100, on("Milan plant", "audit@calibration-partners.example.net", account.VirtualAccountViewer)))},
		{129, "audit@calibration-partners.example.net", signIn},
		{120, administrator, add("", whole("finnance@northgate-instruments.com", account.SmartAccountViewer))}, // a typing error
		{110, administrator, show(account.Restricted, "Until the merger is announced.")},
		{96, administrator, show(account.Public, "The merger is announced.")},
		{89, "", runSchedule}, // the audit has ended and the typing error lapsed
		{80, administrator, edit("Asia", "Asia and Pacific", "With Australia since spring.")},
		{75, administrator, move("Norway", "Europe")},
		{74, "europe@northgate-instruments.com", add("", on("Europe / Norway", "norge@northgate-instruments.com", account.VirtualAccountViewer))},
		{73, "norge@northgate-instruments.com", signIn},
		{60, administrator, change("deputy@northgate-instruments.com", account.SmartAccountUser)},
		{45, "europe@northgate-instruments.com", remove("trainee@northgate-instruments.com")},
		{40, "deputy@northgate-instruments.com", leave},
		{21, administrator, deleteVirtual("Pilot")},
		{10, "europe@northgate-instruments.com", add("", until(-12, on("Turin laboratory", "tests@calibration-partners.example.net", account.VirtualAccountUser)))},
		{9, "tests@calibration-partners.example.net", signIn},
		{20, administrator, rules(
			accessrequest.RuleForm{EmailDomain: "northgate-instruments.com", Decision: "approve", Wanted: accessrequest.Wanted{Role: string(account.SmartAccountViewer)}},
			accessrequest.RuleForm{EmailDomain: "northgate-trading.com", Decision: "decline"})},
		{18, "service@northgate-instruments.com", ask("I answer for the service contracts.", string(account.SmartAccountViewer))}, // the rule approves it
		{14, "partner2@example.net", ask("We renew your support in spring.", string(account.SmartAccountUser))},
		{12, administrator, decide("partner2@example.net", accessrequest.Decision{Reason: "Write to licences@northgate-instruments.com instead."})},
		{6, "reseller@example.info", ask("We order the licences of the Milan plant.", string(account.VirtualAccountUser), "Milan plant")},
		{5, "europe@northgate-instruments.com", decide("reseller@example.info", accessrequest.Decision{Approve: true})},
		{3, "partner@example.com", ask("We deliver your licences and would like to see what you have.", string(account.SmartAccountUser))},
		{1, "reseller@example.info", ask("Now also those in Norway.", string(account.VirtualAccountViewer), "Norway")},
		{2, administrator, add("Please look at the log before the meeting.", whole("auditor@northgate-instruments.com", account.SmartAccountViewer))},
	},
}

// southmoor is a Restricted account in which the reseller administers a part of the tree.
var southmoor = administeredAccount{
	founding: story{
		name: "Southmoor Foods", domain: "southmoor-foods.com", customers: []account.Email{"licences@southmoor-foods.com"},
		daysAgo: 64, then: []step{{1, approve(account.Restricted)}},
	},
	deeds: []deed{
		{62, "licences@southmoor-foods.com", create("Retail", "", "", account.Public)},
		{62, "licences@southmoor-foods.com", create("Shops", "Retail", "The tills and their network.", account.Public)},
		{62, "licences@southmoor-foods.com", create("Leeds", "Shops", "", account.Public)},
		{62, "licences@southmoor-foods.com", create("York", "Shops", "", account.Restricted)},
		{62, "licences@southmoor-foods.com", create("Recipes", "", "", account.Restricted)},
		{61, "licences@southmoor-foods.com", add("", on("Shops", reseller, account.VirtualAccountAdministrator),
			on("Recipes", "kitchen@southmoor-foods.com", account.VirtualAccountUser))},
		{60, reseller, signIn},
		{60, "kitchen@southmoor-foods.com", signIn},
		{30, reseller, create("Hull", "Shops", "Opens in January.", account.Public)},
		{30, reseller, add("", on("Shops / Hull", "hull@southmoor-foods.com", account.VirtualAccountViewer))},
		{28, "hull@southmoor-foods.com", signIn},
	},
}

// history makes the changes of one account. It sends no mail.
type history struct {
	store unmailed
	id    account.ID
	by    account.Person
	now   time.Time // of the change
	begun time.Time // when the demo data are loaded
}

// tell stores the account and its changes, and returns the request by which it was made.
func (a administeredAccount) tell(ctx context.Context, store *maintenance.Maintainer, now time.Time) (account.Request, error) {
	approved, err := a.founding.tell(ctx, store, account.Neighbours{}, now)
	if err != nil {
		return account.Request{}, err
	}
	for n, d := range a.deeds {
		at := now.Add(-time.Duration(d.daysAgo)*day + time.Duration(n)*time.Minute)
		h := history{unmailed{store}, approved.Account.ID, account.Person{Email: d.by}, at, now}
		if err := d.do(ctx, h); err != nil {
			return account.Request{}, fmt.Errorf("%s, %d days ago: %w", a.founding.domain, d.daysAgo, err)
		}
	}
	// The index follows changes by the stream; here there may be none.
	index := search.Index{Store: store, Now: func() time.Time { return now }}
	return approved, index.Do(ctx, approved.Account.ID)
}

// unmailed stores changes without their mails.
type unmailed struct{ *maintenance.Maintainer }

func (u unmailed) CommitAccount(ctx context.Context, c administration.Change) error {
	c.Mails = nil
	return u.Maintainer.CommitAccount(ctx, c)
}

func (u unmailed) CommitAccess(ctx context.Context, c accessrequest.Change) error {
	c.Mails = nil
	if c.Grant != nil {
		c.Grant.Mails = nil
	}
	return u.Maintainer.CommitAccess(ctx, c)
}

func (u unmailed) PostponeMember(ctx context.Context, read account.Membership, now, next time.Time, _ []workflow.Mail) error {
	return u.Maintainer.PostponeMember(ctx, read, now, next, nil)
}

func (h history) clock() time.Time { return h.now }

func (h history) people() administration.People {
	return administration.People{Store: h.store, Now: h.clock}
}

func (h history) settings() administration.Settings {
	return administration.Settings{Store: h.store, Now: h.clock, Policy: account.ReviewMismatch}
}

func (h history) virtuals() administration.VirtualAccounts {
	return administration.VirtualAccounts{Store: h.store, Now: h.clock}
}

// virtual returns the id of the Virtual Account of that name; the empty id for an empty name.
func (h history) virtual(ctx context.Context, name string) (account.ID, error) {
	if name == "" {
		return "", nil
	}
	const most = 100
	page, err := h.virtuals().List(ctx, h.by, h.id, "", most, "")
	if err != nil {
		return "", err
	}
	for _, n := range page.Items {
		if n.Name == name {
			return n.ID, nil
		}
	}
	return "", fmt.Errorf("no Virtual Account %q", name)
}

func create(name, parent, description string, v account.Visibility) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		above, err := h.virtual(ctx, parent)
		if err != nil {
			return err
		}
		form := administration.VirtualForm{Name: &name, Description: &description, Visibility: new(string(v)), ParentID: new(string(above))}
		_, _, err = h.virtuals().Create(ctx, h.by, h.id, form, 0)
		return err
	}
}

// reform changes the Virtual Account of that name as the form says.
func reform(name string, form func(context.Context, history) (administration.VirtualForm, error)) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		id, err := h.virtual(ctx, name)
		if err != nil {
			return err
		}
		filled, err := form(ctx, h)
		if err != nil {
			return err
		}
		_, _, err = h.virtuals().Change(ctx, h.by, h.id, id, filled, 0)
		return err
	}
}

func edit(name, newName, description string) func(context.Context, history) error {
	return reform(name, func(context.Context, history) (administration.VirtualForm, error) {
		return administration.VirtualForm{Name: &newName, Description: &description}, nil
	})
}

func move(name, parent string) func(context.Context, history) error {
	return reform(name, func(ctx context.Context, h history) (administration.VirtualForm, error) {
		above, err := h.virtual(ctx, parent)
		return administration.VirtualForm{ParentID: new(string(above))}, err
	})
}

func deleteVirtual(name string) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		id, err := h.virtual(ctx, name)
		if err != nil {
			return err
		}
		_, err = h.virtuals().Delete(ctx, h.by, h.id, id, 0)
		return err
	}
}

// addition is a person to add; the end is so many days before the demo data are loaded, 0 for none.
type addition struct {
	administration.Row
	endsDaysAgo int
}

func whole(person account.Email, role account.Role) addition {
	return addition{Row: administration.Row{Email: string(person), Role: string(role)}}
}

func on(path string, person account.Email, role account.Role) addition {
	return addition{Row: administration.Row{
		Email: string(person), Virtuals: []administration.VirtualRow{{VirtualAccount: path, Role: string(role), WithNested: true}},
	}}
}

func until(daysAgo int, a addition) addition {
	a.endsDaysAgo = daysAgo
	return a
}

func add(note string, people ...addition) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		adding := administration.Addition{Note: note, Silent: true}
		for _, p := range people {
			if p.endsDaysAgo != 0 {
				p.EndsAt = h.begun.Add(-time.Duration(p.endsDaysAgo) * day).Format(time.DateOnly)
			}
			adding.Rows = append(adding.Rows, p.Row)
		}
		results, _, err := h.people().Add(ctx, h.by, h.id, adding)
		for _, r := range results {
			if err == nil && r.Outcome != administration.RowAdded {
				err = fmt.Errorf("%s is %s: %v", r.Email, r.Outcome, r.Fields)
			}
		}
		return err
	}
}

func signIn(ctx context.Context, h history) error { return h.people().Confirm(ctx, h.by, h.id) }

func change(person account.Email, role account.Role) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		_, _, err := h.people().Change(ctx, h.by, h.id, person, administration.Row{Role: string(role)}, 0)
		return err
	}
}

func remove(person account.Email) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		_, err := h.people().Remove(ctx, h.by, h.id, person, 0)
		return err
	}
}

func leave(ctx context.Context, h history) error { return remove(h.by.Email)(ctx, h) }

func rename(name, reason string) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		_, _, err := h.settings().Change(ctx, h.by, h.id, administration.SettingsForm{Name: &name, Reason: reason}, 0)
		return err
	}
}

func show(v account.Visibility, reason string) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		_, _, err := h.settings().Change(ctx, h.by, h.id, administration.SettingsForm{Visibility: new(string(v)), Reason: reason}, 0)
		return err
	}
}

func rules(forms ...accessrequest.RuleForm) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		_, err := accessrequest.Ruling{Store: h.store, Now: h.clock}.Replace(ctx, h.by, h.id, forms, 0)
		return err
	}
}

// ask asks for the role, on the Virtual Account of that name if there is one.
func ask(note, role string, virtual ...string) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		wanted := accessrequest.Wanted{Role: role}
		for _, name := range virtual {
			id, err := h.virtual(ctx, name)
			if err != nil {
				return err
			}
			wanted = accessrequest.Wanted{Virtuals: []administration.VirtualRow{{VirtualAccount: string(id), Role: role}}}
		}
		asking := accessrequest.Asking{Store: h.store, Now: h.clock, Terms: account.AccessTerms{Lifetime: 30 * day}, Limits: accessrequest.Limits{
			Person: workflow.ADay(20), Account: workflow.ADay(50), // as the template has them
		}}
		_, err := asking.Ask(ctx, h.by, accessrequest.Form{ID: string(h.id), Wanted: wanted, Note: note})
		return err
	}
}

// decide decides the pending access request of the person.
func decide(person account.Email, decision accessrequest.Decision) func(context.Context, history) error {
	return func(ctx context.Context, h history) error {
		const most = 100
		pending, _, err := h.store.AccessRequestsIn(ctx, h.id, true, "", most)
		if err != nil {
			return err
		}
		for _, r := range pending {
			if r.By == person {
				_, err := accessrequest.Deciding{Store: h.store, Now: h.clock}.Decide(ctx, h.by, r.ID, decision)
				return err
			}
		}
		return fmt.Errorf("no access request of %s", person)
	}
}

// runSchedule ends the memberships that are over.
func runSchedule(ctx context.Context, h history) error {
	_, err := administration.Ends{Store: h.store, Now: h.clock}.Do(ctx)
	return err
}
