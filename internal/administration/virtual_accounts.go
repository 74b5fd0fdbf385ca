package administration

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// VirtualAccounts lets the members of an account see and change its tree of Virtual Accounts.
type VirtualAccounts struct {
	Store interface {
		Committer
		AccountReader
		Lister
		RulesReader
		access.RoleReader
	}
	Now func() time.Time
}

// Node is a Virtual Account as a reader may see it. Children counts only those that the reader sees, at most 100 if they do not see all;
// Members is 0 if they may not see members.
type Node struct {
	account.VirtualAccount                      // ParentID is empty, and Depth counts from there, if the reader may not see what is above
	MayDo                  []account.Permission // of the reader here: CreateVirtualAccounts (below it), EditVirtualAccounts, MoveVirtualAccounts, DeleteVirtualAccounts
	Path                   []string             // the names from the top that the reader sees
}

// List returns a page of the tree: what is directly below parent or, if that is empty, all that the person may see, depth first. A page
// of the latter may be short although another follows. List returns account.ErrNoRole if the person has no role in any account, and
// account.ErrNotFound if they may not know of the account's Virtual Accounts or of the parent.
func (v VirtualAccounts) List(ctx context.Context, by account.Person, id, parent account.ID, limit int, cursor string) (paging.Page[Node], error) {
	most, err := paging.Size(limit)
	if err != nil {
		return paging.Page[Node]{}, err
	}
	query := "virtual-accounts " + string(id) + " " + string(parent)
	position, err := paging.ReadCursor(by.Email, query, cursor)
	if err != nil {
		return paging.Page[Node]{}, err
	}
	r, err := actorReading(ctx, v.Store, by, id, v.Now())
	if err != nil {
		return paging.Page[Node]{}, err
	}
	if !r.belongs() {
		return paging.Page[Node]{}, account.ErrNotFound
	}
	var page paging.Page[Node]
	if parent == "" {
		page.Items, position, err = v.tree(ctx, r, position, most)
	} else {
		page.Items, position, err = v.children(ctx, r, parent, position, most)
	}
	page.Next = paging.WriteCursor(by.Email, query, position)
	return page, err
}

func (v VirtualAccounts) tree(ctx context.Context, r actor, position Position, most int) ([]Node, Position, error) {
	w, err := startWalk(ctx, v.Store, r, position, most+account.MaxDepth+account.MaxVirtualAccounts/mostCounted)
	if err != nil {
		return nil, "", err
	}
	found, err := w.page(ctx, most)
	return found, w.position(), err
}

func (v VirtualAccounts) children(ctx context.Context, r actor, parent account.ID, position Position, most int) ([]Node, Position, error) {
	at, err := lineage(ctx, v.Store, r, parent)
	if err != nil {
		return nil, "", err
	}
	if position != "" {
		last, err := v.Store.Lineages(ctx, r.ID, account.ID(position))
		if err != nil {
			return nil, "", err
		}
		l := last[account.ID(position)]
		position = "" // if it was moved or deleted, the list is read again rather than one missed
		if len(l) == len(at)+1 && l.Self().ParentID == parent {
			position = v.Store.ChildPosition(l.Self())
		}
	}
	seen, err := v.seenBelow(ctx, r, at, position, most+1) // one more shows whether another page follows
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(seen) > most {
		seen = seen[:most]
		next = string(seen[most-1].Self().ID)
	}
	found, err := nodes(ctx, v.Store, r, seen)
	return found, next, err
}

// seenBelow returns the Virtual Accounts directly below the parent, after the position, that the actor sees, at most so many. It
// passes over the others, so that neither the length of a page nor its cursor says anything of these.
func (v VirtualAccounts) seenBelow(ctx context.Context, r actor, parent account.Lineage, position Position, most int) (seen []account.Lineage, err error) {
	for chunk := most; ; chunk = mostCounted {
		var rows []account.VirtualAccount
		if rows, position, err = v.Store.Children(ctx, r.ID, parent.Self().ID, position, chunk); err != nil {
			return nil, err
		}
		for _, row := range rows {
			if l := below(parent, row); r.sees(l) {
				seen = append(seen, l)
			}
		}
		if position == "" || len(seen) >= most {
			return seen[:min(len(seen), most)], nil
		}
	}
}

