package hub_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// Rule 2: whatever is stored of others' conversations, an agent's pages of the
// search and of older messages, and whether there is more, are those of a relay
// that holds nothing else. Guards a search that told by "more" what foreign
// messages say, letter by letter.
func TestRule2_pagesAreMadeOfWhatTheViewerMaySee(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	own := func(owner desk.UserID, customer string, words []string) *desk.Interaction {
		for _, text := range words {
			r.Customer(customer, text)
		}
		ref := r.Waiting()
		r.Command(owner, wire.CmdTake.Name, ref, nil)
		return r.interaction(ref.InteractionID)
	}
	for _, u := range []desk.UserID{ana, bruno} {
		r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: u, Connected: true})
	}
	words := []string{"tulip 1", "tulip 2", "rose 3", "tulip 4"}
	mine := own(ana, "491520000001", words)
	foreign := own(bruno, "491520000002", append(slices.Repeat([]string{"tulip", "my password is tulip-7"}, 9), words...))
	// The same customer writes again, to bruno: ana sees the first interaction only.
	r.Command(ana, wire.CmdClose.Name, wire.InteractionRef{InteractionID: string(mine.ID), Epoch: mine.Epoch}, nil)
	own(bruno, "491520000001", slices.Repeat([]string{"tulip of the second stretch"}, 30))
	desktop := r.dial(ana, "dev_1", wire.Hello{})
	ask := func(call string, body any) (texts []string, more bool, refused *wire.Failure) {
		res := desktop.Call(call, body)
		if res.Error != nil {
			return nil, false, res.Error
		}
		var p wire.OlderPage
		if err := json.Unmarshal(res.Body, &p); err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Items {
			var m wire.Message
			if err := c.Into(&m); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, m.Text)
		}
		return texts, p.More, nil
	}
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.IntRange(1, 6).Draw(rt, "limit")
		query := rapid.SampledFrom([]string{"tulip", "rose", "password is t", "password is x", "second", "tulip 4"}).Draw(rt, "query")
		thread := rapid.SampledFrom([]desk.ThreadID{"", mine.ThreadID, foreign.ThreadID, "thr_none"}).Draw(rt, "thread")
		var want []string
		for _, text := range slices.Backward(words) {
			if strings.Contains(text, query) && (thread == "" || thread == mine.ThreadID) {
				want = append(want, text)
			}
		}
		got, more, refused := ask(wire.CallSearch.Name, wire.SearchRequest{Query: query, ThreadID: string(thread), Limit: limit})
		if refused != nil {
			rt.Fatalf("search %q in %q: %+v", query, thread, refused)
		}
		if !slices.Equal(got, want[:min(limit, len(want))]) || more != (len(want) > limit) {
			rt.Fatalf("search %q in %q by %d: %v, more %v, want of %v", query, thread, limit, got, more, want)
		}
		var older []string
		for _, text := range slices.Backward(words) {
			older = append(older, text)
		}
		for _, thread := range []desk.ThreadID{foreign.ThreadID, "thr_none"} {
			_, _, refused := ask(wire.CallOlder.Name, wire.OlderRequest{ThreadID: string(thread), Limit: limit})
			if refused == nil || !refused.Equal(wire.ErrorOf(wire.AskThread.Refusal())) {
				rt.Fatalf("older in %q: %+v", thread, refused)
			}
		}
		got, more, _ = ask(wire.CallOlder.Name, wire.OlderRequest{ThreadID: string(mine.ThreadID), Limit: limit})
		if !slices.Equal(got, older[:min(limit, len(older))]) || more != (len(older) > limit) {
			rt.Fatalf("older by %d: %v, more %v", limit, got, more)
		}
	})
}

func (r *rig) interaction(id string) *desk.Interaction {
	r.t.Helper()
	it, err := desk.Get[*desk.Interaction](context.Background(), r.DB, org, desk.RowInteraction, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return it
}

// Rule 2: who is signed out asks nothing. Every command and call of a socket
// whose session has ended closes it; nothing is recorded and nothing answered.
func TestRule2_signedOutAsksNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	refused := func(name string, f wire.Frame) {
		device := desk.DeviceID("dev_" + name)
		d := r.dial(ana, string(device), wire.Hello{})
		r.door.revoke(device)
		before := r.head()
		d.Send(f)
		for {
			got, code := d.Read()
			if code == wire.CloseRevoked {
				break
			}
			if code != 0 || got.Answer != nil || got.Result != nil {
				t.Fatalf("%s by a signed-out device: %+v, close %d", name, got, code)
			}
		}
		if after := r.head(); after != before {
			t.Errorf("%s by a signed-out device was recorded", name)
		}
	}
	for name := range wire.Commands {
		refused(name, wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "c", Name: name, Body: json.RawMessage("{}")}})
	}
	for name := range wire.Calls {
		refused(name, wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: "c", Name: name, Body: json.RawMessage("{}")}})
	}
}

// Rule 2: who owned an earlier interaction of a thread learns nothing of a later
// one: not what is written, nor how much, nor when.
func TestRule2_formerOwnersSeeNothingOfLaterInteractions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const customer = "491520000001"
	for _, u := range []desk.UserID{ana, bruno} {
		r.Put(desk.EntryPresence, desk.PresenceEntry{UserID: u, Connected: true})
	}
	r.Customer(customer, "first stretch")
	ref := r.Waiting()
	r.Command(ana, wire.CmdTake.Name, ref, nil)
	first := r.interaction(ref.InteractionID)
	r.Command(ana, wire.CmdClose.Name, wire.InteractionRef{InteractionID: ref.InteractionID, Epoch: first.Epoch}, nil)
	r.Customer(customer, "second stretch")
	ref = r.Waiting()
	r.Command(bruno, wire.CmdTake.Name, ref, nil)
	second := r.interaction(ref.InteractionID)
	d := r.dial(ana, "dev_a", wire.Hello{})
	row := func(d *wiretest.Desktop) string { return string(d.Rows["thread/"+string(first.ThreadID)]) }
	before := row(d)
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 3).Draw(rt, "messages") {
			if rapid.Bool().Draw(rt, "the customer's") {
				r.Customer(customer, "of the second stretch")
				continue
			}
			r.Command(bruno, wire.CmdSend.Name, wire.Send{
				ThreadID: string(first.ThreadID), InteractionID: ref.InteractionID, Epoch: second.Epoch,
				Content: wire.SendContent{Kind: "text", Text: "an answer"},
			}, nil)
		}
		for d.Cursor.Seq < r.head() {
			f, code := d.Read()
			if f.Changes == nil || len(f.Changes.Items) > 0 {
				rt.Fatalf("ana is told of bruno's stretch: %+v, close %d", f.Changes, code)
			}
			d.Cursor.Seq = f.Changes.To
		}
	})
	if after := row(r.dial(ana, "dev_b", wire.Hello{})); before == "" || after != before {
		t.Errorf("the thread of a former owner was\n%s\nand is\n%s", before, after)
	}
}
