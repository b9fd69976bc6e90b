package bridge_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// The panel's calls go by the names that practice answers, with what the page gave,
// and are answered, never recorded.
func TestSandbox_asksByTheNamesOfThePanel(t *testing.T) {
	t.Parallel()
	relay := &listening{answer: `{"rev":4,"phones":[{"customer":{"name":"Ravi"}}]}`}
	s := bridge.NewSandbox(relay)
	got, err := s.Panel()
	if err != nil || got.Rev != 4 || len(got.Phones) != 1 || got.Phones[0].Customer.Name != "Ravi" {
		t.Errorf("%+v, %v", got, err)
	}
	err = errors.Join(
		s.Write(bridge.SandboxWrite{CustomerID: "cus_1", Kind: "text", Text: "hello", Data: []byte("x")}),
		s.SetFaults(bridge.SandboxFaults{DuplicateCount: 3, TokenDead: true}),
		s.PutCustomer(bridge.SandboxCustomer{Name: "Ravi", Offline: true}),
		s.Window(bridge.SandboxWindow{NumberID: "1001", Act: "verify", Code: "493-021"}),
		s.News(bridge.SandboxNews{NumberID: "1001", What: "red"}))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ name, part string }{
		{"sandbox.panel", `{}`}, {"sandbox.write", `"customerId":"cus_1","numberId":"","kind":"text","text":"hello","data":"eA=="`},
		{"sandbox.faults", `"duplicateCount":3`}, {"sandbox.customer", `"name":"Ravi"`},
		{"sandbox.window", `"phoneNumberId":"1001","act":"verify","code":"493-021"`},
		{"sandbox.news", `"phoneNumberId":"1001","what":"red"`},
	} {
		a := relay.asked[i]
		if a.name != want.name || a.command || !strings.Contains(a.body, want.part) || a.limit > 15*time.Second {
			t.Errorf("%d: asked %+v, want %v", i, a, want)
		}
	}
	relay.err = desk.Refuse(desk.CodeForbidden, "notPractice")
	_, err = s.Panel()
	for i, err := range []error{err, s.Write(bridge.SandboxWrite{}), s.SetFaults(bridge.SandboxFaults{}), s.PutCustomer(bridge.SandboxCustomer{}), s.Window(bridge.SandboxWindow{}), s.News(bridge.SandboxNews{})} {
		if desk.SubcodeOf(err) != "notPractice" {
			t.Errorf("%d: outside practice it is %v", i, err)
		}
	}
}

// Every field that the page reads of the panel is one that the sandbox writes.
// Guards a field that is renamed on one side only: the panel would show nothing.
func TestSandbox_panelIsWhatTheSandboxWrites(t *testing.T) {
	t.Parallel()
	missing := fieldsMissing("panel", reflect.TypeFor[bridge.SandboxPanel](), reflect.TypeFor[sandbox.Panel]())
	missing = append(missing, fieldsMissing("faults", reflect.TypeFor[bridge.SandboxFaults](), reflect.TypeFor[sandbox.Faults]())...)
	for _, m := range missing {
		t.Errorf("the page reads %s, the sandbox does not write it so", m)
	}
}

// fieldsMissing names the fields of read that written does not have by the same
// name in JSON and of the same sort.
func fieldsMissing(path string, read, written reflect.Type) (missing []string) {
	if read.Kind() == reflect.Slice && written.Kind() == reflect.Slice {
		return fieldsMissing(path+"[]", read.Elem(), written.Elem())
	}
	if read.Kind() != reflect.Struct || written.Kind() != reflect.Struct {
		if read.Kind() != written.Kind() {
			missing = append(missing, fmt.Sprintf("%s as %s, not %s", path, read.Kind(), written.Kind()))
		}
		return missing
	}
	have := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(written) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		have[name] = f.Type
	}
	for i := range read.NumField() {
		f := read.Field(i)
		name := f.Tag.Get("json")
		if typ, ok := have[name]; !ok || name == "" {
			missing = append(missing, path+"."+name)
		} else {
			missing = append(missing, fieldsMissing(path+"."+name, f.Type, typ)...)
		}
	}
	return missing
}

// The cause of an error stays here, whatever it says; what cannot be written as
// JSON leaves the code at least.
func TestFormat_showsNoCause(t *testing.T) {
	t.Parallel()
	text, _ := bridge.Format(&desk.Error{Code: desk.CodeConflict, Subcode: "s", Op: "op +4915112345678", Params: desk.Params{"who": "Ravi"}, Err: errors.New("cause")}).(string)
	if want := `{"code":"conflict","subcode":"s","params":{"who":"Ravi"}}`; text != want {
		t.Errorf("shown: %s", text)
	}
	late := formatted(t, desk.Wrap("ask", context.DeadlineExceeded))
	if late.Code != "unavailable" || late.Subcode != "timeout" || late.Params["context"] != "kept" {
		t.Errorf("a time-out: %+v", late)
	}
	if other := formatted(t, errors.New("password=secret")); other.Code != "internal" || strings.Contains(fmt.Sprint(other), "secret") {
		t.Errorf("an error of somebody else's: %+v", other)
	}
	if got := bridge.Format(&desk.Error{Code: desk.CodeInvalid, Params: desk.Params{"f": func() {}}}); got != "invalid" {
		t.Errorf("what is no JSON: %v", got)
	}
}

