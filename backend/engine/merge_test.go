package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// twoCustomers have written, the first one from a number that changes later in some tests.
func twoCustomers(t fataler) (w *world, a, b string) {
	w = newWorld(t)
	w.wrote("wamid.a", customer, w.now, text1)
	w.wrote("wamid.b", newPhone, w.now, text1)
	return w, string(w.contactOf("wamid.a").ID), string(w.contactOf("wamid.b").ID)
}

func (w *world) contactOf(message string) *desk.Contact {
	w.t.Helper()
	m, err := w.m.MessageByProviderID(context.Background(), orgID, message)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	th, err := one[desk.Thread](w.m, desk.RowThread, string(m.ThreadID))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return w.contactCalled(string(th.ContactID))
}

func (w *world) contactCalled(id string) *desk.Contact {
	w.t.Helper()
	c, err := one[desk.Contact](w.m, desk.RowContact, id)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return c
}

func (w *world) merges(a, b string, take ...string) {
	w.t.Helper()
	w.ok("olga", wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: a, OtherID: b, Take: take})
}

func (w *world) saves(id, name, account string, labels ...string) {
	w.t.Helper()
	w.ok("olga", wire.CmdSaveContact.Name, wire.SaveContact{ContactID: id, Name: name, AccountID: account, Known: &wire.ContactFacts{Labels: labels}})
}

func TestMerge_factsBecomeOneAndConversationsStayTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wrote("wamid.a", customer, w.now, text1)
	w.wrote("wamid.b", newPhone, w.now, text1)
	a, b := string(w.contactOf("wamid.a").ID), string(w.contactOf("wamid.b").ID)
	w.saves(a, "Ana", "", "vip")
	w.saves(b, "Anna", "K-7", "late")
	w.merges(a, b, desk.KeepName)
	c := w.contactCalled(a)
	if c.SavedName != "Anna" || c.AccountID != "K-7" || !slices.Equal(c.Labels, []string{"vip", "late"}) || !slices.Equal(c.Parts, []desk.ContactID{desk.ContactID(b)}) {
		t.Errorf("the person is %+v", c)
	}
	w.wrote("wamid.b2", newPhone, w.now, text1)
	if got := string(w.contactOf("wamid.b2").ID); got != b {
		t.Errorf("what the other address writes comes to the conversation of %s", got)
	}
	// What is noted by the other name is noted of the person.
	w.ok("olga", wire.CmdNoteContact.Name, wire.NoteContact{ContactID: b, Text: "Rings twice."})
	if n := len(w.contactCalled(a).Notes); n != 1 {
		t.Errorf("%d notes of the person", n)
	}
	for _, each := range []string{"wamid.a", "wamid.b"} {
		if th := threadOfMessage(w, each); !w.hasLine(th.ID, desk.SystemMerged) {
			t.Errorf("the conversation of %s has no line", each)
		}
	}
	w.refused("olga", wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: b, OtherID: a}, "mergeSame")
	w.refused("ana", wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: a, OtherID: b}, "supervisors")
	w.sameAgain()
}

func (w *world) hasLine(id desk.ThreadID, said string) bool {
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		if m.ThreadID == id && m.System == said {
			return true
		}
	}
	return false
}

func TestMerge_theStricterConsentHolds(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	agree := func(id string, at int64, purposes ...string) {
		w.ok("olga", wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: id, OptIn: wire.NewOptIn{Method: "website", Purposes: purposes, At: at}})
	}
	agree(a, w.now-2*hour, "marketing", "utility")
	agree(b, w.now-hour, "utility")
	before := [2]*desk.Contact{w.contactCalled(a), w.contactCalled(b)}
	w.merges(a, b)
	c := w.contactCalled(a)
	if c.Agreed(desk.PurposeMarketing) || !c.Agreed(desk.PurposeUtility) {
		t.Errorf("agreed to %+v", c.OptIns)
	}
	w.ok("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b})
	after := [2]*desk.Contact{w.contactCalled(a), w.contactCalled(b)}
	for i, from := range [2]string{b, a} {
		if p := after[i].Parted; len(p) != 1 || p[0].From != desk.ContactID(from) || p[0].Seq == 0 {
			t.Errorf("%s was parted from %+v", after[i].ID, p)
		}
		after[i].Parted = nil
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("not as before:\n%s", diff)
	}
	w.sameAgain()
}

