package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// filings gives when a conversation was put away after its end.
func filings(list []desk.Filing) []wire.Filing {
	var out []wire.Filing
	for _, f := range list {
		out = append(out, wire.Filing{At: f.At, By: string(f.By), Back: f.Back})
	}
	return out
}
