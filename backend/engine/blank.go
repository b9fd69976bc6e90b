package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// sayingNothing refuses a text for a customer of which nothing is seen, such as one of
// direction marks. It is asked before a command is recorded, and by no fold: what an older
// relay has recorded and sent stays what it was.
func sayingNothing(body any) error {
	var text string
	switch c := body.(type) {
	case wire.Send:
		if c.Content.Kind != string(desk.KindText) {
			return nil // what is seen is the file
		}
		text = c.Content.Text
	case wire.StartThread:
		text = c.Text
	case wire.ProvingAnswer:
		text = c.Text
	}
	if text != "" && desk.Blank(text) {
		return desk.Refuse(desk.CodeInvalid, "empty")
	}
	return nil // one that is not there at all is refused by what needs it
}
