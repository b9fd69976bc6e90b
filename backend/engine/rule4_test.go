package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

const (
	day       = 24 * hour
	tenYears  = 3650 * day
	slack     = minute
	holdTime  = minute
	offerTime = 30_000
)

var aheads = []int64{20 * minute, 2 * hour, day, 25 * hour, 3 * day, tenYears}

// wrongClock sets the relay's clock ahead of Meta's.
func (w *world) wrongClock(by int64) { w.now, w.ahead = w.now+by, by }

// rightClock puts it right, and records that.
func (w *world) rightClock() {
	w.t.Helper()
	was := w.now
	w.now, w.ahead = w.now-w.ahead, 0
	w.setClock(was)
}

// setClock records the correction, as often as one does not suffice.
func (w *world) setClock(was int64) {
	w.t.Helper()
	for range 100 {
		w.must(desk.EntryClockSet, desk.ClockEntry{Was: was})
		if ahead, err := w.m.StampedAfter(nil, orgID, w.now+slack, 1); err != nil || ahead.Most() == 0 { //nolint:staticcheck // maps ask no context
			w.checkSpans(w.t.Fatalf)
			w.checkRecords(w.t.Fatalf)
			for _, s := range every[desk.Span](w.m, desk.RowSpan, nil) {
				if max(s.From, s.To) > w.now {
					w.t.Fatalf("a span lies in the future: %+v at %d", *s, w.now)
				}
			}
			return
		}
	}
	w.t.Fatalf("the correction never comes to an end")
}

// of gives the thread with a customer and its last interaction.
func (w *world) of(from string) (*desk.Thread, *desk.Interaction) {
	w.t.Helper()
	for _, t := range every[desk.Thread](w.m, desk.RowThread, nil) {
		c, err := one[desk.Contact](w.m, desk.RowContact, string(t.ContactID))
		if err == nil && slices.Contains(c.Aliases, "wa:"+from) {
			it, err := one[desk.Interaction](w.m, desk.RowInteraction, string(t.InteractionID))
			if err != nil {
				w.t.Fatalf("interaction: %v", err)
			}
			return t, it
		}
	}
	w.t.Fatalf("no thread with %s", from)
	return nil, nil
}

func (w *world) offerOf(from string) *desk.Offer {
	_, it := w.of(from)
	o, err := w.m.OpenOfferOf(nil, orgID, it.ID) //nolint:staticcheck // maps ask no context
	if err != nil {
		return nil
	}
	return o
}

// takes has olga take the customer's conversation, from whoever has it.
func (w *world) takes(from string) {
	w.t.Helper()
	_, it := w.of(from)
	w.ok("olga", wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch})
}

func (w *world) to(from, text string) wire.Send {
	w.t.Helper()
	t, it := w.of(from)
	return wire.Send{
		ThreadID: string(t.ID), InteractionID: string(it.ID), Epoch: it.Epoch, Content: wire.SendContent{Kind: "text", Text: text},
	}
}

func (w *world) template(from string) wire.Send {
	c := w.to(from, "")
	tpl := w.hello("").Template
	c.Content = wire.SendContent{Kind: "template", Template: &tpl}
	return c
}

// sendDue has the sender do what is due, and counts how often each message left.
func (w *world) sendDue(left map[string]int) {
	w.t.Helper()
	for range 200 {
		var next *desk.Job
		for _, j := range w.m.jobs {
			if j.Kind == desk.JobSend && j.DueAt <= w.now && (next == nil || j.Order < next.Order) {
				next = &j
			}
		}
		if next == nil {
			return
		}
		if w.posting(next.Subject).Allowed {
			left[next.Subject]++
			w.must(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(next.Subject), ProviderID: "wamid.of." + next.Subject})
		}
	}
	w.t.Fatalf("sends never come to an end")
}

