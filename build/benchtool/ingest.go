package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"

	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// The aims of durable ingest, against the bare insert.
var aimRate = map[int]float64{1: 0.6, 16: 0.4, 64: 0.35}

const (
	aimP99  = 4.0
	aimedAt = 1000.0 // webhooks a second at which the slowest answers are compared
)

// startRelay runs a relay with an owner and a number in a folder of its own.
func (b *bench) startRelay(ctx context.Context) (*rig.Office, *rig.World, error) {
	return b.startRelayOf(ctx, b.relay)
}

func (b *bench) startRelayOf(ctx context.Context, bin string) (*rig.Office, *rig.World, error) {
	dir, err := b.fresh("relay")
	if err != nil {
		return nil, nil, err
	}
	return startRelayIn(ctx, bin, dir)
}

func startRelayIn(ctx context.Context, bin, dir string) (*rig.Office, *rig.World, error) {
	world := rig.NewWorld(sandbox.Config{Empty: true, Pace: sandbox.Pace{First: -1}})
	relay, err := rig.NewRelay(filepath.Clean(bin), dir, world.URL)
	if err != nil {
		world.Close()
		return nil, nil, err
	}
	office, err := rig.Furnish(ctx, relay, world)
	if err != nil {
		relay.Kill()
		world.Close()
		return nil, nil, err
	}
	return office, world, nil
}

// target is one server under load, and what it came to.
type target struct {
	server
	name      string
	next      atomic.Int64
	body      func(n int64) []byte // nil = body
	rate, cpu sample               // cpu: microseconds on a core for one webhook
	steady    float64              // a second, while latencies were taken
	p50, p99  sample
	office    *rig.Office // nil for a floor
	idle      float64     // MB of memory before any load
}

// loader makes one for the target.
func (t *target) loader(senders int) *loader {
	l := newLoader(t.url, senders, &t.next)
	if t.body != nil {
		l.body = t.body
	}
	return l
}

// servers starts what durable ingest is measured with, each a process of its own:
// signature only, bare insert, the relay, and the other relay if one is named.
func (b *bench) servers(ctx context.Context, modes ...string) (all []*target, stop func(), err error) {
	var ends []func()
	stop = func() {
		for _, end := range ends {
			end()
		}
	}
	for _, mode := range modes {
		s, err := b.startFloor(mode)
		if err != nil {
			return nil, stop, err
		}
		ends = append(ends, func() { s.stop() }) //nolint:errcheck,gosec // it only serves this run
		all = append(all, &target{server: s, name: mode})
	}
	for _, r := range []struct{ name, bin string }{{"relay", b.relay}, {"against", b.against}} {
		if r.bin == "" {
			continue
		}
		office, world, err := b.startRelayOf(ctx, r.bin)
		if err != nil {
			return nil, stop, err
		}
		ends = append(ends, func() { office.Kill(); world.Close() })
		all = append(all, &target{
			server: server{url: office.URL, pid: office.PID()}, name: r.name, office: office, idle: residentMB(office.PID()),
		})
	}
	return all, stop, nil
}

// named finds a target; nil if it does not take part.
func named(targets []*target, name string) *target {
	for _, t := range targets {
		if t.name == name {
			return t
		}
	}
	return nil
}

// ingest measures durable ingest over loopback HTTP, all servers in turn, with
// customers who are known.
func (b *bench) ingest(ctx context.Context) error {
	targets, stop, err := b.servers(ctx, floorHMAC, floorBare)
	defer stop()
	if err != nil {
		return err
	}
	for _, t := range targets {
		if _, err := t.loader(16).some(ctx, customers); err != nil {
			return err
		}
	}
	for _, senders := range []int{1, 16, 64} {
		if err := b.load(ctx, senders, targets); err != nil {
			return err
		}
		b.reportIngest(fmt.Sprintf("durable ingest, %d known customers, %d senders", customers, senders), senders, targets)
	}
	relay, bare := named(targets, "relay"), named(targets, floorBare)
	b.table.add("relay's memory, idle → after all that", fmt.Sprintf("%.0f → %.0f MB", relay.idle, residentMB(relay.pid)),
		fmt.Sprintf("%.0f MB (bare insert)", residentMB(bare.pid)), "")
	return nil
}

// scattered measures ingest when each webhook is of another of very many
// customers, all of them known.
func (b *bench) scattered(ctx context.Context) error {
	targets, stop, err := b.servers(ctx, floorBare)
	defer stop()
	if err != nil {
		return err
	}
	many := int64(max(b.size/5, 1))
	for _, t := range targets {
		t.body = func(n int64) []byte { return bodyOf(n, scatter(n, many)) }
		if _, err := t.loader(64).some(ctx, many); err != nil {
			return err
		}
	}
	for _, senders := range []int{1, 16, 64} {
		if err := b.load(ctx, senders, targets); err != nil {
			return err
		}
		b.reportIngest(fmt.Sprintf("durable ingest, %d scattered customers, %d senders", many, senders), senders, targets)
	}
	return nil
}

