// Package revision says which commit the files at hand are, so that what has passed at it need not run again.
package revision

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Of answers the commit that the repository around the folder is at; empty if its files differ from it, for then
// nobody can say later what has been looked at.
func Of(ctx context.Context, folder string) (string, error) {
	changes, err := git(ctx, folder, "status", "--porcelain")
	if err != nil || changes != "" {
		return "", err
	}
	return git(ctx, folder, "rev-parse", "HEAD")
}

func git(ctx context.Context, folder string, arguments ...string) (string, error) {
	said, err := exec.CommandContext(ctx, "git", append([]string{"-C", folder}, arguments...)...).Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", arguments[0], err)
	}
	return strings.TrimSpace(string(said)), nil
}
