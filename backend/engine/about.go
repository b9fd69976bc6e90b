package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// About gives the provider's id of the message that an entry of a webhook holds or
// tells of, "" when it is about none or cannot be read. What it has read for that
// stands in the entry afterwards, and the fold does not read it again.
func (g *Engine) About(e *desk.Entry) (id string) {
	defer func() {
		if recover() != nil { // the fold meets the same, and is quarantined for it
			e.Read, id = nil, ""
		}
	}()
	reader, what := g.itemOf(e.Kind)
	if reader == nil || what != desk.ItemMessage && what != desk.ItemStatus {
		return ""
	}
	entry, stored, ok := read(reader, e.Payload)
	if !ok {
		return ""
	}
	e.Read = &channel.Read{Entry: entry, Stored: stored}
	if what == desk.ItemStatus {
		r, err := stored.Receipt()
		return idUnless(err, r.MessageID)
	}
	m, err := stored.Message()
	return idUnless(err, m.ID)
}

func idUnless(err error, id string) string {
	if err != nil {
		return ""
	}
	return id
}
