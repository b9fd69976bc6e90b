package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// counted is the state with a count of the notices that it gave out.
type counted struct {
	*memory
	notices int
}

func (c *counted) List(ctx context.Context, o desk.OrgID, l desk.List) ([]desk.Row, error) {
	list, err := c.memory.List(ctx, o, l)
	if l.Kind.Kind == desk.RowNotice {
		c.notices += len(list)
	}
	return list, err
}

// Guards a look through all that lies unread for each new notice: a page that
// nobody reads made every message slower than the one before.
func TestNotices_aNewOneReadsNoneOfTheThousandsUnread(t *testing.T) {
	t.Parallel()
	w := talking(t)
	for i := range 3000 {
		n := &desk.Notice{
			ID: desk.NoticeID(fmt.Sprintf("ntc_%d", i)), UserID: "ben", Kind: desk.NoticeTransfer,
			ThreadID: desk.ThreadID(fmt.Sprintf("thr_%d", i)), At: w.now,
		}
		w.m.rows[n.RowKey()] = n
	}
	r := w.ref()
	body, err := json.Marshal(wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ben"})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(desk.CommandEntry{UserID: "ana", ClientID: "c", Name: wire.CmdTransfer.Name, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	st := &counted{memory: w.m}
	b, err := folding.Fold(t.Context(), st, desk.Entry{
		Org: orgID, Seq: int64(len(w.m.entries)) + 1, Kind: desk.EntryCommand, At: w.now, Payload: payload,
	})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, row := range b.Rows {
		if n, ok := row.(*desk.Notice); ok && n.UserID == "ben" && !n.Read {
			told++
		}
	}
	if told != 1 {
		t.Fatalf("ben was told %d times", told)
	}
	if st.notices > 1 {
		t.Errorf("%d notices were read to write one", st.notices)
	}
}

func TestNotices_newsOfTheSameThingIsOneLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	broken := func(waba, what string) {
		w.hook(fmt.Sprintf(`{"entry":[{"id":%q,"time":1739321024,"changes":[{"field":"account_update","value":{"event":%q,
			"violation_info":{"violation_type":"ADULT"}}}]}]}`, waba, what))
	}
	w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", AppID: "app1", Name: "Other"})
	broken("waba1", "ACCOUNT_VIOLATION")
	broken("waba1", "ACCOUNT_RESTRICTION")
	broken("waba2", "ACCOUNT_RESTRICTION")
	if n := w.notices("olga", desk.NoticeAccount); n != 2 {
		t.Fatalf("%d notices about two accounts", n)
	}
	w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	broken("waba1", "ACCOUNT_DELETED")
	if n := w.notices("olga", desk.NoticeAccount); n != 1 {
		t.Fatalf("%d unread notices after the old ones were read", n)
	}
}
