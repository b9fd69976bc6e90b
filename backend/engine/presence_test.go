package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func (w *world) user(id desk.UserID) *desk.User {
	w.t.Helper()
	return every(w.m, desk.RowUser, func(u *desk.User) bool { return u.ID == id })[0]
}

// What a supervisor chooses for somebody has their name on it, and the person hears of it.
// What they choose then is theirs again.
func TestPresence_setBySomebodyElse_hasTheirName(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceAway), Reason: "Training"})
	if p := w.user("ana").Presence; p.State != desk.PresenceAway || p.Reason != "Training" || p.By != "olga" {
		t.Fatalf("presence: %+v", p)
	}
	w.hears(desk.NoticePresence, map[desk.UserID]int{"ana": 1})
	n := every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.Kind == desk.NoticePresence })[0]
	if n.Subject != "olga" || n.ThreadID != "" {
		t.Errorf("notice: %+v", n)
	}
	w.offline("ana")
	w.online("ana")
	if p := w.user("ana").Presence; p.By != "olga" || p.State != desk.PresenceAway {
		t.Errorf("a lost connection changed it: %+v", p)
	}
	w.now += minute
	w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceAway), Reason: "Training"})
	if n := every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.Kind == desk.NoticePresence })[0]; n.At == w.now {
		t.Error("the same again was told again")
	}
	w.ok("ana", wire.CmdPresence.Name, wire.SetPresence{State: string(desk.PresenceOnline)})
	if p := w.user("ana").Presence; p.By != "" || p.Reason != "" || p.State != desk.PresenceOnline {
		t.Errorf("her own choice: %+v", p)
	}
	w.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "olga", State: string(desk.PresenceAway)})
	w.hears(desk.NoticePresence, map[desk.UserID]int{"ana": 1})
	w.refused("ben", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceAway)}, "supervisors")

	old := newWorld(t)
	old.ok("olga", wire.CmdPresence.Name, wire.SetPresence{UserID: "ana", State: string(desk.PresenceAway)})
	old.hears(desk.NoticePresence, nil)
	w.sameAgain()
}

func TestPresence_reasonsOfTheOrganization(t *testing.T) {
	t.Parallel()
	w := manned(t, desk.ModeRoundRobin)
	var many []string
	for i := range desk.MaxAwayReasons + 1 {
		many = append(many, fmt.Sprint("Reason ", i))
	}
	put := func(reasons ...string) wire.SetAwayReasons { return wire.SetAwayReasons{Reasons: reasons} }
	w.refused("ana", wire.CmdAwayReasons.Name, put("Nap"), "supervisors")
	w.refused("olga", wire.CmdAwayReasons.Name, put(many...), "tooManyReasons")
	w.refused("olga", wire.CmdAwayReasons.Name, put("Lunch", " "), "noName")
	w.refused("olga", wire.CmdAwayReasons.Name, put("Lunch", "lunch "), "sameReason")
	w.refused("olga", wire.CmdAwayReasons.Name, put(strings.Repeat("x", 41)), "longName")
	w.ok("olga", wire.CmdAwayReasons.Name, put(" Lunch", "Doc\u202etor", strings.Repeat("ü", 40)))
	of := func() []string { return every[desk.Organization](w.m, desk.RowOrg, nil)[0].AwayReasons }
	if want := []string{"Lunch", "Doctor", strings.Repeat("ü", 40)}; !slices.Equal(of(), want) {
		t.Fatalf("reasons: %q", of())
	}
	w.must(desk.EntryOrgPut, desk.Organization{ID: orgID, Name: "Shop 2", Policy: desk.DefaultPolicy()})
	if len(of()) != 3 {
		t.Error("a new name of the organization lost its reasons")
	}
	w.ok("olga", wire.CmdAwayReasons.Name, put())
	if len(of()) != 0 {
		t.Errorf("reasons: %q", of())
	}
	w.sameAgain()
}
