package account

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func good() Form {
	domain := "emea.acme.com"
	return Form{AccountName: " Acme ", AccountDomain: &domain, NoteToApprover: "a", CustomerEmails: []string{"Ada@acme.com", "bob@emea.acme.com"}, NoteToCustomer: "c", Language: "it"}
}

// wrongs returns the fields in error as "field: code".
func wrongs(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var bad *InvalidInput
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	var said []string
	for _, f := range bad.Fields {
		if f.Detail == "" {
			t.Errorf("%s has no detail", f.Field)
		}
		said = append(said, f.Field+": "+string(f.Code))
	}
	return said
}

// A valid form is parsed as it was typed, with defaults for what is missing.
func TestParseFormReturnsTheSubmission(t *testing.T) {
	s, err := good().Parse("paola@partner.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Requester != "paola@partner.com" || s.AccountName != "Acme" || s.Domain != "emea.acme.com" || s.Language != Italian || s.NoteToApprover != "a" || s.NoteToCustomer != "c" ||
		!slices.Equal(s.CustomerEmails, []Email{"ada@acme.com", "bob@emea.acme.com"}) {
		t.Errorf("submission %+v", s)
	}
	f := good()
	f.AccountDomain, f.CustomerEmails, f.Language, f.AccountType = nil, []string{"ada@partner.com"}, "", "customer"
	if s, err = f.Parse("paola@partner.com", nil); err != nil || s.Domain != "partner.com" || s.Language != English {
		t.Errorf("by default %+v, %v", s, err)
	}
}

// Each wrong field of a form is named with its code.
func TestParseFormNamesWhatIsWrong(t *testing.T) {
	many := func(n int) []string {
		var addresses []string
		for i := range n {
			addresses = append(addresses, fmt.Sprintf("a%d@acme.com", i))
		}
		return addresses
	}
	text := func(s string) *string { return &s }
	for name, c := range map[string]struct {
		change func(f *Form)
		want   string
	}{
		"nothing":          {func(*Form) {}, ""},
		"no vouching":      {func(f *Form) { f.CustomerEmails = []string{"ada@gmail.com"} }, ""}, // it needs a review
		"ten addresses":    {func(f *Form) { f.CustomerEmails = many(10) }, ""},
		"eleven addresses": {func(f *Form) { f.CustomerEmails = many(11) }, "customerEmails: too-many"},
		"no address":       {func(f *Form) { f.CustomerEmails = nil }, "customerEmails: required"},
		"no name":          {func(f *Form) { f.AccountName = "" }, "accountName: required"},
		"empty domain":     {func(f *Form) { f.AccountDomain = text("") }, "accountDomain: required"},
		"long notes":       {func(f *Form) { f.NoteToApprover = strings.Repeat("x", 1001); f.NoteToCustomer = f.NoteToApprover }, "noteToApprover: too-long, noteToCustomer: too-long"},
		"other language":   {func(f *Form) { f.Language = "de" }, "language: not-allowed"},
		"holding":          {func(f *Form) { f.AccountType = "holding" }, "accountType: holding-account"},
		"other type":       {func(f *Form) { f.AccountType = "x" }, "accountType: not-allowed"},
		"requester":        {func(f *Form) { f.CustomerEmails = []string{"ada@acme.com", "Paola+x@partner.com"} }, "customerEmails[1]: is-requester"},
		"twice":            {func(f *Form) { f.CustomerEmails = []string{"ada@acme.com", "ADA+x@acme.com"} }, "customerEmails[1]: duplicate"},
		"no e-mail":        {func(f *Form) { f.CustomerEmails = []string{"ada", "", "bob@acme.com"} }, "customerEmails[0]: not-an-email, customerEmails[1]: required"},
	} {
		f := good()
		c.change(&f)
		_, err := f.Parse("paola@partner.com", nil)
		if got := strings.Join(wrongs(t, err), ", "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A field that could not be decoded is reported once, and not as missing.
func TestAFieldThatCouldNotBeDecodedIsReportedOnce(t *testing.T) {
	f := good()
	f.AccountName = ""
	_, err := f.Parse("paola@partner.com", Invalid("accountName", FieldWrongType, "x"))
	if got := strings.Join(wrongs(t, err), ", "); got != "accountName: wrong-type" {
		t.Errorf("%q", got)
	}
}

// Values outside the lists are refused.
func TestParseChoicesRefuseOtherValues(t *testing.T) {
	for s, want := range map[string]Visibility{"": Restricted, "public": Public, "restricted": Restricted} {
		if got, err := ParseVisibility(s); err != nil || got != want {
			t.Errorf("ParseVisibility(%q) = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"Public", "x"} {
		if _, err := ParseVisibility(s); code(t, err) != FieldNotAllowed {
			t.Errorf("ParseVisibility(%q): %v", s, err)
		}
		if _, err := ParseLanguage(s); code(t, err) != FieldNotAllowed {
			t.Errorf("ParseLanguage(%q): %v", s, err)
		}
	}
	if code(t, Ticked(true)) != "" || code(t, Ticked(false)) != FieldNotAuthorized {
		t.Error("Ticked accepts false, or refuses true")
	}
}

// Fields joins field errors and returns any other error unchanged.
func TestFieldsPassesOtherErrorsOn(t *testing.T) {
	other := errors.New("other")
	if err := Fields(nil, other, Invalid("x", FieldRequired, "d")); !errors.Is(err, other) {
		t.Errorf("other error: %v", err)
	}
	if err := Fields(nil, nil); err != nil {
		t.Errorf("no error: got %v", err)
	}
	err := Fields(Invalid("x", FieldRequired, "d"), nil, Invalid("y", FieldTooLong, "d"))
	if got := strings.Join(wrongs(t, err), ", "); got != "x: required, y: too-long" {
		t.Errorf("two fields: %q", got)
	}
	for _, e := range []error{err, &AlreadyDecided{State: Approved}, &NotAllowed{State: PendingReview, Action: Approve}, &TooMany{}, &AlreadySettled{}, wrong(FieldRequired, "d")} {
		if e.Error() == "" {
			t.Errorf("%T has an empty message", e)
		}
	}
}

// Each list of values has each value once.
func TestEveryListOfWordsIsComplete(t *testing.T) {
	check := func(name string, words []string, want int) {
		sorted := slices.Sorted(slices.Values(words))
		if len(slices.Compact(sorted)) != want || len(words) != want {
			t.Errorf("%s: %d words, %d different, want %d", name, len(words), len(slices.Compact(sorted)), want)
		}
	}
	check("states", words(States()), 7)
	check("actions", words(Actions()), 18)
	check("events", words(EventKinds()), 21)
	check("nominee states", words(NomineeStates()), 5)
	check("roles", words(Roles()), 6)
	check("statuses", words(AccountStatuses()), 3)
	check("languages", words(Languages()), 2)
	check("visibilities", words(Visibilities()), 2)
	check("field codes", words(FieldCodes()), 28)
	check("deliveries", words(Deliveries()), 7)
	check("outcomes", words(Outcomes()), 4)
	check("policies", words(Policies()), 4)
	check("reasons for a review", words(ReasonKinds()), 6)
}

func words[T ~string](list []T) []string {
	var all []string
	for _, w := range list {
		all = append(all, string(w))
	}
	return all
}

func TestACustomerOutsideTheRequestersOwnDomainIsNoticed(t *testing.T) {
	for _, test := range []struct {
		domain    Domain
		customers []Email
		want      Email
	}{
		{"partner.com", []Email{"ann@partner.com", "jane@acme.com"}, "jane@acme.com"},
		{"partner.com", []Email{"ann@partner.com"}, ""},
		{"acme.com", []Email{"jane@elsewhere.com"}, ""},
		{"emea.partner.com", []Email{"jane@acme.com"}, ""},
	} {
		s := Submission{Requester: "paola@partner.com", Domain: test.domain, CustomerEmails: test.customers}
		if got := s.OutsideOwnDomain(); got != test.want {
			t.Errorf("%s, %v: got %q, want %q", test.domain, test.customers, got, test.want)
		}
	}
}
