package longrun

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// State stores the plan and the progress of a run in a file, so that the run can continue after an interruption.
type State[Plan comparable, Done any] struct {
	path string
	kept time.Time
	now  content[Plan, Done]
}

type content[Plan comparable, Done any] struct {
	Plan Plan `json:"plan"`
	Done Done `json:"done"`
}

// Resume returns the state of the run with that plan: from its file, or a new one if there is no file. It returns an
// error if the file belongs to a run with another plan, which could then not be finished.
func Resume[Plan comparable, Done any](path string, plan Plan) (*State[Plan, Done], error) {
	s := &State[Plan, Done]{path: path}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.now.Plan = plan
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return nil, fmt.Errorf("folder of the state file: %w", err)
		}
		return s, nil
	case err != nil:
		return nil, fmt.Errorf("state file: %w", err)
	}
	if err := json.Unmarshal(text, &s.now); err != nil {
		return nil, fmt.Errorf("state file %s: %w; delete it to start again", path, err)
	}
	if s.now.Plan != plan {
		was, wasErr := json.Marshal(s.now.Plan)
		is, isErr := json.Marshal(plan)
		return nil, errors.Join(wasErr, isErr, fmt.Errorf("state file %s is of an unfinished run\nof   %s\nthis %s\nfinish that one, or delete the file", path, was, is))
	}
	return s, nil
}

// Done returns the progress that the last Keep stored.
func (s *State[Plan, Done]) Done() Done { return s.now.Done }

// Keep stores the progress of the run.
func (s *State[Plan, Done]) Keep(done Done) error {
	s.now.Done, s.kept = done, time.Now()
	text, err := json.Marshal(s.now)
	if err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	// Write to another file first, so that an interruption does not damage the old one.
	half := s.path + ".new"
	if err := os.WriteFile(half, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	if err := os.Rename(half, s.path); err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	return nil
}

// Due reports whether it is time for Keep: after a crash, progress that was not stored is lost.
func (s *State[Plan, Done]) Due() bool { return time.Since(s.kept) > time.Second }

// Finish removes the file.
func (s *State[Plan, Done]) Finish() error {
	if err := os.Remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("state file: %w", err)
	}
	return nil
}
