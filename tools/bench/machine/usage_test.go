package machine

import (
	"testing"
	"time"
)

func TestUsageIsReadFromProc(t *testing.T) {
	t.Parallel()
	const stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 1500 0 7 0 250 50 0 0 20 0 9 0 12345 1234567 890 0"
	used, err := readStat(stat)
	if err != nil || used.CPU != 3*time.Second || used.MajorFaults != 7 {
		t.Errorf("got %+v, %v", used, err)
	}
	if _, err := readStat("4711 (name) S 1"); err == nil {
		t.Error("a line with too few fields was accepted")
	}
	rss, err := readRSS("Name:\tbootstrap\nVmPeak:\t 999 kB\nVmRSS:\t   18432 kB\nRssAnon:\t 1 kB\n")
	if err != nil || rss != 18<<20 {
		t.Errorf("got %d, %v", rss, err)
	}
	if _, err := readRSS("Name:\tbootstrap\n"); err == nil {
		t.Error("a status without VmRSS was accepted")
	}
}
