package replica_test

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/replica"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
)

func TestMain(m *testing.M) {
	desktest.Cases(20) // each is some thirty steps with what a disk does for them
	goleak.VerifyTestMain(m)
}

// What bridge asks for is what this package gives.
var (
	_ bridge.Replica     = (*replica.Replica)(nil)
	_ bridge.Outbox      = (*replica.Outbox)(nil)
	_ bridge.Attachments = (*replica.Attachments)(nil)
)

func open(t *testing.T, dir string) *replica.Replica {
	t.Helper()
	r, err := replica.Open(t.Context(), dir, replica.Options{Clock: func() time.Time { return time.UnixMilli(1_700_000_000_000) }})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return r
}

// whole opens a copy whose snapshot is complete at sequence 10.
func whole(t *testing.T, items ...wire.Change) *replica.Replica {
	t.Helper()
	r := open(t, t.TempDir())
	snapshot(t, r, items...)
	return r
}

var at10 = wire.Cursor{Life: "life", Generation: 1, Seq: 10}

func snapshot(t *testing.T, r *replica.Replica, items ...wire.Change) {
	t.Helper()
	if err := r.Welcome(t.Context(), wire.Welcome{Cursor: at10, UserID: "u"}); err != nil {
		t.Fatalf("welcome: %v", err)
	}
	if _, err := r.ApplyPage(t.Context(), wire.Page{Items: items}); err != nil {
		t.Fatalf("apply page: %v", err)
	}
}

func apply(t *testing.T, r *replica.Replica, from, to int64, items ...wire.Change) {
	t.Helper()
	if _, err := r.Apply(t.Context(), wire.Changes{From: from, To: to, Items: items}); err != nil {
		t.Fatalf("apply (%d, %d]: %v", from, to, err)
	}
}

func row(kind desk.Kind, id string, v any) wire.Change {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return wire.Change{Kind: string(kind), ID: id, Body: b}
}

func gone(kind desk.Kind, id string) wire.Change {
	return wire.Change{Kind: string(kind), ID: id, Gone: true}
}

func thread(id string) wire.Change {
	return row(desk.RowThread, id, wire.Thread{
		ID: id, ContactID: "c-" + id, InteractionID: "i-" + id, Epoch: 3, Access: wire.AccessFull, LastSeq: 9,
	})
}

// said is an inbound message number seq of a thread, at second seq.
func said(thread string, seq int64, text string) wire.Change {
	return message(wire.Message{ThreadID: thread, Seq: seq, At: seq * 1000, Kind: "text", Text: text})
}

func message(m wire.Message) wire.Change {
	if m.ID == "" {
		m.ID = "m-" + m.ThreadID + "-" + strconv.FormatInt(m.Seq, 10)
	}
	return row(desk.RowMessage, m.ID, m)
}

func texts(list []wire.Message) []string {
	out := []string{}
	for _, m := range list {
		out = append(out, m.Text)
	}
	return out
}

// all pages through ChangesSince and gives "kind/id" or "-kind/id" for gone.
func all(t *testing.T, r *replica.Replica, rev int64, limit int) (names []string, next int64) {
	t.Helper()
	for range 1000 {
		items, n, more, err := r.ChangesSince(t.Context(), rev, limit)
		if err != nil {
			t.Fatalf("changes since %d: %v", rev, err)
		}
		for _, c := range items {
			name := c.Kind + "/" + c.ID
			if c.Gone {
				name = "-" + name
			}
			names = append(names, name)
		}
		if rev = n; !more {
			return names, n
		}
	}
	t.Fatal("the pages never end")
	return nil, 0
}

func send(clientID, thread, text string) wire.Queued {
	return wire.Queued{
		ClientID: clientID, ThreadID: thread, Name: wire.CmdSend.Name,
		Send: &wire.Send{ThreadID: thread, Epoch: 1, OnlyUnanswered: true, Content: wire.SendContent{Kind: "text", Text: text}},
	}
}

func file(dir, name string) string { return filepath.Join(dir, name) }
