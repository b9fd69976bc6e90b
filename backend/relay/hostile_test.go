package relay_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What no person can have meant, however it came into a field.
const (
	unseen   = "\u202e\u200b\u2066" // direction marks and a space without width: nothing to see
	seenWide = "x\u202e"            // turns round what stands behind it
	tooLong  = 3_000                // characters: a name, id or secret has fewer, and a whole frame takes the fields of a request
)

// fillAll sets every text of a body, in lists and what is nested too.
func fillAll(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAll(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fillAll(v.Field(i), text)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillAll(v.Index(0), text)
	case reflect.String:
		v.SetString(text)
	default:
	}
}

// wrongKinds gives bodies whose fields are of kinds that they are not.
func wrongKinds(body reflect.Type) []any {
	out := []any{[]any{}, "text", 7, nil}
	for body.Kind() == reflect.Pointer {
		body = body.Elem()
	}
	if body.Kind() != reflect.Struct {
		return out
	}
	for i := range body.NumField() {
		name, _, _ := strings.Cut(body.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		out = append(out, map[string]any{name: map[string]any{"a": []any{1}}}, map[string]any{name: true})
	}
	return out
}

// Every call and command answers what cannot be meant, in all of its fields or of another
// kind, and none of them with a failure of its own. What each field refuses is tested where
// the field is.
func TestHostile_noRequestFailsByItself(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	o.stop()
	o.tune = func(c *config.Config) { c.Limits.Shares = 10_000 } // nobody asks so much at once
	o.start()
	o.boss = o.desk(o.olga, wire.Hello{})
	ask := func(name string, command bool, body any) *wire.Result {
		if !command {
			return o.boss.Call(name, body)
		}
		o.said++
		return o.boss.Command(fmt.Sprintf("hostile-%d", o.said), name, body)
	}
	for _, set := range []struct {
		all     map[string]wire.Declaration
		command bool
	}{{wire.Calls, false}, {wire.Commands, true}} {
		for _, name := range slices.Sorted(maps.Keys(set.all)) {
			d := set.all[name]
			kind := reflect.TypeOf(d.Body)
			if kind == nil {
				continue
			}
			var bodies []any
			for _, text := range []string{unseen, seenWide, strings.Repeat("x", tooLong)} {
				body := reflect.New(kind).Elem()
				fillAll(body, text)
				bodies = append(bodies, body.Interface())
			}
			for _, body := range append(bodies, wrongKinds(kind)...) {
				raw, _ := json.Marshal(body)
				res := ask(name, set.command, body)
				if res.Error != nil && res.Error.Code == string(desk.CodeInternal) {
					t.Errorf("%s fails by itself with %.80s", name, raw)
				}
			}
		}
	}
}
