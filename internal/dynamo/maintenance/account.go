package maintenance

import (
	"context"
	"fmt"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Account returns an account with all its members and Virtual Accounts; account.ErrNotFound if there is none.
func (t *Maintainer) Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error) {
	var stored workflow.StoredAccount
	for i, err := range t.client.Items(ctx, client.InPartition(layout.AccountKey(id).PK, "")) {
		if err != nil {
			return workflow.StoredAccount{}, err
		}
		read := layout.NewReader(i)
		switch sk := read.Text("SK"); {
		case sk == layout.SortAccount:
			stored.Account = layout.ReadAccount(read)
		case strings.HasPrefix(sk, layout.PrefixMember):
			stored.Members = append(stored.Members, layout.ReadMember(read))
		case strings.HasPrefix(sk, layout.PrefixVirtual):
			stored.VirtualAccounts = append(stored.VirtualAccounts, layout.ReadVirtual(read))
		}
		if read.Err != nil {
			return workflow.StoredAccount{}, fmt.Errorf("account %s: %w", id, read.Err)
		}
	}
	if stored.Account.ID == "" {
		return workflow.StoredAccount{}, account.ErrNotFound
	}
	return stored, nil
}
