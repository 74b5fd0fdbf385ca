package layout

import (
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Reader reads the attributes of an item. A missing attribute is an empty value. The first attribute of an unexpected type
// is the error Err, to be checked after reading.
type Reader struct {
	Item Item
	Err  error
}

// NewReader returns a reader of an item; nil has no attributes.
func NewReader(i Item) *Reader { return &Reader{Item: i} }

// value returns the attribute with that name if it exists and is a V.
func value[V types.AttributeValue](r *Reader, name string) (v V, ok bool) {
	stored, there := r.Item[name]
	if !there {
		return v, false
	}
	v, ok = stored.(V)
	if !ok && r.Err == nil {
		r.Err = fmt.Errorf("attribute %s is %T", name, stored)
	}
	return v, ok
}

// Texts returns a list of texts; nil if there is none.
func Texts[S ~string](r *Reader, name string) []S {
	var all []S
	for _, v := range r.list(name) {
		s, ok := v.(*types.AttributeValueMemberS)
		if !ok {
			r.Err = fmt.Errorf("attribute %s holds %T", name, v)
			return nil
		}
		all = append(all, S(s.Value))
	}
	return all
}

// Text returns a text.
func (r *Reader) Text(name string) string {
	if v, ok := value[*types.AttributeValueMemberS](r, name); ok {
		return v.Value
	}
	return ""
}

// Integer returns a number as int64.
func (r *Reader) Integer(name string) int64 {
	v, ok := value[*types.AttributeValueMemberN](r, name)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil && r.Err == nil {
		r.Err = fmt.Errorf("attribute %s: %w", name, err)
	}
	return n
}

// Number returns a number.
func (r *Reader) Number(name string) int { return int(r.Integer(name)) }

// Time returns a time.
func (r *Reader) Time(name string) time.Time {
	if _, there := r.Item[name]; !there {
		return time.Time{}
	}
	return time.UnixMilli(r.Integer(name)).UTC()
}

// IsTrue reports whether an attribute is true.
func (r *Reader) IsTrue(name string) bool {
	v, ok := value[*types.AttributeValueMemberBOOL](r, name)
	return ok && v.Value
}

func (r *Reader) list(name string) []types.AttributeValue {
	if v, ok := value[*types.AttributeValueMemberL](r, name); ok {
		return v.Value
	}
	return nil
}

// Maps returns a reader for each map in a list. An error of one is an error of r.
func (r *Reader) Maps(name string) iter.Seq[*Reader] {
	return func(yield func(*Reader) bool) {
		for _, v := range r.list(name) {
			m, ok := v.(*types.AttributeValueMemberM)
			if !ok {
				r.Err = fmt.Errorf("attribute %s holds %T", name, v)
				return
			}
			inner := NewReader(m.Value)
			more := yield(inner)
			if inner.Err != nil && r.Err == nil {
				r.Err = inner.Err
			}
			if !more {
				return
			}
		}
	}
}

// fill copies the bytes of an attribute; it is an error if they are not len(into).
func (r *Reader) fill(name string, into []byte) {
	v, ok := value[*types.AttributeValueMemberB](r, name)
	if !ok {
		return
	}
	if copy(into, v.Value); len(v.Value) != len(into) && r.Err == nil {
		r.Err = fmt.Errorf("attribute %s has %d bytes", name, len(v.Value))
	}
}