// nothingAhead looks for a stamp that has not come, in every row, timer and job.
func (w *world) nothingAhead() {
	w.t.Helper()
	for ref, r := range w.m.rows {
		if ref.Kind == desk.RowDecision || ref.Kind == desk.RowUnhandled {
			continue // what was known then
		}
		if o, ok := r.(*desk.Offer); ok && o.State != desk.OfferOpen {
			continue // over
		}
		if m, ok := r.(*desk.Message); ok && m.At <= w.now+slack { // what became of it is not looked for
			m = clone(m)
			m.StatusAt, m.Problem = 0, nil
			r = m
		}
		if it, ok := r.(*desk.Interaction); ok && it.State == desk.InteractionEnded {
			r = &desk.Interaction{EndedAt: it.EndedAt} // the rest is over too
		}
		if line, ok := r.(*desk.RecordLine); ok {
			if it, err := one[desk.Interaction](w.m, desk.RowInteraction, string(line.InteractionID)); err != nil || it.RecordN != line.N {
				continue // taken back
			}
			r = &desk.RecordLine{RecordBody: desk.RecordBody{EndedAt: line.EndedAt, Agents: line.Agents}}
		}
		b, err := json.Marshal(r)
		if err != nil {
			w.t.Fatalf("encode: %v", err)
		}
		var doc any
		if err := json.Unmarshal(b, &doc); err != nil {
			w.t.Fatalf("decode: %v", err)
		}
		w.stampsIn(fmt.Sprintf("%s %s", ref.Kind, ref.ID), "", doc)
	}
	for _, t := range w.m.timers {
		if it, err := one[desk.Interaction](w.m, desk.RowInteraction, t.Subject); t.Kind == desk.TimerUntaken && err == nil && (it.State != desk.InteractionWaiting || it.Escalated) {
			continue // it does nothing, and is set anew when it waits again
		}
		if t.DueAt > w.now+2*day || t.Kind == desk.TimerOfferExpires && t.DueAt > w.now+offerTime+slack ||
			t.Kind == desk.TimerUnknownSettle && t.DueAt > w.now+holdTime+slack || t.Kind == desk.TimerUntaken && t.DueAt > w.now+5*minute+slack {
			w.t.Errorf("timer %s/%s is due in %d s", t.Kind, t.Subject, (t.DueAt-w.now)/1000)
		}
	}
	for _, j := range w.m.jobs {
		if j.DueAt > w.now+slack {
			w.t.Errorf("job %s/%s is due in %d s", j.Kind, j.Subject, (j.DueAt-w.now)/1000)
		}
	}
}

func (w *world) stampsIn(row, field string, v any) {
	w.t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			w.stampsIn(row, k, inner)
		}
	case []any:
		for _, inner := range v {
			w.stampsIn(row, field, inner)
		}
	case float64:
		allowed := slack
		switch field {
		case "createdAt", "learntAt": // nothing is judged by it
			return
		case "until": // somebody wants to sleep until then
			return
		case "expiresAt":
			allowed += offerTime
		case "holdUntil":
			allowed += holdTime
		}
		if int64(v) > w.now+allowed {
			w.t.Errorf("%s: %s is %d s ahead", row, field, (int64(v)-w.now)/1000)
		}
	}
}

// inOrder wants what was written live to stand in the order of the record.
func (w *world) inOrder() {
	w.t.Helper()
	last := map[desk.ThreadID]*desk.Message{}
	list := every[desk.Message](w.m, desk.RowMessage, nil)
	slices.SortFunc(list, func(a, b *desk.Message) int { return int(a.Seq - b.Seq) })
	for _, m := range list {
		if before := last[m.ThreadID]; before != nil && m.At < before.At {
			w.t.Errorf("message %d stands before message %d, at %d ms less", m.Seq, before.Seq, before.At-m.At)
		}
		last[m.ThreadID] = m
	}
	for _, t := range every[desk.Thread](w.m, desk.RowThread, nil) {
		if m := last[t.ID]; m != nil && (t.LastMessageID != m.ID || t.LastAt != m.At) {
			w.t.Errorf("the last message of %s is %s at %d, and the thread says %s at %d", t.ID, m.ID, m.At, t.LastMessageID, t.LastAt)
		}
	}
}

