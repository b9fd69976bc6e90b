package engine

import (
	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

// holdFor is how long a send whose fate is unknown holds up the thread. It is
// frozen with FoldVersion: holds are told apart by it.
const holdFor = 60_000

// Reasons of desk.PostingAnswer.
const (
	reasonNotQueued = "notQueued"
	reasonHeld      = "held"
	reasonExpired   = "expired"
	reasonWindow    = "windowClosed"
	reasonNotOwner  = "notOwner"
)

// sending reads what a send.* entry is about.
func (w *work) sending() (desk.SendEntry, *desk.Message, *desk.Thread, error) {
	e, err := payload[desk.SendEntry](w)
	if err != nil {
		return e, nil, nil, err
	}
	m, err := w.message(e.MessageID)
	if err != nil {
		return e, nil, nil, desk.Wrap("read message", err)
	}
	t, err := w.thread(m.ThreadID)
	return e, m, t, desk.Wrap("read thread", err)
}

// stop says why a message may not leave now, and which sentence tells its author.
type stop struct{ reason, source, said string }

// unsent is the problem of a message that did not leave; context chooses its
// sentence.
func unsent(context, source string, at int64) *desk.Problem {
	why := desk.Refuse(desk.CodeConflict, "notSent", desk.Params{desk.ParamContext: context})
	return &desk.Problem{Said: desk.SaidOf(why), Source: source, At: at}
}

// foldPosting decides once more whether the message may leave, and if so makes
// that durable before the call. Order among a thread's messages is the
// sender's: it takes a thread's jobs by their Order, one at a time.
func (w *work) foldPosting() error {
	_, m, t, err := w.sending()
	if err != nil {
		return err
	}
	s, err := w.obstacle(m, t)
	if err != nil {
		return err
	}
	w.answer = desk.PostingAnswer{Allowed: s.reason == "", Reason: s.reason}
	switch {
	case s.reason == reasonNotQueued && m.Status == desk.StatusPosting:
		// The relay stopped between this entry and the answer of the call:
		// nobody knows whether the message left.
		return w.unknown(m, t)
	case s.reason == reasonNotQueued:
		w.unjob(desk.JobSend, string(m.ID))
		return nil
	case s.reason == reasonHeld:
		w.requeueJob(m, t.HoldUntil, 0)
		t.HeldID = m.ID
		w.putQuiet(t)
		return nil
	case s.reason == reasonIdentity:
		w.waitsForIdentity(m, t)
		return w.judgeBehind(m, t)
	case s.reason != "":
		return w.rejected(m, t, unsent(s.said, s.source, w.e.At))
	}
	if m.IdentityHash, err = w.hashFor(t); err != nil {
		return err
	}
	w.answer = desk.PostingAnswer{Allowed: true, Identity: m.IdentityHash}
	m.Status, m.StatusAt, m.Problem = desk.StatusPosting, w.e.At, nil
	w.put(m)
	return w.ratingLeaves(m, t)
}

// requeueJob moves the message's job without losing its place in the thread.
func (w *work) requeueJob(m *desk.Message, due int64, attempts int) {
	w.jobs = append(w.jobs, desk.Job{
		Kind: desk.JobSend, Subject: string(m.ID), ThreadID: string(m.ThreadID), Order: m.Seq, DueAt: due, Attempts: attempts,
	})
}

// obstacle compares the message with the state of things now.
func (w *work) obstacle(m *desk.Message, t *desk.Thread) (stop, error) {
	if m.Direction != desk.Out || m.Status != desk.StatusQueued && !deferred(m) {
		return stop{reason: reasonNotQueued}, nil
	}
	if t.HoldUntil > w.e.At {
		return stop{reason: reasonHeld}, nil
	}
	if m.ValidUntil > 0 && w.e.At > m.ValidUntil {
		return stop{reasonExpired, "relay", expiredWords(m)}, nil
	}
	if m.Kind != desk.KindTemplate && !w.windowOpen(t) {
		return stop{reasonWindow, "window", "window"}, nil
	}
	it, err := w.interaction(m.InteractionID)
	if err != nil {
		return stop{}, desk.Wrap("read interaction", err)
	}
	if it.Epoch != m.Epoch && m.AuthorKind != desk.AuthorRule {
		return stop{reasonNotOwner, "owner", "owner"}, nil
	}
	if why, err := w.outOfPlace(m, it, t); why != "" || err != nil {
		return stop{reasonNotOwner, "relay", why}, err
	}
	n, err := w.number(t.NumberID)
	if err != nil {
		return stop{}, desk.Wrap("read number", err)
	}
	if n.Deleted {
		return stop{reasonNotOwner, "relay", "number"}, nil
	}
	return w.identityStop(m, t, it)
}

// windowOpen judges by our clock, or by the provider's newest stamp if that is ahead.
func (w *work) windowOpen(t *desk.Thread) bool {
	return lifecycle.CanSendFreeText(channel.RulesOf(t.Channel), t.LastCustomerAt, lifecycle.Latest(w.e.At, t.LastCustomerAt))
}

// deferred says whether the message was about to leave and nothing of it did.
// Its status does not go back for that; the mark is in its problem.
func deferred(m *desk.Message) bool {
	return m.Status == desk.StatusPosting && m.Problem != nil && m.Problem.Source == "relay"
}

// rejected ends a send before it left.
func (w *work) rejected(m *desk.Message, t *desk.Thread, p *desk.Problem) error {
	w.unjob(desk.JobSend, string(m.ID))
	if !desk.Climbs(m.Status, desk.StatusRejected) {
		return nil
	}
	if err := w.release(t, m); err != nil {
		return err
	}
	m.Status, m.StatusAt, m.Problem = desk.StatusRejected, w.e.At, p
	w.put(m)
	if err := w.uncountReply(m); err != nil {
		return err
	}
	return w.tellFailed(m)
}

// release lets the thread's later sends go on, at once, if it was this message
// that held them.
func (w *work) release(t *desk.Thread, m *desk.Message) error {
	if m.Status != desk.StatusUnknown {
		return nil
	}
	w.stopTimer(desk.TimerUnknownSettle, string(m.ID))
	if t.HoldUntil != m.StatusAt+holdFor {
		return nil
	}
	next := t.HeldID
	t.HoldUntil, t.HeldID = 0, ""
	w.putQuiet(t)
	if next == "" {
		return nil
	}
	// Of a thread's sends only the first is due; the others follow it.
	held, err := w.message(next)
	if err != nil {
		return desk.Wrap("read held message", err)
	}
	if held.Status == desk.StatusQueued || deferred(held) {
		w.requeueJob(held, w.e.At, 0)
	}
	return nil
}

// foldAccepted keeps the provider's id of a message that it took.
func (w *work) foldAccepted() error {
	e, m, t, err := w.sending()
	if err != nil {
		return err
	}
	w.unjob(desk.JobSend, string(m.ID))
	if m.ProviderID == "" {
		m.ProviderID = e.ProviderID
	}
	w.put(m)
	if err := w.noteIdentity(t, channel.Person{WaID: desk.PhoneNumber(e.WaID), UserID: e.UserID}); err != nil {
		return err
	}
	if err := w.tellRenamed(w.second()); err != nil {
		return err
	}
	return w.raiseStatus(m, t, desk.StatusAccepted, w.e.At)
}

// foldRejected ends a send that the provider or the sender refused.
func (w *work) foldRejected() error {
	e, m, t, err := w.sending()
	if err != nil {
		return err
	}
	p := e.Problem
	if p == nil {
		p = unsent("other", "relay", 0)
	}
	if p.Text == "" && p.Said == nil || p.Source == "" {
		n, err := w.number(t.NumberID)
		if err != nil {
			return desk.Wrap("read number", err)
		}
		reader := w.engine.readerOf(n)
		p.Source = firstOf(p.Source, reader.Provider())
		if p.Text == "" && p.Said == nil {
			p.Said = reader.Explain(p.Code, p.Title)
		}
	}
	p.At = w.e.At
	if err := w.noteStop(t, p); err != nil {
		return err
	}
	if err := w.noteMismatch(m, t, p, w.second()); err != nil {
		return err
	}
	return w.rejected(m, t, p)
}

// foldUnknown notes that nobody knows whether the message left. Later sends of
// the thread wait a while for word of it, then a person decides.
func (w *work) foldUnknown() error {
	_, m, t, err := w.sending()
	if err != nil {
		return err
	}
	return w.unknown(m, t)
}

func (w *work) unknown(m *desk.Message, t *desk.Thread) error {
	w.unjob(desk.JobSend, string(m.ID))
	if !desk.Climbs(m.Status, desk.StatusUnknown) {
		return nil
	}
	m.Status, m.StatusAt, m.Problem = desk.StatusUnknown, w.e.At, nil
	t.HoldUntil = w.e.At + holdFor
	w.put(m)
	w.putQuiet(t)
	w.setTimer(desk.TimerUnknownSettle, string(m.ID), t.HoldUntil)
	return nil
}

// foldDeferred notes that nothing left the relay and when to try again.
func (w *work) foldDeferred() error {
	e, m, _, err := w.sending()
	if err != nil {
		return err
	}
	if m.Status != desk.StatusPosting && m.Status != desk.StatusQueued {
		return nil
	}
	m.Problem = unsent("waiting", "relay", w.e.At)
	if p := e.Problem; p != nil && (p.Text != "" || p.Said != nil) {
		m.Problem.Code, m.Problem.Title, m.Problem.Text, m.Problem.Said = p.Code, p.Title, p.Text, p.Said
	}
	w.put(m)
	w.requeueJob(m, max(e.RetryAt, w.e.At), e.Attempts)
	return nil
}

// foldMedia keeps what became of fetching a message's file.
func (w *work) foldMedia() error {
	e, err := payload[desk.MediaEntry](w)
	if err != nil {
		return err
	}
	m, err := w.message(e.MessageID)
	if err != nil {
		return desk.Wrap("read message", err)
	}
	if pic := w.pictureFetched(m, e.Media); pic != nil {
		m.Ad = m.Ad.Clone()
		m.Ad.Picture = pic
		w.put(m)
		return nil
	}
	if m.Media == nil || m.Media.ID != e.Media.ID && e.Media.ID != "" {
		return nil // edited meanwhile: not its file any more, and the job is for the new one
	}
	w.unjob(desk.JobFetchMedia, string(m.ID))
	m.Media = w.fetched(m.Media, e.Media)
	if m.Media.FileName != "" {
		w.holds(m)
	}
	w.put(m)
	return nil
}

// pictureFetched gives the picture of the message's ad as it is after it was fetched, nil if it
// was not that which was.
func (w *work) pictureFetched(m *desk.Message, got desk.Media) *desk.Media {
	if m.Ad == nil || m.Ad.Picture == nil || m.Ad.Picture.ID != got.ID {
		return nil
	}
	w.unjob(desk.JobFetchAd, string(m.ID))
	got.FileName = "" // its address is no name
	return w.fetched(m.Ad.Picture, got)
}

// fetched gives what is known of a file after it was fetched, or could not be.
func (w *work) fetched(before *desk.Media, got desk.Media) *desk.Media {
	now := *before
	if w.e.Kind == desk.EntryMediaFailed {
		now.State = desk.MediaFailed
		now.Reason, now.Said = got.Reason, got.Said
		if now.Reason == "" && now.Said == nil {
			now.Said = desk.SaidOf(desk.Refuse(desk.CodeUnavailable, "fileLost"))
		}
		return &now
	}
	now.State, now.Reason, now.Said = desk.MediaReady, "", nil
	now.MIME = firstOf(got.MIME, now.MIME)
	now.Size, now.SHA256 = got.Size, got.SHA256
	now.Width, now.Height = got.Width, got.Height
	now.FileName = firstOf(now.FileName, got.FileName)
	return &now
}

// foldTicked takes away the job of telling the provider that we read a thread.
func (w *work) foldTicked() error {
	e, err := payload[desk.TickEntry](w)
	if err != nil {
		return err
	}
	w.unjob(desk.JobReadTick, string(e.ThreadID))
	return nil
}
