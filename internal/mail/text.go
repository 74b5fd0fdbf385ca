package mail

import "strings"

// text returns the letter as plain text.
func (l letter) text() string {
	var b strings.Builder
	paragraph := func(lines ...string) {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		for _, line := range lines {
			b.WriteString(line + "\n")
		}
	}
	if l.Code != "" {
		paragraph(l.Code)
	}
	paragraph(wrapped("", l.Opening))
	var facts []string
	for _, f := range l.Facts {
		// Not wrapped: a name that ends with something like a code would put that alone on a line.
		facts = append(facts, "  "+f.Label+": "+f.Value)
	}
	paragraph(facts...)
	if len(l.Quote.Lines) > 0 {
		quoted := []string{wrapped("", l.Quote.By+":")}
		for _, line := range l.Quote.Lines {
			quoted = append(quoted, strings.TrimSpace(wrapped("> ", line)))
		}
		paragraph(quoted...)
	}
	if l.Link != "" {
		paragraph(wrapped("", l.LinkLabel+":"), l.Link)
	}
	var choices []string
	for _, c := range l.Choices {
		choices = append(choices, wrapped("* ", c.Label+": "+c.Value))
	}
	if len(choices) > 0 {
		paragraph(append([]string{wrapped("", l.CanDo+":")}, choices...)...)
	}
	for _, after := range l.After {
		paragraph(wrapped("", after))
	}
	paragraph("--", wrapped("", l.Why))
	if l.Report != "" {
		paragraph(wrapped("", l.ReportLabel+". "+l.ReportHint), l.Report)
	}
	return b.String()
}

// wrapped breaks text between words into lines of at most 72 columns. Each line has the prefix; in a list, the lines
// after the first are indented instead.
func wrapped(prefix, text string) string {
	const longest = 72
	var b strings.Builder
	b.WriteString(prefix)
	if prefix == "* " {
		prefix = "  "
	}
	room := longest - width(prefix)
	for i, word := range strings.Fields(text) {
		size := width(word)
		switch {
		case i == 0:
		case size+1 > room:
			b.WriteString("\n" + prefix)
			room = longest - width(prefix)
		default:
			b.WriteString(" ")
			room--
		}
		b.WriteString(word)
		room -= size
	}
	return b.String()
}
