package maintenance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/layout"
)

// sizeOf returns the size of an item in bytes, by which DynamoDB charges for writing, reading and storing it. The rules are
// in "DynamoDB item sizes and formats" in its Developer Guide.
func sizeOf(i layout.Item) int {
	size := 0
	for name, v := range i {
		size += len(name) + sizeOfValue(v)
	}
	return size
}

func sizeOfValue(v types.AttributeValue) int {
	const (
		container = 3 // a list or map
		element   = 1 // each element of one
	)
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return sizeOfNumber(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberL:
		size := container
		for _, v := range v.Value {
			size += element + sizeOfValue(v)
		}
		return size
	case *types.AttributeValueMemberM:
		size := container
		for name, v := range v.Value {
			size += element + len(name) + sizeOfValue(v)
		}
		return size
	}
	return 1 // true, false and null; the table has no sets
}

// sizeOfNumber returns one byte per two significant digits, plus one, plus one for a minus sign.
func sizeOfNumber(digits string) int {
	unsigned, negative := strings.CutPrefix(digits, "-")
	size := 1 + (len(strings.Trim(unsigned, "0"))+1)/2
	if negative {
		size++
	}
	return size
}