// Guards a customer who withdrew while they counted as part of another one, and one who is
// written to on somebody else's word.
func TestUnmerge_consentThatMovedMeanwhileHoldsForNobody(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	agree := func(id string, at int64) string {
		out := w.ok("olga", wire.CmdAddOptIn.Name, wire.AddOptIn{ContactID: id, OptIn: wire.NewOptIn{Method: "website", Purposes: []string{"marketing"}, At: at}})
		var r wire.IDResult
		if err := json.Unmarshal(out, &r); err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	agree(a, w.now-2*hour)
	ofB := agree(b, w.now-hour)
	w.merges(a, b)
	w.ok("olga", wire.CmdWithdrawOptIn.Name, wire.WithdrawOptIn{ContactID: b, OptInID: ofB})
	meanwhile := agree(b, w.now)
	w.ok("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b})
	if c := w.contactCalled(b); c.Agreed(desk.PurposeMarketing) {
		t.Errorf("who withdrew has agreed: %+v", c.OptIns)
	}
	c := w.contactCalled(a)
	for _, o := range c.OptIns {
		if o.ID == meanwhile && o.WithdrawnAt == 0 {
			t.Errorf("another one's word holds: %+v", o)
		}
	}
	if !c.Agreed(desk.PurposeMarketing) {
		t.Errorf("what the first one said before is lost: %+v", c.OptIns)
	}
	w.sameAgain()
}

// Guards a blocked customer whose number turns out to be part of a person.
func TestMerge_aBlockOfWhoIsJoinedToAPartHoldsForThePerson(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	w.wrote("wamid.c", "4910000077", w.now, text1)
	c := string(w.contactOf("wamid.c").ID)
	w.merges(c, a)
	w.ok("olga", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: b, Blocked: true})
	w.changesNumber("wamid.change")
	if w.contactCalled(c).BlockedAt == 0 {
		t.Error("the person is not blocked")
	}
	w.sameAgain()
}

// Guards a customer who is blocked on one number and goes on writing from another one.
func TestMerge_aBlockHoldsForEveryAddress(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	w.merges(a, b)
	w.ok("olga", wire.CmdBlockContact.Name, wire.BlockContact{ContactID: b, Blocked: true})
	for _, id := range []string{"wamid.a", "wamid.b"} {
		if th := threadOfMessage(w, id); th.Open {
			t.Errorf("the conversation of %s goes on", id)
		}
	}
	w.wrote("wamid.b2", newPhone, w.now, text1)
	if th := threadOfMessage(w, "wamid.b2"); th.Open {
		t.Errorf("somebody is asked to answer a blocked customer")
	}
	w.sameAgain()
}

// What changed since the merge stays with the one who goes on; the rest goes back.
func TestUnmerge_keepsWhatWasChangedSince(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	w.saves(a, "Ana", "", "vip")
	w.saves(b, "Anna", "K-7", "late")
	w.merges(a, b)
	w.saves(a, "Ana Lind", "K-7", "vip", "late", "new")
	w.ok("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b})
	c, other := w.contactCalled(a), w.contactCalled(b)
	if c.SavedName != "Ana Lind" || c.AccountID != "" || !slices.Equal(c.Labels, []string{"vip", "new"}) || len(c.Parts) != 0 {
		t.Errorf("the one who goes on: %+v", c)
	}
	if other.SavedName != "Anna" || other.AccountID != "K-7" || !slices.Equal(other.Labels, []string{"late"}) || other.Merged != nil {
		t.Errorf("the other one: %+v", other)
	}
	w.refused("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b}, "notMerged")
	w.sameAgain()
}

func TestUnmerge_ofOneWhoWasMergedOnComesAfterThat(t *testing.T) {
	t.Parallel()
	w, a, b := twoCustomers(t)
	w.wrote("wamid.c", "4910000077", w.now, text1)
	c := string(w.contactOf("wamid.c").ID)
	w.merges(a, b)
	w.merges(c, a)
	w.refused("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b}, "mergedOn")
	w.ok("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: a})
	w.ok("olga", wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: b})
	w.sameAgain()
}

// The provider says that two addresses are one while people have merged them: no circle, and
// everybody is found.
func TestMerge_theProviderJoinsWhomPeopleMerged(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		w, a, b := twoCustomers(t)
		w.wrote("wamid.c", "4910000077", w.now, text1)
		c := string(w.contactOf("wamid.c").ID)
		if first {
			w.merges(a, b)
			w.merges(c, a)
		} else {
			w.merges(b, a)
			w.merges(b, c)
		}
		w.changesNumber("wamid.change")
		for i, from := range []string{customer, newPhone, "4910000077"} {
			id := fmt.Sprintf("wamid.after%d", i)
			w.wrote(id, from, w.now, text1)
			found := w.contactOf(id)
			for n := 0; found.Merged != nil; n++ {
				if n > 5 {
					t.Fatalf("they are merged in a circle")
				}
				found = w.contactCalled(string(found.Merged.Into))
				if found.Into != "" {
					t.Fatalf("%s belongs to somebody who lives on as %s", from, found.Into)
				}
			}
		}
		for _, each := range every[desk.Contact](w.m, desk.RowContact, nil) {
			for _, part := range each.Parts {
				if p := w.contactCalled(string(part)); p.Merged == nil || p.Merged.Into != each.ID {
					t.Errorf("%s does not know that it is part of %s", part, each.ID)
				}
			}
		}
		w.sameAgain()
	}
}

// Merged and parted again, in any order and with messages of both between, everything is as
// if nobody had merged anybody.
func TestProperty_unmergedIsAsNeverMerged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		moves := rapid.SliceOfN(rapid.SampledFrom([]string{"merge ab", "merge ba", "merge ca", "merge bc", "part a", "part b", "part c", "write a", "write b", "write c"}), 1, 12).Draw(t, "moves")
		with, without := playMerges(t, moves, true), playMerges(t, moves, false)
		if diff := cmp.Diff(without, with); diff != "" {
			t.Fatalf("not as if never merged:\n%s", diff)
		}
	})
}

