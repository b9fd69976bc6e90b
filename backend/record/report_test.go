package record_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

func report(t *testing.T, s *record.Service, f wire.RecordFilter) wire.Report {
	t.Helper()
	out, err := s.Report(t.Context(), owner, wire.ReportAsk{Filter: f})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// figures computes a report from the lines themselves, and shares nothing with the
// index: it goes through them once for each figure.
func figures(all []desk.RecordBody, zone *time.Location) wire.Report {
	count := func(is func(desk.RecordBody) bool) (n int64) {
		for _, b := range all {
			if is(b) {
				n++
			}
		}
		return n
	}
	kinds := func(of func(desk.RecordBody) string) []wire.ReportCount {
		found := map[string]int64{}
		for _, b := range all {
			found[of(b)]++
		}
		out := []wire.ReportCount{}
		for _, key := range slices.Sorted(maps.Keys(found)) {
			out = append(out, wire.ReportCount{Key: key, Count: found[key]})
		}
		slices.SortStableFunc(out, func(a, b wire.ReportCount) int { return cmp.Compare(b.Count, a.Count) })
		return out
	}
	had := func(b desk.RecordBody, who desk.UserID) bool {
		return slices.ContainsFunc(b.Agents, func(a desk.RecordSpan) bool { return a.UserID == who })
	}
	answered := func(b desk.RecordBody) bool { return b.CustomerAt > 0 && b.AnsweredAt > 0 }
	out := wire.Report{
		Zone: zone.String(), Conversations: int64(len(all)), Hours: make([]int64, 168), Days: []wire.ReportDay{}, Agents: []wire.ReportAgent{},
		ByBusiness:   count(func(b desk.RecordBody) bool { return b.BusinessStarted }),
		Unanswered:   count(func(b desk.RecordBody) bool { return !b.BusinessStarted && !answered(b) }),
		NoAgent:      count(func(b desk.RecordBody) bool { return len(b.Agents) == 0 }),
		Dispositions: kinds(func(b desk.RecordBody) string { return b.Disposition }),
		Before:       kinds(func(b desk.RecordBody) string { return b.Before }),
		EndReasons:   kinds(func(b desk.RecordBody) string { return b.EndReason }),
	}
	out.Promised = slices.DeleteFunc(kinds(func(b desk.RecordBody) string { return cameOf(b.Service) }), func(c wire.ReportCount) bool { return c.Key == "" })
	for hour := range out.Hours {
		out.Hours[hour] = count(func(b desk.RecordBody) bool {
			at := time.UnixMilli(b.StartedAt).In(zone)
			monday := map[string]int{"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}[at.Format("Mon")]
			return fmt.Sprint(hour) == fmt.Sprint(monday*24+at.Hour())
		})
	}
	days := map[string]int64{}
	for _, b := range all {
		days[time.UnixMilli(b.StartedAt).In(zone).Format("2006-01-02")]++
		out.MessagesIn += b.MessagesIn
		out.MessagesOut += b.MessagesOut
	}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		out.Days = append(out.Days, wire.ReportDay{Day: day, Count: days[day]})
	}
	for _, who := range []desk.UserID{"ana", "ben", "eve"} {
		if n := count(func(b desk.RecordBody) bool { return had(b, who) }); n > 0 {
			out.Agents = append(out.Agents, wire.ReportAgent{UserID: string(who), Conversations: n, Ended: count(func(b desk.RecordBody) bool { return b.EndedBy == who })})
		}
	}
	slices.SortStableFunc(out.Agents, func(a, b wire.ReportAgent) int { return cmp.Compare(b.Conversations, a.Conversations) })
	out.Queue = waits(all, func(b desk.RecordBody) (int64, bool) {
		return b.Queue(), !b.BusinessStarted && b.StartedBy == "" && len(b.Agents) > 0
	})
	out.First = waits(all, func(b desk.RecordBody) (int64, bool) { return max(b.AnsweredAt-b.CustomerAt, 0), answered(b) })
	out.Handling = waits(all, func(b desk.RecordBody) (int64, bool) { return b.Handling(b.EndedAt), len(b.Agents) > 0 })
	return out
}

// waits finds the time within which a share was done by counting who was: the least one
// that is long enough.
func waits(all []desk.RecordBody, of func(desk.RecordBody) (int64, bool)) (out wire.ReportWait) {
	var took []int64
	for _, b := range all {
		if ms, counts := of(b); counts {
			took = append(took, ms/1000*1000)
		}
	}
	out.Count = int64(len(took))
	within := func(share float64) int64 {
		least := int64(math.MaxInt64)
		for _, candidate := range took {
			n := 0
			for _, ms := range took {
				if ms <= candidate {
					n++
				}
			}
			if float64(n) >= share*float64(len(took)) {
				least = min(least, candidate)
			}
		}
		return least
	}
	if len(took) > 0 {
		out.P50, out.P95 = within(0.5), within(0.95)
	}
	return out
}

// Each figure is what going through the lines gives, for any filter and in any zone.
func TestReport_anyFilter_saysWhatTheLinesSay(t *testing.T) {
	t.Parallel()
	r, k, s := drawing(3)
	var all []desk.RecordBody
	for round := range 12 {
		for range 15 {
			b := draw(r, int64(len(all)+1))
			all = append(all, b)
			k.seal(b)
		}
		for range 6 {
			f := drawFilter(r)
			f.Zone = []string{"", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns"}[r.IntN(5)]
			zone, err := time.LoadLocation(f.Zone)
			if err != nil {
				t.Fatal(err)
			}
			var matching []desk.RecordBody
			for _, b := range all {
				if matches(b, f) {
					matching = append(matching, b)
				}
			}
			if got, want := report(t, s, f), figures(matching, zone); !reflect.DeepEqual(got, want) {
				t.Fatalf("round %d: %+v gives\n%+v, want\n%+v", round, f, got, want)
			}
		}
	}
}

// A figure's records are found by a filter: what stands beside it as a link.
func TestReport_eachFigure_isWhatItsFilterFinds(t *testing.T) {
	t.Parallel()
	r, k, s := drawing(5)
	for n := range 300 {
		k.seal(draw(r, int64(n+1)))
	}
	const zone = "Asia/Kathmandu"
	out := report(t, s, wire.RecordFilter{Zone: zone})
	found := func(f wire.RecordFilter) int64 {
		return page(t, s, owner, wire.RecordsAsk{Filter: f, Limit: 1}).Matching
	}
	same := func(what string, want int64, f wire.RecordFilter) {
		t.Helper()
		if got := found(f); got != want {
			t.Errorf("%s is %d, its filter finds %d", what, want, got)
		}
	}
	same("what customers began without an answer", out.Unanswered, wire.RecordFilter{Started: "customer", Unanswered: true})
	same("what nobody had", out.NoAgent, wire.RecordFilter{NoAgent: true})
	same("what the business began", out.ByBusiness, wire.RecordFilter{Started: "business"})
	for hour, n := range out.Hours {
		same(fmt.Sprint("hour ", hour), n, wire.RecordFilter{Hours: []int64{int64(hour)}, Zone: zone})
	}
	for _, each := range out.EndReasons {
		same(each.Key, each.Count, wire.RecordFilter{EndReasons: []string{each.Key}})
	}
	for _, each := range out.Promised {
		same(each.Key, each.Count, wire.RecordFilter{Promised: []string{each.Key}})
	}
	for _, each := range out.Agents {
		same(each.UserID, each.Conversations, wire.RecordFilter{Agents: []string{each.UserID}})
		same("ended by "+each.UserID, each.Ended, wire.RecordFilter{EndedBy: []string{each.UserID}})
	}
}

// What goes on counts as it stands, and for no wait that is not over.
func TestReport_whatGoesOn_countsForNoWait(t *testing.T) {
	t.Parallel()
	k := newKept()
	settings(k)
	began := noon.Add(-time.Hour).UnixMilli()
	waiting := &desk.Interaction{ID: "int_1", FirstSeq: 1, State: desk.InteractionWaiting, StartedAt: began, FirstCustomerAt: began, MessagesIn: 1}
	had := &desk.Interaction{ID: "int_2", FirstSeq: 2, State: desk.InteractionOpen, Owner: "ana", StartedAt: began, FirstCustomerAt: began, HumanReplyAt: began + 90_000, MessagesIn: 1, MessagesOut: 1}
	k.put(waiting, had, &desk.Span{ID: "spn_1", InteractionID: "int_2", UserID: "ana", From: began + 30_000, Began: desk.SpanTook})
	out := report(t, newService(k), wire.RecordFilter{})
	want := wire.Report{
		Zone: "UTC", Conversations: 2, GoOn: 2, Unanswered: 1, NoAgent: 1, MessagesIn: 2, MessagesOut: 1, Hours: out.Hours,
		Days:  []wire.ReportDay{{Day: time.UnixMilli(began).UTC().Format(time.DateOnly), Count: 2}},
		Queue: wire.ReportWait{Count: 1, P50: 30_000, P95: 30_000}, First: wire.ReportWait{Count: 1, P50: 90_000, P95: 90_000},
		Dispositions: []wire.ReportCount{{Key: "active", Count: 1}, {Key: "waiting", Count: 1}}, Before: []wire.ReportCount{}, EndReasons: []wire.ReportCount{},
		Promised: []wire.ReportCount{}, Agents: []wire.ReportAgent{{UserID: "ana", Conversations: 1}},
	}
	if !reflect.DeepEqual(out, want) {
		t.Errorf("it says\n%+v, want\n%+v", out, want)
	}
}

// The hours of a week are those on the wall, when clocks are put forward and back too.
func TestReport_hours_areThoseOnTheWall(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at   time.Time
		day  string
		hour int
	}{
		{time.Date(2026, 11, 30, 0, 0, 0, 0, berlin), "2026-11-30", 0},
		{time.Date(2026, 11, 29, 23, 59, 59, 0, berlin), "2026-11-29", 167},
		{time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC), "2026-03-29", 6*24 + 1}, // clocks go from 2 to 3
		{time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), "2026-03-29", 6*24 + 3},
		{time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), "2026-10-25", 6*24 + 2}, // and twice through 2
		{time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), "2026-10-25", 6*24 + 2},
		{time.Date(1969, 12, 31, 22, 30, 0, 0, time.UTC), "1969-12-31", 2*24 + 23},
	} {
		k := newKept()
		k.seal(desk.RecordBody{InteractionID: "int_1", FirstSeq: 1, StartedAt: c.at.UnixMilli(), EndedAt: c.at.UnixMilli()})
		out := report(t, newService(k), wire.RecordFilter{Zone: "Europe/Berlin"})
		if out.Hours[c.hour] != 1 || out.Days[0].Day != c.day {
			t.Errorf("%v is on %v and in hour %d", c.at, out.Days, slices.Index(out.Hours, 1))
		}
	}
}

