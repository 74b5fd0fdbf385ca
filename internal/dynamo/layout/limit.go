package layout

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// UsesItem returns the item of the uses after a change.
func UsesItem(c workflow.UsesChange) Item {
	i := NewItem(UsesKey(c.Read.Subject))
	i.putNumber("version", c.Read.Version+1)
	putUses(i, c.Next)
	i.DeleteAfter(c.Next[len(c.Next)-1].LastAt.Add(c.Kept))
	return i
}

// ReadUsed reads the uses of a subject; there may be none.
func ReadUsed(i Item, subject workflow.Subject) (workflow.Used, error) {
	read := NewReader(i)
	used := workflow.Used{Subject: subject, Version: read.Number("version"), Uses: readUses(read)}
	if read.Err != nil {
		return workflow.Used{}, fmt.Errorf("uses: %w", read.Err)
	}
	return used, nil
}

func putUses(i Item, uses account.Uses) {
	var list []types.AttributeValue
	for _, u := range uses {
		use := Item{}
		use.putTime("firstAt", u.FirstAt)
		use.putTime("lastAt", u.LastAt)
		use.putNumber("count", u.Count)
		list = append(list, &types.AttributeValueMemberM{Value: use})
	}
	if len(list) > 0 {
		i["uses"] = &types.AttributeValueMemberL{Value: list}
	}
}

func readUses(read *Reader) account.Uses {
	var uses account.Uses
	for u := range read.Maps("uses") {
		uses = append(uses, account.Use{FirstAt: u.Time("firstAt"), LastAt: u.Time("lastAt"), Count: u.Number("count")})
	}
	return uses
}
