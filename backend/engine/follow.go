package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// Whoever follows a conversation is told when the customer writes, when a colleague writes
// a note, and when it changes hands or ends. Following gives no right to see anything:
// whether a follower may see what happened is judged each time.

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
		t.Followers = slices.DeleteFunc(slices.Clone(t.Followers), func(id desk.UserID) bool { return id == who.ID })
		w.put(t)
		return nil, w.markKindsRead(who.ID, ofFollowing, t.ID)
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

// mayFollow refuses somebody who does not see the conversation as it is now, or one too many.
func (w *work) mayFollow(by, who *desk.User, t *desk.Thread) error {
	subjectOf := w.subjects(t)
	sees, err := seesNow(who, t, subjectOf)
	switch {
	case err != nil:
		return err
	case !sees && who.ID == by.ID:
		return refuse(desk.CodeForbidden, "followUnseen")
	case !sees:
		return refuse(desk.CodeConflict, "followUnseen", desk.Params{desk.ParamContext: "colleague", "who": who.Name})
	}
	// Whoever left or may no longer see it leaves room for others.
	kept := make([]desk.UserID, 0, len(t.Followers))
	for _, id := range t.Followers {
		u, err := orZero(w.user(id))
		if err != nil {
			return desk.Wrap("read follower", err)
		}
		if sees, err = seesNow(u, t, subjectOf); err != nil {
			return err
		}
		if sees {
			kept = append(kept, id)
		}
	}
	if len(kept) >= desk.MostFollowers {
		return refuse(desk.CodeConflict, "followersFull", desk.Params{"most": desk.MostFollowers})
	}
	if len(t.Followers) >= desk.MostFollowers {
		t.Followers = kept
	}
	return nil
}

// seesNow says whether somebody sees the interaction that the thread is in.
func seesNow(u *desk.User, t *desk.Thread, of subjects) (bool, error) {
	if !u.Active {
		return false, nil
	}
	v, s, err := of(u)
	return v.SeesInteraction(s, t.InteractionID), err
}

// following is something that followers of a thread are told.
type following struct {
	kind    desk.NoticeKind
	thread  desk.ThreadID
	in      desk.InteractionID // whoever sees this one sees what happened
	subject string
	but     []desk.UserID // who did it, and who is told as somebody else
}

// tellFollowers tells those who follow the thread and may see what happened.
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
		if !u.Active || !v.SeesInteraction(s, f.in) {
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
