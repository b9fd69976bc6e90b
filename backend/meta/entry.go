package meta

import (
	"encoding/json"
	"strconv"

	"github.com/parleydesk/parley/backend/desk"
)

// WriteEntry gives the payload of an entry: the JSON of e. e.Item is an
// Item.Payload, which stands in it unchanged.
func WriteEntry(e desk.ItemEntry) []byte {
	b := make([]byte, 0, len(e.Item)+256)
	b = appendText(append(b, `{"appId":`...), string(e.AppID))
	b = appendText(append(b, `,"wabaId":`...), string(e.WabaID))
	b = appendText(append(b, `,"numberId":`...), string(e.NumberID))
	b = appendText(append(b, `,"phoneId":`...), e.PhoneID)
	b = appendText(append(b, `,"field":`...), e.Field)
	b = strconv.AppendInt(append(b, `,"time":`...), e.Time, 10)
	b = appendText(append(b, `,"reason":`...), e.Reason)
	b = append(b, `,"item":`...)
	if len(e.Item) == 0 {
		return append(b, "null}"...)
	}
	return append(append(b, e.Item...), '}')
}

// ReadEntry reads such a payload and opens its item, with which it shares the
// payload's memory. It says false to what WriteEntry does not write.
func ReadEntry(payload []byte) (e desk.ItemEntry, item *Stored, ok bool) {
	if !isObject(payload) || !json.Valid(payload) {
		return e, nil, false
	}
	ok = true
	members(payload, func(key, value []byte) {
		switch string(key) {
		case "time":
			var err error
			e.Time, err = strconv.ParseInt(string(value), 10, 64)
			ok = ok && err == nil
			return
		case "item":
			e.Item = value
			return
		}
		if value[0] != '"' {
			ok = false
			return
		}
		s := unquote(value)
		switch string(key) {
		case "appId":
			e.AppID = desk.AppID(s)
		case "wabaId":
			e.WabaID = desk.WabaID(s)
		case "numberId":
			e.NumberID = desk.NumberID(s)
		case "phoneId":
			e.PhoneID = s
		case "field":
			e.Field = s
		case "reason":
			e.Reason = s
		}
	})
	if !ok {
		return desk.ItemEntry{}, nil, false
	}
	item = &Stored{}
	item.env, item.err = opened(e.Item)
	return e, item, true
}
