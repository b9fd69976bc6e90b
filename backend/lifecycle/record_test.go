package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
)

func TestRecordOf_saysWhatTheRowsSay(t *testing.T) {
	t.Parallel()
	it := &desk.Interaction{
		ID: "int_1", ThreadID: "thr_1", NumberID: "num_1", ContactID: "con_1", PlanID: "pln_1", InboxID: "inb_1", FirstSeq: 7,
		BusinessStarted: true, StartedAt: noon, FirstCustomerAt: noon + minute, LastCustomerAt: noon + minute,
		HumanReplyAt: noon + 3*minute, LastBusinessAt: noon + 3*minute, LastPersonAt: noon + 3*minute,
		ServiceName: "Support", DataSource: []desk.KV{{Key: "a", Value: "b"}}, MessagesIn: 1, MessagesOut: 2,
	}
	spans := []*desk.Span{
		{UserID: "ben", From: noon + 2*minute, Began: desk.SpanGot},
		{UserID: "ana", From: noon, To: noon + 2*minute, Began: desk.SpanStarted, Ended: desk.SpanTransferred},
	}
	want := desk.RecordBody{
		InteractionID: "int_1", ThreadID: "thr_1", FirstSeq: 7, NumberID: "num_1", ServiceName: "Support", DataSource: it.DataSource,
		ContactID: "con_1", InboxID: "inb_1", PlanID: "pln_1", BusinessStarted: true, StartedBy: "ana", StartedAt: noon,
		Disposition: "active", Rule: "customerAnswered", CustomerAt: noon + minute, AnsweredAt: noon + 3*minute, MessagesIn: 1, MessagesOut: 2,
		Agents: []desk.RecordSpan{
			{UserID: "ana", From: noon, To: noon + 2*minute, Began: desk.SpanStarted, Ended: desk.SpanTransferred},
			{UserID: "ben", From: noon + 2*minute, Began: desk.SpanGot},
		},
	}
	if diff := cmp.Diff(want, lifecycle.RecordOf(it, spans)); diff != "" {
		t.Error(diff)
	}
	it.EndedAt, it.EndReason, it.EndedBy = noon+hour, "closed", "ben"
	spans[0].To, spans[0].Ended = noon+hour, desk.SpanClosed
	got := lifecycle.RecordOf(it, spans)
	if got.Disposition != "archived" || got.Rule != "ended" || got.Before != "active" || got.BeforeRule != "customerAnswered" ||
		got.EndReason != "closed" || got.EndedBy != "ben" || got.Queue() != 0 || got.Handling(0) != hour {
		t.Errorf("ended: %+v", got)
	}
	if spans[0].UserID != "ben" {
		t.Error("the caller's list was put into another order")
	}
	nobody := lifecycle.RecordOf(&desk.Interaction{StartedAt: noon, FirstCustomerAt: noon, EndedAt: noon + day, EndReason: "expiredUnanswered"}, nil)
	if _, answered := nobody.FirstResponse(); answered || nobody.Queue() != day || nobody.Before != "waiting" || nobody.StartedBy != "" {
		t.Errorf("nobody ever had it: %+v", nobody)
	}
}

// A line is compared with what there is to say now, which is read from elsewhere: its
// agents stand in the same order however their spans come.
func TestRecordOf_agentsOfOneMillisecond(t *testing.T) {
	t.Parallel()
	ana := &desk.Span{ID: "s2", UserID: "ana", From: 5, To: 5}
	olga := &desk.Span{ID: "s1", UserID: "olga", From: 5, To: 9}
	ben := &desk.Span{ID: "s3", UserID: "ben", From: 9, To: 9}
	eve := &desk.Span{ID: "s4", UserID: "eve", From: 9, To: 9}
	for _, spans := range [][]*desk.Span{{ana, olga, ben, eve}, {eve, olga, ben, ana}, {ben, ana, eve, olga}} {
		var who []desk.UserID
		for _, a := range lifecycle.RecordOf(&desk.Interaction{ID: "i"}, spans).Agents {
			who = append(who, a.UserID)
		}
		if !slices.Equal(who, []desk.UserID{"ana", "olga", "ben", "eve"}) {
			t.Errorf("%v", who)
		}
	}
}
