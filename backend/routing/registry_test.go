package routing_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing"
	v1 "github.com/parleydesk/parley/backend/routing/rules/v1"
	v2 "github.com/parleydesk/parley/backend/routing/rules/v2"
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
		{"newer decision", storedInput, swap(storedDecision, `"version":1`, `"version":9`), v1.SubcodeVersion},
		{"newer picture", swap(storedInput, `"version":1`, `"version":9`), storedDecision, routing.SubcodeVersion},
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

// moon is a set of rules that only this test has: it asks somebody else than those
// that it was made from, and has a shape of its own.
var moon = routing.Rules{
	Version: 9,
	Decide: func(input []byte) ([]byte, error) {
		decision, err := routing.V1.Decide(bytes.Replace(input, []byte(`"version":9`), []byte(`"version":1`), 1))
		decision = bytes.Replace(decision, []byte(`"version":1`), []byte(`"version":9,"moon":"full"`), 1)
		decision = bytes.Replace(decision, []byte(`"winner":"b"`), []byte(`"winner":"a"`), 1)
		return decision, err
	},
	Read: func(decision []byte) (routing.Decision, error) {
		return routing.V1.Read(bytes.Replace(decision, []byte(`"version":9,"moon":"full"`), []byte(`"version":1`), 1))
	},
}

// A new set of rules that answers otherwise changes nothing of what was decided
// before it: that replays and is explained as it was.
func TestRegistry_anotherSetLeavesTheDecisionsOfTheFirst(t *testing.T) {
	t.Parallel()
	both := routing.Registry{routing.V1, moon}
	if err := both.Replay([]byte(storedInput), []byte(storedDecision)); err != nil {
		t.Errorf("a decision of version 1: %v", err)
	}
	old, err := both.Read([]byte(storedDecision))
	if err != nil || old.Winner != "b" || old.WinnerReason != routing.Reason(v1.ReasonWonTurn) || len(old.Candidates) != 2 {
		t.Errorf("a decision of version 1 is read as %+v, %v", old, err)
	}
	picture := []byte(strings.Replace(storedInput, `"version":1`, `"version":9`, 1))
	decision, err := moon.Decide(picture)
	if err != nil {
		t.Fatal(err)
	}
	if err := both.Replay(picture, decision); err != nil {
		t.Errorf("a decision of version 9: %v", err)
	}
	if d, err := both.Read(decision); err != nil || d.Winner != "a" {
		t.Errorf("version 9 asks %q, %v: want another answer than version 1", d.Winner, err)
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

// A decision of the first rules loses nothing when it is read in the newest shape:
// what it said is there again, byte for byte, but for its version.
func TestRegistry_readsAllThatAnOlderDecisionSaid(t *testing.T) {
	t.Parallel()
	packed, err := os.ReadFile("rules/v1/testdata/decisions.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	lines, n := json.NewDecoder(z), 0
	for ; ; n++ {
		var line struct{ Decision json.RawMessage }
		if err := lines.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		d, err := routing.DecodeDecision(line.Decision)
		if err != nil {
			t.Fatal(err)
		}
		again, err := routing.EncodeDecision(d)
		if err != nil || !bytes.Equal(again, line.Decision) {
			t.Fatalf("%v\nread %s\nas   %s", err, line.Decision, again)
		}
	}
	if n < 100 {
		t.Errorf("only %d decisions", n)
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
	said := func(version int, words map[string]string, codes ...string) {
		for _, code := range codes {
			if words[code] == "" {
				t.Errorf("%s of version %d has no words", code, version)
			}
		}
	}
	said(1, words.Reason, texts(v1.Reasons)...)
	said(1, words.Cause, texts(v1.Causes)...)
	said(2, words.Reason, texts(v2.Reasons)...)
	said(2, words.Cause, texts(v2.Causes)...)
}

func texts[T ~string](list []T) (out []string) {
	for _, each := range list {
		out = append(out, string(each))
	}
	return out
}
