package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/chai2010/gettext-go/po"
)

// catalog is one file, as read.
type catalog struct {
	file     string
	language string
	plural   plural
	entries  []entry
	template bool
}

// entry is one text of a catalog.
type entry struct {
	key     string
	line    int
	source  []string // the English text: one form, or a singular and a plural
	forms   []string // the text in the catalog's language: one form, or one for each plural form
	isFuzzy bool
}

// plural is how a language chooses among the forms of a text with a number.
type plural struct {
	forms      int
	expression string
}

var pluralForms = regexp.MustCompile(`^nplurals=(\d+); *plural=([^;]+);?$`)

func read(file string) (catalog, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return catalog{}, err
	}
	parsed, err := po.Load(content)
	if err != nil {
		return catalog{}, fmt.Errorf("%s: %w", file, err)
	}
	base := filepath.Base(file)
	c := catalog{file: base, language: strings.TrimSuffix(base, filepath.Ext(base)), template: filepath.Ext(base) == ".pot"}
	if parsed.MimeHeader.Language != c.language {
		return catalog{}, fmt.Errorf("%s: the header says Language: %q, the name says %q", base, parsed.MimeHeader.Language, c.language)
	}
	rule := pluralForms.FindStringSubmatch(parsed.MimeHeader.PluralForms)
	if rule == nil {
		return catalog{}, fmt.Errorf("%s: the header has no Plural-Forms such as nplurals=2; plural=(n != 1);", base)
	}
	c.plural.forms, _ = strconv.Atoi(rule[1])
	c.plural.expression = rule[2]
	for _, m := range parsed.Messages {
		e := entry{key: m.MsgContext, line: m.StartLine, source: []string{m.MsgId}, forms: []string{m.MsgStr}}
		if m.MsgIdPlural != "" {
			e.source, e.forms = []string{m.MsgId, m.MsgIdPlural}, m.MsgStrPlural
		}
		if c.template {
			e.forms = e.source
		}
		e.isFuzzy = slices.Contains(m.Flags, "fuzzy")
		c.entries = append(c.entries, e)
	}
	return c, nil
}
