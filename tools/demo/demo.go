// Package demo has the users and the data with which a local stack starts.
package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
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
// number), the users' own accounts, accounts with a history, and requests in every state.
func Load(number int) func(ctx context.Context, db *dynamodb.Client, table string) error {
	if number == 0 {
		number = usually
	}
	return func(ctx context.Context, db *dynamodb.Client, table string) error {
		return load(ctx, maintenance.New(db, table), number, dynamo.Now())
	}
}

func load(ctx context.Context, store *maintenance.Maintainer, number int, now time.Time) error {
	accounts := Accounts(number, now)
	if err := store.Load(ctx, accounts); err != nil {
		return err
	}
	administered, err := northgate.tell(ctx, store, now)
	if err != nil {
		return err
	}
	if _, err := southmoor.tell(ctx, store, now); err != nil {
		return err
	}
	above, err := store.Account(ctx, administered.Account.ID)
	if err != nil {
		return err
	}
	parent := account.Neighbours{Above: &above.Account, Administrators: above.Members}
	if _, err := labs.tell(ctx, store, parent, now); err != nil {
		return fmt.Errorf("%s: %w", labs.domain, err)
	}
	return tellStories(ctx, store, accounts[0].Account, now)
}
