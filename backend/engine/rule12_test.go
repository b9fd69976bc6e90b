package engine_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
)

// Rule 12: the envelope is a message even when its content is not understood.

// node is a JSON value that can be written again.
type node = any

// contents gives messages as Meta sends them, by a name: those of the meta
// package's test data, which has every type, and odd ones of our own.
func contents(t *testing.T) map[string]map[string]node {
	t.Helper()
	out := map[string]map[string]node{}
	files, err := filepath.Glob("../meta/testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bodies: %v", err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, ".golden.json") || strings.Contains(f, "bad_items") || strings.Contains(f, "batch") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var body node
		if err := json.Unmarshal(raw, &body); err != nil {
			t.Fatal(err)
		}
		scan(body, func(key string, v any) {
			list, _ := v.([]any)
			if key != "messages" || len(list) == 0 {
				return
			}
			m, ok := list[0].(map[string]any)
			if ok && m["group_id"] == nil && m["history_context"] == nil {
				out[strings.TrimSuffix(filepath.Base(f), ".json")] = m
			}
		})
	}
	for name, content := range map[string]string{
		"payment reply":    `{"type":"interactive","interactive":{"type":"payment_reply","payment_reply":{"reference_id":"A-17","status":"success"}}}`,
		"empty contacts":   `{"type":"contacts","contacts":[]}`,
		"request_welcome":  `{"type":"request_welcome"}`,
		"text, no type":    `{"text":{"body":"hello"}}`,
		"place, no type":   `{"location":{"latitude":1.5,"longitude":"2.5"}}`,
		"poll":             `{"type":"poll_vote","poll_vote":{"poll_message_id":"wamid.x","options":["Tuesday"]}}`,
		"nothing":          `{}`,
		"file not fetched": `{"type":"video","errors":[{"code":131052,"title":"Media download error"}]}`,
		"nested":           `{"type":"cart","cart":{"a":{"b":{"c":[1,[2,{"d":null}],"x"]}},"n":12345678901234567890}}`,
	} {
		var m map[string]node
		if err := json.Unmarshal([]byte(content), &m); err != nil {
			t.Fatal(err)
		}
		out[name] = m
	}
	return out
}

// envelopeKeys are what makes a message one; everything else is content.
var envelopeKeys = []string{"id", "from", "timestamp", "from_user_id", "from_parent_user_id", "to", "to_user_id"}

// replacements are one value of every JSON kind, empty and not.
var replacements = []node{nil, true, 7, 1e300, "", "word", []any{}, []any{nil, 7, "x", map[string]any{"id": "1"}}, map[string]any{}, map[string]any{"id": 5, "type": "x"}}

// mutants calls f for the content with each of its nodes dropped and replaced
// in turn. f must not keep it.
func mutants(content map[string]node, f func(what string)) {
	var walk func(path string, v node)
	try := func(path string, get func() node, set func(node), drop func()) {
		was := get()
		if drop != nil {
			drop()
			f("drop " + path)
			set(was)
		}
		for i, r := range replacements {
			set(r)
			f(fmt.Sprintf("%s = replacement %d", path, i))
		}
		set(was)
		walk(path, was)
	}
	walk = func(path string, v node) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				if path == "" && slices.Contains(envelopeKeys, k) {
					continue
				}
				try(path+"/"+k, func() node { return v[k] }, func(n node) { v[k] = n }, func() { delete(v, k) })
			}
		case []any:
			for i := range v {
				try(fmt.Sprintf("%s/%d", path, i), func() node { return v[i] }, func(n node) { v[i] = n }, nil)
			}
		}
	}
	f("as it is")
	walk("", content)
}

// shows says whether a row has something for a person to see, or is a note that
// stands for another message.
func shows(m *desk.Message) bool {
	switch m.Kind {
	case desk.KindReaction:
		return m.Awaited
	case desk.KindUnsupported, desk.KindSystem, desk.KindCall:
		return true // these say so in words of their own
	default:
		return m.Text != "" || m.Media != nil || m.Location != nil || len(m.Contacts) > 0 || m.Interactive != nil || m.Problem != nil
	}
}

