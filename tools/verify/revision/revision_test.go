package revision_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"smartaccounts/tools/verify/revision"
)

// Fails when changed files pass for a commit, or two commits for one.
func TestOf(t *testing.T) {
	folder := t.TempDir()
	git := func(arguments ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.com"}, arguments...)...)
		if said, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, said)
		}
	}
	of := func() string {
		t.Helper()
		commit, err := revision.Of(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		return commit
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, "file"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	write("1")
	if got := of(); got != "" {
		t.Errorf("a new file is %q", got)
	}
	git("add", ".")
	git("commit", "-qm", "first")
	first := of()
	write("2")
	if got := of(); first == "" || got != "" {
		t.Errorf("the first commit is %q, a change to it %q", first, got)
	}
	git("commit", "-qam", "second")
	if got := of(); got == "" || got == first {
		t.Errorf("the second commit is %q, the first %q", got, first)
	}
	if got, err := revision.Of(t.Context(), t.TempDir()); err == nil {
		t.Errorf("no repository is %q", got)
	}
}
