// Package dns looks up text records, by which the owner of a domain shows that it is theirs.
package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// answerWithin is how long a lookup may take with all its repetitions: somebody waits for the page.
const answerWithin = 3 * time.Second

// Strangers write what is looked up here, and one answer has room for 64 KB in thousands of records.
// Honest names have a few dozen, and what we look for is short. So whoever compares, stores or shows
// the records gets no more than this. A longer record is dropped, not cut: its beginning is nothing
// that anybody published.
const (
	maxRecords     = 100
	maxRecordBytes = 1_000
)

// Resolver looks records up at one server, or as the system does if Server is empty.
type Resolver struct {
	Server string // host:port
}

// TXT returns the text records of that name, the strings of each joined, in the server's order. If
// there is no such name or it has no such record, the answer is empty and no error; so it is for what
// cannot be a name in DNS, such as one in Unicode. After an error nothing is known: the server could
// not be asked, refused, or did not answer in time. It is safe to repeat.
func (r Resolver) TXT(ctx context.Context, name string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	records, err := r.resolver().LookupTXT(ctx, absolute(name))
	var failed *net.DNSError
	switch {
	case err == nil:
		return bounded(records), nil
	case errors.As(err, &failed) && failed.IsNotFound:
		return nil, nil
	case failed != nil && r.Server != "":
		failed.Server = r.Server // it names the system's, which was not asked
	}
	return nil, fmt.Errorf("look up text records: %w", err)
}

func (r Resolver) resolver() *net.Resolver {
	if r.Server == "" {
		return &net.Resolver{PreferGo: true}
	}
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, r.Server)
	}}
}

// absolute keeps the resolver from trying the name below the system's search domains, where somebody
// else may answer for it.
func absolute(name string) string {
	return strings.TrimSuffix(name, ".") + "."
}

func bounded(records []string) []string {
	var kept []string
	for _, record := range records {
		if len(kept) == maxRecords {
			break
		}
		if len(record) <= maxRecordBytes {
			kept = append(kept, record)
		}
	}
	return kept
}
