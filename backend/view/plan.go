package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// branched gives which branch an interaction took. How the customer's number begins is left
// out where numbers are masked.
func (v Viewer) branched(b *desk.Branched) *wire.Branched {
	if b == nil {
		return nil
	}
	out := &wire.Branched{N: b.N, If: wire.ConditionsOf(b.If)}
	for i := range out.If {
		if v.HideNumbers && b.If[i].Kind == desk.ConditionPhone {
			out.If[i].Value = ""
		}
	}
	return out
}
