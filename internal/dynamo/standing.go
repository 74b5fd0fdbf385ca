package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

var (
	_ administration.AccountReader = (*Table)(nil)
	_ workflow.AccountReader       = (*Table)(nil)
)

// Standing implements administration.AccountReader. The counts of an account of an older release are those of its items.
func (t *Table) Standing(ctx context.Context, id account.ID, person account.Email) (account.Administered, account.Membership, error) {
	atAccount, atMember := layout.AccountKey(id), layout.MemberKey(id, person)
	found, err := t.client.GetAll(ctx, atAccount, atMember)
	if err != nil {
		return account.Administered{}, account.Membership{}, err
	}
	if found[atAccount] == nil {
		return account.Administered{}, account.Membership{}, account.ErrNotFound
	}
	read := layout.NewReader(found[atAccount])
	a := layout.ReadAdministered(read)
	var m account.Membership
	if found[atMember] != nil {
		of := layout.NewReader(found[atMember])
		m = layout.ReadMember(of)
		err = of.Err
	}
	if err := errors.Join(read.Err, err); err != nil {
		return account.Administered{}, account.Membership{}, fmt.Errorf("account %s: %w", id, err)
	}
	if a.Version == 0 && a.Status == account.AccountActive {
		a, _, err = t.counted(ctx, a)
	}
	return a, m, err
}

// counted returns an account of an older release with the counts of its items, and what it read of them.
func (t *Table) counted(ctx context.Context, a account.Administered) (account.Administered, accountParts, error) {
	p, err := t.parts(ctx, a.ID)
	if err != nil {
		return a, p, err
	}
	return Counted(a, p.members, p.virtuals), p, nil
}

// Counted returns the account with the counts of its members and Virtual Accounts.
func Counted(a account.Administered, members []account.Membership, virtuals []account.VirtualAccount) account.Administered {
	a.Members, a.VirtualAccounts, a.Administrators, a.DefaultVirtual = len(members), len(virtuals), 0, ""
	for _, m := range members {
		if m.ConfirmedAdministrator() {
			a.Administrators++
		}
	}
	for _, v := range virtuals {
		if v.Default {
			a.DefaultVirtual = v.ID
		}
	}
	return a
}

// accountParts are all members and Virtual Accounts of an account.
type accountParts struct {
	members  []account.Membership
	virtuals []account.VirtualAccount
}

func (t *Table) parts(ctx context.Context, id account.ID) (p accountParts, err error) {
	if p.members, err = t.membersOf(ctx, id); err != nil {
		return p, err
	}
	for i, err := range t.client.Items(ctx, client.InPartition(layout.AccountKey(id).PK, layout.PrefixVirtual)) {
		if err != nil {
			return p, err
		}
		read := layout.NewReader(i)
		p.virtuals = append(p.virtuals, layout.ReadVirtual(read))
		if read.Err != nil {
			return p, fmt.Errorf("account %s: %w", id, read.Err)
		}
	}
	return p, nil
}

// Member implements administration.AccountReader.
func (t *Table) Member(ctx context.Context, id account.ID, person account.Email) (account.Membership, error) {
	read, err := t.client.Get(ctx, layout.MemberKey(id, person))
	if err != nil {
		return account.Membership{}, err
	}
	m := layout.ReadMember(read)
	return m, read.Err
}

// Administrators implements administration.AccountReader. An account of an older release has no ADMIN items.
func (t *Table) Administrators(ctx context.Context, id account.ID, most int) ([]account.Membership, error) {
	listed, err := t.firstAdministrators(ctx, id, most, true)
	if err != nil {
		return nil, err
	}
	if len(listed) == 0 {
		return t.administratorsOfOlder(ctx, id, most)
	}
	var keys []layout.Key
	for _, person := range listed {
		keys = append(keys, layout.MemberKey(id, person))
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	return confirmedAmong(found, id, listed)
}

// firstAdministrators returns the addresses of the ADMIN items, the longest-standing first, at most so many.
func (t *Table) firstAdministrators(ctx context.Context, id account.ID, most int, consistent bool) ([]account.Email, error) {
	in := client.InPartition(layout.AccountKey(id).PK, layout.PrefixAdministrator)
	in.Limit, in.ConsistentRead = client.Limit(most), &consistent
	var listed []account.Email
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		listed = append(listed, account.Email(read.Text("person")))
		if read.Err != nil {
			return nil, fmt.Errorf("administrators of %s: %w", id, read.Err)
		}
		if len(listed) == most {
			break
		}
	}
	return listed, nil
}

