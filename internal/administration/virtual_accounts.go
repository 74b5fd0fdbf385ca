package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// VirtualAccounts lets the members of an account see and change its tree of Virtual Accounts.
type VirtualAccounts struct {
	Store interface {
		Committer
		AccountReader
		Lister
	}
	Now func() time.Time
}

// Node is a Virtual Account as a reader may see it.
type Node struct {
	account.VirtualAccount                      // ParentID is empty, and Depth counts from there, if the reader may not see what is above
	MayDo                  []account.Permission // of the reader here: CreateVirtualAccounts (below it), EditVirtualAccounts, MoveVirtualAccounts, DeleteVirtualAccounts
	Path                   []string             // the names from the top that the reader sees
}

// List returns a page of the tree: what is directly below parent or, if that is empty, all that the person may see, depth first. A page
// may be short although another follows.
func (v VirtualAccounts) List(ctx context.Context, by account.Person, id, parent account.ID, limit int, cursor string) (paging.Page[Node], error) {
	panic("not built")
}

// One returns a Virtual Account with the account's version; account.ErrNotFound if there is none that the person may see.
func (v VirtualAccounts) One(ctx context.Context, by account.Person, id, virtual account.ID) (Node, int, error) {
	panic("not built")
}

// VirtualForm is a Virtual Account as it was typed. A nil field stays as it is; in a new one it has its default: no parent, no
// description, public.
type VirtualForm struct {
	Name, Description, Visibility, ParentID *string
	Default                                 *bool // true makes it the default one; false is an InvalidInput for the default one
	Misread                                 error
}

// Create creates a Virtual Account, and returns it with the account's version.
func (v VirtualAccounts) Create(ctx context.Context, by account.Person, id account.ID, form VirtualForm, version int) (Node, int, error) {
	panic("not built")
}

// Change changes, moves, or makes default. It returns account.ErrNameTaken, account.InvalidInput about parentId if the parent is unknown,
// below the Virtual Account itself or too deep, account.ErrForbidden if the person sees it and may not, and account.ErrChanged if
// version is neither 0 nor the present one.
func (v VirtualAccounts) Change(ctx context.Context, by account.Person, id, virtual account.ID, form VirtualForm, version int) (Node, int, error) {
	panic("not built")
}

// Delete deletes a Virtual Account. It returns account.ErrNotEmpty, account.ErrIsDefault, and errors as Change does.
func (v VirtualAccounts) Delete(ctx context.Context, by account.Person, id, virtual account.ID, version int) (int, error) {
	panic("not built")
}
