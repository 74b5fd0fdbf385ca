package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"testing"

	"smartaccounts/internal/workflow"
)

// The filter of each alarm matches its line, which contains no address.
func TestTheTemplateCountsTheLogLinesOfMails(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	m := workflow.Mail{ID: "m", Kind: workflow.Invitation, To: "a@acme.com"}
	template, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for words, write := range map[string]func(){
		"mail failed":       func() { failures(log)(t.Context(), m, "refused") },
		"mail budget spent": func() { budgetSpent(log)(m) },
	} {
		out.Reset()
		write()
		if line := out.String(); !strings.Contains(line, `"msg":"`+words+`","mail":"m","kind":"invitation"`) || strings.Contains(line, "@") {
			t.Errorf("line: %s", line)
		}
		if !strings.Contains(string(template), `{ $.msg = "`+words+`" }`) {
			t.Errorf("the template does not count %q", words)
		}
	}
}
