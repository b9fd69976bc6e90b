package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The files in the tree are what the Go code says today.
func TestGenerated_isWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	files, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is out of date: run go run ./build/pagetypes and commit it", name)
		}
	}
}

type inner struct {
	Name string `json:"name,omitempty"`
}

type outer struct {
	State  string            `json:"state" of:"desk.OfferState"`
	Status string            `json:"status" of:"desk.Status | 'failed' | ''"`
	Steps  []string          `json:"steps" of:"wire.Finish* | ''"`
	Words  map[string]string `json:"words" of:"desk.Role"`
	Free   []string          `json:"free"`
	Bytes  []byte            `json:"bytes"`
	One    *inner            `json:"one"`
	May    *inner            `json:"may,omitempty"`
	Many   []inner           `json:"many"`
	Hidden string            `json:"-"`
}

func TestShapes_fieldsHaveTheirLists(t *testing.T) {
	t.Parallel()
	sh := newShapes()
	if name := sh.of(reflect.TypeFor[[]outer]()); name != "outer[]" {
		t.Errorf("a list is %s", name)
	}
	text := string(sh.write())
	for _, want := range []string{
		"  state: OfferState;\n", "  status: MessageStatus | 'failed' | '';\n", "  steps: (FinishStep | '')[];\n", "  words: Record<string, Role>;\n",
		"  free: string[];\n", "  bytes: string;\n", "  one: inner | null;\n", "  may?: inner;\n", "  many: inner[];\n", "  name?: string;\n",
		"import type {\n  FinishStep,\n  MessageStatus,\n  OfferState,\n  Role,\n} from '@/lib/lists';\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "idden") {
		t.Error("a field that is in no JSON is written")
	}
	if len(sh.errs) > 0 {
		t.Errorf("%v", sh.errs)
	}
}

func TestShapes_unknownListsAndDoubleNamesAreErrors(t *testing.T) {
	t.Parallel()
	type misspelt struct {
		State string `json:"state" of:"desk.OfferStates"`
	}
	sh := newShapes()
	sh.of(reflect.TypeFor[misspelt]())
	if len(sh.errs) == 0 {
		t.Error("a list that nobody declares passed")
	}
	type inner struct{}
	sh = newShapes()
	sh.of(reflect.TypeFor[outer]())
	sh.of(reflect.TypeFor[inner]())
	if len(sh.errs) != 1 {
		t.Errorf("two structs of one name: %v", sh.errs)
	}
}

// Every list has words, whether a type holds its constants or only their names do.
func TestUnions_eachHasItsWords(t *testing.T) {
	t.Parallel()
	for _, u := range unions {
		values, err := valuesOf(filepath.Join("..", "..", u.dir), u.goType())
		if err != nil || len(values) == 0 {
			t.Errorf("%s: %v, %v", u.of, values, err)
		}
	}
	phases, err := valuesOf(filepath.Join("..", "..", "app/bridge"), "Phase*")
	if err != nil || strings.Join(phases, " ") != "welcome signIn ready blocked" {
		t.Errorf("phases: %v, %v", phases, err)
	}
	if _, err := valuesOf(filepath.Join("..", "..", "app/bridge"), "Phases*"); err == nil {
		t.Error("a prefix that no constant has passed")
	}
}

// Wails writes a file for each service with a function for each method; the page's
// types are of the same.
func TestServices_areThoseThatWailsBinds(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "frontend", "wailsjs", "go", "bridge", "*.d.ts"))
	if err != nil || len(files) != len(services) {
		t.Fatalf("%d services, Wails binds %v, %v", len(services), files, err)
	}
	for _, each := range services {
		text, err := os.ReadFile(filepath.Join("..", "..", "frontend", "wailsjs", "go", "bridge", each.Elem().Name()+".d.ts"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Count(string(text), "export function "), each.NumMethod(); got != want {
			t.Errorf("%s: Wails binds %d methods, not %d", each, got, want)
		}
		for m := range each.Methods() {
			if !strings.Contains(string(text), "export function "+m.Name+"(") {
				t.Errorf("%s.%s is not bound", each, m.Name)
			}
		}
	}
}
