package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// waitingPlace is where an interaction waits for somebody to take it.
type waitingPlace struct {
	waits bool
	box   desk.InboxID // "" = its number leads to none
}

func placeOf(it *desk.Interaction) waitingPlace {
	if it == nil || it.State != desk.InteractionWaiting {
		return waitingPlace{}
	}
	return waitingPlace{waits: true, box: it.InboxID}
}

// queues is what tellQueues goes by: the inboxes that this fold changed, as they were.
type queues map[desk.InboxID]*desk.Inbox

// tellQueues tells agents of what this fold put into a queue from which they take, and
// takes word of it back from everybody once it waits there no longer. It does so, too, of
// what waits already, where they begin or cease to take from a queue.
func (w *work) tellQueues() error {
	type move struct {
		it       *desk.Interaction
		from, to waitingPlace
	}
	var moves []move
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if from, to := placeOf(before), placeOf(now); from != to {
			moves = append(moves, move{now, from, to})
		}
	})
	were := queues{}
	var boxes []*desk.Inbox
	changed(w, desk.RowInbox, func(now, before *desk.Inbox) {
		if before != nil {
			were[now.ID], boxes = before, append(boxes, now)
		}
	})
	if len(moves)+len(boxes) == 0 {
		return nil
	}
	p, err := w.policy()
	if err != nil || !p.TellAll {
		return err
	}
	for _, m := range moves {
		if m.from.waits {
			if err := w.takeWordBack(m.it, m.from.box, were); err != nil {
				return err
			}
		}
		if m.to.waits && m.to.box != "" {
			if err := w.tellTakers(m.it, m.to.box); err != nil {
				return err
			}
		}
	}
	for _, box := range boxes {
		if err := w.tellOfChange(were[box.ID], box); err != nil {
			return err
		}
	}
	return nil
}

// tellOfChange tells those of what waits in an inbox who take from it from now on, and
// takes word of it back from those who do no longer: it has another mode or other members.
func (w *work) tellOfChange(before, now *desk.Inbox) error {
	had, has := takersOf(before), takersOf(now)
	come, gone := butNot(has, had), butNot(had, has)
	if len(come)+len(gone) == 0 {
		return nil
	}
	list, err := w.unendedIn(now.ID)
	if err != nil {
		return desk.Wrap("read queue", err)
	}
	for _, it := range list {
		if it.State != desk.InteractionWaiting {
			continue
		}
		for _, id := range gone {
			if err := w.markNoticeRead(id, desk.NoticeQueued, it.ThreadID); err != nil {
				return err
			}
		}
		if err := w.tell(it, now, come); err != nil {
			return err
		}
	}
	return nil
}

// butNot gives those of the list who are not in the other one.
func butNot(list, other []desk.UserID) []desk.UserID {
	return slices.DeleteFunc(slices.Clone(list), func(id desk.UserID) bool { return slices.Contains(other, id) })
}

// tellTakers tells the agents of an inbox from which they take.
func (w *work) tellTakers(it *desk.Interaction, id desk.InboxID) error {
	box, err := w.inbox(id)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	return w.tell(it, box, takersOf(box))
}

// tell tells some agents of what waits in an inbox, unless it is closed: they are told
// when it opens. Whoever chose to be offline finds it in the queue when they are back, and
// who put it there knows.
func (w *work) tell(it *desk.Interaction, box *desk.Inbox, whom []desk.UserID) error {
	if box.Opening.Closed {
		return nil
	}
	people, err := w.people(whom)
	if err != nil {
		return err
	}
	for _, u := range people {
		if !u.Handles() || u.ID == it.Excluded || u.Presence.Chosen == desk.PresenceOffline {
			continue
		}
		if err := w.notify(u.ID, desk.NoticeQueued, it.ThreadID, string(it.ID)); err != nil {
			return err
		}
	}
	return nil
}

// takeWordBack marks read what said that the interaction waits, for those who took from
// its queue when this fold began: the fold may have changed who does.
func (w *work) takeWordBack(it *desk.Interaction, from desk.InboxID, were queues) error {
	if from == "" {
		return nil // nobody took from there
	}
	box := were[from]
	if box == nil {
		now, err := w.inbox(from)
		if err != nil {
			return desk.Wrap("read inbox", err)
		}
		box = now
	}
	for _, id := range takersOf(box) {
		if err := w.markNoticeRead(id, desk.NoticeQueued, it.ThreadID); err != nil {
			return err
		}
	}
	return nil
}

// takersOf gives the agents of an inbox from which they take, nobody of any other.
func takersOf(box *desk.Inbox) []desk.UserID {
	if box.Deleted || box.Mode != desk.ModeManual {
		return nil
	}
	return box.Members
}

// tellFormer tells whoever owned an interaction that somebody else has it now.
func (w *work) tellFormer(from desk.UserID, it *desk.Interaction) error {
	p, err := w.policy()
	if err != nil {
		return err
	}
	kind := desk.NoticeTransfer
	if p.TellAll {
		kind = desk.NoticeTaken
	}
	return w.notify(from, kind, it.ThreadID, string(it.ID))
}
