package account

import (
	"maps"
	"slices"
)

// Place is a Virtual Account with its ancestors, as they were at the time of an entry, and the values that the entry tells to
// readers who see only a part of the account.
type Place struct {
	ID     ID
	Within []ID // its ancestors, the nearest first
	// Tells has the values by the Virtual Account that a reader has to see to be told them: the place itself or an ancestor.
	// A value that no place tells is only for those who read the whole log.
	Tells map[ID][]LogValue
}

// LogValue names a value of an entry.
type LogValue string

// ToldActor is the actor of an entry.
const ToldActor LogValue = "actor"

// ToldBefore and ToldAfter say that the member has a role at the place before or after the change. A reader who is not told both
// sees the member come or go.
const (
	ToldBefore LogValue = "before"
	ToldAfter  LogValue = "after"
)

// DetailValue returns the value with that name in Detail.
func DetailValue(name string) LogValue { return LogValue("detail." + name) }

// BeforeValue returns the value with that name in Before.
func BeforeValue(name string) LogValue { return ToldBefore + "." + LogValue(name) }

// AfterValue returns the value with that name in After.
func AfterValue(name string) LogValue { return ToldAfter + "." + LogValue(name) }

// PlaceOf returns the place of the Virtual Account whose lineage it is, which tells those values to readers who see it.
func PlaceOf(l Lineage, tells ...LogValue) Place {
	p := Place{ID: l.Self().ID}
	for _, ancestor := range l[1:] {
		p.Within = append(p.Within, ancestor.ID)
	}
	p.Tell(p.ID, tells...)
	return p
}

// Tell makes the place tell the values to readers who see that Virtual Account, which is the place itself or an ancestor.
func (p *Place) Tell(at ID, values ...LogValue) {
	if len(values) == 0 {
		return
	}
	if p.Tells == nil {
		p.Tells = map[ID][]LogValue{}
	}
	for _, v := range values {
		if !slices.Contains(p.Tells[at], v) {
			p.Tells[at] = append(p.Tells[at], v)
		}
	}
}

// TellActor makes the places tell who made the change to readers who see that member: everyone sees the Smart Account
// Administrators, and others are seen where they have a role. Of a change that is not made by a member, by is the zero Membership.
func (e *LogEntry) TellActor(by Membership) {
	for n := range e.Places {
		p := &e.Places[n]
		if e.Actor == System || by.Administers() && !by.Hidden {
			p.Tell(p.ID, ToldActor)
		}
		for _, v := range by.VirtualRoles {
			if v.VirtualAccount == p.ID || slices.Contains(p.Within, v.VirtualAccount) {
				p.Tell(v.VirtualAccount, ToldActor)
			}
		}
	}
}

// SeenBy returns the entry as the reader may see it, and whether they may at all. A member who may read the log of some Virtual
// Accounts alone sees the entries about these, with the values that concern them.
func (e LogEntry) SeenBy(reader Membership) (LogEntry, bool) {
	if reader.May(ReadLog) {
		return e, true
	}
	told, seen := map[LogValue]bool{}, false
	for _, p := range e.Places {
		if p.coveredBy(reader) {
			seen = true
			told[BeforeValue(LogRoleAt+string(p.ID))], told[AfterValue(LogRoleAt+string(p.ID))] = true, true
		}
		for n, at := range append([]ID{p.ID}, p.Within...) {
			if (Place{ID: at, Within: p.Within[n:]}).coveredBy(reader) {
				for _, v := range p.Tells[at] {
					told[v] = true
				}
			}
		}
	}
	if !seen {
		return LogEntry{}, false
	}
	shown := LogEntry{AccountID: e.AccountID, Version: e.Version, At: e.At, Kind: e.kindFor(told), Actor: UnseenMember}
	if told[ToldActor] || e.Actor == Actor(reader.Person) {
		shown.Actor = e.Actor
	}
	shown.Detail, shown.Before, shown.After = onlyTold(e.Detail, DetailValue, told), onlyTold(e.Before, BeforeValue, told), onlyTold(e.After, AfterValue, told)
	return shown, true
}

// kindFor returns the kind of the entry for a reader who is told those values. A member comes or goes if the reader does not see
// their other roles, and the default is another Virtual Account if the reader saw only the former one.
func (e LogEntry) kindFor(told map[LogValue]bool) LogKind {
	switch {
	case e.Kind == LogMemberChanged && !told[ToldBefore]:
		return LogMemberAdded
	case e.Kind == LogMemberChanged && !told[ToldAfter]:
		return LogMemberRemoved
	case told[BeforeValue(LogDefault)] && !told[BeforeValue(LogName)] && !told[AfterValue(LogName)]:
		return LogVirtualDefault
	default:
		return e.Kind
	}
}

// coveredBy reports whether the reader may read what the log has about the place.
func (p Place) coveredBy(reader Membership) bool {
	return slices.ContainsFunc(reader.VirtualRoles, func(v VirtualRole) bool {
		return v.Role.ExtentOf(ReadLog) == OwnParts &&
			(v.VirtualAccount == p.ID || v.WithNested && slices.Contains(p.Within, v.VirtualAccount))
	})
}

// onlyTold returns the texts that are told; nil if none is.
func onlyTold(texts map[string]string, value func(name string) LogValue, told map[LogValue]bool) map[string]string {
	shown := maps.Clone(texts)
	maps.DeleteFunc(shown, func(name, _ string) bool { return !told[value(name)] })
	if len(shown) == 0 {
		return nil
	}
	return shown
}
