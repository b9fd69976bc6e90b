package engine

import (
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

// tellQueues tells agents of what this fold put into a queue from which they take, and
// takes word of it back from everybody once it waits there no longer.
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
	if len(moves) == 0 {
		return nil
	}
	p, err := w.policy()
	if err != nil || !p.TellAll {
		return err
	}
	for _, m := range moves {
		if m.from.waits {
			if err := w.takeWordBack(m.it, m.from.box); err != nil {
				return err
			}
		}
		if m.to.waits && m.to.box != "" {
			if err := w.tellTakers(m.it, m.to.box); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellTakers tells the agents of an inbox from which they take, unless it is closed: they
// are told when it opens. Whoever chose to be offline finds it in the queue when they are
// back, and who put it there knows.
func (w *work) tellTakers(it *desk.Interaction, id desk.InboxID) error {
	box, err := w.inbox(id)
	if err != nil {
		return desk.Wrap("read inbox", err)
	}
	if box.Opening.Closed {
		return nil
	}
	people, err := w.takers(id)
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

// takeWordBack marks read what said that the interaction waits.
func (w *work) takeWordBack(it *desk.Interaction, from desk.InboxID) error {
	kind := desk.NoticeQueued
	people, err := w.takers(from)
	if from == "" {
		kind = desk.NoticeUnrouted
		people, err = w.users()
	}
	if err != nil {
		return err
	}
	for _, u := range people {
		if from == "" && !u.Role.Supervisor() {
			continue
		}
		if err := w.markNoticeRead(u.ID, kind, it.ThreadID); err != nil {
			return err
		}
	}
	return nil
}

// takers gives the agents of an inbox from which they take, nobody of any other.
func (w *work) takers(id desk.InboxID) ([]*desk.User, error) {
	if id == "" {
		return nil, nil
	}
	box, err := w.inbox(id)
	if err != nil {
		return nil, desk.Wrap("read inbox", err)
	}
	if box.Mode != desk.ModeManual {
		return nil, nil
	}
	return w.people(box.Members)
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