const (
	inTalk, timedOut, newcomer, undated, unsettled, started, tooEarly = "491500001", "491500002", "491500003", "491500004", "491500005", "491500006", "491500007"
)

// A record that was stamped ahead goes on as if it had not been, as soon as its
// clock is put right: in every state of a conversation.
func TestRule4_aRecordThatRanAheadHeals(t *testing.T) {
	t.Parallel()
	for _, ahead := range aheads {
		t.Run(fmt.Sprint(ahead/minute, " minutes"), func(t *testing.T) {
			t.Parallel()
			healsFrom(t, ahead)
		})
	}
}

func healsFrom(t *testing.T, ahead int64) {
	w := newWorld(t)
	text := `"type":"text","text":{"body":"hi"}`
	for i, from := range []string{inTalk, timedOut, unsettled} {
		w.wrote(fmt.Sprint("wamid.before", i), from, w.now, text)
		w.takes(from)
	}
	w.pass(10 * minute)
	truth := w.now
	early := w.startWith("olga", "+"+tooEarly)

	w.wrongClock(ahead)
	w.fire()
	w.wrote("wamid.inTalk", inTalk, w.now, text)
	w.takesIfEnded(inTalk)
	_, wasEnded := w.of(timedOut)
	queued := w.send("olga", w.template(inTalk))
	w.takesIfEnded(unsettled)
	lost := w.send("olga", w.template(unsettled))
	w.posting(lost)
	w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(lost)})
	held := w.send("olga", w.template(unsettled))
	w.posting(held)
	deferred := w.startWith("olga", "+"+started)
	w.posting(deferred)
	w.must(desk.EntrySendDeferred, desk.SendEntry{MessageID: desk.MessageID(deferred), RetryAt: w.now + 10*minute, Attempts: 1})
	w.posting(early)
	w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(early)})
	w.offline("ben")
	w.online("ben")
	w.uploads("olga", "med_ahead", "image/png", 5)
	if u, err := one[desk.Upload](w.m, desk.RowUpload, "med_ahead"); err != nil || u.At != w.now {
		t.Fatalf("upload: %+v, %v", u, err)
	}
	w.hook(fmt.Sprintf(`{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":%q},
		"contacts":[{"wa_id":%q}],"messages":[{"from":%q,"id":"wamid.undated","type":"text","text":{"body":"x"}}]}}]}]}`, w.phoneID, undated, undated))
	w.wrote("wamid.newcomer", newcomer, w.now, text)
	w.now += 5000
	w.rightClock()

	w.nothingAhead()
	w.inOrder()
	w.sameAgain()
	if m := w.message(queued); m.At < truth-slack || m.At > w.now || m.StatusAt > w.now {
		t.Errorf("a message that was queued when it was %d is stamped %d", truth, m.At)
	}
	w.answersFit(ahead, truth, wasEnded)
	w.offersRun()
	w.allLeaves(lost, queued, held, deferred)
	w.sameAgain()
}

// takesIfEnded goes on with what the wrong clock has ended.
func (w *world) takesIfEnded(from string) {
	w.t.Helper()
	t, it := w.of(from)
	switch {
	case !t.Open:
		w.ok("olga", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(t.ID)})
	case it.Owner != "olga":
		w.takes(from)
	}
}

