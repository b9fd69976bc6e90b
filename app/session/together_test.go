package session_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/wire"
)

// Who is where comes with the connection and ends with it: nobody would say when they leave.
func TestTogether_endsWithTheConnection(t *testing.T) {
	t.Parallel()
	o := newOffice(t, wire.Membership{Org: "org_1", Name: "First"})
	for _, body := range []string{
		`{"threadId":"thr_2","people":[{"userId":"usr_b","typing":true}]}`,
		`{"threadId":"thr_1","people":[{"userId":"usr_b"}]}`,
		`{"threadId":"thr_1","people":[]}`, `{`, `{"people":[{"userId":"usr_c"}]}`,
	} {
		if !json.Valid([]byte(body)) {
			body = `"` + body + `"`
		}
		o.pushes = append(o.pushes, wire.Push{Name: wire.PushTogether, Body: []byte(body)})
	}
	r := newComputer(t).start()
	r.in(o)
	r.until("a colleague", func(bridge.AppState) bool {
		all := r.Together()
		return len(all) == 1 && all[0].ThreadID == "thr_2" && all[0].People[0] == wire.Looker{UserID: "usr_b", Typing: true}
	})
	r.Disconnect()
	if all := r.Together(); len(all) != 0 {
		t.Errorf("without a connection %+v are there", all)
	}
}
