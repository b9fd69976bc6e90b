package bridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// asked is one request to the relay.
type asked struct {
	isCall bool // answered and not recorded
	name   string
	body   string // as it goes over the wire
	within time.Duration
}

// notebook is a relay that notes what it is asked, and refuses if it is to.
type notebook struct {
	asked   []asked
	refusal error
}

func (n *notebook) note(ctx context.Context, isCall bool, name string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	until, ok := ctx.Deadline()
	if !ok {
		return fmt.Errorf("%s has no deadline", name)
	}
	n.asked = append(n.asked, asked{isCall, name, string(b), time.Until(until)})
	return n.refusal
}

func (n *notebook) Command(ctx context.Context, name string, body, _ any) error {
	return n.note(ctx, false, name, body)
}

func (n *notebook) Call(ctx context.Context, name string, body, _ any) error {
	return n.note(ctx, true, name, body)
}

// ChangePassword is bridge.Passwords'.
func (n *notebook) ChangePassword(ctx context.Context, before, after string) error {
	return n.note(ctx, true, "own password", []string{before, after})
}

// Copy is bridge.Clipboard's.
func (n *notebook) Copy(text string) (string, error) {
	n.asked = append(n.asked, asked{name: "copy " + text})
	return "native", n.refusal
}

// services are what the page calls.
type services struct {
	threads *bridge.Threads
	admin   *bridge.Admin
}

// What each method that does more than pass on (Requests) asks of the relay: by
// which name, with which body, and whether it is recorded. slow is for what waits
// for Meta.
var requests = []struct {
	method string
	call   func(services) error
	name   string
	body   string
	isCall bool
	slow   bool
}{
	{"Threads.Start", func(s services) error {
		_, err := s.threads.Start(wire.StartThread{NumberID: "num_1", Phone: "+1"}, nil)
		return err
	}, wire.CmdStartThread.Name, `"numberId":"num_1"`, false, false},
	{"Admin.SetClock", func(s services) error { _, err := s.admin.SetClock(); return err }, wire.CallSetClock.Name, `{"now":77000}`, true, false},
	{"Admin.ChangePassword", func(s services) error {
		return s.admin.ChangePassword(bridge.PasswordChange{Old: "was", New: "is"})
	}, "own password", `["was","is"]`, true, false},
}

// Each method asks once, for what it says, and gives the relay's refusal as it
// is. Guards a method that asks by a neighbour's name or swaps two ids.
func TestServices_askForWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, r := range requests {
		for _, refusal := range []error{nil, desk.Refuse(desk.CodeForbidden, "notYours")} {
			n := &notebook{refusal: refusal}
			now := func() time.Time { return time.UnixMilli(77_000) }
			err := r.call(services{bridge.NewThreads(n, nil, nil, nil), bridge.NewAdmin(n, n, now)})
			if desk.CodeOf(err) != desk.CodeOf(refusal) || desk.SubcodeOf(err) != desk.SubcodeOf(refusal) {
				t.Errorf("%s: the relay says %v, the page gets %v", r.method, refusal, err)
			}
			if len(n.asked) != 1 {
				t.Errorf("%s asks %d times", r.method, len(n.asked))
				continue
			}
			got := n.asked[0]
			isWhole := strings.HasPrefix(r.body, "{") || strings.HasPrefix(r.body, "[")
			if got.name != r.name || got.isCall != r.isCall || isWhole && got.body != r.body || !strings.Contains(got.body, r.body) {
				t.Errorf("%s asks %+v, want %s %s", r.method, got, r.name, r.body)
			}
			if isLong := got.within > 30*time.Second; isLong != r.slow || got.within > time.Minute {
				t.Errorf("%s waits %v", r.method, got.within)
			}
		}
	}
}

// A method that is new has a row above.
func TestServices_everyMethodHasARow(t *testing.T) {
	t.Parallel()
	have := map[string]bool{"Threads.TemplateSample": true, "Threads.KeepFile": true, "Threads.AttachCanned": true} // with a file: threads_test.go
	for _, name := range []string{"Setup.Code", "Setup.CopyCode", "Setup.Sound"} {                                  // they ask no relay: see below
		have[name] = true
	}
	for _, r := range requests {
		have[r.method] = true
	}
	for _, service := range []reflect.Type{reflect.TypeFor[*bridge.Threads](), reflect.TypeFor[*bridge.Admin](), reflect.TypeFor[*bridge.Setup]()} {
		for m := range service.Methods() {
			if name := service.Elem().Name() + "." + m.Name; !have[name] {
				t.Errorf("%s is in no row of requests", name)
			}
		}
	}
}

// caught holds the code of one set-up.
type caught struct{ of, code string }

func (c caught) Latest(setupID string) (wire.SetupCode, bool, error) {
	return wire.SetupCode{Code: c.code}, setupID == c.of, nil
}

func (caught) Copied(string) {}

func (caught) Sound(string) ([]byte, error) { return []byte("RIFF"), nil }

func TestSetup_givesASoundInBase64(t *testing.T) {
	t.Parallel()
	if got, err := bridge.NewSetup(caught{}, nil).Sound("set_1"); got != "UklGRg==" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := bridge.NewSetup(failing{desk.Refuse(desk.CodeNotFound, "recording")}, nil).Sound("set_1"); got != "" || desk.SubcodeOf(err) != "recording" {
		t.Errorf("%q, %v", got, err)
	}
}

// The caught code goes to the clipboard as it is, and nothing goes there when
// there is none.
func TestSetup_copiesTheCaughtCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		held, asked string
		want        []string
		code        desk.Code
	}{
		{"123456", "set_1", []string{"copy 123456"}, ""},
		{"123456", "set_2", nil, desk.CodeNotFound},
		{"", "set_1", nil, desk.CodeNotFound},
	} {
		n := &notebook{}
		s := bridge.NewSetup(caught{"set_1", c.held}, n)
		_, err := s.CopyCode(c.asked)
		var copied []string
		for _, a := range n.asked {
			copied = append(copied, a.name)
		}
		if desk.CodeOf(err) != c.code || !reflect.DeepEqual(copied, c.want) {
			t.Errorf("%q of set_1, asked for %s: %v, %v", c.held, c.asked, copied, err)
		}
		if view, err := s.Code(c.asked); err != nil || view.Found != (c.asked == "set_1") {
			t.Errorf("shown: %+v, %v", view, err)
		}
	}
}
