package hub_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// A decision as the first rules stored it.
const (
	firstInput = `{"version":1,"interaction":{"id":"int_1","trigger":"arrived","waitingSince":5000,"seq":7,` +
		`"attempts":[],"excluded":[],"preferred":"","escalated":false},` +
		`"inbox":{"id":"inb_1","mode":"roundRobin","reassignSeconds":30,"cursor":"","members":["a"]},` +
		`"candidates":[{"userId":"a","role":"agent","active":true,"contactCenter":true,"whatsApp":true,"presence":"online",` +
		`"presenceReason":"","presenceSince":1000,"capacity":5,"openChats":0,"pendingOffers":0}]}`
	firstOutput = `{"version":1,"interactionId":"int_1","inboxId":"inb_1","mode":"roundRobin","trigger":"arrived",` +
		`"outcome":"offer","cause":"offered","winner":"a","winnerReason":"wonTurn","offerSeconds":30,"escalate":false,"newCursor":"a",` +
		`"candidates":[{"userId":"a","reason":"wonTurn","turn":1,"presenceSince":1000,"capacity":5}]}`
)

// What was decided is decided once more by the rules of then, and what differs is shown.
func TestReplay_comparesTheBytes(t *testing.T) {
	t.Parallel()
	r, entries, agent := newDecidingRig(t)
	r.Customer("491520000001", "my order is late")
	agent.CatchUp(r.head())
	row := r.decided(agent)
	ask := func(change func(desk.Entry) (desk.Entry, error)) wire.Replayed {
		t.Helper()
		if entries.as.Store(nil); change != nil {
			entries.as.Store(&change)
		}
		return replayedBy(t, agent, string(row.ID))
	}
	if got := ask(nil); !got.Same || got.Bytes < 200 || got.Version != routing.Version || got.Why != nil {
		t.Errorf("as it is stored: %+v", got)
	}
	if got := ask(changed(func(d *desk.DecisionEntry) { d.Input, d.Output = firstInput, firstOutput })); !got.Same || got.Bytes != len(firstOutput) {
		t.Errorf("of the first rules: %+v", got)
	}
	other := ask(changed(func(d *desk.DecisionEntry) {
		d.Output = strings.Replace(d.Output, `"winner":"`+string(ana), `"winner":"`+string(bruno), 1)
	}))
	if other.Same || other.At == 0 || !strings.Contains(other.Was, string(bruno)) || !strings.Contains(other.Is, string(ana)) {
		t.Errorf("with another winner: %+v", other)
	}
	for subcode, change := range map[string]func(desk.Entry) (desk.Entry, error){
		"notKept":                 func(e desk.Entry) (desk.Entry, error) { e.Payload, e.Erased = nil, e.Seq+1; return e, nil },
		routing.SubcodeVersion:    changed(func(d *desk.DecisionEntry) { d.Input = strings.Replace(d.Input, `"version":2`, `"version":99`, 1) }),
		routing.SubcodeUnreadable: changed(func(d *desk.DecisionEntry) { d.Input = "?" }),
	} {
		if got := ask(change); got.Same || got.Why == nil || got.Why.Subcode != subcode {
			t.Errorf("%s: %+v", subcode, got)
		}
	}
}

// Rule 2: whoever may not know of the decision is answered as if there were none.
func TestRule2_replayIsForWhoMayKnow(t *testing.T) {
	t.Parallel()
	r, _, agent := newDecidingRig(t)
	r.Customer("491520000001", "my order is late")
	agent.CatchUp(r.head())
	id := string(r.decided(agent).ID)
	stranger := r.dial(bruno, "dev_bruno", wire.Hello{})
	hidden := stranger.Call(wire.CallReplay.Name, wire.DecisionRef{DecisionID: id}).Error
	gone := stranger.Call(wire.CallReplay.Name, wire.DecisionRef{DecisionID: "dec_none"}).Error
	if hidden == nil || gone == nil || !hidden.Equal(gone) || hidden.Code != string(desk.CodeNotFound) {
		t.Errorf("refused with %+v, and what is not there with %+v", hidden, gone)
	}
}

func replayedBy(t *testing.T, d *wiretest.Desktop, id string) wire.Replayed {
	t.Helper()
	res := d.Call(wire.CallReplay.Name, wire.DecisionRef{DecisionID: id})
	var got wire.Replayed
	if res.Error != nil {
		t.Fatalf("refused: %+v", res.Error)
	}
	if err := json.Unmarshal(res.Body, &got); err != nil {
		t.Fatal(err)
	}
	return got
}
