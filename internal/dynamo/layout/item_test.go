package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The tool that makes a stack's data older recognizes times by their names.
func TestTheNamesOfTimesEndInAt(t *testing.T) {
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
			if name := string(call[1]); !strings.HasSuffix(name, "At") && name != "since" { // a copy for display
				t.Errorf("%s: the time %s does not end in At", file, name)
			}
		}
	}
	if found < 20 {
		t.Errorf("%d times are stored", found)
	}
}
