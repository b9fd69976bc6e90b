// Package wiretest is a desktop for tests: it speaks the sync protocol over a
// real socket, applies frames to a map, and fails the test when the protocol's
// rules are broken (a gap in the ranges, a frame too large).
package wiretest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/wire"
)

// patience is how long a desktop waits for a frame before the test fails: longer than the
// relay gives a carrier to answer (10 s) and then waits before it asks again (8 s), which a
// busy machine makes it do.
const patience = 45 * time.Second

// Desktop is a client that applies frames to a map of rows.
type Desktop struct {
	t      *testing.T
	Conn   *websocket.Conn
	Cursor wire.Cursor
	Rows   map[string]json.RawMessage // by kind/id
	Pages  int
	Left   []int        // threads still to come, by page
	Next   string       // of the last page
	Pushed []wire.Push  // in the order in which they came
	Heard  bytes.Buffer // every frame, as it came
	said   int
	waits  string       // what Until waits for, "" = it does not
	came   chan arrival // capacity mostUnread; nil = nobody attends to it
}

// arrival is what a desktop that is attended to has been sent.
type arrival struct {
	data []byte
	err  error
}

// mostUnread is how many frames may lie there of a desktop that is attended to.
const mostUnread = 1 << 14

// Attend has the desktop answer while the test does something else for long: one that
// answers no pings is taken for dead. Frames wait for Read. Attending twice does nothing.
func (d *Desktop) Attend() {
	if d.came != nil {
		return
	}
	d.came = make(chan arrival, mostUnread)
	go func() {
		_ = d.Conn.SetReadDeadline(time.Time{}) // the last Read's would end it in the middle
		for {
			_, b, err := d.Conn.ReadMessage()
			d.came <- arrival{b, err}
			if err != nil {
				return
			}
		}
	}()
}

// next gives what comes next.
func (d *Desktop) next() ([]byte, error) {
	if d.came == nil {
		if err := d.Conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return nil, err
		}
		_, b, err := d.Conn.ReadMessage()
		return b, err
	}
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case a := <-d.came:
		return a.data, a.err
	case <-late.C:
		return nil, errors.New("nothing came")
	}
}

// Dial opens a socket with a session token and the proof of Key.
func Dial(t *testing.T, url, token string) *Desktop {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody) //nolint:noctx // only its header is used
	if err != nil {
		t.Fatal(err)
	}
	Sign(t, req, token)
	return DialWith(t, url, req.Header)
}

// DialWith opens a socket with a header.
func DialWith(t *testing.T, url string, header http.Header) *Desktop {
	t.Helper()
	dialer := websocket.Dialer{EnableCompression: true} // as the real one
	conn, resp, err := dialer.Dial(url, header)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return &Desktop{t: t, Conn: conn, Rows: map[string]json.RawMessage{}}
}

// Send writes a frame.
func (d *Desktop) Send(f wire.Frame) {
	d.t.Helper()
	b, err := wire.Encode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.Conn.WriteMessage(websocket.TextMessage, b); err != nil {
		d.t.Fatal(err)
	}
}

// Read gives the next frame, or the close code.
func (d *Desktop) Read() (wire.Frame, int) {
	d.t.Helper()
	b, err := d.next()
	if c := (*websocket.CloseError)(nil); errors.As(err, &c) {
		return wire.Frame{}, c.Code
	}
	if err != nil {
		d.t.Fatalf("read: %v, waiting for %q, at sequence %d", err, d.waits, d.Cursor.Seq)
	}
	d.Heard.Write(b)
	if len(b) > wire.MaxFrame {
		d.t.Fatalf("a frame of %d bytes", len(b))
	}
	f, err := wire.Decode(b)
	if err != nil {
		d.t.Fatal(err)
	}
	if f.Push != nil {
		d.Pushed = append(d.Pushed, *f.Push)
	}
	return f, 0
}

// Closed reads until the socket is closed and gives the close code.
func (d *Desktop) Closed() int {
	d.t.Helper()
	for {
		if _, code := d.Read(); code != 0 {
			return code
		}
	}
}

