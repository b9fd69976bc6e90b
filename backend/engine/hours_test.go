package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// The world begins on Monday, 21 September 2026, at 14:13:20 UTC.
const toMidnight = 9*hour + 46*minute + 40_000

// inHours gives the world's inbox hours: Tuesday from nine to five, by UTC.
func (w *world) inHours(mode desk.Mode, change func(h *wire.Hours)) {
	w.t.Helper()
	h := &wire.Hours{Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 9 * 60, To: 17 * 60}}, Outside: string(desk.OutsideQueue)}
	if change != nil {
		change(h)
	}
	w.inMode(mode, func(c *wire.PutInbox) { c.Hours = h })
}

func (w *world) inboxNamed(name string) *desk.Inbox {
	w.t.Helper()
	list := every(w.m, desk.RowInbox, func(b *desk.Inbox) bool { return b.Name == name })
	if len(list) != 1 {
		w.t.Fatalf("there are %d inboxes %s", len(list), name)
	}
	return list[0]
}

func TestHours_nobodyIsAskedWhileTheInboxIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, nil)
	if o := w.inboxNamed("Support").Opening; !o.Closed || o.Until != start0+toMidnight+9*hour || o.Since != start0 {
		t.Fatalf("on Monday it is %+v", o)
	}
	w.says("wamid.1", "hello?")
	if it := w.interaction(); it.State != desk.InteractionWaiting || it.DecisionID != "" {
		t.Fatalf("while it is closed: %+v", it)
	}
	w.offline("ana")
	w.online("ana") // somebody comes, and still nobody is asked
	w.pass(12 * hour)
	if it := w.interaction(); it.State != desk.InteractionWaiting || it.Escalated || w.notices("olga", desk.NoticeEscalation) != 0 {
		t.Fatalf("in the night: %+v", it)
	}
	w.pass(toMidnight + 9*hour - 12*hour)
	if it := w.interaction(); it.State != desk.InteractionOffered {
		t.Fatalf("at nine: %+v", it)
	}
	w.accept()
	w.pass(9 * hour)
	if o := w.inboxNamed("Support").Opening; !o.Closed || o.Until != start0+toMidnight+(9+7*24)*hour {
		t.Fatalf("in the evening: %+v", o)
	}
	w.sameAgain()
}

// The wait that supervisors hear of begins when the inbox opens.
func TestHours_supervisorsHearOfWhatWaitsSinceItOpened(t *testing.T) {
	t.Parallel()
	for _, mode := range []desk.Mode{desk.ModeRoundRobin, desk.ModeManual} {
		w := newWorld(t)
		w.offline("ana", "ben")
		w.inHours(mode, nil)
		w.says("wamid.1", "hello?")
		w.pass(toMidnight + 9*hour + minute/2)
		if it := w.interaction(); it.Escalated || it.DecisionID == "" {
			t.Fatalf("%s, just opened: %+v", mode, it)
		}
		w.pass(hour)
		if it := w.interaction(); !it.Escalated {
			t.Fatalf("%s, an hour later: %+v", mode, it)
		}
		w.sameAgain()
	}
}

// What already waits when the inbox closes is passed on no more, and nobody hears of it.
func TestHours_closingLeavesWhatIsGoingOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { h.Week = []wire.OpenSpan{{Day: 1, From: 0, To: 14*60 + 14}} })
	w.says("wamid.1", "hello?")
	first := w.offer().UserID
	if first == "" {
		t.Fatal("nobody is asked while it is open")
	}
	w.pass(3 * hour)
	if it := w.interaction(); it.State != desk.InteractionWaiting || it.Escalated || len(it.Attempts) != 2 {
		t.Fatalf("after it closed: %+v", it)
	}
	w.ok("olga", wire.CmdTake.Name, w.ref()) // a person still may
	w.sameAgain()
}

