package meta

import (
	"encoding/json"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// A number may be shared with another system, such as Meta's own assistant. While that one
// has a conversation, what happens in it is told under "standby": what the customer writes,
// what was answered, and how far the answers came. That a conversation went from one to the
// other is told under "messaging_handovers".

// unwrap takes over what stands one level deeper than in the other fields, and our number
// where it is named as the recipient.
func (h *valueHead) unwrap() {
	if isObject(h.Standby) {
		var inner valueHead
		read(h.Standby, &inner)
		h.Messages, h.Statuses, h.Echoes = either(h.Messages, inner.Messages), either(h.Statuses, inner.Statuses), either(h.Echoes, inner.Echoes)
		h.RawContacts = either(h.RawContacts, inner.RawContacts)
	}
	if !isObject(h.Metadata) && isObject(h.Recipient) {
		h.Metadata = h.Recipient
	}
}

func either(a, b json.RawMessage) json.RawMessage {
	if len(a) > 0 {
		return a
	}
	return b
}

// standby makes items of what happened while another system had the conversation.
func (s *splitter) standby(at *place) int {
	found := s.messages(at, at.head.Messages, "standby")
	found += s.each(at, at.head.Echoes, func(at *place, raw json.RawMessage, single bool) {
		s.message(at, envelope{Message: flatEcho(raw)}, "echo", single)
	})
	return found + s.each(at, at.head.Statuses, s.status)
}

// flatEcho gives an echo in the shape of a message: under "standby" its content stands in a
// member of its own, beside its id and its time.
func flatEcho(raw json.RawMessage) json.RawMessage {
	inner := memberOf(raw, "message")
	if !isObject(inner) {
		return raw
	}
	out, has := []byte{'{'}, map[string]bool{}
	add := func(key, value []byte) {
		if name := string(key); !has[name] && name != "message" && !isNull(value) {
			if has[name] = true; len(out) > 1 {
				out = append(out, ',')
			}
			out = append(append(appendText(out, name), ':'), value...)
		}
	}
	members(inner, add)
	members(raw, add)
	return append(out, '}')
}

// standbyKind says who wrote a message of a conversation that another system has.
func standbyKind(m *channel.Message) channel.Kind {
	ours := m.DisplayPhone.Digits()
	if m.To != (channel.Person{}) || ours != "" && m.From.WaID.Digits() == ours {
		return channel.KindEcho
	}
	return channel.KindStandby
}

type senderJSON struct {
	Phone  str `json:"phone_number"`
	WaID   str `json:"wa_id"`
	UserID str `json:"user_id"`
}

type controlJSON struct {
	AppRole str `json:"previous_owner_app_role"`
	OldRole str `json:"previous_owner_role"`
	NewRole str `json:"new_owner_role"`
}

// assistant is how Meta calls the role of its assistant.
const assistant = "ai_agent"

// handover reads who has the conversation now. Passed is told to whoever has it from then
// on, taken to whoever had it before.
func (v *valueJSON) handover(ev *channel.Event) bool {
	ev.Kind = channel.EventHandover
	sender := v.Sender.or()
	number := first(sender.WaID, sender.Phone)
	if !isUserID(number) {
		number = desk.PhoneNumber(number).Digits() // it may be written with a plus
	}
	who := person(str(number), sender.UserID, "")
	v.introduce(&who)
	passed, taken := v.Passed.p, v.Taken.p
	if who == (channel.Person{}) || passed == nil && taken == nil {
		return false
	}
	ev.Handover = &channel.Handover{Who: who, ToUs: passed != nil}
	if passed != nil {
		ev.Handover.ByAgent = passed.AppRole == "meta_business_agent" || passed.OldRole == assistant
		// The one to which it goes is told, but a number may have more than one app of ours.
		ev.Handover.ToUs = passed.NewRole != assistant
		ev.Handover.ByAgent = ev.Handover.ByAgent || !ev.Handover.ToUs
		return true
	}
	ev.Handover.ByAgent = taken.NewRole == assistant
	return true
}
