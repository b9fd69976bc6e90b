package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
)

// anotherTime runs a relay for a moment whose computer shows another time.
func anotherTime(t *testing.T, dir string, off time.Duration) {
	t.Helper()
	began := time.Now()
	r, err := relay.New(t.Context(), relay.Options{
		Config: offline(t, dir), Log: slog.New(slog.DiscardHandler),
		Clock:  func() time.Time { return time.Now().Add(off) },
		Steady: clock.Steady{Boot: "another", Now: func() time.Duration { return time.Since(began) }},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// offline is a configuration in which nobody tells the time.
func offline(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen, cfg.Meta.BaseURL = "127.0.0.1:0", "127.0.0.1:0", "http://127.0.0.1:1"
	return cfg
}

func TestRule4_anOperatorPutsTheClockRight(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{25 * time.Hour, -25 * time.Hour, 3650 * 24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			anotherTime(t, dir, off)
			code, said := do(t, nil, "clock", "--data-dir", dir)
			if code != exitOK || strings.Contains(said, "later") != (off > 0) || !strings.Contains(said, "--right") {
				t.Errorf("it says, with %d:\n%s", code, said)
			}
			if n := len(corrections(t, dir)); n != 0 {
				t.Errorf("looking alone put %d corrections on the record", n)
			}
			if code, said := do(t, nil, "clock", "--data-dir", dir, "--right"); code != exitOK || !strings.Contains(said, "done") {
				t.Fatalf("it says, with %d:\n%s", code, said)
			}
			list := corrections(t, dir)
			if len(list) != 1 || !list[0].Operator || list[0].By != "" {
				t.Errorf("the record says %+v", list)
			}
			stop := serving(t, dir)
			defer stop()
			if code, said := do(t, nil, "clock", "--data-dir", dir); code != exitFailed || !strings.Contains(said, "Stop it first") {
				t.Errorf("beside a running relay it says, with %d:\n%s", code, said)
			}
		})
	}
}

// corrections gives those in the record; what comes last is stamped now.
func corrections(t *testing.T, dir string) (list []desk.ClockEntry) {
	t.Helper()
	lock, err := datadir.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock() //nolint:errcheck // the test ends with the folder
	r, err := datadir.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // only read
	orgs, err := r.Orgs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var newest int64
	err = r.EntriesAfter(t.Context(), orgs[0], 0, 10_000, func(e desk.Entry, _ []byte, _ string) error {
		newest = e.At
		var c desk.ClockEntry
		if e.Kind == desk.EntryClockSet {
			list = append(list, c)
			return json.Unmarshal(e.Payload, &list[len(list)-1])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if off := time.Since(time.UnixMilli(newest)).Abs(); len(list) > 0 && off > time.Minute {
		t.Errorf("the correction is stamped %s off", off)
	}
	return list
}
