package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"

	"smartaccounts/internal/workflow"
)

// TestFailuresAreCounted: the alarm's filter does not see the line, or the line holds an address.
func TestFailuresAreCounted(t *testing.T) {
	var out bytes.Buffer
	failures(slog.New(slog.NewJSONHandler(&out, nil)))(t.Context(), workflow.Mail{ID: "m", Kind: workflow.Invitation, To: "a@acme.com"}, "refused")
	line := out.String()
	if !strings.Contains(line, `"msg":"mail failed","mail":"m","kind":"invitation"`) || strings.Contains(line, "@") {
		t.Errorf("line: %s", line)
	}
	template, err := os.ReadFile("../../template.yaml")
	if err != nil || !strings.Contains(string(template), `{ $.msg = "mail failed" }`) {
		t.Errorf("the template counts another line (%v)", err)
	}
}
