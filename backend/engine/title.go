package engine

import (
	"slices"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdTitle says what a conversation was about. Whoever had it may, also after it ended:
// that is when it is known.
func (w *work) cmdTitle(r request, c wire.TitleInteraction) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	if !r.by.Role.Supervisor() && it.Owner != r.by.ID && !slices.Contains(it.Handlers, r.by.ID) {
		return nil, refuse(desk.CodeForbidden, "notOwner")
	}
	title := ""
	if desk.Visible(c.Title) != "" {
		if title, err = cleanName(c.Title, "title"); err != nil {
			return nil, err
		}
	}
	if utf8.RuneCountInString(title) > desk.MaxTitle {
		return nil, refuse(desk.CodeInvalid, "longName", desk.Params{"field": "title", "most": desk.MaxTitle})
	}
	it.Title = title
	w.put(it)
	return nil, nil
}
