package smartaccounts_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/account"
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
	for _, line := range []string{
		fmt.Sprintf("| requests opened, and addresses added by corrections | %d | %d | no limit |", requests, company),
		fmt.Sprintf("| strangers newly named | %d | %d | no limit |", requests*account.MaxCustomerEmails, company*account.MaxCustomerEmails),
		fmt.Sprintf("| mails | %d | no limit of its own | %d |", workflow.ShareOfOne(mails), mails),
		fmt.Sprintf("to one mailbox | %d | no limit of its own | %d |", parameter(t, "InvitationsPerRequesterPerDay"), parameter(t, "InvitationsPerDay")),
		fmt.Sprintf("At most %d requests of a person are pending at once while their first role is younger than %d days, later %d.",
			parameter(t, "PendingRequestsOfNew"), parameter(t, "NewRoleDays"), parameter(t, "PendingRequests")),
	} {
		if !strings.Contains(string(text), line) {
			t.Errorf("docs/security.md does not say %q", line)
		}
	}
}
