package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// notice gives the newest notice of a kind to a person.
func (w *world) notice(to desk.UserID, kind desk.NoticeKind) *desk.Notice {
	w.t.Helper()
	var found *desk.Notice
	for _, n := range every(w.m, desk.RowNotice, func(n *desk.Notice) bool { return n.UserID == to && n.Kind == kind }) {
		if found == nil || n.At > found.At {
			found = n
		}
	}
	if found == nil {
		w.t.Fatalf("%s has no notice of kind %s", to, kind)
	}
	return found
}

// reports says of an alert that was raised, and how far it came, in ms after the notice.
func (w *world) reports(by desk.UserID, n *desk.Notice, taken, seen int64, fault desk.AlertFault) {
	w.t.Helper()
	item := wire.AlertTold{NoticeID: string(n.ID), At: n.At, RaisedAt: n.At + 400, Fault: string(fault)}
	if taken > 0 {
		item.TakenAt = n.At + taken
	}
	if seen > 0 {
		item.SeenAt = n.At + seen
	}
	w.ok(by, wire.CmdAlertsTold.Name, wire.AlertsTold{Items: []wire.AlertTold{item}})
}

// unreached gives of each conversation that nobody was reached for who was called and why
// in vain.
func (w *world) unreached() []map[string]desk.Unreached {
	w.t.Helper()
	got, err := folding.Unreached(w.t.(*testing.T).Context(), w.m, orgID, start0, w.now)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	var out []map[string]desk.Unreached
	for _, a := range got.Items {
		people := map[string]desk.Unreached{}
		for _, p := range a.People {
			people[p.UserID] = desk.Unreached(p.Why)
		}
		out = append(out, people)
	}
	return out
}

func TestAlertsTold_stampsAreKeptWithinReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	n := w.notice("ana", desk.NoticeOffer)
	w.now += 5000
	body := func(item wire.AlertTold) wire.AlertsTold { return wire.AlertsTold{Items: []wire.AlertTold{item}} }
	w.ok("ben", wire.CmdAlertsTold.Name, body(wire.AlertTold{NoticeID: string(n.ID), At: n.At, RaisedAt: n.At})) // not his
	w.refused("ana", wire.CmdAlertsTold.Name, body(wire.AlertTold{NoticeID: string(n.ID), At: n.At, Fault: "broken"}), "badFault")
	// An alert of another time is another alert.
	w.ok("ana", wire.CmdAlertsTold.Name, body(wire.AlertTold{NoticeID: string(n.ID), At: n.At - 1, RaisedAt: n.At}))
	if got := w.notice("ana", desk.NoticeOffer).Alerted; got != (desk.Alerted{}) {
		t.Errorf("%+v", got)
	}
	// A clock that is wrong says nothing of before it happened, or of later than now.
	w.ok("ana", wire.CmdAlertsTold.Name, body(wire.AlertTold{NoticeID: string(n.ID), At: n.At, RaisedAt: 7, SeenAt: w.now + hour, Fault: "refused"}))
	want := desk.Alerted{RaisedAt: n.At, SeenAt: w.now, Fault: desk.AlertRefused}
	if got := w.notice("ana", desk.NoticeOffer).Alerted; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	// What a second computer of theirs says adds to it.
	w.reports("ana", n, 500, 0, "")
	want.TakenAt, want.Fault = n.At+500, ""
	if got := w.notice("ana", desk.NoticeOffer).Alerted; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	w.rebuildsTheSame()
}

func TestUnreached_whoWasCalledInVainAndWhy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(w *world)
		want map[string]desk.Unreached // nil = somebody was reached
	}{
		{"nobody's app said anything", func(*world) {}, map[string]desk.Unreached{"ana": "noApp", "ben": "noApp", "olga": "noApp"}},
		{"the system took none", func(w *world) { w.reports("ana", w.notice("ana", desk.NoticeOffer), 0, 0, desk.AlertRefused) }, map[string]desk.Unreached{"ana": "refused", "ben": "noApp", "olga": "noApp"}},
		{"they are switched off", func(w *world) { w.reports("ben", w.notice("ben", desk.NoticeOffer), 0, 0, desk.AlertOff) }, map[string]desk.Unreached{"ana": "noApp", "ben": "off", "olga": "noApp"}},
		{"nobody looked", func(w *world) { w.reports("olga", w.notice("olga", desk.NoticeEscalation), 500, 0, "") }, map[string]desk.Unreached{"ana": "noApp", "ben": "noApp", "olga": "unseen"}},
		{"the last one saw it", func(w *world) { w.reports("olga", w.notice("olga", desk.NoticeEscalation), 500, 900, "") }, nil},
		{"an earlier one saw it, the last not", func(w *world) { w.reports("ana", w.notice("ana", desk.NoticeOffer), 500, 900, "") }, map[string]desk.Unreached{"ben": "noApp", "olga": "noApp"}},
		{"it was read", func(w *world) {
			w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{IDs: []string{string(w.notice("olga", desk.NoticeEscalation).ID)}})
		}, nil},
		{"somebody took it", func(w *world) {
			w.ok("olga", wire.CmdTake.Name, w.ref())
			w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.must(desk.EntryPolicyPut, desk.DefaultPolicy())
			w.says("wamid.1", "hello") // offered to ana, then to ben, then olga hears of it
			w.pass(62_000)
			w.notice("olga", desk.NoticeEscalation)
			if got := w.unreached(); got != nil {
				t.Errorf("they may still see it: %v", got)
			}
			tt.do(w)
			w.now += 3 * minute
			got := w.unreached()
			if tt.want == nil && got == nil {
				return
			}
			if len(got) != 1 || len(got[0]) != len(tt.want) {
				t.Fatalf("%v, want %v", got, tt.want)
			}
			for who, why := range tt.want {
				if got[0][who] != why {
					t.Errorf("%s: %q, want %q", who, got[0][who], why)
				}
			}
		})
	}
}

// A desktop reports of notices that are gone meanwhile, too: the others are noted all the same.
func TestAlertsTold_unknownOnesArePassedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.1", "hello")
	o := w.offer()
	n := w.notice(o.UserID, desk.NoticeOffer)
	w.ok(o.UserID, wire.CmdAlertsTold.Name, wire.AlertsTold{Items: []wire.AlertTold{
		{NoticeID: "ntc_gone", At: n.At, RaisedAt: n.At}, {NoticeID: string(n.ID), At: n.At, RaisedAt: n.At}, {NoticeID: "", At: n.At},
	}})
	if n = w.notice(o.UserID, desk.NoticeOffer); n.Alerted.RaisedAt != n.At {
		t.Errorf("%+v", n.Alerted)
	}
}
