package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/meta"
)

// An entry of a webhook names the message that it is about, and keeps what was read
// for that; one that names none keeps nothing that the fold would have to believe.
func TestAbout_namesTheMessageAndReadsOnce(t *testing.T) {
	t.Parallel()
	item := func(item string) []byte {
		return meta.WriteEntry(desk.ItemEntry{AppID: "app1", PhoneID: "1001", Field: "messages", Item: json.RawMessage(item)})
	}
	text := item(`{"field":"messages","message":{"id":"wamid.1","from":"49151","timestamp":"1","type":"text","text":{"body":"hi"}}}`)
	for name, tc := range map[string]struct {
		kind    desk.EntryKind
		payload []byte
		id      string
		read    bool
	}{
		"a message":               {desk.EntryMetaMessage, text, "wamid.1", true},
		"how far one has come":    {desk.EntryMetaStatus, item(`{"field":"messages","status":{"id":"wamid.2","status":"read","timestamp":"1","recipient_id":"49151"}}`), "wamid.2", true},
		"nobody's message":        {desk.EntryMetaMessage, item(`{"field":"messages","message":{"type":"text"}}`), "", true},
		"an entry that is erased": {desk.EntryMetaMessage, nil, "", false},
		"no JSON":                 {desk.EntryMetaMessage, []byte(`{"item":`), "", false},
		"of no provider":          {desk.EntryPresence, text, "", false},
		"of an unknown provider":  {"pigeon.message", text, "", false},
		"what was not understood": {desk.EntryMetaUnknown, text, "", false},
	} {
		e := desk.Entry{Kind: tc.kind, Payload: tc.payload}
		if id := engine.New(meta.Reader{}).About(&e); id != tc.id || (e.Read != nil) != tc.read {
			t.Errorf("%s: named %q and read %v, want %q and %v", name, id, e.Read != nil, tc.id, tc.read)
		}
	}
}

// fragile is a reader that panics.
type fragile struct{ meta.Reader }

func (fragile) ReadEntry([]byte) (desk.ItemEntry, channel.Stored, bool) { panic("an odd entry") }

func TestAbout_survivesAPanic(t *testing.T) {
	t.Parallel()
	e := desk.Entry{Kind: desk.EntryMetaMessage, Payload: []byte(`{}`)}
	if id := engine.New(fragile{}).About(&e); id != "" || e.Read != nil {
		t.Errorf("named %q, read %v", id, e.Read)
	}
}
