package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/relay"
)

// An operator says how many licences an organization has, while the relay is
// stopped, and looks at any time.
func TestOrgSeats_areSetAndShown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, said := orgs(t, dir, "org", "seats", "My organization"); code == exitOK || !strings.Contains(said, "no database") {
		t.Errorf("without a database: %d %s", code, said)
	}
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	r, err := relay.New(t.Context(), relay.Options{Config: cfg, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if code, out, said := orgs(t, dir, "org", "seats", "my ORGANIZATION"); code != exitOK || strings.Count(out, "0 used, unlimited") != 3 {
		t.Errorf("while the relay runs: %d %s%s", code, out, said)
	}
	if code, _, said := orgs(t, dir, "org", "seats", "My organization", "--base=7"); code == exitOK || !strings.Contains(said, "Stop it first") {
		t.Errorf("set while the relay runs: %d %s", code, said)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.Close(ctx); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"--base=7", "--contact-center=5"}, []string{"base:           0 used, 7 bought", "Contact Center: 0 used, 5 bought", "WhatsApp:       0 used, unlimited"}},
		{[]string{"--whatsapp=2", "--base=unlimited"}, []string{"base:           0 used, unlimited", "Contact Center: 0 used, 5 bought", "WhatsApp:       0 used, 2 bought"}},
		{nil, []string{"Contact Center: 0 used, 5 bought"}},
	} {
		code, out, said := orgs(t, dir, append([]string{"org", "seats", "My organization"}, c.args...)...)
		for _, line := range c.want {
			if code != exitOK || !strings.Contains(out, line+"\n") {
				t.Errorf("%v: %d %s%s, want %q", c.args, code, out, said, line)
			}
		}
	}
	for _, args := range [][]string{{"org", "seats", "Another"}, {"org", "seats", "Another", "--base=1"}} {
		if code, _, said := orgs(t, dir, args...); code == exitOK || !strings.Contains(said, "Another") {
			t.Errorf("%v: %d %s", args, code, said)
		}
	}
}
