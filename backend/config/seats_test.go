package config_test

import (
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/config"
)

func TestOrgSeats_areReadFromTheCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want *config.OrgSeats // nil = refused
	}{
		{nil, &config.OrgSeats{}},
		{[]string{"--contact-center=5"}, &config.OrgSeats{ContactCenter: config.SeatCount{Given: true, Seats: 5}}},
		{[]string{"--base=0", "--whatsapp=unlimited"}, &config.OrgSeats{
			Base: config.SeatCount{Given: true}, WhatsApp: config.SeatCount{Given: true, Unlimited: true},
		}},
		{[]string{"--base=-1"}, nil},
		{[]string{"--base=many"}, nil},
		{[]string{"--base=1000001"}, nil},
		{[]string{"--base="}, nil},
	} {
		cmd, err := config.Parse(append([]string{"org", "seats", "Harbour", "--data-dir=/somewhere"}, c.args...), nil, io.Discard)
		if c.want == nil {
			if err == nil {
				t.Errorf("%v: taken", c.args)
			}
			continue
		}
		if err != nil {
			t.Errorf("%v: %v", c.args, err)
			continue
		}
		got, ok := cmd.(config.OrgSeats)
		if !ok {
			t.Fatalf("%v: read as %T", c.args, cmd)
		}
		if got.Name != "Harbour" || got.Config.DataDir != "/somewhere" || got.Changes() != (len(c.args) > 0) {
			t.Errorf("%v: %q, changes %t", c.args, got.Name, got.Changes())
		}
		got.Name, got.Config = "", config.Config{}
		if d := cmp.Diff(*c.want, got); d != "" {
			t.Errorf("%v: %s", c.args, d)
		}
	}
}
