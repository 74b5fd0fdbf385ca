// Package client makes calls of DynamoDB for one table: conditional writes and transactions, batches and queries. Its
// errors are those of the storage contracts in package workflow.
package client

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Client calls DynamoDB for one table. It is safe for use by several goroutines.
type Client struct {
	API
	Name string // of the table
}

// Open returns a client for the table of that name, with the options of lean.
func Open(config aws.Config, name string) *Client {
	return New(dynamodb.NewFromConfig(config, lean), name)
}

// New returns a client for the table of that name.
func New(api API, name string) *Client { return &Client{api, name} }
