package web

import (
	"slices"
	"testing"

	"smartaccounts/internal/web/page"
)

func TestEveryProblemHasItsPageAndNoOther(t *testing.T) {
	var slugs []string
	for _, p := range problems {
		slugs = append(slugs, p.slug)
	}
	slices.Sort(slugs)
	pages := page.ProblemSlugs()
	slices.Sort(pages)
	if slugs = slices.Compact(slugs); !slices.Equal(slugs, pages) {
		t.Errorf("problems %v, pages %v", slugs, pages)
	}
}