// lineage returns the lineage of a Virtual Account; account.ErrNotFound if there is none that the actor may see.
func lineage(ctx context.Context, store AccountReader, r actor, virtual account.ID) (account.Lineage, error) {
	if virtual == "" {
		return nil, account.ErrNotFound
	}
	read, err := store.Lineages(ctx, r.ID, virtual)
	if err != nil {
		return nil, err
	}
	if at := read[virtual]; r.sees(at) {
		return at, nil
	}
	return nil, account.ErrNotFound
}

// One returns a Virtual Account with the account's version; account.ErrNotFound if there is none that the person may see.
func (v VirtualAccounts) One(ctx context.Context, by account.Person, id, virtual account.ID) (Node, int, error) {
	r, err := actorReading(ctx, v.Store, by, id, v.Now())
	if err != nil {
		return Node{}, 0, err
	}
	at, err := lineage(ctx, v.Store, r, virtual)
	if err != nil {
		return Node{}, 0, err
	}
	found, err := nodes(ctx, v.Store, r, []account.Lineage{at})
	return found[0], r.Version, err
}

// VirtualForm is a Virtual Account as it was typed. A nil field stays as it is; in a new one it has its default: no parent, no
// description, public.
type VirtualForm struct {
	Name, Description, Visibility, ParentID *string
	Default                                 *bool // true makes it the default one; false is an InvalidInput for the default one
	Misread                                 error
}

// apply returns the Virtual Account with the form's name, description and visibility.
func (f VirtualForm) apply(v account.VirtualAccount) (account.VirtualAccount, error) {
	var nameErr, descriptionErr, visibilityErr, defaultErr error
	if f.Name != nil {
		v.Name, nameErr = account.ParseVirtualName(*f.Name)
	}
	if f.Description != nil {
		v.Description, descriptionErr = account.ParseDescription(*f.Description)
	}
	if f.Visibility != nil {
		v.Visibility, visibilityErr = account.ParseVisibility(*f.Visibility)
	}
	if f.Default != nil && !*f.Default && v.Default {
		defaultErr = account.Invalid("default", account.FieldNotAllowed, "make another one the default instead")
	}
	return v, account.Fields(f.Misread, account.Named("name", nameErr), account.Named("description", descriptionErr),
		account.Named("visibility", visibilityErr), defaultErr)
}

// makesDefault reports whether the form makes the Virtual Account the default one.
func (f VirtualForm) makesDefault(v account.VirtualAccount) bool {
	return f.Default != nil && *f.Default && !v.Default
}

// parent returns the lineage of the typed parent, which is empty at the top of the account. It returns account.InvalidInput about
// parentId if there is no such Virtual Account that the actor may see, and account.ErrForbidden if the actor may nest none there.
func (v VirtualAccounts) parent(ctx context.Context, r actor, typed string) (account.Lineage, error) {
	var at account.Lineage
	if typed != "" {
		id, ok := account.ParseID(typed)
		read := map[account.ID]account.Lineage{}
		var err error
		if ok {
			if read, err = v.Store.Lineages(ctx, r.ID, id); err != nil {
				return nil, err
			}
		}
		if at = read[id]; !r.sees(at) {
			return nil, account.Invalid("parentId", account.FieldUnknown, "no such Virtual Account")
		}
	}
	if !r.own.MayCreateBelow(at) {
		return nil, account.ErrForbidden
	}
	return at, nil
}

// formerDefault returns the lineage of the default Virtual Account, which is about to become another one. A caller who changes that
// has to be allowed to edit both.
func (v VirtualAccounts) formerDefault(ctx context.Context, r actor) (account.Lineage, error) {
	read, err := v.Store.Lineages(ctx, r.ID, r.DefaultVirtual)
	if err != nil {
		return nil, err
	}
	at := read[r.DefaultVirtual]
	if len(at) == 0 || !r.own.MayAt(account.EditVirtualAccounts, at) {
		return nil, account.ErrForbidden
	}
	return at, nil
}

