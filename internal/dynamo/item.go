package dynamo

import (
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is what is stored under one key. The methods that put leave empty values out.
type item map[string]types.AttributeValue

func newItem(k Key) item { return item{"PK": text(k.PK), "SK": text(k.SK)} }

// keyOf returns the key of an item; the zero Key if it has none.
func keyOf(i item) Key {
	r := newReader(i)
	return Key{r.text("PK"), r.text("SK")}
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number[N int | int64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(n), 10)}
}

func bits(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

func instant(t time.Time) types.AttributeValue { return number(t.UnixMilli()) }

func (i item) putText(name, s string) {
	if s != "" {
		i[name] = text(s)
	}
}

func (i item) putNumber(name string, n int) {
	if n != 0 {
		i[name] = number(n)
	}
}

func (i item) putTime(name string, t time.Time) {
	if !t.IsZero() {
		i[name] = instant(t)
	}
}

func (i item) putTrue(name string, b bool) {
	if b {
		i[name] = &types.AttributeValueMemberBOOL{Value: true}
	}
}

func putTexts[S ~string](i item, name string, texts []S) {
	if len(texts) == 0 {
		return
	}
	list := make([]types.AttributeValue, len(texts))
	for n, s := range texts {
		list[n] = text(string(s))
	}
	i[name] = &types.AttributeValueMemberL{Value: list}
}

func (i item) putMaps(name string, maps []item) {
	if len(maps) == 0 {
		return
	}
	list := make([]types.AttributeValue, len(maps))
	for n, m := range maps {
		list[n] = &types.AttributeValueMemberM{Value: m}
	}
	i[name] = &types.AttributeValueMemberL{Value: list}
}

// deleteAfter lets DynamoDB throw the item away some time after t.
func (i item) deleteAfter(t time.Time) { i[attrDeleteAfter] = number(t.Unix()) }

const attrDeleteAfter = "deleteAfter"

// reader takes an item apart. What is not there is empty; what is there in another type is an
// error, kept in err until all is read.
type reader struct {
	item item
	err  error
}

func newReader(i item) *reader { return &reader{item: i} }

// value reads the attribute of that name if it is there and is a V.
func value[V types.AttributeValue](r *reader, name string) (v V, ok bool) {
	stored, there := r.item[name]
	if !there {
		return v, false
	}
	v, ok = stored.(V)
	if !ok && r.err == nil {
		r.err = fmt.Errorf("attribute %s is %T", name, stored)
	}
	return v, ok
}

func (r *reader) text(name string) string {
	if v, ok := value[*types.AttributeValueMemberS](r, name); ok {
		return v.Value
	}
	return ""
}

func (r *reader) integer(name string) int64 {
	v, ok := value[*types.AttributeValueMemberN](r, name)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(v.Value, 10, 64)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("attribute %s: %w", name, err)
	}
	return n
}

func (r *reader) number(name string) int { return int(r.integer(name)) }

func (r *reader) time(name string) time.Time {
	if _, there := r.item[name]; !there {
		return time.Time{}
	}
	return time.UnixMilli(r.integer(name)).UTC()
}

func (r *reader) isTrue(name string) bool {
	v, ok := value[*types.AttributeValueMemberBOOL](r, name)
	return ok && v.Value
}

func (r *reader) list(name string) []types.AttributeValue {
	if v, ok := value[*types.AttributeValueMemberL](r, name); ok {
		return v.Value
	}
	return nil
}

// maps returns the maps in the list of that name, each to be taken apart; what is wrong in one is an
// error of the whole.
func (r *reader) maps(name string) iter.Seq[*reader] {
	return func(yield func(*reader) bool) {
		for _, v := range r.list(name) {
			m, ok := v.(*types.AttributeValueMemberM)
			if !ok {
				r.err = fmt.Errorf("attribute %s holds %T", name, v)
				return
			}
			inner := newReader(m.Value)
			more := yield(inner)
			if inner.err != nil && r.err == nil {
				r.err = inner.err
			}
			if !more {
				return
			}
		}
	}
}

// fill copies exactly len(into) bytes.
func (r *reader) fill(name string, into []byte) {
	v, ok := value[*types.AttributeValueMemberB](r, name)
	if !ok {
		return
	}
	if copy(into, v.Value); len(v.Value) != len(into) && r.err == nil {
		r.err = fmt.Errorf("attribute %s has %d bytes", name, len(v.Value))
	}
}

// texts returns nil for none.
func texts[S ~string](r *reader, name string) []S {
	var all []S
	for _, v := range r.list(name) {
		s, ok := v.(*types.AttributeValueMemberS)
		if !ok {
			r.err = fmt.Errorf("attribute %s holds %T", name, v)
			return nil
		}
		all = append(all, S(s.Value))
	}
	return all
}
