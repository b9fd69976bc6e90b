package desk_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// A field that Clone forgets would let a fold's later changes reach into the
// cache. This walks whatever fields the rows have today.
func TestClone_sharesNothingThatCanBeWritten(t *testing.T) {
	t.Parallel()
	for _, k := range desk.Kinds {
		row := k.New()
		n := 0
		fillIn(reflect.ValueOf(row).Elem(), &n)
		before, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		c := row.Clone()
		if !reflect.DeepEqual(c, row) {
			t.Errorf("%s: the clone differs", k.Kind)
		}
		n = 1_000
		fillIn(reflect.ValueOf(c).Elem(), &n) // writes through every slice and pointer
		if after, _ := json.Marshal(row); string(after) != string(before) {
			t.Errorf("%s: writing in the clone changed the row:\n%s\n%s", k.Kind, before, after)
		}
		if empty := k.New(); !reflect.DeepEqual(empty.Clone(), empty) {
			t.Errorf("%s: the clone of an empty row differs: nil and empty are not the same in JSON", k.Kind)
		}
	}
}

// fillIn writes a new value into every field, in place where there is a place.
func fillIn(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(string(rune('a'+*n%26)) + v.Type().Name())
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n))
	case reflect.Bool:
		v.SetBool(*n < 1_000)
	case reflect.Struct:
		for i := range v.NumField() {
			fillIn(v.Field(i), n)
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fillIn(v.Elem(), n)
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			fillIn(v.Index(i), n)
		}
	case reflect.Map: // of the params of a sentence
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		v.SetMapIndex(reflect.ValueOf("who"), reflect.ValueOf(string(rune('a'+*n%26))))
	default:
		panic("a row has a field that Clone and this test do not know: " + v.Type().String())
	}
}

// It is on the way of every message.
func BenchmarkClone(b *testing.B) {
	n := 0
	m, i, t := new(desk.Message), new(desk.Interaction), new(desk.Thread)
	m.Reactions, m.Contacts = []desk.Reaction{}, []desk.ContactCard{}
	fillIn(reflect.ValueOf(i).Elem(), &n)
	fillIn(reflect.ValueOf(t).Elem(), &n)
	var kept desk.Row
	for _, r := range []desk.Row{m, i, t} {
		b.Run(string(r.RowKey().Kind), func(b *testing.B) {
			for b.Loop() {
				kept = r.Clone()
			}
		})
	}
	_ = kept
}