// One nudge at once, one for the rest of an interval, and none after it.
func TestPump_nudgesOncePerInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var got []string
		begin := time.Now()
		p := bridge.NewPump(func(name string, n int64) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, fmt.Sprintf("%s %d after %v", name, n, time.Since(begin)))
		})
		said := func(want ...string) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if !reflect.DeepEqual(got, want) {
				t.Errorf("said %q, want %q", got, want)
			}
			got = nil
		}
		p.Changed(1)
		said("changed 1 after 0s")
		p.Changed(2)
		p.Changed(3)
		said()
		time.Sleep(49 * time.Millisecond)
		said()
		time.Sleep(time.Millisecond)
		said("changed 3 after 50ms")
		p.Changed(4) // within the interval after the second nudge
		said()
		time.Sleep(50 * time.Millisecond)
		said("changed 4 after 100ms")
		time.Sleep(time.Hour)
		said() // nothing changed: nothing said
		p.Changed(5)
		said("changed 5 after 1h0m0.1s")
		p.Say(bridge.EventOutbox, 0)
		p.Say(bridge.EventAlert, 8)
		said("outbox 0 after 1h0m0.1s", "alert 8 after 1h0m0.1s")
		p.Changed(6)
		p.Close()
		p.Close()
		time.Sleep(time.Second)
		said() // what waited is not said to a page that is gone
		p.Changed(7)
		time.Sleep(time.Second)
		said()
	})
}

// Closing before anything was said is nothing, and nothing is said afterwards.
func TestPump_closedBeforeTheFirstNudge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := make(chan int64, 1)
		p := bridge.NewPump(func(_ string, n int64) { said <- n })
		p.Close()
		p.Changed(1)
		synctest.Wait()
		select {
		case n := <-said:
			t.Errorf("said %d", n)
		default:
		}
	})
}

// failing gives no code.
type failing struct{ err error }

func (f failing) Latest(string) (wire.SetupCode, bool, error) {
	return wire.SetupCode{Code: "123456"}, true, f.err
}

func (failing) Copied(string) { panic("nothing was copied") }

func (f failing) Sound(string) ([]byte, error) { return nil, f.err }

func TestSetup_copiesNothingWhenTheCodeCannotBeHad(t *testing.T) {
	t.Parallel()
	n := &notebook{}
	refusal := desk.Refuse(desk.CodeForbidden, "lease")
	s := bridge.NewSetup(failing{refusal}, n)
	if how, err := s.CopyCode("set_1"); desk.SubcodeOf(err) != "lease" || how != "" || len(n.asked) != 0 {
		t.Errorf("%q, %v, asked %v", how, err, n.asked)
	}
	if _, err := s.Code("set_1"); desk.SubcodeOf(err) != "lease" {
		t.Errorf("shown: %v", err)
	}
	_, err := bridge.NewSetup(caught{"set_1", "1"}, n).CopyCode("set_2")
	if desk.SubcodeOf(err) != "noCode" || desk.SaidOf(err).Params["context"] != "copy" {
		t.Errorf("no code: %v", err)
	}
	n.refusal = desk.Refuse(desk.CodeUnavailable, "clipboard")
	if _, err := bridge.NewSetup(caught{"set_1", "1"}, n).CopyCode("set_1"); desk.SubcodeOf(err) != "clipboard" {
		t.Errorf("a clipboard that refuses: %v", err)
	}
	view, err := bridge.NewSetup(caught{"set_1", "42"}, n).Code("set_1")
	if b, _ := json.Marshal(view); err != nil || !strings.Contains(string(b), `"found":true`) || view.Code.Code != "42" {
		t.Errorf("shown: %s, %v", b, err)
	}
}

// A conversation is recorded, not asked for: it survives the relay.
func TestStart_isRecordedAndWaitsForTheUploadAsLongAsItTakes(t *testing.T) {
	t.Parallel()
	relay := &listening{answer: `{"messageId":"msg_1","threadId":"thr_1"}`}
	u := &patient{}
	got, err := bridge.NewThreads(relay, u, &attachments{}, nil).Start(wire.StartThread{Phone: "+1"}, &wire.QueuedFile{LocalID: "file_1"})
	if err != nil || got != (wire.SendResult{MessageID: "msg_1", ThreadID: "thr_1"}) {
		t.Errorf("%+v, %v", got, err)
	}
	if a := relay.asked[0]; !a.command || a.name != "thread.start" || a.limit > 15*time.Second || a.limit < 14*time.Second {
		t.Errorf("asked %+v", a)
	}
	if u.limit < 6*time.Minute || u.limit > 7*time.Minute {
		t.Errorf("100 MB may take %v", u.limit)
	}
	keep := &attachments{refusal: errors.New("disk")}
	if got, err := bridge.NewThreads(relay, u, keep, nil).Start(wire.StartThread{}, &wire.QueuedFile{LocalID: "file_1"}); err != nil || got.ThreadID != "thr_1" {
		t.Errorf("begun, and shown as not begun: %v", err)
	}
}

// patient notes how long an upload may take.
type patient struct{ limit time.Duration }

func (p *patient) Upload(ctx context.Context, _ wire.QueuedFile) (wire.Uploaded, error) {
	until, _ := ctx.Deadline()
	p.limit = time.Until(until)
	return wire.Uploaded{}, nil
}