// confirmedAmong returns those of the listed persons who are confirmed administrators. Some may have been removed since they were
// listed.
func confirmedAmong(found map[layout.Key]layout.Item, id account.ID, listed []account.Email) ([]account.Membership, error) {
	var all []account.Membership
	for _, person := range listed {
		i := found[layout.MemberKey(id, person)]
		if i == nil {
			continue
		}
		read := layout.NewReader(i)
		m := layout.ReadMember(read)
		if read.Err != nil {
			return nil, fmt.Errorf("administrators of %s: %w", id, read.Err)
		}
		if m.ConfirmedAdministrator() {
			all = append(all, m)
		}
	}
	return all, nil
}

// administratorsOfOlder returns the administrators of an account that has no version and so no ADMIN items.
func (t *Table) administratorsOfOlder(ctx context.Context, id account.ID, most int) ([]account.Membership, error) {
	read, err := t.client.Get(ctx, layout.AccountKey(id))
	if errors.Is(err, account.ErrNotFound) || err == nil && layout.ReadAdministered(read).Version > 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	members, err := t.membersOf(ctx, id)
	if err != nil {
		return nil, err
	}
	members = slices.DeleteFunc(members, func(m account.Membership) bool { return !m.ConfirmedAdministrator() })
	slices.SortFunc(members, func(a, b account.Membership) int {
		return strings.Compare(layout.AdministratorOrder(a), layout.AdministratorOrder(b))
	})
	return members[:min(len(members), most)], nil
}

// Lineages implements administration.AccountReader. It reads one level of ancestors of all lineages with each call.
func (t *Table) Lineages(ctx context.Context, id account.ID, virtual ...account.ID) (map[account.ID]account.Lineage, error) {
	first := map[account.ID]account.ID{} // the Virtual Account that an asked id stands for
	for _, v := range virtual {
		first[v] = v
	}
	if _, wanted := first[""]; wanted {
		a, _, err := t.Standing(ctx, id, "-")
		if err != nil {
			return nil, err
		}
		first[""] = a.DefaultVirtual
	}
	known := map[account.ID]account.VirtualAccount{}
	level := make([]account.ID, 0, len(first))
	for _, v := range first {
		level = append(level, v)
	}
	for depth := 0; len(level) > 0; depth++ {
		if depth == account.MaxDepth {
			return nil, fmt.Errorf("account %s: Virtual Accounts are nested more than %d deep", id, account.MaxDepth)
		}
		slices.Sort(level)
		var keys []layout.Key
		for _, v := range slices.Compact(level) {
			keys = append(keys, layout.VirtualKey(id, v))
		}
		found, err := t.client.GetAll(ctx, keys...)
		if err != nil {
			return nil, err
		}
		level = nil
		for _, i := range found {
			read := layout.NewReader(i)
			v := layout.ReadVirtual(read)
			if read.Err != nil {
				return nil, fmt.Errorf("account %s: %w", id, read.Err)
			}
			known[v.ID] = v
		}
		for i := range found { // after all of this level are known
			v := known[account.ID(strings.TrimPrefix(i.SK, layout.PrefixVirtual))]
			if _, read := known[v.ParentID]; v.ParentID != "" && !read {
				level = append(level, v.ParentID)
			}
		}
	}
	lineages := map[account.ID]account.Lineage{}
	for asked, v := range first {
		if l, complete := lineageOf(known, v); complete {
			lineages[asked] = l
		}
	}
	return lineages, nil
}

// lineageOf returns the lineage of a Virtual Account with the depths. It returns false if the Virtual Account or one of its
// ancestors does not exist, or if they are nested too deep.
func lineageOf(known map[account.ID]account.VirtualAccount, id account.ID) (account.Lineage, bool) {
	var l account.Lineage
	for at := id; at != "" || len(l) == 0; {
		v, exists := known[at]
		if !exists || len(l) == account.MaxDepth {
			return nil, false
		}
		l, at = append(l, v), v.ParentID
	}
	for n := range l {
		l[n].Depth = len(l) - n
	}
	return l, true
}
