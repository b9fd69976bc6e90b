package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
)

func line() desk.RecordBody {
	return desk.RecordBody{
		Org: "org1", Seq: 40, InteractionID: "int_1", ThreadID: "thr_1", FirstSeq: 12, NumberID: "num_1", ServiceName: "Support, DACH",
		DataSource: []desk.KV{{Key: "region", Value: "emea"}, {Key: "language", Value: "de"}}, ContactID: "con_1", InboxID: "inb_1", PlanID: "pln_1",
		StartedAt: 1_000, EndedAt: 90_000, EndReason: "closed", EndedBy: "ben", Disposition: "archived", Rule: "ended", Before: "active", BeforeRule: "humanReplied",
		Agents: []desk.RecordSpan{
			{UserID: "ana", From: 11_000, To: 21_000, Began: desk.SpanAccepted, Ended: desk.SpanTransferred},
			{UserID: "ben", From: 21_000, To: 90_000, Began: desk.SpanGot, Ended: desk.SpanClosed},
			{UserID: "ana", From: 90_000, Began: desk.SpanTook},
		},
		CustomerAt: 1_000, AnsweredAt: 31_000, MessagesIn: 2, MessagesOut: 3,
	}
}

func TestRecordFacts_readWhatWasWritten(t *testing.T) {
	t.Parallel()
	b := line()
	got, ok := desk.ReadFacts(b.Facts())
	want := desk.RecordFacts{
		FirstSeq: 12, StartedAt: 1_000, EndedAt: 90_000, Queue: 10_000, First: 30_000, Handling: 79_000, MessagesIn: 2, MessagesOut: 3,
		Number: "num_1", Service: "Support, DACH", Contact: "con_1", Inbox: "inb_1", Plan: "pln_1", EndedBy: "ben", EndReason: "closed",
		Disposition: "archived", Before: "active", Agents: "ana\x1eben", Sources: "region=emea\x1elanguage=de",
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Error(ok, diff)
	}
	if diff := cmp.Diff([]string{"region=emea", "language=de"}, desk.FactList(got.Sources)); diff != "" || desk.FactList("") != nil {
		t.Error(diff)
	}
	b.Service = &desk.RecordService{FirstDue: 9_000, First: desk.ServiceMissed, NextMet: 40, NextMissed: 2, Resolution: desk.ServiceMet}
	want.Promised = desk.RecordService{First: desk.ServiceMissed, NextMet: 40, NextMissed: 2, Resolution: desk.ServiceMet}
	if got, ok := desk.ReadFacts(b.Facts()); !ok || got != want || got.Promised.Outcome() != desk.ServiceMissed {
		t.Errorf("with what was promised: %+v", got)
	}
	b.Service = nil
	if old, ok := desk.ReadFacts(strings.TrimSuffix(b.Facts(), "\x1f")); !ok || old.Sources != want.Sources || old.Promised.Outcome() != "" {
		t.Errorf("of a line from before there were promises: %+v", old)
	}
	none := desk.RecordBody{StartedAt: 5, EndedAt: 9}
	if got, ok := desk.ReadFacts(none.Facts()); !ok || got.First != -1 || got.Queue != 4 || got.Agents != "" {
		t.Errorf("of one that nobody had: %+v, %v", got, ok)
	}
	for _, bad := range []string{"", "x", "\x1f", "1\x1f2\x1f3"} {
		if _, ok := desk.ReadFacts(bad); ok {
			t.Errorf("%q is read", bad)
		}
	}
}

// The hashes of records that were written stand in files of customers: neither what is
// hashed nor how may ever change.
func TestSeal_chainsAsItAlwaysDid(t *testing.T) {
	t.Parallel()
	first, head, err := line().Seal(desk.RecordHead{})
	if err != nil {
		t.Fatal(err)
	}
	second, head, err := desk.RecordBody{Org: "org1", Seq: 41, Voids: 1, InteractionID: "int_1"}.Seal(head)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a99a91e0d77920cc5f5a6dc907b5b37fc74e020f7e9d9e3a1d79c1b7991de0f2",
		"5885b33ef3ca833bb16e70f465738abdf9347b057df4dc784caf3d6dc080bfeb",
	}
	if got := []string{first.Hash, second.Hash}; !cmp.Equal(got, want) || head.N != 2 || head.Hash != second.Hash {
		t.Errorf("the hashes are %q, want %q", got, want)
	}
	body, err := json.Marshal(second.RecordBody)
	if err != nil || string(body) != `{"org":"org1","n":2,"seq":41,"voids":1,"interactionId":"int_1"}` || desk.RecordHash(first.Hash, body) != second.Hash {
		t.Errorf("what is hashed is %s, %v", body, err)
	}
	// Each of these makes another hash: whose it is, its place, and what it says.
	for name, change := range map[string]func(*desk.RecordBody, *desk.RecordHead){
		"organization": func(b *desk.RecordBody, _ *desk.RecordHead) { b.Org = "org2" },
		"place":        func(_ *desk.RecordBody, h *desk.RecordHead) { h.N = 1 },
		"what is said": func(b *desk.RecordBody, _ *desk.RecordHead) { b.MessagesIn++ },
		"an agent":     func(b *desk.RecordBody, _ *desk.RecordHead) { b.Agents[0].UserID = "eve" },
	} {
		b, h := line(), desk.RecordHead{}
		change(&b, &h)
		if other, _, err := b.Seal(h); err != nil || other.Hash == first.Hash {
			t.Errorf("with another %s the hash is the same, %v", name, err)
		}
	}
}

func TestSaysTheSame_looksPastItsPlace(t *testing.T) {
	t.Parallel()
	r, _, err := line().Seal(desk.RecordHead{N: 6, Hash: "x"})
	if err != nil || !r.SaysTheSame(line()) {
		t.Errorf("%v", err)
	}
	other := line()
	other.Agents = other.Agents[:1]
	if r.SaysTheSame(other) {
		t.Error("with an agent less it says the same")
	}
}
