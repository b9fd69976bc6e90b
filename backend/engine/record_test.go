package engine_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/wire"
)

// records gives the lines in their order.
func (w *world) records() []*desk.RecordLine {
	list := every[desk.RecordLine](w.m, desk.RowRecord, nil)
	slices.SortFunc(list, func(a, b *desk.RecordLine) int { return cmp.Compare(a.N, b.N) })
	return list
}

// checkRecords holds the lines against the rows: they are chained without a gap up to
// the head, an interaction that has ended has one that counts, and no other has any.
func (w *world) checkRecords(fail func(string, ...any)) {
	lines := w.records()
	prev, counting := desk.RecordGenesis(orgID), map[desk.InteractionID]int64{}
	for i, r := range lines {
		body, err := json.Marshal(r.RecordBody)
		if err != nil || r.N != int64(i+1) || r.Hash != desk.RecordHash(prev, body) || r.ID != desk.RecordIDOf(r.N) {
			fail("line %d is number %d and is not chained to the one before", i+1, r.N)
		}
		if r.Voids == 0 {
			if counting[r.InteractionID] != 0 {
				fail("%s has two lines that count", r.InteractionID)
			}
			counting[r.InteractionID] = r.N
		} else if counting[r.InteractionID] != r.Voids {
			fail("line %d takes back line %d, which is not that of its interaction", r.N, r.Voids)
		} else {
			delete(counting, r.InteractionID)
		}
		prev = r.Hash
	}
	for _, h := range every[desk.RecordHead](w.m, desk.RowRecordHead, nil) {
		if h.N != int64(len(lines)) || h.Hash != prev {
			fail("the head is %+v, the last line of %d has the hash %s", *h, len(lines), prev)
		}
	}
	in, out := map[desk.InteractionID]int64{}, map[desk.InteractionID]int64{}
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		never := m.InteractionID != "" && (m.Status == desk.StatusRejected || m.Status == desk.StatusCancelled)
		if m.Uncounted && !m.Lost() || never && !m.Uncounted {
			fail("%s is %s, and left out of the count: %v", m.ID, m.Status, m.Uncounted)
		}
		switch {
		case m.Past, m.Awaited, m.Uncounted, m.Rating != nil, m.Kind == desk.KindReaction:
		case m.Direction == desk.Out:
			out[m.InteractionID]++
		default:
			in[m.InteractionID]++
		}
	}
	for _, it := range every[desk.Interaction](w.m, desk.RowInteraction, nil) {
		if ended := it.State == desk.InteractionEnded; it.RecordN != counting[it.ID] || ended != (it.RecordN != 0) {
			fail("%s is %s and has line %d; %d counts", it.ID, it.State, it.RecordN, counting[it.ID])
		} else if ended {
			spans := every(w.m, desk.RowSpan, func(s *desk.Span) bool { return s.InteractionID == it.ID })
			if line := lines[it.RecordN-1]; !line.SaysTheSame(lifecycle.RecordOf(it, spans)) {
				fail("line %d of %s no longer says what there is to say: %+v", it.RecordN, it.ID, line.RecordBody)
			}
		}
		if it.MessagesIn != in[it.ID] || it.MessagesOut != out[it.ID] {
			fail("%s counts %d messages in and %d out, and has %d and %d", it.ID, it.MessagesIn, it.MessagesOut, in[it.ID], out[it.ID])
		}
	}
}

func TestRecords_aLineOfEachInteractionThatEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	began := w.now
	w.now += int64(10 * time.Second / time.Millisecond)
	first := w.accept()
	w.checkRecords(t.Errorf)
	if n := len(w.records()); n != 0 {
		t.Fatalf("%d lines, and nothing has ended", n)
	}
	w.now += int64(20 * time.Second / time.Millisecond)
	w.ok(first, wire.CmdSend.Name, w.text("hello, what can I do for you?"))
	w.says("wamid.2", "nothing")
	r := w.ref()
	w.ok(first, wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ben"})
	w.now += int64(time.Minute / time.Millisecond)
	w.ok("ben", wire.CmdClose.Name, w.ref())
	lines := w.records()
	if len(lines) != 1 {
		t.Fatalf("%d lines of one interaction that ended", len(lines))
	}
	got := lines[0].RecordBody
	wait, answered := got.FirstResponse()
	said := fmt.Sprint(got.Queue() >= 10_000, got.Queue() < 12_000, wait/1000, answered, got.Handling(got.EndedAt) >= 80_000,
		" ", got.EndReason, got.EndedBy, got.Disposition, got.Rule, got.Before, got.BeforeRule, got.MessagesIn, got.MessagesOut)
	want := fmt.Sprint(true, true, wait/1000, true, true, " closed", "ben", "archived", "ended", "active", "humanReplied", 2, 1)
	if said != want || wait < 29_000 || wait > 33_000 || got.StartedAt != began && got.StartedAt < began-1000 {
		t.Errorf("the line says %s, want %s; %+v", said, want, got)
	}
	var agents []string
	for _, a := range got.Agents {
		agents = append(agents, string(a.UserID)+" "+string(a.Began)+" "+string(a.Ended))
	}
	if list := strings.Join(agents, ", "); list != string(first)+" accepted transferred, ben got closed" {
		t.Errorf("the agents are %s", list)
	}
	w.checkRecords(t.Errorf)

	// A customer's words and name are in no line: an erasure leaves the chain whole.
	b, err := json.Marshal(lines)
	if err != nil || strings.Contains(string(b), "hello") || strings.Contains(string(b), "4917") {
		t.Errorf("a line holds what a customer wrote or is: %s, %v", b, err)
	}

	w.ok("ben", wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(w.thread().ID)})
	w.checkRecords(t.Errorf)
	w.ok("ben", wire.CmdClose.Name, w.ref())
	lines = w.records()
	if len(lines) != 2 || lines[1].StartedBy != "ben" || lines[1].FirstSeq <= lines[0].FirstSeq || lines[1].MessagesIn != 0 {
		t.Errorf("taken up again, %d lines: %+v", len(lines), lines[len(lines)-1])
	}
	w.checkRecords(t.Errorf)
}

// An interaction that a clock ahead had ended goes on: its line counts no more, and it
// gets another when it ends.
func TestRecords_whatGoesOnAfterAllIsTakenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.wrongClock(int64(25 * time.Hour / time.Millisecond))
	w.must(desk.EntryTimer, desk.Timer{Kind: desk.TimerExpire, Subject: string(w.interaction().ID), DueAt: w.now})
	if lines := w.records(); len(lines) != 1 || lines[0].EndReason != "expiredUnanswered" {
		t.Fatalf("the clock ended it with %d lines", len(lines))
	}
	w.rightClock()
	w.checkRecords(t.Errorf)
	lines := w.records()
	if len(lines) != 2 || lines[1].Voids != 1 || lines[1].InteractionID != lines[0].InteractionID {
		t.Fatalf("it goes on, with %d lines: %+v", len(lines), lines[len(lines)-1])
	}
	it := w.interaction()
	w.ok(it.Owner, wire.CmdClose.Name, w.ref())
	if lines := w.records(); len(lines) != 3 || lines[2].EndReason != "closed" || w.interaction().RecordN != 3 {
		t.Errorf("closed then, it has %d lines", len(lines))
	}
	w.checkRecords(t.Errorf)
}

// A message that reached nobody was not sent: it leaves the count, and comes back if it did
// arrive. What is recorded of a conversation that has ended stays when one fails later.
func TestRecords_messagesThatReachedNobodyDoNotCount(t *testing.T) {
	t.Parallel()
	w := talking(t)
	want := func(when string, n int64) {
		t.Helper()
		if got := w.interaction().MessagesOut; got != n {
			t.Fatalf("%s: %d messages out, want %d", when, got, n)
		}
		w.checkRecords(t.Errorf)
	}
	ids := []string{w.send("ana", w.text("one")), w.send("ana", w.text("two")), w.send("ana", w.text("three")), w.send("ana", w.text("four"))}
	want("on their way", 4)
	w.posting(ids[0])
	w.must(desk.EntrySendRejected, desk.SendEntry{MessageID: desk.MessageID(ids[0])})
	want("refused", 3)
	w.deliver(ids[1], "wamid.o1")
	w.status("wamid.o1", "failed", undeliverable)
	want("failed later", 2)
	w.status("wamid.o1", "delivered", "")
	want("arrived after all", 3)
	w.ok("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: ids[0]})
	want("sent again", 4)
	w.deliver(ids[2], "wamid.o2")
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.status("wamid.o2", "failed", undeliverable)
	want("failed after the end", 4)
	w.ok("ana", wire.CmdCancel.Name, wire.MessageRef{MessageID: ids[3]})
	want("never left", 3)
	lines := w.records()
	if last := lines[len(lines)-1]; last.MessagesOut != 3 {
		t.Errorf("recorded: %d messages out", last.MessagesOut)
	}
	w.sameAgain()
}
