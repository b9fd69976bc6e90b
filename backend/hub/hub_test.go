package hub_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

func TestHandshake_refusesWebPagesAndWhoIsNotSignedIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	tests := []struct {
		name string
		head http.Header
		want int
	}{
		{"web page", http.Header{"Origin": {"https://evil.example"}, "Authorization": {"Bearer usr_ana@d"}}, http.StatusForbidden},
		{"own origin", http.Header{"Origin": {strings.Replace(r.url, "ws", "http", 1)}, "Authorization": {"Bearer usr_ana@d"}}, http.StatusForbidden},
		{"no token", http.Header{}, http.StatusUnauthorized},
		{"bad token", http.Header{"Authorization": {"Bearer nobody"}}, http.StatusUnauthorized},
		{"basic", http.Header{"Authorization": {"Basic dXNyX2FuYUBk"}}, http.StatusUnauthorized},
	}
	for _, tt := range tests {
		conn, resp, err := websocket.DefaultDialer.Dial(r.url, tt.head)
		if err == nil {
			conn.Close()
			t.Errorf("%s was let in", tt.name)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, resp.StatusCode, tt.want)
		}
	}
}

func TestHello_versionsOutsideTheRange_areToldToStop(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for version, want := range map[int]int{wire.MinVersion - 1: wire.CloseTooOld, wire.Version + 1: wire.CloseTooNew} {
		d := r.tryDial(ana, "dev_1")
		d.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: version}})
		if _, code := d.Read(); code != want {
			t.Errorf("version %d: close %d, want %d", version, code, want)
		}
	}
}

func TestFirstFrame_anythingButHello_ends(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, raw := range []string{"", "{", `{"kind":"hello"}`, `{"kind":"command","command":{"clientId":"x"}}`, "\x00\xff"} {
		d := r.tryDial(ana, "dev_1")
		if err := d.Conn.WriteMessage(websocket.TextMessage, []byte(raw)); err != nil {
			t.Fatal(err)
		}
		if _, code := d.Read(); code != wire.CloseBadFrame {
			t.Errorf("%q: close %d, want %d", raw, code, wire.CloseBadFrame)
		}
	}
}

func TestSync_snapshotThenChanges_giveTheSameAsAFreshSnapshot(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Customer("491520000001", "before")
	live := r.dial(alex, "dev_1", wire.Hello{})
	if live.Count("message") != 1 || live.Count("contact") != 1 || live.Count("inbox") != 1 || live.Count("user") != 3 {
		t.Fatalf("the snapshot holds %d messages, %d contacts, %d inboxes, %d users",
			live.Count("message"), live.Count("contact"), live.Count("inbox"), live.Count("user"))
	}
	for i := range 30 {
		r.Customer(fmt.Sprintf("4915200000%02d", i), fmt.Sprintf("line %d", i))
	}
	r.Command(alex, wire.CmdTake.Name, r.Waiting(), nil)
	live.CatchUp(r.head())
	fresh := r.dial(alex, "dev_2", wire.Hello{})
	for k, body := range fresh.Rows {
		if string(live.Rows[k]) != string(body) {
			t.Errorf("%s is %s after changes, %s in a snapshot", k, live.Rows[k], body)
		}
	}
	if len(live.Rows) != len(fresh.Rows) {
		t.Errorf("%d rows after changes, %d in a snapshot", len(live.Rows), len(fresh.Rows))
	}
}

func TestResume_givesOnlyWhatIsNew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.dial(alex, "dev_1", wire.Hello{})
	first.CatchUp(r.head())
	r.Customer("491520000001", "meanwhile")
	again := r.dial(alex, "dev_1", wire.Hello{Cursor: first.Cursor})
	again.CatchUp(r.head())
	if again.Pages != 0 || again.Count("message") != 1 || again.Count("inbox") != 0 {
		t.Errorf("resumed with %d pages, %d messages, %d inboxes", again.Pages, again.Count("message"), again.Count("inbox"))
	}
	for name, c := range map[string]wire.Cursor{
		"another life":       {Life: "other", Generation: first.Cursor.Generation, Seq: first.Cursor.Seq},
		"another generation": {Life: first.Cursor.Life, Generation: first.Cursor.Generation + 1, Seq: first.Cursor.Seq},
		"from the future":    {Life: first.Cursor.Life, Generation: first.Cursor.Generation, Seq: first.Cursor.Seq + 1000},
	} {
		if d := r.dial(alex, "dev_1", wire.Hello{Cursor: c}); d.Pages == 0 {
			t.Errorf("a cursor of %s was resumed", name)
		}
	}
}

