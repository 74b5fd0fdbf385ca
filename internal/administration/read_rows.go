package administration

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"smartaccounts/internal/account"
)

// The columns of a list of people.
const (
	columnEmail          = "email"
	columnRole           = "role"
	columnVirtualAccount = "virtualaccount"
	columnWithNested     = "withnested"
	columnEndsAt         = "endsat"
)

// columns is their order in a list without a header.
var columns = []string{columnEmail, columnRole, columnVirtualAccount, columnWithNested, columnEndsAt}

// membersField is the field of the API with all rows.
const membersField = "members"

// maxListBytes is the longest list that is read: far more than MaxRows rows need.
const maxListBytes = 256 * 1024

// ReadRows parses a pasted list or CSV text of people: email,role,virtualAccount,withNested,endsAt, with or without a header, separated
// by commas, semicolons or tabs, or addresses alone, which get the role given. Lines of the same address that each name another Virtual
// Account are one row. The text is UTF-8, or UTF-16 with a byte order mark. Cells are never evaluated: a formula is neither an address nor
// a role. It returns account.InvalidInput about members if the text cannot be read at all; errors of single cells are in Row.Misread.
func ReadRows(text string, role string) ([]Row, error) {
	text, err := decoded(text)
	if err != nil {
		return nil, err
	}
	var rows []Row
	if separator, isTable := separatorOf(text); isTable {
		rows, err = readTable(text, separator, role)
	} else {
		for _, address := range account.SplitAddresses(text) {
			rows = append(rows, Row{Email: address, Role: role})
		}
	}
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0:
		return nil, account.Invalid(membersField, account.FieldRequired, "at least one person is required")
	case len(rows) > MaxRows:
		return nil, account.Invalid(membersField, account.FieldTooMany, "at most 100 people at once")
	default:
		return rows, nil
	}
}

// decoded returns the text in UTF-8, without a byte order mark.
func decoded(text string) (string, error) {
	if len(text) > maxListBytes {
		return "", account.Invalid(membersField, account.FieldTooLong, "at most 256 KiB")
	}
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
		plain, err := utf16.NewDecoder().String(text)
		if err != nil {
			return "", account.Invalid(membersField, account.FieldCharacters, "not valid UTF-16")
		}
		text = plain
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\ufffd") { // U+FFFD is what a program wrote that could not read it
		return "", account.Invalid(membersField, account.FieldCharacters, "must be UTF-8, or UTF-16 with a byte order mark")
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), nil
}

// separatorOf returns the separator of the table, and false if the text is no table but a list of addresses. A table has a header, or a
// line whose first cell alone has an address.
func separatorOf(text string) (separator rune, isTable bool) {
	lines := strings.Split(text, "\n")
	first := firstLine(lines)
	for _, separator := range []rune{'\t', ';', ','} {
		for n, line := range lines {
			cells := strings.Split(line, string(separator))
			if n == first && slices.Contains(columnNames(cells), columnEmail) {
				return separator, true
			}
			if len(cells) < 2 || !strings.Contains(cells[0], "@") || strings.Contains(cells[1], "@") {
				continue
			}
			if len(cells) > 2 || unquotedCell(cells[1]) != "" {
				return separator, true
			}
		}
	}
	return 0, false
}

// firstLine returns the number of the first line that is not blank.
func firstLine(lines []string) int {
	return slices.IndexFunc(lines, func(line string) bool { return strings.TrimSpace(line) != "" })
}

func unquotedCell(s string) string { return strings.Trim(strings.TrimSpace(s), `"`) }

// columnNames returns the names that a header has in its cells, without case, blanks and punctuation.
func columnNames(cells []string) (names []string) {
	for _, cell := range cells {
		names = append(names, strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(unquotedCell(cell))))
	}
	return names
}

// checkHeader refuses a header that names something that is no column, or a column twice: what it means would be ignored.
func checkHeader(names []string) error {
	for n, name := range names {
		switch {
		case name == "":
		case !slices.Contains(columns, name):
			return account.Invalid(membersField, account.FieldUnknown, "unknown column: "+name)
		case slices.Contains(names[:n], name):
			return account.Invalid(membersField, account.FieldDuplicate, "the column is there twice: "+name)
		}
	}
	return nil
}

func readTable(text string, separator rune, role string) ([]Row, error) {
	lines := csv.NewReader(strings.NewReader(text))
	lines.Comma, lines.FieldsPerRecord, lines.LazyQuotes, lines.TrimLeadingSpace = separator, -1, true, separator != '\t'
	var rows []Row
	order, first := columns, true
	for {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, account.Invalid(membersField, account.FieldWrongType, "not a table: "+err.Error())
		}
		if blank(cells) {
			continue
		}
		if names := columnNames(cells); first && slices.Contains(names, columnEmail) {
			if order, first = names, false; checkHeader(names) != nil {
				return nil, checkHeader(names)
			}
			continue
		}
		first = false
		rows = addLine(rows, lineOf(order, cells, role))
	}
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// lineOf returns the row of one line of a table.
func lineOf(order, cells []string, role string) Row {
	cell := map[string]string{}
	var bad []error
	for n, text := range cells {
		text = strings.TrimSpace(text)
		switch {
		case n < len(order):
			cell[order[n]] = text
		case text != "":
			bad = append(bad, account.Invalid(columnEmail, account.FieldTooMany, "the line has more cells than there are columns"))
		}
	}
	row := Row{Email: cell[columnEmail], Role: cell[columnRole], EndsAt: cell[columnEndsAt]}
	if row.Role == "" {
		row.Role = role
	}
	nested, known := yesOrNo(cell[columnWithNested])
	if !known {
		bad = append(bad, account.Invalid(virtualField(0, "withNested"), account.FieldNotAllowed, "must be true or false"))
	}
	if at := cell[columnVirtualAccount]; at != "" {
		row.Virtuals, row.Role = []VirtualRow{{VirtualAccount: at, Role: row.Role, WithNested: nested}}, ""
	} else if nested {
		bad = append(bad, account.Invalid(virtualField(0, "id"), account.FieldRequired, "withNested needs a Virtual Account"))
	}
	row.Misread = account.Fields(bad...)
	return row
}

// yesOrNo reads the cell of a spreadsheet; empty: no.
func yesOrNo(s string) (yes, known bool) {
	switch account.Fold(s) {
	case "", "false", "no", "0", "n", "falso":
		return false, true
	case "true", "yes", "1", "y", "x", "si", "vero":
		return true, true
	default:
		return false, false
	}
}

// addLine adds the row, or its Virtual Account to the row of the same address. Lines that contradict each other stay rows of their own, of
// which the later is refused as a duplicate.
func addLine(rows []Row, line Row) []Row {
	address, err := account.ReadEmail(line.Email)
	if err != nil || len(line.Virtuals) == 0 || line.Misread != nil {
		return append(rows, line)
	}
	for n, row := range rows {
		if other, err := account.ReadEmail(row.Email); err == nil && other == address && len(row.Virtuals) > 0 && row.EndsAt == line.EndsAt && row.Misread == nil {
			rows[n].Virtuals = append(row.Virtuals, line.Virtuals...)
			return rows
		}
	}
	return append(rows, line)
}
