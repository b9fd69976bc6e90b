package routing_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	v1 "github.com/parleydesk/parley/backend/routing/rules/v1"
)

// One decision of version 1 as it is stored.
const (
	storedInput = `{"version":1,"interaction":{"id":"int_1","trigger":"missed","waitingSince":5000,"seq":7,` +
		`"attempts":[{"userId":"a","outcome":"missed"}],"excluded":[],"preferred":"","escalated":false},` +
		`"inbox":{"id":"inb_1","mode":"roundRobin","reassignSeconds":30,"cursor":"a","members":["a","b"]},` +
		`"candidates":[{"userId":"a","role":"agent","active":true,"contactCenter":true,"whatsApp":true,"presence":"online",` +
		`"presenceReason":"","presenceSince":1000,"capacity":5,"openChats":0,"pendingOffers":0},` +
		`{"userId":"b","role":"agent","active":true,"contactCenter":true,"whatsApp":true,"presence":"online",` +
		`"presenceReason":"<tea>","presenceSince":1000,"capacity":5,"openChats":0,"pendingOffers":0}]}`
	storedDecision = `{"version":1,"interactionId":"int_1","inboxId":"inb_1","mode":"roundRobin","trigger":"missed",` +
		`"outcome":"offer","cause":"offered","winner":"b","winnerReason":"wonTurn","offerSeconds":30,"escalate":false,"newCursor":"b",` +
		`"candidates":[{"userId":"b","reason":"wonTurn","turn":1,"presenceReason":"<tea>","presenceSince":1000,"capacity":5},` +
		`{"userId":"a","reason":"missedOffer","turn":2,"presenceSince":1000,"capacity":5,"missed":1}]}`
)

func TestReplay_anythingElse_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	swap := func(text, old, with string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%q is not in the stored text", old)
		}
		return strings.Replace(text, old, with, 1)
	}
	for _, tc := range []struct {
		name, input, decision, want string
	}{
		{"another winner", storedInput, swap(storedDecision, `"winner":"b"`, `"winner":"a"`), routing.SubcodeDiffers},
		{"another picture", swap(storedInput, `"cursor":"a"`, `"cursor":"b"`), storedDecision, routing.SubcodeDiffers},
		{"a space", storedInput, storedDecision + " ", routing.SubcodeDiffers},
		{"newer decision", storedInput, swap(storedDecision, `"version":1`, `"version":2`), v1.SubcodeVersion},
		{"newer picture", swap(storedInput, `"version":1`, `"version":2`), storedDecision, routing.SubcodeVersion},
		{"picture in another form", " " + storedInput, storedDecision, v1.SubcodeNotCanonical},
		{"unknown field", swap(storedInput, `"seq":7`, `"seq":7,"moon":"full"`), storedDecision, v1.SubcodeUnreadable},
		{"cut short", storedInput[:40], storedDecision, v1.SubcodeUnreadable},
		{"two values", storedInput + "{}", storedDecision, v1.SubcodeUnreadable},
		{"nothing", "", "", v1.SubcodeUnreadable},
		{"decision cut short", storedInput, storedDecision[:40], v1.SubcodeUnreadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := desk.SubcodeOf(routing.Replay([]byte(tc.input), []byte(tc.decision))); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// v2 is a set of rules that only this test has: it asks whoever is last in turn,
// and has a shape of its own.
var v2 = routing.Rules{
	Version: 2,
	Decide: func(input []byte) ([]byte, error) {
		decision, err := v1.DecideStored(bytes.Replace(input, []byte(`"version":2`), []byte(`"version":1`), 1))
		decision = bytes.Replace(decision, []byte(`"version":1`), []byte(`"version":2,"moon":"full"`), 1)
		decision = bytes.Replace(decision, []byte(`"winner":"b"`), []byte(`"winner":"a"`), 1)
		return decision, err
	},
	Read: func(decision []byte) (routing.Decision, error) {
		return v1.DecodeDecision(bytes.Replace(decision, []byte(`"version":2,"moon":"full"`), []byte(`"version":1`), 1))
	},
}

// A new set of rules that answers otherwise changes nothing of what was decided
// before it: that replays and is explained as it was.
func TestRegistry_aSecondSetLeavesTheDecisionsOfTheFirst(t *testing.T) {
	t.Parallel()
	both := routing.Registry{routing.V1, v2}
	if err := both.Replay([]byte(storedInput), []byte(storedDecision)); err != nil {
		t.Errorf("a decision of version 1: %v", err)
	}
	old, err := both.Read([]byte(storedDecision))
	if err != nil || old.Winner != "b" || old.WinnerReason != v1.ReasonWonTurn || len(old.Candidates) != 2 {
		t.Errorf("a decision of version 1 is read as %+v, %v", old, err)
	}
	picture := []byte(strings.Replace(storedInput, `"version":1`, `"version":2`, 1))
	decision, err := v2.Decide(picture)
	if err != nil {
		t.Fatal(err)
	}
	if err := both.Replay(picture, decision); err != nil {
		t.Errorf("a decision of version 2: %v", err)
	}
	if d, err := both.Read(decision); err != nil || d.Winner != "a" {
		t.Errorf("version 2 asks %q, %v: want another answer than version 1", d.Winner, err)
	}
	for name, pair := range map[string][2]string{
		"first picture, second decision": {storedInput, string(decision)},
		"second picture, first decision": {string(picture), storedDecision},
	} {
		if err := both.Replay([]byte(pair[0]), []byte(pair[1])); err == nil {
			t.Errorf("%s: replayed", name)
		}
	}
	if _, err := (routing.Registry{routing.V1}).Read(decision); desk.SubcodeOf(err) != routing.SubcodeVersion {
		t.Errorf("a version that a program does not have: %v", err)
	}
}

// What the program decides today is what its registry replays.
func TestRegistry_knowsTheNewestRules(t *testing.T) {
	t.Parallel()
	in := routing.Input{Inbox: routing.Inbox{ID: "inb_1"}}
	input, err := routing.EncodeInput(in)
	if err != nil {
		t.Fatal(err)
	}
	d := routing.Decide(in)
	decision, err := routing.EncodeDecision(d)
	if err != nil {
		t.Fatal(err)
	}
	if err := routing.Replay(input, decision); err != nil || d.Version != routing.Version {
		t.Errorf("version %d: %v", d.Version, err)
	}
}

// The why card has words for every cause and every reason of every set of rules.
func TestRegistry_everyReasonHasItsWords(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../frontend/src/i18n/en/routing.json")
	if err != nil {
		t.Fatal(err)
	}
	var words struct {
		Reason, Cause map[string]string
	}
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	for _, r := range v1.Reasons {
		if words.Reason[string(r)] == "" {
			t.Errorf("reason %s of version 1 has no words", r)
		}
	}
	for _, c := range v1.Causes {
		if words.Cause[string(c)] == "" {
			t.Errorf("cause %s of version 1 has no words", c)
		}
	}
}
