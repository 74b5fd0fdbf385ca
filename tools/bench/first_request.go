package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/runtimeapi"
	"smartaccounts/tools/bench/certificates"
	"smartaccounts/tools/bench/machine"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/bench/statistic"
)

const (
	// Lambda limits processor time per period, in proportion to memory; 1,769 MB get a whole processor.
	period       = 20 * time.Millisecond
	wholeMemory  = 1769
	firstMemory  = 128
	firstRounds  = 21
	timesAsQuick = 20
)

// firstOperations has the first operation of a new environment, by function.
var firstOperations = map[string]string{"search": "search", "submit-request": "submit", "act-on-request": "decide"}

// measureFirstRequests measures a cold start as its caller sees it: the init, which Lambda runs on a whole processor,
// and the first request, which gets the memory's share of a processor and opens a new TLS connection.
func (b *bench) measureFirstRequests(ctx context.Context) error {
	limit, err := machine.LimitProcessor(share(firstMemory), period)
	if err != nil {
		for _, name := range waitedFor {
			b.rows.Missing("start: "+name+" init and first request, against the baseline", "×", report.AtLeast(timesAsQuick),
				"no right to limit the processor: "+err.Error())
		}
		return nil
	}
	if err := limit.Remove(); err != nil {
		return err
	}
	trusted, err := certificates.Make(filepath.Join(b.folder, "certificates"))
	if err != nil {
		return err
	}
	recorded, err := b.recordAll(ctx, func(o operation) bool { return firstOperations[o.function] == o.name })
	if err != nil {
		return err
	}
	all := map[string]*firsts{}
	for range firstRounds {
		for _, name := range waitedFor {
			r := recorded[firstOperations[name]][attempts-1]
			for _, p := range b.pair(name) {
				if all[p.name] == nil {
					all[p.name] = &firsts{}
				}
				if err := all[p.name].measure(p, r, trusted); err != nil {
					return fmt.Errorf("first request of %s: %w", p.name, err)
				}
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
	for _, name := range waitedFor {
		ours, plain := all[name], all["baseline-"+name]
		for _, of := range []struct {
			name string
			took *firsts
		}{{name, ours}, {"baseline-" + name, plain}} {
			b.rows.Add("start: "+of.name+" init and first request at 128 MB", statistic.Median(of.took.whole), "ms", report.None())
			b.rows.Add("start: "+of.name+" first request alone", statistic.Median(of.took.request), "ms", report.None())
			b.rows.Add("start: "+of.name+" first request alone, processor", statistic.Median(of.took.cpu), "ms", report.None())
			b.rows.Add("start: "+of.name+" connections that the first request opens", statistic.Median(of.took.opened), "connections", report.None())
		}
		b.rows.Add("start: "+name+" init and first request, against the baseline",
			statistic.Median(plain.whole)/statistic.Median(ours.whole), "× faster", report.AtLeast(timesAsQuick))
	}
	return nil
}

// firsts has the measurements of new environments, in milliseconds.
type firsts struct {
	whole, request, cpu []float64
	opened              []float64 // number of connections
}

func share(memory int) time.Duration { return period * time.Duration(memory) / wholeMemory }

// pair returns a function and its baseline.
func (b *bench) pair(name string) []program {
	var both []program
	for _, p := range slices.Concat(b.functions, b.baselines) {
		if strings.TrimPrefix(p.name, "baseline-") == name {
			both = append(both, p)
		}
	}
	return both
}

// measure starts a new environment and sends it one event.
func (f *firsts) measure(p program, r recording, trusted certificates.Made) (err error) {
	stub := awsproxy.NewStub(r.calls)
	server := httptest.NewUnstartedServer(stub)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{trusted.Server}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // connections end when their process does, which would be logged
	var opened atomic.Int64
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.StartTLS()
	defer server.Close()
	limit, err := machine.LimitProcessor(share(firstMemory), period)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, limit.Remove()) }()

	known := p.told(variables(strings.Replace(server.URL, "127.0.0.1", "localhost", 1)))
	known["SSL_CERT_FILE"], known["SSL_CERT_DIR"] = trusted.LinuxBundle, trusted.LinuxFolder
	if !strings.HasPrefix(p.name, "baseline-") {
		known["AWS_CA_BUNDLE"] = trusted.AmazonBundle
	}
	e, err := runtimeapi.Start(runtimeapi.Program{Path: p.host, Variables: known})
	if err != nil {
		return err
	}
	defer e.Stop()
	init, err := e.Ready()
	if err != nil {
		return err
	}
	before, connections := machine.ThreadTime(e.PID()), opened.Load()
	if err := limit.Hold(e.PID()); err != nil {
		return err
	}
	answer, first, err := e.Invoke(r.event)
	if err != nil {
		return err
	}
	f.whole = append(f.whole, statistic.Milliseconds(init+first))
	f.request = append(f.request, statistic.Milliseconds(first))
	f.cpu = append(f.cpu, statistic.Milliseconds(machine.ThreadTime(e.PID())-before))
	f.opened = append(f.opened, float64(opened.Load()-connections))
	_, err = goodAnswer(answer)
	return err
}
