package account

import (
	_ "embed"
	"slices"
	"strings"
	"sync/atomic"
)

// sharedMail are lines of one name each, sorted by bytes; comments come first. They are searched as they are: a table
// would be built at every cold start.
//
//go:embed shared_mail.txt
var sharedMail string

// SharedMail is what a deployment knows better than the list. Of the names above a host the nearest one that is added,
// exempt or listed decides, so that a company's part of a provider's name can be exempt, or one part of a company's name added.
type SharedMail struct {
	Added  []Domain // count as listed
	Exempt []Domain // do not
}

// deployed is nil if a deployment takes the list as it is.
var deployed atomic.Pointer[SharedMail]

// SetSharedMail makes the process go by what the deployment says. The list is one for all that the process does, as is
// this: a function calls it once, before anything is asked.
func SetSharedMail(s SharedMail) {
	if len(s.Added) == 0 && len(s.Exempt) == 0 {
		deployed.Store(nil)
		return
	}
	deployed.Store(&s)
}

// IsSharedMailDomain reports whether the host name, which is in canonical form, is or lies below a domain at which
// anybody can have an address: a public provider's, one for certified mail, a relay or alias service's, a disposable one,
// one that the deployment adds; not one that it exempts. Addresses there say nothing of each other.
func IsSharedMailDomain(host string) bool {
	s := deployed.Load()
	for more := true; more; _, host, more = strings.Cut(host, ".") {
		switch {
		case s != nil && slices.Contains(s.Exempt, Domain(host)):
			return false
		case s != nil && slices.Contains(s.Added, Domain(host)), listed(sharedMail, host):
			return true
		}
	}
	return false
}

// listed halves the lines until the one of name is left.
func listed(lines, name string) bool {
	for low, high := 0, len(lines); low < high; {
		start := low + strings.LastIndexByte(lines[low:(low+high)/2], '\n') + 1
		line, _, _ := strings.Cut(lines[start:], "\n")
		switch {
		case strings.HasPrefix(line, "#") || line < name:
			low = start + len(line) + len("\n")
		case line > name:
			high = start
		default:
			return true
		}
	}
	return false
}
