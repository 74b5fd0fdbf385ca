// Package revision names the state of files by what is in them, so that what has passed with them need not run again.
package revision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os/exec"

	"smartaccounts/internal/testkit/process"
)

// Of returns a hash of the files below those paths, all if there are none, of the repository around the folder. It
// returns "" if any has uncommitted changes. A path is a pathspec of git: ":!*.md" excludes files.
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
