package logging_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/logging"
)

// sink is where a log is written to, by a timer too.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// lines decodes what was written.
func lines(t interface{ Fatal(...any) }, written string) []map[string]any {
	var out []map[string]any
	for l := range strings.Lines(written) {
		var m map[string]any
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

// Whatever is logged how often: within a minute no message takes more than a
// fixed number of lines, and at its end every line that was not written has
// been counted.
func TestRule3_equalLogLinesAreCountedNotRepeated(t *testing.T) {
	t.Parallel()
	levels := []slog.Level{slog.LevelInfo, slog.LevelWarn, slog.LevelError}
	rapid.Check(t, func(rt *rapid.T) {
		events := rapid.SliceOfN(rapid.IntRange(0, 3*3*40-1), 0, 600).Draw(rt, "events")
		synctest.Test(t, func(_ *testing.T) {
			var out sink
			h := logging.New(slog.NewJSONHandler(&out, nil))
			log := slog.New(h).With("part", "x")
			for i, e := range events {
				log.Log(t.Context(), levels[e%3], fmt.Sprint("message ", e/3%3), "err", errors.New(fmt.Sprint("cause ", e/9)), "request_id", i) //nolint:sloglint // the message is what varies here
			}
			written := len(out.String())
			atOnce := map[string]int{}
			for _, l := range lines(rt, out.String()) {
				atOnce[fmt.Sprint(l["level"], l["msg"])]++
			}
			for m, n := range atOnce {
				if n > 20 {
					rt.Fatalf("%s: %d lines in a minute", m, n)
				}
			}
			time.Sleep(time.Minute)
			synctest.Wait()
			total := 0
			for _, l := range lines(rt, out.String()) {
				n, again := l["again"].(float64)
				if again {
					total += int(n)
				} else {
					total++
				}
			}
			if total != len(events) {
				rt.Fatalf("%d of %d lines are accounted for (%d bytes at once)", total, len(events), written)
			}
		})
	})
}

// The flood of a full disk, as an operator sees it.
func TestHandler_aFloodBecomesTwoLinesAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out sink
		h := logging.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
		log := slog.New(h)
		for i := range 413 {
			log.Error("append", "err", "the disk is full", "request_id", i, "took", time.Duration(i))
		}
		for range 3 {
			log.Debug("request") // an operator who asks for every line gets it
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		log.Error("append", "err", "the disk is full")
		h.Flush()
		got := lines(t, out.String())
		if len(got) != 1+3+1+1 {
			t.Fatalf("%d lines: %s", len(got), out.String())
		}
		if want := "append … again, 412 times in the last minute"; got[4]["msg"] != want || got[4]["err"] != "the disk is full" || got[4]["level"] != "ERROR" {
			t.Errorf("told as %v, want %q", got[4], want)
		}
	})
}
