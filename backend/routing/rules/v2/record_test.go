package v2_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// store gives the two stored texts of a decision on in.
func store(t rapid.TB, in v2.Input) (input, decision []byte) {
	t.Helper()
	input, err := v2.EncodeInput(in)
	if err != nil {
		t.Fatal(err)
	}
	decision, err = v2.EncodeDecision(v2.Decide(in))
	if err != nil {
		t.Fatal(err)
	}
	return input, decision
}

// The stored texts of version 2. If this fails, stored decisions of released
// versions no longer replay: that takes a new Version, not a new text here.
const (
	storedInput = `{"version":2,"interaction":{"id":"int_1","trigger":"missed","waitingSince":5000,"seq":7,` +
		`"attempts":[{"userId":"a","outcome":"missed"}],"excluded":[],"preferred":"","escalated":false},` +
		`"inbox":{"id":"inb_1","mode":"roundRobin","reassignSeconds":30,"cursor":"a","members":["a","b"]},` +
		`"candidates":[{"userId":"a","role":"agent","active":true,"contactCenter":true,"whatsApp":true,"presence":"online",` +
		`"presenceReason":"","presenceSince":1000,"capacity":5,"openChats":0,"pendingOffers":0},` +
		`{"userId":"b","role":"agent","active":true,"contactCenter":true,"whatsApp":true,"presence":"online",` +
		`"presenceReason":"<tea>","presenceSince":1000,"capacity":5,"openChats":0,"pendingOffers":0}]}`
	storedDecision = `{"version":2,"interactionId":"int_1","inboxId":"inb_1","mode":"roundRobin","trigger":"missed",` +
		`"outcome":"offer","cause":"offered","winner":"b","winnerReason":"wonTurn","offerSeconds":30,"escalate":false,"newCursor":"b",` +
		`"candidates":[{"userId":"b","reason":"wonTurn","turn":1,"presenceReason":"<tea>","presenceSince":1000,"capacity":5},` +
		`{"userId":"a","reason":"missedOffer","turn":2,"presenceSince":1000,"capacity":5,"missed":1}]}`
)

func TestEncode_givesTheStoredBytesOfVersion2(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Candidates[0], in.Candidates[1] = in.Candidates[1], in.Candidates[0]
	in.Inbox.Cursor = "a"
	in.Interaction.Trigger = v2.TriggerMissed
	tried(&in, v2.OutcomeMissed, "a")
	person(&in, "b").PresenceReason = "<tea>"
	input, decision := store(t, in)
	if diff := cmp.Diff(storedInput, string(input)); diff != "" {
		t.Error("input", diff)
	}
	if diff := cmp.Diff(storedDecision, string(decision)); diff != "" {
		t.Error("decision", diff)
	}
	if again, err := v2.DecideStored([]byte(storedInput)); err != nil || string(again) != storedDecision {
		t.Errorf("decided again: %s, %v", again, err)
	}
}

// decidesTheSame decides again on a stored picture.
func decidesTheSame(t rapid.TB, input, decision []byte) {
	t.Helper()
	if again, err := v2.DecideStored(input); err != nil || !bytes.Equal(again, decision) {
		t.Fatalf("decided again: %v\n%s\n%s", err, again, decision)
	}
}

func TestStored_whateverWasDecided_isDecidedAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		input, decision := store(t, anyInput().Draw(t, "in"))
		decidesTheSame(t, input, decision)
		in, err := v2.DecodeInput(input)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := store(t, in); !bytes.Equal(again, input) {
			t.Fatalf("decoded and encoded again:\n%s\n%s", input, again)
		}
		d, err := v2.DecodeDecision(decision)
		if err != nil {
			t.Fatal(err)
		}
		if again := encoded(t, d); !bytes.Equal(again, decision) {
			t.Fatalf("decoded and encoded again:\n%s\n%s", decision, again)
		}
	})
}

func TestEncodeInput_textThatJSONCannotGiveBack_isRefused(t *testing.T) {
	t.Parallel()
	const bad = "\xff"
	for name, change := range map[string]func(*v2.Input){
		"interaction": func(in *v2.Input) { in.Interaction.ID = bad },
		"member":      func(in *v2.Input) { in.Inbox.Members[0] = bad },
		"excluded":    func(in *v2.Input) { in.Interaction.Excluded = []desk.UserID{bad} },
		"attempt":     func(in *v2.Input) { tried(in, v2.OutcomeMissed, bad) },
		"presence":    func(in *v2.Input) { in.Candidates[0].PresenceReason = bad },
	} {
		in := picture("a")
		change(&in)
		if _, err := v2.EncodeInput(in); desk.SubcodeOf(err) != v2.SubcodeNotText {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestEncode_leavesItsArgumentAlone(t *testing.T) {
	t.Parallel()
	in := picture("b", "a")
	in.Interaction.Excluded = []desk.UserID{"z", "a"}
	before := picture("b", "a")
	before.Interaction.Excluded = []desk.UserID{"z", "a"}
	store(t, in)
	if diff := cmp.Diff(before, in); diff != "" {
		t.Error(diff)
	}
}
