package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What we wrote is erased too: text, a file with its caption, a template, and what
// was sent again. The record folds to the same rows afterwards.
func TestErase_ownMessagesAndTheirCopies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "my secret question")
	who := w.accept()
	w.uploads(who, "med_1", "image/png", 10)
	picture := w.text("a secret caption")
	picture.Content.Kind, picture.Content.MediaID, picture.Content.FileName = "image", "med_1", "secret.png"
	ids := []string{w.send(who, w.text("a secret answer")), w.send(who, picture)}
	template := w.text("")
	template.Content = wire.SendContent{Kind: "template", Template: &wire.SendTemplate{
		TemplateID: string(every[desk.Template](w.m, desk.RowTemplate, nil)[0].ID), Params: []string{"secret Sheena", "secret order"}, ButtonText: "secret",
	}}
	ids = append(ids, w.send(who, template))
	ref := wire.MessageRef{MessageID: ids[0]}
	w.refused("olga", wire.CmdErase.Name, ref, "notErasable") // it is on its way
	w.refused("ana", wire.CmdErase.Name, ref, "supervisors")
	for i, id := range ids {
		w.deliver(id, "wamid.out"+string(rune('a'+i)))
	}
	w.status("wamid.outa", "failed", `,"errors":[{"code":131026,"title":"undeliverable"}]`)
	var again wire.SendResult
	if err := json.Unmarshal(w.ok(who, wire.CmdResend.Name, ref), &again); err != nil {
		t.Fatal(err)
	}
	w.deliver(again.MessageID, "wamid.outz")
	first := w.m.rows[desk.Ref{Kind: desk.RowMessage, ID: string(every[desk.Message](w.m, desk.RowMessage, nil)[0].ID)}].(*desk.Message)
	for _, id := range append(ids, string(first.ID)) {
		w.ok("olga", wire.CmdErase.Name, wire.MessageRef{MessageID: id})
	}
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		if !m.Erased || m.Text != "" || m.Media != nil || m.Template != nil {
			t.Errorf("%s has content: %+v", m.ID, m)
		}
	}
	for _, e := range w.m.entries {
		if strings.Contains(string(e.Payload), "secret") {
			t.Errorf("entry %d of kind %s has content: %s", e.Seq, e.Kind, e.Payload)
		}
	}
	if before, after := w.m.dump(), w.rebuilt().dump(); before != after {
		t.Errorf("rebuilt otherwise:\n%s", diff(before, after))
	}
	w.refused(who, wire.CmdResend.Name, ref, "erased")
	happened := 0
	for _, e := range w.m.events {
		if e.Kind == desk.EventMessageErased {
			happened++
		}
	}
	if happened != len(ids)+2 {
		t.Errorf("%d events tell of an erasure, want %d", happened, len(ids)+2)
	}
}
