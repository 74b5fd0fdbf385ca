package main

import (
	"context"
	"fmt"
	"slices"

	"smartaccounts/internal/testkit/runtimeapi"
	"smartaccounts/tools/bench/machine"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/bench/statistic"
)

// waitedFor has the functions whose caller is a person; only they have targets for their start.
var waitedFor = []string{"search", "submit-request", "act-on-request"}

const (
	mostBinary  = 9.5 // MB of 10^6 bytes
	mostZip     = 3.6
	mostCold    = 16 // ms
	mostOfPlain = 0.7
	megabyte    = 1e6
	warmRounds  = 25
	coldRounds  = 41
)

// measureStarts measures the size of the programs, and the time from the start of the process until it asks for an
// event.
func (b *bench) measureStarts(ctx context.Context) error {
	for _, p := range slices.Concat(b.functions, b.baselines) {
		binary, zipped, err := sizes(p.arm64)
		if err != nil {
			return err
		}
		small, smallZip := report.None(), report.None()
		if slices.Contains(waitedFor, p.name) {
			small, smallZip = report.AtMost(mostBinary), report.AtMost(mostZip)
		}
		b.rows.Add("start: "+p.name+" arm64 binary", float64(binary)/megabyte, "MB", small)
		b.rows.Add("start: "+p.name+" arm64 zip", float64(zipped)/megabyte, "MB", smallZip)
	}
	warm, _, err := b.starts(ctx, warmRounds, false)
	if err != nil {
		return err
	}
	cold, faults, err := b.starts(ctx, coldRounds, true)
	if err != nil {
		return err
	}
	for _, p := range slices.Concat(b.functions, b.baselines) {
		b.rows.Add("start: "+p.name+" warm", statistic.Median(warm[p.name]), "ms", report.None())
		target := report.None()
		if slices.Contains(waitedFor, p.name) {
			target = report.AtMost(mostCold)
		}
		b.rows.Add("start: "+p.name+" cold", statistic.Median(cold[p.name]), "ms", target)
		b.rows.Add("start: "+p.name+" cold, page faults from disk", float64(statistic.Median(faults[p.name])), "faults", report.None())
	}
	for _, name := range waitedFor {
		plain := statistic.Median(cold["baseline-"+name])
		b.rows.Add("start: "+name+" cold, against the baseline", statistic.Median(cold[name])/plain, "×", report.AtMost(mostOfPlain))
	}
	return b.measureFirstRequests(ctx)
}

// starts starts each program once per round, so that other load on the machine affects all of them equally.
func (b *bench) starts(ctx context.Context, rounds int, cold bool) (times map[string][]float64, faults map[string][]int, err error) {
	times, faults = map[string][]float64{}, map[string][]int{}
	for range rounds {
		for _, p := range slices.Concat(b.functions, b.baselines) {
			if err := ctx.Err(); err != nil {
				return nil, nil, err
			}
			if cold {
				if err := machine.DropPages(p.host); err != nil {
					return nil, nil, err
				}
			}
			took, used, err := b.startOnce(p)
			if err != nil {
				return nil, nil, fmt.Errorf("start %s: %w", p.name, err)
			}
			times[p.name] = append(times[p.name], took)
			faults[p.name] = append(faults[p.name], used.MajorFaults)
		}
	}
	return times, faults, nil
}

func (b *bench) startOnce(p program) (milliseconds float64, used machine.Usage, err error) {
	e, err := runtimeapi.Start(runtimeapi.Program{Path: p.host, Variables: p.told(variables(b.nowhere.URL))})
	if err != nil {
		return 0, used, err
	}
	defer e.Stop()
	took, err := e.Ready()
	if err != nil {
		return 0, used, err
	}
	used, err = machine.UsageOf(e.PID())
	return statistic.Milliseconds(took), used, err
}
