package engine_test

import (
	"context"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Who may not handle conversations when the number is put gets no inbox: the number is
// ready, and nobody is in an inbox that they must not be in. An inbox of one's own is
// made once, under a name that none has.
func TestNumberPut_withAnAgent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boxes := func() []*desk.Inbox {
		list, err := desk.Find[*desk.Inbox](context.Background(), w.m, orgID, desk.Inboxes.With())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	put := func(id desk.NumberID, name string, agent desk.UserID) desk.InboxID {
		t.Helper()
		w.must(desk.EntryNumberPut, desk.NumberEntry{AgentID: agent, Number: desk.Number{
			ID: id, Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "p" + string(id), Name: name, Phone: "+34600000007",
		}})
		return w.leadsTo(id)
	}
	w.must(desk.EntryUserPut, desk.User{ID: "zoe", Name: "Zoe", Role: desk.RoleAgent, Active: true}) // without WhatsApp
	for i, nobody := range []desk.UserID{"nobody", "", "zoe"} {
		id := desk.NumberID("n" + string(rune('a'+i)))
		if to := put(id, "Line "+string(id), nobody); to != "" || w.numberRow(id).State != desk.NumberReady {
			t.Errorf("%q: leads to %q, %s", nobody, to, w.numberRow(id).State)
		}
	}
	before := len(boxes())
	to := put("n9", "support", "ana") // there is an inbox Support
	i := slices.IndexFunc(boxes(), func(b *desk.Inbox) bool { return b.ID == to })
	if i < 0 {
		t.Fatalf("leads to %q", to)
	}
	if box := boxes()[i]; box.Name != "support 2" || !slices.Equal(box.Members, []desk.UserID{"ana"}) || box.Mode != desk.ModeRoundRobin || w.numberRow("n9").State != desk.NumberActive {
		t.Errorf("%+v, %s", box, w.numberRow("n9").State)
	}
	if again := put("n9", "support", "ben"); again != to || len(boxes()) != before+1 {
		t.Errorf("put again it leads to %q, %d inboxes", again, len(boxes()))
	}
	// It is an inbox like any other: its agent can be changed.
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(to), Name: "Line", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{"ben"}})
}
