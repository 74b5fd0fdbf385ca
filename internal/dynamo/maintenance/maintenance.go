package maintenance

import (
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
)

// Maintainer is a Table with the operations on the whole table.
type Maintainer struct {
	*dynamo.Table
	client *client.Client
}

// New returns a Maintainer of the table of that name.
func New(api client.API, name string) *Maintainer {
	return &Maintainer{dynamo.New(api, name), client.New(api, name)}
}
