package machine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// ProcessorLimit limits processes to a share of a processor. It is a control group, version 1 or 2.
type ProcessorLimit struct{ folder string }

// LimitProcessor creates a control group that may use the processor for quota in each period. It must run as
// root. Use a new group for each measurement: a group that exceeded its quota is slowed down afterwards.
func LimitProcessor(quota, period time.Duration) (*ProcessorLimit, error) {
	name := fmt.Sprintf("bench-%d-%d", os.Getpid(), time.Now().UnixNano())
	if _, err := os.Stat("/sys/fs/cgroup/cgroup.controllers"); err == nil {
		return limit("/sys/fs/cgroup/"+name, map[string]string{
			"cpu.max": fmt.Sprintf("%d %d", quota.Microseconds(), period.Microseconds()),
		})
	}
	return limit("/sys/fs/cgroup/cpu/"+name, map[string]string{
		"cpu.cfs_period_us": strconv.FormatInt(period.Microseconds(), 10),
		"cpu.cfs_quota_us":  strconv.FormatInt(quota.Microseconds(), 10),
	})
}

func limit(folder string, settings map[string]string) (*ProcessorLimit, error) {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return nil, err
	}
	l := &ProcessorLimit{folder}
	for name, value := range settings {
		if err := l.write(name, value); err != nil {
			return nil, errors.Join(err, l.Remove())
		}
	}
	return l, nil
}

func (l *ProcessorLimit) write(name, value string) error {
	return os.WriteFile(filepath.Join(l.folder, name), []byte(value), 0o644)
}

// Hold applies the limit to a process with all its threads.
func (l *ProcessorLimit) Hold(pid int) error { return l.write("cgroup.procs", strconv.Itoa(pid)) }

// Remove removes the control group. Its processes must have ended.
func (l *ProcessorLimit) Remove() error {
	var err error
	for range 50 {
		if err = os.Remove(l.folder); err == nil {
			return nil
		}
		time.Sleep(10 * time.Millisecond) // a process leaves its group shortly after it has ended
	}
	return err
}