func TestReport_bounds(t *testing.T) {
	t.Parallel()
	k := newKept()
	for n := range int64(wire.MaxReportDays + 2) {
		b := desk.RecordBody{InteractionID: desk.InteractionID(fmt.Sprint("int_", n)), FirstSeq: n + 1, StartedAt: n * 24 * 3_600_000, EndedAt: n*24*3_600_000 + 1}
		b.Agents = []desk.RecordSpan{{UserID: desk.UserID(fmt.Sprint("u", n)), From: b.StartedAt, To: b.EndedAt}, {UserID: desk.UserID(fmt.Sprint("v", n)), From: b.StartedAt, To: b.EndedAt}}
		k.seal(b)
	}
	out := report(t, newService(k), wire.RecordFilter{})
	if len(out.Days) != wire.MaxReportDays || !out.DaysCut || out.Days[0].Day != "1970-01-03" {
		t.Errorf("%d days from %v on, cut %v", len(out.Days), out.Days[0], out.DaysCut)
	}
	if len(out.Agents) != wire.MaxReportAgents || out.MoreAgents != 2*(wire.MaxReportDays+2)-wire.MaxReportAgents {
		t.Errorf("%d agents and %d more", len(out.Agents), out.MoreAgents)
	}
}

func TestReport_isRefused(t *testing.T) {
	t.Parallel()
	s := newService(newKept())
	for want, f := range map[string]wire.RecordFilter{
		"recordZone":   {Zone: "Mars/Olympus"},
		"recordHours":  {Hours: []int64{168}},
		"recordPeriod": {From: 2, To: 1},
	} {
		if _, err := s.Report(t.Context(), owner, wire.ReportAsk{Filter: f}); desk.SubcodeOf(err) != want {
			t.Errorf("%+v: %v, want %s", f, err, want)
		}
	}
	if _, err := s.Report(t.Context(), owner, wire.ReportAsk{Filter: wire.RecordFilter{Zone: "Local"}}); desk.SubcodeOf(err) != "recordZone" {
		t.Errorf("the relay's own zone: %v", err)
	}
	if _, err := s.Report(t.Context(), view.Viewer{OrgID: org, UserID: "ana", Role: desk.RoleAgent}, wire.ReportAsk{}); desk.CodeOf(err) != desk.CodeForbidden {
		t.Errorf("an agent: %v", err)
	}
}

