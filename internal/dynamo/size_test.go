package dynamo

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The rules of "DynamoDB item sizes and formats".
func TestItemSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what  string
		value types.AttributeValue
		size  int
	}{
		{"text in UTF-8", text("Weiß"), 5},
		{"no text", text(""), 0},
		{"nought", number(0), 1},
		{"two digits in a byte", number(12), 2},
		{"and one more", number(123), 3},
		{"noughts at the end do not count", number(1_200_000), 2},
		{"a sign does", number(-12), 3},
		{"milliseconds", number(1_795_340_000_123), 8},
		{"bytes", bits([]byte{1, 2, 3}), 3},
		{"yes", &types.AttributeValueMemberBOOL{Value: true}, 1},
		{"a list", &types.AttributeValueMemberL{Value: []types.AttributeValue{text("abc"), number(1)}}, 3 + 1 + 3 + 1 + 2},
		{"a map", &types.AttributeValueMemberM{Value: item{"ab": text("abc")}}, 3 + 1 + 2 + 3},
	} {
		if got := sizeOf(item{"name": c.value}); got != len("name")+c.size {
			t.Errorf("%s: %d bytes, not %d", c.what, got, len("name")+c.size)
		}
	}
}

// What makes the data of a stack older knows times by their names. Fails when one has another.
func TestTimesAreNamedAsSuch(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range regexp.MustCompile(`\.putTime\("(\w+)"`).FindAllSubmatch(text, -1) {
			found++
			if name := string(call[1]); !strings.HasSuffix(name, "At") && name != "since" { // a copy that is shown
				t.Errorf("%s: the time %s", file, name)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d times are stored", found)
	}
}
