package desktest

import (
	"math/rand/v2"
	"reflect"

	"github.com/parleydesk/parley/backend/desk"
)

// OddTexts are ids and words that collations put in other orders than their bytes,
// and that quoting could trip over.
var OddTexts = []string{
	"u1", "U1", "u-1", "u_1", "uA", "ua", "u10", "u2", "Z", "a", "ä", "Ä", "z", "é", "e\u0301", "ß", "ss", "ı", "I", "i",
	"%", "'", `"`, `\`, "$1", "?", " a", "a ", "\t", "\u007f", "\u00a0", "ﬁ", "語", "\uffff", "\U00010000", "😀", "👩‍👩",
}

// listWords are the words that declared lists ask for always.
var listWords = func() (words []string) {
	for _, q := range desk.Queries {
		for _, c := range q.Where {
			if c.Param < 0 && c.Text != "" {
				words = append(words, c.Text)
			}
		}
	}
	return words
}()

// Vary gives every field that hangs on the pointer one of few values, so that rows
// fall into the same lists and stand side by side in them.
func Vary(r *rand.Rand, row any) { vary(r, reflect.ValueOf(row).Elem()) }

func vary(r *rand.Rand, v reflect.Value) {
	const numbers = 4
	switch v.Kind() { //nolint:exhaustive // rows have no others in columns
	case reflect.String:
		v.SetString(oddText(r))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(numbers))
	case reflect.Pointer:
		if r.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			vary(r, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			vary(r, v.Field(i))
		}
	default:
	}
}

func oddText(r *rand.Rand) string {
	const one = 3 // in so many is a word of ours
	if r.IntN(one) == 0 {
		return listWords[r.IntN(len(listWords))]
	}
	return OddTexts[r.IntN(len(OddTexts))]
}

// ArgsLike gives parameters with which the list is about the row: a place in it, if
// it is read from one, is the row's.
func ArgsLike(q *desk.Query, like desk.Row) (args []any) {
	add := func(c desk.Column) {
		if c.Text != nil {
			args = append(args, c.Text(like))
			return
		}
		args = append(args, c.Int(like))
	}
	for _, c := range q.Where {
		if c.Param >= 0 {
			add(c.Column)
		}
	}
	for _, t := range q.Order[:q.Behind] {
		add(t.Column)
	}
	return args
}
