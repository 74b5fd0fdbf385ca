// Package price computes what operations cost on AWS from their measurements.
package price

import (
	"fmt"
	"strings"

	"smartaccounts/tools/bench/report"
)

// Prices in US dollars for us-east-1, arm64, on demand, without free tiers, as of November 2026:
// https://aws.amazon.com/api-gateway/pricing/, /lambda/pricing/, /dynamodb/pricing/on-demand/, /kms/pricing/,
// /ses/pricing/. For SES it is the price of the Essentials plan, which new accounts have.
const (
	apiMillion    = 1.00         // requests to an HTTP API
	lambdaMillion = 0.20         // invocations
	gbSecond      = 0.0000133334 // Lambda duration
	readMillion   = 0.125        // read units
	writeMillion  = 0.625        // write units
	kmsMillion    = 3.00         // KMS calls
	mailMillion   = 160.0        // mails
)

// The memory of a function, and an estimate of how long its calls of AWS take, which cannot be measured locally.
const (
	memory      = 256.0  // MB, as in template.yaml
	wholeMemory = 1769.0 // MB with which Lambda gives a whole processor
	callSeconds = 0.005
)

// Operation is a request to the API, with its number of KMS calls.
type Operation struct {
	Name string
	KMS  float64
}

// Operations returns the priced operations, with their names in the figures.
func Operations() []Operation {
	return []Operation{{"search", 0}, {"directory", 0}, {"account", 0}, {"check", 0}, {"submit", 0}, {"view", 0}, {"send-code", 0}, {"decide", 1}}
}

// Line is the cost of a million calls of an operation.
type Line struct {
	Name                            string
	API, Lambda, Reads, Writes, KMS float64
	Milliseconds                    float64 // billed per call
}

// Total returns the sum of the costs.
func (l Line) Total() float64 { return l.API + l.Lambda + l.Reads + l.Writes + l.KMS }

// Of computes the cost of a million calls of an operation from its figures.
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

// Markdown returns the costs of a million calls of each operation, and of a million requests from submission to
// decision, with their mails.
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
	// The invitation, the code, and a mail about the outcome to each of requester and approver.
	const mails = 4
	calls := totals["submit"] + totals["view"] + totals["send-code"] + totals["decide"]
	fmt.Fprintf(&b, "\nA million requests that one nominee approves: $%.0f for submit, view, code and decision, and $%.0f to SES for %d mails each.\n",
		calls, mails*mailMillion, mails)
	return b.String(), nil
}
