package workflow

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// SurveyQuery names what is read to find the route of a submission or of a correction.
type SurveyQuery struct {
	Domain account.Domain
	Name   string
	Person account.Email // the requester
	Key    string        // the idempotency key; empty: none
}

// Survey is the result of a SurveyQuery.
type Survey struct {
	Holder account.ID         // the request that holds the domain identifier; empty if it is free
	Record *IdempotencyRecord // under the idempotency key; nil if there is none
	Usage  RequesterUsage     // of what is limited for the person
	Above  []DomainHolder     // one for each parent of the identifier, nearest first
	// SameName holds, for each look-alike skeleton of the name, the accounts whose names share it.
	SameName  []SimilarAccounts
	LookAlike SimilarAccounts // accounts whose identifier has that look-alike skeleton
}

// DomainHolder says which account holds a domain identifier. AccountID is empty if none does.
type DomainHolder struct {
	Domain    account.Domain
	RequestID account.ID
	AccountID account.ID
	Status    account.AccountStatus // of the account when it was read; empty if it was not read
}

// SimilarAccounts are the accounts with the same look-alike skeleton.
type SimilarAccounts struct {
	Key      string       // names the skeleton
	Stamp    string       // changes whenever an account is added
	Accounts []account.ID // pending and active ones
}

// ReadSet is what a route was based on. A commit makes each part of it a write condition.
type ReadSet struct {
	Above   []DomainHolder // up to the nearest active account
	Similar []SimilarAccounts
}

// Surveyor reads surveys.
type Surveyor interface {
	AccountReader
	// Survey reads consistently, in one round of requests.
	Survey(ctx context.Context, q SurveyQuery) (Survey, error)
}

// AccountReader reads an account, and who matters to a decision about it, consistently and at a cost that does not grow with the account.
type AccountReader interface {
	// Standing returns an account and the person's membership, which is the zero Membership if there is none. It returns
	// account.ErrNotFound if there is no account. Neither is judged: the membership may have ended.
	Standing(ctx context.Context, id account.ID, person account.Email) (account.Administered, account.Membership, error)
	// Administrators returns the confirmed Smart Account Administrators, the longest-standing first, at most so many.
	Administrators(ctx context.Context, id account.ID, most int) ([]account.Membership, error)
}

// accountOf returns the account alone.
func accountOf(ctx context.Context, accounts AccountReader, id account.ID) (account.Account, error) {
	a, _, err := accounts.Standing(ctx, id, "")
	return a.Account, err
}

// mostAdministrators is how many administrators of the account above are read: more than are asked, because the requester is not.
const mostAdministrators = 20

// maxLikenesses is how many similar accounts a review names.
const maxLikenesses = 5

// findRoute returns the route among the live accounts that the survey found, and what the route is based on.
func findRoute(ctx context.Context, accounts AccountReader, policy account.Policy, asked account.Asked, survey Survey, now time.Time) (account.Route, ReadSet, error) {
	around, read, err := neighbours(ctx, accounts, asked.Requester, asked.Domain, survey, now)
	if err != nil {
		return account.Route{}, read, err
	}
	return policy.Route(asked, around), read, nil
}

// neighbours returns the live accounts that the survey found, and what was read to find them. An account with the
// same identifier is no neighbour: it is the request's own, or the one that holds the identifier.
func neighbours(ctx context.Context, accounts AccountReader, requester account.Email, d account.Domain, survey Survey, now time.Time) (account.Neighbours, ReadSet, error) {
	var n account.Neighbours
	read := ReadSet{Similar: append(slices.Clone(survey.SameName), survey.LookAlike)}
	for _, holder := range survey.Above {
		if holder.AccountID == "" {
			read.Above = append(read.Above, holder)
			continue
		}
		above, own, err := accounts.Standing(ctx, holder.AccountID, requester)
		if errors.Is(err, account.ErrNotFound) {
			return n, read, retry.ErrConflict // the identifier was taken and released between the two reads
		}
		if err != nil {
			return n, read, err
		}
		holder.Status = above.Status
		read.Above = append(read.Above, holder)
		if above.Status == account.AccountActive {
			n.Above, n.AboveIsHidden = &above.Account, !above.OpenTo(requester, own.AsOf(now))
			if n.Administrators, err = accounts.Administrators(ctx, above.ID, mostAdministrators); err != nil {
				return n, read, err
			}
			break // the nearest active account decides
		}
	}
	for _, similar := range survey.SameName {
		alike, err := liveAccounts(ctx, accounts, similar, d, now)
		if err != nil {
			return n, read, err
		}
		for _, a := range alike {
			if !slices.ContainsFunc(n.SameName, func(known account.Account) bool { return known.ID == a.ID }) {
				n.SameName = append(n.SameName, a)
			}
		}
	}
	var err error
	n.LookAlike, err = liveAccounts(ctx, accounts, survey.LookAlike, d, now)
	return n, read, err
}

// liveAccounts returns those of the similar accounts that are pending or active, at most as many as a review names.
func liveAccounts(ctx context.Context, accounts AccountReader, similar SimilarAccounts, d account.Domain, now time.Time) ([]account.Account, error) {
	var found []account.Account
	for chunk := range slices.Chunk(similar.Accounts, maxLikenesses) {
		accountsRead := make([]account.Account, len(chunk))
		reads, readCtx := errgroup.WithContext(ctx)
		for i, id := range chunk {
			reads.Go(func() error {
				found, err := accountOf(readCtx, accounts, id)
				if errors.Is(err, account.ErrNotFound) {
					return nil
				}
				accountsRead[i] = found
				return err
			})
		}
		if err := reads.Wait(); err != nil {
			return nil, err
		}
		for _, a := range accountsRead {
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
