package view_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
)

// TestChannel_isSaid: the window learns the channel of a thread, a number and an
// inbox; a row from before there was more than one is WhatsApp's.
func TestChannel_isSaid(t *testing.T) {
	t.Parallel()
	v := view.Viewer{OrgID: "org_1", UserID: "usr_1", Role: desk.RoleOwner}
	for stored, want := range map[desk.Channel]string{"": "whatsapp", desk.WhatsApp: "whatsapp", desk.SMS: "sms"} {
		for field, p := range map[string]view.Projected{
			"channel": v.Thread(view.Subject{Thread: &desk.Thread{ID: "thr_1", Channel: stored}}),
			"type":    v.Inbox(view.Subject{}, &desk.Inbox{ID: "inb_1", Channel: stored}),
		} {
			if got := fieldOf(t, p, field); got != want {
				t.Errorf("%s of a row of channel %q is %q, want %q", field, stored, got, want)
			}
		}
		if got := fieldOf(t, v.Number(view.Subject{}, &desk.Number{ID: "num_1", Channel: stored}), "channel"); got != want {
			t.Errorf("a number of channel %q says %q, want %q", stored, got, want)
		}
	}
}

func fieldOf(t *testing.T, p view.Projected, field string) any {
	t.Helper()
	var row map[string]any
	if err := json.Unmarshal(p.Change().Body, &row); err != nil {
		t.Fatal(err)
	}
	return row[field]
}
