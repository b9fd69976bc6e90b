package desktest

import (
	"reflect"
	"strings"

	"pgregory.net/rapid"
)

// pieces are what texts from outside are made of: letters, what JSON escapes, what
// takes several bytes, what is no text at all.
var pieces = []string{
	"x", " ", "<", "&", "\"", "\\", "\n", "\x00", "\x7f", "é", "語", "😀", "👩‍👩‍👧‍👦", "\u202e", "\u2028", "\ufffd", "\xff", "\xe8\xaa", "=1+1",
}

// Text draws a text from outside: any characters, any length up to most bytes.
func Text(rt *rapid.T, name string, most int) string {
	piece := rapid.SampledFrom(pieces).Draw(rt, name+" piece")
	length := rapid.SampledFrom([]int{0, 1, 20, 200, 2_000, 30_000, most}).Draw(rt, name+" length")
	return rapid.SampledFrom([]string{"", "a", "é"}).Draw(rt, name+" start") + strings.Repeat(piece, min(length, most)/len(piece))
}

// Fill draws a value for every field that hangs on the pointer: texts of any
// length up to most bytes, lists of any length up to 300.
func Fill(rt *rapid.T, v any, most int) {
	fill(rt, reflect.ValueOf(v).Elem(), "row", most)
}

func fill(rt *rapid.T, v reflect.Value, name string, most int) {
	switch v.Kind() { //nolint:exhaustive // rows have no other kinds
	case reflect.String:
		v.SetString(Text(rt, name, most))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(rt, name))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(rt, name))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(-1e300, 1e300).Draw(rt, name))
	case reflect.Pointer:
		if rapid.Bool().Draw(rt, name+" is there") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(rt, v.Elem(), name, most)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(rt, v.Field(i), v.Type().Field(i).Name, most)
		}
	case reflect.Slice:
		fillList(rt, v, name, most)
	default:
	}
}

// fillList draws a few items and repeats them: what counts is how many there are.
func fillList(rt *rapid.T, v reflect.Value, name string, most int) {
	n := rapid.SampledFrom([]int{0, 1, 3, 60, 300}).Draw(rt, name+" items")
	if n == 0 {
		return
	}
	item := reflect.New(v.Type().Elem()).Elem()
	list := reflect.MakeSlice(v.Type(), 0, n)
	fill(rt, item, name, max(60, most/n)) // one list does not grow beyond one text
	for range n {
		list = reflect.Append(list, copyOf(item))
	}
	v.Set(list)
}

// copyOf copies an item with the lists in it, so that no two share memory.
func copyOf(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	if v.Kind() == reflect.Struct {
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() > 0 {
				out.Field(i).Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
			}
		}
	}
	return out
}

// Stuff fills every field that hangs on the pointer as far as it goes: long
// texts of what JSON makes longest, lists of 400.
func Stuff(v any) { stuff(reflect.ValueOf(v).Elem(), 100_000) }

func stuff(v reflect.Value, most int) {
	switch v.Kind() { //nolint:exhaustive // the others have no size
	case reflect.String:
		v.SetString(strings.Repeat("<", most))
	case reflect.Int64:
		v.SetInt(-1 << 62)
	case reflect.Float64:
		v.SetFloat(-1.2345678901234567e-300)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		stuff(v.Elem(), most)
	case reflect.Struct:
		for i := range v.NumField() {
			stuff(v.Field(i), most)
		}
	case reflect.Slice:
		const items = 400
		v.Set(reflect.MakeSlice(v.Type(), items, items))
		for i := range items {
			stuff(v.Index(i), most/items)
		}
	default:
	}
}
