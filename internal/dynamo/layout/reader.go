package layout

import (
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Reader takes an item apart. What is not there is empty; what is there in another type is an
// error, kept in err until all is read.
type Reader struct {
	Item Item
	Err  error
}

func NewReader(i Item) *Reader { return &Reader{Item: i} }

// value reads the attribute of that name if it is there and is a V.
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

// Texts returns nil for none.
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

func (r *Reader) Text(name string) string {
	if v, ok := value[*types.AttributeValueMemberS](r, name); ok {
		return v.Value
	}
	return ""
}

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

func (r *Reader) Number(name string) int { return int(r.Integer(name)) }

func (r *Reader) Time(name string) time.Time {
	if _, there := r.Item[name]; !there {
		return time.Time{}
	}
	return time.UnixMilli(r.Integer(name)).UTC()
}

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

// Maps returns the maps in the list of that name, each to be taken apart; what is wrong in one is an
// error of the whole.
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

// fill copies exactly len(into) bytes.
func (r *Reader) fill(name string, into []byte) {
	v, ok := value[*types.AttributeValueMemberB](r, name)
	if !ok {
		return
	}
	if copy(into, v.Value); len(v.Value) != len(into) && r.Err == nil {
		r.Err = fmt.Errorf("attribute %s has %d bytes", name, len(v.Value))
	}
}
