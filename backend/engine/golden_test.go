package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// freeze adds the golden bodies that are missing: of a new command, entry or
// version, and of a body that has got a new field. What is there is never
// changed: bodies like it lie in ledgers.
var freeze = flag.Bool("freeze", false, "add the golden bodies that are missing")

const (
	goldenCommands = "testdata/golden/commands.json"
	goldenEntries  = "testdata/golden/entries.json"
)

// golden is one stored body. Several of one version are of different builds.
type golden struct {
	Version int             `json:"version"`
	Body    json.RawMessage `json:"body"`
}

// entryPayloads says what the payload of each kind of entry is.
var entryPayloads = map[desk.EntryKind]any{
	desk.EntryMetaMessage: desk.ItemEntry{}, desk.EntryMetaStatus: desk.ItemEntry{}, desk.EntryMetaEvent: desk.ItemEntry{},
	desk.EntryMetaUnknown: desk.ItemEntry{}, desk.EntrySMS: struct{}{}, desk.EntryCommand: desk.CommandEntry{},
	desk.EntryTimer: desk.Timer{}, desk.EntryPresence: desk.PresenceEntry{}, desk.EntryDecision: desk.DecisionEntry{},
	desk.EntrySendPosting: desk.SendEntry{}, desk.EntrySendAccepted: desk.SendEntry{}, desk.EntrySendRejected: desk.SendEntry{},
	desk.EntrySendUnknown: desk.SendEntry{}, desk.EntrySendDeferred: desk.SendEntry{}, desk.EntryReadTicked: desk.TickEntry{},
	desk.EntryMediaFetched: desk.MediaEntry{}, desk.EntryMediaFailed: desk.MediaEntry{}, desk.EntryUploaded: desk.Upload{},
	desk.EntryOrgPut: desk.Organization{}, desk.EntryPolicyPut: desk.Policy{}, desk.EntrySeatsPut: desk.SeatsEntry{},
	desk.EntryUserPut: desk.User{}, desk.EntryAccount: desk.AccountEntry{},
	desk.EntryAppPut: desk.App{}, desk.EntryWabaPut: desk.Waba{}, desk.EntryNumberPut: desk.NumberEntry{},
	desk.EntryProfilePut: desk.Profile{}, desk.EntryProfileGone: desk.ProfileGone{}, desk.EntryNumberProfile: desk.ProfileUse{},
	desk.EntryNumberShown: desk.NumberShown{}, desk.EntryNumberGone: numberGone{}, desk.EntryTemplatesPut: desk.TemplatesEntry{}, desk.EntryReplay: desk.ReplayEntry{},
	desk.EntryRelayStarted: struct{}{}, desk.EntryRelayAlarm: desk.AlarmEntry{}, desk.EntryClockSet: desk.ClockEntry{}, desk.EntryErase: desk.EraseEntry{},
	desk.EntryCheckup: desk.CheckupEntry{}, desk.EntryNumberSeen: desk.NumberSeen{}, desk.EntryNumberPIN: desk.NumberPIN{}, desk.EntryNumberIdentity: desk.NumberIdentity{}, desk.EntryNumberSynced: desk.NumberSynced{},
	desk.EntryTemplateTaken: desk.TemplateTaken{}, desk.EntryCarrierSet: desk.CarrierSet{},
	desk.EntryHours: desk.HoursEntry{}, desk.EntryAutoReply: desk.AutoReplyEntry{}, desk.EntryNoRoom: desk.NoRoomEntry{},
	desk.EntryService:           desk.ServiceEntry{},
	desk.EntryTemplateSubmitted: desk.TemplateSubmitted{}, desk.EntryTemplateRemoved: desk.TemplateRemoved{}, desk.EntryTemplateEdited: desk.TemplateEdited{}, desk.EntryTemplatesLooked: desk.TemplatesLooked{},
}

// TestGolden_everyStoredCommandIsReadForEver decodes the golden bodies of every
// command and version, and wants each value that is in them.
func TestGolden_everyStoredCommandIsReadForEver(t *testing.T) {
	t.Parallel()
	all := readGolden(t, goldenCommands)
	for name := range commands {
		if got, want := len(upgrades[name])+1, wire.VersionOf(name); got != want {
			t.Errorf("%s: engine upgrades to version %d, wire writes version %d", name, got, want)
		}
		body := wire.Commands[name].Body
		for _, g := range all[name] {
			now, refused := newest(name, g.Version, g.Body)
			if refused != nil || CheckCommand(name, g.Version, g.Body) != nil {
				t.Errorf("%s version %d: %v", name, g.Version, refused)
				continue
			}
			if g.Version == wire.VersionOf(name) {
				holds(t, name, body, now)
			}
		}
		all[name] = complete(t, name, all[name], wire.VersionOf(name), body)
	}
	writeGolden(t, goldenCommands, all)
}

