package store

import (
	"bytes"
	jsonv1 "encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
)

// A document without its empty fields gives the row that one with all of them
// gave: nil stays nil and empty stays empty, whatever is in it.
func TestDocument_comesBackAsItWas(t *testing.T) {
	t.Parallel()
	for _, spec := range specs {
		t.Run(string(spec.Kind), rapid.MakeCheck(func(t *rapid.T) {
			r := spec.New()
			anyValue(t, reflect.ValueOf(r).Elem())
			before, err := jsonv1.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			want := spec.New()
			if err := jsonv1.Unmarshal(before, want); err != nil {
				t.Fatal(err)
			}
			doc, err := encoded(r)
			if err != nil {
				t.Fatal(err)
			}
			for _, stored := range [][]byte{doc, before} { // this build's, and an earlier one's
				if got, err := spec.decode(stored); err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%v\n%s\n got %+v\nwant %+v", err, stored, got, want)
				}
			}
			if len(doc) > len(before) {
				t.Errorf("%d bytes, %d with all fields", len(doc), len(before))
			}
		}))
	}
}

func TestDocument_leavesOutWhatIsEmpty(t *testing.T) {
	t.Parallel()
	for _, spec := range specs {
		if doc, err := encoded(spec.New()); err != nil || string(doc) != "{}" {
			t.Errorf("an empty %s is %s, %v", spec.Kind, doc, err)
		}
	}
	doc, err := encoded(&desk.Message{ID: "msg_1", Seq: 7, Contacts: []desk.ContactCard{}, Problem: &desk.Problem{}, Text: "<&>"})
	if want := `{"id":"msg_1","seq":7,"text":"<&>","contacts":[],"problem":{}}`; err != nil || string(doc) != want {
		t.Errorf("got %s, %v\nwant %s", doc, err, want)
	}
}

// anyValue puts anything into v that a row may hold: often nothing.
func anyValue(t *rapid.T, v reflect.Value) {
	if v.Kind() != reflect.Struct && rapid.IntRange(0, 2).Draw(t, "empty") == 0 {
		return
	}
	switch v.Kind() { //nolint:exhaustive // rows hold no others
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "a", "ü<&>\u2028", "\x00", "\xff", `"\`}).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-180, 180).Draw(t, "degrees"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Struct:
		for i := range v.NumField() {
			anyValue(t, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		anyValue(t, v.Elem())
	case reflect.Slice:
		n := rapid.IntRange(0, 2).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			anyValue(t, v.Index(i))
		}
	case reflect.Map: // of the params of a sentence
		v.Set(reflect.MakeMap(v.Type()))
		if rapid.Bool().Draw(t, "filled") {
			v.SetMapIndex(reflect.ValueOf("n"), reflect.ValueOf(rapid.SampledFrom([]any{"", "x", false, 0.0, 2.5}).Draw(t, "param")))
		}
	default:
		t.Fatalf("a row has a field of a kind that this test does not know: %s", v.Type())
	}
}

// encoded gives a row's document.
func encoded(r desk.Row) ([]byte, error) {
	var b bytes.Buffer
	err := encodeTo(&b, r)
	return b.Bytes(), err
}