// takeDefault adds to the change that the Virtual Account whose lineage it is becomes the default one.
func (v VirtualAccounts) takeDefault(ctx context.Context, r actor, c *Change, at account.Lineage) error {
	former, err := v.formerDefault(ctx, r)
	if err != nil {
		return err
	}
	was, is := former.Self(), former.Self()
	is.Default = false
	c.Virtuals = append(c.Virtuals, VirtualChange{&was, &is})
	c.After.DefaultVirtual = at.Self().ID
	c.Entry.Before[account.LogDefault], c.Entry.After[account.LogDefault] = was.Name, at.Self().Name
	c.Entry.Places = append(c.Entry.Places, account.PlaceOf(former, account.BeforeValue(account.LogDefault)))
	return nil
}

// entry returns the log entry of a change of the Virtual Account whose lineage it is, without its places.
func (a actor) entry(kind account.LogKind, at account.Lineage) account.LogEntry {
	return account.LogEntry{
		AccountID: a.ID, Version: a.Version + 1, At: a.now, Kind: kind, Actor: account.Actor(a.person.Email),
		Detail: map[string]string{account.LogVirtualAccount: at.Self().Name},
		Before: map[string]string{}, After: map[string]string{},
	}
}

// placeOf returns the place of a log entry at the Virtual Account whose lineage it is: before a change, after one, or both. It
// tells the reader of that place what the entry has of that side; the name of the parent, to those who see the parent.
func placeOf(at account.Lineage, sides ...func(name string) account.LogValue) account.Place {
	p := account.PlaceOf(at)
	parent := p.ID // at the top of the account there is none to hide
	if len(at) > 1 {
		parent = at[1].ID
	}
	for _, value := range sides {
		p.Tell(p.ID, value(account.LogName), value(account.LogDescription), value(account.LogVisibility))
		p.Tell(parent, value(account.LogParent))
	}
	return p
}

// places sets the places of the entry to those of the Virtual Account before and after its change; was is empty for a new one, is for
// a deleted one. A move to a place that a reader does not see tells them neither a new name nor whatever else changes with it.
func (c *Change) places(was, is account.Lineage) {
	name := account.DetailValue(account.LogVirtualAccount)
	switch before, after := account.BeforeValue, account.AfterValue; {
	case len(was) == 0:
		c.Entry.Places = []account.Place{placeOf(is, after)}
		c.Entry.Places[0].Tell(is.Self().ID, name, after(account.LogDefault))
	case len(is) == 0:
		c.Entry.Places = []account.Place{placeOf(was, before)}
		c.Entry.Places[0].Tell(was.Self().ID, name)
	case was.Self().ParentID == is.Self().ParentID:
		c.Entry.Places = []account.Place{placeOf(was, before, after)}
		c.Entry.Places[0].Tell(was.Self().ID, name, after(account.LogDefault))
	default:
		from, to := placeOf(was, before), placeOf(is, after)
		from.Tell(from.ID, name)
		to.Tell(to.ID, after(account.LogDefault))
		if was.Self().Name == is.Self().Name {
			to.Tell(to.ID, name)
		}
		c.Entry.Places = []account.Place{from, to}
	}
}

// told returns what a log entry tells of the Virtual Account whose lineage it is.
func told(at account.Lineage) map[string]string {
	v, above := at.Self(), ""
	if len(at) > 1 {
		above = at[1].Name
	}
	return map[string]string{
		account.LogName: v.Name, account.LogDescription: v.Description,
		account.LogVisibility: string(v.Visibility), account.LogParent: above,
	}
}

