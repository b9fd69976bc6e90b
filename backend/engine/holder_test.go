package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Whoever has the channel switched off loses their threads; they may not come by
// new ones in another way.
func TestChannelOff_nobodyComesByAThread(t *testing.T) {
	t.Parallel()
	w := talking(t)
	w.ok("ana", wire.CmdClose.Name, w.ref())
	for _, u := range []desk.UserID{"ana", "olga"} {
		row, err := w.m.User(t.Context(), orgID, u)
		if err != nil {
			t.Fatal(err)
		}
		w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{
			UserID: string(u), Name: row.Name, Role: string(row.Role), Active: true, WhatsApp: false, Capacity: 2,
		})
	}
	th := w.thread()
	tpl := w.hello("").Template
	template := wire.Send{ThreadID: string(th.ID), Content: wire.SendContent{Kind: "template", Template: &tpl}}
	for _, u := range []desk.UserID{"ana", "olga"} {
		w.refused(u, wire.CmdReopen.Name, wire.ThreadRef{ThreadID: string(th.ID)}, "noChannel")
		w.refused(u, wire.CmdSend.Name, template, "noChannel")
		w.refused(u, wire.CmdStartThread.Name, w.hello("+4915112345678"), "noChannel")
	}
	w.says("wamid.2", "anybody?")
	w.refused("olga", wire.CmdTake.Name, w.ref(), "noChannel")
}
