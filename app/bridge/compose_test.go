package bridge_test

import (
	"encoding/base64"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func composer() (*bridge.Compose, *outbox, *attachments) {
	o, a := &outbox{}, &attachments{}
	return bridge.NewCompose(o, a, func() time.Time { return time.UnixMilli(77_000) }), o, a
}

// A reply is queued whole: with the time at which it was written, an id of its own
// and the file, and it says so only when the outbox has it.
func TestSend_queuesTheReplyWhole(t *testing.T) {
	t.Parallel()
	c, o, _ := composer()
	send := wire.Send{
		ThreadID: "thr_1", InteractionID: "int_1", Epoch: 4, SeenSeq: 9, OnlyUnanswered: true, ValidUntil: 99_000, WrittenAt: 1,
		Content: wire.SendContent{Kind: "image", Text: "hello", ReplyTo: "msg_1"},
	}
	file := &wire.QueuedFile{LocalID: "file_1", FileName: "a.png", MIME: "image/png", Size: 3}
	given := send
	first, err := c.Send(send, file, bridge.Hold{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.Send(send, nil, bridge.Hold{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(o.put, []wire.Queued{first, second}) {
		t.Errorf("shown %+v, put %+v", []wire.Queued{first, second}, o.put)
	}
	if first.ClientID == "" || first.ClientID == second.ClientID || !strings.HasPrefix(first.ClientID, "cmd_") {
		t.Errorf("ids %q and %q", first.ClientID, second.ClientID)
	}
	given.WrittenAt = 77_000
	if first.Send == nil || !reflect.DeepEqual(*first.Send, given) {
		t.Errorf("of the reply came %+v", first.Send)
	}
	want := wire.Queued{ClientID: first.ClientID, ThreadID: "thr_1", Name: "message.send", Send: first.Send, File: file, State: "waiting", At: 77_000}
	if !reflect.DeepEqual(first, want) || second.File != nil {
		t.Errorf("queued %+v, then with the file %+v", first, second.File)
	}
	o.refusal = desk.Refuse(desk.CodeUnavailable, "diskFull")
	if _, err := c.Send(send, nil, bridge.Hold{}); desk.SubcodeOf(err) != "diskFull" {
		t.Errorf("a full disk is %v", err)
	}
}

// A reply is held for as long as the person wants, within bounds.
func TestSend_isHeldForAsLongAsThePersonWants(t *testing.T) {
	t.Parallel()
	for seconds, until := range map[int]int64{-5: 0, 0: 0, 5: 82_000, 30: 107_000, 3600: 107_000} {
		c, o, _ := composer()
		q, err := c.Send(wire.Send{ThreadID: "thr_1"}, nil, bridge.Hold{Seconds: seconds, Batch: "b1"})
		if err != nil || q.HoldUntil != until || (q.Batch == "b1") != (until > 0) || o.put[0].HoldUntil != until {
			t.Errorf("%d s: held until %d with %q, %v", seconds, q.HoldUntil, q.Batch, err)
		}
	}
}

// What Compose does with drafts and the outbox, by the name of its method.
func TestCompose_passesOnDraftsAndQueue(t *testing.T) {
	t.Parallel()
	for want, call := range map[string]func(*bridge.Compose) error{
		"save thr_1 half a word": func(c *bridge.Compose) error { return c.SaveDraft("thr_1", "half a word") },
		"save thr_1 ":            func(c *bridge.Compose) error { return c.SaveDraft("thr_1", "") },
		"retry cmd_1":            func(c *bridge.Compose) error { return c.Retry("cmd_1") },
		"recall cmd_1 half":      func(c *bridge.Compose) error { _, err := c.UndoSend("cmd_1", "half"); return err },
		"release with cmd_1":     func(c *bridge.Compose) error { return c.SendNow("cmd_1") },
		"discard cmd_1":          func(c *bridge.Compose) error { return c.Discard("cmd_1") },
		"queued":                 func(c *bridge.Compose) error { _, err := c.Queued(); return err },
		"drafts":                 func(c *bridge.Compose) error { _, err := c.Drafts(); return err },
	} {
		for _, refusal := range []error{nil, errors.New("disk")} {
			c, o, _ := composer()
			o.refusal = refusal
			if err := call(c); !errors.Is(err, refusal) || len(o.calls) != 1 || o.calls[0] != want {
				t.Errorf("%s: asked %q, %v", want, o.calls, err)
			}
		}
	}
}

func TestCompose_listsAreNeverNull(t *testing.T) {
	t.Parallel()
	c, o, a := composer()
	queued, err := c.Queued()
	drafts, err2 := c.Drafts()
	files, err3 := c.DraftFiles()
	if queued == nil || drafts == nil || files == nil || errors.Join(err, err2, err3) != nil {
		t.Errorf("null: %v %v %v, %v", queued == nil, drafts == nil, files == nil, errors.Join(err, err2, err3))
	}
	o.queued = []wire.Queued{{ClientID: "cmd_1"}, {ClientID: "cmd_2"}}
	o.drafts = map[string]string{"thr_1": "half", "form:inbox": "{}"}
	a.drafts = map[string][]wire.QueuedFile{"thr_1": {{LocalID: "file_2"}, {LocalID: "file_1"}}, "thr_2": {}}
	if queued, _ := c.Queued(); !reflect.DeepEqual(queued, o.queued) {
		t.Errorf("queued: %v", queued)
	}
	drafts, _ = c.Drafts()
	got := map[string]string{}
	for _, d := range drafts {
		got[d.ThreadID] = d.Text
	}
	if len(drafts) != 2 || !reflect.DeepEqual(got, o.drafts) {
		t.Errorf("drafts: %v", drafts)
	}
	want := []bridge.DraftFile{{ThreadID: "thr_1", File: wire.QueuedFile{LocalID: "file_2"}}, {ThreadID: "thr_1", File: wire.QueuedFile{LocalID: "file_1"}}}
	if files, _ := c.DraftFiles(); !reflect.DeepEqual(files, want) {
		t.Errorf("files: %v", files)
	}
}

// A file goes to the disk as the page gives it: in pieces of base64, for its thread,
// and what is no base64 is refused before anything is written.
func TestAttach_writesThePiecesInOrder(t *testing.T) {
	t.Parallel()
	c, _, a := composer()
	id, err := c.AttachBegin("thr_1", "a.png", 6)
	if err != nil || id != "file_1" {
		t.Fatal(id, err)
	}
	for _, piece := range []string{"abc", "", "\x00\xff\x10"} {
		if err := c.AttachChunk(id, base64.StdEncoding.EncodeToString([]byte(piece))); err != nil {
			t.Fatal(err)
		}
	}
	for _, odd := range []string{"YWJj\x00", "YW Jj", "data:image/png;base64,YWJj", "YWJjZA"} {
		if err := c.AttachChunk(id, odd); desk.CodeOf(err) != desk.CodeInvalid || desk.SubcodeOf(err) != "badFile" {
			t.Errorf("%q: %v", odd, err)
		}
	}
	if string(a.bytes) != "abc\x00\xff\x10" {
		t.Errorf("on the disk is %q", a.bytes)
	}
	if f, err := c.AttachEnd(id); err != nil || f.LocalID != "file_1" || f.MIME != "image/png" {
		t.Errorf("%+v, %v", f, err)
	}
	if id, err := c.VoiceBegin("thr_1"); err != nil || id != "file_2" {
		t.Error(id, err)
	}
	if so, err := c.VoiceChunk("file_2", "YWJj"); err != nil || so.Bytes != 7 || !strings.HasSuffix(string(a.bytes), "abc") {
		t.Errorf("heard %+v, %v", so, err)
	}
	if _, err := c.VoiceChunk("file_2", "no base64"); desk.SubcodeOf(err) != "badFile" {
		t.Errorf("odd samples: %v", err)
	}
	if err := c.AttachDrop("file_9"); err != nil {
		t.Error(err)
	}
	want := "begin thr_1 a.png 6|append file_1|append file_1|append file_1|end file_1|begin voice thr_1|append voice file_2|drop file_9"
	if got := strings.Join(a.calls, "|"); got != want {
		t.Errorf("done: %s", got)
	}
	a.refusal = desk.Refuse(desk.CodeInvalid, "tooLarge")
	_, begin := c.AttachBegin("", "a", 1)
	_, end := c.AttachEnd(id)
	for i, err := range []error{begin, c.AttachChunk(id, ""), end, c.AttachDrop(id)} {
		if desk.SubcodeOf(err) != "tooLarge" {
			t.Errorf("refusal %d became %v", i, err)
		}
	}
}
