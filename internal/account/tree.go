package account

// AddVirtual returns the account with one more Virtual Account. It returns InvalidInput about the field name if it has
// MaxVirtualAccounts.
func (a Administered) AddVirtual() (Administered, error) {
	if a.VirtualAccounts >= MaxVirtualAccounts {
		return a, Invalid("name", FieldTooMany, "the account has as many Virtual Accounts as are allowed")
	}
	a.VirtualAccounts++
	return a.changed(), nil
}

// ChangeRules returns the account after its rules were changed.
func (a Administered) ChangeRules() Administered { return a.changed() }

// ChangeVirtual returns the account after one of its Virtual Accounts was changed or moved.
func (a Administered) ChangeVirtual() Administered { return a.changed() }

// MakeDefault returns the account with that default Virtual Account.
func (a Administered) MakeDefault(v ID) Administered {
	a.DefaultVirtual = v
	return a.changed()
}

// RemoveVirtual returns the account without the Virtual Account. It returns ErrIsDefault, and ErrNotEmpty if something is nested
// in it or a member has a role on it by name.
func (a Administered) RemoveVirtual(v VirtualAccount) (Administered, error) {
	switch {
	case v.Default || v.ID == a.DefaultVirtual:
		return a, ErrIsDefault
	case v.Children > 0 || v.Members > 0:
		return a, ErrNotEmpty
	}
	a.VirtualAccounts--
	return a.changed(), nil
}

// MoveBelow returns the Virtual Account directly below the parent whose lineage it is, at the top of the account if that is
// empty. height is how many levels it has with what is nested in it. MoveBelow returns InvalidInput about parentId if the
// parent is the Virtual Account itself or nested in it, or if the tree would have more than MaxDepth levels.
func (v VirtualAccount) MoveBelow(parent Lineage, height int) (VirtualAccount, error) {
	if parent.Has(v.ID) {
		return v, Invalid("parentId", FieldBelowItself, "a Virtual Account cannot be nested in itself")
	}
	if len(parent)+height > MaxDepth {
		return v, Invalid("parentId", FieldTooDeep, "more than 10 levels")
	}
	v.ParentID, v.Depth = "", len(parent)+1
	if len(parent) > 0 {
		v.ParentID = parent.Self().ID
	}
	return v, nil
}

// SeenPart returns the Virtual Account and its ancestors up to the nearest one that the reader does not see; all of them if
// the reader sees all. It is empty if the reader does not see the Virtual Account itself.
func (l Lineage) SeenPart(sees func(Lineage) bool) Lineage {
	for n := range l {
		if !sees(l[n:]) {
			return l[:n]
		}
	}
	return l
}
