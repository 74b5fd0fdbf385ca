package workflow

import (
	"context"
	"errors"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/retry"
)

// Suppressions lets operators list suppressed addresses and reports of requesters, and lift suppressions.
type Suppressions struct {
	Store interface {
		AddressKeeper
		Committer
		RequestReader
		// SuppressedAddresses returns them, the latest first, after that position, at most so many. It may
		// lag behind.
		SuppressedAddresses(ctx context.Context, after string, most int) (addresses []account.Address, next string, err error)
		// ReportedAddresses returns those that are not suppressed and of which a requester was reported, likewise.
		ReportedAddresses(ctx context.Context, after string, most int) (addresses []account.Address, next string, err error)
	}
	Now func() time.Time
}

// List returns a page of the suppressed addresses. It returns account.ErrNotOperator unless by is an operator.
func (s Suppressions) List(ctx context.Context, by account.Person, limit int, cursor string) (paging.Page[account.Address], error) {
	return OperatorsPage(by, "suppressions", limit, cursor, func(after string, most int) ([]account.Address, string, error) {
		return s.Store.SuppressedAddresses(ctx, after, most)
	})
}

// Reported returns a page of the addresses that are not suppressed and have reported a requester, by a link alone or
// confirmed by a code. It returns account.ErrNotOperator unless by is an operator.
func (s Suppressions) Reported(ctx context.Context, by account.Person, limit int, cursor string) (paging.Page[account.Address], error) {
	return OperatorsPage(by, "reports", limit, cursor, func(after string, most int) ([]account.Address, string, error) {
		return s.Store.ReportedAddresses(ctx, after, most)
	})
}

// OperatorsPage returns a page of a list that only operators see. It returns account.ErrNotOperator unless by is one.
func OperatorsPage[T any](by account.Person, list string, limit int, cursor string, read func(after string, most int) ([]T, string, error)) (paging.Page[T], error) {
	if !by.Operator {
		return paging.Page[T]{}, account.ErrNotOperator
	}
	most, err := paging.Size(limit)
	if err != nil {
		return paging.Page[T]{}, err
	}
	position, err := paging.ReadCursor(by.Email, list, cursor)
	if err != nil {
		return paging.Page[T]{}, err
	}
	items, next, err := read(position, most)
	return paging.Page[T]{Items: items, Next: paging.WriteCursor(by.Email, list, next)}, err
}

// Lift lifts the suppression of an address and records on its requests that mail reaches it again. It returns
// account.ErrNotOperator unless by is an operator, account.InvalidInput, and account.ErrNotFound for an address that is not
// suppressed.
func (s Suppressions) Lift(ctx context.Context, by account.Person, typed string, misread error) error {
	if !by.Operator {
		return account.ErrNotOperator
	}
	email, err := account.ReadEmail(typed)
	if err := account.Fields(misread, account.Named("address", err)); err != nil {
		return err
	}
	return retry.OnConflict(ctx, func() error {
		read, err := s.Store.Address(ctx, email)
		if err != nil {
			return err
		}
		next, err := read.Lift()
		if errors.Is(err, account.ErrUnchanged) {
			return account.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := reachTold(ctx, s.Store, read, s.Now()); err != nil { // first, so that a lift that fails can be repeated
			return err
		}
		return s.Store.KeepAddress(ctx, AddressChange{read, next})
	})
}

// reachTold records on the requests in Told that mail reaches the address again, unless their nominee is unreachable for
// another reason. It skips the requests in but.
func reachTold(ctx context.Context, store interface {
	Committer
	RequestReader
}, a account.Address, now time.Time, but ...account.ID) error {
	for _, told := range a.Told {
		if slices.Contains(but, told.Request) {
			continue
		}
		read, err := store.Request(ctx, told.Request)
		if errors.Is(err, account.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		n, _ := read.Nominee(told.Number)
		if n.Unreachable != account.UnreachableComplained && n.Unreachable != account.UnreachableSuppressed {
			continue
		}
		change, err := changed(read, func() (account.Request, account.Event, error) { return read.Reach(told.Number, now) })
		if err != nil {
			return err
		}
		if change == nil {
			continue
		}
		if err := store.Commit(ctx, *change); err != nil {
			return err
		}
	}
	return nil
}
