package link_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/meta/wildtest"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
)

// Whatever a webhook holds, the desktops of a supervisor and of the agent who has
// the thread take it in on the connection that they have, and one that comes
// afterwards becomes live. Nothing of it is too large to be sent or kept.
func TestRule3_whateverAWebhookHolds_realDesktopsAreLiveAndStay(t *testing.T) {
	t.Parallel()
	r := newReal(t)
	boss, agent := r.desktopOf(owner), r.desktopOf(ana)
	r.Inbox(owner, ana)
	r.Customer("4917600000001", "the first one")
	ref := r.Waiting()
	agent.eventually("the agent sees that it waits", func() bool { _, ok := agent.thread(); return ok })
	r.Command(ana, wire.CmdTake.Name, ref, nil)
	agent.eventually("enter brings the messages", func() bool { th, _ := agent.thread(); return th.Access == wire.AccessFull })
	for _, a := range []*app{boss, agent} {
		for range len(a.states) {
			<-a.states // on the way to here
		}
	}
	types := slices.Sorted(maps.Keys(wildtest.Contents()))
	sent := 1
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(types).Draw(rt, "type")
		r.Webhook(wildtest.Body(rt, spinetest.Phone, kind, sent+1))
		sent += 3
		head, err := r.DB.Head(t.Context(), org)
		if err != nil {
			rt.Fatal(err)
		}
		for name, a := range map[string]*app{"boss": boss, "agent": agent} {
			a.reaches(head)
			if s := a.State(); s.Skipped > 0 || s.State != link.StateLive {
				rt.Fatalf("%s: %+v", name, s)
			}
		}
	})
	for name, a := range map[string]*app{"boss": boss, "agent": agent} {
		for range len(a.states) {
			if s := <-a.states; s.State != link.StateLive && s.State != link.StateCatchingUp {
				t.Errorf("%s was %+v on the way", name, s)
			}
		}
	}
	fresh := r.desktopOf(owner)
	head, err := r.DB.Head(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	fresh.reaches(head)
	if s := fresh.State(); s.Skipped > 0 {
		t.Errorf("a new desktop: %+v", s)
	}
}
