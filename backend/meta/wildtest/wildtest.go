// Package wildtest draws webhook bodies that are shaped like Meta's and hold what
// Meta never sends: texts of megabytes, lists of thousands, the wrong type in
// any place, fields that are missing. It is for property tests of whatever takes
// such a body in, and knows only the names of Meta's fields.
package wildtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk/desktest"
)

// MaxBody is the largest body that the relay takes.
const MaxBody = 4 << 20

// node is a JSON object.
type node = map[string]any

// file is what messages with a file hold.
func file() any {
	return node{
		"id": "1234567890", "mime_type": "image/jpeg", "sha256": "c2hh", "url": "https://lookaside.example/1",
		"caption": "look", "filename": "invoice.pdf", "voice": true, "animated": false,
	}
}

func reply() any { return node{"id": "yes", "title": "Yes", "description": "I agree"} }

// Contents gives, by type, what a message of each of Meta's types holds.
func Contents() map[string][]any {
	card := node{
		"name": node{"formatted_name": "Maya Lind", "first_name": "Maya", "last_name": "Lind"}, "org": node{"company": "Shop"},
		"phones": []any{node{"phone": "+1 650 555 1234", "wa_id": "16505551234", "type": "HOME"}},
		"emails": []any{node{"email": "maya@example.com", "type": "WORK"}}, "urls": []any{node{"url": "https://example.com"}},
		"addresses": []any{node{"street": "1 Hill", "city": "Menlo", "zip": "1"}}, "birthday": "2000-01-01", "origin": "x",
	}
	text := node{"body": "hello"}
	return map[string][]any{
		"text": {text}, "image": {file()}, "video": {file()}, "audio": {file()}, "voice": {file()}, "document": {file()}, "sticker": {file()},
		"location": {node{"latitude": 52.5, "longitude": 13.4, "name": "Shop", "address": "1 Hill", "url": "https://example.com"}},
		"contacts": {[]any{card}},
		"button":   {node{"text": "Yes", "payload": "yes"}},
		"interactive": {
			node{"type": "button_reply", "button_reply": reply()}, node{"type": "list_reply", "list_reply": reply()},
			node{"type": "nfm_reply", "nfm_reply": node{"name": "flow", "body": "Sent", "response_json": `{"flow_token":"t","a":"b","c":[1,2]}`}},
			node{"type": "call_permission_reply", "call_permission_reply": node{"response": "accept"}},
		},
		"reaction": {node{"message_id": "wamid.1", "emoji": "👍"}},
		"order": {node{"catalog_id": "c", "text": "please", "product_items": []any{
			node{"product_retailer_id": "p1", "quantity": 2, "item_price": 3.5, "currency": "EUR"},
		}}},
		"system":      {node{"type": "user_changed_number", "body": "Maya changed", "wa_id": "4917600000009"}, node{"type": "customer_identity_changed", "identity": node{"hash": "h"}}},
		"edit":        {node{"original_message_id": "wamid.1", "message": node{"type": "text", "text": text, "id": "wamid.1"}}},
		"revoke":      {node{"original_message_id": "wamid.1"}},
		"unsupported": {node{"type": "poll"}}, "unknown": {node{}}, "media_placeholder": {node{}},
		"balloon": {node{"shape": "dog"}}, // of a later Meta
	}
}

// Body draws a webhook body for the number with that id, of messages of one
// type, whose ids are wamid.<from>… .
func Body(rt *rapid.T, phoneID, kind string, from int) []byte {
	w := &wild{rt: rt, room: MaxBody - 64<<10}
	list := make([]any, 0, 3)
	for i := range rapid.IntRange(1, 3).Draw(rt, "messages") {
		content := rapid.SampledFrom(Contents()[kind]).Draw(rt, "content")
		m := node{
			"id": fmt.Sprintf("wamid.%d", from+i), "from": "4917600000001", "timestamp": "1790000000", "type": kind, kind: w.grow(content, kind),
			"context":  w.grow(node{"id": "wamid.1", "from": "4930", "forwarded": true}, "context"),
			"referral": w.grow(node{"headline": "Sale", "body": "now", "source_url": "https://example.com", "source_type": "ad"}, "referral"),
		}
		for _, place := range []string{"id", "from", "errors"} {
			if rapid.IntRange(0, 9).Draw(rt, "wild "+place) == 0 {
				m[place] = w.leaf("x", place)
			}
		}
		list = append(list, m)
	}
	value := node{
		"messaging_product": "whatsapp", "metadata": node{"display_phone_number": "4930", "phone_number_id": phoneID},
		"contacts": w.grow([]any{node{"wa_id": "4917600000001", "profile": node{"name": "Maya", "username": "maya"}}}, "contacts"),
		"messages": list,
	}
	b, err := json.Marshal(node{"object": "whatsapp_business_account", "entry": []any{
		node{"id": "1", "changes": []any{node{"field": "messages", "value": value}}},
	}})
	if err != nil || len(b) > MaxBody {
		rt.Fatalf("a body of %d bytes was drawn, %v", len(b), err)
	}
	return b
}

// wild grows JSON until the room is used up.
type wild struct {
	rt   *rapid.T
	room int // bytes that the body may still grow by
}

func (w *wild) grow(v any, name string) any {
	switch v := v.(type) {
	case node:
		out := node{}
		for _, key := range keys(v) {
			if rapid.IntRange(0, 19).Draw(w.rt, name+" drop "+key) > 0 {
				out[key] = w.grow(v[key], key)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			item = w.grow(item, name)
			size := len(mustJSON(item)) + 1
			n := rapid.SampledFrom([]int{1, 1, 3, 100, 3_000, 20_000}).Draw(w.rt, name+" times")
			for range max(1, min(n, w.room/size)) {
				out = append(out, item)
				w.room -= size
			}
		}
		return out
	default:
		return w.leaf(v, name)
	}
}

// leaf keeps a value, makes it long, or puts something else into its place.
func (w *wild) leaf(v any, name string) any {
	most := max(0, w.room/6) // JSON may take six bytes for one
	switch rapid.IntRange(0, 7).Draw(w.rt, name+" leaf") {
	case 0, 1:
		s := desktest.Text(w.rt, name, min(most, 1<<20))
		w.room -= len(mustJSON(s))
		return s
	case 2:
		return rapid.SampledFrom([]any{nil, 0, -1.5, 1e300, true, "", []any{}, node{}, []any{nil, []any{}}, strings.Repeat("a.", 100)}).Draw(w.rt, name+" odd")
	default:
		return v
	}
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // made of JSON's own types
	}
	return b
}

// keys gives an object's keys in order, so that the same draws give the same
// body.
func keys(n node) []string { return slices.Sorted(maps.Keys(n)) }
