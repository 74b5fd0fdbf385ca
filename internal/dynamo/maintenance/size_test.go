package maintenance

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/layout"
)

// The sizes follow the rules in "DynamoDB item sizes and formats" in the Developer Guide.
func TestItemSizesAreThoseThatDynamoDBCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		value types.AttributeValue
		size  int
	}{
		{"text in UTF-8", layout.Text("Weiß"), 5},
		{"no text", layout.Text(""), 0},
		{"nought", layout.Number(0), 1},
		{"two digits in a byte", layout.Number(12), 2},
		{"and one more", layout.Number(123), 3},
		{"noughts at the end do not count", layout.Number(1_200_000), 2},
		{"a sign does", layout.Number(-12), 3},
		{"milliseconds", layout.Number(1_795_340_000_123), 8},
		{"bytes", layout.Bytes([]byte{1, 2, 3}), 3},
		{"yes", &types.AttributeValueMemberBOOL{Value: true}, 1},
		{"a list", &types.AttributeValueMemberL{Value: []types.AttributeValue{layout.Text("abc"), layout.Number(1)}}, 3 + 1 + 3 + 1 + 2},
		{"a map", &types.AttributeValueMemberM{Value: layout.Item{"ab": layout.Text("abc")}}, 3 + 1 + 2 + 3},
	} {
		if got := sizeOf(layout.Item{"name": c.value}); got != len("name")+c.size {
			t.Errorf("%s: got %d bytes, want %d", c.what, got, len("name")+c.size)
		}
	}
}
