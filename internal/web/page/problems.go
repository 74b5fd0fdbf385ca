package page

import "slices"

// problemSlugs are the slugs of the problems, which all have a page.
var problemSlugs = []string{
	"malformed",
	"forbidden",
	"code-invalid",
	"not-found",
	"link-invalid",
	"method-not-allowed",
	"domain-taken",
	"already-decided",
	"changed-meanwhile",
	"last-administrator",
	"not-empty",
	"is-default",
	"name-taken",
	"already-member",
	"already-asked",
	"not-closed",
	"not-proved",
	"too-large",
	"unsupported-media-type",
	"invalid-input",
	"idempotency-mismatch",
	"rate-limited",
	"unavailable",
	"internal-error",
}

// ProblemSlugs returns the slugs of the problems.
func ProblemSlugs() []string { return slices.Clone(problemSlugs) }

func problemPath(slug string) string { return "/problems/" + slug }
