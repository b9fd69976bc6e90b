package relay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
)

// The operator is shown what the Users page counts: an open invitation keeps its
// licences, and one that was taken back keeps none.
func TestSeats_countsWhatInvitationsKeep(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	boss := tm.desk(tm.owner(), wire.Hello{})
	cfg, err := config.Defaults(tm.dir)
	if err != nil {
		t.Fatal(err)
	}
	wants := func(when string, lines ...string) {
		t.Helper()
		var out strings.Builder
		if err := relay.Seats(t.Context(), config.OrgSeats{Config: cfg, Name: cfg.Organization}, time.Now, &out); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: %s, want %q", when, out.String(), line)
			}
		}
	}
	wants("alone", "base:           1 used", "WhatsApp:       1 used")
	inv := said[wire.Invitation](t, boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Lena", Role: "agent", Without: []string{"whatsApp"}}))
	wants("with an invitation", "base:           2 used", "Contact Center: 2 used", "WhatsApp:       1 used")
	said[wire.None](t, boss.Call(wire.CallUninvite.Name, wire.InvitationRef{ID: inv.ID}))
	wants("taken back", "base:           1 used", "Contact Center: 1 used")
}
