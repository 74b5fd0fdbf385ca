package test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/testkit/tally"
	"smartaccounts/test/load"
)

// It is not parallel to other tests, which move the clock.
func TestEveryResponseUnderLoadIsStoredAndMailedOnce(t *testing.T) {
	site := load.Site{
		URL: stack.URL, Partners: [2]string{token(t, "partner"), token(t, "partner2")},
		Letters: func() (all []load.Letter, err error) {
			for _, m := range mails(t, "") {
				all = append(all, load.Letter{To: strings.Join(m.To, ","), Text: m.Text})
			}
			return all, nil
		},
		Workers: 6, // of a stack that shares two processors with its callers and with other tests
	}
	crowd := load.Play(t, site, "stack", time.Duration(tally.Many(10, 300))*time.Second)
	crowd.Account(t.Context(), dynamodb.NewFromConfig(awsConfig()), stack.Table)
}
