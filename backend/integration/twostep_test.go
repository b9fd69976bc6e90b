package integration_test

import (
	"context"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (c *birdClient) Register(_ context.Context, id string, pin desk.Secret) error {
	c.note("register " + id + " " + pin.Reveal())
	if pin.Reveal() != c.b.pin {
		return saysNo{Source: channel.FromProvider}.with(channel.RetryFix)
	}
	return nil
}

func (c *birdClient) SetPIN(_ context.Context, id string, pin desk.Secret) error {
	c.note("pin " + id + " " + pin.Reveal())
	c.b.pin = pin.Reveal()
	return c.b.fails
}

// pinned is a rig with a number whose PIN somebody changed.
func pinned(t *testing.T, there channel.Number) *rig {
	t.Helper()
	r := hooked(t)
	there.ID = "ph_1"
	r.heron.pin, r.heron.numbers["h10"] = "222222", []channel.Number{there}
	r.heron.asked = nil
	return r
}

func (r *rig) pin(call, number, pin string) error {
	_, err := ask[wire.None](r, first, call, wire.NumberPIN{NumberID: number, PIN: pin})
	return err
}

func (r *rig) agreed() (out []string) {
	for _, p := range r.entries {
		if p.Kind == desk.EntryNumberPIN {
			out = append(out, string(p.Payload))
		}
	}
	return out
}

func TestPIN_bothWaysOutAreConfirmedByTheProvider(t *testing.T) {
	t.Parallel()
	on := channel.Number{PINKnown: true, PINEnabled: true}
	for name, c := range map[string]struct {
		call, pin string
		there     channel.Number
		want      string // the subcode, "" = it is settled
		asked     string // what the provider is asked last
	}{
		"the right PIN":             {wire.CallPINTake.Name, "222222", on, "", "register ph_1 222222 with token-h"},
		"a wrong PIN":               {wire.CallPINTake.Name, "111111", on, "provider", "register ph_1 111111 with token-h"},
		"of one that has none":      {wire.CallPINTake.Name, "222222", channel.Number{PINKnown: true}, "twoStep", "number ph_1 with token-h"},
		"ours again":                {wire.CallPINPut.Name, "333333", on, "", "number ph_1 with token-h"},
		"the provider has none yet": {wire.CallPINPut.Name, "333333", channel.Number{PINKnown: true}, "twoStep", "number ph_1 with token-h"},
		"it doesn't say":            {wire.CallPINPut.Name, "333333", channel.Number{}, "", "number ph_1 with token-h"},
	} {
		r := pinned(t, c.there)
		err := r.pin(c.call, "num_1", c.pin)
		if got := desk.SaidOf(err); c.want == "" && err != nil || c.want == "twoStep" && got.Subcode != c.want || c.want != "" && err == nil {
			t.Errorf("%s: %v", name, err)
		}
		if settled := r.agreed(); (len(settled) == 1) != (c.want == "") {
			t.Errorf("%s: recorded %q", name, settled)
		}
		if len(r.heron.asked) == 0 || r.heron.asked[len(r.heron.asked)-1] != c.asked {
			t.Errorf("%s: asked %q", name, r.heron.asked)
		}
		for _, p := range r.entries {
			if strings.Contains(string(p.Payload), c.pin) {
				t.Errorf("%s: the record has the PIN: %s", name, p.Payload)
			}
		}
	}
}

func TestPIN_whatCannotBeOneIsRefusedBeforeAnybodyIsAsked(t *testing.T) {
	t.Parallel()
	r := pinned(t, channel.Number{})
	for _, call := range []string{wire.CallPINTake.Name, wire.CallPINPut.Name} {
		for _, bad := range []string{"", "12345", "1234567", "12345a", "१२३४५६", "12 456", "\u202e123456"} {
			if err := r.pin(call, "num_1", bad); desk.SaidOf(err).Subcode != "pin" {
				t.Errorf("%s %q: %v", call, bad, err)
			}
		}
		if err := r.pin(call, "num_9", "123456"); desk.CodeOf(err) != desk.CodeNotFound {
			t.Errorf("%s of no number: %v", call, err)
		}
		r.numbers[first] = append(r.numbers[first], &desk.Number{ID: "num_4", Channel: desk.SMS})
		if err := r.pin(call, "num_4", "123456"); desk.SaidOf(err).Subcode != "twoStep" {
			t.Errorf("%s of a number for SMS: %v", call, err)
		}
	}
	if len(r.heron.asked) != 0 || len(r.agreed()) != 0 {
		t.Errorf("asked %q, recorded %q", r.heron.asked, r.agreed())
	}
}
