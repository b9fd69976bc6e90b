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
const (
	aimRate = 0.5
	aimP99  = 3.0
)

// startRelay runs a relay with an owner and a number in a folder of its own.
func (b *bench) startRelay(ctx context.Context) (*rig.Office, *rig.World, error) {
	dir, err := b.fresh("relay")
	if err != nil {
		return nil, nil, err
	}
	return b.startRelayIn(ctx, dir)
}

func (b *bench) startRelayIn(ctx context.Context, dir string) (*rig.Office, *rig.World, error) {
	world := rig.NewWorld(sandbox.Config{Empty: true, Pace: sandbox.Pace{First: -1}})
	relay, err := rig.NewRelay(filepath.Clean(b.relay), dir, world.URL)
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
	next     atomic.Int64
	rate     sample
	p50, p99 sample
}

// ingest measures durable ingest over loopback HTTP, each server a process of
// its own and all three in turn.
func (b *bench) ingest(ctx context.Context) error {
	office, world, err := b.startRelay(ctx)
	if err != nil {
		return err
	}
	defer world.Close()
	defer office.Kill()
	idle := residentMB(office.PID())
	var targets [3]*target // hmac, bare, relay
	for i, mode := range []string{floorHMAC, floorBare} {
		s, err := b.startFloor(mode)
		if err != nil {
			return err
		}
		defer s.stop() //nolint:errcheck // it only serves this run
		targets[i] = &target{server: s}
	}
	targets[2] = &target{server: server{url: office.URL, pid: office.PID()}}
	for _, senders := range []int{1, 16, 64} {
		if err := b.load(ctx, senders, targets); err != nil {
			return err
		}
		b.reportIngest(senders, targets)
	}
	b.table.add("relay's memory, idle → after all that", fmt.Sprintf("%.0f → %.0f MB", idle, residentMB(office.PID())),
		fmt.Sprintf("%.0f MB (bare insert)", residentMB(targets[1].pid)), "")
	return nil
}

// load measures each server's rate, then its latency at a rate that all bear:
// half of what the slowest one managed.
func (b *bench) load(ctx context.Context, senders int, targets [3]*target) error {
	for _, t := range targets {
		t.rate, t.p50, t.p99 = nil, nil, nil
		if _, err := newLoader(t.url, senders, &t.next).full(ctx, b.phase/4); err != nil { // warm
			return err
		}
	}
	for range b.repeat {
		slowest := 0.0
		for _, t := range targets {
			rate, err := newLoader(t.url, senders, &t.next).full(ctx, b.phase)
			if err != nil {
				return err
			}
			t.rate = append(t.rate, rate)
			if slowest == 0 || rate < slowest {
				slowest = rate
			}
		}
		for _, t := range targets {
			l, err := newLoader(t.url, senders, &t.next).steady(ctx, b.phase, slowest/2)
			if err != nil {
				return err
			}
			t.p50, t.p99 = append(t.p50, l.at(50)), append(t.p99, l.at(99))
		}
	}
	return nil
}

func (b *bench) reportIngest(senders int, targets [3]*target) {
	hmac, bare, relay := targets[0], targets[1], targets[2]
	name := fmt.Sprintf("durable ingest, %d senders", senders)
	b.table.add(name+": webhooks/s", relay.rate.text(""), bare.rate.text("")+" bare insert", ratio(relay.rate, bare.rate))
	b.table.add("", "", hmac.rate.text("")+" signature only", ratio(relay.rate, hmac.rate))
	b.table.add("  answer, median, at half that rate", relay.p50.text(" ms"), bare.p50.text(" ms")+" bare insert", ratio(relay.p50, bare.p50))
	b.table.add("", "", hmac.p50.text(" ms")+" signature only", ratio(relay.p50, hmac.p50))
	b.table.add("  answer, 99th percentile", relay.p99.text(" ms"), bare.p99.text(" ms")+" bare insert", ratio(relay.p99, bare.p99))
	b.table.add("", "", hmac.p99.text(" ms")+" signature only", ratio(relay.p99, hmac.p99))
	b.table.aim(fmt.Sprintf("ingest at %d senders: rate ≥ %.1f × bare insert", senders, aimRate),
		relay.rate.median() >= aimRate*bare.rate.median(), ratio(relay.rate, bare.rate))
	b.table.aim(fmt.Sprintf("ingest at %d senders: p99 ≤ %.0f × bare insert's", senders, aimP99),
		relay.p99.median() <= aimP99*bare.p99.median(), ratio(relay.p99, bare.p99))
}
