package bridge

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Format turns an error into what the UI gets: code, subcode and the human's
// sentence, as JSON text. It is Wails' ErrorFormatter. Text, because Wails'
// script puts what it gets into new Error(…), which keeps no object.
func Format(err error) any {
	shown := wire.ErrorOf(err)
	if errors.Is(err, context.DeadlineExceeded) {
		shown = &wire.Error{
			Code: string(desk.CodeUnavailable), Subcode: "timeout",
			Message: "The relay did not answer in time. What you typed is kept; try again in a moment.",
		}
	}
	text, failed := json.Marshal(shown)
	if failed != nil {
		return shown.Message // three strings always marshal
	}
	return string(text)
}
