package storetest

import (
	"fmt"
	"reflect"
)

// fill gives every field under v a value that is not its zero, so that a field
// which is not kept shows. n varies the values.
func fill(v any, n int) { fillValue(reflect.ValueOf(v).Elem(), &n) }

func fillValue(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("ü<%d>", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.25)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillValue(v.Index(0), n)
		fillValue(v.Index(1), n)
	case reflect.Map: // of the params of a sentence
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("who"), reflect.ValueOf("Ana"))
	default:
		panic("storetest: a row has a field of a kind that fill does not know: " + v.Type().String())
	}
}
