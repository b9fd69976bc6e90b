package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/share"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// small starts the team's relay with the least shares that there are.
func (tm *team) small(percent int) {
	tm.t.Helper()
	tm.stop()
	tm.tune = func(c *config.Config) { c.Limits.Shares, c.Limits.Unclaimed = percent, 1<<20 }
	tm.start()
}

// colleague invites and joins an agent.
func (tm *team) colleague(owner wire.Session, name string) wire.Session {
	tm.t.Helper()
	d := tm.desk(owner, wire.Hello{})
	defer d.Conn.Close()
	made := said[wire.Invitation](tm.t, d.Call(wire.CallInvite.Name, wire.Invite{Name: name, Email: strings.ToLower(name) + "@example.com", Role: "agent"}))
	return tm.join(made.Code, name)
}

var errPong = errors.New("a pong came")

// served waits until the relay reads what a socket sends.
func served(t *testing.T, d *wiretest.Desktop) {
	t.Helper()
	d.Conn.SetPongHandler(func(string) error { return errPong })
	if err := d.Conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Conn.ReadMessage(); !errors.Is(err, errPong) {
		t.Fatal(err)
	}
}

// Sockets: a device has its share and no more, is told to come back, and others
// are not affected.
func TestRule3_socketsBeyondAShareAreTurnedAway(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.small(50)
	owner := tm.owner()
	agent := tm.colleague(owner, "Ana")
	most := share.Usual().Scaled(50)[share.DeviceSockets].AtOnce
	url := "ws" + strings.TrimPrefix(tm.relay.PublicURL(), "http") + wire.PathSync
	var open []*wiretest.Desktop // none says hello: a sign-in has one socket that has
	for range most {
		open = append(open, wiretest.Dial(t, url, agent.Token))
		served(t, open[len(open)-1])
	}
	if code := wiretest.Dial(t, url, agent.Token).Closed(); code != wire.CloseShare || !wire.Reconnectable(code) {
		t.Errorf("socket %d of a device: closed with %d, want %d", most+1, code, wire.CloseShare)
	}
	tm.desk(owner, wire.Hello{})
	_ = open[0].Conn.Close()
	for tm.relay.Hub().Connected() > most { // the relay notices in its own time
		if t.Context().Err() != nil {
			t.Fatal("the closed socket was never noticed")
		}
	}
	tm.desk(agent, wire.Hello{})
}

// Commands, calls and searches: a burst passes, what is beyond it is answered
// with tooMany and not recorded, and somebody else goes on. The relay's time
// stands still: a share fills up again while a slow machine asks, so that the
// end of a burst would come late or never.
func TestRule3_frameSharesArePerPerson(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.still = true
	tm.small(10)
	owner := tm.owner()
	ana := tm.desk(tm.colleague(owner, "Ana"), wire.Hello{})
	other := tm.desk(owner, wire.Hello{})
	table := share.Usual().Scaled(10)
	searched := table[share.Searches].Burst + 1 // searches are calls too, and so is the one that is refused
	for _, c := range []struct {
		name  share.Name
		burst int
		do    func(d *wiretest.Desktop, i int) *wire.Result
	}{
		{share.Commands, table[share.Commands].Burst, func(d *wiretest.Desktop, i int) *wire.Result {
			return d.Command(desk.NewID("cmd"), wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: i%2 == 0})
		}},
		{share.Searches, table[share.Searches].Burst, func(d *wiretest.Desktop, _ int) *wire.Result {
			return d.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "tulip"})
		}},
		{share.Calls, table[share.Calls].Burst - searched, func(d *wiretest.Desktop, _ int) *wire.Result {
			return d.Call(wire.CallPulse.Name, struct{}{})
		}},
	} {
		for i := range c.burst {
			if res := c.do(ana, i); res.Error != nil {
				t.Fatalf("%s: refused after %d with %+v, a burst is %d", c.name, i, res.Error, c.burst)
			}
		}
		if res := c.do(ana, c.burst); res.Error == nil || res.Error.Code != string(desk.CodeTooMany) || res.Seq != 0 {
			t.Errorf("%s: beyond the burst %+v at %d, want tooMany", c.name, res.Error, res.Seq)
		}
		if res := c.do(other, 0); res.Error != nil {
			t.Errorf("%s: somebody else gets %+v", c.name, res.Error)
		}
	}
}

