package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Overview is an active, pending or cancelled account as a reader may see it.
type Overview struct {
	account.WithAccess
	Version         int
	Administrators  []account.Email // nil if the reader may not see them
	VirtualAccounts []Node          // the first level, at most 100; nil if the reader may not see any
	MayDo           []account.Permission
	Membership      account.Membership // the reader's own; the zero Membership: none
	Members         int                // 0 if the reader may not see them
}

// Settings lets the members of an account see it, and its administrators rename it, change its visibility and close it.
type Settings struct {
	Store interface {
		Committer
		AccountReader
		Lister
		workflow.Surveyor
	}
	Now       func() time.Time
	Operators []account.Person
}

// Read returns the account as the person may see it. It returns account.ErrForbidden if the person has no role in any account and no
// membership here, and account.ErrNotFound if they may not know of it.
func (s Settings) Read(ctx context.Context, by account.Person, id account.ID) (Overview, error) {
	panic("not built")
}

// SettingsForm are new settings as they were typed. A nil field stays as it is.
type SettingsForm struct {
	Name, Visibility *string
	Reason           string
	Misread          error
}

// Change renames the account or changes its visibility. waits reports that the name waits for an operator. It returns
// account.InvalidInput, account.TooMany after three renames in 30 days, account.ErrForbidden, account.ErrNotFound, and
// account.ErrChanged if version is neither 0 nor the present one.
func (s Settings) Change(ctx context.Context, by account.Person, id account.ID, form SettingsForm, version int) (o Overview, waits bool, err error) {
	panic("not built")
}

// Close closes the account; typed has to be its name. Its identifier is free again 30 days later.
func (s Settings) Close(ctx context.Context, by account.Person, id account.ID, typed string, version int) (Overview, error) {
	panic("not built")
}
