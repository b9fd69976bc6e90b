package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// A notice that asks for something is marked read once that has happened, whoever did it:
// what counts as unread is what is still to be done. Some are marked where it happens (an
// offer that was answered, a message that left after all); the others here, by what the
// rows were before this fold and are now. What only tells something stays unread until its
// person has seen it.

// ofOwner are the kinds that speak to somebody as the owner: with the conversation gone
// they ask for nothing any more.
var ofOwner = []desk.NoticeKind{desk.NoticeMessage, desk.NoticeTransfer, desk.NoticeAssigned, desk.NoticeWoken}

// overdueOfOwner are those that ask the owner for an answer. They end with the ownership
// unless the conversation ended with it: what was missed then stays told.
var overdueOfOwner = []desk.NoticeKind{desk.NoticeClosing, desk.NoticeDue, desk.NoticeMissed, desk.NoticeWindow}

// ofLoss are those that say that somebody has not, or no longer, got the conversation.
var ofLoss = []desk.NoticeKind{desk.NoticeOffer, desk.NoticeTaken, desk.NoticeReturned}

// ofOpening are those of which whoever opens the thread has seen everything.
var ofOpening = append([]desk.NoticeKind{desk.NoticeMessage, desk.NoticeTransfer, desk.NoticeAssigned, desk.NoticeWoken, desk.NoticeTaken, desk.NoticeReturned, desk.NoticeMention}, ofFollowing...)

// ofFollowing are those that somebody got who follows the thread.
var ofFollowing = []desk.NoticeKind{desk.NoticeFollowMessage, desk.NoticeFollowNote, desk.NoticeFollowMoved, desk.NoticeFollowEnd}

// unsettled is a kind that everybody who answers for a conversation may have got, and whether
// what it asks for is still to be done.
type unsettled struct {
	kind desk.NoticeKind
	asks func(it *desk.Interaction) bool
}

var unsettledKinds = []unsettled{
	{desk.NoticeEscalation, isLeftWaiting},
	{desk.NoticeUnrouted, func(it *desk.Interaction) bool { return isLeftWaiting(it) && it.InboxID == "" }},
	{desk.NoticeDue, func(it *desk.Interaction) bool { return it.State != desk.InteractionEnded && isWarned(it.Levels) }},
	{desk.NoticeMissed, isOverdue},
}

// isLeftWaiting says whether supervisors were told that it waits, and it still does.
func isLeftWaiting(it *desk.Interaction) bool {
	return it.Escalated && (it.State == desk.InteractionWaiting || it.State == desk.InteractionOffered)
}

// isOverdue says whether something that its inbox promised was missed and is still owed.
func isOverdue(it *desk.Interaction) bool {
	l := it.Levels
	switch {
	case it.State == desk.InteractionEnded:
		return false
	case l.Resolution.Result == desk.ServiceMissed, l.First.Result == desk.ServiceMissed && it.HumanReplyAt == 0:
		return true
	default:
		return l.Next.Result == desk.ServiceMissed && waitsForAnswer(it)
	}
}

// settleNotices marks read what asked for something that this fold has brought about.
func (w *work) settleNotices() error {
	type turn struct{ now, before *desk.Interaction }
	var turns []turn
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if before != nil {
			turns = append(turns, turn{now, before})
		}
	})
	for _, t := range turns {
		if err := w.settleTurn(t.now, t.before); err != nil {
			return err
		}
	}
	if err := w.settleFormer(); err != nil {
		return err
	}
	return w.settleStanding()
}

func (w *work) settleTurn(now, before *desk.Interaction) error {
	for _, a := range unsettledKinds {
		if !a.asks(before) || a.asks(now) {
			continue
		}
		if err := w.markReadByAll(before, a.kind); err != nil {
			return err
		}
	}
	had := before.State == desk.InteractionOpen
	if had && now.Owner != before.Owner && now.State != desk.InteractionEnded {
		if err := w.markKindsRead(before.Owner, overdueOfOwner, now.ThreadID); err != nil {
			return err
		}
	}
	// An answer from the phone was written in no thread that is open here.
	if had && now.Owner == before.Owner && now.LastPersonAt > before.LastPersonAt {
		if err := w.markKindsRead(now.Owner, ofOwner, now.ThreadID); err != nil {
			return err
		}
	}
	if w.isShut(before) && !w.isShut(now) && (now.State != desk.InteractionEnded || now.EndedBy != "") {
		return w.endLost(before)
	}
	return nil
}

// isShut says whether its window has closed on a customer who waits.
func (w *work) isShut(it *desk.Interaction) bool {
	closes := lifecycle.OwedUntil(lifecycle.FactsOf(it))
	return closes > 0 && closes <= w.e.At
}

// settleFormer marks read that a window closed, once the customer has written again or was
// written to after the conversation had ended of it.
func (w *work) settleFormer() error {
	var former []desk.InteractionID
	changed(w, desk.RowThread, func(now, before *desk.Thread) {
		if before != nil && before.InteractionID != "" && before.InteractionID != now.InteractionID {
			former = append(former, before.InteractionID)
		}
	})
	for _, id := range former {
		it, err := orZero(w.interaction(id))
		if err != nil {
			return desk.Wrap("read former interaction", err)
		}
		if it.ID == "" || it.EndedBy != "" {
			continue
		}
		if err := w.endLost(it); err != nil {
			return err
		}
	}
	return nil
}

// endLost marks read that the window closed, but not what this very fold has told: a
// customer who comes back too late is at once the news and its end.
func (w *work) endLost(it *desk.Interaction) error {
	return w.forAnswerable(it, func(id desk.UserID) error {
		return w.markReadIf(id, desk.NoticeWindow, string(it.ThreadID), func(n *desk.Notice) bool { return !slices.Contains(w.dirty, n.RowKey()) })
	})
}

// markKindsRead marks somebody's notices about a thread read, of several kinds.
func (w *work) markKindsRead(whose desk.UserID, kinds []desk.NoticeKind, thread desk.ThreadID) error {
	for _, kind := range kinds {
		if err := w.markNoticeRead(whose, kind, thread); err != nil {
			return err
		}
	}
	return nil
}
