package wire_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
)

// declared are all commands and calls by name.
func declared() map[string]wire.Declaration {
	all := maps.Clone(wire.Commands)
	maps.Copy(all, wire.Calls)
	return all
}

// A name is of one request, is written as all are, and belongs to its declaration.
func TestDeclared_namesAreOfOneRequestEach(t *testing.T) {
	t.Parallel()
	if want := len(wire.Commands) + len(wire.Calls); len(declared()) != want {
		t.Errorf("%d names for %d requests", len(declared()), want)
	}
	for name, d := range declared() {
		area, act, ok := strings.Cut(name, ".")
		if d.Name != name || area == "" || ok && act == "" || strings.ContainsAny(name, " _-") || strings.ToLower(name[:1]) != name[:1] {
			t.Errorf("%q is declared as %q", name, d.Name)
		}
		if d.Who != wire.Everybody && d.Who != wire.Supervisors {
			t.Errorf("%s is for %q", name, d.Who)
		}
		if wire.VersionOf(name) < 1 {
			t.Errorf("%s has version %d", name, wire.VersionOf(name))
		}
	}
}

// Bodies and answers go over the wire as they are: no field of them is lost, and
// what came once comes again as the same. Guards two fields with one JSON name,
// of which encoding/json sends neither.
func TestDeclared_bodiesAndAnswersComeThrough(t *testing.T) {
	t.Parallel()
	names := slices.Sorted(maps.Keys(declared()))
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "name")
		for i, of := range []any{declared()[name].Body, declared()[name].Answer} {
			part := []string{"body", "answer"}[i]
			if of == nil {
				continue // its type is the sender's own
			}
			given := reflect.New(reflect.TypeOf(of))
			desktest.Fill(rt, given.Interface(), 60)
			fillRaw(given.Elem())
			b, err := json.Marshal(given.Interface())
			if err != nil {
				rt.Fatalf("%s: the %s cannot be sent: %v", name, part, err)
			}
			back := reflect.New(reflect.TypeOf(of))
			if err := json.Unmarshal(b, back.Interface()); err != nil {
				rt.Fatalf("%s: the %s cannot be read: %v", name, part, err)
			}
			if was, is := said(given.Elem()), said(back.Elem()); was != is {
				rt.Fatalf("%s: of %d fields of the %s %d came: %s", name, was, part, is, b)
			}
			again, err := json.Marshal(back.Interface()) // bytes that are no UTF-8 were replaced the first time
			if err != nil {
				rt.Fatal(err)
			}
			twice := reflect.New(reflect.TypeOf(of))
			if err := json.Unmarshal(again, twice.Interface()); err != nil || !reflect.DeepEqual(back.Interface(), twice.Interface()) {
				rt.Fatalf("%s: the %s came as %s, then as %+v, %v", name, part, again, twice.Elem(), err)
			}
		}
	})
}

// fillRaw puts JSON into what holds JSON.
func fillRaw(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[json.RawMessage]():
		v.SetBytes([]byte(`{"x":1}`))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fillRaw(v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			fillRaw(v.Index(i))
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		fillRaw(v.Elem())
	}
}

// said counts the values below v that are not empty.
func said(v reflect.Value) (n int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			n += said(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += said(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			n = said(v.Elem())
		}
	default:
		if !v.IsZero() {
			n = 1
		}
	}
	return n
}

// Every id in a body is a question: what AsksIn finds in the JSON is what the
// struct names, and a body that cannot be read is refused without being quoted.
func TestDeclared_everyIDIsAsked(t *testing.T) {
	t.Parallel()
	asking := 0
	for name, d := range declared() {
		body := reflect.New(reflect.TypeOf(d.Body))
		want := nameIDs(body.Elem(), "", nil)
		b, err := json.Marshal(body.Interface())
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.AsksIn(b)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s asks for %v, names %v: %v", name, got, want, err)
		}
		if len(want) > 0 {
			asking++
		}
		if _, err := d.AsksIn([]byte(`{"pin":"246810"`)); desk.CodeOf(err) != desk.CodeInvalid || strings.Contains(err.Error(), "246810") {
			t.Errorf("%s: half a body: %v", name, err)
		}
		if got, err := d.AsksIn(nil); err != nil || len(got) != 0 {
			t.Errorf("%s: no body: %v, %v", name, got, err)
		}
	}
	if asking < len(declared())/2 {
		t.Errorf("only %d of %d name anything", asking, len(declared()))
	}
}

// nameIDs puts an id into every field that asks, and gives what it put there.
func nameIDs(v reflect.Value, ask wire.Ask, out []wire.Asked) []wire.Asked {
	if ask == "-" {
		return out
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			out = nameIDs(v.Field(i), wire.Ask(v.Type().Field(i).Tag.Get("ask")), out)
		}
	case reflect.Slice:
		if k := v.Type().Elem().Kind(); k == reflect.String && ask != "" || k == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range 2 {
				out = nameIDs(v.Index(i), ask, out)
			}
		}
	case reflect.Pointer:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			out = nameIDs(v.Elem(), ask, out)
		}
	case reflect.String:
		if ask != "" && ask != "-" {
			id := string(ask) + "_" + string(rune('a'+len(out)%26))
			v.SetString(id)
			out = append(out, wire.Asked{What: ask, ID: id})
		}
	default: // a number, a switch
	}
	return out
}

// A refusal says the same of what is not there and of what is somebody else's.
func TestRefusal_tellsNotWhichItIs(t *testing.T) {
	t.Parallel()
	for _, a := range []wire.Ask{
		wire.AskThread, wire.AskInteraction, wire.AskFile, wire.AskUser, wire.AskNotice, wire.AskUnhandled, wire.AskApp,
		wire.AskWaba, wire.AskSetup, wire.AskInvitation, wire.AskDevice, wire.AskProfile,
	} {
		if e := a.Refusal(); e.Code != desk.CodeNotFound || e.Subcode == "" || e.Err != nil {
			t.Errorf("%s: %+v", a, e)
		}
	}
}
