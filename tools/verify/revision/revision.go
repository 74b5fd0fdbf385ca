// Package revision names the state of files by what is in them, so that what has passed with them need not run again.
package revision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os/exec"

	"smartaccounts/internal/testkit/process"
)

// Of returns a name for what is in the files below those paths of the repository around the folder, all of them if
// none are given; empty if they are not as they were committed, for then nobody can say later what has been looked
// at. A path is as git takes it: ":!*.md" leaves files out.
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