func TestAssignment_entersAndLeaves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a, b := r.dial(ana, "dev_a", wire.Hello{}), r.dial(bruno, "dev_b", wire.Hello{})
	r.Customer("491520000001", "hello")
	r.Customer("491520000001", "are you there")
	for _, d := range []*wiretest.Desktop{a, b} {
		d.CatchUp(r.head())
		if d.Count("thread") != 1 || d.Count("message") != 0 {
			t.Fatalf("in the manual queue a member holds %d threads and %d messages, want 1 and 0", d.Count("thread"), d.Count("message"))
		}
	}
	r.Command(ana, wire.CmdTake.Name, r.Waiting(), nil)
	a.CatchUp(r.head())
	b.CatchUp(r.head())
	if a.Count("message") != 2 {
		t.Errorf("the owner holds %d messages, want 2", a.Count("message"))
	}
	if b.Count("thread") != 0 || b.Count("interaction") != 0 || b.Count("message") != 0 {
		t.Errorf("the colleague keeps %v", b.Rows)
	}
	var th wire.Thread
	for k, body := range a.Rows {
		if strings.HasPrefix(k, "thread/") {
			if err := json.Unmarshal(body, &th); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.Command(alex, wire.CmdTransfer.Name, wire.Transfer{InteractionID: th.InteractionID, Epoch: th.Epoch, To: string(bruno)}, nil)
	a.CatchUp(r.head())
	b.CatchUp(r.head())
	if b.Count("message") != 2 {
		t.Errorf("the new owner holds %d messages, want 2", b.Count("message"))
	}
	if a.Count("message") != 2 {
		t.Errorf("the former owner keeps %d messages of what she handled, want 2", a.Count("message"))
	}
}

func TestCommand_sameIDAgain_getsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(alex, "dev_1", wire.Hello{})
	body, _ := json.Marshal(wire.PutInbox{Name: "Second", Mode: "manual", ReassignSeconds: 30})
	var answers []string
	for range 3 {
		d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "cmd_1", Name: wire.CmdPutInbox.Name, Body: body}})
		for {
			f, _ := d.Read()
			if f.Result != nil {
				answers = append(answers, string(f.Result.Body))
				break
			}
		}
	}
	if answers[0] == "" || answers[0] != answers[1] || answers[1] != answers[2] {
		t.Errorf("answers %v", answers)
	}
	fresh := r.dial(alex, "dev_2", wire.Hello{})
	if fresh.Count("inbox") != 2 {
		t.Errorf("%d inboxes after the same command three times, want 2", fresh.Count("inbox"))
	}
}

func TestCommand_refused_saysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(ana, "dev_1", wire.Hello{})
	body, _ := json.Marshal(wire.PutInbox{Name: "Mine", Mode: "manual", ReassignSeconds: 30})
	d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "cmd_1", Name: wire.CmdPutInbox.Name, Body: body}})
	f, _ := d.Read()
	for f.Result == nil {
		f, _ = d.Read()
	}
	if f.Result.Error == nil || f.Result.Error.Code != string(desk.CodeForbidden) || f.Result.Error.Subcode == "" || f.Result.Error.Message != "" {
		t.Errorf("an agent making an inbox was answered %+v", f.Result)
	}
}

func TestRevoke_closesWithinASecond(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := r.dial(ana, "dev_other", wire.Hello{})
	took := desktest.Quickest(5, time.Second, func(n int) time.Duration {
		id := fmt.Sprintf("dev_%d", n)
		d := r.dial(ana, id, wire.Hello{})
		d.CatchUp(r.head())
		start := time.Now()
		r.door.revoke(desk.DeviceID(id))
		r.hub.Nudge() // as the commit that ended it does
		code := d.Closed()
		took := time.Since(start)
		if code != wire.CloseRevoked {
			t.Errorf("close %d", code)
		}
		return took
	})
	if took > time.Second {
		t.Errorf("closed after %v", took)
	}
	r.Customer("491520000001", "still here")
	other.CatchUp(r.head())
}

// TestRevoke_isCheckedOnEveryFrame guards against a close that got lost.
func TestRevoke_isCheckedOnEveryFrame(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(alex, "dev_1", wire.Hello{})
	d.CatchUp(r.head())
	r.door.revoke("dev_1")
	r.Customer("491520000001", "not for them")
	for {
		f, code := d.Read()
		if code != 0 {
			if code != wire.CloseRevoked {
				t.Errorf("close %d", code)
			}
			return
		}
		if f.Changes != nil && len(f.Changes.Items) > 0 {
			t.Fatalf("a revoked device got %+v", f.Changes)
		}
	}
}

