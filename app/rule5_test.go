package app

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// An event goes to whatever page the window shows, so its type has room for a
// name and a number and nothing else.
func TestRule5_eventsHaveNoRoomForContent(t *testing.T) {
	t.Parallel()
	emit, ok := reflect.TypeFor[shell.Shell]().MethodByName("Emit")
	if !ok {
		t.Fatal("Shell has no Emit")
	}
	if emit.Type != reflect.TypeFor[func(string, int64)]() {
		t.Errorf("Emit is %v: an event may carry its name and a number only", emit.Type)
	}
	event := reflect.TypeFor[shell.Event]()
	for i := range event.NumField() {
		if f := event.Field(i); f.Name != "Name" && f.Type.Kind() != reflect.Int64 {
			t.Errorf("shell.Event.%s is %v: content fits into it", f.Name, f.Type)
		}
	}
}

// emitters are the functions that send an event, each with the place of its
// name among the arguments. The name is one of bridge's constants: a name that
// is put together could carry content as well.
var emitters = map[string]int{"EventsEmit": 1, "Emit": 0, "emit": 0, "Say": 0, "say": 0}

// passesOn are the functions that hand a name on that their caller chose.
var passesOn = map[string]bool{"bridge/pump.go Say": true, "shell/desktop.go Emit": true}

// neverCalled are ways of Wails to send the page something past Emit. ComeHome
// alone runs a script: its own, with the address of Parley's page.
var neverCalled = map[string]bool{"WindowExecJS": true, "OnFileDrop": true}

func TestRule5_everyEventIsSentByItsConstant(t *testing.T) {
	t.Parallel()
	sent := map[string]bool{}
	eachFunction(t, func(path string, f *ast.FuncDecl) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := calledName(call)
			if neverCalled[name] && path+" "+f.Name.Name != "shell/navigation.go ComeHome" {
				t.Errorf("%s calls %s", path, name)
			}
			if name == "EventsEmit" && path != "shell/desktop.go" {
				t.Errorf("%s emits past the shell", path)
			}
			at, ok := emitters[name]
			if !ok || len(call.Args) <= at || passesOn[path+" "+f.Name.Name] {
				return true
			}
			event := constantName(call.Args[at])
			if !strings.HasPrefix(event, "Event") {
				t.Errorf("%s: %s sends an event whose name is no constant", path, f.Name.Name)
			}
			sent[event] = true
			return true
		})
	})
	for _, want := range []string{
		"EventChanged", "EventState", "EventOutbox", "EventCode", "EventSandbox", "EventNavigate", "EventAlert", "EventClosing",
	} {
		if !sent[want] {
			t.Errorf("%s is sent nowhere: the test looks past it", want)
		}
	}
}

func eachFunction(t *testing.T, look func(path string, f *ast.FuncDecl)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || path == "shell/fake.go" {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				look(filepath.ToSlash(path), f)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func constantName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// Whatever a customer is called and writes, the page is sent a number; the
// words are there for who asks.
func TestRule5_anAlertIsANudge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringMatching(`[a-zA-Z"'<>{}\\ ]{5,30}`).Draw(r, "name")
		text := "pin " + rapid.StringMatching(`[0-9a-z"\\<>/&; ]{6,40}`).Draw(r, "text") + " end"
		alerts, events := heardInside(t, name, text)
		if len(alerts) != 1 || alerts[0].ThreadID != "thr_1" || !strings.HasPrefix(alerts[0].Body, "pin ") {
			r.Fatalf("shown inside: %+v", alerts)
		}
		raw, err := json.Marshal(events)
		if err != nil {
			r.Fatal(err)
		}
		if string(raw) != `[{"Name":"alert","Number":1}]` {
			r.Fatalf("the page was sent %s", raw)
		}
	})
}

// heardInside lets a message come to somebody whose system takes no
// notifications; it gives what the page is told and what it finds.
func heardInside(t *testing.T, name, text string) (alerts []bridge.Alert, events []shell.Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.stop()
		e.fake.NoNotifications, e.fake.NoSound = true, true
		e.rows.put(t, desk.RowContact, "con_1", wire.Contact{ID: "con_1", SavedName: name})
		e.rows.seq = e.seq
		e.alerts.live("usr_me")
		e.message("thr_1", text, nil)
		e.hears(0)
		alerts = e.news.after(0).Alerts
		events = e.fake.Events(bridge.EventAlert)
	})
	return alerts, events
}

func TestRule5_newsIsKeptForWhoAsks(t *testing.T) {
	t.Parallel()
	fake := &shell.Fake{}
	p := newPageNews(fake.Emit)
	for range newsKept + 5 {
		p.alert(bridge.Alert{Body: "x"})
	}
	p.open("thr_9")
	if got := p.after(0); len(got.Alerts) != newsKept || got.Open != "thr_9" || got.Seq != newsKept+6 {
		t.Errorf("all: %d alerts, open %q, seq %d", len(got.Alerts), got.Open, got.Seq)
	}
	if got := p.after(newsKept + 4); len(got.Alerts) != 1 || got.Open != "thr_9" {
		t.Errorf("the last: %+v", got)
	}
	if got := p.after(p.seq); len(got.Alerts) != 0 || got.Alerts == nil || got.Open != "" {
		t.Errorf("nothing new: %+v", got)
	}
	p.clear()
	if got := p.after(0); len(got.Alerts) != 0 || got.Open != "" || got.Seq != newsKept+6 {
		t.Errorf("after somebody left: %+v", got)
	}
}
