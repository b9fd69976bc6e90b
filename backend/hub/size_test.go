package hub_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Rows of any size, many or few, go out in frames that can be read.
func TestRule3_rowsOfAnySizeGoIntoFramesThatFit(t *testing.T) {
	t.Parallel()
	boss := view.Viewer{UserID: alex, Role: desk.RoleOwner}
	rapid.Check(t, func(rt *rapid.T) {
		var items []view.Projected
		for i := range rapid.IntRange(0, 3).Draw(rt, "rows") {
			m := &desk.Message{}
			desktest.Fill(rt, m, 40_000)
			m.ID = desk.MessageID(fmt.Sprint(i))
			p := boss.Message(view.Subject{Thread: &desk.Thread{}}, m)
			for range rapid.IntRange(1, 30).Draw(rt, "times") {
				items = append(items, p)
			}
		}
		n := 0
		for _, part := range hub.Chunk(items) {
			n += len(part)
			f := wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 1 << 60, To: 1 << 61, Head: 1 << 62, Now: 1 << 60, Items: part}}
			if _, err := wire.Encode(f); err != nil {
				rt.Fatal(err)
			}
		}
		if n != len(items) {
			rt.Fatalf("%d rows of %d went out", n, len(items))
		}
	})
}

// A frame of any kind that is too large goes out without what makes it large,
// and still covers and answers the same.
func TestRule3_aFrameTooLargeGoesOutWithoutItsContent(t *testing.T) {
	t.Parallel()
	body := json.RawMessage(`"` + strings.Repeat("x", wire.MaxFrame) + `"`)
	rows := []wire.Change{{Kind: "message", ID: "msg_1", Body: body}, {Kind: "thread", ID: "thr_1", Gone: true}}
	for _, f := range []wire.Frame{
		{Kind: wire.FramePage, Page: &wire.Page{Items: rows, Next: "n", Left: 3}},
		{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 1, To: 5, Items: rows}},
		{Kind: wire.FrameResult, Result: &wire.Result{ID: "c1", Seq: 9, Body: body}},
		{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: "c1", Seq: 9, Body: body}},
		{Kind: wire.FramePush, Push: &wire.Push{Name: "p", Body: body}},
	} {
		if _, err := wire.Encode(f); desk.SubcodeOf(err) != wire.SubFrameTooLarge {
			t.Fatalf("%s of more than MaxFrame: %v", f.Kind, err)
		}
		b, err := wire.Encode(hub.WithoutContent(f))
		if err != nil {
			t.Fatalf("%s: %v", f.Kind, err)
		}
		got, err := wire.Decode(b)
		if err != nil {
			t.Fatalf("%s: %v", f.Kind, err)
		}
		var items []wire.Change
		switch {
		case got.Page != nil:
			items = got.Page.Items
			if got.Page.Next != "n" || got.Page.Left != 3 {
				t.Errorf("the page goes on at %q", got.Page.Next)
			}
		case got.Changes != nil:
			items = got.Changes.Items
			if got.Changes.From != 1 || got.Changes.To != 5 {
				t.Errorf("the changes cover (%d, %d]", got.Changes.From, got.Changes.To)
			}
		case got.Result != nil && got.Result.Error == nil, got.Answer != nil && got.Answer.Error == nil:
			t.Errorf("%s says nothing of it", f.Kind)
		}
		if items != nil && (!items[0].Stub || items[0].ID != "msg_1" || items[0].Body != nil || !items[1].Gone || items[1].Stub) {
			t.Errorf("%s: rows %+v", f.Kind, items)
		}
	}
}

// The whole content of a message that was cut comes in parts, to those who may
// see the message and to nobody else.
func TestWhole_toWhoMaySeeTheMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	long := strings.Repeat("0123456789", 20_000)
	r.Customer("491520000001", long)
	boss, agent := r.dial(alex, "dev_1", wire.Hello{}), r.dial(ana, "dev_2", wire.Hello{})
	m := wiretest.All[wire.Message](boss, "message")[0]
	if !m.More || len(m.Text) > 25_000 {
		t.Fatalf("a text of %d bytes is shown with %d, more %t", len(long), len(m.Text), m.More)
	}
	var all strings.Builder
	req := wire.WholeRequest{MessageID: m.ID}
	for {
		res := boss.Call(wire.CallWhole.Name, req)
		var page wire.WholePage
		if res.Error != nil || json.Unmarshal(res.Body, &page) != nil {
			t.Fatalf("%+v", res.Error)
		}
		all.WriteString(page.Text)
		if req.From = page.Next; page.Next == 0 {
			break
		}
	}
	if all.String() != long {
		t.Errorf("the parts join to %d bytes of %d", all.Len(), len(long))
	}
	gone := agent.Call(wire.CallWhole.Name, wire.WholeRequest{MessageID: "msg_none"}).Error
	if not := agent.Call(wire.CallWhole.Name, wire.WholeRequest{MessageID: m.ID}).Error; not == nil || gone == nil || !not.Equal(gone) {
		t.Errorf("an agent is told %+v of a message that is not hers, and %+v of none", not, gone)
	}
	if e := boss.Call(wire.CallWhole.Name, wire.WholeRequest{MessageID: m.ID, From: 1 << 40}).Error; e == nil || e.Code != string(desk.CodeInvalid) {
		t.Errorf("a part beyond the end: %+v", e)
	}
}
