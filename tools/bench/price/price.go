// Package price reckons what operations cost on AWS from what they were measured to take.
package price

import (
	"fmt"
	"strings"

	"smartaccounts/tools/bench/report"
)

// Prices in US dollars, us-east-1, arm64, on demand, without free tiers; read in November 2026:
// https://aws.amazon.com/api-gateway/pricing/, /lambda/pricing/, /dynamodb/pricing/on-demand/, /kms/pricing/,
// /ses/pricing/. SES's is that of the Essentials plan, which new accounts have.
const (
	apiMillion    = 1.00         // requests to an HTTP API
	lambdaMillion = 0.20         // invocations
	gbSecond      = 0.0000133334 // of Lambda
	readMillion   = 0.125        // read units
	writeMillion  = 0.625        // write units
	kmsMillion    = 3.00         // calls of KMS
	mailMillion   = 160.0        // mails
)

// What a function is given, and how long a call of AWS takes from there, which cannot be measured here.
const (
	memory      = 256.0  // MB, as in template.yaml
	wholeMemory = 1769.0 // MB that come with a whole processor
	callSeconds = 0.005
)

// Operation is a request of the API and what it calls besides DynamoDB.
type Operation struct {
	Name string
	KMS  float64
}

// Operations are those that are priced, as they are named in the figures.
func Operations() []Operation {
	return []Operation{{"search", 0}, {"directory", 0}, {"account", 0}, {"check", 0}, {"submit", 0}, {"view", 0}, {"send-code", 0}, {"decide", 1}}
}

// Line is what a million of an operation cost.
type Line struct {
	Name                            string
	API, Lambda, Reads, Writes, KMS float64
	Milliseconds                    float64 // billed for one
}

// Total is the sum.
func (l Line) Total() float64 { return l.API + l.Lambda + l.Reads + l.Writes + l.KMS }

// Of reckons a million of an operation from its figures.
func Of(o Operation, rows []report.Row) (Line, error) {
	figure := func(what string) (float64, error) {
		for _, row := range rows {
			if row.Name == "operation: "+o.Name+" "+what && row.Note == "" {
				return row.Value, nil
			}
		}
		return 0, fmt.Errorf("no figure of %s %s: `make bench` measures it", o.Name, what)
	}
	var found [4]float64
	for n, what := range []string{"reads", "writes", "CPU", "serial calls"} {
		var err error
		if found[n], err = figure(what); err != nil {
			return Line{}, err
		}
	}
	reads, writes, processor, serial := found[0], found[1], found[2], found[3]
	seconds := processor/1000*wholeMemory/memory + serial*callSeconds
	return Line{
		Name: o.Name, API: apiMillion, Lambda: lambdaMillion + 1e6*seconds*memory/1024*gbSecond,
		Reads: reads * readMillion, Writes: writes * writeMillion, KMS: o.KMS * kmsMillion, Milliseconds: 1000 * seconds,
	}, nil
}

// Markdown writes what a million of each operation cost, and what a request costs from the submission to the
// decision, with the mails that it takes.
func Markdown(rows []report.Row) (string, error) {
	var b strings.Builder
	b.WriteString("| a million of | API Gateway | Lambda | DynamoDB reads | DynamoDB writes | KMS | together | billed for one |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	totals := map[string]float64{}
	for _, o := range Operations() {
		l, err := Of(o, rows)
		if err != nil {
			return "", err
		}
		totals[o.Name] = l.Total()
		fmt.Fprintf(&b, "| %s | $%.2f | $%.2f | $%.2f | $%.2f | $%.2f | **$%.2f** | %.0f ms |\n",
			l.Name, l.API, l.Lambda, l.Reads, l.Writes, l.KMS, l.Total(), l.Milliseconds)
	}
	// Invitation, code, and the outcome to requester and approver.
	const mails = 4
	calls := totals["submit"] + totals["view"] + totals["send-code"] + totals["decide"]
	fmt.Fprintf(&b, "\nA million requests that one nominee approves: $%.0f for submit, view, code and decision, and $%.0f to SES for %d mails each.\n",
		calls, mails*mailMillion, mails)
	return b.String(), nil
}
