package workflow

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// Question is what a submission, or a change of its addresses, has to know before it finds its route.
type Question struct {
	Domain account.Domain
	Name   string
	Person account.Email // the requester
	Key    string        // the idempotency key; empty: none
}

// Survey is what a question meets.
type Survey struct {
	Holder account.ID // the request that holds the domain identifier; empty if it is free
	Record *Record    // under the idempotency key; nil if there is none
	Caused Caused     // what the person brought about lately
	Above  []Marker   // one for each parent of the identifier, nearest first
	// AlikeNames are the accounts whose names have a look-alike skeleton in common with that one, one crowd a skeleton.
	AlikeNames []Crowd
	LookAlike  Crowd // accounts whose identifier has that look-alike skeleton
}

// Marker says who holds a domain identifier. One without an account is free.
type Marker struct {
	Domain    account.Domain
	RequestID account.ID
	AccountID account.ID
	Status    account.AccountStatus // of the account, as it was read; empty if that was not necessary
}

// Crowd is the accounts that have something in common by which people may take them for each other.
type Crowd struct {
	Mark     string       // what they have in common
	Stamp    string       // changes whenever one joins
	Accounts []account.ID // pending and active ones
}

// Seen is what a route was found by. A commit that names it holds only if all of it is still so.
type Seen struct {
	Above  []Marker // up to the nearest active account
	Crowds []Crowd
}

// Surveyor finds what a question meets.
type Surveyor interface {
	AccountReader
	// Survey reads consistently, in one round.
	Survey(ctx context.Context, q Question) (Survey, error)
}

// AccountReader reads one account.
type AccountReader interface {
	// Account returns the account with all that belongs to it; account.ErrNotFound if there is none.
	Account(ctx context.Context, id account.ID) (StoredAccount, error)
}

// mostLikenesses bounds how many accounts of a crowd a review names.
const mostLikenesses = 5

// routeAmong finds the way of what is asked among the live accounts that the survey met, and what is to be
// still so when it is followed.
func routeAmong(ctx context.Context, accounts AccountReader, policy account.Policy, asked account.Asked, met Survey, now time.Time) (account.Route, Seen, error) {
	around, seen, err := neighbours(ctx, accounts, asked.Requester, asked.Domain, met, now)
	if err != nil {
		return account.Route{}, seen, err
	}
	return policy.Route(asked, around), seen, nil
}

// neighbours returns the live accounts that the survey met, and what is to be still so when their
// route is followed. What has the very identifier is no neighbour: it is the account that asks, or takes it.
func neighbours(ctx context.Context, accounts AccountReader, requester account.Email, d account.Domain, met Survey, now time.Time) (account.Neighbours, Seen, error) {
	var n account.Neighbours
	seen := Seen{Crowds: append(slices.Clone(met.AlikeNames), met.LookAlike)}
	for _, marker := range met.Above {
		if marker.AccountID == "" {
			seen.Above = append(seen.Above, marker)
			continue
		}
		above, err := accounts.Account(ctx, marker.AccountID)
		if errors.Is(err, account.ErrNotFound) {
			return n, seen, ErrConflict // taken and released between the two reads
		}
		if err != nil {
			return n, seen, err
		}
		marker.Status = above.Account.Status
		seen.Above = append(seen.Above, marker)
		if above.Account.Status == account.AccountActive {
			n.Above, n.Administrators = &above.Account, above.Members
			n.AboveIsHidden = !above.opensTo(requester)
			break // farther ones do not count
		}
	}
	for _, crowd := range met.AlikeNames {
		alike, err := live(ctx, accounts, crowd, d, now)
		if err != nil {
			return n, seen, err
		}
		for _, a := range alike {
			if !slices.ContainsFunc(n.SameName, func(known account.Account) bool { return known.ID == a.ID }) {
				n.SameName = append(n.SameName, a)
			}
		}
	}
	var err error
	n.LookAlike, err = live(ctx, accounts, met.LookAlike, d, now)
	return n, seen, err
}

// live returns those of the crowd that are pending or active, as many as a review names.
func live(ctx context.Context, accounts AccountReader, crowd Crowd, d account.Domain, now time.Time) ([]account.Account, error) {
	var found []account.Account
	for some := range slices.Chunk(crowd.Accounts, mostLikenesses) {
		read := make([]account.Account, len(some))
		reads, readCtx := errgroup.WithContext(ctx)
		for i, id := range some {
			reads.Go(func() error {
				stored, err := accounts.Account(readCtx, id)
				if errors.Is(err, account.ErrNotFound) {
					return nil
				}
				read[i] = stored.Account
				return err
			})
		}
		if err := reads.Wait(); err != nil {
			return nil, err
		}
		for _, a := range read {
			if a = a.AsOf(now); a.ID != "" && a.Status != account.AccountCancelled && a.Domain != d {
				found = append(found, a)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found, nil
}
