package account

import (
	"errors"
	"reflect"
	"testing"
)

// stopped returns an address whose holder has stopped the mail of these requesters.
func stopped(t *testing.T, requesters ...Email) Address {
	t.Helper()
	a := Address{Email: ada}
	for _, requester := range requesters {
		next, err := a.Stop(requester, opened)
		if err != nil {
			t.Fatal(err)
		}
		a = next
	}
	return a
}

// An address gets no mail that its holder does not want, and all mail that they want.
func TestAnAddressTakesMailUnlessStoppedOrSuppressed(t *testing.T) {
	complained, err := stopped(t, "one@a.com").Complain(opened)
	if err != nil {
		t.Fatal(err)
	}
	lifted, err := complained.Lift()
	if err != nil {
		t.Fatal(err)
	}
	undone, err := stopped(t, "one@a.com", "two@b.com").Undo("one@a.com")
	if err != nil {
		t.Fatal(err)
	}
	three := stopped(t, "one@a.com", "two@b.com", "three@c.com")
	still, err := three.Undo("two@b.com")
	if err != nil {
		t.Fatal(err)
	}
	said := func(requesters ...Email) (reports []AddressReport) {
		for _, r := range requesters {
			reports = append(reports, AddressReport{Requester: r, At: opened})
		}
		return reports
	}
	for name, c := range map[string]struct {
		got, want Address
		takes     bool // the mail of one@a.com
		others    bool // that of four@d.com
	}{
		"new":             {Address{Email: ada}, Address{Email: ada}, true, true},
		"stopped":         {stopped(t, "one@a.com"), Address{Email: ada, Version: 1, StoppedFor: []Email{"one@a.com"}, Reports: said("one@a.com")}, false, true},
		"stopped for two": {stopped(t, "one@a.com", "two@b.com"), Address{Email: ada, Version: 2, StoppedFor: []Email{"one@a.com", "two@b.com"}, Reports: said("one@a.com", "two@b.com")}, false, true},
		"for three":       {three, Address{Email: ada, Version: 3, StoppedFor: []Email{"one@a.com", "two@b.com", "three@c.com"}, Reports: said("one@a.com", "two@b.com", "three@c.com")}, false, true},
		"undone":          {undone, Address{Email: ada, Version: 3, StoppedFor: []Email{"two@b.com"}, Reports: said("two@b.com")}, true, true},
		"undone for one":  {still, Address{Email: ada, Version: 4, StoppedFor: []Email{"one@a.com", "three@c.com"}, Reports: said("one@a.com", "three@c.com")}, false, true},
		"complained":      {complained, Address{Email: ada, Version: 2, StoppedFor: []Email{"one@a.com"}, Reports: said("one@a.com"), Suppressed: opened, Complained: true}, false, false},
		"lifted":          {lifted, Address{Email: ada, Version: 3, StoppedFor: []Email{"one@a.com"}, Reports: said("one@a.com")}, false, true},
	} {
		if !reflect.DeepEqual(c.got, c.want) || c.got.Takes("one@a.com") != c.takes || c.got.Takes("four@d.com") != c.others {
			t.Errorf("%s: %+v takes %t, %t", name, c.got, c.got.Takes("one@a.com"), c.got.Takes("four@d.com"))
		}
	}
	later, err := three.Stop("four@d.com", opened)
	if err != nil || !later.Suppressed.IsZero() {
		t.Errorf("links alone suppressed the address at %s: %v", later.Suppressed, err)
	}
}

// Repeating a change returns ErrUnchanged, and no change writes into the value that it is called on.
func TestRepeatingAChangeOfAnAddressReturnsErrUnchanged(t *testing.T) {
	two := stopped(t, "one@a.com", "two@b.com")
	complained, err := stopped(t, "one@a.com", "two@b.com", "three@c.com").Complain(opened.Add(day))
	if err != nil || !complained.Complained || !complained.Suppressed.Equal(opened.Add(day)) {
		t.Errorf("a complaint after three reports: %+v, %v", complained, err)
	}
	if tagged, err := two.Stop("one+tag@a.com", opened); !errors.Is(err, ErrUnchanged) || two.Takes("one+tag@a.com") {
		t.Errorf("a requester with a +tag is another requester: %+v, %v", tagged, err)
	}
	for name, try := range map[string]func() (Address, error){
		"stopped twice":    func() (Address, error) { return two.Stop("one@a.com", opened) },
		"undone twice":     func() (Address, error) { return two.Undo("three@c.com") },
		"complained twice": func() (Address, error) { return complained.Complain(opened.Add(day)) },
		"lifted twice":     func() (Address, error) { return two.Lift() },
	} {
		if got, err := try(); !errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(got, two) && !reflect.DeepEqual(got, complained) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	roomy := stopped(t, "one@a.com", "two@b.com")
	roomy.StoppedFor = append(make([]Email, 0, 8), roomy.StoppedFor...)
	one, _ := roomy.Stop("three@c.com", opened)
	other, _ := roomy.Stop("four@d.com", opened)
	less, _ := roomy.Undo("one@a.com")
	if one.StoppedFor[2] != "three@c.com" || other.StoppedFor[2] != "four@d.com" || less.StoppedFor[0] != "two@b.com" || !reflect.DeepEqual(roomy, two) {
		t.Error("two changes of one value share memory")
	}
}

// The holder of a mailbox can stop all mail with a code and lift that again. It counts once as a report of the
// requester, and undoing a stop by a link alone does not undo a report that a code confirmed.
func TestSilencingAnAddressCountsAReportOnce(t *testing.T) {
	try := func(next Address, counts bool, err error) func(wantCounts bool) Address {
		return func(wantCounts bool) Address {
			t.Helper()
			if err != nil || counts != wantCounts || !next.Silenced || next.Suppressed.IsZero() || next.Takes("new@z.com") {
				t.Errorf("%+v, counts %t, %v", next, counts, err)
			}
			return next
		}
	}
	silent := try(stopped(t, "one@a.com", "two@b.com").Silence("", opened.Add(day)))(false)
	if !silent.Suppressed.Equal(opened.Add(day)) || silent.Complained || len(silent.Reports) != 2 || silent.Reports[0].Confirmed {
		t.Errorf("%+v", silent)
	}
	confirmed := try(silent.Silence("one+x@a.com", opened.Add(2*day)))(true)
	if !confirmed.Suppressed.Equal(opened.Add(day)) || len(confirmed.Reports) != 2 || confirmed.Reports[0].Confirmed || !confirmed.Reports[1].Confirmed {
		t.Errorf("%+v", confirmed)
	}
	for _, again := range []Email{"one@a.com", ""} {
		if same, counts, err := confirmed.Silence(again, opened); !errors.Is(err, ErrUnchanged) || counts || !reflect.DeepEqual(same, confirmed) {
			t.Errorf("%+v, counts %t, %v", same, counts, err)
		}
	}
	lifted, err := confirmed.Lift()
	if err != nil || lifted.Silenced || !lifted.Takes("new@z.com") || lifted.Takes("one@a.com") || len(lifted.Reports) != 2 {
		t.Errorf("%+v, %v", lifted, err)
	}
	try(lifted.Silence("one@a.com", opened))(false) // it was counted before
	undone, err := lifted.Undo("one@a.com")
	if err != nil || len(undone.Reports) != 2 || !undone.Takes("one@a.com") {
		t.Errorf("%+v, %v", undone, err)
	}
	again, err := undone.Stop("one@a.com", opened)
	if err != nil || len(again.Reports) != 2 {
		t.Errorf("%+v, %v", again, err)
	}
}
