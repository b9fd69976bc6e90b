package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// The relay's troubles and copied sign-ins are told to whoever has to act, once.
func TestAlarms_tellTheSupervisorsWhoAreSwitchedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.person("adam", desk.RoleAdmin)
	w.person("otto", desk.RoleOwner)
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "otto", Name: "Otto", Role: "owner", Capacity: 2})
	for range 3 {
		w.must(desk.EntryRelayAlarm, desk.AlarmEntry{Alarm: desk.AlarmBehind, Count: 7})
	}
	for who, want := range map[desk.UserID]int{"olga": 1, "adam": 1, "otto": 0, "ana": 0} {
		if got := w.notices(who, desk.NoticeRelay); got != want {
			t.Errorf("%s has %d notices, want %d", who, got, want)
		}
	}
	w.sameAgain()
}

func TestAccount_aCopiedSignInIsToldToWhoseItIsAndTheSupervisors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActSignedIn, By: "ana", On: "ana"})
	if n := w.notices("ana", desk.NoticeSignIn); n != 0 {
		t.Fatalf("a sign-in is told: %d", n)
	}
	w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActCopyRefused, On: "ana"})
	w.must(desk.EntryAccount, desk.AccountEntry{Act: desk.ActCopyRefused, On: "olga"})
	for who, want := range map[desk.UserID]int{"ana": 1, "ben": 0, "olga": 2} { // olga: of ana and of herself
		if got := w.notices(who, desk.NoticeSignIn); got != want {
			t.Errorf("%s has %d notices, want %d", who, got, want)
		}
	}
	before := w.m.dump()
	if _, err := w.fold(desk.EntryAccount, desk.AccountEntry{Act: "danced", On: "ana"}); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("an unknown act: %v", err)
	}
	if _, err := w.fold(desk.EntryAccount, desk.AccountEntry{Act: desk.ActCopyRefused, On: "nobody"}); err == nil {
		t.Error("a copy of nobody's sign-in was folded")
	}
	if w.m.dump() != before {
		t.Error("what was refused changed something")
	}
}

// A person's entry never carries their presence or generation from outside, and
// other rights mean another generation: the desktop fetches all anew.
func TestUser_otherRightsAreAnotherGeneration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(u *desk.User)
		grows  bool
	}{
		{"a new name", func(u *desk.User) { u.Name = "Anna" }, false},
		{"more threads", func(u *desk.User) { u.Capacity = 9 }, false},
		{"promoted", func(u *desk.User) { u.Role = desk.RoleAdmin }, true},
		{"switched off", func(u *desk.User) { u.Active = false }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			before, _ := w.m.User(t.Context(), orgID, "ana")
			to := *before
			to.Generation, to.Presence, to.CreatedAt = 99, desk.Presence{State: desk.PresenceAway, Chosen: desk.PresenceAway}, 1
			tt.change(&to)
			w.now += minute
			w.must(desk.EntryUserPut, to)
			got, _ := w.m.User(t.Context(), orgID, "ana")
			if got.Presence != before.Presence || got.CreatedAt != before.CreatedAt {
				t.Errorf("taken from outside: %+v", got)
			}
			if (got.Generation > before.Generation) != tt.grows || got.Generation > before.Generation+1 {
				t.Errorf("generation %d after %d", got.Generation, before.Generation)
			}
		})
	}
	w := newWorld(t)
	for _, bad := range []desk.User{{Name: "x", Role: desk.RoleAgent}, {ID: "x", Role: "emperor"}} {
		if _, err := w.fold(desk.EntryUserPut, bad); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// Who loses the channel loses what they hold and are asked about, at once.
func TestUser_withoutTheChannelHoldsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	first := w.accept()
	second := map[desk.UserID]desk.UserID{"ana": "ben", "ben": "ana"}[first]
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: string(first), Name: "X", Role: "agent", Active: true, Capacity: 2})
	if it := w.interaction(); it.Owner != "" || w.offer().UserID != second {
		t.Fatalf("owner %q, offered to %q", it.Owner, w.offer().UserID)
	}
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: string(second), Name: "Y", Role: "agent", Active: true, Capacity: 2})
	if it := w.interaction(); it.State != desk.InteractionWaiting || w.offer().UserID != "" {
		t.Fatalf("state %s, offered to %q", it.State, w.offer().UserID)
	}
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: string(first), Name: "X", Role: "agent", Active: true, WhatsApp: true, Capacity: 2})
	if w.offer().UserID != first {
		t.Errorf("back on the channel, asked is %q", w.offer().UserID)
	}
	w.sameAgain()
}

