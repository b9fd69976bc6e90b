package v2_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/routing/rules/v2"
)

// freeze writes the golden decisions of a new set of rules, once. Those of a
// released set are never written again: a decision that was stored would lose
// its reasons.
var freeze = flag.Bool("freeze", false, "write the golden decisions, if there are none yet")

// golden are the files of golden decisions: the first has those of before an inbox had a
// capacity, the second has those of inboxes with one.
var golden = []string{"testdata/decisions.jsonl.gz", "testdata/inbox_capacity.jsonl.gz"}

// frozen is one golden decision.
type frozen struct {
	Input    json.RawMessage `json:"input"`
	Decision json.RawMessage `json:"decision"`
}

// TestFrozen_goldenDecisionsNeverChange decides 1,600 pictures again and wants
// every stored byte. All outcomes, causes and reasons are among them.
func TestFrozen_goldenDecisionsNeverChange(t *testing.T) {
	t.Parallel()
	if *freeze {
		writeGolden(t, golden[1], 800)
	}
	outcomes, causes, reasons := map[v2.Outcome]bool{}, map[v2.Cause]bool{}, map[v2.Reason]bool{}
	for _, f := range slices.Concat(readGolden(t, golden[0]), readGolden(t, golden[1])) {
		decidesTheSame(t, f.Input, f.Decision)
		d, err := v2.DecodeDecision(f.Decision)
		if err != nil {
			t.Fatal(err)
		}
		outcomes[d.Outcome], causes[d.Cause] = true, true
		for _, c := range d.Candidates {
			reasons[c.Reason] = true
		}
	}
	if len(outcomes) != 4 {
		t.Errorf("the golden decisions have the outcomes %v", outcomes)
	}
	for _, c := range v2.Causes {
		if !causes[c] {
			t.Errorf("no golden decision has the cause %s", c)
		}
	}
	for _, r := range v2.Reasons {
		if !reasons[r] {
			t.Errorf("no golden decision has the reason %s", r)
		}
	}
}

func readGolden(t *testing.T, from string) (list []frozen) {
	t.Helper()
	packed, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		var f frozen
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	if err := lines.Err(); err != nil || len(list) == 0 {
		t.Fatalf("%d golden decisions, %v", len(list), err)
	}
	return list
}

func writeGolden(t *testing.T, to string, n int) {
	t.Helper()
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s is there and is never written again (%v)", to, err)
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	for seed := range n {
		in := anyInput()
		if seed%2 == 1 {
			in = staffedInput()
		}
		drawn := in.Example(seed)
		drawn.Inbox.Capacity = 1 + seed%3
		input, decision := store(t, drawn)
		z.Write([]byte(`{"input":` + string(input) + `,"decision":` + string(decision) + "}\n")) //nolint:errcheck // into memory
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// staffedInput is a picture as it is met at work: everybody in the inbox is
// known and most could take it.
func staffedInput() *rapid.Generator[v2.Input] {
	return rapid.Custom(func(t *rapid.T) v2.Input {
		var names []string
		for i := range rapid.IntRange(2, 9).Draw(t, "people") {
			names = append(names, fmt.Sprintf("u%d", i))
		}
		in := picture(names...)
		in.Inbox.Mode = rapid.SampledFrom(automatic).Draw(t, "mode")
		in.Inbox.Dials = rapid.IntRange(0, 3).Draw(t, "dials")
		in.Inbox.Capacity = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "capacity")
		in.Inbox.Cursor = anyUser().Draw(t, "cursor")
		in.Interaction.LastAgent = anyUser().Draw(t, "lastAgent")
		in.Interaction.Trigger = rapid.SampledFrom([]v2.Trigger{v2.TriggerArrived, v2.TriggerMissed, v2.TriggerDrain, v2.TriggerDrain}).Draw(t, "trigger")
		in.Interaction.Preferred = rapid.OneOf(rapid.Just(desk.UserID("")), rapid.Just(desk.UserID("")), anyUser()).Draw(t, "preferred")
		for i := range in.Candidates {
			c, id := &in.Candidates[i], in.Candidates[i].UserID
			c.Level, c.IdleSince = rapid.IntRange(1, 3).Draw(t, "level"), rapid.Int64Range(1, 3).Draw(t, "idleSince")
			c.OpenThreads = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "open")
			c.OpenHere = rapid.IntRange(0, c.OpenThreads).Draw(t, "here")
			switch rapid.IntRange(0, 12).Draw(t, "what of "+string(id)) {
			case 0:
				c.Presence = desk.PresenceAway
			case 1:
				c.OpenThreads = c.Capacity
			case 2, 3, 4:
				in.Interaction.Attempts = append(in.Interaction.Attempts, v2.Attempt{UserID: id, Outcome: v2.OutcomeMissed})
			case 5:
				in.Interaction.Excluded = append(in.Interaction.Excluded, id)
			case 6:
				in.Interaction.Attempts = append(in.Interaction.Attempts, v2.Attempt{UserID: id, Outcome: v2.OutcomeDeclined})
			default: // able
			}
		}
		return in
	})
}
