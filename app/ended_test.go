package app

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/store"
)

// TestRule6_afterItsEndASignInLosesNothing: when a sign-in ends is told while it
// lasts; when it has ended, while connected or while away, that is what the screen
// says, and what waits goes after signing in again.
func TestRule6_afterItsEndASignInLosesNothing(t *testing.T) {
	t.Parallel()
	for _, isAway := range []bool{false, true} {
		r := startRelay(t)
		way := newCable(t, r.PublicURL())
		d := newDesktop(t, nil).join(way.URL, practice.Owner, r.password)
		if left := time.Until(time.UnixMilli(d.services.session.State().SignInEnds)); left < 179*24*time.Hour || left > 180*24*time.Hour {
			t.Errorf("the sign-in is said to end in %v", left)
		}
		thread := d.take()
		d.leaveUnsent("thr_1", "half a sentence", "plan.txt")
		var waits []string
		if isAway {
			way.cut()
			waitFor(t, "the desktop is offline", func() bool { return d.services.session.State().Link.State == bridge.LinkOffline })
			waits = append(waits, "written while away")
			d.say(thread, waits[0])
		}
		r.sessionEnds(t, d.services.session.State().DeviceID)
		way.mend()
		waitFor(t, "the end is said", func() bool {
			s := d.services.session.State()
			return s.Phase == bridge.PhaseBlocked && s.UserID == "" && s.Problem != nil && s.Problem.Subcode == link.SubEnded
		})
		if err := d.services.session.SignIn(practice.Owner, r.password); err != nil {
			t.Fatal(err)
		}
		d.live()
		if got, want := d.unsent(), []string{"thr_1: half a sentence", "thr_1: plan.txt"}; !slices.Equal(got, want) {
			t.Errorf("away %v: finds %q, left %q", isAway, got, want)
		}
		if isAway {
			waitFor(t, "what waited has gone", func() bool { return slices.Equal(d.phone("written while away"), waits) })
		}
	}
}

// sessionEnds makes a device's session so old that its time is over.
func (r practiceRelay) sessionEnds(t *testing.T, device string) {
	t.Helper()
	ctx, db := context.Background(), r.Store()
	s, err := db.SessionByDevice(ctx, r.Org(), desk.DeviceID(device))
	if err != nil {
		t.Fatal(err)
	}
	s.CreatedAt -= (181 * 24 * time.Hour).Milliseconds()
	err = db.WriteTx(ctx, func(tx *store.Tx) error {
		return tx.Door(ctx, func(ctx context.Context, d desk.DoorTx) error { return d.PutSession(ctx, s) })
	})
	if err != nil {
		t.Fatal(err)
	}
}
