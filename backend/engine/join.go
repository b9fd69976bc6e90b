package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// Two customers turn out to be one: the provider says that a number or an id has changed, or
// names both in one message. Both may have a conversation with the same number of ours, each
// with somebody who answers. One of them goes on and the other leads there; what was said
// stays where it was said, and a line in each leads to the other.

// mostJoins bounds how often a customer turns out to be yet another one.
const mostJoins = 20

// contactNow gives who a contact is by now.
func (w *work) contactNow(id desk.ContactID) (*desk.Contact, error) {
	c, err := w.contact(id)
	for n := 0; err == nil && c.Into != "" && n < mostJoins; n++ {
		c, err = w.contact(c.Into)
	}
	return c, desk.Wrap("read contact", err)
}

// takeNoted gives a customer what was noted about who turned out to be the same one.
func takeNoted(keep, lose *desk.Contact) {
	for _, note := range lose.Notes {
		if len(keep.Notes) < desk.MostContactNotes {
			keep.Notes = append(slices.Clone(keep.Notes), note)
		}
	}
	for _, kv := range lose.Attributes {
		if !slices.ContainsFunc(keep.Attributes, func(have desk.KV) bool { return have.Key == kv.Key }) {
			keep.Attributes = append(slices.Clone(keep.Attributes), kv)
		}
	}
	if keep.BlockedAt == 0 {
		keep.BlockedAt, keep.BlockedBy = lose.BlockedAt, lose.BlockedBy
	}
}

// joinThreads has the threads of a contact be those of the one who they are.
func (w *work) joinThreads(keep, lose *desk.Contact) error {
	numbers, err := storedList[desk.Number](w, desk.Numbers.With())
	if err != nil {
		return desk.Wrap("read numbers", err)
	}
	for _, n := range numbers {
		of, err := w.threadOf(n.ID, lose.ID)
		if err != nil {
			return err
		}
		if of == nil {
			continue
		}
		other, err := w.threadOf(n.ID, keep.ID)
		if err != nil {
			return err
		}
		if other == nil {
			err = w.giveThread(of, keep.ID)
		} else {
			err = w.joinPair(other, of, keep, lose)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// joinPair has one of two threads go on, whose contact is then the one that is kept.
func (w *work) joinPair(goes, ends *desk.Thread, keep, lose *desk.Contact) error {
	swap, err := w.livelier(ends, goes)
	if err != nil {
		return err
	}
	if swap {
		goes, ends = ends, goes
		if err := w.giveThread(ends, lose.ID); err != nil {
			return err
		}
		if err := w.giveThread(goes, keep.ID); err != nil {
			return err
		}
	}
	goes.Elsewhere = goes.Elsewhere || ends.Elsewhere
	goes.LastCustomerAt = max(goes.LastCustomerAt, ends.LastCustomerAt) // it is one window: the customer's
	for _, label := range ends.Labels {
		goes.Labels = withOne(slices.Clip(goes.Labels), label)
	}
	for _, id := range ends.Followers {
		if len(goes.Followers) < desk.MostFollowers {
			goes.Followers = withOne(slices.Clip(goes.Followers), id)
		}
	}
	ends.Into = goes.ID
	w.put(goes, ends)
	w.assigned(ends.ID)
	if err := w.leaveHold(ends); err != nil {
		return err
	}
	if err := w.endJoined(ends, goes); err != nil {
		return err
	}
	if ends.Messages == 0 {
		return nil
	}
	return w.joinLines(goes, ends)
}

// joinLines says in both threads where the rest is, and tells whoever answers that there is
// more of the customer than they have seen.
func (w *work) joinLines(goes, ends *desk.Thread) error {
	to, err := w.putLine(ends, desk.SystemJoinedTo, w.second())
	if err != nil {
		return err
	}
	from, err := w.putLine(goes, desk.SystemJoined, w.second())
	if err != nil {
		return err
	}
	to.Other, from.Other = goes.ID, ends.ID
	w.put(to, from)
	it, err := w.openOf(goes)
	if err != nil || it == nil || it.State != desk.InteractionOpen {
		return err
	}
	return w.notify(it.Owner, desk.NoticeMessage, goes.ID, string(from.ID))
}

// endJoined ends what is open in a thread that goes on in another one, in which somebody
// answers then, or is asked to: see livelier.
func (w *work) endJoined(ends, goes *desk.Thread) error {
	it, err := w.openOf(ends)
	if err != nil || it == nil {
		return err
	}
	owner := it.Owner
	if err := w.end(it, lifecycle.EndJoined, "", w.e.At); err != nil {
		return err
	}
	if owner == "" {
		return nil
	}
	now, err := w.openOf(goes)
	if err != nil || now == nil || now.Owner == owner {
		return err
	}
	return w.tellFormer(owner, it)
}

// giveThread has a thread be another contact's.
func (w *work) giveThread(t *desk.Thread, to desk.ContactID) error {
	t.ContactID = to
	w.put(t)
	w.assigned(t.ID) // whoever sees it has to see the contact
	it, err := w.openOf(t)
	if err != nil || it == nil {
		return err
	}
	it.ContactID = to
	w.put(it)
	return nil
}

// livelier says whether the first of two threads is the one that goes on: the one that
// somebody answers, else the one that is open, else the one in which more was said lately.
func (w *work) livelier(a, b *desk.Thread) (bool, error) {
	if a == nil || b == nil {
		return b == nil && a != nil, nil
	}
	rankA, err := w.liveliness(a)
	if err != nil {
		return false, err
	}
	rankB, err := w.liveliness(b)
	if err != nil || rankA != rankB {
		return rankA > rankB, err
	}
	return a.LastAt > b.LastAt, nil
}

func (w *work) liveliness(t *desk.Thread) (int, error) {
	it, err := w.openOf(t)
	switch {
	case err != nil || it == nil:
		return 0, err
	case it.State != desk.InteractionOpen:
		return 1, nil
	}
	return 2, nil
}

// goesOnWith gives the thread in which a thread goes on by now, itself if it does. What was
// recorded before there was a policy of identities stays where it was.
func (w *work) goesOnWith(t *desk.Thread) (*desk.Thread, error) {
	if p, err := w.policy(); err != nil || !p.Identity {
		return t, err
	}
	t, err := w.thread(t.ID)
	for n := 0; err == nil && t.Into != "" && n < mostJoins; n++ {
		t, err = w.thread(t.Into)
	}
	return t, desk.Wrap("read thread", err)
}

// goesOnIn says whether what was said in one thread goes on in another.
func (w *work) goesOnIn(from, to desk.ThreadID) (bool, error) {
	for n := 0; from != to && n < mostJoins; n++ {
		t, err := w.thread(from)
		if err != nil || t.Into == "" {
			return false, desk.Wrap("read thread", err)
		}
		from = t.Into
	}
	return from == to, nil
}

// mayBeginIn says whether an interaction may begin in a thread.
func mayBeginIn(t *desk.Thread, n *desk.Number) error {
	if t.Into != "" {
		return refuse(desk.CodeConflict, "joined")
	}
	return mayBegin(n)
}
