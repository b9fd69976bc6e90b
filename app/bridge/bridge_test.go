package bridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// relay answers calls with a function.
type relay func(name string, body any) (any, error)

func (r relay) Command(ctx context.Context, name string, body, out any) error {
	return r.Call(ctx, name, body, out)
}

func (r relay) Call(_ context.Context, name string, body, out any) error {
	v, err := r(name, body)
	if err != nil || out == nil {
		return err
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, out)
}

// replica holds fixed rows and notes what is kept.
type replica struct {
	bridge.Replica
	changes []wire.Change
	page    []wire.Message
	more    bool
	kept    []wire.OlderPage
	doubted []string
}

func (r *replica) Doubt(_ context.Context, kind, id string) {
	r.doubted = append(r.doubted, kind+"/"+id)
}

func (r *replica) ChangesSince(context.Context, int64, int) ([]wire.Change, int64, bool, error) {
	return r.changes, 7, false, nil
}
func (r *replica) Unread(context.Context) (map[string]int, error) {
	return map[string]int{"thr_1": 2}, nil
}
func (r *replica) Messages(context.Context, string, int64, int64, int) ([]wire.Message, bool, error) {
	return r.page, r.more, nil
}
func (r *replica) KeepOlder(_ context.Context, _ wire.OlderRequest, p wire.OlderPage) error {
	r.kept = append(r.kept, p)
	return nil
}

func change(kind desk.Kind, id string) wire.Change {
	return wire.Change{Kind: string(kind), ID: id, Body: json.RawMessage(`{"id":"` + id + `"}`)}
}

func TestChanges_everyKindReachesItsList_andNothingIsNull(t *testing.T) {
	t.Parallel()
	var kinds []desk.Kind // all that leave the relay
	for _, k := range desk.Kinds {
		if k.Scope != desk.ScopeRelay {
			kinds = append(kinds, k.Kind)
		}
	}
	r := &replica{}
	for _, k := range kinds {
		r.changes = append(r.changes, change(k, "id_"+string(k)))
	}
	r.changes = append(r.changes, wire.Change{Kind: "thread", ID: "gone", Gone: true})
	set, err := bridge.NewSync(nil, r, nil).Changes(3)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if k != desk.RowReadMark && !strings.Contains(string(b), `"id_`+string(k)+`"`) {
			t.Errorf("a %s is lost on the way", k)
		}
	}
	if len(set.Rows.ReadMarks) != 1 || len(set.Gone) != 1 || set.Rev != 7 || len(set.Unread) != 1 {
		t.Errorf("marks %v, gone %v, rev %d, unread %v", set.Rows.ReadMarks, set.Gone, set.Rev, set.Unread)
	}
	r.changes = nil
	if set, err = bridge.NewSync(nil, r, nil).Changes(7); err != nil {
		t.Fatal(err)
	}
	if b, err = json.Marshal(set); err != nil || strings.Contains(string(b), "null") {
		t.Errorf("the UI may not meet null: %s, %v", b, err)
	}
	odd := wire.Change{Kind: "thread", ID: "odd", Body: json.RawMessage(`{"id":7}`)}
	r.changes = []wire.Change{change("weather", "x"), odd, change(desk.RowThread, "whole")}
	set, err = bridge.NewSync(nil, r, nil).Changes(0)
	if err != nil || len(set.Rows.Threads) != 1 || set.Rows.Threads[0].ID != "whole" {
		t.Errorf("rows that make no sense keep the others away: %+v, %v", set.Rows.Threads, err)
	}
	if got := strings.Join(r.doubted, " "); got != "weather/x thread/odd" {
		t.Errorf("rows were dropped in silence: %q", got)
	}
}

func messages(from, to int) []wire.Message {
	var out []wire.Message
	for i := from; i <= to; i++ {
		out = append(out, wire.Message{ID: fmt.Sprint("msg_", i), At: int64(i), Seq: int64(i)})
	}
	return out
}

func TestMessages_shortPage_isCompletedByTheRelayAndKept(t *testing.T) {
	t.Parallel()
	var asked wire.OlderRequest
	r := &replica{page: messages(5, 6)}
	s := bridge.NewSync(relay(func(_ string, body any) (any, error) {
		asked = body.(wire.OlderRequest)
		page := wire.OlderPage{More: true}
		for i := 4; i >= 3; i-- { // newest first, as the relay gives them
			b, _ := json.Marshal(messages(i, i)[0])
			page.Items = append(page.Items, wire.Change{Kind: "message", ID: fmt.Sprint("msg_", i), Body: b})
		}
		return page, nil
	}), r, nil)
	got, err := s.Messages("thr_1", 7, 7, 4)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range got.Messages {
		ids = append(ids, m.ID)
	}
	if strings.Join(ids, " ") != "msg_3 msg_4 msg_5 msg_6" || !got.More || got.Offline {
		t.Errorf("page %v, more %v, offline %v", ids, got.More, got.Offline)
	}
	if asked.Seq != 5 || asked.Limit != 2 || len(r.kept) != 1 {
		t.Errorf("asked %+v, kept %d pages", asked, len(r.kept))
	}
}

