package record

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// Report gives the figures of the records that match, to a supervisor: in one pass over
// what is held of them.
func (s *Service) Report(ctx context.Context, v view.Viewer, ask wire.ReportAsk) (wire.Report, error) {
	if !v.Role.Supervisor() {
		return wire.Report{}, desk.Refuse(desk.CodeForbidden, "")
	}
	if err := check(ask.Filter); err != nil {
		return wire.Report{}, err
	}
	sends, err := s.sends(ctx, v.OrgID, ask.Filter.From)
	if err != nil {
		return wire.Report{}, err
	}
	rated, err := s.ratings(ctx, v.OrgID, ask.Filter.From-ahead)
	if err != nil {
		return wire.Report{}, err
	}
	t, err := s.tally(ctx, v, ask.Filter, sends, rated)
	if err != nil {
		return wire.Report{}, err
	}
	return t.report(), nil
}

// tally counts what matches. The organization is locked meanwhile, and not while the
// waits are put in order.
func (s *Service) tally(ctx context.Context, v view.Viewer, filter wire.RecordFilter, sends *sends, rated ratings) (*tally, error) {
	o, letGo := s.orgs.Of(v.OrgID)
	defer letGo()
	f, err := s.find(ctx, v, o, filter, window{})
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(filter.Zone)
	if err != nil {
		return nil, err
	}
	x := o.index
	t := newTally(x, zone)
	t.ratings.of = rated
	for i := range f.going.rows {
		t.add(&f.going.rows[i])
	}
	for _, at := range f.lines {
		t.add(&x.rows[x.order[at]])
	}
	t.out.Templates, t.out.MoreTemplates = sends.report(x.seqs(f))
	return t, nil
}

// tally is a report in the making.
type tally struct {
	x     *index
	clock weekClock
	out   wire.Report

	ratings                          rates
	days                             map[int64]int64 // by the number of the day
	queue, first, handling           []int32         // seconds
	dispositions, befores, endings   map[code]int64
	promised                         map[code]int64
	conversationsOf, endedBy, agents map[code]int64 // the last by the list of agents
}

func newTally(x *index, zone *time.Location) *tally {
	return &tally{
		x: x, clock: weekClock{zone: zone}, out: wire.Report{Zone: zone.String(), Hours: make([]int64, hoursOfWeek)},
		days: map[int64]int64{}, dispositions: map[code]int64{}, befores: map[code]int64{}, endings: map[code]int64{}, promised: map[code]int64{},
		conversationsOf: map[code]int64{}, endedBy: map[code]int64{}, agents: map[code]int64{},
	}
}

func (t *tally) add(r *row) {
	t.out.Conversations++
	t.out.MessagesIn += int64(r.in)
	t.out.MessagesOut += int64(r.out)
	day, hour := t.clock.at(r.started)
	t.days[day]++
	t.out.Hours[hour]++
	t.dispositions[r.disposition]++
	t.agents[r.agents]++
	t.ratings.add(t.x, r)
	if r.promised != 0 {
		t.promised[r.promised]++
	}
	ended := r.ended != 0
	switch {
	case ended:
		t.befores[r.before]++
		t.endings[r.reason]++
		t.endedBy[r.endedBy]++
	default:
		t.out.GoOn++
	}
	t.waits(r, ended)
}

// waits counts what took time. What is not over counts for nothing: a queue in which
// somebody still waits, a conversation that an agent still has.
func (t *tally) waits(r *row, ended bool) {
	switch {
	case r.business:
		t.out.ByBusiness++
	case r.first < 0:
		t.out.Unanswered++
	}
	if r.agents == 0 {
		t.out.NoAgent++
	}
	if !r.business && r.starter == 0 && r.agents != 0 {
		t.queue = append(t.queue, r.queue)
	}
	if r.first >= 0 {
		t.first = append(t.first, r.first)
	}
	if ended && r.agents != 0 {
		t.handling = append(t.handling, r.handling)
	}
}

func (t *tally) report() wire.Report {
	out := t.out
	out.Queue, out.First, out.Handling = waitOf(t.queue), waitOf(t.first), waitOf(t.handling)
	out.Dispositions, out.Before, out.EndReasons = t.counts(t.dispositions), t.counts(t.befores), t.counts(t.endings)
	out.Promised = t.counts(t.promised)
	out.Days, out.DaysCut = t.daysOf()
	out.Agents, out.MoreAgents = t.agentsOf()
	out.Ratings = t.ratings.report(t.x)
	return out
}

func (t *tally) counts(of map[code]int64) []wire.ReportCount {
	out := []wire.ReportCount{}
	for c, n := range of {
		out = append(out, wire.ReportCount{Key: t.x.ids.words[c], Count: n})
	}
	slices.SortFunc(out, func(a, b wire.ReportCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func (t *tally) daysOf() (out []wire.ReportDay, cut bool) {
	out = []wire.ReportDay{}
	for day, n := range t.days {
		out = append(out, wire.ReportDay{Day: time.Unix(day*secondsOfDay, 0).UTC().Format(time.DateOnly), Count: n})
	}
	slices.SortFunc(out, func(a, b wire.ReportDay) int { return cmp.Compare(a.Day, b.Day) })
	if more := len(out) - wire.MaxReportDays; more > 0 {
		return out[more:], true
	}
	return out, false
}

func (t *tally) agentsOf() (out []wire.ReportAgent, more int64) {
	for list, n := range t.agents {
		for _, c := range t.x.agents[list] {
			t.conversationsOf[c] += n
		}
	}
	out = []wire.ReportAgent{}
	for c, n := range t.conversationsOf {
		out = append(out, wire.ReportAgent{UserID: t.x.ids.words[c], Conversations: n, Ended: t.endedBy[c]})
	}
	slices.SortFunc(out, func(a, b wire.ReportAgent) int {
		return cmp.Or(cmp.Compare(b.Conversations, a.Conversations), cmp.Compare(a.UserID, b.UserID))
	})
	if extra := len(out) - wire.MaxReportAgents; extra > 0 {
		return out[:wire.MaxReportAgents], int64(extra)
	}
	return out, 0
}

// waitOf puts the waits in order and takes the nearest rank: a time that really was.
func waitOf(seconds []int32) wire.ReportWait {
	n := len(seconds)
	if n == 0 {
		return wire.ReportWait{}
	}
	slices.Sort(seconds)
	rank := func(of100 int) int64 { return int64(seconds[(n*of100+99)/100-1]) * 1000 }
	return wire.ReportWait{Count: int64(n), P50: rank(50), P95: rank(95)}
}
