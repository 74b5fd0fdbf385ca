package workflow

import (
	"cmp"
	"context"
	"errors"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Forecast is what a submission would come to.
type Forecast struct {
	Domain         account.Domain
	Review         bool // an operator looks first, and reads the note to the approver
	Administrators bool // those of the account above decide, not the customer addresses
	Conflict       bool // the identifier is taken
	TakenForGood   bool // by an active account, not by one that is pending
}

// Check returns what Do would do with the form at this moment. It changes nothing and takes no slot.
// Its errors about the person and the form are those of Do.
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
