package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// setOverflow says which inbox is asked when nobody takes what waits in this one. It
// counts for what waits already, too.
func (w *work) setOverflow(box *desk.Inbox, said *wire.Overflow) error {
	switch {
	case said == nil:
		return nil
	case said.InboxID == "":
		box.Overflow = desk.Overflow{}
		return nil
	case said.Minutes < desk.MinOverflowMinutes || said.Minutes > desk.MaxOverflowMinutes:
		return refuse(desk.CodeInvalid, "badOverflow", desk.Params{
			desk.ParamContext: "minutes", "least": desk.MinOverflowMinutes, "most": desk.MaxOverflowMinutes,
		})
	}
	id := desk.InboxID(said.InboxID)
	why, err := w.handsOn(box, id, func(to *desk.Inbox) desk.InboxID { return to.Overflow.InboxID })
	switch {
	case err != nil:
		return err
	case why != "":
		return refuse(desk.CodeInvalid, "badOverflow", desk.Params{desk.ParamContext: why})
	}
	box.Overflow = desk.Overflow{Minutes: said.Minutes, InboxID: id}
	waiting, err := w.unendedIn(box.ID)
	if err != nil {
		return desk.Wrap("read queue", err)
	}
	for _, it := range waiting {
		if it.State == desk.InteractionWaiting {
			w.overflowLater(it, box)
		}
	}
	return nil
}

// overflowAt gives when another inbox is asked, 0 for never. Time in which nobody of this
// inbox could take it does not count: while the inbox was closed, and before it came there.
func overflowAt(it *desk.Interaction, box *desk.Inbox) int64 {
	if box.Overflow.InboxID == "" || box.Opening.Closed {
		return 0
	}
	return max(it.WaitingSince, it.CameAt, box.Opening.Since) + int64(box.Overflow.Minutes)*60_000
}

// overflowLater sets the time at which another inbox is asked.
func (w *work) overflowLater(it *desk.Interaction, box *desk.Inbox) {
	if at := overflowAt(it, box); at > 0 {
		w.setTimer(desk.TimerOverflow, string(it.ID), at)
	}
}

// overflowDue moves what nobody has taken to the inbox that is asked then. Whoever is
// being asked at the moment may still answer: if they do not, it moves (see ask).
func (w *work) overflowDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.State != desk.InteractionWaiting || it.InboxID == "" {
		return err
	}
	box, err := w.inbox(it.InboxID)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	_, err = w.overflow(it, box)
	return err
}

// overflow moves the interaction to the inbox that is asked when nobody has taken it for
// long, and says whether it did. One that is closed is asked when it opens.
func (w *work) overflow(it *desk.Interaction, box *desk.Inbox) (moved bool, err error) {
	at := overflowAt(it, box)
	if at == 0 || at > w.e.At {
		w.overflowLater(it, box)
		return false, nil
	}
	to, err := w.inbox(box.Overflow.InboxID)
	switch {
	case missing(err) || err == nil && to.Deleted:
		return false, nil // it waits where it is
	case err != nil:
		return false, desk.Wrap("read inbox", err)
	case to.Opening.Closed:
		if to.Opening.Until > w.e.At {
			w.setTimer(desk.TimerOverflow, string(it.ID), to.Opening.Until)
		}
		return false, nil
	}
	it.Overflowed = desk.Overflowed{From: box.ID, At: w.e.At}
	return true, w.moveAll([]*desk.Interaction{it}, to)
}
