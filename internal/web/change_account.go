package web

import (
	"errors"

	"smartaccounts/internal/account"
)

// write reads what every call needs that changes an account: its id and the version in If-Match. It then calls do, whose
// account.ErrChanged means that If-Match names another version.
func (c *call) write(do func(id account.ID, version int) error) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	version, err := c.version()
	if err != nil {
		return err
	}
	if err = do(id, version); errors.Is(err, account.ErrChanged) {
		return errPreconditionFailed
	}
	return err
}
