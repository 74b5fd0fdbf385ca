// Package retry repeats decisions whose writes lost to another writer: the loop of the optimistic lock.
package retry

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"time"
)

// Errors of a store that a later call may not meet. Nothing was written.
var (
	// ErrConflict: what was read has changed since, or somebody else writes it at this moment. Read again and
	// decide again.
	ErrConflict = errors.New("changed meanwhile")
	// ErrBusy: too many changes of the same thing at once; the same call may succeed later.
	ErrBusy = errors.New("busy")
)

const (
	maxTries     = 12
	longestPause = 40 * time.Millisecond
)

// OnConflict runs decide until it returns anything but ErrConflict, with a short random pause between tries so that
// writers of the same thing get out of each other's way. It returns ErrBusy after the last try.
func OnConflict(ctx context.Context, decide func() error) error {
	for try := range maxTries {
		err := decide()
		if !errors.Is(err, ErrConflict) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pauseAfter(try)):
		}
	}
	return ErrBusy
}

// pauseAfter returns a random pause. It uses the source of the ids, so that a test that seeds it sees the same pauses again.
func pauseAfter(try int) time.Duration {
	var bits [8]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	longest := longestPause * time.Duration(try+1)
	return time.Duration(binary.LittleEndian.Uint64(bits[:]) % uint64(longest)) //nolint:gosec // below longest
}
