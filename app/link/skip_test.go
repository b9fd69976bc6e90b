package link_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/wire"
)

// badRows are rows that no desktop can keep.
func badRows() map[string]wire.Change {
	row := func(body string) wire.Change {
		return wire.Change{Kind: "message", ID: "msg_bad", Body: json.RawMessage(body)}
	}
	return map[string]wire.Change{
		"a list": row(`[]`), "a text": row(`"secret words"`), "a number": row(`7`), "null": row(`null`),
		"the wrong type in it": row(`{"id":"msg_bad","at":"secret words"}`), "no body": row(``),
		"lists where texts belong": row(`{"id":[],"text":{"x":1}}`), "no id": {Kind: "message", Body: json.RawMessage(`{}`)},
		"a stub without a body": {Kind: "message", ID: "msg_bad", Stub: true},
		"of two megabytes":      row(`{"id":"msg_bad","text":"` + strings.Repeat("secret words ", 160_000) + `"}`),
		"of no kind":            {ID: "msg_bad", Body: json.RawMessage(`{}`)},
		"of a newer relay":      {Kind: "hologram", ID: "msg_bad", Body: json.RawMessage(`{}`)},
	}
}

// frame writes a frame without the checks that the relay's own Encode makes.
func frame(f wire.Frame) string {
	b, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func goodRow(id string) wire.Change {
	return wire.Change{Kind: "user", ID: id, Body: json.RawMessage(fmt.Sprintf(`{"id":%q,"name":"Ana"}`, id))}
}

// badFrames gives, by what is wrong, the frames that a relay sends in place of
// the ones with the range; good tells which rows must be here all the same.
func badFrames(page bool) map[string][]string {
	out := map[string][]string{}
	whole := func(items ...wire.Change) string {
		if page {
			return frame(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: items}})
		}
		return frame(wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 10, To: 12, Head: 12, Items: items}})
	}
	for what, row := range badRows() {
		out["a row: "+what] = []string{whole(goodRow("usr_before"), row, goodRow("usr_after"))}
	}
	good := whole(goodRow("usr_before"), goodRow("usr_after"))
	broken := strings.Replace(whole(goodRow("usr_before"), goodRow("usr_broken")), `usr_broken","body":{"id"`, `usr_broken","body":{"id`, 1)
	out["a row that is no JSON"] = []string{broken}
	out["cut off"] = []string{good[:len(good)/2]}
	out["garbage"] = []string{"secret words", good}
	out["binary"] = []string{"\x00binary", good}
	out["an unknown frame"] = []string{`{"kind":"telepathy","telepathy":{}}`, good}
	out["a frame out of place"] = []string{frame(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{}}), good}
	out["two bodies"] = []string{`{"kind":"push","push":{"name":"x","body":{}},"answer":{"id":"1"}}`, good}
	out["a range that ends before it begins"] = []string{`{"kind":"changes","changes":{"from":12,"to":10,"more":false,"head":12,"now":0,"items":[]}}`, good}
	return out
}

// Whatever a relay sends in place of rows, the desktop leaves out what it cannot
// read, stays connected, goes on with what follows, and says so to the person
// and, without a word of the content, to the relay.
func TestRule3_whateverARelaySends_theDesktopStaysAndGoesOn(t *testing.T) {
	t.Parallel()
	for where, page := range map[string]bool{"in a snapshot": true, "in the changes": false} {
		for what, frames := range badFrames(page) {
			t.Run(where+", "+what, func(t *testing.T) {
				t.Parallel()
				r := newRelay(t)
				a := start(t, r)
				var d *desktop
				if page {
					d, _ = r.accept()
					d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u", Now: now().UnixMilli()}})
				} else {
					d = r.welcome()
					a.until(link.StateLive)
				}
				for _, f := range frames {
					kind := websocket.TextMessage
					if strings.HasPrefix(f, "\x00") {
						kind = websocket.BinaryMessage
					}
					if err := d.ws.WriteMessage(kind, []byte(f)); err != nil {
						t.Fatal(err)
					}
				}
				from := int64(12)
				if page {
					from = 10
				}
				d.changes(from, 13, goodRow("usr_last"))
				a.reaches(13)
				if s := a.State(); s.State != link.StateLive {
					t.Errorf("is %+v", s)
				}
				if newer := strings.Contains(what, "newer") || strings.Contains(what, "unknown") || strings.Contains(what, "out of place") || strings.Contains(what, "no kind"); !newer && a.State().Skipped == 0 {
					t.Error("the person hears nothing of it")
				}
				wantRows(t, a, what)
				call := d.read().Call
				if call == nil || call.Name != wire.CallSkipped.Name || strings.Contains(string(call.Body), "secret words") {
					t.Errorf("the relay hears %+v", call)
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				if r.dials != 1 {
					t.Errorf("dialled %d times", r.dials)
				}
			})
		}
	}
}

// wantRows checks which rows are here: what follows always, what stands around a
// bad row too, what stands before a broken one as well.
func wantRows(t *testing.T, a *app, what string) {
	t.Helper()
	items, _, _, err := a.replica.ChangesSince(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range items {
		ids = append(ids, c.ID)
	}
	want := []string{"usr_last"}
	if what != "cut off" {
		want = append(want, "usr_before")
	}
	if what != "cut off" && what != "a row that is no JSON" {
		want = append(want, "usr_after")
	}
	for _, id := range want {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is missing in %v", id, ids)
		}
	}
	if slices.Contains(ids, "msg_bad") {
		t.Error("the bad row is here")
	}
}

// A frame beyond anything that can be read is passed over without being held.
func TestSkip_aFrameOfFortyMegabytes(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	if err := d.ws.WriteMessage(websocket.TextMessage, []byte(strings.Repeat(" ", 40<<20))); err != nil {
		t.Fatal(err)
	}
	d.changes(12, 13, goodRow("usr_last"))
	a.reaches(13)
	if s := a.State(); s.State != link.StateLive || s.Skipped != 1 {
		t.Errorf("is %+v", s)
	}
}

// A gap without a frame that was lost is still a gap: the desktop asks again.
func TestSkip_onlyOneGapIsBridged(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	if err := d.ws.WriteMessage(websocket.TextMessage, []byte("garbage")); err != nil {
		t.Fatal(err)
	}
	d.changes(12, 13)
	a.reaches(13)
	d.changes(20, 21)
	if _, hello := r.accept(); hello.Cursor.Seq != 13 {
		t.Errorf("came back at %d, want 13", hello.Cursor.Seq)
	}
}