// The mark of what a person has read moves forward only, and by hand back to
// unread until they look again.
func TestRead_marksOfEachPerson(t *testing.T) {
	t.Parallel()
	w := talking(t)
	thread := string(w.thread().ID)
	mark := func(u desk.UserID) desk.ReadMark {
		for _, m := range every(w.m, desk.RowReadMark, func(m *desk.ReadMark) bool { return m.UserID == u }) {
			return *m
		}
		return desk.ReadMark{}
	}
	seq := w.thread().LastSeq
	w.ok("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: thread, UpToSeq: seq})
	w.ok("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: thread, UpToSeq: seq - 1})
	if m := mark("ana"); m.UpToSeq != seq || m.Unread {
		t.Errorf("mark: %+v", m)
	}
	w.ok("ana", wire.CmdUnread.Name, wire.ThreadRef{ThreadID: thread})
	if m := mark("ana"); m.UpToSeq != seq || !m.Unread {
		t.Errorf("marked unread: %+v", m)
	}
	w.ok("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: thread, UpToSeq: 1})
	if m := mark("ana"); m.UpToSeq != seq || m.Unread {
		t.Errorf("looked at an older place: %+v", m)
	}
	w.ok("ana", wire.CmdUnread.Name, wire.ThreadRef{ThreadID: thread})
	if m := mark("olga"); m != (desk.ReadMark{}) {
		t.Errorf("olga's mark moved with ana's: %+v", m)
	}
	w.ok("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: thread, UpToSeq: 1 << 40})
	if m := mark("ana"); m.Unread || m.UpToSeq > int64(len(w.m.entries)) {
		t.Errorf("read what is not there yet: %+v", m)
	}
	w.refused("ben", wire.CmdUnread.Name, wire.ThreadRef{ThreadID: thread}, "notYours")
	w.refused("ana", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: "thr_x"}, "notYours")
}

var heldIn = regexp.MustCompile(`,"heldIn":\[[0-9,]*\]`)

// content is what people see of the state: without lines for admins, and without
// the list of entries that an erasure has to reach, where the second one belongs.
func content(w *world) string {
	lines := strings.Split(heldIn.ReplaceAllString(w.m.dump(), ""), "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool {
		kind, _, _ := strings.Cut(l, " ")
		return !slices.Contains([]string{"message", "thread", "interaction", "contact", "offer", "job", "timer"}, kind)
	}), "\n")
}

// Whatever Meta sends twice in a row, in any mixture of kinds, changes nothing
// the second time.
func TestInbound_anythingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		w.says("wamid.0", "hello")
		w.accept()
		out := w.send(w.interaction().Owner, w.text("hi"))
		w.deliver(out, "wamid.out")
		targets := []string{"wamid.0", "wamid.out", "wamid.1", "wamid.never"}
		steps := rapid.IntRange(1, 12).Draw(rt, "steps")
		for i := range steps {
			w.now += rapid.Int64Range(0, minute).Draw(rt, "ms")
			id := fmt.Sprintf("wamid.%d", i+1)
			target := rapid.SampledFrom(targets).Draw(rt, "target")
			do := map[string]func(){
				"text": func() { w.says(id, "x") },
				"react": func() {
					w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"reaction","reaction":{"message_id":%q,"emoji":"👍"}`, target))
				},
				"unlike": func() {
					w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"reaction","reaction":{"message_id":%q}`, target))
				},
				"edit": func() {
					w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"edit","edit":{"original_message_id":%q,"message":{"type":"text","text":{"body":"now"}}}`, target))
				},
				"revoke": func() {
					w.wrote(id, customer, w.now, fmt.Sprintf(`"type":"revoke","revoke":{"original_message_id":%q}`, target))
				},
				"failed": func() { w.status("wamid.out", "failed", `,"errors":[{"code":131026,"title":"x"}]`) },
			}
			kind := rapid.SampledFrom([]string{"text", "react", "unlike", "edit", "revoke", "status", "failed"}).Draw(rt, "kind")
			if kind == "status" { // drawn once: the second must be the same
				word := rapid.SampledFrom([]string{"sent", "delivered", "read"}).Draw(rt, "word")
				do[kind] = func() { w.status("wamid.out", word, "") }
			}
			do[kind]()
			before := content(w)
			do[kind]()
			if after := content(w); after != before {
				rt.Fatalf("%s about %s again:\n%s\n---\n%s", kind, target, diff(after, before), diff(before, after))
			}
		}
		w.sameAgain()
	})
}
