package administration

import (
	"context"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// mails returns the mails about a change of a membership.
func (p People) mails(context.Context, giving, account.LogEntry) ([]workflow.Mail, error) {
	return nil, nil
}