func TestMessages_offline_givesWhatIsHereAndSaysSo(t *testing.T) {
	t.Parallel()
	off := relay(func(string, any) (any, error) { return nil, desk.Refuse(desk.CodeUnavailable, "offline") })
	got, err := bridge.NewSync(off, &replica{page: messages(1, 2)}, nil).Messages("thr_1", 3, 3, 50)
	if err != nil || len(got.Messages) != 2 || !got.Offline {
		t.Errorf("%+v, %v", got, err)
	}
	no := relay(func(string, any) (any, error) { return nil, desk.Refuse(desk.CodeNotFound, "thread") })
	if _, err := bridge.NewSync(no, &replica{}, nil).Messages("thr_1", 0, 0, 50); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("a refusal became %v", err)
	}
}

func TestFormat_everyCodeReachesTheUI(t *testing.T) {
	t.Parallel()
	for _, c := range desk.Codes {
		e := formatted(t, &desk.Error{Code: c, Subcode: "s", Message: "What to do.", Err: context.Canceled})
		if e.Code != string(c) || e.Message != "What to do." || e.Subcode != "s" {
			t.Errorf("%s is formatted as %+v", c, e)
		}
	}
	if e := formatted(t, fmt.Errorf("dial: %w", context.DeadlineExceeded)); e.Code != string(desk.CodeUnavailable) {
		t.Errorf("a timeout is %+v", e)
	}
}

// formatted reads an error as the page does, out of the text that Wails' script keeps.
func formatted(t *testing.T, err error) wire.Failure {
	t.Helper()
	text, ok := bridge.Format(err).(string)
	if !ok {
		t.Fatalf("%v is formatted as no text, which Wails' script turns into [object Object]", err)
	}
	var e wire.Failure
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestPump_aBurstBecomesAFewNudges_andTheLastIsNeverLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var revs []int64
		p := bridge.NewPump(func(_ string, rev int64) {
			mu.Lock()
			defer mu.Unlock()
			revs = append(revs, rev)
		})
		for i := range 1000 {
			p.Changed(int64(i + 1))
		}
		time.Sleep(time.Second) // the bubble's clock
		synctest.Wait()
		mu.Lock()
		if len(revs) == 0 || len(revs) > 3 || revs[len(revs)-1] != 1000 {
			t.Errorf("nudges %v", revs)
		}
		mu.Unlock()
		p.Changed(1001)
		synctest.Wait()
		mu.Lock()
		if revs[len(revs)-1] != 1001 {
			t.Errorf("the nudge after a pause did not come at once: %v", revs)
		}
		mu.Unlock()
		p.Close()
		p.Changed(1002)
		time.Sleep(time.Second)
		mu.Lock()
		defer mu.Unlock()
		if revs[len(revs)-1] != 1001 {
			t.Error("a closed pump nudges")
		}
	})
}

func TestCopyCode_takesTheCaughtOneOnly(t *testing.T) {
	t.Parallel()
	clip := &clip{}
	c := codes{held: map[string]wire.SetupCode{"set_1": {SetupID: "set_1", Code: "493021"}, "set_2": {SetupID: "set_2", SMS: "no code in it"}}, copied: new([]string)}
	s := bridge.NewSetup(c, clip)
	if how, err := s.CopyCode("set_1"); err != nil || how != "native" || clip.text != "493021" {
		t.Errorf("copied %q %s, %v", clip.text, how, err)
	}
	for _, id := range []string{"set_2", "set_3"} {
		if _, err := s.CopyCode(id); desk.CodeOf(err) != desk.CodeNotFound || clip.text != "493021" {
			t.Errorf("%s: %v, clipboard %q", id, err, clip.text)
		}
	}
	if !slices.Equal(*c.copied, []string{"set_1"}) {
		t.Errorf("the relay hears of %v", *c.copied)
	}
}

type codes struct {
	held   map[string]wire.SetupCode
	copied *[]string
}

func (c codes) Latest(id string) (wire.SetupCode, bool, error) {
	v, ok := c.held[id]
	return v, ok, nil
}

func (c codes) Copied(id string) { *c.copied = append(*c.copied, id) }

func (codes) Sound(string) ([]byte, error) { return nil, nil }

type clip struct{ text string }

func (c *clip) Copy(text string) (string, error) {
	c.text = text
	return "native", nil
}
