package desk_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

var update = flag.Bool("update", false, "write the golden rows again, with the fields that came since")

// A row that was stored is read by every later build: each field that was ever
// written keeps its name, its type and its meaning. A field that came since is taken
// up with -update; one that is gone or was renamed fails, and must not be "updated".
func TestKinds_readWhatWasStored(t *testing.T) {
	t.Parallel()
	for _, k := range desk.Kinds {
		t.Run(string(k.Kind), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", "kinds", string(k.Kind)+".json")
			if *update {
				writeGolden(t, path, k)
			}
			stored, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				t.Skipf("%s has no golden row yet: go test ./backend/desk -run Kinds -update", k.Kind)
			}
			if err != nil {
				t.Fatal(err)
			}
			row := k.New()
			if err := json.Unmarshal(stored, row); err != nil {
				t.Fatal(err)
			}
			now, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			var was, is any
			if err := json.Unmarshal(stored, &was); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(now, &is); err != nil {
				t.Fatal(err)
			}
			keeps(t, string(k.Kind), was, is)
		})
	}
}

// passedOver are fields that rows have no more, by what they were called, each with
// the reason for which it is harmless that nothing reads them.
var passedOver = map[string]string{
	"decision.input":  "the entry holds it, which has a golden body of its own; rows with it are of an earlier fold, and a start makes them anew",
	"decision.output": "the same",
	"number.problem":  "no build wrote a text there; the state says that there is a problem, the page what to do",
}

// keeps says that everything of was is in is, with the same value.
func keeps(t *testing.T, at string, was, is any) {
	t.Helper()
	switch was := was.(type) {
	case map[string]any:
		now, ok := is.(map[string]any)
		if !ok {
			t.Errorf("%s was an object and is %v", at, is)
			return
		}
		for name, v := range was {
			if passedOver[at+"."+name] == "" {
				keeps(t, at+"."+name, v, now[name])
			}
		}
	case []any:
		now, ok := is.([]any)
		if !ok || len(now) != len(was) {
			t.Errorf("%s had %d items and has %v", at, len(was), is)
			return
		}
		for i, v := range was {
			keeps(t, at, v, now[i])
		}
	default:
		if !reflect.DeepEqual(was, is) {
			t.Errorf("%s was stored as %v and is read as %v", at, was, is)
		}
	}
}

// writeGolden writes a row with a value in every field that follows from the
// field's name, so that one that comes changes none of the others.
func writeGolden(t *testing.T, path string, k *desk.RowKind) {
	t.Helper()
	row := k.New()
	nameIn(reflect.ValueOf(row).Elem(), string(k.Kind))
	b, err := json.MarshalIndent(row, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

func nameIn(v reflect.Value, name string) {
	switch v.Kind() { //nolint:exhaustive // rows have no other kinds
	case reflect.String:
		v.SetString("a " + name)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(name)))
	case reflect.Float64:
		v.SetFloat(float64(len(name)) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			nameIn(v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		nameIn(v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		nameIn(v.Index(0), name)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("who"), reflect.ValueOf("Ana"))
	default:
		panic("a row has a field of a kind that this test does not know: " + v.Type().String())
	}
}
