package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/wire"
)

func TestSaveContact_onlyByWhoTalksWithThem(t *testing.T) {
	t.Parallel()
	w := talking(t)
	save := wire.SaveContact{ContactID: string(w.thread().ContactID), Name: "Jo"}
	w.refused("ben", wire.CmdSaveContact.Name, save, "notYours")
	w.ok("ana", wire.CmdSaveContact.Name, save)
	w.ok("olga", wire.CmdSaveContact.Name, save)
	r := w.ref()
	w.ok("ana", wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ben"})
	w.ok("ben", wire.CmdSaveContact.Name, save)
}
