package dynamo

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Used implements workflow.UsesKeeper.
func (t *Table) Used(ctx context.Context, subject workflow.Subject) (workflow.Used, error) {
	read, err := t.client.Get(ctx, layout.UsesKey(subject))
	if errors.Is(err, account.ErrNotFound) {
		return workflow.Used{Subject: subject}, nil
	}
	if err != nil {
		return workflow.Used{}, err
	}
	return layout.ReadUsed(read.Item, subject)
}

// KeepUses implements workflow.UsesKeeper.
func (t *Table) KeepUses(ctx context.Context, change workflow.UsesChange) error {
	return t.client.PutOne(ctx, usesWrite(change))
}

// usesWrite stores the uses if they have not changed since they were read.
func usesWrite(c workflow.UsesChange) client.Write {
	return client.PutNext(layout.UsesItem(c), c.Read.Version)
}

// usesKeys returns the keys of the subjects' uses, and of the undivided budgets whose parts are among them.
func usesKeys(of map[workflow.Subject]*workflow.Used) (keys []layout.Key) {
	undivided := map[workflow.Budget]bool{}
	for subject := range of {
		keys = append(keys, layout.UsesKey(subject))
		if budget, _, is := partIn(subject); is && !undivided[budget] {
			undivided[budget] = true
			keys = append(keys, layout.UsesKey(budget.Undivided()))
		}
	}
	return keys
}

// partIn returns the budget of which the subject is a part, and the part's number.
func partIn(subject workflow.Subject) (b workflow.Budget, number int, is bool) {
	for _, b := range []workflow.Budget{workflow.DailyMails, workflow.DailyCodes} {
		digits, found := strings.CutPrefix(string(subject), string(b)+" ")
		if number, err := strconv.Atoi(digits); found && err == nil && b.Part(number) == subject {
			return b, number, true
		}
	}
	return "", 0, false
}

// readAllUsed reads the items found into the uses of each subject. A part without an item gets its share of the undivided
// budget.
func readAllUsed(found map[layout.Key]layout.Item, into map[workflow.Subject]*workflow.Used) error {
	for subject, used := range into {
		var err error
		if *used, err = layout.ReadUsed(found[layout.UsesKey(subject)], subject); err != nil {
			return err
		}
		budget, number, is := partIn(subject)
		if !is || used.Version != 0 {
			continue
		}
		undivided, err := layout.ReadUsed(found[layout.UsesKey(budget.Undivided())], budget.Undivided())
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
	found, err := t.client.GetAll(ctx, usesKeys(into)...)
	if err != nil {
		return nil, err
	}
	return parts, readAllUsed(found, into)
}
