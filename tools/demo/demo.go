// Package demo is what a local stack starts with: people to sign in as, and
// data to look at.
package demo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/tools/stack/local"
)

// People are the users of a local stack. Their passwords are no secret: the stack is on this machine alone.
func People() []local.Person {
	people := make([]local.Person, len(Users))
	for i, user := range Users {
		people[i] = local.Person{
			Name:     user.Name,
			Email:    string(user.Email),
			Password: "Demo-2026-" + user.Name,
			Role:     user.Works,
			Operator: user.Operator,
		}
	}
	return people
}

// usually is the default number of companies in a local stack.
const usually = 2200

// Load returns what writes the demo data into an empty table: that many companies, 0 for the usual
// number, the users' own accounts, and requests in every state.
func Load(number int) func(ctx context.Context, db *dynamodb.Client, table string) error {
	if number == 0 {
		number = usually
	}
	return func(ctx context.Context, db *dynamodb.Client, table string) error {
		store, now := maintenance.New(db, table), dynamo.Now()
		accounts := Accounts(number, now)
		if err := store.Load(ctx, accounts); err != nil {
			return err
		}
		return tellStories(ctx, store, accounts[0].Account, now)
	}
}
