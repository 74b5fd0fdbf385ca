package administration

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// mostCounted is how many Virtual Accounts directly below another one are counted for an actor who does not see all of them.
const mostCounted = 100

// namedRoots returns the lineages of those Virtual Accounts on which the actor has a role by name and whose parent they do not see,
// by name. top reports whether the actor reaches what is at the top of the account without them.
func namedRoots(r actor, read map[account.ID]account.Lineage, top bool) []account.Lineage {
	var roots []account.Lineage
	for _, id := range r.named() {
		if at := read[id]; r.sees(at) && len(at.SeenPart(r.sees)) == 1 && (len(at) > 1 || !top) {
			roots = append(roots, at)
		}
	}
	slices.SortFunc(roots, func(a, b account.Lineage) int {
		return cmp.Or(cmp.Compare(a.Self().SiblingName(), b.Self().SiblingName()), cmp.Compare(a.Self().ID, b.Self().ID))
	})
	return roots
}

// named returns the Virtual Accounts on which the actor has a role by name.
func (a actor) named() []account.ID {
	var ids []account.ID
	for _, v := range a.own.VirtualRoles {
		ids = append(ids, cmp.Or(v.VirtualAccount, a.DefaultVirtual))
	}
	return ids
}

// seesAllBelow reports whether the actor sees all that is nested in the Virtual Account, whatever its visibility.
func (a actor) seesAllBelow(at account.Lineage) bool {
	nested := append(account.Lineage{{ID: "nested", Visibility: account.Restricted}}, at...)
	return a.own.MayAt(account.ReadVirtualAccounts, nested)
}

// below returns the lineage of a Virtual Account directly below the parent.
func below(parent account.Lineage, v account.VirtualAccount) account.Lineage {
	return append(account.Lineage{v}, parent...)
}

// node returns the Virtual Account as the actor sees it.
func (a actor) node(at account.Lineage) Node {
	seen := at.SeenPart(a.sees)
	n := Node{VirtualAccount: at.Self(), Path: seen.Path()}
	if n.Depth = len(seen); n.Depth == 1 {
		n.ParentID = ""
	}
	if !a.own.MayAt(account.ReadMembers, at) {
		n.Members = 0
	}
	for _, p := range []account.Permission{account.EditVirtualAccounts, account.MoveVirtualAccounts, account.DeleteVirtualAccounts} {
		if a.own.MayAt(p, at) {
			n.MayDo = append(n.MayDo, p)
		}
	}
	if a.own.MayCreateBelow(at) {
		n.MayDo = slices.Insert(n.MayDo, 0, account.CreateVirtualAccounts)
	}
	return n
}

// nodes returns the Virtual Accounts as the actor sees them. Children counts only those that the actor sees.
func nodes(ctx context.Context, store Lister, r actor, all []account.Lineage) ([]Node, error) {
	const atOnce = 8
	found := make([]Node, len(all))
	reads, readCtx := errgroup.WithContext(ctx)
	reads.SetLimit(atOnce)
	for i, at := range all {
		found[i] = r.node(at)
		if found[i].Children == 0 || r.seesAllBelow(at) {
			continue
		}
		reads.Go(func() error {
			rows, _, err := store.Children(readCtx, r.ID, at.Self().ID, "", mostCounted)
			found[i].Children = r.count(at, rows)
			return err
		})
	}
	return found, reads.Wait()
}

// count returns how many of the Virtual Accounts directly below the parent the actor sees.
func (a actor) count(parent account.Lineage, rows []account.VirtualAccount) int {
	seen := 0
	for _, row := range rows {
		if a.sees(below(parent, row)) {
			seen++
		}
	}
	return seen
}

// walk reads the tree depth first. It begins with what is at the top of the account, if the actor reaches that, and continues with the
// named roots. Its position has the ids from the root in progress down to the Virtual Account read last, since names would
// reveal Virtual Accounts that the actor does not see.
type walk struct {
	store Lister
	actor
	roots []account.Lineage
	root  int     // index of the root in progress; -1: the top of the account
	stack []level // what is left of the lists from the root down
	last  account.Lineage
	calls int // of Children that are left
}

// level is the list of what is directly below a Virtual Account, as far as it was read.
type level struct {
	parent account.Lineage
	rows   []account.VirtualAccount
	more   bool // more rows follow after next
	next   Position
}

const positionSeparator = "/"