func (tm *team) upload(s wire.Session, size int) (wire.Uploaded, int) {
	tm.t.Helper()
	req, err := http.NewRequest(http.MethodPost, tm.relay.PublicURL()+wire.PathMedia, bytes.NewReader(bytes.Repeat([]byte("text "), size/5)))
	if err != nil {
		tm.t.Fatal(err)
	}
	wiretest.Sign(tm.t, req, s.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tm.t.Fatal(err)
	}
	defer resp.Body.Close()
	var up wire.Uploaded
	if resp.StatusCode == http.StatusOK {
		if err := json.NewDecoder(resp.Body).Decode(&up); err != nil {
			tm.t.Fatal(err)
		}
	}
	return up, resp.StatusCode
}

// Uploads that no message takes: so many bytes a person, for a day; then their
// bytes are gone from the disk, like those that a crash left behind, and what a
// message took stays.
func TestRule3_unclaimedUploadsHaveASizeAndAnEnd(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.small(100)
	owner := tm.owner()
	agent := tm.colleague(owner, "Ana")
	first, code := tm.upload(agent, 600<<10)
	if code != http.StatusOK {
		t.Fatalf("the first: %d", code)
	}
	if _, code := tm.upload(agent, 600<<10); code != http.StatusTooManyRequests {
		t.Errorf("beyond the share: %d, want 429", code)
	}
	if _, code := tm.upload(owner, 600<<10); code != http.StatusOK {
		t.Errorf("somebody else: %d", code)
	}
	dir := filepath.Join(tm.dir, "media")
	orphan := filepath.Join(dir, desk.NewID("med"))
	if err := os.WriteFile(orphan, []byte("left by a crash"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := desk.NewID("med")
	if err := os.WriteFile(filepath.Join(dir, taken), []byte("a customer's photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown, erased := desk.AdPictureOf("msg_00000002", "https://ads.example/p"), desk.AdPictureOf("msg_00000003", "https://ads.example/p")
	for _, name := range []desk.MediaID{shown, erased} {
		if err := os.WriteFile(filepath.Join(dir, string(name)), []byte("what an ad shows"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := tm.relay.Store().WriteTx(t.Context(), func(tx *store.Tx) error {
		return tx.Apply(context.Background(), tm.relay.Org(), 1, desk.Batch{Rows: []desk.Row{
			&desk.Message{ID: "msg_1", Seq: 1, Media: &desk.Media{ID: desk.MediaID(taken)}},
			&desk.Message{ID: "msg_00000002", Seq: 1, Ad: &desk.Referral{Picture: &desk.Media{ID: shown}}},
			&desk.Message{ID: "msg_00000003", Seq: 1, Erased: true},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	there := func(name string) bool { _, err := os.Stat(name); return err == nil }
	for i, c := range []struct {
		at   time.Time
		gone bool
	}{
		{now, false}, {now.Add(25*time.Hour + 2*time.Minute), false}, // a clock that jumps ahead once
		{now, false}, {now.Add(26 * time.Hour), false}, {now.Add(27 * time.Hour), true},
	} {
		if err := tm.relay.Sweep(t.Context(), c.at); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{orphan, filepath.Join(dir, first.MediaID), filepath.Join(dir, string(erased))} {
			if there(name) == c.gone {
				t.Errorf("sweep %d: %s is there: %v", i, filepath.Base(name), there(name))
			}
		}
		if !there(filepath.Join(dir, taken)) || !there(filepath.Join(dir, string(shown))) {
			t.Errorf("sweep %d: a message's file is gone", i)
		}
	}
}
