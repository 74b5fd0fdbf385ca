// Package demo has the users and the data with which a local stack starts.
package demo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/tools/stack/local"
)

// People returns the users of a local stack. Their passwords are not secret: the stack is reachable only from this machine.
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

// Load returns a function that writes the demo data to an empty table: the given number of companies (0: the default
// number), the users' own accounts, and requests in every state.
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
