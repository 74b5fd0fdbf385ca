package dynamo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"smartaccounts/internal/dynamo/client"
)

// Table is the one table. It is safe for use by several goroutines.
type Table struct{ client *client.Client }

// Open returns the table of that name, reached as the config says, by a client without what serves nothing here.
func Open(config aws.Config, name string) *Table { return &Table{client.Open(config, name)} }

// New returns the table of that name.
func New(api client.API, name string) *Table { return &Table{client.New(api, name)} }

// Now is the time in whole milliseconds, which is what the table keeps.
func Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
