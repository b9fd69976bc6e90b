package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// cmdFile puts an ended interaction away into the archive, or takes it out again. The end
// itself stays as it was: its record is written, and it says who ended it and why.
func (w *work) cmdFile(r request, c wire.FileInteraction) (*wire.None, error) {
	it, err := named(w.interaction(desk.InteractionID(c.InteractionID)))(wire.AskInteraction)
	if err != nil {
		return nil, err
	}
	t, err := w.thread(it.ThreadID)
	if err != nil {
		return nil, desk.Wrap("read thread", err)
	}
	if err := mayFile(r.by, t, it); err != nil {
		return nil, err
	}
	if ended := lifecycle.EndReason(it.EndReason); it.Filed() == !c.Back || ended.Archives() {
		return nil, nil // it is where it is wanted, or was archived by its end
	}
	it.Filings = append(slices.Clone(it.Filings), desk.Filing{At: w.e.At, By: r.by.ID, Back: c.Back})
	it.Filings = it.Filings[max(0, len(it.Filings)-desk.MostFilings):]
	w.put(it, t)
	return nil, nil
}

// mayFile says whether a person may put an interaction away: it has ended, nothing came
// after it, and they are a supervisor or had it.
func mayFile(u *desk.User, t *desk.Thread, it *desk.Interaction) error {
	switch {
	case it.State != desk.InteractionEnded || t.InteractionID != it.ID:
		return refuse(desk.CodeConflict, "notEnded")
	case !u.Role.Supervisor() && !slices.Contains(it.Handlers, u.ID):
		return refuse(desk.CodeForbidden, "notHandler", desk.Params{"context": "file"})
	}
	return nil
}