// playMerges plays moves and parts everybody at the end. In the world without merges each of
// their entries is refused in its place: the same entries have the same numbers.
func playMerges(t *rapid.T, moves []string, really bool) map[string]any {
	w, a, b := twoCustomers(t)
	w.wrote("wamid.c", "4910000077", w.now, text1)
	ids := map[byte]string{'a': a, 'b': b, 'c': string(w.contactOf("wamid.c").ID)}
	from := map[byte]string{'a': customer, 'b': newPhone, 'c': "4910000077"}
	w.saves(a, "Ana", "", "vip")
	w.saves(b, "", "K-7", "late", "vip")
	do := func(name string, body any) {
		if !really {
			name, body = wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: a, OtherID: a}
		}
		_, _ = w.command("olga", name, body) //nolint:errcheck // what cannot be done now is refused
	}
	for i, move := range append(moves, "part a", "part b", "part c", "part a", "part b", "part c") {
		w.now += minute
		switch last := move[len(move)-1]; move[0] {
		case 'm':
			do(wire.CmdMergeContacts.Name, wire.MergeContacts{ContactID: ids[move[6]], OtherID: ids[last]})
		case 'p':
			do(wire.CmdUnmergeContact.Name, wire.ContactRef{ContactID: ids[last]})
		case 'w':
			w.wrote(fmt.Sprintf("wamid.p%d", i), from[last], w.now, text1)
		}
	}
	out := map[string]any{}
	for _, c := range every[desk.Contact](w.m, desk.RowContact, nil) {
		c.Parted = nil // it is for desktops that were there meanwhile
		out[string(c.ID)] = c
	}
	for _, th := range every[desk.Thread](w.m, desk.RowThread, nil) {
		out[string(th.ID)] = th
	}
	for _, m := range every[desk.Message](w.m, desk.RowMessage, nil) {
		if m.Kind != desk.KindNote {
			out[m.ProviderID] = m
		}
	}
	return out
}
