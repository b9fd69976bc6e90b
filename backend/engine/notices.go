package engine

import (
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// notify puts a line on a person's Notifications page. One about the same thing
// that is still unread is brought up to date instead, so that a talkative
// customer does not fill the page.
func (w *work) notify(to desk.UserID, kind desk.NoticeKind, thread desk.ThreadID, subject string) error {
	if to == "" {
		return nil
	}
	news := &desk.Notice{UserID: to, Kind: kind, ThreadID: thread, Subject: subject}
	n, err := w.unread(to, kind, news.About())
	if err != nil {
		return err
	}
	if n == nil {
		news.ID = desk.NoticeID(w.id("ntc"))
		n = news
	}
	n.Subject, n.At, n.Alerted = subject, w.e.At, desk.Alerted{} // it is told anew
	w.put(n)
	return nil
}

// markNoticeRead marks a notice about a thread read that no longer calls for anything.
func (w *work) markNoticeRead(whose desk.UserID, kind desk.NoticeKind, thread desk.ThreadID) error {
	return w.markRead(whose, kind, string(thread))
}

// markRead does so of a notice about anything.
func (w *work) markRead(whose desk.UserID, kind desk.NoticeKind, about string) error {
	return w.markReadIf(whose, kind, about, func(*desk.Notice) bool { return true })
}

// markReadIf does so if that holds of the notice.
func (w *work) markReadIf(whose desk.UserID, kind desk.NoticeKind, about string, holds func(*desk.Notice) bool) error {
	n, err := w.unread(whose, kind, about)
	if err != nil || n == nil || !holds(n) {
		return err
	}
	n.Read = true
	w.put(n)
	return nil
}

// markFailureRead marks the notice read that the message could not be sent, unless
// word of another one's failure has taken its place.
func (w *work) markFailureRead(m *desk.Message) error {
	mark := func(whose desk.UserID) error {
		return w.markReadIf(whose, desk.NoticeSendFailed, string(m.ThreadID), func(n *desk.Notice) bool { return n.Subject == string(m.ID) })
	}
	if m.AuthorKind != desk.AuthorRule {
		return mark(m.Author)
	}
	it, err := orZero(w.interaction(m.InteractionID))
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	return w.forAnswerable(it, mark)
}

// unread finds the unread notice of that kind about that thing, nil if there is
// none.
func (w *work) unread(whose desk.UserID, kind desk.NoticeKind, about string) (*desk.Notice, error) {
	fits := func(n *desk.Notice) bool {
		return !n.Read && n.UserID == whose && n.Kind == kind && n.About() == about
	}
	var found *desk.Notice
	changed(w, desk.RowNotice, func(n, _ *desk.Notice) {
		if fits(n) {
			found = n
		}
	})
	if found != nil {
		return found, nil
	}
	read, err := storedFirst[desk.Notice](w, desk.NoticesUnreadAbout.With(string(whose), string(kind), about))
	if missing(err) {
		return nil, nil // none is an answer here
	}
	n, err := adopt(w, read, err)
	if err != nil {
		return nil, desk.Wrap("read notice", err)
	}
	if !fits(n) {
		return nil, nil // this fold has marked it read
	}
	return n, nil
}

// notifySupervisors tells every owner and admin who is switched on.
func (w *work) notifySupervisors(kind desk.NoticeKind, thread desk.ThreadID, subject string) error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if !u.Active || !u.Role.Supervisor() {
			continue
		}
		if err := w.notify(u.ID, kind, thread, subject); err != nil {
			return err
		}
	}
	return nil
}

// markReadByAll marks a notice about an interaction read for whoever was told of it: its
// owner and the supervisors.
func (w *work) markReadByAll(it *desk.Interaction, kind desk.NoticeKind) error {
	return w.forAnswerable(it, func(id desk.UserID) error { return w.markNoticeRead(id, kind, it.ThreadID) })
}

// forAnswerable calls f for whoever answers for an interaction: its owner and the
// supervisors.
func (w *work) forAnswerable(it *desk.Interaction, f func(desk.UserID) error) error {
	people, err := w.users()
	if err != nil {
		return desk.Wrap("read users", err)
	}
	for _, u := range people {
		if u.ID != it.Owner && !u.Role.Supervisor() {
			continue
		}
		if err := f(u.ID); err != nil {
			return err
		}
	}
	return nil
}

// tellFailed tells whom a message concerns that did not leave, or of which nobody knows:
// who wrote it, and of what a rule wrote whoever has the conversation, or the
// supervisors.
func (w *work) tellFailed(m *desk.Message) error {
	if m.Rating != nil || m.Problem != nil && m.Problem.Said != nil && m.Problem.Said.Params[desk.ParamContext] == saidAutomatic { // nobody waits for it
		return nil
	}
	if m.AuthorKind != desk.AuthorRule {
		return w.notify(m.Author, desk.NoticeSendFailed, m.ThreadID, string(m.ID))
	}
	it, err := orZero(w.interaction(m.InteractionID))
	switch {
	case err != nil:
		return desk.Wrap("read interaction", err)
	case it.State == desk.InteractionOpen && it.Owner != "":
		return w.notify(it.Owner, desk.NoticeSendFailed, m.ThreadID, string(m.ID))
	}
	return w.notifySupervisors(desk.NoticeSendFailed, m.ThreadID, string(m.ID))
}

// notUnderstood keeps word of something that was received and not understood.
// At a replay the line that there is says why it still is not.
func (w *work) notUnderstood(u desk.Unhandled) error {
	if w.replayed != nil {
		w.replayed.Reason = u.Reason
		w.replayed.Tries = append(slices.Clone(w.replayed.Tries), w.e.Seq)
		w.put(w.replayed)
		w.failed = true
		return nil
	}
	u.ID, u.Seq, u.At = desk.UnhandledID(w.id("unh")), w.e.Seq, w.e.At
	w.put(&u)
	return w.notifySupervisors(desk.NoticeUnhandled, "", string(u.ID))
}

// foldAlarm tells the supervisors what is wrong with the relay.
func (w *work) foldAlarm() error {
	in, err := payload[desk.AlarmEntry](w)
	if err != nil {
		return err
	}
	return w.notifySupervisors(desk.NoticeRelay, "", string(in.Alarm))
}
