package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// copied is a local copy that notes how it is asked and can refuse each thing.
type copied struct {
	calls   []string
	changes []wire.Change
	page    []wire.Message
	more    bool
	unread  map[string]int
	kept    []wire.Change
	older   wire.OlderPage
	refuse  string // the name of what is refused
}

var errDisk = errors.New("disk")

func (c *copied) note(ctx context.Context, name string, args ...any) error {
	if until, ok := ctx.Deadline(); !ok || time.Until(until) > 5*time.Second {
		name += " without a deadline for the local copy"
	}
	c.calls = append(c.calls, strings.TrimSpace(fmt.Sprintln(append([]any{name}, args...)...)))
	if c.refuse == name {
		return errDisk
	}
	return nil
}

func (c *copied) ChangesSince(ctx context.Context, rev int64, limit int) ([]wire.Change, int64, bool, error) {
	return c.changes, 12, c.more, c.note(ctx, "changes", rev, limit)
}
func (c *copied) Messages(ctx context.Context, thread string, at, seq int64, limit int) ([]wire.Message, bool, error) {
	return c.page, c.more, c.note(ctx, "messages", thread, at, seq, limit)
}
func (c *copied) MessagesFrom(ctx context.Context, thread string, seq int64, limit int) ([]wire.Message, error) {
	return c.page, c.note(ctx, "from", thread, seq, limit)
}
func (c *copied) Search(ctx context.Context, query, thread string, _ wire.SearchFilter, limit int) ([]wire.Message, error) {
	return c.page, c.note(ctx, "search", query, thread, limit)
}
func (c *copied) Keep(ctx context.Context, items []wire.Change) error {
	c.kept = items
	return c.note(ctx, "keep")
}
func (c *copied) KeepOlder(ctx context.Context, req wire.OlderRequest, page wire.OlderPage) error {
	c.older = page
	return c.note(ctx, "keepOlder", req)
}
func (c *copied) Doubt(ctx context.Context, kind, id string) {
	_ = c.note(ctx, "doubt", kind, id) //nolint:errcheck // it gives none
}
func (c *copied) Unread(ctx context.Context) (map[string]int, error) {
	return c.unread, c.note(ctx, "unread")
}

func idsOf(list []wire.Message) string {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	return strings.Join(ids, " ")
}

// row is a message as the relay gives it.
func row(id string) wire.Change {
	b, _ := json.Marshal(wire.Message{ID: id, Text: "text of " + id}) //nolint:errcheck // texts marshal
	return wire.Change{Kind: "message", ID: id, Body: b}
}

func TestChanges_asksFromTheRevisionAndSaysThatThereIsMore(t *testing.T) {
	t.Parallel()
	c := &copied{more: true, unread: map[string]int{"thr_1": 2, "thr_2": 5}}
	c.changes = []wire.Change{change(desk.RowThread, "thr_1"), {Kind: "message", ID: "msg_1", Gone: true}}
	set, err := bridge.NewSync(nil, c, nil).Changes(3)
	if err != nil || set.Rev != 12 || !set.More {
		t.Fatalf("%+v, %v", set, err)
	}
	if got := strings.Join(c.calls, "|"); got != "changes 3 1000|unread" {
		t.Errorf("asked %s", got)
	}
	if !reflect.DeepEqual(set.Gone, []bridge.GoneRow{{Kind: "message", ID: "msg_1"}}) {
		t.Errorf("gone: %v", set.Gone)
	}
	counts := map[string]int{}
	for _, u := range set.Unread {
		counts[u.ThreadID] = u.Count
	}
	if !reflect.DeepEqual(counts, c.unread) {
		t.Errorf("unread: %v", set.Unread)
	}
	c.more = false
	if set, _ := bridge.NewSync(nil, c, nil).Changes(3); set.More {
		t.Error("the page asks for ever")
	}
	for _, what := range []string{"changes", "unread"} {
		c.refuse = what
		if set, err := bridge.NewSync(nil, c, nil).Changes(3); !errors.Is(err, errDisk) || set.Rev != 0 {
			t.Errorf("%s refused: revision %d, %v", what, set.Rev, err)
		}
	}
}

