package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// ErrNoAnswer means that the DNS lookup failed. A later call may succeed.
var ErrNoAnswer = errors.New("no answer")

// TextRecords looks up TXT records.
type TextRecords interface {
	// TXT returns the TXT records of the name, the strings of each joined. It returns none, and no error, if the name or
	// the record does not exist.
	TXT(ctx context.Context, name string) ([]string, error)
}

// Proof is the TXT record by which a requester or disputer proves control of a domain.
type Proof struct{ Name, Value string }

// published reports whether the DNS has the record at its name, or at the name that results when a console appends the
// zone's name to it: _smart-account.acme.com.acme.com. Only the holder of the zone can publish at either. It returns
// ErrNoAnswer if the record is not found and the lookup of its name failed.
func (p Proof) published(ctx context.Context, dns TextRecords, d account.Domain) (bool, error) {
	names := []string{p.Name, p.Name + "." + string(d)}
	for _, zone := range d.Parents() {
		names = append(names, p.Name+"."+string(zone))
	}
	var (
		looks errgroup.Group
		found = make([]bool, len(names))
		fails = make([]error, len(names))
	)
	for n, name := range names {
		looks.Go(func() error {
			var records []string
			records, fails[n] = dns.TXT(ctx, name)
			found[n] = slices.ContainsFunc(records, func(record string) bool { return account.InRecord(record, p.Value) })
			return nil
		})
	}
	_ = looks.Wait() // errors are in fails
	if slices.Contains(found, true) {
		return true, nil
	}
	if fails[0] != nil {
		return false, fmt.Errorf("%w: %w", ErrNoAnswer, fails[0])
	}
	return false, nil // failures of the other names do not matter: they rarely exist
}

// ProofOf returns the record for the request as it is now. Its value depends on the customer addresses, so that it is not
// valid for others.
func ProofOf(r account.Request) Proof {
	addresses := make([]string, len(r.CustomerEmails))
	for i, address := range r.CustomerEmails {
		addresses[i] = string(address)
	}
	slices.Sort(addresses)
	sum := sha256.Sum256(fmt.Appendf(nil, "proof/v1\n%s\n%s\n%s", r.ID, r.Account.Domain, strings.Join(addresses, "\n")))
	return Proof{
		Name:  "_smart-account." + string(r.Account.Domain),
		Value: "smart-account-request=" + base64.RawURLEncoding.EncodeToString(sum[:]),
	}
}

// ProofOfDispute returns the record by which the disputer proves control of the domain. It depends on the disputer and
// the dispute only, so that it reveals nothing about the holder and stays valid after a correction.
func ProofOfDispute(d account.Dispute) Proof {
	sum := sha256.Sum256(fmt.Appendf(nil, "proof/v1\ndispute\n%s\n%s\n%s", d.ID, d.Account.Domain, d.By))
	return Proof{
		Name:  "_smart-account." + string(d.Account.Domain),
		Value: "smart-account-dispute=" + base64.RawURLEncoding.EncodeToString(sum[:]),
	}
}

// Prove looks up the record of ProofOf, at most ten times an hour (account.TooMany). If it is found, the request needs no
// review unless it resembles another account. Prove returns account.ErrNotFound if proof by DNS is not configured.
func (f FollowUp) Prove(ctx context.Context, by account.Person, id account.ID) (after account.Request, found bool, err error) {
	if f.Records == nil {
		return account.Request{}, false, account.ErrNotFound
	}
	read, err := f.own(ctx, by, id)
	if err != nil {
		return account.Request{}, false, err
	}
	now := f.Now()
	if err := read.SeenBy(by).May(account.Prove, now); err != nil {
		return account.Request{}, false, err
	}
	if err := useOne(ctx, f.Store, proofChecksOf(id), proofChecksAnHour, now); err != nil {
		return account.Request{}, false, err
	}
	proof := ProofOf(read)
	if holds, err := proof.published(ctx, f.Records, read.Account.Domain); err != nil {
		return account.Request{}, false, err
	} else if !holds {
		return read.SeenBy(by), false, nil
	}
	after, err = f.change(ctx, by, id, func(again account.Request, now time.Time) (change Change, err error) {
		if found = ProofOf(again) == proof; !found {
			return change, account.ErrUnchanged // corrected meanwhile, so the proof is void
		}
		route, seen, _, err := routeOf(ctx, f.Store, f.Rules.Policy, again, again.Reviewed(), now)
		if err != nil {
			return change, err
		}
		change.ReadSet = &seen
		change.After, change.Event, err = again.Prove(route, now, f.Rules.Terms)
		return change, err
	})
	return after, found && err == nil, err
}
