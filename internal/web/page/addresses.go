package page

import "strings"

// SplitAddresses takes apart what was typed into the field for customer addresses: one a line, or by
// commas or semicolons. The form's errors count the addresses in this order.
func SplitAddresses(typed string) []string {
	var addresses []string
	for one := range strings.FieldsFuncSeq(typed, func(c rune) bool { return c == '\n' || c == '\r' || c == ',' || c == ';' }) {
		if one = strings.TrimSpace(one); one != "" {
			addresses = append(addresses, one)
		}
	}
	return addresses
}