func TestHours_theCustomerIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) {
		h.Outside, h.Message = string(desk.OutsideMessage), " We are back on Tuesday at nine. "
	})
	w.says("wamid.1", "hello?")
	w.says("wamid.2", "anybody?")
	ours := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Direction == desk.Out })
	if len(ours) != 1 || ours[0].Text != "We are back on Tuesday at nine." || ours[0].AuthorKind != desk.AuthorRule || ours[0].Status != desk.StatusQueued {
		t.Fatalf("%+v", ours)
	}
	it := w.interaction()
	if it.HumanReplyAt != 0 || it.LastPersonAt != 0 || it.Owner != "" {
		t.Fatalf("a rule counts as a person: %+v", it)
	}
	w.ok("olga", wire.CmdTake.Name, w.ref()) // before the message left
	if a, ok := w.must(desk.EntrySendPosting, desk.SendEntry{MessageID: ours[0].ID}).(desk.PostingAnswer); !ok || !a.Allowed {
		t.Fatalf("the message is held back: %+v", a)
	}
	// What a person wrote offline to an unanswered customer still goes.
	reply := w.text("good evening")
	reply.OnlyUnanswered, reply.SeenSeq = true, w.thread().LastSeq-1
	w.ok("olga", wire.CmdSend.Name, reply)
	w.sameAgain()
}

func TestHours_aMessageThatComesLateIsNotAnsweredByRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { h.Outside, h.Message = string(desk.OutsideMessage), "Closed." })
	w.wrote("wamid.1", customer, w.now-25*hour, `"type":"text","text":{"body":"hi"}`)
	if ours := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Direction == desk.Out }); len(ours) != 0 {
		t.Fatalf("with the window shut: %+v", ours)
	}
}

func TestHours_anotherInboxIsAskedOutsideOfThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Night", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}})
	night := w.inboxNamed("Night")
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { h.Outside, h.InboxID = string(desk.OutsideInbox), string(night.ID) })
	w.says("wamid.1", "hello?")
	if it := w.interaction(); it.InboxID != night.ID || w.offer().UserID != "ben" {
		t.Fatalf("%+v", it)
	}
	// It may not lead back, not even by a third one.
	back := wire.PutInbox{ID: string(night.ID), Name: "Night", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ben"}, Hours: &wire.Hours{
		Zone: "UTC", Week: []wire.OpenSpan{{Day: 2, From: 0, To: 60}}, Outside: string(desk.OutsideInbox), InboxID: string(w.inboxNamed("Support").ID),
	}}
	w.refused("olga", wire.CmdPutInbox.Name, back, "badHours")
	// The one it leads to is deleted: what comes then waits.
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(night.ID), MoveTo: string(w.inboxNamed("Support").ID)})
	w.wrote("wamid.2", "16505550002", w.now, `"type":"text","text":{"body":"hi"}`)
	waits := every(w.m, desk.RowInteraction, func(it *desk.Interaction) bool { return it.InboxID == w.inboxNamed("Support").ID })
	if len(waits) != 2 || waits[0].State != desk.InteractionWaiting || waits[1].State != desk.InteractionWaiting {
		t.Fatalf("%+v", waits)
	}
	w.sameAgain()
}

// Hours that go, or are changed, count at once; who knows of none leaves them.
func TestHours_changedAndTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, nil)
	w.says("wamid.1", "hello?")
	w.inMode(desk.ModeRoundRobin, nil)
	if box := w.inboxNamed("Support"); box.Hours == nil || !box.Opening.Closed || w.offer().UserID != "" {
		t.Fatalf("a desktop that knows of no hours changed them: %+v", box)
	}
	w.inHours(desk.ModeRoundRobin, func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-09-22", Name: "Founding day"}} })
	if o := w.inboxNamed("Support").Opening; o.Until != start0+toMidnight+(9+7*24)*hour {
		t.Fatalf("with a holiday: %+v", o)
	}
	w.inMode(desk.ModeRoundRobin, func(c *wire.PutInbox) { c.Hours = &wire.Hours{} })
	if box := w.inboxNamed("Support"); box.Hours != nil || box.Opening != (desk.Opening{}) || w.offer().UserID == "" {
		t.Fatalf("without hours: %+v", box)
	}
	for _, timer := range w.m.timers {
		if timer.Kind == desk.TimerHours {
			t.Errorf("a timer is left: %+v", timer)
		}
	}
	w.sameAgain()
}

