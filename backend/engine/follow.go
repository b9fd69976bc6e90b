package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// Whoever follows a conversation is told when the customer writes, when a colleague writes
// a note, and when it changes hands or ends. Following gives no right to see anything:
// whether a follower may hear of what happened is judged each time.

// cmdFollow has somebody follow a conversation, or no longer.
func (w *work) cmdFollow(r request, c wire.FollowThread) (*wire.None, error) {
	t, err := named(w.thread(desk.ThreadID(c.ThreadID)))(wire.AskThread)
	if err != nil {
		return nil, err
	}
	who := r.by
	if c.UserID != "" && c.UserID != string(r.by.ID) {
		if who, err = w.otherFollower(r.by, t, c.UserID); err != nil {
			return nil, err
		}
	}
	has := slices.Contains(t.Followers, who.ID)
	switch {
	case c.Stop && has:
		return nil, w.stopFollowing(t, who)
	case c.Stop || has:
		return nil, nil
	}
	if err := w.mayFollow(r.by, who, t); err != nil {
		return nil, err
	}
	t.Followers = append(slices.Clone(t.Followers), who.ID)
	w.put(t)
	return nil, nil
}

// stopFollowing has somebody follow the thread no longer. What they were told is settled.
func (w *work) stopFollowing(t *desk.Thread, who *desk.User) error {
	t.Followers = slices.DeleteFunc(slices.Clone(t.Followers), func(id desk.UserID) bool { return id == who.ID })
	w.put(t)
	v, s, err := w.subject(who, t.ID)
	if err != nil {
		return err
	}
	if v.Access(s) != "" && !v.Follows(s) { // changes of the thread are not sent to them
		w.lets(desk.Leave{Thread: t.ID, User: who.ID})
	}
	return w.markKindsRead(who.ID, ofFollowing, t.ID)
}

// otherFollower reads somebody else about whom the person may decide: they hold the
// conversation, or they are a supervisor.
func (w *work) otherFollower(by *desk.User, t *desk.Thread, id string) (*desk.User, error) {
	who, err := named(w.user(desk.UserID(id)))(wire.AskUser)
	if err != nil || by.Role.Supervisor() {
		return who, err
	}
	it, err := orZero(w.interaction(t.InteractionID))
	switch {
	case err != nil:
		return nil, desk.Wrap("read interaction", err)
	case it.Owner != by.ID || it.State == desk.InteractionEnded:
		return nil, refuse(desk.CodeForbidden, "followOther")
	}
	return who, nil
}

// mayFollow refuses somebody who would not hear of the conversation as it is now, or one too many.
func (w *work) mayFollow(by, who *desk.User, t *desk.Thread) error {
	subjectOf := w.subjects(t)
	v, s, err := subjectOf(who)
	hears := who.Active && v.HearsOf(s, t.InteractionID)
	switch {
	case err != nil:
		return err
	case !hears && who.ID == by.ID:
		return refuse(desk.CodeForbidden, "followUnseen")
	case !hears:
		return refuse(desk.CodeConflict, "followUnseen", desk.Params{desk.ParamContext: "colleague", "who": who.Name})
	case len(t.Followers) < desk.MostFollowers:
		return nil
	}
	// Whoever left, or sees nothing of it any more, leaves room for others. Whoever only
	// hears nothing at present does not: it may come back to them.
	kept := make([]desk.UserID, 0, len(t.Followers))
	for _, id := range t.Followers {
		u, err := orZero(w.user(id))
		if err != nil {
			return desk.Wrap("read follower", err)
		}
		if v, s, err = subjectOf(u); err != nil {
			return err
		}
		if u.Active && v.Access(s) != "" {
			kept = append(kept, id)
		}
	}
	if len(kept) >= desk.MostFollowers {
		return refuse(desk.CodeConflict, "followersFull", desk.Params{"most": desk.MostFollowers})
	}
	t.Followers = kept
	return nil
}

// following is something that followers of a thread are told.
type following struct {
	kind    desk.NoticeKind
	thread  desk.ThreadID
	in      desk.InteractionID // whoever hears of this one hears of what happened
	subject string
	but     []desk.UserID // who did it, and who is told as somebody else
}

// tellFollowers tells those who follow the thread and may hear of what happened.
func (w *work) tellFollowers(f following) error {
	t, err := orZero(w.thread(f.thread))
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	subjectOf := w.subjects(t)
	for _, id := range t.Followers {
		if id == w.by || slices.Contains(f.but, id) {
			continue
		}
		u, err := orZero(w.user(id))
		if err != nil {
			return desk.Wrap("read follower", err)
		}
		v, s, err := subjectOf(u)
		if err != nil {
			return err
		}
		if !u.Active || !v.HearsOf(s, f.in) {
			continue
		}
		if err := w.notify(id, f.kind, t.ID, f.subject); err != nil {
			return err
		}
	}
	return nil
}

// tellOfLine tells followers that the customer has written. The owner is told as such, and
// of somebody who is blocked nobody is told.
func (w *work) tellOfLine(t *desk.Thread, m *desk.Message) error {
	if len(t.Followers) == 0 {
		return nil
	}
	c, err := orZero(w.contact(t.ContactID))
	if err != nil || c.BlockedAt != 0 {
		return desk.Wrap("read contact", err)
	}
	it, err := orZero(w.interaction(m.InteractionID))
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	f := following{kind: desk.NoticeFollowMessage, thread: t.ID, in: m.InteractionID, subject: string(m.ID)}
	if it.State == desk.InteractionOpen {
		f.but = []desk.UserID{it.Owner}
	}
	return w.tellFollowers(f)
}

// tellOfNote tells followers of a note, except those whom it mentions.
func (w *work) tellOfNote(m *desk.Message) error {
	f := following{kind: desk.NoticeFollowNote, thread: m.ThreadID, in: m.InteractionID, subject: string(m.ID), but: []desk.UserID{m.Author}}
	for _, each := range m.Mentions {
		f.but = append(f.but, each.UserID)
	}
	return w.tellFollowers(f)
}

// tellOutcomes tells followers of what has ended and of what went to somebody else.
func (w *work) tellOutcomes() error {
	var all []following
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		if before == nil || before.State == desk.InteractionEnded {
			return
		}
		f := following{thread: now.ThreadID, in: now.ID, subject: string(now.ID)}
		switch {
		case now.State == desk.InteractionEnded && now.EndReason != string(lifecycle.EndJoined):
			f.kind, f.but = desk.NoticeFollowEnd, []desk.UserID{now.EndedBy}
		case before.State == desk.InteractionOpen && now.State != desk.InteractionEnded && now.Owner != before.Owner:
			f.kind, f.but = desk.NoticeFollowMoved, []desk.UserID{before.Owner, now.Owner}
		default:
			return
		}
		all = append(all, f)
	})
	for _, f := range all {
		if err := w.tellFollowers(f); err != nil {
			return err
		}
	}
	return nil
}

// forgetNote marks read what told somebody of a note that is deleted now.
func (w *work) forgetNote(m *desk.Message) error {
	t, err := orZero(w.thread(m.ThreadID))
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	about := func(n *desk.Notice) bool { return n.Subject == string(m.ID) }
	for _, id := range t.Followers {
		if err := w.markReadIf(id, desk.NoticeFollowNote, string(t.ID), about); err != nil {
			return err
		}
	}
	for _, to := range m.Mentions {
		if err := w.markReadIf(to.UserID, desk.NoticeMention, string(t.ID), about); err != nil {
			return err
		}
	}
	return nil
}
