package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/parleydesk/parley/backend/store"
)

// The aims of growing and of the time after it.
const (
	aimGrown   = 0.9    // of the rate of an empty database
	aimRebuild = 5000.0 // entries a second
)

const (
	stops     = 10  // at which the growing relay is looked at
	calmRate  = 300 // webhooks a second at a stop
	dataLabel = "kB of database for one"
)

// growth measures one relay from an empty database to as many messages as asked
// for, beside a bare insert that grows as far; then what a relay of that size
// takes: memory, a start, a rebuild.
func (b *bench) growth(ctx context.Context) error {
	alone := *b
	alone.against = "" // it would take as long again, and nobody asks
	targets, stop, err := alone.servers(ctx, floorBare)
	defer stop()
	if err != nil {
		return err
	}
	relay, bare := named(targets, "relay"), named(targets, floorBare)
	for range stops {
		for _, t := range targets {
			rate, err := t.loader(16).some(ctx, int64(b.size/stops))
			if err != nil {
				return err
			}
			calm, err := t.loader(16).steady(ctx, b.phase, calmRate)
			if err != nil {
				return err
			}
			t.rate, t.p50, t.p99 = append(t.rate, rate), append(t.p50, calm.at(50)), append(t.p99, calm.at(99))
		}
	}
	b.reportGrowth(relay, bare)
	b.table.add("  memory, idle → then", fmt.Sprintf("%.0f → %.0f MB", relay.idle, residentMB(relay.pid)), fmt.Sprintf("%.0f MB bare insert", residentMB(bare.pid)), "")
	b.table.add("  "+dataLabel, fmt.Sprintf("%.2f", 1000*fileMB(relay.office.Database())/float64(relay.next.Load())),
		fmt.Sprintf("%.2f bare insert", 1000*fileMB(bare.file)/float64(bare.next.Load())), "")
	return b.afterwards(ctx, relay, bare)
}

func (b *bench) reportGrowth(relay, bare *target) {
	last := len(relay.rate) - 1
	b.table.add(fmt.Sprintf("from empty to %d messages, 16 senders: webhooks/s in the first tenth", b.size),
		relay.rate[:1].text(""), bare.rate[:1].text("")+" bare insert", ratio(relay.rate[:1], bare.rate[:1]))
	b.table.add("  in the last tenth", relay.rate[last:].text(""), bare.rate[last:].text("")+" bare insert", ratio(relay.rate[last:], bare.rate[last:]))
	b.table.add(fmt.Sprintf("  answer at %d/s at %d stops: median", calmRate, stops), relay.p50.text(" ms"), bare.p50.text(" ms")+" bare insert", ratio(relay.p50, bare.p50))
	b.table.add("  99th percentile", relay.p99.text(" ms"), bare.p99.text(" ms")+" bare insert", ratio(relay.p99, bare.p99))
	kept, floor := relay.rate[last]/relay.rate[0], bare.rate[last]/bare.rate[0]
	b.table.aim(fmt.Sprintf("growth to %d messages: the last tenth ≥ %.1f × the first", b.size, aimGrown), kept >= aimGrown,
		fmt.Sprintf("%.2f, bare insert %.2f", kept, floor))
}

// afterwards measures a start after a crash and a rebuild of what has grown.
func (b *bench) afterwards(ctx context.Context, relay, bare *target) error {
	var began, opened sample
	for range b.repeat {
		relay.office.Kill()
		if err := relay.office.Start(); err != nil {
			return err
		}
		took, err := relay.office.WaitReady(ctx)
		if err != nil {
			return err
		}
		began = append(began, float64(took.Microseconds())/1000)
		at := time.Now()
		far, err := openBare(ctx, bare.file, relayPragmas)
		if err != nil {
			return err
		}
		far.close()
		opened = append(opened, float64(time.Since(at).Microseconds())/1000)
	}
	b.table.add("  start after a crash → ready", began.text(" ms"), opened.text(" ms")+" open the file and prepare", ratio(began, opened))
	b.table.add("  memory after a start", fmt.Sprintf("%.0f MB", residentMB(relay.office.PID())), "", "")
	if code := relay.office.Stop(); code != 0 {
		return fmt.Errorf("the relay ended with code %d; its log is %s", code, relay.office.LogFile())
	}
	entries, err := b.entriesIn(ctx, relay.office.Database())
	if err != nil {
		return err
	}
	at := time.Now()
	cmd := exec.CommandContext(ctx, b.relay, "rebuild", "--data-dir", filepath.Dir(relay.office.Database())) //nolint:gosec // what is measured
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("rebuild: %w\n%s", err, out)
	}
	rate := float64(entries) / time.Since(at).Seconds()
	b.table.add(fmt.Sprintf("rebuild of %d entries: entries/s", entries), number(rate), "", "")
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	b.table.add("  time on a core for one", number(float64(used.Microseconds())/float64(entries))+" µs", "", "")
	b.table.aim(fmt.Sprintf("rebuild ≥ %.0f entries/s", aimRebuild), rate >= aimRebuild, number(rate))
	return nil
}

// entriesIn counts the entries of a database that no relay serves.
func (b *bench) entriesIn(ctx context.Context, path string) (all int64, err error) {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // only read
	marks, err := db.Marks(ctx)
	for _, m := range marks {
		all += m.Seq
	}
	return all, err
}
