package integration_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (c *birdClient) SetIdentityCheck(_ context.Context, id string, on bool) error {
	c.note("identity " + id + " " + strconv.FormatBool(on))
	return c.b.fails
}

func TestIdentityCheck_isRecordedOnceTheProviderTookIt(t *testing.T) {
	t.Parallel()
	r := pinned(t, channel.Number{})
	set := func(number string, on bool) error {
		_, err := ask[wire.None](r, first, wire.CallNumberIdentity.Name, wire.NumberIdentity{NumberID: number, On: on})
		return err
	}
	recorded := func() (out []string) {
		for _, p := range r.entries {
			if p.Kind == desk.EntryNumberIdentity {
				out = append(out, string(p.Payload))
			}
		}
		return out
	}
	if err := set("num_9", true); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("of no number: %v", err)
	}
	r.numbers[first] = append(r.numbers[first], &desk.Number{ID: "num_4", Channel: desk.SMS})
	if err := set("num_4", true); desk.SaidOf(err).Subcode != "identityCheck" {
		t.Errorf("of a number for SMS: %v", err)
	}
	r.heron.fails = saysNo{Source: channel.FromProvider}.with(channel.RetryFix)
	if err := set("num_1", true); err == nil || len(recorded()) != 0 {
		t.Errorf("refused by the provider: %v, recorded %q", err, recorded())
	}
	r.heron.fails = nil
	for _, on := range []bool{true, false} {
		if err := set("num_1", on); err != nil {
			t.Fatal(err)
		}
	}
	if got := recorded(); len(got) != 2 || !slices.Contains(r.heron.asked, "identity ph_1 false with token-h") {
		t.Errorf("asked %q, recorded %q", r.heron.asked, got)
	}
}
