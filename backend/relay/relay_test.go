package relay_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/relay"
)

func TestPractice_startsAndReceives(t *testing.T) {
	ctx := context.Background()
	cfg, err := config.Defaults(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Sandbox = true
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	start := time.Now()
	r, err := relay.New(ctx, relay.Options{Config: cfg, Version: "test", Log: slog.New(slog.NewTextHandler(testLog{t}, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("up in", time.Since(start))
	defer r.Close(ctx)
	deadline := time.After(20 * time.Second)
	for {
		n, err := r.Store().CountThreads(ctx, r.Org())
		if err != nil {
			t.Fatal(err)
		}
		if n >= 3 {
			t.Log("threads", n, time.Since(start))
			return
		}
		select {
		case <-deadline:
			t.Fatal("no life")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) { l.t.Log(string(p)); return len(p), nil }