// scatter gives each of the customers once, in their order, and then any of them.
func scatter(n, customers int64) int64 {
	if n <= customers {
		return n % customers
	}
	return int64(uint64(n) * 0x9E3779B97F4A7C15 >> 1 % uint64(customers)) //nolint:gosec // both are positive
}

// statuses measures how far messages have come: the business writes on its phone,
// and Meta says that each was delivered and read.
func (b *bench) statuses(ctx context.Context) error {
	targets, stop, err := b.servers(ctx, floorBare)
	defer stop()
	if err != nil {
		return err
	}
	said := int64(max(b.size/2, 1))
	for _, t := range targets {
		if t.office != nil { // the floor needs nothing to be there
			t.body = echo
			if _, err := t.loader(64).some(ctx, said); err != nil {
				return err
			}
		}
		t.next.Store(0)
		t.body = func(n int64) []byte { return receipt((n-1)%said+1, (n-1)/said) }
	}
	for _, senders := range []int{16, 64} {
		if err := b.load(ctx, senders, targets); err != nil {
			return err
		}
		b.reportIngest(fmt.Sprintf("statuses of %d messages, %d senders", said, senders), senders, targets)
	}
	return nil
}

// load measures each server's rate, then its latency at the rate that is aimed
// at, or at half of what the slowest one managed if that is less.
func (b *bench) load(ctx context.Context, senders int, targets []*target) error {
	for _, t := range targets {
		t.rate, t.cpu, t.p50, t.p99 = nil, nil, nil, nil
		if _, err := t.loader(senders).full(ctx, b.phase/4); err != nil { // warm
			return err
		}
	}
	for range b.repeat {
		slowest := 0.0
		for _, t := range targets {
			sent, used := t.next.Load(), cpuMs(t.pid)
			rate, err := t.loader(senders).full(ctx, b.phase)
			if err != nil {
				return err
			}
			t.rate = append(t.rate, rate)
			t.cpu = append(t.cpu, (cpuMs(t.pid)-used)*1000/float64(t.next.Load()-sent))
			if slowest == 0 || rate < slowest {
				slowest = rate
			}
		}
		at := aimedAt
		if slowest < aimedAt {
			at = slowest / 2
		}
		for _, t := range targets {
			l, err := t.loader(senders).steady(ctx, b.phase, at)
			if err != nil {
				return err
			}
			t.steady, t.p50, t.p99 = at, append(t.p50, l.at(50)), append(t.p99, l.at(99))
		}
	}
	return nil
}

func (b *bench) reportIngest(name string, senders int, targets []*target) {
	relay, bare := named(targets, "relay"), named(targets, floorBare)
	others := []struct {
		t    *target
		what string
	}{{bare, " bare insert"}, {named(targets, floorHMAC), " signature only"}, {named(targets, "against"), " the other relay"}}
	for _, row := range []struct {
		what string
		of   func(t *target) sample
		unit string
	}{
		{name + ": webhooks/s", func(t *target) sample { return t.rate }, ""},
		{"  time on a core for one", func(t *target) sample { return t.cpu }, " µs"},
		{fmt.Sprintf("  answer, median, at %.0f/s", relay.steady), func(t *target) sample { return t.p50 }, " ms"},
		{"  answer, 99th percentile", func(t *target) sample { return t.p99 }, " ms"},
	} {
		what, ours := row.what, row.of(relay).text(row.unit)
		for _, o := range others {
			if o.t != nil {
				b.table.add(what, ours, row.of(o.t).text(row.unit)+o.what, ratio(row.of(relay), row.of(o.t)))
				what, ours = "", ""
			}
		}
	}
	if other := named(targets, "against"); other != nil {
		b.table.add("  the other relay beside bare insert: webhooks/s, 99th percentile", "", "", ratio(other.rate, bare.rate)+", "+ratio(other.p99, bare.p99))
	}
	b.table.aim(fmt.Sprintf("%s: rate ≥ %.2f × bare insert", name, aimRate[senders]),
		relay.rate.median() >= aimRate[senders]*bare.rate.median(), ratio(relay.rate, bare.rate))
	b.table.aim(fmt.Sprintf("%s: p99 at %.0f/s ≤ %.0f × bare insert's", name, relay.steady, aimP99),
		relay.p99.median() <= aimP99*bare.p99.median(), ratio(relay.p99, bare.p99))
}
