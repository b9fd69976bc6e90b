// Command benchtool measures Parley and prints one table, each figure beside a
// floor: the least that any program must do for the same thing, measured in the
// same run, with the same rows, batches and load.
//
// It is for build/bench. It is not for finding out why something is slow (use
// the benchmarks beside the code, with a profile) and sets no limits: it says
// plainly which aims are met and which are missed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err) //nolint:errcheck // nowhere left to tell
		os.Exit(1)
	}
}

// bench is one run: where it works, how long it may take, what it found.
type bench struct {
	dir      string
	root     string
	relay    string // parley-relay, built for this run
	against  string // another parley-relay, measured beside it where webhooks are; "" = none
	size     int    // messages of the parts that are about many
	phase    time.Duration
	repeat   int
	messages int    // that are searched
	keep     string // folder in which their relay stays for the next run, "" = none
	app      string // the desktop's executable, "" = not built
	table    table
	out      io.Writer
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 && args[0] == floorCommand {
		return serveFloor(ctx, args[1:])
	}
	flags := flag.NewFlagSet("benchtool", flag.ContinueOnError)
	b := &bench{out: out}
	flags.StringVar(&b.root, "root", ".", "folder of the repository")
	flags.StringVar(&b.relay, "relay", "", "parley-relay to measure")
	flags.StringVar(&b.app, "app", "", "desktop app to measure; not measured if not given")
	flags.DurationVar(&b.phase, "phase", 2*time.Second, "how long each load lasts")
	flags.IntVar(&b.repeat, "repeat", 3, "how often each measurement is made")
	flags.IntVar(&b.messages, "messages", 100_000, "how many messages are searched")
	flags.StringVar(&b.keep, "keep", "", "folder in which the messages stay for the next run with as many")
	flags.StringVar(&b.against, "against", "", "another parley-relay, measured in turn with the first: ingest, scattered, statuses")
	flags.IntVar(&b.size, "size", 100_000, "messages of growth and copy; scattered has a fifth as many customers, statuses half as many messages")
	only := flags.String("only", "", "measure these parts only, separated by commas: "+strings.Join(b.partNames(), ", "))
	if err := flags.Parse(args); err != nil {
		return err
	}
	if b.relay == "" || b.repeat < 1 || b.phase <= 0 || b.size < 10_000 {
		return errors.New("needs --relay, a positive --repeat, a positive --phase and a --size of 10000 or more")
	}
	chosen, err := b.chosen(*only)
	if err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "parley-bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir) //nolint:errcheck // a temporary folder
	b.facts()
	for _, part := range chosen {
		started := time.Now()
		b.say("measuring %s …", part.name)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		b.say("  %.0f s", time.Since(started).Seconds())
	}
	b.table.write(out)
	return nil
}

// part is something that is measured by itself.
type part struct {
	name string
	do   func(context.Context) error
}

func (b *bench) parts() []part {
	return []part{
		{"ingest", b.ingest}, {"scattered", b.scattered}, {"statuses", b.statuses}, {"growth", b.growth},
		{"search", b.search}, {"replica", b.replica}, {"crowd", b.crowded}, {"copy", b.copyOfMany},
		{"routing", b.routing}, {"shifts", b.shifts}, {"rehearse", b.rehearse}, {"records", b.records}, {"windows", b.windows}, {"window", b.window}, {"list", b.list}, {"sizes", b.sizes},
	}
}

func (b *bench) partNames() (names []string) {
	for _, p := range b.parts() {
		names = append(names, p.name)
	}
	return names
}

// chosen gives the parts of a list, all for "".
func (b *bench) chosen(list string) (out []part, err error) {
	if list == "" {
		return b.parts(), nil
	}
	for name := range strings.SplitSeq(list, ",") {
		i := slices.Index(b.partNames(), name)
		if i < 0 {
			return nil, fmt.Errorf("there is no part %q; there are %s", name, strings.Join(b.partNames(), ", "))
		}
		out = append(out, b.parts()[i])
	}
	return out, nil
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.out, format+"\n", args...) //nolint:errcheck // a terminal
}

// fresh makes a folder of its own for one measurement.
func (b *bench) fresh(name string) (string, error) {
	return os.MkdirTemp(b.dir, filepath.Base(name))
}
