package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
)

// What was decided about a command stands: one that was refused stays refused
// though a newer fold would grant it, and one that was granted which a newer fold
// refuses is not passed over in silence.
func TestRebuild_aCommandIsNotJudgedAnew(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := spinetest.Open(t, func() {})
	s.Person("usr_olga", desk.RoleOwner)
	s.Person("usr_ana", desk.RoleAgent)
	rename := func(by desk.UserID, key, name string) desk.Outcome {
		body, _ := json.Marshal(wire.UpdateUser{UserID: "usr_ana", Name: name, Role: "agent", Active: true, WhatsApp: true, Capacity: 5})
		payload, _ := json.Marshal(desk.CommandEntry{UserID: by, Name: wire.CmdUpdateUser.Name, Body: body})
		return s.Submit(desk.Proposal{Kind: desk.EntryCommand, Key: "command/" + key, Payload: payload})
	}
	refused, granted := rename("usr_ana", "1", "Queen"), rename("usr_olga", "2", "Ana Maria")
	s.Ledger.Stop()
	dump := func() string {
		var b bytes.Buffer
		if err := s.DB.DumpRows(ctx, spinetest.Org, &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before := dump()
	rebuild := func(v int, change func(e *desk.Entry, b *desk.Batch)) (upkeep.Progress, error) {
		return upkeep.Rebuild(ctx, s.DB, upkeep.Fold{Version: v, Do: func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
			b, err := relay.Engine.FoldTx(ctx, tx, e)
			change(&e, &b)
			return b, err
		}}, slog.New(slog.DiscardHandler), nil)
	}
	generous := func(e *desk.Entry, b *desk.Batch) {
		if e.Seq == refused.Seq {
			*b = desk.Batch{Rows: []desk.Row{&desk.User{ID: "usr_ana", Name: "Queen", Role: desk.RoleOwner}}, Answer: struct{}{}}
		}
	}
	if p, err := rebuild(relay.Folds.Version+1, generous); err != nil || p.Failed != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if after := dump(); after != before {
		t.Errorf("the refused command did something:\n%s", difference(before, after))
	}
	strict := func(e *desk.Entry, b *desk.Batch) {
		if e.Seq == granted.Seq {
			*b = desk.Batch{Answer: map[string]any{"error": map[string]string{"code": "forbidden"}}}
		}
	}
	p, err := rebuild(relay.Folds.Version+2, strict)
	if err != nil || p.Failed != 1 {
		t.Fatalf("a fold that refuses what was granted: %+v, %v", p, err)
	}
	list, err := s.DB.UnhandledList(ctx, spinetest.Org, 5)
	if err != nil || len(list) != 1 || list[0].Seq != granted.Seq || list[0].Reason != "conflict/refusedNow" {
		t.Errorf("admins see %+v, %v", list, err)
	}
}
