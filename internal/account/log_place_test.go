package account

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// canaryEntry returns an entry of that kind with every value, each of which is its own name, about Rome within Italy within EMEA.
func canaryEntry(kind LogKind) LogEntry {
	e := LogEntry{AccountID: "account", Version: 7, Kind: kind, Actor: "actor@acme.com", Detail: map[string]string{}, Before: map[string]string{}, After: map[string]string{}}
	for _, name := range append(LogNames(), LogRoleAt+"rome", LogRoleAt+"emea", LogRoleAt+"support") {
		e.Detail[name], e.Before[name], e.After[name] = string(DetailValue(name)), string(BeforeValue(name)), string(AfterValue(name))
	}
	e.Places = []Place{{ID: "rome", Within: []ID{"italy", "emea"}}}
	return e
}

// values returns the names of the values that an entry has.
func values(e LogEntry) []string {
	all := []string{}
	for _, texts := range []map[string]string{e.Detail, e.Before, e.After} {
		for _, value := range texts {
			all = append(all, value)
		}
	}
	if e.Actor != UnseenMember {
		all = append(all, string(ToldActor))
	}
	slices.Sort(all)
	return all
}

func TestAReaderOfAPartIsToldAValueOnlyWhereTheEntryTellsIt(t *testing.T) {
	t.Parallel()
	at := func(id ID, nested bool) Membership {
		return Membership{Person: "reader@acme.com", VirtualRoles: []VirtualRole{{VirtualAccount: id, Role: VirtualAccountAdministrator, WithNested: nested}}}
	}
	readers := map[string]Membership{
		"EMEA with nested": at("emea", true), "EMEA": at("emea", false), "Italy with nested": at("italy", true), "Italy": at("italy", false),
		"Rome with nested": at("rome", true), "Rome": at("rome", false), "Support": at("support", true),
		"EMEA with Rome": {VirtualRoles: append(at("emea", false).VirtualRoles, at("rome", false).VirtualRoles...)},
	}
	sees := map[string]string{ // of Rome, Italy and EMEA
		"EMEA with nested": "rome italy emea", "Italy with nested": "rome italy", "Rome with nested": "rome", "Rome": "rome", "EMEA with Rome": "rome emea",
	}
	every := []LogValue{ToldActor}
	for _, value := range values(canaryEntry(LogRenamed)) {
		every = append(every, LogValue(value))
	}
	own := []string{string(AfterValue(LogRoleAt + "rome")), string(BeforeValue(LogRoleAt + "rome"))}
	for name, reader := range readers {
		for _, kind := range LogKinds() {
			for _, place := range []ID{"", "rome", "italy", "emea", "support"} {
				e := canaryEntry(kind)
				want := own
				if place != "" {
					e.Places[0].Tell(place, every...)
					if slices.Contains(strings.Fields(sees[name]), string(place)) {
						want = values(e)
					}
				}
				seen, may := e.SeenBy(reader)
				if may != (sees[name] != "") {
					t.Errorf("%s, told at %q: seen %t", name, place, may)
				}
				if may && !reflect.DeepEqual(values(seen), want) {
					t.Errorf("%s sees of %s, told at %q: %v, want %v", name, kind, place, values(seen), want)
				}
				if !may && !reflect.DeepEqual(seen, LogEntry{}) {
					t.Errorf("%s sees %+v", name, seen)
				}
			}
		}
	}
}

func TestEveryValueOfAnEntryIsToldByItself(t *testing.T) {
	t.Parallel()
	reader := memberOn(VirtualAccountAdministrator, true)
	for _, value := range values(canaryEntry(LogRenamed)) {
		e := canaryEntry(LogVirtualChanged)
		e.Places[0].Tell("italy", LogValue(value))
		seen, _ := e.SeenBy(reader)
		want := []string{value, "after.role@rome", "before.role@rome"} // what each reader of the place is told
		slices.Sort(want)
		want = slices.Compact(want)
		if got := values(seen); !slices.Equal(got, want) {
			t.Errorf("told %s: %v, want %v", value, got, want)
		}
	}
}

func TestWhoMadeAChangeIsToldToThoseWhoSeeThatMember(t *testing.T) {
	t.Parallel()
	on := func(id ID, role Role) Membership {
		return Membership{VirtualRoles: []VirtualRole{{VirtualAccount: id, Role: role, WithNested: true}}}
	}
	readers := []ID{"emea", "italy", "rome"}
	for name, c := range map[string]struct {
		actor Actor
		by    Membership
		want  string // the readers who are told
	}{
		"the system":                    {System, Membership{}, "emea italy rome"},
		"an administrator":              {"ann@acme.com", Membership{Role: SmartAccountAdministrator}, "emea italy rome"},
		"a hidden administrator":        {"ann@acme.com", Membership{Role: SmartAccountAdministrator, Hidden: true}, ""},
		"another role on the whole":     {"ann@acme.com", Membership{Role: SmartAccountUser}, ""},
		"an administrator of EMEA":      {"ann@acme.com", on("emea", VirtualAccountAdministrator), "emea"},
		"an administrator of Italy":     {"ann@acme.com", on("italy", VirtualAccountAdministrator), "emea italy"},
		"a user of Rome":                {"ann@acme.com", on("rome", VirtualAccountUser), "emea italy rome"},
		"an administrator of elsewhere": {"ann@acme.com", on("support", VirtualAccountAdministrator), ""},
		"not a member":                  {"ann@acme.com", Membership{}, ""},
		"the reader":                    {"reader@acme.com", Membership{}, "emea italy rome"},
	} {
		e := canaryEntry(LogVirtualChanged)
		e.Actor = c.actor
		e.TellActor(c.by)
		var told []string
		for _, id := range readers {
			reader := on(id, VirtualAccountAdministrator)
			reader.Person = "reader@acme.com"
			if seen, _ := e.SeenBy(reader); seen.Actor == c.actor {
				told = append(told, string(id))
			} else if seen.Actor != UnseenMember {
				t.Errorf("%s: %s reads the actor %q", name, id, seen.Actor)
			}
		}
		if got := strings.Join(told, " "); got != c.want {
			t.Errorf("%s is told to %q, want %q", name, got, c.want)
		}
	}
}

func TestAMemberWithoutASeenRoleComesOrGoes(t *testing.T) {
	t.Parallel()
	reader := memberOn(VirtualAccountAdministrator, true)
	for told, want := range map[string]LogKind{
		fmt.Sprint(ToldBefore, " ", ToldAfter): LogMemberChanged, string(ToldBefore): LogMemberRemoved, string(ToldAfter): LogMemberAdded,
	} {
		e := canaryEntry(LogMemberChanged)
		for value := range strings.FieldsSeq(told) {
			e.Places[0].Tell("rome", LogValue(value))
		}
		if seen, _ := e.SeenBy(reader); seen.Kind != want {
			t.Errorf("told %s: %s, want %s", told, seen.Kind, want)
		}
	}
	for _, told := range []LogValue{BeforeValue(LogName), AfterValue(LogName), ""} {
		e, want := canaryEntry(LogVirtualMoved), LogVirtualMoved
		if e.Places[0].Tell("rome", BeforeValue(LogDefault), told); told == "" {
			want = LogVirtualDefault
		}
		if seen, _ := e.SeenBy(reader); seen.Kind != want {
			t.Errorf("told of the former default and %q: %s, want %s", told, seen.Kind, want)
		}
	}
}
