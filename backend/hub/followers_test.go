package hub_test

import (
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Of an interaction that is somebody else's a former agent is not told what changes, but that
// they follow the thread no longer they see.
func TestThread_whoFollowsNoLongerSeesSo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: bruno, Connected: true})
	d := r.dial(ana, "dev_a", wire.Hello{})
	r.Customer("491520000001", "hello")
	r.Command(ana, wire.CmdTake.Name, r.Waiting(), nil)
	row := func() wire.Thread {
		t.Helper()
		d.CatchUp(r.head())
		list := wiretest.All[wire.Thread](d, "thread")
		if len(list) != 1 {
			t.Fatalf("%d threads, want 1", len(list))
		}
		return list[0]
	}
	follow := wire.FollowThread{ThreadID: row().ID}
	r.Command(ana, wire.CmdFollowThread.Name, follow, nil)
	ref := func() wire.InteractionRef {
		return wire.InteractionRef{InteractionID: row().InteractionID, Epoch: row().Epoch}
	}
	r.Command(ana, wire.CmdClose.Name, ref(), nil)
	r.Command(alex, wire.CmdReopen.Name, wire.ThreadRef{ThreadID: row().ID}, nil)
	r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref().InteractionID, Epoch: ref().Epoch, To: string(bruno)}, nil)
	if got := row(); got.Owner != string(bruno) || got.Access != wire.AccessHandled || !slices.Equal(got.Followers, []string{string(ana)}) {
		t.Fatalf("the row of what bruno has now: %+v", got)
	}
	follow.Stop = true
	r.Command(ana, wire.CmdFollowThread.Name, follow, nil)
	if got := row().Followers; len(got) != 0 {
		t.Errorf("followed by %v", got)
	}
}