// Create creates a Virtual Account, and returns it with the account's version. It returns the errors of Change.
func (v VirtualAccounts) Create(ctx context.Context, by account.Person, id account.ID, form VirtualForm, version int) (Node, int, error) {
	fresh := account.VirtualAccount{ID: account.NewID(), AccountID: id, Visibility: account.Public}
	if form.Name == nil {
		form.Name = new(string)
	}
	var node Node
	next, err := decide(ctx, v.Store, by, id, account.CreateVirtualAccounts, version, v.Now, func(r actor) (Change, error) {
		c, at, err := v.create(ctx, r, fresh, form)
		if err == nil {
			node = r.node(at)
		}
		return c, err
	})
	return node, next, err
}

// create returns the creation of the Virtual Account by the form, and its lineage.
func (v VirtualAccounts) create(ctx context.Context, r actor, fresh account.VirtualAccount, form VirtualForm) (Change, account.Lineage, error) {
	fresh.CreatedAt = r.now
	fresh, formErr := form.apply(fresh)
	typedParent := ""
	if form.ParentID != nil {
		typedParent = *form.ParentID
	}
	above, parentErr := v.parent(ctx, r, typedParent)
	if err := account.Fields(parentErr, formErr); err != nil {
		return Change{}, nil, err
	}
	fresh, err := fresh.MoveBelow(above, 1)
	if err != nil {
		return Change{}, nil, err
	}
	after, err := r.AddVirtual()
	if err != nil {
		return Change{}, nil, err
	}
	fresh.Default = form.makesDefault(fresh)
	at := below(above, fresh)
	c := Change{Before: r.Administered, After: after, Entry: r.entry(account.LogVirtualCreated, at), Virtuals: []VirtualChange{{nil, &fresh}}}
	c.Entry.After = told(at)
	c.places(nil, at)
	if fresh.Default {
		err = v.takeDefault(ctx, r, &c, at)
	} else {
		c.Entry.Before = nil
	}
	c.Entry.TellActor(r.onDefault(r.own))
	return c, at, err
}

// Change changes, moves, or makes default. It returns account.ErrNameTaken, account.InvalidInput about parentId if the parent is unknown,
// below the Virtual Account itself or too deep, account.ErrForbidden if the person sees it and may not, and account.ErrChanged if
// version is neither 0 nor the present one. If the form changes nothing, nothing is stored.
func (v VirtualAccounts) Change(ctx context.Context, by account.Person, id, virtual account.ID, form VirtualForm, version int) (Node, int, error) {
	var (
		is account.Lineage
		as actor
	)
	next, err := v.decideAt(ctx, by, id, virtual, account.EditVirtualAccounts, version, func(r actor, at account.Lineage) (c Change, err error) {
		c, is, err = v.change(ctx, r, at, form)
		as = r
		return c, err
	})
	if err != nil {
		return Node{}, 0, err
	}
	found, err := nodes(ctx, v.Store, as, []account.Lineage{is})
	return found[0], next, err
}

// decideAt is decide for a change of a Virtual Account. It returns account.ErrNotFound if there is none that the person may see, and
// account.ErrForbidden unless they have the permission there.
func (v VirtualAccounts) decideAt(ctx context.Context, by account.Person, id, virtual account.ID, p account.Permission, version int, change func(actor, account.Lineage) (Change, error)) (int, error) {
	return decide(ctx, v.Store, by, id, p, version, v.Now, func(r actor) (Change, error) {
		at, err := lineage(ctx, v.Store, r, virtual)
		if err == nil && !r.own.MayAt(p, at) {
			err = account.ErrForbidden
		}
		if err != nil {
			return Change{}, err
		}
		return change(r, at)
	})
}

