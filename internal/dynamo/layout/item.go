package layout

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Item has the attributes of an item. Its methods do not store empty values.
type Item map[string]types.AttributeValue

// NewItem returns an item with its key alone.
func NewItem(k Key) Item { return Item{"PK": Text(k.PK), "SK": Text(k.SK)} }

// KeyOf returns the key of an item; the zero Key if it has none.
func KeyOf(i Item) Key {
	r := NewReader(i)
	return Key{r.Text("PK"), r.Text("SK")}
}

// Text returns the value of a text.
func Text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// Number returns the value of a number.
func Number[N int | int64](n N) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(n), 10)}
}

// Bytes returns the value of bytes.
func Bytes(b []byte) types.AttributeValue { return &types.AttributeValueMemberB{Value: b} }

// Time returns the value of a time.
func Time(t time.Time) types.AttributeValue { return Number(t.UnixMilli()) }

func putTexts[S ~string](i Item, name string, texts []S) {
	if len(texts) == 0 {
		return
	}
	list := make([]types.AttributeValue, len(texts))
	for n, s := range texts {
		list[n] = Text(string(s))
	}
	i[name] = &types.AttributeValueMemberL{Value: list}
}

// AttrDeleteAfter is the attribute of the table's time to live.
const AttrDeleteAfter = "deleteAfter"

// PutText adds a text.
func (i Item) PutText(name, s string) {
	if s != "" {
		i[name] = Text(s)
	}
}

func (i Item) putNumber(name string, n int) {
	if n != 0 {
		i[name] = Number(n)
	}
}

func (i Item) putTime(name string, t time.Time) {
	if !t.IsZero() {
		i[name] = Time(t)
	}
}

// PutTrue adds true.
func (i Item) PutTrue(name string, b bool) {
	if b {
		i[name] = &types.AttributeValueMemberBOOL{Value: true}
	}
}

// PutMaps adds a list of maps.
func (i Item) PutMaps(name string, maps []Item) {
	if len(maps) == 0 {
		return
	}
	list := make([]types.AttributeValue, len(maps))
	for n, m := range maps {
		list[n] = &types.AttributeValueMemberM{Value: m}
	}
	i[name] = &types.AttributeValueMemberL{Value: list}
}

// DeleteAfter lets DynamoDB delete the item some time after t.
func (i Item) DeleteAfter(t time.Time) { i[AttrDeleteAfter] = Number(t.Unix()) }
