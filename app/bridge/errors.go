package bridge

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Format turns an error into what the UI gets: code, subcode and what stands in
// its sentence, as JSON text. It is Wails' ErrorFormatter. Text, because Wails'
// script puts what it gets into new Error(…), which keeps no object.
func Format(err error) any {
	shown := wire.ErrorOf(err)
	if errors.Is(err, context.DeadlineExceeded) {
		shown = &wire.Failure{
			Code: string(desk.CodeUnavailable), Subcode: "timeout",
			Params: desk.Params{desk.ParamContext: "kept"},
		}
	}
	text, failed := json.Marshal(shown)
	if failed != nil {
		return shown.Code // texts and numbers always marshal
	}
	return string(text)
}
