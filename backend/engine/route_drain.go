package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// drain offers what waits to those whom this fold freed.
func (w *work) drain() error {
	r := w.routes
	if len(r.freed)+len(r.spared)+len(r.opened) == 0 {
		return nil
	}
	boxes, err := w.inboxes()
	if err != nil {
		return desk.Wrap("read inboxes", err)
	}
	for _, box := range boxes {
		if !automatic(box.Mode) || box.Opening.Closed {
			continue
		}
		whole := r.opened[box.ID] || slices.ContainsFunc(box.Members, func(id desk.UserID) bool { return r.freed[id] })
		if !whole && !slices.ContainsFunc(box.Members, func(id desk.UserID) bool { return r.spared[id] }) {
			continue
		}
		if err := w.drainInbox(box, whole); err != nil {
			return err
		}
	}
	return nil
}

func automatic(mode desk.Mode) bool {
	for _, m := range routing.Modes() {
		if m.Mode == mode {
			return m.Automatic
		}
	}
	return false
}

// drainInbox offers what waits in the inbox. After an offer that merely ran out
// (not whole) only what whoever missed it was not asked about yet is offered: else two
// threads would be offered in turn, all night, to somebody who has left the desk.
func (w *work) drainInbox(box *desk.Inbox, whole bool) error {
	people, err := w.candidates(box)
	if err != nil {
		return err
	}
	room := routing.Free(routing.Backlog{Inbox: w.queue(box), Candidates: people})
	if room == 0 { // spares looking at the queue while everybody is busy
		return nil
	}
	steps, err := w.drainSteps(box, people, room, whole)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if len(w.follow) >= maxFollow {
			break
		}
		if err := w.decide(step.Input, step.Decision); err != nil {
			return err
		}
	}
	return nil
}

// drainSteps finds the offers to make. The head of the queue has them as a rule:
// more of it is read only while somebody whom none of it can go to has room.
func (w *work) drainSteps(box *desk.Inbox, people []routing.Candidate, room int, whole bool) ([]routing.Step, error) {
	const atFirst = 64
	told, err := w.tellsAll()
	if err != nil {
		return nil, err
	}
	for limit := atFirst; ; limit *= 8 {
		waiting, all, err := w.firstWaitingIn(box.ID, limit)
		if err != nil {
			return nil, desk.Wrap("read queue", err)
		}
		backlog := routing.Backlog{Inbox: w.queue(box), Candidates: people, Room: room}
		for _, it := range waiting {
			if w.routes.decided[it.ID] || !whole && !w.isNewTo(it, people, told) {
				continue
			}
			question, err := w.question(it, box, routing.TriggerDrain)
			if err != nil {
				return nil, err
			}
			backlog.Waiting = append(backlog.Waiting, question)
		}
		if steps := routing.Drain(backlog); all || len(steps) >= room {
			return steps, nil
		}
	}
}

// isNewTo says whether one of those whose offer ran out was not asked about it in this
// round. Under the first policy only what nobody was asked about was new to them, and
// somebody who was free was not asked about what a colleague had missed.
func (w *work) isNewTo(it *desk.Interaction, people []routing.Candidate, told bool) bool {
	if !told {
		return len(it.Attempts) == 0
	}
	return slices.ContainsFunc(people, func(c routing.Candidate) bool {
		return w.routes.spared[c.UserID] && c.UserID != it.Excluded &&
			!slices.ContainsFunc(it.Attempts, func(a desk.Attempt) bool { return a.UserID == c.UserID })
	})
}

// tellsAll says whether everybody hears of what concerns them: see desk.Policy.
func (w *work) tellsAll() (bool, error) {
	p, err := w.policy()
	return p.TellAll, err
}

// isStillFree says whether the winner of a decision can be asked when it is applied. One
// that the same entry led to may have come first, and been accepted by itself: then
// whom it freed was decided about without knowledge of this one.
func (w *work) isStillFree(id desk.UserID, it *desk.Interaction) (bool, error) {
	told, err := w.tellsAll()
	if err != nil || !told {
		return true, err
	}
	u, err := w.user(id)
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, desk.Wrap("apply decision: read user", err)
	}
	reason, err := w.cannotHold(u, it)
	if err != nil || reason != "" {
		return false, err
	}
	_, pending, err := w.loads()
	return pending[id] == 0, err
}
