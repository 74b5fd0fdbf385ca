package dynamo

import (
	"context"
	"fmt"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Account implements workflow.ReadAccount's store.
func (t *Table) Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error) {
	var stored workflow.StoredAccount
	for i, err := range t.client.query(ctx, within(accountKey(id).PK, "")) {
		if err != nil {
			return workflow.StoredAccount{}, err
		}
		read := newReader(i)
		switch sk := read.text("SK"); {
		case sk == sortAccount:
			stored.Account = readAccount(read)
		case strings.HasPrefix(sk, prefixMember):
			stored.Members = append(stored.Members, readMember(read))
		case strings.HasPrefix(sk, prefixVirtual):
			stored.VirtualAccounts = append(stored.VirtualAccounts, readVirtual(read))
		}
		if read.err != nil {
			return workflow.StoredAccount{}, fmt.Errorf("account %s: %w", id, read.err)
		}
	}
	if stored.Account.ID == "" {
		return workflow.StoredAccount{}, account.ErrNotFound
	}
	return stored, nil
}

// putAccount adds the account's attributes to any item that carries one.
func putAccount(i item, a account.Account) {
	i.putText("accountId", string(a.ID))
	i.putText("accountName", a.Name)
	i.putText("domain", string(a.Domain))
	i.putText("accountStatus", string(a.Status))
	i.putText("visibility", string(a.Visibility))
	i.putTime("accountCreatedAt", a.CreatedAt)
	i.putText("requester", string(a.Requester))
	i.putText("requestId", string(a.RequestID))
	i.putTime("pendingUntilAt", a.PendingUntil)
}

func readAccount(read *reader) account.Account {
	return account.Account{
		ID:           account.ID(read.text("accountId")),
		Name:         read.text("accountName"),
		Domain:       account.Domain(read.text("domain")),
		Status:       account.AccountStatus(read.text("accountStatus")),
		Visibility:   account.Visibility(read.text("visibility")),
		CreatedAt:    read.time("accountCreatedAt"),
		Requester:    account.Email(read.text("requester")),
		RequestID:    account.ID(read.text("requestId")),
		PendingUntil: read.time("pendingUntilAt"),
	}
}

func accountItem(a account.Account) item {
	i := newItem(accountKey(a.ID))
	putAccount(i, a)
	return i
}

func memberItem(m account.Membership) item {
	i := newItem(memberKey(m.AccountID, m.Person))
	i.putText("person", string(m.Person))
	putTexts(i, "roles", m.Roles)
	i.putTime("sinceAt", m.Since)
	i.putTrue("hidden", m.Hidden)
	i.putText("language", string(m.Language))
	return i
}

func readMember(read *reader) account.Membership {
	return account.Membership{
		AccountID: idOf(read.text("PK")),
		Person:    account.Email(read.text("person")),
		Roles:     texts[account.Role](read, "roles"),
		Since:     read.time("sinceAt"),
		Hidden:    read.isTrue("hidden"),
		Language:  account.Language(read.text("language")),
	}
}

func virtualItem(v account.VirtualAccount) item {
	i := newItem(virtualKey(v.AccountID, v.ID))
	i.putText("virtualName", v.Name)
	i.putTrue("isDefault", v.Default)
	i.putTime("createdAt", v.CreatedAt)
	return i
}

func readVirtual(read *reader) account.VirtualAccount {
	return account.VirtualAccount{
		ID:        idOf(read.text("SK")),
		AccountID: idOf(read.text("PK")),
		Name:      read.text("virtualName"),
		Default:   read.isTrue("isDefault"),
		CreatedAt: read.time("createdAt"),
	}
}
