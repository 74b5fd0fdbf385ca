package workflow

import (
	"context"
	"time"

	"smartaccounts/internal/account"
)

// SimilarNames returns the live accounts that the survey found to share a look-alike skeleton of its name, without those of the
// identifier, and what a change to that name is based on.
func SimilarNames(ctx context.Context, accounts AccountReader, survey Survey, d account.Domain, now time.Time) ([]account.Account, ReadSet, error) {
	var alike []account.Account
	for _, similar := range survey.SameName {
		found, err := liveAccounts(ctx, accounts, similar, d, now)
		if err != nil {
			return nil, ReadSet{}, err
		}
		alike = append(alike, found...)
	}
	return alike, ReadSet{Similar: survey.SameName}, nil
}
