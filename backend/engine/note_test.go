package engine_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) adds(who desk.UserID, text string, mentions ...string) {
	w.t.Helper()
	w.ok(who, wire.CmdAddNote.Name, wire.AddNote{ThreadID: string(w.thread().ID), Text: text, Mentions: mentions})
}

func (w *world) edits(who desk.UserID, text string, mentions ...string) {
	w.t.Helper()
	w.ok(who, wire.CmdEditNote.Name, wire.EditNote{MessageID: string(w.note().ID), Text: text, Mentions: mentions})
}

func TestNote_movesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	thread, it := *w.thread(), *w.interaction()
	events, jobs := len(w.m.events), len(w.m.jobs)
	w.now += minute
	w.adds("ana", "  She asks for the\r\nblue one. ")
	n := w.note()
	if n == nil || n.Text != "She asks for the\nblue one." || n.Author != "ana" || n.InteractionID != it.ID || n.ClientID == "" || n.Status != "" {
		t.Fatalf("the note: %+v", n)
	}
	if after := *w.thread(); after.LastMessageID != thread.LastMessageID || after.LastAt != thread.LastAt || after.LastSeq != thread.LastSeq ||
		after.AnswerSeq != thread.AnswerSeq || after.Messages != thread.Messages {
		t.Errorf("the note moves the thread: %+v", after)
	}
	if after := *w.interaction(); after.MessagesOut != 0 || after.HumanReplyAt != 0 || after.LastPersonAt != 0 || after.LastBusinessAt != it.LastBusinessAt || after.State != it.State {
		t.Errorf("the note counts as an answer: %+v", after)
	}
	if len(w.m.events) != events || len(w.m.jobs) != jobs {
		t.Errorf("something follows from a note: events %v, jobs %v", w.m.events[events:], w.m.jobs)
	}
	if n.SearchText() != "she asks for the\nblue one." {
		t.Errorf("a search finds %q", n.SearchText())
	}
	w.refused("ana", wire.CmdResend.Name, wire.MessageRef{MessageID: string(n.ID)}, "notOurs")
	w.rebuildsTheSame()
}

func TestNote_whenNothingCanBeSent(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(w *world){
		"the window is shut": func(w *world) { w.now += 25 * hour },
		"it has ended":       func(w *world) { w.ok("ana", wire.CmdClose.Name, w.ref()) },
	} {
		w := newWorld(t)
		w.says("wamid.1", "hello")
		w.accept()
		prepare(w)
		state := w.interaction().State
		w.adds("ana", "called her")
		if w.note() == nil || w.interaction().State != state || w.thread().Open != (state != desk.InteractionEnded) {
			t.Errorf("%s: %+v", name, w.interaction())
		}
	}
}

func TestNote_onlyWhereOneReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	add := wire.AddNote{ThreadID: string(w.thread().ID), Text: "x"}
	w.refused(w.offer().UserID, wire.CmdAddNote.Name, add, "noteUnseen")
	w.adds("olga", "from a supervisor")
	w.accept()
	w.refused("ben", wire.CmdAddNote.Name, add, "notYours")
	w.refused("ana", wire.CmdAddNote.Name, wire.AddNote{ThreadID: add.ThreadID, Text: " \u200e "}, "noteEmpty")
	w.refused("ana", wire.CmdAddNote.Name, wire.AddNote{ThreadID: add.ThreadID, Text: strings.Repeat("ä", desk.LongestPrivateNote+1)}, "longName")
}

// Who handled an earlier part writes to that part: whoever has the conversation now reads it,
// and they see nothing of the later one.
func TestNote_ofAFormerOwnerBelongsToTheirPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	first := w.interaction().ID
	w.ok("ana", wire.CmdClose.Name, w.ref())
	w.now += minute
	w.says("wamid.2", "again")
	w.ok("olga", wire.CmdTransfer.Name, w.hands("ben", "", ""))
	w.adds("ana", "that was me")
	if n := w.note(); n.InteractionID != first || w.interaction().ID == first {
		t.Errorf("the note is of %s, hers is %s", n.InteractionID, first)
	}
}

func TestNote_mentions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.adds("ana", "@Olga look, @Ben too", "olga", "ben", "olga", "ana")
	n := w.note()
	if len(n.Mentions) != 2 || n.Mentions[0].UserID != "olga" || n.Mentions[1].UserID != "ana" || n.Mentions[0].Name == "" {
		t.Errorf("mentioned: %+v", n.Mentions)
	}
	told := func(who desk.UserID, want int) {
		t.Helper()
		if got := w.notices(who, desk.NoticeMention); got != want {
			t.Errorf("%s has %d notices, want %d", who, got, want)
		}
	}
	told("olga", 1)
	told("ben", 0) // he cannot see it
	told("ana", 0) // herself
	w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	w.edits("ana", "@Olga look again", "olga")
	told("olga", 0)
	if n := w.note(); !n.Edited || len(n.Earlier) != 1 || n.Text != "@Olga look again" {
		t.Errorf("edited: %+v", n)
	}
	w.refused("olga", wire.CmdEditNote.Name, wire.EditNote{MessageID: string(n.ID), Text: "mine"}, "notYours")
	w.rebuildsTheSame()
}

func TestNote_deletedAndBroughtBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.adds("ana", "@Olga wrong", "olga")
	drop := wire.DeleteNote{MessageID: string(w.note().ID)}
	w.refused("olga", wire.CmdDeleteNote.Name, drop, "notYours")
	w.ok("ana", wire.CmdDeleteNote.Name, drop)
	if n := w.note(); !n.Revoked || n.SearchText() != "" || w.notices("olga", desk.NoticeMention) != 0 {
		t.Errorf("deleted: %+v, found by %q", n, n.SearchText())
	}
	w.refused("ana", wire.CmdEditNote.Name, wire.EditNote{MessageID: drop.MessageID, Text: "x"}, "noteDeleted")
	drop.Undo = true
	w.ok("ana", wire.CmdDeleteNote.Name, drop)
	if n := w.note(); n.Revoked || n.Text != "@Olga wrong" {
		t.Errorf("brought back: %+v", n)
	}
	w.rebuildsTheSame()
}

func TestNote_canBeErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.adds("ana", "@Olga a secret", "olga")
	w.edits("ana", "@Olga another secret", "olga")
	id := string(w.note().ID)
	w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: id})
	if n := w.note(); !n.Erased || n.Text != "" || n.Earlier != nil || n.Mentions != nil {
		t.Errorf("the note is there: %+v", n)
	}
	for _, e := range w.m.entries {
		if strings.Contains(string(e.Payload), "secret") {
			t.Errorf("entry %d of kind %s has it: %s", e.Seq, e.Kind, e.Payload)
		}
	}
	w.refused("ana", wire.CmdDeleteNote.Name, wire.DeleteNote{MessageID: id, Undo: true}, "erased")
	w.rebuildsTheSame()
}

// The note of a transfer says what happened: it stays.
func TestNote_ofATransferStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	w.ok("ana", wire.CmdTransfer.Name, w.hands("ben", "", "for you"))
	w.refused("ana", wire.CmdDeleteNote.Name, wire.DeleteNote{MessageID: string(w.note().ID)}, "notNote")
}