// What the local copy has is shown without asking anybody.
func TestMessages_asksTheRelayOnlyForWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page []wire.Message
		more bool
		ask  bool
	}{
		"a full page":                    {messages(1, 3), false, false},
		"more than a page":               {messages(1, 4), false, false},
		"a full page, more behind it":    {messages(1, 3), true, false},
		"a short page, more in the copy": {messages(1, 2), true, false},
		"a short page":                   {messages(1, 2), false, true},
		"nothing":                        {nil, false, true},
	} {
		local := &copied{page: c.page, more: c.more}
		relay := &listening{answer: `{"items":[],"more":false}`}
		got, err := bridge.NewSync(relay, local, nil).Messages("thr_1", 50, 7, 3)
		if err != nil || len(got.Messages) != len(c.page) || got.Messages == nil || got.Offline {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if (len(relay.asked) == 1) != c.ask || got.More == c.ask {
			t.Errorf("%s: asked %v, more %t", name, relay.asked, got.More)
		}
		if local.calls[0] != "messages thr_1 50 7 3" {
			t.Errorf("%s: %v", name, local.calls)
		}
		if !c.ask {
			continue
		}
		want := `{"threadId":"thr_1","at":1,"seq":1,"limit":1}`
		if len(c.page) == 0 {
			want = `{"threadId":"thr_1","at":50,"seq":7,"limit":3}` // as the page asked
		}
		if a := relay.asked[0]; a.name != "thread.older" || a.command || a.body != want || a.limit < 14*time.Second || a.limit > 15*time.Second {
			t.Errorf("%s: asked %+v, want %s", name, a, want)
		}
	}
}

// Of a relay's page only whole messages are shown, in the order of a thread, and
// all of it is kept as it came.
func TestMessages_showsTheMessagesOfTheRelaysPage(t *testing.T) {
	t.Parallel()
	page := wire.OlderPage{More: true, Items: []wire.Change{
		row("msg_4"), change(desk.RowContact, "con_1"), {Kind: "message", ID: "msg_x", Gone: true},
		row("msg_3"), {Kind: "message", ID: "msg_y", Body: json.RawMessage(`{"id":7}`)}, row("msg_2"),
	}}
	answer, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	local := &copied{page: []wire.Message{{ID: "msg_5", At: 5, Seq: 5}}}
	s := bridge.NewSync(&listening{answer: string(answer)}, local, nil)
	got, err := s.Messages("thr_1", 6, 6, 50)
	if err != nil || idsOf(got.Messages) != "msg_2 msg_3 msg_4 msg_5" || !got.More || got.Messages[0].Text != "text of msg_2" {
		t.Errorf("%s, more %t, %v", idsOf(got.Messages), got.More, err)
	}
	if !reflect.DeepEqual(local.older, page) || local.calls[1] != "keepOlder {thr_1 5 5 49}" {
		t.Errorf("kept %+v by %v", local.older, local.calls)
	}
	for _, what := range []string{"messages", "keepOlder"} {
		local.refuse = what
		if got, err := s.Messages("thr_1", 6, 6, 50); !errors.Is(err, errDisk) || got.Messages != nil {
			t.Errorf("%s refused: %+v, %v", what, got, err)
		}
	}
}

// A conversation that opens is there at once, whatever the connection is like:
// the relay is asked for what is before it afterwards.
func TestMessages_whatIsHereOfTheNewestWaitsForNobody(t *testing.T) {
	t.Parallel()
	local := &copied{page: messages(1, 2)}
	relay := &listening{err: desk.Refuse(desk.CodeUnavailable, "offline")}
	got, err := bridge.NewSync(relay, local, nil).Messages("thr_1", 0, 0, 50)
	if err != nil || len(got.Messages) != 2 || !got.More || got.Offline || len(relay.asked) != 0 {
		t.Errorf("%+v, %v, asked %v", got, err, relay.asked)
	}
}

