package dynamo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"smartaccounts/internal/dynamo/client"
)

// Table implements the storage interfaces. It is safe for use by several goroutines.
type Table struct{ client *client.Client }

// Open returns the table of that name, with the options of package client.
func Open(config aws.Config, name string) *Table { return &Table{client.Open(config, name)} }

// New returns the table of that name.
func New(api client.API, name string) *Table { return &Table{client.New(api, name)} }

// Now returns the time in whole milliseconds, as the table stores it.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
