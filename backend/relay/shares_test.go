package relay_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/wire"
)

// TestRule3_whatMeansNothingIsAnsweredAndNotStored sends what no build of
// Parley sends, at its full size, and looks at the record's head.
func TestRule3_whatMeansNothingIsAnsweredAndNotStored(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	d := tm.desk(tm.owner(), wire.Hello{})
	before := tm.kept()
	large := `{"x":"` + strings.Repeat("x", 120<<10) + `"}`
	for i, c := range []struct{ name, body, sub string }{
		{"no.such.command", "{}", "unknownCommand"}, {"constructor", large, "unknownCommand"}, {"", "{}", "badCommand"},
		{wire.CmdSend.Name, large, "tooLarge"}, {wire.CmdSend.Name, "null", "badBody"}, {wire.CmdSend.Name, `"x"`, "badBody"}, {wire.CmdPreferences.Name, "[]", "badBody"},
	} {
		id := fmt.Sprint("c", i)
		frame := fmt.Sprintf(`{"kind":"command","command":{"clientId":%q,"name":%q,"body":%s}}`, id, c.name, c.body)
		if err := d.Conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
		res := result(d, id)
		if res.Error == nil || res.Error.Subcode != c.sub || res.Seq != 0 {
			t.Errorf("%q with %d bytes: %+v at %d, want %s and no entry", c.name, len(c.body), res.Error, res.Seq, c.sub)
		}
	}
	if now := tm.kept(); now != before {
		t.Errorf("%d entries came of what means nothing", now-before)
	}
	if res := d.Command("c0", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true}); res.Error != nil || res.Seq != before+1 {
		t.Errorf("a good command under an id that was refused before: %+v at %d", res.Error, res.Seq)
	}
}

// result reads until the answer to a command comes.
func result(d interface{ Read() (wire.Frame, int) }, id string) *wire.Result {
	for {
		f, code := d.Read()
		switch {
		case f.Result != nil && f.Result.ID == id:
			return f.Result
		case code != 0:
			return &wire.Result{ID: id, Error: &wire.Failure{Code: "closed", Subcode: strconv.Itoa(code)}}
		}
	}
}
