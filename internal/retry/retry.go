// Package retry repeats decisions after a conflict with another writer: the retry loop of the optimistic lock.
package retry

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"time"
)

// Temporary errors of a store. Nothing was written.
var (
	// ErrConflict is returned if the data has changed since it was read, or is written concurrently. The caller has to
	// read and decide again.
	ErrConflict = errors.New("changed meanwhile")
	// ErrBusy is returned if there are too many concurrent changes; the same call may succeed later.
	ErrBusy = errors.New("busy")
)

const (
	maxTries     = 12
	longestPause = 40 * time.Millisecond
)

// OnConflict runs decide until it returns anything but ErrConflict, with a short random pause between tries, so that
// concurrent writers of the same items do not conflict again. It returns ErrBusy after the last try.
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
