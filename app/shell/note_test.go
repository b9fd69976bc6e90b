package shell

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/wailsapp/wails/v2/pkg/runtime"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk/desktest"
)

// eachNote tries every text of the corpus, and generated ones, as each part of
// a notification.
func eachNote(t *testing.T, check func(n Note) error) {
	t.Helper()
	for _, s := range desktest.Hostile() {
		for _, n := range []Note{{Title: s, Body: "b"}, {Title: "t", Body: s}, {Title: s, Body: s, ID: s, Thread: s}} {
			if err := check(n); err != nil {
				t.Errorf("%+q: %v", n, err)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := desktest.HostileText()
		n := Note{ID: text.Draw(t, "id"), Title: text.Draw(t, "title"), Body: text.Draw(t, "body"), Thread: text.Draw(t, "thread")}
		if err := check(n); err != nil {
			t.Fatalf("%+q: %v", n, err)
		}
	})
}

// Every text of a customer comes out of a Windows notification as the text of
// one of its two text elements, and as nothing else.
func TestRule1_toastHasTwoTextsAndNothingElse(t *testing.T) {
	t.Parallel()
	eachNote(t, func(n Note) error {
		n = n.plain()
		doc, err := toastXML(n)
		if err != nil {
			return err
		}
		got, launch, err := readToast(doc)
		if err != nil {
			return err
		}
		const want = "<toast activationType=foreground launch><visual><binding template=ToastGeneric><text>" +
			"</text><text></text></binding></visual><audio silent=true></audio></toast>"
		if got.shape != want {
			return errors.New("the toast is " + got.shape)
		}
		if len(got.texts) != 2 || got.texts[0] != n.Title || got.texts[1] != n.Body {
			return errors.New("the toast says " + strings.Join(got.texts, " / "))
		}
		return checkLaunch(launch, n)
	})
}

// read is what stands in a toast.
type read struct {
	shape string // elements and attributes, without launch's value
	texts []string
}

func readToast(doc string) (r read, launch string, err error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	var shape strings.Builder
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			r.shape = shape.String()
			return r, launch, nil
		}
		if err != nil {
			return read{}, "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			shape.WriteString("<" + tok.Name.Local)
			for _, a := range tok.Attr {
				shape.WriteString(" " + a.Name.Local)
				if a.Name.Local == "launch" {
					launch = a.Value
				} else {
					shape.WriteString("=" + a.Value)
				}
			}
			shape.WriteString(">")
			if tok.Name.Local == "text" {
				r.texts = append(r.texts, "")
			}
		case xml.EndElement:
			shape.WriteString("</" + tok.Name.Local + ">")
		case xml.CharData:
			if len(r.texts) == 0 {
				return read{}, "", errors.New("text outside the text elements: " + string(tok))
			}
			r.texts[len(r.texts)-1] += string(tok)
		default:
			return read{}, "", errors.New("something that is neither element nor text")
		}
	}
}

// checkLaunch reads the argument as Wails does when the notification is
// clicked. It holds no text of the customer.
func checkLaunch(launch string, n Note) error {
	data, err := base64.StdEncoding.DecodeString(launch)
	if err != nil {
		return err
	}
	var back struct {
		Action  string
		Payload struct {
			ID, Title, Body string
			Data            map[string]string
		}
	}
	if err := json.Unmarshal(data, &back); err != nil {
		return err
	}
	p := back.Payload
	if back.Action != "DEFAULT_ACTION" || p.Title != "" || p.Body != "" || p.ID != inJSON(n.ID) || p.Data["thread"] != inJSON(n.Thread) {
		return errors.New("a click gives back " + string(data))
	}
	return nil
}

// inJSON is what JSON makes of a string that may not be valid Unicode.
func inJSON(s string) string { return string([]rune(s)) }

// A server that draws markup finds text and no element in the body; one that
// does not is given the characters themselves. Either way the message is one
// that D-Bus carries.
func TestRule1_linuxNotificationIsText(t *testing.T) {
	t.Parallel()
	eachNote(t, func(n Note) error {
		n = n.plain()
		if got := markup(n.Body, []string{"actions", "body"}); got != n.Body {
			return errors.New("a server without markup is given " + got)
		}
		body := markup(n.Body, []string{"body", "body-markup"})
		if got, err := textOfMarkup(body); err != nil || got != n.Body {
			return errors.Join(errors.New("a server with markup draws "+got+" of "+body), err)
		}
		return carried(n.Title, body)
	})
}

// textOfMarkup reads markup as a server does, and gives its text if it has no
// elements.
func textOfMarkup(body string) (string, error) {
	d := xml.NewDecoder(strings.NewReader("<body>" + body + "</body>"))
	var text strings.Builder
	for depth := 0; ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth++; depth > 1 {
				return "", errors.New("an element: " + tok.Name.Local)
			}
		case xml.CharData:
			text.Write(tok)
		case xml.EndElement:
			depth--
		default:
			return "", errors.New("something that is no text")
		}
	}
}

// carried sends the texts through the D-Bus library and back.
func carried(title, body string) error {
	call := &dbus.Message{Type: dbus.TypeMethodCall, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldMember: dbus.MakeVariant("Notify"), dbus.FieldPath: dbus.MakeVariant(dbus.ObjectPath("/org/freedesktop/Notifications")),
		dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(title, body)),
	}, Body: []any{title, body}}
	var out bytes.Buffer
	if err := call.EncodeTo(&out, binary.LittleEndian); err != nil {
		return err
	}
	back, err := dbus.DecodeMessage(&out)
	if err != nil {
		return err
	}
	if len(back.Body) != 2 || back.Body[0] != title || back.Body[1] != body {
		return errors.New("D-Bus carries something else")
	}
	if strings.ContainsRune(title+body, 0) {
		return errors.New("a NUL ends a D-Bus text")
	}
	return nil
}