// After the clock was put right, inboxes open and close by the right one.
func TestHours_afterTheClockWasPutRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.inHours(desk.ModeRoundRobin, nil)
	w.now += toMidnight + 10*hour // the clock runs ahead
	w.fire()
	if w.inboxNamed("Support").Opening.Closed {
		t.Fatal("on Tuesday, by a clock that is wrong, it is closed")
	}
	w.now -= toMidnight + 10*hour
	w.must(desk.EntryClockSet, desk.ClockEntry{})
	if o := w.inboxNamed("Support").Opening; !o.Closed || o.Until != start0+toMidnight+9*hour {
		t.Fatalf("on Monday again: %+v", o)
	}
	w.sameAgain()
}

func TestHours_badInputIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{Name: "Text", Channel: string(desk.SMS), Mode: string(desk.ModeManual), ReassignSeconds: 30})
	span := func(day, from, to int) []wire.OpenSpan { return []wire.OpenSpan{{Day: day, From: from, To: to}} }
	many := make([]wire.OpenSpan, desk.MaxOpenSpans+1)
	for name, change := range map[string]func(h *wire.Hours){
		"zone":           func(h *wire.Hours) { h.Zone = "Europe/Atlantis" },
		"local":          func(h *wire.Hours) { h.Zone = "Local" },
		"day 7":          func(h *wire.Hours) { h.Week = span(7, 0, 60) },
		"day -1":         func(h *wire.Hours) { h.Week = span(-1, 0, 60) },
		"backwards":      func(h *wire.Hours) { h.Week = span(1, 600, 600) },
		"negative":       func(h *wire.Hours) { h.Week = span(1, -5, 600) },
		"beyond the day": func(h *wire.Hours) { h.Week = span(1, 0, 1441) },
		"overlap":        func(h *wire.Hours) { h.Week = append(span(1, 0, 600), span(1, 599, 700)...) },
		"many":           func(h *wire.Hours) { h.Week = many },
		"no date":        func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-02-29", Name: "x"}} },
		"date's order":   func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "24.12.2026", Name: "x"}} },
		"no name":        func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-12-24", Name: "  "}} },
		"nothing seen":   func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-12-24", Name: "\u200b"}} },
		"long name":      func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-12-24", Name: strings.Repeat("x", 61)}} },
		"twice": func(h *wire.Hours) {
			h.Holidays = []wire.Holiday{{Date: "2026-12-24", Name: "x"}, {Date: "2026-12-24", Name: "y"}}
		},
		"holiday's span":  func(h *wire.Hours) { h.Holidays = []wire.Holiday{{Date: "2026-12-24", Name: "x", From: 60}} },
		"many holidays":   func(h *wire.Hours) { h.Holidays = make([]wire.Holiday, desk.MaxHolidays+1) },
		"nothing outside": func(h *wire.Hours) { h.Outside = "" },
		"no message":      func(h *wire.Hours) { h.Outside, h.Message = "message", " \u200b" },
		"long message":    func(h *wire.Hours) { h.Outside, h.Message = "message", strings.Repeat("ä", 1025) },
		"no inbox":        func(h *wire.Hours) { h.Outside = "inbox" },
		"itself":          func(h *wire.Hours) { h.Outside, h.InboxID = "inbox", string(w.inboxNamed("Support").ID) },
		"another channel": func(h *wire.Hours) { h.Outside, h.InboxID = "inbox", string(w.inboxNamed("Text").ID) },
	} {
		h := &wire.Hours{Zone: "UTC", Week: span(1, 0, 60), Outside: string(desk.OutsideQueue)}
		change(h)
		c := wire.PutInbox{ID: string(w.inboxNamed("Support").ID), Name: "Support", Mode: string(desk.ModeRoundRobin), ReassignSeconds: 30, Members: []string{"ana"}, Hours: h}
		before := w.m.dump()
		if _, err := w.command("olga", wire.CmdPutInbox.Name, c); !slices.Contains([]string{"badHours", "tooLong"}, desk.SubcodeOf(err)) {
			t.Errorf("%s: %v", name, err)
		}
		if w.m.dump() != before {
			t.Errorf("%s: refused, and something is saved", name)
		}
	}
}
