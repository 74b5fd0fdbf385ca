// Package access checks that a person may use the system: only people with a role in an account may.
package access

import (
	"cmp"
	"context"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// RoleReader reads whether a person has a role.
type RoleReader interface {
	// HasRole reports whether the person has a role in any account.
	HasRole(ctx context.Context, person account.Email) (bool, error)
}

// RequireRole returns account.ErrNoRole if the person has no role in any account.
func RequireRole(ctx context.Context, roles RoleReader, person account.Person) error {
	has, err := roles.HasRole(ctx, person.Email)
	if err == nil && !has {
		return account.ErrNoRole
	}
	return err
}

// ReadWithRole calls read and RequireRole at the same time. The error of RequireRole takes precedence.
func ReadWithRole(ctx context.Context, roles RoleReader, person account.Person, read func(context.Context) error) error {
	return ReadChecked(ctx, func(ctx context.Context) error { return RequireRole(ctx, roles, person) }, read)
}

// ReadChecked calls read and check at the same time. The error of check takes precedence.
func ReadChecked(ctx context.Context, check, read func(context.Context) error) error {
	var reads errgroup.Group
	reads.Go(func() error { return read(ctx) })
	checkErr := check(ctx)
	readErr := reads.Wait() // also after a failed check: the caller must not return while read still writes its results
	return cmp.Or(checkErr, readErr)
}
