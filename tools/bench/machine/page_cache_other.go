//go:build !linux

package machine

import "errors"

// DropPages returns an error: it is implemented only for Linux.
func DropPages(string) error { return errors.New("the page cache can be dropped on Linux alone") }
