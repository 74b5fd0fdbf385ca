package smartaccounts_test

import (
	"os"
	"strings"
	"testing"
)

// Each direct dependency has its reason in docs/dependencies.md.
func TestDependenciesHaveReasons(t *testing.T) {
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	_, direct, found := strings.Cut(read("go.mod"), "require (")
	direct, _, closed := strings.Cut(direct, ")")
	if !found || !closed {
		t.Fatal("go.mod has no block of direct requirements")
	}
	reasons := read("docs/dependencies.md")
	for line := range strings.Lines(strings.TrimSpace(direct)) {
		module, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		parts := strings.Split(module, "/")
		for len(parts) > 0 && strings.Trim(parts[len(parts)-1], "v0123456789") == "" {
			parts = parts[:len(parts)-1] // a major version
		}
		if name := parts[len(parts)-1]; !strings.Contains(reasons, name) {
			t.Errorf("no reason for %s", module)
		}
	}
}
