package account

import (
	_ "embed"
	"strings"
)

// sharedMail are lines of one name each, sorted by bytes; comments come first. They are searched as they are: a table
// would be built at every cold start.
//
//go:embed shared_mail.txt
var sharedMail string

// IsSharedMailDomain reports whether the host name, which is in canonical form, is or lies below a domain at which
// anybody can have an address: a public provider's, one for certified mail, a relay or alias service's, a disposable one.
// Addresses there say nothing of each other.
func IsSharedMailDomain(host string) bool {
	for more := true; more; _, host, more = strings.Cut(host, ".") {
		if listed(sharedMail, host) {
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