// change returns the change by the form of the Virtual Account whose lineage it is, and its lineage afterwards; the
// zero Change if that changes nothing.
func (v VirtualAccounts) change(ctx context.Context, r actor, at account.Lineage, form VirtualForm) (Change, account.Lineage, error) {
	was := at.Self()
	is, formErr := form.apply(was)
	above := at[1:]
	moves := form.ParentID != nil && *form.ParentID != string(was.ParentID)
	var moveErr error
	if moves {
		above, is, moveErr = v.move(ctx, r, at, is, *form.ParentID)
	}
	if err := account.Fields(formErr, moveErr); err != nil {
		return Change{}, nil, err
	}
	is.Default = was.Default || form.makesDefault(was)
	changed := below(above, is)
	if is == was {
		return Change{}, changed, nil
	}
	c := Change{Before: r.Administered, After: r.ChangeVirtual(), Entry: r.entry(account.LogVirtualChanged, at), Virtuals: []VirtualChange{{&was, &is}}}
	before, after := told(at), told(changed)
	for name := range before {
		if before[name] != after[name] || name == account.LogParent && moves {
			c.Entry.Before[name], c.Entry.After[name] = before[name], after[name]
		}
	}
	c.places(at, changed)
	if is.Default != was.Default {
		c.Entry.Kind = account.LogVirtualDefault
		if err := v.takeDefault(ctx, r, &c, changed); err != nil {
			return Change{}, nil, err
		}
	}
	if moves {
		c.Entry.Kind = account.LogVirtualMoved
	}
	c.Entry.TellActor(r.onDefault(r.own))
	return c, changed, nil
}

// move returns the lineage of the typed parent, and the Virtual Account nested there.
func (v VirtualAccounts) move(ctx context.Context, r actor, at account.Lineage, is account.VirtualAccount, parent string) (account.Lineage, account.VirtualAccount, error) {
	if !r.own.MayAt(account.MoveVirtualAccounts, at) {
		return nil, is, account.ErrForbidden
	}
	above, err := v.parent(ctx, r, parent)
	if err != nil {
		return nil, is, err
	}
	height := 1
	if len(above)+1 > len(at) && !above.Has(is.ID) { // elsewhere the tree cannot become deeper
		if height, err = v.height(ctx, at.Self(), account.MaxDepth-len(above)); err != nil {
			return nil, is, err
		}
	}
	is, err = is.MoveBelow(above, height)
	return above, is, err
}

// height returns how many levels the Virtual Account has with what is nested in it. It stops when there are more than most.
func (v VirtualAccounts) height(ctx context.Context, top account.VirtualAccount, most int) (int, error) {
	const atOnce = 8
	height, present := 1, []account.VirtualAccount{top}
	for {
		nested := make([][]account.VirtualAccount, len(present))
		reads, readCtx := errgroup.WithContext(ctx)
		reads.SetLimit(atOnce)
		for i, parent := range present {
			if parent.Children > 0 {
				reads.Go(func() (err error) {
					nested[i], err = allChildren(readCtx, v.Store, parent.AccountID, parent.ID)
					return err
				})
			}
		}
		if err := reads.Wait(); err != nil {
			return 0, err
		}
		if present = slices.Concat(nested...); len(present) == 0 {
			return height, nil
		}
		if height++; height > most {
			return height, nil
		}
	}
}

// Delete deletes a Virtual Account. It returns account.ErrNotEmpty, account.ErrIsDefault, and errors as Change does.
func (v VirtualAccounts) Delete(ctx context.Context, by account.Person, id, virtual account.ID, version int) (int, error) {
	return v.decideAt(ctx, by, id, virtual, account.DeleteVirtualAccounts, version, func(r actor, at account.Lineage) (Change, error) {
		deleted := at.Self()
		after, err := r.RemoveVirtual(deleted)
		c := Change{Before: r.Administered, After: after, Entry: r.entry(account.LogVirtualDeleted, at), Virtuals: []VirtualChange{{&deleted, nil}}}
		c.Entry.Before, c.Entry.After = told(at), nil
		c.places(at, nil)
		c.Entry.TellActor(r.onDefault(r.own))
		if err != nil {
			return c, err
		}
		rules, err := v.Store.Rules(ctx, id)
		if naming := rules.Naming(virtual); len(naming) > 0 {
			c.Rules = &RulesChange{Before: rules, After: rules.WithoutVirtual(virtual)}
			c.Mails, err = rulesOffMails(ctx, v.Store, r.Account, naming, by.Email, r.now)
		}
		return c, err
	})
}
