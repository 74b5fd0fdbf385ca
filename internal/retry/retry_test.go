package retry_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"smartaccounts/internal/retry"
)

func TestADecisionIsMadeAgainUntilItMeetsNoConflict(t *testing.T) {
	other := errors.New("other")
	for _, end := range []error{nil, other, retry.ErrBusy} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			err := retry.OnConflict(t.Context(), func() error {
				if tries++; tries < 3 {
					return fmt.Errorf("write: %w", retry.ErrConflict)
				}
				return end
			})
			if tries != 3 || !errors.Is(err, end) {
				t.Errorf("%d tries end with %v, want 3 and %v", tries, err, end)
			}
		})
	}
}

func TestADecisionThatAlwaysMeetsAConflictEndsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		err := retry.OnConflict(t.Context(), func() error { tries++; return retry.ErrConflict })
		if tries != 12 || !errors.Is(err, retry.ErrBusy) {
			t.Errorf("%d tries end with %v, want 12 and %v", tries, err, retry.ErrBusy)
		}
	})
}

func TestNoTryIsMadeAfterTheContextIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		tries := 0
		err := retry.OnConflict(ctx, func() error { tries++; cancel(); return retry.ErrConflict })
		if tries != 1 || !errors.Is(err, context.Canceled) {
			t.Errorf("%d tries end with %v, want 1 and %v", tries, err, context.Canceled)
		}
	})
}
