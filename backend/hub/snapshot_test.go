package hub_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func customer(i int) string { return fmt.Sprintf("49152000%04d", i) }

// writeAt has a customer write at a second of their own, so that threads have an
// order.
func (r *rig) writeAt(from string, at time.Time, text string) {
	r.t.Helper()
	r.Webhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Customer"},"wa_id":%q}],
		"messages":[{"from":%q,"id":"wamid.at%d.%s","timestamp":"%d","type":"text","text":{"body":%q}}]}}]}]}`,
		spinetest.Phone, from, from, at.Unix(), from, at.Unix(), text))
}

func TestSnapshot_saysHowManyThreadsAreToComeForThisViewer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	carla := desk.UserID("usr_carla")
	r.Person(carla, desk.RoleAgent)
	for _, u := range []desk.UserID{ana, bruno} {
		r.Command(u, wire.CmdPresence.Name, wire.SetPresence{State: "online"}, nil)
		r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: u, Connected: true})
	}
	for i := range 50 {
		r.Customer(customer(i), "hello")
		by := ana
		if i >= 25 {
			by = bruno
		}
		it := r.Waiting()
		r.Command(by, wire.CmdTake.Name, it, nil)
		it.Epoch++
		r.Command(by, wire.CmdClose.Name, it, nil)
	}
	r.Customer(customer(50), "still waiting") // both may take it
	for user, want := range map[desk.UserID][]int{alex: {31, 11, 0}, ana: {6, 0}, bruno: {6, 0}, carla: {0}} {
		d := r.dial(user, "dev_"+string(user), wire.Hello{})
		if !slices.Equal(slices.Compact(d.Left), want) {
			t.Errorf("%s is told %v, want %v", user, d.Left, want)
		}
		all := 0
		if len(want) > 1 {
			all = want[0] + 20
		}
		if got := d.Count("thread"); got != all {
			t.Errorf("%s gets %d threads, want %d", user, got, all)
		}
	}
	// Interrupted after the third thread, it goes on with what is left.
	whole := r.dial(ana, "dev_whole", wire.Hello{})
	threads := wiretest.All[wire.Thread](whole, "thread")
	slices.SortFunc(threads, func(a, b wire.Thread) int {
		return cmp.Or(cmp.Compare(b.LastAt, a.LastAt), cmp.Compare(b.ID, a.ID))
	})
	rest := r.dial(ana, "dev_rest", wire.Hello{
		Cursor: whole.Cursor, SnapshotAt: "own:" + threads[2].ID,
	})
	if !slices.Equal(slices.Compact(rest.Left), []int{3, 0}) || rest.Count("thread") != 23 {
		t.Errorf("going on after three of 26: %v left, %d threads", rest.Left, rest.Count("thread"))
	}
}

// Guards a thread that moved to the top before its turn came: the pages passed
// it over, and the changes brought its new message without contact and past.
func TestSnapshot_aThreadThatMovesUpMeanwhileComesWhole(t *testing.T) {
	t.Parallel()
	for _, user := range []desk.UserID{alex, ana} {
		t.Run(string(user), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			began := time.Now().Add(-time.Hour)
			for i := range 70 {
				r.writeAt(customer(i), began.Add(time.Duration(i)*time.Second), "hello")
			}
			cut := r.tryDial(user, "dev_1")
			cut.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version}})
			f, _ := cut.Read()
			cut.Cursor = f.Welcome.Cursor
			f, _ = cut.Read()
			cut.Apply(f.Page.Items)
			cut.Conn.Close()
			r.writeAt(customer(0), began.Add(30*time.Minute), "me again")
			r.writeAt(customer(1), began.Add(31*time.Minute), "me too")
			rest := r.dial(user, "dev_1", wire.Hello{Cursor: cut.Cursor, SnapshotAt: f.Page.Next})
			rest.CatchUp(r.head())
			for k, v := range rest.Rows {
				cut.Rows[k] = v
			}
			fresh := r.dial(user, "dev_2", wire.Hello{})
			for k, v := range fresh.Rows {
				if string(cut.Rows[k]) != string(v) {
					t.Errorf("%s is %s, want %s", k, cut.Rows[k], v)
				}
			}
		})
	}
}
