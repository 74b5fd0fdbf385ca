package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
	"smartaccounts/internal/workflow"
)

// The statement that a person agreed to has to stay known. Write a new statement under a new version, and keep the old file.
func TestAChangedStatementOfAuthorityNeedsANewVersion(t *testing.T) {
	file := filepath.Join("testdata", "authority-"+workflow.AuthorityStatement+".txt")
	var now strings.Builder
	for _, l := range account.Languages() {
		now.WriteString(string(l) + ": " + text.AuthorityStatement().In(l) + "\n")
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != now.String() {
		t.Errorf("%s holds\n%s, the page says\n%s", file, kept, now.String())
	}
}
