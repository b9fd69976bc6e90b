package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// table is what is printed at the end.
type table struct {
	rows     [][4]string // what, Parley, floor, ratio
	verdicts []string
}

func (t *table) add(what, parley, floor, ratio string) {
	t.rows = append(t.rows, [4]string{what, parley, floor, ratio})
}

// aim notes whether something that the project aims at was met.
func (t *table) aim(what string, met bool, why string) {
	word := "MISSED"
	if met {
		word = "met"
	}
	t.verdicts = append(t.verdicts, fmt.Sprintf("%-7s %s (%s)", word, what, why))
}

func (t *table) write(out io.Writer) {
	w := tabwriter.NewWriter(out, 2, 4, 2, ' ', 0)
	fmt.Fprintf(w, "\nwhat\tParley\tfloor\tParley/floor\n") //nolint:errcheck // a terminal
	for _, r := range t.rows {
		fmt.Fprintln(w, strings.Join(r[:], "\t")) //nolint:errcheck // a terminal
	}
	w.Flush()         //nolint:errcheck,gosec // a terminal
	fmt.Fprintln(out) //nolint:errcheck // a terminal
	for _, v := range t.verdicts {
		fmt.Fprintln(out, v) //nolint:errcheck // a terminal
	}
}

// facts says on what it is measured: figures of another machine are no measure.
func (b *bench) facts() {
	b.say("%s/%s, %d cores, %s, kernel %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), oneLine("/proc/sys/kernel/osrelease"))
	b.say("load when it began: %s", oneLine("/proc/loadavg"))
	b.say("each figure is the median of %d (lowest–highest); a load lasts %v; senders, relay and desktops share the cores", b.repeat, b.phase)
}

func oneLine(path string) string {
	s, err := os.ReadFile(path) //nolint:gosec // a name of ours
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(s))
}

// sample is one figure measured several times.
type sample []float64

func (s sample) median() float64 {
	if len(s) == 0 {
		return 0
	}
	c := slices.Sorted(slices.Values(s))
	return (c[(len(c)-1)/2] + c[len(c)/2]) / 2
}

// text writes the median and the spread with a unit.
func (s sample) text(unit string) string {
	if len(s) == 0 {
		return "-"
	}
	if len(s) == 1 {
		return number(s[0]) + unit
	}
	return fmt.Sprintf("%s%s (%s–%s)", number(s.median()), unit, number(slices.Min(s)), number(slices.Max(s)))
}

func number(v float64) string {
	switch {
	case v >= 1000:
		s := strconv.FormatFloat(v, 'f', 0, 64)
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
		return s
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}

func ratio(a, b sample) string {
	if b.median() == 0 {
		return "-"
	}
	return strconv.FormatFloat(a.median()/b.median(), 'f', 2, 64)
}

// latencies is what one load measured.
type latencies []time.Duration

// at gives a percentile in milliseconds.
func (l latencies) at(percent int) float64 {
	if len(l) == 0 {
		return 0
	}
	slices.Sort(l)
	return float64(l[min(len(l)-1, len(l)*percent/100)].Microseconds()) / 1000
}

// residentMB reads how much memory a process holds; 0 where that cannot be had.
func residentMB(pid int) float64 {
	return statusMB(pid, "VmRSS:")
}

func statusMB(pid int, field string) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64) //nolint:errcheck // 0 says so
			return kb / 1024
		}
	}
	return 0
}

// cpuMs reads how long a process has had a core so far; 0 where that cannot be had.
func cpuMs(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	const user, system, msPerTick = 11, 12, 10
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.ParseFloat(fields[user], 64)   //nolint:errcheck // 0 says so
	s, _ := strconv.ParseFloat(fields[system], 64) //nolint:errcheck // 0 says so
	return (u + s) * msPerTick
}
