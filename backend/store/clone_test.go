package store

import (
	"encoding/json"
	"reflect"
	"testing"
)

// A field that clone forgets would let a fold's later changes reach into the
// cache. This walks whatever fields the rows have today.
func TestClone_sharesNothingThatCanBeWritten(t *testing.T) {
	t.Parallel()
	for _, spec := range specs {
		row := spec.fresh()
		n := 0
		fillIn(reflect.ValueOf(row).Elem(), &n)
		before, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		c := clone(row)
		if !reflect.DeepEqual(c, row) {
			t.Errorf("%s: the clone differs", spec.kind)
		}
		n = 1_000
		fillIn(reflect.ValueOf(c).Elem(), &n) // writes through every slice and pointer
		if after, _ := json.Marshal(row); string(after) != string(before) {
			t.Errorf("%s: writing in the clone changed the row:\n%s\n%s", spec.kind, before, after)
		}
		if empty := spec.fresh(); !reflect.DeepEqual(clone(empty), empty) {
			t.Errorf("%s: the clone of an empty row differs: nil and empty are not the same in JSON", spec.kind)
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
	default:
		panic("a row has a field that clone and this test do not know: " + v.Type().String())
	}
}
