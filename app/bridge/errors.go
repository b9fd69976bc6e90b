package bridge

import (
	"context"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Format turns an error into what the UI gets: code, subcode and the human's
// sentence. It is Wails' ErrorFormatter.
func Format(err error) any {
	if errors.Is(err, context.DeadlineExceeded) {
		return wire.Error{
			Code: string(desk.CodeUnavailable), Subcode: "timeout",
			Message: "The relay did not answer in time. What you typed is kept; try again in a moment.",
		}
	}
	return *wire.ErrorOf(err)
}
