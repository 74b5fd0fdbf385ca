package workflow

import (
	"cmp"
	"context"
	"errors"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Forecast is the expected result of a submission.
type Forecast struct {
	Domain         account.Domain
	Review         bool // an operator reviews it, and reads the note to the approver
	Administrators bool // administrators of the account above decide, not the customer addresses
	Conflict       bool // the identifier is taken
	TakenForGood   bool // by an active account, not by a pending one
}

// Check returns what Open would do with the form now. It changes nothing and counts against no limit. Its errors about the
// person and the form are those of Open.
func (s Submit) Check(ctx context.Context, by account.Person, form account.Form, misread error) (Forecast, error) {
	submission, err := form.Parse(by.Email, misread)
	if err != nil {
		return Forecast{}, cmp.Or(access.RequireRole(ctx, s.Store, by), err)
	}
	var forecast Forecast
	err = retry.OnConflict(ctx, func() error {
		now := s.Now()
		met, _, err := s.survey(ctx, by, questionOf(submission, ""))
		if err != nil {
			return err
		}
		forecast = Forecast{Domain: submission.Domain}
		if met.Holder != "" {
			_, err := s.expireHolder(ctx, met.Holder, now)
			var taken *account.DomainTaken
			if forecast.Conflict = errors.As(err, &taken); err != nil && !forecast.Conflict {
				return err
			}
			forecast.TakenForGood = forecast.Conflict && taken.Active
		}
		route, _, err := s.route(ctx, submission, met, now)
		forecast.Review, forecast.Administrators = len(route.Reasons) > 0, route.Above != nil
		return err
	})
	return forecast, err
}
