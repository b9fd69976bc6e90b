package desktest

import (
	"reflect"
	"strings"
)

// Over gives copies of a body, each with one text or one list that is larger
// than any bound; none when it holds neither.
func Over(body any) []any {
	var out []any
	v := reflect.ValueOf(body)
	for i := range v.NumField() {
		for _, x := range overs(v.Field(i)) {
			c := reflect.New(v.Type()).Elem()
			c.Set(v)
			c.Field(i).Set(x)
			out = append(out, c.Interface())
		}
	}
	return out
}

func overs(f reflect.Value) (out []reflect.Value) {
	switch f.Kind() { //nolint:exhaustive // the others have no size
	case reflect.String:
		return []reflect.Value{reflect.ValueOf(strings.Repeat("<", 30_000)).Convert(f.Type())}
	case reflect.Struct:
		for _, inner := range Over(f.Interface()) {
			out = append(out, reflect.ValueOf(inner))
		}
	case reflect.Pointer:
		for _, inner := range overs(reflect.New(f.Type().Elem()).Elem()) {
			p := reflect.New(f.Type().Elem())
			p.Elem().Set(inner)
			out = append(out, p)
		}
	case reflect.Slice:
		if f.Type().Elem().Kind() == reflect.Uint8 {
			return nil // raw JSON and keys
		}
		out = append(out, reflect.MakeSlice(f.Type(), 5_000, 5_000))
		for _, item := range overs(reflect.New(f.Type().Elem()).Elem()) {
			out = append(out, reflect.Append(f, item))
		}
	default:
	}
	return out
}
