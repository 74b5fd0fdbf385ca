package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Used implements workflow.UsesKeeper.
func (t *Table) Used(ctx context.Context, subject workflow.Subject) (workflow.Used, error) {
	read, err := t.client.get(ctx, usesKey(subject))
	if errors.Is(err, account.ErrNotFound) {
		return workflow.Used{Subject: subject}, nil
	}
	if err != nil {
		return workflow.Used{}, err
	}
	return readUsed(read.item, subject)
}

// KeepUses implements workflow.UsesKeeper.
func (t *Table) KeepUses(ctx context.Context, change workflow.UsesChange) error {
	return t.client.putOne(ctx, usesWrite(change))
}

// usesWrite stores one more use, if nobody used one since it was read.
func usesWrite(c workflow.UsesChange) write { return putNext(usesItem(c), c.Read.Version) }

func usesItem(c workflow.UsesChange) item {
	i := newItem(usesKey(c.Read.Subject))
	i.putNumber("version", c.Read.Version+1)
	putUses(i, c.Next)
	i.deleteAfter(c.Next[len(c.Next)-1].LastAt.Add(c.Kept))
	return i
}

func readUsed(i item, subject workflow.Subject) (workflow.Used, error) {
	read := newReader(i)
	used := workflow.Used{Subject: subject, Version: read.number("version"), Uses: readUses(read)}
	if read.err != nil {
		return workflow.Used{}, fmt.Errorf("uses: %w", read.err)
	}
	return used, nil
}

// usesKeys are where the uses of all subjects are read from.
func usesKeys(of map[workflow.Subject]*workflow.Used) (keys []Key) {
	undivided := map[workflow.Budget]bool{}
	for subject := range of {
		keys = append(keys, usesKey(subject))
		if budget, _, is := partIn(subject); is && !undivided[budget] {
			undivided[budget] = true
			keys = append(keys, usesKey(budget.Undivided()))
		}
	}
	return keys
}

// partIn returns of which budget the subject is a part.
func partIn(subject workflow.Subject) (b workflow.Budget, number int, is bool) {
	for _, b := range []workflow.Budget{workflow.DailyMails, workflow.DailyCodes} {
		digits, found := strings.CutPrefix(string(subject), string(b)+" ")
		if number, err := strconv.Atoi(digits); found && err == nil && b.Part(number) == subject {
			return b, number, true
		}
	}
	return "", 0, false
}

// readAllUsed reads what was found of each subject into its place.
func readAllUsed(found map[Key]item, into map[workflow.Subject]*workflow.Used) error {
	for subject, used := range into {
		var err error
		if *used, err = readUsed(found[usesKey(subject)], subject); err != nil {
			return err
		}
		budget, number, is := partIn(subject)
		if !is || used.Version != 0 {
			continue
		}
		undivided, err := readUsed(found[usesKey(budget.Undivided())], budget.Undivided())
		if err != nil {
			return err
		}
		used.Uses = undivided.Uses.Share(number, workflow.BudgetParts)
	}
	return nil
}

// PartsOf implements workflow.PartsReader.
func (t *Table) PartsOf(ctx context.Context, b workflow.Budget) ([]workflow.Used, error) {
	parts := make([]workflow.Used, workflow.BudgetParts)
	into := map[workflow.Subject]*workflow.Used{}
	for number := range parts {
		into[b.Part(number)] = &parts[number]
	}
	found, err := t.client.getAll(ctx, usesKeys(into)...)
	if err != nil {
		return nil, err
	}
	return parts, readAllUsed(found, into)
}

func putUses(i item, uses account.Uses) {
	var list []types.AttributeValue
	for _, u := range uses {
		use := item{}
		use.putTime("firstAt", u.FirstAt)
		use.putTime("lastAt", u.LastAt)
		use.putNumber("count", u.Count)
		list = append(list, &types.AttributeValueMemberM{Value: use})
	}
	if len(list) > 0 {
		i["uses"] = &types.AttributeValueMemberL{Value: list}
	}
}

func readUses(read *reader) account.Uses {
	var uses account.Uses
	for u := range read.maps("uses") {
		uses = append(uses, account.Use{FirstAt: u.time("firstAt"), LastAt: u.time("lastAt"), Count: u.number("count")})
	}
	return uses
}
