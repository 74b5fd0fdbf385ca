package account

import (
	_ "embed"
	"slices"
	"strings"
	"sync/atomic"
)

// sharedMail has one name a line, sorted by bytes, after comments. It is searched as text, since a map would be built at each
// cold start.
//
//go:embed shared_mail.txt
var sharedMail string

// SharedMail is a deployment's changes to the list. Of the names above a host the nearest one that is added,
// exempt or listed decides, so that a company's part of a provider's name can be exempt, or one part of a company's name added.
type SharedMail struct {
	Added  []Domain // count as listed
	Exempt []Domain // do not
}

// deployed is nil if a deployment does not change the list.
var deployed atomic.Pointer[SharedMail]

// SetSharedMail sets the deployment's changes to the list for the whole process. Call it once, before any lookup.
func SetSharedMail(s SharedMail) {
	if len(s.Added) == 0 && len(s.Exempt) == 0 {
		deployed.Store(nil)
		return
	}
	deployed.Store(&s)
}

// IsSharedMailDomain reports whether the host name, which is in canonical form, is or lies below a domain at which
// anybody can have an address: a public provider's, one for certified mail, a relay or alias service's, a disposable one,
// one that the deployment adds; not one that it exempts. Holders of addresses there are strangers to each other.
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

// listed finds the line of name by binary search.
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
