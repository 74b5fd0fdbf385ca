package account

import (
	"slices"
	"strings"
	"time"
)

// Limits of the tree of Virtual Accounts.
const (
	MaxVirtualAccounts   = 1000 // of an account
	MaxDepth             = 10   // levels
	maxVirtualNameLength = 120
	maxDescriptionLength = 500
)

// DefaultVirtualAccountName is the name of each account's first Virtual Account.
const DefaultVirtualAccountName = "Default"

// VirtualAccount is a part of a Smart Account. The Virtual Accounts of an account form a tree. Exactly one is the default.
type VirtualAccount struct {
	ID          ID
	AccountID   ID
	ParentID    ID  // empty: at the top of the account
	Depth       int // 1 at the top
	Name        string
	Description string
	Visibility  Visibility
	Default     bool
	Children    int // Virtual Accounts directly below
	Members     int // members with a role on it by name
	CreatedAt   time.Time
}

// SiblingName returns the name in the form in which siblings must differ.
func (v VirtualAccount) SiblingName() string { return FoldName(v.Name) }

// ParseVirtualName returns the name of a Virtual Account: one line of 1 to 120 characters.
func ParseVirtualName(s string) (string, error) {
	name, err := plainText(s, maxVirtualNameLength, false)
	if err != nil {
		return "", err
	}
	if name = strings.Join(strings.Fields(name), " "); name == "" || FoldName(name) == "" {
		return "", wrong(FieldRequired, "a name is required")
	}
	if looksLikeLink(name) {
		return "", wrong(FieldLooksLikeLink, "a name cannot contain ://, @ or www.")
	}
	return name, nil
}

// ParseDescription returns a description: at most 500 characters, several lines allowed, may be empty.
func ParseDescription(s string) (string, error) { return plainText(s, maxDescriptionLength, true) }

// Lineage is a Virtual Account and its ancestors, the nearest first. The empty Lineage is the top of the account.
type Lineage []VirtualAccount

// Self returns the Virtual Account whose lineage it is.
func (l Lineage) Self() VirtualAccount { return l[0] }

// Has reports whether the Virtual Account or one of its ancestors has the id.
func (l Lineage) Has(id ID) bool {
	return slices.ContainsFunc(l, func(v VirtualAccount) bool { return v.ID == id })
}

// Restricted reports whether the Virtual Account or one of its ancestors is Restricted: then only those with a role see it.
func (l Lineage) Restricted() bool {
	return slices.ContainsFunc(l, func(v VirtualAccount) bool { return v.Visibility == Restricted })
}

// Path returns the names from the top of the account down to the Virtual Account.
func (l Lineage) Path() []string {
	names := make([]string, 0, len(l))
	for _, v := range slices.Backward(l) {
		names = append(names, v.Name)
	}
	return names
}
