package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/workflow"
)

// People lets the members of an account add, change and remove members.
type People struct {
	Store interface {
		Committer
		AccountReader
		Lister
		InvitationReader
		workflow.UsesReader
	}
	Now    func() time.Time
	Limits AdditionLimits
}

// AdditionLimits limit how many new members one person, one account, and all people of one registrable domain add.
type AdditionLimits struct{ Person, Account, Domain account.Limit }

// Row is one person to add or to change, as it was typed.
type Row struct {
	Email    string
	Role     string       // on the whole account, or on Virtuals[0] alone if its role is empty; empty: see Virtuals
	Virtuals []VirtualRow // roles on Virtual Accounts
	EndsAt   string       // RFC 3339, or a day as 2006-01-02, of which the end counts; empty: never
	Misread  error        // an account.InvalidInput about the fields that could not be decoded, or nil
}

// VirtualRow is a role on a Virtual Account, as it was typed.
type VirtualRow struct {
	VirtualAccount string // its id, or its path of names from the top, separated by /; a name alone if only one has it
	Role           string
	WithNested     bool
}

// Addition is what an administrator adds at once.
type Addition struct {
	Rows   []Row
	Note   string // shown to the new members after they sign in
	Silent bool   // new members are not mailed
}

// MaxRows is the most people added at once.
const MaxRows = 100

// RowOutcome is the result of a row.
type RowOutcome string

// Each outcome.
const (
	RowAdded     RowOutcome = "added"
	RowChanged   RowOutcome = "changed"
	RowUnchanged RowOutcome = "unchanged"
	RowRefused   RowOutcome = "refused"
)

// RowResult is the result of a row, with the reasons.
type RowResult struct {
	Email   string // canonical, or as it was typed if it is no address
	Outcome RowOutcome
	Fields  []account.FieldError // why it was refused; fields as in a row: email, role, virtualAccounts[0].role, endsAt
	Err     error                // another reason: account.ErrLastAdministrator or account.TooMany; nil: none
	Member  *Member              // as the row makes it; nil if it is refused
}

// Member is a membership as a reader may see it.
type Member struct {
	account.Membership                       // without the roles that the reader may not see
	Names              map[account.ID]string // the paths of its Virtual Accounts, as "Sales / EMEA"
	MayChange          bool                  // the reader may change and remove it
}

// List returns a page of the members that the person may see, by address. A page may be short although another follows. It
// returns account.ErrNotFound if the person may not know of the account, and account.ErrForbidden if they may not see its members.
func (p People) List(ctx context.Context, by account.Person, id account.ID, limit int, cursor string) (paging.Page[Member], error) {
	panic("not built")
}

// One returns a member with the account's version. It returns account.ErrNotFound if there is none whom the person may see. People see
// their own membership.
func (p People) One(ctx context.Context, by account.Person, id account.ID, member account.Email) (Member, int, error) {
	panic("not built")
}

// Check returns what Add would do with each row, and stores nothing. It returns account.InvalidInput about members if there are none or
// more than MaxRows.
func (p People) Check(ctx context.Context, by account.Person, id account.ID, rows []Row) ([]RowResult, error) {
	panic("not built")
}

// Add adds and changes members, each row in a transaction of its own, and returns a result for each row, with the account's version. A
// row of a present member changes what the person may change of it.
func (p People) Add(ctx context.Context, by account.Person, id account.ID, a Addition) ([]RowResult, int, error) {
	panic("not built")
}

// Change gives a member the roles, the end date and the address of the row. version is the account's that the person saw, or 0; if it is
// not the present one, Change returns account.ErrChanged.
func (p People) Change(ctx context.Context, by account.Person, id account.ID, member account.Email, row Row, version int) (Member, int, error) {
	panic("not built")
}

// Remove takes away the roles of a member that the person may take away, or lets the person leave. It returns
// account.ErrLastAdministrator, and account.ErrChanged as Change does.
func (p People) Remove(ctx context.Context, by account.Person, id account.ID, member account.Email, version int) (int, error) {
	panic("not built")
}

// Confirm records that the person has signed in, for all their invitations that have not lapsed.
func (p People) Confirm(ctx context.Context, by account.Person) error { panic("not built") }

// ReadRows parses a pasted list or CSV text of people: email,role,virtualAccount,withNested,endsAt, with or without a header, separated
// by commas, semicolons or tabs, or addresses alone, which get the role given. Lines of the same address that each name another Virtual
// Account are one row. It returns account.InvalidInput about members if the text cannot be read at all; errors of single cells are in
// Row.Misread.
func ReadRows(text string, role string) ([]Row, error) { panic("not built") }
