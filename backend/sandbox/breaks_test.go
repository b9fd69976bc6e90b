package sandbox_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
)

func (r *rig) breaks(list ...desk.CheckName) {
	r.t.Helper()
	if err := r.s.SetFaults(sandbox.Faults{Breaks: list}); err != nil {
		r.t.Fatal(err)
	}
}

// What is broken shows where Meta would show it.
func TestBreaks_showAtTheirPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	asApp := sandbox.DefaultAppID + "|" + sandbox.DefaultAppSecret
	send := func() (int, obj) {
		return r.graph("POST", "/"+line+"/messages", obj{"messaging_product": "whatsapp", "to": "4915112345678", "type": "text", "text": obj{"body": "x"}})
	}
	field := func(path, key string) any {
		_, b := r.graph("GET", path, nil)
		return b[key]
	}
	count := func(path string) int {
		_, b := r.graph("GET", path, nil)
		return len(as[[]any](b["data"]))
	}
	for what, shows := range map[desk.CheckName]func() bool{
		desk.CheckToken:       func() bool { s, b := r.graph("GET", "/"+waba, nil); return s == 401 && code(b) == 190 },
		desk.CheckAccount:     func() bool { s, b := r.graph("GET", "/"+waba, nil); return s == 400 && code(b) == 100 },
		desk.CheckNumber:      func() bool { return count("/"+waba+"/phone_numbers") == 0 },
		desk.CheckDisplayName: func() bool { return field("/"+line, "name_status") == "DECLINED" },
		desk.CheckRegistered:  func() bool { _, b := send(); return field("/"+line, "status") == "DISCONNECTED" && code(b) == 133010 },
		desk.CheckScopes:      func() bool { _, b := send(); return code(b) == 10 },
		desk.CheckSubscribed:  func() bool { return count("/"+waba+"/subscribed_apps") == 0 },
		desk.CheckSecret:      func() bool { _, b := r.asApp("GET", asApp, nil); return code(b) == 190 },
		desk.CheckCallback: func() bool {
			_, b := r.asApp("GET", asApp, nil)
			return as[obj](as[[]any](b["data"])[0])["callback_url"] == "https://elsewhere.example/webhooks"
		},
		desk.CheckFields: func() bool {
			_, b := r.asApp("GET", asApp, nil)
			for _, f := range as[[]any](as[obj](as[[]any](b["data"])[0])["fields"]) {
				if as[obj](f)["name"] == "messages" {
					return false
				}
			}
			return true
		},
	} {
		if shows() {
			t.Errorf("%s shows before it is broken", what)
		}
		r.breaks(what)
		if !shows() {
			t.Errorf("%s does not show", what)
		}
		r.breaks()
		if shows() {
			t.Errorf("%s shows after it was mended", what)
		}
	}
}

// What a customer writes does not come while the way in is broken, and ticks do.
func TestBreaks_theWayInIsForMessagesAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.write("lena", "open the window")
	r.until("the first", func() bool { return len(r.messages()) == 1 })
	r.breaks(desk.CheckInbound)
	r.write("lena", "lost")
	_, b := r.graph("POST", "/"+line+"/messages", obj{"messaging_product": "whatsapp", "to": "+4915228817386", "type": "text", "text": obj{"body": "x"}})
	id := as[string](as[obj](as[[]any](b["messages"])[0])["id"])
	r.until("the tick", func() bool { return len(r.statuses(id)) > 1 })
	if n := len(r.messages()); n != 1 {
		t.Errorf("%d messages came", n)
	}
	r.breaks(desk.CheckOutbound)
	_, b = r.graph("POST", "/"+line+"/messages", obj{"messaging_product": "whatsapp", "to": "+4915228817386", "type": "text", "text": obj{"body": "y"}})
	id = as[string](as[obj](as[[]any](b["messages"])[0])["id"])
	r.write("lena", "heard")
	r.until("the next message", func() bool { return len(r.messages()) == 2 })
	r.drained()
	if n := len(r.statuses(id)); n != 0 {
		t.Errorf("%d ticks came of what never arrives", n)
	}
}
