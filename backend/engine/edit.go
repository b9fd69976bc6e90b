package engine

import (
	"cmp"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// editTime is for how long WhatsApp lets a message be edited. One of which only
// an edit is here was written no earlier than that before it.
const editTime = 15 * 60 * 1000

// edit gives a message the content that its author changed it to. The edit with
// the latest stamp counts, in whatever order they come; what was said before
// stays. If the message is not here, the new content stands for it.
func (w *work) edit(a arrival) error {
	content := a.in.Edit.Content
	target, fresh, err := w.target(a, a.in.Edit.OriginalID)
	switch {
	case err != nil:
		return err
	case target == nil:
		return w.keepUnhandled(a.item, "message", notUnderstood("editElsewhere"))
	case !fresh && !w.isBy(a, target):
		return w.keepUnhandled(a.item, "message", notUnderstood("editOtherSide"))
	}
	if target.Erased {
		w.holds(target)
		w.putQuiet(target)
		return nil
	}
	content.Context = nil // what is quoted and forwarded is the message's own
	this := a.at == target.EditedAt && content.Text == target.Text
	switch {
	case this && target.Awaited && target.Past && !a.past:
		return w.applyAsLive(a, target)
	case this:
		return nil
	}
	bare := target.Awaited && !target.Edited
	empty := bare || !target.Edited && richness(target) < channel.Whole // nothing of its content is here
	if a.at < target.EditedAt {
		target.Earlier = withVersion(target.Earlier, desk.Version{Text: content.Text, At: a.at})
		w.holds(target)
		w.put(target)
		return nil
	}
	if !empty {
		target.Earlier = withVersion(target.Earlier, version(target))
	}
	if !empty && (content.Media == nil || target.Media != nil && target.Media.RemoteID == content.Media.ID) {
		// Only the words changed: the file that is here stays.
		target.Text, target.MoreSeq = content.Text, 0
		w.holds(target)
	} else {
		target.System = ""
		w.fill(target, content)
	}
	if !empty {
		w.noteChange(a, false)
	}
	target.Awaited = target.Awaited || empty // for what it said before
	target.Edited, target.EditedAt = true, a.at
	if err := w.ratingEdited(a, target); err != nil {
		return err
	}
	return w.edited(a, target, bare)
}

// isBy says whether the message is by the side that now changes it. Of one that
// is not here, the first that changes it says whose it is.
func (w *work) isBy(a arrival, m *desk.Message) bool {
	if m.Awaited && !m.Edited && !m.Revoked {
		m.Direction, m.AuthorKind = a.direction(), a.author()
	}
	return m.Direction == a.direction()
}

// edited makes an edit unread and tells whom it concerns. A customer of whom
// only the edit is here has written all the same.
func (w *work) edited(a arrival, m *desk.Message, bare bool) error {
	if m.ReplyLost = m.ReplyLost && !bare; !a.past {
		m.Seq = w.e.Seq
	}
	w.put(m)
	a.thread.LastSeq = max(a.thread.LastSeq, m.Seq)
	w.put(a.thread)
	if bare && !m.Revoked {
		w.showAwaited(a.thread, m)
		if a.live && !a.group {
			if err := w.advanceInteraction(a, m); err != nil {
				return err
			}
		}
	}
	if a.ours || m.Revoked {
		return nil
	}
	return w.notifyOfMessage(a, m)
}

// version is what a message says now and since when.
func version(m *desk.Message) desk.Version {
	if m.Edited {
		return desk.Version{Text: m.Text, At: m.EditedAt}
	}
	return desk.Version{Text: m.Text, At: m.At}
}

// mostVersions bounds what is kept of a message that was edited over and over.
const mostVersions = 20

// withVersion adds what a message said before, in order of its stamps. Of too
// many the first one stays, and the newest.
func withVersion(list []desk.Version, v desk.Version) []desk.Version {
	if slices.Contains(list, v) {
		return list
	}
	out := append(slices.Clone(list), v)
	slices.SortStableFunc(out, func(a, b desk.Version) int { return cmp.Compare(a.At, b.At) })
	if len(out) > mostVersions {
		out = slices.Delete(out, 1, len(out)-mostVersions+1)
	}
	return out
}

// revoke marks a message that its author took back. Its content stays in the
// record; the screens say that it was deleted.
func (w *work) revoke(a arrival) error {
	target, fresh, err := w.target(a, a.in.RevokedID)
	switch {
	case err != nil:
		return err
	case target == nil:
		return w.keepUnhandled(a.item, "message", notUnderstood("revokeElsewhere"))
	case !fresh && !w.isBy(a, target):
		return w.keepUnhandled(a.item, "message", notUnderstood("revokeOtherSide"))
	}
	if !target.Awaited && !target.Revoked {
		w.noteChange(a, true)
	}
	target.Revoked = true
	if target.Awaited {
		target.ReplyLost = true // a line, which says that it was deleted
		w.showAwaited(a.thread, target)
	}
	w.put(target)
	return nil
}

// noteChange notes that a customer changed what they had written, so that a reply to what it
// said before can be held.
func (w *work) noteChange(a arrival, deleted bool) {
	if a.ours || a.past || a.group {
		return
	}
	a.thread.Changed = &desk.Rewritten{Seq: w.e.Seq, At: w.e.At, Deleted: deleted}
	w.put(a.thread)
}

func (a arrival) direction() desk.Direction {
	if a.ours {
		return desk.Out
	}
	return desk.In
}

// rename gives the contact the new number or id that a system message tells of.
// The provider vouches that both are one person, so a contact that has it
// already is joined.
func (w *work) rename(a arrival) error {
	s := a.in.System
	if s == nil || a.past || a.group || s.NewWaID == "" && s.NewUserID == "" {
		return nil // what somebody was called long ago is not what they are called now
	}
	return w.addIdentity(a.contact, channel.Person{WaID: s.NewWaID, UserID: s.NewUserID}, a.number.ID)
}

// addIdentity adds new keys to a contact.
func (w *work) addIdentity(c *desk.Contact, p channel.Person, number desk.NumberID) error {
	other, err := w.findContact(p, number)
	if err != nil {
		return err
	}
	if other != nil && other.ID != c.ID {
		if c, err = w.joinContacts(c, other, number); err != nil {
			return err
		}
	}
	as := w.learning(number)
	as.How = desk.NameChanged
	w.noteProfileAs(c, p, as)
	return nil
}
