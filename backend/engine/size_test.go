package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/meta/wildtest"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// Whatever a webhook holds, the rows that come of it are within their bounds,
// and of a message that was cut the whole content is still to be had.
func TestRule3_whateverAWebhookHolds_itsRowsAreWithinTheirBounds(t *testing.T) {
	t.Parallel()
	types := slices.Sorted(maps.Keys(wildtest.Contents()))
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		w.wrote("wamid.1", "4917600000001", w.now, `"type":"text","text":{"body":"the first one"}`)
		w.hook(string(wildtest.Body(rt, w.phoneID, rapid.SampledFrom(types).Draw(rt, "type"), 2)))
		for ref, row := range w.m.rows {
			if desk.Fit(row) {
				rt.Fatalf("%s is beyond its bounds", ref)
			}
			if m, ok := row.(*desk.Message); ok {
				wholeOf(rt, w, m)
			}
		}
	})
}

// An id that JSON writes long is kept whole: the message is found by it.
func TestRule3_anIDOfOddCharactersIsNotCut(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"&", "<", "\x01", "ж", "\u2028"} {
		w := newWorld(t)
		id := strings.Repeat(c, 200/len(c))
		raw, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"field":"messages","value":{
			"metadata":{"phone_number_id":%q},"messages":[{"from":%q,"id":%s,"timestamp":"1790000000","type":"text","text":{"body":"x"}}]}}]}]}`, w.phoneID, customer, raw)
		w.hook(body)
		w.hook(body)
		if all := every[desk.Message](w.m, desk.RowMessage, nil); len(all) != 1 || all[0].ProviderID != id || all[0].MoreSeq != 0 {
			t.Errorf("%q: %d rows, the id has %d bytes, more in %d", c, len(all), len(all[0].ProviderID), all[0].MoreSeq)
		}
	}
}

// wholeOf checks that a message that was cut is a beginning of what its entry
// still holds.
func wholeOf(rt *rapid.T, w *world, m *desk.Message) {
	if m.MoreSeq == 0 {
		return
	}
	all, err := folding.Whole(rt.Context(), w.m.entries[m.MoreSeq-1])
	if err != nil {
		rt.Fatalf("message of entry %d: the rest is lost: %v", m.MoreSeq, err)
	}
	if cut, text := strings.CutSuffix(m.Text, "…"); cut != "" && text && !strings.HasPrefix(all.Text, cut) {
		rt.Fatalf("%.60q is no beginning of %.60q", m.Text, all.Text)
	}
	if len(all.Contacts) < len(m.Contacts) || all.Interactive != nil && len(all.Interactive.Lines) < len(m.Interactive.Lines) {
		rt.Fatalf("the entry holds less than the row")
	}
}

// What a person sends is cut nowhere: it is taken whole or refused in words.
func TestRule3_whatPeopleSend_isTakenWholeOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		it := w.heldBy(rt)
		c := wire.SendContent{Kind: rapid.SampledFrom([]string{"text", "document", "location", "template"}).Draw(rt, "kind")}
		desktest.Fill(rt, &c.Text, 8_000)
		switch c.Kind {
		case "document":
			c.MediaID = "med_1"
			w.uploads("ana", "med_1", "application/pdf", 7)
			desktest.Fill(rt, &c.FileName, 3_000)
		case "location":
			c.Location = &wire.Location{}
			desktest.Fill(rt, c.Location, 3_000)
			c.Location.Latitude, c.Location.Longitude = 1, 2
		case "template":
			tpl := every[desk.Template](w.m, desk.RowTemplate, nil)[0]
			c.Template = &wire.SendTemplate{TemplateID: string(tpl.ID), Params: []string{desktest.Text(rt, "p", 1_024), desktest.Text(rt, "q", 1_024)}, ButtonText: "1"}
		}
		c = *clone(&c) // JSON makes text of what is none
		_, err := w.command("ana", wire.CmdSend.Name, wire.Send{ThreadID: string(it.ThreadID), InteractionID: string(it.ID), Epoch: it.Epoch, Content: c})
		if err != nil {
			if words.Of(err) == "" || desk.CodeOf(err) != desk.CodeInvalid {
				rt.Fatalf("refused with %v", err)
			}
			return
		}
		m := every(w.m, desk.RowMessage, func(m *desk.Message) bool { return m.Direction == desk.Out })[0]
		switch {
		case m.MoreSeq != 0:
			rt.Fatalf("the message was cut: %+v", m)
		case c.Template == nil && c.Location == nil && m.Text != c.Text:
			rt.Fatalf("%d bytes of text became %d", len(c.Text), len(m.Text))
		case c.Location != nil && (m.Location.Name != c.Location.Name || m.Location.Address != c.Location.Address || m.Location.URL != c.Location.URL):
			rt.Fatal("the place was cut")
		case m.Media != nil && m.Media.FileName != c.FileName:
			rt.Fatal("the file's name was cut")
		case c.Template != nil && !slices.Equal(m.Template.Params, c.Template.Params):
			rt.Fatal("the values of the template were cut")
		}
	})
}

// heldBy gives a thread that ana holds.
func (w *world) heldBy(rt *rapid.T) *desk.Interaction {
	w.wrote("wamid.1", "4917600000001", w.now, `"type":"text","text":{"body":"hello"}`)
	offers := every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
	if len(offers) != 1 {
		rt.Fatal("nobody is asked")
	}
	if offers[0].UserID != "ana" {
		w.ok(offers[0].UserID, wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(offers[0].ID)})
		offers = every(w.m, desk.RowOffer, func(o *desk.Offer) bool { return o.State == desk.OfferOpen })
	}
	w.ok("ana", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: string(offers[0].ID)})
	return every[desk.Interaction](w.m, desk.RowInteraction, nil)[0]
}

// Every text and every list of every command has a bound. What is beyond it is
// refused in words, before it is recorded, and changes nothing if it was.
func TestRule3_everyFieldOfEveryCommandHasABound(t *testing.T) {
	t.Parallel()
	n := 0
	for name, r := range wire.Commands {
		w := newWorld(t)
		before := w.m.dump()
		for _, over := range desktest.Over(r.Body) {
			b, err := json.Marshal(over)
			if err != nil {
				t.Fatal(err)
			}
			n++
			if err := engine.CheckCommand(name, 1, b); desk.SubcodeOf(err) != "tooLong" && desk.SubcodeOf(err) != "tooLarge" || words.Of(err) == "" {
				t.Errorf("%s of %d bytes is taken: %v", name, len(b), err)
			}
			if _, err = w.command("olga", name, over); desk.SubcodeOf(err) != "tooLong" {
				t.Errorf("%s of %d bytes was not refused: %v", name, len(b), err)
			}
		}
		if w.m.dump() != before {
			t.Errorf("a refused %s changed something", name)
		}
	}
	if n < 2*len(wire.Commands) {
		t.Errorf("only %d fields were tried", n)
	}
}

func TestWhole_givesWhatWasReplayedAndEdited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("long ", 20_000)
	w.wrote("wamid.1", "4917600000001", w.now, `"type":"text","text":{"body":"short"}`)
	w.wrote("wamid.2", "4917600000001", w.now, fmt.Sprintf(`"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":%q}}}`, long))
	m := every[desk.Message](w.m, desk.RowMessage, nil)[0]
	if m.MoreSeq == 0 || len(m.Text) > 25_000 {
		t.Fatalf("an edit of %d bytes is kept as %d, more in entry %d", len(long), len(m.Text), m.MoreSeq)
	}
	for name, e := range map[string]desk.Entry{"as it came": w.m.entries[m.MoreSeq-1], "replayed": replayOf(t, w.m.entries[m.MoreSeq-1])} {
		if all, err := folding.Whole(t.Context(), e); err != nil || all.Text != long {
			t.Errorf("%s: %d bytes of text, %v", name, len(all.Text), err)
		}
	}
	w.wrote("wamid.3", "4917600000001", w.now, `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"short again"}}}`)
	if m = every[desk.Message](w.m, desk.RowMessage, nil)[0]; m.MoreSeq != 0 || m.Text != "short again" {
		t.Errorf("after a short edit there is still more, in entry %d", m.MoreSeq)
	}
	if _, err := folding.Whole(t.Context(), desk.Entry{Kind: desk.EntryMetaMessage}); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("an erased entry gives %v", err)
	}
}

func replayOf(t *testing.T, e desk.Entry) desk.Entry {
	b, err := json.Marshal(desk.ReplayEntry{Seq: e.Seq, Kind: e.Kind, Payload: e.Payload})
	if err != nil {
		t.Fatal(err)
	}
	return desk.Entry{Kind: desk.EntryReplay, Payload: b}
}
