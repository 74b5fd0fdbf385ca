package revision_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"smartaccounts/tools/verify/revision"
)

func TestTheRevisionChangesWithTheFilesAndIsEmptyForUncommittedOnes(t *testing.T) {
	folder := t.TempDir()
	git := func(arguments ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.com"}, arguments...)...)
		if said, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", arguments, err, said)
		}
	}
	of := func(paths ...string) string {
		t.Helper()
		state, err := revision.Of(t.Context(), folder, paths...)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q")
	write("file", "1")
	if got := of(); got != "" {
		t.Errorf("with a new file: got %q, want none", got)
	}
	git("add", ".")
	git("commit", "-qm", "first")
	first := of()
	write("file", "2")
	if got := of(); first == "" || got != "" {
		t.Errorf("got %q at the first commit, %q with an uncommitted change", first, got)
	}
	git("commit", "-qam", "second")
	if got := of(); got == "" || got == first {
		t.Errorf("got %q at the second commit, %q at the first", got, first)
	}
	second := of("file")
	for _, paths := range [][]string{{"file"}, {".", ":!*.md"}} {
		write("read.md", "more")
		if got := of(paths...); got != second {
			t.Errorf("%v: got %q after another file was added, %q before", paths, got, second)
		}
	}
	if got := of(); got != "" {
		t.Errorf("with another new file: got %q, want none", got)
	}
	if got, err := revision.Of(t.Context(), t.TempDir()); err == nil {
		t.Errorf("outside of a repository: got %q, want an error", got)
	}
}
