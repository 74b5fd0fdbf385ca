package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

const (
	maxJSONBytes = 16 << 10
	maxJSONDepth = 8 // of nested arrays and objects
)

// body is a JSON object, with the errors found in its fields. A field is absent or has its type; null is a wrong type.
type body struct {
	values map[string]any
	wrong  []error
}

// readJSON reads strictly: one JSON object (RFC 8259, restricted to I-JSON, RFC 7493) of at most 16 KiB, in UTF-8,
// without duplicate names, with nothing after it.
func readJSON(r *http.Request) (*body, error) { return readJSONOf(r, maxJSONBytes) }

// readJSONOf is readJSON with another limit.
func readJSONOf(r *http.Request, most int64) (*body, error) {
	if !isMedia(r, "application/json") {
		return nil, errUnsupportedMedia
	}
	text, err := readAtMost(r, most)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) || !json.Valid(text) || hasLoneSurrogate(text) {
		return nil, errMalformed
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value, err := readValue(decoder, 0)
	if err != nil {
		return nil, err
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errMalformed
	}
	return &body{values: object}, nil
}

// readNothing reads the body of a call that needs none: it may be empty or an empty object, which some clients send.
func readNothing(r *http.Request) error {
	text, err := readAtMost(r, maxJSONBytes)
	if err != nil || len(text) == 0 {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	b, err := readJSON(r)
	if err != nil {
		return err
	}
	return b.misreadFields()
}

// isMedia reports whether the body is of that type, in UTF-8 and not compressed.
func isMedia(r *http.Request, want string) bool {
	got, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || got != want || r.Header.Get("Content-Encoding") != "" {
		return false
	}
	for name, value := range parameters {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return false
		}
	}
	return true
}

func readAtMost(r *http.Request, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		return nil, errMalformed // the sender disconnected
	}
	if int64(len(text)) > most {
		return nil, errTooLarge
	}
	return text, nil
}

// readValue reads one value of valid JSON. It refuses duplicate names and deep nesting.
func readValue(decoder *json.Decoder, depth int) (any, error) {
	token, err := decoder.Token()
	if err != nil || depth > maxJSONDepth {
		return nil, errMalformed
	}
	switch token {
	case json.Delim('{'):
		return readObject(decoder, depth)
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			element, err := readValue(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, element)
		}
		return list, skipEnd(decoder)
	default:
		return token, nil
	}
}

func readObject(decoder *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, errMalformed
		}
		name := token.(string) //nolint:errcheck,forcetypeassert // names are strings in valid JSON
		if _, twice := object[name]; twice {
			return nil, errMalformed
		}
		if object[name], err = readValue(decoder, depth+1); err != nil {
			return nil, err
		}
	}
	return object, skipEnd(decoder)
}

func skipEnd(decoder *json.Decoder) error {
	if _, err := decoder.Token(); err != nil {
		return errMalformed
	}
	return nil
}

// hasLoneSurrogate reports whether valid JSON has one of \ud800 to \udfff outside a pair, which Go would silently replace.
func hasLoneSurrogate(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		i++ // the escaped character
		switch unit := escaped(text, i-1); {
		case unit >= 0xdc00 && unit <= 0xdfff:
			return true
		case unit >= 0xd800 && unit <= 0xdbff:
			if low := escaped(text, i+5); low < 0xdc00 || low > 0xdfff {
				return true
			}
			i += 5 + 5
		}
	}
	return false
}

// escaped returns the code unit of a \uXXXX at that position, or -1.
func escaped(text []byte, at int) int {
	if at+6 > len(text) || text[at] != '\\' || text[at+1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(text[at+2:at+6]), 16, 16)
	if err != nil {
		return -1
	}
	return int(unit)
}

// text takes the field's string out of the body; empty if it is absent or wrong.
func (b *body) text(field string) string {
	s, _ := take[string](b, field, "must be a string")
	return s
}

// optionalText is like text but returns nil if the field is absent. A wrong one is an empty string, so that no default
// replaces it.
func (b *body) optionalText(field string) *string {
	if _, given := b.values[field]; !given {
		return nil
	}
	s := b.text(field)
	return &s
}

// boolean takes the field's boolean; false if it is absent or wrong.
func (b *body) boolean(field string) bool {
	is, _ := take[bool](b, field, "must be true or false")
	return is
}

// optionalBoolean is like boolean but returns nil if the field is absent or wrong.
func (b *body) optionalBoolean(field string) *bool {
	is, ok := take[bool](b, field, "must be true or false")
	if !ok {
		return nil
	}
	return &is
}

// objects takes the field's list of objects. A wrong element becomes an empty object, so that the others keep their indexes.
// The elements of a list of more than most are not checked.
func (b *body) objects(field string, most int) []*body {
	list, _ := take[[]any](b, field, "must be a list of objects")
	objects := make([]*body, len(list))
	for i, element := range list {
		values, ok := element.(map[string]any)
		if !ok && len(list) <= most {
			b.misread(indexed(field, i), account.FieldWrongType, "must be an object")
		}
		objects[i] = &body{values: values}
	}
	return objects
}

// indexed returns the name of a list's element.
func indexed(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }

// misreadWithin records the errors of an object that is the field's value. Call it after all fields of the object have been
// taken.
func (b *body) misreadWithin(field string, object *body) {
	var invalid *account.InvalidInput
	if errors.As(object.misreadFields(), &invalid) {
		for _, f := range invalid.Fields {
			b.misread(field+"."+f.Field, f.Code, f.Detail)
		}
	}
}

// number takes the field's whole number above 0; 0 if it is absent or wrong.
func (b *body) number(field string) int {
	const detail = "must be a whole number above 0"
	typed, given := take[json.Number](b, field, detail)
	n, err := strconv.Atoi(string(typed))
	if given && (err != nil || n < 1) {
		b.misread(field, account.FieldWrongType, detail)
	}
	return n
}

// texts takes the field's list of strings. Wrong elements become empty strings, so that the others keep their indexes. The
// elements of a list of more than most are not checked.
func (b *body) texts(field string, most int) []string {
	list, _ := take[[]any](b, field, "must be a list of strings")
	texts := make([]string, len(list))
	for i, element := range list {
		s, ok := element.(string)
		if !ok && len(list) <= most {
			b.misread(indexed(field, i), account.FieldWrongType, "must be a string")
		}
		texts[i] = s
	}
	return texts
}

func take[T any](b *body, field, detail string) (T, bool) {
	value, given := b.values[field]
	delete(b.values, field)
	typed, ok := value.(T)
	if given && !ok {
		b.misread(field, account.FieldWrongType, detail)
	}
	return typed, ok
}

func (b *body) misread(field string, code account.FieldCode, detail string) {
	b.wrong = append(b.wrong, account.Invalid(field, code, detail))
}

// misreadFields returns an InvalidInput about fields of a wrong type and fields that were not taken; nil if there are none.
// Call it after all fields have been taken.
func (b *body) misreadFields() error {
	for _, field := range slices.Sorted(maps.Keys(b.values)) {
		b.misread(field, account.FieldUnknown, "no such field")
	}
	clear(b.values)
	return account.Fields(b.wrong...)
}
