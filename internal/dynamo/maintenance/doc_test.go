package maintenance

import (
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"smartaccounts/internal/dynamo"
)

// The package documentation has the methods that Table does not have, and no others.
func TestDocumentedMethodsAreTheMethods(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for line := range strings.Lines(file.Doc.Text()) {
		if methods, _, is := strings.Cut(line, "|"); is && !strings.Contains(methods, "method ") {
			for name := range strings.SplitSeq(methods, ",") {
				documented[strings.TrimSpace(name)] = true
			}
		}
	}
	table, maintainer := reflect.TypeFor[*dynamo.Table](), reflect.TypeFor[*Maintainer]()
	for n := range maintainer.NumMethod() {
		name := maintainer.Method(n).Name
		if _, inherited := table.MethodByName(name); inherited {
			continue
		}
		if !documented[name] {
			t.Errorf("%s is not documented", name)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("there is no method %s", name)
	}
}
