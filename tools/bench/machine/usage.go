// Package machine measures and limits the resources that processes use.
package machine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Usage has the resources that a process has used.
type Usage struct {
	CPU         time.Duration // user and system
	MajorFaults int           // pages that were read from disk
	RSS         int           // bytes now in memory
}

// ticksPerSecond is the unit of times in /proc, on every Linux that Go runs on.
const ticksPerSecond = 100

// UsageOf returns the usage of a process so far, from /proc.
func UsageOf(pid int) (Usage, error) {
	folder := "/proc/" + strconv.Itoa(pid)
	stat, err := os.ReadFile(folder + "/stat")
	if err != nil {
		return Usage{}, err
	}
	used, err := readStat(string(stat))
	if err != nil {
		return Usage{}, err
	}
	status, err := os.ReadFile(folder + "/status")
	if err != nil {
		return Usage{}, err
	}
	used.RSS, err = readRSS(string(status))
	return used, err
}

// ThreadTime returns the processor time of all threads of the process in nanoseconds, for intervals too short for
// Usage. It omits threads that have ended; Go's threads rarely do.
func ThreadTime(pid int) time.Duration {
	files, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/schedstat")
	var total time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		first, _, _ := strings.Cut(string(text), " ")
		spent, notNumber := strconv.ParseInt(first, 10, 64)
		if err == nil && notNumber == nil {
			total += time.Duration(spent)
		}
	}
	return total
}

// readStat parses /proc/PID/stat (proc_pid_stat(5)). The program's name may contain any character, so fields are
// counted from the last parenthesis.
func readStat(stat string) (used Usage, err error) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	const majflt, utime, stime = 9, 11, 12
	if len(fields) <= stime {
		return used, fmt.Errorf("stat has %d fields", len(fields))
	}
	var user, system int64
	for field, into := range map[int]*int64{utime: &user, stime: &system} {
		if *into, err = strconv.ParseInt(fields[field], 10, 64); err != nil {
			return used, err
		}
	}
	used.CPU = time.Duration(user+system) * time.Second / ticksPerSecond
	used.MajorFaults, err = strconv.Atoi(fields[majflt])
	return used, err
}

func readRSS(status string) (int, error) {
	_, rest, found := strings.Cut(status, "VmRSS:")
	fields := strings.Fields(rest)
	if !found || len(fields) < 2 || fields[1] != "kB" {
		return 0, errors.New("status has no VmRSS in kB")
	}
	kilobytes, err := strconv.Atoi(fields[0])
	return kilobytes << 10, err
}
