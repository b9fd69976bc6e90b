package wire_test

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/wire"
)

// shapes are what desktops and relays in the field rely on, one line each: the
// fields of every type with their names in JSON and what they ask for, the values
// of the constants, and the commands and calls with who may make them.
func shapes(t *testing.T) []string {
	t.Helper()
	var lines []string
	pkg := source(t)
	for _, name := range pkg.Scope().Names() {
		switch o := pkg.Scope().Lookup(name).(type) {
		case *types.Const:
			if o.Exported() && name != "Version" && name != "MinVersion" {
				lines = append(lines, "const "+name+" "+value(o.Val()))
			}
		case *types.TypeName:
			if s, ok := o.Type().Underlying().(*types.Struct); ok && o.Exported() {
				lines = append(lines, fields(name, s)...)
			}
		}
	}
	for kind, declared := range map[string]map[string]wire.Declaration{"command": wire.Commands, "call": wire.Calls} {
		for name, d := range declared {
			lines = append(lines, fmt.Sprintf("%s %s %s %s %s slow=%t",
				kind, name, d.Who, reflect.TypeOf(d.Body).Name(), reflect.TypeOf(d.Answer).Name(), d.Slow))
		}
	}
	slices.Sort(lines)
	return lines
}

func value(v constant.Value) string { return v.ExactString() }

// fields gives a line for each field that goes over the wire.
func fields(name string, s *types.Struct) []string {
	var lines []string
	for i := range s.NumFields() {
		tag := reflect.StructTag(s.Tag(i))
		if json, ok := tag.Lookup("json"); ok {
			of := types.TypeString(s.Field(i).Type(), func(p *types.Package) string { return p.Name() })
			lines = append(lines, fmt.Sprintf("type %s.%s %s ask=%s kind=%s", name, json, of, tag.Get("ask"), tag.Get("kind")))
		}
	}
	return lines
}

// source reads this package as it is written.
func source(t *testing.T) *types.Package {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	// What the package imports is not looked at: constants and fields need none of it.
	conf := types.Config{Importer: nothing{importer.Default()}, Error: func(error) {}, FakeImportC: true}
	pkg, _ := conf.Check("wire", set, parsed, nil) //nolint:errcheck // what is missing is the imports only
	return pkg
}

// nothing gives empty packages for whatever is imported.
type nothing struct{ types.Importer }

func (nothing) Import(path string) (*types.Package, error) {
	return types.NewPackage(path, filepath.Base(path)), nil
}

const shapesFile = "testdata/v1/shapes.txt"

// What version 1 said, every later build still says and reads: a field may be
// added (-update writes it down), none may go, change its name or its type, ask
// for something else, and no limit, code or right may become another one.
func TestShapes_whatWasSaidOnceStays(t *testing.T) {
	t.Parallel()
	now := shapes(t)
	if *update {
		if err := os.WriteFile(shapesFile, []byte(strings.Join(now, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(shapesFile)
	if err != nil {
		t.Fatal(err)
	}
	is := map[string]bool{}
	for _, line := range now {
		is[line] = true
	}
	was := map[string]bool{}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		if was[s.Text()] = true; !is[s.Text()] {
			t.Errorf("this is gone or is another one: %s", s.Text())
		}
	}
	if len(was) < 500 {
		t.Fatalf("only %d lines were read", len(was))
	}
	for _, line := range slices.Sorted(maps.Keys(is)) {
		if !was[line] {
			t.Logf("new, and not held yet (go test ./backend/wire -run Shapes -update): %s", line)
		}
	}
}

// Limits that only make sense together.
func TestLimits_fitIntoEachOther(t *testing.T) {
	t.Parallel()
	for what, ok := range map[string]bool{
		"a row and what is around it fit into a frame":     wire.MaxRow+4096 < wire.MaxFrame,
		"a command and what is around it fit into a frame": wire.MaxCommand+4096 < wire.MaxClientFrame,
		"a long text fits into a command, however written": wire.MaxText*6+4096 < wire.MaxCommand, // \u0001
		"two heartbeats may be lost, and no more":          wire.DeadMillis > 2*wire.HeartbeatMillis && wire.DeadMillis < 3*wire.HeartbeatMillis,
		"this build serves what it speaks":                 wire.MinVersion <= wire.Version,
	} {
		if !ok {
			t.Errorf("not so: %s", what)
		}
	}
}

// Every close code is in one of the two ranges, and no two are the same.
func TestCloseCodes_eachIsOfItsRange(t *testing.T) {
	t.Parallel()
	stop := []string{"CloseRevoked", "CloseTooOld", "CloseTooNew", "CloseBadFrame", "CloseSuspended", "CloseCopied", "CloseEnded"}
	seen := map[int64]string{}
	scope := source(t).Scope()
	for _, name := range scope.Names() {
		c, ok := scope.Lookup(name).(*types.Const)
		if !ok || !strings.HasPrefix(name, "Close") {
			continue
		}
		code, _ := constant.Int64Val(c.Val())
		if other := seen[code]; other != "" {
			t.Errorf("%s and %s are both %d", name, other, code)
		}
		seen[code] = name
		if code < 4000 || code > 4999 {
			t.Errorf("%s is %d, which is not ours to give", name, code)
		}
		if again := wire.Reconnectable(int(code)); again == slices.Contains(stop, name) {
			t.Errorf("after %s (%d) the desktop dials again: %t", name, code, again)
		}
	}
	if len(seen) < 13 {
		t.Errorf("only %d close codes were found", len(seen))
	}
}