// TestRevoke_isCheckedOnFramesFromTheDesktop: the socket that should have been closed does
// nothing more for whoever holds it.
func TestRevoke_isCheckedOnFramesFromTheDesktop(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(alex, "dev_1", wire.Hello{})
	d.CatchUp(r.head())
	r.door.revoke("dev_1")
	d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{
		ClientID: "cmd-late", Name: wire.CmdPresence.Name, Body: []byte(`{"state":"away"}`),
	}})
	code := d.Closed()
	u, err := desk.Get[*desk.User](t.Context(), r.DB, org, desk.RowUser, alex)
	if err != nil {
		t.Fatal(err)
	}
	if code != wire.CloseRevoked || u.Presence.Chosen == desk.PresenceAway {
		t.Errorf("close %d, presence %q", code, u.Presence.Chosen)
	}
}

// TestFrame_tooLong_isRefused guards the limit on both sides of the inflation:
// gorilla's own counts the bytes that come, not those that they unpack to.
func TestFrame_tooLong_isRefused(t *testing.T) {
	t.Parallel()
	for name, compressed := range map[string]bool{"plain": false, "compressed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			d := r.dial(ana, "dev_1", wire.Hello{})
			d.CatchUp(r.head())
			d.Conn.EnableWriteCompression(compressed)
			body := []byte(`"` + strings.Repeat("a", wire.MaxClientFrame) + `"`)
			d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "cmd-long", Name: wire.CmdPresence.Name, Body: body}})
			code := d.Closed()
			want := websocket.CloseMessageTooBig
			if compressed {
				want = wire.CloseBadFrame
			}
			if code != want {
				t.Errorf("close %d, want %d", code, want)
			}
		})
	}
}

func TestRights_changed_theReplicaIsRebuilt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(ana, "dev_1", wire.Hello{})
	d.CatchUp(r.head())
	r.Command(alex, wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: string(ana), Name: "Ana", Role: "admin", Active: true, WhatsApp: true, Capacity: 5}, nil)
	code := d.Closed()
	if code != wire.CloseRebuild || !wire.Reconnectable(code) {
		t.Errorf("close %d, want %d", code, wire.CloseRebuild)
	}
	if again := r.dial(ana, "dev_1", wire.Hello{Cursor: d.Cursor}); again.Pages == 0 {
		t.Error("the old cursor was resumed under new rights")
	}
	r.Command(alex, wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: string(ana), Name: "Ana", Role: "agent", Active: false, WhatsApp: true, Capacity: 5}, nil)
	d = r.tryDial(ana, "dev_1")
	d.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version}})
	if _, code := d.Read(); code != wire.CloseSuspended {
		t.Errorf("a suspended person was greeted with %d", code)
	}
}

func TestSnapshot_cutOff_goesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 70 {
		r.Customer(fmt.Sprintf("49152000%04d", i), "hello")
	}
	whole := r.dial(alex, "dev_1", wire.Hello{})
	cut := r.tryDial(alex, "dev_2")
	cut.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version}})
	f, _ := cut.Read()
	cut.Cursor = f.Welcome.Cursor
	for cut.Next == "" || cut.Pages < 2 {
		f, _ := cut.Read()
		cut.Apply(f.Page.Items)
		cut.Next = f.Page.Next
		cut.Pages++
	}
	cut.Conn.Close()
	rest := r.dial(alex, "dev_2", wire.Hello{Cursor: cut.Cursor, SnapshotAt: cut.Next})
	if rest.Count("thread") == 0 || rest.Count("thread") >= 70 {
		t.Errorf("the rest of the snapshot brought %d threads of 70", rest.Count("thread"))
	}
	for k, v := range rest.Rows {
		cut.Rows[k] = v
	}
	if len(cut.Rows) != len(whole.Rows) {
		t.Errorf("two halves hold %d rows, the whole %d", len(cut.Rows), len(whole.Rows))
	}
}

func TestStop_tellsDesktopsToComeBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	d := r.dial(ana, "dev_1", wire.Hello{})
	go r.hub.Stop()
	code := d.Closed()
	if code != wire.CloseRestarting {
		t.Errorf("close %d, want %d", code, wire.CloseRestarting)
	}
}

