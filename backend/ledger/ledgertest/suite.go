package ledgertest

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
)

// testAnswers: outcomes come in the order of the proposals, numbers are contiguous
// per organization, what the fold answered comes back, and bodies are linked.
func testAnswers(t *testing.T, backend Backend) {
	b := start(t, backend)
	in := &desk.Intake{Provider: "meta", Account: "a", Org: org, Body: []byte("raw")}
	out, err := b.ledger.Submit(t.Context(), desk.Submission{Intake: in, Proposals: []desk.Proposal{
		Step{Contact: "c1", Answer: "hello"}.Proposal(org, "k1"), Step{Contact: "c2"}.Proposal("org_b", "k1"), Step{Contact: "c1"}.Proposal(org, ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	b.wantSeqs("three proposals", out, "1 1 2")
	if string(out[0].Answer) != `{"said":"hello"}` || out[1].Answer != nil {
		t.Errorf("answers: %s, %s", out[0].Answer, out[1].Answer)
	}
	b.has(`"savedName":" 1 2"`, true)
	list := b.records(org)
	if len(list) != 2 || list[0].Intake == 0 || list[0].Intake != list[1].Intake || list[0].Key != "k1" || list[0].Kind != desk.EntryCommand {
		t.Errorf("entries: %+v", list)
	}
	// A body alone is kept too, and gives no outcomes.
	if out, err := b.ledger.Submit(t.Context(), desk.Submission{Intake: in}); err != nil || len(out) != 0 {
		t.Errorf("a body alone: %v %v", out, err)
	}
	lines, err := backend.FeedLines(t.Context(), org)
	if err != nil || len(lines) != 2 || lines[0].Seq != 1 || lines[1].Seq != 2 {
		t.Errorf("feed: %v %v", lines, err)
	}
	b.chained(org)
	b.chained("org_b")
}

// testDuplicates: a known key takes no number, changes nothing, and gives the
// first outcome, within a submission and later, and after a quarantine.
func testDuplicates(t *testing.T, backend Backend) {
	b := start(t, backend)
	k := Step{Contact: "c", Answer: "first"}.Proposal(org, "k")
	again := Step{Contact: "c", Answer: "second"}.Proposal(org, "k")
	out := b.submit(k, again, Step{}.Proposal(org, "other"))
	b.wantSeqs("one submission", out, "1 1d 2")
	if string(out[1].Answer) != `{"said":"first"}` {
		t.Errorf("answer of a duplicate: %s", out[1].Answer)
	}
	out = b.submit(again, Step{}.Proposal(org, "new"))
	b.wantSeqs("a later submission", out, "1d 3")
	if string(out[0].Answer) != `{"said":"first"}` {
		t.Errorf("answer of a later duplicate: %s", out[0].Answer)
	}
	b.has(`"savedName":" 1"`, true)
	bad := Step{Fail: "error"}.Proposal(org, "bad")
	b.wantSeqs("quarantined and again", b.submit(bad, bad), "4q 4dq")
	b.wantSeqs("quarantined, later again", b.submit(bad), "4dq")
	b.wantSeqs("without a key nothing is a duplicate", b.submit(Step{}.Proposal(org, ""), Step{}.Proposal(org, "")), "5 6")
	b.chained(org)
	b.keepsNoBodyTwice()
}

// keepsNoBodyTwice: a body is kept with the first entry in it that is new, and
// not at all when none is. Ids of bodies are given in a row.
func (b *bench) keepsNoBodyTwice() {
	b.t.Helper()
	for _, keys := range [][]string{{"w1", "w2"}, {"w1", "w2"}, {"w2", "w1"}, {"w1", "w3", "w4"}} {
		in := &desk.Intake{Provider: "meta", Account: "a", Org: org, Body: []byte(strings.Join(keys, " "))}
		var proposals []desk.Proposal
		for _, key := range keys {
			proposals = append(proposals, Step{Contact: "w"}.Proposal(org, key))
		}
		if _, err := b.ledger.Submit(b.t.Context(), desk.Submission{Intake: in, Proposals: proposals}); err != nil {
			b.t.Fatal(err)
		}
	}
	var ids []int64
	for _, e := range b.records(org) {
		if strings.HasPrefix(e.Key, "w") {
			ids = append(ids, e.Intake)
		}
	}
	if len(ids) != 4 || ids[0] == 0 || ids[1] != ids[0] || ids[2] != ids[0]+1 || ids[3] != ids[2] {
		b.t.Errorf("the bodies of four entries from two of four deliveries: %v", ids)
	}
}

// testConcurrentDuplicates: fifty copies at once are kept once, and all are told
// the same.
func testConcurrentDuplicates(t *testing.T, backend Backend) {
	b := start(t, backend)
	const copies = 50
	outcomes := make([]desk.Outcome, copies)
	var all sync.WaitGroup
	for i := range copies {
		all.Go(func() {
			out, err := b.ledger.Submit(t.Context(), desk.Submission{
				Intake:    &desk.Intake{Provider: "meta", Account: "a", Org: org, Body: []byte("same")},
				Proposals: []desk.Proposal{Step{Contact: "c", Answer: "x"}.Proposal(org, "k")},
			})
			if err != nil {
				t.Error(err)
				return
			}
			outcomes[i] = out[0]
		})
	}
	all.Wait()
	fresh := 0
	for _, o := range outcomes {
		if !o.Duplicate {
			fresh++
		}
		if o.Seq != 1 || string(o.Answer) != `{"said":"x"}` {
			t.Errorf("outcome %+v", o)
		}
	}
	if fresh != 1 || len(b.records(org)) != 1 {
		t.Errorf("%d were fresh and %d entries kept, want one", fresh, len(b.records(org)))
	}
	b.has(`"savedName":" 1"`, true)
}

// testFailingFolds: whatever a fold does, its entry stays and nothing else of it; the
// other entries of the same submission are untouched.
func testFailingFolds(t *testing.T, backend Backend) {
	b := start(t, backend)
	out := b.submit(
		Step{Contact: "good"}.Proposal(org, "1"),
		Step{Contact: "bad", Timer: "bad", Answer: "no", Fail: "error"}.Proposal(org, "2"),
		Step{Contact: "bad", Fail: "panic"}.Proposal(org, "3"),
		Step{Contact: "bad", Fail: "plain"}.Proposal(org, "4"),
		desk.Proposal{Org: org, Kind: desk.EntryCommand, Payload: []byte("not JSON")},
		Step{Contact: "good"}.Proposal(org, "5"),
	)
	b.wantSeqs("outcomes", out, "1 2q 3q 4q 5q 6")
	if out[1].Answer != nil {
		t.Errorf("a failed fold answered %s", out[1].Answer)
	}
	b.has(`"savedName":" 1 6"`, true)
	b.has("bad", false)
	b.has("secret", false) // a foreign error's words may be a customer's
	b.has("invalid/planned", true)
	reasons := 0
	for _, e := range b.records(org) {
		if e.reason != "" {
			reasons++
		}
	}
	if reasons != 4 || strings.Count(b.state(org), `"replayed":false`) != 4 {
		t.Errorf("%d reasons, want 4; state\n%s", reasons, b.state(org))
	}
	b.chained(org)
}

// testFollowers: entries that a fold asks for come right after it, see what it
// did, and go with it when one of them fails.
func testFollowers(t *testing.T, backend Backend) {
	b := start(t, backend)
	c := func(follow ...Step) Step { return Step{Contact: "c", Follow: follow} }
	b.wantSeqs("a tree of followers", b.submit(c(c(c()), c()).Proposal(org, ""), Step{Contact: "d"}.Proposal(org, "")), "1 5")
	b.has(`"savedName":" 1 2 3 4"`, true)
	keyed := Step{Contact: "k", Key: "once"}
	b.wantSeqs("a follower with a key", b.submit(c(keyed, keyed).Proposal(org, "")), "6")
	b.has(`"savedName":" 7"`, true)
	failing := Step{Contact: "c", Fail: "error"}
	late := Step{Contact: "late", Key: "late"}
	b.wantSeqs("a failing follower", b.submit(c(late, c(failing)).Proposal(org, ""), late.Proposal(org, "late")), "8q 9")
	b.has(`"savedName":" 1 2 3 4 6"`, true)
	b.has(`"savedName":" 9"`, true)
	if n := len(b.records(org)); n != 9 {
		t.Errorf("%d entries, want 9: numbers of followers were not given back", n)
	}
	b.chained(org)
}

// testRunaways: a fold that never stops asking, or asks elsewhere, is quarantined.
func testRunaways(t *testing.T, backend Backend) {
	b := start(t, backend)
	many := Step{Contact: "c"}
	for range 300 {
		many.Follow = append(many.Follow, Step{Contact: "c"})
	}
	out := b.submit(Step{Contact: "c", Endless: true}.Proposal(org, ""), many.Proposal(org, ""), Step{Stray: true}.Proposal(org, ""))
	b.wantSeqs("runaways", out, "1q 2q 3q")
	b.has(`"savedName"`, false)
	if n := len(b.records(org + "_other")); n != 0 {
		t.Errorf("%d entries in another organization", n)
	}
}

// testFailingTimer: a timer whose entry cannot be folded does not come due again.
func testFailingTimer(t *testing.T, backend Backend) {
	b := start(t, backend)
	b.submit(Step{Timer: "subject-x"}.Proposal(org, ""), Step{Timer: "subject-y"}.Proposal(org, ""))
	payload, err := json.Marshal(desk.Timer{Kind: desk.TimerExpire, Subject: "subject-x", DueAt: 1})
	if err != nil {
		t.Fatal(err)
	}
	b.wantSeqs("timer", b.submit(desk.Proposal{Org: org, Kind: desk.EntryTimer, Payload: payload}), "3q")
	b.has("subject-x", false)
	b.has("subject-y", true)
}

// testClock: when the clock jumps back, the record does not.
func testClock(t *testing.T, backend Backend) {
	b := start(t, backend)
	for _, now := range []int64{5_000, 3_000, 4_000, 9_000} {
		b.now.Store(now)
		b.submit(Step{Contact: "c"}.Proposal(org, ""))
	}
	b.now.Store(1_000)
	b.submit(Step{}.Proposal("org_b", "")) // another organization's record starts when it starts
	want := []int64{5_000, 5_000, 5_000, 9_000}
	for i, e := range b.records(org) {
		if e.At != want[i] {
			t.Errorf("entry %d is of %d, want %d", e.Seq, e.At, want[i])
		}
	}
	if at := b.records("org_b")[0].At; at != 1_000 {
		t.Errorf("entry of another organization is of %d", at)
	}
}

// testRebuild: the record folded into an emptied state gives the same bytes,
// with quarantined entries, followers and timers, and adds nothing to the record.
func testRebuild(t *testing.T, backend Backend) {
	b := start(t, backend)
	for range 100 { // more than one page of a rebuild
		b.submit(
			Step{Contact: "a", Timer: "t", Follow: []Step{{Contact: "b"}, {Contact: "a"}}}.Proposal(org, ""),
			Step{Contact: "a", Fail: "error"}.Proposal(org, ""),
			Step{Contact: "b"}.Proposal("org_b", ""),
		)
	}
	b.ledger.Stop()
	before, count := b.state(org), len(b.records(org))
	if err := backend.Wipe(t.Context(), org); err != nil {
		t.Fatal(err)
	}
	if b.state(org) != "" {
		t.Fatalf("state after wiping:\n%s", b.state(org))
	}
	if err := ledger.Rebuild(t.Context(), org, backend, backend.Begin, Fold); err != nil {
		t.Fatal(err)
	}
	if after := b.state(org); after != before {
		t.Errorf("rebuilt\n%s\nwant\n%s", after, before)
	}
	if n := len(b.records(org)); n != count {
		t.Errorf("%d entries after a rebuild, %d before", n, count)
	}
	// A fold that fails now on what it could fold then is no rebuild.
	broken := func(context.Context, ledger.Tx, desk.Entry) (desk.Batch, error) {
		return desk.Batch{}, errPlain
	}
	if err := ledger.Rebuild(t.Context(), org, backend, backend.Begin, broken); err == nil {
		t.Error("a rebuild whose folds fail succeeded")
	}
}

// altered shows a record with one entry changed.
type altered struct {
	Backend
	change func(e *desk.Entry) (keep bool)
}

func (a altered) EntriesAfter(ctx context.Context, o desk.OrgID, seq int64, limit int, each func(desk.Entry, []byte, string) error) error {
	return a.Backend.EntriesAfter(ctx, o, seq, limit, func(e desk.Entry, hash []byte, reason string) error {
		if !a.change(&e) {
			return nil
		}
		return each(e, hash, reason)
	})
}

// testTampering: Verify finds what was changed without the ledger, and takes a payload
// that is not there only if an entry says what stays of it.
func testTampering(t *testing.T, backend Backend) {
	b := start(t, backend)
	for range 5 {
		b.submit(Step{Contact: "c"}.Proposal(org, ""))
	}
	left := []byte(`{"contact":"c"}`)
	said, err := json.Marshal(desk.EraseEntry{Entries: []desk.ErasedEntry{{Seq: 3, Left: desk.PayloadHash(left)}}})
	if err != nil {
		t.Fatal(err)
	}
	b.submit(desk.Proposal{Org: org, Kind: desk.EntryErase, Payload: said})
	on3 := func(f func(e *desk.Entry) bool) func(e *desk.Entry) bool {
		return func(e *desk.Entry) bool { return e.Seq != 3 || f(e) }
	}
	for name, c := range map[string]struct {
		change func(e *desk.Entry) bool
		sound  bool
	}{
		"nothing":          {func(*desk.Entry) bool { return true }, true},
		"payload erased":   {on3(func(e *desk.Entry) bool { e.Payload, e.Erased = left, 6; return true }), true},
		"more erased":      {on3(func(e *desk.Entry) bool { e.Payload, e.Erased = nil, 6; return true }), false},
		"by another entry": {on3(func(e *desk.Entry) bool { e.Payload, e.Erased = left, 5; return true }), false},
		"payload gone":     {on3(func(e *desk.Entry) bool { e.Payload = nil; return true }), false},
		"payload changed":  {on3(func(e *desk.Entry) bool { e.Payload = []byte("{}"); return true }), false},
		"entry left out":   {on3(func(*desk.Entry) bool { return false }), false},
		"time changed":     {on3(func(e *desk.Entry) bool { e.At++; return true }), false},
		"kind changed":     {on3(func(e *desk.Entry) bool { e.Kind += "x"; return true }), false},
		"key changed":      {on3(func(e *desk.Entry) bool { e.Key = "x"; return true }), false},
		"source changed":   {on3(func(e *desk.Entry) bool { e.Intake++; return true }), false},
		"hash changed":     {on3(func(e *desk.Entry) bool { e.Hash = []byte{1}; return true }), false},
		"sequence changed": {on3(func(e *desk.Entry) bool { e.Seq = 9; return true }), false},
	} {
		err := ledger.Verify(t.Context(), org, altered{backend, c.change})
		if (err == nil) != c.sound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
