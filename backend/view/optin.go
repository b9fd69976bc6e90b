package view

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// consent projects what a customer agreed to and stopped. A proof that holds a number
// is left out for who sees none.
func (v Viewer) consent(c *desk.Contact, out *wire.Contact) {
	for _, o := range c.OptIns {
		shown := wire.OptIn{
			ID: o.ID, Method: string(o.Method), Purposes: make([]string, 0, len(o.Purposes)), At: o.At, Proof: desk.Visible(o.Proof),
			By: string(o.By), RecordedAt: o.RecordedAt, Imported: o.Imported, WithdrawnAt: o.WithdrawnAt, WithdrawnBy: string(o.WithdrawnBy),
		}
		for _, p := range o.Purposes {
			shown.Purposes = append(shown.Purposes, string(p))
		}
		if v.HideNumbers {
			shown.Proof = HideNumberName(shown.Proof)
		}
		out.OptIns = append(out.OptIns, shown)
	}
	for _, s := range c.Stops {
		out.Stops = append(out.Stops, wire.Stop(s))
	}
	out.Stopped = c.Stopped()
}
