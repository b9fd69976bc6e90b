package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) follows(by desk.UserID, who string) wire.FollowThread {
	w.t.Helper()
	body := w.toFollow(who)
	w.ok(by, wire.CmdFollowThread.Name, body)
	return body
}

func (w *world) toFollow(who string) wire.FollowThread {
	return wire.FollowThread{ThreadID: string(w.thread().ID), UserID: who}
}

// isTold says of which kinds somebody has unread notices that come of following, and clears them.
func (w *world) isTold(who desk.UserID, want ...desk.NoticeKind) {
	w.t.Helper()
	var got []desk.NoticeKind
	for _, kind := range []desk.NoticeKind{desk.NoticeFollowMessage, desk.NoticeFollowNote, desk.NoticeFollowMoved, desk.NoticeFollowEnd} {
		if w.notices(who, kind) > 0 {
			got = append(got, kind)
		}
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("%s is told %v, want %v", who, got, want)
	}
	w.ok(who, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
}

func TestFollow_isToldOfWhatHappens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows("olga", "")
	w.isTold("olga")
	w.now += minute
	w.says("wamid.2", "are you there?")
	w.isTold("olga", desk.NoticeFollowMessage)
	w.isTold(who)
	w.adds(who, "she is in a hurry")
	w.isTold("olga", desk.NoticeFollowNote)
	w.ok(who, wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
	w.isTold("olga", desk.NoticeFollowMoved)
	w.ok(other(who), wire.CmdClose.Name, w.ref())
	w.isTold("olga", desk.NoticeFollowEnd)
	if got := w.thread().Followers; !slices.Equal(got, []desk.UserID{"olga"}) {
		t.Errorf("followed by %v after the end", got)
	}
	w.now += minute
	w.says("wamid.3", "one more thing")
	w.isTold("olga", desk.NoticeFollowMessage)
	w.rebuildsTheSame()
}

func TestFollow_nobodyIsToldOfTheirOwnDeedsOrTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows("olga", "")
	w.follows(who, "")
	w.adds("olga", "mine")
	w.isTold("olga")
	w.isTold(who, desk.NoticeFollowNote)
	w.adds(who, "@Olga look", "olga")
	w.isTold("olga") // the mention says it
	w.now += minute
	w.says("wamid.2", "hello?")
	w.isTold(who) // told as the one who has it
	w.isTold("olga", desk.NoticeFollowMessage)
	w.online("olga")
	w.ok(who, wire.CmdTransfer.Name, w.hands("olga", "", ""))
	w.isTold("olga") // told that it is hers now
	w.isTold(who)
	w.ok("olga", wire.CmdClose.Name, w.ref())
	w.isTold("olga")
	w.isTold(who, desk.NoticeFollowEnd)
}

func TestFollow_onlyWhoSeesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.refused(w.offer().UserID, wire.CmdFollowThread.Name, w.toFollow(""), "followUnseen") // so far they see one line
	who := w.accept()
	w.refused(other(who), wire.CmdFollowThread.Name, w.toFollow(""), "notYours")
	w.refused(who, wire.CmdFollowThread.Name, w.toFollow(string(other(who))), "followUnseen")
	w.follows(who, "olga")
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
	w.follows(who, "") // had it
	w.refused(who, wire.CmdFollowThread.Name, w.toFollow(string(other(who))), "followOther")
	w.follows(other(who), "")
	if got := w.thread().Followers; len(got) != 3 {
		t.Errorf("followed by %v", got)
	}
}

// The right is judged when something happens: who had an earlier part hears nothing of a
// later one, though they follow it.
func TestFollow_endsWithTheRightToSee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows(who, "")
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.now += minute
	w.says("wamid.2", "again")
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
	w.ok(who, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	w.now += minute
	w.says("wamid.3", "a secret")
	w.adds("olga", "another")
	w.ok(other(who), wire.CmdClose.Name, w.ref())
	w.isTold(who)
	w.follows("olga", "olga")
	w.now += minute
	w.says("wamid.4", "hello?")
	w.isTold("olga", desk.NoticeFollowMessage)
	w.isTold(who)
}

func TestFollow_stops(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows(who, "olga")
	w.now += minute
	w.says("wamid.2", "hello?")
	stop := w.toFollow("olga")
	stop.Stop = true
	w.ok(who, wire.CmdFollowThread.Name, stop)
	w.isTold("olga") // what was told is settled with it
	w.now += minute
	w.says("wamid.3", "hello?")
	w.isTold("olga")
	if got := w.thread().Followers; len(got) != 0 {
		t.Errorf("followed by %v", got)
	}
}

