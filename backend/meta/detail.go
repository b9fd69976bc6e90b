package meta

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
)

// Bounds of what Details show; the rest stays in what was received.
const (
	maxDetails     = 100
	maxDetailDepth = 8
)

// DetailsOf reads the values of a JSON document in the order in which they stand
// there. Numbers keep their digits, null says nothing and is left out, a list
// of plain values is one line, and what stands deeper is named by its own name,
// with the names above it only where that name comes twice. A document that is
// one plain value, or no JSON, is one Detail without a name.
func DetailsOf(doc json.RawMessage) []channel.Detail {
	if len(doc) == 0 {
		return nil
	}
	if !json.Valid(doc) {
		return []channel.Detail{{Value: string(doc)}}
	}
	w := detailer{}
	w.walk(nil, doc[space(doc, 0):])
	return w.named()
}

type leaf struct {
	path  []string
	value string
}

type detailer struct{ leaves []leaf }

func (w *detailer) walk(path []string, value []byte) {
	if len(w.leaves) >= maxDetails {
		return
	}
	path = path[:len(path):len(path)]
	switch {
	case len(path) > maxDetailDepth:
		w.add(path, string(value))
	case isObject(value):
		members(value, func(key, inner []byte) { w.walk(append(path, string(key)), inner) })
	case value[0] == '[':
		w.list(path, elements(value))
	default:
		w.add(path, plainValue(value))
	}
}

// list shows plain values on one line and numbers the others.
func (w *detailer) list(path []string, values []json.RawMessage) {
	var plain []string
	for i, v := range values {
		if isObject(v) || v[0] == '[' {
			w.walk(append(path, strconv.Itoa(i+1)), v)
			continue
		}
		plain = appendFilled(plain, plainValue(v))
	}
	w.add(path, strings.Join(plain, ", "))
}

// add leaves out ids of messages: they say nothing to a person, and hold the
// customer's number.
func (w *detailer) add(path []string, value string) {
	if value != "" && !strings.HasPrefix(value, "wamid.") && len(w.leaves) < maxDetails {
		w.leaves = append(w.leaves, leaf{path, value})
	}
}

// named gives each leaf its own name, or its whole path where two share one.
func (w *detailer) named() []channel.Detail {
	count := map[string]int{}
	for _, l := range w.leaves {
		count[l.own()]++
	}
	out := make([]channel.Detail, 0, len(w.leaves))
	for _, l := range w.leaves {
		name := l.own()
		if count[name] > 1 {
			name = strings.Join(l.path, " › ")
		}
		out = append(out, channel.Detail{Name: name, Value: l.value})
	}
	return out
}

func (l leaf) own() string {
	if len(l.path) == 0 {
		return ""
	}
	return l.path[len(l.path)-1]
}

// plainValue gives a string, number or truth value as it is written; null is "".
func plainValue(v []byte) string {
	switch {
	case v[0] == '"':
		return unquote(v)
	case isNull(v):
		return ""
	}
	return string(v)
}

// memberOf gives a member of an object by its exact name, nil if there is none.
func memberOf(object json.RawMessage, name string) json.RawMessage {
	var found json.RawMessage
	if name == "" || !isObject(object) {
		return nil
	}
	members(object, func(key, value []byte) {
		if string(key) == name {
			found = value
		}
	})
	return found
}

// envelopeMembers are the parts of a message that are not its content.
var envelopeMembers = map[string]bool{
	"id": true, "from": true, "to": true, "timestamp": true, "type": true, "context": true, "errors": true, "referral": true,
	"from_user_id": true, "from_parent_user_id": true, "to_user_id": true, "to_parent_user_id": true,
	"group_id": true, "history_context": true,
}

// rest gives a message without its envelope: content whose place is not known.
func rest(message json.RawMessage) json.RawMessage {
	out := []byte{'{'}
	members(message, func(key, value []byte) {
		if envelopeMembers[string(key)] || isNull(value) {
			return
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = appendText(out, string(key))
		out = append(append(out, ':'), value...)
	})
	return append(out, '}')
}
