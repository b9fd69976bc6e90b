package meta

import (
	"bytes"
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// What Split makes of what stands at a place.

func (s *splitter) messages(at *place, array json.RawMessage, prefix string) int {
	return s.each(at, array, func(at *place, raw json.RawMessage, single bool) {
		s.message(at, envelope{Message: raw}, prefix, single)
	})
}

// message makes an item of one message.
func (s *splitter) message(at *place, env envelope, prefix string, single bool) {
	var m soft[struct {
		ID     str `json:"id"`
		From   str `json:"from"`
		To     str `json:"to"`
		UserID str `json:"from_user_id"`
		ToUser str `json:"to_user_id"`
		Time   num `json:"timestamp"`
	}]
	_ = m.UnmarshalJSON(env.Message) // never fails
	h := m.or()
	h.ID = str(desk.FitID(string(h.ID)))
	env.Contacts = at.contactsOf(single, h.UserID, h.From, h.ToUser, h.To)
	s.add(at, env, channel.Item{ID: string(h.ID), Time: millis(h.Time), Key: messageKey(&env, prefix, h.ID)})
}

func (s *splitter) call(at *place, raw json.RawMessage, single bool) {
	c := readCall(raw)
	key := ""
	if c.ID != "" {
		key = join("call", c.ID, c.Event)
	}
	env := envelope{Call: raw, Contacts: at.contactsOf(single, c.FromUser, c.From, c.ToUser, c.To)}
	s.add(at, env, channel.Item{ID: string(c.ID), Time: millis(c.Timestamp), Key: key})
}

func (s *splitter) status(at *place, raw json.RawMessage, single bool) {
	var m soft[statusJSON]
	_ = m.UnmarshalJSON(raw) // never fails
	h := m.or()
	h.ID = str(desk.FitID(string(h.ID)))
	key := ""
	if h.ID != "" && h.Status != "" {
		key = join("status", h.ID, h.Status, str(first(h.RecipientID, h.RecipientUserID)))
		if h.Participant != "" { // in a group everybody has a status of their own
			key = join(key, h.Participant)
		}
	}
	env := envelope{Status: raw, Contacts: at.contactsOf(single, h.RecipientUserID, h.RecipientID)}
	s.add(at, env, channel.Item{ID: string(h.ID), Time: millis(h.Timestamp), Key: key})
}

func (s *splitter) problem(at *place, raw json.RawMessage, _ bool) {
	s.add(at, envelope{Error: raw}, channel.Item{})
}

func (s *splitter) event(at *place, value json.RawMessage) {
	s.add(at, envelope{Value: value}, channel.Item{Time: innerTime(value)})
}

// innerTime finds the stamp of an event whose entry has none: it stands in the
// value or in the first element of one of its arrays.
func innerTime(value json.RawMessage) int64 {
	type stamped struct {
		Timestamp num `json:"timestamp"`
		Metadata  soft[struct {
			Timestamp num `json:"timestamp"`
		}] `json:"metadata"`
	}
	var v struct {
		Timestamp   num           `json:"timestamp"`
		Preferences list[stamped] `json:"user_preferences"`
		UserIDs     list[stamped] `json:"user_id_update"`
		Sync        list[stamped] `json:"state_sync"`
		Calls       list[stamped] `json:"calls"`
	}
	read(value, &v)
	if v.Timestamp > 0 {
		return millis(v.Timestamp)
	}
	for _, l := range []list[stamped]{v.Preferences, v.UserIDs, v.Sync, v.Calls} {
		for _, e := range l {
			if at := max(millis(e.Timestamp), millis(e.Metadata.or().Timestamp)); at > 0 {
				return at
			}
		}
	}
	return 0
}

// add makes an item of what stands at a place, beginning with what is known of
// it: id, time and key, or not even those.
func (s *splitter) add(at *place, env envelope, item channel.Item) {
	if item.Time == 0 {
		item.Time = at.time
	}
	env.Object, env.Entry, env.Time, env.Field = s.object, at.entryID, item.Time, at.field
	if isObject(at.head.Metadata) {
		env.Metadata = at.head.Metadata
	}
	item.Field, item.WABA = at.field, first(at.head.WABAInfo.or().ID, str(at.entryID))
	item.PhoneNumberID = string(at.ours.PhoneID)
	item.DisplayPhone = first(at.ours.DisplayPhone, at.head.Display, at.head.Phone)
	s.finish(item, at, env)
}

// keep makes an unknown item of JSON whose shape says nothing.
func (s *splitter) keep(at place, raw json.RawMessage, reason string) {
	env := envelope{Object: s.object, Entry: at.entryID, Time: at.time, Field: at.field, Raw: raw}
	item := channel.Item{Kind: channel.KindUnknown, Field: at.field, WABA: at.entryID, Time: at.time, Reason: reason}
	s.finish(item, &at, env)
}

func (s *splitter) finish(item channel.Item, at *place, env envelope) {
	if s.over = s.over || len(s.items) >= maxItems || s.size > maxSplit; s.over {
		s.items = nil
		return
	}
	if item.Key == "" {
		item.Key, item.Expiring = s.hashKey(at, item)
	}
	at.n++
	item.Payload = env.payload()
	// What is kept is what is read: here, and again by whoever has the entry alone.
	stored := &Stored{}
	if stored.env, stored.err = opened(item.Payload); stored.env.Metadata != nil {
		stored.env.ours = &at.ours
	}
	item.Stored = stored
	switch {
	case item.Kind != "":
	case env.isNull(): // null is kept as nothing, but there was something
		item.Kind, item.Reason = env.classify()
	default:
		item.Kind, item.Reason = stored.Classify()
	}
	s.size += len(item.Payload)
	s.items = append(s.items, item)
}

// isNull says whether what stands in the envelope is null.
func (e *envelope) isNull() bool {
	for _, raw := range [...]json.RawMessage{e.Message, e.Call, e.Status, e.Error} {
		if isNull(raw) {
			return true
		}
	}
	return false
}

// marshal writes JSON without turning <, > and & into escapes.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
