package administration

import (
	"context"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// places finds Virtual Accounts by what people type. It reads an account's tree at most once.
type places struct {
	store Lister
	tree  []account.Lineage // nil: not read yet
}

// find returns the id of the Virtual Account that the actor means: by its id, whether or not it exists, or by names that exactly one that
// the actor sees has. It returns an empty id if there is none or several.
func (p *places) find(ctx context.Context, a actor, typed string) (account.ID, error) {
	if id, is := account.ParseID(strings.TrimSpace(typed)); is {
		return id, nil
	}
	if p.tree == nil {
		p.tree = []account.Lineage{}
		if err := p.read(ctx, a.ID, "", nil); err != nil {
			p.tree = nil
			return "", err
		}
	}
	var byPath, byName []account.ID
	for _, l := range p.tree {
		if !a.own.Sees(a.Account, l) {
			continue
		}
		if foldPath(a.path(l)...) == foldPath(typed) {
			byPath = append(byPath, l.Self().ID)
		}
		if foldPath(l.Self().Name) == foldPath(typed) {
			byName = append(byName, l.Self().ID)
		}
	}
	for _, found := range [][]account.ID{byPath, byName} {
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return "", nil
}

// foldPath returns the names in the form in which paths are compared.
func foldPath(names ...string) string {
	parts := strings.Split(strings.Join(names, "/"), "/")
	for n, part := range parts {
		parts[n] = account.FoldName(part)
	}
	return strings.Join(parts, "/")
}

// read adds the Virtual Accounts below the parent whose lineage it is.
func (p *places) read(ctx context.Context, id, parent account.ID, above account.Lineage) error {
	children, err := allChildren(ctx, p.store, id, parent)
	if err != nil {
		return err
	}
	for _, v := range children {
		l := below(above, v)
		p.tree = append(p.tree, l)
		if len(l) > account.MaxDepth || len(p.tree) > account.MaxVirtualAccounts { // moved while the tree was read
			return retry.ErrConflict
		}
		if v.Children > 0 {
			if err := p.read(ctx, id, v.ID, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// allChildren returns the Virtual Accounts directly below the parent, at the top of the account if it is empty, by name.
func allChildren(ctx context.Context, store Lister, id, parent account.ID) (all []account.VirtualAccount, err error) {
	const atOnce = 200
	for after := Position(""); ; {
		var rows []account.VirtualAccount
		rows, after, err = store.Children(ctx, id, parent, after, atOnce)
		if all = append(all, rows...); err != nil || after == "" {
			return all, err
		}
	}
}