// startWalk returns a walk from the position on. It makes at most one call of Lineages.
func startWalk(ctx context.Context, store interface {
	AccountReader
	Lister
}, r actor, position Position, calls int) (*walk, error) {
	w := &walk{store: store, actor: r, root: -1, calls: calls}
	passed := strings.Split(position, positionSeparator) // the root, which is empty at the top of the account, and the ids below it
	ids := r.named()
	for _, id := range passed {
		if id != "" {
			ids = append(ids, account.ID(id))
		}
	}
	var read map[account.ID]account.Lineage
	if len(ids) > 0 {
		slices.Sort(ids)
		var err error
		if read, err = store.Lineages(ctx, r.ID, slices.Compact(ids)...); err != nil {
			return nil, err
		}
	}
	top := r.seesPublic()
	w.roots = namedRoots(r, read, top)
	parent := account.Lineage{}
	if root := account.ID(passed[0]); root != "" {
		w.root = slices.IndexFunc(w.roots, func(at account.Lineage) bool { return at.Self().ID == root })
		if w.root < 0 {
			return w, nil // the actor lost it; the roots are read again rather than one missed
		}
		parent = w.roots[w.root]
	} else if !top {
		return w, nil
	}
	for _, id := range passed[1:] {
		at := read[account.ID(id)]
		if len(at) != len(parent)+1 || len(parent) > 0 && at.Self().ParentID != parent.Self().ID {
			break // moved or deleted; the list is read again rather than one missed
		}
		w.stack = append(w.stack, level{parent: parent, more: true, next: store.ChildPosition(at.Self())})
		if parent = at; !r.sees(at) {
			return w, nil
		}
	}
	w.stack = append(w.stack, level{parent: parent, more: len(parent) == 0 || parent.Self().Children > 0})
	return w, nil
}

// page returns the next Virtual Accounts, at most so many.
func (w *walk) page(ctx context.Context, most int) ([]Node, error) {
	var found []Node
	for len(found) < most && w.calls > 0 && w.hasMore() {
		if len(w.stack) == 0 {
			w.root++
			n, err := w.visit(ctx, w.roots[w.root])
			if err != nil {
				return nil, err
			}
			found = append(found, n)
			continue
		}
		top := &w.stack[len(w.stack)-1]
		switch {
		case len(top.rows) > 0:
			at := below(top.parent, top.rows[0])
			top.rows = top.rows[1:]
			if w.last = at; !w.sees(at) {
				continue
			}
			n, err := w.visit(ctx, at)
			if err != nil {
				return nil, err
			}
			found = append(found, n)
		case top.more:
			rows := most - len(found) + 1 // one more shows whether another page follows
			if !w.seesAllBelow(top.parent) {
				rows = max(rows, mostCounted) // so that the calls last beyond those that the reader does not see
			}
			if err := w.read(ctx, top, rows); err != nil {
				return nil, err
			}
		default:
			w.stack = w.stack[:len(w.stack)-1]
		}
	}
	return found, nil
}

// visit returns the Virtual Account, and continues below it. What is below one that the actor sees in part is read at once, to be
// counted.
func (w *walk) visit(ctx context.Context, at account.Lineage) (Node, error) {
	w.last = at
	n := w.node(at)
	if n.Children == 0 {
		return n, nil
	}
	w.stack = append(w.stack, level{parent: at, more: true})
	if w.seesAllBelow(at) {
		return n, nil
	}
	top := &w.stack[len(w.stack)-1]
	err := w.read(ctx, top, mostCounted)
	n.Children = w.count(at, top.rows)
	return n, err
}

func (w *walk) read(ctx context.Context, l *level, most int) error {
	w.calls--
	parent := account.ID("")
	if len(l.parent) > 0 {
		parent = l.parent.Self().ID
	}
	var err error
	l.rows, l.next, err = w.store.Children(ctx, w.ID, parent, l.next, most)
	l.more = l.next != ""
	return err
}

// hasMore reports whether anything is left to be read.
func (w *walk) hasMore() bool {
	return w.root+1 < len(w.roots) || slices.ContainsFunc(w.stack, func(l level) bool { return len(l.rows) > 0 || l.more })
}

// position returns the position after what was read; empty if nothing is left.
func (w *walk) position() Position {
	if !w.hasMore() {
		return ""
	}
	passed, base := []string{""}, 0
	if w.root >= 0 {
		passed[0], base = string(w.roots[w.root].Self().ID), len(w.roots[w.root])
	}
	for n := len(w.last) - base - 1; n >= 0; n-- {
		passed = append(passed, string(w.last[n].ID))
	}
	return strings.Join(passed, positionSeparator)
}