// answersFit wants replies to be allowed by the true window, and what the wrong
// clock ended to go on.
func (w *world) answersFit(ahead, truth int64, wasEnded *desk.Interaction) {
	w.t.Helper()
	th, it := w.of(timedOut)
	if ended := wasEnded.State == desk.InteractionEnded; ended != (ahead >= day) {
		w.t.Fatalf("ahead by %d: ended %t", ahead, ended)
	}
	if it.ID != wasEnded.ID || it.State != desk.InteractionOpen || it.Owner != "olga" || !th.Open || it.EndReason != "" || it.EndedBy != "" {
		w.t.Errorf("what the wrong clock ended is %s of %q", it.State, it.Owner)
	}
	for _, from := range []string{timedOut, inTalk} {
		if _, err := w.command("olga", wire.CmdSend.Name, w.to(from, "hello")); err != nil {
			w.t.Errorf("a reply within the window: %v", err)
		}
	}
	for _, it := range every(w.m, desk.RowInteraction, func(it *desk.Interaction) bool { return it.HumanReplyID != "" }) {
		if m := w.message(string(it.HumanReplyID)); it.HumanReplyAt != m.At {
			w.t.Errorf("the first answer is stamped %d, and its message %d", it.HumanReplyAt, m.At)
		}
	}
	for _, n := range every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.Kind == desk.NoticeWindow && n.ThreadID == th.ID && !n.Read }) {
		w.t.Errorf("%s is told of a window that was missed", n.UserID)
	}
	for _, it := range every(w.m, desk.RowInteraction, func(it *desk.Interaction) bool { return it.State != desk.InteractionEnded }) {
		for _, d := range lifecycle.Deadlines(lifecycle.FactsOf(it)) {
			if timer := w.m.timers[string(d.Kind)+"/"+string(it.ID)]; timer.DueAt != d.At {
				w.t.Errorf("the timer %s is due at %d, want %d", d.Kind, timer.DueAt, d.At)
			}
		}
	}
	for _, n := range []*desk.Thread{th} {
		if got := lifecycle.Window(channel.RulesOf(desk.WhatsApp), n.LastCustomerAt, w.now).ClosesAt; got != truth-10*minute+day {
			w.t.Errorf("the window closes at %d, want %d", got, truth-10*minute+day)
		}
	}
}

// offersRun wants offers to stand and to run out.
func (w *world) offersRun() {
	w.t.Helper()
	for _, from := range []string{newcomer, undated} {
		o := w.offerOf(from)
		if o == nil {
			continue // waits: there are two agents, and they may have been asked already
		}
		if left := o.ExpiresAt - w.now; left <= 0 || left > offerTime {
			w.t.Errorf("the offer expires in %d ms", left)
		}
	}
	o := w.offerOf(newcomer)
	if o == nil {
		w.t.Fatalf("nobody was asked about the newcomer")
	}
	w.pass(offerTime + 1000)
	if again, err := one[desk.Offer](w.m, desk.RowOffer, string(o.ID)); err != nil || again.State != desk.OfferMissed {
		w.t.Errorf("an offer that nobody answered is %s", again.State)
	}
}

// allLeaves wants every send to leave once, and none again.
func (w *world) allLeaves(lost string, queued ...string) {
	w.t.Helper()
	left := map[string]int{}
	w.sendDue(left)
	w.pass(2 * minute)
	w.sendDue(left)
	for _, id := range queued {
		if left[id] != 1 {
			w.t.Errorf("a queued send left %d times: %+v", left[id], w.message(id))
		}
	}
	for _, m := range every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Status == desk.StatusUnknown }) {
		if th, _ := one[desk.Thread](w.m, desk.RowThread, string(m.ThreadID)); th.HoldUntil > w.now {
			w.t.Errorf("a send of which nobody knows still holds the conversation up")
		}
	}
	for id, n := range left {
		if n > 1 || id == lost {
			w.t.Errorf("message %s left %d times more", id, n)
		}
	}
	if w.notices("olga", desk.NoticeSendFailed) == 0 {
		w.t.Error("nobody is asked about the send of which nobody knows whether it left")
	}
}

