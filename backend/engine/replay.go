package engine

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// replayable are the entries beside the providers' that may be folded again: word
// from outside. What a person asked for long ago, or a timer of then, is not done
// now.
var replayable = []desk.EntryKind{
	desk.EntrySendAccepted, desk.EntrySendRejected, desk.EntrySendUnknown,
	desk.EntryMediaFetched, desk.EntryMediaFailed,
}

func (g *Engine) isReplayable(kind desk.EntryKind) bool {
	reader, _ := g.itemOf(kind)
	return reader != nil || slices.Contains(replayable, kind)
}

// cmdReplay has something that was not understood folded again.
func (w *work) cmdReplay(r request, c wire.UnhandledRef) (*wire.None, error) {
	u, err := named(stored[desk.Unhandled](w, desk.RowUnhandled, c.UnhandledID))(wire.AskUnhandled)
	if err != nil {
		return nil, err
	}
	if u.Replayed {
		return nil, refuse(desk.CodeConflict, "replayed")
	}
	e, err := storedEntry(w.st.Entry(w.ctx, w.e.Org, u.Seq))
	if err != nil {
		return nil, err
	}
	kind, body := e.Kind, e.Payload
	if len(body) == 0 {
		return nil, refuse(desk.CodeConflict, "erased")
	}
	if !w.engine.isReplayable(kind) {
		return nil, refuse(desk.CodeInvalid, "notReplayable")
	}
	return nil, w.then(desk.EntryReplay, desk.ReplayEntry{UnhandledID: u.ID, Seq: u.Seq, Kind: kind, Payload: body})
}

// maxCameBefore bounds what is folded again when a number is connected. What is older
// stays in the list, and can be tried again from there.
const maxCameBefore = 500

// cameBefore has everything folded again that came for the number before it was
// connected here: a number that stays on its phone is written to while it is set up.
func (w *work) cameBefore(n *desk.Number) error {
	if n.PhoneID == "" {
		return nil
	}
	lines, err := list[desk.Unhandled](w, desk.UnhandledNewest.With().First(maxCameBefore))
	if err != nil {
		return desk.Wrap("read unhandled", err)
	}
	for _, u := range slices.Backward(lines) {
		if u.Replayed || u.Provider != n.Provider || !slices.Contains(notYetConnected, u.Reason) {
			continue
		}
		e, err := w.st.Entry(w.ctx, w.e.Org, u.Seq)
		if missing(err) || err == nil && !w.isFor(n, e) {
			continue
		}
		if err != nil {
			return desk.Wrap("read entry", err)
		}
		if err := w.then(desk.EntryReplay, desk.ReplayEntry{UnhandledID: u.ID, Seq: u.Seq, Kind: e.Kind, Payload: e.Payload}); err != nil {
			return err
		}
	}
	return nil
}

// notYetConnected are the reasons of what came for a number that was not here.
var notYetConnected = []string{notUnderstood("notConnected"), notUnderstood("notSetUp")}

// isFor says whether an entry holds an item for the number.
func (w *work) isFor(n *desk.Number, e desk.Entry) bool {
	var it desk.ItemEntry
	reader, _ := w.engine.itemOf(e.Kind)
	return reader != nil && json.Unmarshal(e.Payload, &it) == nil && it.PhoneID == n.PhoneID
}

func storedEntry(e desk.Entry, err error) (desk.Entry, error) {
	if missing(err) {
		return e, refuse(desk.CodeNotFound, "notKept")
	}
	return e, desk.Wrap("read entry", err)
}

// foldReplay folds a kept entry by today's knowledge. The line about it is
// marked when it was understood, and says anew why when it was not.
func (w *work) foldReplay() error {
	e, err := payload[desk.ReplayEntry](w)
	if err != nil {
		return err
	}
	if !w.engine.isReplayable(e.Kind) {
		return desk.Refuse(desk.CodeInvalid, "notReplayable", desk.Params{"context": "kind", "kind": e.Kind})
	}
	read, err := stored[desk.Unhandled](w, desk.RowUnhandled, string(e.UnhandledID))
	if w.replayed, err = adopt(w, read, err); err != nil {
		return desk.Wrap("read unhandled", err)
	}
	if w.replayed.Replayed {
		return nil
	}
	again := w.e
	again.Kind, again.Payload = e.Kind, e.Payload
	if reader, what := w.engine.itemOf(e.Kind); what == desk.ItemUnknown {
		again.Kind = desk.ItemKind(reader.Provider(), desk.ItemEvent) // by today's knowledge; what it is says itself
	}
	inner := w.engine.newWork(w.ctx, w.st, again, w.key)
	inner.replayed = w.replayed
	fold, known := w.engine.foldOf(again.Kind)
	if !known {
		return desk.Refuse(desk.CodeInvalid, "notReplayable", desk.Params{"context": "kind", "kind": e.Kind})
	}
	err = fold(inner)
	var r refusal
	switch {
	case errors.As(err, &r), desk.CodeOf(err) == desk.CodeInvalid, missing(err):
		w.replayed.Tries = append(slices.Clone(w.replayed.Tries), w.e.Seq)
		w.replayed.Reason = "still not understood: " + string(desk.CodeOf(err)) + " " + desk.SubcodeOf(err)
		w.put(w.replayed)
		return nil
	case err != nil:
		return err
	}
	*w = *inner
	if !w.failed {
		w.replayed.Replayed = true
		w.put(w.replayed)
	}
	return nil
}
