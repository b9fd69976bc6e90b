package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// threadsOf names the threads that a desktop holds.
func threadsOf(d *wiretest.Desktop) []string {
	var ids []string
	for k := range maps.Keys(d.Rows) {
		if id, ok := strings.CutPrefix(k, "thread/"); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// follow reads changes up to the head. It fails on word that a thread is gone
// which the desktop never held, unless it comes anew in the same frame.
func follow(t rapid.TB, d *wiretest.Desktop, head int64) {
	for d.Cursor.Seq < head {
		f, code := d.Read()
		if f.Changes == nil {
			t.Fatalf("got %s, close %d", f.Kind, code)
		}
		for i, c := range f.Changes.Items {
			comes := slices.ContainsFunc(f.Changes.Items[i:], func(n wire.Change) bool { return !n.Gone && n.Kind == c.Kind && n.ID == c.ID })
			if _, held := d.Rows[c.Kind+"/"+c.ID]; c.Gone && !held && !comes {
				t.Fatalf("told that %s %s is gone, which was never here", c.Kind, c.ID)
			}
			d.Apply([]wire.Change{c})
		}
		d.Cursor.Seq = f.Changes.To
	}
}

// Rule 2: whatever happens to conversations, leave goes only to who had the
// thread, and whoever no longer may see it has let it go.
func TestRule2_leaveGoesToWhoHadIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const carl = desk.UserID("usr_carl")
	r.Person(carl, desk.RoleAgent)
	people := []desk.UserID{ana, bruno, carl}
	for _, u := range people {
		r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: u, Connected: true})
	}
	boxes, err := desk.Find[*desk.Inbox](context.Background(), r.DB, org, desk.Inboxes.With())
	if err != nil {
		t.Fatal(err)
	}
	mode := func(m desk.Mode) {
		r.Command(alex, wire.CmdPutInbox.Name, wire.PutInbox{
			ID: string(boxes[0].ID), Name: "Support", Mode: string(m), ReassignSeconds: 30, Members: []string{string(ana), string(bruno)},
		}, nil)
	}
	customers := 0
	rapid.Check(t, func(rt *rapid.T) {
		desktops := map[desk.UserID]*wiretest.Desktop{}
		for _, u := range people {
			desktops[u] = r.dial(u, fmt.Sprintf("dev_%s", u), wire.Hello{})
		}
		defer func() {
			for _, d := range desktops {
				_ = d.Conn.Close()
			}
		}()
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			act := rapid.SampledFrom([]string{"write", "write", "take", "accept", "decline", "close", "transfer", "requeue", "manual", "in turn"}).Draw(rt, "act")
			by := rapid.SampledFrom([]desk.UserID{ana, bruno, alex}).Draw(rt, "by")
			switch act {
			case "write":
				customers++
				r.Customer(fmt.Sprintf("49152%07d", customers), "hello")
			case "manual":
				mode(desk.ModeManual)
			case "in turn":
				mode(desk.ModeRoundRobin)
			default:
				r.something(rt, act, by)
			}
			for _, u := range people {
				follow(rt, desktops[u], r.head())
			}
		}
		for _, u := range people {
			fresh := r.dial(u, fmt.Sprintf("fresh_%s", u), wire.Hello{})
			if have, want := threadsOf(desktops[u]), threadsOf(fresh); !slices.Equal(have, want) {
				rt.Fatalf("%s holds %v, a fresh desktop %v", u, have, want)
			}
			_ = fresh.Conn.Close()
		}
		r.closeAll()
	})
}

// closeAll ends every conversation, so that the next round begins without them.
func (r *rig) closeAll() {
	r.t.Helper()
	list, err := r.DB.OpenInteractions(context.Background(), org)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, it := range list {
		r.try(alex, wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
	}
}

// something does it to one of the conversations, or is refused.
func (r *rig) something(rt *rapid.T, act string, by desk.UserID) {
	list, err := r.DB.OpenInteractions(context.Background(), org)
	if err != nil {
		rt.Fatal(err)
	}
	if len(list) == 0 {
		return
	}
	it := list[rapid.IntRange(0, len(list)-1).Draw(rt, "which")]
	ref := wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}
	offer := wire.OfferRef{}
	if o, err := r.DB.OpenOfferOf(context.Background(), org, it.ID); err == nil {
		offer.OfferID, by = string(o.ID), o.UserID
	}
	switch act {
	case "take":
		r.try(by, wire.CmdTake.Name, ref)
	case "accept":
		r.try(by, wire.CmdAcceptOffer.Name, offer)
	case "decline":
		r.try(by, wire.CmdDeclineOffer.Name, offer)
	case "close":
		r.try(alex, wire.CmdClose.Name, ref)
	case "requeue":
		r.try(alex, wire.CmdRequeue.Name, ref)
	case "transfer":
		to := rapid.SampledFrom([]desk.UserID{ana, bruno}).Draw(rt, "to")
		r.try(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: ref.InteractionID, Epoch: ref.Epoch, To: string(to)})
	}
}

// try records a command, granted or not.
func (r *rig) try(by desk.UserID, name string, body any) {
	r.t.Helper()
	entry := desk.CommandEntry{UserID: by, ClientID: desk.NewID("cmd"), Name: name, Body: encode(r.t, body)}
	r.Submit(desk.Proposal{Kind: desk.EntryCommand, Payload: encode(r.t, entry)})
}

func encode(t *testing.T, v any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
