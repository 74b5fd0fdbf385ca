// Package revision identifies the state of files by a hash, so that checks that passed in the same state can be skipped.
package revision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os/exec"

	"smartaccounts/internal/testkit/process"
)

// Of returns a hash of the files that match the paths, or of all if there are none, in the repository that contains the
// folder. It returns "" if any has uncommitted changes. A path is a pathspec of git: ":!*.md" excludes files.
func Of(ctx context.Context, folder string, paths ...string) (string, error) {
	changes, err := git(ctx, folder, append([]string{"status", "--porcelain", "--"}, paths...))
	if err != nil || changes != "" {
		return "", err
	}
	files, err := git(ctx, folder, append([]string{"ls-files", "--stage", "--"}, paths...))
	sum := sha256.Sum256([]byte(files))
	return hex.EncodeToString(sum[:16]), err
}

func git(ctx context.Context, folder string, arguments []string) (string, error) {
	return process.Output(ctx, exec.Command("git", append([]string{"-C", folder}, arguments...)...))
}
