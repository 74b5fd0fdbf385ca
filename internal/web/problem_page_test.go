package web

import (
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text/texttest"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
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

// The texts of the API's problems are in plain English, with the same words as the pages.
func TestEveryProblemIsPlain(t *testing.T) {
	for _, p := range problems {
		texttest.Plain(t, account.English, p.slug, p.title)
		texttest.Plain(t, account.English, p.slug, p.detail)
	}
	site := Site{PublicURL: "https://accounts.example"}
	for _, active := range []bool{false, true} {
		for _, stake := range []workflow.Stake{{}, {Request: "r"}, {Dispute: &account.Dispute{ID: "d"}}} {
			for _, way := range site.waysOn("acme.com", active, stake) {
				texttest.Plain(t, account.English, way.Way, way.Text)
			}
		}
	}
}