// A channel is that of the number, deleted ones too; a channel without a number has
// nothing.
func TestPage_channel_isTheNumbers(t *testing.T) {
	t.Parallel()
	k := newKept()
	k.put(
		&desk.Number{ID: "num_1"}, &desk.Number{ID: "num_2", Channel: desk.SMS, Deleted: true},
		&desk.Number{ID: "num_3", Channel: desk.SMS},
	)
	for n, number := range []desk.NumberID{"num_1", "num_2", "num_3", "num_9"} {
		k.seal(desk.RecordBody{InteractionID: desk.InteractionID(number), FirstSeq: int64(n + 1), NumberID: number})
	}
	s := newService(k)
	for _, c := range []struct {
		f    wire.RecordFilter
		want []string
	}{
		{wire.RecordFilter{Channel: "sms"}, []string{"num_3", "num_2"}},
		{wire.RecordFilter{Channel: "whatsapp"}, []string{"num_1"}},
		{wire.RecordFilter{Channel: "sms", Numbers: []string{"num_1", "num_3"}}, []string{"num_3"}},
		{wire.RecordFilter{Channel: "sms", Numbers: []string{"num_1"}}, nil},
		{wire.RecordFilter{Channel: "pigeon"}, nil},
	} {
		if got := pages(t, s, c.f, 10); !slices.Equal(got, c.want) {
			t.Errorf("%+v finds %v, want %v", c.f, got, c.want)
		}
	}
}
