package engine

import (
	"context"
	"encoding/json"

	"github.com/parleydesk/parley/backend/desk"
)

// Whole reads the content of a message out of the entry that holds it, without
// the bounds that its row has. CodeNotFound when the entry was erased or holds
// no message.
func (g *Engine) Whole(ctx context.Context, e desk.Entry) (*desk.Message, error) {
	kind, body := e.Kind, e.Payload
	if kind == desk.EntryReplay {
		var again desk.ReplayEntry
		if json.Unmarshal(body, &again) != nil {
			return nil, errNothingMore()
		}
		kind, body = again.Kind, again.Payload
	}
	if !g.holdsContent(kind) {
		return nil, errNothingMore()
	}
	reader, _ := g.itemOf(kind)
	_, stored, ok := read(reader, body)
	if !ok {
		return nil, errNothingMore()
	}
	in, err := stored.Message()
	if err != nil {
		return nil, errNothingMore()
	}
	if in.Edit != nil {
		in = in.Edit.Content
	}
	m := &desk.Message{}
	e.Kind = kind
	g.newWork(ctx, nil, e, desk.IDKey{}).fill(m, in) // its ids go nowhere
	if in.Reaction != nil {
		m.Text = in.Reaction.Emoji
	}
	return m, nil
}

func errNothingMore() error {
	return desk.Refuse(desk.CodeNotFound, "nothingMore")
}
