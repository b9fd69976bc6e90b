package engine_test

import (
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func TestCanned_ownAndShared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := wire.PutCannedReply{Shortcut: "/hi", Title: "Greeting", Text: "Hello {{contact.firstName|there}}, I am {{ agent.name }}.", Inboxes: []string{string(w.box())}}
	w.ok("ana", wire.CmdPutCanned.Name, c)
	w.ok("ben", wire.CmdPutCanned.Name, c)
	c.Shortcut = "HI"
	w.refused("ana", wire.CmdPutCanned.Name, c, "cannedShortcut")
	c.Shared = true
	w.refused("ana", wire.CmdPutCanned.Name, c, "role")
	w.ok("olga", wire.CmdPutCanned.Name, c)
	shared := every(w.m, desk.RowCannedReply, func(c *desk.CannedReply) bool { return c.Shared })[0]
	hers := every(w.m, desk.RowCannedReply, func(c *desk.CannedReply) bool { return c.UserID == "ana" })[0]
	if hers.Shortcut != "hi" || len(hers.Inboxes) != 1 || hers.At == 0 {
		t.Errorf("kept: %+v", hers)
	}
	w.refused("ana", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(shared.ID)}, "notYours")
	w.refused("olga", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(hers.ID)}, "notYours")
	w.ok("ana", wire.CmdDropCanned.Name, wire.CannedReplyRef{ID: string(hers.ID)})
	w.ok("olga", wire.CmdPutCanned.Name, wire.PutCannedReply{ID: string(shared.ID), Shared: true, Shortcut: "привет", Title: "T", Text: "x"})
	w.rebuildsTheSame()
}

func TestCanned_whatCannotBeKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for subcode, c := range map[string]wire.PutCannedReply{
		"cannedShortcut":    {Shortcut: "two words", Title: "T", Text: "x"},
		"cannedEmpty":       {Shortcut: "a", Title: "T", Text: " \u200e"},
		"cannedPlaceholder": {Shortcut: "a", Title: "T", Text: "Hello {{contact.shoe|you}}"},
		"longName":          {Shortcut: strings.Repeat("a", desk.LongestShortcut+1), Title: "T", Text: "x"},
		"noName":            {Shortcut: "a", Text: "x"},
	} {
		w.refused("ana", wire.CmdPutCanned.Name, c, subcode)
	}
}