// What a notification shows is bounded, whatever comes in.
func TestRule1_noteIsBounded(t *testing.T) {
	t.Parallel()
	n := Note{Title: strings.Repeat("a", 1<<20), Body: strings.Repeat("ß", 1<<20)}.plain()
	if got := len([]rune(n.Title)); got != noteTitle {
		t.Errorf("%d characters of a title", got)
	}
	if got := len([]rune(n.Body)); got != noteBody {
		t.Errorf("%d characters of a body", got)
	}
	if got := (Note{Title: "a\x00\u202eb", Body: "c\n d"}).plain(); got.Title != "ab" || got.Body != "c d" {
		t.Errorf("plain = %+q", got)
	}
}

const toastModule = "git.sr.ht/~jackmordaunt/go-toast/v2"

// PowerShell is reached in the library by two options of Push and by nothing
// else that we call, and this package passes none. The first half reads the
// library that is linked, so that a new version of it is looked at again.
func TestRule1_noWayFromAToastToPowerShell(t *testing.T) {
	t.Parallel()
	// Only a build for Windows fetches this module: on a machine that has made
	// none it is not there yet.
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", toastModule).Output()
	if err != nil {
		t.Fatalf("fetch the library: %v: %s", err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil || module.Dir == "" {
		t.Fatalf("find the library: %v in %s", err, out)
	}
	dir := filepath.Join(module.Dir, "wintoast")
	fset := token.NewFileSet()
	var callers []string
	for _, name := range []string{"bind.go", "bind_windows.go", "impl.go", "procs.go", "registry.go"} {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				callers = append(callers, powershellCalls(fn)...)
			}
		}
	}
	if got, want := strings.Join(callers, ", "), "Push if opts.PowershellPreferred, Push if opts.PowershellFallback"; got != want {
		t.Errorf("the library starts PowerShell from: %s; want %s", got, want)
	}
	ours, err := parser.ParseFile(fset, "note_windows.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	pushes := 0
	ast.Inspect(ours, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if sel, isSel := n.(*ast.SelectorExpr); isSel && strings.Contains(strings.ToLower(sel.Sel.Name), "powershell") {
			t.Errorf("note_windows.go names %s", sel.Sel.Name)
		}
		if ok && nameOf(call.Fun) == "wintoast.Push" {
			if pushes++; len(call.Args) != 2 {
				t.Errorf("Push is given %d arguments: the third is an option", len(call.Args))
			}
		}
		return true
	})
	if pushes != 1 {
		t.Errorf("note_windows.go calls Push %d times, want once", pushes)
	}
}

// powershellCalls names the function and the conditions around each call of
// the library's way to PowerShell.
func powershellCalls(fn *ast.FuncDecl) []string {
	var found []string
	var around []ast.Node
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		if call, ok := n.(*ast.CallExpr); ok && (nameOf(call.Fun) == "pushPowershell" || nameOf(call.Fun) == "exec.Command" && fn.Name.Name != "pushPowershell") {
			where := fn.Name.Name
			for _, a := range around {
				if cond, ok := a.(*ast.IfStmt); ok && nameOf(cond.Cond) != "" {
					where += " if " + nameOf(cond.Cond)
				}
			}
			found = append(found, where)
		}
		around = append(around, n)
		return true
	})
	return found
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	}
	return ""
}

// A button of a Windows notification gives back its action and what the notification is
// about, and a click on the notification the same without an action.
func TestToastXML_buttonsGiveBackTheirAction(t *testing.T) {
	t.Parallel()
	doc, err := toastXML(Note{ID: "ntf_1", Title: "t", Body: "b", Setup: "set_1", Actions: []Action{{ID: "copy", Title: `"Copy" & <go>`}}})
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Launch  string `xml:"launch,attr"`
		Actions []struct {
			Title  string `xml:"content,attr"`
			Launch string `xml:"arguments,attr"`
		} `xml:"actions>action"`
	}
	if err := xml.Unmarshal([]byte(doc), &back); err != nil || len(back.Actions) != 1 || back.Actions[0].Title != `"Copy" & <go>` {
		t.Fatalf("%s: %+v, %v", doc, back, err)
	}
	for launch, want := range map[string]Click{back.Launch: {Setup: "set_1"}, back.Actions[0].Launch: {Setup: "set_1", Action: "copy"}} {
		data, err := base64.StdEncoding.DecodeString(launch)
		if err != nil {
			t.Fatal(err)
		}
		var response struct {
			Action  string
			Payload struct{ Data map[string]any }
		}
		if err := json.Unmarshal(data, &response); err != nil {
			t.Fatal(err)
		}
		got, ok := clickOf(runtime.NotificationResponse{ActionIdentifier: response.Action, UserInfo: response.Payload.Data})
		if !ok || got != want {
			t.Errorf("%s gives %+v, want %+v", data, got, want)
		}
	}
	if _, ok := clickOf(runtime.NotificationResponse{ActionIdentifier: "copy"}); ok {
		t.Error("a notification of somebody else is ours")
	}
}
