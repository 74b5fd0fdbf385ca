package administration_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

const (
	user  = "Smart Account User"
	vUser = "Virtual Account User"
)

func onVirtual(at, role string, nested bool) []administration.VirtualRow {
	return []administration.VirtualRow{{VirtualAccount: at, Role: role, WithNested: nested}}
}

func TestAListOfPeopleIsRead(t *testing.T) {
	anna, both := administration.Row{Email: "anna@acme.com", Role: user}, []administration.Row{{Email: "anna@acme.com", Role: user}, {Email: "bob@acme.com", Role: "Smart Account Viewer"}}
	for name, c := range map[string]struct {
		text string
		want []administration.Row
	}{
		"one address":               {"anna@acme.com", []administration.Row{anna}},
		"addresses with names":      {"Anna Rossi <anna@acme.com>; Bob <bob@acme.com>", []administration.Row{{Email: "Anna Rossi <anna@acme.com>", Role: user}, {Email: "Bob <bob@acme.com>", Role: user}}},
		"commas without a header":   {"anna@acme.com,Smart Account User\nbob@acme.com,Smart Account Viewer", both},
		"semicolons with a header":  {"email;role\r\nanna@acme.com;Smart Account User\r\nbob@acme.com;Smart Account Viewer\r\n", both},
		"tabs":                      {"anna@acme.com\tSmart Account User\nbob@acme.com\tSmart Account Viewer", both},
		"a header in another order": {"ROLE,E-Mail\nSmart Account User,anna@acme.com\nSmart Account Viewer,bob@acme.com", both},
		"a byte order mark":         {"\ufeffemail,role\nanna@acme.com,Smart Account User", []administration.Row{anna}},
		"UTF-16, little endian":     {"\xff\xfea\x00@\x00b\x00.\x00i\x00t\x00", []administration.Row{{Email: "a@b.it", Role: user}}},
		"UTF-16, big endian":        {"\xfe\xff\x00a\x00@\x00b\x00.\x00i\x00t", []administration.Row{{Email: "a@b.it", Role: user}}},
		"blank lines":               {"\n\nemail\n\nanna@acme.com\n\n", []administration.Row{anna}},
		"a role by default":         {"email,role\nanna@acme.com,", []administration.Row{anna}},
		"quoted separators and lines": {"email;virtualAccount;role\r\nanna@acme.com;\"Sales; EMEA\r\nand more\";Virtual Account User\r\n", []administration.Row{
			{Email: "anna@acme.com", Virtuals: onVirtual("Sales; EMEA\nand more", vUser, false)},
		}},
		"a header without an address": {"name,role\nanna@acme.com,Smart Account User", []administration.Row{{Email: "name", Role: "role"}, anna}}, // refused as a row
		"quotes":                      {`"anna@acme.com","Smart Account User"`, []administration.Row{anna}},
		"an end":                      {"email,role,endsAt\nanna@acme.com,Smart Account User,2027-01-31", []administration.Row{{Email: "anna@acme.com", Role: user, EndsAt: "2027-01-31"}}},
		"a Virtual Account":           {"anna@acme.com,Virtual Account User,Sales/EMEA,yes", []administration.Row{{Email: "anna@acme.com", Virtuals: onVirtual("Sales/EMEA", vUser, true)}}},
		"several lines of an address": {"anna@acme.com,Virtual Account User,Sales\nAnna <anna@acme.com>,Virtual Account Viewer,Support", []administration.Row{
			{Email: "anna@acme.com", Virtuals: append(onVirtual("Sales", vUser, false), onVirtual("Support", "Virtual Account Viewer", false)...)},
		}},
		"a formula is text": {"email,role\n\"=HYPERLINK(\"\"https://evil.example\"\")\",+1\nanna@acme.com,@SUM(A1)", []administration.Row{
			{Email: `=HYPERLINK("https://evil.example")`, Role: "+1"}, {Email: "anna@acme.com", Role: "@SUM(A1)"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := administration.ReadRows(c.text, user)
			if err != nil || !slices.EqualFunc(got, c.want, func(a, b administration.Row) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
				t.Errorf("read %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestAListThatCannotBeReadIsRefused(t *testing.T) {
	many := func(n int) string {
		var lines strings.Builder
		for i := range n {
			fmt.Fprintf(&lines, "p%d@acme.com\n", i)
		}
		return lines.String()
	}
	if rows, err := administration.ReadRows(many(100), user); err != nil || len(rows) != 100 {
		t.Errorf("100 rows are read as %d: %v", len(rows), err)
	}
	for name, c := range map[string]struct {
		text string
		want account.FieldCode
	}{
		"nothing":           {" \n", account.FieldRequired},
		"a header alone":    {"email,role\n", account.FieldRequired},
		"101 rows":          {many(101), account.FieldTooMany},
		"Latin-1":           {"anna@acme.com,R\xf4le", account.FieldCharacters},
		"UTF-16 cut short":  {"\xff\xfea\x00@", account.FieldCharacters},
		"what was no UTF-8": {"anna@acme.com,R\ufffdle", account.FieldCharacters},
		"a zero byte":       {"a\x00@\x00b", account.FieldCharacters},
		"an unknown column": {"email,role,ends\nanna@acme.com,Smart Account User,2027-01-31", account.FieldUnknown},
		"a column twice":    {"email,role,role\nanna@acme.com,Smart Account User,x", account.FieldDuplicate},
		"too much":          {strings.Repeat("x", 300_000), account.FieldTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := administration.ReadRows(c.text, user)
			var invalid *account.InvalidInput
			if !errors.As(err, &invalid) || invalid.Fields[0].Field != "members" || invalid.Fields[0].Code != c.want {
				t.Errorf("read %d rows, %v; want members: %s", len(rows), err, c.want)
			}
		})
	}
}

func TestACellThatCannotBeReadIsAnErrorOfItsRow(t *testing.T) {
	for text, field := range map[string]string{
		"anna@acme.com,Virtual Account User,Sales,perhaps":        "virtualAccounts[0].withNested",
		"anna@acme.com,Smart Account User,,yes":                   "virtualAccounts[0].id",
		"email,role\nanna@acme.com,Smart Account User,2027-01-31": "email",
	} {
		rows, err := administration.ReadRows(text, user)
		var invalid *account.InvalidInput
		if err != nil || len(rows) != 1 || !errors.As(rows[0].Misread, &invalid) || invalid.Fields[0].Field != field {
			t.Errorf("%q is read as %+v, %v; want an error of %s", text, rows, err, field)
		}
	}
}