func TestPresence_blinksAreNotRecorded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	watch := r.dial(alex, "dev_w", wire.Hello{})
	d := r.dial(ana, "dev_1", wire.Hello{})
	state := func() string {
		var u wire.User
		if err := json.Unmarshal(watch.Rows["user/"+string(ana)], &u); err != nil {
			t.Fatal(err)
		}
		return u.Presence
	}
	watch.Until("ana online", func() bool { return state() == "online" })
	d.Conn.Close()
	r.dial(ana, "dev_1", wire.Hello{}) // back within the grace
	before := r.head()
	r.Customer("491520000001", "hello")
	watch.CatchUp(before + 1)
	if state() != "online" {
		t.Errorf("a blink made her %s", state())
	}
}

func TestPresence_goneAfterTheGrace(t *testing.T) {
	t.Parallel()
	r := newRigWithGrace(t, 50*time.Millisecond)
	watch := r.dial(alex, "dev_w", wire.Hello{})
	d := r.dial(ana, "dev_1", wire.Hello{})
	state := func() string {
		var u wire.User
		if err := json.Unmarshal(watch.Rows["user/"+string(ana)], &u); err != nil {
			t.Fatal(err)
		}
		return u.Presence
	}
	watch.Until("ana online", func() bool { return state() == "online" })
	d.Conn.Close()
	watch.Until("ana offline", func() bool { return state() == "offline" })
}

// A desktop whose screen is locked stays connected; its person is offered nothing until it is
// unlocked, keeps what they chose, and is reachable at another desktop of theirs.
func TestReach_aLockedScreen(t *testing.T) {
	t.Parallel()
	r := newRigWithGrace(t, 50*time.Millisecond)
	watch := r.dial(alex, "dev_w", wire.Hello{})
	desktop := r.dial(ana, "dev_1", wire.Hello{})
	is := func(want string) func() bool {
		return func() bool {
			var u wire.User
			if err := json.Unmarshal(watch.Rows["user/"+string(ana)], &u); err != nil {
				t.Fatal(err)
			}
			return u.Presence == want && (u.Chosen == "" || u.Chosen == "online")
		}
	}
	reach := func(d *wiretest.Desktop, away bool) {
		t.Helper()
		if res := d.Call(wire.CallReach.Name, wire.Reach{Away: away}); res.Error != nil {
			t.Fatal(res.Error)
		}
	}
	watch.Until("ana online", is("online"))
	reach(desktop, true)
	watch.Until("ana offline", is("offline"))
	reach(desktop, false)
	watch.Until("ana online again", is("online"))

	reach(desktop, true)
	watch.Until("ana offline again", is("offline"))
	locked := r.dial(ana, "dev_2", wire.Hello{Away: true})
	before := r.head()
	r.Customer("491520000001", "hello")
	watch.CatchUp(before + 1)
	if !is("offline")() {
		t.Error("a desktop that comes with a locked screen makes her reachable")
	}
	reach(locked, false)
	watch.Until("ana online at the other desktop", is("online"))
	desktop.Conn.Close() // it was not counted any more
	before = r.head()
	r.Customer("491520000001", "hello?")
	watch.CatchUp(before + 1)
	locked.Conn.Close()
	watch.Until("ana offline at the end", is("offline"))
}

func TestOlderAndSearch_onlyWhatTheViewerMaySee(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 5 {
		r.Customer("491520000001", fmt.Sprintf("needle %d", i))
	}
	owner := r.dial(alex, "dev_1", wire.Hello{})
	var thread string
	for k := range owner.Rows {
		if id, ok := strings.CutPrefix(k, "thread/"); ok {
			thread = id
		}
	}
	page := func(res *wire.Result) wire.OlderPage {
		var p wire.OlderPage
		if res.Error != nil {
			t.Fatalf("%+v", res.Error)
		}
		if err := json.Unmarshal(res.Body, &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := page(owner.Call(wire.CallOlder.Name, wire.OlderRequest{ThreadID: thread, Limit: 3})); len(p.Items) != 3 || !p.More {
		t.Errorf("older gave %d, more %v", len(p.Items), p.More)
	}
	if p := page(owner.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "needle", Limit: 50})); len(p.Items) != 5 {
		t.Errorf("search gave the owner %d of 5", len(p.Items))
	}
	agent := r.dial(ana, "dev_2", wire.Hello{})
	if p := page(agent.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "needle", Limit: 50})); len(p.Items) != 0 {
		t.Errorf("search gave an agent %d messages of a thread that is not hers", len(p.Items))
	}
	if p := page(agent.Call(wire.CallOlder.Name, wire.OlderRequest{ThreadID: thread, Limit: 50})); len(p.Items) != 0 {
		t.Errorf("older gave an agent %d messages of a thread in the queue", len(p.Items))
	}
}