// Whatever happened while the clock was ahead, nothing is stamped ahead when it
// is right again, in few or in many pieces, and nothing leaves twice.
func TestRule4_anyRecordThatRanAheadHeals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		p := &player{world: w, rt: rt, was: map[desk.MessageID]desk.Status{}}
		for range rapid.IntRange(0, 8).Draw(rt, "steps before") {
			p.step()
		}
		before := w.now
		w.wrongClock(rapid.SampledFrom(aheads).Draw(rt, "ahead"))
		w.fire()
		for range rapid.IntRange(1, 15).Draw(rt, "steps ahead") {
			p.step()
		}
		for _, timer := range w.m.timers { // an earlier version fired them by the wrong clock
			if timer.DueAt <= w.now {
				w.must(desk.EntryTimer, timer)
			}
		}
		w.rightClock()
		if w.now < before {
			rt.Fatal("time went back")
		}
		w.nothingAhead()
		w.sameAgain()
		left := map[string]int{}
		w.sendDue(left)
		for id, n := range left {
			if n > 1 {
				rt.Fatalf("%s left %d times", id, n)
			}
		}
	})
}

// Earlier rounds of offers and snoozes have stamps too.
func TestRule4_earlierRoundsAndSnoozesHeal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.1", inTalk, w.now, `"type":"text","text":{"body":"hi"}`)
	w.wrongClock(hour)
	for range 2 {
		w.takes(inTalk)
		_, it := w.of(inTalk)
		ref := wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}
		for _, until := range []int64{w.now + hour, 0} {
			w.ok("olga", wire.CmdSnooze.Name, wire.SnoozeInteraction{InteractionID: ref.InteractionID, Epoch: ref.Epoch, Until: until})
		}
		w.ok("olga", wire.CmdRequeue.Name, ref)
		if w.offerOf(inTalk) != nil {
			w.pass(offerTime + 1)
		}
	}
	if _, it := w.of(inTalk); len(it.Tried) == 0 || len(it.Snoozes) == 0 {
		t.Fatalf("nothing to heal: %d tried, %d snoozes", len(it.Tried), len(it.Snoozes))
	}
	w.rightClock()
	w.nothingAhead()
	w.sameAgain()
}

// A long time with a wrong clock is put right in pieces.
func TestRule4_manyMessagesHealInPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.1", inTalk, w.now, `"type":"text","text":{"body":"hi"}`)
	w.takes(inTalk)
	w.wrongClock(hour)
	for i := range 1300 {
		w.send("olga", w.to(inTalk, fmt.Sprint(i)))
	}
	w.rightClock()
	w.nothingAhead()
	w.inOrder()
	w.sameAgain()
}

// What was begun by a clock that was behind has its time anew when that is put
// forward, and ends in it.
func TestRule4_whatBeganBehindHasItsTimeAnew(t *testing.T) {
	t.Parallel()
	for _, behind := range aheads {
		w := newWorld(t)
		w.ahead = -behind
		w.wrote("wamid.1", inTalk, w.now, `"type":"text","text":{"body":"hi"}`)
		w.takes(inTalk)
		lost := w.send("olga", w.template(inTalk))
		w.posting(lost)
		w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(lost)})
		held := w.send("olga", w.template(inTalk))
		w.posting(held)
		w.wrote("wamid.2", newcomer, w.now, `"type":"text","text":{"body":"hi"}`)
		was, made := w.now, w.offerOf(newcomer)
		w.now, w.ahead = w.now+behind, 0
		w.must(desk.EntryClockSet, desk.ClockEntry{Was: was, Behind: true})
		w.fire()
		if _, err := w.command("olga", wire.CmdSend.Name, w.to(inTalk, "hello")); err != nil {
			t.Errorf("behind by %d: a reply to who wrote just now: %v", behind, err)
		}
		if o := w.offerOf(newcomer); o == nil || o.ID != made.ID || o.ExpiresAt != w.now+offerTime {
			t.Errorf("behind by %d: the offer is %+v", behind, o)
		}
		if th, _ := w.of(inTalk); th.HoldUntil != w.now+holdTime {
			t.Errorf("behind by %d: the hold ends in %d ms", behind, th.HoldUntil-w.now)
		}
		w.pass(holdTime)
		if o := w.offerOf(newcomer); o != nil && o.OfferedAt < w.now-holdTime {
			t.Error("the offer never runs out")
		}
		if th, _ := w.of(inTalk); th.HoldUntil > w.now {
			t.Error("the hold never ends")
		}
		w.sameAgain()
	}
}