var shapesFlag = flag.Int("shapes", 4, "one of so many shapes of each content is tried")

func TestRule12_contentOfAnyShapeIsOneMessageInItsThread(t *testing.T) {
	t.Parallel()
	tried := 0
	all := contents(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		content := all[name]
		w := newWorld(t)
		n, here := 0, 0
		mutants(content, func(what string) {
			if n++; n%*shapesFlag != 0 {
				return
			}
			tried++
			if here++; here%40 == 0 {
				handled(t, w, name)
				w = newWorld(t) // looking through many rows is slow
			}
			id, from := fmt.Sprintf("wamid.%d", n), fmt.Sprintf("49152%07d", n)
			m := maps.Clone(content)
			if system, ok := m["system"].(map[string]any); ok {
				m["system"] = ofOnePerson(system, n)
			}
			for _, key := range envelopeKeys { // one person each
				delete(m, key)
			}
			m["id"], m["from"], m["timestamp"] = "ID", from, fmt.Sprint(w.now/1000)
			raw, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			// Whatever it names is named by nobody else.
			raw = []byte(strings.Replace(strings.ReplaceAll(string(raw), "wamid.", id+"."), `"ID"`, `"`+id+`"`, 1))
			before := len(w.m.rows)
			w.hook(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
				"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":%q},
				"contacts":[{"profile":{"name":"N"},"wa_id":%q}],"messages":[%s]}}]}]}`, w.phoneID, from, raw))
			if err := oneMessage(w, id, from); err != nil || len(w.m.rows) == before {
				t.Fatalf("%s, %s: %v\n%s", name, what, err, raw)
			}
		})
		handled(t, w, name)
	}
	if tried < 2_000 / *shapesFlag {
		t.Fatalf("only %d bodies were made", tried)
	}
	t.Logf("%d bodies", tried)
}

func handled(t *testing.T, w *world, name string) {
	t.Helper()
	if list := w.unhandled(); len(list) != 0 {
		t.Errorf("%s: %d lines say that it was not understood: %+v", name, len(list), list[0])
	}
}

// ofOnePerson gives a notice in which whoever is named is named by no other one: else a
// customer would turn out to be the one of an earlier body.
func ofOnePerson(system map[string]any, n int) map[string]any {
	out := maps.Clone(system)
	for i, key := range []string{"wa_id", "new_wa_id", "user_id", "parent_user_id"} {
		if was, ok := out[key].(string); ok && strings.ContainsAny(was, "0123456789") {
			out[key] = fmt.Sprintf("%s%d%05d", was[:min(len(was), 6)], i, n)
		}
	}
	return out
}

// oneMessage says what is wrong if the customer's thread does not hold exactly
// one message that shows something: the one with the id. A message that quotes one that is not here
// has a row for that beside it.
func oneMessage(w *world, id, from string) error {
	contacts := every(w.m, desk.RowContact, func(c *desk.Contact) bool { return slices.Contains(c.Aliases, "wa:"+from) })
	if len(contacts) != 1 {
		return fmt.Errorf("%d contacts", len(contacts))
	}
	threads := every(w.m, desk.RowThread, func(t *desk.Thread) bool { return t.ContactID == contacts[0].ID })
	if len(threads) != 1 || threads[0].NumberID != "num1" {
		return fmt.Errorf("threads: %+v", threads)
	}
	var own []*desk.Message
	for _, m := range every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.ThreadID == threads[0].ID }) {
		if len(m.QuotedBy) == 0 {
			own = append(own, m)
		}
	}
	if len(own) != 1 || !shows(own[0]) {
		return fmt.Errorf("%d messages: %s", len(own), asJSON(own))
	}
	m := own[0]
	if m.ProviderID != id && !m.Awaited {
		return fmt.Errorf("it is not %s: %s", id, asJSON(m))
	}
	acts := m.Awaited || m.Kind == desk.KindSystem && m.System != "request_welcome"
	if !acts && !threads[0].Open {
		return fmt.Errorf("nobody is asked about %s", asJSON(m))
	}
	return nil
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