// Hello opens the protocol and reads a snapshot to its end. What is pushed meanwhile is in
// Pushed.
func (d *Desktop) Hello(h wire.Hello) {
	d.t.Helper()
	h.Version = wire.Version
	d.Send(wire.Frame{Kind: wire.FrameHello, Hello: &h})
	f, code := d.Read()
	if f.Welcome == nil {
		d.t.Fatalf("hello was answered with %+v, close %d", f, code)
	}
	d.Cursor = f.Welcome.Cursor
	if f.Welcome.Resume {
		return
	}
	for {
		f, _ := d.Read()
		if f.Push != nil {
			continue // it belongs to no page, and Read has kept it
		}
		if f.Page == nil {
			d.t.Fatalf("got %s inside a snapshot", f.Kind)
		}
		d.Apply(f.Page.Items)
		d.Pages++
		d.Left = append(d.Left, f.Page.Left)
		if d.Next = f.Page.Next; d.Next == "" {
			return
		}
	}
}

// Apply takes rows in.
func (d *Desktop) Apply(items []wire.Change) {
	for _, c := range items {
		if !c.Gone {
			d.Rows[c.Kind+"/"+c.ID] = c.Body
			continue
		}
		delete(d.Rows, c.Kind+"/"+c.ID)
		if c.Kind == "thread" {
			d.leave(c.ID)
		}
	}
}

func (d *Desktop) leave(thread string) {
	for k, body := range d.Rows {
		var row struct {
			ThreadID string `json:"threadId"`
		}
		if json.Unmarshal(body, &row) == nil && row.ThreadID == thread {
			delete(d.Rows, k)
		}
	}
}

// Until follows changes until ok, checking that no range is skipped.
func (d *Desktop) Until(what string, ok func() bool) {
	d.t.Helper()
	d.waits = what
	defer func() { d.waits = "" }()
	for !ok() {
		f, code := d.Read()
		if f.Push != nil {
			continue
		}
		if f.Changes == nil {
			d.t.Fatalf("waiting for %s: got %s, close %d", what, f.Kind, code)
		}
		if f.Changes.From != d.Cursor.Seq || f.Changes.To < f.Changes.From {
			d.t.Fatalf("changes (%d, %d] after %d", f.Changes.From, f.Changes.To, d.Cursor.Seq)
		}
		d.Cursor.Seq = f.Changes.To
		d.Apply(f.Changes.Items)
	}
}

// CatchUp follows changes up to a sequence.
func (d *Desktop) CatchUp(seq int64) {
	d.t.Helper()
	d.Until(fmt.Sprintf("sequence %d", seq), func() bool { return d.Cursor.Seq >= seq })
}

// Count says how many rows of a kind there are.
func (d *Desktop) Count(kind string) int {
	n := 0
	for k := range d.Rows {
		if strings.HasPrefix(k, kind+"/") {
			n++
		}
	}
	return n
}

// Call asks and gives the answer, applying changes that come in between.
func (d *Desktop) Call(name string, body any) *wire.Result {
	d.t.Helper()
	d.said++
	id := fmt.Sprintf("call-%d", d.said)
	d.Send(wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: id, Name: name, Body: raw(d.t, body)}})
	return d.answer(id)
}

// Command records a command and gives the answer.
func (d *Desktop) Command(id, name string, body any) *wire.Result {
	d.t.Helper()
	d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: id, Name: name, Body: raw(d.t, body)}})
	return d.answer(id)
}

func (d *Desktop) answer(id string) *wire.Result {
	d.t.Helper()
	for {
		f, code := d.Read()
		switch {
		case f.Answer != nil && f.Answer.ID == id:
			return f.Answer
		case f.Result != nil && f.Result.ID == id:
			return f.Result
		case f.Changes != nil:
			d.Cursor.Seq = f.Changes.To
			d.Apply(f.Changes.Items)
		case code != 0:
			d.t.Fatalf("closed with %d instead of an answer", code)
		}
	}
}

func raw(t *testing.T, body any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Row decodes one row; false when it is not here.
func Row[T any](d *Desktop, kind, id string) (T, bool) {
	d.t.Helper()
	var v T
	b, ok := d.Rows[kind+"/"+id]
	if ok {
		if err := json.Unmarshal(b, &v); err != nil {
			d.t.Fatal(err)
		}
	}
	return v, ok
}

// All decodes every row of a kind.
func All[T any](d *Desktop, kind string) []T {
	d.t.Helper()
	var out []T
	for k, b := range d.Rows {
		if strings.HasPrefix(k, kind+"/") {
			var v T
			if err := json.Unmarshal(b, &v); err != nil {
				d.t.Fatal(err)
			}
			out = append(out, v)
		}
	}
	return out
}
