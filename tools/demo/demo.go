// Package demo is what a local stack starts with: people to sign in as, and
// data to look at.
package demo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/tools/stack/local"
)

// People are the users of a local stack.
func People() []local.Person {
	return []local.Person{
		{Name: "partner", Email: "partner@example.com", Password: "Partner-2026-demo", Role: "requester"},
		{Name: "partner2", Email: "partner2@example.net", Password: "Partner2-2026-demo", Role: "requester"},
		{Name: "operator", Email: "operator@example.org", Password: "Operator-2026-demo", Role: "operator", Operator: true},
		{Name: "outsider", Email: "outsider@example.edu", Password: "Outsider-2026-demo", Role: "none"},
	}
}

// Load writes the demo data into an empty table.
func Load(_ context.Context, _ *dynamodb.Client, _ string) error {
	return nil
}