// A body of any version goes through every step to today's, and one of a version
// that is not known yet is refused.
func TestUpgrades_bodiesOfEveryVersionBecomeTodays(t *testing.T) {
	t.Parallel()
	step := func(from, to string) upgrade {
		return func(b json.RawMessage) (json.RawMessage, error) {
			if !bytes.Contains(b, []byte(from)) {
				return nil, errors.New("not of this version")
			}
			return bytes.ReplaceAll(b, []byte(from), []byte(to)), nil
		}
	}
	steps := []upgrade{step("chatId", "threadId"), step("threadId", "conversationId")}
	for _, tc := range []struct {
		version     int
		body, want  string
		wantSubcode string
	}{
		{0, `{"chatId":"1"}`, `{"conversationId":"1"}`, ""}, // from before bodies had a version
		{1, `{"chatId":"1"}`, `{"conversationId":"1"}`, ""},
		{2, `{"threadId":"1"}`, `{"conversationId":"1"}`, ""},
		{3, `{"conversationId":"1"}`, `{"conversationId":"1"}`, ""},
		{4, `{"conversationId":"1"}`, "", "unknownCommand"},
		{1, `{"threadId":"1"}`, "", "badBody"},
	} {
		got, refused := upgraded(steps, tc.version, json.RawMessage(tc.body))
		subcode := ""
		if refused != nil {
			subcode = refused.Subcode
		}
		if string(got) != tc.want || subcode != tc.wantSubcode {
			t.Errorf("version %d of %s: got %s, %q", tc.version, tc.body, got, subcode)
		}
	}
}

// TestGolden_everyStoredEntryIsReadForEver is the same for the payloads of
// entries. They have no version: a payload that has to change is a new kind.
func TestGolden_everyStoredEntryIsReadForEver(t *testing.T) {
	t.Parallel()
	all := readGolden(t, goldenEntries)
	for kind := range folds {
		if _, listed := entryPayloads[kind]; !listed {
			t.Errorf("%s: the test does not know its payload", kind)
		}
	}
	for kind, payload := range entryPayloads {
		for _, g := range all[string(kind)] {
			holds(t, string(kind), payload, g.Body)
		}
		all[string(kind)] = complete(t, string(kind), all[string(kind)], 1, payload)
	}
	writeGolden(t, goldenEntries, all)
}

// holds decodes a stored body and wants everything in it to come out again.
func holds(t *testing.T, name string, as any, stored []byte) {
	t.Helper()
	v := reflect.New(reflect.TypeOf(as))
	if err := json.Unmarshal(stored, v.Interface()); err != nil {
		t.Errorf("%s cannot be read any more: %v", name, err)
		return
	}
	again, err := json.Marshal(v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(generic(t, stored), generic(t, again)); d != "" {
		t.Errorf("%s is read as something else (- stored, + read):\n%s", name, d)
	}
}

// complete wants a body of this version in which every field is set: with
// -freeze it is added.
func complete(t *testing.T, name string, list []golden, version int, as any) []golden {
	t.Helper()
	v := reflect.New(reflect.TypeOf(as)).Elem()
	fill(v, name)
	body, err := json.Marshal(v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	has := slices.ContainsFunc(list, func(g golden) bool {
		return g.Version == version && slices.Equal(paths(generic(t, g.Body), ""), paths(generic(t, body), ""))
	})
	switch {
	case has:
	case *freeze:
		list = append(list, golden{Version: version, Body: body})
	default:
		t.Errorf("%s has no golden body of version %d with all its fields. Is what was stored before still read the same? Then add one with -freeze.", name, version)
	}
	return list
}

// generic decodes JSON without its empty values.
func generic(t *testing.T, raw []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return filled(v)
}

func filled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if inner = filled(inner); inner == nil {
				delete(v, k)
			} else {
				v[k] = inner
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = filled(v[i])
		}
	case string, bool, json.Number:
		if v == "" || v == false || v == json.Number("0") {
			return nil
		}
	}
	return v
}

// paths lists the fields that a value has.
func paths(v any, at string) (list []string) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			list = append(list, paths(inner, at+"."+k)...)
		}
	case []any:
		list = paths(v[0], at+"[]")
	default:
		return []string{at}
	}
	slices.Sort(list)
	return list
}

// fill sets everything in v to something.
func fill(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fill(v.Field(i), strings.ToLower(f.Name[:1])+f.Name[1:])
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(`{"a":1}`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), name)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, name)
		fill(value, name)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Interface: // of the params of a sentence
		v.Set(reflect.ValueOf(name))
	case reflect.String:
		v.SetString(name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(1.5)
	default:
		panic("golden bodies with " + v.Type().String())
	}
}

func readGolden(t *testing.T, path string) map[string][]golden {
	t.Helper()
	all := map[string][]golden{}
	raw, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil && !*freeze {
		t.Fatal(err)
	}
	return all
}

func writeGolden(t *testing.T, path string, all map[string][]golden) {
	t.Helper()
	if !*freeze {
		return
	}
	raw, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(raw, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
