package test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/workflow"
	"smartaccounts/test/api"
)

// API Gateway and the functions respond to generated requests as docs/openapi.yaml says. It is not parallel to other tests,
// because it uses up their rate limits.
func TestTheDeployedAPIMatchesItsDocument(t *testing.T) {
	seen := map[account.Email]int{}
	environment := api.Environment{
		URL: stack.URL, Table: maintenance.New(dynamodb.NewFromConfig(awsConfig()), stack.Table), Now: dynamo.Now,
		Callers: []account.Email{"partner@example.com", "partner2@example.net"}, OnlyUsers: true,
		Bearer: func(person account.Email) string {
			name, _, _ := strings.Cut(string(person), "@")
			return token(t, name)
		},
		Letter: func(to account.Email) (secrets workflow.Secrets) {
			var all []mail
			for deadline := time.Now().Add(mailWithin); len(all) <= seen[to] && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				all = mails(t, string(to))
			}
			if len(all) <= seen[to] {
				t.Errorf("no mail to %s", to)
				return secrets
			}
			seen[to] = len(all)
			text := all[len(all)-1].Text
			if found := linkPattern.FindStringSubmatch(text); found != nil {
				secrets.Token = found[1]
			}
			secrets.Code = codePattern.FindString(text)
			return secrets
		},
	}
	run := api.Run{Name: "on the local stack", Phases: "examples,fuzzing", Cases: 2}
	if tally.Full() {
		run = api.Run{
			Name: run.Name, Phases: api.AllPhases, Cases: tally.Many(1, 20), Successes: tally.Many(1, 10),
			// There is no DNS, there are five disputes a day, and nominees have no users.
			Cannot: []string{"proveAccountRequest", "proveDispute", "openDispute", "settleDispute", "decideSignedIn"},
		}
	}
	api.Check(t, environment, run)
}
