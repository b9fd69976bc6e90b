package alert

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// A follower hears what was written, as far as it is held here; of what is not, that
// something was.
func TestAlertWords_ofFollowing(t *testing.T) {
	t.Parallel()
	rows := &copyOfRows{}
	rows.put(t, desk.RowMessage, "msg_1", wire.Message{ID: "msg_1", ThreadID: "thr_1", Kind: string(desk.KindText), Text: "Where is\nit?"})
	a := New(Config{Rows: rows})
	for _, c := range []struct {
		kind           desk.NoticeKind
		subject, title string
		body           string
	}{
		{desk.NoticeFollowMessage, "msg_1", "New message in a conversation you follow", "a customer: Where is it?"},
		{desk.NoticeFollowMessage, "msg_2", "New message in a conversation you follow", "a customer wrote."},
		{desk.NoticeFollowNote, "msg_1", "New note in a conversation you follow", "About a customer: Where is it?"},
		{desk.NoticeFollowEnd, "int_1", "A conversation you follow has ended", "The conversation with a customer was closed."},
	} {
		n := wire.Notice{ID: "ntc_1", Kind: string(c.kind), ThreadID: "thr_1", Subject: c.subject}
		if got := a.word(t.Context(), news{count: 1, notices: []wire.Notice{n}}); got.Title != c.title || got.Body != c.body || got.ThreadID != "thr_1" {
			t.Errorf("%s of %s: %+v", c.kind, c.subject, got)
		}
	}
}
