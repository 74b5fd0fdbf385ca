// Package dns looks up TXT records, by which a requester or disputer proves control of a domain.
package dns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// answerWithin is the time limit of a lookup with all its retries: a person waits for the page.
const answerWithin = 3 * time.Second

// The records are untrusted, and one response can hold 64 KB in thousands of records. Ordinary names have a few dozen,
// and the ones that we look for are short, so TXT returns no more than this. A longer record is dropped, not cut:
// its beginning is not a record that was published.
const (
	maxRecords     = 100
	maxRecordBytes = 1_000
)

// Resolver looks up records at one server, or as the system does if Server is empty.
type Resolver struct {
	Server string // host:port
}

// TXT returns the TXT records of the name, the strings of each joined, in the server's order. It returns none, and no
// error, if the name does not exist, has no such record, or is not valid in DNS, such as one in Unicode. It returns an
// error if the server could not be reached, refused, or did not respond in time. It is safe to repeat.
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
		failed.Server = r.Server // instead of the system's server, which was not used
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

// absolute keeps the resolver from trying the name below the system's search domains, which may belong to others.
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
