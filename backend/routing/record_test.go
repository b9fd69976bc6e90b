package routing_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
)

// store gives the two stored texts of a decision on in.
func store(t rapid.TB, in routing.Input) (input, decision []byte) {
	t.Helper()
	input, err := routing.EncodeInput(in)
	if err != nil {
		t.Fatal(err)
	}
	decision, err = routing.EncodeDecision(routing.Decide(in))
	if err != nil {
		t.Fatal(err)
	}
	return input, decision
}

// The stored texts of version 1. If this fails, stored decisions of released
// versions no longer replay: that takes a new Version, not a new text here.
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

func TestEncode_givesTheStoredBytesOfVersion1(t *testing.T) {
	t.Parallel()
	in := picture("a", "b")
	in.Candidates[0], in.Candidates[1] = in.Candidates[1], in.Candidates[0]
	in.Inbox.Cursor = "a"
	in.Interaction.Trigger = routing.TriggerMissed
	tried(&in, routing.OutcomeMissed, "a")
	person(&in, "b").PresenceReason = "<tea>"
	input, decision := store(t, in)
	if diff := cmp.Diff(storedInput, string(input)); diff != "" {
		t.Error("input", diff)
	}
	if diff := cmp.Diff(storedDecision, string(decision)); diff != "" {
		t.Error("decision", diff)
	}
	if err := routing.Replay([]byte(storedInput), []byte(storedDecision)); err != nil {
		t.Error(err)
	}
}

func TestReplay_whateverWasStored_givesTheSameBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		input, decision := store(t, anyInput().Draw(t, "in"))
		if err := routing.Replay(input, decision); err != nil {
			t.Fatal(err)
		}
		in, err := routing.DecodeInput(input)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := store(t, in); !bytes.Equal(again, input) {
			t.Fatalf("decoded and encoded again:\n%s\n%s", input, again)
		}
		d, err := routing.DecodeDecision(decision)
		if err != nil {
			t.Fatal(err)
		}
		if again := encoded(t, d); !bytes.Equal(again, decision) {
			t.Fatalf("decoded and encoded again:\n%s\n%s", decision, again)
		}
	})
}

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
		{"newer decision", storedInput, swap(storedDecision, `"version":1`, `"version":2`), routing.SubcodeVersion},
		{"newer picture", swap(storedInput, `"version":1`, `"version":2`), storedDecision, routing.SubcodeVersion},
		{"picture in another form", " " + storedInput, storedDecision, routing.SubcodeNotCanonical},
		{"unknown field", swap(storedInput, `"seq":7`, `"seq":7,"moon":"full"`), storedDecision, routing.SubcodeUnreadable},
		{"cut short", storedInput[:40], storedDecision, routing.SubcodeUnreadable},
		{"two values", storedInput + "{}", storedDecision, routing.SubcodeUnreadable},
		{"nothing", "", "", routing.SubcodeUnreadable},
		{"decision cut short", storedInput, storedDecision[:40], routing.SubcodeUnreadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := desk.SubcodeOf(routing.Replay([]byte(tc.input), []byte(tc.decision))); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEncodeInput_textThatJSONCannotGiveBack_isRefused(t *testing.T) {
	t.Parallel()
	const bad = "\xff"
	for name, change := range map[string]func(*routing.Input){
		"interaction": func(in *routing.Input) { in.Interaction.ID = bad },
		"member":      func(in *routing.Input) { in.Inbox.Members[0] = bad },
		"excluded":    func(in *routing.Input) { in.Interaction.Excluded = []desk.UserID{bad} },
		"attempt":     func(in *routing.Input) { tried(in, routing.OutcomeMissed, bad) },
		"presence":    func(in *routing.Input) { in.Candidates[0].PresenceReason = bad },
	} {
		in := picture("a")
		change(&in)
		if _, err := routing.EncodeInput(in); desk.SubcodeOf(err) != routing.SubcodeNotText {
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
