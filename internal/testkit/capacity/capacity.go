// Package capacity computes the capacity units that DynamoDB charges, by its documented rules, because DynamoDB Local does
// not count the units of transactions.
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
package capacity

import (
	"encoding/base64"
	"strings"
)

// Item is an item in DynamoDB's JSON: {"PK": {"S": "…"}}.
type Item map[string]any

// Size returns the size of an item in bytes: of the names and values of its attributes.
func Size(item Item) int {
	size := 0
	for name, value := range item {
		size += len(name) + valueSize(value)
	}
	return size
}

const (
	documentOverhead = 3 // bytes of a list or map, also of an empty one
	elementOverhead  = 1 // for each element or pair
)

// valueSize returns the size of a value of the form {type: value}.
func valueSize(value any) int {
	typed, _ := value.(map[string]any)
	for kind, v := range typed {
		switch kind {
		case "S":
			text, _ := v.(string)
			return len(text)
		case "N":
			text, _ := v.(string)
			return numberSize(text)
		case "B":
			text, _ := v.(string)
			return binarySize(text)
		case "BOOL", "NULL":
			return 1
		case "SS", "NS", "BS":
			return setSize(kind[:1], v)
		case "L":
			elements, _ := v.([]any)
			size := documentOverhead
			for _, element := range elements {
				size += elementOverhead + valueSize(element)
			}
			return size
		case "M":
			pairs, _ := v.(map[string]any)
			return documentOverhead + elementOverhead*len(pairs) + Size(pairs)
		}
	}
	return 0
}

func setSize(kind string, v any) int {
	size := 0
	elements, _ := v.([]any)
	for _, element := range elements {
		size += valueSize(map[string]any{kind: element})
	}
	return size
}

// numberSize returns one byte per two significant digits, plus one, plus one for a minus sign.
func numberSize(text string) int {
	digits, negative := strings.CutPrefix(text, "-")
	digits, _, _ = strings.Cut(strings.ToLower(digits), "e")
	whole, fraction, _ := strings.Cut(digits, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	if fraction == "" {
		digits = strings.TrimRight(digits, "0")
	}
	size := (len(digits)+1)/2 + 1
	if negative {
		size++
	}
	return size
}

func binarySize(text string) int {
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return len(text)
	}
	return len(decoded)
}

const (
	writeUnit = 1 << 10 // bytes
	readUnit  = 4 << 10
)

// Write returns the write units of a change of an item; nil means that there is none. For a condition check, before and after
// are the same. In a transaction units count twice.
func Write(before, after Item, transaction bool) float64 {
	size := max(Size(before), Size(after))
	return float64(started(size, writeUnit) * times(transaction))
}

// Read returns the read units of items that are read together, half of them if the read is eventually consistent.
func Read(consistent bool, items ...Item) float64 {
	size := 0
	for _, item := range items {
		size += Size(item)
	}
	units := float64(started(size, readUnit))
	if !consistent {
		return units / 2
	}
	return units
}

func times(transaction bool) int {
	if transaction {
		return 2
	}
	return 1
}

// started returns size in units, rounded up; at least one.
func started(size, unit int) int { return max(1, (size+unit-1)/unit) }

// Index is a secondary index that contains only keys.
type Index struct{ Partition, Sort string }

// IndexWrites returns the write units of an item's change in an index: those of one entry if it is added or removed, of both
// entries if the key changes, and otherwise 0. Indexes are updated outside of the transaction, so units count once.
func IndexWrites(before, after Item, index Index) float64 {
	was, is := index.entry(before), index.entry(after)
	cost := func(entry Item) float64 { return float64(started(Size(entry), writeUnit)) }
	switch {
	case was == nil && is == nil:
		return 0
	case was == nil:
		return cost(is)
	case is == nil:
		return cost(was)
	case same(was, is):
		return 0
	}
	return cost(was) + cost(is)
}

// entry returns the entry of the item in the index, or nil if the item lacks a key attribute of the index.
func (i Index) entry(item Item) Item {
	entry := Item{}
	for _, name := range []string{"PK", "SK", i.Partition, i.Sort} {
		value, there := item[name]
		if !there {
			return nil
		}
		entry[name] = value
	}
	return entry
}

// same reports whether two entries are equal. Their values are texts or numbers.
func same(a, b Item) bool {
	for name := range a {
		if scalar(a[name]) != scalar(b[name]) {
			return false
		}
	}
	return true
}

func scalar(value any) string {
	typed, _ := value.(map[string]any)
	for kind, v := range typed {
		text, _ := v.(string)
		return kind + text
	}
	return ""
}
