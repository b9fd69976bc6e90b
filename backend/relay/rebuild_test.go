package relay_test

import (
	"bytes"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/wire"
)

// Rule 2: a rebuild of the real database gives the same rows, byte for byte,
// with their keyed ids and with whose each file is.
func TestRule2_aRebuildGivesTheSameIDs(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := spinetest.Open(t, func() {})
	s.Person("usr_olga", desk.RoleOwner)
	s.Person("usr_ana", desk.RoleAgent)
	s.Inbox("usr_olga", "usr_ana")
	s.Put(desk.EntryPresence, desk.PresenceEntry{UserID: "usr_ana", Connected: true})
	s.Put(desk.EntryUploaded, desk.Upload{UserID: "usr_ana", Media: desk.Media{ID: "med_1", State: desk.MediaReady, MIME: "application/pdf", Size: 9}})
	s.Customer("491520000001", "hello")
	ref := s.Waiting()
	s.Command("usr_ana", wire.CmdTake.Name, ref, nil)
	it, err := desk.Get[*desk.Interaction](ctx, s.DB, spinetest.Org, desk.RowInteraction, ref.InteractionID)
	if err != nil {
		t.Fatal(err)
	}
	s.Command("usr_ana", wire.CmdSend.Name, wire.Send{
		ThreadID: string(it.ThreadID), InteractionID: ref.InteractionID, Epoch: it.Epoch,
		Content: wire.SendContent{Kind: "document", MediaID: "med_1", FileName: "a.pdf"},
	}, nil)
	dump := func() string {
		var b bytes.Buffer
		if err := s.DB.DumpRows(ctx, spinetest.Org, &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before := dump()
	s.Ledger.Stop()
	if err := s.DB.WipeState(ctx, spinetest.Org); err != nil {
		t.Fatal(err)
	}
	begin := s.DB.OpenTx
	if err := ledger.Rebuild(ctx, spinetest.Org, s.DB, begin, relay.Engine.FoldTx); err != nil {
		t.Fatal(err)
	}
	if after := dump(); after != before {
		t.Errorf("the rows were\n%s\nand are\n%s", before, after)
	}
}
