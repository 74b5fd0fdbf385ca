//go:build !linux

package machine

import "errors"

// DropPages is for Linux alone.
func DropPages(string) error { return errors.New("the page cache can be dropped on Linux alone") }
