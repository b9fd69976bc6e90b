package engine

import (
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hours"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// An inbox may promise answers within some time, and the end. Whoever has the conversation
// is told before that is due, the supervisors when it was missed. What counts are the
// stamps: an answer that is told of late was still in time.

// setTargets sets what the inbox promises.
func setTargets(box *desk.Inbox, said *wire.Targets) error {
	if said == nil {
		return nil
	}
	t := desk.Targets(*said)
	for _, each := range []struct {
		field   string
		minutes int
	}{{"first", t.First}, {"next", t.Next}, {"resolution", t.Resolution}} {
		if each.minutes != 0 && (each.minutes < desk.MinTargetMinutes || each.minutes > desk.MaxTargetMinutes) {
			return refuse(desk.CodeInvalid, "badPromise", desk.Params{
				desk.ParamContext: each.field, "least": desk.MinTargetMinutes, "most": desk.MaxTargetMinutes,
			})
		}
	}
	if t.Resolution != 0 && max(t.First, t.Next) > t.Resolution {
		return refuse(desk.CodeInvalid, "badPromise", desk.Params{desk.ParamContext: "order"})
	}
	if t.None() {
		t = desk.Targets{}
	}
	box.Targets = t
	return nil
}

// levelState is what decides how an interaction stands against what its inbox promises.
type levelState struct {
	box    desk.InboxID
	clocks lifecycle.LevelClocks
}

func levelStateOf(it *desk.Interaction) levelState {
	return levelState{it.InboxID, lifecycle.LevelClocksOf(it)}
}

// keepLevels brings interactions up to date that this fold changed. It reads that off the
// rows, so that no fold function can forget it.
func (w *work) keepLevels() error {
	type todo struct {
		id      desk.InteractionID
		madeNow int64
	}
	var list []todo
	changed(w, desk.RowInteraction, func(now, before *desk.Interaction) {
		switch {
		case before == nil: // it was promised before it began
			list = append(list, todo{now.ID, 0})
		case levelStateOf(now) != levelStateOf(before):
			madeNow := w.e.At
			if before.InboxID == now.InboxID {
				madeNow = 0
			}
			list = append(list, todo{now.ID, madeNow})
		}
	})
	for _, each := range list {
		it, err := w.interaction(each.id)
		if err != nil {
			return desk.Wrap("read interaction", err)
		}
		if err := w.level(it, each.madeNow); err != nil {
			return err
		}
	}
	return nil
}

// promiseAnew counts anew what the inbox promises of what goes on in it.
func (w *work) promiseAnew(box *desk.Inbox) error {
	list, err := w.unendedIn(box.ID)
	if err != nil {
		return desk.Wrap("read conversations of an inbox", err)
	}
	for _, it := range list {
		if err := w.level(it, w.e.At); err != nil {
			return err
		}
	}
	return nil
}

// level says what the inbox promises of an interaction and what became of it. made is when
// the inbox came to promise that of it, 0 = it does already; what is settled stays.
func (w *work) level(it *desk.Interaction, made int64) error {
	box, err := w.promises(it)
	if err != nil || box.Targets.None() && it.Levels == (desk.ServiceLevels{}) {
		return err
	}
	was, c := it.Levels, lifecycle.LevelClocksOf(it)
	l := &it.Levels
	l.InboxID = box.ID
	p := promise{work: w, it: it, box: box, made: made}
	p.begin(desk.ServiceFirst, c.From, box.Targets.First)
	p.begin(desk.ServiceResolution, c.From, box.Targets.Resolution)
	if next := &l.Next; next.From > 0 && (c.Owed == 0 || c.PersonAt >= next.From || c.EndedAt > 0) {
		w.countNext(it, c)
	}
	if c.EndedAt == 0 {
		owed := c.Owed
		if l.Next.From > 0 {
			owed = min(owed, l.Next.From) // since the oldest of what nobody has answered
		}
		p.begin(desk.ServiceNext, owed, box.Targets.Next)
	}
	if err := p.record(); err != nil {
		return err
	}
	return w.settleLevels(it, was)
}

// promises gives the inbox in which the interaction is, one that promises nothing for none.
func (w *work) promises(it *desk.Interaction) (*desk.Inbox, error) {
	if it.InboxID == "" {
		return &desk.Inbox{}, nil
	}
	box, err := w.inbox(it.InboxID)
	return box, desk.Wrap("read inbox", err)
}

// countNext counts an answer after the first, in time or late, when it was given. The
// message keeps what it settled.
func (w *work) countNext(it *desk.Interaction, c lifecycle.LevelClocks) {
	l, answered := &it.Levels, c.PersonAt
	if answered < l.Next.From {
		answered = 0
	}
	settled := lifecycle.Settle(l.Next, answered, c.EndedAt)
	addNext(l, settled.Result, 1)
	l.Next = desk.ServiceTarget{Since: l.Next.Since}
	if answered == 0 {
		return
	}
	var by *desk.Message
	changed(w, desk.RowMessage, func(m, _ *desk.Message) {
		if m.InteractionID == it.ID && m.At == answered && m.Answers() {
			by = m
		}
	})
	if by != nil {
		by.Settled = &settled
		w.put(by)
	}
}

func addNext(l *desk.ServiceLevels, result desk.ServiceResult, n int64) {
	switch result {
	case desk.ServiceMet:
		l.NextMet += n
	case desk.ServiceMissed:
		l.NextMissed += n
	}
}

// resettleNext is for a message that settled a promise and reached nobody: the first
// answer after it settles that instead, and without one the promise runs on.
func (w *work) resettleNext(it *desk.Interaction, m, instead *desk.Message) {
	if m.Settled == nil {
		return
	}
	t := *m.Settled
	m.Settled = nil
	w.put(m)
	addNext(&it.Levels, t.Result, -1)
	if t.Result == desk.ServiceMet { // if it is missed, that stays and was told
		t.Result, t.Warned = "", false
	}
	if instead == nil {
		it.Levels.Next = t
		return
	}
	t = lifecycle.Settle(t, instead.At, 0)
	addNext(&it.Levels, t.Result, 1)
	if instead.Settled == nil {
		instead.Settled = &t
		w.put(instead)
	}
}

// promise counts when the promises of an inbox are due.
type promise struct {
	*work
	it   *desk.Interaction
	box  *desk.Inbox
	made int64             // when it came to promise this, 0 = it did already
	due  []desk.ServiceDue // that are recorded, since a table of time zones is asked
}

// begin lets a promise count for who waits since a moment, if it does not already.
func (p *promise) begin(part desk.ServicePart, from int64, minutes int) {
	t := p.it.Levels.Of(part)
	old := *t
	if from > 0 && old.From == from && (p.made == 0 || old.Result != "") {
		return
	}
	*t = desk.ServiceTarget{From: from, Since: old.Since}
	if p.made > 0 && !old.Runs() {
		t.Since = p.made
	}
	switch {
	case minutes == 0: // nothing is promised, but since when they wait is kept
		t.Since = 0
	case from == 0:
	case p.byClock():
		*t = p.count(old, *t, minutes)
	default:
		counted := p.count(old, *t, minutes)
		p.due = append(p.due, desk.ServiceDue{Part: part, From: counted.From, Since: counted.Since, DueAt: counted.DueAt})
	}
}

// count says when a promise is due. One that is made, or changed, makes nothing late at
// once: it counts from now then, and what was promised before stays if that is due sooner.
func (p *promise) count(old, t desk.ServiceTarget, minutes int) desk.ServiceTarget {
	if t.DueAt = p.after(t.Begins(), minutes); p.made == 0 || t.DueAt == 0 || t.WarnAt() > p.made {
		return t
	}
	t.Since, t.DueAt = p.made, p.after(p.made, minutes)
	if old.Runs() && old.DueAt <= t.DueAt {
		return old
	}
	return t
}

// byClock says whether every minute counts, whether the inbox is open or not.
func (p *promise) byClock() bool { return !p.box.Targets.OpenHours || p.box.Hours == nil }

// after gives when so many minutes have passed, 0 = never.
func (p *promise) after(from int64, minutes int) int64 {
	ms := int64(minutes) * 60_000
	if p.byClock() {
		return from + ms
	}
	at, err := hours.After(p.box.Hours, from, ms)
	if err != nil { // the zone was known once
		return from + ms
	}
	return at
}

// capPromises takes promises back to most that were made by a clock that ran ahead.
func capPromises(l *desk.ServiceLevels, most int64) (pulled bool) {
	for _, part := range desk.ServiceParts() {
		t := l.Of(part)
		ahead := t.Since - most
		if ahead <= 0 {
			continue
		}
		t.Since, pulled = most, true
		if t.DueAt > 0 {
			t.DueAt -= ahead
		}
	}
	return pulled
}

func (p *promise) record() error {
	if len(p.due) == 0 {
		return nil
	}
	return p.then(desk.EntryService, desk.ServiceEntry{InteractionID: p.it.ID, InboxID: p.box.ID, Due: p.due})
}

// foldService notes when promises are due that count only while the inbox is open.
func (w *work) foldService() error {
	e, err := payload[desk.ServiceEntry](w)
	if err != nil {
		return err
	}
	it, err := w.interaction(e.InteractionID)
	if missing(err) {
		return nil
	}
	if err != nil {
		return desk.Wrap("read interaction", err)
	}
	was := it.Levels
	if was.InboxID != e.InboxID {
		return nil // it has gone elsewhere meanwhile
	}
	for _, d := range e.Due {
		if t := it.Levels.Of(d.Part); t.From == d.From && t.Result == "" {
			t.Since, t.DueAt = max(t.Since, d.Since), d.DueAt
		}
	}
	return w.settleLevels(it, was)
}

// settleLevels says what became of the promises by the stamps, and has somebody look when
// the next of them is due.
func (w *work) settleLevels(it *desk.Interaction, was desk.ServiceLevels) error {
	c, l := lifecycle.LevelClocksOf(it), &it.Levels
	l.First = lifecycle.Settle(l.First, c.Answered, c.EndedAt)
	l.Resolution = lifecycle.Settle(l.Resolution, c.EndedAt, 0)
	if *l == was {
		return nil
	}
	w.put(it)
	next := int64(0)
	if c.EndedAt == 0 {
		next = lifecycle.NextStep(*l)
	}
	switch next {
	case lifecycle.NextStep(was):
	case 0:
		w.stopTimer(desk.TimerService, string(it.ID))
	default:
		w.setTimer(desk.TimerService, string(it.ID), next)
	}
	return nil
}

// isWarned says whether people were told of something that is still to be kept.
func isWarned(l desk.ServiceLevels) bool {
	for _, part := range desk.ServiceParts() {
		if t := l.Of(part); t.Runs() && t.Warned {
			return true
		}
	}
	return false
}

// serviceDue tells whoever has the conversation that something is due soon, the
// supervisors where nobody has it, and both when it was missed.
func (w *work) serviceDue(id desk.InteractionID) error {
	it, err := w.interaction(id)
	if err != nil || it.State == desk.InteractionEnded {
		return err
	}
	soon, missed := false, false
	for _, part := range desk.ServiceParts() {
		switch t := it.Levels.Of(part); {
		case !t.Runs():
		case t.DueAt <= w.e.At:
			t.Result, missed = desk.ServiceMissed, true
		case !t.Warned && t.WarnAt() <= w.e.At:
			t.Warned, soon = true, true
		}
	}
	if next := lifecycle.NextStep(it.Levels); next > 0 {
		w.setTimer(desk.TimerService, string(it.ID), next)
	}
	if !soon && !missed {
		return nil
	}
	w.put(it)
	kind := desk.NoticeDue
	if missed {
		kind = desk.NoticeMissed
	}
	if it.State == desk.InteractionOpen {
		if err := w.notify(it.Owner, kind, it.ThreadID, string(it.ID)); err != nil || !missed {
			return err
		}
	}
	return w.notifySupervisors(kind, it.ThreadID, string(it.ID))
}