// Without a connection the page has what is here, and a list even if nothing is.
func TestMessages_offlineIsNeverNull(t *testing.T) {
	t.Parallel()
	local := &copied{}
	relay := &listening{err: desk.Refuse(desk.CodeUnavailable, "offline")}
	got, err := bridge.NewSync(relay, local, nil).Messages("thr_1", 0, 0, 50)
	if err != nil || got.Messages == nil || !got.Offline || !got.More || len(local.calls) != 1 {
		t.Errorf("%+v, %v, asked %v", got, err, local.calls)
	}
}

func TestMessagesFromAndSearch_askTheLocalCopy(t *testing.T) {
	t.Parallel()
	local := &copied{}
	s := bridge.NewSync(nil, local, nil)
	from, err := s.MessagesFrom("thr_1", 7, 30)
	hits, err2 := s.Search("parcel", "thr_2", wire.SearchFilter{}, 20)
	if from == nil || hits == nil || errors.Join(err, err2) != nil {
		t.Errorf("null: %t %t, %v", from == nil, hits == nil, errors.Join(err, err2))
	}
	if got := strings.Join(local.calls, "|"); got != "from thr_1 7 30|search parcel thr_2 20" {
		t.Errorf("asked %s", got)
	}
	local.page = messages(1, 3)
	from, _ = s.MessagesFrom("thr_1", 7, 30)
	if hits, _ = s.Search("parcel", "", wire.SearchFilter{}, 20); idsOf(from) != "msg_1 msg_2 msg_3" || idsOf(hits) != idsOf(from) {
		t.Errorf("given %s and %s", idsOf(from), idsOf(hits))
	}
	for _, what := range []string{"from", "search"} {
		local.refuse = what
		_, err := s.MessagesFrom("thr_1", 7, 30)
		_, err2 := s.Search("parcel", "", wire.SearchFilter{}, 20)
		if !errors.Is(errors.Join(err, err2), errDisk) || (err == nil) == (err2 == nil) {
			t.Errorf("%s refused: %v, %v", what, err, err2)
		}
	}
}

// Hits on the relay are shown newest first as they came, and kept.
func TestSearchRelay_givesTheHitsAsTheyCame(t *testing.T) {
	t.Parallel()
	page := wire.OlderPage{More: true, Items: []wire.Change{row("msg_9"), change(desk.RowThread, "thr_1"), row("msg_7"), row("msg_4"), row("msg_2")}}
	answer, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	local, relay := &copied{}, &listening{answer: string(answer)}
	s := bridge.NewSync(relay, local, nil)
	got, err := s.SearchRelay("parcel", "thr_1", wire.SearchFilter{From: "us", Labels: []string{}}, 88, 20)
	if err != nil || idsOf(got.Messages) != "msg_9 msg_7 msg_4 msg_2" || !got.More || got.Offline {
		t.Errorf("%s, more %t, %v", idsOf(got.Messages), got.More, err)
	}
	if a := relay.asked[0]; a.name != "search" || a.command || a.body != `{"query":"parcel","threadId":"thr_1","before":88,"limit":20,"filter":{"from":"us","numberId":"","labels":[],"files":"","since":0,"until":0}}` {
		t.Errorf("asked %+v", a)
	}
	if !reflect.DeepEqual(local.kept, page.Items) {
		t.Errorf("kept %v", local.kept)
	}
	local.refuse = "keep"
	if _, err := s.SearchRelay("parcel", "", wire.SearchFilter{}, 0, 20); !errors.Is(err, errDisk) {
		t.Errorf("a full disk is %v", err)
	}
	local.refuse, relay.err = "", desk.Refuse(desk.CodeUnavailable, "offline")
	if got, err := s.SearchRelay("parcel", "", wire.SearchFilter{}, 0, 20); desk.SubcodeOf(err) != "offline" || got.Messages != nil {
		t.Errorf("without a connection: %+v, %v", got, err)
	}
	relay.err, relay.answer = nil, `{"items":[],"more":false}`
	if got, err := s.SearchRelay("parcel", "", wire.SearchFilter{}, 0, 20); err != nil || got.Messages == nil || got.More {
		t.Errorf("nothing found: %+v, %v", got, err)
	}
}
