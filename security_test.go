package smartaccounts_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// parameter returns the default of a number among the template's parameters.
func parameter(t *testing.T, name string) int {
	t.Helper()
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Parameters map[string]struct {
			Default any `yaml:"Default"`
		} `yaml:"Parameters"`
	}
	section, _, _ := strings.Cut(string(text), "\nRules:\n")
	if err := yaml.Unmarshal([]byte(section), &document); err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(fmt.Sprint(document.Parameters[name].Default))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func TestTheWorstCaseIsStatedAsTheParametersMakeIt(t *testing.T) {
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	requests, company, mails := parameter(t, "RequestsPerDay"), parameter(t, "RequestsPerDomainPerDay"), parameter(t, "MailsPerDay")
	one, codes := workflow.ADay(workflow.RequesterShare(mails)), parameter(t, "CodesPerDay")
	limits := workflow.CodeLimits{Daily: workflow.ADay(codes), PerRequester: one, Mails: workflow.ADay(mails)}
	others, ofOne := workflow.WithoutCodeReserve(limits.Mails).Most, workflow.WithoutCodeReserve(one).Most
	for _, line := range []string{
		fmt.Sprintf("| of these, mails with a code | %d | no limit of its own | %d |", min(one.Most, limits.CodeBudget().Most), limits.CodeBudget().Most),
		fmt.Sprintf("| of these, all others | %d | no limit of its own | %d |", ofOne, others),
		fmt.Sprintf("| mails with a code, to one mailbox | %d | no limit of its own | %[1]d |", limits.CodesToMailbox().Most),
		fmt.Sprintf("Of the day's mails %d are kept for one-time codes", mails-others),
		fmt.Sprintf("and %d for all\nother mails", others-limits.CodeBudget().Most),
		fmt.Sprintf("Of the mails of one requester %d are kept for codes. A link has %d codes in any 24 hours, a\nmailbox %d,",
			one.Most-ofOne, codes, limits.CodesToMailbox().Most),
		fmt.Sprintf("| requests opened, and addresses added by corrections | %d | %d | no limit |", requests, company),
		fmt.Sprintf("| strangers newly named | %d | %d | no limit |", requests*account.MaxCustomerEmails, company*account.MaxCustomerEmails),
		fmt.Sprintf("one person has at most %d strangers mailed: %d by requests and %d\n  by adding members",
			requests*account.MaxCustomerEmails+parameter(t, "AdditionsPerDay"), requests*account.MaxCustomerEmails, parameter(t, "AdditionsPerDay")),
		fmt.Sprintf("| new members added and mailed, at most %d to one account | %d | %d | no limit |",
			parameter(t, "AdditionsPerAccountPerDay"), parameter(t, "AdditionsPerDay"), parameter(t, "AdditionsPerDomainPerDay")),
		fmt.Sprintf("| access requests, at most %d about one account | %d | no limit | no limit |",
			parameter(t, "AccessRequestsPerAccountPerDay"), parameter(t, "AccessRequestsPerDay")),
		fmt.Sprintf("%d access requests a person and %d about an account in 24 hours", parameter(t, "AccessRequestsPerDay"), parameter(t, "AccessRequestsPerAccountPerDay")),
		fmt.Sprintf("| mails | %d | no limit of its own | %d |", workflow.RequesterShare(mails), mails),
		fmt.Sprintf("to one mailbox | %d | no limit of its own | %d |", parameter(t, "InvitationsPerRequesterPerDay"), parameter(t, "InvitationsPerDay")),
		fmt.Sprintf("At most %d requests of a person are pending at once while their first role is younger than %d days, later %d.",
			parameter(t, "PendingRequestsOfNew"), parameter(t, "NewRoleDays"), parameter(t, "PendingRequests")),
	} {
		if !strings.Contains(string(text), line) {
			t.Errorf("docs/security.md does not say %q", line)
		}
	}
}

// Every route that takes a link is in the table of what a link alone changes, and no GET changes anything.
func TestWhatALinkAloneChangesIsStated(t *testing.T) {
	changes := web.ChangesByLink()
	var table strings.Builder
	table.WriteString("| route | changes |\n|---|---|\n")
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		fmt.Fprintf(&table, "| `%s` | %s |\n", key, changes[key])
	}
	text, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), table.String()+"\n") {
		t.Errorf("docs/security.md does not have the table\n%s", table.String())
	}
	links := map[string]bool{}
	for _, route := range web.Routes() {
		if route.Auth != web.Link {
			continue
		}
		links[route.Key()] = true
		if change := changes[route.Key()]; change == "" || route.Method == http.MethodGet && change != "nothing" {
			t.Errorf("%s: %q", route.Key(), change)
		}
	}
	for key := range changes {
		if !links[key] {
			t.Errorf("%s takes no link", key)
		}
	}
}
