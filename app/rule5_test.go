package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/parleydesk/parley/app/shell"
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
		"EventChanged", "EventState", "EventOutbox", "EventCode", "EventLease", "EventSandbox", "EventNavigate", "EventAlert", "EventPlain", "EventClosing",
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
