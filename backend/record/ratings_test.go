package record_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Ratings come after the line of a record was written: they are counted beside it, by the
// same filter, and stand in the table.
func TestReport_ratings(t *testing.T) {
	t.Parallel()
	k := newKept()
	began := noon.UnixMilli()
	for n, r := range []struct {
		inbox  desk.InboxID
		agents []desk.UserID
		rating *desk.Rating
	}{
		{"inb_1", []desk.UserID{"ana"}, &desk.Rating{AskedAt: began + 9000, Score: 5, AnsweredAt: began + 10_000, CommentID: "msg_c"}},
		{"inb_1", []desk.UserID{"ana", "ben"}, &desk.Rating{AskedAt: began + 9000, Score: 1, AnsweredAt: began + 10_000}},
		{"inb_2", []desk.UserID{"ben"}, &desk.Rating{AskedAt: began + 9000}},
		{"inb_2", nil, &desk.Rating{Skipped: desk.SkipBlocked}},
		{"inb_2", nil, &desk.Rating{AskedAt: began + 9000, Failed: true}},
		{"inb_2", nil, nil},
	} {
		seq := int64(n + 1)
		id := desk.InteractionID("int_" + string(rune('a'+n)))
		b := desk.RecordBody{InteractionID: id, FirstSeq: seq, InboxID: r.inbox, StartedAt: began, EndedAt: began + 5000, EndReason: "closed", Disposition: "archived", Rule: "ended"}
		for _, who := range r.agents {
			b.Agents = append(b.Agents, desk.RecordSpan{UserID: who, From: began, To: began + 5000})
		}
		k.seal(b)
		k.put(&desk.Interaction{ID: id, FirstSeq: seq, State: desk.InteractionEnded, EndedAt: began + 5000, InboxID: r.inbox, StartedAt: began, Rating: r.rating})
	}
	s := newService(k)
	want := &wire.ReportRatings{
		Asked: 3, Answered: 2, Comments: 1, Scores: []int64{1, 0, 0, 0, 1},
		Inboxes: []wire.ReportRating{{Key: "inb_1", Asked: 2, Answered: 2, Sum: 6, Low: 1}, {Key: "inb_2", Asked: 1}},
		Agents:  []wire.ReportRating{{Key: "ben", Asked: 2, Answered: 1, Sum: 1, Low: 1}, {Key: "ana", Asked: 2, Answered: 2, Sum: 6, Low: 1}},
	}
	if got := report(t, s, wire.RecordFilter{}).Ratings; !reflect.DeepEqual(got, want) {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	if got := report(t, s, wire.RecordFilter{Inboxes: []string{"inb_2"}}).Ratings; got.Asked != 1 || got.Answered != 0 {
		t.Errorf("of one inbox: %+v", got)
	}
	if got := report(t, s, wire.RecordFilter{From: began + 1}).Ratings; got != nil {
		t.Errorf("of what began later: %+v", got)
	}
	for _, row := range page(t, s, owner, wire.RecordsAsk{}).Rows {
		if score := map[string]int{"int_a": 5, "int_b": 1}[row.InteractionID]; row.Score != score {
			t.Errorf("%s is rated %d on the page, want %d", row.InteractionID, row.Score, score)
		}
	}
	for _, each := range []struct{ ratings, want string }{
		{"5", "a"}, {"1 2", "b"}, {"5 1", "ab"}, {"3", ""}, {"rated", "ab"}, {"comment", "a"}, {"silent", "c"}, {"rated silent", "abc"},
		{"notRated", "cdef"}, {"rated notRated", "abcdef"}, {"0", ""}, {"anything", ""},
	} {
		f := wire.RecordFilter{From: began, Ratings: strings.Fields(each.ratings)}
		found := ""
		for _, row := range page(t, s, owner, wire.RecordsAsk{Filter: f}).Rows {
			found = strings.TrimPrefix(row.InteractionID, "int_") + found
		}
		if found != each.want {
			t.Errorf("rated %s: found %q, want %q", each.ratings, found, each.want)
		}
		if n := report(t, s, f).Conversations; n != int64(len(each.want)) {
			t.Errorf("rated %s: the report counts %d, want %d", each.ratings, n, len(each.want))
		}
	}
	e, err := s.Export(t.Context(), owner, wire.RecordsExport{Separator: ",", Columns: []wire.RecordColumn{{Key: "interaction", Label: "Id"}, {Key: "rating", Label: "Rating"}}})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := e.Write(t.Context(), &out, func() error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{`"int_a","5"`, `"int_b","1"`, `"int_c",""`} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the table has no %s:\n%s", line, out.String())
		}
	}
}

// What does not fit into a report is counted.
func TestReport_moreRatings(t *testing.T) {
	t.Parallel()
	k := newKept()
	const most = wire.MaxReportAgents
	for n := range int64(most + 3) {
		id, began := desk.InteractionID(fmt.Sprint("int_", n)), noon.UnixMilli()
		b := desk.RecordBody{InteractionID: id, FirstSeq: n + 1, InboxID: desk.InboxID(fmt.Sprint("inb_", n)), StartedAt: began, EndedAt: began + 5}
		for _, who := range []string{"a", "b"} {
			b.Agents = append(b.Agents, desk.RecordSpan{UserID: desk.UserID(fmt.Sprint(who, n)), From: began, To: began + 5})
		}
		k.seal(b)
		k.put(&desk.Interaction{ID: id, FirstSeq: n + 1, State: desk.InteractionEnded, EndedAt: began + 5, Rating: &desk.Rating{AskedAt: began + 9, Score: 3}})
	}
	got := report(t, newService(k), wire.RecordFilter{}).Ratings
	if len(got.Inboxes) != most || got.MoreInboxes != 3 || len(got.Agents) != most || got.MoreAgents != most+6 {
		t.Errorf("%d inboxes and %d more, %d agents and %d more", len(got.Inboxes), got.MoreInboxes, len(got.Agents), got.MoreAgents)
	}
}