func TestFollow_notOfBlockedOrDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows("olga", "")
	w.adds(who, "wrong")
	w.ok(who, wire.CmdDeleteNote.Name, wire.DeleteNote{MessageID: string(w.note().ID)})
	w.isTold("olga")
	w.ok(who, wire.CmdBlockContact.Name, wire.BlockContact{ContactID: string(w.thread().ContactID), Blocked: true})
	w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	w.now += minute
	w.says("wamid.2", "let me in")
	w.isTold("olga")
}

func TestFollow_bounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.accept()
	for i := range desk.MostFollowers {
		id := desk.UserID(fmt.Sprintf("boss%02d", i))
		w.person(id, desk.RoleAdmin)
		w.follows(id, "")
	}
	w.refused("olga", wire.CmdFollowThread.Name, w.toFollow(""), "followersFull")
	// Whoever is switched off leaves room.
	w.ok("olga", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: "boss03", Name: "Boss", Role: string(desk.RoleAdmin)})
	w.follows("olga", "")
	if got := w.thread().Followers; len(got) != desk.MostFollowers || slices.Contains(got, "boss03") {
		t.Errorf("followed by %v", got)
	}
}

// Guards a message that took the longer the more agents follow a thread that has a long past:
// who sees it is read once, not for each of them.
func TestFollow_eachFollowerMoreReadsNothingOfTheThreadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows(who, "")
	w.ok(who, wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
	w.follows("olga", "")
	cost := func() map[string]int {
		st := counting{w.m, map[string]int{}}
		b, err := folding.Fold(t.Context(), st, desk.Entry{
			Org: orgID, Seq: int64(len(w.m.entries)) + 1, Kind: desk.EntryCommand, At: w.now, Payload: raw(t, desk.CommandEntry{
				UserID: "olga", ClientID: "c", Name: wire.CmdAddNote.Name, Body: raw(t, wire.AddNote{ThreadID: string(w.thread().ID), Text: "she is in a hurry"}),
			}),
		})
		if answer, ok := b.Answer.(engine.Answer); err != nil || !ok || answer.Error != nil {
			t.Fatalf("the note: %+v, %v", b.Answer, err)
		}
		return st.reads
	}
	one := cost()
	w.follows(other(who), "")
	two := cost()
	for _, of := range []string{desk.InteractionsOfThread.Name, desk.OffersOpenOf.Name, string(desk.RowInbox)} {
		if one[of] == 0 || one[of] != two[of] {
			t.Errorf("%s is read %d times for one agent and %d times for two", of, one[of], two[of])
		}
	}
}

// Whoever had a conversation and put it back sees no more than a summary of it while it is
// there for them to take: what they follow is theirs to hear of all the same.
func TestFollow_goesOnWhileItWaitsForThemToo(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]func(w *world, who desk.UserID){
		"in their queue": func(w *world, who desk.UserID) {
			w.inMode(desk.ModeManual, nil)
			w.ok(who, wire.CmdTransfer.Name, w.hands("", string(w.box()), ""))
		},
		"offered to them": func(w *world, who desk.UserID) {
			w.ok(who, wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
			w.ok("olga", wire.CmdRequeue.Name, w.ref())
			if o := w.offer(); o.UserID != who {
				w.t.Fatalf("%q is asked", o.UserID)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.says("wamid.1", "hello")
			who := w.accept()
			w.follows(who, "")
			wait(w, who)
			w.ok(who, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
			w.now += minute
			w.says("wamid.2", "are you there?")
			w.isTold(who, desk.NoticeFollowMessage)
			w.adds("olga", "she is in a hurry")
			w.isTold(who, desk.NoticeFollowNote)
			stop := w.toFollow("")
			stop.Stop = true
			w.ok(who, wire.CmdFollowThread.Name, stop)
			w.follows(who, "") // as it is now, too
			w.ok("olga", wire.CmdClose.Name, w.ref())
			w.isTold(who, desk.NoticeFollowEnd)
		})
	}
}

// What somebody follows and does not see at present may come back to them: they are not
// dropped to make room.
func TestFollow_isNotLostToSomebodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	who := w.accept()
	w.follows(who, "")
	w.ok(who, wire.CmdClose.Name, w.ref())
	w.now += minute
	w.says("wamid.2", "again")
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(other(who)), "", ""))
	for i := range desk.MostFollowers - 1 {
		id := desk.UserID(fmt.Sprintf("boss%02d", i))
		w.person(id, desk.RoleAdmin)
		w.follows(id, "")
	}
	w.refused("olga", wire.CmdFollowThread.Name, w.toFollow(""), "followersFull")
	w.ok("olga", wire.CmdTransfer.Name, w.hands(string(who), "", ""))
	w.ok(who, wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	w.adds("olga", "have a look")
	w.isTold(who, desk.NoticeFollowNote)
}
